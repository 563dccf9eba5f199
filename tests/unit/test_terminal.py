"""The terminal: colours only where a person sees them and wants them, and a Tab key that knows the words."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sheets_bot.commands.colours import coloured
from sheets_bot.commands.completing import brand_names, job_names, tab_names
from sheets_bot.commands.opened import jobs_of_the_house, load_jobs

ROOT = Path(__file__).parents[2]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sheets_bot", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def completed(line: str) -> list[str]:
    """Return what bash is offered at the end of a line."""
    words = line.split(" ")
    environment = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    return run(**environment, _SHEETS_BOT_COMPLETE="complete_bash").stdout.split()


def test_a_word_is_coloured_in_a_terminal_only(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")

    assert coloured("failed", "bad", Terminal()) == "\x1b[31mfailed\x1b[0m"
    assert coloured("failed", "bad", io.StringIO()) == "failed"


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_colours_gets_none(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)

    assert coloured("failed", "bad", Terminal()) == "failed"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_asks_the_program_itself(shell):
    done = run("completion", shell)

    assert done.returncode == 0
    assert f"_SHEETS_BOT_COMPLETE=complete_{shell}" in done.stdout


def test_a_shell_without_a_script_is_named():
    done = run("completion", "tcsh")

    assert done.returncode == 2
    assert "tcsh" in done.stderr


def test_bash_can_read_the_script():
    script = run("completion", "bash").stdout

    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sheets-bot prac", ["practice"]),
        ("sheets-bot once sync_pay", ["sync_paypal_disputes"]),
        ("sheets-bot import Di", ["Disputes"]),
        ("sheets-bot log --tab Di", ["Disputes"]),
        ("sheets-bot once --al", ["--all", "--allow-large"]),
    ],
)
def test_the_tab_key_knows_commands_options_jobs_and_tabs(line, offered):
    assert completed(line) == offered


def test_help_shows_no_option_of_the_completion():
    assert "completion" not in run("once", "--help").stdout


def test_every_job_of_the_house_is_offered():
    jobs = load_jobs([Path(next(iter(jobs_of_the_house.__path__)))])

    assert sorted(job_names("")) == sorted(jobs)


def test_tabs_of_several_words_are_not_offered_since_a_shell_would_split_them():
    assert "Disputes" in tab_names("")
    assert not [tab for tab in tab_names("") if " " in tab]


def test_brands_are_those_of_the_configuration_at_hand(monkeypatch, tmp_path):
    (tmp_path / "sheets_bot.toml").write_text("[brands.aurora]\n[brands.boreal]\n")
    monkeypatch.chdir(tmp_path)

    assert brand_names("a") == ["aurora"]


@pytest.mark.parametrize("text", ["", "not toml [", "[brands\n", "brands = 3\n"])
def test_a_configuration_that_cannot_be_read_offers_no_brand(monkeypatch, tmp_path, text):
    (tmp_path / "bad.toml").write_text(text)
    monkeypatch.setenv("SHEETS_BOT_CONFIG", str(tmp_path / "bad.toml"))

    assert brand_names("") == []
