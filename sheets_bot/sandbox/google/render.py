"""
What a cell shows: FORMATTED_VALUE, UNFORMATTED_VALUE, FORMULA, and the API's `CellData`.

Dates under UNFORMATTED_VALUE are serial numbers unless FORMATTED_STRING is asked for
(documented). Values of formulas come from `formulas.py`.
"""

from copy import copy
from typing import Any

from sheets_bot.sandbox.google.formulas import Calculator
from sheets_bot.sandbox.google.locales import Locale, locale_of
from sheets_bot.sandbox.google.mask import Tree
from sheets_bot.sandbox.google.model import (
    BARE,
    Cell,
    CellError,
    Effective,
    Entered,
    Formula,
    Json,
    Spreadsheet,
)
from sheets_bot.sandbox.google.patterns import (
    general,
    is_date_pattern,
    show_moment,
    show_number,
    show_text,
)

FORMATTED = "FORMATTED_VALUE"
UNFORMATTED = "UNFORMATTED_VALUE"
FORMULA = "FORMULA"

CELL_FIELDS = frozenset(
    {
        "userEnteredValue",
        "effectiveValue",
        "formattedValue",
        "hyperlink",
        "userEnteredFormat",
        "effectiveFormat",
        "note",
        "dataValidation",
        "textFormatRuns",
    }
)
"""What the sandbox knows of a cell."""

_DATE_TYPES = {"DATE", "TIME", "DATE_TIME"}


class Renderer:
    """Shows the cells of one sheet, in one state of a spreadsheet, at one instant."""

    def __init__(self, spreadsheet: Spreadsheet, now: float, sheet_id: int | None = None) -> None:
        """
        Args:
            spreadsheet: The state.
            now: The sandbox's clock, in seconds since 1970, for TODAY and NOW.
            sheet_id: Where a formula looks for cells that it names without a sheet; the
                first sheet when not said.
        """
        self.calculator = Calculator(spreadsheet, now)
        self.locale = locale_of(spreadsheet.locale)
        self.sheet_id = spreadsheet.sheets[0].id if sheet_id is None else sheet_id
        self._default_format: Json = spreadsheet.properties.get("defaultFormat") or {}

    def on(self, sheet_id: int) -> "Renderer":
        """Return the renderer of another sheet of the same state; what is worked out is shared."""
        other = copy(self)
        other.sheet_id = sheet_id
        return other

    def effective(self, cell: Cell | None) -> Effective:
        """Return what a cell comes to."""
        if cell is None:
            return None
        if isinstance(cell.entered, Formula):
            return self.calculator.value_of(cell.entered, self.sheet_id)
        return cell.entered

    def value(self, cell: Cell | None, option: str, dates: str = "SERIAL_NUMBER") -> Any:
        """Return a cell as `values.get` does; an empty one is an empty text."""
        if cell is None or cell.entered is None:
            return ""
        if option == FORMULA and type(cell.entered) is Formula:
            return cell.entered.text
        effective = self.effective(cell)
        if option == FORMATTED:
            return self.formatted(cell, effective)
        if isinstance(effective, CellError):
            return effective.shown
        is_number = isinstance(effective, (int, float)) and not isinstance(effective, bool)
        if is_number and dates == "FORMATTED_STRING" and is_date_format(_number_format(cell)):
            return self.formatted(cell, effective)
        return "" if effective is None else effective

    def formatted(self, cell: Cell, effective: Effective) -> str:
        """Return the text that the grid shows."""
        if effective is None:
            return ""
        if isinstance(effective, CellError):
            return effective.shown
        if isinstance(effective, bool):
            return "TRUE" if effective else "FALSE"
        number_format = _number_format(cell)
        if isinstance(effective, str):
            pattern = number_format.get("pattern", "")
            return show_text(effective, pattern) if "@" in pattern else effective
        return show(effective, number_format, self.locale)

    def cell_data(self, cell: Cell | None, wanted: frozenset[str] = CELL_FIELDS) -> Json:
        """Return the API's `CellData`; `wanted` are the fields that somebody will look at."""
        if cell is None:
            return {}
        data: Json = {} if cell.entered is None else self._value_data(cell, wanted)
        dress = cell.dress
        if dress is not None:
            worn = {
                "userEnteredFormat": dress.format,
                "note": dress.note,
                "dataValidation": dress.validation,
                "textFormatRuns": None if dress.runs is None else list(dress.runs),
            }
            data |= {name: value for name, value in worn.items() if value is not None and name in wanted}
        if "effectiveFormat" in wanted and (cell.entered is not None or (dress and dress.format)):
            data["effectiveFormat"] = _merged(self._default_format, (dress and dress.format) or {})
        return data

    def _value_data(self, cell: Cell, wanted: frozenset[str]) -> Json:
        data: Json = {}
        effective = self.effective(cell)
        if "userEnteredValue" in wanted:
            data["userEnteredValue"] = entered_json(cell.entered)
        if "effectiveValue" in wanted and effective is not None:
            data["effectiveValue"] = effective_json(effective)
        if "formattedValue" in wanted:
            data["formattedValue"] = self.formatted(cell, effective)
        if "hyperlink" in wanted and (link := _link(cell)):
            data["hyperlink"] = link
        return data


def wanted_cell_fields(mask: Tree) -> frozenset[str]:
    """Return the fields of `CellData` that a mask (of the whole answer's `values`) asks for."""
    return CELL_FIELDS if not mask or "*" in mask else CELL_FIELDS & mask.keys()


def show(value: float, number_format: Json, locale: Locale) -> str:
    """Return a number as its format shows it; without a pattern, the type's own in that locale."""
    kind = number_format.get("type", "")
    pattern = number_format.get("pattern") or default_pattern(kind, locale)
    if not pattern or kind == "TEXT":
        return general(value, locale)
    if is_date_format({"type": kind, "pattern": pattern}):
        return show_moment(value, pattern)
    return show_number(value, pattern, locale)


def default_pattern(kind: str, locale: Locale) -> str:
    """Return the pattern of a format type that comes without one (measured in part)."""
    return {
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": locale.currency,
        "DATE": locale.date,
        "TIME": locale.time,
        "DATE_TIME": locale.date_time,
        "SCIENTIFIC": "0.00E+00",
    }.get(kind, "")


def is_date_format(number_format: Json) -> bool:
    """True when a format shows a date or time, whatever type it claims."""
    pattern = number_format.get("pattern", "")
    return number_format.get("type") in _DATE_TYPES or (bool(pattern) and is_date_pattern(pattern))


def entered_json(entered: Entered) -> Json:
    """Return the `ExtendedValue` of what was entered."""
    if isinstance(entered, Formula):
        return {"formulaValue": entered.text}
    return effective_json(entered) or {}


def effective_json(effective: Effective) -> Json | None:
    """Return the `ExtendedValue` of what a cell comes to; None for an empty one."""
    if effective is None:
        return None
    if isinstance(effective, CellError):
        error = {"type": effective.type, "message": effective.message}
        return {"errorValue": {name: value for name, value in error.items() if value}}
    if isinstance(effective, bool):
        return {"boolValue": effective}
    return {"stringValue": effective} if isinstance(effective, str) else {"numberValue": effective}


def _number_format(cell: Cell) -> Json:
    if cell.dress is None or cell.dress.format is None:
        return {}
    found: Json = cell.dress.format.get("numberFormat") or {}
    return found


def _link(cell: Cell) -> str | None:
    if isinstance(cell.entered, Formula):
        return _hyperlink_of(cell.entered.text)
    text_format = ((cell.dress or BARE).format or {}).get("textFormat") or {}
    uri: str | None = (text_format.get("link") or {}).get("uri")
    return uri


def _hyperlink_of(formula: str) -> str | None:
    """Return the address of ``=HYPERLINK("address", ...)`` (documented: the field is read-only)."""
    head, _, rest = formula.partition('("')
    return rest.partition('"')[0] if head.upper().strip() == "=HYPERLINK" and rest else None


def _merged(below: Json, above: Json) -> Json:
    merged = dict(below)
    for name, value in above.items():
        inner = merged.get(name)
        merged[name] = _merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged
