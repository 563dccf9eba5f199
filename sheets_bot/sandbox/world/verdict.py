"""
How PayPal, or the card's bank, decides a case: by the evidence, and by a little luck.

Pure: the same case gets the same verdict. What the evidence amounts to is in
`judgement.py`; the adjudication codes are PayPal's.
"""

from dataclasses import dataclass, replace

from sheets_bot.sandbox.world.case import Case, Channel, Evidence, Outcome
from sheets_bot.sandbox.world.dice import dice
from sheets_bot.sandbox.world.grounds import Grounds
from sheets_bot.sandbox.world.judgement import Finding, weigh
from sheets_bot.sandbox.world.troubles import NOT_RECEIVED, UNAUTHORISED

BANK_SHARE = 0.75
"""A card's bank believes the seller less often than PayPal does."""

APPEAL_SHARE = 0.5
"""A decision is overturned half as often as the case would have been won."""

PAYOUT_SHARE = 0.5
"""Of the wins that seller protection covers, how many PayPal pays from its own pocket."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided, and the codes that say why."""

    outcome: Outcome
    refunded_minor: int
    reasons: tuple[tuple[str, str], ...]
    """Pairs of adjudication type and reason."""


def decide(case: Case, grounds: Grounds) -> Verdict:
    """Decide *case* on what has been handed in so far, and on where the order stands by now."""
    if case.answered_at is None:
        return lost(case, "NO_SELLER_RESPONSE")
    found = odds_of(case, grounds)
    share, luck = found.share, case.luck
    if case.appeals:
        luck = dice(case.dispute_id, "appeal", case.appeals).random()
    if luck >= share:
        return lost(case, found.why_lost if share else "MULTIPLE_APPEALS_WITH_SAME_REASON")
    if case.reason in {NOT_RECEIVED, UNAUTHORISED} and luck < share * PAYOUT_SHARE:
        return Verdict(Outcome.WITH_PAYOUT, 0, (("PAYOUT_TO_SELLER", "PROTECTED_BY_PAYPAL"),))
    return for_seller(case, found.why_won)


def odds_of(case: Case, grounds: Grounds) -> Finding:
    """Return how often a case that was answered like this one is won, by whoever decides it."""
    found = weigh(case, grounds)
    share = found.share
    if case.channel is Channel.EXTERNAL:
        share *= BANK_SHARE
    if case.appeals:
        share *= APPEAL_SHARE if _brings_news(case) else 0
    return replace(found, share=share)


def for_seller(case: Case, reason: str = "") -> Verdict:
    """Return the verdict for the seller, for *reason*, or as such claims go."""
    return Verdict(Outcome.FOR_SELLER, 0, (("DENY_BUYER", reason or case.claim.won_because),))


def lost(case: Case, reason: str) -> Verdict:
    """Return the verdict for the buyer, for *reason*."""
    reasons = (("PAYOUT_TO_BUYER", reason), ("RECOVER_FROM_SELLER", reason))
    return Verdict(Outcome.FOR_BUYER, case.amount_minor, reasons)


def _brings_news(case: Case) -> bool:
    """Say whether an appeal shows what was not shown before; PayPal has a code for points repeated."""
    ours = [one for one in case.evidences if one.source == "SUBMITTED_BY_SELLER"]
    shown = {thing for one in ours[:-1] for thing in _things(one)}
    return bool(_things(ours[-1]) - shown)


def _things(evidence: Evidence) -> set[str]:
    numbers = [number for _, number in evidence.tracking]
    return {thing for thing in (evidence.notes, *evidence.documents, *numbers, *evidence.refund_ids) if thing}
