"""
What an order's fields mean together: what is still to be shipped, what was promised, what was charged.

Readings of the Record and of `Settings` only, without the time. Words for the codes are
in `order_words.py`, rows in `order_rows.py`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from sheets_bot.domain.orders.order import Order, Parcel, Payment, ShipPlan, order_key
from sheets_bot.domain.orders.shipment_news import is_cancelled
from sheets_bot.domain.rules.order_settings import OrderRules

_CHARGES = frozenset({"SALE", "CAPTURE"})
_OVER_PLANS = frozenset({"CLOSED", "CANCELLED"})
_NOTHING_OWED = frozenset({"REFUNDED", "VOIDED", "EXPIRED"})
_UNPAID = frozenset({"PENDING", "AUTHORIZED"})
_SHIPPED = frozenset({"FULFILLED", "FULFILLMENT_NOT_REQUIRED"})


class ToShip(StrEnum):
    """What is still to be sent; the text stands in the hidden column `to_ship`."""

    NOTHING = ""
    OPEN = "open"
    ON_HOLD = "on hold"
    SCHEDULED = "scheduled"
    UNPAID = "not paid"


def each_once(orders: Iterable[Order]) -> list[Order]:
    """
    Return orders so that no two would have one row.

    Brands that share one shop see the same orders: the first brand keeps them. Of two orders
    of one name, which apps that import orders can make, the first stays and names the other.
    """
    seen: set[tuple[str, str]] = set()
    kept: dict[str, Order] = {}
    for order in orders:
        if (order.shop, order.order_id) in seen:
            continue
        seen.add((order.shop, order.order_id))
        key = order_key(order.brand, order.name)
        first = kept.setdefault(key, order)
        if first is not order:
            other = f"order {order.order_id}, which has the same name"
            kept[key] = replace(first, cut=(*first.cut, other))
    return list(kept.values())


def to_ship(order: Order) -> ToShip:
    """
    Return whether something of *order* is still to be sent, and whether it may be.

    The plans say it; where their scope is missing, the order's own status. What is on
    hold, scheduled or unpaid is not late (facts of Shopify's FulfillmentOrderStatus), a
    status that is new to the bot counts as open.
    """
    if order.test or order.cancelled_at or order.financial_status in _NOTHING_OWED:
        return ToShip.NOTHING
    statuses = {plan.status for plan in order.plans} - _OVER_PLANS
    if not order.plans:
        shipped = order.fulfilment_status in _SHIPPED or (not order.fulfilment_status and sent_parcels(order))
        statuses = set() if shipped else {order.fulfilment_status or "OPEN"}
    if not statuses:
        return ToShip.NOTHING
    if order.financial_status in _UNPAID:
        return ToShip.UNPAID
    if statuses <= {"ON_HOLD", "SCHEDULED"}:
        return ToShip.ON_HOLD if "ON_HOLD" in statuses else ToShip.SCHEDULED
    return ToShip.OPEN


def parcels_in_order(order: Order) -> list[Parcel]:
    """Return all parcels as they were made, cancelled ones too: the first is parcel 1 for good."""
    return sorted(
        order.parcels,
        key=lambda parcel: (
            parcel.created_at is None,
            parcel.created_at or 0,
            len(parcel.parcel_id),
            parcel.parcel_id,
        ),
    )


def sent_parcels(order: Order) -> list[Parcel]:
    """Return the parcels that were not cancelled."""
    return [parcel for parcel in order.parcels if not is_cancelled(parcel)]


def country_of(order: Order) -> str:
    """Return the two letters of where it goes, else of who pays; ``""`` if unknown."""
    return next((place.country for place in (order.shipping, order.billing) if place and place.country), "")


def promised_at(order: Order, rules: OrderRules) -> datetime | None:
    """
    Return by when delivery is promised; None where nobody knows.

    What checkout showed counts, the latest date where the order is sent in parts; else
    the days of `Settings` for the country. A carrier's estimate is no promise.
    """
    shown = [plan.deliver_by for plan in _live_plans(order) if plan.deliver_by]
    if shown:
        return max(shown)
    days = rules.promised_days(country_of(order))
    return None if order.created_at is None or days is None else order.created_at + timedelta(days=days)


def ship_by(order: Order, rules: OrderRules) -> datetime | None:
    """
    Return by when it is promised to leave; None where nobody knows.

    The earliest date of what is still to be sent counts, else of what was, else the days
    of `Settings`.
    """
    planned = [plan for plan in _live_plans(order) if plan.fulfil_by]
    still_open = [plan for plan in planned if plan.status not in _OVER_PLANS]
    dates = [plan.fulfil_by for plan in still_open or planned if plan.fulfil_by]
    if dates:
        return min(dates)
    return order.created_at + timedelta(days=rules.ship_days) if order.created_at else None


def charges(order: Order) -> list[Payment]:
    """Return the payments by which money came in, in order of time."""
    found = [each for each in order.payments if each.kind in _CHARGES and each.status == "SUCCESS"]
    return sorted(found, key=lambda payment: (payment.at is None, payment.at or 0))


def _live_plans(order: Order) -> list[ShipPlan]:
    return [plan for plan in order.plans if plan.status != "CANCELLED"]
