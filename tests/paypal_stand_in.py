"""A PayPal of a few lines for the client's tests: its list and its details, and answers put in its mouth."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience
from sheets_bot.platforms.paypal.access import PayPalToken
from sheets_bot.platforms.paypal.client import PayPal

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BASE = "https://stand-in.example"
LIST = "/v1/customer/disputes"
TOKEN = "/v1/oauth2/token"
CLIENT_ID = "client-of-aurora"
CLIENT_SECRET = "secret-of-aurora"

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


def at(minutes_ago: float) -> str:
    """An instant as PayPal writes it."""
    return (NOW - timedelta(minutes=minutes_ago)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def a_case(case_id: str = "PP-D-1", *, minutes_ago: float = 60, **fields: Any) -> dict[str, Any]:
    """The details of a dispute; of its times only the update matters here."""
    return {
        "dispute_id": case_id,
        "create_time": at(minutes_ago),
        "update_time": at(minutes_ago),
        "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "status": "WAITING_FOR_SELLER_RESPONSE",
        "dispute_amount": {"currency_code": "USD", "value": "12.34"},
        **fields,
    }


def an_error(status: int, name: str, *issues: str) -> httpx.Response:
    """An error in PayPal's form."""
    details = [{"field": "x", "issue": issue, "description": "words of PayPal's"} for issue in issues]
    return httpx.Response(
        status, json={"name": name, "message": "words of PayPal's", "debug_id": "d3b06", "details": details}
    )


class StandIn:
    """Answers as a transport of httpx; *said* holds answers that come first, by path, the last one for ever."""

    def __init__(self, *cases: dict[str, Any], link_host: str = "https://api-m.paypal.com") -> None:
        self.cases = {case["dispute_id"]: case for case in cases}
        self.said: dict[str, list[Answer]] = {}
        self.requests: list[httpx.Request] = []
        self.page_size_limit = 50
        self.last_page = 50
        self.link_host = link_host
        self.tokens = 0
        self._lock = threading.Lock()

    def say(self, path: str, *answers: Answer) -> None:
        self.said[path] = list(answers)

    def asked(self, path: str) -> list[httpx.Request]:
        return [request for request in self.requests if request.url.path == path]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        with self._lock:
            self.requests.append(request)
            answers = self.said.get(path, [])
            answer = answers.pop(0) if len(answers) > 1 else answers[0] if answers else None
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        if answer:
            return answer(request)
        if path == TOKEN:
            self.tokens += 1
            return httpx.Response(200, json={"access_token": f"token-{self.tokens}", "expires_in": 31668})
        if path == LIST:
            return self._list(request.url.params)
        case = self.cases.get(path.removeprefix(f"{LIST}/"))
        return httpx.Response(200, json=case) if case else an_error(404, "RESOURCE_NOT_FOUND")

    def _list(self, query: httpx.QueryParams) -> httpx.Response:
        size = int(query.get("page_size", 10))
        if size > self.page_size_limit:
            return an_error(400, "INVALID_REQUEST", "INVALID_PAGE_SIZE")
        after, before = query.get("update_time_after", ""), query.get("update_time_before", "9")
        found = [case for case in self.cases.values() if after <= case["update_time"] <= before]
        found.sort(key=lambda case: case["create_time"], reverse=True)
        offset = int(query.get("next_page_token", 0))
        names = ("dispute_id", "create_time", "update_time", "reason", "status", "dispute_state")
        items = [
            {name: case[name] for name in names if name in case} for case in found[offset : offset + size]
        ]
        links = [{"href": f"{self.link_host}{LIST}", "rel": "self", "method": "GET"}]
        if offset + size < len(found) and offset + size < self.last_page * size:
            following = query.set("next_page_token", offset + size)
            links.append({"href": f"{self.link_host}{LIST}?{following}", "rel": "next", "method": "GET"})
        return httpx.Response(200, json={"items": items, "links": links})


def a_client(stand_in: StandIn, *, attempts: int = 3, side_by_side: int = 4) -> PayPal:
    """A client whose every request the stand-in answers; nothing waits."""
    transport = httpx.MockTransport(stand_in)
    patience = Patience(attempts=attempts, first_wait_seconds=0.0)
    sign_in = Http("PayPal sign-in", BASE, transport=transport, patience=patience)
    token = PayPalToken(sign_in, CLIENT_ID, CLIENT_SECRET, brand="aurora")
    http = Http("PayPal", BASE, credential=token, transport=transport, patience=patience)
    return PayPal(http, token, brand="aurora", side_by_side=side_by_side)
