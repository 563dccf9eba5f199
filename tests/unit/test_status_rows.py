"""Promises of the Status tab: good news, bad news and silence look different, and no news costs no write."""

from datetime import UTC, datetime, timedelta

import pytest

from sheets_bot.errors import Misconfigured, Refused, RowSkipped, TryLater
from sheets_bot.service.status import Note, moment, needs_of, source_row, status_rows

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = {"state": "ok", "happened": None, "last_try_at": NOW - HOUR / 2, "last_good_at": NOW - HOUR / 2}
BAD = {
    "state": "failed",
    "happened": "PayPal did not answer.",
    "needs": "time",
    "last_try_at": NOW - HOUR / 2,
}


def rows_for(standing, *notes, busy=False):
    return status_rows(standing, notes, now=NOW, heartbeat=HOUR, busy=busy)


def test_a_first_good_run_is_written_down():
    (row,) = rows_for({}, Note("sync", ok=True))

    assert row.key == "sync"
    assert row.values == {
        "what": "sync",
        "state": "ok",
        "happened": None,
        "needs": None,
        "failed_since": None,
        "last_try_at": NOW,
        "last_good_at": NOW,
    }


def test_a_failure_keeps_the_time_of_the_last_good_run_and_of_what_was_seen():
    (row,) = rows_for({"sync": GOOD}, Note("sync", ok=False, happened="PayPal did not answer."))

    assert row.values["state"] == "failed"
    assert row.values["happened"] == "PayPal did not answer."
    assert row.values["last_try_at"] == NOW
    assert not {"last_good_at", "seen_through"} & row.values.keys()


def test_a_failure_that_goes_on_keeps_the_time_at_which_it_began():
    standing = {**BAD, "failed_since": NOW - 5 * HOUR}

    (goes_on,) = rows_for({"sync": standing}, Note("sync", ok=False, happened="Something else."))
    (begins,) = rows_for({"sync": GOOD}, Note("sync", ok=False, happened="Something else."))
    (ends,) = rows_for({"sync": standing}, Note("sync", ok=True))

    assert goes_on.values["failed_since"] == NOW - 5 * HOUR
    assert begins.values["failed_since"] == NOW
    assert ends.values["failed_since"] is None


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ([TryLater("no answer")], "time"),
        ([RowSkipped("one case")], "time"),
        ([TryLater("no answer"), Misconfigured("wrong secret")], "you"),
        ([Refused("too big a change")], "you"),
    ],
)
def test_a_failure_says_whether_it_needs_a_person_or_time(errors, expected):
    (row,) = rows_for({}, Note("sync", ok=False, happened="It failed.", needs=needs_of(*errors)))

    assert row.values["needs"] == expected


def test_a_source_that_was_seen_through_says_up_to_when():
    (row,) = rows_for({}, Note(source_row("PayPal", "ACME"), ok=True, seen_through=NOW - HOUR))

    assert row.key == "PayPal: ACME"
    assert row.values["seen_through"] == NOW - HOUR


@pytest.mark.parametrize(
    ("standing", "note"),
    [
        (GOOD, Note("sync", ok=True)),
        ({**GOOD, "happened": ""}, Note("sync", ok=True)),
        (GOOD, Note("sync", ok=True, seen_through=NOW)),
        ({**GOOD, "last_try_at": NOW}, Note("sync", ok=True)),
        (BAD, Note("sync", ok=False, happened="PayPal did not answer.")),
    ],
)
def test_what_the_tab_says_already_and_lately_costs_no_write(standing, note):
    assert rows_for({"sync": standing}, note) == []


@pytest.mark.parametrize(
    ("standing", "note"),
    [
        ({**GOOD, "last_try_at": NOW - HOUR}, Note("sync", ok=True)),
        ({**GOOD, "last_try_at": NOW + timedelta(minutes=1)}, Note("sync", ok=True)),
        ({**GOOD, "last_try_at": "yesterday"}, Note("sync", ok=True)),
        ({**GOOD, "last_try_at": None}, Note("sync", ok=True)),
        ({**GOOD, "state": "fine"}, Note("sync", ok=True)),
        (GOOD, Note("sync", ok=True, happened="3 cases look odd.")),
        (BAD, Note("sync", ok=True)),
        (GOOD, Note("sync", ok=False, happened="PayPal did not answer.")),
        (BAD, Note("sync", ok=False, happened="Google did not answer.")),
        ({**BAD, "last_try_at": NOW - 2 * HOUR}, Note("sync", ok=False, happened="PayPal did not answer.")),
    ],
)
def test_news_an_old_heartbeat_and_a_tampered_row_are_written(standing, note):
    (row,) = rows_for({"sync": standing}, note)

    assert row.values["last_try_at"] == NOW


def test_one_note_with_news_brings_the_times_of_the_others_along():
    fresh, news = Note("sync", ok=True), Note("PayPal: ACME", ok=False, happened="No answer.")

    rows = rows_for({"sync": GOOD}, fresh, news)

    assert [row.key for row in rows] == ["sync", "PayPal: ACME"]


def test_a_run_that_writes_anyway_brings_its_times_along():
    assert len(rows_for({"sync": GOOD}, Note("sync", ok=True), busy=True)) == 1


def test_a_run_without_notes_writes_nothing():
    assert rows_for({"sync": BAD}, busy=True) == []


@pytest.mark.parametrize(("value", "expected"), [(NOW, NOW), (None, None), ("yesterday", None)])
def test_an_instant_that_a_person_spoiled_is_none(value, expected):
    assert moment({"last_good_at": value}, "last_good_at") == expected
    assert moment({}, "last_good_at") is None
