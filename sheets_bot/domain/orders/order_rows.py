"""
Orders become rows of the tab `Orders`: the ledger in which every case finds its order.

Holds no address, no e-mail and no full name: a masked name for people, marks for the join
(`masking.py`). Its parcels are in `parcel_rows.py`, its refunds in `refund_rows.py`; what
needs somebody's hand is in `at_risk.py`.
"""

import re
from collections.abc import Iterable
from datetime import UTC

from sheets_bot.domain.masking import mark_of, masked_name
from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.order import Order, Payment, order_key
from sheets_bot.domain.orders.order_readings import (
    charges,
    country_of,
    promised_at,
    sent_parcels,
    ship_by,
    to_ship,
)
from sheets_bot.domain.orders.order_words import (
    gateway_words,
    news_in,
    protected_words,
    risk_words,
    status_words,
)
from sheets_bot.domain.rules.order_settings import OrderRules
from sheets_bot.sheets.row import Row, Value

_REFERENCE = re.compile(r"[\w.-]{1,64}", re.ASCII)


def shape_orders(orders: Iterable[Order], *, rules: OrderRules, salt: str) -> list[Row]:
    """
    Return one row per order, oldest first. A ledger: a row that a person removed comes back.

    What Shopify no longer gives, because a scope was withdrawn or a customer erased, is
    left out of the row, so that the last known value stays. *salt* is the spreadsheet's id.
    """
    return [_row(order, rules=rules, salt=salt) for order in sorted(orders, key=oldest_first)]


def oldest_first(order: Order) -> tuple[bool, float, str]:
    """The order of a ledger's rows; what has no date comes last."""
    return order.created_at is None, order.created_at.timestamp() if order.created_at else 0, order.order_id


def admin_address(order: Order) -> str:
    """Return the address of the order in Shopify's admin; ``""`` where the store's handle is not known."""
    if not order.shop.replace("-", "").isalnum() or not order.order_id.isdecimal():
        return ""
    return f"https://admin.shopify.com/store/{order.shop}/orders/{order.order_id}"


def _row(order: Order, *, rules: OrderRules, salt: str) -> Row:
    key = order_key(order.brand, order.name)
    known = {**_facts(order, rules), **_marks(order, salt=salt)}
    values: dict[str, Value] = {
        **{name: value for name, value in known.items() if value is not None and value != ""},
        "order": key,
        "cancelled": order.cancelled_at,
        "test": order.test,
        "to_ship": to_ship(order).value or None,
        "ship_by": None if order.cancelled_at else ship_by(order, rules),
        "problem": " ".join(_problems(order)) or None,
    }
    updated = f"changed {order.updated_at:%Y-%m-%d %H:%M} UTC" if order.updated_at else "no time of change"
    return Row(key, values, why=f"Shopify: {updated}")


def _facts(order: Order, rules: OrderRules) -> dict[str, Value]:
    name = order.customer_name or next((a.name for a in (order.shipping, order.billing) if a and a.name), "")
    return {
        "brand": order.brand,
        "placed": order.created_at,
        "total": _major(order.total),
        "currency": order.total.currency if order.total else None,
        "status": status_words(order),
        "gateway": gateway_words(order),
        "country": country_of(order),
        "customer": masked_name(name),
        "refunded": _major(order.refunded),
        # None where the parcels did not come: that none was sent is another thing.
        "parcels": None if "parcels" in order.cut else len(sent_parcels(order)),
        "protected": protected_words(order.protected),
        "risk": risk_words(order.risk),
        "promised_by": promised_at(order, rules),
        "address": admin_address(order),
        "order_id": order.order_id,
        "payment_ids": " ".join(_references(order)),
        "charges": "; ".join(_charge_words(payment) for payment in charges(order)),
        "updated": order.updated_at,
    }


def _marks(order: Order, *, salt: str) -> dict[str, Value]:
    """What the join compares. Marks of nothing are left out, so that an erased customer stays findable."""
    name = order.customer_name or (order.billing.name if order.billing else "")
    shipping = order.shipping
    return {
        "contact": mark_of(order.email.strip().casefold(), salt=salt),
        "name_mark": mark_of(name, salt=salt),
        "surname_mark": mark_of(next(iter(name.split()[-1:]), ""), salt=salt),
        "ship_name_mark": mark_of(shipping.name, salt=salt) if shipping else "",
        "postal_mark": mark_of(shipping.postal_code, salt=salt) if shipping else "",
    }


def _references(order: Order) -> list[str]:
    """The ids by which a payment provider may know what came in and what went back, each once."""
    found = [each for payment in order.payments for each in payment.references]
    found += [each for refund in order.refunds for each in refund.references]
    return list(dict.fromkeys(each for each in found if _REFERENCE.fullmatch(each)))


def _charge_words(payment: Payment) -> str:
    """One charge, in the currency in which the buyer paid: a dispute names that."""
    at = f"{payment.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}" if payment.at else "?"
    amount = payment.presentment or payment.amount
    return f"{at} {amount or '?'} {payment.gateway}".rstrip()


def _problems(order: Order) -> list[str]:
    problems = news_in(order)
    if order.cut:
        problems.append(f"Not all of it was fetched: {', '.join(order.cut)}.")
    if not all(refund.refund_id for refund in order.refunds):
        problems.append("A refund of it has no number, so it stands in no tab.")
    if order.total is None:
        problems.append("Shopify gives no total.")
    return problems


def _major(money: Money | None) -> Value:
    return None if money is None else money.major()
