"""
The options of the values calls: how values come in, how they are shown, which way round.

The same words stand in the query of some calls and in the body of others; a word that an
option does not have is refused.
"""

from collections.abc import Mapping
from typing import Any

from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.google.render import FORMATTED, FORMULA, UNFORMATTED
from sheets_bot.sandbox.google.values import Reading

Said = Mapping[str, Any]
"""The parameters of a call: the query of a GET, the body of a POST."""

_ENUMS = {
    "valueInputOption": ("ValueInputOption", {"RAW", "USER_ENTERED", "INPUT_VALUE_OPTION_UNSPECIFIED"}),
    "insertDataOption": ("InsertDataOption", {"OVERWRITE", "INSERT_ROWS"}),
    "majorDimension": ("Dimension", {"ROWS", "COLUMNS", "DIMENSION_UNSPECIFIED"}),
    "valueRenderOption": ("ValueRenderOption", {FORMATTED, UNFORMATTED, FORMULA}),
    "responseValueRenderOption": ("ValueRenderOption", {FORMATTED, UNFORMATTED, FORMULA}),
    "dateTimeRenderOption": ("DateTimeRenderOption", {"SERIAL_NUMBER", "FORMATTED_STRING"}),
    "responseDateTimeRenderOption": ("DateTimeRenderOption", {"SERIAL_NUMBER", "FORMATTED_STRING"}),
}


def read_options(said: Said, *, prefix: str = "") -> Reading:
    """
    Return how values are wanted.

    Args:
        said: The parameters.
        prefix: ``response`` for the options of what a write sends back.

    Raises:
        ApiError: 400 for a word that is none.
    """
    option, dates = (
        prefix + name[0].upper() + name[1:] if prefix else name
        for name in ("valueRenderOption", "dateTimeRenderOption")
    )
    require_known_word(option, said)
    require_known_word(dates, said)
    return Reading(
        said.get(option) or FORMATTED, said.get(dates) or "SERIAL_NUMBER", by_columns=by_columns(said)
    )


def by_columns(said: Said) -> bool:
    """
    Say whether values are columns.

    Raises:
        ApiError: 400 for a word that is none.
    """
    require_known_word("majorDimension", said)
    return said.get("majorDimension") == "COLUMNS"


def is_true(value: Any) -> bool:
    """Read a boolean of a query, where it is text in any case (cassette), or of a body."""
    return str(value).lower() == "true"


def require_known_word(name: str, said: Said) -> None:
    """
    Refuse a word that an option does not have.

    Raises:
        ApiError: 400, in the form of Google's JSON layer (documented).
    """
    kind, known = _ENUMS[name]
    value = said.get(name)
    if value is None or value in known:
        return
    path = "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)
    text = f"Invalid value at '{path}' (type.googleapis.com/google.apps.sheets.v4.{kind}), \"{value}\""
    violations = [{"field": path, "description": text}]
    details = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}
    raise ApiError(400, text, details=[details])
