"""
What the platforms and the door to them have in common.

Shapes only: what a credential must do, what a fetch returns. Each platform is
one client (`paypal/client.py`) and one reader of its answers (`paypal/records.py`);
requests leave through `http.py`. Nothing here knows a particular platform.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from sheets_bot.errors import RowSkipped

RecordT = TypeVar("RecordT")

_YEARS = range(1900, 9999)


def plausible(at: datetime) -> datetime | None:
    """Return an instant as it is; None for one that no sheet can hold: a system's way of saying "never"."""
    return at if at.year in _YEARS else None


class Credential(Protocol):
    """Who we are to a service. Safe to share between threads; its repr shows no secret."""

    def header(self) -> str:
        """
        Return what the header of the credential says, fetching a token when there is none.

        Raises Misconfigured when the service does not accept us, TryLater when it
        did not answer.
        """

    def renew(self, refused: str) -> bool:
        """
        Replace the token after *refused* was answered with 401.

        Returns False when there is nothing to renew. A token that another thread
        has replaced meanwhile is not fetched a second time.
        """


@dataclass(frozen=True, slots=True)
class Fetched(Generic[RecordT]):
    """What one fetch brought, and how far it may be trusted."""

    records: tuple[RecordT, ...]
    """In the order of the platform's answers, each case once."""
    skipped: tuple[RowSkipped, ...] = ()
    """One for each case that is missing from *records*, with the reason."""
    unknown_ids: tuple[str, ...] = ()
    """Cases that were asked for by id and that the platform does not know."""
    complete: bool = True
    """
    Whether asking again could bring nothing more. False: do not move the mark of what has been seen.

    A case that is skipped because its answer makes no sense does not count: it is
    named in *skipped*.
    """
    ask_again: tuple[str, ...] = ()
    """Ids of the skipped cases, for the next fetch to ask for: no list need go back as far as to them."""
    notes: tuple[str, ...] = ()
    """Sentences for the receipt: why it is not complete, what the platform said that is new to us."""
