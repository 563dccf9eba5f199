"""
What becomes of a value that a program or a person enters: RAW and USER_ENTERED.

RAW keeps text as it is (documented). USER_ENTERED reads it as if it were typed: formula,
number, percent, money, date, time, TRUE; and may give the cell a number format
(measured: "007" is 7, "1-2" a date, "$100.15" money, "'0123" the text 0123). Pure.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.locales import Locale
from sheets_bot.sandbox.google.model import Entered, Formula, Json
from sheets_bot.sandbox.google.serials import serial_of

MAX_TEXT = 50_000
"""Characters in one cell (measured)."""

_SAFE_INTEGER = 2**53
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_DATE = re.compile(r"(?:(\d{1,2})\.? )?([A-Za-z]{3,9})\.? (?:(\d{1,2}),? )?(\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_PARTED_DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,4})(?:\2(\d{1,4}))?", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?(?: ?([AaPp][Mm]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was understood."""

    entered: Entered
    number_format: Json | None = None
    """The format that the text implies, e.g. a date's; None leaves the cell's own."""


def number_json(value: float) -> float:
    """Return a number as cells keep it: whole ones as int, as Google prints them (cassette)."""
    if isinstance(value, int):
        return value if abs(value) <= _SAFE_INTEGER else float(value)
    whole = value.is_integer() and abs(value) <= _SAFE_INTEGER
    return int(value) if whole else value


def checked_text(text: str) -> str:
    """
    Return a text that fits into a cell.

    Raises:
        ApiError: 400 when it is longer than a cell may hold (measured).
    """
    if len(text) > MAX_TEXT:
        raise invalid("Your input contains more than the maximum of 50000 characters in a single cell.")
    return text


def enter_raw(value: Any) -> Entry:
    """Return a JSON scalar as it is; an empty text clears the cell."""
    if isinstance(value, bool):
        return Entry(value)
    if isinstance(value, (int, float)):
        return Entry(number_json(value))
    return Entry(checked_text(value) or None)


def enter_as_typed(value: Any, locale: Locale, today: date, *, as_text: bool = False) -> Entry:
    """
    Return a JSON scalar read as if a person had typed it.

    Args:
        value: Text, number or boolean.
        locale: The spreadsheet's way of writing.
        today: Gives the year to a date without one.
        as_text: The cell has the TEXT format: nothing is read into what was typed (unverified).
    """
    if not isinstance(value, str):
        return enter_raw(value)
    text = checked_text(value)
    if as_text:
        return Entry(text or None)
    if text.startswith("'"):
        return Entry(text[1:] or None)
    if text.startswith("=") and len(text) > 1:
        return Entry(Formula(text))
    stripped = text.strip()
    understood = (
        _boolean(stripped)
        or _number(stripped, locale)
        or _moment(stripped, locale, today)
        or _plus_formula(stripped)
    )
    return understood or Entry(text or None)


def _boolean(text: str) -> Entry | None:
    return Entry(text.upper() == "TRUE") if text.upper() in {"TRUE", "FALSE"} else None


def _plus_formula(text: str) -> Entry | None:
    """A leading plus starts a formula (unverified)."""
    return Entry(Formula("=" + text)) if len(text) > 1 and text.startswith("+") else None


def _number(text: str, locale: Locale) -> Entry | None:
    sign = re.search(r"[$€£]|R\$|zł|kr", text)
    bare = text.replace(sign[0], "", 1).strip() if sign else text
    percent = bare.endswith("%")
    bare = bare.removesuffix("%").strip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    group, decimal = re.escape(locale.group), re.escape(locale.decimal)
    pattern = rf"([+-]?)(\d{{1,3}}(?:{group}\d{{3}})+|\d*)({decimal}\d*)?([eE][+-]?\d+)?"
    found = re.fullmatch(pattern, bare, re.ASCII)
    if not found or not re.search(r"\d", found[2] + (found[3] or "")) or (sign and percent):
        return None
    digits = found[2].replace(locale.group, "") or "0"
    fraction = (found[3] or "")[1:]
    try:
        value = float(f"{found[1]}{digits}.{fraction or '0'}{found[4] or ''}")
    except OverflowError:
        return None
    if value in (float("inf"), float("-inf")):
        return None
    places = "." + "0" * 2 if fraction else ""
    if percent:
        return Entry(number_json(value / 100), {"type": "PERCENT", "pattern": f"0{places}%"})
    if sign:
        pattern = locale.currency.replace(locale.sign, sign[0])
        return Entry(number_json(value), {"type": "CURRENCY", "pattern": _cut_places(pattern, fraction)})
    if found[4]:
        return Entry(number_json(value), {"type": "SCIENTIFIC", "pattern": "0.00E+00"})
    if locale.group in found[2]:
        return Entry(number_json(value), {"type": "NUMBER", "pattern": f"#,##0{places}"})
    return Entry(number_json(value))


def _cut_places(pattern: str, fraction: str) -> str:
    return pattern if fraction else pattern.replace(".00", "")


def _moment(text: str, locale: Locale, today: date) -> Entry | None:
    if as_time := _time(text):
        return Entry(number_json(as_time / timedelta(days=1)), {"type": "TIME", "pattern": locale.time})
    if day := _day(text, locale, today):
        return Entry(serial_of(day[0]), {"type": "DATE", "pattern": day[1]})
    date_text, _, time_text = text.replace("T", " ").partition(" ")
    day, as_time = _day(date_text, locale, today), _time(time_text)
    if day is None or as_time is None:
        return None
    moment = datetime(day[0].year, day[0].month, day[0].day) + as_time  # noqa: DTZ001  # wall clock
    return Entry(number_json(serial_of(moment)), {"type": "DATE_TIME", "pattern": f"{day[1]} {locale.time}"})


def _time(text: str) -> timedelta | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[5] or "").lower()
    if minute > 59 or second > 59 or (half and not 1 <= hour <= 12):
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return timedelta(hours=hour, minutes=minute, seconds=second + float(found[4] or 0))


def _day(text: str, locale: Locale, today: date) -> tuple[date, str] | None:
    """Return a date and the pattern that shows it as it was written."""
    if found := _ISO_DATE.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3]), "yyyy-mm-dd")
    if found := _NAMED_DATE.fullmatch(text):
        month = found[2][:3].lower()
        number = found[1] or found[3]
        if month not in _MONTHS or not number:
            return None
        return _made(int(found[4]), _MONTHS.index(month) + 1, int(number), "mmm d, yyyy")
    if found := _PARTED_DATE.fullmatch(text):
        return _parted_day([part for part in (found[1], found[3], found[4]) if part], locale, today)
    return None


def _parted_day(parts: list[str], locale: Locale, today: date) -> tuple[date, str] | None:
    order = locale.date_order
    if len(parts) == 2:
        # Two numbers are a day of this year; a decimal point never comes here (it was a number).
        order = order.replace("y", "")
        named = dict(zip(order, map(int, parts), strict=True))
        return _made(today.year, named["m"], named["d"], "d/M" if order == "dm" else "M/d")
    if len(parts[0]) == 4:
        order = "ymd"
    named = dict(zip(order, map(int, parts), strict=True))
    year = named["y"] + (2000 if named["y"] < 50 else 1900) if named["y"] < 100 else named["y"]
    return _made(year, named["m"], named["d"], locale.date)


def _made(year: int, month: int, day: int, pattern: str) -> tuple[date, str] | None:
    try:
        return date(year, month, day), pattern
    except ValueError:
        return None
