"""
Requests that read and rewrite texts: findReplace, trimWhitespace, deleteDuplicates,
textToColumns, pasteData.

What findReplace and pasteData write is read as if typed (documented), so a text may become a
number. pasteData skips rows that a filter hides, and so lands in the wrong ones (reported).
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sheets_bot.sandbox.google.a1 import Area, Box
from sheets_bot.sandbox.google.errors import invalid, not_imitated
from sheets_bot.sandbox.google.model import Cell, Formula, Json, Sheet, cell_at
from sheets_bot.sandbox.google.render import FORMATTED, FORMULA, Renderer
from sheets_bot.sandbox.google.requests_ranges import taken
from sheets_bot.sandbox.google.serials import now_there
from sheets_bot.sandbox.google.values import Writer, grow_checked
from sheets_bot.sandbox.google.work import Work

_DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}
_SPACES = re.compile(r"\s+")


@dataclass
class _Tally:
    """What findReplace answers."""

    values: int = 0
    formulas: int = 0
    occurrences: int = 0
    rows: set[tuple[int, int]] = field(default_factory=set)

    def json(self) -> Json:
        sheets = {sheet_id for sheet_id, _row in self.rows}
        counts = {
            "valuesChanged": self.values,
            "formulasChanged": self.formulas,
            "rowsChanged": len(self.rows),
            "sheetsChanged": len(sheets),
            "occurrencesChanged": self.occurrences,
        }
        return {name: count for name, count in counts.items() if count}


def find_replace(work: Work, body: Json) -> Json:
    """Replace texts in a range, a sheet or all sheets; the answer counts what changed."""
    if not body.get("find"):
        raise invalid("Must specify a non-empty find text.")  # unverified words
    pattern, replacement = _search(body)
    tally = _Tally()
    everywhere = Renderer(work.draft, work.now)
    for sheet, box in _places(work, body):
        renderer = everywhere.on(sheet.id)
        for row in range(box.top, box.bottom):
            for column in range(box.left, min(box.right, len(sheet.rows[row]))):
                cell = sheet.cell(row, column)
                if cell is None or cell.entered is None:
                    continue
                is_formula = isinstance(cell.entered, Formula)
                if is_formula and not body.get("includeFormulas"):
                    continue
                text = str(renderer.value(cell, FORMULA if is_formula else FORMATTED))
                new, count = pattern.subn(replacement, text)
                if count:
                    _type_row(work, sheet, row, column, [new])
                    tally.occurrences += count
                    tally.formulas += is_formula
                    tally.values += not is_formula
                    tally.rows.add((sheet.id, row))
    return tally.json()


def trim_whitespace(work: Work, body: Json) -> Json:
    """Cut spaces around texts and squeeze those inside; the text stays a text (documented)."""
    sheet, box = work.range(body.get("range", {}))
    changed = 0
    for row in range(box.top, box.bottom):
        for column in range(box.left, min(box.right, len(sheet.rows[row]))):
            cell = sheet.cell(row, column)
            if cell is None or not isinstance(cell.entered, str):
                continue
            trimmed = _SPACES.sub(" ", cell.entered).strip()
            if trimmed != cell.entered:
                sheet.put(row, column, cell.with_entered(trimmed or None))
                changed += 1
    return {"cellsChangedCount": changed} if changed else {}


def delete_duplicates(work: Work, body: Json) -> Json:
    """Remove rows of a range that repeat an earlier one; hidden rows count too (documented)."""
    sheet, box = work.range(body.get("range", {}))
    columns = list(_compared(work, body, box))
    renderer = Renderer(work.draft, work.now, sheet.id)
    kept, seen = [], set()
    for row in range(box.top, box.bottom):
        values = (str(renderer.value(cell_at(sheet.rows[row], column), FORMATTED)) for column in columns)
        key = tuple(value.casefold() for value in values)
        if key not in seen:
            seen.add(key)
            kept.append(taken(sheet, Box(row, box.left, row + 1, box.right))[0])
    removed = box.height - len(kept)
    for offset in range(box.height):
        new = kept[offset] if offset < len(kept) else [None] * box.width
        cells: list[Cell | None] = list(sheet.rows[box.top + offset])
        cells.extend([None] * (box.right - len(cells)))
        cells[box.left : box.right] = new
        sheet.put_row(box.top + offset, cells)
    return {"duplicatesRemovedCount": removed} if removed else {}


def text_to_columns(work: Work, body: Json) -> Json:
    """Split the texts of one column over the columns to its right."""
    sheet, box = work.range(body.get("source", {}))
    if box.width != 1:
        raise invalid("The source range must span exactly one column.")  # unverified words
    renderer = Renderer(work.draft, work.now, sheet.id)
    texts = [str(renderer.value(sheet.cell(row, box.left), FORMATTED)) for row in range(box.top, box.bottom)]
    delimiter = _delimiter(body, texts)
    parts = [text.split(delimiter) for text in texts]
    for offset, row_parts in enumerate(parts):
        if len(row_parts) > 1:
            _type_row(work, sheet, box.top + offset, box.left, row_parts)
    return {}


def paste_data(work: Work, body: Json) -> Json:
    """Paste delimited text as if typed, into the rows that a filter leaves visible (reported)."""
    if body.get("html"):
        raise not_imitated("pasteData with html")
    if body.get("type", "PASTE_NORMAL") not in {"PASTE_NORMAL", "PASTE_VALUES"}:
        raise not_imitated(f"pasteData of type {body['type']}")
    sheet, row, left = work.coordinate(body.get("coordinate", {}))
    delimiter = body.get("delimiter") or "\t"
    if len(delimiter) > 1:
        raise not_imitated("pasteData with a delimiter of several characters")
    lines = list(csv.reader(body.get("data", "").splitlines(), delimiter=delimiter))
    for line in lines:
        while row < sheet.row_count and (sheet.row_properties[row] or {}).get("hiddenByFilter"):
            row += 1
        grow_checked(work.draft, sheet, rows=row + 1)
        _type_row(work, sheet, row, left, line)
        row += 1
    return {}


def _search(body: Json) -> tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]:
    """Return the pattern and its replacement; groups are named as in Java, ``$1`` (documented)."""
    find, replacement = body["find"], body.get("replacement", "")
    flags = re.NOFLAG if body.get("matchCase") else re.IGNORECASE
    as_regex = bool(body.get("searchByRegex"))
    source = find if as_regex else re.escape(find)
    if body.get("matchEntireCell"):
        source = rf"\A(?:{source})\Z"
    try:
        pattern = re.compile(source, flags)
    except re.error as error:
        raise invalid(f"Invalid regular expression: {find}") from error  # unverified words
    if not as_regex:
        return pattern, lambda _found: replacement
    return pattern, re.sub(r"\$(\d)", r"\\g<\1>", replacement)


def _places(work: Work, body: Json) -> Iterator[tuple[Sheet, Box]]:
    if body.get("allSheets"):
        sheets = [sheet for sheet in work.draft.sheets if sheet.properties.get("sheetType") != "OBJECT"]
        yield from ((work.draft.sheet(sheet.id), Area(sheet.id).box(sheet)) for sheet in sheets)
    elif "sheetId" in body:
        sheet = work.grid(body["sheetId"])
        yield sheet, Area(sheet.id).box(sheet)
    elif "range" in body:
        yield work.range(body["range"])
    else:
        raise invalid("Must specify exactly one of range, sheetId or allSheets.")  # unverified words


def _compared(work: Work, body: Json, box: Box) -> Iterator[int]:
    if not body.get("comparisonColumns"):
        yield from range(box.left, box.right)
    for columns in body.get("comparisonColumns", []):
        _sheet, _dimension, start, end = work.dimension({"dimension": "COLUMNS", **columns})
        if not box.left <= start < end <= box.right:
            raise invalid("Comparison columns must be within the range.")  # unverified words
        yield from range(start, end)


def _delimiter(body: Json, texts: list[str]) -> str:
    kind = body.get("delimiterType", "AUTODETECT")
    if kind == "CUSTOM":
        if not body.get("delimiter"):
            raise invalid("Must specify a delimiter.")  # unverified words
        return str(body["delimiter"])
    if kind in _DELIMITERS:
        return _DELIMITERS[kind]
    return max(_DELIMITERS.values(), key=lambda mark: sum(text.count(mark) for text in texts))


def _type_row(work: Work, sheet: Sheet, row: int, left: int, texts: list[str]) -> None:
    """Enter texts as if typed, from one cell to the right."""
    today = now_there(work.now, work.draft.time_zone).date()
    writer = Writer(work.draft, as_typed=True, today=today)
    writer.write(Area(sheet.id, row, left, row + 1, left + 1), [list(texts)])
