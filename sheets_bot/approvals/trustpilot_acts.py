"""
Acts at Trustpilot: the one public reply, and asking a reviewer who they are; and the look at the review.

A review has one reply, so it is posted only where none stands, and whether it was is read off the review.
"""

from datetime import datetime, timedelta

from sheets_bot.approvals.outcomes import SKEW, after_failure, cannot_look, not_found_yet, not_ours
from sheets_bot.domain.acts.act import Act, Kind, Outcome, State
from sheets_bot.domain.acts.case_traces import same_text
from sheets_bot.domain.acts.news import news_in_review
from sheets_bot.errors import SheetsBotError
from sheets_bot.platforms.trustpilot.acts import StandingReview
from sheets_bot.platforms.trustpilot.client import Trustpilot

SETTLED_AFTER = timedelta(minutes=30)
"""
So long may a post that was cut off take to show. Trustpilot advises to wait 5 to 15 minutes after an error of
its own (common error messages); twice that is ours.
"""

_WHERE = "Trustpilot"
_KINDS = frozenset({Kind.POST_REPLY, Kind.FIND_REVIEWER})
_GONE = "Trustpilot does not know this review any more."


class TrustpilotActs:
    """The Doer of one brand's business unit."""

    def __init__(self, client: Trustpilot, *, business_user_id: str) -> None:
        self._acts = client.acts
        self._author_id = business_user_id

    def do(self, act: Act, *, now: datetime) -> Outcome:
        """Reply to a review, or ask its author who they are; see `Doer`."""
        if act.kind not in _KINDS:
            return not_ours(act.kind, where=_WHERE)
        try:
            standing = self._acts.fetch_review(act.key)
            if standing is None:
                return Outcome(State.REFUSED, f"{_GONE} Nothing was sent.")
            refusal = self._refusal(act, standing) or news_in_review(act, standing.review)
            if refusal:
                return Outcome(State.REFUSED, refusal)
            if act.kind is Kind.FIND_REVIEWER:
                self._acts.find_reviewer(act.key, act.text)
                return Outcome(State.DONE, "Trustpilot has asked the reviewer.", reference=act.key, at=now)
            self._acts.post_reply(act.key, act.text, author_id=self._author_id)
        except SheetsBotError as error:
            return after_failure(error, where=_WHERE)
        return self.look(act, claimed_at=now, now=now)

    def look(self, act: Act, *, claimed_at: datetime, now: datetime) -> Outcome:
        """Look at the review for the reply or the question; see `Doer`."""
        if act.kind not in _KINDS:
            return not_ours(act.kind, where=_WHERE)
        try:
            standing = self._acts.fetch_review(act.key)
        except SheetsBotError as error:
            return cannot_look(error, where=_WHERE)
        if standing is None:
            return not_found_yet(_GONE, claimed_at=claimed_at, now=now)
        found = (
            _reply_in(standing, act)
            if act.kind is Kind.POST_REPLY
            else _question_in(standing, act, claimed_at)
        )
        if found:
            return found
        if now - claimed_at < SETTLED_AFTER:
            return Outcome(State.IN_DOUBT, "It does not stand at the review yet. The bot looks again.")
        return Outcome(State.NOT_DONE, "It does not stand at the review: nothing has happened.")

    def _refusal(self, act: Act, standing: StandingReview) -> str:
        """Say why an act cannot be done as the review stands; ``""`` where it can."""
        review = standing.review
        if not act.text.strip():
            return "The text is empty. Nothing was sent."
        if review.elsewhere:
            return "The review belongs to another business now. Nothing was sent."
        if act.kind is Kind.FIND_REVIEWER:
            if review.was_asked:
                return "The reviewer has been asked before. Nothing was sent."
            is_invited = review.may_be_asked is False
            return "Trustpilot asks no reviewer whom it invited. Nothing was sent." if is_invited else ""
        if not self._author_id:
            return (
                "Nobody is named under whose name to reply: set business_user_id in the brand's Trustpilot "
                "settings; it stands on the person's profile page in the business app. Nothing was sent."
            )
        return "The review has a reply already. Nothing was sent." if review.reply else ""


def _reply_in(standing: StandingReview, act: Act) -> Outcome | None:
    reply = standing.review.reply
    if reply is None:
        return None
    if same_text(reply.text, act.text):
        return Outcome(State.DONE, "The reply stands under the review.", reference=act.key, at=reply.at)
    words = "Another reply stands under the review: this one was not posted, or was replaced."
    return Outcome(State.REFUSED, words)


def _question_in(standing: StandingReview, act: Act, claimed_at: datetime) -> Outcome | None:
    for question in standing.questions:
        is_since = question.at is None or question.at >= claimed_at - SKEW
        if is_since and same_text(question.text, act.text):
            words = "Trustpilot has asked the reviewer."
            return Outcome(State.DONE, words, reference=act.key, at=question.at)
    return None
