"""
How buyers behave once they have complained.

They react to what happens to their case: escalate when nobody helps, withdraw
when somebody does, take an offer or leave it, come back with another story. What a
seller writes calms the more the more it says (`well_said.py`), and a parcel that
comes calms most; who is asked to close the case does the opposite. Each
reaction is decided by dice named after the case, so it does not depend on
anything else in the world. A neglected case's buyer waits, whatever happens.
"""

from collections.abc import Callable
from functools import partial

from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.case import Case, Channel, Outcome, Stage, Status
from sheets_bot.sandbox.world.chronicle import Happening
from sheets_bot.sandbox.world.dice import chance, dice
from sheets_bot.sandbox.world.policy import DAY_SECONDS
from sheets_bot.sandbox.world.resolution import ResolutionCentre
from sheets_bot.sandbox.world.troubles import BY_CAUSE, NOT_AS_DESCRIBED, NOT_RECEIVED
from sheets_bot.sandbox.world.well_said import asks_to_close, points_of

HOUR_SECONDS = 3600.0

ESCALATES_SHARE = 0.7
"""Of inquiries that nobody settles, how many the buyer turns into a claim."""
WITHDRAWS_CLAIM_SHARE = 0.05
REPLIES_SHARE = 0.5
CHANGES_STORY_SHARE = 0.12
GOES_TO_BANK_SHARE = 0.03
TAKES_OFFER_SHARE = {"REFUND": 0.9, "REFUND_WITH_RETURN": 0.6, "REFUND_WITH_REPLACEMENT": 0.7}
TAKES_PART_SHARE = 0.45
CALMED_BY_POINTS = (0.5, 0.8, 1.2, 1.6)
"""What a message does to the share of those who withdraw, by how many of three things it names."""
REPEATED_PART = 0.3
"""Of that, what is left when it says word for word what was said before."""
MOST_CALM_SHARE = 0.95
ARRIVED_CALM_SHARE = 0.85
"""Of buyers who missed a parcel that has come meanwhile and whom the seller wrote to: those who withdraw."""
WAITS_SHARE = 0.5
"""Of buyers who were told facts, a day and a remedy: those who wait instead of escalating."""
"""All of these are this project's judgement."""

REPLIES = (
    "I have heard that before. When exactly?",
    "The link shows nothing new.",
    "Please just send it or give me my money back.",
    "Thank you for writing. I will wait two more days.",
)


class Buyers:
    """Everybody who has a case open."""

    def __init__(self, centre: ResolutionCentre, agenda: Agenda) -> None:
        self._centre = centre
        self._agenda = agenda

    def hear(self, happening: Happening) -> None:
        """React to what happened to one's case."""
        case = self._centre.cases.get(happening.subject)
        if case is None or case.neglected:
            return
        if happening.kind == "opened":
            self._after_opening(case, happening.at)
        elif happening.kind == "offer":
            self._later(case, happening.at, (12, 96), "offer", self._answer_offer)
        elif happening.kind == "closed":
            self._after_closing(case, happening.at)
        elif case.status is Status.BUYERS_TURN:
            self._later(case, happening.at, (6, 72), "letter", self._answer_letter)

    def _after_opening(self, case: Case, at: float) -> None:
        if case.stage is Stage.INQUIRY and chance(ESCALATES_SHARE, case.dispute_id, "escalates"):
            self._later(case, at, (72, 340), "escalates", self._escalate)
        elif case.channel is Channel.INTERNAL and chance(
            WITHDRAWS_CLAIM_SHARE, case.dispute_id, "withdraws claim"
        ):
            self._later(case, at, (24, 190), "withdraws claim", self._withdraw)

    def _escalate(self, case: Case, at: float) -> None:
        if not case.is_open or case.stage is not Stage.INQUIRY:
            return
        told = self._points(case, at) == len(CALMED_BY_POINTS) - 1
        if self._has_come(case, at) and chance(ARRIVED_CALM_SHARE, case.dispute_id, "has come"):
            self._centre.withdraw(case, at)
        elif not (told and chance(WAITS_SHARE, case.dispute_id, "waits")):
            self._centre.escalate(case, "BUYER", at)

    def _has_come(self, case: Case, at: float) -> bool:
        """Say whether what was missed is there, and the seller has cared to write."""
        grounds = self._centre.grounds(case, at)
        return case.reason == NOT_RECEIVED and grounds.state == "S4" and case.seller_wrote()

    def _points(self, case: Case, at: float) -> int:
        """Return how much the seller's last message said, 0 to 3; 0 where there is none."""
        said = _said_by_seller(case)
        if not said or asks_to_close(said[-1]):
            return 0
        return points_of(case.order, self._centre.grounds(case, at).parcels, said[-1])

    def _calm_share(self, case: Case, at: float) -> float:
        said = _said_by_seller(case)
        share = case.claim.calm_share * CALMED_BY_POINTS[self._points(case, at)]
        if said and said[-1] in said[:-1]:
            share *= REPEATED_PART
        if self._has_come(case, at):
            share = max(share, ARRIVED_CALM_SHARE)
        return min(share, MOST_CALM_SHARE)

    def _withdraw(self, case: Case, at: float) -> None:
        if case.status is Status.SELLERS_TURN:
            self._centre.withdraw(case, at)

    def _answer_letter(self, case: Case, at: float) -> None:
        if case.status is not Status.BUYERS_TURN:
            return
        throw = dice(case.dispute_id, "letter", len(case.messages))
        said = _said_by_seller(case)
        if said and asks_to_close(said[-1]) and case.stage is Stage.INQUIRY:
            self._centre.escalate(case, "BUYER", at)
        elif throw.random() < self._calm_share(case, at):
            self._centre.withdraw(case, at)
        elif throw.random() < REPLIES_SHARE and at < case.opened_at + 15 * DAY_SECONDS:
            self._centre.message(case, "BUYER", throw.choice(REPLIES), at)
        elif case.stage is Stage.INQUIRY:
            self._centre.escalate(case, "BUYER", at)

    def _answer_offer(self, case: Case, at: float) -> None:
        if case.status is not Status.BUYERS_TURN or not case.offers:
            return
        offer = case.offers[-1]
        partly = offer.minor is not None and offer.minor < case.amount_minor
        share = TAKES_PART_SHARE if partly else TAKES_OFFER_SHARE.get(offer.kind, 0.5)
        accepted = chance(share, case.dispute_id, "offer", len(case.offers))
        self._centre.answer_offer(case, at, accepted=accepted)

    def _after_closing(self, case: Case, at: float) -> None:
        if case.channel is not Channel.INTERNAL or case.outcome not in {
            Outcome.WITHDRAWN,
            Outcome.FOR_SELLER,
        }:
            return
        if case.reason == NOT_RECEIVED and chance(CHANGES_STORY_SHARE, case.dispute_id, "changes story"):
            self._later(case, at, (100, 400), "changes story", self._change_story)
        elif chance(GOES_TO_BANK_SHARE, case.dispute_id, "goes to bank"):
            self._later(case, at, (100, 600), "goes to bank", self._go_to_bank)

    def _change_story(self, case: Case, at: float) -> None:
        if not case.is_open and case.reason != NOT_AS_DESCRIBED:
            self._centre.change_reason(case, BY_CAUSE["not_as_described"], at)

    def _go_to_bank(self, case: Case, at: float) -> None:
        if not case.is_open and case.channel is Channel.INTERNAL:
            self._centre.file_with_bank(case, at)

    def _later(
        self, case: Case, at: float, hours: tuple[int, int], what: str, deed: Callable[[Case, float], None]
    ) -> None:
        delay_hours = dice(case.dispute_id, "delay", what, at).uniform(*hours)
        self._agenda.plan(at + delay_hours * HOUR_SECONDS, partial(deed, case))


def _said_by_seller(case: Case) -> list[str]:
    return [message.content for message in case.messages if message.by == "SELLER"]
