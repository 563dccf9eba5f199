"""
JSON in and out of `spreadsheets.batchUpdate`, as Google's JSON layer treats it.

In: null is absent (measured), an unknown name or a value of the wrong kind is refused before
any request runs (documented shapes, `shapes.py`). Out: zero values are left out, except where
the field tells "zero" from "nothing said" (cassette). Knows no spreadsheet.
"""

import re
from functools import lru_cache
from typing import Any

from sheets_bot.sandbox.google.enums import ENUMS
from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.google.mask import Tree, parse_mask
from sheets_bot.sandbox.google.model import Json
from sheets_bot.sandbox.google.shapes import SHAPES

_KEEPS_ZERO = {
    "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex", "startIndex", "endIndex",
    "numberValue", "stringValue", "boolValue", "index", "rowIndex", "columnIndex",
}  # fmt: skip
_Path = tuple["_Path", str | tuple[int | str]] | None
"""Where in the body: the path above and a name, or the place in a list or map, alone in a tuple."""
_ENUMS: dict[str, dict[str, frozenset[str]]] = {}
"""The words of each enum, by message and field."""
for _field_name, _words in ENUMS.items():
    _ENUMS.setdefault(_field_name.partition(".")[0], {})[_field_name.partition(".")[2]] = _words

_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
_LIST_VALUE = "type.googleapis.com/google.protobuf.ListValue"


def read_body(body: Any) -> Json:
    """
    Return a batchUpdate body without nulls and with whole numbers as int.

    Raises:
        ApiError: 400 with one field violation for each unknown name or wrong kind.
    """
    return read_message(body, "BatchUpdateSpreadsheetRequest")


def read_message(body: Any, shape: str, *, root: str = "") -> Json:
    """
    Return the body of any call without nulls and with whole numbers as int.

    Args:
        body: What was sent; None is an empty object.
        shape: The message, a name in `SHAPES`.
        root: The name of the field that the body fills, e.g. ``data`` for `values.update`.

    Raises:
        ApiError: 400 with one field violation for each unknown name or wrong kind (cassette).
    """
    reader = _Reader()
    read = reader.message(body if body is not None else {}, shape, (None, root) if root else None)
    if reader.violations:
        texts = [description for _field, description in reader.violations]
        listed = [
            {"field": field, "description": text} if field else {"description": text}
            for field, text in reader.violations
        ]
        details = [{"@type": _BAD_REQUEST, "fieldViolations": listed}]
        raise ApiError(400, "\n".join(texts), details=details)
    return dict(read)


def as_answered(value: Any) -> Any:
    """Return JSON as Google would send it back: without false, 0, empty text and empty lists."""
    if isinstance(value, list):
        return [as_answered(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    sent = {name: as_answered(entry) for name, entry in value.items()}
    return {name: entry for name, entry in sent.items() if name in _KEEPS_ZERO or not _is_zero(entry)}


def update_mask(fields: Any, *, known: str) -> Tree:
    """
    Return what an update request names in `fields`; everything of the message for ``*``.

    Args:
        fields: The text of the mask.
        known: The message it is about, a name in `SHAPES`.

    Raises:
        ApiError: 400 when nothing is named (reported) or a name is not a field (unverified).
    """
    if not fields:
        raise ApiError(
            400, "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    tree = parse_mask(str(fields))
    shape = SHAPES[known]
    if "*" in tree:
        return {name: {} for name in shape}
    for name in tree:
        if name not in shape:
            raise ApiError(400, f"Invalid field: {_snake(name)}")
    return tree


def merged(base: Json, update: Json, tree: Tree) -> Json:
    """Return *base* with the named parts of *update*; a part named but not given is removed (measured)."""
    result = dict(base)
    for name, below in tree.items():
        if name == "*":
            return dict(update)
        if not below:
            value = update.get(name)
        else:
            value = merged(base.get(name) or {}, update.get(name) or {}, below) or None
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def _is_zero(value: Any) -> bool:
    return value is False or value in ("", []) or (value == 0 and not isinstance(value, bool))


def _written(path: _Path) -> str:
    """Return a path as Google writes it, e.g. ``requests[0].update_cells``; most are never written."""
    if path is None:
        return ""
    above, step = _written(path[0]), path[1]
    if not isinstance(step, str):
        return f"{above}[{step[0]}]"
    return f"{above}.{_snake(step)}" if above else _snake(step)


@lru_cache(maxsize=1_000)  # names of fields, the same for every cell; bounded, since they come from outside
def _snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda found: "_" + found[1].lower(), name)


class _Reader:
    """Walks a body along its shape and collects what Google would refuse."""

    def __init__(self) -> None:
        self.violations: list[tuple[str, str]] = []

    def message(self, value: Any, shape: str, path: _Path) -> Json:
        """Read an object."""
        if not isinstance(value, dict):
            self._wrong(path, f"type.googleapis.com/google.apps.sheets.v4.{shape}", value)
            return {}
        fields, enums = SHAPES[shape], _ENUMS.get(shape, {})
        read = {}
        for name, entry in value.items():
            if entry is None:
                continue
            if name not in fields:
                self._unknown(path, name)
                continue
            read[name] = self._field(entry, fields[name], path, name)
            if name in enums and self._is_unsaid(read[name], enums[name], path, name):
                del read[name]
        return read

    def _is_unsaid(self, word: str | None, words: frozenset[str], path: _Path, name: str) -> bool:
        """True for the word that says nothing; one that the enum does not know is noted."""
        if word is not None and word not in words:
            kind = name[:1].upper() + name[1:]  # the enum's own name is not in the contract (unverified)
            self._wrong((path, name), f"type.googleapis.com/google.apps.sheets.v4.{kind}", word)
        return str(word).endswith("_UNSPECIFIED")

    def _field(self, value: Any, kind: str, path: _Path, name: str) -> Any:
        here = (path, name)
        if kind.startswith("+"):
            if not isinstance(value, list):
                self._wrong(here, _LIST_VALUE if kind == "+list" else kind[1:] or "TYPE_STRING", value)
                return []
            return [self._one(entry, kind[1:], (here, (at,))) for at, entry in enumerate(value)]
        if kind.startswith("*"):
            if not isinstance(value, dict):
                self._wrong(here, "Map", value)
                return {}
            return {key: self._one(entry, kind[1:], (here, (key,))) for key, entry in value.items()}
        return self._one(value, kind, here)

    def _one(self, value: Any, kind: str, path: _Path) -> Any:
        if kind in SHAPES:
            return self.message(value, kind, path)
        if kind == "any" or (kind == "list" and isinstance(value, list)):
            return value
        if kind == "list":
            self._wrong(path, _LIST_VALUE, value)
            return []
        read = _scalar(value, kind)
        if read is None:
            self._wrong(
                path,
                {"int": "TYPE_INT32", "num": "TYPE_DOUBLE", "bool": "TYPE_BOOL"}.get(kind, "TYPE_STRING"),
                value,
            )
        return read

    def _unknown(self, path: _Path, name: str) -> None:
        written = _written(path)
        at = f" at '{written}'" if written else ""
        self.violations.append(
            (written, f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.')
        )

    def _wrong(self, path: _Path, kind: str, value: Any) -> None:
        shown = f'"{value}"' if isinstance(value, str) else f"{value}"
        written = _written(path)
        self.violations.append((written, f"Invalid value at '{written}' ({kind}), {shown[:80]}"))


def _scalar(value: Any, kind: str) -> Any:
    """Return a scalar as its kind, None when it is not one; numbers may come as text (documented)."""
    if kind == "bool":
        return value if isinstance(value, bool) else None
    if kind in {"int", "num"}:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return None
        if kind == "num":
            return value if isinstance(value, int | float) else number
        return int(value) if number == number // 1 and abs(number) < 2**31 else None
    return value if isinstance(value, str) else None
