"""
People who review: whether, when, how many stars, and what makes them change their mind.

The stars follow what happened to the order; a good answer raises some of them
later. Who was invited carries address and order number, who comes by himself does
not, and some numbers are typed wrong. Shares are this project's judgement.
"""

import random
from functools import partial

from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.brands import Brand
from sheets_bot.sandbox.world.chronicle import Happening
from sheets_bot.sandbox.world.dice import chance, dice, weighted
from sheets_bot.sandbox.world.lives import QUESTION, Life
from sheets_bot.sandbox.world.oddities import odd_name
from sheets_bot.sandbox.world.orders import DAY_SECONDS, Order
from sheets_bot.sandbox.world.people import somebody
from sheets_bot.sandbox.world.review_pages import ReviewPages
from sheets_bot.sandbox.world.review_words import RAISED, review_words
from sheets_bot.sandbox.world.reviews import Review

HAPPY_SHARE = 0.025
TROUBLED_SHARE = 0.16
DISPUTED_SHARE = 0.25
"""Of orders, those that are reviewed: all well, something wrong, disputed."""

STRANGERS_A_DAY = 0.03
"""Per brand: reviews by people who have never ordered."""

ORGANIC_SHARE = 0.15
WRONG_REFERENCE_SHARE = 0.04
NO_REFERENCE_SHARE = 0.06

UNDATED_SHARE = 0.3
"""Of edits, those that Trustpilot does not date (what moves `updatedAt` is not published)."""
DELETED_SHARE = 0.03
REPORTED_SHARE = 0.08
"""Of bad reviews, those that the seller reports: hidden for some days, then shown again."""

MILD_CAUSES = frozenset({"size_fit", "changed_mind", "colour_style", QUESTION})

HAPPY_STARS = ((5, 70), (4, 22), (3, 5), (2, 2), (1, 1))
MILD_STARS = ((5, 15), (4, 30), (3, 30), (2, 15), (1, 10))
ANGRY_STARS = ((4, 4), (3, 10), (2, 21), (1, 65))


class Reviewers:
    """All authors of reviews."""

    def __init__(self, seed: int, pages: ReviewPages, agenda: Agenda, *, hostility: str) -> None:
        self._seed = seed
        self._pages = pages
        self._agenda = agenda
        self._hostility = hostility

    def take(self, life: Life) -> None:
        """Plan the review of an order, if there is to be one."""
        order = life.order
        troubled = life.cause not in {"", QUESTION}
        share = DISPUTED_SHARE if life.disputed else TROUBLED_SHARE if troubled else HAPPY_SHARE
        if order.denied or life.review_luck >= share:
            return
        throw = dice(self._seed, order.name, "reviews")
        if troubled and life.cause not in MILD_CAUSES:
            # Who is angry waits for nothing; who is content, for the invitation.
            at = (life.arrives_at or life.promised_at) + throw.uniform(0.3, 9) * DAY_SECONDS
        elif life.arrives_at is None:
            return
        else:
            at = life.arrives_at + throw.uniform(3, 20) * DAY_SECONDS
        self._agenda.plan(at, partial(self._publish, life))

    def start(self, brand: Brand, day: int) -> None:
        """Let people who have never ordered review *brand* too, from *day* on (days since 1970)."""
        self._agenda.plan(day * DAY_SECONDS, partial(self._plan_day, brand, day))

    def hear(self, happening: Happening) -> None:
        """Reconsider one's stars when the company has answered."""
        review: Review = happening.detail["review"]
        if self._pages.breaks_rules(review, happening.at):
            self._pages.warn(review, happening.at)
        elif review.stars <= 2:
            throw = dice(review.review_id, "raises after")
            self._agenda.plan(
                happening.at + throw.uniform(0.5, 5) * DAY_SECONDS, partial(self._raise, review)
            )

    def _plan_day(self, brand: Brand, day: int, _at: float) -> None:
        throw = dice(self._seed, brand.slug, "stranger's review", day)
        if throw.random() < STRANGERS_A_DAY:
            at = (day + throw.random()) * DAY_SECONDS
            self._agenda.plan(at, partial(self._publish_stranger, brand, throw))
        self.start(brand, day + 1)

    def _publish_stranger(self, brand: Brand, throw: random.Random, at: float) -> None:
        stranger, stars = somebody(throw), throw.choice((1, 1, 5))
        language, title, text = review_words("", stars, stranger.country, "dress", throw)
        review = Review(
            review_id=f"{throw.getrandbits(96):024x}",
            brand_slug=brand.slug,
            order_name="",
            consumer_id=f"{throw.getrandbits(96):024x}",
            display_name=stranger.name,
            stars=stars,
            title=title,
            text=text,
            language=language,
            created_at=at,
            updated_at=None,
            experienced_at=at,
            referral_email="",
            reference="",
            reply=None,
            hidden=False,
            deleted_at=None,
            source="Organic",
            star_history=[(at, stars)],
        )
        self._pages.publish(review)

    def _publish(self, life: Life, at: float) -> None:
        review = self._review(life, at)
        self._pages.publish(review)
        throw = dice(review.review_id, "goes on")
        if throw.random() < DELETED_SHARE:
            self._agenda.plan(at + throw.uniform(2, 30) * DAY_SECONDS, partial(self._delete, review))
        elif review.stars == 1 and throw.random() < REPORTED_SHARE:
            hides_at = at + throw.uniform(0.5, 4) * DAY_SECONDS
            self._agenda.plan(hides_at, partial(self._hide, review))
            self._agenda.plan(hides_at + throw.uniform(4, 15) * DAY_SECONDS, partial(self._show, review))

    def _review(self, life: Life, at: float) -> Review:
        order = life.order
        throw = dice(self._seed, order.name, "review")
        stars = _stars(life, throw)
        item = order.lines[0].name.lower()
        language, title, text = review_words(life.cause, stars, order.buyer.country, item, throw)
        organic = throw.random() < ORGANIC_SHARE
        return Review(
            review_id=f"{throw.getrandbits(96):024x}",
            brand_slug=order.brand.slug,
            order_name=order.name,
            consumer_id=f"{throw.getrandbits(96):024x}",
            display_name=odd_name(_display_name(order, throw), order.name, self._hostility),
            stars=stars,
            title=title,
            text=text,
            language=language,
            created_at=at,
            updated_at=None,
            experienced_at=at - DAY_SECONDS,
            referral_email="" if organic else order.buyer.email,
            reference=_reference(order, throw, organic=organic),
            reply=None,
            hidden=False,
            deleted_at=None,
            source="Organic" if organic else throw.choice(("InvitationApi", "AFSv2")),
            star_history=[(at, stars)],
            cause="" if life.cause == QUESTION else life.cause,
        )

    def _raise(self, review: Review, at: float) -> None:
        raised = len(review.star_history) > 1
        if raised or review.deleted_at is not None or review.stars > 2:
            return
        if chance(self._pages.raise_share(review, at), review.review_id, "raises"):
            throw = dice(review.review_id, "raised")
            stars, dated = throw.choice((4, 4, 5, 3)), throw.random() >= UNDATED_SHARE
            self._pages.edit(review, at, stars=stars, text=f"{review.text}\n\n{RAISED}", dated=dated)

    def _delete(self, review: Review, at: float) -> None:
        self._pages.delete(review, at)

    def _hide(self, review: Review, at: float) -> None:
        if review.deleted_at is None:
            self._pages.hide(review, at)

    def _show(self, review: Review, at: float) -> None:
        if review.deleted_at is None:
            self._pages.show(review, at)


def _stars(life: Life, throw: random.Random) -> int:
    if life.cause in {"", QUESTION}:
        return weighted(throw, HAPPY_STARS)
    mild = life.cause in MILD_CAUSES and not life.disputed
    return weighted(throw, MILD_STARS if mild else ANGRY_STARS)


def _display_name(order: Order, throw: random.Random) -> str:
    buyer = order.buyer
    return weighted(
        throw,
        [
            (buyer.name, 5),
            (f"{buyer.given_name} {buyer.surname[0]}.", 2),
            (buyer.given_name, 2),
            (f"{buyer.given_name.lower()}_{throw.randrange(100)}", 1),
            ("customer", 1),
        ],
    )


def _reference(order: Order, throw: random.Random, *, organic: bool) -> str:
    luck = throw.random()
    if luck < WRONG_REFERENCE_SHARE:
        return str(max(order.brand.orders_from, order.number - throw.randint(1, 9)))
    if luck < WRONG_REFERENCE_SHARE + NO_REFERENCE_SHARE or (organic and throw.random() < 0.8):
        return ""
    return throw.choice((f"#{order.number}", str(order.number)))
