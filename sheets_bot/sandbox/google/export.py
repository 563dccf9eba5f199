"""
A spreadsheet as a text file, and a text file as a spreadsheet: Drive's export and import.

Only the first tab goes into CSV and TSV (documented), as the grid shows it. Other formats are
not imitated.
"""

import csv
import io

from sheets_bot.sandbox.google.model import Sheet, Spreadsheet
from sheets_bot.sandbox.google.render import FORMATTED, Renderer

CSV = "text/csv"
TSV = "text/tab-separated-values"


def exported(state: Spreadsheet, mime_type: str, now: float) -> bytes | None:
    """
    Return the first tab in a format, None for one that is not imitated.

    Rows end in CR LF, the last without (cassette); each is as long as the longest.
    """
    if mime_type not in {CSV, TSV}:
        return None
    rows = shown_rows(state, state.sheets[0], now)
    if mime_type == CSV:
        text = "\r\n".join(_csv_line(row) for row in rows)
    else:
        text = "\r\n".join("\t".join(_one_line(value) for value in row) for row in rows)
    return text.encode()


def shown_rows(state: Spreadsheet, sheet: Sheet, now: float) -> list[list[str]]:
    """Return the texts of a tab, without empty rows and columns at its ends."""
    renderer = Renderer(state, now, sheet.id)
    rows = [[str(renderer.value(cell, FORMATTED)) for cell in row] for row in sheet.rows]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((at + 1 for row in rows for at, value in enumerate(row) if value), default=0)
    return [(row + [""] * width)[:width] for row in rows]


def read_csv(data: bytes) -> list[list[str]]:
    """Return the rows of a CSV file in UTF-8."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"), newline="")))


def _csv_line(row: list[str]) -> str:
    return ",".join(_quoted(value) for value in row)


def _quoted(value: str) -> str:
    needs = any(mark in value for mark in ',"\n\r')
    return '"' + value.replace('"', '""') + '"' if needs else value


def _one_line(value: str) -> str:
    """A tab or a line break inside a cell becomes a space (unverified)."""
    return " ".join(value.replace("\r\n", "\n").replace("\t", "\n").split("\n"))
