"""
What can be searched for and in which order: the fields and sort keys of `orders` and `disputes`.

After the arguments in Shopify's schema of 2026-10; `disputes` knows three fields and no order but its own.
The grammar is in `search.py`.
"""

from collections.abc import Callable, Iterable, Mapping

from sheets_bot.sandbox.shopify import payments
from sheets_bot.sandbox.shopify.numbers import customer_number, order_number
from sheets_bot.sandbox.shopify.orders import financial_status, is_test, return_status, tags_of
from sheets_bot.sandbox.shopify.paging import Key
from sheets_bot.sandbox.shopify.parcels import fulfilment_status
from sheets_bot.sandbox.shopify.search import Searchable
from sheets_bot.sandbox.shopify.shelf import Shelf
from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.orders import Order

DISPUTE_STATUSES = frozenset(
    {"accepted", "charge_refunded", "lost", "needs_response", "prevented", "under_review", "won"}
)

SHIPPING_WORDS = {
    "UNFULFILLED": {"unshipped", "unfulfilled"},
    "FULFILLED": {"shipped", "fulfilled"},
    "PARTIALLY_FULFILLED": {"partial", "unfulfilled"},
}
"""The words of a search for what an order's `displayFulfillmentStatus` says."""


def dispute_fields() -> Mapping[str, Searchable[Chargeback]]:
    """Return what `disputes(query:)` can look for."""
    return {
        "id": Searchable("number", lambda case: case.number),
        "initiated_at": Searchable("instant", lambda case: case.initiated_at),
        "status": Searchable("word", lambda case: {case.status.lower()}, DISPUTE_STATUSES),
    }


def order_fields(shelf: Shelf) -> Mapping[str, Searchable[Order]]:
    """Return what `orders(query:)` can look for."""
    return {
        "id": Searchable("number", order_number),
        "name": Searchable("name", lambda order: order.number),
        "email": Searchable("word", lambda order: {order.buyer.email.lower()}),
        "created_at": Searchable("instant", lambda order: order.placed_at),
        "processed_at": Searchable("instant", lambda order: order.placed_at),
        "updated_at": Searchable("instant", shelf.updated_at),
        "customer_id": Searchable("number", customer_number),
        "chargeback_status": Searchable("word", lambda order: _dispute_words(shelf, order), DISPUTE_STATUSES),
        "financial_status": Searchable("word", lambda order: {financial_status(shelf, order).lower()}),
        "fulfillment_status": Searchable("word", lambda order: _shipping_words(shelf, order)),
        "gateway": Searchable("word", lambda order: {payments.gateway_of(order)}),
        "payment_id": Searchable("word", lambda order: _payment_ids(shelf, order)),
        "return_status": Searchable("word", lambda order: {return_status(shelf, order).lower()}),
        "status": Searchable(
            "word",
            lambda order: _status_words(shelf, order),
            frozenset({"open", "closed", "cancelled", "not_closed", "any"}),
        ),
        "tag": Searchable("word", lambda order: {tag.lower() for tag in tags_of(shelf, order)}),
        "test": Searchable(
            "word", lambda order: {str(is_test(shelf, order)).lower()}, frozenset({"true", "false"})
        ),
    }


def order_words() -> Iterable[Searchable[Order]]:
    """Return where a search for orders looks for a word without a field."""
    return (
        Searchable("name", lambda order: order.number),
        Searchable("word", lambda order: {order.buyer.email.lower(), *order.buyer.name.lower().split()}),
    )


def dispute_key(case: Chargeback) -> Key:
    """Return the place of a dispute in its list: by number, which is by time."""
    return (case.number, case.number)


def order_key(shelf: Shelf, sort_key: str | None) -> Callable[[Order], Key]:
    """
    Return the place of an order in the list that *sort_key* wants.

    Raises:
        NotImplementedError: The sandbox does not sort so.
    """
    values: dict[str, Callable[[Order], float | int | str]] = {
        "CREATED_AT": lambda order: order.placed_at,
        "PROCESSED_AT": lambda order: order.placed_at,
        "UPDATED_AT": shelf.updated_at,
        "ID": order_number,
        "ORDER_NUMBER": lambda order: order.number,
        "TOTAL_PRICE": lambda order: order.total_minor,
        "CUSTOMER_NAME": lambda order: order.buyer.name,
    }
    value = values.get(sort_key or "PROCESSED_AT")
    if value is None:
        raise NotImplementedError(f"The sandbox does not imitate sorting orders by {sort_key}.")
    return lambda order: (value(order), order_number(order))


def _dispute_words(shelf: Shelf, order: Order) -> set[str]:
    return {case.status.lower() for case in shelf.index.disputes.get(order.name, ())}


def _shipping_words(shelf: Shelf, order: Order) -> set[str]:
    return SHIPPING_WORDS[fulfilment_status(shelf, order)]


def _status_words(shelf: Shelf, order: Order) -> set[str]:
    gone = shelf.cancellation(order) is not None
    return {"any", "closed", "cancelled"} if gone else {"any", "open", "not_closed"}


def _payment_ids(shelf: Shelf, order: Order) -> set[str]:
    found = payments.transactions(shelf, order, dict)
    return {str(one["paymentId"]).lower() for one in found}
