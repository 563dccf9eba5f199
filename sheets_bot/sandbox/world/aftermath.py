"""
All that follows an order outside PayPal: parcels, refunds, mails, reviews, chargebacks.

Puts the people and desks of that part of the world together and lets them hear of
one another. Each of them is in a module of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.bank import Bank
from sheets_bot.sandbox.world.brands import Brand
from sheets_bot.sandbox.world.chronicle import Chronicle
from sheets_bot.sandbox.world.clerks import ChargebackClerk, ReviewClerk
from sheets_bot.sandbox.world.correspondents import Correspondents
from sheets_bot.sandbox.world.couriers import Couriers
from sheets_bot.sandbox.world.ledger import Ledger
from sheets_bot.sandbox.world.lives import Life
from sheets_bot.sandbox.world.machines import Machines
from sheets_bot.sandbox.world.orders import DAY_SECONDS
from sheets_bot.sandbox.world.plots import Planted, Plot, review_of
from sheets_bot.sandbox.world.post_office import PostOffice
from sheets_bot.sandbox.world.refund_desk import RefundDesk
from sheets_bot.sandbox.world.review_pages import ReviewPages
from sheets_bot.sandbox.world.reviewers import Reviewers
from sheets_bot.sandbox.world.sellers import Profile
from sheets_bot.sandbox.world.support import Support


@dataclass(frozen=True, slots=True)
class Ground:
    """What the whole world stands on."""

    seed: int
    brands: Sequence[Brand]
    archive: Archive
    agenda: Agenda
    chronicle: Chronicle
    books: Ledger


class Aftermath:
    """Everybody who has to do with an order once it is placed, but for PayPal."""

    def __init__(
        self, ground: Ground, profile: Profile, *, begins_at: float, start_at: float, hostility: str
    ) -> None:
        """Disputes are filed from *begins_at* on; *start_at* is the first instant that anybody looks at."""
        self._agenda = ground.agenda
        works_until = start_at if profile.stops else float("inf")
        seed, archive, agenda = ground.seed, ground.archive, ground.agenda
        self.bank = Bank(archive, agenda, ground.chronicle, begins_at=begins_at)
        self.post = PostOffice(archive, ground.chronicle)
        self.pages = ReviewPages(archive, ground.chronicle)
        self._couriers = Couriers(seed, archive, agenda, ground.chronicle, history_until=start_at)
        self.desk = RefundDesk(seed, archive, agenda, ground.books)
        self._correspondents = Correspondents(seed, ground.brands, self.post, agenda, hostility=hostility)
        self._reviewers = Reviewers(seed, self.pages, agenda, hostility=hostility)
        self._machines = Machines(seed, self.post, agenda, self._correspondents.open_presale)
        support = Support(seed, profile, self.post, agenda, works_until=works_until)
        charged = ChargebackClerk(profile, self.bank, agenda, works_until=works_until)
        reviewed = ReviewClerk(profile, self.pages, agenda, works_until=works_until)
        for hear, kinds in (
            (self._correspondents.hear, ("letter",)),
            (self._machines.hear, ("letter", "reviewed")),
            (support.hear, ("letter",)),
            (self._reviewers.hear, ("replied",)),
            (reviewed.hear, ("reviewed",)),
            (charged.hear, ("evidence wanted",)),
        ):
            ground.chronicle.listen(hear, kinds)

    def open(self, brand: Brand, day: int) -> None:
        """Let strangers and machines write to and about *brand* from *day* on (days since 1970)."""
        self._machines.start(brand, day)
        self._reviewers.start(brand, day)

    def act_out(self, plot: Plot, planted: Planted, at: float) -> dict[str, str]:
        """Let the parcel, the mails and the review of a plot happen in their time; return their ids."""
        ids = {}
        if planted.route is not None:
            self._couriers.carry(planted.route)
            ids["tracking"] = planted.route.parcel.number
        for days, subject, text in plot.mails:
            self._correspondents.write_later(planted.life, subject, text, at + days * DAY_SECONDS)
            ids["thread"] = f"{planted.order.name}/planted"
        if plot.reviewed_after is not None:
            review = review_of(plot, planted.order, at + plot.reviewed_after * DAY_SECONDS)
            self._agenda.plan(review.created_at, lambda _: self.pages.publish(review))
            ids["review"] = review.review_id
        return ids

    def take(self, life: Life) -> None:
        """Let the life of an order happen."""
        self._couriers.take(life)
        self.desk.take(life)
        self._correspondents.take(life)
        self._reviewers.take(life)
        self.bank.take(life)
