"""
Where an order's parcels stand, as the one state that the playbook goes by, with its facts in words.

Of several parcels the worst that has not been delivered decides; a buyer who complains of what the goods are
like has some in hand, so there what arrived decides. The state of each parcel is that of the tab
`Parcels` (`orders/shipment.py`); nothing is recommended here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.orders.order_readings import ToShip
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in, whole_in
from sheets_bot.domain.when_words import day_words

UNKNOWN = "unknown"
"""The state where no order is known, or nothing of its parcels."""

STATE_WORDS = {
    ShipState.NOT_SHIPPED.value: "not sent",
    ShipState.LABEL.value: "label only",
    ShipState.MOVING.value: "moving",
    ShipState.UNSEEN.value: "sent, but nobody sees it",
    ShipState.LATE.value: "late",
    ShipState.DELIVERED.value: "delivered",
    ShipState.ELSEWHERE.value: "delivered elsewhere",
    ShipState.RETURNED.value: "coming back",
    ShipState.LOST.value: "lost",
    ShipState.CANCELLED.value: "cancelled",
    UNKNOWN: "",
}
"""Each state in a word or two."""

# What weighs most against us first (ours).
_WORST_FIRST = ("S7", "S5", "S6", "S0", "S1", "S3", "S2?", "S2", "S4")
_ARRIVED_FIRST = ("S6", "S4", "S5", *(state for state in _WORST_FIRST if state not in {"S4", "S5", "S6"}))
_UNSENT = frozenset(each.value for each in ToShip if each is not ToShip.NOTHING)
# A scan as `shipment_news.py` writes it down: its time, then the place.
_PLACE = re.compile(r" UTC, (?P<city>[^,:\"]+)")


@dataclass(frozen=True, slots=True)
class OrderState:
    """The state of an order, and the parcel that decides it."""

    state: str = UNKNOWN
    parcel: TabRow = field(default_factory=dict)
    """The row that decides; empty where none does."""
    others: str = ""
    """Which of several parcels decides, in words; ``""`` for one."""


def order_state(case: OrderCase | None, *, arrived_first: bool = False) -> OrderState:
    """
    Return the state of an order; `UNKNOWN` where nothing is known of its parcels.

    Args:
        case: Everything about the order; None where a dispute has none.
        arrived_first: For a complaint about the goods: a parcel that came weighs more than one on its way.
    """
    if case is None:
        return OrderState()
    rank = _ARRIVED_FIRST if arrived_first else _WORST_FIRST
    parcels = sorted(_parcels(case), key=lambda found: (rank.index(found[0]), found[1]))
    if not parcels:
        return OrderState(_without_parcels(case))
    state, key, row = parcels[0]
    if len(parcels) == 1:
        return OrderState(state, row)
    came = sum(each == ShipState.DELIVERED for each, _, _ in parcels)
    decides = f"parcel {key.rpartition(' / ')[2]}" if key else "what is not sent yet"
    return OrderState(state, row, f"{decides} decides, {came} of {len(parcels)} delivered")


def state_facts(found: OrderState, case: OrderCase | None, *, zone: ZoneInfo) -> str:
    """Return the facts behind a state, e.g. ``promised by Tue 3 Nov, last scan Sun 1 Nov Leipzig``."""
    if case is None:
        return "order not known"
    return ", ".join(_told(found, case, zone)) or "nothing known of its parcels"


def promised_by(found: OrderState, case: OrderCase | None) -> datetime | None:
    """Return by when the parcel that decides was promised, else the order; None where nothing was."""
    return instant_in(found.parcel, "promised_by") or (
        instant_in(case.order, "promised_by") if case else None
    )


def last_news(case: OrderCase | None) -> datetime | None:
    """Return when the carrier last said something of any parcel; None where it never did."""
    rows: Iterable[TabRow] = case.parcels.values() if case else ()
    times = [instant_in(row, name) for row in rows for name in ("last_scan", "delivered")]
    return max((at for at in times if at), default=None)


def _parcels(case: OrderCase) -> Iterator[tuple[str, str, TabRow]]:
    """Yield state, key and row of every parcel that counts, and of what is still to be sent."""
    for key, row in case.parcels.items():
        state = text_in(row, "state")
        if row.get("cancelled") is not True and state in _WORST_FIRST:
            yield state, key, row
    if text_in(case.order, "to_ship") in _UNSENT:
        yield ShipState.NOT_SHIPPED.value, "", {}


def _without_parcels(case: OrderCase) -> str:
    if instant_in(case.order, "cancelled"):
        return ShipState.CANCELLED.value
    all_cancelled = case.parcels and all(row.get("cancelled") is True for row in case.parcels.values())
    nothing_sent = whole_in(case.order, "parcels") == 0
    return ShipState.NOT_SHIPPED.value if all_cancelled or nothing_sent else UNKNOWN


def _told(found: OrderState, case: OrderCase, zone: ZoneInfo) -> Iterator[str]:
    row = found.parcel
    if found.others:
        yield found.others
    promised, delivered = promised_by(found, case), instant_in(row, "delivered")
    scan, expected = instant_in(row, "last_scan"), instant_in(row, "expected")
    if promised:
        yield f"promised by {_day(promised, zone)}"
    if delivered:
        yield f"delivered {_day(delivered, zone)}{_place(row)}"
    elif scan:
        yield f"last scan {_day(scan, zone)}{_place(row)}"
    if expected and not delivered:
        yield f"the carrier expects it {_day(expected, zone)}"


def _place(row: TabRow) -> str:
    found = _PLACE.search(text_in(row, "source_event"))
    return f" {found['city'].strip()}" if found else ""


def _day(at: datetime, zone: ZoneInfo) -> str:
    return day_words(at.astimezone(zone).date())
