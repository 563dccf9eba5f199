"""A Trustpilot of a few lines for the client's tests, and answers put in its mouth."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience
from sheets_bot.platforms.trustpilot.access import TOKEN_PATH, TrustpilotToken
from sheets_bot.platforms.trustpilot.client import Trustpilot

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BASE = "https://trustpilot.example"
KEY, SECRET = "key-of-aurora", "secret-of-aurora"
UNIT = "0" * 23 + "a"
OTHER_UNIT = "0" * 23 + "b"
LIST = f"/v1/private/business-units/{UNIT}/reviews"
SINGLE = "/v1/private/reviews/"

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


def an_id(number: int) -> str:
    """The id of the *number*-th review."""
    return f"{number:024x}"


def at(days_ago: float) -> str:
    """An instant as Trustpilot writes it."""
    return f"{NOW - timedelta(days=days_ago):%Y-%m-%dT%H:%M:%S.000Z}"


def a_review(number: int = 1, *, days_ago: float = 3, **fields: Any) -> dict[str, Any]:
    """A private review; what is empty is null, as Trustpilot has it."""
    return {
        "id": an_id(number),
        "stars": 1,
        "title": "Never came",
        "text": "Three weeks and nothing.",
        "language": "en",
        "createdAt": at(days_ago),
        "experiencedAt": None,
        "updatedAt": None,
        "status": "active",
        "referralEmail": None,
        "referenceId": None,
        "consumer": {"id": an_id(900 + number), "displayName": "Jane Doe"},
        "businessUnit": {"id": UNIT, "displayName": "Aurora"},
        "companyReply": None,
        "reportData": None,
        "findReviewer": {"isEligible": True, "requests": []},
        "businessUnitHistory": [],
        **fields,
    }


class StandIn:
    """Answers as a transport of httpx; *said* holds answers that come first, by path, the last one for ever."""

    def __init__(self, *reviews: dict[str, Any], unlisted: tuple[dict[str, Any], ...] = ()) -> None:
        self.reviews = list(reviews)
        self.unlisted = list(unlisted)
        """Known one by one, and in no list: hidden ones."""
        self.said: dict[str, list[Answer]] = {}
        self.requests: list[httpx.Request] = []
        self.last_page = 1000
        self.tokens = 0
        self.expires_in: Any = "359999"
        self.between_pages: Callable[[], None] = lambda: None

    def say(self, path: str, *answers: Answer) -> None:
        self.said[path] = list(answers)

    def asked(self, path: str) -> list[httpx.Request]:
        return [request for request in self.requests if request.url.path == path]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.requests.append(request)
        answers = self.said.get(path, [])
        answer = answers.pop(0) if len(answers) > 1 else answers[0] if answers else None
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        if answer:
            return answer(request)
        if path == TOKEN_PATH:
            self.tokens += 1
            found = {"access_token": f"token-{self.tokens}", "expires_in": self.expires_in}
            return httpx.Response(200, json=found)
        if path == LIST:
            return self._list(request.url.params)
        wanted = path.removeprefix(SINGLE)
        found = next((one for one in [*self.reviews, *self.unlisted] if one["id"] == wanted), None)
        return httpx.Response(200, json=found) if found else httpx.Response(404, json={"message": "x"})

    def _list(self, query: httpx.QueryParams) -> httpx.Response:
        page, size = int(query["page"]), int(query["perPage"])
        if page > self.last_page:
            return httpx.Response(400, json={"details": "Pagination limit exceeded."})
        start = query.get("startDateTime", "")
        stars = query.get("stars", "1,2,3,4,5").split(",")
        found = [one for one in self.reviews if one["createdAt"] >= start and str(one["stars"]) in stars]
        found.sort(key=lambda one: one["createdAt"], reverse=query.get("orderBy") != "createdat.asc")
        answer = httpx.Response(200, json={"links": [], "reviews": found[(page - 1) * size : page * size]})
        self.between_pages()
        return answer


PATIENCE = Patience(attempts=3, first_wait_seconds=0.0)


def a_token(stand_in: StandIn, clock: Callable[[], float] = lambda: 0.0) -> TrustpilotToken:
    """A token whose every request the stand-in answers."""
    http = Http("Trustpilot sign-in", BASE, transport=httpx.MockTransport(stand_in), patience=PATIENCE)
    return TrustpilotToken(http, KEY, SECRET, brand="Aurora", clock=clock)


def a_client(stand_in: StandIn, *, unit: str = UNIT) -> Trustpilot:
    """A client whose every request the stand-in answers; nothing waits."""
    token = a_token(stand_in)
    transport = httpx.MockTransport(stand_in)
    http = Http("Trustpilot", BASE, credential=token, transport=transport, patience=PATIENCE)
    return Trustpilot(http, token, business_unit_id=unit, brand="Aurora")
