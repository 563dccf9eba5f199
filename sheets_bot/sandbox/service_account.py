"""
The account under which a bot signs in to the sandbox's Google, with a freshly made key.

Shaped as the JSON file that Google hands out for a service account. Opens nothing
beyond this sandbox; the key is made anew at each start and kept nowhere.
"""

from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

EMAIL = "sheets-bot@sandbox.iam.example"
PROJECT = "sheets-bot-sandbox"


def new_key() -> str:
    """Return a fresh private key as PEM."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def new_service_account(base_url: str) -> dict[str, Any]:
    """Return the JSON of a service account whose tokens come from the sandbox at *base_url*."""
    return {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": "made-anew-at-every-start",
        "private_key": new_key(),
        "client_email": EMAIL,
        "client_id": "100000000000000000001",
        "auth_uri": f"{base_url}/o/oauth2/auth",
        "token_uri": f"{base_url}/token",
        "universe_domain": "googleapis.com",
    }
