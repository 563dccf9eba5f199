"""
`CellData` of a request onto a cell, as far as a mask names it.

Typed values are taken as they are: a `stringValue` never becomes a formula (documented).
What the sandbox cannot keep (pivot tables, data sources, smart chips) it refuses by name.
"""

from dataclasses import dataclass
from typing import Any

from sheets_bot.sandbox.google.colours import with_both_forms, with_both_named
from sheets_bot.sandbox.google.entry import checked_text, number_json
from sheets_bot.sandbox.google.errors import invalid, not_imitated
from sheets_bot.sandbox.google.mask import Tree
from sheets_bot.sandbox.google.model import BARE, Cell, Dress, Entered, Formula, Json, cell_or_none
from sheets_bot.sandbox.google.payload import as_answered, merged, update_mask

_READ_ONLY = {"effectiveValue", "effectiveFormat", "formattedValue", "hyperlink"}
_VALUE_ALONE = {"userEnteredValue"}
_NOT_KEPT = {"pivotTable", "dataSourceTable", "dataSourceFormula", "chipRuns"}


@dataclass(frozen=True)
class CellUpdate:
    """What a request does to each cell it reaches."""

    tree: Tree
    """The mask, below `CellData`."""

    @classmethod
    def from_fields(cls, fields: Any) -> "CellUpdate":
        """
        Return the update for a mask.

        Raises:
            ApiError: 400 for an empty mask or an unknown field.
        """
        tree = update_mask(fields, known="CellData")
        return cls({name: below for name, below in tree.items() if name not in _READ_ONLY})

    def applied(self, cell: Cell | None, data: Json) -> Cell | None:
        """
        Return the cell after the update; what is named but not given is cleared (measured).

        Raises:
            ApiError: 400 for a value that no cell can hold, 501 for what is not imitated.
        """
        if self.tree.keys() == _VALUE_ALONE:  # most cells that a program writes
            entered = entered_value(data.get("userEnteredValue"))
            return cell.with_entered(entered) if cell else cell_or_none(entered, None)
        for name in _NOT_KEPT & data.keys() & self.tree.keys():
            raise not_imitated(f"CellData.{name}")
        entered = cell.entered if cell else None
        if "userEnteredValue" in self.tree:
            entered = entered_value(data.get("userEnteredValue"))
        dress = (cell.dress if cell else None) or BARE
        return cell_or_none(entered, self._dressed(dress, data))

    def _dressed(self, dress: Dress, data: Json) -> Dress:
        format_, note, validation, runs = dress.format, dress.note, dress.validation, dress.runs
        if "userEnteredFormat" in self.tree:
            kept = {"userEnteredFormat": format_} if format_ else {}
            given = {"userEnteredFormat": with_both_forms(data.get("userEnteredFormat") or {})}
            tree = {"userEnteredFormat": with_both_named(self.tree["userEnteredFormat"])}
            format_ = merged(kept, given, tree).get("userEnteredFormat") or None
        if "note" in self.tree:
            note = data.get("note") or None
        if "dataValidation" in self.tree:
            validation = as_answered(data.get("dataValidation") or {}) or None
        if "textFormatRuns" in self.tree:
            runs = tuple(data.get("textFormatRuns") or ()) or None
        return Dress(format_, note, validation, runs)


def entered_value(json: Json | None) -> Entered:
    """
    Return what an `ExtendedValue` puts into a cell; an empty text leaves it empty.

    Raises:
        ApiError: 400 for an error value (read-only, documented) or too long a text (measured).
    """
    if not json:
        return None
    if "stringValue" in json:
        return checked_text(str(json["stringValue"])) or None
    if "numberValue" in json:
        number = json["numberValue"]
        if number != number or abs(number) == float("inf"):  # noqa: PLR0124 - NaN is what differs from itself
            raise invalid("Number values must be finite.")  # unverified words
        return number_json(number)
    if "boolValue" in json:
        return bool(json["boolValue"])
    if "formulaValue" in json:
        text = checked_text(str(json["formulaValue"]))
        # Without its equals sign Google refuses nothing we know of; kept as a formula (unverified).
        return Formula(text if text.startswith("=") else f"={text}")
    raise invalid("ExtendedValue.errorValue is read-only.")  # unverified words
