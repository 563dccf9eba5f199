"""
How a client proves who it is, in IMAP and SMTP alike: PLAIN, LOGIN and XOAUTH2.

Pure but for the accounts. Says who signed in or nobody; the protocols word it.
"""

import base64
import binascii
import json

from sheets_bot.sandbox.mailbox.post_office import PostOffice
from sheets_bot.sandbox.mailbox.store import Account

XOAUTH2_REFUSED = base64.b64encode(
    json.dumps({"status": "401", "schemes": "bearer", "scope": "https://mail.google.com/"}).encode()
)
"""The challenge to a bad token; the client answers it, and only then is refused (Google's XOAUTH2)."""


def by_password(office: PostOffice, user: str, password: str) -> Account | None:
    """Return the account that a user name and a password open."""
    account = office.account(user)
    return account if account and account.password == password else None


def by_plain(office: PostOffice, response: bytes) -> Account | None:
    """Return the account that a PLAIN response (RFC 4616) opens; base64 taken off already."""
    parts = response.decode("utf-8", "replace").split("\0")
    return by_password(office, parts[1], parts[2]) if len(parts) == 3 else None


def by_token(office: PostOffice, response: bytes) -> Account | None:
    """Return the account that an XOAUTH2 response opens: ``user=...^Aauth=Bearer ...^A^A``."""
    fields = dict(
        part.partition("=")[::2] for part in response.decode("utf-8", "replace").split("\x01") if part
    )
    account = office.account(fields.get("user", ""))
    return account if account and fields.get("auth", "") == f"Bearer {account.token}" else None


def unpacked(text: str) -> bytes | None:
    """Return what base64 holds; None where it is none. A single ``=`` is an empty response."""
    if text == "=":
        return b""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
