"""
Where somebody's tracker comes from: a CSV file, a sheet of an XLSX file, or a tab of the same spreadsheet.

Reads and returns cells; what they mean is decided in `domain/importing/`.
"""

import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

from sheets_bot.domain.importing.csv_text import rows_of_csv
from sheets_bot.domain.importing.tracker import Cell
from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.ranges import whole_sheet
from sheets_bot.sheets.workbook import Workbook

Grid = list[list[Cell]]

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
    from openpyxl import load_workbook  # noqa: PLC0415 - half a second that only this needs
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    _bytes(path)
    try:
        with warnings.catch_warnings():
            # It warns of what it leaves out (drop-downs, headers of pages): none of it is wanted here.
            warnings.simplefilter("ignore")
            book = load_workbook(path, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise Misconfigured(f"{path} is no XLSX file that can be read. Nothing was written.") from error
    filled = [page.title for page in book.worksheets if page.max_row > 1 or page.max_column > 1]
    if not sheet and len(filled) != 1:
        raise Misconfigured(
            f"{path} has the sheets {', '.join(filled) or 'none'} with something in them; "
            f"name one behind a #, as in '{path}#{next(iter(filled), 'Sheet1')}'. Nothing was written."
        )
    title = sheet or filled[0]
    if title not in book.sheetnames:
        raise Misconfigured(
            f"{path} has no sheet {title!r}, but {', '.join(book.sheetnames)}. Nothing was written."
        )
    rows = book[title].iter_rows(values_only=True)
    return [[_cell(value) for value in row] for row in rows]


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
