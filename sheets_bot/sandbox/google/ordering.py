"""
How rows are ordered and filtered: the comparisons behind sortRange, filters and duplicates.

Numbers come before texts, texts before booleans, booleans before errors; blanks are last in
both directions (measured for blanks, the rest plain from the editor). Pure.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from sheets_bot.sandbox.google.model import Cell, CellError, Effective, Json, Row, cell_at
from sheets_bot.sandbox.google.render import FORMATTED, Renderer

Shown = tuple[str, Effective]
"""A cell as a filter sees it: the text in the grid, and the value."""


def sorted_order(rows: Sequence[tuple[int, Row]], specs: list[Json], renderer: Renderer) -> list[int]:
    """
    Return the numbers of the rows in sorted order; equal rows keep theirs.

    Args:
        rows: Each row with its number.
        specs: `SortSpec`s; later ones decide among what earlier ones leave equal.
        renderer: Works out formulas.
    """
    ordered = list(rows)
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0)
        descending = spec.get("sortOrder") == "DESCENDING"
        values = {number: renderer.effective(cell_at(row, column)) for number, row in ordered}
        filled = [pair for pair in ordered if not _is_blank(values[pair[0]])]
        blank = [pair for pair in ordered if _is_blank(values[pair[0]])]
        keys = {number: sort_key(values[number]) for number, _row in filled}
        filled.sort(key=lambda pair: keys[pair[0]], reverse=descending)
        ordered = filled + blank
    return [number for number, _row in ordered]


def sort_key(value: Effective) -> tuple[int, Any]:
    """Return what a value is ordered by; texts without regard to case."""
    if isinstance(value, CellError):
        return 3, value.shown
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, str):
        return 1, (value.casefold(), value)
    return 0, value


def _is_blank(value: Effective) -> bool:
    return value is None or value == ""


def shown(cell: Cell | None, renderer: Renderer) -> Shown:
    """Return a cell as a filter sees it."""
    return str(renderer.value(cell, FORMATTED)), renderer.effective(cell)


def passes(criteria: Json, cell: Shown) -> bool | None:
    """Say whether a cell stays visible under a `FilterCriteria`; None: a condition not imitated."""
    if cell[0] in criteria.get("hiddenValues", []):
        return False
    condition = criteria.get("condition")
    return True if not condition else meets(condition, cell)


def meets(condition: Json, cell: Shown) -> bool | None:
    """Say whether a cell meets a `BooleanCondition`; None for a kind that is not imitated."""
    texts = [str(value.get("userEnteredValue", "")) for value in condition.get("values", [])]
    test = _TEXT_TESTS.get(condition.get("type", ""))
    if test is not None:
        return test(cell[0].casefold(), [text.casefold() for text in texts])
    number_test = _NUMBER_TESTS.get(condition.get("type", ""))
    if number_test is None:
        return None
    numbers = [number for number in map(_number, texts) if number is not None]
    value = cell[1]
    if isinstance(value, bool) or not isinstance(value, int | float) or len(numbers) != len(texts):
        return False
    return number_test(value, numbers)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


_TEXT_TESTS: dict[str, Callable[[str, list[str]], bool]] = {
    "BLANK": lambda text, _: not text,
    "NOT_BLANK": lambda text, _: bool(text),
    "TEXT_CONTAINS": lambda text, wanted: wanted[0] in text,
    "TEXT_NOT_CONTAINS": lambda text, wanted: wanted[0] not in text,
    "TEXT_STARTS_WITH": lambda text, wanted: text.startswith(wanted[0]),
    "TEXT_ENDS_WITH": lambda text, wanted: text.endswith(wanted[0]),
    "TEXT_EQ": lambda text, wanted: text in wanted,
    "TEXT_NOT_EQ": lambda text, wanted: text not in wanted,
    "ONE_OF_LIST": lambda text, wanted: text in wanted,
    "TEXT_IS_EMAIL": lambda text, _: bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text)),
    "TEXT_IS_URL": lambda text, _: text.startswith(("http://", "https://")),
    "BOOLEAN": lambda text, _: text in {"true", "false"},
}
_NUMBER_TESTS: dict[str, Callable[[float, list[float]], bool]] = {
    "NUMBER_GREATER": lambda value, wanted: value > wanted[0],
    "NUMBER_GREATER_THAN_EQ": lambda value, wanted: value >= wanted[0],
    "NUMBER_LESS": lambda value, wanted: value < wanted[0],
    "NUMBER_LESS_THAN_EQ": lambda value, wanted: value <= wanted[0],
    "NUMBER_EQ": lambda value, wanted: value in wanted,
    "NUMBER_NOT_EQ": lambda value, wanted: value not in wanted,
    "NUMBER_BETWEEN": lambda value, wanted: wanted[0] <= value <= wanted[1],
    "NUMBER_NOT_BETWEEN": lambda value, wanted: not wanted[0] <= value <= wanted[1],
}
"""By condition type. Kinds without a test here are refused by name when a filter uses them."""
