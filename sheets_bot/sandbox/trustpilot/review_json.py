"""
A review and a business unit as Trustpilot's JSON.

Fields are those seen in answers and samples of the Service Reviews API. Empty values
are null, never left out. The review's own instants end in Z; those inside replies,
reports and reviewer requests stand without a zone, as in the samples: all are UTC.
Values of `status`, `reviewVerificationLevel` and the like are unverified.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sheets_bot.sandbox.trustpilot.accounts import Account
from sheets_bot.sandbox.world import Brand
from sheets_bot.sandbox.world.reviews import Review

PRIVATE_ONLY = ("referralEmail", "referenceId", "tags", "findReviewer", "invitation", "source")
"""What the public object lacks: without these a review cannot be matched to an order but by name."""


@dataclass(slots=True)
class Request:
    """A reviewer was asked who they are."""

    request_id: str
    at: float
    message: str


@dataclass(slots=True)
class Additions:
    """What the business has attached to a review."""

    tags: list[dict[str, str]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Unit:
    """A business unit: a brand and its account."""

    brand: Brand
    account: Account


def private_review(review: Review, unit: Unit, added: Additions, *, base: str) -> dict[str, Any]:
    """Return the whole object; *base* is where its links point to."""
    return {
        "links": [{"href": f"{base}/v1/private/reviews/{review.review_id}", "method": "GET", "rel": "self"}],
        "id": review.review_id,
        "consumer": {
            "links": [],
            "id": review.consumer_id,
            "displayName": review.display_name,
            "displayLocation": None,
            "numberOfReviews": 1,
        },
        "businessUnit": {
            "links": [],
            "id": unit.account.business_unit_id,
            "identifyingName": unit.brand.host,
            "displayName": unit.brand.name,
        },
        "location": None,
        "stars": review.stars,
        "title": review.title or None,
        "text": review.text or None,
        "language": review.language,
        "createdAt": instant(review.created_at),
        "experiencedAt": f"{instant(review.experienced_at)[:10]}T00:00:00Z",
        "updatedAt": None if review.updated_at is None else instant(review.updated_at),
        "companyReply": _reply(review, unit),
        "isVerified": review.invited,
        "source": review.source,
        "numberOfLikes": 0,
        "status": "active",
        "reviewVerificationLevel": "invited" if review.invited else "not-verified",
        "countsTowardsTrustScore": not review.hidden,
        "countsTowardsLocationTrustScore": None,
        "complianceLabels": [],
        "reportData": _report(review),
        "referralEmail": review.referral_email or None,
        "referenceId": review.reference or None,
        "tags": [dict(tag) for tag in added.tags],
        "invitation": {"businessUnitId": unit.account.business_unit_id} if review.invited else None,
        "businessUnitHistory": [],
        "findReviewer": {
            "isEligible": is_eligible(review),
            "requests": [_request(request) for request in added.requests],
        },
    }


def public_review(private: dict[str, Any]) -> dict[str, Any]:
    """Return what anybody with an API key sees."""
    return {name: value for name, value in private.items() if name not in PRIVATE_ONLY}


def is_eligible(review: Review) -> bool:
    """Say whether the reviewer may be asked who they are: only those whom nobody invited."""
    return not review.invited


def business_unit(unit: Unit, reviews: Sequence[Review], *, base: str) -> dict[str, Any]:
    """Return a unit with the count of its reviews; how Trustpilot weighs them into a score is its secret."""
    stars = [review.stars for review in reviews]
    mean = round(sum(stars) / len(stars), 1) if stars else 0
    names = ("oneStar", "twoStars", "threeStars", "fourStars", "fiveStars")
    return {
        "id": unit.account.business_unit_id,
        "displayName": unit.brand.name,
        "name": {"identifying": unit.brand.host, "referring": [unit.brand.host]},
        "websiteUrl": unit.brand.site,
        "country": unit.brand.home,
        "status": "active",
        "score": {"stars": round(mean * 2) / 2, "trustScore": mean},
        "numberOfReviews": {
            "total": len(stars),
            "usedForTrustScoreCalculation": len(stars),
            **{name: stars.count(number) for number, name in enumerate(names, start=1)},
        },
        "links": [
            {
                "href": f"{base}/v1/business-units/{unit.account.business_unit_id}",
                "method": "GET",
                "rel": "self",
            }
        ],
    }


def instant(at: float) -> str:
    """Return an instant to the second, in UTC, with Z."""
    return f"{without_zone(at)}Z"


def without_zone(at: float) -> str:
    """Return an instant as Trustpilot's samples write it; it is UTC all the same."""
    return f"{datetime.fromtimestamp(int(at), UTC):%Y-%m-%dT%H:%M:%S}"


def _reply(review: Review, unit: Unit) -> dict[str, Any] | None:
    reply = review.reply
    if reply is None:
        return None
    return {
        "text": reply.text,
        "authorBusinessUserId": reply.author,
        "authorBusinessUserName": f"{unit.brand.name} Support",
        "createdAt": without_zone(reply.at),
        "updatedAt": None if reply.updated_at is None else without_zone(reply.updated_at),
    }


def _report(review: Review) -> dict[str, Any] | None:
    """Return why a review is hidden. The same reason stands in two spellings, as in real answers."""
    if not review.hidden:
        return None
    return {
        "source": "Trustpilot",
        "publicComment": None,
        "createdAt": without_zone(review.created_at if review.hidden_at is None else review.hidden_at),
        "reasons": ["consumerIsCompetitor"],
        "reason": "consumer_is_competitor",
        "reviewVisibility": "hidden",
    }


def _request(request: Request) -> dict[str, Any]:
    return {
        "id": request.request_id,
        "created": without_zone(request.at),
        "status": "pending",
        "businessUserMessage": request.message,
        "consumerResponse": None,
    }
