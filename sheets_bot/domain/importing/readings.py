"""
What people type into their own trackers, read as values of our columns: dates, amounts, ticks, choices.

Pure. None guesses between two meanings: a date that could be read both ways is read as its whole column
is, and a column that leaves it open is for a person to decide. What cannot be read is `Unreadable`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal, TypeGuard
from zoneinfo import ZoneInfo

from sheets_bot.domain.importing.tracker import Cell, text_of
from sheets_bot.domain.importing.words import Words, plain
from sheets_bot.domain.rules.typed import Unreadable, read_yes
from sheets_bot.sheets.cells import from_serial_at
from sheets_bot.sheets.row import Value
from sheets_bot.sheets.schema import Column

DayOrder = Literal["dmy", "mdy"]

_DATE = re.compile(r"(?P<a>[0-9]{1,4})(?P<mark>[./-])\s?(?P<b>[0-9]{1,2})(?P=mark)\s?(?P<c>[0-9]{2,4})?")
_WORDED = re.compile(
    r"(?:(?P<d1>[0-9]{1,2})\W+)?(?P<month>[^\W\d]+)\W+(?:(?P<d2>[0-9]{1,2})\W+)?(?P<year>[0-9]{4})"
)
_TIME = re.compile(
    r"[T,\s]+(?:(?:at|um|à)\s)?(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r"\s?(?P<word>(?P<half>[ap])\.?m\.?|uhr)?\s?(?P<offset>z|utc|gmt|[+-][0-9]{2}(?::?[0-9]{2})?)?",
    re.IGNORECASE,
)
"""What may stand behind a date. Names of zones but these are left out: CST is three of them."""
_AMOUNT = re.compile(r"[(-]*(?P<digits>[0-9][0-9.,' \u00a0\u202f]*)\)?-?")
_SIGNS = {"€": "EUR", "£": "GBP", "zł": "PLN", "US$": "USD"}
_CODE = re.compile(r"\b[A-Z]{3}\b")
_TICKS = frozenset({"x", "✓", "✔", "☑", "done", "erledigt", "fait"})
_SERIALS = range(20_000, 80_000)
"""Serial numbers of days from 1954 to 2119: in a column of dates a number in it is one."""


def day_order(cells: Iterable[Cell]) -> DayOrder | None:
    """
    Return whether the dates of a column begin with the day or the month; None where it cannot be told.

    One date that can only be read one way decides for its column. Dots go with the day first.
    """
    texts = [found for cell in cells if isinstance(cell, str) and (found := _DATE.match(cell.strip()))]
    open_ones = [found for found in texts if len(found["a"]) < 4 and found["mark"] != "."]
    day_first = any(int(found["a"]) > 12 for found in open_ones)
    month_first = any(int(found["b"]) > 12 for found in open_ones)
    if day_first != month_first:
        return "dmy" if day_first else "mdy"
    alike = all(found["a"].lstrip("0") == found["b"].lstrip("0") for found in open_ones)
    return "dmy" if alike else None


def read_cell(cell: Cell, column: Column, *, order: DayOrder | None, zone: ZoneInfo, words: Words) -> Value:
    """
    Return what a cell of theirs means in a column of ours; None for an empty one.

    Raises:
        Unreadable: It means nothing there.
    """
    text = text_of(cell)
    if not text:
        return None
    match column.type:
        case "date" | "datetime":
            moment = _moment(cell, order, words)
            moment = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
            return moment.date() if column.type == "date" else moment
        case "integer":
            number = read_amount(text)
            if number != number.to_integral_value():
                raise Unreadable
            return int(number)
        case "number" | "money" | "percent":
            return Decimal(str(cell)) if _is_number(cell) else read_amount(text)
        case "checkbox":
            return True if text.casefold() in _TICKS else read_yes(text)
        case "choice":
            return _choice(text, column, words.choices.get(column.name, {}))
        case _:
            return text


def read_amount(text: str) -> Decimal:
    """
    Return an amount: ``1.234,56 €``, ``$1,234.56``, ``1 234,56``, ``(12.00)`` is less than zero.

    The last of two different separators is the decimal one. A single one before three digits groups
    thousands; before one or two it is decimal.

    Raises:
        Unreadable: No amount, or several.
    """
    bare = re.sub(r"[^\W\d_]+|[€$£¥]", "", text).strip().strip(".").strip()
    found = _AMOUNT.fullmatch(bare)
    if found is None:
        raise Unreadable
    digits = re.sub(r"[' \u00a0\u202f]", "", found["digits"])
    marks = [c for c in digits if c in ".,"]
    last = digits.rpartition(marks[-1])[2] if marks else ""
    decimal = bool(marks) and (len(set(marks)) == 2 or (len(marks) == 1 and len(last) != 3))
    whole = re.sub("[.,]", "", digits[: len(digits) - len(last)] if decimal else digits)
    number = Decimal(f"{whole or 0}.{last}" if decimal and last else whole or "0")
    return -number if bare.startswith(("-", "(")) or bare.endswith("-") else number


def currency_in(text: str) -> str:
    """Return the currency that an amount names; ``""`` where it names none, or just some dollar."""
    sign = next((code for sign, code in _SIGNS.items() if sign in text), "")
    code = _CODE.search(text)
    return sign or (code.group() if code else "")


def _choice(text: str, column: Column, known: Mapping[str, str]) -> str:
    word = plain(text)
    ours = {plain(choice): choice for choice in column.choices}
    choice = ours.get(word) or known.get(word)
    if choice not in column.choices:
        raise Unreadable
    return choice


def _is_number(cell: Cell) -> TypeGuard[int | float]:
    """True for a number; Python takes a tick for one as well."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _moment(cell: Cell, order: DayOrder | None, words: Words) -> datetime:
    """Return a date as the beginning of its day, or with its time; with a zone only where it names one."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time.min)
    if _is_number(cell):
        if not _SERIALS.start <= cell < _SERIALS.stop:
            raise Unreadable
        # A serial number counts days on the clock on the wall, wherever that hangs.
        return from_serial_at(cell, ZoneInfo("UTC")).replace(tzinfo=None)
    text = text_of(cell)
    try:
        day, rest = _worded(text, words) or _numbered(text, order)
        return datetime.combine(day, _time(rest))
    except ValueError as error:
        raise Unreadable from error


def _numbered(text: str, order: DayOrder | None) -> tuple[date, str]:
    """Return a date in numbers, and what stands behind it."""
    found = _DATE.match(text)
    if found is None or not found["c"]:
        raise Unreadable
    a, b, c = int(found["a"]), int(found["b"]), int(found["c"])
    if len(found["a"]) == 4:
        year, month, day = a, b, c
    elif found["mark"] == "." or order != "mdy":
        day, month, year = a, b, c
    else:
        month, day, year = a, b, c
    year += 2000 if year < 100 else 0
    return date(year, month, day), text[found.end() :]


def _worded(text: str, words: Words) -> tuple[date, str] | None:
    """
    Return ``3 Nov 2026``, ``Nov 3, 2026`` or ``3. November 2026``, and what stands behind it.

    None where no month is named.
    """
    found = _WORDED.match(text)
    month = words.months.get(plain(found["month"])) if found else None
    if found is None or month is None or not (found["d1"] or found["d2"]):
        return None
    return date(int(found["year"]), month, int(found["d1"] or found["d2"])), text[found.end() :]


def _time(text: str) -> time:
    """Return the time that stands behind a date, its beginning where nothing does."""
    if not text:
        return time.min
    found = _TIME.fullmatch(text)
    if found is None or not (found["minute"] or found["word"]):
        raise Unreadable
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            raise Unreadable
        hour = hour % 12 + (12 if found["half"] in "pP" else 0)
    offset = (found["offset"] or "").upper()
    offset = "Z" if offset in {"UTC", "GMT"} else offset
    return time.fromisoformat(f"{hour:02}:{found['minute'] or '00'}:{found['second'] or '00'}{offset}")
