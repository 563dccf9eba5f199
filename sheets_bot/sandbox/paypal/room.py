"""
PayPal as a merchant's programs see it: tokens, disputes, transaction search.

The door only: who calls, how often, and which part answers. What is true about
the disputes is in `world/`; the JSON, the list, the actions and the search are
in the `paypal_*.py` beside this file. Every brand has an account of its own.
"""

import re
import time
from collections import deque
from collections.abc import Callable

from sheets_bot.sandbox.paypal.actions import act
from sheets_bot.sandbox.paypal.dispute_json import details
from sheets_bot.sandbox.paypal.errors import Refusal, not_imitated
from sheets_bot.sandbox.paypal.listing import PATH as DISPUTES
from sheets_bot.sandbox.paypal.listing import search
from sheets_bot.sandbox.paypal.reporting import PATH as TRANSACTIONS
from sheets_bot.sandbox.paypal.reporting import REPORTING_LAG_SECONDS, search_transactions
from sheets_bot.sandbox.paypal.tokens import READ_DISPUTES, SEARCH_TRANSACTIONS, UPDATE_DISPUTES, Tokens
from sheets_bot.sandbox.wire import Call, Reply
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.case import Case

TOKEN = "/v1/oauth2/token"  # noqa: S105 - a path
ONE = re.compile(rf"{DISPUTES}/(?P<id>[A-Za-z0-9-]+)(?:/(?P<action>[a-z-]+))?")

NEGATIVE_TESTS = {
    ("GET", "", "ERRDIS027"): ("RATE_LIMIT_REACHED", ""),
    ("GET", "details", "ERRDIS019"): ("RATE_LIMIT_REACHED", ""),
    ("POST", "provide-evidence", "ERRDIS048"): ("INVALID_REQUEST", "MISSING_EVIDENCE_TYPE"),
}
"""Ids that trigger an error (PayPal's page of test values): method, place and id to name and issue."""


class PayPalRoom:
    """The imitation of PayPal's REST API."""

    service = "paypal"

    def __init__(self, world: World, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.world = world
        self.tokens = Tokens(world.brands)
        self.limit_per_minute: int | None = None
        """Calls per account and minute of real time; None is no limit. PayPal publishes none."""
        self.retry_after_seconds: int | None = None
        """Sent with a 429 when set; PayPal sends it sometimes."""
        self.page_size_limit = 50
        """The specification's; one open-source client reports 20 on the live system."""
        self.reporting_lag_seconds = REPORTING_LAG_SECONDS
        self.link_base: str | None = None
        """Host of the links in answers; None is the host that was called. PayPal names its own."""
        self._monotonic = monotonic
        self._calls: dict[str, deque[float]] = {}

    def credentials(self) -> dict[str, dict[str, str]]:
        """Return client id and secret by brand, for a ready configuration."""
        return {
            brand.slug: {"client_id": brand.client_id, "client_secret": brand.client_secret}
            for brand in self.world.brands
        }

    def handles(self, path: str) -> bool:
        """Say whether a path is PayPal's."""
        return path.startswith(("/v1/oauth2/", "/v1/customer/", "/v1/reporting/"))

    def answer(self, call: Call) -> Reply:
        """Answer one call."""
        with self.world.lock:
            self.world.advance_to(call.at)
            try:
                return self._answer(call)
            except Refusal as refusal:
                reply = refusal.reply(debug=f"{call.method} {call.path} {call.at}")
                if refusal.name == "RATE_LIMIT_REACHED" and self.retry_after_seconds is not None:
                    return Reply(reply.status, reply.body, {"retry-after": str(self.retry_after_seconds)})
                return reply

    def _answer(self, call: Call) -> Reply:
        if call.path == TOKEN and call.method == "POST":
            self._count(call.headers.get("authorization", ""))
            return self.tokens.issue(call)
        if call.path == DISPUTES and call.method == "GET":
            return self._list(call)
        if call.path == TRANSACTIONS and call.method == "GET":
            brand = self._enter(call, SEARCH_TRANSACTIONS)
            return search_transactions(
                call, self.world, self.world.brand(brand), lag_seconds=self.reporting_lag_seconds
            )
        one = ONE.fullmatch(call.path)
        if one and call.method == "GET" and not one["action"]:
            return self._details(call, one["id"])
        if one and call.method == "POST" and one["action"]:
            brand = self._enter(call, UPDATE_DISPUTES)
            _negative_test("POST", one["action"], one["id"])
            case = self._case(brand, one["id"])
            return act(call, self.world.centre, case, one["action"], base=self._base(call))
        return not_imitated(call)

    def _list(self, call: Call) -> Reply:
        brand = self._enter(call, READ_DISPUTES)
        _negative_test("GET", "", call.arg("disputed_transaction_id"))
        cases = (case for case in self.world.cases.values() if case.brand == brand)
        base = self._base(call)
        return Reply(200, search(call, cases, base=base, page_size_limit=self.page_size_limit))

    def _details(self, call: Call, dispute_id: str) -> Reply:
        brand = self._enter(call, READ_DISPUTES)
        _negative_test("GET", "details", dispute_id)
        return Reply(200, details(self._case(brand, dispute_id), call.at, self._base(call)))

    def _case(self, brand: str, dispute_id: str) -> Case:
        """Return a case of *brand*; another account's is as unknown as none at all."""
        case = self.world.cases.get(dispute_id)
        if case is None or case.brand != brand:
            raise Refusal("RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID", "id", dispute_id, "path")
        return case

    def _enter(self, call: Call, scope: str) -> str:
        brand = self.tokens.holder(call, scope)
        self._count(brand)
        return brand

    def _count(self, caller: str) -> None:
        """Raise the refusal of a caller who has used up the minute."""
        if self.limit_per_minute is None:
            return
        now = self._monotonic()
        calls = self._calls.setdefault(caller, deque())
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= self.limit_per_minute:
            raise Refusal("RATE_LIMIT_REACHED")
        calls.append(now)

    def _base(self, call: Call) -> str:
        return self.link_base or f"http://{call.headers.get('host', 'api-m.paypal.com')}"


def _negative_test(method: str, place: str, name: str) -> None:
    if (method, place, name) in NEGATIVE_TESTS:
        error, issue = NEGATIVE_TESTS[method, place, name]
        raise Refusal(error, issue)
