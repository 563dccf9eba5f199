"""
The Record of a shop's order: what was sold, how it was paid, what was sent, what went back.

Every field but `order_id`, `brand` and `name` may be missing: scopes are withheld, guests have no
account, carriers stay silent. Codes are kept verbatim, also those that are new to the bot. Nothing is
concluded here: where a parcel stands is in `shipment.py`, why money went back in `refund_reasons.py`,
which case belongs to which order in `matching.py`; the GraphQL is in `platforms/shopify/`.

A missing text is ``""``, a missing instant or amount is None, a missing list is ``()``. Instants are
aware and in UTC.
"""

from dataclasses import dataclass
from datetime import datetime

from sheets_bot.domain.money import Money


@dataclass(frozen=True, slots=True)
class Address:
    """Where something goes. Personal: shown only masked."""

    name: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    """Two letters."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One transaction of an order (Shopify `OrderTransaction`)."""

    payment_id: str
    """Shopify's own number; a dispute at PayPal never names it."""
    kind: str = ""
    """AUTHORIZATION, CAPTURE, SALE, REFUND, VOID, ..."""
    status: str = ""
    """SUCCESS, PENDING, FAILURE, ..."""
    gateway: str = ""
    """`shopify_payments`, `paypal`, ..."""
    method: str = ""
    """``card``, ``paypal_wallet``, ``local``, ``installments``, another type verbatim, or unknown."""
    amount: Money | None = None
    """In the shop's currency."""
    presentment: Money | None = None
    """In the buyer's currency: what a dispute's amount is compared with."""
    at: datetime | None = None
    references: tuple[str, ...] = ()
    """Ids by which the payment provider may know it; PayPal's have 17 capital letters and digits."""
    avs_code: str = ""
    cvv_code: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """One thing that a carrier, or Shopify on its behalf, said about a parcel (`FulfillmentEvent`)."""

    at: datetime
    status: str
    """LABEL_PURCHASED, IN_TRANSIT, DELIVERED, ...; verbatim."""
    city: str = ""
    postal_code: str = ""
    country: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Tracking:
    """One tracking number of a parcel."""

    carrier: str = ""
    number: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One fulfilment of an order: lateness and delivery are per parcel."""

    parcel_id: str
    """Shopify's number of the fulfilment."""
    status: str = ""
    """SUCCESS, CANCELLED, ...: a cancelled one stays in the list."""
    display_status: str = ""
    """`displayStatus`; FULFILLED and MARKED_AS_FULFILLED say nothing about movement."""
    created_at: datetime | None = None
    in_transit_at: datetime | None = None
    """Filled only where Shopify tracks the carrier; None is unknown, not "not moving"."""
    delivered_at: datetime | None = None
    """Filled only where Shopify tracks the carrier; None is unknown, not "not delivered"."""
    expected_at: datetime | None = None
    """`estimatedDeliveryAt`."""
    trackings: tuple[Tracking, ...] = ()
    scans: tuple[Scan, ...] = ()
    """In order of time."""
    ships_from: str = ""
    """Name of the location or service that sends it; the supplier, where dropshipped."""


@dataclass(frozen=True, slots=True)
class ShipPlan:
    """What is still to be shipped (`FulfillmentOrder`); known only with the fulfilment scopes."""

    status: str = ""
    """OPEN, IN_PROGRESS, ON_HOLD, SCHEDULED, CLOSED, ...; ON_HOLD and SCHEDULED are not late."""
    fulfil_by: datetime | None = None
    hold_reasons: tuple[str, ...] = ()
    deliver_from: datetime | None = None
    deliver_by: datetime | None = None
    """The promise that checkout showed, where the shop's delivery method has one."""


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One line of a return, with the buyer's reason."""

    reason: str = ""
    """`returnReasonDefinition.handle`, else the old enum, verbatim."""
    note: str = ""
    """The shop's or the customer's words. Untrusted, maybe personal."""


@dataclass(frozen=True, slots=True)
class Return:
    """One return of an order."""

    return_id: str
    status: str = ""
    lines: tuple[ReturnedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that went back for an order. Shopify keeps no reason, only a note."""

    refund_id: str
    at: datetime | None = None
    """`processedAt`, else `createdAt`."""
    note: str = ""
    """Free text of whoever refunded. Untrusted, maybe personal."""
    amount: Money | None = None
    """What was refunded in all, in the shop's currency."""
    paid: Money | None = None
    """The part whose transactions succeeded; less than *amount* while one is pending or after one failed."""
    references: tuple[str, ...] = ()
    """Ids by which the payment provider may know it."""
    adjustments: tuple[str, ...] = ()
    """`orderAdjustments[].reason`, only for differences of the amount."""
    return_id: str = ""
    for_goods: bool | None = None
    """False where it names no line of the order: shipping, or a part of the price. None: not told."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order of one shop."""

    order_id: str
    """Shopify's number (`legacyResourceId`)."""
    brand: str
    name: str
    """What people call it, e.g. ``#1042``."""
    shop: str = ""
    """The store's handle, for links into its admin."""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    test: bool = False
    """A test order: counts nowhere."""
    total: Money | None = None
    """What was to be paid, in the shop's currency."""
    refunded: Money | None = None
    financial_status: str = ""
    fulfilment_status: str = ""
    email: str = ""
    """Personal: leaves this Record only as a mark (`masking.mark_of`)."""
    customer_name: str = ""
    """Personal: leaves this Record masked or as a mark."""
    billing: Address | None = None
    shipping: Address | None = None
    """None where nothing is to be shipped, or the address is withheld."""
    tags: tuple[str, ...] = ()
    note: str = ""
    risk: str = ""
    """`risk.recommendation`: ACCEPT, INVESTIGATE, CANCEL, NONE, or unknown."""
    protected: str = ""
    """`shopifyProtect.status`; PROTECTED orders need no fight."""
    payments: tuple[Payment, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    plans: tuple[ShipPlan, ...] = ()
    returns: tuple[Return, ...] = ()
    refunds: tuple[Refund, ...] = ()
    cut: tuple[str, ...] = ()
    """Parts that are longer than what was fetched, or withheld, in words: e.g. ``scans of a parcel``."""


def order_key(brand: str, name: str) -> str:
    """
    Return what the trackers call an order, e.g. ``Aurora & Pine #1042``: the key of the tab `Orders`.

    A key stands on one line and has nothing that cannot be seen, whatever a shop calls its orders.
    """
    return " ".join("".join(c if c.isprintable() else " " for c in f"{brand} {name}").split())
