"""
References inside a formula's text: moved when the formula is copied, as a person sees it.

Only what copying needs. References are not rewritten when rows are inserted or deleted
elsewhere: the sandbox's formulas are few and simple (see `evaluate.py`).
"""

import re

from sheets_bot.sandbox.google.a1 import column_index, column_letters

# A quoted text or sheet title is stepped over; so is a name that only looks like an address.
_PIECES = re.compile(
    r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|(?<![A-Za-z0-9_$.])(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d*)(?![A-Za-z0-9_(!])"
)


def shifted_formula(text: str, down: int, across: int) -> str:
    """Return a formula with its relative references moved; one that leaves the grid is ``#REF!``."""

    def moved(found: re.Match[str]) -> str:
        if found[2] is None:
            return found[0]
        column, row = column_index(found[2]), int(found[4])
        column += 0 if found[1] else across
        row += 0 if found[3] else down
        return "#REF!" if column < 0 or row < 1 else f"{found[1]}{column_letters(column)}{found[3]}{row}"

    return _PIECES.sub(moved, text)
