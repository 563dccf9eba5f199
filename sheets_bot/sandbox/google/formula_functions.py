"""
What the functions of formulas do, and the error values that they come to.

`formulas.py` works out their arguments. A function that is not in `FUNCTIONS` does not
exist here.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from fnmatch import translate
from re import IGNORECASE, fullmatch
from typing import Any, Protocol

from sheets_bot.sandbox.google.entry import number_json
from sheets_bot.sandbox.google.formula_text import Tree
from sheets_bot.sandbox.google.model import CellError, Effective
from sheets_bot.sandbox.google.serials import serial_of

UNKNOWN_NAME = CellError("NAME", "#NAME?", "Unknown function or range name.")
UNREADABLE = CellError("ERROR", "#ERROR!", "Formula parse error.")
CIRCLE = CellError("REF", "#REF!", "Circular dependency detected.")
DIVIDED_BY_ZERO = CellError("DIVIDE_BY_ZERO", "#DIV/0!", "Division by zero.")
NO_NUMBER = CellError("VALUE", "#VALUE!", "A number is needed.")
WRONG_ARGUMENTS = CellError("N_A", "#N/A", "Wrong number of arguments.")
OUT_OF_REACH = CellError("NUM", "#NUM!", "The number is out of reach.")


class Stopped(Exception):
    """An error value on its way up through a formula."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.shown)
        self.error = error


class Working(Protocol):
    """The formula that is being worked out, as a function sees it."""

    @property
    def now(self) -> datetime:
        """The wall-clock time in the spreadsheet's zone."""

    def value(self, tree: Tree) -> Effective:
        """Return one value; of a range, its first cell."""

    def checked(self, tree: Tree) -> Effective:
        """Return one value that is no error."""

    def number(self, tree: Tree) -> float:
        """Return one value as a number."""

    def numbers(self, trees: list[Tree]) -> list[float]:
        """Return the numbers among the values."""

    def all(self, trees: list[Tree]) -> Iterator[Effective]:
        """Yield every value of every argument."""


def order(value: Effective) -> tuple[int, Any]:
    """Numbers before text before booleans; text without regard to case (documented)."""
    if isinstance(value, bool):
        return 2, value
    if value is None:
        return 0, 0
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "^": lambda left, right: left**right,
}


def _mean(working: Working, *trees: Tree) -> Effective:
    numbers = working.numbers(list(trees))
    if not numbers:
        raise Stopped(DIVIDED_BY_ZERO)
    return number_json(sum(numbers) / len(numbers))


def _if(working: Working, condition: Tree, then: Tree, otherwise: Tree = ("bool", False)) -> Effective:
    return working.value(then if working.number(condition) else otherwise)


def _if_error(working: Working, tree: Tree, otherwise: Tree = ("text", "")) -> Effective:
    try:
        return working.checked(tree)
    except Stopped:
        return working.value(otherwise)


def _count_if(working: Working, where: Tree, wanted: Tree) -> int:
    return sum(map(_criterion(working, wanted), working.all([where])))


def _sum_if(working: Working, where: Tree, wanted: Tree, what: Tree | None = None) -> float:
    fits = _criterion(working, wanted)
    pairs = zip(working.all([where]), working.all([what or where]), strict=False)
    numbers = [value for tested, value in pairs if fits(tested) and isinstance(value, (int, float))]
    return sum(numbers)


def _criterion(working: Working, tree: Tree) -> Callable[[Effective], bool]:
    """Return the test that a criterion such as ``">5"`` or ``"LOST*"`` means (documented)."""
    wanted = working.checked(tree)
    operator = "="
    if isinstance(wanted, str):
        operator = next((mark for mark in ("<>", "<=", ">=", "<", ">", "=") if wanted.startswith(mark)), "")
        bare = wanted[len(operator) :]
        operator = operator or "="
        typed = working.value(("text", bare)) if not bare else _typed(working, bare)
        if isinstance(typed, str) and operator in {"=", "<>"}:
            pattern = translate(typed)
            return lambda value: (
                (isinstance(value, str) and bool(fullmatch(pattern, value, IGNORECASE))) == (operator == "=")
            )
        wanted = typed
    compare, target = COMPARISONS[operator], order(wanted)
    return lambda value: (
        value is not None
        and not isinstance(value, CellError)
        and order(value)[0] == target[0]
        and compare(order(value), target)
    )


def _typed(working: Working, text: str) -> Effective:
    try:
        return working.number(("text", text))
    except Stopped:
        return text


FUNCTIONS: dict[str, Callable[..., Effective]] = {
    "SUM": lambda working, *trees: sum(working.numbers(list(trees))),
    "COUNT": lambda working, *trees: sum(map(_is_number, working.all(list(trees)))),
    "COUNTA": lambda working, *trees: sum(value is not None for value in working.all(list(trees))),
    "COUNTIF": _count_if,
    "SUMIF": _sum_if,
    "AVERAGE": _mean,
    "MIN": lambda working, *trees: min(working.numbers(list(trees)), default=0),
    "MAX": lambda working, *trees: max(working.numbers(list(trees)), default=0),
    "ROUND": lambda working, tree, places=("number", 0): _rounded(
        working.number(tree), int(working.number(places))
    ),
    "TODAY": lambda working: serial_of(working.now.date()),
    "NOW": lambda working: serial_of(working.now),
    "IF": _if,
    "IFERROR": _if_error,
    "AND": lambda working, *trees: all(working.number(tree) for tree in trees),
    "OR": lambda working, *trees: any(working.number(tree) for tree in trees),
    "NOT": lambda working, tree: not working.number(tree),
    "HYPERLINK": lambda working, address, label=None: working.value(label or address),
}


def _is_number(value: Effective) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _rounded(value: float, places: int) -> float:
    scale = 10.0**places
    return float(int(abs(value) * scale + 0.5) / scale) * (1 if value >= 0 else -1)
