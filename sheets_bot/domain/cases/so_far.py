"""
What we have done in a case so far, as far as advice depends on it.

From the row itself where the platform tells it, and from the tab `Acts` for what the bot did and the platform
does not tell again: evidence saved at Shopify, mails. What a person did by hand elsewhere is not known.
"""

from dataclasses import dataclass
from datetime import datetime

from sheets_bot.domain.acts.act import Kind, State
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in

_HAPPENED = frozenset({State.DONE.value, State.SAVED.value, State.REQUESTED.value, State.CONFIRMED.value})
_MESSAGES = frozenset({Kind.SEND_MESSAGE.value, Kind.OFFER_REPLACEMENT.value})


@dataclass(frozen=True, slots=True)
class SoFar:
    """When we last did something; None where we did not, or it is not known."""

    messaged_at: datetime | None = None
    """In the case at PayPal: there it stays on record."""
    mailed_at: datetime | None = None
    saved_at: datetime | None = None
    """Evidence saved at Shopify, not submitted."""


def so_far(dispute_key: str, acts: TabRows) -> SoFar:
    """Return what the tab `Acts` says of a case."""
    ours = [
        row
        for row in acts.values()
        if text_in(row, "row_key") == dispute_key and text_in(row, "state") in _HAPPENED
    ]
    return SoFar(
        messaged_at=_last(ours, _MESSAGES),
        mailed_at=_last(ours, frozenset({Kind.SEND_MAIL.value})),
        saved_at=_last(ours, frozenset({Kind.SAVE_EVIDENCE.value})),
    )


def _last(acts: list[TabRow], kinds: frozenset[str]) -> datetime | None:
    times = [instant_in(row, "ended_at") for row in acts if text_in(row, "action") in kinds]
    return max((at for at in times if at), default=None)
