"""
Connections: one page of a list, with cursors that stay where they are when the list grows.

A cursor holds the sort value and the id of its row, as Shopify's do, so a row that is added or gone moves
nothing. Asking for no size passes the type checker and fails here, as at Shopify (its words are unverified).
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
    ordered = sorted(rows, key=key, reverse=backwards)
    after, before = _cursor(arguments.get("after")), _cursor(arguments.get("before"))
    if after is not None:
        ordered = [row for row in ordered if (key(row) < after if backwards else key(row) > after)]
    if before is not None:
        ordered = [row for row in ordered if (key(row) > before if backwards else key(row) < before)]
    first, last = _size(arguments)
    shown = ordered[:first] if first is not None else ordered[max(0, len(ordered) - (last or 0)) :]
    cut = len(shown) < len(ordered)
    return {
        "nodes": lambda _info: [node(row) for row in shown],
        "edges": lambda _info: [{"cursor": _written(key(row)), "node": node(row)} for row in shown],
        "pageInfo": {
            "hasNextPage": cut if first is not None else before is not None,
            "hasPreviousPage": cut if first is None else after is not None,
            "startCursor": _written(key(shown[0])) if shown else None,
            "endCursor": _written(key(shown[-1])) if shown else None,
        },
    }


def in_order(rows: Iterable[T], arguments: Mapping[str, Any], node: Callable[[T], Any]) -> dict[str, Any]:
    """Return a page of a list that has an order of its own and whose rows never change places."""
    numbered = list(enumerate(rows))
    return page(
        numbered, arguments, key=lambda one: (one[0], one[0]), node=lambda one: node(one[1])
    )


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


def _cursor(text: str | None) -> Key | None:
    if text is None:
        return None
    try:
        found = json.loads(base64.b64decode(text, validate=True))
        return (found["last_value"], found["last_id"])
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise bad_input("Invalid cursor for current pagination sort.") from error
