"""
A complaint, and what one fact says about its cause.

Values only. Who finds clues is in `by_carrier.py`, `by_order.py`, `by_mail.py` and `by_text.py`; which
of them counts is decided in `suggest.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from sheets_bot.domain.causes.cause import group_of
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.tab_rows import TabRow, text_in
from sheets_bot.domain.when_words import day_words


class Source(IntEnum):
    """Where a clue comes from, the most trusted first (the field's order of evidence)."""

    CARRIER = 1
    ORDER = 2
    """The order, its payments and refunds, and what PayPal decided."""
    MAIL = 3
    """Our own mail log: when they wrote, when we answered."""
    TEXT = 4
    """What the customer says."""
    GUESS = 5
    """What is left when all facts speak against the claim."""

    @property
    def words(self) -> str:
        """For the column `Suggested cause: why`."""
        return ("carrier", "order", "our mails", "customer's words", "guess")[self - 1]


@dataclass(frozen=True, slots=True)
class Clue:
    """One fact and the cause that it points to."""

    code: str
    source: Source
    fact: str
    """In words, with its time and tab; no personal data."""
    explains: frozenset[str] = frozenset()
    """Topics of complaints that it explains beside those of its own group."""

    def fits(self, topic: str) -> bool:
        """True where it may be the cause of a complaint about *topic*, ``""`` for one about anything."""
        return not topic or topic == group_of(self.code) or topic in self.explains


@dataclass(frozen=True, slots=True)
class Complaint:
    """One row in which somebody complains, with everything about its order."""

    tab: str
    key: str
    row: TabRow
    case: OrderCase | None
    """None where the order is not known."""
    topic: str
    """What it claims to be about: a group of causes, or ``""``. A story, not a finding."""
    at: datetime | None
    """When it was made."""
    answer_limit: timedelta
    """How long a mail may wait for its answer (Settings)."""
    zone: ZoneInfo
    now: datetime

    @property
    def order(self) -> TabRow:
        """The row of `Orders`; empty where it is not known."""
        return self.case.order if self.case else {}

    @property
    def parcels(self) -> dict[str, TabRow]:
        """The parcels that count, by key."""
        rows: Iterable[tuple[str, TabRow]] = sorted(self.case.parcels.items()) if self.case else ()
        return {
            key: row
            for key, row in rows
            if row.get("cancelled") is not True and text_in(row, "state") != ShipState.CANCELLED
        }

    def on(self, at: datetime | None) -> str:
        """Return `` on Mon 9 Nov``, or ``""`` without a time."""
        return f" on {day_words(at.astimezone(self.zone).date())}" if at else ""
