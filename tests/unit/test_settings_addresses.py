"""Addresses with secrets in them: what cannot be split is a mistake with a way out, and no part of it is shown."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sheets_bot.errors import Misconfigured
from sheets_bot.service.masking import MASK, Masking
from sheets_bot.service.settings_file import settings_from

ROOT = Path(__file__).parents[2]
WORD = "planted"
"""Stands in every password below; each has two of it, before and after the letter that makes trouble."""
QUEUE = "SHEETS_BOT_QUEUE__URL"
BASE = {
    "google": {"service_account_file": "x.json"},
    "workbooks": {"shared": "abc"},
    "brands": {"aurora": {"mailbox": {"user": "u", "password": "p"}}},
}
NOT_SPLIT = {
    QUEUE: "postgresql://bot:{}@db/queue",
    "SHEETS_BOT_NOTICES__SPECIALIST": "mailtos://bot:{}@mail.example",
    "SHEETS_BOT_NOTICES__OWNER": "json://bot:{}@hooks.example/in",
    "SHEETS_BOT_NOTICES__PING_URL": "https://bot:{}@ping.example/1",
    "SHEETS_BOT_NOTICES__PING_FAIL_URL": "https://bot:{}@ping.example/2",
    "SHEETS_BOT_ENDPOINTS__PAYPAL": "https://bot:{}@paypal.example",
    "SHEETS_BOT_ENDPOINTS__SHOPIFY": "https://bot:{}@{{shop}}.example",
    "SHEETS_BOT_BRANDS__AURORA__MAILBOX__IMAP": "imaps://bot:{}@mail.example",
}


@pytest.fixture(autouse=True)
def configured(monkeypatch):
    """A mailbox's password is from the environment; all else is in the table."""
    monkeypatch.setenv("SHEETS_BOT_BRANDS__AURORA__MAILBOX__PASSWORD", "of-the-tests")
    monkeypatch.setenv("SHEETS_BOT_BRANDS__AURORA__MAILBOX__USER", "bot")
    monkeypatch.setenv("SHEETS_BOT_BRANDS__AURORA__MAILBOX__IMAP", "imaps://mail.example")


def refused() -> str:
    with pytest.raises(Misconfigured) as told:
        settings_from({key: BASE[key] for key in ("google", "workbooks")}, where="the test")
    return str(told.value)


@pytest.mark.parametrize("letter", ["[", "]", "℀", "＃"])
@pytest.mark.parametrize("variable", NOT_SPLIT)
def test_an_address_that_cannot_be_split_is_a_mistake_and_no_part_of_it_is_told(
    monkeypatch, variable, letter
):
    monkeypatch.setenv(variable, NOT_SPLIT[variable].format(f"{WORD}{letter}{WORD}"))

    said = refused()

    assert variable in said
    assert "%5B" in said
    assert WORD not in said


@pytest.mark.parametrize("letter", ["@", "/", "?", "#"])
def test_a_password_that_ends_early_for_the_database_s_own_library_is_refused(monkeypatch, letter):
    """It takes the rest for the name of a host, which an error then tells."""
    monkeypatch.setenv(QUEUE, f"postgresql://bot:{WORD}{letter}{WORD}@db/queue")

    said = refused()

    assert "%40" in said
    assert WORD not in said


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("SHEETS_BOT_ENDPOINTS__PAYPAL", "https://bot:planted@paypal.example"),
        ("SHEETS_BOT_BRANDS__AURORA__MAILBOX__IMAP", "imaps://bot:planted@mail.example"),
        ("SHEETS_BOT_BRANDS__AURORA__MAILBOX__IMAP", "imaps://bot:planted@planted@mail.example"),
    ],
)
def test_who_signs_in_at_an_address_is_not_told_where_it_does_not_belong(monkeypatch, variable, address):
    monkeypatch.setenv(variable, address)

    said = refused()

    assert "s://***@" in said
    assert WORD not in said


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("SHEETS_BOT_ENDPOINTS__PAYPAL", "https://paypal.example:port"),
        ("SHEETS_BOT_NOTICES__PING_URL", "https://ping.example:planted/1"),
        ("SHEETS_BOT_BRANDS__AURORA__MAILBOX__IMAP", "imaps://mail.example:99999"),
    ],
)
def test_what_is_no_port_is_a_mistake_of_the_configuration(monkeypatch, variable, address):
    monkeypatch.setenv(variable, address)

    said = refused()

    assert f"{variable}: " in said
    assert WORD not in said


@pytest.mark.parametrize(
    ("address", "passwords"),
    [
        ("postgresql://bot:fine-planted%5Bone@db/queue", ["fine-planted%5Bone", "fine-planted[one"]),
        ("postgresql://db/queue?user=bot&password=fine%40planted", ["fine%40planted", "fine@planted"]),
        ("postgresql://bot:fine-planted@one:5432,two:5433/queue", ["fine-planted"]),
    ],
)
def test_a_password_of_the_database_is_masked_as_written_and_as_meant(monkeypatch, address, passwords):
    monkeypatch.setenv(QUEUE, address)
    settings = settings_from({key: BASE[key] for key in ("google", "workbooks")}, where="the test")
    masking = Masking(settings.secrets())

    for password in passwords:
        assert masking.text(f"see {password}.") == f"see {MASK}."


@pytest.mark.parametrize("command", [["check"], ["health"]])
@pytest.mark.parametrize("letter", ["℀", "["])
def test_no_command_ends_in_a_traceback_or_prints_the_password(tmp_path, command, letter):
    (tmp_path / "bot.toml").write_text(
        '[google]\nservice_account_file = "x.json"\n[workbooks]\nshared = "abc"\n', encoding="utf-8"
    )

    ended = subprocess.run(
        [sys.executable, "-m", "sheets_bot", *command, "--config", str(tmp_path / "bot.toml")],
        cwd=ROOT,
        env={**os.environ, QUEUE: f"postgresql://bot:{WORD}{letter}{WORD}@db/queue"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert f"Misconfigured: The configuration ({tmp_path / 'bot.toml'}) has" in ended.stderr
    assert WORD not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_fault_of_ours_while_the_configuration_is_read_quotes_nothing(tmp_path):
    program = (
        "import sys\n"
        "from sheets_bot import cli\n"
        "from sheets_bot.service import settings_file\n"
        f"def stumbles(*_, **__): {{}}[{WORD!r}]\n"
        "settings_file.settings_from = stumbles\n"
        "sys.argv = ['sheets-bot', 'health']\n"
        "cli.main()\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "KeyError: '…'" in ended.stderr
    assert WORD not in ended.stderr
