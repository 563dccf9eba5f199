"""
Who we are to Trustpilot, and what Trustpilot's errors mean.

One API application per brand: its key and secret buy a token (OAuth 2.0 client credentials)
that lives about a hundred hours. It is bought once and used to its end: who asks for tokens
too often is answered with 429 and has to wait (Trustpilot, Authentication). A process that
lives for one run cannot keep it, so prefer the service to a schedule of single runs. The
calls are in `trustpilot/client.py`. Secrets, tokens and Trustpilot's sentences never stand in an
error or a repr; its codes do.
"""

import base64
import re
import time
from collections.abc import Callable
from typing import Any

from sheets_bot.errors import Misconfigured, SheetsBotError, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.bought_token import BoughtToken
from sheets_bot.platforms.http import Http, Response, maybe_done_before
from sheets_bot.platforms.patience import Traffic, retry_after_seconds

TOKEN_PATH = "/v1/oauth/oauth-business-users-for-applications/accesstoken"  # noqa: S105 -- an address
PAGINATION_LIMIT = "Pagination limit exceeded"
"""What `details` says of a page beyond the last that can be asked for (seen by public clients)."""

_LONGEST_USE_SECONDS = 100 * 3600.0
"""Whatever `expires_in` says: a token lives 100 hours (Trustpilot, Authentication)."""
_UNKNOWN_USE_SECONDS = 3600.0
"""Where `expires_in` cannot be read (ours)."""
_SHORTEST_USE_SECONDS = 60.0
_SPARE_SECONDS = 60.0
_WAIT_SECONDS = 900.0
"""After a 429 of the sign-in without Retry-After. Advised are 5 to 15 minutes after errors."""
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}", re.ASCII)
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")


class NotServed(Misconfigured):
    """Trustpilot refused a call; *status* and *code* say why."""

    def __init__(self, message: str, *, status: int, code: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class TrustpilotToken(BoughtToken):
    """The token of one application as a `Credential`, shared by all threads."""

    def __init__(
        self, http: Http, key: str, secret: str, *, brand: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(clock)
        self._http = http
        self._basic = base64.b64encode(f"{key}:{secret}".encode()).decode()
        self._brand = brand
        self._closed_until = float("-inf")

    def __repr__(self) -> str:
        return f"<TrustpilotToken of {self._brand}>"

    @property
    def traffic(self) -> Traffic:
        """The sign-ins so far; they count as calls too."""
        return self._http.traffic

    def close(self) -> None:
        """Close the connections to the token endpoint."""
        self._http.close()

    def _buy(self) -> tuple[str, float]:
        """Raise Misconfigured if refused, TryLater without a usable answer or while told to wait."""
        if self._clock() < self._closed_until:
            raise TryLater(
                f"Trustpilot, brand {self._brand}: it asked to wait before the next sign-in. "
                "Nothing was asked."
            )
        try:
            # Not repeated: a failed sign-in counts against the yearly allowance, and a hasty one is refused.
            response = self._http.request(
                "POST",
                TOKEN_PATH,
                repeatable=False,
                data={"grant_type": "client_credentials"},
                headers={"authorization": f"Basic {self._basic}", "accept": "application/json"},
                explain=self._explain,
            )
        except NoAnswer as lost:
            # Of the token's fate alone: it proves that our caller's own request was not sent.
            raise TryLater(str(lost)) from None
        answer = json_object(response)
        token = answer.get("access_token")
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise TryLater(
                f"Trustpilot, brand {self._brand}: the answer to the sign-in holds no token. "
                "Nothing was fetched."
            )
        return f"Bearer {token}", _use_seconds(answer.get("expires_in"))

    def _explain(self, response: Response) -> SheetsBotError | None:
        status = response.status_code
        if status == 429:
            wait_seconds = retry_after_seconds(response.headers, now=time.time())
            self._closed_until = self._clock() + (_WAIT_SECONDS if wait_seconds is None else wait_seconds)
            return TryLater(
                f"Trustpilot, brand {self._brand}: too many sign-ins (429). The next one is made after a "
                "while. Nothing was fetched."
            )
        if status not in {400, 401, 403}:
            return None
        return Misconfigured(
            f"Trustpilot, brand {self._brand}: the API key and secret were refused "
            f"({status} {code_of(response)}".rstrip()
            + "). Copy both again from Trustpilot's business app, Integrations, Developers, APIs. "
            "Nothing was fetched."
        )


def explain_trustpilot(response: Response, *, brand: str) -> SheetsBotError | None:
    """Return our error for a refusal of a call: NoAnswer for 429 and 5xx, NotServed for other 4xx."""
    status, code = response.status_code, code_of(response)
    request = response.request
    said = f"Trustpilot, brand {brand}: {request.method} {request.url.path} was answered with {status}"
    said = f"{said} {code}".rstrip()
    if status in {408, 429} or (status >= 500 and status != 501):
        return NoAnswer(
            f"{said}. Nothing was taken from it; the next run tries again.",
            maybe_done=status >= 500 or maybe_done_before(response),
        )
    if status < 400:
        return None
    return NotServed(f"{said}. {_way_out(status)}", status=status, code=code)


def code_of(response: Response) -> str:
    """
    Read the code in an error body, ``""`` without one; total.

    Three shapes are known: ``{"ErrorCode", "Error"}``, ``{"details"}`` and
    ``{"fault": {"detail": {"errorcode"}}}``; OAuth's ``{"error"}`` is a fourth. Sentences are left
    out, but for the one about pages, which is a code in all but form.
    """
    body = json_object(response)
    fault = body.get("fault")
    detail = fault.get("detail") if isinstance(fault, dict) else None
    fault_code = detail.get("errorcode") if isinstance(detail, dict) else None
    if PAGINATION_LIMIT.casefold() in str(body.get("details", "")).casefold():
        return PAGINATION_LIMIT
    codes = (body.get("ErrorCode"), body.get("errorCode"), fault_code, body.get("error"))
    return next((str(code) for code in codes if _is_code(code)), "")


def json_object(response: Response) -> dict[str, Any]:
    """Return the JSON object of an answer; an empty one for anything else."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _use_seconds(expires_in: Any) -> float:
    """How long to use a token: Trustpilot writes `expires_in` as a string of seconds (``"359999"``)."""
    text = str(expires_in)
    if isinstance(expires_in, bool) or not (text.isascii() and text.isdigit()):
        return _UNKNOWN_USE_SECONDS
    return min(max(float(text) - _SPARE_SECONDS, _SHORTEST_USE_SECONDS), _LONGEST_USE_SECONDS)


def _way_out(status: int) -> str:
    if status == 401:
        return (
            "The token was refused twice. See in Trustpilot's business app, Integrations, Developers, that "
            "the application is still there. Nothing was done."
        )
    if status == 403:
        return (
            "The application may not read the reviews of this business unit: the plan lacks the API module, "
            "the unit is another company's, or the application's owner is no admin. Ask Trustpilot, or leave "
            "[brands.*.trustpilot] out and paste reviews into the tab 'Pasted reviews'. Nothing was done."
        )
    if status == 404:
        return "Look at the business unit id in the configuration and at [endpoints]. Nothing was done."
    return "The bot and Trustpilot no longer agree on this call; please report it. Nothing was taken from it."


def _is_code(value: Any) -> bool:
    return isinstance(value, str | int) and bool(_CODE.fullmatch(str(value)))
