"""
Shopify's front door: who may enter which store, and with which access scopes.

Two ways in, as at Shopify: client credentials for a token of 24 hours, and the token that never
expires of an app made in the store's admin before 2026 (client credentials grant, admin-created custom
apps; shopify.dev). Expiry follows the sandbox's clock. Knows nothing of orders or disputes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from urllib.parse import parse_qs

from sheets_bot.sandbox.wire import Call, Reply

TOKEN_SECONDS = 86_399
"""`expires_in` of the client credentials grant."""

SCOPES = (
    "read_all_orders",
    "read_assigned_fulfillment_orders",
    "read_customers",
    "read_legal_policies",
    "read_locations",
    "read_merchant_managed_fulfillment_orders",
    "read_orders",
    "read_returns",
    "read_shopify_payments_dispute_evidences",
    "read_shopify_payments_dispute_file_uploads",
    "read_shopify_payments_disputes",
    "read_third_party_fulfillment_orders",
    "write_shopify_payments_dispute_evidences",
    "write_shopify_payments_dispute_file_uploads",
)
"""What every app here is granted unless a test takes some away; nothing that moves money."""

NOT_RECOGNISED = "[API] Invalid API key or access token (unrecognized login or wrong password)"


def client_id(slug: str) -> str:
    """Return the public half of the app of one store."""
    return f"sandbox-shopify-client-{slug}-not-a-real-one"


def client_secret(slug: str) -> str:
    """Return the app's secret half; worthless outside this sandbox."""
    return f"sandbox-shopify-secret-{slug}-opens-nothing"


def legacy_token(slug: str) -> str:
    """Return the token that does not expire; worthless outside this sandbox."""
    return f"sandbox-shopify-token-{slug}-opens-nothing"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token stands for: the store, and the scopes as they were when it was issued."""

    shop: str
    scopes: frozenset[str]
    expires_at: float | None
    """None: never."""


class Accounts:
    """The app of every store and the tokens it holds."""

    def __init__(self, shops: Iterable[str]) -> None:
        self.scopes = {shop: set(SCOPES) for shop in shops}
        """By store; taking one away shows in tokens issued afterwards, and at once in the legacy token."""
        self.other_organization: set[str] = set()
        """Stores that are not in the app's organization: `shop_not_permitted`."""
        self.not_installed: set[str] = set()
        """Stores where the app was never installed: `app_not_installed`."""
        self.no_personal_data: set[str] = set()
        """Stores whose plan gives an app no names and addresses: the fields are null, nothing is denied."""
        self.lifetime_seconds = TOKEN_SECONDS
        self._issued: dict[str, Grant] = {}
        self._count = count(1)

    def issue(self, call: Call, shop: str) -> Reply:
        """Answer ``POST /admin/oauth/access_token`` of *shop*."""
        form = parse_qs(call.body.decode("utf-8", "replace"))
        given = (form.get("client_id", [""])[-1], form.get("client_secret", [""])[-1])
        if form.get("grant_type") != ["client_credentials"]:
            return _refused("unsupported_grant_type", "The grant type is missing or not supported.")
        owner = next((slug for slug in self.scopes if client_id(slug) == given[0]), None)
        if owner is None or client_secret(owner) != given[1]:
            return _refused("invalid_client", "The client id or secret is not right.")
        if owner != shop or shop in self.other_organization:
            said = "Client credentials cannot be performed on this shop."
            return _refused("shop_not_permitted", said)
        if shop in self.not_installed:
            return _refused("app_not_installed", "The application is not installed on this shop.")
        token = f"shpat_sandbox{sha256(f'{shop}|{next(self._count)}'.encode()).hexdigest()[:32]}"
        grant = Grant(shop, frozenset(self.scopes[shop]), call.at + self.lifetime_seconds)
        self._issued[token] = grant
        scope = ",".join(sorted(grant.scopes))
        return Reply(200, {"access_token": token, "scope": scope, "expires_in": self.lifetime_seconds})

    def grant(self, call: Call, shop: str) -> Grant | None:
        """Return what the token of a call may in *shop*; None where it opens nothing there."""
        token = call.headers.get("x-shopify-access-token", "")
        if token == legacy_token(shop) and shop not in self.not_installed:
            return Grant(shop, frozenset(self.scopes[shop]), None)
        found = self._issued.get(token)
        if found is None or found.shop != shop:
            return None
        return found if found.expires_at is not None and call.at < found.expires_at else None


def _refused(error: str, description: str) -> Reply:
    """Return an error of the token endpoint; the codes about shop and app are Shopify's."""
    return Reply(400, {"error": error, "error_description": description})
