"""
Where a parcel stands: the states S0 to S7 that the playbooks go by, and since when.

What the carrier says (`shipment_news.py`) becomes a state with the time that has passed:
the same scan means "moving" today and "late" on Friday. So a state is worked out anew on
each run, from what stands in the tab `Parcels`, whether or not Shopify answers. How long
is too long comes from the lane's own past (`lanes.py`) or from `Settings`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sheets_bot.domain.orders.shipment_news import News
from sheets_bot.domain.when_words import day_words


class ShipState(StrEnum):
    """The text is what stands in the column `State`."""

    NOT_SHIPPED = "S0"
    LABEL = "S1"
    MOVING = "S2"
    UNSEEN = "S2?"
    """Sent, but no scan of this carrier reaches Shopify: silence means nothing."""
    LATE = "S3"
    DELIVERED = "S4"
    ELSEWHERE = "S5"
    RETURNED = "S6"
    LOST = "S7"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a parcel whatever the time is."""

    news: News
    news_at: datetime | None = None
    shipped_at: datetime | None = None
    last_scan_at: datetime | None = None
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long is too long for a parcel of its lane."""

    quiet: timedelta
    """Between two scans of a moving parcel."""
    lost: timedelta
    """From being late to counting as lost, when it is silent too."""
    usual: timedelta | None = None
    """From shipment to delivery for nine of ten parcels of the lane; None where too few are known."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """A parcel's state at one moment."""

    state: ShipState
    words: str
    """What the state means here, in a sentence."""
    since: datetime | None


_SETTLED = {
    News.CANCELLED: (ShipState.CANCELLED, "Cancelled: never sent, or replaced by another parcel."),
    News.NOT_SENT: (ShipState.NOT_SHIPPED, "Not sent: the sender has not taken the order on."),
    News.LABEL: (ShipState.LABEL, "Label only: the carrier has not scanned the parcel."),
    News.NOTHING: (ShipState.UNSEEN, "Sent, but its carrier is not tracked: nobody here knows where it is."),
    News.DELIVERED: (ShipState.DELIVERED, "Delivered to the place of the address."),
    News.DELIVERED_IN_CITY: (
        ShipState.DELIVERED,
        "Delivered in the right city; the scan has another postal code than the address.",
    ),
    News.DELIVERED_UNPLACED: (ShipState.DELIVERED, "Delivered; the place is not told."),
    News.DELIVERED_ELSEWHERE: (ShipState.ELSEWHERE, "Delivered, but not at the order's address."),
    News.RETURNING: (ShipState.RETURNED, "On its way back to the sender, or there."),
    News.LOST: (ShipState.LOST, "The carrier says that it is lost."),
}


def shipment(standing: Standing, *, limits: Limits, zone: ZoneInfo, now: datetime) -> Shipment:
    """
    Return the state of a parcel at *now*.

    Late is a moving parcel after the promised day; where nothing is promised, after the
    time that nine of ten parcels of its lane take. Too long without a scan, or the
    carrier's own word of a delay, make it late at once. Lost needs both: long past that
    day, and silent. A parcel whose scans nobody sees is never called late.
    """
    if standing.news in _SETTLED:
        state, words = _SETTLED[standing.news]
        return Shipment(state, words, standing.news_at or standing.shipped_at)
    if standing.news is News.TO_BE_FETCHED:
        return _waiting(standing, limits=limits, zone=zone, now=now)
    late_at, why_late = _late(standing, limits=limits, zone=zone)
    quiet_at = standing.last_scan_at + limits.quiet if standing.last_scan_at else None
    gone_at = max(late_at + limits.lost, quiet_at) if late_at and quiet_at else None
    if gone_at and now >= gone_at:
        words = f"Counts as lost: {why_late}, and no scan since {_day(standing.last_scan_at, zone)}."
        return Shipment(ShipState.LOST, words, gone_at)
    if standing.news in {News.DELAYED, News.FAILED}:
        told = "a delay" if standing.news is News.DELAYED else "a failure; look at the tracking page"
        return Shipment(ShipState.LATE, f"The carrier reports {told}.", standing.news_at)
    if late_at and now > late_at:
        # The state goes by the instant; in words nothing is late before its day is over.
        is_over = late_at.astimezone(zone).date() < now.astimezone(zone).date()
        return Shipment(ShipState.LATE, f"Moving{', but late' if is_over else ''}: {why_late}.", late_at)
    if quiet_at and now >= quiet_at:
        words = f"No scan since {_day(standing.last_scan_at, zone)}."
        return Shipment(ShipState.LATE, words, quiet_at)
    return Shipment(ShipState.MOVING, _MOVES[standing.news], standing.news_at)


def is_on_its_way(state: object) -> bool:
    """True for the text of a state in which a parcel moves, as far as anybody knows."""
    return state in {ShipState.MOVING.value, ShipState.LATE.value}


_MOVES = {
    News.MOVING: "Moving, in time.",
    News.OUT: "Out for delivery, in time.",
    News.ATTEMPTED: "The carrier tried to deliver it and could not; perhaps it left a card.",
}


def _waiting(standing: Standing, *, limits: Limits, zone: ZoneInfo, now: datetime) -> Shipment:
    """A parcel at a pick-up point is not late by the promise: the buyer can have it."""
    until = standing.news_at + limits.quiet if standing.news_at else None
    if until and now >= until:
        words = f"Not fetched: it has waited at the pick-up point since {_day(standing.news_at, zone)}."
        return Shipment(ShipState.LATE, words, until)
    return Shipment(ShipState.MOVING, "Waits at the pick-up point for the buyer.", standing.news_at)


def _late(standing: Standing, *, limits: Limits, zone: ZoneInfo) -> tuple[datetime | None, str]:
    """Return from when on the parcel is late, and by what."""
    if standing.promised_at:
        return standing.promised_at, f"promised by {_day(standing.promised_at, zone)}"
    if standing.shipped_at and limits.usual:
        late_at = standing.shipped_at + limits.usual
        return late_at, f"nine of ten parcels of its lane would have been there by {_day(late_at, zone)}"
    return None, ""


def _day(at: datetime | None, zone: ZoneInfo) -> str:
    return day_words(at.astimezone(zone).date()) if at else "an unknown day"
