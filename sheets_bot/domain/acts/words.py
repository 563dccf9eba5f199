"""
The sentences of the column `What became of it`. The first words tell other jobs that a row is not theirs.

Words only. `is_under_way` is what the drafting jobs ask before they touch a draft.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sheets_bot.domain.acts.act import HAPPENED, State
from sheets_bot.domain.tab_rows import TabRow, text_in
from sheets_bot.domain.when_words import moment_words

_GOES = "Goes out"
_GOING = "Going out"
_TO_STOP = "To stop it, empty Action."


def is_under_way(row: TabRow) -> bool:
    """True while a row is ticked or its act is on its way: then its draft stays as it is."""
    return row.get("approved") is True or text_in(row, "act").startswith((_GOES, _GOING))


def is_going(row: TabRow) -> bool:
    """True while a row says that its act is being carried out."""
    return text_in(row, "act").startswith(_GOING)


def waiting(until: datetime, zone: ZoneInfo) -> str:
    """Say until when a tick can be taken back."""
    return f"{_GOES} after {moment_words(until, zone)}. Untick to take it back."


def claimed(at: datetime, zone: ZoneInfo) -> str:
    """Say that it is being carried out."""
    return f"{_GOING} since {moment_words(at, zone)}."


def trying(why: str) -> str:
    """Say that it has not happened yet, and how to stop it."""
    if why.startswith(_GOES):
        return why
    return f"{_GOES} as soon as possible: {why} {_TO_STOP}"


def tried_too_long(why: str) -> str:
    """Say that the bot has given up."""
    why = why.removeprefix(f"{_GOES} as soon as possible: ").removesuffix(f" {_TO_STOP}")
    return f"Not done, and no longer tried. {why} Tick again."


def paused(*, is_ticked: bool = True) -> str:
    """Say that the pause switch holds it back, and how to stop it: what is tried again has lost its tick."""
    to_stop = "Untick to take it back." if is_ticked else _TO_STOP
    return f"{_GOES} when the pause ends: Settings says Pause all acts. {to_stop}"


def taken_back() -> str:
    """Say that nothing is asked for any more."""
    return "You took the tick back. Nothing went out."


def lost() -> str:
    """Say that a row speaks of an act whose entry cannot be found or read."""
    return (
        "Nobody knows whether it went out: its line in Acts is gone or was changed. Look at the platform or "
        "in the mailbox."
    )


def may_be(words: str) -> str:
    """Say that another act of this row must be settled first."""
    return f"{words} Your new tick was taken away: wait until that is settled, then tick again."


def repeated(state: State, at: datetime | None, zone: ZoneInfo, *, is_evidence: bool) -> str:
    """
    Say why what has come to a state is not done a second time; ``""`` where it may be done.

    Args:
        state: Of the earlier act with the same text and, of evidence, the same packet.
        at: When that ended, if it is known.
        zone: In which times are told.
        is_evidence: Whether a packet goes with the text.
    """
    what = "evidence" if is_evidence else "text"
    if state is State.UNKNOWN:
        return (
            f"Nobody knows whether this very {what} went out before. Look at the platform or in the mailbox; "
            "to send another one, change the text."
        )
    if state not in HAPPENED:
        return ""
    when = f" on {moment_words(at, zone)}" if at else ""
    if state is State.SAVED:
        return (
            f"This very {what} was saved{when}. There is something to save again once its text, or a row of "
            "Evidence, has changed."
        )
    return f"This very {what} went out{when}. To send another one, change the text."
