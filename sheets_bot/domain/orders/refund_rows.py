"""
Refunds become rows of the tab `Refunds`: what went back, whether it arrived, and why.

The reason comes from `refund_reasons.py`, the warning against paying twice from another
file (`double_payment.py`). The bot reads refunds and makes none.
"""

from collections.abc import Iterable

from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.order import Order, Refund, order_key
from sheets_bot.domain.orders.order_rows import admin_address, oldest_first
from sheets_bot.domain.orders.refund_reasons import reason_of
from sheets_bot.domain.rules.order_settings import OrderRules
from sheets_bot.sheets.row import Row, Value

_RETURN_WORDS = {  # ReturnStatus, Shopify Admin GraphQL 2026-10
    "CANCELED": "return cancelled",
    "CLOSED": "return done",
    "DECLINED": "return declined",
    "OPEN": "return under way",
    "REQUESTED": "return asked for",
}


GOODS, AMOUNT = "goods", "an amount"
"""What a refund was paid for; an amount is shipping, or a part of the price (or all of it, given so)."""


def shape_refunds(orders: Iterable[Order], *, rules: OrderRules) -> list[Row]:
    """
    Return one row per refund, those of test orders left out. A ledger: a removed row comes back.

    Refunds without any money, which only put goods back into stock, have no row.
    """
    return [
        _row(order, refund, rules)
        for order in sorted(orders, key=oldest_first)
        if not order.test
        for refund in sorted(
            order.refunds, key=lambda refund: (refund.at is None, refund.at or 0, refund.refund_id)
        )
        if refund.refund_id and _has_money(refund)
    ]


def _row(order: Order, refund: Refund, rules: OrderRules) -> Row:
    reason = reason_of(refund, order, words=rules.reason_words)
    money = refund.amount or refund.paid
    known: dict[str, Value] = {
        "brand": order.brand,
        "order": order_key(order.brand, order.name),
        "refunded": refund.at,
        "amount": _major(refund.amount),
        "currency": money.currency if money else None,
        "address": admin_address(order),
        "payment_ids": " ".join(dict.fromkeys(refund.references)),
    }
    values: dict[str, Value] = {
        **{name: value for name, value in known.items() if value is not None and value != ""},
        "refund_id": refund.refund_id,
        "paid": _major(refund.paid),
        "status": _status(refund),
        "reason": reason.code,
        "reason_from": reason.decided_by,
        "returned": _returned(order, refund),
        "paid_for": None if refund.for_goods is None else GOODS if refund.for_goods else AMOUNT,
        "problem": " ".join(_problems(order, refund)) or None,
    }
    return Row(refund.refund_id, values, why=f"Shopify: refund of {order_key(order.brand, order.name)}")


def _has_money(refund: Refund) -> bool:
    return (
        refund.amount is None
        or refund.amount.minor != 0
        or (refund.paid is not None and refund.paid.minor != 0)
    )


def _status(refund: Refund) -> str:
    """Whether the money went: only transactions that succeeded count (OrderTransaction.status SUCCESS)."""
    if refund.paid is None:
        return "not known"
    if refund.amount is None or refund.paid == refund.amount:
        return "paid"
    return (
        "partly paid: the rest is pending or failed" if refund.paid.minor else "not paid: pending or failed"
    )


def _returned(order: Order, refund: Refund) -> str:
    if not refund.return_id:
        return "no return"
    found = next((each for each in order.returns if each.return_id == refund.return_id), None)
    return (
        _RETURN_WORDS.get(found.status, found.status) or "return"
        if found
        else "return, not visible to the bot"
    )


def _problems(order: Order, refund: Refund) -> list[str]:
    problems = []
    if refund.amount is None:
        problems.append("Shopify gives no amount for this refund.")
    if refund.amount and refund.paid and refund.amount.currency != refund.paid.currency:
        problems.append("Amount and payment are in different currencies; look at the order in Shopify.")
    if refund.return_id and not any(each.return_id == refund.return_id for each in order.returns):
        problems.append("Its return could not be read (scope read_returns), so its reason may be missing.")
    return problems


def _major(money: Money | None) -> Value:
    return None if money is None else money.major()
