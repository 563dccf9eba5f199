"""
Whether something has happened since a person ticked that no tab shows yet: what a platform shows by itself.

The tabs are minutes old. Held against the facts of an act are the thread, the review and the case as its doer
has them in hand; nothing is fetched here. Pure. What the tabs show is compared in `asking.py`.
"""

from sheets_bot.domain.acts.act import Act
from sheets_bot.domain.acts.basis import (
    BUYER_WROTE,
    LAST_FROM_CUSTOMER,
    OUR_LAST,
    changes_between,
    facts_of_review,
    minute_words,
)
from sheets_bot.domain.disputes.dispute import Dispute
from sheets_bot.domain.disputes.dispute_readings import buyer_wrote_at
from sheets_bot.domain.mail.thread import Thread
from sheets_bot.domain.reviews.review import Review

_NOTHING_SENT = "Nothing was sent. Read the row once the bot has brought it up to date, then tick again."


def news_in_thread(act: Act, thread: Thread) -> str:
    """
    Say what came into or went out of a thread since the mails that an act is bound to; ``""`` for nothing.

    Mails of the same minute count as the same, as they do in the facts.
    """
    asked, answered = ([each.mail.at for each in way] for way in (thread.asking, thread.answering))
    if _is_newer(minute_words(max(asked, default=None)), act.basis.get(LAST_FROM_CUSTOMER)):
        return f"The customer has written again. {_NOTHING_SENT}"
    if _is_newer(minute_words(max(answered, default=None)), act.basis.get(OUR_LAST)):
        return f"The customer has been answered meanwhile. {_NOTHING_SENT}"
    return ""


def news_in_review(act: Act, review: Review) -> str:
    """Say how a review differs from the one that an act is bound to; ``""`` where it does not."""
    now = {name: fact for name, fact in facts_of_review(review).items() if name in act.basis}
    changed = changes_between({name: act.basis[name] for name in now}, now)
    return f"The review has changed. {'; '.join(changed)}. {_NOTHING_SENT}" if changed else ""


def news_in_case(act: Act, dispute: Dispute) -> str:
    """Say whether the buyer has written in the case since the message that an act is bound to."""
    if _is_newer(minute_words(buyer_wrote_at(dispute)), act.basis.get(BUYER_WROTE)):
        return f"The buyer has written in the case again. {_NOTHING_SENT}"
    return ""


def _is_newer(shown: str, bound: str | None) -> bool:
    """An act that is not bound to such a fact at all has nothing that it could be compared with."""
    return bound is not None and shown > bound
