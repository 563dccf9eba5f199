"""
What tells of the work of some shifts, and what was missed in them; read from the world's files.

Decides what counts, and counts no money; that is `account.py`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sheets_bot.domain.shifts import Span
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.case import Status


def seen_in(world: World) -> frozenset[str]:
    """
    Return what tells of the work done until now: cases, reviews, conversations.

    A case tells when it was answered, is over or past its date; one that waits for us with its date to come
    may still be answered in time, and all reviews and conversations until now do.
    """
    with world.lock:
        cases = {
            case.dispute_id
            for case in world.cases.values()
            if case.status is not Status.OPEN
            and not (case.status is Status.SELLERS_TURN and case.due_at and case.due_at > world.now)
        }
        charged = [case for listed in world.chargebacks.values() for case in listed]
        by_card = {f"SH-{case.number}" for case in charged if case.status != "NEEDS_RESPONSE"}
        reviews = {review.review_id for listed in world.reviews.values() for review in listed}
        return frozenset(cases | by_card | reviews | set(world.conversations))


def missed_after_a_shift(world: World, seen: frozenset[str], shifts: Sequence[Span]) -> dict[str, datetime]:
    """
    Return the PayPal dates that passed unanswered although a whole shift lay before them.

    A shift counts when it began after the turn was ours and ended before the date.
    """
    turns: dict[tuple[str, float], float] = {}
    for one in world.chronicle.entries:
        if one.kind == "turn":
            turns.setdefault((one.subject, one.detail["due_at"]), one.at)
    found: dict[str, datetime] = {}
    for case in world.cases.values():
        for due_at in case.missed if case.dispute_id in seen else ():
            turn_at, due = turns[case.dispute_id, due_at], datetime.fromtimestamp(due_at, UTC)
            begins = datetime.fromtimestamp(turn_at, UTC)
            if any(begins <= span.starts_at and span.ends_at <= due for span in shifts):
                found[case.dispute_id] = due
    return found
