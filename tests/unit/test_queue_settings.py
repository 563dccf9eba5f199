"""The settings past one machine: the database's address is a secret, and spreadsheets may have accounts of their own."""

import json
from contextlib import ExitStack

import pytest

from sheets_bot.errors import Misconfigured
from sheets_bot.platforms.limiter import Limiter
from sheets_bot.sandbox.service_account import new_service_account
from sheets_bot.service.clock import machine_clock
from sheets_bot.service.masking import MASK, Masking
from sheets_bot.service.settings_file import load_settings, settings_from
from sheets_bot.service.wiring import open_bots
from sheets_bot.service.workbook_lock import WorkbookLocks

PASSWORD = "pass-phrase-of-the-tests"
URL = f"postgresql://bot:{PASSWORD}@db/queue"
VARIABLE = "SHEETS_BOT_QUEUE__URL"
BASE = {
    "google": {"service_account_file": "google.json"},
    "workbooks": {"shared": "1AbC", "aurora": "2AbC"},
    "brands": {"aurora": {"name": "Aurora & Pine"}},
}


def test_the_address_of_the_database_comes_from_the_environment_or_from_a_file(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, URL)
    by_environment = settings_from(BASE, where="the test")
    monkeypatch.delenv(VARIABLE)
    (tmp_path / "url").write_text(f"{URL}\n")
    by_file = settings_from({**BASE, "queue": {"url_file": str(tmp_path / "url")}}, where="the test")

    for settings in (by_environment, by_file):
        assert settings.queue.url.get_secret_value() == URL
        assert {URL, PASSWORD} <= set(settings.secrets())
        assert PASSWORD not in repr(settings)


def test_an_address_in_the_configuration_is_refused_and_not_quoted():
    with pytest.raises(Misconfigured, match="a secret stands in the file") as refused:
        settings_from({**BASE, "queue": {"url": URL}}, where="the test")

    assert PASSWORD not in str(refused.value)


def test_an_address_of_another_kind_of_database_is_refused_and_not_quoted(monkeypatch):
    monkeypatch.setenv(VARIABLE, f"mysql://bot:{PASSWORD}@db/queue")

    with pytest.raises(Misconfigured, match="must start with postgresql://") as refused:
        settings_from(BASE, where="the test")

    assert PASSWORD not in str(refused.value)


def test_a_spreadsheet_may_have_a_service_account_of_its_own_with_a_limit_of_its_own(tmp_path):
    for name in ("one", "two"):
        key = new_service_account("http://127.0.0.1:1") | {
            "client_email": f"{name}@x.iam.gserviceaccount.com"
        }
        (tmp_path / f"{name}.json").write_text(json.dumps(key))
    (tmp_path / "bot.toml").write_text(
        """
        [google]
        service_account_file = "one.json"
        [google.service_account_files]
        borealis = "two.json"
        [workbooks]
        shared = "1AbC"
        borealis = "2AbC"
        cirrus = "3AbC"
        [brands.aurora]
        [brands.borealis]
        [brands.cirrus]
        """
    )
    limited: list[str] = []

    def limiter_of(account: str) -> Limiter:
        limited.append(account)
        return Limiter("Google Sheets", {"read": 1, "write": 1})

    with ExitStack() as stack:
        bots = open_bots(
            load_settings(tmp_path / "bot.toml"),
            machine_clock,
            WorkbookLocks(tmp_path),
            stack,
            limiter_of=limiter_of,
        )

        emails = {bot.spreadsheet_id: bot.book.email.split("@")[0] for bot in bots}
    assert emails == {"1AbC": "one", "2AbC": "two", "3AbC": "one"}
    assert len(limited) == 2


def test_secrets_in_files_of_their_own_are_masked_from_when_they_are_read(tmp_path, monkeypatch):
    key = new_service_account("http://127.0.0.1:1")
    (tmp_path / "google.json").write_text(json.dumps(key))
    (tmp_path / "token").write_text("an-oauth-token-of-the-tests\n")
    mailbox = {
        "imap": "imap://127.0.0.1:1",
        "user": "desk@aurora.example",
        "access_token_file": str(tmp_path / "token"),
    }
    settings = settings_from(
        {
            "google": {"service_account_file": str(tmp_path / "google.json")},
            "workbooks": {"shared": "1AbC"},
            "brands": {"aurora": {"mailbox": mailbox}},
        },
        where="the test",
    )
    masking = Masking(settings.secrets())
    secrets = [key["private_key_id"], key["private_key"].splitlines()[3]]

    with ExitStack() as stack:
        (bot,) = open_bots(settings, machine_clock, WorkbookLocks(tmp_path), stack, masking)
        stack.callback(bot.close)
        assert bot.all_brands[0].mailbox._sign_in.token() == "an-oauth-token-of-the-tests"

    for secret in (*secrets, "an-oauth-token-of-the-tests"):
        assert masking.text(f"with {secret}.") == f"with {MASK}."


def test_an_account_for_a_spreadsheet_that_is_not_there_is_a_mistake():
    google = {**BASE["google"], "service_account_files": {"borealis": "two.json"}}

    with pytest.raises(Misconfigured, match="names \\['borealis'\\], but \\[workbooks\\] does not"):
        settings_from({**BASE, "google": google}, where="the test")
