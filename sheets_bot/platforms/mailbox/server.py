"""
Where a mail server is, who we are to it, and how long we wait for it.

Values and the reading of ``imaps://host:993`` and the like; the two conversations are in
`mailbox/imap.py` and `mailbox/smtp.py`. A password never stands in an error or a repr, and never
travels unencrypted but on this machine itself.
"""

import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from sheets_bot.errors import Misconfigured
from sheets_bot.platforms.patience import Patience

MAIL_PATIENCE = Patience(read_seconds=30.0, answer_seconds=300.0, attempts=3, longest_wait_seconds=8.0)
"""A first sync of a large mailbox takes minutes (ours); one server is asked by one brand only."""

_PORTS = {"imaps": 993, "imap": 143, "smtps": 465, "smtp": 587}


@dataclass(frozen=True, slots=True)
class Server:
    """One mail server, as a URL names it."""

    host: str
    port: int
    encryption: Literal["tls", "starttls", "none"]
    """From the first byte, by upgrade, or none: the latter on this machine only."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def certificates(self) -> ssl.SSLContext:
        """Return what the server's certificate is checked against: the machine's authorities."""
        return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class SignIn:
    """A user with a password, or with a token for XOAUTH2."""

    user: str
    password: str = field(default="", repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    """Returns a fresh access token; asked anew for each connection."""

    def xoauth2(self) -> str:
        """Return the answer to XOAUTH2, not yet encoded (Google, "XOAUTH2 mechanism")."""
        assert self.token is not None
        return f"user={self.user}\x01auth=Bearer {self.token()}\x01\x01"


def read_server(url: str, *, what: Literal["imap", "smtp"], brand: str) -> Server:
    """
    Return the server that a URL names. ``imap://`` and ``smtp://`` upgrade by STARTTLS, but on loopback.

    Raises Misconfigured for another scheme, no host, or a user name in the URL.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    plain = not parts.username and not parts.query and not parts.fragment and parts.path in {"", "/"}
    if parts.scheme not in {what, f"{what}s"} or not parts.hostname or not port or not plain:
        raise Misconfigured(
            f"Mailbox of {brand}: {what} must be an address such as {what}s://{what}.shop.example:"
            f"{_PORTS[f'{what}s']}, without user name and path. Nothing was read."
        )
    if parts.scheme.endswith("s"):
        return Server(parts.hostname, port, "tls")
    return Server(parts.hostname, port, "none" if _is_loopback(parts.hostname) else "starttls")


def check_sign_in(sign_in: SignIn, *, brand: str) -> None:
    """Raise Misconfigured where user or password cannot be sent, or both ways of signing in are missing."""
    for name, value in (("user", sign_in.user), ("password", sign_in.password)):
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
            raise Misconfigured(
                f"Mailbox of {brand}: {name} holds a line break or another control character. "
                "Correct it in the configuration. Nothing was read."
            )
    if not sign_in.user or not (sign_in.password or sign_in.token):
        raise Misconfigured(
            f"Mailbox of {brand}: user, and password or token, are needed. Add them to the "
            "configuration. Nothing was read."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
