"""
What a spreadsheet is: cells, rows, sheets, developer metadata.

Published values are never changed in place: a cell is frozen, a row is a tuple, a JSON
part is replaced. So a reader needs no lock, and a transaction is a shallow copy of one
list of rows. Knows no HTTP; `structure.py` moves rows, `book.py` publishes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Json = dict[str, Any]
"""A piece of the API's JSON, kept as it came; replaced whole, never changed in place."""

ROWS = "ROWS"
COLUMNS = "COLUMNS"

FEATURES = (
    "merges",
    "conditionalFormats",
    "protectedRanges",
    "filterViews",
    "charts",
    "bandedRanges",
    "rowGroups",
    "columnGroups",
    "slicers",
    "tables",
)
"""What hangs on a sheet, by the name it has in the API's `Sheet`."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it was entered, with its equals sign; its value is worked out on reading."""

    text: str


@dataclass(frozen=True, slots=True)
class CellError:
    """What a formula comes to when it cannot be worked out."""

    type: str
    """As in the API's `ErrorValue`, e.g. ``DIVIDE_BY_ZERO``."""
    shown: str
    """What the cell shows, e.g. ``#DIV/0!``."""
    message: str = ""


Entered = str | float | bool | Formula | None
"""What a person or a program put into a cell; numbers are float or int."""
Effective = str | float | bool | CellError | None
"""What a cell comes to."""


@dataclass(frozen=True, slots=True)
class Dress:
    """What a cell wears besides its value; one object is shared by the cells that look alike."""

    format: Json | None = None
    """`userEnteredFormat`."""
    note: str | None = None
    validation: Json | None = None
    """`dataValidation`."""
    runs: tuple[Json, ...] | None = None
    """`textFormatRuns`."""


BARE = Dress()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. A cell with neither value nor dress is kept as None."""

    entered: Entered = None
    dress: Dress | None = None

    def with_entered(self, entered: Entered) -> "Cell | None":
        """Return the cell with another value and the same dress."""
        return Cell(entered, self.dress) if entered is not None or self.dress is not None else None

    def with_dress(self, **changes: Any) -> "Cell | None":
        """Return the cell with some of `format`, `note`, `validation`, `runs` changed."""
        return cell_or_none(self.entered, replace(self.dress or BARE, **changes))


def cell_or_none(entered: Entered, dress: Dress | None) -> Cell | None:
    """Return a cell, or None where nothing would be in it."""
    worn = None if dress is None or dress is BARE or dress == BARE else dress
    return None if entered is None and worn is None else Cell(entered, worn)


Row = tuple[Cell | None, ...]
"""The cells of one row up to the last that is there."""
NO_CELLS: Row = ()


def trimmed(cells: Iterable[Cell | None]) -> Row:
    """Return a row without the empty places at its end."""
    row = list(cells)
    while row and row[-1] is None:
        row.pop()
    return tuple(row)


def cell_at(row: Row, column: int) -> Cell | None:
    """Return the cell in a column, None past the end."""
    return row[column] if column < len(row) else None


@dataclass(frozen=True, slots=True)
class Metadata:
    """One entry of developer metadata and where it is attached."""

    id: int
    key: str
    value: str | None = None
    visibility: str = "DOCUMENT"
    sheet_id: int | None = None
    """None: attached to the spreadsheet."""
    dimension: str | None = None
    """`ROWS` or `COLUMNS` for one row or column; None: attached to the sheet."""
    index: int = 0
    """The row or column, when there is a dimension."""

    @property
    def location_type(self) -> str:
        """`SPREADSHEET`, `SHEET`, `ROW` or `COLUMN`."""
        if self.sheet_id is None:
            return "SPREADSHEET"
        return {ROWS: "ROW", COLUMNS: "COLUMN"}.get(self.dimension or "", "SHEET")


def _no_features() -> dict[str, list[Json]]:
    return {name: [] for name in FEATURES}


@dataclass
class Sheet:
    """
    One tab.

    `len(rows)` is the number of rows of the grid and `len(column_properties)` that of its
    columns, so the size cannot disagree with the content.
    """

    properties: Json
    """`SheetProperties` without `index`, `gridProperties.rowCount` and `.columnCount`."""
    rows: list[Row]
    row_properties: list[Json | None]
    """`pixelSize`, `hiddenByUser`, `hiddenByFilter` of each row, None where nothing is said."""
    column_properties: list[Json | None]
    features: dict[str, list[Json]] = field(default_factory=_no_features)
    """By the names in `FEATURES`; entries are the API's JSON."""
    basic_filter: Json | None = None
    has_formulas: bool = False
    """True once a formula was put here; saves a walk over sheets that never held one."""

    @classmethod
    def blank(cls, properties: Json, *, rows: int, columns: int) -> "Sheet":
        """Return an empty sheet of that size."""
        return cls(dict(properties), [NO_CELLS] * rows, [None] * rows, [None] * columns)

    @property
    def id(self) -> int:
        """The `sheetId`."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """The name of the tab."""
        return str(self.properties["title"])

    @property
    def row_count(self) -> int:
        """Rows of the grid."""
        return len(self.rows)

    @property
    def column_count(self) -> int:
        """Columns of the grid."""
        return len(self.column_properties)

    def copy(self) -> "Sheet":
        """Return a sheet whose lists can be changed without changing this one's."""
        return replace(
            self,
            rows=list(self.rows),
            row_properties=list(self.row_properties),
            column_properties=list(self.column_properties),
            features={name: list(entries) for name, entries in self.features.items()},
        )

    def cell(self, row: int, column: int) -> Cell | None:
        """Return a cell; None where nothing is, or past the grid."""
        return cell_at(self.rows[row], column) if row < len(self.rows) else None

    def put_row(self, row: int, cells: Iterable[Cell | None], *, may_hold_formulas: bool = True) -> None:
        """Replace the cells of a row; the grid does not grow. Say where no value changes."""
        kept = trimmed(cells)
        self.rows[row] = kept
        if may_hold_formulas and not self.has_formulas:
            self.has_formulas = any(cell is not None and type(cell.entered) is Formula for cell in kept)

    def put(self, row: int, column: int, cell: Cell | None) -> None:
        """Replace one cell; the grid does not grow. For many cells of a row use `put_row`."""
        cells = list(self.rows[row])
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = cell
        self.put_row(row, cells)

    def grow(self, *, rows: int = 0, columns: int = 0) -> None:
        """Make the grid at least that large, with empty rows and columns at the end."""
        missing_rows = max(0, rows - self.row_count)
        missing_columns = max(0, columns - self.column_count)
        self.rows.extend([NO_CELLS] * missing_rows)
        self.row_properties.extend([None] * missing_rows)
        self.column_properties.extend([None] * missing_columns)

    def properties_json(self, index: int) -> Json:
        """Return the API's `SheetProperties`."""
        shown = {"index": index, **self.properties}
        if shown.get("sheetType", "GRID") == "GRID":
            grid = dict(shown.get("gridProperties") or {})
            shown["gridProperties"] = {
                "rowCount": self.row_count,
                "columnCount": self.column_count,
                **{name: value for name, value in grid.items() if value},
            }
        return shown


@dataclass
class Spreadsheet:
    """One whole spreadsheet: the state that a `Book` publishes."""

    id: str
    properties: Json
    """`SpreadsheetProperties`."""
    sheets: list[Sheet]
    """In the order of the tabs."""
    named_ranges: list[Json] = field(default_factory=list)
    metadata: Mapping[int, Metadata] = field(default_factory=dict)
    """By id. Changed through `Draft.set_metadata` and `Draft.drop_metadata`."""

    @property
    def title(self) -> str:
        """The name of the file."""
        return str(self.properties.get("title", ""))

    @property
    def locale(self) -> str:
        """E.g. ``en_US``."""
        return str(self.properties.get("locale", "en_US"))

    @property
    def time_zone(self) -> str:
        """E.g. ``Europe/Berlin``."""
        return str(self.properties.get("timeZone", "Etc/GMT"))

    def find(self, sheet_id: int) -> Sheet | None:
        """Return the sheet with that id."""
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def find_title(self, title: str) -> Sheet | None:
        """Return the sheet with that title; titles differ by more than case (documented)."""
        wanted = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == wanted), None)
