"""The dead-man's switch: asked while all is well, silent or alarmed while it is not, and secret in the log."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from listener import a_listener
from sheets_bot.service.counts import Counts
from sheets_bot.service.dead_man import Address, DeadMansSwitch
from sheets_bot.service.health import Health
from sheets_bot.service.settings_notices import Notices

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TOKEN = "0b5f4a-the-secret-end"


@pytest.fixture
def health() -> Health:
    health = Health(tick_seconds=60, hung_after_seconds=1800, started_at=START)
    health.expects_spreadsheet("shared")
    return health


def a_switch(health: Health, base: str, *, alarm: bool = True, now: datetime = START) -> DeadMansSwitch:
    notices = Notices(
        ping_url=SecretStr(f"{base}/{TOKEN}?from=bot"),
        ping_fail_url=SecretStr(f"{base}/{TOKEN}/fail") if alarm else None,
    )
    return DeadMansSwitch(notices, health=health, counts=Counts(health, lambda: START), clock=lambda: now)


def test_while_all_is_well_the_good_address_is_asked(health):
    health.reached("shared", START)

    with a_listener() as heard:
        a_switch(health, heard.base).ping()

    assert heard.paths == [f"/{TOKEN}?from=bot"]


def test_while_something_is_wrong_the_other_address_is_asked(health):
    with a_listener() as heard:
        a_switch(health, heard.base).ping()

    assert heard.paths == [f"/{TOKEN}/fail"]


def test_google_that_is_out_of_reach_for_days_is_wrong_although_all_was_well_at_the_start(health):
    health.reached("shared", START)

    with a_listener() as heard:
        for hours in (0, 1, 2, 5 * 24):
            now = START + timedelta(hours=hours)
            health.ticked(now)
            a_switch(health, heard.base, now=now).ping()

    good, alarm = f"/{TOKEN}?from=bot", f"/{TOKEN}/fail"
    assert heard.paths == [good, good, alarm, alarm]


def test_without_an_address_for_alarm_there_is_silence(health):
    with a_listener() as heard:
        a_switch(health, heard.base, alarm=False).ping()

    assert heard.paths == []


@pytest.mark.parametrize("status", [404, 503])
def test_an_address_that_refuses_is_logged_without_its_secret(status, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with a_listener(status) as heard, capture_logs() as lines:
        assert not Address(f"{heard.base}/{TOKEN}").ask()

    assert lines[-1]["event"] == "ping.failed"
    assert TOKEN not in str(lines)


def test_nobody_listening_is_logged_without_its_secret_and_stops_nothing(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with a_listener() as heard:
        pass

    with capture_logs() as lines:
        assert not Address(f"{heard.base}/{TOKEN}").ask()

    assert lines[-1]["event"] == "ping.failed"
    assert TOKEN not in str(lines)
