"""Promise: the backlog of a day is written once, on its evening, and never changed or made up later."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from jobs import snapshot_backlog
from sheets_bot.domain.shifts import Roster, Shift
from sheets_bot.domain.today.backlog import backlog_rows

BERLIN = ZoneInfo("Europe/Berlin")
ROSTER = Roster((Shift(2, time(17), time(21)),), BERLIN)
DAY = date(2026, 11, 18)
"""A Wednesday."""

EVENING = datetime(2026, 11, 18, 22, 30, tzinfo=UTC)


def waits_since(hours):
    return {"brand": "Birch", "waiting_since": EVENING - timedelta(hours=hours)}


def backlog(threads, **more):
    tabs = {"Inbox": {str(n): thread for n, thread in enumerate(threads)}} | more
    (row,) = backlog_rows(tabs, brands=["Birch"], day=DAY, taken_at=EVENING, roster=ROSTER)
    return row.values


def test_ages_and_what_is_left_over_from_before_the_shift():
    """The shift began at 17:00, six and a half hours before."""
    found = backlog(
        [*map(waits_since, (1, 6, 7, 30)), {"brand": "Birch"}, waits_since(3) | {"brand": "Cove"}]
    )

    assert (found["waiting"], found["left_over"], found["shifts"]) == (4, 2, 1)
    assert (found["oldest_hours"], found["median_hours"], found["p90_hours"]) == (30, Decimal("6.5"), 30)


@pytest.mark.parametrize(("start", "end"), [(time(19), time(0)), (time(20), time(2)), (time(20), time(22))])
def test_a_shift_until_midnight_or_later_is_one_of_the_day_on_which_it_began(start, end):
    """A mail of Tuesday morning, answered on Wednesday: Tuesday has something left over, the others do not."""
    roster = Roster(tuple(Shift(weekday, start, end) for weekday in range(5)), BERLIN)
    found = {}
    for day, waits in ((9, False), (10, True), (11, False), (14, False)):
        taken_at = datetime(2026, 11, day, 23, 30, tzinfo=BERLIN)
        since = datetime(2026, 11, 10, 10, tzinfo=BERLIN) if waits else None
        tabs = {"Inbox": {"T": {"brand": "Birch", "waiting_since": since}}}
        (row,) = backlog_rows(
            tabs, brands=["Birch"], day=date(2026, 11, day), taken_at=taken_at, roster=roster
        )
        found[day] = (row.values["shifts"], row.values["left_over"])

    assert found == {9: (1, 0), 10: (1, 1), 11: (1, 0), 14: (0, None)}


def test_a_shift_that_has_not_begun_is_none_yet():
    roster = Roster((Shift(2, time(17), time(21)), Shift(2, time(23, 45), time(3))), BERLIN)

    (row,) = backlog_rows(
        {"Inbox": {"T": waits_since(1)}}, brands=["Birch"], day=DAY, taken_at=EVENING, roster=roster
    )

    assert (row.values["shifts"], row.values["left_over"]) == (1, 0)


def test_a_day_without_a_shift_has_nothing_left_over_to_count():
    (row,) = backlog_rows(
        {"Inbox": {"T": waits_since(30)}},
        brands=["Birch"],
        day=DAY + timedelta(days=1),
        taken_at=EVENING + timedelta(days=1),
        roster=ROSTER,
    )

    assert (row.values["left_over"], row.values["shifts"]) == (None, 0)


def test_a_brand_without_a_mailbox_has_no_numbers_of_mail_but_its_cases():
    found = backlog([], Disputes={"P": {"brand": "Birch", "whose_turn": "You"}})

    assert "waiting" not in found
    assert found["cases"] == 1


class Run:
    """A run of the job over tabs in memory."""

    def __init__(self, now, standing=None):
        self.now = now
        self.all_brand_names = ("Birch",)
        self.rows = {"Inbox": {"T": waits_since(2)}, "Backlog": standing or {}}

    def reconcile(self, _tabs, shape):
        read = SimpleNamespace(
            rules=SimpleNamespace(roster=ROSTER),
            has=lambda _tab: True,
            rows=lambda tab: self.rows.get(tab, {}),
        )
        return [row.key for row in shape(read).get("Backlog", ())]


def test_the_row_of_the_day_is_written_on_its_evening():
    assert snapshot_backlog.run(Run(EVENING)) == ["Birch|2026-11-18"]


def test_a_row_that_stands_is_never_written_again():
    assert snapshot_backlog.run(Run(EVENING, {"Birch|2026-11-18": {"waiting": 9}})) == []


@pytest.mark.parametrize(("late", "rows"), [(2, 1), (4, 0), (12, 0)])
def test_a_day_that_was_missed_stays_a_gap(late, rows):
    found = snapshot_backlog.run(Run(EVENING + timedelta(hours=late)))

    assert found == ["Birch|2026-11-18"] * rows
