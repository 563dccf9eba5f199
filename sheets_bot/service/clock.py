"""
What time it is for the bot; only pauses, tokens and the limiter ask the machine's clock by themselves.

Everything below takes *now* as an argument. With a sandbox configured, its clock is asked, so that
the bot lives in the same week as the world around it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sheets_bot.errors import TryLater
from sheets_bot.platforms.http import Http

Clock = Callable[[], datetime]
"""Returns the present as an aware datetime in UTC."""


def machine_clock() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)


def clock_at(url: str | None) -> Clock:
    """
    Return the sandbox's clock at a URL (`[endpoints] clock`), or the machine's for None.

    The sandbox's clock raises TryLater when it does not answer with a time.
    """
    if url is None:
        return machine_clock
    parts = urlsplit(url)

    def sandbox_clock() -> datetime:
        with Http("sandbox clock", f"{parts.scheme}://{parts.netloc}") as http:
            answer = http.fetch_json(parts.path)
        try:
            return datetime.fromisoformat(answer["now"]).astimezone(UTC)
        except (KeyError, TypeError, ValueError):
            raise TryLater(f"{url} did not answer with a time. Nothing was done.") from None

    return sandbox_clock
