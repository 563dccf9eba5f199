"""
The banks of buyers who paid by card: chargebacks and inquiries, from filing to decision.

The same methods serve the simulated clerk and the Shopify room, so a case cannot
tell who saved the evidence. Methods assume that the step is allowed
(`may_answer`). On the due date the shop's payments send what is saved, whatever it
is. Dates follow what is known of Shopify Payments (7 to 21 days, half of them
before 08:00 UTC, a decision within 75 days); shares are this project's judgement.
"""

from collections.abc import Mapping
from functools import partial
from itertools import count

from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.card_judgement import believed_share
from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.chronicle import Chronicle, Happening
from sheets_bot.sandbox.world.dice import chance, dice
from sheets_bot.sandbox.world.grounds import Grounds, grounds_of
from sheets_bot.sandbox.world.lives import Life, Shown
from sheets_bot.sandbox.world.orders import DAY_SECONDS
from sheets_bot.sandbox.world.schemes import (
    FEE_MINOR,
    due_at_of,
    network_code_of,
    reason_of,
)
from sheets_bot.sandbox.world.second_thoughts import is_spared
from sheets_bot.sandbox.world.troubles import BY_CAUSE

FIRST_NUMBER = 7_310_000_001
FIRST_EVIDENCE_NUMBER = 8_820_000_001

INQUIRY_SHARE = 0.25
PREVENTED_SHARE = 0.08
"""Of chargebacks, those that a programme of the card network settles before they count."""
SECOND_SHARE = 0.04
"""Of orders with a chargeback, those about which a second one follows."""
REOPENS_SHARE = 0.15
"""Of the cases won, those that the bank takes up again."""
NEGLECTED_SHARE = 0.1
BANK_SHARE = 0.75
"""A card's bank believes the seller less often than PayPal does."""


def may_answer(case: Chargeback, now: float) -> bool:
    """Say whether evidence can still be saved and sent: not after it was sent, not after its date."""
    return case.status == "NEEDS_RESPONSE" and (case.due_at is None or now < case.due_at)


class Bank:
    """All banks behind the cards."""

    def __init__(self, archive: Archive, agenda: Agenda, chronicle: Chronicle, *, begins_at: float) -> None:
        self._archive = archive
        self._agenda = agenda
        self._chronicle = chronicle
        self._begins_at = begins_at
        self._numbers = count(FIRST_NUMBER)
        self._evidence_numbers = count(FIRST_EVIDENCE_NUMBER)

    def take(self, life: Life) -> None:
        """Plan the complaint of a buyer who paid by card."""
        if life.rail == "card" and life.complains_at is not None and life.complains_at >= self._begins_at:
            self._agenda.plan(life.complains_at, partial(self._file, life, 1))

    def grounds(self, case: Chargeback, at: float) -> Grounds:
        """Return the facts of the order that *case* is about, as of *at*."""
        return grounds_of(self._archive, case.order, at)

    # What the seller does

    def save(self, case: Chargeback, fields: Mapping[str, str], at: float) -> None:
        """Save text of the evidence; an empty text empties its field. Nothing is sent."""
        case.saved.update(fields)
        case.saved = {name: text for name, text in case.saved.items() if text}
        case.saved_at = case.updated_at = at

    def attach(self, case: Chargeback, slot: str, file_id: str, at: float) -> None:
        """Put a file into its slot of the evidence. Nothing is sent."""
        case.files[slot] = file_id
        case.saved_at = case.updated_at = at

    def submit(self, case: Chargeback, at: float, *, by: str = "person") -> None:
        """Send what is saved to the bank; nothing can be added any more."""
        case.sent = {**case.saved, **case.files}
        case.sent_at, case.sent_by = at, by
        case.status = "UNDER_REVIEW"
        case.updated_at = at
        throw = dice(case.order.transaction_id, "decides", case.initiated_at, case.round)
        days = throw.triangular(8, 75, 20) if case.sent else throw.uniform(4, 20)
        self._agenda.plan(at + days * DAY_SECONDS, partial(self._decide, case, case.round))
        self._tell(case, "evidence sent", at)

    def accept(self, case: Chargeback, at: float) -> None:
        """Concede."""
        self._finish(case, "ACCEPTED", at)

    # What the bank does

    def _file(self, life: Life, place: int, at: float) -> None:
        if not life.shown and is_spared(self._archive, life.order, BY_CAUSE[life.cause], at):
            self._chronicle.tell(Happening(at, "spared", life.order.brand.slug, life.order.name))
            return
        case = self._new_case(life, place, at)
        self._archive.chargebacks[case.order.brand.slug].append(case)
        self._archive.touch(case.order, at)
        self._tell(case, "charged back", at)
        may_be_prevented = case.initiated_as == "CHARGEBACK" and not life.shown
        if may_be_prevented and chance(PREVENTED_SHARE, case.order.transaction_id, "prevented"):
            case.fee_minor = 0  # such a programme spares the shop the fee
            self._finish(case, "PREVENTED", at)
        else:
            self._ask(case, at, due_at=life.shown.due_at if life.shown else None)
        if life.shown and life.shown.won_before:
            self._plan_return(case, life.shown, at)
        if place == 1 and not life.shown and chance(SECOND_SHARE, case.order.transaction_id, "second"):
            days = dice(case.order.transaction_id, "second").uniform(8, 25)
            self._agenda.plan(at + days * DAY_SECONDS, partial(self._file, life, 2))

    def _new_case(self, life: Life, place: int, at: float) -> Chargeback:
        order = life.order
        throw = dice(order.transaction_id, "chargeback", place)
        kind = "INQUIRY" if throw.random() < INQUIRY_SHARE else "CHARGEBACK"
        if life.shown:
            kind = life.shown.kind
        trouble = BY_CAUSE[life.cause]
        line = order.lines[0]
        partly = place > 1 or (len(order.lines) > 1 and throw.random() < 0.15)
        return Chargeback(
            number=next(self._numbers),
            evidence_number=next(self._evidence_numbers),
            order=order,
            trouble=trouble,
            kind=kind,
            initiated_as=kind,
            reason=reason_of(trouble),
            network_code=network_code_of(trouble, throw),
            status="NEEDS_RESPONSE",
            amount_minor=line.unit_minor * line.quantity if partly else order.total_minor,
            initiated_at=at,
            due_at=None,
            updated_at=at,
            luck=throw.random(),
            fee_minor=FEE_MINOR if kind == "CHARGEBACK" else 0,
            neglected=throw.random() < NEGLECTED_SHARE or life.shown is not None,
        )

    def _ask(self, case: Chargeback, at: float, *, due_at: float | None = None) -> None:
        case.status = "NEEDS_RESPONSE"
        case.sent_at, case.sent_by, case.sent, case.finalized_at = None, "", {}, None
        throw = dice(case.order.transaction_id, "due", case.initiated_at, case.round)
        case.due_at = due_at_of(at, throw) if due_at is None else due_at
        case.updated_at = at
        self._agenda.plan(case.due_at, partial(self._send_by_itself, case, case.round))
        self._tell(case, "evidence wanted", at)

    def _send_by_itself(self, case: Chargeback, round_: int, at: float) -> None:
        if case.status == "NEEDS_RESPONSE" and case.round == round_:
            self.submit(case, at, by="due date")

    def _decide(self, case: Chargeback, round_: int, at: float) -> None:
        if case.status != "UNDER_REVIEW" or case.round != round_:
            return
        believed = case.luck < believed_share(case, self.grounds(case, at)) * BANK_SHARE
        if case.kind == "INQUIRY" and not believed:
            self._charge_back(case, at)
            return
        self._finish(case, "WON" if believed else "LOST", at)
        if believed and case.round == 1 and chance(REOPENS_SHARE, case.order.transaction_id, "reopens"):
            days = dice(case.order.transaction_id, "reopens after").uniform(8, 40)
            self._agenda.plan(at + days * DAY_SECONDS, partial(self._reopen, case))

    def _charge_back(self, case: Chargeback, at: float) -> None:
        """Turn an inquiry into a chargeback. That it keeps its number is unverified."""
        case.kind = "CHARGEBACK"
        case.fee_minor = FEE_MINOR
        self._next_round(case, at)

    def _reopen(self, case: Chargeback, at: float) -> None:
        case.reason = "GENERAL"
        self._next_round(case, at)

    def _plan_return(self, case: Chargeback, shown: Shown, at: float) -> None:
        """Let a case on show be answered, won and taken up again before its date."""

        def answer(when: float) -> None:
            self.save(case, {"uncategorizedText": "The parcel was delivered."}, when)
            self.submit(case, when)

        def return_(when: float) -> None:
            case.reason = "GENERAL"
            self._next_round(case, when, due_at=shown.due_at)

        self._agenda.plan(at + DAY_SECONDS, answer)
        self._agenda.plan(at + 8 * DAY_SECONDS, partial(self._finish, case, "WON"))
        self._agenda.plan(at + 16 * DAY_SECONDS, return_)

    def _next_round(self, case: Chargeback, at: float, *, due_at: float | None = None) -> None:
        case.round += 1
        case.luck = dice(case.order.transaction_id, "luck", case.initiated_at, case.round).random()
        self._ask(case, at, due_at=due_at)

    def _finish(self, case: Chargeback, status: str, at: float) -> None:
        case.status = status
        case.finalized_at = case.updated_at = at
        self._tell(case, "decided", at)

    def _tell(self, case: Chargeback, kind: str, at: float) -> None:
        subject = f"chargeback {case.number}"
        self._chronicle.tell(Happening(at, kind, case.order.brand.slug, subject, {"case": case}))
