"""
References inside formulas, carried along when rows or columns come, go or move.

As a person sees it: ``=A5`` below an inserted row becomes ``=A6``, a range grows with a row
put into it, and what was deleted reads ``#REF!`` (documented). Pure.
"""

import re

from sheets_bot.sandbox.google.a1 import column_index, column_letters
from sheets_bot.sandbox.google.follow import Shift
from sheets_bot.sandbox.google.model import ROWS

GONE = "#REF!"

# A quoted text is stepped over; so is a name that only looks like an address.
_PIECES = re.compile(
    r"\"(?:[^\"]|\"\")*\""
    r"|(?P<sheet>(?:'(?:[^']|'')*'|[^\W\d][\w.]*)!)?(?<![\w.])"
    r"(?P<first>\$?[A-Za-z]{1,3}\$?[1-9]\d*|\$?[A-Za-z]{1,3}(?=:\$?[A-Za-z])|\$?[1-9]\d*(?=:\$?[1-9]))"
    r"(?::(?P<last>\$?[A-Za-z]{1,3}\$?[1-9]\d*|\$?[A-Za-z]{1,3}|\$?[1-9]\d*))?(?![\w(!])"
)
_CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)(\d*)")


def followed(text: str, home: str, changed: str, dimension: str, shift: Shift) -> str:
    """
    Return a formula whose references to one sheet are carried along.

    Args:
        text: The formula.
        home: The title of the sheet it stands on.
        changed: The title of the sheet that changes.
        dimension: `ROWS` or `COLUMNS`.
        shift: What happens there.
    """

    def moved(found: re.Match[str]) -> str:
        if found["first"] is None:
            return found[0]
        prefix = found["sheet"] or ""
        title = prefix[:-1].strip("'").replace("''", "'") if prefix else home
        if title.casefold() != changed.casefold():
            return found[0]
        first, last = found["first"], found["last"]
        shifted = _cell(first, dimension, shift) if last is None else _range(first, last, dimension, shift)
        return GONE if shifted is None else prefix + shifted

    return _PIECES.sub(moved, text)


def _cell(corner: str, dimension: str, shift: Shift) -> str | None:
    at = _index(corner, dimension)
    moved = None if at is None else shift.index(at)
    return None if moved is None else _with_index(corner, dimension, moved)


def _range(first: str, last: str, dimension: str, shift: Shift) -> str | None:
    start, end = _index(first, dimension), _index(last, dimension)
    if start is None and end is None:
        return f"{first}:{last}"
    if start is None or end is None:
        # Open to one side, as in A2:A: only the edge that is named moves.
        named = first if end is None else last
        span = shift.span(_index(named, dimension) or 0, 10**9)
        moved = None if span is None else _with_index(named, dimension, span[0])
        return moved and (f"{moved}:{last}" if end is None else f"{first}:{moved}")
    if start > end:
        return _range(last, first, dimension, shift)
    span = shift.span(start, end + 1)
    if span is None:
        return None
    return f"{_with_index(first, dimension, span[0])}:{_with_index(last, dimension, span[1] - 1)}"


def _index(corner: str, dimension: str) -> int | None:
    found = _CORNER.fullmatch(corner)
    if found is None:
        return None
    if dimension == ROWS:
        return int(found[4]) - 1 if found[4] else None
    return column_index(found[2]) if found[2] else None


def _with_index(corner: str, dimension: str, index: int) -> str:
    found = _CORNER.fullmatch(corner)
    if found is None:
        return corner
    if dimension == ROWS:
        # In "$5" the sign stands before the row: there are no letters between the two.
        return f"{found[1]}{found[2]}{found[3]}{index + 1}"
    return f"{found[1]}{column_letters(index)}{found[3]}{found[4]}"
