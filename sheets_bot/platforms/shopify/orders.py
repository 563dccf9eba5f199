"""
The orders of one store that changed, each with all its parts.

Page by page, the longest unchanged first; what a page does not carry is fetched for
those of its orders that have it (`shopify/parts.py`). Whatever stays out of an order
is named in its `cut`. Reads only.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sheets_bot.domain.orders.order import Order
from sheets_bot.errors import RowSkipped, TryLater
from sheets_bot.platforms.base import Fetched
from sheets_bot.platforms.shopify import parts as shopify_parts
from sheets_bot.platforms.shopify import queries as shopify_queries
from sheets_bot.platforms.shopify.fields import Json, instant_in, text_in
from sheets_bot.platforms.shopify.graphql import Graph
from sheets_bot.platforms.shopify.paging import names_of, pages, stamp
from sheets_bot.platforms.shopify.queries import Part
from sheets_bot.platforms.shopify.records import order_from_json

OVERLAP = timedelta(minutes=30)
"""Asked again each time: clocks differ, and a search may be slow to know of a change (ours)."""
_DRAFTS_AT_ONCE = 100
"""So many orders wait for their parts, that the questions about those are well filled (ours)."""
_LONGEST_LIST = 24_000
"""A list of Shopify's ends after 25,000 (Shopify API limits); before that it is begun anew, later."""


class _Draft:
    """An order on its way: its JSON, and what it lacks."""

    def __init__(self, json: Json, withheld: Iterable[str]) -> None:
        self.json: dict[str, Any] = dict(json)
        self.withheld = list(withheld)
        self.lost: list[str] = []

    def cut(self) -> tuple[str, ...]:
        withheld = [f"{name} (withheld)" for name in self.withheld]
        return tuple(dict.fromkeys([*shopify_parts.cut_in(self.json), *self.lost, *withheld]))


class OrderList:
    """The orders of one store, as far as the app's rights (*granted*) show them."""

    def __init__(self, graph: Graph, *, granted: Collection[str], brand: str, shop: str) -> None:
        self._graph = graph
        self._granted = granted
        self._brand = brand
        self._shop = shop
        self._orders: dict[str, Order] = {}
        self._skipped: list[RowSkipped] = []
        self._withheld: dict[str, int] = {}

    def changed(self, since: datetime) -> Fetched[Order]:
        """
        Fetch what changed since *since* (UTC) and half an hour before.

        Raises NotServed, and TryLater if nothing could be fetched. Where the list breaks off, what came
        until then is returned.
        """
        notes = []
        try:
            self._read_all(since - OVERLAP)
        except TryLater as later:
            if not self._orders:
                raise
            notes.append(f"Not all orders were seen: {later}")
        return Fetched(
            records=tuple(self._orders.values()),
            skipped=tuple(self._skipped),
            complete=not notes,
            notes=(*notes, *self._words_on_withheld()),
        )

    def _read_all(self, since: datetime) -> None:
        start: datetime | None = since
        while start is not None:
            start = self._read_list(start)

    def _read_list(self, since: datetime) -> datetime | None:
        """Read one list; return from when on the next one begins if it is too long for one."""
        drafts: list[_Draft] = []
        try:
            following = self._read_pages(since, drafts)
        except TryLater:
            # The list broke off, but these orders came whole.
            self._take(drafts)
            raise
        self._take(drafts)
        return following

    def _read_pages(self, since: datetime, drafts: list[_Draft]) -> datetime | None:
        """Read the pages of one list; those orders that still want their parts stay in *drafts*."""
        taken = 0
        operation = shopify_queries.orders_page(self._granted)
        for page in pages(self._graph, operation, "orders", f"updated_at:>='{stamp(since)}'"):
            drafts += [_Draft(node, page.withheld.get(place, ())) for place, node in enumerate(page.nodes)]
            if len(drafts) >= _DRAFTS_AT_ONCE:
                waiting, drafts[:] = [*drafts], []
                self._take(waiting)
            taken += len(page.nodes)
            latest = max(filter(None, (instant_in(node, "updatedAt") for node in page.nodes)), default=since)
            if taken >= _LONGEST_LIST and latest > since:
                return latest
        return None

    def _take(self, drafts: Sequence[_Draft]) -> None:
        self._complete([draft for draft in drafts if text_in(draft.json, "id")])
        for draft in drafts:
            for name in dict.fromkeys(draft.withheld):
                self._withheld[name] = self._withheld.get(name, 0) + 1
            try:
                order = order_from_json(draft.json, brand=self._brand, shop=self._shop, cut=draft.cut())
            except RowSkipped as skipped:
                self._skipped.append(skipped)
                continue
            # An order that changes meanwhile moves to the list's end and comes twice: the later one counts.
            self._orders.pop(order.order_id, None)
            self._orders[order.order_id] = order

    def _complete(self, drafts: Sequence[_Draft]) -> None:
        """Fetch what the page did not carry. Payments come first: they tell whether money went back."""
        steps: list[tuple[Callable[[Json], bool], Part]] = [
            (shopify_parts.has_more_payments, shopify_queries.all_payments()),
            (shopify_parts.has_more_plans, shopify_queries.all_plans()),
            (shopify_parts.has_one_parcel, shopify_queries.one_parcel(self._granted)),
            (shopify_parts.has_some_parcels, shopify_queries.some_parcels(self._granted)),
            (shopify_parts.has_more_parcels, shopify_queries.all_parcels(self._granted)),
            (shopify_parts.has_money_back, shopify_queries.money_back(self._granted)),
            (shopify_parts.has_more_money_back, shopify_queries.all_money_back(self._granted)),
        ]
        for is_wanted, part in steps:
            wanted = [draft for draft in drafts if is_wanted(draft.json)]
            for begin in range(0, len(wanted), part.at_once):
                self._add(part, wanted[begin : begin + part.at_once])

    def _add(self, part: Part, drafts: Sequence[_Draft]) -> None:
        operation = shopify_queries.parts_of_orders(part, len(drafts))
        answer = self._graph.ask(operation, {f"i{n}": draft.json["id"] for n, draft in enumerate(drafts)})
        for n, draft in enumerate(drafts):
            found = answer.data.get(f"o{n}")
            if isinstance(found, dict):
                draft.json.update(found)
            else:
                draft.lost.append(f"{part.words} (could not be read)")
            draft.withheld += [
                names_of(path[1:]) or part.words for path in answer.withheld if path[0] == f"o{n}"
            ]

    def _words_on_withheld(self) -> list[str]:
        return [
            f"Shopify withholds {name} of {count} order(s): a right or the access to protected customer data "
            "is missing. Shown as missing."
            for name, count in self._withheld.items()
        ]
