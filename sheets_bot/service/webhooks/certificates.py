"""
The certificates with which PayPal signs its webhooks, fetched from PayPal alone and kept for a while.

A delivery names the address of its certificate, and anybody can send one: so the host must be PayPal's, the
path that of certificates, and strangers cannot make us ask more than a few times a minute.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from urllib.parse import urlsplit

from sheets_bot.errors import TryLater
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience

_HOSTS = {
    "api-m.paypal.com": ("api.paypal.com", "api-m.paypal.com"),
    "api-m.sandbox.paypal.com": ("api.sandbox.paypal.com", "api-m.sandbox.paypal.com"),
}
"""Where the certificates of an environment lie. A stand-in has its own."""
_FOLDER = "/v1/notifications/certs/"
_MOST_KEPT, _KEPT_SECONDS = 8, 86_400.0
_MOST_A_MINUTE = 6
_MOST_BYTES = 65_536
_PATIENCE = Patience(read_seconds=4.0, connect_seconds=3.0, attempts=1, answer_bytes=_MOST_BYTES)


class Certificates:
    """Certificates by address, shared by all threads."""

    def __init__(self, base_url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        parts = urlsplit(base_url)
        hosts = _HOSTS.get(parts.hostname or "")
        origins = [f"https://{host}" for host in hosts] if hosts else [f"{parts.scheme}://{parts.netloc}"]
        self._doors = {origin: Http("PayPal certificates", origin, patience=_PATIENCE) for origin in origins}
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._asked: deque[float] = deque(maxlen=_MOST_A_MINUTE)

    def close(self) -> None:
        """Close the connections."""
        for door in self._doors.values():
            door.close()

    def fetch(self, url: str) -> bytes | None:
        """
        Return the certificate at an address, as PEM; None where it cannot be PayPal's or is not there.

        Raises TryLater where PayPal does not answer, or too many different ones were asked for.
        """
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        door = self._doors.get(f"{parts.scheme}://{parts.netloc}")
        if door is None or not parts.path.startswith(_FOLDER) or ".." in parts.path or parts.query:
            return None
        with self._lock:
            now = self._clock()
            kept_at, kept = self._kept.get(parts.path, (float("-inf"), b""))
            if now - kept_at < _KEPT_SECONDS:
                return kept
            if len(self._asked) == _MOST_A_MINUTE and now - self._asked[0] < 60:
                raise TryLater("PayPal: too many certificates were asked for. Nothing was fetched.")
            self._asked.append(now)
        answer = door.send("GET", parts.path, repeatable=True)
        if answer.status_code >= 500:
            raise TryLater("PayPal: the certificate of a webhook could not be fetched.")
        if not answer.is_success:
            return None
        with self._lock:
            self._kept[parts.path] = (now, answer.content)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return answer.content
