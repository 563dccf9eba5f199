"""
The rows of the `Status` tab: silence made visible.

Pure. "Ran, nothing new", "did not run" and "ran, but this platform did not answer"
look different. A good run with nothing to tell is written down only when the last
one that stands there is older than the heartbeat, so that a run without changes
costs no write.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sheets_bot.errors import Misconfigured, Refused, SheetsBotError
from sheets_bot.platforms.base import Fetched
from sheets_bot.sheets.cells import clean_text
from sheets_bot.sheets.row import Row, Value

STATUS_TAB = "Status"
EPOCH_ROW = "Google: refuses a second writer"
"""The row in which `check --probe` leaves whether the epoch of a write protects it."""

OK, FAILED = "ok", "failed"
A_PERSON, TIME = "you", "time"
"""What a failure needs to end: somebody who changes something, or another try, which the bot makes itself."""

StatusRows = Mapping[str, Mapping[str, Value]]
"""The tab as read: by `what`, each by column name."""


@dataclass(frozen=True)
class Note:
    """How one job or one source fared in a run."""

    what: str
    ok: bool
    happened: str = ""
    """One or two sentences; empty where there is nothing to tell."""
    seen_through: datetime | None = None
    """Up to when everything of this source stands in the tabs, after this run."""
    needs: str = TIME
    """What a failure needs to end."""
    answered_at: datetime | None = None
    """When a source told everything though some could not be read: its numbers are measured all the same."""
    listed_through: datetime | None = None
    """Up to when every case either stands in the tabs, after this run, or is one of *ask_again*."""
    ask_again: tuple[str, ...] = ()
    """Ids of cases that could not be read; the next fetch asks for them by these."""


def needs_of(*errors: SheetsBotError) -> str:
    """Return what has to come before these errors go away."""
    return A_PERSON if any(isinstance(error, Misconfigured | Refused) for error in errors) else TIME


def note_of(what: str, fetched: Fetched[Any], *, now: datetime) -> Note:
    """Return how a source fared that has answered *now*, perhaps not with everything."""
    # The same sentence about twenty cases is said once.
    told = dict.fromkeys([*fetched.notes, *map(str, fetched.skipped)])
    # A case that was skipped must be asked for again, so the mark does not move past it. Where each of
    # them can be asked for by its id, the list at least need not be read from there on every time.
    whole = fetched.complete and not fetched.skipped
    is_listed = fetched.complete and len(fetched.ask_again) == len(fetched.skipped)
    return Note(
        what,
        ok=whole,
        happened=" ".join(told),
        seen_through=now if whole else None,
        answered_at=now if fetched.complete and not whole else None,
        listed_through=now if is_listed else None,
        ask_again=fetched.ask_again,
    )


def source_row(source: str, brand: str) -> str:
    """Return the key of the row of one source for one brand."""
    return f"{source}: {brand}"


def status_rows(
    standing: StatusRows, notes: Iterable[Note], *, now: datetime, heartbeat: timedelta, busy: bool
) -> list[Row]:
    """
    Return the rows to write; none when nothing is new and the heartbeat is not due.

    Args:
        standing: The tab as read.
        notes: How this run's job and sources fared.
        now: When the run took place.
        heartbeat: Oldest that a good run in the tab may get.
        busy: Whether the run writes something anyway; then the times come along for nothing.
    """
    notes = list(notes)
    if not busy and all(_stands(standing.get(note.what, {}), note, now, heartbeat) for note in notes):
        return []
    return [_row(note, now, standing.get(note.what, {})) for note in notes]


def _stands(row: Mapping[str, Value], note: Note, now: datetime, heartbeat: timedelta) -> bool:
    """True when the tab already says this, and said it lately."""
    tried = row.get("last_try_at")
    return (
        row.get("state") == (OK if note.ok else FAILED)
        and (row.get("happened") or "") == clean_text(note.happened)
        and (row.get("needs") or "") == _needs(note)
        and isinstance(tried, datetime)
        and timedelta(0) <= now - tried < heartbeat
    )


def _row(note: Note, now: datetime, standing: Mapping[str, Value]) -> Row:
    goes_on = standing.get("state") == FAILED
    failed_since = None if note.ok else (moment(standing, "failed_since") if goes_on else None) or now
    values: dict[str, Value] = {
        "what": note.what,
        "state": OK if note.ok else FAILED,
        "happened": note.happened or None,
        "needs": _needs(note) or None,
        "failed_since": failed_since,
        "last_try_at": now,
    }
    if note.ok:
        values["last_good_at"] = now
    if note.seen_through is not None:
        values["seen_through"] = note.seen_through
    if note.answered_at is not None:
        values["answered_at"] = note.answered_at
    return Row(note.what, values)


def _needs(note: Note) -> str:
    return "" if note.ok else note.needs


def moment(row: Mapping[str, Value], name: str) -> datetime | None:
    """Return an instant of a row; None where there is none, or a person typed something else."""
    value = row.get(name)
    return value if isinstance(value, datetime) else None
