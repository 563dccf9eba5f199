"""
The order of a disputed payment: by PayPal's id, by what the checkout wrote on it, by amount and date.

PayPal hides the buyer's e-mail from the seller, but names the payment; Shopify names the order of its
own disputes, unless it withholds it. Part of `matching.py`, which says what wins.
"""

from collections.abc import Collection
from datetime import timedelta

from sheets_bot.domain.join.match_finding import Certainty, Match, brands_of, once, suggestion
from sheets_bot.domain.join.match_index import KnownOrder, OrderIndex
from sheets_bot.domain.join.match_numbers import order_numbers
from sheets_bot.domain.orders.order import order_key
from sheets_bot.domain.tab_rows import TabRow, instant_in, money_in, text_in

_PAID_WITH_ORDER = timedelta(days=1)
_PAID_NEAR_ORDER = timedelta(days=3)


def by_payment(row: TabRow, orders: OrderIndex) -> Match | None:
    """Find a dispute's order by the provider's id of the payment, on any payment or refund of the order."""
    ids = [part.strip() for part in text_in(row, "transaction_id").split(",") if part.strip()]
    found = once(order for payment in ids for order in orders.with_payment(payment))
    if len(found) == 1:
        return Match(Certainty.SURE, "The disputed payment stands on this order.", found[0].key)
    if found:
        return suggestion(found, "the disputed payments stand on several orders")
    return None


def by_reference(row: TabRow, orders: OrderIndex) -> Match | None:
    """Find a dispute's order by what the checkout, or Shopify, calls it."""
    reference, brands = text_in(row, "order_ref"), brands_of(row, orders)
    if text_in(row, "platform") == "Shopify":
        return _named_by_shopify(reference, brands, orders)
    found = once(o for quoted in order_numbers(reference) for o in orders.with_number(quoted, brands))
    rated = {order: _rate_payment(row, order) for order in found}
    for certainty in (Certainty.SURE, Certainty.LIKELY):
        fits = [order for order in found if rated[order][0] is certainty]
        if len(fits) == 1:
            return Match(certainty, f"The checkout's reference; {rated[fits[0]][1]}.", fits[0].key)
        if fits:
            return suggestion(fits, "the checkout's reference names several orders that fit")
    if found:
        return suggestion(found[:1], f"the checkout's reference, but {rated[found[0]][1]}")
    return None


def _named_by_shopify(reference: str, brands: Collection[str], orders: OrderIndex) -> Match:
    if not reference:
        return Match(Certainty.NONE, "Shopify does not name the order: it is too old, or withheld.")
    called = [orders.with_key(order_key(brand, reference)) for brand in brands]
    found = next((order for order in called if order), None)
    if found is None:
        return Match(Certainty.NONE, f"Shopify names {reference[:40]}, which is not in the tab Orders.")
    return Match(Certainty.SURE, "Shopify names this order.", found.key)


def _rate_payment(row: TabRow, order: KnownOrder) -> tuple[Certainty, str]:
    """Return how well a disputed payment fits an order of that number, with the reason in words."""
    amount, paid_at = money_in(row, "amount"), instant_in(row, "paid_at")
    known = [paid.minor for paid in order.amounts if amount and paid.currency == amount.currency]
    event = paid_at or instant_in(row, "opened")
    if amount and known and amount.minor > max(known):
        return Certainty.SUGGESTION, "the disputed amount is more than the order's total"
    if event and order.placed and event < order.placed - _PAID_WITH_ORDER:
        return Certainty.SUGGESTION, "the order was placed after the payment"
    fits = []
    if amount in order.amounts:
        fits.append("amount")
    if paid_at and order.placed and abs(paid_at - order.placed) <= _PAID_WITH_ORDER:
        fits.append("date")
    if order.customer and text_in(row, "customer") == order.customer:
        fits.append("name")
    if {"amount", "date"} <= set(fits):
        return Certainty.SURE, f"{_and(fits)} fit"
    if fits:
        return Certainty.LIKELY, f"{_and(fits)} {'fits' if len(fits) == 1 else 'fit'}"
    return Certainty.SUGGESTION, "neither amount nor date nor name can be confirmed"


def by_likeness(row: TabRow, orders: OrderIndex) -> Match:
    """Suggest the orders with a dispute's amount, date and buyer."""
    amount, paid_at = money_in(row, "amount"), instant_in(row, "paid_at")
    customer, brands = text_in(row, "customer"), brands_of(row, orders)
    if paid_at and orders.is_before_all(paid_at + _PAID_NEAR_ORDER, brands):
        return Match(Certainty.NONE, "Paid before the oldest order in the tab Orders.")
    if amount and paid_at and customer:
        found = [
            order
            for order in orders.with_amount(amount, brands)
            if order.customer == customer and order.placed and abs(order.placed - paid_at) <= _PAID_NEAR_ORDER
        ]
        if found:
            return suggestion(found, "amount, date and name are alike")
    return Match(
        Certainty.NONE, "No order in the tab Orders has this payment, reference, or amount and buyer."
    )


def _and(words: Collection[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
