"""
The day's work becomes the rows of the tab `Today`: a fixed list of ranks, always filled from the top.

Row ``00`` tells the shift and what does not fit into it; ``01`` is the most pressing task. A rank is
a place in the list, not a task: the tasks move through the ranks. What presses is in `today.py`.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from sheets_bot.domain.deadlines import Clock, Flag
from sheets_bot.domain.shifts import Span
from sheets_bot.domain.today.today import Task
from sheets_bot.domain.when_words import shift_words
from sheets_bot.sheets.row import Row, Value

RANKS = 60
"""More than fits into any shift; what is beyond is counted in row 00."""
SHIFT_ROW = "00"

THIS, NEXT, NEITHER = "this shift", "next shift", "does not fit"

_MINUTE = timedelta(minutes=1)
_COLUMNS = (
    "flag", "what", "respond_by", "fits", "minutes", "minutes_so_far", "why",
    "at_stake", "currency", "brand", "order", "tab", "item", "target",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shifts:
    """The shift that runs or comes next, the one after it, and what is left of both."""

    now: datetime
    this: Span | None
    following: Span | None

    @property
    def minutes(self) -> int:
        """Minutes of this shift that are still to come."""
        return (self.this.ends_at - max(self.now, self.this.starts_at)) // _MINUTE if self.this else 0

    @property
    def following_minutes(self) -> int:
        """Minutes of the one after it."""
        return (self.following.ends_at - self.following.starts_at) // _MINUTE if self.following else 0

    def fits(self, minutes_so_far: int) -> str:
        """Say where a task ends that ends after so many minutes of work."""
        if minutes_so_far <= self.minutes:
            return THIS
        return NEXT if minutes_so_far <= self.minutes + self.following_minutes else NEITHER


def today_rows(
    tasks: Sequence[Task],
    *,
    clock: Clock,
    now: datetime,
    target: Callable[[str, str], str],
    unread: Collection[str] = (),
    remarks: Sequence[str] = (),
) -> list[Row]:
    """
    Return all rows of `Today`: the shift, the ranks, and the empty ranks after them.

    Args:
        tasks: The work, the most pressing first.
        clock: The shifts.
        now: The present.
        target: The address of a row, from tab and key.
        unread: Tabs that could not be read, so that their work is missing.
        remarks: Further sentences for row 00.
    """
    this = clock.roster.next_ending_after(now)
    shifts = _Shifts(now, this, clock.roster.next_ending_after(this.ends_at) if this else None)
    ends = list(accumulate(task.minutes for task in tasks))
    empty: dict[str, Value] = dict.fromkeys(_COLUMNS)
    shift = _shift_values(tasks, ends, shifts, clock=clock, unread=unread)
    shift["why"] = " ".join([str(shift["why"]), *remarks])
    rows = [_row(SHIFT_ROW, {**empty, **shift})]
    for rank in range(RANKS):
        known = _task_values(tasks[rank], ends[rank], shifts, target) if rank < len(tasks) else {}
        rows.append(_row(f"{rank + 1:02}", {**empty, **known}))
    return rows


def _row(rank: str, values: dict[str, Value]) -> Row:
    return Row(rank, {"rank": rank, **values}, why="ranked anew")


def _task_values(
    task: Task, minutes_so_far: int, shifts: _Shifts, target: Callable[[str, str], str]
) -> dict[str, Value]:
    fits = shifts.fits(minutes_so_far) if shifts.this else None
    warning = "It is due in this shift and does not fit into it. " if _is_squeezed(task, fits) else ""
    return {
        "flag": task.flag,
        "what": task.what,
        "respond_by": task.respond_by,
        "fits": fits,
        "minutes": task.minutes,
        "minutes_so_far": minutes_so_far,
        "why": warning + task.why,
        "at_stake": task.stake.major() if task.stake else None,
        "currency": task.stake.currency if task.stake else None,
        "brand": task.brand or None,
        "order": task.order or None,
        "tab": task.tab,
        "item": task.key,
        "target": target(task.tab, task.key) or None,
    }


def _is_squeezed(task: Task, fits: str | None) -> bool:
    """True for a task that ought to be done in this shift and would not be."""
    return fits in {NEXT, NEITHER} and task.flag in {Flag.MISSED, Flag.LATE, Flag.LAST_SHIFT}


def _shift_values(
    tasks: Sequence[Task], ends: Sequence[int], shifts: _Shifts, *, clock: Clock, unread: Collection[str]
) -> dict[str, Value]:
    needed = ends[-1] if ends else 0
    told = []
    if shifts.this:
        zone = clock.roster.zone
        what = f"Your shift {shift_words(shifts.this, zone, shifts.now)}: {shifts.minutes} minutes"
        fits = [shifts.fits(end) for end in ends]
        inside = fits.count(THIS)
        told.append(f"{_need(len(tasks), needed)}; {inside} fit into this shift.")
        squeezed = sum(_is_squeezed(task, fit) for task, fit in zip(tasks, fits, strict=True))
        if squeezed:
            told.append(f"{squeezed} of the others should be done in it too: ask for help.")
    else:
        what = "No shifts are set in Settings, so nothing can be planned"
        told.append(f"{_need(len(tasks), needed)}.")
    if len(tasks) > RANKS:
        told.append(f"The {RANKS} most pressing are listed; {len(tasks) - RANKS} more stand in their tabs.")
    if unread:
        told.append(f"{', '.join(unread)} could not be read, so work from there is missing.")
    return {"what": what, "minutes": needed, "why": " ".join(told)}


def _need(tasks: int, minutes: int) -> str:
    return f"{'1 task needs' if tasks == 1 else f'{tasks} tasks need'} about {minutes} minutes"
