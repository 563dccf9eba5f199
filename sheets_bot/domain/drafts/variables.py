"""
The names that a template may use, what each stands for, and for which readers.

What everybody reads gets no order, no tracking number and no amount to begin with, so no template can
let one slip. Only the words of the evidence can ask what is true of all parcels, and what stands in the
packet: one name for each piece of `evidence/pieces.toml`. The values are made in `draft_facts.py`.
"""

from collections.abc import Mapping
from functools import cache

from sheets_bot.domain.evidence.pieces import catalogue
from sheets_bot.domain.lint.finding import Audience

_ALWAYS = {
    "brand": "the brand",
    "first_name": "the customer's first name",
    "signature": "Signed as, in Settings",
    "reachable": "Reachable at, in Settings",
    "next_contact": "the day of your next word",
    "is_late": "yes where the promised day has passed and it is not there, or it came later",
    "nobody_answered": "yes where a mail of the customer waits, or waited, for an answer",
    "is_there": "yes where all that was sent is delivered",
    "complains_of_late": "yes where a review's own words speak of lateness",
    "complains_of_silence": "yes where a review's own words say that nobody answers",
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
    "delivered_on": "day of delivery, wherever the parcel was handed over",
    "is_at_address": "yes where the delivery scan names the place of the order's address",
    "is_part": "yes where a part of the order is not delivered, or not sent",
    "is_in_parts": "yes where the order comes in several parcels",
    "is_on_its_way": "yes where the carrier moves the parcel, in time or late",
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
    "they_wrote": "yes where a mail of theirs waits for an answer",
    "case_at_paypal": "yes where the case about the order is at PayPal, no where a bank has it",
    "case_is_over": "yes where the case about the order is decided",
}
_CASE = {
    "case_number": "number of the case",
    "case_reason": "why the buyer complains, in the sheet's words",
    "case_amount": "disputed amount with its currency",
    "transaction": "transaction at PayPal",
    "opened_on": "day on which the case was opened",
    "opened_before_promise": "yes where the case is older than the promised day",
}
_EVIDENCE = {
    "parcels": "how many parcels, where there are several; once all came, delivered_on is of the last",
    "opened_before_delivery": "yes where the case is older than the day on which the first parcel came",
}

_IN_PUBLIC = frozenset({Audience.PUBLIC, Audience.REVIEWER})


@cache
def meanings(audience: Audience) -> Mapping[str, str]:
    """Return every name that a template for such readers may use, with its meaning."""
    if audience in _IN_PUBLIC:
        return _ALWAYS
    letters = {**_ALWAYS, **_ORDER, **_CASE}
    return letters | _EVIDENCE | _pieces() if audience is Audience.PLATFORM else letters


def name_of_piece(code: str) -> str:
    """Return the name that tells whether a piece stands in the packet, e.g. ``has_delivery_place``."""
    return f"has_{code}"


def names_for(audience: Audience) -> frozenset[str]:
    """Return the names that a template for such readers may use."""
    return frozenset(meanings(audience))


def names_told(audience: Audience) -> str:
    """Return them with their meanings, one a line, for the tab."""
    return "\n".join(f"{name}: {meaning}" for name, meaning in meanings(audience).items())


def _pieces() -> dict[str, str]:
    pieces = catalogue().pieces.values()
    return {name_of_piece(piece.code): f"yes where {piece.title} goes into the packet" for piece in pieces}
