"""
PayPal's front door: client credentials in, bearer token out, and who a token belongs to.

Tokens expire by the sandbox's clock. A token keeps the scopes that the app had
when it was issued, as at PayPal. Knows nothing of disputes.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from urllib.parse import parse_qs

from sheets_bot.sandbox.paypal.errors import Refusal, oauth_error
from sheets_bot.sandbox.wire import Call, Reply
from sheets_bot.sandbox.world import Brand
from sheets_bot.sandbox.world.truth import instant

READ_DISPUTES = "https://uri.paypal.com/services/disputes/read-seller"
UPDATE_DISPUTES = "https://uri.paypal.com/services/disputes/update-seller"
SEARCH_TRANSACTIONS = "https://uri.paypal.com/services/reporting/search/read"

TOKEN_SECONDS = 31_668
"""As in PayPal's sample of a token answer: about 8.8 hours."""


@dataclass(frozen=True, slots=True)
class Token:
    """What an access token stands for."""

    brand: str
    scopes: frozenset[str]
    expires_at: float


class Tokens:
    """The apps of all brands and the tokens they hold."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        self._brands = {brand.client_id: brand for brand in brands}
        self.scopes = {
            brand.slug: {"openid", READ_DISPUTES, UPDATE_DISPUTES, SEARCH_TRANSACTIONS} for brand in brands
        }
        """By brand; taking one away is what unticking a feature in PayPal's dashboard does."""
        self.lifetime_seconds = TOKEN_SECONDS
        self._issued: dict[str, Token] = {}
        self._count = count(1)

    def issue(self, call: Call) -> Reply:
        """Answer ``POST /v1/oauth2/token``."""
        brand = self._client(call)
        if brand is None:
            return oauth_error(401, "invalid_client", "Client Authentication failed")
        form = parse_qs(call.body.decode("utf-8", "replace"))
        if form.get("grant_type") != ["client_credentials"]:
            return oauth_error(400, "unsupported_grant_type", "Grant Type is NULL or not supported")
        number = next(self._count)
        secret = sha256(f"{brand.slug}|{number}".encode()).hexdigest()
        access_token = f"SANDBOX{secret}"
        scopes = frozenset(self.scopes[brand.slug])
        self._issued[access_token] = Token(brand.slug, scopes, call.at + self.lifetime_seconds)
        return Reply(
            200,
            {
                "scope": " ".join(sorted(scopes)),
                "access_token": access_token,
                "token_type": "Bearer",
                "app_id": f"APP-SANDBOX-{brand.slug.upper()}",
                "expires_in": self.lifetime_seconds,
                "nonce": f"{instant(call.at)}{secret[:16]}",
            },
        )

    def holder(self, call: Call, scope: str) -> str:
        """
        Return the brand whose token a call carries.

        Raises:
            Refusal: No valid token, or the app lacks *scope*.
        """
        kind, _, value = call.headers.get("authorization", "").partition(" ")
        token = self._issued.get(value.strip()) if kind.lower() == "bearer" else None
        if token is None or token.expires_at <= call.at:
            raise Refusal("AUTHENTICATION_FAILURE")
        if scope not in token.scopes:
            raise Refusal("NOT_AUTHORIZED", "PERMISSION_DENIED", location="header")
        return token.brand

    def _client(self, call: Call) -> Brand | None:
        kind, _, value = call.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            client_id, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        brand = self._brands.get(client_id)
        return brand if brand and brand.client_secret == secret else None
