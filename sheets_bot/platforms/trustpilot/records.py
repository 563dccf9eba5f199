"""
Trustpilot's JSON as Records.

Pure and total: whatever stands in a field, the result is a Record or RowSkipped. Trustpilot
sends null for what is empty, also for whole objects (`companyReply`, `reportData`,
`findReviewer`), and times with and without a zone; both mean UTC. Fields as in the private
review object (Trustpilot Service Reviews API); codes stay verbatim.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sheets_bot.domain.reviews.review import Reply, Review, review_id_in
from sheets_bot.errors import RowSkipped
from sheets_bot.platforms.base import plausible

Json = Mapping[str, Any]

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII)
_LONGEST_NAME = 255


def review_from_json(payload: Any, *, brand: str, business_unit_id: str) -> Review:
    """
    Read one private review.

    Args:
        payload: An entry of the private list, or the answer to a single review.
        brand: Whose unit was asked.
        business_unit_id: That unit; a review that names another one has moved.

    Raises:
        RowSkipped: It has no usable id.
    """
    review = _object(payload)
    found = review_id_in(_text(review.get("id")))
    if not found:
        raise RowSkipped(
            f"Trustpilot sent a review of {brand} without a usable id. It was left out; if this stays, "
            "look for a review on Trustpilot that is not in the tab."
        )
    consumer, asked = _object(review.get("consumer")), _object(review.get("findReviewer"))
    told = _told_by_the_reviewer(asked)
    unit = _text(_object(review.get("businessUnit")).get("id"))
    eligible = asked.get("isEligible")
    return Review(
        review_id=found,
        brand=brand,
        stars=_stars(review.get("stars")),
        title=_text(review.get("title")),
        text=_text(review.get("text")),
        language=_text(review.get("language")),
        created_at=instant(review.get("createdAt")),
        updated_at=instant(review.get("updatedAt")),
        display_name=_text(consumer.get("displayName"))[:_LONGEST_NAME],
        email=_text(review.get("referralEmail")) or _text(told.get("email")),
        reference=_text(review.get("referenceId")) or _text(told.get("referenceId")),
        invited=_invited(review),
        reply=_reply(review.get("companyReply")),
        status=_text(review.get("status")),
        visibility=_text(_object(review.get("reportData")).get("reviewVisibility")),
        elsewhere=bool(unit) and unit.lower() != business_unit_id,
        may_be_asked=eligible if isinstance(eligible, bool) else None,
        was_asked=bool(asked.get("requests")),
        asked_at=_asked_at(asked),
        has_told=bool(told),
    )


def _invited(review: Json) -> bool | None:
    """An organic review has no referral address (Trustpilot's help); the words of `source` are open."""
    if _text(review.get("source")).casefold() == "organic":
        return False
    return True if _text(review.get("referralEmail")) else None


def unread_fields(payload: Any) -> tuple[str, ...]:
    """Name the fields on which a target or a star count depends, and which hold something unreadable."""
    review = _object(payload)
    unread = [name for name in ("createdAt", "updatedAt") if review.get(name) and not instant(review[name])]
    return (*unread, *(["stars"] if _stars(review.get("stars")) is None else []))


def instant(value: Any) -> datetime | None:
    """Read ``2026-11-02T10:00:00.000Z`` or the same without a zone as an aware datetime in UTC."""
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return None
    try:
        found = datetime.fromisoformat(value.upper())
        return plausible((found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _reply(value: Any) -> Reply | None:
    if not isinstance(value, dict):
        return None
    return Reply(_text(value.get("text")), instant(value.get("createdAt")), instant(value.get("updatedAt")))


def _told_by_the_reviewer(asked: Json) -> Json:
    """Return the last answer of a reviewer who was asked who they are; empty where there is none."""
    answers = [_object(one.get("consumerResponse")) for one in _requests(asked)]
    return next((answer for answer in reversed(answers) if answer), {})


def _asked_at(asked: Json) -> datetime | None:
    return max((at for one in _requests(asked) if (at := instant(one.get("created")))), default=None)


def _requests(asked: Json) -> list[Json]:
    found = asked.get("requests")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _stars(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5 else None


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    # Half a character, which JSON can spell, could not be encoded again.
    return value.encode(errors="replace").decode().strip() if isinstance(value, str) else ""
