"""
The rows of `Inbox` and `Backlog` as pandas frames.

A thread is one line; what happened inside it is known only as far as its row tells: first and last mail each
way. How cells are read is in `readings.py`. Nothing is counted here.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

import pandas as pd

from sheets_bot.domain.mail.thread_clock import NOBODY
from sheets_bot.domain.mail.thread_rows import MERGED
from sheets_bot.domain.shifts import Roster
from sheets_bot.domain.staffed import StaffedTime
from sheets_bot.domain.today.backlog import TAB, backlog_rows
from sheets_bot.metrics.readings import (
    DAY,
    INSTANT,
    NUMBER,
    TEXT,
    WHOLE,
    YES,
    Rows,
    brand_of,
    count_of,
    day_of,
    instant_of,
    number_of,
    text_of,
    typed,
    week_of,
)
from sheets_bot.metrics.weeks import Calendar
from sheets_bot.sheets.row import Value

THREAD_TYPES = {
    "brand": TEXT, "category": TEXT, "first_in_week": DAY, "first_out_week": DAY, "last_out_week": DAY,
    "last_in_week": DAY, "first_hours": NUMBER, "staffed_hours": NUMBER, "resolution_hours": NUMBER,
    "answers": WHOLE, "closed": YES, "waits": YES, "came_back": YES, "ours_first": YES,
}  # fmt: skip
"""The thread frame. Hours are missing where there was no answer, or where we wrote first."""

SNAPSHOT_TYPES = {
    "brand": TEXT, "day": DAY, "week": DAY, "taken_at": INSTANT, "is_now": YES, "waiting": WHOLE,
    "oldest_hours": NUMBER, "left_over": WHOLE, "shifts": WHOLE,
}  # fmt: skip
"""The snapshot frame. *is_now* marks the backlog of this moment, which stands in no tab."""

_HOUR = timedelta(hours=1)


def thread_frame(rows: Rows, calendar: Calendar, roster: Roster) -> pd.DataFrame:
    """One line per thread, as `THREAD_TYPES` says; those that became part of another are left out."""
    ours = [row for row in rows.values() if _is_thread(row)]
    instants = [at for row in ours for name in ("first_in", "first_out") if (at := instant_of(row.get(name)))]
    staffed = StaffedTime(roster, since=min(instants), until=max(instants)) if instants else None
    return typed((_thread(row, calendar, staffed) for row in ours), THREAD_TYPES)


def snapshot_frame(
    tabs: Mapping[str, Rows], calendar: Calendar, roster: Roster, now: datetime
) -> pd.DataFrame:
    """One line per brand and day, with the columns of `SNAPSHOT_TYPES`, and one per brand for this moment."""
    brands = sorted({text_of(row.get("brand")) for row in tabs.get("Inbox", {}).values()} - {""})
    today = calendar.day_of(now)
    present = backlog_rows(tabs, brands=brands, day=today, taken_at=now, roster=roster)
    kept = [_snapshot(row, calendar, is_now=False) for row in tabs.get(TAB, {}).values()]
    of_now = [_snapshot(row.values, calendar, is_now=True) for row in present]
    return typed(_dated([*kept, *of_now]), SNAPSHOT_TYPES)


def _is_thread(row: Mapping[str, Value]) -> bool:
    return instant_of(row.get("first_in")) is not None and not text_of(row.get("why")).startswith(MERGED)


def _thread(row: Mapping[str, Value], calendar: Calendar, staffed: StaffedTime | None) -> dict[str, object]:
    first_in, last_in, first_out, last_out = (
        instant_of(row.get(name)) for name in ("first_in", "last_in", "first_out", "last_out")
    )
    assert first_in is not None
    weeks = {
        f"{name}_week": week_of(day_of(at, calendar), calendar)
        for name, at in (
            ("first_in", first_in),
            ("last_in", last_in),
            ("first_out", first_out),
            ("last_out", last_out),
        )
    }
    ours_first = first_out is not None and first_out < first_in
    answered = first_out if not ours_first else None
    answers, waits = count_of(row.get("messages_out")), instant_of(row.get("waiting_since")) is not None
    again = bool(answered and last_in and last_in > answered)
    return {
        "brand": brand_of(row),
        "category": text_of(row.get("category_typed")) or text_of(row.get("category")),
        **weeks,
        "first_hours": (answered - first_in) / _HOUR if answered else None,
        "staffed_hours": _staffed_hours(staffed, first_in, answered),
        "resolution_hours": (last_out - first_in) / _HOUR if last_out and answered else None,
        "answers": answers,
        "closed": row.get("whose_turn") == NOBODY,
        "waits": waits,
        "came_back": again and (waits or (answers or 0) > 1),
        "ours_first": ours_first,
    }


def _staffed_hours(staffed: StaffedTime | None, start: datetime, end: datetime | None) -> float | None:
    if staffed is None or staffed.is_empty or end is None:
        return None
    return staffed.hours_between(start, end)


def _snapshot(row: Mapping[str, Value], calendar: Calendar, *, is_now: bool) -> dict[str, object]:
    day = day_of(row.get("day"), calendar)
    oldest = number_of(row.get("oldest_hours"))
    return {
        "brand": brand_of(row),
        "day": day,
        "week": week_of(day, calendar),
        "taken_at": instant_of(row.get("taken")),
        "is_now": is_now,
        "waiting": count_of(row.get("waiting")),
        "oldest_hours": None if oldest is None else float(oldest),
        "left_over": count_of(row.get("left_over")),
        "shifts": count_of(row.get("shifts")),
    }


def _dated(found: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Those with a day and a number of mails: a brand without a mailbox has none."""
    return (each for each in found if isinstance(each["day"], date) and each["waiting"] is not None)
