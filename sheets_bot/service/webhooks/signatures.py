"""
Whether a delivery comes from the platform that it says: each platform's own proof, over the raw bytes.

Pure. A body that was parsed and written anew has another signature, so nothing here parses one. PayPal's
certificate is fetched in `certificates.py`.
"""

import base64
import binascii
import hashlib
import hmac
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

Headers = Mapping[str, str]
"""By name in small letters."""

_PAYPAL_ALGORITHM = "SHA256withRSA"
_LONGEST_SIGNATURE = 4096


def is_shopifys(body: bytes, headers: Headers, secret: str) -> bool:
    """Say whether the body carries Shopify's mark: base64 of HMAC-SHA256 with the app's secret."""
    mark = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(mark, headers.get("x-shopify-hmac-sha256", "").encode())


def is_token(found: str, token: str) -> bool:
    """Compare the secret end of an address, in a time that tells nothing."""
    return hmac.compare_digest(found.encode(), token.encode())


@dataclass(frozen=True, slots=True)
class PayPalSeal:
    """What PayPal's headers say about a delivery; nothing of it is believed until `holds`."""

    transmission_id: str
    sent_at: datetime
    time_text: str
    """The time as it stood there; the signature covers these very letters."""
    certificate_url: str
    signature: bytes

    @classmethod
    def of(cls, headers: Headers) -> "PayPalSeal | None":
        """Return the seal; None where a part is missing or cannot be one."""
        text = headers.get("paypal-transmission-sig", "")
        try:
            signature = base64.b64decode(text[:_LONGEST_SIGNATURE], validate=True)
            sent_at = datetime.fromisoformat(headers.get("paypal-transmission-time", ""))
        except (binascii.Error, ValueError):
            return None
        seal = cls(
            headers.get("paypal-transmission-id", ""),
            sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC),
            headers.get("paypal-transmission-time", ""),
            headers.get("paypal-cert-url", ""),
            signature,
        )
        known = headers.get("paypal-auth-algo") == _PAYPAL_ALGORITHM
        return seal if known and seal.transmission_id and seal.certificate_url and signature else None

    def holds(self, body: bytes, *, webhook_id: str, certificate: bytes, now: datetime) -> bool:
        """
        Say whether the certificate's key has signed this body for this webhook.

        RSA with SHA-256 (PKCS #1 v1.5) over ``id|time|webhook id|crc32 of the raw body`` (PayPal's
        integration guide for webhooks).

        Args:
            body: The raw bytes.
            webhook_id: Of the webhook in PayPal's dashboard.
            certificate: PEM, as it came from PayPal; of a chain the first counts.
            now: The present; a certificate that is not valid now proves nothing.
        """
        try:
            paper = x509.load_pem_x509_certificates(certificate)[0]
        except (ValueError, IndexError):
            return False
        key = paper.public_key()
        valid = paper.not_valid_before_utc <= now <= paper.not_valid_after_utc
        if not valid or not isinstance(key, rsa.RSAPublicKey):
            return False
        signed = f"{self.transmission_id}|{self.time_text}|{webhook_id}|{zlib.crc32(body)}"
        try:
            key.verify(self.signature, signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True
