"""Somebody changes the time zone of the spreadsheet while the bot runs: its next write notices, the run after mends."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sheets_bot.reconcile import Limits, Occasion, reconcile
from sheets_bot.sandbox.app import start
from sheets_bot.sheets.row import Row
from tracker import CASES, a_tracker, busy_door

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=10)
BERLIN = "Europe/Berlin"


@pytest.fixture
def tracker():
    with start(empty=True) as sandbox, busy_door(sandbox) as door:
        person, book = a_tracker(door, sandbox.base_url, CASES)
        yield person, book
        person.leave()


def run(book, **statuses):
    rows = [Row(key, {"status": status, "due": DUE}) for key, status in statuses.items()]
    occasion = Occasion("r1", "test", NOW)
    receipt = reconcile(book, [CASES], lambda _: {"Cases": rows}, occasion=occasion, limits=Limits())
    assert receipt.ok
    return receipt


def moves_to(person, zone):
    """Choose another time zone in File > Settings: every number stays, and means another instant."""
    person.do({"updateSpreadsheetProperties": {"properties": {"timeZone": zone}, "fields": "timeZone"}})


def wall_clock(zone):
    """Return the number that shows the due date's hour in a zone (days since 1899-12-30)."""
    local = DUE.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (local - datetime(1899, 12, 30)) / timedelta(days=1)


def due_in(person):
    return {row["Case"]: row["Due"] for row in person.table("Cases")}


def test_a_zone_that_was_changed_is_noticed_by_the_next_write_and_all_times_are_put_right(tracker):
    person, book = tracker
    run(book, A="open", B="open")

    moves_to(person, BERLIN)
    run(book, A="paid", B="open")
    run(book, A="paid", B="open")

    assert due_in(person) == pytest.approx(dict.fromkeys("AB", wall_clock(BERLIN)), rel=0, abs=1e-6)


def test_a_zone_that_stays_costs_no_read_more(tracker):
    _, book = tracker
    run(book, A="open")

    assert run(book, A="paid").reads == 1
    assert run(book, A="open").reads == 1
