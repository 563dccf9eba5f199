"""
The rows of `Reviews` and `Review history` as one pandas frame.

A review counts with the stars that it had when the bot first saw it; what became of them is a matter of its
own. How cells are read is in `readings.py`. Nothing is counted here.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pandas as pd

from sheets_bot.domain.join.match_finding import Certainty
from sheets_bot.domain.reviews.review_memory import State, What
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
    text_of,
    typed,
    week_of,
)
from sheets_bot.metrics.weeks import Calendar
from sheets_bot.sheets.row import Value

REVIEW_TYPES = {
    "brand": TEXT, "written_at": INSTANT, "written_week": DAY, "grown_week": DAY, "replied_week": DAY,
    "gone_week": DAY, "first_stars": WHOLE, "stars": WHOLE, "reply_hours": NUMBER, "replied": YES,
    "gone": YES, "matched": YES, "invited": TEXT,
}  # fmt: skip
"""
The review frame. *grown_week* is the week in which the review was thirty days old; *invited* is ``yes``,
``no``, or empty where nobody knows.
"""

GROWN = timedelta(days=30)
"""How long a reviewer has to change the stars before it is asked whether they rose (ours)."""

_HOUR = timedelta(hours=1)
_MATCHED = frozenset({Certainty.YOURS.value, Certainty.SURE.value, Certainty.LIKELY.value})


def review_frame(rows: Rows, history: Rows, calendar: Calendar) -> pd.DataFrame:
    """One line per review with stars, with the columns of `REVIEW_TYPES`."""
    gone = _gone_on(history, calendar)
    lines = (_review(row, gone.get(key), calendar) for key, row in rows.items())
    return typed((line for line in lines if line["first_stars"]), REVIEW_TYPES)


def _gone_on(history: Rows, calendar: Calendar) -> dict[str, date]:
    """When the bot last noticed that a review was gone, by review."""
    found: dict[str, date] = {}
    for event in history.values():
        day = day_of(event.get("seen"), calendar)
        if day and event.get("what") == What.GONE.value:
            key = text_of(event.get("review_id"))
            found[key] = max(day, found.get(key, day))
    return found


def _review(row: Mapping[str, Value], gone_on: date | None, calendar: Calendar) -> dict[str, object]:
    written_at, replied_at = instant_of(row.get("written")), instant_of(row.get("replied"))
    written_on, stars = day_of(written_at, calendar), count_of(row.get("stars"))
    gone = row.get("state") == State.GONE.value
    return {
        "brand": brand_of(row),
        "written_at": written_at,
        "written_week": week_of(written_on, calendar),
        "grown_week": week_of(written_on + GROWN, calendar) if written_on else None,
        "replied_week": week_of(day_of(replied_at, calendar), calendar),
        "gone_week": week_of(gone_on, calendar) if gone else None,
        "first_stars": count_of(row.get("first_stars")) or stars,
        "stars": stars,
        "reply_hours": _hours(written_at, replied_at),
        "replied": replied_at is not None,
        "gone": gone,
        "invited": text_of(row.get("invited")),
        "matched": bool(text_of(row.get("order"))) and text_of(row.get("match")) in _MATCHED,
    }


def _hours(earlier: datetime | None, later: datetime | None) -> float | None:
    return (later - earlier) / _HOUR if earlier and later else None
