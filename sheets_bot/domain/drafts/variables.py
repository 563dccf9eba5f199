"""
The names that a template may use, what each stands for, and for which readers.

What everybody reads gets no order, no tracking number and no amount to begin with, so no template can
let one slip. The values are made in `draft_facts.py`.
"""

from sheets_bot.domain.lint.finding import Audience

_ALWAYS = {
    "brand": "the brand",
    "first_name": "the customer's first name",
    "signature": "Signed as, in Settings",
    "reachable": "Reachable at, in Settings",
    "next_contact": "the day of your next word",
    "is_late": "yes where a promised day has passed and it is not there, or came later",
    "nobody_answered": "yes where a mail of the customer waits, or waited, for an answer",
    "has_order": "yes where the order is known",
}
_ORDER = {
    "order_number": "number of the order",
    "placed_on": "day of the order",
    "amount": "total of the order with its currency",
    "carrier": "carrier",
    "tracking": "tracking number",
    "tracking_page": "address of the carrier's page",
    "made_on": "day on which the parcel was entered in the shop",
    "shipped_on": "day of the carrier's first scan",
    "last_scan_on": "day of the last scan",
    "delivered_on": "day of delivery at the order's address",
    "promised_by": "promised day of delivery",
    "expected_on": "day that the carrier expects, if it is still to come",
    "ship_by": "promised day of shipment",
    "is_ship_late": "yes where the promised day of shipment has passed",
    "wait_until": "day from which you offer a new parcel or the money",
    "delay_until": "last day of a first delay",
    "refund_amount": "how much was refunded",
    "refunded_on": "day of the last refund",
    "reship_days": "days until a new parcel leaves",
    "refund_days": "days until a refund is made",
    "return_days": "days in which a return is taken",
}
_CASE = {
    "case_number": "number of the case",
    "case_reason": "why the buyer complains, in the sheet's words",
    "case_amount": "disputed amount with its currency",
    "transaction": "transaction at PayPal",
    "opened_on": "day on which the case was opened",
    "opened_before_promise": "yes where the case is older than the promised day",
}

MEANINGS = {**_ALWAYS, **_ORDER, **_CASE}
"""Every name with its meaning."""

_BY_AUDIENCE = {
    Audience.PUBLIC: _ALWAYS,
    Audience.REVIEWER: _ALWAYS,
    Audience.CUSTOMER: MEANINGS,
    Audience.PAYPAL_BUYER: MEANINGS,
    Audience.PLATFORM: MEANINGS,
}


def names_for(audience: Audience) -> frozenset[str]:
    """Return the names that a template for such readers may use."""
    return frozenset(_BY_AUDIENCE[audience])


def names_told(audience: Audience) -> str:
    """Return them with their meanings, one a line, for the tab."""
    return "\n".join(f"{name}: {meaning}" for name, meaning in _BY_AUDIENCE[audience].items())
