"""
Which parts of an order are still missing, and which are longer than what was fetched.

Pure readings of an order's JSON; `shopify/orders.py` fetches what they name. A page of
orders carries what every order has; parcels, refunds and returns come apart, and whole
lists only for the orders that have more than usual.
"""

from typing import Any

from sheets_bot.platforms.shopify.fields import Json, has_more, money_in, object_in, objects_in, text_in
from sheets_bot.platforms.shopify.queries import (
    ALL_PAYMENTS_FIRST,
    ALL_REFUNDS_FIRST,
    ALL_TRACKINGS_FIRST,
    PAYMENTS_FIRST,
    REFUNDS_FIRST,
    TRACKINGS_FIRST,
)


def has_more_payments(order: Json, *, first: int = PAYMENTS_FIRST) -> bool:
    """Say whether the order has more transactions than came."""
    return _is_short(order, "transactions", "transactionsCount", first)


def has_more_plans(order: Json) -> bool:
    """Say whether the order has more fulfilment orders than came."""
    return has_more(order, "fulfillmentOrders")


def has_one_parcel(order: Json) -> bool:
    """Say whether the order has exactly one parcel."""
    return _count(order, "fulfillmentsCount") == 1


def has_some_parcels(order: Json) -> bool:
    """Say whether the order has several parcels, or an unknown number."""
    count = _count(order, "fulfillmentsCount")
    return count is None or count > 1


def has_more_parcels(order: Json) -> bool:
    """Say whether parcels, their scans or tracking numbers go on after what came."""
    return bool(_cut_parcels(order, trackings=TRACKINGS_FIRST))


def has_money_back(order: Json) -> bool:
    """Say whether money or goods went back, or tried to: by sum, transactions and `returnStatus`."""
    refunded = money_in(order, "totalRefundedSet", "shopMoney")
    return (
        refunded is None
        or refunded.minor != 0
        or text_in(order, "returnStatus") != "NO_RETURN"
        or any(text_in(payment, "kind") == "REFUND" for payment in objects_in(order, "transactions"))
    )


def has_more_money_back(order: Json) -> bool:
    """Say whether refunds or returns go on after what came."""
    return bool(_cut_money_back(order, refunds=REFUNDS_FIRST))


def cut_in(order: Json) -> list[str]:
    """Say in words what is longer than the longest that is fetched; empty for nearly every order."""
    found = ["payments"] if has_more_payments(order, first=ALL_PAYMENTS_FIRST) else []
    found += ["shipping plans"] if has_more_plans(order) else []
    found += _cut_parcels(order, trackings=ALL_TRACKINGS_FIRST)
    return found + _cut_money_back(order, refunds=ALL_REFUNDS_FIRST)


def _cut_parcels(order: Json, *, trackings: int) -> list[str]:
    parcels = list(objects_in(order, "fulfillments"))
    count = _count(order, "fulfillmentsCount")
    found = ["parcels"] if count is not None and len(parcels) < count else []
    found += ["scans of a parcel"] if any(has_more(parcel, "events") for parcel in parcels) else []
    many = any(len(list(objects_in(parcel, "trackingInfo"))) >= trackings for parcel in parcels)
    return found + (["tracking numbers of a parcel"] if many else [])


def _cut_money_back(order: Json, *, refunds: int) -> list[str]:
    came, returns = list(objects_in(order, "refunds")), list(objects_in(order, "returns"))
    found = ["refunds"] if len(came) >= refunds else []
    for name, words in (("transactions", "payments"), ("orderAdjustments", "adjustments")):
        found += [f"{words} of a refund"] if any(has_more(one, name) for one in came) else []
    found += ["returns"] if has_more(order, "returns") else []
    return found + (["lines of a return"] if any(has_more(one, "returnLineItems") for one in returns) else [])


def _is_short(order: Json, name: str, count_name: str, first: int) -> bool:
    """Compare a list with its count; where Shopify gives none, a full list may go on."""
    came, count = len(list(objects_in(order, name))), _count(order, count_name)
    return came >= first if count is None else came < count


def _count(order: Json, name: str) -> int | None:
    count: Any = object_in(order, name).get("count")
    return count if isinstance(count, int) and not isinstance(count, bool) else None
