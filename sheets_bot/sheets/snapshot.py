"""
A tab as it was read: its header, its rows, and where each column and key stands.

A value; nothing here reads or writes. `workbook.py` fetches the grid, this
module maps it, `diff.py` compares it. People move, hide and insert columns, so
the header is mapped anew on every read.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.cells import Content, is_empty, key_text, looks_like_formula, read_column, read_value
from sheets_bot.sheets.ranges import header_of
from sheets_bot.sheets.row import Value
from sheets_bot.sheets.schema import Column, TabSchema

Grid = Sequence[Sequence[Content]]
"""Rows of cell contents. Trailing empty cells are missing: a short row is a full row with blanks."""


@dataclass(frozen=True)
class Snapshot:
    """One tab as read, header apart from data."""

    schema: TabSchema
    sheet_id: int
    title: str
    """The tab's title now; people may have renamed it."""
    zone: ZoneInfo
    """The spreadsheet's time zone, in which serial dates count."""
    header: tuple[str, ...]
    columns: Mapping[str, int]
    """Zero-based position by column name, for every column of the schema that stands in the tab."""
    grid: Grid = field(repr=False)
    """Data rows as entered: a formula is its text. Row 0 here is row 1 of the sheet (below the header)."""
    identities: tuple[str, ...] = ()
    """What each column is known by, by position; see `structure.column_identities`."""
    row_count: int = 0
    """Rows of the sheet, header and empty ones included, as last known."""
    merged_rows: tuple[range, ...] = ()
    """Sheet rows (zero-based) that vertical merges span."""
    chart_ids: frozenset[int] = frozenset()
    """Charts that stand on the tab, as last known."""
    results: Mapping[tuple[int, int], Content] = field(default_factory=dict, repr=False)
    """What formula-like cells show, by (grid row, column position), where a second look was taken."""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The key of each data row; empty where a row has none. A formula's key is what it shows."""
        at = self.columns.get(self.schema.key)
        if at is None:
            return ("",) * len(self.grid)
        shown = {index: content for (index, position), content in self.results.items() if position == at}
        return tuple(
            key_text(shown.get(index, row[at])) if at < len(row) else ""
            for index, row in enumerate(self.grid)
        )

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Grid row by key; of a key that stands twice, the first."""
        found: dict[str, int] = {}
        for index, key in enumerate(self.keys):
            if key:
                found.setdefault(key, index)
        return found

    @cached_property
    def doubles(self) -> Mapping[str, tuple[int, ...]]:
        """Grid rows of every key that stands more than once."""
        if len(self.positions) == sum(1 for key in self.keys if key):
            return {}
        rows: dict[str, list[int]] = {}
        for index, key in enumerate(self.keys):
            if key:
                rows.setdefault(key, []).append(index)
        return {key: tuple(at) for key, at in rows.items() if len(at) > 1}

    @cached_property
    def data_end(self) -> int:
        """Number of grid rows down to the last that holds anything; unticked boxes alone do not count."""
        for index in range(len(self.grid) - 1, -1, -1):
            if any(not is_empty(content) and content is not False for content in self.grid[index]):
                return index + 1
        return 0

    @property
    def is_whole(self) -> bool:
        """True unless a column or the header is out of place, which only a lenient read lets through."""
        has_all = all(name in self.columns for name in self.schema.needed_names)
        return has_all and not _is_below(self.schema, self.columns, self.header, header_of(self.grid))

    def content(self, index: int, position: int) -> Content:
        """Return what stands at a grid row and column position."""
        row = self.grid[index]
        return row[position] if position < len(row) else None

    def value(self, key: str, name: str) -> Value:
        """Return what a cell means; None where the tab has no such row or column."""
        index, position = self.positions.get(key), self.columns.get(name)
        if index is None or position is None:
            return None
        return self._value_at(index, position, self.schema.by_name[name])

    def _value_at(self, index: int, position: int, column: Column) -> Value:
        content = self.results.get((index, position), self.content(index, position))
        return read_value(column.type, content, self.zone)

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, Value]]:
        """All keyed rows by key, each by column name, typed by the schema; doubles only once."""
        # Column by column, since a column's type is asked once then; that is most of what a read costs.
        rows = [self.grid[index] for index in self.positions.values()]
        names, columns = list(self.columns), []
        for name, at in self.columns.items():
            contents = [row[at] if at < len(row) else None for row in rows]
            columns.append(read_column(self.schema.by_name[name].type, contents, self.zone))
        found = {
            key: dict(zip(names, values, strict=True))
            for key, values in zip(self.positions, zip(*columns, strict=True), strict=True)
        }
        self._put_results(found)
        return found

    def _put_results(self, rows: Mapping[str, dict[str, Value]]) -> None:
        """Put what formula-like cells show in place of their text."""
        names = {position: name for name, position in self.columns.items()}
        for index, position in self.results:
            key, name = self.keys[index], names.get(position)
            if name is not None and self.positions.get(key) == index:
                rows[key][name] = self._value_at(index, position, self.schema.by_name[name])

    def formula_cells(self, names: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Return (grid row, column position) of the cells in these columns that may be formulas."""
        positions = {self.columns[name] for name in names if name in self.columns}
        return (cell for cell in self._formulas if cell[1] in positions)

    @cached_property
    def _formulas(self) -> tuple[tuple[int, int], ...]:
        """Every cell that may be a formula: looked for once, since all cells must be looked at."""
        return tuple(
            (index, position)
            for index, row in enumerate(self.grid)
            for position, content in enumerate(row)
            # Hardly a cell begins so; that test comes first.
            if type(content) is str and content[:1] == "=" and looks_like_formula(content)
        )

    def is_merged(self, index: int) -> bool:
        """True where a vertical merge spans this grid row, so that its cells cannot be told apart."""
        return any(index + 1 in rows for rows in self.merged_rows)


def locate_columns(
    schema: TabSchema,
    header: Sequence[str],
    marks: Mapping[int, str],
    *,
    second_row: Sequence[str] = (),
    lenient: bool = False,
) -> dict[str, int]:
    """
    Return the position of each column of the schema that stands in a header row.

    A mark wins over the header text, since it follows the column through a
    renaming; a column without a mark is found by its exact header. A human or
    request column that is missing is left out, unless it is the key: the bot can
    work without it.

    Args:
        schema: The tab.
        header: The header row as read.
        marks: Column name by position, from developer metadata.
        second_row: The row below it, which shows whether the header is still the first.
        lenient: Leave out what cannot be found instead of raising.

    Raises:
        Misconfigured: A needed column is missing, a column could be one of several, or a row was
            inserted above the header.
    """
    found: dict[str, int] = {}
    problems: list[str] = []
    for column in schema.column:
        candidates = _candidates(column, header, marks, others=schema.by_name.keys() - {column.name})
        if len(candidates) > 1:
            problems.append(f"column {column.header!r} stands {len(candidates)} times")
        elif candidates:
            found[column.name] = candidates[0]
        elif column.name in schema.needed_names:
            problems.append(f"column {column.header!r} is missing")
    if not lenient and _is_below(schema, found, header, second_row):
        raise Misconfigured(
            f"Tab {schema.tab!r}: a row was inserted above the header, which stands in row 2 now. Delete row "
            "1; what you want to keep of it can stand in a tab of your own. Nothing was written to this tab."
        )
    if problems and not lenient:
        raise Misconfigured(
            f"Tab {schema.tab!r}: {'; '.join(problems)}; row 1 reads {[h for h in header if h]}. "
            "Put the header back as it was, or run `sheets-bot init` to add what is missing. "
            "Nothing was written to this tab."
        )
    return found


def _is_below(
    schema: TabSchema, columns: Mapping[str, int], header: Sequence[str], second_row: Sequence[str]
) -> bool:
    """True where the header stands below the first row: marks follow their columns, and would hide it."""
    at, title = columns.get(schema.key), schema.by_name[schema.key].header
    if at is None:
        return {schema.by_name[name].header for name in schema.needed_names} <= set(second_row)
    return at < len(second_row) and second_row[at] == title != header[at]


def _candidates(
    column: Column, header: Sequence[str], marks: Mapping[int, str], *, others: Collection[str]
) -> list[int]:
    marked = [at for at, name in marks.items() if name == column.name and at < len(header)]
    if len(marked) == 1:
        return marked
    # No mark, or a copied column that took the mark along: the header's text decides.
    # What carries another column's mark is that column, whatever its header says now.
    titled = [at for at, text in enumerate(header) if text == column.header and marks.get(at) not in others]
    return [at for at in titled if at in marked] or titled
