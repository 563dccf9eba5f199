"""
The Record of a review: what a customer says in public, and what was answered.

Every field but `review_id` and `brand` may be missing; Trustpilot sends null for what is
empty. Codes are kept verbatim. A missing text is ``""``, a missing instant or number is None.
Instants are aware and in UTC. Nothing is concluded here: what is remembered of a review is in
`review_memory.py`, what changed in `review_news.py`, whose turn it is in `review_turn.py`; the JSON is in
`platforms/trustpilot/`, rows typed by people in `review_pasted.py`.
"""

import re
from dataclasses import dataclass
from datetime import datetime

# Ids of reviews, business units and consumers (public clients of the Trustpilot API agree).
_ID = re.compile(r"[0-9a-f]{24}")


TRUSTPILOT = "Trustpilot"
PASTED = "pasted"
"""Where a Record comes from: fetched, or typed by a person."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The one public answer of the brand."""

    text: str = ""
    at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One review of one brand."""

    review_id: str
    """24 hexadecimal digits."""
    brand: str
    source: str = TRUSTPILOT
    """Where the Record comes from: `TRUSTPILOT` or `PASTED`."""
    stars: int | None = None
    """1 to 5."""
    title: str = ""
    text: str = ""
    language: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    """When it was edited, as the platform says. Not to be relied on: what moves it is not documented."""
    display_name: str = ""
    """Leaves this Record masked or as a mark."""
    email: str = ""
    """Personal: leaves this Record only as a mark. Known for invited reviews alone."""
    reference: str = ""
    """The order reference that the review carries; customers can type it, nobody checks it."""
    invited: bool | None = None
    """Whether it was written on an invitation; None where nothing tells."""
    reply: Reply | None = None
    status: str = ""
    """The platform's `status`, verbatim; its words are not documented."""
    visibility: str = ""
    """`reportData.reviewVisibility` of a reported review, verbatim; its words are not documented."""
    elsewhere: bool = False
    """True where it belongs to another business unit now."""
    gone: bool = False
    """True where a person says that it is no longer online. What the API no longer knows has no Record."""
    may_be_asked: bool | None = None
    """Whether Trustpilot would ask the reviewer who they are (`findReviewer.isEligible`)."""
    was_asked: bool = False
    """Whether the reviewer has been asked who they are."""
    asked_at: datetime | None = None
    """When that was last done (`findReviewer.requests[].created`)."""
    has_told: bool = False
    """Whether the reviewer has answered (`consumerResponse`)."""


def review_id_in(text: str) -> str:
    """
    Return the review id in an id or a permalink, in lower case; ``""`` if there is none.

    ``https://www.trustpilot.com/reviews/`` and the id is the public address of a review;
    what follows a ``?`` or ``#`` does not count.
    """
    tail = re.split(r"[?#]", text.strip(), maxsplit=1)[0].rstrip("/").rpartition("/")[2].lower()
    return tail if _ID.fullmatch(tail) else ""
