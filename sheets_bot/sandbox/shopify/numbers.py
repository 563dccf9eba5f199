"""
Shopify's ids: a number for each thing, and the global id made of type and number.

Numbers follow from the store and from what the world calls the thing, so they can be read backwards
and stay the same over a restart.
"""

import re
from functools import cache
from hashlib import sha256

from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.parcels import Parcel

GID = re.compile(r"gid://shopify/(?P<type>\w+)/(?P<number>\d+)")
MOST_PARTS = 1_000
"""Of one order: lines, parcels or transactions."""


def gid(kind: str, number: int) -> str:
    """Return a global id, e.g. ``gid://shopify/Order/5123000001042``."""
    return f"gid://shopify/{kind}/{number}"


def split(text: str) -> tuple[str, int] | None:
    """Return type and number of a global id; None where it is none."""
    found = GID.fullmatch(text)
    return (found["type"], int(found["number"])) if found else None


def order_number(order: Order) -> int:
    """Return `legacyResourceId` of an order."""
    return _base(order.brand.slug) + order.number


def number_in_shop(slug: str, number: int) -> int:
    """Return the store's own number of the order with this `legacyResourceId`."""
    return number - _base(slug)


def part_number(order: Order, place: int) -> int:
    """Return the number of the *place*-th line, parcel or transaction of an order."""
    return order_number(order) * MOST_PARTS + place


def parcel_number(parcel: Parcel) -> int:
    """Return `legacyResourceId` of a fulfilment."""
    return part_number(parcel.order, parcel.place)


def customer_number(order: Order) -> int:
    """Return the number of the customer who placed an order."""
    return number_of(order.buyer.account_id)


def number_of(text: str) -> int:
    """Return the number of what has only a name: a store, a place."""
    return int(sha256(text.encode()).hexdigest()[:10], 16)


@cache
def _base(slug: str) -> int:
    return (5_000 + number_of(slug) % 1_000) * 10**9
