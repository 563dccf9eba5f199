"""
Trouble with one kind of call: for one brand's account or one spreadsheet, once or for good.

The sandbox's own queue of faults knows no brand. Here the caller is told by the token that it was given,
so that a test can see whether the others' work goes on. What trouble there is with mail servers stands in
`mail_trouble.py`.
"""

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sheets_bot.sandbox.switchboard import Answer, Switchboard
from sheets_bot.sandbox.tracker import TRACKER_ID
from sheets_bot.sandbox.wire import Call


class Kind(NamedTuple):
    """One kind of call that the jobs make."""

    method: str
    path: str
    """A regular expression for the whole path."""
    sign_in: str = ""
    """Where the brands get the tokens by which they are told apart; empty where the path says it all."""
    operation: str = ""
    """A regular expression for the whole name of a question of GraphQL."""
    continues: bool = False
    """Only questions for a later page of a list."""


_BOOK = f"/v4/spreadsheets/{TRACKER_ID}"
_PAYPAL = "/v1/oauth2/token"
KINDS: Mapping[str, Kind] = {
    "google sign-in": Kind("POST", "/token"),
    "sheets structure": Kind("GET", _BOOK),
    "sheets values": Kind("POST", f"{_BOOK}/values:batchGetByDataFilter"),
    "sheets write": Kind("POST", f"{_BOOK}:batchUpdate"),
    "paypal sign-in": Kind("POST", _PAYPAL, _PAYPAL),
    "paypal list": Kind("GET", "/v1/customer/disputes", _PAYPAL),
    "paypal details": Kind("GET", "/v1/customer/disputes/[^/]+", _PAYPAL),
    "paypal payments": Kind("GET", "/v1/reporting/transactions", _PAYPAL),
}
"""The calls to Google and PayPal."""

Fault = Answer | Callable[[Answer], Answer] | None
"""What a call gets instead of an answer; a function: what it makes of the answer, so after the effect."""

FAULTS: Mapping[str, Fault] = {
    **{
        str(status): Answer(
            status, json.dumps({"error": {"code": status}}).encode(), {"content-type": "application/json"}
        )
        for status in (401, 403, 404, 429, 500)
    },
    "no answer": None,
    "cut before": Answer(0, b"", {}, "before"),
    "cut after": lambda _: Answer(0, b"", {}, "after"),
    "garbage": lambda _: Answer(200, b"<html>We'll be right back</html>", {"content-type": "text/html"}),
}
"""What may happen to any call over HTTP; None: silence, until the caller gives up."""


@dataclass
class Trouble:
    """Stands between the wire and the services of a sandbox while it lasts."""

    answer_of: Callable[[Call], Answer]
    kind: Kind
    fault: Fault
    client_id: str
    """With what the brand that is hit signs in, where tokens tell the brand."""
    once: bool
    hits: int = 0
    """How many calls have been hit, or would have been."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set it to let go of the calls that are kept waiting."""
    _tokens: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, call: Call) -> Answer:
        if not self._hit(call):
            return self._watched(call)
        if self.fault is None:
            self.over.wait(timeout=60)
            return Answer(0, b"", {}, "before")
        return self.fault if isinstance(self.fault, Answer) else self.fault(self._watched(call))

    def _hit(self, call: Call) -> bool:
        kind = self.kind
        if call.method != kind.method or not re.fullmatch(kind.path, call.path):
            return False
        if kind.operation and not _asks(kind, call.json()):
            return False
        if kind.sign_in and not self._is_of_the_brand(call):
            return False
        with self._lock:
            self.hits += 1
            return self.hits == 1 or not self.once

    def _is_of_the_brand(self, call: Call) -> bool:
        scheme, _, credential = call.headers.get("authorization", "").partition(" ")
        if scheme == "Basic":
            return base64.b64decode(credential).decode().startswith(f"{self.client_id}:")
        return credential in self._tokens

    def _watched(self, call: Call) -> Answer:
        """Let the service answer; remember which tokens are the brand's."""
        answer = self.answer_of(call)
        if call.path == self.kind.sign_in and self._is_of_the_brand(call):
            self._tokens.add(json.loads(answer.body)["access_token"])
        return answer


def _asks(kind: Kind, question: Mapping[str, Any]) -> bool:
    is_meant = re.fullmatch(kind.operation, question["operationName"]) is not None
    return is_meant and (not kind.continues or bool(question["variables"].get("after")))


@contextmanager
def trouble_at(
    switchboard: Switchboard, kind: Kind, fault: Fault, *, client_id: str = "", once: bool
) -> Iterator[Trouble]:
    """Let a fault happen to a kind of call, to the first or to every one."""
    answer_of = switchboard.answer
    trouble = Trouble(answer_of, kind, fault, client_id, once)
    switchboard.answer = trouble.answer
    try:
        yield trouble
    finally:
        trouble.over.set()
        switchboard.answer = answer_of
