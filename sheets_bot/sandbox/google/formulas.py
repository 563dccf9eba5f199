"""
A small calculator, for the formulas that people put into trackers.

Knows references, ``+ - * / ^ & %``, comparisons and what is in `formula_functions.py`;
TODAY and NOW go by the sandbox's clock and the spreadsheet's zone. What it does not know
comes to ``#NAME?``, what it cannot read to ``#ERROR!``, a circle to ``#REF!``: so nothing is
ever fetched, by IMPORTXML for one. Values are worked out on reading and kept nowhere.
"""

import inspect
from collections.abc import Iterator
from datetime import datetime

from sheets_bot.sandbox.google.a1 import find_area
from sheets_bot.sandbox.google.entry import enter_as_typed, number_json
from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.google.formula_functions import (
    ARITHMETIC,
    CIRCLE,
    COMPARISONS,
    DIVIDED_BY_ZERO,
    FUNCTIONS,
    NO_NUMBER,
    OUT_OF_REACH,
    UNKNOWN_NAME,
    UNREADABLE,
    WRONG_ARGUMENTS,
    Stopped,
    order,
)
from sheets_bot.sandbox.google.formula_text import NotAFormula, Tree, read_formula
from sheets_bot.sandbox.google.locales import locale_of
from sheets_bot.sandbox.google.model import CellError, Effective, Formula, Spreadsheet
from sheets_bot.sandbox.google.patterns import general
from sheets_bot.sandbox.google.serials import now_there


class Calculator:
    """Works out formulas over one state of a spreadsheet at one instant."""

    def __init__(self, spreadsheet: Spreadsheet, now: float) -> None:
        self.locale = locale_of(spreadsheet.locale)
        self.now: datetime = now_there(now, spreadsheet.time_zone)
        self._spreadsheet = spreadsheet
        self._known: dict[tuple[int, str], Effective] = {}
        self._under_way: set[tuple[int, str]] = set()

    def value_of(self, formula: Formula, sheet_id: int) -> Effective:
        """Return what a formula on that sheet comes to."""
        key = (sheet_id, formula.text)
        if key in self._known:
            return self._known[key]
        if key in self._under_way:
            return CIRCLE
        self._under_way.add(key)
        try:
            value = _Evaluation(self, sheet_id).value(read_formula(formula.text, self.locale.decimal))
        except Stopped as stopped:
            value = stopped.error
        except (NotAFormula, RecursionError):
            value = UNREADABLE
        except (OverflowError, ValueError):
            value = OUT_OF_REACH
        finally:
            self._under_way.discard(key)
        self._known[key] = value
        return value

    def cells(self, text: str, sheet_id: int) -> Iterator[Effective]:
        """
        Yield what the cells of a range come to, row by row, the empty ones at its end left out.

        Raises:
            Stopped: No such range.
        """
        try:
            area = find_area(self._spreadsheet, text, home=sheet_id)
        except ApiError:
            raise Stopped(UNKNOWN_NAME) from None
        sheet = self._spreadsheet.find(area.sheet_id)
        if sheet is None:
            raise Stopped(UNKNOWN_NAME)
        box = area.box(sheet)
        for row in sheet.rows[box.top : box.bottom]:
            for cell in row[box.left : box.right]:
                entered = cell.entered if cell else None
                is_formula = type(entered) is Formula
                yield self.value_of(entered, sheet.id) if is_formula else entered  # type: ignore[arg-type, misc]  # the line before says which it is


class _Evaluation:
    """Works out the trees of one formula."""

    def __init__(self, calculator: Calculator, sheet_id: int) -> None:
        self._calculator = calculator
        self._sheet_id = sheet_id

    def value(self, tree: Tree) -> Effective:
        """Return one value; of a range, its first cell."""
        kind = tree[0]
        if kind in {"text", "bool"}:
            return tree[1]  # type: ignore[no-any-return]  # the reader puts text and bool there
        if kind == "number":
            return number_json(tree[1])
        if kind == "range":
            return next(self._calculator.cells(tree[1], self._sheet_id), None)
        if kind == "call":
            return self._call(tree[1], tree[2])
        if kind == "unary":
            number = self.number(tree[2])
            return -number if tree[1] == "-" else number
        return self._binary(tree[1], tree[2], tree[3])

    def checked(self, tree: Tree) -> Effective:
        """Return one value that is no error."""
        value = self.value(tree)
        if isinstance(value, CellError):
            raise Stopped(value)
        return value

    def number(self, tree: Tree) -> float:
        """Return one value as a number; text that reads as one counts (documented)."""
        value = self.checked(tree)
        if value is None:
            return 0
        if isinstance(value, str):
            typed = enter_as_typed(value, self._calculator.locale, self._calculator.now.date()).entered
            value = None if isinstance(typed, Formula) else typed
        if not isinstance(value, (int, float)):
            raise Stopped(NO_NUMBER)
        return value

    def text(self, tree: Tree) -> str:
        """Return one value as text."""
        value = self.checked(tree)
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, (int, float)):
            return general(value, self._calculator.locale)
        return "" if value is None else str(value)

    def all(self, trees: list[Tree]) -> Iterator[Effective]:
        """Yield every value of every argument."""
        for tree in trees:
            if tree[0] == "range":
                yield from self._calculator.cells(tree[1], self._sheet_id)
            else:
                yield self.value(tree)

    def numbers(self, trees: list[Tree]) -> list[float]:
        """Return the numbers among the values; an error among them is the answer."""
        found = []
        for value in self.all(trees):
            if isinstance(value, CellError):
                raise Stopped(value)
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                found.append(value)
        return found

    @property
    def now(self) -> datetime:
        """The wall-clock time in the spreadsheet's zone."""
        return self._calculator.now

    def _call(self, name: str, arguments: list[Tree]) -> Effective:
        function = FUNCTIONS.get(name)
        if function is None:
            raise Stopped(UNKNOWN_NAME)
        try:
            inspect.signature(function).bind(self, *arguments)
        except TypeError:
            raise Stopped(WRONG_ARGUMENTS) from None
        value = function(self, *arguments)
        return number_json(value) if isinstance(value, float) else value

    def _binary(self, operator: str, left: Tree, right: Tree) -> Effective:
        if operator == "&":
            return self.text(left) + self.text(right)
        if operator in COMPARISONS:
            return COMPARISONS[operator](order(self.checked(left)), order(self.checked(right)))
        first, second = self.number(left), self.number(right)
        if operator == "/" and second == 0:
            raise Stopped(DIVIDED_BY_ZERO)
        result = ARITHMETIC[operator](first, second)
        if isinstance(result, complex):
            raise Stopped(OUT_OF_REACH)
        return number_json(result)
