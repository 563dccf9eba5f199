"""
The simulated seller at the shop's own desk: answers chargebacks, and reviews.

The sister of `sellers.py`, with the same habits (profiles). Acts through the bank
and the review pages like everybody else, and stops where somebody else has acted.
"""

from functools import partial

from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.bank import Bank, may_answer
from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.chronicle import Happening
from sheets_bot.sandbox.world.dice import chance, dice
from sheets_bot.sandbox.world.review_pages import ReviewPages
from sheets_bot.sandbox.world.review_words import REPLIES_TO_BAD, REPLIES_TO_GOOD
from sheets_bot.sandbox.world.reviews import Review
from sheets_bot.sandbox.world.schemes import WANTED_FIELDS
from sheets_bot.sandbox.world.sellers import HOPELESS_WIN_SHARE, Profile

HOUR_SECONDS = 3600.0

CLERK_ID = "5fabdc0000000000000c1e4b"
"""Trustpilot's id of the simulated seller, who writes the replies."""

SENDS_SHARE = 0.6
"""Of the prepared answers, those that the clerk sends; the others go by themselves on the due date."""


class ChargebackClerk:
    """Answers the banks of all brands."""

    def __init__(self, profile: Profile, bank: Bank, agenda: Agenda, *, works_until: float) -> None:
        self._profile = profile
        self._bank = bank
        self._agenda = agenda
        self._works_until = works_until

    def hear(self, happening: Happening) -> None:
        """Plan the answer to a bank that wants evidence."""
        case: Chargeback = happening.detail["case"]
        if case.neglected or case.due_at is None:
            return
        throw = dice(case.order.transaction_id, "clerk", case.initiated_at, case.round)
        left_seconds = case.due_at - happening.at
        hopeless = case.trouble.win_share < HOPELESS_WIN_SHARE
        if hopeless and throw.random() < self._profile.concedes_share:
            self._plan(happening.at + left_seconds * throw.uniform(0.05, 0.5), "accept", case)
        elif throw.random() < self._profile.answers_share:
            saves_at = happening.at + left_seconds * throw.uniform(0.05, 0.8)
            self._plan(saves_at, "save", case)
            if throw.random() < SENDS_SHARE:
                self._plan(saves_at + left_seconds * throw.uniform(0.01, 0.19), "send", case)

    def _plan(self, at: float, what: str, case: Chargeback) -> None:
        if at <= self._works_until:
            self._agenda.plan(at, partial(self._act, what, case, case.round))

    def _act(self, what: str, case: Chargeback, round_: int, at: float) -> None:
        if not may_answer(case, at) or case.round != round_:
            return
        if what == "accept":
            self._bank.accept(case, at)
        elif what == "save":
            self._save(case, at)
        elif case.saved or case.files:
            self._bank.submit(case, at)

    def _save(self, case: Chargeback, at: float) -> None:
        good = chance(
            self._profile.good_share, case.order.transaction_id, "good", case.initiated_at, case.round
        )
        wanted = WANTED_FIELDS.get(case.reason, set()) if good else {"uncategorizedText"}
        words = self._words(case, at) if good else "See the facts below."
        self._bank.save(case, {slot: words for slot in sorted(wanted) if not slot.endswith("File")}, at)
        for slot in sorted(wanted):
            if slot.endswith("File"):
                self._bank.attach(case, slot, f"{case.evidence_number}{len(case.files)}", at)

    def _words(self, case: Chargeback, at: float) -> str:
        line = case.order.lines[0]
        numbers = ", ".join(parcel.number for parcel in self._bank.grounds(case, at).parcels)
        return f"Order {case.order.number}: {line.name}. Parcels: {numbers or 'none'}."


class ReviewClerk:
    """Replies to the reviews of all brands."""

    def __init__(self, profile: Profile, pages: ReviewPages, agenda: Agenda, *, works_until: float) -> None:
        self._profile = profile
        self._pages = pages
        self._agenda = agenda
        self._works_until = works_until

    def hear(self, happening: Happening) -> None:
        """Plan the reply to a new review."""
        review: Review = happening.detail["review"]
        throw = dice(review.review_id, "clerk")
        at = happening.at + throw.uniform(1, 60) * HOUR_SECONDS
        if throw.random() < self._profile.reviews_share and at <= self._works_until:
            self._agenda.plan(at, partial(self._reply, review))

    def _reply(self, review: Review, at: float) -> None:
        if review.reply is None and review.deleted_at is None:
            words = REPLIES_TO_BAD if review.stars <= 3 else REPLIES_TO_GOOD
            text = dice(review.review_id, "reply").choice(words)
            self._pages.reply(review, text, CLERK_ID, at)
