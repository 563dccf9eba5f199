"""
PayPal's rules as far as they are published: dates, fees, what is allowed, what evidence is worth.

Pure functions of a case. Sources are named at each rule ("PayPal disputes FAQ",
"PayPal API reference", "use disputes API" are pages of PayPal's developer site);
what nobody has published is marked "ours".
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sheets_bot.sandbox.world.case import Case, Channel, Evidence, Stage, Status
from sheets_bot.sandbox.world.troubles import CREDIT, NOT_AS_DESCRIBED, NOT_RECEIVED, UNAUTHORISED

DAY_SECONDS = 86_400.0
PACIFIC = ZoneInfo("America/Los_Angeles")

INQUIRY_DAYS = 20
"""Observed to the millisecond in PayPal's sample; an inquiry that nobody escalates is closed then."""
CLAIM_DAYS = 10
"""Observed: due ten days later at the end of the day in California (06:59:59Z or 07:59:59Z)."""
ACCELERATED_DAYS = 3
"""What is left after an escalation on day 8 or later, where the response is accelerated."""
LAST_FREE_DAY = 10
"""After it, a buyer's escalation leaves a seller who has not written no time (accelerated response)."""
ALERT_SECONDS = 20 * 3600.0
"""A refund within 20 hours of an alert avoids the chargeback (disputes overview); as a due date, ours."""
APPEAL_DAYS = 10
"""Ours: PayPal does not state how long an appeal may be filed."""
BUYER_DAYS = 10
"""A buyer who leaves an offer unanswered for ten days loses the case (old help page)."""

DISPUTE_FEE_MINOR = {"USD": 1500, "EUR": 1400, "GBP": 1200}
CHARGEBACK_FEE_MINOR = {"USD": 2000, "EUR": 1600, "GBP": 1400}
"""Ours, in the order of magnitude of PayPal's fee pages; the amounts vary by country and year."""

APPEALED_STAGES = {Stage.CLAIM: Stage.PRE_ARBITRATION, Stage.PRE_ARBITRATION: Stage.ARBITRATION}
"""The first appeal is pre-arbitration, the second arbitration (disputes reference)."""


def end_of_pacific_day(at: float, *, days: int) -> float:
    """Return the last second of the day in California that lies *days* after *at*."""
    day = datetime.fromtimestamp(at, PACIFIC).date() + timedelta(days=days)
    return datetime.combine(day, time(23, 59, 59), PACIFIC).astimezone(UTC).timestamp()


def first_due_at(channel: Channel, stage: Stage, opened_at: float) -> float:
    """Return the seller's date of a new case."""
    if channel is Channel.ALERT:
        return opened_at + ALERT_SECONDS
    if stage is Stage.INQUIRY:
        return opened_at + INQUIRY_DAYS * DAY_SECONDS
    return end_of_pacific_day(opened_at, days=CLAIM_DAYS)


def due_at_after_escalation(case: Case, escalated_at: float) -> float:
    """
    Return the seller's date of a claim that was an inquiry: earlier than the inquiry's own.

    Ten days as observed; with accelerated response three when escalated on day 8 or
    later ("use disputes API").
    """
    late = escalated_at - case.opened_at >= 8 * DAY_SECONDS
    days = ACCELERATED_DAYS if late and case.order.brand.accelerated else CLAIM_DAYS
    due_at = end_of_pacific_day(escalated_at, days=days)
    inquiry_ends_at = case.opened_at + INQUIRY_DAYS * DAY_SECONDS
    return min(due_at, inquiry_ends_at) if escalated_at < inquiry_ends_at else due_at


def is_lost_by_silence(case: Case, escalated_at: float) -> bool:
    """
    Say whether a buyer's escalation ends the case at once.

    With accelerated response it does after day 10, unless the seller has sent a
    message or an offer: writing early buys time ("use disputes API").
    """
    late = escalated_at - case.opened_at > LAST_FREE_DAY * DAY_SECONDS
    return case.order.brand.accelerated and late and not case.seller_wrote()


def due_at_after_buyer(case: Case, at: float) -> float:
    """Return the seller's date when the buyer has answered: the old one, but three days at least (ours)."""
    return max(case.last_due_at or at, end_of_pacific_day(at, days=ACCELERATED_DAYS))


def state_of(case: Case, now: float) -> str:
    """Return `dispute_state` as the seller sees it."""
    if case.status is Status.RESOLVED:
        return "APPEALABLE" if may_appeal(case, now) else "RESOLVED"
    return {
        Status.OPEN: "OPEN_INQUIRIES",
        Status.SELLERS_TURN: "REQUIRED_ACTION",
        Status.BUYERS_TURN: "REQUIRED_OTHER_PARTY_ACTION",
        Status.UNDER_REVIEW: "UNDER_PAYPAL_REVIEW",
    }[case.status]


def may_appeal(case: Case, now: float) -> bool:
    """Say whether a lost case can be appealed."""
    return case.appealable_until is not None and now <= case.appealable_until


def allowed_actions(case: Case, now: float) -> tuple[str, ...]:
    """
    Return what the seller may do now, spelled as in the links of PayPal's samples.

    After the seller's date nothing is allowed (acceptance test criteria 15 and 23).
    Where PayPal's pages contradict each other, this follows "use disputes API".
    """
    if may_appeal(case, now):
        return ("appeal",)
    if case.due_at is not None and now > case.due_at:
        return ()
    if case.status is Status.UNDER_REVIEW:
        return ("provide_supporting_info",)
    if case.status is not Status.SELLERS_TURN:
        return ()
    if case.stage is Stage.INQUIRY:
        escalate = ("escalate",) if case.reason in {NOT_RECEIVED, NOT_AS_DESCRIBED} else ()
        return ("send_message", "make_offer", "accept_claim", *escalate, "provide_evidence")
    if case.channel is Channel.INTERNAL:
        return ("provide_evidence", "accept_claim", "make_offer")
    return ("provide_evidence", "accept_claim")


def evidence_wanted(reason: str) -> str:
    """Return the evidence type that PayPal asks the seller for (dispute reasons)."""
    return {
        NOT_RECEIVED: "PROOF_OF_FULFILLMENT",
        UNAUTHORISED: "PROOF_OF_FULFILLMENT",
        CREDIT: "PROOF_OF_REFUND",
    }.get(reason, "OTHER")


def worth_of(evidences: Sequence[Evidence], reason: str) -> float:
    """
    Return how much of a good answer the seller's evidence is (0..1).

    Ours, after the table of evidence types per reason: tracking decides cases of
    delivery and stolen accounts, words and pictures those of quality, refund ids
    those of refunds; anything else is worth a third.
    """
    best = 0.0
    for evidence in evidences:
        if evidence.source != "SUBMITTED_BY_SELLER":
            continue
        told = bool(evidence.notes or evidence.documents)
        fits = {
            "PROOF_OF_FULFILLMENT": bool(evidence.tracking) and reason in {NOT_RECEIVED, UNAUTHORISED},
            "PROOF_OF_REFUND": bool(evidence.refund_ids),
        }.get(evidence.kind, told and reason not in {NOT_RECEIVED, UNAUTHORISED})
        best = max(best, 1.0 if fits else 0.34 if told else 0.0)
    return best


def fee_minor(case: Case, *, lost: bool) -> int:
    """
    Return the fee for a case at PayPal's claim stage.

    Waived when won, when settled before escalation, for unauthorised payments and
    below twice the fee (PayPal's user agreement, standard dispute fee).
    """
    fee = DISPUTE_FEE_MINOR.get(case.currency, 1500)
    waived = (
        not lost or case.stage is Stage.INQUIRY or case.reason == UNAUTHORISED or case.amount_minor < 2 * fee
    )
    return 0 if waived or case.channel is not Channel.INTERNAL else fee


def chargeback_fee_minor(case: Case) -> int:
    """Return the fee that every card chargeback costs, won or lost (disputes FAQ: not covered)."""
    return CHARGEBACK_FEE_MINOR.get(case.currency, 2000) if case.channel is Channel.EXTERNAL else 0
