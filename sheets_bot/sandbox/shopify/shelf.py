"""
One store's books: its orders, parcels, refunds, returns and disputes, found by number and by order.

Reads the world and changes nothing. Orders older than sixty days are withheld from a token
without `read_all_orders` (access scopes, shopify.dev).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sheets_bot.sandbox.shopify.numbers import MOST_PARTS, number_in_shop
from sheets_bot.sandbox.world import Brand, World
from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.orders import DAY_SECONDS, Order, name_of
from sheets_bot.sandbox.world.parcels import Parcel
from sheets_bot.sandbox.world.refunds import Cancellation, Refund, Return

T = TypeVar("T")

REACH_DAYS = 60
"""How far back orders can be read without `read_all_orders`."""


class Index:
    """Refunds, returns and disputes of one store by order; lists in the world only grow."""

    def __init__(self, world: World, slug: str) -> None:
        self._world = world
        self._slug = slug
        self.refunds: dict[str, list[Refund]] = {}
        self.returns: dict[str, list[Return]] = {}
        self.disputes: dict[str, list[Chargeback]] = {}
        self.purchases: dict[str, list[Order]] = {}
        """By the buyer's account."""
        self._seen = [0, 0, 0, 0]

    def renew(self) -> None:
        """Take in what has been added since the last time."""
        world, slug = self._world, self._slug
        for refund in self._new(0, world.refunds[slug]):
            self.refunds.setdefault(refund.order.name, []).append(refund)
        for one in self._new(1, world.returns[slug]):
            self.returns.setdefault(one.order.name, []).append(one)
        for dispute in self._new(2, world.chargebacks[slug]):
            self.disputes.setdefault(dispute.order.name, []).append(dispute)
        for order in self._new(3, world.orders[slug]):
            self.purchases.setdefault(order.buyer.account_id, []).append(order)

    def _new(self, place: int, rows: Sequence[T]) -> Sequence[T]:
        since, self._seen[place] = self._seen[place], len(rows)
        return rows[since:]


@dataclass(frozen=True)
class Shelf:
    """What one caller may see of a store at one instant."""

    world: World
    brand: Brand
    index: Index
    at: float
    all_orders: bool
    """False: only those of the last sixty days."""
    personal: bool
    """False: names, mail addresses and streets are withheld (protected customer data, level 2)."""
    hostile: bool
    """Values that no published version knows are sent too."""

    @property
    def parcels(self) -> Mapping[str, Sequence[Parcel]]:
        """Parcels by order name."""
        return self.world.parcels

    def orders(self) -> Sequence[Order]:
        """Return the orders that the caller may see, oldest first."""
        orders = self.world.orders[self.brand.slug]
        return orders if self.all_orders else [order for order in orders if self.shows(order)]

    def shows(self, order: Order) -> bool:
        """Say whether the caller may see *order*."""
        return self.all_orders or order.placed_at > self.at - REACH_DAYS * DAY_SECONDS

    def order(self, number: int) -> Order | None:
        """Return the order with this `legacyResourceId`; None where there is none to be seen."""
        wanted = number_in_shop(self.brand.slug, number)
        found = self.world.archive.order_by_name.get(name_of(self.brand, wanted))
        return found if found and self.shows(found) else None

    def parcel(self, number: int) -> Parcel | None:
        """Return the fulfilment with this `legacyResourceId`."""
        order = self.order(number // MOST_PARTS)
        parcels = self.parcels.get(order.name, ()) if order else ()
        return next((parcel for parcel in parcels if parcel.place == number % MOST_PARTS), None)

    def refund(self, number: int) -> Refund | None:
        """Return the refund with this number."""
        refunds = self.world.refunds[self.brand.slug]
        found = next((one for one in refunds if one.number == number), None)
        return found if found and self.shows(found.order) else None

    def goods_back(self, number: int) -> Return | None:
        """Return the return with this number."""
        returns = self.world.returns[self.brand.slug]
        found = next((one for one in returns if one.number == number), None)
        return found if found and self.shows(found.order) else None

    def dispute(self, number: int) -> Chargeback | None:
        """Return the dispute with this number."""
        disputes = self.world.chargebacks[self.brand.slug]
        return next((one for one in disputes if one.number == number), None)

    def evidence(self, number: int) -> Chargeback | None:
        """Return the dispute whose evidence has this number: another one than its own."""
        disputes = self.world.chargebacks[self.brand.slug]
        return next((one for one in disputes if one.evidence_number == number), None)

    def cancellation(self, order: Order) -> Cancellation | None:
        """Return how an order was taken back; None where it was not."""
        return self.world.cancellations.get(order.name)

    def shipped_places(self, order: Order) -> set[int]:
        """Return which lines of an order are in a parcel that was not cancelled."""
        parcels = self.parcels.get(order.name, ())
        return {place for one in parcels if one.cancelled_at is None for place in one.line_places}

    def updated_at(self, order: Order) -> float:
        """Return when anything about an order last changed: itself, a parcel, a refund, a return."""
        return self.world.archive.touched_at(order)
