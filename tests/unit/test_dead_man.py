"""The dead-man's switch: asked while all is well, silent or alarmed while it is not, and secret in the log."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from sheets_bot.service.counts import Counts
from sheets_bot.service.dead_man import Address, DeadMansSwitch
from sheets_bot.service.health import Health
from sheets_bot.service.settings_notices import Notices

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TOKEN = "0b5f4a-the-secret-end"


@contextmanager
def a_listener(status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """Yield a base address and the paths that were asked for."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", heard
        server.shutdown()


@pytest.fixture
def health() -> Health:
    health = Health(tick_seconds=60, hung_after_seconds=1800, started_at=START)
    health.expects_spreadsheet("shared")
    return health


def a_switch(health: Health, base: str, *, alarm: bool = True) -> DeadMansSwitch:
    notices = Notices(
        ping_url=SecretStr(f"{base}/{TOKEN}?from=bot"),
        ping_fail_url=SecretStr(f"{base}/{TOKEN}/fail") if alarm else None,
    )
    return DeadMansSwitch(notices, health=health, counts=Counts(health, lambda: START), clock=lambda: START)


def test_while_all_is_well_the_good_address_is_asked(health):
    health.reached("shared")

    with a_listener() as (base, heard):
        a_switch(health, base).ping()

    assert heard == [f"/{TOKEN}?from=bot"]


def test_while_something_is_wrong_the_other_address_is_asked(health):
    with a_listener() as (base, heard):
        a_switch(health, base).ping()

    assert heard == [f"/{TOKEN}/fail"]


def test_without_an_address_for_alarm_there_is_silence(health):
    with a_listener() as (base, heard):
        a_switch(health, base, alarm=False).ping()

    assert heard == []


@pytest.mark.parametrize("status", [404, 503])
def test_an_address_that_refuses_is_logged_without_its_secret(status, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with a_listener(status) as (base, _heard), capture_logs() as lines:
        assert not Address(f"{base}/{TOKEN}").ask()

    assert lines[-1]["event"] == "ping.failed"
    assert TOKEN not in str(lines)


def test_nobody_listening_is_logged_without_its_secret_and_stops_nothing(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with a_listener() as (base, _heard):
        pass

    with capture_logs() as lines:
        assert not Address(f"{base}/{TOKEN}").ask()

    assert lines[-1]["event"] == "ping.failed"
    assert TOKEN not in str(lines)
