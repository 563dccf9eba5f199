"""
Trustpilot's accounts and front door: business units, API keys, access tokens.

Follows "Authentication" on developers.trustpilot.com: HTTP Basic with key and secret,
form-encoded; ``expires_in`` is a string; client credentials give no refresh token.
Tokens expire by the sandbox's clock. Knows nothing of reviews.
"""

import base64
import binascii
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from urllib.parse import parse_qs

from sheets_bot.sandbox.trustpilot.errors import api_error, gateway_fault, not_imitated, token_error
from sheets_bot.sandbox.wire import Call, Reply
from sheets_bot.sandbox.world import Brand

OAUTH = "/v1/oauth/oauth-business-users-for-applications/"
FORM = "application/x-www-form-urlencoded"
TOKEN_SECONDS = 359_999
"""As published: 100 hours less a second."""
NO_USERS = frozenset({"password", "authorization_code"})
"""Grants for a person at a browser; the sandbox has none."""


@dataclass(frozen=True, slots=True)
class Account:
    """One brand at Trustpilot; every identifier is invented and opens nothing elsewhere."""

    slug: str
    key: str
    secret: str
    business_unit_id: str
    """24 hexadecimal digits, like all of Trustpilot's identifiers."""
    author_id: str
    """The business user who answers reviews."""


def account_of(brand: Brand) -> Account:
    """Return the account of a brand."""
    return Account(
        slug=brand.slug,
        key=f"sandbox-trustpilot-{brand.slug}-not-a-real-one",
        secret=f"sandbox-trustpilot-secret-{brand.slug}-opens-nothing",
        business_unit_id=_hex_id(brand.slug, "business unit"),
        author_id=_hex_id(brand.slug, "business user"),
    )


class Tokens:
    """The keys of all brands and the access tokens they hold."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        self.accounts = {brand.slug: account_of(brand) for brand in brands}
        self.lifetime_seconds = TOKEN_SECONDS
        self.most_an_hour: int | None = None
        """Tokens per key and hour before a 429; None: no limit. Trustpilot publishes no figure."""
        self._holders: dict[str, tuple[str, float]] = {}
        self._issued: dict[str, deque[float]] = {}
        self._count = count(1)

    def answer(self, call: Call) -> Reply:
        """
        Answer a call below :data:`OAUTH`.

        Raises:
            Refusal: No valid pair of key and secret, no grant, or too many tokens asked for.
        """
        what = call.path.removeprefix(OAUTH)
        if call.method != "POST" or what not in {"accesstoken", "refresh", "revoke"}:
            return not_imitated(call)
        if call.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            raise api_error(415, f"The body must be {FORM}.")
        form = {name: values[-1] for name, values in parse_qs(call.body.decode("utf-8", "replace")).items()}
        if what == "revoke":
            self._holders.pop(form.get("token", ""), None)
            return Reply(200, {})
        account = self._client(call)
        if what == "refresh":
            raise token_error(400, "invalid_grant", "Invalid refresh token")
        return self._issue(call, account, form.get("grant_type", ""))

    def account_for_key(self, call: Call) -> Account:
        """
        Return whose API key a public call carries, as a header or in the query.

        Raises:
            Refusal: None, or an unknown one.
        """
        key = call.headers.get("apikey", "") or call.arg("apikey")
        account = next((one for one in self.accounts.values() if one.key == key), None)
        if account is None:
            raise gateway_fault("Invalid ApiKey", "oauth.v2.InvalidApiKey")
        return account

    def holder(self, call: Call) -> Account:
        """
        Return whose access token a private call carries.

        Raises:
            Refusal: None, an unknown or an expired one; an API key alone opens nothing private.
        """
        kind, _, value = call.headers.get("authorization", "").partition(" ")
        slug, expires_at = self._holders.get(value.strip(), ("", 0.0))
        if kind.lower() != "bearer" or not slug:
            raise gateway_fault("Invalid Access Token", "keymanagement.service.invalid_access_token")
        if expires_at <= call.at:
            raise gateway_fault("Access Token expired", "keymanagement.service.access_token_expired")
        return self.accounts[slug]

    def _issue(self, call: Call, account: Account, grant: str) -> Reply:
        if grant in NO_USERS:
            return not_imitated(call)
        if grant != "client_credentials":
            code = "unsupported_grant_type" if grant else "invalid_request"
            raise token_error(
                400, code, f"Unsupported grant type : {grant}" if grant else "Required param : grant_type"
            )
        self._count_in(account, call.at)
        token = sha256(f"{account.slug}|{next(self._count)}".encode()).hexdigest()[:32]
        self._holders[token] = (account.slug, call.at + self.lifetime_seconds)
        # Apigee's form: every value is a string, instants are milliseconds.
        return Reply(
            200,
            {
                "token_type": "BearerToken",
                "issued_at": str(round(call.at * 1000)),
                "client_id": account.key,
                "access_token": token,
                "scope": "",
                "expires_in": str(self.lifetime_seconds),
                "status": "approved",
            },
        )

    def _count_in(self, account: Account, at: float) -> None:
        issued = self._issued.setdefault(account.slug, deque())
        while issued and issued[0] <= at - 3600:
            issued.popleft()
        if self.most_an_hour is not None and len(issued) >= self.most_an_hour:
            raise api_error(429, "Too many tokens were asked for. Use the one you have until it expires.")
        issued.append(at)

    def _client(self, call: Call) -> Account:
        kind, _, value = call.headers.get("authorization", "").partition(" ")
        try:
            pair = base64.b64decode(value, validate=True).decode() if kind.lower() == "basic" else ""
        except (binascii.Error, UnicodeDecodeError):
            pair = ""
        key, _, secret = pair.partition(":")
        account = next((one for one in self.accounts.values() if one.key == key), None)
        if account is None or account.secret != secret:
            raise token_error(401, "invalid_client", "ClientId is Invalid")
        return account


def _hex_id(*names: str) -> str:
    return sha256("|".join(names).encode()).hexdigest()[:24]
