"""
A spreadsheet as an .xlsx file: what `demo --export` saves, and the pages of a backup.

Turns the answer of `spreadsheets.get` into a file: values, formats, widths, notes, drop-downs,
colours by condition, charts. Formulas are saved as what they show, in a backup as themselves. Asks
nobody; reads no sheet itself. What a backup needs besides is in `backup_file.py`.
"""

import re
from collections.abc import Collection, Mapping
from itertools import chain, count
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

FIELDS = (
    "sheets(properties,charts,conditionalFormats,data(columnMetadata(pixelSize,hiddenByUser),rowData(values("
    "effectiveValue,hyperlink,note,dataValidation,"
    "userEnteredFormat(backgroundColor,textFormat(bold,foregroundColor),numberFormat,wrapStrategy)))))"
)
"""The `fields` of the `spreadsheets.get` whose answer is turned into a file."""

PIXELS_PER_CHARACTER = 7
"""Widths are pixels in Sheets and characters of the default font in a file."""

CENTIMETRES_PER_PIXEL = 2.54 / 96
LONGEST_TITLE = 31
"""Most characters of a page's title."""
LONGEST_LIST = 255
"""Most characters of a drop-down's choices in a file."""
_FIRST_DAY, _LAST_DAY = 61, 2_958_466


def save_spreadsheet(spreadsheet: Mapping[str, Any], file: Path) -> None:
    """
    Save the answer of `spreadsheets.get` with `FIELDS` as an .xlsx file.

    Raises:
        OSError: The file cannot be written.
    """
    pages = Pages()
    for sheet in spreadsheet["sheets"]:
        pages.take(sheet)
    pages.finished().save(file)


class Pages:
    """The pages of a file, each filled part by part, so that the answers need not all be held at once."""

    def __init__(self, *, formulas: bool = False) -> None:
        """Begin a file. With *formulas* (then answers hold `userEnteredValue` too) formulas stay formulas."""
        self._formulas = formulas
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._pages: dict[int, Worksheet] = {}
        self._lists: dict[int, dict[str, DataValidation]] = {}
        self._colours: list[tuple[Worksheet, Mapping[str, Any]]] = []
        self._charts: list[tuple[Worksheet, Mapping[str, Any]]] = []

    def take(self, sheet: Mapping[str, Any]) -> Worksheet:
        """Add one sheet of an answer, or a part of it, to its page, and return the page."""
        sheet_id = sheet["properties"].get("sheetId", 0)
        if sheet_id not in self._pages:
            self._pages[sheet_id] = self._new_page(sheet)
        page, lists = self._pages[sheet_id], self._lists.setdefault(sheet_id, {})
        for data in sheet.get("data", []):
            _fill(page, data, lists, formulas=self._formulas)
        return page

    def _new_page(self, sheet: Mapping[str, Any]) -> Worksheet:
        properties = sheet["properties"]
        page: Worksheet = self._book.create_sheet(_page_title(properties["title"], self._book.sheetnames))
        grid = properties.get("gridProperties", {})
        first_free = get_column_letter(grid.get("frozenColumnCount", 0) + 1)
        page.freeze_panes = f"{first_free}{grid.get('frozenRowCount', 0) + 1}"
        self._colours += [(page, rule) for rule in sheet.get("conditionalFormats", [])]
        self._charts += [(page, chart) for chart in sheet.get("charts", [])]
        return page

    def finished(self) -> Workbook:
        """Colour the pages, draw the charts, which may be of any page, and return the file."""
        for page, rule in self._colours:
            _colour(page, rule)
        for page, chart in self._charts:
            _draw(page, chart, self._pages)
        return self._book


def _page_title(title: str, taken: Collection[str]) -> str:
    """Return a tab's title as a page can have it: shorter, without some characters, unlike the others."""
    short = re.sub(r"[\[\]:*?/\\]", "_", title)[:LONGEST_TITLE].strip("'") or "Tab"
    others = {other.casefold() for other in taken}
    spare = (f"{short[: LONGEST_TITLE - len(end)]}{end}" for end in map(" ({})".format, count(2)))
    return next(each for each in chain([short], spare) if each.casefold() not in others)


def _fill(
    page: Worksheet, data: Mapping[str, Any], lists: dict[str, DataValidation], *, formulas: bool
) -> None:
    """Put some rows onto a page, with the widths of their columns."""
    for index, column in enumerate(data.get("columnMetadata", []), start=1):
        dimension = page.column_dimensions[get_column_letter(index)]
        dimension.width = column.get("pixelSize", 100) / PIXELS_PER_CHARACTER
        dimension.hidden = column.get("hiddenByUser", False)
    for row, line in enumerate(data.get("rowData", []), start=data.get("startRow", 0) + 1):
        for number, cell in enumerate(line.get("values", []), start=1):
            target = page.cell(row, number) if cell else None
            if isinstance(target, Cell):
                _write(target, cell, formulas=formulas)
                _offer(page, lists, target, cell.get("dataValidation", {}))


def _write(target: Cell, cell: Mapping[str, Any], *, formulas: bool) -> None:
    """Write one cell: value, link, note and looks."""
    value = next(iter(cell.get("effectiveValue", {}).values()), None)
    formula = cell.get("userEnteredValue", {}).get("formulaValue") if formulas else None
    if formula:
        target.value = formula
    elif isinstance(value, str):
        target.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        target.data_type = "s"  # text that begins with = is text here too
    elif isinstance(value, bool | int | float):
        target.value = value
    if link := cell.get("hyperlink"):
        target.hyperlink = link
    if note := cell.get("note"):
        target.comment = Comment(note, "sheets-bot")
    look = cell.get("userEnteredFormat", {})
    pattern = look.get("numberFormat", {}).get("pattern")
    if pattern and not (is_date_format(pattern) and _is_no_day(value)):
        target.number_format = pattern
    text = look.get("textFormat", {})
    colour = _hex(text.get("foregroundColor")) or ("0563C1" if link else None)
    if text.get("bold") or colour:
        target.font = Font(bold=text.get("bold", False), color=colour)
    if background := _hex(look.get("backgroundColor")):
        target.fill = PatternFill("solid", fgColor=background)
    if look.get("wrapStrategy") == "WRAP":
        target.alignment = Alignment(wrap_text=True, vertical="center")


def _is_no_day(value: object) -> bool:
    """True for a number that a file cannot show as a date: before March 1900, beyond the year 9999."""
    return isinstance(value, int | float) and not (0 <= value < 1 or _FIRST_DAY <= value < _LAST_DAY)


def _offer(
    page: Worksheet, lists: dict[str, DataValidation], target: Cell, validation: Mapping[str, Any]
) -> None:
    """Give a cell its drop-down; a check box becomes one of TRUE and FALSE."""
    condition = validation.get("condition", {})
    if condition.get("type") == "BOOLEAN":
        choices = "TRUE,FALSE"
    elif condition.get("type") == "ONE_OF_LIST":
        choices = ",".join(choice["userEnteredValue"] for choice in condition.get("values", []))
    else:
        return
    if len(choices) > LONGEST_LIST:
        return
    if choices not in lists:
        lists[choices] = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
        page.add_data_validation(lists[choices])
    lists[choices].add(target)


def _colour(page: Worksheet, rule: Mapping[str, Any]) -> None:
    """Colour by condition; only conditions that are formulas are carried over."""
    boolean = rule.get("booleanRule", {})
    condition = boolean.get("condition", {})
    if condition.get("type") != "CUSTOM_FORMULA":
        return
    formula = condition["values"][0]["userEnteredValue"].removeprefix("=")
    look = boolean.get("format", {})
    text, background = look.get("textFormat", {}), _hex(look.get("backgroundColor"))
    fill = PatternFill("solid", bgColor=background) if background else None
    font = Font(bold=text.get("bold"), color=_hex(text.get("foregroundColor")))
    for area in rule.get("ranges", []):
        looks = DifferentialStyle(font=font, fill=fill)
        expression = Rule(type="expression", dxf=looks, formula=[formula])
        page.conditional_formatting.add(_address(area, page), expression)


def _draw(page: Worksheet, chart: Mapping[str, Any], pages: Mapping[int, Worksheet]) -> None:
    """Draw one chart of lines or columns; other kinds are left out."""
    spec = chart.get("spec", {})
    basic = spec.get("basicChart", {})
    if basic.get("chartType") not in {"LINE", "COLUMN", "BAR"}:
        return
    drawing = LineChart() if basic["chartType"] == "LINE" else BarChart()
    drawing.title = spec.get("title")
    for axis in basic.get("axis", []):
        part = drawing.x_axis if axis.get("position") == "BOTTOM_AXIS" else drawing.y_axis
        part.title = axis.get("title")
    drawing.x_axis.delete = drawing.y_axis.delete = False
    for series in basic.get("series", []):
        drawing.add_data(_reference(series["series"], pages), titles_from_data=True)
    for domain in basic.get("domains", [])[:1]:
        drawing.set_categories(_reference(domain["domain"], pages, skip=basic.get("headerCount", 1)))
        drawing.x_axis.number_format = "d mmm"
    overlay = chart.get("position", {}).get("overlayPosition", {})
    drawing.width = overlay.get("widthPixels", 600) * CENTIMETRES_PER_PIXEL
    drawing.height = overlay.get("heightPixels", 371) * CENTIMETRES_PER_PIXEL
    anchor = overlay.get("anchorCell", {})
    page.add_chart(
        drawing, f"{get_column_letter(anchor.get('columnIndex', 0) + 1)}{anchor.get('rowIndex', 0) + 1}"
    )


def _reference(data: Mapping[str, Any], pages: Mapping[int, Worksheet], skip: int = 0) -> Reference:
    """Return the cells of a chart's series or domain; an open end ends with the last filled row."""
    source = data["sourceRange"]["sources"][0]
    page = pages[source.get("sheetId", 0)]
    filled = [row for row in range(1, page.max_row + 1) if page.cell(row, 1).value is not None]
    return Reference(
        page,
        min_col=source.get("startColumnIndex", 0) + 1,
        max_col=source["endColumnIndex"],
        min_row=source.get("startRowIndex", 0) + 1 + skip,
        max_row=source.get("endRowIndex", max(filled, default=1)),
    )


def _address(area: Mapping[str, Any], page: Worksheet) -> str:
    """Return a grid range as A1 text."""
    first = f"{get_column_letter(area.get('startColumnIndex', 0) + 1)}{area.get('startRowIndex', 0) + 1}"
    last = get_column_letter(area.get("endColumnIndex", page.max_column))
    return f"{first}:{last}{area.get('endRowIndex', max(page.max_row, 2))}"


def _hex(colour: Mapping[str, float] | None) -> str | None:
    """Return a colour as RRGGBB; white and black by default need no mention."""
    if not colour:
        return None
    return "".join(f"{round(255 * colour.get(part, 0)):02X}" for part in ("red", "green", "blue"))
