"""
The tables of the configuration about being told: notices, the dead-man's switch, and webhooks.

Values only. Addresses of channels are secrets, since each carries a token. What is told to whom, and when,
stands in the `Settings` tab (`domain/rules/notice_settings.py`).
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from sheets_bot.service.settings_base import Section, base_url_of, split_address, with_secret_from_file

SHORTEST_PART, SURELY_A_TOKEN = 8, 20
"""Of a part of an address that is masked in the logs."""


_AN_ADDRESS = re.compile(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,190}\.[^\s@<>,;:\".]{2,63}")


def _addresses(value: object) -> object:
    """Read addresses from a list, or from a text with one on each line or with blanks between."""
    return value.split() if isinstance(value, str) else value


Channels = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_addresses)]


class Notices(Section):
    """Who is told what needs a person, and who is told that the bot lives."""

    specialist: Channels = ()
    """Where the specialist is told: addresses as Apprise reads them (slack://...), blanks between them."""

    specialist_file: Path | None = None
    """Path of a file that holds the specialist's addresses, one on each line."""

    owner: Channels = ()
    """Where the owner is told, in the same way."""

    owner_file: Path | None = None
    """Path of a file that holds the owner's addresses, one on each line."""

    channel_seconds: float = Field(default=10.0, gt=0, le=60)
    """How long one channel may take to connect, and again to answer."""

    ping_url: SecretStr | None = None
    """A dead-man's switch: this address is asked while all is well, so that silence raises the alarm."""

    ping_url_file: Path | None = None
    """Path of a file that holds that address and nothing else."""

    ping_fail_url: SecretStr | None = None
    """Asked instead while something is wrong; empty: nothing is asked then."""

    ping_fail_url_file: Path | None = None
    """Path of a file that holds that address and nothing else."""

    ping_seconds: int = Field(default=60, ge=1, le=3600)
    """How often the dead-man's switch is told."""

    @model_validator(mode="before")
    @classmethod
    def _secrets_from_their_files(cls, values: Any) -> Any:
        for key in ("specialist", "owner", "ping_url", "ping_fail_url"):
            values = with_secret_from_file(values, key)
        return values

    @field_validator("specialist", "owner")
    @classmethod
    def _have_a_scheme(cls, addresses: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for number, address in enumerate(addresses, start=1):
            if not re.match(r"[a-z][a-z0-9+.-]*://.", address.get_secret_value(), re.IGNORECASE):
                raise ValueError(f"address {number} does not begin like slack:// or mailto://")
            try:
                split_address(address.get_secret_value())
            except ValueError as error:
                raise ValueError(f"address {number} {error}") from None
        return addresses

    @field_validator("ping_url", "ping_fail_url")
    @classmethod
    def _a_web_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            base_url_of(value.get_secret_value().partition("?")[0])
        return value

    def addresses(self) -> list[str]:
        """Return every address, each of which leads somewhere and opens a door."""
        secrets = [*self.specialist, *self.owner, *filter(None, (self.ping_url, self.ping_fail_url))]
        return [secret.get_secret_value() for secret in secrets]

    def secrets(self) -> Iterable[str]:
        """Yield the addresses and the parts of them that open doors, for the masking of logs."""
        for address in self.addresses():
            yield address
            yield from _parts(address)


class Webhooks(Section):
    """Where platforms may knock to say that something is new. Off by default: everything works without."""

    port: int | None = Field(default=None, ge=0, le=65535)
    """Port for webhooks; left out, none is opened. 0 takes any free one, which the log names."""

    host: str = "127.0.0.1"
    """Address of that port. A proxy with a certificate stands before it: platforms ask by https only."""

    most_bytes: int = Field(default=1_048_576, ge=1024, le=16_777_216)
    """Largest body that is read; a larger one is refused unread (1 MiB, ours)."""


class WeeklyReport(Section):
    """Who gets the owner's weekly report by mail. Without anybody it stands in the tab alone."""

    to: tuple[str, ...] = ()
    """Addresses, e.g. ["owner@example.com"]."""

    brand: str = ""
    """The key of the brand whose mailbox sends it; left out, the first in the spreadsheet that has one."""

    @field_validator("to")
    @classmethod
    def _look_like_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for number, address in enumerate(addresses, start=1):
            if not _AN_ADDRESS.fullmatch(address):
                raise ValueError(f"address {number} is no mail address")
        return addresses


def _parts(address: str) -> list[str]:
    """
    Return the parts of an address that may open doors: the password, and all that looks like a token.

    A token is long and has a digit, or is very long (ours): an ordinary word of an address is none, and would
    be masked wherever it stands in a log.
    """
    split = split_address(address)
    host = (split.hostname or "").casefold()
    found = {unquote(split.password)} if split.password else set()
    for part in re.split(r"[/:@?&=]+", address):
        is_token = len(part) >= SHORTEST_PART and (re.search(r"\d", part) or len(part) >= SURELY_A_TOKEN)
        # Some kinds have a token where others have the server.
        if is_token and not ("." in host and part.casefold() == host):
            found |= {part, unquote(part)}
    return sorted(found)
