"""
Lists of Shopify's, page by page, and what was withheld from them.

Follows cursors until they end, and stops where they do not move. Knows no field
but those that every list has.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sheets_bot.errors import TryLater
from sheets_bot.platforms.shopify.fields import Json, has_more, object_in, text_in
from sheets_bot.platforms.shopify.graphql import Graph, Path
from sheets_bot.platforms.shopify.queries import Operation


class Page(NamedTuple):
    """Some nodes of a list."""

    nodes: list[Json]
    withheld: dict[int, list[str]]
    """What Shopify left empty in a node, by its place: names of fields, e.g. ``billingAddress.name``."""


def stamp(at: datetime) -> str:
    """
    Write an instant (UTC) for a search.

    With its offset, since a bare date is read in the shop's time zone; the search wants it in quotes,
    or takes what follows the first colon for a field's name (reported).
    """
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def pages(graph: Graph, operation: Operation, field: str, search: str) -> Iterator[Page]:
    """
    Yield the pages of the list *field* that *operation* asks for by `$after` and `$q`.

    Raises what `Graph.ask` raises, and TryLater when a page leads back to itself or is no list.
    """
    after: str | None = None
    while True:
        answer = graph.ask(operation, {"after": after, "q": search})
        connection = object_in(answer.data, field)
        nodes = connection.get("nodes")
        if not isinstance(nodes, list):
            raise TryLater(
                f"Shopify's answer to {operation.name} has no list in it. The next run asks again."
            )
        yield Page([node if isinstance(node, dict) else {} for node in nodes], _by_place(answer.withheld))
        if not has_more(connection):
            return
        cursor = text_in(connection.get("pageInfo"), "endCursor")
        if not cursor or cursor == after:
            raise TryLater(f"Shopify's list {operation.name} does not lead on. What may follow was not seen.")
        after = cursor


def names_of(path: tuple[Any, ...]) -> str:
    """Return the names in a path, without places in lists."""
    return ".".join(step for step in path if isinstance(step, str) and step != "nodes")


def _by_place(withheld: tuple[Path, ...]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for path in withheld:
        # ("orders", "nodes", 3, "email")
        if len(path) > 3 and isinstance(path[2], int):
            found.setdefault(path[2], []).append(names_of(path[3:]))
    return found
