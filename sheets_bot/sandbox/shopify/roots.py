"""
The top of every query: what can be asked of a store, and the one thing that can be told it.

Finds rows in the books (`shelf.py`) and hands them to those that make objects of them. Who may ask is
`access.py`'s business.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sheets_bot.sandbox.shopify import lists, numbers, orders, parcels, refunds
from sheets_bot.sandbox.shopify.access import required_for
from sheets_bot.sandbox.shopify.disputes import dispute_node
from sheets_bot.sandbox.shopify.engine import Info
from sheets_bot.sandbox.shopify.errors import bad_input, denied
from sheets_bot.sandbox.shopify.evidence import EvidenceDesk
from sheets_bot.sandbox.shopify.numbers import gid
from sheets_bot.sandbox.shopify.paging import in_order, page
from sheets_bot.sandbox.shopify.policies import policy_nodes
from sheets_bot.sandbox.shopify.search import Search, parsed
from sheets_bot.sandbox.shopify.shelf import Shelf
from sheets_bot.sandbox.shopify.values import stamp
from sheets_bot.sandbox.shopify.versions import supported
from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.parcels import Parcel
from sheets_bot.sandbox.world.refunds import Refund, Return

Node = dict[str, Any]

MOST_IDS = 250
COUNT_LIMIT = 10_000
"""Of `ordersCount` unless it is told another."""


class Store:
    """One store as one caller sees it in one call."""

    def __init__(self, shelf: Shelf, desk: EvidenceDesk, granted: frozenset[str]) -> None:
        self._shelf = shelf
        self._desk = desk
        self._granted = granted
        self._by_type: dict[str, Callable[[int], Node | None]] = {
            "Order": self._order,
            "Fulfillment": self._fulfilment,
            "Refund": self._refund,
            "Return": self._return,
            "ShopifyPaymentsDispute": self._dispute,
            "ShopifyPaymentsDisputeEvidence": self._evidence,
        }

    def query(self) -> Mapping[str, Any]:
        """Return the root of queries."""
        return {
            "order": self._one("Order"),
            "fulfillment": self._one("Fulfillment"),
            "refund": self._one("Refund"),
            "return": self._one("Return"),
            "dispute": self._one("ShopifyPaymentsDispute"),
            "disputeEvidence": self._one("ShopifyPaymentsDisputeEvidence"),
            "node": lambda _info, id: self._any(id),  # noqa: A006 - the argument's name on the wire
            "nodes": self._nodes,
            "orderByIdentifier": self._by_identifier,
            "orders": self._orders,
            "ordersCount": self._orders_count,
            "disputes": self._disputes,
            "returnReasonDefinitions": self._definitions,
            "currentAppInstallation": lambda _info: self._installation(),
            "publicApiVersions": lambda _info: self._versions(),
            "shop": lambda _info: self._shop(),
        }

    def mutation(self) -> Mapping[str, Any]:
        """Return the root of mutations."""
        return {"disputeEvidenceUpdate": self._update_evidence}

    # By id

    def _one(self, kind: str) -> Callable[..., Node | None]:
        def find(_info: Info, id: str) -> Node | None:  # noqa: A002 - the argument's name on the wire
            found = numbers.split(id)
            if found is None or found[0] != kind:
                raise bad_input("Invalid id")
            return self._by_type[kind](found[1])

        return find

    def _any(self, text: str) -> Node | None:
        found = numbers.split(text)
        if found is None:
            raise bad_input("Invalid id")
        # An interface leads anywhere, so here the door is at the object and not at the field.
        required = required_for(found[0], self._granted)
        if required:
            raise denied("node", required)
        find = self._by_type.get(found[0])
        return find(found[1]) if find else None

    def _nodes(self, _info: Info, ids: list[str]) -> list[Node | None]:
        if len(ids) > MOST_IDS:
            raise bad_input(
                f"The input array size of {len(ids)} is greater than the maximum allowed of {MOST_IDS}."
            )
        return [self._any(one) for one in ids]

    def _by_identifier(self, _info: Info, identifier: Mapping[str, Any]) -> Node | None:
        found = numbers.split(str(identifier.get("id")))
        return self._order(found[1]) if found and found[0] == "Order" else None

    def _order(self, number: int) -> Node | None:
        order = self._shelf.order(number)
        return self._order_node(order) if order else None

    def _order_node(self, order: Order) -> Node:
        return orders.order_node(self._shelf, order)

    def _fulfilment(self, number: int) -> Node | None:
        return self._in_order(self._shelf.parcel(number), parcels.fulfilment_node)

    def _refund(self, number: int) -> Node | None:
        return self._in_order(self._shelf.refund(number), refunds.refund_node)

    def _return(self, number: int) -> Node | None:
        return self._in_order(self._shelf.goods_back(number), refunds.return_node)

    def _in_order(self, found: Parcel | Refund | Return | None, make: Callable[..., Node]) -> Node | None:
        return make(self._shelf, found, lambda: self._order_node(found.order)) if found else None

    def _dispute(self, number: int) -> Node | None:
        case = self._shelf.dispute(number)
        return self._dispute_node(case) if case else None

    def _evidence(self, number: int) -> Node | None:
        case = self._shelf.evidence(number)
        return self._dispute_node(case)["disputeEvidence"](None) if case else None

    def _dispute_node(self, case: Chargeback) -> Node:
        files = self._desk.uploads.of(case.number)
        return dispute_node(self._shelf, case, files, self._order_node)

    # Lists

    def _orders(self, info: Info, **arguments: Any) -> Node:
        matches = self._order_search(info, arguments).matches
        rows = [order for order in self._shelf.orders() if matches(order)]
        key = lists.order_key(self._shelf, arguments.get("sortKey"))
        return page(rows, arguments, key=key, node=self._order_node)

    def _orders_count(self, info: Info, **arguments: Any) -> Node:
        matches = self._order_search(info, arguments).matches
        limit = arguments.get("limit", COUNT_LIMIT)
        return orders.count(sum(1 for order in self._shelf.orders() if matches(order)), limit)

    def _order_search(self, info: Info, arguments: Mapping[str, Any]) -> Search[Order]:
        text = arguments.get("query") or ""
        found = parsed(text, lists.order_fields(self._shelf), default=lists.order_words())
        return _noted(info, text, found)

    def _disputes(self, info: Info, **arguments: Any) -> Node:
        text = arguments.get("query") or ""
        matches = _noted(info, text, parsed(text, lists.dispute_fields())).matches
        cases = self._shelf.world.chargebacks[self._shelf.brand.slug]
        rows = [case for case in cases if matches(case)]
        return page(rows, arguments, key=lists.dispute_key, node=self._dispute_node)

    def _definitions(self, _info: Info, **arguments: Any) -> Node:
        wanted = arguments.get("handles") or list(refunds.OLD_REASONS)
        handles = [handle for handle in refunds.OLD_REASONS if handle in wanted]
        return in_order(handles, arguments, refunds.reason_definition)

    # The store itself

    def _installation(self) -> Node:
        scopes = [
            {"handle": scope, "description": scope.replace("_", " ")} for scope in sorted(self._granted)
        ]
        return {"__typename": "AppInstallation", "id": gid("AppInstallation", 1), "accessScopes": scopes}

    def _versions(self) -> list[Node]:
        return [
            {"handle": version, "displayName": version, "supported": True}
            for version in supported(self._shelf.at)
        ]

    def _shop(self) -> Node:
        brand = self._shelf.brand
        return {
            "__typename": "Shop",
            "id": gid("Shop", numbers.number_of(brand.slug)),
            "name": brand.name,
            "email": brand.email,
            "contactEmail": brand.email,
            "myshopifyDomain": f"{brand.slug}.myshopify.com",
            "url": brand.site,
            "currencyCode": brand.currency,
            "createdAt": stamp(self._shelf.world.begins_at),
            "ianaTimezone": "Etc/UTC",
            "timezoneAbbreviation": "UTC",
            "timezoneOffset": "+0000",
            "orderNumberFormatPrefix": "#",
            "orderNumberFormatSuffix": "",
            "shopPolicies": lambda _info: policy_nodes(brand, self._shelf.world.begins_at),
            "plan": {"partnerDevelopment": False, "publicDisplayName": "Grow", "shopifyPlus": False},
        }

    # What can be told

    def _update_evidence(
        self,
        _info: Info,
        id: str,  # noqa: A002 - the argument's name on the wire
        input: Mapping[str, Any],  # noqa: A002 - the argument's name on the wire
    ) -> Node:
        found = numbers.split(id)
        if found is None or found[0] != "ShopifyPaymentsDisputeEvidence":
            raise bad_input("Invalid id")
        case = self._shelf.evidence(found[1])
        wrong = self._desk.update(case, input, self._shelf.at)
        shown = self._dispute_node(case)["disputeEvidence"](None) if case and not wrong else None
        return {"disputeEvidence": shown, "userErrors": wrong}


def _noted(info: Info, text: str, search: Search[Any]) -> Search[Any]:
    """Let the answer say what was taken out of a search string: nothing else does."""
    if search.warnings:
        told = {"path": info.path.as_list(), "query": text, "warnings": search.warnings}
        info.context.search.append(told)
    return search
