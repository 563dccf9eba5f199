"""The other side of the door to the network, for tests: answers in turn, and a credential that grows old."""

from collections.abc import Callable
from typing import Any

import httpx

from sheets_bot.platforms.http import Http

BASE = "https://shop.example"
SECRET = "s3cr3t-t0ken"


class Answers:
    """The other side: gives its answers in turn, the last one for ever, and keeps the requests."""

    def __init__(
        self, *answers: httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]
    ) -> None:
        self.left = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            return answer(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


class Token:
    """A credential whose token grows old whenever a test says so."""

    def __init__(self) -> None:
        self.number = 1
        self.renewals = 0

    def header(self) -> str:
        return f"Bearer {SECRET}-{self.number}"

    def renew(self, refused: str) -> bool:
        self.renewals += 1
        self.number += 1
        return refused != self.header()


def a_door(answers: Answers, **settings: Any) -> Http:
    return Http("Shop", BASE, transport=httpx.MockTransport(answers), **settings)
