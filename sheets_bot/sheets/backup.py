"""
A spreadsheet as a value that can be put up again: tabs, marks, contents, and what its marks were made with.

A value; `service/backup_file.py` writes and reads it, `restore.py` turns it into requests. Pure.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from zoneinfo import ZoneInfo

from sheets_bot.sheets.cells import Content, key_text, read_value
from sheets_bot.sheets.row import Value
from sheets_bot.sheets.schema import TabSchema

SHEET_FIELDS = (
    "properties(title,locale,timeZone),"
    "sheets(properties,developerMetadata(metadataKey,metadataValue),charts,conditionalFormats,"
    "data(startRow,columnMetadata(pixelSize,hiddenByUser,developerMetadata(metadataKey,metadataValue)),rowData(values("
    "userEnteredValue,effectiveValue,hyperlink,note,dataValidation,"
    "userEnteredFormat(backgroundColor,textFormat(bold,foregroundColor),numberFormat,wrapStrategy)))))"
)
"""The mask of the reads of everything that a backup holds."""


@dataclass(frozen=True, slots=True)
class BackupCell:
    """One cell that holds something."""

    content: Content
    is_formula: bool = False
    pattern: str = ""
    """Its number format; empty for none."""
    link: str = ""


@dataclass(frozen=True)
class SheetBackup:
    """One tab."""

    title: str
    tab_mark: str
    """The schema tab that it is; empty for a tab of people's own."""
    column_marks: Mapping[int, str]
    """Column name by position."""
    rows: tuple[tuple[BackupCell | None, ...], ...]
    """The header first. A short row is a full row with blanks."""

    @property
    def width(self) -> int:
        """How many columns it needs."""
        return max([*(len(row) for row in self.rows), *(at + 1 for at in self.column_marks)], default=0)

    def rows_by_key(self, schema: TabSchema, zone: ZoneInfo) -> dict[str, dict[str, Value]]:
        """Return the rows by key, each by column name; none that has no key, or whose key stands twice."""
        places = {name: at for at, name in self.column_marks.items() if name in schema.by_name}
        keys = self._keys(schema)
        times = Counter(keys)
        return {
            key: {
                name: read_value(schema.by_name[name].type, _content_at(row, at), zone)
                for name, at in places.items()
            }
            for key, row in zip(keys, self.rows[1:], strict=True)
            if key and times[key] == 1
        }

    def without(self, schema: TabSchema, keys: Collection[str]) -> "SheetBackup":
        """Return the tab without the rows of these keys."""
        kept = [row for key, row in zip(self._keys(schema), self.rows[1:], strict=True) if key not in keys]
        return replace(self, rows=(*self.rows[:1], *kept))

    def _keys(self, schema: TabSchema) -> list[str]:
        at = next((at for at, name in self.column_marks.items() if name == schema.key), -1)
        return [key_text(_content_at(row, at)) for row in self.rows[1:]]


@dataclass(frozen=True)
class Backup:
    """One spreadsheet."""

    salt: str
    """What the marks of people in it were made with: without it they would mean nobody any more."""
    zone: str
    """Dates are serial numbers in this time zone."""
    locale: str
    sheets: tuple[SheetBackup, ...]

    @cached_property
    def formulas(self) -> tuple[tuple[str, str], ...]:
        """Every formula of people's, with the title of the tab in which it stands. The bot writes none."""
        return tuple(
            (sheet.title, str(cell.content))
            for sheet in self.sheets
            for row in sheet.rows
            for cell in row
            if cell and cell.is_formula
        )

    def is_counted_on(self, sheet: SheetBackup) -> bool:
        """True where a formula stands in a tab, or names it: without some rows it would mean other cells."""
        title = sheet.title.casefold().replace("'", "''")
        names = (f"{title}!", f"{title}'!")
        return any(
            where == sheet.title or any(name in formula.casefold() for name in names)
            for where, formula in self.formulas
        )


def _content_at(row: tuple[BackupCell | None, ...], at: int) -> Content:
    cell = row[at] if 0 <= at < len(row) else None
    return cell.content if cell else None
