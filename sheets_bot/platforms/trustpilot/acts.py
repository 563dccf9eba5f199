"""
What a business does about a review at Trustpilot: the one reply, and asking the reviewer who they are.

Neither call can be repeated. What a second reply does, and with which status a first one is answered, is
not documented, so the reply is posted only where there is none, and read back after. Asking is answered with
a serialised .NET response: a status of 200 may carry a failure (Trustpilot Service Reviews API). Nothing
here changes, deletes or reports anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sheets_bot.domain.reviews.review import Review, review_id_in
from sheets_bot.errors import Refused, SheetsBotError
from sheets_bot.platforms.attempts import NoAnswer, nothing_done_yet
from sheets_bot.platforms.http import Http, Response
from sheets_bot.platforms.trustpilot.access import NotServed, explain_trustpilot, json_object
from sheets_bot.platforms.trustpilot.records import instant, review_from_json


class Question(NamedTuple):
    """One time that the reviewer was asked who they are."""

    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class StandingReview:
    """A review as it stands now, with what was asked of its author."""

    review: Review
    questions: tuple[Question, ...]


class ReviewActs:
    """
    The acts of one brand. *http* must carry its token.

    All acts raise NotServed where Trustpilot refuses them, Misconfigured for the sign-in, and NoAnswer, whose
    `maybe_done` is about the act alone.
    """

    def __init__(self, http: Http, *, brand: str, business_unit_id: str) -> None:
        self._http = http
        self._brand = brand
        self._unit = business_unit_id

    def fetch_review(self, review_id: str) -> StandingReview | None:
        """
        Fetch one review as it stands now; None where Trustpilot does not know it.

        Raises Refused for what is no id, NotServed, Misconfigured, TryLater.
        """
        if review_id_in(review_id) != review_id:
            raise Refused(f"{review_id[:40]!r} is no id of a review. Nothing was sent.")
        try:
            with nothing_done_yet():
                answer: Any = self._http.fetch_json(f"/v1/private/reviews/{review_id}", explain=self._explain)
        except NotServed as refused:
            if refused.status == 404:
                return None
            raise
        review = review_from_json(answer, brand=self._brand, business_unit_id=self._unit)
        if review.review_id != review_id:
            raise Refused(f"Asked for {review_id}, Trustpilot sent another review. Nothing was sent.")
        return StandingReview(review, tuple(_questions(answer)))

    def post_reply(self, review_id: str, text: str, *, author_id: str) -> None:
        """
        Post the reply; *author_id* is the business user whose name stands under it.

        Only where there is none: see `fetch_review`. A success is not believed before it reads back.
        """
        body = {"authorBusinessUserId": author_id, "message": text}
        self._post(review_id, "reply", body)

    def find_reviewer(self, review_id: str, text: str) -> None:
        """Ask the reviewer who they are, in a message that Trustpilot passes on."""
        answer = json_object(self._post(review_id, "find-reviewer", {"message": text}))
        went_well, status = answer.get("isSuccessStatusCode"), answer.get("statusCode")
        if went_well is True:
            return
        if went_well is False:
            code = str(status) if isinstance(status, int) else ""
            raise NotServed(
                f"Trustpilot, brand {self._brand}: it did not ask the reviewer ({code}). Nothing was sent.",
                status=status if isinstance(status, int) else 0,
                code=code,
            )
        raise NoAnswer(
            f"Trustpilot, brand {self._brand}: the answer does not say whether the reviewer was asked.",
            maybe_done=True,
        )

    def _post(self, review_id: str, what: str, body: Mapping[str, str]) -> Response:
        path = f"/v1/private/reviews/{review_id}/{what}"
        return self._http.request("POST", path, repeatable=False, explain=self._explain, json=body)

    def _explain(self, response: Response) -> SheetsBotError | None:
        return explain_trustpilot(response, brand=self._brand)


def _questions(payload: Mapping[str, Any]) -> list[Question]:
    asked = payload.get("findReviewer")
    requests = asked.get("requests") if isinstance(asked, dict) else None
    found = [one for one in requests if isinstance(one, dict)] if isinstance(requests, list) else []
    return [Question(str(one.get("businessUserMessage") or ""), instant(one.get("created"))) for one in found]
