"""
What a run has written itself, and a tab as it would stand without that.

A run that must read again, because people moved things or a plan was written in portions, finds its own
writes in the tabs. A claim among them would look like another run's, a count like one to add to. So rows are
shaped each time from what stood there before, with everything that others have done since. Pure;
`reconcile.py` asks for it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sheets_bot.sheets.cells import Content, same
from sheets_bot.sheets.plan import Plan
from sheets_bot.sheets.snapshot import Snapshot


@dataclass
class _OwnRow:
    """What was written to one row."""

    is_new: bool
    before: dict[str, Content] = field(default_factory=dict)
    """What stood in each cell before the first write, by column name; nothing in a new row."""
    written: list[Mapping[str, Content]] = field(default_factory=list)
    """By column name, the latest last: of several writes to a cell the latest may have gone astray."""

    @property
    def names(self) -> Collection[str]:
        """The columns that were written."""
        first, *others = self.written
        return {*first, *(name for cells in others for name in cells)} if others else first

    def may_hold(self, name: str, content: Content) -> bool:
        """True where only this run has touched a cell: it holds what was written, or never arrived there."""
        for cells in self.written:
            if name in cells and same(content, cells[name]):
                return True
        return same(content, self.before.get(name))


@dataclass
class OwnWrites:
    """The rows that one reconciliation has written so far."""

    _rows: dict[str, dict[str, _OwnRow]] = field(default_factory=dict)
    """By tab and key."""

    def take(self, plan: Plan) -> None:
        """Remember a plan that was written."""
        rows = self._rows.setdefault(plan.schema.tab, {})
        for new in plan.new_rows:
            rows.setdefault(new.key, _OwnRow(is_new=True)).written.append(new.cells)
        changed: dict[str, dict[str, Content]] = {}
        for change in plan.changes:
            row = rows.setdefault(change.key, _OwnRow(is_new=False))
            if not row.is_new:
                row.before.setdefault(change.name, change.old)
            changed.setdefault(change.key, {}).setdefault(change.name, change.new)
        for key, cells in changed.items():
            rows[key].written.append(cells)

    def left_out_of(self, tabs: Mapping[str, Snapshot]) -> Mapping[str, Snapshot]:
        """
        Return tabs as they would stand had nothing been written to them; the very same where nothing was.

        A row in which somebody else has changed one of the written cells since, or that stands twice now,
        is returned as it stands.
        """
        return {tab: self._before(snapshot) for tab, snapshot in tabs.items()} if self._rows else tabs

    def _before(self, snapshot: Snapshot) -> Snapshot:
        own = list(self._untouched_in(snapshot))
        if not own:
            return snapshot
        grid, results = list(snapshot.grid), dict(snapshot.results)
        for index, row in own:
            if row.is_new:
                # Emptied, not removed: the rows below keep their places.
                grid[index] = []
                continue
            cells = list(grid[index])
            for name in row.names:
                at = snapshot.columns.get(name)
                if at is None:
                    continue
                cells += [None] * (at + 1 - len(cells))
                cells[at] = row.before.get(name)
                results.pop((index, at), None)
            grid[index] = cells
        return replace(snapshot, grid=grid, results=results)

    def _untouched_in(self, snapshot: Snapshot) -> Iterator[tuple[int, _OwnRow]]:
        columns, positions, doubles = snapshot.columns, snapshot.positions, snapshot.doubles
        for key, row in self._rows.get(snapshot.schema.tab, {}).items():
            index = positions.get(key)
            if index is None or key in doubles:
                continue
            places = [(name, columns[name]) for name in row.names if name in columns]
            if all(row.may_hold(name, snapshot.content(index, at)) for name, at in places):
                yield index, row
