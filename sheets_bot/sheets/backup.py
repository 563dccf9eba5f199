"""
A spreadsheet as a value that can be put up again: tabs, marks, contents, and what its marks were made with.

A value; `service/backup_file.py` writes and reads it, `restore.py` turns it into requests. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sheets_bot.sheets.cells import Content

SHEET_FIELDS = (
    "properties(title,locale,timeZone),"
    "sheets(properties,developerMetadata(metadataKey,metadataValue),charts,conditionalFormats,"
    "data(columnMetadata(pixelSize,hiddenByUser,developerMetadata(metadataKey,metadataValue)),rowData(values("
    "userEnteredValue,effectiveValue,hyperlink,note,dataValidation,"
    "userEnteredFormat(backgroundColor,textFormat(bold,foregroundColor),numberFormat,wrapStrategy)))))"
)
"""The mask of the one read of everything that a backup holds."""


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


@dataclass(frozen=True)
class Backup:
    """One spreadsheet."""

    salt: str
    """What the marks of people in it were made with: without it they would mean nobody any more."""
    zone: str
    """Dates are serial numbers in this time zone."""
    locale: str
    sheets: tuple[SheetBackup, ...]
