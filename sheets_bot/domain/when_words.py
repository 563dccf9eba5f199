"""
Instants and shifts in the words that people read, e.g. ``Mon 2 Nov 17:00``.

Words only; what a due instant means is in `deadlines.py` and `targets.py`.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sheets_bot.domain.shifts import Span

# Not strftime: its names of days and months follow the machine's locale.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment_words(instant: datetime, zone: ZoneInfo) -> str:
    """Return e.g. ``Mon 2 Nov 17:00``, as clocks in *zone* show it."""
    local = instant.astimezone(zone)
    return f"{day_words(local.date())} {local:%H:%M}"


def shift_words(span: Span, zone: ZoneInfo, now: datetime) -> str:
    """Return e.g. ``tomorrow 17:00-21:00``, or with the date where it is neither today nor tomorrow."""
    start, end = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    today = now.astimezone(zone).date()
    near = {today: "today", today + timedelta(days=1): "tomorrow"}
    return f"{near.get(start.date()) or day_words(start.date())} {start:%H:%M}-{end:%H:%M}"


def day_words(day: date) -> str:
    """Return e.g. ``Mon 2 Nov``."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
