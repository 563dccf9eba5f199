"""Every command in the documentation is one that there is; where its output is shown, that is what it prints."""

import json
import re
from itertools import count

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from fenced import ROOT, blocks, commands_in, markdown_files, typed_in
from sheets_bot.cli import app
from sheets_bot.sandbox.shopify.accounts import SCOPES
from small_house import a_small_house

RUN = re.compile(r"\b\d{6}-\d{6}-[0-9a-f]{4}\b")
PASSING = re.compile(r"\bin \d+\.\d s\b|127\.0\.0\.1:\d+|\b\d+ (?=pages|bytes|kB)")
WITHOUT = re.compile(r"<!-- the sandbox: without (.*) -->")
NAMED = re.compile(r"`([\w.]+\.csv)`:$")
OF_THE_LAUNCHER = frozenset({"test"})
"""What the script `sheets-bot` at the root does itself."""

WITH_OUTPUT = [
    file for file in markdown_files() if any(block.language == "console" for block in blocks(file))
]


def name_of(file):
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", markdown_files(), ids=name_of)
def test_every_command_on_a_page_can_be_typed(file):
    """Parsed by the real command line and not run: it may need an account."""
    refused = {}
    for name, *arguments in commands_in(file):
        # A sentence may name a command alone.
        problem = what_is_wrong(name, arguments or ["--help"])
        if problem:
            refused[" ".join([name, *arguments])] = problem

    assert refused == {}


def test_commands_are_found_at_all():
    found = [arguments for file in markdown_files() for arguments in commands_in(file)]

    assert len(found) > 40
    assert ["once", "--all"] in found
    assert ["undo", "261123-080000-6301", "--yes"] in found


def test_a_command_that_there_is_not_would_be_noticed():
    assert what_is_wrong("onse", ["--all"])
    assert what_is_wrong("once", ["--al"])
    assert what_is_wrong("undo", [])


def what_is_wrong(name, arguments):
    """Return why a command cannot be typed like this; nothing where it can."""
    line = get_command(app)
    if name.startswith("-") or name in OF_THE_LAUNCHER:
        return "" if name in {"--help", "--version", *OF_THE_LAUNCHER} else f"no option {name}"
    if name not in line.commands:
        return f"no command {name}"
    try:
        line.commands[name].make_context(name, list(arguments))
    except Exception as error:  # noqa: BLE001 - the class belongs to typer's inside
        return "" if type(error).__name__ == "Exit" else str(error)
    return ""


@pytest.fixture(scope="module")
def house():
    with a_small_house() as house:
        yield house


@pytest.mark.parametrize("file", WITH_OUTPUT, ids=name_of)
def test_what_a_page_shows_is_what_the_commands_print(house, file, tmp_path, monkeypatch):
    """In the order of the page, in one small sandbox; times, ports and ids of runs may differ."""
    house.begins_again()
    monkeypatch.setenv("SHEETS_BOT_CONFIG", str(tmp_path / "sheets_bot.json"))
    monkeypatch.chdir(tmp_path)
    runs = Runs()

    for block in blocks(file):
        (tmp_path / "sheets_bot.json").write_text(json.dumps(configured(house, block)))
        if block.language == "text" and (file_named := NAMED.search(block.before)):
            (tmp_path / file_named[1]).write_text(block.text + "\n")
        for typed in typed_in(block) if block.language == "console" else ():
            words = [runs.real(word) for word in typed.words[1:]]
            result = CliRunner().invoke(app, words)
            said = [line.rstrip() for line in result.stdout.rstrip().splitlines()]

            assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
            runs.learn(typed.output, said)
            assert differs(typed.output, said) == "", "\n".join([" ".join(typed.words), *said])


def configured(house, block):
    """Return the configuration, less what a remark above the block takes away: accounts, or scopes at Shopify."""
    missing = set(re.split(r", *", found[1])) if (found := WITHOUT.fullmatch(block.before)) else set()
    house.sandbox.shopify.accounts.scopes["aurora"] = set(SCOPES) - missing
    config = json.loads(json.dumps(house.config))
    config["brands"]["aurora"] = {
        name: told for name, told in config["brands"]["aurora"].items() if name not in missing
    }
    return config


class Runs:
    """Which run of the page is which of this test, by what was printed."""

    def __init__(self):
        self._real = {}

    def real(self, word):
        return self._real.get(word, word)

    def learn(self, shown, said):
        for theirs, ours in zip(RUN.findall("\n".join(shown)), RUN.findall("\n".join(said)), strict=False):
            self._real.setdefault(theirs, ours)


def differs(shown, said):
    """Return the first shown line that was not printed in its place; `...` stands for any lines."""
    wanted, got = plain(shown), plain(said)
    at, free = 0, False
    for line in wanted:
        if line == "...":
            free = True
            continue
        places = range(at, len(got)) if free else range(at, min(at + 1, len(got)))
        found = next((place for place in places if got[place] == line), None)
        if found is None:
            return line
        at, free = found + 1, False
    return "" if free or at == len(got) else f"not shown: {got[at]}"


def plain(lines):
    """Return lines without what passes: seconds, ports, ids of runs by their order of appearance."""
    numbers, names = count(1), {}

    def numbered(found):
        if found[0] not in names:
            names[found[0]] = f"RUN {next(numbers)}"
        return names[found[0]]

    # Columns are as wide as their widest cell, which may be a port.
    return [re.sub(r" +", " ", RUN.sub(numbered, PASSING.sub("~", line))).rstrip() for line in lines]


def test_a_difference_would_be_noticed():
    assert differs(["a", "...", "z"], ["a", "b", "z"]) == ""
    assert differs(["a", "z"], ["a", "b", "z"]) == "z"
    assert differs(["a"], ["a", "b"]) == "not shown: b"
    assert differs(["in 1.2 s"], ["in 33.0 s"]) == ""
    assert differs(["2 rows"], ["3 rows"]) == "2 rows"
