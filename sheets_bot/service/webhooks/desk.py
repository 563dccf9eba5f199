"""
The desk at which webhooks are looked at: is it the platform's, is it new, and which job does it wake.

Keeps nothing of a body, logs nothing of it, and answers with a status alone. The port is in `server.py`, the
proofs in `signatures.py`, what is woken in `hints.py`.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sheets_bot.errors import SheetsBotError
from sheets_bot.service.clock import Clock
from sheets_bot.service.settings import Settings
from sheets_bot.service.settings_accounts import Brand
from sheets_bot.service.webhooks.certificates import Certificates
from sheets_bot.service.webhooks.hints import Seen, jobs_of_paypal, jobs_of_shopify, jobs_of_trustpilot
from sheets_bot.service.webhooks.signatures import Headers, PayPalSeal, is_shopifys, is_token

SHOPIFY, PAYPAL, TRUSTPILOT = "shopify", "paypal", "trustpilot"

_OLDEST = {SHOPIFY: timedelta(hours=5), PAYPAL: timedelta(days=3, hours=6)}
"""Shopify delivers again for 4 hours, PayPal for 3 days (their documentation); older is a replay."""
_AHEAD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a delivery."""

    status: int
    outcome: str
    """One word of a fixed list, for the counts."""
    platform: str = "unknown"
    brand: str = ""
    jobs: tuple[str, ...] = ()
    """Those that it wakes."""


class Desk:
    """Looks at deliveries for some brands; safe to use from several threads."""

    def __init__(self, settings: Settings, *, clock: Clock) -> None:
        self.webhooks = settings.webhooks
        self._brands = settings.brands
        self._clock = clock
        self._certificates = Certificates(settings.endpoints.paypal)
        self._seen = Seen()

    def close(self) -> None:
        """Close the connections."""
        self._certificates.close()

    def paths(self) -> list[str]:
        """Return the addresses at which something can be verified; of a secret one only the beginning."""
        looks = {SHOPIFY: _shopify_secret, PAYPAL: _paypal_id, TRUSTPILOT: _trustpilot_token}
        return [
            f"/{platform}/{key}" + ("/..." if platform == TRUSTPILOT else "")
            for key, brand in self._brands.items()
            for platform, secret_of in looks.items()
            if secret_of(brand)
        ]

    def receive(self, path: str, headers: Headers, body: bytes) -> Answer:
        """Return what to answer to one delivery, and what it wakes."""
        platform, brand, *rest = [*path.strip("/").split("/"), "", ""]
        looks: dict[str, Callable[[Brand, str, Headers, bytes], Answer]] = {
            SHOPIFY: self._shopify,
            PAYPAL: self._paypal,
            TRUSTPILOT: self._trustpilot,
        }
        if platform not in looks or brand not in self._brands:
            return Answer(404, "nowhere")
        answer = looks[platform](self._brands[brand], rest[0], headers, body)
        return Answer(answer.status, answer.outcome, platform, brand, answer.jobs)

    def _shopify(self, brand: Brand, _rest: str, headers: Headers, body: bytes) -> Answer:
        secret = _shopify_secret(brand)
        if not secret:
            return Answer(404, "nowhere")
        if not is_shopifys(body, headers, secret):
            return Answer(401, "unverified")
        # These headers are not signed: they can make a delivery old, but none new.
        if self._is_old(SHOPIFY, _instant(headers.get("x-shopify-triggered-at", ""))):
            return Answer(401, "old")
        mark = headers["x-shopify-hmac-sha256"]
        return self._verified(SHOPIFY, mark, jobs_of_shopify(headers.get("x-shopify-topic", "")))

    def _paypal(self, brand: Brand, _rest: str, headers: Headers, body: bytes) -> Answer:
        webhook_id = _paypal_id(brand)
        if not webhook_id:
            return Answer(404, "nowhere")
        seal = PayPalSeal.of(headers)
        if seal is None:
            return Answer(401, "unverified")
        if self._is_old(PAYPAL, seal.sent_at):
            return Answer(401, "old")
        try:
            paper = self._certificates.fetch(seal.certificate_url)
        except SheetsBotError:
            return Answer(503, "busy")  # PayPal delivers it again
        if not paper or not seal.holds(body, webhook_id=webhook_id, certificate=paper, now=self._clock()):
            return Answer(401, "unverified")
        return self._verified(PAYPAL, seal.transmission_id, jobs_of_paypal(body))

    def _trustpilot(self, brand: Brand, rest: str, _headers: Headers, body: bytes) -> Answer:
        token = _trustpilot_token(brand)
        if not token:
            return Answer(404, "nowhere")
        if not is_token(rest, token):
            return Answer(401, "unverified")
        return self._verified(TRUSTPILOT, hashlib.sha256(body).hexdigest(), jobs_of_trustpilot(body))

    def _verified(self, platform: str, name: str, jobs: Sequence[str]) -> Answer:
        if not self._seen.is_new(f"{platform} {name}"):
            return Answer(200, "seen")
        return Answer(200, "woken" if jobs else "ignored", jobs=tuple(jobs))

    def _is_old(self, platform: str, sent_at: datetime | None) -> bool:
        if sent_at is None:
            return False
        now = self._clock()
        return not now - _OLDEST[platform] <= sent_at <= now + _AHEAD


def _shopify_secret(brand: Brand) -> str:
    account = brand.shopify
    secret = (account.webhook_secret or account.client_secret) if account else None
    return secret.get_secret_value() if secret else ""


def _paypal_id(brand: Brand) -> str:
    return brand.paypal.webhook_id if brand.paypal else ""


def _trustpilot_token(brand: Brand) -> str:
    token = brand.trustpilot.webhook_token if brand.trustpilot else None
    return token.get_secret_value() if token else ""


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
