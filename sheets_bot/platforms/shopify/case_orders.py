"""
What evidence needs of disputed orders, a few orders in one question.

The shop's policies are asked for once, and only where the app may read them. Orders that Shopify
does not know, or withholds, are named; they fail alone. Reads only.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sheets_bot.domain.orders.case_order import CaseOrder, Policy
from sheets_bot.errors import RowSkipped, TryLater
from sheets_bot.platforms.base import Fetched
from sheets_bot.platforms.shopify.case_records import case_order_from_json, policies_from_json
from sheets_bot.platforms.shopify.fields import text_in
from sheets_bot.platforms.shopify.graphql import Graph, NotServed
from sheets_bot.platforms.shopify.paging import names_of
from sheets_bot.platforms.shopify.parts import cut_in, has_more_parcels
from sheets_bot.platforms.shopify.queries import (
    POLICIES,
    SHOP_POLICIES,
    Part,
    all_parcels,
    case_order,
    parts_of_orders,
)


class CaseOrders:
    """Disputed orders of one store, as far as the app's rights (*granted*) show them."""

    def __init__(self, graph: Graph, *, granted: Collection[str], brand: str) -> None:
        self._graph = graph
        self._granted = granted
        self._brand = brand
        self._found: list[CaseOrder] = []
        self._skipped: list[RowSkipped] = []
        self._unknown: list[str] = []
        self._notes: list[str] = []
        self._complete = True

    def fetch(self, order_ids: Collection[str]) -> Fetched[CaseOrder]:
        """
        Fetch some orders by Shopify's number; for none, nothing is asked.

        Raises NotServed, and TryLater if nothing could be fetched.
        """
        numbers = list(dict.fromkeys(order_ids))
        self._unknown += [number for number in numbers if not (number.isascii() and number.isdigit())]
        numbers = [number for number in numbers if number not in self._unknown]
        policies = self._policies() if numbers else ()
        part = case_order(self._granted)
        for begin in range(0, len(numbers), part.at_once):
            try:
                self._take(numbers[begin : begin + part.at_once], part, policies)
            except TryLater as later:
                if not self._found:
                    raise
                self._complete = False
                self._notes.append(f"{len(numbers) - begin} disputed order(s) were not looked up: {later}")
                break
        return Fetched(
            records=tuple(self._found),
            skipped=tuple(self._skipped),
            unknown_ids=tuple(self._unknown),
            complete=self._complete,
            notes=tuple(self._notes),
        )

    def _policies(self) -> tuple[Policy, ...]:
        """Return the policies; without the right none, since asking would be refused whole."""
        if POLICIES not in self._granted:
            return ()
        try:
            return policies_from_json(self._graph.ask(SHOP_POLICIES).data)
        except NotServed as refused:
            # They only round evidence off; the orders go on without them.
            self._notes.append(str(refused))
            return ()

    def _take(self, numbers: Sequence[str], part: Part, policies: Sequence[Policy]) -> None:
        variables = {f"i{n}": f"gid://shopify/Order/{number}" for n, number in enumerate(numbers)}
        answer = self._graph.ask(parts_of_orders(part, len(numbers)), variables)
        for n, number in enumerate(numbers):
            payload = answer.data.get(f"o{n}")
            withheld = [names_of(path[1:]) for path in answer.withheld if path[0] == f"o{n}"]
            if not isinstance(payload, dict):
                self._miss(number, withheld=bool(withheld))
                continue
            whole = self._with_all_parcels(payload)
            cut = [*cut_in(whole), *(f"{name} (withheld)" for name in withheld)]
            try:
                found = case_order_from_json(whole, brand=self._brand, policies=policies, cut=cut)
            except RowSkipped as skipped:
                self._skipped.append(skipped)
            else:
                self._found.append(found)

    def _miss(self, number: str, *, withheld: bool) -> None:
        if withheld:
            self._skipped.append(RowSkipped(f"Shopify withholds order {number}; nothing is known of it."))
        else:
            self._unknown.append(number)

    def _with_all_parcels(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Return the order with every parcel and scan, where the first answer could not hold them."""
        if not has_more_parcels(payload) or not text_in(payload, "id"):
            return payload
        answer = self._graph.ask(parts_of_orders(all_parcels(self._granted), 1), {"i0": payload["id"]})
        found = answer.data.get("o0")
        return {**payload, **found} if isinstance(found, dict) else payload
