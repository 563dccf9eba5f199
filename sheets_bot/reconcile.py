"""
Bring tabs in line with the rows that should stand in them: read, diff, write, prove.

Level, not edge: whatever happened before, a run compares what should stand in the
bot's columns with what stands there, and writes the difference. It may die at any
point; the next one ends in the same state. Fetches nothing from platforms and
knows no job; where Google is asked stands in `sheets/workbook.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import count

from sheets_bot.errors import Misconfigured, Refused, SheetsBotError
from sheets_bot.sheets.diff import diff, unclear_cells
from sheets_bot.sheets.door import Barred, NotTaken, Outdated, for_good
from sheets_bot.sheets.log_rows import log_write
from sheets_bot.sheets.own_writes import OwnWrites
from sheets_bot.sheets.plan import Plan
from sheets_bot.sheets.proof import Displaced, find_displaced, healed, keyless, restores
from sheets_bot.sheets.receipt import Receipt, TabReceipt
from sheets_bot.sheets.requests import Restore, TabWrite
from sheets_bot.sheets.row import Row
from sheets_bot.sheets.schema import TabSchema
from sheets_bot.sheets.snapshot import Snapshot, locate_columns
from sheets_bot.sheets.workbook import Workbook

Snapshots = Mapping[str, Snapshot]
"""The tabs that could be read, by tab title."""

Shape = Callable[[Snapshots], Mapping[str, Iterable[Row]]]
"""From the tabs as read, but for what the run has written itself, to the rows that should stand in them."""

Report = Callable[[Snapshots, Mapping[str, SheetsBotError], bool], Mapping[str, Iterable[Row]]]
"""From the tabs, the problems so far and whether anything is written, to the rows of the `Status` tab."""

Draw = Callable[[Snapshots], Mapping[str, Plan]]
"""From the tabs to plans that a person has ordered on the command line. Jobs have `Shape`."""

SPREADSHEET = "Google Sheets"
"""Where a problem is that keeps every tab from being written."""

MOST_COLLISIONS = 3
"""So many writes in a row may land among people's edits before a tab is left to a person."""


MOST_ROUNDS = 12
"""So many reads and writes may follow a collision in one run."""


@dataclass(frozen=True)
class Limits:
    """How much one run may do."""

    big_change_share: float = 0.5
    """Largest share of a tab's rows that may change, 0 to 1."""
    allow_large: bool = False
    """A person has looked and allows a big change this time."""
    most_cells: int = 60_000
    """Cells in one write; about 2 MB of request, which is what Google advises. More goes in portions."""


@dataclass(frozen=True)
class Occasion:
    """Which run this is."""

    run: str
    """Id of the run; stands in every line of the `Bot log` that it writes."""
    job: str
    now: datetime
    dry_run: bool = False
    lines: Iterator[int] = field(default_factory=partial(count, 1), repr=False, compare=False)
    """Numbers for the lines of the `Bot log`; a run that reconciles several times counts on."""


def reconcile(
    book: Workbook,
    tabs: Sequence[TabSchema],
    shape: Shape,
    *,
    occasion: Occasion,
    limits: Limits = Limits(),
    log: TabSchema | None = None,
    report: Report | None = None,
    draw: Draw | None = None,
) -> Receipt:
    """
    Make the bot columns of some tabs of one spreadsheet what *shape* says they should be.

    Costs one read call and, when something differs, one write call, however many
    rows changed; one more of each per collision with a person's edit, and one more
    read where a formula may stand in a cell that matters.

    Args:
        book: The spreadsheet.
        tabs: Every tab that *shape* or *report* reads or writes.
        shape: From tabs to desired rows; pure, for it may be called several times: each time with the tabs
            as they would stand had this run written nothing (`sheets/own_writes.py`).
        occasion: Which run this is.
        limits: How much it may do.
        log: The log tab; None writes no log.
        report: The last word on what to write, when the problems are known.
        draw: Plans in place of rows, for the commands by which a person corrects the tabs. They alone
            may fill cells of people's; the limit for big changes is not for them.

    Returns:
        The receipt. A tab that could not be used, or was refused, stands among its problems; the
        other tabs were written all the same.

    Raises:
        Misconfigured: The spreadsheet as a whole cannot be used. Where it can be read but not be written,
            for want of room or against a rule of Google's, that alone was written down by *report*.
        TryLater: Google does not answer, or others keep writing.
    """
    return _Run(book, tuple(tabs), shape, occasion, limits, log, report, draw).through()


@dataclass
class _Run:
    """One reconciliation, with what it has met so far."""

    book: Workbook
    tabs: tuple[TabSchema, ...]
    shape: Shape
    occasion: Occasion
    limits: Limits
    log: TabSchema | None
    report: Report | None
    draw: Draw | None = None
    problems: dict[str, SheetsBotError] = field(default_factory=dict)
    done: dict[str, TabReceipt] = field(default_factory=dict)
    repaired: int = 0
    collisions: int = 0
    rounds: int = 0
    own: OwnWrites = field(default_factory=OwnWrites)
    in_doubt: dict[str, frozenset[str]] = field(default_factory=dict)
    refusals: set[str] = field(default_factory=set)
    barred: set[str] = field(default_factory=set)
    stopped: Barred | None = None
    _log: Snapshot | None = None

    def through(self) -> Receipt:
        reads, writes = self.book.reads, self.book.writes
        plans: list[TabWrite] = []
        displaced: list[Displaced] = []
        while True:
            plans = self._decide(displaced)
            portions = [] if self.occasion.dry_run else self._portions(plans)
            if not portions:
                break
            try:
                strays = self._write(portions)
            except (Outdated, Barred) as error:
                self._meet(error)
                continue
            # Earlier strays stay on the list while things move: what puts them back may go astray too.
            # Then only those in rows without a key are looked at again, for no proof can show them.
            displaced = displaced + strays if strays else [d for d in map(keyless, displaced) if d.cells]
            if not strays and portions == plans and not any(write.restores for write in plans):
                break
            self._count_round()
        if self.stopped:
            raise self.stopped
        return Receipt(
            run=self.occasion.run,
            job=self.occasion.job,
            tabs=tuple(self.done.values()),
            problems=dict(self.problems),
            reads=self.book.reads - reads,
            writes=self.book.writes - writes,
            repaired_cells=self.repaired,
            dry_run=self.occasion.dry_run,
            plans=tuple(write.plan for write in plans) if self.occasion.dry_run else (),
            in_doubt=dict(self.in_doubt),
        )

    def _decide(self, displaced: Sequence[Displaced]) -> list[TabWrite]:
        """Read the tabs and return what is to be written now."""
        is_read = self.log in self.tabs
        logs = [self.log] if self.log and not is_read else []
        found = self.book.read(self.tabs, header_only=logs, lenient=bool(displaced))
        snapshots = {}
        for tab, snapshot in found.items():
            if tab in self.barred:
                continue
            if isinstance(snapshot, Snapshot):
                snapshots[tab] = snapshot
            else:
                self.problems[tab] = snapshot
        log = snapshots.get(self.log.tab) if self.log and not self.stopped else None
        self._log = log if log and self._is_whole(log) else None
        if self.log and not is_read:
            snapshots.pop(self.log.tab, None)
        return self._writes(snapshots, displaced)

    def _writes(self, snapshots: dict[str, Snapshot], displaced: Sequence[Displaced]) -> list[TabWrite]:
        """Return what to write to each tab; a tab with a problem is named and left out."""
        back = {tab: _put_back(displaced, snapshot) for tab, snapshot in snapshots.items()}
        tabs = {tab: healed(snapshot, back[tab]) for tab, snapshot in snapshots.items()}
        usable = {tab: snapshot for tab, snapshot in tabs.items() if self._is_whole(snapshot)}
        shown = self.own.left_out_of(usable)
        rows_by_tab = {} if self.stopped else self.shape(shown)
        plans = {tab: self._plan(usable, tab, rows) for tab, rows in rows_by_tab.items()}
        if self.draw:
            plans |= {tab: self._ordered(plan) for tab, plan in self.draw(usable).items()}
        if self.report:
            busy = any(plan and not plan.is_empty for plan in plans.values())
            for tab, rows in self.report(shown, self.problems, busy).items():
                plan = self._plan(usable, tab, rows)
                plans[tab] = plan.changes_alone if plan and self.stopped else plan
        due = []
        for tab, snapshot in tabs.items():
            plan = plans.get(tab) or Plan(snapshot.schema)
            due.append(TabWrite(usable.get(tab, snapshot), plan, back[tab]))
        self.repaired += sum(len(write.restores) for write in due)
        return [write for write in due if not write.is_empty]

    def _is_whole(self, snapshot: Snapshot) -> bool:
        """True unless a bot column is missing; that is named among the problems."""
        if not snapshot.is_whole:
            try:
                locate_columns(snapshot.schema, snapshot.header, {})
            except Misconfigured as error:
                self.problems[snapshot.schema.tab] = error
        return snapshot.is_whole

    def _plan(self, snapshots: dict[str, Snapshot], tab: str, rows: Iterable[Row]) -> Plan | None:
        if tab not in snapshots or tab in self.problems:
            return None
        desired = list(rows)
        snapshot = snapshots[tab]
        unclear = unclear_cells(snapshot.schema, snapshot, desired)
        if unclear:
            snapshots[tab] = snapshot = self.book.look(snapshot, unclear)
        plan = diff(snapshot.schema, snapshot, desired)
        self.in_doubt[tab] = frozenset(plan.in_doubt)
        try:
            if not self.limits.allow_large:
                plan.check_size(limit_share=self.limits.big_change_share)
        except Refused as error:
            self.problems[tab] = error
            return None
        self.done.setdefault(tab, TabReceipt(tab, rows=plan.rows_before, because=plan.because))
        return plan

    def _ordered(self, plan: Plan) -> Plan:
        """Take a plan that a person has ordered."""
        tab = plan.schema.tab
        self.done.setdefault(tab, TabReceipt(tab, rows=plan.rows_before, because=plan.because))
        return plan

    def _portions(self, due: Sequence[TabWrite]) -> list[TabWrite]:
        """
        Return what fits in one write, in order.

        After a plan that had to be cut nothing follows: the `Status` tab, which comes last, must
        not say that everything stands before it does.
        """
        room = self.limits.most_cells
        portions = []
        for write in due:
            plan = write.plan.portion(room)
            portions.append(TabWrite(write.snapshot, plan, write.restores))
            if plan != write.plan:
                break
            room -= len(plan.changes) + sum(len(row.cells) for row in plan.new_rows)
        return [write for write in portions if not write.is_empty]

    def _write(self, writes: Sequence[TabWrite]) -> list[Displaced]:
        """Write one batch, its log lines included; return what it displaced, to be put back next round."""
        log_writes = []
        if self._log:
            run = self.occasion
            log = log_write(self._log, writes, run=run.run, job=run.job, now=run.now, numbers=run.lines)
            log_writes = [log]
        batch, proofs = self.book.write(_each_tab_once([*writes, *log_writes]))
        for write in writes:
            self.own.take(write.plan)
            tab = write.plan.schema.tab
            self.done[tab] = (
                self.done[tab] + TabReceipt.of(write.plan) if tab in self.done else TabReceipt.of(write.plan)
            )
        displaced = [d for d in find_displaced(batch, proofs) if d.before.snapshot is not self._log]
        for stray in displaced:
            tab = stray.before.snapshot.schema.tab
            self._collide(
                Refused(
                    f"Tab {tab!r}: people sorted or moved things during {MOST_COLLISIONS} writes in a row. "
                    "The bot stopped; the next run tries again. See the lines '(put back)' in the Bot log."
                )
            )
        return displaced

    def _count_round(self) -> None:
        """Refuse to go on for ever, whatever the reason; portions of a large plan are no reason."""
        self.rounds += 1
        if self.collisions and self.rounds > MOST_ROUNDS:
            raise Refused(
                f"Run {self.occasion.run}: after {MOST_ROUNDS} writes things still were not where they "
                "belong. The bot stopped; the next run tries again. See '(put back)' in the Bot log."
            )

    def _meet(self, error: Outdated | Barred) -> None:
        """Decide how to go on after a batch that was refused whole."""
        if isinstance(error, NotTaken) and str(error) in self.refusals:
            error = for_good(error)
        if isinstance(error, Barred):
            self._leave_out(error)
        else:
            self.refusals.add(str(error))
            self._collide(error)

    def _leave_out(self, barred: Barred) -> None:
        """
        Go on without the tab that Google will not let the bot write, as without one that cannot be read.

        Where it names none, only the report is written, in the rows that it has: nobody looks elsewhere.
        """
        if self.report is None or self.stopped or barred.tab in self.problems:
            raise self.stopped or barred
        if barred.tab:
            self.barred.add(barred.tab)
        else:
            self.stopped = barred
        self.problems[barred.tab or SPREADSHEET] = barred

    def _collide(self, error: SheetsBotError) -> None:
        """Count a write that met others at work; give up after too many."""
        self.collisions += 1
        if self.collisions > MOST_COLLISIONS:
            raise error


def _each_tab_once(writes: Sequence[TabWrite]) -> list[TabWrite]:
    """Return writes with the new lines of a log that is also changed joined to its changes."""
    found: dict[int, TabWrite] = {}
    for write in writes:
        first = found.setdefault(write.snapshot.sheet_id, write)
        if first is not write:
            plan = replace(first.plan, new_rows=(*first.plan.new_rows, *write.plan.new_rows))
            found[write.snapshot.sheet_id] = replace(first, plan=plan)
    return list(found.values())


def _put_back(displaced: Sequence[Displaced], now: Snapshot) -> tuple[Restore, ...]:
    """Return what puts the stray cells of one tab back; of several strays the oldest knows best."""
    found: dict[tuple[int, int], Restore] = {}
    for stray in displaced:
        if stray.before.snapshot.schema.tab == now.schema.tab:
            for restore in restores(stray, now):
                found.setdefault((restore.index, restore.position), restore)
    return tuple(found.values())
