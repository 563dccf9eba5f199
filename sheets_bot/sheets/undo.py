"""
What one run wrote, taken back: old contents into the cells that nobody has touched since.

Pure: from the lines of the `Bot log` and the tabs as they stand to plans. A cell is put back only
while it holds exactly what the run left there. Rows that the run added stay with their key: taking a
row away cannot be proven in the same call, and with a person sorting in that second it would be
another row, which nothing could bring back. Their other cells are emptied, where no person has
typed in the row. Never asked for again is what people asked for in request columns.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from sheets_bot.sheets.cells import looks_like_formula, same
from sheets_bot.sheets.log_lines import CutText, LogLine, holds_nothing
from sheets_bot.sheets.plan import CellChange, Plan
from sheets_bot.sheets.schema import TabSchema
from sheets_bot.sheets.snapshot import Snapshot

CUT = "the log keeps only the first 500 characters of what stood there"
TOUCHED = "it no longer holds what the run wrote: somebody, or a later run, has changed it since"
ASKED = "what people asked for is not asked for again"
MEMORY = "this tab is the bot's memory of what went out; without it the same would go out twice"
TAB_GONE = "the tab is gone, or cannot be used"
ROW_GONE = "the row is gone"
COLUMN_GONE = "the column is gone"
IN_DOUBT = "the row is in doubt: its key stands twice, or cells of it are merged"
FORMULA = "a formula stands there now"
TYPED = "the run added this row and people have typed in it since, so it stays whole"
KEPT_UP = "the run added this row and later runs have kept it current, so it stays whole"
KEY_STAYS = "the run added this row; its cells are emptied, its key stays: delete the row by hand"


@dataclass(frozen=True, slots=True)
class Left:
    """One thing of a run that is not put back, and why."""

    tab: str
    key: str
    column: str
    """Header, or ``(new row)``."""
    why: str


@dataclass(frozen=True)
class Undo:
    """What would put a run back, as far as that is possible now."""

    plans: Mapping[str, Plan]
    left: tuple[Left, ...]


def undo_of(
    run: str, lines: Sequence[LogLine], tabs: Mapping[str, Snapshot], *, memories: Collection[str] = ()
) -> Undo:
    """
    Return what puts back a run.

    Args:
        run: Its id.
        lines: Every line of the `Bot log`, newest first.
        tabs: The tabs that the run wrote to, as they stand now; one that cannot be read is left.
        memories: Tabs that must not be put back, for what they say has happened outside.
    """
    of_run = [line for line in reversed(lines) if line.run == run and not line.is_put_back]
    plans: dict[str, Plan] = {}
    left: list[Left] = []
    for tab in dict.fromkeys(line.tab for line in of_run):
        here = [line for line in of_run if line.tab == tab]
        if tab in memories or tab not in tabs:
            why = MEMORY if tab in memories else TAB_GONE
            left += [Left(tab, line.key, line.column, why) for line in here]
            continue
        work = _TabUndo(run, tabs[tab], _touched_later(run, tab, lines, tabs[tab].schema))
        work.take(here)
        plans[tab] = Plan(tabs[tab].schema, changes=tuple(work.changes), rows_before=len(tabs[tab].positions))
        left += work.left
    return Undo(plans, tuple(left))


def _touched_later(run: str, tab: str, lines: Sequence[LogLine], schema: TabSchema) -> frozenset[str]:
    """Return the rows that runs after this one changed by more than the passing of time."""
    moving = {column.header for column in schema.column if column.clock or column.name == schema.problem}
    newer = takewhile(lambda line: line.run != run, lines)
    return frozenset(line.key for line in newer if line.tab == tab and line.column not in moving)


@dataclass
class _TabUndo:
    """The work on one tab."""

    run: str
    snapshot: Snapshot
    touched_later: Collection[str]
    changes: list[CellChange] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def take(self, lines: Sequence[LogLine]) -> None:
        """Take the lines of the run, oldest first; of several about one cell the outer ends count."""
        cells: dict[tuple[str, str], tuple[LogLine, LogLine]] = {}
        new_rows = [line for line in lines if line.is_new_row]
        added = {line.key for line in new_rows}
        for line in lines:
            if not line.is_new_row:
                first, _ = cells.get((line.key, line.column), (line, line))
                cells[line.key, line.column] = (first, line)
        for first, last in cells.values():
            if first.key not in added:
                self._put_back(first, last)
        for line in new_rows:
            self._empty(line, [last for (key, _), (_, last) in cells.items() if key == line.key])

    def _leave(self, line: LogLine, why: str) -> None:
        self.left.append(Left(line.tab, line.key, line.column, why))

    def _index(self, line: LogLine) -> int | None:
        """Return the grid row of a line; None, with the reason noted, where it cannot be told."""
        index = self.snapshot.positions.get(line.key)
        if index is None:
            self._leave(line, ROW_GONE)
        elif line.key in self.snapshot.doubles or self.snapshot.is_merged(index):
            self._leave(line, IN_DOUBT)
            return None
        return index

    def _put_back(self, first: LogLine, last: LogLine) -> None:
        schema, snapshot = self.snapshot.schema, self.snapshot
        column = next((column for column in schema.column if column.header == first.column), None)
        if column is None or column.name not in snapshot.columns or column.name == schema.key:
            self._leave(first, COLUMN_GONE)
            return
        if column.owner == "request":
            self._leave(first, ASKED)
            return
        index = self._index(first)
        if index is None:
            return
        have = snapshot.content(index, snapshot.columns[column.name])
        try:
            old = first.old_content(column.type, snapshot.zone)
        except CutText:
            self._leave(first, CUT)
            return
        if same(have, old):
            return
        if not last.left(have, column.type, snapshot.zone):
            self._leave(first, TOUCHED)
            return
        self.changes.append(CellChange(first.key, index, column.name, have, old, f"undo of {self.run}"))

    def _empty(self, line: LogLine, filled_in: Sequence[LogLine]) -> None:
        """Empty a row that the run added, but for its key; *filled_in* is what it wrote for people there."""
        schema, snapshot = self.snapshot.schema, self.snapshot
        index = self._index(line)
        if index is None:
            return
        key_at = snapshot.columns[schema.key]
        row = snapshot.grid[index]
        filled = [at for at, have in enumerate(row) if not holds_nothing(have) and at != key_at]
        goes = {snapshot.columns[name]: name for name in schema.bot_names if name in snapshot.columns}
        for wrote in filled_in:
            name = next((c.name for c in schema.column if c.header == wrote.column), "")
            at = snapshot.columns.get(name, -1)
            if at in filled and wrote.left(row[at], schema.by_name[name].type, snapshot.zone):
                goes[at] = name
        if any(at not in goes for at in filled):
            self._leave(line, TYPED)
        elif line.key in self.touched_later:
            self._leave(line, KEPT_UP)
        else:
            self._leave(line, KEY_STAYS)
            for at in filled:
                if looks_like_formula(row[at]) and snapshot.results.get((index, at)) != row[at]:
                    self._leave(line, FORMULA)
                    continue
                self.changes.append(
                    CellChange(line.key, index, goes[at], row[at], None, f"undo of {self.run}")
                )
