"""
How long the door to the network waits, and what has passed through it.

Values and one reading of a header; no network. `http.py` acts on them.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

_DICE = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often one request is tried, and how much of an answer is taken."""

    connect_seconds: float = 5.0
    read_seconds: float = 30.0
    """Longest silence of the other side, also before the first byte."""
    answer_seconds: float = 180.0
    """Longest time for one whole answer: a server that drips must not hold up a run."""
    attempts: int = 7
    """Their waits add up to over a minute: a quota counted by the minute is there again at the last."""
    total_seconds: float = 180.0
    """No new attempt starts after this. Beside *attempts*, because tests freeze the clock."""
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 64.0
    """Google advises 32 or 64 s (Sheets API usage limits). A longer Retry-After ends the attempts."""
    answer_bytes: int = 128 * 1024 * 1024
    connections: int = 5


@dataclass(frozen=True, slots=True)
class Traffic:
    """What has passed through a door. Subtract two of them for the share of one run."""

    calls: int = 0
    """Requests sent, retries among them."""
    retries: int = 0
    seconds: float = 0.0
    """Time spent in calls, summed over threads."""
    waited_seconds: float = 0.0
    """Time spent waiting for a turn, summed over threads."""

    def __add__(self, other: "Traffic") -> "Traffic":
        return Traffic(
            self.calls + other.calls,
            self.retries + other.retries,
            self.seconds + other.seconds,
            self.waited_seconds + other.waited_seconds,
        )

    def __sub__(self, other: "Traffic") -> "Traffic":
        return self + Traffic(-other.calls, -other.retries, -other.seconds, -other.waited_seconds)


def retry_after_seconds(headers: Mapping[str, str], *, now: float) -> float | None:
    """
    Read Retry-After: seconds or a date (RFC 9110, 10.2.3). None if absent or unreadable.

    A date is compared with the answer's own Date, so that a clock of ours that is
    wrong does no harm; *now* (seconds since 1970) serves where that is missing.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    until = _instant(text)
    if until is None:
        return None
    sent_at = _instant(headers.get("date", ""))
    return max(0.0, until - (now if sent_at is None else sent_at))


def jittered(wait_seconds: float) -> float:
    """Add up to a second, so that threads told to wait equally long do not come back together."""
    return wait_seconds + _DICE.uniform(0.0, 1.0)


def _instant(text: str) -> float | None:
    """Seconds since 1970 of an HTTP date."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
