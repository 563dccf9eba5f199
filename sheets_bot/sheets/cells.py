"""
Between what a cell means and what the Sheets API carries.

A *Value* is what the house works with (`row.py`); a *Content* is what stands in
the cell, as the API gives it and takes it: text, number, boolean, or empty. The
type of the column decides between them. Pure; no cell is formatted here.

Text goes out as ``stringValue``, which can never become a formula (Sheets API
reference, ExtendedValue). Dates are serial numbers: days since 1899-12-30 in the
spreadsheet's own time zone (Sheets API reference, DateTimeRenderOption).
"""

import math
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from sheets_bot.sheets.row import Value
from sheets_bot.sheets.schema import ColumnType

Content = str | int | float | bool | None
"""What stands in a cell. None is empty. Text that starts with ``=`` was read as a formula or is text."""

MOST_CHARACTERS = 50_000
"""Longest text of a cell, inclusive (measured against Google by others, 2026-09)."""

_CUT = "… [cut: longer than a cell can hold]"
_UNCARRIED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff￾￿]")
_EPOCH_ORDINAL = date(1899, 12, 30).toordinal()
_EPOCH_AT = datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers count local days, without a zone
_DAY_SECONDS = 86_400
_HALF_SECOND_DAYS = 0.5 / _DAY_SECONDS
_LAST_DAY = 2_958_465
"""Serial number of 9999-12-31, where Python's dates end."""


def is_empty(content: Content) -> bool:
    """True for a cell that holds nothing."""
    return content is None or content == ""


def same(have: Content, want: Content) -> bool:
    """
    True when two contents mean the same in a cell.

    Numbers are equal to within half a second of a day, the finest thing that we
    write; that absorbs the rounding of a serial number. A leading apostrophe before
    ``=`` is how Google may hand back such text (unverified; `check --probe` tells).
    """
    if have is want or (type(have) is type(want) and have == want):
        return True
    if isinstance(have, bool) or isinstance(want, bool):
        return False
    if isinstance(have, int | float) and isinstance(want, int | float):
        return abs(have - want) < _HALF_SECOND_DAYS
    if isinstance(have, str) and isinstance(want, str):
        # Text may be a member of an enum on one side only.
        return have == want or (have.startswith("'=") and have[1:] == want)
    return is_empty(have) and is_empty(want)


def looks_like_formula(content: Content) -> bool:
    """True where a cell's content may be a formula; only a second look can tell it from text."""
    return isinstance(content, str) and content.startswith("=") and len(content) > 1


def key_text(content: Content) -> str:
    """Return a key as text: a person who retypes ``007`` makes a number of it, ``7.0`` is ``7``."""
    if is_empty(content):
        return ""
    if isinstance(content, float) and content.is_integer():
        return str(int(content))
    return str(content).strip()


def clean_text(text: str) -> str:
    """
    Return text as a cell can hold it: no control characters, at most 50,000 characters.

    What cannot be carried becomes U+FFFD, so that nothing vanishes unseen. Length
    counts UTF-16 units, the stricter reading of Google's limit.
    """
    if not text.isprintable():
        text = _UNCARRIED.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 > MOST_CHARACTERS and len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
        room = (MOST_CHARACTERS - len(_CUT)) * 2
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + _CUT
    return text


_AGAIN_SECONDS = 0.25


def to_serial(value: date | datetime, zone: ZoneInfo) -> float | int:
    """
    Return the serial number of a date, or of an instant as the spreadsheet's zone shows it.

    In autumn an hour comes twice. Its second time carries a quarter of a second more, which no cell shows
    and `from_serial_at` knows again: else what was noted there would come back an hour old.
    """
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        whole = local.hour * 3600 + local.minute * 60 + local.second + (local.microsecond >= 500_000)
        seconds = whole + _AGAIN_SECONDS * local.fold
        return ((local.toordinal() - _EPOCH_ORDINAL) * _DAY_SECONDS + seconds) / _DAY_SECONDS
    return value.toordinal() - _EPOCH_ORDINAL


def from_serial_on(serial: float) -> date:
    """Return the date of a serial number."""
    return date.fromordinal(_EPOCH_ORDINAL + int(serial // 1))


# Most of the work on an instant is its zone, and every job reads the same ones again. Full, it holds 25 MB.
@lru_cache(maxsize=100_000)
def from_serial_at(serial: float, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, that a serial number means in the spreadsheet's zone."""
    seconds = serial * _DAY_SECONDS
    # Sums within a zone are those of the clock on the wall, which is what a serial number counts.
    local = _EPOCH_AT.replace(tzinfo=zone) + timedelta(0, round(seconds))
    is_again = abs(seconds - round(seconds) - _AGAIN_SECONDS) < _AGAIN_SECONDS / 2
    return (local.replace(fold=1) if is_again else local).astimezone(UTC)


def writer(type_: ColumnType, zone: ZoneInfo) -> Callable[[Value], Content]:
    """
    Return the function that turns Values of a column into Contents.

    The function raises TypeError for a Value that the column's type cannot hold:
    a fault in our shaping code, never in what a platform says.
    """
    match type_:
        case "text" | "longtext" | "choice":
            return _text_content
        case "integer" | "number" | "money" | "percent":
            return _number_content
        case "checkbox":
            return _checkbox_content
        case "date" | "datetime":
            return partial(_moment_content, zone=zone)


def _text_content(value: Value) -> Content:
    if isinstance(value, str):
        return clean_text(value) or None
    if value is None:
        return None
    raise TypeError(f"a text column cannot hold {type(value).__name__}")


def _number_content(value: Value) -> Content:
    if value is None:
        return None
    if isinstance(value, Decimal):
        number = float(value)  # more than that no cell holds
        if math.isfinite(number):
            return int(number) if number.is_integer() else number
    elif isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"a number column cannot hold {type(value).__name__}")


def _checkbox_content(value: Value) -> Content:
    if value is None or isinstance(value, bool):
        return value
    raise TypeError(f"a checkbox cannot hold {type(value).__name__}")


def _moment_content(value: Value, *, zone: ZoneInfo) -> Content:
    if value is None:
        return None
    if not isinstance(value, date):
        raise TypeError(f"a date column cannot hold {type(value).__name__}")
    if isinstance(value, datetime) and value.tzinfo is None:
        raise TypeError("an instant without a time zone")
    return to_serial(value, zone)


def read_column(type_: ColumnType, contents: Iterable[Content], zone: ZoneInfo) -> list[Value]:
    """Return `read_value` of each cell of a column; what nearly all hold is seen without more ado."""
    match type_:
        case "text" | "longtext" | "choice":
            return [
                (content or None) if type(content) is str else read_value(type_, content, zone)
                for content in contents
            ]
        case "datetime":
            return [
                from_serial_at(content, zone)
                if type(content) is float and 0 <= content < _LAST_DAY
                else read_value(type_, content, zone)
                for content in contents
            ]
        case "integer":
            return [
                content if type(content) is int else read_value(type_, content, zone) for content in contents
            ]
        case _:
            return [
                None if content is None or content == "" else read_value(type_, content, zone)
                for content in contents
            ]


def read_value(type_: ColumnType, content: Content, zone: ZoneInfo) -> Value:
    """
    Return what a cell means in a column of this type.

    What does not fit the type is returned as it stands: people type what they
    like, and it is for the reader of the value to say so.
    """
    if is_empty(content):
        return None
    if isinstance(content, bool):
        return content
    if isinstance(content, int | float):
        return _read_number(type_, content, zone)
    assert isinstance(content, str)
    if type_ in {"integer", "number", "money", "percent"}:
        return _number_in(content)
    return content


def _read_number(type_: ColumnType, content: float, zone: ZoneInfo) -> Value:
    match type_:
        case "text" | "longtext" | "choice":
            return key_text(content)
        case "date":
            return from_serial_on(content) if 0 <= content < _LAST_DAY + 1 else Decimal(repr(content))
        case "datetime":
            # The last day may already be the year 10000 in UTC.
            return from_serial_at(content, zone) if 0 <= content < _LAST_DAY else Decimal(repr(content))
        case "integer" if float(content).is_integer():
            return int(content)
        case _:
            return Decimal(repr(content))


_MOST_DIGITS = 15
"""Of a number in a cell (a double); a longer one, written out, would stall whoever reads it."""


def _number_in(text: str) -> Value:
    """Return the number that a person typed as text (``12``, ``12.50``), else the text: also of 1E99999."""
    try:
        number = Decimal(text.strip().replace(" ", ""))
    except InvalidOperation:
        return text
    return number if number.is_finite() and abs(number.adjusted()) <= _MOST_DIGITS else text


def extended_value(content: Content, *, formula: bool = False) -> dict[str, Any]:
    """
    Return a content as the API's ExtendedValue inside a CellData; an empty one clears the cell.

    Args:
        content: What shall stand in the cell.
        formula: Whether text that starts with ``=`` is to be a formula again. Only for
            putting back what a person had; text from outside never goes this way.
    """
    if is_empty(content):
        return {}
    if isinstance(content, bool):
        return {"userEnteredValue": {"boolValue": content}}
    if isinstance(content, int | float):
        return {"userEnteredValue": {"numberValue": content}}
    if formula and looks_like_formula(content):
        return {"userEnteredValue": {"formulaValue": content}}
    return {"userEnteredValue": {"stringValue": content}}
