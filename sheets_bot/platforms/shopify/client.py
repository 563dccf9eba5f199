"""
Shopify: fetches the disputes, the orders and their number for one brand's store.

Says who asks (`shopify/access.py`) and what the app may see; the questions are in
`shopify/queries.py`, the lists in `shopify/orders.py` and `shopify/disputes.py`, the
Records in `shopify/records.py`. A right that is missing means less, said in words,
never a failure. Reads only: what saves and submits evidence is in `shopify/acts.py`.
"""

import re
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sheets_bot.domain.disputes.shop_dispute import ShopDispute
from sheets_bot.domain.mail.letter import Contact
from sheets_bot.domain.orders.case_order import CaseOrder
from sheets_bot.domain.orders.order import Order
from sheets_bot.errors import Misconfigured
from sheets_bot.platforms.base import Fetched, RecordT
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience, Traffic
from sheets_bot.platforms.shopify.access import TOKEN_HEADER, ShopifyToken, StaticToken
from sheets_bot.platforms.shopify.act_queries import CONTACT
from sheets_bot.platforms.shopify.acts import EvidenceActs
from sheets_bot.platforms.shopify.budget import Budget
from sheets_bot.platforms.shopify.case_orders import CaseOrders
from sheets_bot.platforms.shopify.disputes import DisputeList
from sheets_bot.platforms.shopify.fields import object_in, objects_in, text_in
from sheets_bot.platforms.shopify.graphql import Graph
from sheets_bot.platforms.shopify.orders import OrderList
from sheets_bot.platforms.shopify.paging import stamp
from sheets_bot.platforms.shopify.queries import (
    ALL_ORDERS,
    COUNT_ORDERS,
    CUSTOMERS,
    DISPUTES,
    EVIDENCE,
    LACKING,
    LOCATIONS,
    ORDERS,
    OWN_PLANS,
    POLICIES,
    RETURNS,
    SERVICE_PLANS,
    WHO,
)

REACH_OF_ORDERS = timedelta(days=60)
"""How far back orders are shown without the right `read_all_orders` (Shopify access scopes)."""

_OF_ORDERS = (CUSTOMERS, RETURNS, LOCATIONS, OWN_PLANS, SERVICE_PLANS)
_OF_CASES = (CUSTOMERS, POLICIES)
_OF_DISPUTES = (ORDERS, EVIDENCE, CUSTOMERS)
"""Rights without which a fetch brings less; said each time, so that the `Status` tab names them."""

_HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{0,60}", re.IGNORECASE | re.ASCII)
_RIGHTS_ARE_GOOD_FOR_SECONDS = 3600.0
"""So a right that was added takes effect within the hour (ours)."""


class Shopify:
    """The store of one brand. *http* must carry the *credential* of the same store."""

    def __init__(
        self,
        http: Http,
        credential: StaticToken | ShopifyToken,
        *,
        shop: str,
        brand: str,
        patience: Patience | None = None,
        budget: Budget | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.brand = brand
        self.shop = shop
        self._http = http
        self._credential = credential
        self._graph = Graph(http, budget or Budget(f"Shopify, brand {brand}"), brand=brand, patience=patience)
        self.acts = EvidenceActs(http, self._graph, self.scopes, brand=brand)
        """What may be done to the evidence of a dispute, once a person has ticked it."""
        self._clock = clock
        self._lock = threading.Lock()
        self._granted: frozenset[str] = frozenset()
        self._granted_until = float("-inf")

    @classmethod
    def connect(
        cls,
        base_url: str,
        *,
        shop: str,
        client_id: str = "",
        client_secret: str = "",
        access_token: str = "",
        brand: str,
        patience: Patience | None = None,
    ) -> "Shopify":
        """
        Open the door to a store, or a stand-in, with an app's id and secret or a static token.

        Sends nothing yet. *shop* takes the place of ``{shop}`` in *base_url*, or is put behind it.
        Raises Misconfigured.
        """
        if not _HANDLE.fullmatch(shop):
            raise Misconfigured(
                f"Shopify, brand {brand}: the store's handle is what stands before .myshopify.com: letters, "
                "digits and hyphens. Correct `shop` in the brand's table. Nothing was sent."
            )
        base = base_url.replace("{shop}", shop) if "{shop}" in base_url else f"{base_url.rstrip('/')}/{shop}"
        credential = (
            StaticToken(access_token)
            if access_token
            else ShopifyToken(
                Http("Shopify sign-in", base, patience=patience), client_id, client_secret, brand=brand
            )
        )
        http = Http("Shopify", base, credential=credential, credential_header=TOKEN_HEADER, patience=patience)
        return cls(http, credential, shop=shop, brand=brand, patience=patience)

    def __repr__(self) -> str:
        return f"<Shopify of {self.brand} at {self._http.base_url}>"

    @property
    def traffic(self) -> Traffic:
        """What has passed so far, sign-in apart."""
        return self._http.traffic

    def close(self) -> None:
        """Close all connections."""
        self._http.close()
        self._credential.close()

    def scopes(self) -> frozenset[str]:
        """
        Return the rights that the app was granted in this store; the right to write includes that to read.

        Asked for once an hour. Raises Misconfigured (sign-in), TryLater.
        """
        with self._lock:
            if self._clock() >= self._granted_until:
                data = self._graph.ask(WHO).data
                listed = objects_in(object_in(data, "currentAppInstallation"), "accessScopes")
                handles = {text_in(scope, "handle") for scope in listed}
                reads = {f"read_{handle.removeprefix('write_')}" for handle in handles if "write_" in handle}
                self._granted = frozenset(handles | reads)
                self._granted_until = self._clock() + _RIGHTS_ARE_GOOD_FOR_SECONDS
            return self._granted

    def missing_scopes(self) -> Mapping[str, str]:
        """Return the rights that are missing, with what is lacking for it, in words."""
        granted = self.scopes()
        return {scope: words for scope, words in LACKING.items() if scope not in granted}

    def version_note(self) -> str:
        """Return a sentence if Shopify answered in another version than it was asked for; else ``""``."""
        return self._graph.version_note

    def fetch_disputes(
        self, *, since: datetime, until: datetime, also: Collection[str] = ()
    ) -> Fetched[ShopDispute]:
        """
        Fetch the disputes opened since *since*, and those in *also*, by number, in any case.

        *until* is the present of this run (both UTC). Shopify keeps no time of change, so *also* must name
        what may still change. Raises Misconfigured (sign-in), TryLater if nothing could be fetched.
        """
        del until  # the newest page is left open at its end
        granted = self.scopes()
        if DISPUTES not in granted:
            return self._without(DISPUTES)
        listing = DisputeList(self._graph, granted=granted, brand=self.brand, shop=self.shop)
        return self._noted(listing.fetch(since=since, also=also), _lacking(granted, _OF_DISPUTES))

    def fetch_orders(self, *, since: datetime, until: datetime) -> Fetched[Order]:
        """
        Fetch the orders that changed since *since*, with all their parts.

        *until* is the present of this run (both UTC). Raises Misconfigured (sign-in), TryLater if nothing
        could be fetched.
        """
        granted = self.scopes()
        if ORDERS not in granted:
            return self._without(ORDERS)
        listing = OrderList(self._graph, granted=granted, brand=self.brand, shop=self.shop)
        is_cut = ALL_ORDERS not in granted and since < until - REACH_OF_ORDERS
        notes = [f"Without the right {ALL_ORDERS}, Shopify shows {LACKING[ALL_ORDERS]}."] if is_cut else []
        return self._noted(listing.changed(since), [*notes, *_lacking(granted, _OF_ORDERS)])

    def fetch_case_orders(self, order_ids: Collection[str]) -> Fetched[CaseOrder]:
        """
        Fetch what evidence needs of disputed orders, by Shopify's numbers; for none, nothing is sent.

        Raises Misconfigured (sign-in), TryLater if nothing could be fetched.
        """
        if not order_ids:
            return Fetched(())
        granted = self.scopes()
        if ORDERS not in granted:
            return self._without(ORDERS)
        found = CaseOrders(self._graph, granted=granted, brand=self.brand).fetch(order_ids)
        return self._noted(found, _lacking(granted, _OF_CASES))

    def count_orders(self, *, start: datetime, end: datetime, now: datetime) -> int | None:
        """
        Return how many orders were placed from *start* until before *end* (UTC), test orders apart.

        None where the app's rights do not show them all: a count that is cut would pass for a true one.
        """
        granted = self.scopes()
        is_hidden = ALL_ORDERS not in granted and start < now - REACH_OF_ORDERS
        if ORDERS not in granted or is_hidden:
            return None
        search = f"created_at:>='{stamp(start)}' created_at:<'{stamp(end)}' test:false"
        counted = object_in(self._graph.ask(COUNT_ORDERS, {"q": search}).data, "ordersCount")
        count = counted.get("count")
        is_exact = counted.get("precision") == "EXACT" and isinstance(count, int)
        return count if is_exact else None

    def fetch_contact(self, order_id: str) -> Contact | None:
        """
        Fetch the address at which the customer of an order can be written to; kept nowhere.

        None where the order has none, is not shown (60 days), or the store withholds personal data
        (Shopify, protected customer data). Raises Misconfigured (sign-in), TryLater.
        """
        if ORDERS not in self.scopes() or not (order_id.isascii() and order_id.isdigit()):
            return None
        found = self._graph.ask(CONTACT, {"id": f"gid://shopify/Order/{order_id}"}).data
        email = text_in(object_in(found, "order"), "email")
        return Contact(email) if email else None

    def _without(self, scope: str) -> Fetched[Any]:
        """Return nothing, and say why; asking on would only be refused."""
        note = (
            f"The app lacks the right {scope}, so there are {LACKING[scope]}. Add it in Shopify's Dev "
            "Dashboard and install the app again."
        )
        return self._noted(Fetched((), complete=False), [note])

    def _noted(self, fetched: Fetched[RecordT], notes: list[str]) -> Fetched[RecordT]:
        version = [self._graph.version_note] if self._graph.version_note else []
        return replace(fetched, notes=(*fetched.notes, *notes, *version))


def _lacking(granted: Collection[str], scopes: tuple[str, ...]) -> list[str]:
    return [
        f"Without the right {scope} there are {LACKING[scope]}." for scope in scopes if scope not in granted
    ]
