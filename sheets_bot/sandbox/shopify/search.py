"""
Shopify's search strings: terms, ranges, quotes, AND, OR, NOT; and its habit of dropping what it cannot read.

A term with an unknown field, or a time without quotes, is taken out with no more than a warning in the
answer's extensions: the rest runs, and rows of the wrong population come back (captured answers in
public repositories). Knows no orders and no disputes: what can be searched is handed in.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Predicate = Callable[[T], bool]

TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\)) |
        (?P<not>-|NOT\s)?(?:(?P<field>[A-Za-z_][\w.]*):\s*(?P<sign>>=|<=|>|<)?\s*)?
        (?P<value>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s()'"]+)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Searchable(Generic[T]):
    """What one field of a search string looks at."""

    kind: str
    """``instant`` (seconds since 1970), ``number``, ``word`` (a set) or ``name`` (a beginning is enough)."""
    of: Callable[[T], Any]
    words: frozenset[str] = frozenset()
    """The words that exist, where Shopify lists them."""


@dataclass
class Search(Generic[T]):
    """A search string as Shopify understood it."""

    matches: Predicate[T]
    warnings: list[dict[str, str]] = field(default_factory=list)


def parsed(
    text: str, fields: Mapping[str, Searchable[T]], *, default: Iterable[Searchable[T]] = ()
) -> Search[T]:
    """Return what *text* finds; *default* is where a term without a field looks."""
    return _Reader(text, fields, tuple(default)).read()


class _Reader(Generic[T]):
    def __init__(
        self, text: str, fields: Mapping[str, Searchable[T]], default: tuple[Searchable[T], ...]
    ) -> None:
        self._tokens = [found for found in TOKEN.finditer(text) if found[0].strip()]
        self._fields = fields
        self._default = default
        self._place = 0
        self._warnings: list[dict[str, str]] = []

    def read(self) -> Search[T]:
        matches = self._alternatives()
        return Search(matches or (lambda _row: True), self._warnings)

    def _alternatives(self) -> Predicate[T] | None:
        """Read terms up to a closing bracket: OR binds less than AND, which need not be written."""
        options: list[list[Predicate[T]]] = [[]]
        while self._place < len(self._tokens):
            token = self._tokens[self._place]
            self._place += 1
            if token["close"]:
                break
            if token["open"]:
                inner = self._alternatives()
                options[-1].extend([inner] if inner else [])
            elif not token["field"] and token["value"] == "OR":
                options.append([])
            elif token["field"] or token["value"] != "AND":
                term = self._term(token)
                options[-1].extend([term] if term else [])
        kept = [terms for terms in options if terms]
        if len(kept) == 1 and len(kept[0]) == 1:
            return kept[0][0]
        return (lambda row: any(all(term(row) for term in terms) for terms in kept)) if kept else None

    def _term(self, token: re.Match[str]) -> Predicate[T] | None:
        value = token["value"]
        quoted = value[0] in "'\""
        bare = re.sub(r"\\(.)", r"\1", value[1:-1]) if quoted else value
        if token["field"] and not quoted and ":" in bare:
            # Without quotes what stands before a later colon is read as a field: in a time, the minutes.
            self._drop(bare.split(":")[-2])
            return None
        if not token["field"]:
            return self._words(bare, negated=bool(token["not"]))
        searchable = self._fields.get(token["field"])
        if searchable is None:
            self._drop(token["field"])
            return None
        test = _test(searchable, token["sign"] or "", bare)
        if test is None:
            self._drop(token["field"], "invalid_value", "Invalid value for this field.")
            return None
        return (lambda row: not test(row)) if token["not"] else test

    def _words(self, bare: str, *, negated: bool) -> Predicate[T] | None:
        tests = [test for one in self._default if (test := _test(one, "", bare))]
        if not tests:
            self._drop("default")
            return None
        return lambda row: any(test(row) for test in tests) is not negated

    def _drop(
        self, name: str, code: str = "invalid_field", said: str = "Invalid search field for this query."
    ) -> None:
        self._warnings.append({"field": name, "message": said, "code": code})


def _test(searchable: Searchable[T], sign: str, text: str) -> Predicate[T] | None:
    """Return the test of one term; None where its value means nothing."""
    if searchable.kind == "instant":
        return _instant_test(searchable, sign, text)
    if searchable.kind == "number":
        if not re.fullmatch(r"-?\d+(\.\d+)?", text):
            return None
        wanted = float(text)
        return lambda row: _compares(float(searchable.of(row)), sign, wanted)
    low = text.lower()
    if searchable.words and low not in searchable.words:
        return None
    if searchable.kind == "name":
        low = low.rstrip("*").lstrip("#")
        return lambda row: str(searchable.of(row)).lower().lstrip("#").startswith(low)
    return lambda row: bool(low in searchable.of(row))


def _instant_test(searchable: Searchable[T], sign: str, text: str) -> Predicate[T] | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None
    wanted = found.replace(tzinfo=found.tzinfo or UTC)  # the shops of the sandbox keep UTC
    start = wanted.timestamp()
    end = (wanted + (timedelta(days=1) if is_day else timedelta(seconds=1))).timestamp()

    tests: dict[str, Predicate[T]] = {
        ">=": lambda row: searchable.of(row) >= start,
        ">": lambda row: searchable.of(row) >= end,
        "<": lambda row: searchable.of(row) < start,
        "<=": lambda row: searchable.of(row) < end,
        "": lambda row: start <= searchable.of(row) < end,
    }
    return tests[sign]


def _compares(found: float, sign: str, wanted: float) -> bool:
    return {
        ">=": found >= wanted,
        ">": found > wanted,
        "<": found < wanted,
        "<=": found <= wanted,
        "": found == wanted,
    }[sign]
