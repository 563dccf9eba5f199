"""
Parcels as the carrier and the buyer know them, and where they truly stand.

State only, and two pure readings of it; `couriers.py` moves them. Which of this a
shop may see is the Shopify room's business: of an untracked parcel it knows no
scan and no delivery. Instants are seconds since 1970.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sheets_bot.sandbox.world.orders import DAY_SECONDS, Order

LABEL_STATUSES = frozenset({"LABEL_PURCHASED", "LABEL_PRINTED", "CONFIRMED"})
"""Shopify's words (`FulfillmentEventStatus`) for a parcel that no carrier has touched yet."""

PROMISE_DAYS_ABROAD = 9
"""What checkout promises outside the brand's own country."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One thing that happened to a parcel, in the words of Shopify's `FulfillmentEventStatus`."""

    at: float
    status: str
    city: str = ""
    postal_code: str = ""
    country: str = ""
    """Two letters."""
    message: str = ""


@dataclass(slots=True)
class Parcel:
    """One parcel of one order; Shopify calls it a fulfilment."""

    order: Order
    place: int
    """1 for the first parcel of the order, in order of creation; cancelled ones count."""
    carrier: str
    number: str
    """The tracking number."""
    supplier: str
    """Who sends it: the name of the location."""
    created_at: float
    """When the label was made."""
    tracked: bool
    """False: Shopify does not know the carrier, and learns neither scans nor delivery."""
    line_places: tuple[int, ...] = ()
    """Which lines of the order are in it, counted from 0."""
    scans: list[Scan] = field(default_factory=list)
    """In order of time; complete even where `tracked` is False."""
    expected_at: float | None = None
    """What the carrier estimates; moves when the parcel is delayed."""
    delivered_at: float | None = None
    """When it was handed over, wherever; a delivered parcel may lack the scan that says so."""
    cancelled_at: float | None = None
    returned_at: float | None = None
    """When the carrier turned it round."""
    lost_at: float | None = None
    """When it was given up for lost; until then it only stops moving."""
    elsewhere: bool = False
    """It was handed over at another address than the buyer's."""

    @property
    def parcel_id(self) -> str:
        """A name that nothing else in the world has, e.g. ``AURORA-1042/1``."""
        return f"{self.order.name}/{self.place}"

    @property
    def updated_at(self) -> float:
        """When anything about it last changed."""
        told = [scan.at for scan in self.scans]
        known = (self.created_at, self.delivered_at, self.cancelled_at, self.returned_at, self.lost_at)
        return max(*told, *(at for at in known if at is not None), self.created_at)


def promised_at(order: Order) -> float:
    """Return until when checkout promised the delivery: the end of a day, in UTC."""
    home = order.buyer.country == order.brand.home
    days = order.brand.promise_days if home else max(order.brand.promise_days, PROMISE_DAYS_ABROAD)
    return (order.placed_at // DAY_SECONDS + 1 + days) * DAY_SECONDS - 1


def state_of(parcel: Parcel, promised_at: float, now: float) -> str:
    """
    Return where *parcel* truly stands at *now*.

    S1 label only, S2 moving and in time, S3 moving but late, S4 delivered to the buyer, S5
    delivered elsewhere, S6 returned or returning, S7 lost; ``cancelled`` where the shop took it
    back. An order without a parcel is S0.
    """
    if parcel.cancelled_at is not None:
        return "cancelled"
    if parcel.lost_at is not None:
        return "S7"
    if parcel.returned_at is not None:
        return "S6"
    if parcel.delivered_at is not None:
        return "S5" if parcel.elsewhere else "S4"
    if all(scan.status in LABEL_STATUSES for scan in parcel.scans):
        return "S1"
    return "S2" if now <= promised_at else "S3"


def state_of_order(parcels: Sequence[Parcel], promised_at: float, now: float) -> str:
    """Return the worst state of an order's parcels; S0 where none is on its way."""
    states = [state_of(parcel, promised_at, now) for parcel in parcels]
    return max((state for state in states if state != "cancelled"), key=BADNESS.index, default="S0")


BADNESS = ("S4", "S2", "S3", "S1", "S6", "S5", "S7")
"""From the best state to the worst; the order is this project's judgement."""
