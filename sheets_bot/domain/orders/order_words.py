"""
Shopify's codes of orders and refunds in plain words.

A code that is new to the bot is returned as it came and told by `news_in`, never mapped
to "other". What a code means is in `order_readings.py`.
"""

from sheets_bot.domain.orders.order import Order
from sheets_bot.domain.orders.order_readings import charges

# All codes: Shopify Admin GraphQL 2026-10, the enumerations named beside them.
_FINANCIAL = {  # OrderDisplayFinancialStatus
    "AUTHORIZED": "authorised",
    "EXPIRED": "payment expired",
    "PAID": "paid",
    "PARTIALLY_PAID": "partly paid",
    "PARTIALLY_REFUNDED": "partly refunded",
    "PENDING": "payment pending",
    "REFUNDED": "refunded",
    "VOIDED": "voided",
}
_FULFILMENT = {  # OrderDisplayFulfillmentStatus
    "FULFILLED": "shipped",
    "FULFILLMENT_NOT_REQUIRED": "nothing to ship",
    "IN_PROGRESS": "being shipped",
    "ON_HOLD": "on hold",
    "OPEN": "not shipped",
    "PARTIALLY_FULFILLED": "partly shipped",
    "PENDING_FULFILLMENT": "being shipped",
    "REQUEST_DECLINED": "refused by the sender",
    "RESTOCKED": "back in stock",
    "SCHEDULED": "scheduled",
    "UNFULFILLED": "not shipped",
}
_PROTECTED = {  # ShopifyProtectStatus
    "ACTIVE": "covered against fraud",
    "INACTIVE": "not covered",
    "NOT_PROTECTED": "not covered",
    "PENDING": "not decided",
    "PROTECTED": "paid by Shopify",
}
_RISK = {  # OrderRiskRecommendationResult
    "ACCEPT": "no sign of fraud",
    "CANCEL": "fraud likely",
    "INVESTIGATE": "look at it",
    "NONE": "",
}


def status_words(order: Order) -> str:
    """Return e.g. ``paid, shipped``, or ``cancelled, refunded, not shipped``."""
    words = [
        "cancelled" if order.cancelled_at else "",
        _FINANCIAL.get(order.financial_status, order.financial_status),
        _FULFILMENT.get(order.fulfilment_status, order.fulfilment_status),
    ]
    return ", ".join(word for word in words if word)


def gateway_words(order: Order) -> str:
    """Return by what the money came in, e.g. ``paypal`` or ``shopify_payments (card)``."""
    ways = [f"{each.gateway} ({each.method})" if each.method else each.gateway for each in charges(order)]
    return ", ".join(dict.fromkeys(way.replace("paypal (paypal)", "paypal") for way in ways if way))


def protected_words(code: str) -> str:
    """Return whether Shopify Protect covers a chargeback for fraud."""
    return _PROTECTED.get(code, code)


def risk_words(code: str) -> str:
    """Return what Shopify advises, e.g. ``fraud likely``; ``""`` for no advice."""
    return _RISK.get(code, code)


def news_in(order: Order) -> list[str]:
    """Say in sentences which codes of this order are new to the bot."""
    checked = (
        ("payment status", order.financial_status, _FINANCIAL),
        ("shipping status", order.fulfilment_status, _FULFILMENT),
        ("fraud cover", order.protected, _PROTECTED),
        ("fraud advice", order.risk, _RISK),
    )
    return [
        f"Shopify's {what} {code[:60]!r} is new to the bot; look at the order in Shopify."
        for what, code, known in checked
        if code and code not in known
    ]
