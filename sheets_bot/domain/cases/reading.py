"""
A case as the playbook sees it: family, stage, state of the shipment, and what else is true.

Gathers what the other files read (`families.py`, `stages.py`, `order_state.py`, `situation.py`) and says
what is peculiar: a complaint about the goods before anything has arrived is one of not having received them.
Recommends nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sheets_bot.domain.cases.families import Family, family_of
from sheets_bot.domain.cases.order_state import (
    STATE_WORDS,
    OrderState,
    last_news,
    order_state,
    promised_by,
    state_facts,
)
from sheets_bot.domain.cases.situation import Asked, situations_of
from sheets_bot.domain.cases.stages import Stage, stage_of
from sheets_bot.domain.join.claim_check import check_claims
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in, whole_in
from sheets_bot.domain.when_words import moment_words

_NOT_ARRIVED = frozenset(
    {ShipState.NOT_SHIPPED.value, ShipState.LABEL.value, ShipState.MOVING.value}
    | {ShipState.LATE.value, ShipState.LOST.value}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a case."""

    dispute: TabRow
    case: OrderCase | None
    family: Family
    stage: Stage
    found: OrderState
    situations: frozenset[str]
    facts: str
    """What decides, in one sentence for people."""
    remarks: tuple[str, ...]
    """What is peculiar about it, in sentences."""
    news_at: datetime | None
    """When the carrier last said something."""

    @property
    def state(self) -> str:
        """Of the shipment: S0 to S7, S2?, cancelled, unknown."""
        return self.found.state


def read_case(
    dispute: TabRow, case: OrderCase | None, *, rules: Rules, zone: ZoneInfo, now: datetime
) -> Reading | None:
    """Return what is known of a row of `Disputes`; None for a reason or stage that is new to the bot."""
    family, stage = family_of(dispute), stage_of(dispute)
    if family.family is None or stage is None:
        return None
    remarks = [family.why] if family.why else []
    counts, found = family.family, order_state(case, arrived_first=family.family is Family.SNAD)
    if counts is Family.SNAD and found.state in _NOT_ARRIVED:
        counts, found = Family.INR, order_state(case)
        remarks.append(_too_early(dispute, found, zone))
    if counts is Family.INR and _became_late(dispute, found, case, now):
        remarks.append("Opened before the promised day, which has passed since.")
    judged = {**dispute, "reason_code": family.as_if} if family.as_if else dispute
    checks = check_claims(judged, case, zone=zone, now=now) if case else []
    asked = Asked(dispute, case, counts, stage, found, tuple(checks), rules.cases.decision_day, now)
    told = ", ".join(part for part in (found.state if case else "", STATE_WORDS[found.state]) if part)
    where = f"{counts}, {stage.value.partition(' ')[2]}" + (f", {told.replace(', ', ' ')}" if told else "")
    return Reading(
        dispute,
        case,
        counts,
        stage,
        found,
        situations_of(asked),
        f"{where}: {state_facts(found, case, zone=zone)}; {_shifts(dispute)}.",
        tuple(remarks),
        last_news(case),
    )


def _too_early(dispute: TabRow, found: OrderState, zone: ZoneInfo) -> str:
    opened, scan = instant_in(dispute, "opened"), instant_in(found.parcel, "last_scan")
    dates = f"opened {moment_words(opened, zone)}" if opened else "opened before it came"
    dates += f", last scan {moment_words(scan, zone)}" if scan else ""
    told = f"Not as described, but nothing has arrived ({dates})"
    return f"{told}: treated as not received; say so with the dates."


def _became_late(dispute: TabRow, found: OrderState, case: OrderCase | None, now: datetime) -> bool:
    """True where a case came too early, and what was promised has not come by its day after all."""
    opened, promised = instant_in(dispute, "opened"), promised_by(found, case)
    return found.state == ShipState.LATE and bool(opened and promised and opened < promised < now)


def _shifts(dispute: TabRow) -> str:
    left = whole_in(dispute, "shifts_left")
    if left is None:
        return "no date to answer by" if text_in(dispute, "whose_turn") != "You may appeal" else "no date"
    return {0: "no safe shift left", 1: "1 shift left"}.get(left, f"{left} shifts left")
