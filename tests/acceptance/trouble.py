"""
Trouble with one kind of call: for one brand's PayPal account or one spreadsheet, once or for good.

The sandbox's own queue of faults knows no brand. Here the caller is told by the token that it was given,
so that a test can see whether the others' work goes on.
"""

import base64
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sheets_bot.sandbox.switchboard import Answer
from sheets_bot.sandbox.tracker import TRACKER_ID
from sheets_bot.sandbox.wire import Call

_BOOK = f"/v4/spreadsheets/{TRACKER_ID}"
KINDS: Mapping[str, tuple[str, str]] = {
    "google sign-in": ("POST", "/token"),
    "sheets structure": ("GET", _BOOK),
    "sheets values": ("POST", f"{_BOOK}/values:batchGetByDataFilter"),
    "sheets write": ("POST", f"{_BOOK}:batchUpdate"),
    "paypal sign-in": ("POST", "/v1/oauth2/token"),
    "paypal list": ("GET", "/v1/customer/disputes"),
    "paypal details": ("GET", "/v1/customer/disputes/[^/]+"),
    "paypal payments": ("GET", "/v1/reporting/transactions"),
}
"""Method and path of each kind of call that the jobs make."""

FAULTS: Mapping[str, Answer | None] = {
    **{
        str(status): Answer(
            status, json.dumps({"error": {"code": status}}).encode(), {"content-type": "application/json"}
        )
        for status in (401, 403, 404, 429, 500)
    },
    "no answer": None,
    "cut before": Answer(0, b"", {}, "before"),
    "cut after": Answer(0, b"", {}, "after"),
    "garbage": Answer(200, b"<html>We'll be right back</html>", {"content-type": "text/html"}),
}
"""What such a call gets; None: silence, until the caller gives up. "cut after" and "garbage" come after the effect."""


@dataclass
class Trouble:
    """Stands between the wire and the services of a sandbox while it lasts."""

    answer_of: Callable[[Call], Answer]
    kind: str
    fault: str
    client_id: str
    """PayPal's client id of the brand that is hit."""
    once: bool
    hits: int = 0
    """How many calls have been hit."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set it to let go of the calls that are kept waiting."""
    _tokens: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, call: Call) -> Answer:
        if not self._hit(call):
            return self._watched(call)
        fault = FAULTS[self.fault]
        if fault is None:
            self.over.wait(timeout=60)
            return Answer(0, b"", {}, "before")
        if self.fault in {"cut after", "garbage"}:
            self._watched(call)
        return fault

    def _hit(self, call: Call) -> bool:
        method, path = KINDS[self.kind]
        if call.method != method or not re.fullmatch(path, call.path):
            return False
        if self.kind.startswith("paypal") and not self._is_of_the_brand(call):
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
        if call.path == "/v1/oauth2/token" and self._is_of_the_brand(call):
            self._tokens.add(json.loads(answer.body)["access_token"])
        return answer
