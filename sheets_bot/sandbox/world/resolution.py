"""
PayPal's resolution centre: everything that buyer, seller and PayPal can do to a case.

The same methods serve the simulated people and the API room, so a case cannot
tell who pressed the button. Methods assume that the step is allowed
(`policy.allowed_actions`); they change the case, move the money, write the
chronicle and plan what PayPal does later. No rule of dates or fees is kept here.
"""

from collections.abc import Sequence
from dataclasses import replace

from sheets_bot.sandbox.world import policy
from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.case import (
    Adjudication,
    Case,
    Channel,
    Evidence,
    Message,
    OfferStep,
    Outcome,
    Stage,
    Status,
    SupportingInfo,
)
from sheets_bot.sandbox.world.chronicle import Chronicle, Happening
from sheets_bot.sandbox.world.dice import chance, dice
from sheets_bot.sandbox.world.grounds import Grounds, grounds_of
from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.policy import DAY_SECONDS
from sheets_bot.sandbox.world.settlement import Settlement
from sheets_bot.sandbox.world.troubles import CREDIT, NOT_AS_DESCRIBED, NOT_RECEIVED, UNAUTHORISED, Trouble
from sheets_bot.sandbox.world.verdict import Verdict, decide, lost

ASKS_AGAIN_SHARE = 0.07
"""Of the answered cases, those in which PayPal wants one thing more."""

STAYS_OPEN_SHARE = 0.15
"""Of the inquiries, those that are OPEN for a day or two before PayPal asks the seller."""

EXTERNAL_CODES = {
    UNAUTHORISED: "10.4",
    NOT_RECEIVED: "13.1",
    NOT_AS_DESCRIBED: "13.3",
    CREDIT: "13.7",
}
"""Card network reason codes as they reach the merchant for chargebacks of cards."""


class ResolutionCentre:
    """Opens, changes and closes cases."""

    def __init__(
        self, archive: Archive, agenda: Agenda, chronicle: Chronicle, settlement: Settlement
    ) -> None:
        self.cases: dict[str, Case] = {}
        """By dispute id, in the order in which they were opened."""
        self._archive = archive
        self._agenda = agenda
        self._chronicle = chronicle
        self._settlement = settlement

    def grounds(self, case: Case, at: float) -> Grounds:
        """Return the facts of the order that *case* is about, as of *at*."""
        return grounds_of(self._archive, case.order, at)

    # What buyers do

    def open(
        self,
        order: Order,
        trouble: Trouble,
        at: float,
        *,
        channel: Channel,
        stage: Stage,
        neglected: bool = False,
    ) -> Case:
        """File a dispute about *order*."""
        case = _new_case(order, trouble, at, channel, stage)
        case.neglected = neglected
        self.cases[case.dispute_id] = case
        if stage is Stage.INQUIRY:
            case.messages.append(Message("BUYER", at, trouble.story))
        self._settlement.hold(case, at)
        self._tell(case, "opened", at)
        due_at = policy.first_due_at(channel, stage, at)
        inquiry = stage is Stage.INQUIRY and not neglected
        if inquiry and chance(STAYS_OPEN_SHARE, case.dispute_id, "stays open"):
            self._leave_open(case, due_at, at)
        else:
            self._ask_seller(case, due_at, at)
        return case

    def message(self, case: Case, by: str, content: str, at: float) -> None:
        """Post a message; it becomes the other side's turn."""
        case.messages.append(Message(by, at, content))
        if by == "SELLER":
            self._ask_buyer(case, at)
        self._tell(case, "message", at, by=by)
        if by == "BUYER":
            self._ask_seller(case, policy.due_at_after_buyer(case, at), at)

    def escalate(self, case: Case, by: str, at: float) -> None:
        """Turn an inquiry into a claim; the seller's date becomes earlier."""
        due_at = policy.due_at_after_escalation(case, at)
        too_late = by == "BUYER" and policy.is_lost_by_silence(case, at)
        case.stage = Stage.CLAIM
        self._tell(case, "escalated", at, by=by)
        if too_late:
            self._close(case, lost(case, "NO_SELLER_RESPONSE"), at)
        else:
            self._ask_seller(case, due_at, at)

    def withdraw(self, case: Case, at: float, *, reason: str = "BUYER_CANCELLED_CASE") -> None:
        """The buyer gives up, or lets the time pass."""
        self._close(case, Verdict(Outcome.WITHDRAWN, 0, (("DENY_BUYER", reason),)), at)

    def answer_offer(self, case: Case, at: float, *, accepted: bool) -> None:
        """The buyer takes the seller's offer, or does not and waits for a better one."""
        offer = case.offers[-1]
        event = "ACCEPTED" if accepted else "DENIED"
        case.offers.append(replace(offer, at=at, actor="BUYER", event=event, notes=""))
        if accepted:
            minor = case.amount_minor if offer.minor is None else offer.minor
            why = (
                "PARTIAL_REFUND_OFFER_ACCEPTED"
                if minor < case.amount_minor
                else "SELLER_AGREED_TO_ISSUE_CREDIT"
            )
            self._close(case, Verdict(Outcome.ACCEPTED, minor, (("PAYOUT_TO_BUYER", why),)), at)
        else:
            self._ask_seller(case, policy.due_at_after_buyer(case, at), at)

    def change_reason(self, case: Case, claim: Trouble, at: float) -> None:
        """The buyer now claims something else: the case starts again at the claim stage (disputes FAQ)."""
        case.claim, case.reason = claim, claim.reason
        self._reopen(case, at)

    def file_with_bank(self, case: Case, at: float) -> None:
        """The buyer goes to the card's bank after PayPal has closed the case (disputes FAQ)."""
        self._settlement.release(case, at)  # PayPal's hold ends; the bank takes the money itself
        case.channel = Channel.EXTERNAL
        case.external_reason_code = _external_code(case.reason)
        self._reopen(case, at)

    # What the seller does

    def offer(self, case: Case, kind: str, minor: int | None, notes: str, at: float) -> None:
        """Offer the buyer something; None as amount means: all of it."""
        case.offers.append(OfferStep(at, "SELLER", "PROPOSED", kind, minor, notes, case.stage))
        self._ask_buyer(case, at)
        self._tell(case, "offer", at)

    def provide_evidence(self, case: Case, evidences: Sequence[Evidence], at: float) -> None:
        """Hand in evidence; a claim goes to PayPal for review, an inquiry back to the buyer."""
        case.evidences.extend(evidences)
        if case.stage is Stage.INQUIRY:
            self._ask_buyer(case, at)
        else:
            self._review(case, at)
        self._tell(case, "answered", at)

    def add_information(self, case: Case, info: SupportingInfo) -> None:
        """Add facts while PayPal reviews."""
        case.supporting_info.append(info)
        case.updated_at = info.at

    def accept_claim(self, case: Case, minor: int | None, at: float) -> None:
        """Concede: the buyer gets *minor* (None: all of it), and the case is over."""
        paid = case.amount_minor if minor is None else minor
        self._close(case, Verdict(Outcome.ACCEPTED, paid, (("PAYOUT_TO_BUYER", "SELLER_ISSUED_REFUND"),)), at)

    def appeal(self, case: Case, evidences: Sequence[Evidence], at: float) -> None:
        """Contest a lost decision with more evidence."""
        case.evidences.extend(evidences)
        case.stage = policy.APPEALED_STAGES.get(case.stage, case.stage)
        case.appeals += 1
        case.outcome, case.closed_at, case.appealable_until = None, None, None
        self._review(case, at)
        self._tell(case, "reopened", at)
        self._tell(case, "answered", at)

    # What PayPal does

    def ask_for_more(self, case: Case, at: float) -> None:
        """Want one thing more from the seller before deciding."""
        case.asked_again = True
        self._ask_seller(case, policy.end_of_pacific_day(at, days=7), at)

    def judge(self, case: Case, verdict: Verdict, at: float) -> None:
        """Close a case with a decision."""
        self._close(case, verdict, at)

    def _review(self, case: Case, at: float) -> None:
        case.status = Status.UNDER_REVIEW
        case.due_at = case.buyer_due_at = None
        case.updated_at = case.review_since = at
        throw = dice(case.dispute_id, "review", case.appeals, at)
        days = throw.uniform(15, 45) if case.channel is Channel.EXTERNAL else throw.uniform(2, 10)
        self._agenda.plan(at + days * DAY_SECONDS, lambda when: self._end_review(case, at, when))

    def _end_review(self, case: Case, since: float, at: float) -> None:
        if case.status is not Status.UNDER_REVIEW or case.review_since != since:
            return
        if (
            not case.asked_again
            and not case.appeals
            and chance(ASKS_AGAIN_SHARE, case.dispute_id, "asks again")
        ):
            self.ask_for_more(case, at)
        else:
            self._close(case, decide(case, self.grounds(case, at)), at)

    def _ask_seller(self, case: Case, due_at: float, at: float) -> None:
        case.status = Status.SELLERS_TURN
        case.due_at = case.last_due_at = due_at
        case.buyer_due_at = None
        case.updated_at = at
        if case.stage is not Stage.INQUIRY:
            wanted = policy.evidence_wanted(case.reason)
            case.evidences.append(Evidence(wanted, "REQUESTED_FROM_SELLER", at, case.stage))
        # PayPal closes what has run out some hours later, not at the second.
        hours = 30 if case.neglected else dice(case.dispute_id, "lapses", due_at).uniform(2, 30)
        self._agenda.plan(due_at + hours * 3600, lambda when: self._lapse(case, due_at, when))
        self._tell(case, "turn", at, due_at=due_at)

    def _leave_open(self, case: Case, due_at: float, at: float) -> None:
        case.status = Status.OPEN
        case.due_at = case.last_due_at = due_at

        def ask(when: float) -> None:
            if case.status is Status.OPEN:
                self._ask_seller(case, due_at, when)

        self._agenda.plan(at + dice(case.dispute_id, "asks").uniform(6, 48) * 3600, ask)

    def _lapse(self, case: Case, due_at: float, at: float) -> None:
        if case.due_at != due_at or case.status is not Status.SELLERS_TURN:
            return
        if case.stage is Stage.INQUIRY:
            self.withdraw(
                case, at, reason="DECISION_BASED_ON_AVAILABLE_INFORMATION"
            )  # nobody escalated within 20 days ("use disputes API")
            return
        case.missed.append(due_at)
        if case.channel is Channel.ALERT:
            self.file_with_bank(case, at)  # what an unanswered alert turns into is unverified
        else:
            self._close(case, lost(case, "NO_SELLER_RESPONSE"), at)

    def _ask_buyer(self, case: Case, at: float) -> None:
        case.status = Status.BUYERS_TURN
        case.due_at = None
        due_at = case.buyer_due_at = at + policy.BUYER_DAYS * DAY_SECONDS
        case.updated_at = at
        self._agenda.plan(due_at + 3600, lambda when: self._buyer_lapses(case, due_at, when))

    def _buyer_lapses(self, case: Case, due_at: float, at: float) -> None:
        if case.buyer_due_at == due_at and case.status is Status.BUYERS_TURN:
            self.withdraw(case, at, reason="NO_RESPONSE_FROM_BUYER")

    def _reopen(self, case: Case, at: float) -> None:
        case.stage = Stage.CLAIM
        case.outcome, case.closed_at, case.appealable_until = None, None, None
        self._settlement.hold(case, at)
        self._tell(case, "reopened", at)
        self._ask_seller(case, policy.first_due_at(case.channel, Stage.CLAIM, at), at)

    def _close(self, case: Case, verdict: Verdict, at: float) -> None:
        self._settle(case, verdict, at)
        case.adjudications.extend(
            Adjudication(kind, reason, at, case.stage) for kind, reason in verdict.reasons
        )
        case.status = Status.RESOLVED
        case.outcome, case.refunded_minor = verdict.outcome, verdict.refunded_minor
        case.closed_at = case.updated_at = at
        case.due_at = case.buyer_due_at = None
        contested = verdict.outcome is Outcome.FOR_BUYER and case.channel is Channel.INTERNAL
        appealable = contested and case.stage in policy.APPEALED_STAGES
        case.appealable_until = at + policy.APPEAL_DAYS * DAY_SECONDS if appealable else None
        self._tell(case, "closed", at, outcome=verdict.outcome)

    def _settle(self, case: Case, verdict: Verdict, at: float) -> None:
        taken_before = case.appeals > 0 and case.refunded_minor > 0
        if verdict.refunded_minor:
            if not taken_before:
                fee = policy.fee_minor(case, lost=True)
                willingly = verdict.outcome is Outcome.ACCEPTED
                self._settlement.pay_buyer(
                    case, verdict.refunded_minor, at, willingly=willingly, fee_minor=fee
                )
        elif taken_before:
            self._settlement.give_back(case, at)
        elif verdict.outcome is Outcome.WITH_PAYOUT:
            self._settlement.pay_seller_by_paypal(case, at)
        else:
            self._settlement.release(case, at)

    def _tell(self, case: Case, kind: str, at: float, **detail: str | float) -> None:
        self._chronicle.tell(Happening(at, kind, case.brand, case.dispute_id, detail))


def _new_case(order: Order, trouble: Trouble, at: float, channel: Channel, stage: Stage) -> Case:
    throw = dice(order.transaction_id, "case")
    # Who complains about one thing out of several disputes that thing only.
    partly = trouble.reason == NOT_AS_DESCRIBED and len(order.lines) > 1 and throw.random() < 0.4
    line = order.lines[0]
    return Case(
        dispute_id=dispute_id_of(order),
        order=order,
        trouble=trouble,
        claim=trouble,
        luck=throw.random(),
        channel=channel,
        reason=trouble.reason,
        stage=stage,
        status=Status.SELLERS_TURN,
        opened_at=at,
        updated_at=at,
        amount_minor=line.unit_minor * line.quantity if partly else order.total_minor,
        external_reason_code=_external_code(trouble.reason) if channel is Channel.EXTERNAL else "",
    )


def _external_code(reason: str) -> str:
    return EXTERNAL_CODES.get(reason, "12.7")


def dispute_id_of(order: Order) -> str:
    """Return the id of the one dispute that there can be about a payment."""
    throw = dice(order.transaction_id, "dispute id")
    letters = "".join(throw.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=3))
    return f"PP-R-{letters}-{throw.randrange(10**8):08d}"
