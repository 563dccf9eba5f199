"""
Money and goods that went back through the shop: refunds, returns, cancelled orders.

State only; `refund_desk.py` makes them. What PayPal or a bank takes back by itself
is no refund and stands elsewhere. Amounts are minor units of the brand's currency,
instants are seconds since 1970.
"""

from dataclasses import dataclass

from sheets_bot.sandbox.world.orders import Order


@dataclass(slots=True)
class Return:
    """Goods that the buyer sends back."""

    number: int
    """Counts up over all brands; the shop's name of it is the room's business."""
    order: Order
    at: float
    """When the buyer asked for it."""
    updated_at: float
    status: str
    """Shopify's `ReturnStatus`: REQUESTED, OPEN, CLOSED, DECLINED or CANCELED."""
    reason_handle: str
    """Of Shopify's return reasons, e.g. ``size-too-small``; ``unknown`` where nobody chose one."""
    note: str
    """The buyer's own words; often empty."""
    line_place: int
    """Which line of the order goes back, counted from 0."""


@dataclass(slots=True)
class Refund:
    """Money that the shop gave back, or tried to."""

    number: int
    """Counts up over all brands."""
    order: Order
    at: float
    updated_at: float
    minor: int
    note: str
    """What the person who refunded typed; often nothing, never a code."""
    status: str
    """Of its one transaction: SUCCESS, PENDING or FAILURE."""
    return_number: int | None
    """The return that it pays for."""
    provider_id: str
    """PayPal's id of the refund, 17 characters, where the order was paid by PayPal and it succeeded."""
    cause: str
    """Why it was given in truth: a code of `troubles.py`, or ``cancellation_ignored`` and the like."""
    line_places: tuple[int, ...] = ()
    """The lines that it pays back; empty for goodwill and for shipping alone."""
    shipping_minor: int = 0
    """The part of `minor` that is shipping."""


@dataclass(frozen=True, slots=True)
class Cancellation:
    """An order that was taken back before anything was sent."""

    order: Order
    at: float
    reason: str
    """Shopify's `OrderCancelReason`: CUSTOMER, INVENTORY, FRAUD, OTHER, ..."""
