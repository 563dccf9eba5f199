"""
Connections: one page of a list, with cursors that stay where they are when the list grows.

A cursor holds the sort value and the id of its row, as Shopify's do, so a row that is added or gone moves
nothing. Asking for no size passes the type checker and fails here, as at Shopify.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sheets_bot.sandbox.shopify.errors import bad_input

T = TypeVar("T")
Key = tuple[float | int | str, int | str]
"""Sort value and id; ids tell rows with the same value apart."""

LARGEST_PAGE = 250


def page(
    rows: Iterable[T], arguments: Mapping[str, Any], *, key: Callable[[T], Key], node: Callable[[T], Any]
) -> dict[str, Any]:
    """
    Return the part of *rows* that the arguments of a connection ask for.

    Raises:
        GraphQLError: No size, too large a size, or a cursor that is none.
    """
    backwards = bool(arguments.get("reverse"))
    keyed = [(key(row), row) for row in rows]
    keyed.sort(key=lambda pair: pair[0], reverse=backwards)
    sample = keyed[0][0] if keyed else None
    after, before = (_cursor(arguments.get(name), sample) for name in ("after", "before"))
    if after is not None:
        keyed = [pair for pair in keyed if (pair[0] < after if backwards else pair[0] > after)]
    if before is not None:
        keyed = [pair for pair in keyed if (pair[0] > before if backwards else pair[0] < before)]
    first, last = _size(arguments)
    shown = keyed[:first] if first is not None else keyed[max(0, len(keyed) - (last or 0)) :]
    cut = len(shown) < len(keyed)
    return {
        "nodes": lambda _info: [node(row) for _, row in shown],
        "edges": lambda _info: [{"cursor": _written(place), "node": node(row)} for place, row in shown],
        "pageInfo": {
            "hasNextPage": cut if first is not None else before is not None,
            "hasPreviousPage": cut if first is None else after is not None,
            "startCursor": _written(shown[0][0]) if shown else None,
            "endCursor": _written(shown[-1][0]) if shown else None,
        },
    }


def in_order(rows: Iterable[T], arguments: Mapping[str, Any], node: Callable[[T], Any]) -> dict[str, Any]:
    """Return a page of a list that has an order of its own and whose rows never change places."""
    numbered = list(enumerate(rows))
    return page(numbered, arguments, key=lambda one: (one[0], one[0]), node=lambda one: node(one[1]))


def head(rows: Iterable[T], arguments: Mapping[str, Any]) -> list[T]:
    """Return the first rows of a plain list, which has no cursor: the rest cannot be had."""
    first = arguments.get("first")
    if first is not None and first < 0:
        raise bad_input("first must not be negative")
    return list(rows)[:first]


def _size(arguments: Mapping[str, Any]) -> tuple[int | None, int | None]:
    first, last = arguments.get("first"), arguments.get("last")
    if first is None and last is None:
        raise bad_input("you must provide one of first or last")
    if first is not None and last is not None:
        raise bad_input("providing both first and last is not supported")
    size = first if first is not None else last or 0
    if not 0 <= size <= LARGEST_PAGE:
        raise bad_input(f"a page holds from 0 to {LARGEST_PAGE}, not {size}")
    return first, last


def _written(key: Key) -> str:
    value, last_id = key
    return base64.b64encode(json.dumps({"last_id": last_id, "last_value": value}).encode()).decode()


def _cursor(text: str | None, sample: Key | None) -> Key | None:
    """Return where a cursor points; *sample* is a place of this list: one of another sort fits nowhere."""
    if text is None:
        return None
    try:
        found = json.loads(base64.b64decode(text, validate=True))
        place: Key = (found["last_value"], found["last_id"])
        if sample is not None:
            _ = place < sample
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise bad_input("Invalid cursor for current pagination sort.") from error
    return place
