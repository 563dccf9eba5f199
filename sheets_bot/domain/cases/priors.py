"""
How likely a fight is won: the playbook's band at first, then more and more our own decided cases.

Only cases that we answered and that were decided for one side count: one lost in silence, given up,
withdrawn or paid by PayPal says nothing about evidence. Where the parcel stood at the decision is not
kept; for the two families that turn on it, whether it had arrived by then is read from the parcels.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sheets_bot.domain.cases.beta import Beta
from sheets_bot.domain.cases.families import Family, family_of
from sheets_bot.domain.cases.stages import Stage, stage_of
from sheets_bot.domain.disputes.decision_words import decision_words
from sheets_bot.domain.disputes.dispute_readings import Result
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.tab_rows import TabRow, TabRows, day_in, instant_in, text_in

# The middle of each band of the playbook (VL under 10 %, L 10 to 30, M 30 to 60, H 60 to 85, VH above 85).
_MIDDLE = {"VL": 0.05, "L": 0.2, "L-M": 0.325, "M": 0.45, "M-H": 0.5875, "H": 0.725, "VH": 0.925}
BAND_WEIGHT = 10
"""A band counts like so many decided cases; its interval is then a little wider than the band (ours)."""

OWN_ALONE_FROM = 20
"""From so many own cases on, they count alone; fewer tell too little (12 of 20 can mean 39 to 78 %)."""

# Payouts of PayPal's own will: no verdict on the evidence (decision_words.py has the lesson "none").
_NO_VERDICT = tuple(
    decision_words(code) for code in ("TRUSTED_BUYER_PAYOUT", "GOODWILL_PAYOUT", "REPRESENTED_BY_PAYPAL")
)
_BY_ARRIVAL = frozenset({Family.INR, Family.FRAUD})


class Arrival(StrEnum):
    """Whether the parcel had arrived; the text is for people."""

    ARRIVED = "delivered"
    NOT_YET = "not delivered"
    ANY = ""
    """It does not matter for the family, or nobody knows."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One case of ours that was fought and decided."""

    family: Family
    stage: Stage
    arrival: Arrival
    won: bool


@dataclass(frozen=True, slots=True)
class Prior:
    """How likely a fight is won, and what that rests on."""

    chance: Beta
    won: int
    cases: int
    """Own decided cases that count in it."""
    pool: str
    """Which own cases those are, in words."""

    @property
    def is_own(self) -> bool:
        """True where our own cases count alone."""
        return self.cases >= OWN_ALONE_FROM


def decided_cases(disputes: TabRows, parcels: TabRows) -> list[Decided]:
    """Return our own decided cases, of the tabs `Disputes` and `Parcels` as read."""
    by_order: dict[str, list[TabRow]] = {}
    for row in parcels.values():
        if row.get("cancelled") is not True:
            by_order.setdefault(text_in(row, "order"), []).append(row)
    return list(_decided(disputes, by_order))


def _decided(disputes: TabRows, by_order: dict[str, list[TabRow]]) -> Iterator[Decided]:
    for row in disputes.values():
        family, stage = family_of(row).family, stage_of(row)
        if family is None or stage is None or stage.is_inquiry or not _is_verdict(row):
            continue
        arrival = _arrival_at_end(row, by_order.get(text_in(row, "order"), []))
        yield Decided(family, stage, arrival, text_in(row, "outcome") == Result.WON)


def prior_of(family: Family, stage: Stage, state: str, band: str, decided: Iterable[Decided]) -> Prior | None:
    """
    Return how likely a fight is won; None where neither the playbook nor our own cases tell.

    An inquiry is fought as the claim or chargeback that it becomes. Without enough own cases the band counts
    like `BAND_WEIGHT` cases; a band that is missing counts nothing.
    """
    fought = {Stage.PAYPAL_INQUIRY: Stage.PAYPAL_CLAIM, Stage.SHOPIFY_INQUIRY: Stage.SHOPIFY_CHARGEBACK}
    place, arrival = fought.get(stage, stage), _arrival(family, state)
    ours = [
        each
        for each in decided
        if (each.family, each.stage) == (family, place) and arrival in {each.arrival, Arrival.ANY}
    ]
    won, cases = sum(each.won for each in ours), len(ours)
    pool = ", ".join(part for part in (family.value, place.value, arrival.value) if part)
    if cases >= OWN_ALONE_FROM:
        # Half a case on either side keeps "all won" from meaning "never lost" (Jeffreys).
        return Prior(Beta(won + 0.5, cases - won + 0.5), won, cases, pool)
    middle = _MIDDLE.get(band)
    if middle is None:
        return None
    return Prior(Beta(middle * BAND_WEIGHT + won, (1 - middle) * BAND_WEIGHT + cases - won), won, cases, pool)


def _is_verdict(row: TabRow) -> bool:
    """True for a case that we answered, and that was decided on what was handed in."""
    if text_in(row, "outcome") not in {Result.WON, Result.LOST} or instant_in(row, "answered_at") is None:
        return False
    return not text_in(row, "decision").startswith(_NO_VERDICT)


def _arrival(family: Family, state: str) -> Arrival:
    if family not in _BY_ARRIVAL:
        return Arrival.ANY
    return Arrival.ARRIVED if state == ShipState.DELIVERED else Arrival.NOT_YET


def _arrival_at_end(row: TabRow, parcels: list[TabRow]) -> Arrival:
    """
    Return whether all parcels of the order had come when the case closed; `ANY` where nobody knows.

    The day of closing is local and that of delivery is not, so a day between them says nothing.
    """
    closed = day_in(row, "closed_on")
    if closed is None or not parcels:
        return Arrival.ANY
    times = [instant_in(parcel, "delivered") for parcel in parcels]
    in_place = all(text_in(parcel, "state") == ShipState.DELIVERED for parcel in parcels)
    came = in_place and all(at is not None and at.date() <= closed + timedelta(days=1) for at in times)
    return Arrival.ARRIVED if came else Arrival.NOT_YET
