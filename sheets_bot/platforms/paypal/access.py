"""
Who we are to PayPal, and what PayPal's errors mean.

One app per brand and environment: its id and secret buy a token (OAuth 2.0 client
credentials). The calls are in `paypal/client.py`. Secrets, tokens and PayPal's own
sentences never stand in an error or a repr; its codes and debug ids do.
"""

import base64
import re
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from sheets_bot.errors import Misconfigured, SheetsBotError, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.bought_token import BoughtToken
from sheets_bot.platforms.http import Http, Response, maybe_done_before

DISPUTES_SCOPE = "https://uri.paypal.com/services/disputes/read-seller"
"""The right to read disputes (Customer Disputes API v1)."""
PAYMENTS_SCOPE = "https://uri.paypal.com/services/reporting/search/read"
"""The right to search transactions (Transaction Search API v1)."""

_TOKEN_PATH = "/v1/oauth2/token"  # noqa: S105 -- an address
_LONGEST_USE_SECONDS = 3600.0
"""A token lives about nine hours and keeps the rights of its birth: a new tick must take effect sooner."""
_SHORTEST_USE_SECONDS = 30.0
"""Not less, whatever PayPal says, or each call would buy a token; one that ends sooner is renewed on 401."""
_SPARE_SECONDS = 60.0
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}", re.ASCII)
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")


class NotServed(Misconfigured):
    """PayPal refused a call; *status* and *codes* (its `name` and `details[].issue`) say why."""

    def __init__(self, message: str, *, status: int, codes: frozenset[str]) -> None:
        super().__init__(message)
        self.status = status
        self.codes = codes


class PayPalFault(NamedTuple):
    """The machine-readable part of an error of PayPal's; empty where it has none."""

    name: str
    """E.g. ``RESOURCE_NOT_FOUND``; of the token endpoint the OAuth code, e.g. ``invalid_client``."""
    issues: tuple[str, ...]
    """E.g. ``INVALID_PAGE_SIZE``."""
    debug_id: str
    """What PayPal's support asks for."""

    def __str__(self) -> str:
        codes = " ".join(filter(None, (self.name, *self.issues)))
        return codes + (f", debug id {self.debug_id}" if self.debug_id else "")


class PayPalToken(BoughtToken):
    """The token of one app as a `Credential`, shared by all threads."""

    def __init__(
        self,
        http: Http,
        client_id: str,
        client_secret: str,
        *,
        brand: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(clock)
        self._http = http
        self._basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._brand = brand
        self._scopes: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"<PayPalToken of {self._brand}>"

    def close(self) -> None:
        """Close the connections to the token endpoint."""
        self._http.close()

    def scopes(self) -> frozenset[str]:
        """Return the rights of the app as PayPal names them, for `check`; raises as `header` does."""
        self.header()
        with self._lock:
            return self._scopes

    def _buy(self) -> tuple[str, float]:
        try:
            answer = self._http.fetch_json(
                _TOKEN_PATH,
                method="POST",
                data={"grant_type": "client_credentials"},
                headers={"authorization": f"Basic {self._basic}", "accept": "application/json"},
                explain=self._explain,
            )
        except NoAnswer as lost:
            # Of the token's fate alone: it proves that our caller's own request was not sent.
            raise TryLater(str(lost)) from None
        answer = answer if isinstance(answer, dict) else {}
        token = answer.get("access_token")
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise TryLater(
                f"PayPal, brand {self._brand}: the answer to the sign-in holds no token. Nothing was fetched."
            )
        lifetime = answer.get("expires_in")
        seconds = float(lifetime) if isinstance(lifetime, int) else 0.0
        self._scopes = frozenset(str(answer.get("scope", "")).split())
        use_seconds = min(max(seconds - _SPARE_SECONDS, _SHORTEST_USE_SECONDS), _LONGEST_USE_SECONDS)
        return f"Bearer {token}", use_seconds

    def _explain(self, response: Response) -> SheetsBotError | None:
        if response.status_code not in {400, 401, 403}:
            return None
        said = f"{response.status_code} {fault_of(response)}".strip()
        return Misconfigured(
            f"PayPal, brand {self._brand}: the client id and secret were refused ({said}). Copy both again "
            "from the developer dashboard, Apps & Credentials; live and sandbox apps differ, and [endpoints] "
            f"paypal is {self._http.base_url}. Nothing was fetched."
        )


def explain_paypal(response: Response, *, brand: str) -> SheetsBotError | None:
    """Return our error for a refusal of a call: NoAnswer for 429 and 5xx, NotServed for other 4xx."""
    fault = fault_of(response)
    status = response.status_code
    request = response.request
    call = f"{request.method} {request.url.path}"
    said = f"PayPal, brand {brand}: {call} was answered with {status} {fault}".strip()
    if status in {408, 429} or status >= 500:
        return NoAnswer(
            f"{said}. Nothing was taken from it; the next run tries again.",
            maybe_done=status >= 500 or maybe_done_before(response),
        )
    if status < 400:
        return None
    return NotServed(
        f"{said}. {_way_out(status, request.url.path)}",
        status=status,
        codes=frozenset({fault.name, *fault.issues}),
    )


def fault_of(response: Response) -> PayPalFault:
    """Read an error body; total. PayPal's sentences are left out: they may quote our input."""
    body = _json_object(response)
    details = body.get("details")
    issues = (
        [part.get("issue") for part in details if isinstance(part, dict)] if isinstance(details, list) else []
    )
    return PayPalFault(
        name=_code(body.get("name")) or _code(body.get("error")),
        issues=tuple(filter(None, map(_code, issues))),
        debug_id=_code(body.get("debug_id")),
    )


def _way_out(status: int, path: str) -> str:
    if status == 401:
        return (
            "The token was refused twice. See in the developer dashboard that the app is still there. "
            "Nothing was done."
        )
    if status == 403:
        feature = "Transaction search" if "/reporting/" in path else "Customer disputes"
        return (
            "The app may not do this: in the developer dashboard, Apps & Credentials, tick "
            f"{feature!r} under the app's features. It takes effect within an hour. Nothing was done."
        )
    return "The bot and PayPal no longer agree on this call; please report it. Nothing was taken from it."


def _json_object(response: Response) -> dict[str, Any]:
    """Return the JSON object of an answer; an empty one for anything else."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _code(value: Any) -> str:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""
