"""
The world: brands that trade, buyers who complain, PayPal that decides, week after week.

Everything follows from the seed, the brands and the start; time only moves when
told, and in whatever steps it is told the same things happen. Actions of a bot
change only what they touch. Not thread-safe by itself: hold `lock` around
everything that reads or moves it.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from threading import RLock
from typing import Any

from sheets_bot.sandbox.world.aftermath import Aftermath, Ground
from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.bank import Bank
from sheets_bot.sandbox.world.brands import BRANDS, Brand
from sheets_bot.sandbox.world.buyers import Buyers
from sheets_bot.sandbox.world.case import Case, Channel, Stage
from sheets_bot.sandbox.world.chronicle import OF_CASES, Chronicle, Happening
from sheets_bot.sandbox.world.dice import dice, weighted
from sheets_bot.sandbox.world.ledger import SALE, Entry, Ledger
from sheets_bot.sandbox.world.letters import Letter
from sheets_bot.sandbox.world.lives import Life, Shown, complains_at, life_of
from sheets_bot.sandbox.world.news import news_of
from sheets_bot.sandbox.world.oddities import HOSTILITIES, make_odd
from sheets_bot.sandbox.world.orders import Order, Shop
from sheets_bot.sandbox.world.plots import Plot, Plots, channel_of
from sheets_bot.sandbox.world.policy import DAY_SECONDS
from sheets_bot.sandbox.world.post_office import Conversation
from sheets_bot.sandbox.world.resolution import ResolutionCentre, dispute_id_of
from sheets_bot.sandbox.world.reviews import Reply, Review
from sheets_bot.sandbox.world.second_thoughts import is_spared
from sheets_bot.sandbox.world.sellers import PROFILES, Seller
from sheets_bot.sandbox.world.settlement import Settlement
from sheets_bot.sandbox.world.showcase import Exhibit, choose_card_orders, choose_orders
from sheets_bot.sandbox.world.troubles import BY_CAUSE, NOT_AS_DESCRIBED, NOT_RECEIVED, UNAUTHORISED, Trouble
from sheets_bot.sandbox.world.truth import truth_of
from sheets_bot.sandbox.world.truth_of_sources import truth_of_sources
from sheets_bot.sandbox.world.truth_of_weeks import weeks_elsewhere
from sheets_bot.sandbox.world.truth_of_work import truth_of_work
from sheets_bot.sandbox.world.turning import Turning

WEEK_SECONDS = 7 * DAY_SECONDS
LEAD_DAYS = 45
"""The shops sell this long before the first dispute, so that the first week has as many as the others."""

INQUIRY_SHARE = 0.8
"""Of cases filed with PayPal about delivery or quality, how many start as an inquiry."""


class World:
    """A simulated outside world, up to `now`."""

    def __init__(
        self,
        *,
        start_at: float,
        seed: int = 7,
        weeks: int = 12,
        brands: Sequence[Brand] = BRANDS,
        seller: str = "usual",
        hostility: str = "little",
        empty: bool = False,
        turning: Turning | None = None,
    ) -> None:
        """
        Live through *weeks* weeks of business that end at *start_at* (seconds since 1970).

        Args:
            start_at: The sandbox's first instant; the world goes on from there.
            seed: Another seed, another season.
            weeks: How long disputes have been coming in.
            brands: The shops.
            seller: A profile of `sellers.PROFILES`.
            hostility: ``none``, ``little`` or ``full`` (see `oddities.py`).
            empty: Accounts without any business.
            turning: A planted change; none by default.

        Raises:
            ValueError: An unknown seller or hostility.
        """
        _require_known("seller", seller, PROFILES)
        _require_known("hostility", hostility, HOSTILITIES)
        self.seed = seed
        self.brands = tuple(brands)
        self.starts_at = start_at
        self.begins_at = start_at - weeks * WEEK_SECONDS
        self.now = self.begins_at - LEAD_DAYS * DAY_SECONDS
        self.lock = RLock()
        self.ledger = Ledger()
        self.chronicle = Chronicle()
        self._agenda = Agenda()
        self._turning = turning
        self.archive = Archive(self.brands)
        self.centre = ResolutionCentre(self.archive, self._agenda, self.chronicle, Settlement(self.ledger))
        self._hostility = hostility
        self.orders = self.archive.orders
        self.parcels = self.archive.parcels
        self.refunds = self.archive.refunds
        self.returns = self.archive.returns
        self.cancellations = self.archive.cancellations
        self.letters = self.archive.letters
        self.reviews = self.archive.reviews
        self.chargebacks = self.archive.chargebacks
        self.lives: dict[str, Life] = {}
        self._shown: dict[str, Shown] = {}
        profile = PROFILES[seller]
        case_worker = Seller(profile, self.centre, self._agenda, start_at=start_at)
        for hear in (Buyers(self.centre, self._agenda).hear, case_worker.hear):
            self.chronicle.listen(hear, OF_CASES)
        ground = Ground(seed, self.brands, self.archive, self._agenda, self.chronicle, self.ledger)
        self._aftermath = Aftermath(
            ground, profile, begins_at=self.begins_at, start_at=start_at, hostility=hostility
        )
        first_day = int(self.now // DAY_SECONDS)
        self._plots = Plots(seed)
        self._shops = [Shop(seed, brand, first_day) for brand in self.brands]
        if not empty:
            self._open_shops(first_day)
            self._plan_exhibits(start_at)
        self.advance_to(start_at)

    @property
    def cases(self) -> dict[str, Case]:
        """All disputes by id, in the order in which they were opened."""
        return self.centre.cases

    def brand(self, slug: str) -> Brand:
        """Return a brand by its slug."""
        return next(brand for brand in self.brands if brand.slug == slug)

    def advance_to(self, instant: float) -> None:
        """Let everything happen up to *instant* (seconds since 1970); an earlier one changes nothing."""
        with self.lock:
            for at, deed in self._agenda.due(instant):
                self.now = max(self.now, at)
                deed(at)
            self.now = max(self.now, instant)

    def post(self, letter: Letter) -> Letter:
        """Send *letter* now and return it as kept; people may react to it later."""
        with self.lock:
            return self._aftermath.post.post(letter)

    def reply_to_review(self, review: Review, text: str, author: str, at: float) -> Reply:
        """Put the company's answer under *review*; its author may react to it later."""
        with self.lock:
            return self._aftermath.pages.reply(review, text, author, at)

    def refund(self, order: Order, minor: int, note: str) -> None:
        """Pay *minor* back through the shop now, as a person at its page does."""
        with self.lock:
            self._aftermath.desk.refund(self.lives[order.name], minor, note, self.now)

    def plant(self, plot: Plot) -> dict[str, str]:
        """
        Let the story of *plot* begin now; return its order and the ids of what is going to happen.

        Raises:
            ValueError: There is no such brand, or no such cause.
        """
        shop = next((one for one in self._shops if one.brand.slug == plot.brand), None)
        if shop is None or plot.cause not in BY_CAUSE:
            raise ValueError(
                f"There is no brand {plot.brand!r} or no cause {plot.cause!r}. Nothing was planted."
            )
        with self.lock:
            planted = self._plots.plant(plot, shop, self.now)
            order = planted.order
            self.archive.take(order)
            self.chronicle.tell(Happening(self.now, "ordered", order.brand.slug, order.name))
            self._pay(order, self.now)
            self.lives[order.name] = planted.life
            ids = self._aftermath.act_out(plot, planted, self.now)
            if plot.disputed_after is not None:
                at = self.now + plot.disputed_after * DAY_SECONDS
                self._agenda.plan(at, partial(self._dispute_as_planted, plot, order))
                ids["dispute"] = dispute_id_of(order)
            return {"order": order.name, "transaction": order.transaction_id, **ids}

    def _dispute_as_planted(self, plot: Plot, order: Order, at: float) -> None:
        channel, stage = channel_of(plot)
        self.centre.open(
            order, BY_CAUSE[plot.cause], at, channel=channel, stage=stage, neglected=plot.patient
        )

    @property
    def given_by_person(self) -> list[tuple[str, float, int]]:
        """What `refund` has paid back: brand, instant, minor units."""
        return self._aftermath.desk.given_by_person

    @property
    def bank(self) -> Bank:
        """The banks behind the cards: what can be done to a chargeback."""
        return self._aftermath.bank

    @property
    def conversations(self) -> dict[str, Conversation]:
        """All true threads of the mailboxes by name, in the order in which they began."""
        return self._aftermath.post.conversations

    def truth(self, *, zone: str = "UTC", week_starts_on: int = 0) -> dict[str, Any]:
        """Return what really happened, as JSON (see `truth.py`); weeks begin at midnight in *zone*."""
        with self.lock:
            at_paypal = truth_of(self, zone=zone, week_starts_on=week_starts_on)
            elsewhere = weeks_elsewhere(self, zone=zone, week_starts_on=week_starts_on)
            sources = truth_of_sources(self)
            return {**at_paypal, **sources, "work": truth_of_work(self), "weeks_elsewhere": elsewhere}

    def news(self, *, since: int = 0, most: int = 100) -> dict[str, Any]:
        """Return what a shop could have heard of, newest first, in plain words (see `news.py`)."""
        with self.lock:
            return news_of(self, since=since, most=most)

    def _open_shops(self, first_day: int) -> None:
        for shop in self._shops:
            self._agenda.plan(first_day * DAY_SECONDS, partial(self._trade, shop, first_day))
            self._aftermath.open(shop.brand, first_day)

    def _trade(self, shop: Shop, day: int, _at: float) -> None:
        for order in shop.orders_of(day):
            self._agenda.plan(order.placed_at, partial(self._take, order))
        self._agenda.plan((day + 1) * DAY_SECONDS, partial(self._trade, shop, day + 1))

    def _take(self, order: Order, at: float) -> None:
        self.archive.take(order)
        self.chronicle.tell(Happening(at, "ordered", order.brand.slug, order.name))
        self._pay(order, at)
        life = life_of(self.seed, order, self._shown.get(order.name))
        if self._turning:
            life = self._turning.turned(self.seed, life)
        self.lives[order.name] = life
        self._aftermath.take(life)
        complaint_at = complains_at(order)
        if order.trouble and complaint_at is not None:
            self._agenda.plan(complaint_at, partial(self._complain, order, order.trouble))

    def _pay(self, order: Order, at: float) -> None:
        if not order.by_paypal:
            return
        self.ledger.write(
            Entry(
                transaction_id=order.transaction_id,
                at=at,
                updated_at=at,
                event_code=SALE,
                minor=order.total_minor,
                currency=order.brand.currency,
                fee_minor=0 if order.denied else round(order.total_minor * 0.0349) + 49,
                status="D" if order.denied else "S",
                order=order,
            )
        )
        if not order.denied:
            paid = {"minor": order.total_minor}
            self.chronicle.tell(Happening(at, "paid", order.brand.slug, order.name, paid))

    def _complain(self, order: Order, trouble: Trouble, at: float) -> None:
        if at < self.begins_at:
            return
        if is_spared(self.archive, order, trouble, at):
            self.chronicle.tell(Happening(at, "spared", order.brand.slug, order.name))
        else:
            channel, stage = _where_filed(order, trouble)
            self._file(order, trouble, channel, stage, at, neglected=False)

    def _plan_exhibits(self, start_at: float) -> None:
        self._shown.update(choose_card_orders(self.seed, self._shops, start_at, self.begins_at))
        for order, exhibit, at in choose_orders(self.seed, self._shops, start_at, self.begins_at):
            self._shown[order.name] = Shown(exhibit.cause, at)
            trouble = BY_CAUSE[exhibit.cause]
            self._agenda.plan(at, partial(self._exhibit, order, trouble, exhibit))

    def _exhibit(self, order: Order, trouble: Trouble, exhibit: Exhibit, at: float) -> None:
        self._file(order, trouble, exhibit.channel, exhibit.stage, at, neglected=True)

    def _file(
        self, order: Order, trouble: Trouble, channel: Channel, stage: Stage, at: float, *, neglected: bool
    ) -> None:
        case = self.centre.open(order, trouble, at, channel=channel, stage=stage, neglected=neglected)
        make_odd(case, len(self.cases), self._hostility)


def _where_filed(order: Order, trouble: Trouble) -> tuple[Channel, Stage]:
    throw = dice(order.transaction_id, "filed")
    stolen = trouble.reason == UNAUTHORISED
    channel = weighted(
        throw,
        [
            (Channel.INTERNAL, 0.60 if stolen else 0.87),
            (Channel.EXTERNAL, 0.32 if stolen else 0.11),
            (Channel.ALERT, 0.08 if stolen else 0.02),
        ],
    )
    starts_friendly = trouble.reason in {NOT_RECEIVED, NOT_AS_DESCRIBED} and throw.random() < INQUIRY_SHARE
    inquiry = channel is Channel.INTERNAL and starts_friendly
    # That an alert stands at the stage of a claim is unverified.
    return channel, Stage.INQUIRY if inquiry else Stage.CLAIM


def _require_known(what: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise ValueError(f"There is no {what} {name!r}; there are {', '.join(known)}.")
