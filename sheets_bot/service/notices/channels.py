"""
The channels on which people are told: Slack, Discord, Telegram, mail and whatever else Apprise knows.

The only importer of Apprise. An address is a secret, since it carries a token: it stands in no error, no line
of the log and no repr; a channel is called by its kind and its place, such as ``Slack (2nd)``. What Apprise
itself would log is kept back, but for the status that a service answered with. Each channel has a time
limit, and one that fails keeps no other from being told.
"""

import logging
import re
import threading
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sheets_bot.errors import Misconfigured
from sheets_bot.service.masking import Masking
from sheets_bot.service.settings_notices import Notices

_STATUS = re.compile(r"\berror=(\d{3})\b")
_LONGEST_IN_CONNECTS = 6
"""A channel is given up after so many of its own time limits: mail asks several questions (ours)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one letter on one channel."""

    channel: str
    ok: bool
    words: str = ""
    """Of a failure; no address."""
    status: int = 0
    """What the service answered with (HTTP); 0 where it did not answer so."""


class Channels:
    """The channels of all who are told, by who they are; made at first use, since Apprise is slow to load."""

    def __init__(
        self,
        addresses: Mapping[str, Sequence[str]] | None = None,
        *,
        seconds: float = 10.0,
        masking: Masking | None = None,
    ) -> None:
        self._addresses = {whom: tuple(urls) for whom, urls in (addresses or {}).items() if urls}
        self._seconds = seconds
        self._masking = masking or Masking()
        self._made: dict[str, list[tuple[str, Any]]] = {}
        self._lock = threading.Lock()

    @classmethod
    def of(cls, notices: Notices, masking: Masking) -> "Channels":
        """Return the channels of the configuration; *masking* looks over everything that leaves the house."""
        addresses = {
            whom: [secret.get_secret_value() for secret in secrets]
            for whom, secrets in (("specialist", notices.specialist), ("owner", notices.owner))
        }
        return cls(addresses, seconds=notices.channel_seconds, masking=masking)

    def __repr__(self) -> str:
        return f"<Channels of {', '.join(self._addresses) or 'nobody'}>"

    @property
    def audiences(self) -> tuple[str, ...]:
        """Those who have a channel."""
        return tuple(self._addresses)

    def names(self, audience: str) -> tuple[str, ...]:
        """
        Return what the channels of somebody are called, and so prove that their addresses can be read.

        Raises Misconfigured for an address that is none.
        """
        return tuple(name for name, _ in self._channels(audience))

    def send(self, audience: str, subject: str, text: str) -> list[Delivery]:
        """
        Send one letter on every channel of somebody; say what became of it on each.

        Raises Misconfigured for an address that is none; then nothing was sent.
        """
        masked = self._masking.text(text)
        return [self._sent(name, channel, subject, masked) for name, channel in self._channels(audience)]

    def _channels(self, audience: str) -> list[tuple[str, Any]]:
        with self._lock:
            if audience not in self._made:
                self._made[audience] = list(self._make(audience))
            return self._made[audience]

    def _make(self, audience: str) -> Iterable[tuple[str, Any]]:
        from apprise import Apprise, AppriseAsset  # noqa: PLC0415 - takes a second, and few need it

        logger = logging.getLogger("apprise")
        logger.propagate = False  # its lines quote addresses
        logger.setLevel(logging.WARNING)  # for the status in them, whatever the level of our own log
        asset = AppriseAsset(async_mode=False, storage_mode="memory", app_id="sheets_bot", app_url="")
        for number, address in enumerate(self._addresses.get(audience, ()), start=1):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about what channels that nobody uses import
                channel = Apprise.instantiate(address, asset=asset)
            if channel is None:
                raise Misconfigured(
                    f"[notices] {audience}: address {number} is none that can be used. Look its kind up in "
                    "the documentation of Apprise (https://github.com/caronc/apprise). Nothing was sent."
                )
            channel.socket_connect_timeout = channel.socket_read_timeout = self._seconds
            channel.redirects = False  # a redirect would carry the token to somebody else
            yield f"{channel.service_name} ({_ordinal(number)})", channel

    def _sent(self, name: str, channel: Any, subject: str, text: str) -> Delivery:
        """Send on one channel, in a thread that is left behind if it does not end."""
        answers: list[bool] = []
        kept = _Kept()
        logger = logging.getLogger("apprise")

        def send() -> None:
            kept.thread = threading.get_ident()
            answers.append(bool(channel.notify(title=subject, body=text, body_format="text")))

        thread = threading.Thread(target=_quietly, args=(send,), name=f"notice {name}", daemon=True)
        logger.addHandler(kept)
        try:
            thread.start()
            thread.join(self._seconds * _LONGEST_IN_CONNECTS)
        finally:
            logger.removeHandler(kept)
        if answers == [True]:
            return Delivery(name, ok=True)
        late = "it did not answer in time, so the letter may have arrived all the same"
        if thread.is_alive():
            return Delivery(name, ok=False, words=late)
        return Delivery(name, ok=False, words=kept.words, status=kept.status)


class _Kept(logging.Handler):
    """Keeps of what Apprise says the status of an answer, and throws the rest away."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.words = "it could not be reached, or did not take the letter"
        self.status = 0
        self.thread = 0
        """Whose words count: letters of other spreadsheets may be on their way at the same time."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self.thread:
            return
        if found := _STATUS.search(record.getMessage()):
            self.words, self.status = f"it answered with {found[1]}", int(found[1])


def _quietly(send: Any) -> None:
    """Let no fault of a channel's library reach standard error: its words may quote the address."""
    with suppress(Exception):  # the missing answer says so; every kind of channel fails in its own way
        send()


def _ordinal(number: int) -> str:
    return str(number) + {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
