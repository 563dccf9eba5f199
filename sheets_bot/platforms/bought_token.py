"""
A token that is bought with a secret, used for a while, and bought anew.

The part that all platforms with OAuth 2.0 client credentials have in common: one token
for all threads, replaced shortly before its end, and once after a refusal. What it costs
and what a refused sign-in means differ by platform: `paypal/access.py`, `shopify/access.py`,
`trustpilot/access.py`.
"""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable


class BoughtToken(ABC):
    """A `Credential` whose token has an end. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._header = ""
        self._good_until = 0.0

    def header(self) -> str:
        """
        Return the header's value, with a new token if there is none or the old one is at its end.

        Raises what buying raises: Misconfigured when we are refused, TryLater without a usable answer.
        """
        with self._lock:
            if not self._header or self._clock() >= self._good_until:
                self._renew()
            return self._header

    def renew(self, refused: str) -> bool:
        """Buy a new token, unless another thread has replaced the *refused* one already."""
        with self._lock:
            if self._header == refused:
                self._renew()
            return True

    @abstractmethod
    def _buy(self) -> tuple[str, float]:
        """Buy a token: the header's value, and for how many seconds it is used. One thread at a time."""

    def _renew(self) -> None:
        self._header, use_seconds = self._buy()
        self._good_until = self._clock() + use_seconds
