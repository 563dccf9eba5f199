"""
The simulated seller: somebody who answers most cases on PayPal's own site, as people do.

Gives the world a history, and keeps it going where no bot acts. Acts through the
resolution centre like everybody else and stops where somebody else has already
acted. Its habits are profiles.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.case import Case, Channel, Evidence, Outcome, Stage
from sheets_bot.sandbox.world.chronicle import Happening
from sheets_bot.sandbox.world.dice import chance, dice, weighted
from sheets_bot.sandbox.world.policy import DAY_SECONDS, allowed_actions, evidence_wanted
from sheets_bot.sandbox.world.resolution import ResolutionCentre

HOUR_SECONDS = 3600.0
HOPELESS_WIN_SHARE = 0.12
"""Below this the seller considers conceding."""

CARRIERS = {
    "UPS": "UPS",
    "USPS": "USPS",
    "Royal Mail": "ROYAL_MAIL",
    "DPD": "DPD",
    "DHL Express": "DHL",
    "La Poste": "LAPOSTE",
    "YunExpress": "YUNEXPRESS",
}
"""What the seller chooses from PayPal's list of carriers; OTHER for the rest."""

LETTERS = (
    "Thank you for telling us. Parcel {number} is with the carrier; the next scan is expected by {day}.",
    "We are sorry. We have asked the warehouse and will write to you again tomorrow.",
    "You can return it free of charge, or we send another one. Which do you prefer?",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """How a seller treats cases; shares (0..1) of the cases of each kind."""

    writes_share: float = 0.6
    offers_share: float = 0.15
    answers_share: float = 0.86
    """Of claims that are not conceded, how many are answered in time."""
    late_share: float = 0.06
    """Of claims, how many are answered after the date, in vain. The rest is never answered."""
    concedes_share: float = 0.5
    """Of hopeless claims."""
    good_share: float = 0.8
    """Of answers, how many hold what PayPal asked for."""
    appeals_share: float = 0.15
    mails_share: float = 0.88
    """Of mails that want an answer, how many get one within the day."""
    late_mails_share: float = 0.08
    """Of these mails, how many get one some days later. The rest never gets one."""
    reviews_share: float = 0.7
    """Of reviews, how many get a reply."""
    stops: bool = False
    """The seller answered the past, and nothing that is done after the world's start."""


NOBODY = Profile(
    writes_share=0,
    offers_share=0,
    answers_share=0,
    late_share=0,
    concedes_share=0,
    appeals_share=0,
    mails_share=0,
    late_mails_share=0,
    reviews_share=0,
)

PROFILES = {
    "usual": Profile(),
    "stops": Profile(stops=True),
    "diligent": Profile(
        writes_share=0.85,
        answers_share=1,
        late_share=0,
        good_share=0.95,
        mails_share=1,
        late_mails_share=0,
        reviews_share=0.95,
    ),
    "silent": NOBODY,
}
"""By name: a usual seller; one who leaves the future to somebody else; one who misses nothing; nobody."""


class Seller:
    """One hand for all brands."""

    def __init__(
        self, profile: Profile, centre: ResolutionCentre, agenda: Agenda, *, start_at: float
    ) -> None:
        """Whoever has a profile that stops does nothing after *start_at*."""
        self._profile = profile
        self._centre = centre
        self._agenda = agenda
        self._works_until = start_at if profile.stops else float("inf")

    def hear(self, happening: Happening) -> None:
        """Plan what to do about a case whose turn is the seller's."""
        case = self._centre.cases.get(happening.subject)
        if case is None or case.neglected:
            return
        if happening.kind == "closed":
            self._consider_appeal(case, happening.at)
        elif happening.kind == "turn" and case.stage is Stage.INQUIRY:
            self._plan_inquiry(case, happening.at)
        elif happening.kind == "turn":
            self._plan_claim(case, happening.at, happening.detail["due_at"])

    def _plan_inquiry(self, case: Case, at: float) -> None:
        throw = dice(case.dispute_id, "inquiry", len(case.messages))
        writes, offers = self._profile.writes_share, self._profile.offers_share
        deed = weighted(throw, [(self._write, writes), (self._offer, offers), (None, 1 - writes - offers)])
        if deed:
            self._plan(at + throw.uniform(3, 60) * HOUR_SECONDS, deed, case)

    def _plan_claim(self, case: Case, at: float, due_at: float) -> None:
        throw = dice(case.dispute_id, "claim", at)
        if case.claim.win_share < HOPELESS_WIN_SHARE and throw.random() < self._profile.concedes_share:
            self._plan(at + (due_at - at) * throw.uniform(0.05, 0.6), self._concede, case)
            return
        luck = throw.random()
        if luck < self._profile.answers_share:
            self._plan(at + (due_at - at) * throw.uniform(0.05, 0.95), self._answer, case)
        elif luck < self._profile.answers_share + self._profile.late_share:
            self._plan(due_at + throw.uniform(0.2, 1.9) * HOUR_SECONDS, self._answer, case)

    def _consider_appeal(self, case: Case, at: float) -> None:
        lost = case.outcome is Outcome.FOR_BUYER and case.channel is Channel.INTERNAL and not case.appeals
        if lost and chance(self._profile.appeals_share, case.dispute_id, "appeals"):
            hours = dice(case.dispute_id, "appeal").uniform(10, 150)
            self._plan(at + hours * HOUR_SECONDS, self._appeal, case)

    def _write(self, case: Case, at: float) -> None:
        if "send_message" in allowed_actions(case, at):
            letter = dice(case.dispute_id, "words", len(case.messages)).choice(LETTERS)
            parcels = self._centre.grounds(case, at).parcels
            number = parcels[-1].number if parcels else case.order.number
            words = letter.format(number=number, day=_day(at + 2 * DAY_SECONDS))
            self._centre.message(case, "SELLER", words, at)

    def _offer(self, case: Case, at: float) -> None:
        if "make_offer" in allowed_actions(case, at):
            part_minor = round(case.amount_minor * dice(case.dispute_id, "part").choice((0.2, 0.3, 0.4)))
            self._centre.offer(case, "REFUND", part_minor, "Would a part of the price settle it for you?", at)

    def _concede(self, case: Case, at: float) -> None:
        if "accept_claim" in allowed_actions(case, at):
            self._centre.accept_claim(case, None, at)

    def _answer(self, case: Case, at: float) -> None:
        if "provide_evidence" in allowed_actions(case, at):
            self._centre.provide_evidence(case, [self._evidence(case, at)], at)
        elif case.due_at is not None and at > case.due_at:
            case.late_attempts += 1  # PayPal's page says that it is too late

    def _appeal(self, case: Case, at: float) -> None:
        if "appeal" in allowed_actions(case, at):
            self._centre.appeal(case, [self._evidence(case, at)], at)

    def _evidence(self, case: Case, at: float) -> Evidence:
        throw = dice(case.dispute_id, "evidence", at)
        good = throw.random() < self._profile.good_share
        grounds = self._centre.grounds(case, at)
        wanted = evidence_wanted(case.reason)
        tracking = tuple((CARRIERS.get(p.carrier, "OTHER"), p.number) for p in grounds.parcels)
        refund_ids = tuple(refund.provider_id for refund in grounds.refunds if refund.provider_id)
        # Who has nothing of what is wanted says so in words, however good.
        fits = good and {"PROOF_OF_FULFILLMENT": bool(tracking), "PROOF_OF_REFUND": bool(refund_ids)}.get(
            wanted, True
        )
        kind = wanted if fits else "OTHER"
        return Evidence(
            kind=kind,
            source="SUBMITTED_BY_SELLER",
            at=at,
            stage=case.stage,
            notes=self._words(case, at) if good else "Please see the facts in our shop.",
            tracking=tracking if kind == "PROOF_OF_FULFILLMENT" else (),
            refund_ids=refund_ids if kind == "PROOF_OF_REFUND" else (),
        )

    def _words(self, case: Case, at: float) -> str:
        order, line = case.order, case.order.lines[0]
        return f"Order {order.name}, {line.name} ({line.sku}), of {_day(order.placed_at)}. As of {_day(at)}."

    def _plan(self, at: float, deed: Callable[[Case, float], None], case: Case) -> None:
        if at <= self._works_until:
            self._agenda.plan(at, partial(deed, case))


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%d %B}"
