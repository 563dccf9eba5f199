"""Platforms that send webhooks, for tests: written from their documentation, apart from what verifies them."""

import base64
import hashlib
import hmac
import json
import zlib
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
APP_SECRET, TOKEN, WEBHOOK_ID = "the-secret-of-the-app", "a-long-end-of-an-address", "5GP028458E2496506"
CERTIFICATE_PATH = "/v1/notifications/certs/CERT-360caa42-fca2a594"


def shopify(
    body: bytes, *, topic: str = "disputes/create", secret: str = APP_SECRET, at: datetime = NOW
) -> dict:
    """The headers of Shopify's."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return {
        "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
        "X-Shopify-Topic": topic,
        "X-Shopify-Triggered-At": at.isoformat(),
        "X-Shopify-Webhook-Id": "b54557e4",
    }


class PayPalSender:
    """A key with a certificate, and headers that are signed with it."""

    def __init__(self, *, valid_from: datetime = NOW - timedelta(days=1)) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name(
            [x509.NameAttribute(x509.NameOID.COMMON_NAME, "messageverificationcerts.paypal.com")]
        )
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(1)
            .not_valid_before(valid_from)
            .not_valid_after(valid_from + timedelta(days=365))
            .sign(self._key, hashes.SHA256())
            .public_bytes(serialization.Encoding.PEM)
        )

    def headers(
        self,
        body: bytes,
        *,
        base: str,
        webhook_id: str = WEBHOOK_ID,
        at: datetime = NOW,
        transmission_id: str = "69cd13f0-d67a",
        path: str = CERTIFICATE_PATH,
    ) -> dict:
        time_text = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        signed = f"{transmission_id}|{time_text}|{webhook_id}|{zlib.crc32(body)}".encode()
        signature = self._key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        return {
            "PAYPAL-AUTH-ALGO": "SHA256withRSA",
            "PAYPAL-CERT-URL": f"{base}{path}",
            "PAYPAL-TRANSMISSION-ID": transmission_id,
            "PAYPAL-TRANSMISSION-SIG": base64.b64encode(signature).decode(),
            "PAYPAL-TRANSMISSION-TIME": time_text,
        }


def a_dispute_event(kind: str = "CUSTOMER.DISPUTE.CREATED") -> bytes:
    """As PayPal sends it, with blanks that another writer of JSON would leave out."""
    return json.dumps(
        {"id": "WH-1", "event_type": kind, "resource": {"dispute_id": "PP-D-1"}}, indent=2
    ).encode()


def a_review_event(*names: str) -> bytes:
    return json.dumps({"events": [{"eventName": name, "eventData": {"id": "r"}} for name in names]}).encode()
