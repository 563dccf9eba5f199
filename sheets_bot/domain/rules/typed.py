"""
What people type into a setting, read kindly: times, shifts, hours, shares, yes and no.

Each reader takes a cell as it was read and returns a value or raises
`Unreadable`; none guesses between two meanings. Which settings there are, and
what happens to an unreadable one, is in `rules.py`.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sheets_bot.domain.shifts import Shift
from sheets_bot.sheets.row import Value

_YES = frozenset({"yes", "y", "true", "on", "1", "x", "✓", "✔", "ja", "si", "sí", "oui"})
_NO = frozenset({"no", "n", "false", "off", "0", "-", "", "nein", "non"})
_OFF = frozenset({"", "off", "no", "none", "free", "closed", "day off", "false", "0", "-", "–", "—"})
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER = re.compile(r"(?P<number>[0-9]{1,9}(?:[.,][0-9]{1,9})?) ?(?P<unit>%|[a-z]*)\.?")
_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h]?(?P<minute>[0-9]{2}))? ?(?P<half>[ap]\.?m\.?)?(?: ?uhr| ?h)?"
)
_BETWEEN_TIMES = re.compile(r"\s*(?:-|‐|–|—|−|~|\bto\b|\btill\b|\buntil\b|\bbis\b)\s*")
_BETWEEN_SHIFTS = re.compile(r"\s*(?:,|;|/|\+|&|\n|\band\b|\bund\b)\s*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_SHIFT = timedelta(hours=16)
# A date typed alone becomes a serial number, days since 1899-12-30 (Sheets API, DateTimeRenderOption).
_SERIAL_START = date(1899, 12, 30)
_SERIAL = re.compile(r"[3-7][0-9]{4}(?:\.0+)?")


class Unreadable(ValueError):
    """A cell that means nothing here. Carries a hint in words, or ``""``."""

    def __init__(self, hint: str = "") -> None:
        super().__init__(hint)
        self.hint = hint


def text_of(value: Value) -> str:
    """The cell as text, with single blanks, lines kept; a date as ``2026-12-25``; empty for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    lines = str(value).splitlines()
    if len(lines) == 1:  # as in nearly every cell
        return " ".join(lines[0].split())
    return "\n".join(" ".join(line.split()) for line in lines).strip("\n")


def read_yes(value: Value) -> bool:
    """A ticked box, yes, true, on, 1, x; or their opposites."""
    text = text_of(value).casefold()
    if text in _YES or text in _NO:
        return text in _YES
    raise Unreadable


def read_whole(value: Value, *, most: int, units: frozenset[str] = frozenset()) -> int:
    """A whole number from 0 to *most*, with or without one of *units* behind it."""
    found = _NUMBER.fullmatch(text_of(value).casefold())
    if found is None or found["unit"] not in units | {""}:
        raise Unreadable
    number = Decimal(found["number"].replace(",", "."))
    if number != number.to_integral_value() or number > most:
        raise Unreadable(f"whole numbers up to {most} can be used")
    return int(number)


def read_share(value: Value) -> float:
    """A share between 0 and 1, exclusive of 0: ``50 %``, ``50``, ``0.5`` and ``0,5`` are the same."""
    found = _NUMBER.fullmatch(text_of(value).casefold())
    if found is None or found["unit"] not in {"", "%"}:
        raise Unreadable
    number = Decimal(found["number"].replace(",", "."))
    share = number / 100 if found["unit"] or number > 1 else number
    if not 0 < share <= 1:
        raise Unreadable("more than 0 % and at most 100 % can be used")
    return float(share)


def read_weekday(value: Value) -> int:
    """A weekday by its English name or its first three letters or more; 0 is Monday."""
    text = text_of(value).casefold()
    found = [number for number, name in enumerate(_WEEKDAYS) if len(text) >= 3 and name.startswith(text)]
    if len(found) != 1:
        raise Unreadable
    return found[0]


def read_zone(value: Value) -> ZoneInfo:
    """A time zone by its name, ``Europe/Berlin``, in any capitals, or by its city where only one has it."""
    text = text_of(value).replace(" ", "_").casefold()
    names = _zone_names()
    cities = [name for low, name in names.items() if low.rpartition("/")[2] == text and "/" in low]
    name = names.get(text) or (cities[0] if len(cities) == 1 else "")
    if not name:
        raise Unreadable
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        raise Unreadable from error


def read_dates(value: Value) -> frozenset[date]:
    """Dates such as ``2026-12-25, 2026-12-26``; nothing for an empty cell."""
    if isinstance(value, date):
        return frozenset({value.date() if isinstance(value, datetime) else value})
    return frozenset(_date(part) for part in _BETWEEN_SHIFTS.split(text_of(value)) if part)


def read_shifts(value: Value, *, weekday: int) -> tuple[Shift, ...]:
    """
    The shifts of one weekday: ``17:00-21:00``, ``9am-1pm and 14-18``, or off (also an empty cell).

    ``22:00-02:00`` ends on the next day and ``17:00-24:00`` at midnight.
    """
    text = text_of(value).casefold()
    if text in _OFF:
        return ()
    if value is not None and not isinstance(value, str | int | Decimal):
        raise Unreadable("Sheets took it for a date; write it with a colon, as 09:00-13:00")
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        raise Unreadable("Sheets took it for one time or date; write both times with a colon, as 09:00-13:00")
    shifts = tuple(sorted(_shift(part, weekday) for part in _BETWEEN_SHIFTS.split(text) if part))
    for earlier, later in pairwise(shifts):
        if later.start < earlier.end or earlier.end <= earlier.start:
            raise Unreadable("two of the shifts overlap")
    return shifts


def _shift(text: str, weekday: int) -> Shift:
    ends = _BETWEEN_TIMES.split(text)
    if len(ends) != 2:
        raise Unreadable
    start, end = (_TIME.fullmatch(end.strip()) for end in ends)
    # "5-9pm" could be read with a start in the morning, so both or neither say am or pm.
    if start is None or end is None or bool(start["half"]) != bool(end["half"]):
        raise Unreadable
    starts, ends_ = _time(start), _time(end)
    length = timedelta(hours=ends_.hour - starts.hour, minutes=ends_.minute - starts.minute) % timedelta(
        days=1
    )
    if not timedelta() < length <= _LONGEST_SHIFT:
        raise Unreadable("a shift lasts at most 16 hours")
    return Shift(weekday, starts, ends_)


def _time(found: re.Match[str]) -> time:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise Unreadable
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59:
        raise Unreadable
    return time(hour, minute)


def _date(text: str) -> date:
    if _SERIAL.fullmatch(text):
        return _SERIAL_START + timedelta(days=int(float(text)))
    if not _DATE.fullmatch(text):
        raise Unreadable
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable("one of the dates does not exist") from error


@cache
def _zone_names() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(available_timezones())}
