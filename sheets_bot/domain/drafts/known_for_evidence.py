"""
What is known of an order where evidence is told: by the clock of the evidence, and of all parcels together.

A letter is about one parcel (`known.py`); what a platform reads must be true of the whole order, and name the
days that stand in the packet beside it.
"""

from dataclasses import replace
from datetime import datetime

from sheets_bot.domain.drafts.known import Known, Situation, day_of, known_of
from sheets_bot.domain.evidence.applying import live_parcels
from sheets_bot.domain.evidence.found import CLOCK
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.tab_rows import TabRow, instant_in


def known_for_evidence(
    row: TabRow,
    case: OrderCase | None,
    *,
    at: Situation,
    wanted: str = "",
    pieces: frozenset[str] = frozenset(),
) -> Known:
    """
    Return what is known for the words of the evidence of a row of `Disputes`.

    Args:
        row: The dispute.
        case: Everything about its order; None where that is not known.
        at: The house and the moment.
        wanted: The state that speaks, where the advice has named one.
        pieces: Codes of the pieces of evidence that its packet would hold.
    """
    at = by_clock_of_evidence(at)
    known = known_of(row, case, at=at, wanted=wanted)
    times = _delivered(case)
    came = [day for time in times if (day := day_of(time, at))]
    # Of several parcels one without its day is enough: then nothing is said of all of them.
    is_part = known.is_part or len(came) < len(times) > 1
    is_all = bool(came) and not is_part
    opened = known.days.get("opened_on")
    return replace(
        known,
        pieces=pieces,
        days={**known.days, "delivered_on": max(came)} if is_all else known.days,
        is_part=is_part,
        parcels=len(times),
        opened_before_delivery=bool(opened and came and opened < min(came)),
    )


def by_clock_of_evidence(at: Situation) -> Situation:
    """Return the same moment with its days counted by the clock of the evidence."""
    return replace(at, days_in=CLOCK)


def _delivered(case: OrderCase | None) -> list[datetime | None]:
    """Return when each parcel that counts was handed over, wherever that was; None for one that was not."""
    return [instant_in(row, "delivered") for row in live_parcels(case).values()] if case else []
