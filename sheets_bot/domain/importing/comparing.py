"""
Somebody's tracker held against our tab: what would be filled in, what is new, where the two disagree.

Pure; nothing is written here. A cell of people's that holds something is never overwritten; what has no
place among our columns goes into the notes under its own header; a second import finds nothing to do.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sheets_bot.domain.importing.headers import Meant
from sheets_bot.domain.importing.ids import Finder
from sheets_bot.domain.importing.readings import DayOrder, currency_in, day_order, read_cell
from sheets_bot.domain.importing.tracker import Cell, Tracker, text_of
from sheets_bot.domain.importing.words import Words
from sheets_bot.domain.join.match_numbers import number_of
from sheets_bot.domain.rules.typed import Unreadable
from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.cells import Content, is_empty, same, writer
from sheets_bot.sheets.links import link_of
from sheets_bot.sheets.plan import CellChange, NewRow, Plan
from sheets_bot.sheets.row import Value
from sheets_bot.sheets.schema import Column, TabSchema
from sheets_bot.sheets.snapshot import Snapshot

NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell of people's that already says something else, or a row that has no place."""

    key: str
    """Of our row; empty where there is none."""
    header: str
    theirs: str
    """What their tracker says."""
    why: str


@dataclass
class Comparison:
    """What an import would do."""

    plan: Plan
    meant: Sequence[Meant]
    matched: int = 0
    """Rows of theirs that stand in our tab."""
    filled: int = 0
    """Cells of people's that would be filled in rows that stand."""
    conflicts: list[Conflict] = field(default_factory=list)
    left_out: list[Conflict] = field(default_factory=list)
    """Rows of theirs that are about no row of ours."""


@dataclass(frozen=True)
class Reader:
    """How the cells of a tracker are read."""

    words: Words
    brands: Sequence[str]
    dates: DayOrder | None = None
    """As a person has said; None: as each column tells."""


def compare(tracker: Tracker, meant: Sequence[Meant], snapshot: Snapshot, reader: Reader) -> Comparison:
    """
    Return what importing a tracker into a tab would do.

    Raises:
        Misconfigured: The dates of a column can be read both ways, and nobody has said which.
    """
    return _Comparing(tracker, meant, snapshot, reader).through()


class _Comparing:
    def __init__(self, tracker: Tracker, meant: Sequence[Meant], snapshot: Snapshot, reader: Reader) -> None:
        self.tracker, self.meant, self.snapshot, self.reader = tracker, meant, snapshot, reader
        self.schema = snapshot.schema
        self.finder = Finder(self.schema, snapshot.rows, reader.brands, meant)
        self.orders = {m.at: self._order(m) for m in meant if self._is_date(m)}
        columns = Counter(m.column for m in meant)
        self.shared = frozenset(name for name, headers in columns.items() if headers > 1)
        self.why = f"import of {tracker.source}"
        self.result = Comparison(Plan(self.schema), meant)

    def _is_date(self, meant: Meant) -> bool:
        return bool(meant.column) and self.schema.by_name[meant.column].type in {"date", "datetime"}

    def _order(self, meant: Meant) -> DayOrder:
        order = self.reader.dates or day_order(self.tracker.column(meant.at))
        if order is None:
            raise Misconfigured(
                f"{self.tracker.source}, column {meant.header!r}: its dates do not tell whether the day or "
                "the month comes first. Say which with --dates dmy or --dates mdy. Nothing was written."
            )
        return order

    def through(self) -> Comparison:
        changes: list[CellChange] = []
        new_rows: dict[str, NewRow] = {}
        seen: set[str] = set()
        for row in self.tracker.rows:
            found = self.finder.find(row)
            if not found.key or found.key in seen:
                why = found.problem or f"{found.key} stands in it twice; the first one counts"
                self.result.left_out.append(Conflict(found.key, "(row)", _short(row), why))
                continue
            seen.add(found.key)
            if found.is_new:
                new_rows[found.key] = self._new_row(found.key, row)
            else:
                self.result.matched += 1
                changes += self._fills(found.key, row)
        self.result.plan = Plan(
            self.schema,
            changes=tuple(changes),
            new_rows=tuple(new_rows.values()),
            rows_before=len(self.snapshot.positions),
        )
        self.result.filled = len(changes)
        return self.result

    def _read(self, key: str, row: Sequence[Cell], *, bots: bool) -> tuple[dict[str, Value], list[str]]:
        """
        Return what a row says, by column of ours, and lines for the notes of what has no place.

        With *bots* also the facts that a platform would tell; else these are for `_differing`.
        """
        values: dict[str, Value] = {}
        lines: list[str] = []
        for meant in self.meant:
            text = text_of(row[meant.at])
            column = self.schema.by_name.get(meant.column)
            if not text or (meant.column == self.schema.key and key.casefold() in text.casefold()):
                continue
            if column is None or column.name == self.schema.key:
                lines += [f"{meant.header}: {text}"] if text.casefold() != key.casefold() else []
                continue
            if column.owner == "bot" and not (bots and _is_fact(column, self.schema.problem)):
                lines += [f"{meant.header}: {text}"] if bots else []
                continue
            try:
                value = self._value(row[meant.at], column, meant)
            except Unreadable:
                lines.append(f"{meant.header}: {text}")
                continue
            if column.name in self.shared:  # a long text, see `propose`
                before = str(values.get(column.name) or "")
                value = "\n".join(filter(None, [before, f"{meant.header}: {value}"]))
            values[column.name] = value
        return values, lines

    def _value(self, cell: Cell, column: Column, meant: Meant) -> Value:
        order = self.orders.get(meant.at)
        return read_cell(cell, column, order=order, zone=self.snapshot.zone, words=self.reader.words)

    def _content(self, name: str, value: Value) -> Content:
        return writer(self.schema.by_name[name].type, self.snapshot.zone)(value)

    def _noted(self, key: str, values: dict[str, Value], lines: Sequence[str]) -> None:
        """Put the lines without a place into the notes, under what the tracker itself has there."""
        if has_notes(self.schema):
            said = str(values.get(NOTES) or "")
            values[NOTES] = "\n".join(filter(None, [said, *lines])) or None
        else:
            why = "our tab has no column of people's for it, and no notes"
            self.result.conflicts += [Conflict(key, "(no column)", line, why) for line in lines]

    def _new_row(self, key: str, row: Sequence[Cell]) -> NewRow:
        values, lines = self._read(key, row, bots=True)
        self._noted(key, values, lines)
        names = self.schema.by_name
        if "brand" in names and not values.get("brand") and len(self.reader.brands) == 1:
            values["brand"] = self.reader.brands[0]
        if "currency" in names and not values.get("currency"):
            money = (text_of(row[m.at]) for m in self.meant if m.column and names[m.column].type == "money")
            values["currency"] = next(filter(None, map(currency_in, money)), None)
        if self.schema.problem:
            values[self.schema.problem] = f"From {self.tracker.source}; no platform has told of it so far."
        cells = {self.schema.key: key} | {
            name: content
            for name, value in values.items()
            if name in self.snapshot.columns and not is_empty(content := self._content(name, value))
        }
        return NewRow(key, cells, link_of(self.schema, key, values), self.why)

    def _fills(self, key: str, row: Sequence[Cell]) -> Iterator[CellChange]:
        if key in self.snapshot.doubles or self.snapshot.is_merged(self.snapshot.positions[key]):
            self.result.left_out.append(
                Conflict(key, "(row)", _short(row), "its row is in doubt; see its problem")
            )
            return
        index = self.snapshot.positions[key]
        values, lines = self._read(key, row, bots=False)
        self._noted(key, values, [*lines, *self._differing(key, row)])
        for name, value in values.items():
            at = self.snapshot.columns.get(name)
            have = self.snapshot.content(index, at) if at is not None else None
            want = self._content(name, value)
            if is_empty(want) or self._says_the_same(key, name, have, want):
                continue
            header = self.schema.by_name[name].header
            if at is None:
                self.result.conflicts.append(
                    Conflict(key, header, str(value), "this column is not in the tab")
                )
            elif is_empty(have) or have is False:
                yield CellChange(key, index, name, have, want, self.why)
            else:
                self.result.conflicts.append(
                    Conflict(key, header, str(value), "the cell says something else")
                )

    def _says_the_same(self, key: str, name: str, have: Content, want: Content) -> bool:
        if same(have, want) or (want is False and is_empty(have)):
            return True
        if name == "order_typed":
            order = str(self.snapshot.value(key, "order") or "")
            ours = number_of(order.removeprefix(str(self.snapshot.value(key, "brand") or "")))
            theirs = number_of(str(want))
            return ours is not None and theirs is not None and ours.digits == theirs.digits
        if isinstance(have, str) and isinstance(want, str):
            return all(line in have for line in want.splitlines())
        return False

    def _differing(self, key: str, row: Sequence[Cell]) -> Iterator[str]:
        """Yield what they say of facts that the bot keeps, where ours are other ones."""
        for meant in self.meant:
            column = self.schema.by_name.get(meant.column)
            text = text_of(row[meant.at])
            if column is None or column.owner != "bot" or column.name == self.schema.key or not text:
                continue
            have = self.snapshot.content(self.snapshot.positions[key], self.snapshot.columns[column.name])
            try:
                want = self._content(column.name, self._value(row[meant.at], column, meant))
            except Unreadable:
                want = text
            alike = isinstance(have, str) and have.casefold() == text.casefold()
            if not (same(have, want) or alike or _one_day(column, have, want)):
                yield f"{meant.header}: {text}"


def has_notes(schema: TabSchema) -> bool:
    """True for a tab with notes of people's, where what has no column of its own is kept."""
    return any(column.name == NOTES for column in schema.owned_by("human"))


def _is_fact(column: Column, problem: str | None) -> bool:
    """True for a column of the bot that a tracker may tell of a case that no platform knows."""
    return column.owner == "bot" and not (column.clock or column.hidden or column.name == problem)


def _one_day(column: Column, have: Content, want: Content) -> bool:
    """True for two instants of one day: people write down days."""
    both = isinstance(have, int | float) and isinstance(want, int | float)
    return column.type == "datetime" and both and int(have) == int(want)  # type: ignore[arg-type]


def _short(row: Sequence[Cell]) -> str:
    """Return a row of theirs on one line, so that it is found again."""
    text = " | ".join(filter(None, map(text_of, row)))
    return text if len(text) <= 80 else f"{text[:79]}…"
