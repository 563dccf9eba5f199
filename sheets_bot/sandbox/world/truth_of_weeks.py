"""
What really happened outside PayPal, counted by week and brand: orders, refunds, mail, reviews, chargebacks.

Counted from the world's own state, so that whatever a bot makes of its tabs can be held against it. Reading
changes nothing. Amounts are minor units of the brand's currency, spans of time are hours.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sheets_bot.sandbox.world.post_office import Conversation
from sheets_bot.sandbox.world.refunds import Refund
from sheets_bot.sandbox.world.reviews import Review

if TYPE_CHECKING:
    from sheets_bot.sandbox.world.simulation import World

HOUR, DAY = 3_600.0, 86_400.0
GROWN_DAYS = 30
REPLY_HOURS = 48

ENDINGS = {"WON": "won", "LOST": "lost", "ACCEPTED": "conceded", "PREVENTED": "prevented"}


def weeks_elsewhere(world: "World", *, zone: str, week_starts_on: int) -> list[dict[str, Any]]:
    """
    Return one tally per brand and week in which anything happened, in order of time.

    A count that is missing from a tally is zero. *week_starts_on* is 0 for Monday.
    """
    weeks = _Weeks(world, ZoneInfo(zone), week_starts_on)
    weeks.count_orders()
    weeks.count_refunds()
    weeks.count_threads()
    weeks.count_reviews()
    weeks.count_chargebacks()
    return weeks.as_json()


class _Weeks:
    """Tallies by week and brand."""

    def __init__(self, world: "World", zone: ZoneInfo, week_starts_on: int) -> None:
        self._world = world
        self._zone = zone
        self._week_starts_on = week_starts_on
        self._counts: dict[tuple[date, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._hours: dict[tuple[date, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))

    def as_json(self) -> list[dict[str, Any]]:
        """Return the tallies."""
        return [
            {
                "brand": brand,
                "starts_on": starts_on.isoformat(),
                **self._counts[starts_on, brand],
                **{name: sorted(spans) for name, spans in self._hours[starts_on, brand].items()},
            }
            for starts_on, brand in sorted(self._counts.keys() | self._hours.keys())
        ]

    def count_orders(self) -> None:
        """By the day of the order: how many were paid, and how much of them went back through the shop."""
        refunds = self._refunds_by_order()
        for life in self._world.lives.values():
            order = life.order
            if order.denied:
                continue
            refunded = refunds.get(order.name, [])
            self._add(order.placed_at, order.brand.slug, "orders")
            self._add(order.placed_at, order.brand.slug, "orders_minor", order.total_minor)
            self._add(order.placed_at, order.brand.slug, "orders_refunded", int(bool(refunded)))
            self._add(
                order.placed_at, order.brand.slug, "orders_refunded_minor", sum(r.minor for r in refunded)
            )

    def count_refunds(self) -> None:
        """By the day of the refund, those that reached the buyer."""
        for refunds in self._refunds_by_order().values():
            for refund in refunds:
                self._add(refund.at, refund.order.brand.slug, "refunds")
                self._add(refund.at, refund.order.brand.slug, "refunds_minor", refund.minor)
                only = not refund.line_places and refund.minor < refund.order.total_minor
                self._add(refund.at, refund.order.brand.slug, "refunds_of_amounts", int(only))

    def count_threads(self) -> None:
        """
        By the day of the first mail, and of the first answer.

        ``letters_of_pieces`` are those of conversations whose headers do not tie them together:
        who reads only mail may take them for several.
        """
        for thread in self._world.conversations.values():
            mails = [letter for letter in thread.letters if letter.inbound and not letter.automatic]
            if mails:
                self._add(mails[0].at, thread.brand.slug, "contacts")
                self._count_answer(thread, mails[0].at)
            for letter in () if thread.whole else thread.letters:
                self._add(letter.at, thread.brand.slug, "letters_of_pieces")

    def count_reviews(self) -> None:
        """By the day of writing, of the reply, and of the thirtieth day."""
        for reviews in self._world.reviews.values():
            for review in reviews:
                self._count_review(review)

    def count_chargebacks(self) -> None:
        """By the day of opening, of the decision, and by the due date."""
        for cases in self._world.chargebacks.values():
            for case in cases:
                brand = case.order.brand.slug
                self._add(case.initiated_at, brand, "cases_opened")
                self._add(case.initiated_at, brand, "cases_opened_minor", case.amount_minor)
                if case.finalized_at is not None and case.status in ENDINGS:
                    self._add(case.finalized_at, brand, f"cases_{ENDINGS[case.status]}")
                    if case.kind == "CHARGEBACK" and case.sent_at is not None:
                        self._add(case.finalized_at, brand, f"contested_{ENDINGS[case.status]}")
                if case.due_at is not None and case.due_at <= self._world.now:
                    over = case.finalized_at is not None and case.finalized_at < case.due_at
                    if case.sent_at is not None or not over:
                        self._add(case.due_at, brand, "cases_due")
                        self._add(case.due_at, brand, "cases_in_time", int(case.sent_by == "person"))

    def _refunds_by_order(self) -> dict[str, list[Refund]]:
        """The refunds that reached the buyer."""
        found: dict[str, list[Refund]] = defaultdict(list)
        for refunds in self._world.refunds.values():
            for refund in refunds:
                if refund.status == "SUCCESS":
                    found[refund.order.name].append(refund)
        return found

    def _count_answer(self, thread: Conversation, first_in: float) -> None:
        answers = [letter.at for letter in thread.letters if not letter.inbound and not letter.automatic]
        if answers and answers[0] >= first_in:
            self._hours[self._week(answers[0]), thread.brand.slug]["first_answer_hours"].append(
                (answers[0] - first_in) / HOUR
            )

    def _count_review(self, review: Review) -> None:
        brand, first = review.brand_slug, review.star_history[0][1]
        self._add(review.created_at, brand, "reviews")
        self._add(review.created_at, brand, "stars", first)
        self._add(review.created_at, brand, "reviews_low", int(first <= 2))
        way = "organic" if review.source == "Organic" else "invited"
        self._add(review.created_at, brand, f"reviews_{way}")
        self._add(review.created_at, brand, f"stars_{way}", first)
        self._add(review.created_at, brand, f"reviews_{way}_low", int(first <= 2))
        old = review.created_at <= self._world.now - REPLY_HOURS * HOUR
        if first <= 3 and old and (review.reply or review.deleted_at is None):
            self._add(review.created_at, brand, "reviews_to_answer")
            self._add(review.created_at, brand, "reviews_answered", int(review.reply is not None))
        if review.reply:
            hours = (review.reply.at - review.created_at) / HOUR
            self._hours[self._week(review.reply.at), brand]["reply_hours"].append(hours)
        grown_at = review.created_at + GROWN_DAYS * DAY
        if first <= 2 and grown_at <= self._world.now:
            rose = review.stars > first and review.deleted_at is None
            self._add_on(self._day(review.created_at) + timedelta(days=GROWN_DAYS), brand, "reviews_grown")
            self._add_on(
                self._day(review.created_at) + timedelta(days=GROWN_DAYS), brand, "reviews_risen", int(rose)
            )

    def _add(self, at: float, brand: str, name: str, number: int = 1) -> None:
        self._add_on(self._day(at), brand, name, number)

    def _add_on(self, day: date, brand: str, name: str, number: int = 1) -> None:
        self._counts[self._week_of(day), brand][name] += number

    def _week(self, at: float) -> date:
        return self._week_of(self._day(at))

    def _day(self, at: float) -> date:
        return datetime.fromtimestamp(at, UTC).astimezone(self._zone).date()

    def _week_of(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self._week_starts_on) % 7)
