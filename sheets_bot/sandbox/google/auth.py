"""
Who is calling: tokens for service accounts, and what a caller may do with a spreadsheet.

A Bearer token issued here stands for its service account. No `Authorization` header at
all is the person at the machine, who owns everything: so the viewer needs no sign-in
(the real service would refuse). Tokens end by the sandbox's clock.
"""

import base64
import binascii
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sheets_bot.sandbox.google.book import Book
from sheets_bot.sandbox.google.errors import ApiError, forbidden, unauthenticated
from sheets_bot.sandbox.wire import Call, Reply

TOKEN_SECONDS = 3_600
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_RANKS = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls; without an address it is the person at the machine."""

    email: str | None = None
    scopes: frozenset[str] = frozenset()

    @property
    def is_person(self) -> bool:
        """True for the person at the machine."""
        return self.email is None

    def may(self, book: Book, role: str) -> bool:
        """Say whether the caller has at least that role on a spreadsheet."""
        if self.email is None:
            return True
        return any(
            _RANKS.index(entry.get("role", "reader")) >= _RANKS.index(role)
            and (entry.get("type") == "anyone" or entry.get("emailAddress", "").lower() == self.email.lower())
            for entry in book.permissions
        )

    def require(self, book: Book, role: str) -> None:
        """
        Refuse a caller without that role.

        Raises:
            ApiError: 403 (cassette).
        """
        if not self.may(book, role):
            raise forbidden()


PERSON = Caller()


@cache
def _public_key(private_key_pem: str) -> rsa.RSAPublicKey | None:
    """Return the public half of a key, and nothing for a key of another kind."""
    key = serialization.load_pem_private_key(private_key_pem.encode(), password=None)
    return key.public_key() if isinstance(key, rsa.RSAPrivateKey) else None


class Tokens:
    """The access tokens that were issued."""

    def __init__(self) -> None:
        self._callers: dict[str, tuple[Caller, float]] = {}
        self._keys: dict[str, rsa.RSAPublicKey] = {}
        self._lock = threading.Lock()

    def trust(self, email: str, private_key_pem: str) -> None:
        """Check the signatures of this account by its key; others are taken at their word."""
        if key := _public_key(private_key_pem):
            self._keys[email] = key

    def issue(self, email: str, scopes: frozenset[str], now: float) -> str:
        """Return a new token; *now* is the sandbox's clock."""
        token = "ya29.sandbox-" + secrets.token_urlsafe(24)
        with self._lock:
            self._callers[token] = (Caller(email, scopes), now + TOKEN_SECONDS)
        return token

    def caller(self, headers: Mapping[str, str], now: float) -> Caller:
        """
        Return who calls.

        Raises:
            ApiError: 401 for a token that is unknown or has ended.
        """
        header = headers.get("authorization")
        if header is None:
            return PERSON
        scheme, _, token = header.partition(" ")
        with self._lock:
            caller, ends_at = self._callers.get(token.strip(), (PERSON, 0.0))
        if scheme.lower() != "bearer" or now >= ends_at:
            raise unauthenticated()
        return caller

    def exchange(self, assertion: str, now: float) -> dict[str, Any]:
        """
        Return the token answer for a signed assertion.

        Its own times are not judged: the signer's clock is the real one, not the sandbox's.

        Raises:
            ValueError: The assertion is no signed token of an account that is known.
        """
        head, claims, signature = (_decoded(part) for part in assertion.split("."))
        email = str(json.loads(claims)["iss"])
        if json.loads(head).get("alg") != "RS256":
            raise ValueError("Invalid JWT: unsupported algorithm.")
        key = self._keys.get(email)
        if key is not None:
            signed = assertion.rpartition(".")[0].encode()
            try:
                key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
            except InvalidSignature as error:
                raise ValueError("Invalid JWT Signature.") from error
        scopes = frozenset(str(json.loads(claims).get("scope", "")).split())
        return {
            "access_token": self.issue(email, scopes, now),
            "expires_in": TOKEN_SECONDS - 1,
            "token_type": "Bearer",
        }


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class TokenRoom:
    """`/token`: a signed assertion of a service account for an access token."""

    service = "google-token"

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def handles(self, path: str) -> bool:
        """Say whether a path belongs to this room."""
        return path == "/token"

    def answer(self, call: Call) -> Reply:
        """Answer one call in the form of OAuth, which has its own errors (documented)."""
        if call.method != "POST":
            return Reply(501, ApiError(501, f"The sandbox does not imitate {call.method} /token.").body())
        form = parse_qs(call.body.decode("utf-8", "replace"))
        if form.get("grant_type") != [_GRANT]:
            return _refused("unsupported_grant_type", "Invalid grant_type")
        try:
            return Reply(200, self._tokens.exchange(form.get("assertion", [""])[0], call.at))
        except (ValueError, KeyError, TypeError, binascii.Error) as error:
            return _refused("invalid_grant", str(error) or "Invalid JWT.")


def _refused(error: str, description: str) -> Reply:
    return Reply(400, {"error": error, "error_description": description})
