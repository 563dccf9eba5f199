"""
The dead-man's switch: somebody outside is told regularly that all is well, and raises the alarm by silence.

Any service will do that waits for a request to an address (such as Healthchecks). Asked while the timetable
moves, nothing hangs and every spreadsheet was reached within the hour; else the other address is asked, where
there is one.
The addresses are secrets and stand in no line of the log.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

import structlog

from sheets_bot.errors import SheetsBotError
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience
from sheets_bot.service.counts import Counts
from sheets_bot.service.health import Health
from sheets_bot.service.settings_notices import Notices

log = structlog.get_logger()

_PATIENCE = Patience(read_seconds=10.0, connect_seconds=5.0, attempts=2, longest_wait_seconds=5.0)


class Address:
    """One web address that is asked for the sake of being asked."""

    def __init__(self, url: str, patience: Patience = _PATIENCE) -> None:
        parts = urlsplit(url)
        self._http = Http("dead-man's switch", f"{parts.scheme}://{parts.netloc}", patience=patience)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def __repr__(self) -> str:
        return "<Address of a dead-man's switch>"

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(self) -> bool:
        """Ask, and say whether the answer was good; the log says what went wrong, without the address."""
        try:
            answer = self._http.send("GET", self._path, repeatable=True)
        except SheetsBotError as error:
            # Its words would quote the path, which is the secret.
            log.warning("ping.failed", kind=type(error).__name__)
            return False
        if not answer.is_success:
            log.warning("ping.failed", kind="refused", status=answer.status_code)
        return answer.is_success


class DeadMansSwitch:
    """Asks in a thread of its own, so that a slow answer keeps nothing waiting; a context manager."""

    def __init__(
        self, notices: Notices, *, health: Health, counts: Counts, clock: Callable[[], datetime]
    ) -> None:
        self._good, self._bad = (
            Address(secret.get_secret_value()) if secret else None
            for secret in (notices.ping_url, notices.ping_fail_url)
        )
        self._every_seconds = notices.ping_seconds
        self._health = health
        self._counts = counts
        self._clock = clock
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="dead-man", daemon=True)

    def __enter__(self) -> Self:
        if self._good or self._bad:
            self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._leave.set()
        if self._thread.is_alive():
            self._thread.join(timeout=1)
        for address in (self._good, self._bad):
            if address:
                address.close()

    def ping(self) -> None:
        """Ask once, the address that the state of this moment calls for."""
        now = self._clock()
        well = self._health.is_live(now) and self._health.is_ready(now) and self._health.is_in_touch(now)
        address = self._good if well else self._bad
        if address:
            heard = address.ask()
            self._counts.pinged(("good" if well else "bad") if heard else "unheard")

    def _watch(self) -> None:
        while not self._leave.wait(self._every_seconds):
            self.ping()
