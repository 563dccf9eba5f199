"""
The review pages: what anybody can do to a review, with what the site shows of it.

Serves the simulated authors and sellers, and the Trustpilot room. Says how a reply reads,
and decides nothing about people; `reviewers.py` does.
"""

from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.chronicle import Chronicle, Happening
from sheets_bot.sandbox.world.grounds import grounds_of, is_heard
from sheets_bot.sandbox.world.reviews import Reply, Review
from sheets_bot.sandbox.world.well_said import breaks_review_rules, names_goods

HOUR_SECONDS = 3600.0

RAISED_BY_HOURS = ((24, 0.12), (48, 0.06))
"""What a reply within so many hours adds to the share of authors who give more stars afterwards."""
RAISED_SHARE = 0.05
RAISED_BY_PERSONAL = 0.08
"""What is added by a reply that names the author, the goods or what is wrong with them."""
RAISED_BY_UNREPEATED = 0.07
RAISED_BY_SOLVED = 0.25
"""What is added where the trouble with the order is over: it has come, was paid back, mails are answered."""
"""All of these are this project's judgement; sources claim far more for quick answers, and sell them."""


class ReviewPages:
    """The pages of all brands."""

    def __init__(self, archive: Archive, chronicle: Chronicle) -> None:
        self._archive = archive
        self._chronicle = chronicle

    def publish(self, review: Review) -> None:
        """Show a new review."""
        self._archive.reviews[review.brand_slug].append(review)
        self._tell(review, "reviewed", review.created_at)

    def edit(self, review: Review, at: float, *, stars: int, text: str, dated: bool) -> None:
        """Let the author change it; an edit that is not *dated* leaves `updated_at` as it was."""
        if stars != review.stars:
            review.star_history.append((at, stars))
        review.stars, review.text = stars, text
        if dated:
            review.updated_at = at
        self._tell(review, "review edited", at)

    def reply(self, review: Review, text: str, author: str, at: float) -> Reply:
        """Put the company's answer under it; a second one replaces the first (unverified)."""
        before = review.reply
        if before is None:
            review.reply = Reply(text, author, at)
        else:
            review.reply = Reply(text, author, before.at, updated_at=at)
        self._tell(review, "replied", at)
        return review.reply

    def breaks_rules(self, review: Review, at: float) -> bool:
        """Say whether the company's answer would be reported."""
        order = self._archive.order_by_name.get(review.order_name)
        parcels = grounds_of(self._archive, order, at).parcels if order else ()
        return review.reply is not None and breaks_review_rules(review.reply.text, order, parcels)

    def warn(self, review: Review, at: float) -> None:
        """Warn the company for its answer, as Trustpilot does before worse."""
        self._archive.warnings[review.brand_slug].append((at, review.review_id))

    def raise_share(self, review: Review, at: float) -> float:
        """Return how many authors of such a review, answered like this, give more stars by *at* (0..1)."""
        if review.reply is None:
            return 0.0
        hours = (review.reply.at - review.created_at) / HOUR_SECONDS
        share = RAISED_SHARE + next((more for limit, more in RAISED_BY_HOURS if hours <= limit), 0.0)
        share += RAISED_BY_PERSONAL * self._is_personal(review)
        others = (other.reply for other in self._archive.reviews[review.brand_slug] if other is not review)
        repeated = any(reply is not None and reply.text == review.reply.text for reply in others)
        return share + RAISED_BY_UNREPEATED * (not repeated) + RAISED_BY_SOLVED * self._is_solved(review, at)

    def _is_personal(self, review: Review) -> bool:
        text = review.reply.text.casefold() if review.reply else ""
        order = self._archive.order_by_name.get(review.order_name)
        given_name = review.display_name.split("_")[0].split(" ")[0].casefold()
        return given_name in text or (order is not None and names_goods(order, text))

    def _is_solved(self, review: Review, at: float) -> bool:
        order = self._archive.order_by_name.get(review.order_name)
        if order is None:
            return False
        grounds = grounds_of(self._archive, order, at)
        settled = grounds.state == "S4" or grounds.refunded_minor >= order.total_minor
        return settled and is_heard(self._archive, grounds)

    def hide(self, review: Review, at: float) -> None:
        """Take it from the lists while a report is looked into."""
        review.hidden, review.hidden_at = True, at

    def show(self, review: Review, at: float) -> None:
        """Show it again: the report was not upheld."""
        review.hidden = False
        self._tell(review, "review restored", at)

    def delete(self, review: Review, at: float) -> None:
        """Remove it for good."""
        review.deleted_at = at

    def _tell(self, review: Review, kind: str, at: float) -> None:
        brand = self._archive.brand(review.brand_slug)
        detail = {"review": review, "brand": brand}
        self._chronicle.tell(Happening(at, kind, review.brand_slug, f"review {review.review_id}", detail))
