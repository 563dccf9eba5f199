"""
The rows of `Orders` and `Refunds` as pandas frames, each line of one with what the other tells of it.

What money went out twice is decided by the join (`double_payment.py`), here only dated. How
cells are read is in `readings.py`. Nothing is counted here.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from sheets_bot.domain.join.double_payment import case_cost, settled_by_refund
from sheets_bot.domain.join.incident_cases import OrderCase, order_cases
from sheets_bot.domain.orders.refund_reasons import UNCLASSIFIED
from sheets_bot.domain.orders.refund_rows import AMOUNT
from sheets_bot.metrics.readings import (
    DAY,
    TEXT,
    WHOLE,
    YES,
    Rows,
    brand_of,
    currency_of,
    day_of,
    minor_of,
    read_since,
    text_of,
    typed,
    week_of,
)
from sheets_bot.metrics.weeks import Calendar, month_of
from sheets_bot.sheets.row import Value

ORDER_TYPES = {
    "brand": TEXT, "currency": TEXT, "placed_on": DAY, "placed_week": DAY, "placed_month": DAY,
    "known_on": DAY, "total_minor": WHOLE, "refunded_minor": WHOLE, "has_refund": YES, "of_goods": YES,
    "by_card": YES, "twice_week": DAY,
}  # fmt: skip
"""
The order frame: paid orders. *known_on* is the day from which on all orders of the brand are known,
*refunded_minor* what reached the customer, *of_goods* whether that was more than shipping or a part of the
price.
"""

REFUND_TYPES = {
    "refund_id": TEXT, "brand": TEXT, "currency": TEXT, "refunded_week": DAY, "rate_on": DAY,
    "paid_minor": WHOLE, "cause": TEXT, "suggested": YES, "reason": TEXT, "of_return": YES, "no_return": YES,
    "in_full": YES, "of_goods": YES,
}  # fmt: skip
"""
The refund frame: refunds that reached the customer. *cause* is a person's, else the suggested one (then
*suggested*), else the shop's reason, else empty.
"""

KNOWN_FROM = "Orders are known from {} on; of earlier ones only those that changed since."
"""Why an earlier week has no rate: the refunded orders of it are known, and few others."""

_NOT_PAID = frozenset({"authorised", "payment expired", "payment pending", "voided"})
"""Words in the column `Status` of Orders: no money came in."""

_CARD = "(card)"
"""How the column `Paid by` of Orders names the method (`order_words.py`)."""

_NO_CAUSE = frozenset({"", UNCLASSIFIED, "unknown"})


def order_frame(orders: Rows, refunds: Rows, disputes: Rows, calendar: Calendar) -> pd.DataFrame:
    """One line per paid order, as `ORDER_TYPES` says; test orders and unpaid ones are left out."""
    refunded: dict[str, int] = {}
    of_goods: set[str] = set()
    for refund in refunds.values():
        order = text_of(refund.get("order"))
        paid = _paid_minor(refund)
        if paid and currency_of(refund.get("currency")) == currency_of(orders.get(order, {}).get("currency")):
            refunded[order] = refunded.get(order, 0) + paid
            of_goods |= {order} if _is_of_goods(refund, orders.get(order, {})) else set()
    twice = _paid_twice(orders, refunds, disputes, calendar)
    ours = ((key, row) for key, row in orders.items() if row.get("test") is not True and _is_paid(row))
    lines = (
        {**_order(row, calendar, refunded.get(key), twice.get(key)), "of_goods": key in of_goods}
        for key, row in ours
    )
    found = typed(lines, ORDER_TYPES)
    # Rows that do not say when they changed, as imported ones, are taken for all orders since the first.
    read = pd.to_datetime(found["brand"].map(read_since(orders, calendar)))
    first_placed = found.groupby("brand")["placed_on"].transform("min")
    return found.assign(known_on=pd.Series(read.fillna(first_placed), dtype=DAY))


def refund_frame(refunds: Rows, orders: Rows, calendar: Calendar) -> pd.DataFrame:
    """One line per refund that reached the customer, with the columns of `REFUND_TYPES`."""
    ours = ((key, row) for key, row in refunds.items() if _paid_minor(row))
    return typed(
        (_refund(key, row, orders.get(text_of(row.get("order")), {}), calendar) for key, row in ours),
        REFUND_TYPES,
    )


def _order(
    row: Mapping[str, Value], calendar: Calendar, refunded: int | None, twice_on: date | None
) -> dict[str, object]:
    placed_on, currency = day_of(row.get("placed"), calendar), currency_of(row.get("currency"))
    return {
        "brand": brand_of(row),
        "currency": currency,
        "placed_on": placed_on,
        "placed_week": week_of(placed_on, calendar),
        "placed_month": month_of(placed_on) if placed_on else None,
        "known_on": None,
        "total_minor": minor_of(row.get("total"), currency),
        "refunded_minor": refunded or 0,
        "has_refund": refunded is not None,
        "by_card": _by_card(text_of(row.get("gateway"))),
        "twice_week": week_of(twice_on, calendar),
    }


def _refund(
    key: str, row: Mapping[str, Value], order: Mapping[str, Value], calendar: Calendar
) -> dict[str, object]:
    currency, paid = currency_of(row.get("currency")), _paid_minor(row)
    refunded_on = day_of(row.get("refunded"), calendar)
    typed_cause, suggested, reason = (
        text_of(row.get(name)) for name in ("root_cause", "suggested_cause", "reason")
    )
    is_suggested = not typed_cause and suggested not in _NO_CAUSE
    cause = typed_cause or (suggested if is_suggested else reason)
    returned = text_of(row.get("returned"))
    return {
        "refund_id": key,
        "brand": brand_of(row),
        "currency": currency,
        "refunded_week": week_of(refunded_on, calendar),
        "rate_on": day_of(order.get("placed"), calendar) or refunded_on,
        "paid_minor": paid,
        "cause": "" if cause in _NO_CAUSE else cause,
        "suggested": is_suggested,
        "reason": reason,
        "of_return": returned not in {"", "no return"},
        "no_return": returned == "no return",
        "in_full": _is_in_full(row, order),
        "of_goods": _is_of_goods(row, order),
    }


def _is_in_full(refund: Mapping[str, Value], order: Mapping[str, Value]) -> bool:
    """True where what arrived is all that was to pay for the order."""
    currency = currency_of(refund.get("currency"))
    if currency_of(order.get("currency")) != currency:
        return False
    total = minor_of(order.get("total"), currency)
    return total is not None and 0 < total <= _paid_minor(refund)


def _is_of_goods(refund: Mapping[str, Value], order: Mapping[str, Value]) -> bool:
    """False for shipping or a part of the price. All of it, given as an amount, is for the goods too."""
    return text_of(refund.get("paid_for")) != AMOUNT or _is_in_full(refund, order)


def _by_card(gateway: str) -> bool:
    """
    True where one of the payments was by card: its service has the method behind it, ``stripe (card)``.

    The name of the service alone says nothing: ``gift_card`` is one too.
    """
    return any(part.endswith(_CARD) for part in gateway.split(", "))


def _is_paid(row: Mapping[str, Value]) -> bool:
    return _NOT_PAID.isdisjoint(part.strip() for part in text_of(row.get("status")).split(","))


def _paid_minor(row: Mapping[str, Value]) -> int:
    """What reached the customer: the amount where the payment is not known, zero while it is pending."""
    currency = currency_of(row.get("currency"))
    paid = minor_of(row.get("paid"), currency)
    return (minor_of(row.get("amount"), currency) if paid is None else paid) or 0


def _paid_twice(orders: Rows, refunds: Rows, disputes: Rows, calendar: Calendar) -> dict[str, date]:
    """For each order that was paid back by a refund and by a case, or by two cases: the day of the second."""
    matched = {key: text_of(row.get("order")) for key, row in disputes.items()}
    tabs = {"Orders": orders, "Refunds": refunds, "Disputes": disputes}
    cases = order_cases(tabs, matched={"Disputes": matched})
    found: dict[str, date] = {}
    for key, case in cases.items():
        lost = list(_lost_on(case, calendar)) if case.disputes else []
        days = sorted([*lost, *_refunded_on(case, calendar)]) if lost else []
        if len(days) > 1:
            found[key] = days[-1]
    return found


def _lost_on(case: OrderCase, calendar: Calendar) -> Iterable[date]:
    settled = settled_by_refund(case)
    for key, dispute in case.disputes.items():
        day = day_of(dispute.get("closed_on"), calendar)
        if day and key not in settled and case_cost(dispute) is not None:
            yield day


def _refunded_on(case: OrderCase, calendar: Calendar) -> Iterable[date]:
    for refund in case.refunds.values():
        day = day_of(refund.get("refunded"), calendar)
        if day and _paid_minor(refund):
            yield day
