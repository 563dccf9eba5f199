"""
The search language of Drive's `files.list`: ``name = "x" and 'folder' in parents``.

Terms are joined by `and`, `or`, `not` and brackets (documented). The fields that a search for
spreadsheets uses are known; any other is refused, never guessed. Pure.
"""

import re
from collections.abc import Callable

from sheets_bot.sandbox.google.model import Json

Test = Callable[[Json], bool]
"""Says whether a file, as the API's `File`, is wanted."""

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")|(?P<mark><=|>=|!=|=|<|>|\(|\))|(?P<word>\w+))"
)
_TIMES = {"modifiedTime", "createdTime"}
_TEXTS = {"name", "mimeType"}


def parse_query(query: str) -> Test:
    """
    Return the test that a query means; an empty one wants every file.

    Raises:
        ValueError: Not a query, or a field or operator that is not imitated.
    """
    if not query.strip():
        return lambda _file: True
    parser = _Parser(query)
    test = parser.either()
    if parser.tokens:
        raise ValueError(f"cannot read from {parser.tokens[-1]!r}")
    return test


class _Parser:
    def __init__(self, query: str) -> None:
        tokens, at = [], 0
        while at < len(query.rstrip()):
            found = _TOKEN.match(query, at)
            if found is None:
                raise ValueError(f"cannot read from {query[at:]!r}")
            tokens.append(found[0].strip())
            at = found.end()
        self.tokens = tokens[::-1]

    def either(self) -> Test:
        """Read terms joined by `or`."""
        tests = [self._both()]
        while self._took("or"):
            tests.append(self._both())
        return lambda file: any(test(file) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._took("and"):
            tests.append(self._one())
        return lambda file: all(test(file) for test in tests)

    def _one(self) -> Test:
        if self._took("not"):
            inner = self._one()
            return lambda file: not inner(file)
        if self._took("("):
            test = self.either()
            if not self._took(")"):
                raise ValueError("a bracket is not closed")
            return test
        return self._term()

    def _term(self) -> Test:
        first = self._next()
        if first in {"sharedWithMe", "starred"} and (
            not self.tokens or self.tokens[-1] in {"and", "or", ")"}
        ):
            return lambda file: bool(file.get(first))
        operator, last = self._next(), self._next()
        if operator == "in":
            # 'x' in parents is documented; parents in 'x' is what gspread sends, and Drive takes it.
            collection, wanted = (last, first) if first[0] in "'\"" else (first, last)
            return _membership(collection, _unquoted(wanted))
        return _comparison(first, operator, last)

    def _took(self, word: str) -> bool:
        if self.tokens and self.tokens[-1].lower() == word:
            self.tokens.pop()
            return True
        return False

    def _next(self) -> str:
        if not self.tokens:
            raise ValueError("the query ends too early")
        return self.tokens.pop()


def _membership(collection: str, wanted: str) -> Test:
    if collection == "parents":
        return lambda file: wanted in file.get("parents", [])
    roles = {"owners": {"owner"}, "writers": {"owner", "writer"}, "readers": {"owner", "writer", "reader"}}
    if collection not in roles:
        raise ValueError(f"the collection {collection!r} is not known")
    return lambda file: any(
        entry.get("emailAddress") == wanted and entry["role"] in roles[collection]
        for entry in file.get("permissions", [])
    )


def _comparison(field: str, operator: str, value: str) -> Test:
    if field in {"trashed", "starred"} and operator in {"=", "!="} and value in {"true", "false"}:
        wanted = (value == "true") == (operator == "=")
        return lambda file: bool(file.get(field)) == wanted
    text = _unquoted(value)
    if field in _TEXTS and operator in {"=", "!="}:
        return lambda file: (file.get(field) == text) == (operator == "=")
    if field in _TEXTS and operator == "contains":
        # For names, Drive matches the beginnings of words (documented).
        start = re.compile(r"(?<!\w)" + re.escape(text), re.IGNORECASE)
        return lambda file: bool(start.search(str(file.get(field, ""))))
    if field in _TIMES and operator in _ORDERS:
        order = _ORDERS[operator]
        return lambda file: order(str(file[field])[: len(text)], text)
    raise ValueError(f"{field} {operator} is not known")


_ORDERS: dict[str, Callable[[str, str], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    "=": lambda one, other: one == other,
    ">=": lambda one, other: one >= other,
    ">": lambda one, other: one > other,
}


def _unquoted(token: str) -> str:
    if token[0] not in "'\"" or len(token) < 2:
        raise ValueError(f"{token!r} must be quoted")
    return re.sub(r"\\(.)", r"\1", token[1:-1])
