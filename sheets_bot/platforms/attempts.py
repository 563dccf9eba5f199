"""
Trying again: which failures of one call are worth another attempt, and when.

Built on stamina; knows neither httpx nor any service. `http.py` decides what a
failure is, this file only counts, waits and gives up.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import stamina

from sheets_bot.errors import TryLater
from sheets_bot.platforms.patience import Patience

AnswerT = TypeVar("AnswerT")


class NoAnswer(TryLater):
    """The other side gave no usable answer; *maybe_done* says whether it may have acted all the same."""

    def __init__(self, message: str, *, maybe_done: bool) -> None:
        super().__init__(message)
        self.maybe_done = maybe_done


@contextmanager
def nothing_done_yet() -> Iterator[None]:
    """Within it only questions are asked: an answer that is lost there leaves nothing in doubt."""
    try:
        yield
    except NoAnswer as lost:
        raise NoAnswer(str(lost), maybe_done=False) from None


class Failed(Exception):
    """One attempt brought nothing final. Between `http.py` and this file; never seen outside."""

    def __init__(
        self,
        what: str,
        *,
        again: bool,
        answer: Any = None,
        wait_seconds: float | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        """A few words without content, e.g. ``ReadTimeout`` or ``status 503``."""
        self.again = again
        self.answer = answer
        """What to return when no attempt is left; None if there was no answer at all."""
        self.wait_seconds = wait_seconds
        """How long the service asked us to wait; None leaves it to the usual backoff."""


def repeat(attempt: Callable[[], AnswerT], patience: Patience) -> AnswerT:
    """
    Call *attempt* until it returns, within the attempts and the time of *patience*.

    Raises the last Failed, with the waits doubling in between; any other error at once.
    """
    for one in stamina.retry_context(
        on=_wait_before_next,
        attempts=patience.attempts,
        timeout=patience.total_seconds,
        wait_initial=patience.first_wait_seconds,
        wait_max=patience.longest_wait_seconds,
    ):
        with one:
            return attempt()
    raise AssertionError("stamina returns or raises")


def _wait_before_next(error: Exception) -> bool | float:
    if not isinstance(error, Failed) or not error.again:
        return False
    return True if error.wait_seconds is None else error.wait_seconds
