"""
Where somebody's tracker comes from: a CSV file, a sheet of an XLSX file, or a tab of the same spreadsheet.

Reads and returns cells; what they mean is decided in `domain/importing/`.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_bot.domain.importing.csv_text import rows_of_csv
from sheets_bot.domain.importing.tracker import Cell
from sheets_bot.errors import Misconfigured
from sheets_bot.service.xlsx_file import open_xlsx
from sheets_bot.sheets.ranges import whole_sheet
from sheets_bot.sheets.workbook import Workbook

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as CellOfFile
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

Grid = list[list[Cell]]
_MOST_NAMED = 5
"""So many cells are named in one sentence."""

_RANGE = re.compile(r"(?P<title>.+?)!(?P<a>[A-Z]{1,3})(?P<top>[0-9]+):(?P<b>[A-Z]{1,3})(?P<bottom>[0-9]*)")


def read_source(source: str, book: Workbook) -> tuple[str, Grid]:
    """
    Return what a source is called, and its cells.

    Args:
        source: A path, ``FILE.xlsx#Sheet``, the title of a tab, or a range such as ``Old!A3:H200``.
        book: The spreadsheet, for a tab of it. One read call.

    Raises:
        Misconfigured: There is no such file or tab, or it cannot be read.
        TryLater: Google does not answer.
    """
    name, _, sheet = source.partition("#")
    path = Path(name)
    if path.suffix.casefold() in {".xlsx", ".xlsm"}:
        return _called(path, sheet), _xlsx(path, sheet)
    if path.suffix.casefold() in {".csv", ".tsv", ".txt"} or path.is_file():
        return path.name, [
            [cell or None for cell in row] for row in rows_of_csv(_bytes(path), source=path.name)
        ]
    return source, _tab(source, book)


def _called(path: Path, sheet: str) -> str:
    return f"{path.name}, sheet {sheet}" if sheet else path.name


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}. Nothing was written.") from None


def _xlsx(path: Path, sheet: str) -> Grid:
    pages = {page.title: page for page in _pages(path, stored_values=True)}
    filled = [page.title for page in pages.values() if page.max_row > 1 or page.max_column > 1]
    if not sheet and len(filled) != 1:
        raise Misconfigured(
            f"{path} has the sheets {', '.join(filled) or 'none'} with something in them; "
            f"name one behind a #, as in '{path}#{next(iter(filled), 'Sheet1')}'. Nothing was written."
        )
    title = sheet or filled[0]
    if title not in pages:
        raise Misconfigured(
            f"{path} has no sheet {title!r} with cells, but {', '.join(pages) or 'none'}. "
            "Nothing was written."
        )
    _require_values(path, pages[title])
    return [[_cell(value) for value in row] for row in pages[title].iter_rows(values_only=True)]


def _pages(path: Path, *, stored_values: bool) -> "Sequence[Worksheet]":
    """Return the sheets of a file that have cells: a page for a chart has none."""
    return open_xlsx(path, nothing_done="Nothing was written.", stored_values=stored_values).worksheets


def _require_values(path: Path, page: "Worksheet") -> None:
    """Refuse formulas whose results are not in the file: programs that do not compute write such files."""
    # A result that is an empty text is there, and looks like none but for its type.
    bare = {cell.coordinate for row in page.iter_rows() for cell in row if _is_bare(cell)}
    formulas = next(one for one in _pages(path, stored_values=False) if one.title == page.title)
    without = [
        cell.coordinate
        for row in formulas.iter_rows()
        for cell in row
        if cell.data_type == "f" and cell.coordinate in bare
    ]
    if without:
        some = ", ".join(without[:_MOST_NAMED]) + (" and more" if without[_MOST_NAMED:] else "")
        found = f"cell {some} is a formula" if len(without) == 1 else f"cells {some} are formulas"
        raise Misconfigured(
            f"{path}, sheet {page.title}: {found} without a stored value. Open and save the file in Excel or "
            "LibreOffice first. Nothing was written."
        )


def _is_bare(cell: "CellOfFile | MergedCell") -> bool:
    return cell.value is None and cell.data_type != "str"


def _cell(value: object) -> Cell:
    return value if isinstance(value, Cell) else None if value is None else str(value)


def _tab(source: str, book: Workbook) -> Grid:
    found = _RANGE.fullmatch(source)
    title = found["title"].strip("'") if found else source
    sheet = next((sheet for sheet in book.structure(fresh=True).sheets if sheet.title == title), None)
    if sheet is None:
        titles = ", ".join(repr(sheet.title) for sheet in book.structure().sheets)
        raise Misconfigured(
            f"{source!r} is no CSV or XLSX file and no tab of the spreadsheet; it has {titles}. "
            "Nothing was written."
        )
    area = whole_sheet(sheet.sheet_id)
    if found:
        area["gridRange"] |= {
            "startRowIndex": int(found["top"]) - 1,
            "startColumnIndex": _position(found["a"]),
            "endColumnIndex": _position(found["b"]) + 1,
        } | ({"endRowIndex": int(found["bottom"])} if found["bottom"] else {})
    values: Sequence[Sequence[Cell]] = book.values([area], render="UNFORMATTED_VALUE")[0].get("values", ())
    # Every cell stands where it stands in the tab, so that its column has its letter.
    beside: list[Cell] = [None] * area["gridRange"].get("startColumnIndex", 0)
    return [[*beside, *(cell if cell != "" else None for cell in row)] for row in values]


def _position(letters: str) -> int:
    """Return the zero-based position of a column: A is 0, AA is 26."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    return position - 1
