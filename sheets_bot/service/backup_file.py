"""
A backup as an .xlsx file: the pages as people read them, and a hidden page with what they do not show.

That page holds what a restore needs besides: marks of tabs and columns, the time zone, what people's
marks were made with, whole titles, and the rest of texts that are longer than a cell of a file. Reads and
writes files; asks nobody.
"""

import datetime as dt
import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from sheets_bot.errors import Misconfigured
from sheets_bot.service.spreadsheet_file import Pages
from sheets_bot.service.xlsx_file import open_xlsx
from sheets_bot.sheets.backup import Backup, BackupCell, SheetBackup
from sheets_bot.sheets.cells import Content
from sheets_bot.sheets.structure import COLUMN_MARK, TAB_MARK

MEMORY_PAGE = "_sheets_bot"
_FORMAT = "1"
_LONGEST_TEXT = 32_767
"""Most characters of a cell in a file; one of Google's holds 50,000."""
_PART = 30_000
_MARKS = {TAB_MARK: "tab", COLUMN_MARK: "column"}


def require_place(file: Path) -> None:
    """
    Refuse a place where no file can be saved, before anything is read for it.

    Raises:
        Misconfigured: It is a folder, its folder is not there, or it cannot be written.
    """
    if file.is_dir():
        problem = "this is a folder"
    elif not file.parent.is_dir():
        problem = f"there is no folder {file.parent}"
    elif not os.access(file if file.exists() else file.parent, os.W_OK):
        problem = os.strerror(errno.EACCES)
    else:
        return
    raise Misconfigured(f"{file}: {problem}. Name a file that can be written. Nothing was saved.")


def save_backup(parts: Iterable[Mapping[str, Any]], *, salt: str, file: Path) -> tuple[str, ...]:
    """
    Save the parts of a spreadsheet, read with `SHEET_FIELDS`, as a backup; return the titles of its tabs.

    Raises:
        Misconfigured: The file cannot be written.
    """
    pages = Pages(formulas=True)
    memory: list[list[Any]] = [["format", "", 0, 0, _FORMAT], ["salt", "", 0, 0, salt]]
    titles: dict[str, str] = {}
    for part in parts:
        if not titles:
            memory += _of_the_spreadsheet(part.get("properties", {}))
        for sheet in part["sheets"]:
            page = pages.take(sheet).title
            if page not in titles:
                titles[page] = str(sheet["properties"]["title"])
                memory += _of_the_tab(page, sheet)
            for grid in sheet.get("data", ()):
                memory += _rests(page, grid)
    book = pages.finished()
    hidden = book.create_sheet(MEMORY_PAGE)
    hidden.sheet_state = "hidden"
    for line in memory:
        hidden.append(line)
        hidden.cell(hidden.max_row, 5).data_type = "s"
    try:
        book.save(file)
    except OSError as error:
        raise Misconfigured(
            f"{file}: {error.strerror}. Name a file that can be written. Nothing was saved."
        ) from None
    return tuple(titles.values())


# The lines of the hidden page are kind, page, row, column, text. Counted from 0.


def _of_the_spreadsheet(properties: Mapping[str, Any]) -> Iterator[list[Any]]:
    yield ["zone", "", 0, 0, properties.get("timeZone", "Etc/UTC")]
    yield ["locale", "", 0, 0, properties.get("locale", "")]


def _of_the_tab(page: str, sheet: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield the title and the marks of a tab and its columns."""
    yield ["title", page, 0, 0, sheet["properties"]["title"]]
    for mark in sheet.get("developerMetadata", ()):
        if mark.get("metadataKey") in _MARKS:
            yield [_MARKS[mark["metadataKey"]], page, 0, 0, mark.get("metadataValue", "")]
    for grid in sheet.get("data", ())[:1]:
        for at, column in enumerate(grid.get("columnMetadata", ())):
            for mark in column.get("developerMetadata", ()):
                if mark.get("metadataKey") in _MARKS:
                    yield [_MARKS[mark["metadataKey"]], page, 0, at, mark.get("metadataValue", "")]


def _rests(title: str, data: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield the texts that a file would cut, whole and in parts."""
    for row, line in enumerate(data.get("rowData", ()), start=data.get("startRow", 0)):
        for at, cell in enumerate(line.get("values", ())):
            text = cell.get("effectiveValue", {}).get("stringValue", "")
            if len(text) > _LONGEST_TEXT:
                for start in range(0, len(text), _PART):
                    yield ["text", title, row, at, text[start : start + _PART]]


@dataclass
class _Memory:
    """The hidden page, read back."""

    said: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    tabs: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[int, str]] = field(default_factory=dict)
    texts: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def take(self, kind: str, page: str, row: int, at: int, text: str) -> None:
        match kind:
            case "title":
                self.titles[page] = text
            case "tab":
                self.tabs[page] = text
            case "column":
                self.columns.setdefault(page, {})[at] = text
            case "text":
                self.texts[page, row, at] = self.texts.get((page, row, at), "") + text
            case _:
                self.said[kind] = text


def read_backup(file: Path) -> Backup:
    """
    Return the backup in a file.

    Raises:
        Misconfigured: There is no such file, or it is no backup of ours.
    """
    book = open_xlsx(file, nothing_done="Nothing was restored.")
    memory = _read_memory(book)
    if memory.said.get("format") != _FORMAT or not memory.said.get("salt"):
        raise Misconfigured(
            f"{file} is no backup: its hidden page {MEMORY_PAGE!r} is missing or of another version. Take a "
            "file that `sheets-bot export` has saved. Nothing was restored."
        )
    return Backup(
        salt=memory.said["salt"],
        zone=memory.said.get("zone", "Etc/UTC"),
        locale=memory.said.get("locale", ""),
        sheets=tuple(_sheet(page, memory) for page in book.worksheets if page.title in memory.titles),
    )


def _read_memory(book: Workbook) -> _Memory:
    memory = _Memory()
    if MEMORY_PAGE in book.sheetnames:
        for kind, page, row, at, text in book[MEMORY_PAGE].iter_rows(max_col=5, values_only=True):
            memory.take(str(kind), str(page or ""), int(row or 0), int(at or 0), str(text or ""))  # type: ignore[arg-type]
    return memory


def _sheet(page: Worksheet, memory: _Memory) -> SheetBackup:
    rows = [
        [_cell(cell, memory.texts.get((page.title, row, at))) for at, cell in enumerate(cells)]
        for row, cells in enumerate(page.iter_rows())
    ]
    for cells in rows:
        while cells and cells[-1] is None:
            cells.pop()
    while rows and not rows[-1]:
        rows.pop()
    return SheetBackup(
        title=memory.titles[page.title],
        tab_mark=memory.tabs.get(page.title, ""),
        column_marks=memory.columns.get(page.title, {}),
        rows=tuple(tuple(cells) for cells in rows),
    )


def _cell(cell: Any, whole: str | None) -> BackupCell | None:
    content = whole if whole is not None else _content(cell.value)
    if content is None:
        return None
    pattern = cell.number_format if cell.number_format != "General" else ""
    link = (cell.hyperlink.target or "") if cell.hyperlink else ""
    return BackupCell(content, is_formula=cell.data_type == "f", pattern=pattern, link=link)


def _content(value: object) -> Content:
    """Return what a cell of a file holds as Google carries it: dates are serial numbers again."""
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return float(to_excel(value))  # type: ignore[no-untyped-call]  # its stubs leave it out
    return None if value is None else str(getattr(value, "text", value))
