"""
Compare a tab as it is with the rows as they should be.

Computation on values already in memory: no clock, no network. Human cells are
neither compared nor written; request cells are only ever emptied. Writing the plan is
the business of `requests.py` and `workbook.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sheets_bot.sheets.cells import Content, clean_text, is_empty, key_text, looks_like_formula, same, writer
from sheets_bot.sheets.links import link_of
from sheets_bot.sheets.plan import CellChange, NewRow, Plan
from sheets_bot.sheets.row import Row, Value
from sheets_bot.sheets.schema import TabSchema
from sheets_bot.sheets.snapshot import Snapshot

_FORMULA = (
    "A formula stands in {header!r}, which the bot fills. Clear that cell, then the row is kept current."
)
_DOUBLE = "This key stands in {count} rows; the bot cannot tell which is meant. Keep one of them."
_MERGED = "Cells of this row are merged with others. Unmerge them, then the row is kept current."


def diff(schema: TabSchema, snapshot: Snapshot, desired: Iterable[Row]) -> Plan:
    """
    Return the smallest plan that makes the bot columns match *desired*.

    A row in doubt (its key stands twice, it is merged, a formula stands in a cell
    that the bot would change) is left alone but for the schema's problem column,
    which says why. Text that looks like a formula but equals what the bot wants is text.

    Args:
        schema: The tab, with the owner of each column.
        snapshot: The tab as read.
        desired: One row per record.

    Returns:
        Changes in the order of *desired*, then new rows in that order.

    Raises:
        ValueError: Two desired rows have the same key, a key is empty or none that a cell gives back
            as it is, or a row names a column that is not the bot's.
    """
    work = _Diff(schema, snapshot)
    for row in desired:
        work.take(row)
    work.flag_doubt()
    return Plan(
        schema=schema,
        changes=tuple(work.changes),
        new_rows=tuple(work.new_rows),
        rows_before=len(snapshot.positions),
        left_out=tuple(work.left_out),
        in_doubt=work.in_doubt,
    )


def unclear_cells(schema: TabSchema, snapshot: Snapshot, desired: Iterable[Row]) -> list[tuple[int, int]]:
    """
    Return the cells that need a second look before a diff: they may be formulas.

    Those are bot cells that would be overwritten, and human and request cells
    whose result the bot uses. It uses no long text of people: notes are for people, and
    a formula in them shall not cost a read in every run. Cells already looked at are left out.
    """
    used = [column.name for column in schema.owned_by("human", "request") if column.type != "longtext"]
    unclear = set(snapshot.formula_cells(used))
    bot_cells = set(snapshot.formula_cells(schema.bot_names))
    if bot_cells:
        wanted = {row.key: row for row in desired}
        names = {position: name for name, position in snapshot.columns.items()}
        for index, position in bot_cells:
            row = wanted.get(snapshot.keys[index])
            if row is None or names[position] not in row.values:
                continue
            want = row.values[names[position]]
            if not (isinstance(want, str) and clean_text(want) == snapshot.content(index, position)):
                unclear.add((index, position))
    return sorted(unclear - set(snapshot.results))


@dataclass
class _Diff:
    """The work of one comparison."""

    schema: TabSchema
    snapshot: Snapshot
    changes: list[CellChange] = field(default_factory=list)
    new_rows: list[NewRow] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    in_doubt: dict[str, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._writers: Mapping[str, Callable[[Value], Content]] = {
            column.name: writer(column.type, self.snapshot.zone) for column in self.schema.column
        }
        self._bot = frozenset(self.schema.bot_names)
        self._requests = frozenset(column.name for column in self.schema.owned_by("request"))
        self._places = {
            name: (at, self._writers[name]) for name, at in self.snapshot.columns.items() if name in self._bot
        }

    def take(self, row: Row) -> None:
        """Compare one desired row with the tab."""
        if not row.key or row.key in self._seen:
            raise ValueError(f"tab {self.schema.tab!r}: the key {row.key!r} is empty or was given twice")
        if row.key != key_text(clean_text(row.key)):
            # It would be read back as another key, and its row added once more on every run.
            raise ValueError(f"tab {self.schema.tab!r}: a cell cannot hold the key {row.key!r} as it is")
        self._seen.add(row.key)
        if not row.values.keys() <= self._bot:
            stray = sorted(set(row.values) - self._bot)
            raise ValueError(f"tab {self.schema.tab!r}: {stray} are not bot columns")
        if not row.clears <= self._requests:
            stray = sorted(row.clears - self._requests)
            raise ValueError(f"tab {self.schema.tab!r}: {stray} are not request columns")
        index = self.snapshot.positions.get(row.key)
        if index is None:
            self._add(row)
        elif self._is_clear(row.key, index):
            self._compare(row, index)

    def _is_clear(self, key: str, index: int) -> bool:
        doubles = self.snapshot.doubles.get(key)
        if doubles:
            self.in_doubt[key] = _DOUBLE.format(count=len(doubles))
        elif self.snapshot.merged_rows and self.snapshot.is_merged(index):
            self.in_doubt[key] = _MERGED
        return key not in self.in_doubt

    def _add(self, row: Row) -> None:
        if row.when_absent == "leave" or self.schema.people_add_rows:
            self.left_out.append(row.key)
            return
        cells: dict[str, Content] = {self.schema.key: clean_text(row.key)}
        for name, value in (*row.values.items(), *row.human.items()):
            content = self._writers[name](value)
            if name in self.snapshot.columns and name != self.schema.key and not is_empty(content):
                cells[name] = content
        link = link_of(self.schema, row.key, row.values)
        self.new_rows.append(NewRow(row.key, cells, link, row.why))

    def _compare(self, row: Row, index: int) -> None:
        have = self.snapshot.grid[index]
        width = len(have)
        places = self._places
        changes: list[CellChange] = []
        for name, value in row.values.items():
            at, write = places[name]
            old = have[at] if at < width else None
            # Nearly all cells are as they should be: of text and blanks that is seen without more ado.
            if old is value or (type(old) is str and (old == value or (value is None and not old))):
                continue
            new = write(value)
            if same(old, new) or name == self.schema.key:
                continue
            if looks_like_formula(old) and self._is_formula(index, at, old):
                self.in_doubt[row.key] = _FORMULA.format(header=self.schema.by_name[name].header)
                return
            changes.append(CellChange(row.key, index, name, old, new, row.why, forget=name in row.forgets))
        self.changes.extend(changes)
        if row.clears:
            self.changes.extend(self._cleared(row, index))

    def _cleared(self, row: Row, index: int) -> Iterator[CellChange]:
        """Yield what empties the request cells of a row; a column that people removed asks for nothing."""
        for name in sorted(row.clears & self.snapshot.columns.keys()):
            # An unticked box holds FALSE; emptied of it, the cell would still show as a box.
            empty = False if self.schema.by_name[name].type == "checkbox" else None
            old = self.snapshot.content(index, self.snapshot.columns[name])
            if not is_empty(old) and not same(old, empty):
                yield CellChange(row.key, index, name, old, empty, row.why)

    def _is_formula(self, index: int, at: int, old: Content) -> bool:
        """True unless a second look showed that the cell's result is its own text."""
        return self.snapshot.results.get((index, at)) != old

    def flag_doubt(self) -> None:
        """Say in the problem column of each row in doubt what is wrong with it."""
        name = self.schema.problem
        if name is None:
            return
        at = self.snapshot.columns[name]
        for key, reason in self.in_doubt.items():
            rows: Sequence[int] = self.snapshot.doubles.get(key, (self.snapshot.positions[key],))
            for index in rows:
                old = self.snapshot.content(index, at)
                if not same(old, reason):
                    self.changes.append(CellChange(key, index, name, old, reason, "row in doubt"))
