"""
How PayPal, or the card's bank, decides a case: by the evidence, and by a little luck.

Pure: the same case gets the same verdict. The adjudication codes are PayPal's;
which one fits is this project's judgement.
"""

from dataclasses import dataclass

from sheets_bot.sandbox.world.case import Case, Channel, Outcome
from sheets_bot.sandbox.world.dice import dice
from sheets_bot.sandbox.world.policy import worth_of
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


def decide(case: Case) -> Verdict:
    """Decide *case* on what has been handed in so far."""
    worth = worth_of(case.evidences, case.reason)
    if worth == 0:
        return lost(case, "NO_SELLER_RESPONSE")
    share = case.claim.win_share * worth
    luck = case.luck
    if case.channel is Channel.EXTERNAL:
        share *= BANK_SHARE
    if case.appeals:
        share *= APPEAL_SHARE
        luck = dice(case.dispute_id, "appeal", case.appeals).random()
    if luck >= share:
        return lost(case, _why_lost(case, worth))
    if case.reason in {NOT_RECEIVED, UNAUTHORISED} and luck < share * PAYOUT_SHARE:
        return Verdict(Outcome.WITH_PAYOUT, 0, (("PAYOUT_TO_SELLER", "PROTECTED_BY_PAYPAL"),))
    return for_seller(case)


def for_seller(case: Case) -> Verdict:
    """Return the verdict for the seller."""
    return Verdict(Outcome.FOR_SELLER, 0, (("DENY_BUYER", case.claim.won_because),))


def lost(case: Case, reason: str) -> Verdict:
    """Return the verdict for the buyer, for *reason*."""
    reasons = (("PAYOUT_TO_BUYER", reason), ("RECOVER_FROM_SELLER", reason))
    return Verdict(Outcome.FOR_BUYER, case.amount_minor, reasons)


def _why_lost(case: Case, worth: float) -> str:
    if case.appeals:
        return "MULTIPLE_APPEALS_WITH_SAME_REASON"
    if worth < 1:
        return "POS_SUBMITTED_INSTEAD_OF_POD" if case.reason == NOT_RECEIVED else "INVALID_DOCUMENTATION"
    return case.claim.lost_because
