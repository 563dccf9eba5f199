"""
References inside a formula's text, moved when the formula is copied or sorted elsewhere.

As a person sees it: ``=A1`` copied one row down is ``=A2``, ``=$A$1`` stays (documented); so it is
with whole columns and rows, ``A:A`` and ``2:2``. One pushed off the grid reads ``#REF!``. What
happens when rows come and go around a formula is in `formula_follow.py`. Pure.
"""

import re

from sheets_bot.sandbox.google.a1 import column_index, column_letters

# A quoted text or sheet title is stepped over; so is a name that only looks like an address.
# A column or a row without the other stands only beside a colon, as in A:A, 2:2 or A2:A.
_PIECES = re.compile(
    r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'"
    r"|(?<![\w.$])(?P<corner>"
    r"\$?[A-Za-z]{1,3}\$?[1-9]\d*"
    r"|\$?[A-Za-z]{1,3}(?=:\$?[A-Za-z])|(?<=\w:)\$?[A-Za-z]{1,3}"
    r"|\$?[1-9]\d*(?=:\$?[1-9])|(?<=\d:)\$?[1-9]\d*"
    r")(?![\w(!])"
)
_CORNER = re.compile(r"(?:(\$?)([A-Za-z]+))?(?:(\$?)(\d+))?")


def shifted_formula(text: str, down: int, across: int) -> str:
    """Return a formula with its relative references moved; one that leaves the grid is ``#REF!``."""

    def moved(found: re.Match[str]) -> str:
        return found[0] if found["corner"] is None else _moved_corner(found["corner"], down, across)

    return _PIECES.sub(moved, text)


def _moved_corner(corner: str, down: int, across: int) -> str:
    found = _CORNER.fullmatch(corner)
    if found is None:
        return corner
    fixed_column, letters, fixed_row, digits = (part or "" for part in found.groups())
    if letters and not fixed_column:
        column = column_index(letters) + across
        letters = column_letters(column) if column >= 0 else ""
        if not letters:
            return "#REF!"
    if digits and not fixed_row:
        row = int(digits) + down
        if row < 1:
            return "#REF!"
        digits = str(row)
    return f"{fixed_column}{letters}{fixed_row}{digits}"
