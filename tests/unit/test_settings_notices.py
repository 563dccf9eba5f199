"""The settings of notices and webhooks: addresses are secrets, from the environment or files alone."""

import pytest

from sheets_bot.errors import Misconfigured
from sheets_bot.service.masking import MASK, Masking
from sheets_bot.service.settings import Settings
from sheets_bot.service.settings_file import settings_from

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#support"
MAIL = "mailtos://sam:pass%20word@mail.example?to=sam@shop.example"
BASE = {"google": {"service_account_file": "x.json"}, "workbooks": {"shared": "abc"}}


def settings(**tables) -> Settings:
    return settings_from({**BASE, **tables}, where="the test")


def texts(secrets) -> list[str]:
    return [secret.get_secret_value() for secret in secrets]


def test_addresses_come_from_the_environment_with_blanks_between(monkeypatch):
    monkeypatch.setenv("SHEETS_BOT_NOTICES__SPECIALIST", f"{SLACK}  {MAIL}")

    assert texts(settings().notices.specialist) == [SLACK, MAIL]


def test_addresses_come_from_a_file_one_on_each_line(tmp_path):
    (tmp_path / "owner").write_text(f"{SLACK}\n{MAIL}\n")

    assert texts(settings(notices={"owner_file": str(tmp_path / "owner")}).notices.owner) == [SLACK, MAIL]


@pytest.mark.parametrize("key", ["specialist", "owner", "ping_url", "ping_fail_url"])
def test_an_address_in_the_configuration_itself_is_refused_and_not_quoted(key):
    address = "https://ping.example/secret-end-1" if "ping" in key else SLACK

    with pytest.raises(Misconfigured, match=rf"\[notices\] {key}: a secret stands in the file") as told:
        settings(notices={key: address})

    assert "secret-end-1" not in str(told.value)
    assert "TIiajkdn" not in str(told.value)


@pytest.mark.parametrize(
    ("key", "address"),
    [("specialist", "token-without-a-scheme"), ("ping_url", "ftp://ping.example/secret-end")],
)
def test_what_is_no_address_is_told_and_not_quoted(monkeypatch, key, address):
    monkeypatch.setenv(f"SHEETS_BOT_NOTICES__{key.upper()}", address)

    with pytest.raises(Misconfigured, match=f"SHEETS_BOT_NOTICES__{key.upper()}") as told:
        settings()

    assert address not in str(told.value)


def test_no_address_is_shown(monkeypatch):
    monkeypatch.setenv("SHEETS_BOT_NOTICES__SPECIALIST", f"{SLACK} {MAIL}")
    monkeypatch.setenv("SHEETS_BOT_NOTICES__PING_URL", "https://ping.example/3f2a-secret-end")
    found = settings()

    shown = f"{found!r} {found} {found.model_dump()} {found.model_dump_json()}"
    for part in ("TIiajkdn", "pass", "3f2a"):
        assert part not in shown


def test_tokens_and_passwords_of_addresses_are_masked_and_ordinary_words_are_not(monkeypatch):
    discord = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"
    monkeypatch.setenv("SHEETS_BOT_NOTICES__SPECIALIST", f"{SLACK} {MAIL} {discord}")
    monkeypatch.setenv("SHEETS_BOT_NOTICES__PING_URL", "https://ping.example/webhooks/3f2a77-secret-end")
    masking = Masking(settings().secrets())

    for part in (
        "TIiajkdnlazkcOXrIdevi7FQ",
        "T1JJ3T3L2",
        "pass word",
        "JHMHI8qBe7bk2ZwO5U711o3dV_js",
        "3f2a77-secret-end",
    ):
        assert masking.text(f"see {part}.") == f"see {MASK}."
    for words in ("webhooks.open", "mail.example answers", "support", "ping.example"):
        assert masking.text(words) == words


def test_without_a_port_no_webhooks_are_heard():
    assert settings().webhooks.port is None
    assert settings(webhooks={"port": 8081}).webhooks.port == 8081


def test_a_short_end_of_trustpilot_s_address_is_refused(monkeypatch):
    monkeypatch.setenv("SHEETS_BOT_BRANDS__AURORA__TRUSTPILOT__API_SECRET", "s")
    monkeypatch.setenv("SHEETS_BOT_BRANDS__AURORA__TRUSTPILOT__WEBHOOK_TOKEN", "short-one")
    account = {"api_key": "k", "business_unit_id": "0" * 24}

    with pytest.raises(Misconfigured, match=r"WEBHOOK_TOKEN: .* at least 16 letters") as told:
        settings(brands={"aurora": {"trustpilot": account}})

    assert "short-one" not in str(told.value)


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ({"to": ["ann@example.com", "nobody"]}, "address 2 is no mail address"),
        ({"to": ["ann@example.com\nBcc: x@evil.example"]}, "address 1 is no mail address"),
        ({"to": ["ann@example.com"], "brand": "borealis"}, "there is no such brand"),
    ],
)
def test_a_weekly_report_that_could_reach_nobody_is_refused(report, said):
    with pytest.raises(Misconfigured, match=said):
        settings(report=report)
