"""
What Shopify and the carrier say of a parcel, as one piece of news: the last that counts.

Out of scans that come late, twice, in the wrong order or not at all. Time plays no part
here: whether a moving parcel is late is in `shipment.py`, which also has the states. The
codes are Shopify's (Admin GraphQL 2026-10, FulfillmentEventStatus, FulfillmentDisplayStatus,
FulfillmentStatus); one that is new to the bot counts as a scan, and is told.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sheets_bot.domain.orders.order import Address, Parcel, Scan
from sheets_bot.domain.orders.shipment_places import Place, city_words, place_of


class News(StrEnum):
    """The last thing said that counts; the text stands in the hidden column `Carrier says`."""

    CANCELLED = "cancelled"
    NOT_SENT = "not sent"
    """The sender has not taken the parcel on, or its request failed."""
    LABEL = "label"
    NOTHING = "nothing told"
    """Sent, as the shop says; no scan reaches Shopify, so silence means nothing."""
    MOVING = "moving"
    OUT = "out for delivery"
    ATTEMPTED = "delivery attempted"
    TO_BE_FETCHED = "waits at the pick-up point"
    DELAYED = "delayed"
    FAILED = "failure"
    DELIVERED = "delivered"
    DELIVERED_IN_CITY = "delivered, another postal code"
    DELIVERED_UNPLACED = "delivered, place not told"
    DELIVERED_ELSEWHERE = "delivered elsewhere"
    RETURNING = "returning"
    LOST = "lost"


DELIVERED = frozenset(
    {News.DELIVERED, News.DELIVERED_IN_CITY, News.DELIVERED_UNPLACED, News.DELIVERED_ELSEWHERE}
)
"""Handed over to somebody, somewhere."""

_BY_PLACE = {
    Place.HERE: News.DELIVERED,
    Place.CITY: News.DELIVERED_IN_CITY,
    Place.ELSEWHERE: News.DELIVERED_ELSEWHERE,
    Place.NOT_TOLD: News.DELIVERED_UNPLACED,
}
_BY_STATUS = {
    "LABEL_PURCHASED": News.LABEL,
    "LABEL_PRINTED": News.LABEL,
    # Shopify's default when nothing is known; the field counts it with the labels: no carrier has scanned.
    "CONFIRMED": News.LABEL,
    "CARRIER_PICKED_UP": News.MOVING,
    "IN_TRANSIT": News.MOVING,
    "OUT_FOR_DELIVERY": News.OUT,
    "ATTEMPTED_DELIVERY": News.ATTEMPTED,
    "READY_FOR_PICKUP": News.TO_BE_FETCHED,
    "DELAYED": News.DELAYED,
    "FAILURE": News.FAILED,
    "DELIVERED": News.DELIVERED,
    # Not in the version that the bot asks for; the unstable one has it.
    "RETURNING_TO_SENDER": News.RETURNING,
}
_BY_DISPLAY = {
    **_BY_STATUS,
    "LABEL_VOIDED": News.NOT_SENT,
    "NOT_DELIVERED": News.FAILED,
    "DELIVERED": News.DELIVERED_UNPLACED,
    "PICKED_UP": News.DELIVERED_UNPLACED,
    # These say that somebody pressed a button, not that anything moves.
    "FULFILLED": News.NOTHING,
    "MARKED_AS_FULFILLED": News.NOTHING,
    "SUBMITTED": News.NOTHING,
}
_KNOWN_DISPLAYS = _BY_DISPLAY.keys() | {"CANCELED", ""}
_NEVER_TAKEN_ON = frozenset({"ERROR", "FAILURE", "PENDING", "OPEN"})
"""FulfillmentStatus of a request that the sender has refused, or not answered yet."""

# Carriers write returns and losses into the message of another status (ours: no enumeration has both).
_RETURN_WORDS = re.compile(
    r"\breturn(?:ed|ing)? to (?:the )?(?:sender|shipper|seller)\b|\bon its way back to the sender\b"
    r"|\bzurück an (?:den )?absender\b|\bretour (?:à|a) l['’ ]exp[ée]diteur\b|\bdevuelto al remitente\b",
    re.IGNORECASE,
)
_LOSS_WORDS = re.compile(
    r"\b(?:declared|presumed|considered|reported) lost\b|\blost (?:in transit|by the carrier)\b"
    r"|\b(?:parcel|package|shipment) (?:is |was )?lost\b",
    re.IGNORECASE,
)
_WHO_TOOK_IT = re.compile(r"\b(signed(?: for)? by|received by|left with)\b.*", re.IGNORECASE | re.DOTALL)
_LONGEST_MESSAGE = 100
_GOES_ON = "A scan after the delivery says that the parcel goes on; look at the tracking page."


@dataclass
class ParcelNews:
    """What is known of a parcel whatever the time is. Instants are None where nobody tells them."""

    news: News | None = None
    at: datetime | None = None
    """When it happened."""
    source: str = ""
    """Who says so, in the words that were used."""
    first_scan: datetime | None = None
    last_scan: datetime | None = None
    """Of the carrier: labels do not count."""
    problems: list[str] = field(default_factory=list)


def read_parcel(parcel: Parcel, address: Address | None) -> ParcelNews:
    """
    Return the news of *parcel*, measured against the *address* of its order.

    A return outweighs a delivery before it; after a return only a delivery to the
    address counts, since the way back ends with a delivery too. A delivery outweighs
    moves told after it, which is told. A label outweighs nothing. What Shopify states
    without a scan (`deliveredAt`, `inTransitAt`, `displayStatus`) counts where the scans
    say less.
    """
    known = ParcelNews()
    if is_cancelled(parcel):
        known.news, known.source = News.CANCELLED, f"Shopify: {parcel.status or parcel.display_status}"
        return known
    # Carriers give the van and the door one time; the door comes last, in whatever order they are listed.
    telling: Scan | None = None
    for scan in sorted(parcel.scans, key=lambda scan: (scan.at, scan.status == "DELIVERED")):
        if _take_scan(known, scan, address):
            telling = scan
    known.source = _quoted(telling) if telling else ""
    _take_statements(known, parcel)
    if parcel.display_status not in _KNOWN_DISPLAYS:
        known.problems.append(_new_to_the_bot("status of the parcel", parcel.display_status))
    return known


def is_cancelled(parcel: Parcel) -> bool:
    """True for a parcel that was taken back; Shopify keeps it in the list, and spells it in two ways."""
    return parcel.status == "CANCELLED" or parcel.display_status == "CANCELED"


def _take_scan(known: ParcelNews, scan: Scan, address: Address | None) -> bool:
    """Take in one scan; True where it tells the news now."""
    found = _news_in(scan, address)
    if found is not News.LABEL:
        known.first_scan = known.first_scan or scan.at
        known.last_scan = scan.at
    if found is None:
        known.problems.append(_new_to_the_bot("scan", scan.status))
        if known.news not in {None, News.LABEL}:
            return False
        # Whatever it means, the carrier has the parcel.
        found = News.MOVING
    if not _counts(found, known):
        return False
    known.news, known.at = found, scan.at
    return True


def _news_in(scan: Scan, address: Address | None) -> News | None:
    """Return what one scan says; None for a status that is new to the bot."""
    if _RETURN_WORDS.search(scan.message):
        return News.RETURNING
    if _LOSS_WORDS.search(scan.message) and scan.status != "DELIVERED":
        return News.LOST
    if scan.status == "DELIVERED":
        return _BY_PLACE[place_of(scan, address)]
    return _BY_STATUS.get(scan.status)


def _counts(found: News, known: ParcelNews) -> bool:
    """True where *found* takes the place of the news before it."""
    before = known.news
    if before is None or found is News.RETURNING:
        return True
    if found is News.LABEL:
        return before is News.LABEL
    if before is News.RETURNING:
        return found is News.DELIVERED
    if before in DELIVERED and found not in DELIVERED:
        known.problems.append(_GOES_ON)
        return False
    return True


def _take_statements(known: ParcelNews, parcel: Parcel) -> None:
    """Add what Shopify states of the parcel as a whole, where it says more than the scans."""
    shown = _BY_DISPLAY.get(parcel.display_status, News.NOTHING)
    is_over = known.news is News.RETURNING or known.news in DELIVERED
    if parcel.delivered_at is not None and not is_over:
        _state(
            known,
            News.DELIVERED_UNPLACED,
            parcel.delivered_at,
            f"Shopify: delivered {_utc(parcel.delivered_at)}",
        )
    elif shown is News.DELIVERED_UNPLACED and not is_over:
        _state(known, shown, None, f"Shopify shows {parcel.display_status}, without a time")
    elif known.news not in {None, News.LABEL}:
        return
    elif parcel.in_transit_at is not None:
        known.first_scan = known.first_scan or parcel.in_transit_at
        news = shown if shown not in {News.LABEL, News.NOTHING, News.NOT_SENT} else News.MOVING
        _state(known, news, parcel.in_transit_at, f"Shopify: in transit {_utc(parcel.in_transit_at)}")
    elif known.news is None:
        if parcel.status in _NEVER_TAKEN_ON:
            _state(
                known, News.NOT_SENT, parcel.created_at, f"Shopify: the request to ship is {parcel.status}"
            )
        else:
            _state(known, shown, parcel.created_at, f"Shopify shows {parcel.display_status or 'nothing'}")


def _state(known: ParcelNews, news: News, at: datetime | None, source: str) -> None:
    known.news, known.at, known.source = news, at, source


def message_words(scan: Scan) -> str:
    """Return the carrier's own words, cut, without the name of whoever took the parcel."""
    message = _WHO_TOOK_IT.sub(r"\1 (name left out)", " ".join(scan.message.split()))
    return message if len(message) <= _LONGEST_MESSAGE else f"{message[: _LONGEST_MESSAGE - 1]}…"


def _quoted(scan: Scan) -> str:
    """Return a scan as it came, without postal code and without the name of whoever took the parcel."""
    message = message_words(scan)
    said = ", ".join(part for part in (f"{scan.status} {_utc(scan.at)}", city_words(scan)) if part)
    return f'{said}: "{message}"' if message else said


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _new_to_the_bot(what: str, code: str) -> str:
    return f"Shopify's {what} {code[:60]!r} is new to the bot; look at the tracking page."
