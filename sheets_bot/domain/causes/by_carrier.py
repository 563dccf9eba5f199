"""
What the carrier says about a cause: parcels that were never sent, are lost, late, astray or came back.

Reads the states S0 to S7 of the tab `Parcels` (`domain/orders/shipment.py`). A scan says nothing about
the goods in the parcel, and a parcel that came, though late, explains no complaint about them.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from sheets_bot.domain.causes.clue import Clue, Complaint, Source
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.orders.shipment_news import News
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in

_NOT_THERE = frozenset({"product", "service"})
"""Where nothing came, complaints about the goods and about silence come from that too."""
_LATE = frozenset({"service"})

_STATES = {
    ShipState.LOST.value: "lost",
    ShipState.ELSEWHERE.value: "misdelivered",
    ShipState.RETURNED.value: "returned_to_sender",
    ShipState.LABEL.value: "label_only",
    ShipState.NOT_SHIPPED.value: "not_shipped",
}
_CUSTOMS = re.compile(r"\b(customs|zoll|douanes?|aduana|dogana)\b", re.IGNORECASE)


def clues_of_carrier(complaint: Complaint) -> Iterator[Clue]:
    """Yield what the parcels of the order point to, the gravest first."""
    parcels = complaint.parcels
    for state, code in _STATES.items():
        for key, row in parcels.items():
            if text_in(row, "state") == state and _is_overdue(complaint, row, state):
                yield Clue(code, Source.CARRIER, _told(complaint, key, row), _NOT_THERE)
    for key, row in parcels.items():
        if _CUSTOMS.search(text_in(row, "source_event")):
            words = f"{key}: held by customs{complaint.on(instant_in(row, 'said_at'))} (scan, Parcels)"
            yield Clue("customs_hold", Source.CARRIER, words, _LATE)
    for key, row in parcels.items():
        promised = _late_since(complaint, row)
        if promised:
            yield Clue("late_delivery", Source.CARRIER, _late_words(complaint, key, row, promised), _LATE)


def delivered_to_address(complaint: Complaint) -> str:
    """Return the words for it where every parcel was at the address before the complaint; else ``""``."""
    parcels = complaint.parcels
    times = [instant_in(row, "delivered") for row in parcels.values()]
    in_place = all(text_in(row, "carrier_says") == News.DELIVERED for row in parcels.values())
    if not parcels or not in_place or complaint.at is None:
        return ""
    known = [at for at in times if at]
    if len(known) < len(times) or max(known) >= complaint.at:
        return ""
    return f"delivered to the order's address{complaint.on(max(known))}, before the complaint (scan, Parcels)"


def _is_overdue(complaint: Complaint, row: TabRow, state: str) -> bool:
    """What is not sent yet is no cause before it should have left; the other states are causes at once."""
    if state not in {ShipState.NOT_SHIPPED, ShipState.LABEL}:
        return True
    due = instant_in(complaint.order, "ship_by") or instant_in(row, "promised_by")
    return due is None or due < complaint.now


def _late_since(complaint: Complaint, row: TabRow) -> datetime | None:
    """Return the promised time of a parcel that missed it; None where the complaint came before that time."""
    promised = instant_in(row, "promised_by") or instant_in(complaint.order, "promised_by")
    if promised is None or (complaint.at and complaint.at < promised):
        return None
    delivered = instant_in(row, "delivered")
    if text_in(row, "state") == ShipState.DELIVERED:
        return promised if delivered and delivered > promised else None
    return promised if text_in(row, "state") == ShipState.LATE and promised < complaint.now else None


def _late_words(complaint: Complaint, key: str, row: TabRow, promised: datetime) -> str:
    delivered = instant_in(row, "delivered")
    came = f"delivered{complaint.on(delivered)}" if delivered else "not delivered yet"
    return f"{key}: promised by{complaint.on(promised).removeprefix(' on')}, {came} (scan, Parcels)"


def _told(complaint: Complaint, key: str, row: TabRow) -> str:
    words = text_in(row, "state_words").rstrip(".") or text_in(row, "state")
    since = complaint.on(instant_in(row, "since")).replace(" on ", ", since ")
    return f"{key}: {words}{since} (Parcels)"
