"""
Who we are to a Shopify store, and what its refusals mean.

Either an app's id and secret, which buy a token that lives 24 hours (client
credentials grant, Dev Dashboard apps), or a static token of an app that was made
in the store's own admin before 2026. Each store has its own. The questions are in
`shopify/queries.py`, how they are asked in `shopify/graphql.py`. Secrets, tokens
and Shopify's own sentences never stand in an error or a repr; its codes do.
"""

import re
import time
from collections.abc import Callable
from typing import Any

from sheets_bot.errors import Misconfigured, SheetsBotError, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.bought_token import BoughtToken
from sheets_bot.platforms.http import Http, Response

TOKEN_HEADER = "x-shopify-access-token"  # noqa: S105 -- the name of a header
TOKEN_PATH = "/admin/oauth/access_token"  # noqa: S105 -- an address

_SPARE_SECONDS = 300.0
"""A token is replaced this long before it ends, so that none ends in the middle of a run (ours)."""
_SHORTEST_USE_SECONDS = 30.0
"""Not less, whatever Shopify says, or each call would buy a token; one that ends sooner is renewed on 401."""
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}", re.ASCII)
_SECRET = re.compile(r"[\x21-\x7e]{1,8192}")

_WAYS_OUT = {
    "shop_not_permitted": "The app and the store are in different organizations of Shopify's Dev Dashboard: "
    "make an app in the store's own organization and use its id and secret for this brand",
    "app_not_installed": "The app is not installed in this store: install it from the Dev Dashboard",
    "invalid_client": "Copy client id and secret again from the app's settings in the Dev Dashboard",
}
"""By OAuth error code of the client credentials grant (Shopify's troubleshooting page; some unverified)."""


class StaticToken:
    """A token that does not expire, as a `Credential`."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __repr__(self) -> str:
        return "<StaticToken>"

    def header(self) -> str:
        """Return the token."""
        return self._token

    def renew(self, refused: str) -> bool:
        """Say that there is no other one."""
        del refused
        return False

    def close(self) -> None:
        """Do nothing: it has no connections."""


class ShopifyToken(BoughtToken):
    """The token of one app in one store as a `Credential`, shared by all threads."""

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
        self._client_id = client_id
        self._client_secret = client_secret
        self._brand = brand

    def __repr__(self) -> str:
        return f"<ShopifyToken of {self._brand}>"

    def close(self) -> None:
        """Close the connections to the token endpoint."""
        self._http.close()

    def _buy(self) -> tuple[str, float]:
        try:
            answer = self._http.fetch_json(
                TOKEN_PATH,
                method="POST",
                data={
                    "grant_type": "client_credentials",
                    "client_id": self._client_id,
                    "client_secret": self._client_secret,
                },
                headers={"accept": "application/json"},
                explain=self._explain,
            )
        except NoAnswer as lost:
            # Of the token's fate alone: it proves that our caller's own request was not sent.
            raise TryLater(str(lost)) from None
        answer = answer if isinstance(answer, dict) else {}
        token = answer.get("access_token")
        if not isinstance(token, str) or not _SECRET.fullmatch(token):
            raise TryLater(
                f"Shopify, brand {self._brand}: the answer to the sign-in holds no token. "
                "Nothing was fetched."
            )
        lifetime = answer.get("expires_in")
        seconds = float(lifetime) if isinstance(lifetime, int) else 0.0
        return token, max(seconds - _SPARE_SECONDS, _SHORTEST_USE_SECONDS)

    def _explain(self, response: Response) -> SheetsBotError | None:
        if not 400 <= response.status_code < 500 or response.status_code in {408, 429}:
            return None
        code = _oauth_code(response)
        way_out = _WAYS_OUT.get(
            code,
            f"See that the store's handle is right and the app is installed there ({self._http.base_url})",
        )
        return Misconfigured(
            f"Shopify, brand {self._brand}: the sign-in was refused ({response.status_code} {code}".rstrip()
            + f"). {way_out}. Nothing was fetched."
        )


def explain_shopify(response: Response, *, brand: str) -> SheetsBotError | None:
    """Return our error for an HTTP status that says what a person must do; None leaves it to `Http`."""
    status = response.status_code
    reason = _REASONS.get(status)
    if reason is None:
        return None
    return Misconfigured(f"Shopify, brand {brand}: answered with {status}. {reason} Nothing was fetched.")


_REASONS = {
    401: "The token was refused: the app was removed from the store, or its token withdrawn. Install the app "
    "again and correct the credentials.",
    402: "The store is frozen for lack of payment: pay Shopify's bill in its admin, or leave it out of "
    "[brands.*.shopify].",
    403: "The store does not let this app in. Install it again from the Dev Dashboard.",
    404: "No store has this handle, or it was closed: correct `shop` in the brand's table, or the address "
    "under [endpoints] shopify.",
    423: "The store is locked by Shopify: its owner must write to Shopify's support.",
}
"""By HTTP status (Shopify API response codes; 401 to 423)."""


def _oauth_code(response: Response) -> str:
    """Return the `error` of a refused sign-in; ``""`` where there is none, e.g. in a page of HTML."""
    try:
        body: Any = response.json()
    except (ValueError, RecursionError):
        return ""
    code = body.get("error") if isinstance(body, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""
