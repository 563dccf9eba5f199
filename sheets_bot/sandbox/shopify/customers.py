"""
Customers: who has an account in the store, and what the store knows of them.

Guests have none, so an order of theirs has an e-mail and addresses but no customer.
"""

from collections.abc import Sequence
from typing import Any

from sheets_bot.sandbox.shopify.numbers import customer_number, gid
from sheets_bot.sandbox.shopify.shelf import Shelf
from sheets_bot.sandbox.shopify.values import address, money, stamp
from sheets_bot.sandbox.world.dice import chance
from sheets_bot.sandbox.world.orders import Order

GUEST_SHARE = 0.15
"""Of the orders, those without a customer account (ours)."""


def is_guest(order: Order) -> bool:
    """Say whether the buyer has no account in the store."""
    return chance(GUEST_SHARE, order.name, "guest")


def customer_node(shelf: Shelf, order: Order) -> dict[str, Any] | None:
    """Return the `Customer` who placed *order*; None for a guest, and where people are withheld."""
    if is_guest(order) or not shelf.personal:
        return None
    buyer, number = order.buyer, customer_number(order)
    bought: Sequence[Order] = shelf.index.purchases.get(buyer.account_id) or (order,)
    spent = sum(one.total_minor for one in bought if not one.denied)
    return {
        "__typename": "Customer",
        "id": gid("Customer", number),
        "legacyResourceId": str(number),
        "amountSpent": money(spent, order.brand.currency),
        "createdAt": stamp(bought[0].placed_at),
        "updatedAt": stamp(bought[-1].placed_at),
        "defaultAddress": lambda _info: address(order, "customer"),
        "defaultEmailAddress": {"emailAddress": buyer.email},
        "defaultPhoneNumber": None,
        "displayName": buyer.name,
        "email": buyer.email,
        "firstName": buyer.given_name,
        "lastName": buyer.surname,
        "locale": "en",
        "note": None,
        "numberOfOrders": str(len(bought)),
        "phone": None,
        "tags": [],
        "verifiedEmail": True,
    }
