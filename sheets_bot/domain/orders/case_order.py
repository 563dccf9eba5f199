"""
The Record of a disputed order: what only the shop knows of it and evidence wants to say.

Asked for only while a case is open, since it holds more than a ledger may keep. Of the address
it has the place alone: no name, no street, no mail address comes along. What it proves is in
`domain/evidence/shop_facts.py`; the ledger's own Record is in `order.py`.

A missing text is ``""``, a missing instant, amount or answer is None, a missing list is ``()``.
"""

from dataclasses import dataclass
from datetime import datetime

from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.order import Address, Parcel

POLICY_CHARACTERS = 600
"""So much of a policy's beginning is kept (ours): enough to quote, too little to be the policy."""


@dataclass(frozen=True, slots=True)
class Line:
    """One article of the order, as it was sold."""

    title: str = ""
    variant: str = ""
    """Size and colour as the buyer chose them."""
    sku: str = ""
    quantity: int | None = None
    unit_price: Money | None = None
    """In the buyer's currency, before discounts."""


@dataclass(frozen=True, slots=True)
class PaymentCheck:
    """What the bank answered when a card was checked; wallets and other ways to pay have none."""

    avs_code: str = ""
    """One letter: whether the bank knows the billing address (`avsResultCode`)."""
    cvv_code: str = ""
    """One letter: whether the card's code was right (`cvvResultCode`)."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The beginning of one of the shop's policies, as text."""

    kind: str
    """REFUND_POLICY, SHIPPING_POLICY, ...; verbatim."""
    text: str
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseOrder:
    """One disputed order of one shop."""

    order_id: str
    brand: str
    name: str
    """What people call it, e.g. ``#1042``."""
    confirmation: str = ""
    """The number that the confirmation mail shows."""
    placed_at: datetime | None = None
    lines: tuple[Line, ...] = ()
    place: Address | None = None
    """Where it was sent: city, region, postal code and country only."""
    billing_matches: bool | None = None
    """Whether billing and shipping address are the same, as Shopify compares them."""
    parcels: tuple[Parcel, ...] = ()
    checks: tuple[PaymentCheck, ...] = ()
    confirmed_at: datetime | None = None
    """When the order's confirmation was mailed, as the shop's timeline tells."""
    notices_at: tuple[datetime, ...] = ()
    """When notices of shipment were mailed, as the shop's timeline tells."""
    account_orders: int | None = None
    """How many orders the customer's account has, this one among them; None for guests."""
    policies: tuple[Policy, ...] = ()
    cut: tuple[str, ...] = ()
    """What of it could not be fetched whole, in words."""
