"""
The review pages: what anybody can do to a review, with what the site shows of it.

Serves the simulated authors and sellers, and the Trustpilot room. Decides nothing
about people; `reviewers.py` does.
"""

from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.chronicle import Chronicle, Happening
from sheets_bot.sandbox.world.reviews import Reply, Review


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
