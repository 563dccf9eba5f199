"""
A file that keeps the spreadsheets over a restart: one SQLite database.

Written at each change, inside the lock of the spreadsheet, before the answer goes out.
Rows are kept in blocks; a block whose rows are the very same objects as last time is not
written again. Without a store everything lives in memory only.
"""

import json
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sheets_bot.sandbox.google.book import Book, Books
from sheets_bot.sandbox.google.model import (
    FEATURES,
    Cell,
    Dress,
    Formula,
    Json,
    Metadata,
    Row,
    Sheet,
    Spreadsheet,
)

BLOCK_ROWS = 256
_TABLES = """
CREATE TABLE IF NOT EXISTS books (id TEXT PRIMARY KEY, place INTEGER, created_at REAL, modified_at REAL,
    revision INTEGER, permissions TEXT, state TEXT) STRICT;
CREATE TABLE IF NOT EXISTS blocks (book TEXT, sheet INTEGER, number INTEGER, content TEXT,
    PRIMARY KEY (book, sheet, number)) STRICT;
"""

_Kept = tuple[Sequence[Row], Sequence[Json | None]]


class Store:
    """Keeps books in a file."""

    def __init__(self, path: Path) -> None:
        """
        Open or make the file.

        Raises:
            sqlite3.Error: It cannot be opened or is something else.
        """
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, int], _Kept] = {}
        # One connection, used by the threads of the server one after the other.
        self._database = sqlite3.connect(path, check_same_thread=False)
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.executescript(_TABLES)
        except sqlite3.Error:
            self._database.close()
            raise

    def open(self, books: Books) -> None:
        """Put what the file holds into *books*, and keep every change of theirs from now on."""
        for row in self._database.execute("SELECT * FROM books ORDER BY place").fetchall():
            book = self._loaded(row)
            book.on_change = self.save
            books.add(book)
        books.on_add = self._added
        books.on_remove = self._removed

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def save(self, book: Book) -> None:
        """Write what changed since the last time."""
        state = book.state
        with self._lock, self._database:
            place = self._database.execute(
                "SELECT COALESCE((SELECT place FROM books WHERE id = ?), "
                "(SELECT COALESCE(MAX(place), 0) + 1 FROM books))",
                (book.id,),
            ).fetchone()[0]
            self._database.execute(
                "INSERT OR REPLACE INTO books VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    book.id,
                    place,
                    book.created_at,
                    book.modified_at,
                    book.revision,
                    json.dumps(book.permissions),
                    json.dumps(_state_json(state)),
                ),
            )
            ids = [sheet.id for sheet in state.sheets]
            marks = ", ".join("?" * len(ids))
            self._database.execute(
                f"DELETE FROM blocks WHERE book = ? AND sheet NOT IN ({marks})",  # noqa: S608  # question marks only
                (book.id, *ids),
            )
            for sheet in state.sheets:
                self._save_sheet(book.id, sheet)

    def _save_sheet(self, book_id: str, sheet: Sheet) -> None:
        old_rows, old_properties = self._kept.get((book_id, sheet.id), ((), ()))
        if old_rows is sheet.rows:
            return
        for start in range(0, sheet.row_count, BLOCK_ROWS):
            end = start + BLOCK_ROWS
            rows, properties = sheet.rows[start:end], sheet.row_properties[start:end]
            if _same(rows, old_rows[start:end]) and properties == list(old_properties[start:end]):
                continue
            self._database.execute(
                "INSERT OR REPLACE INTO blocks VALUES (?, ?, ?, ?)",
                (book_id, sheet.id, start // BLOCK_ROWS, json.dumps(_block_json(rows, properties))),
            )
        self._database.execute(
            "DELETE FROM blocks WHERE book = ? AND sheet = ? AND number >= ?",
            (book_id, sheet.id, -(-sheet.row_count // BLOCK_ROWS)),
        )
        self._kept[book_id, sheet.id] = (sheet.rows, sheet.row_properties)

    def _added(self, book: Book) -> None:
        book.on_change = self.save
        with book.lock:
            self.save(book)

    def _removed(self, book_id: str) -> None:
        with self._lock, self._database:
            self._database.execute("DELETE FROM books WHERE id = ?", (book_id,))
            self._database.execute("DELETE FROM blocks WHERE book = ?", (book_id,))
        self._kept = {key: kept for key, kept in self._kept.items() if key[0] != book_id}

    def _loaded(self, row: tuple[Any, ...]) -> Book:
        book_id, _place, created_at, modified_at, revision, permissions, state = row
        given = json.loads(state)
        sheets = [self._loaded_sheet(book_id, each) for each in given["sheets"]]
        metadata = {each["id"]: Metadata(**each) for each in given["metadata"]}
        book = Book(
            Spreadsheet(book_id, given["properties"], sheets, given["named_ranges"], metadata),
            created_at=created_at,
        )
        book.modified_at, book.revision = modified_at, revision
        book.permissions = json.loads(permissions)
        return book

    def _loaded_sheet(self, book_id: str, given: Json) -> Sheet:
        rows: list[Row] = []
        properties: list[Json | None] = []
        sheet_id = given["properties"]["sheetId"]
        found = self._database.execute(
            "SELECT content FROM blocks WHERE book = ? AND sheet = ? ORDER BY number", (book_id, sheet_id)
        )
        for (content,) in found.fetchall():
            block = json.loads(content)
            dresses = [_dress(each) for each in block["dresses"]]
            rows += [tuple(_cell(each, dresses) for each in row) for row in block["rows"]]
            properties += block["properties"]
        self._kept[book_id, sheet_id] = (rows, properties)
        return Sheet(
            given["properties"],
            rows,
            properties,
            given["columns"],
            {name: given["features"].get(name, []) for name in FEATURES},
            given["basic_filter"],
            given["has_formulas"],
        )


def _same(rows: Sequence[Row], others: Sequence[Row]) -> bool:
    return len(rows) == len(others) and all(row is other for row, other in zip(rows, others, strict=True))


def _state_json(state: Spreadsheet) -> Json:
    return {
        "properties": state.properties,
        "named_ranges": state.named_ranges,
        "metadata": [asdict(entry) for entry in state.metadata.values()],
        "sheets": [
            {
                "properties": sheet.properties,
                "columns": sheet.column_properties,
                "features": sheet.features,
                "basic_filter": sheet.basic_filter,
                "has_formulas": sheet.has_formulas,
            }
            for sheet in state.sheets
        ],
    }


def _block_json(rows: Sequence[Row], properties: Sequence[Json | None]) -> Json:
    """Return rows as JSON: a bare cell is its value, a dressed one a list of value and dress number."""
    numbers: dict[int, int] = {}
    dresses: list[Dress] = []

    def cell_json(cell: Cell | None) -> Any:
        if cell is None:
            return None
        entered = {"formula": cell.entered.text} if isinstance(cell.entered, Formula) else cell.entered
        if cell.dress is None:
            return entered
        number = numbers.setdefault(id(cell.dress), len(dresses))
        if number == len(dresses):
            dresses.append(cell.dress)
        return [entered, number]

    shown = [[cell_json(cell) for cell in row] for row in rows]
    return {
        "rows": shown,
        "dresses": [[dress.format, dress.note, dress.validation, dress.runs] for dress in dresses],
        "properties": properties,
    }


def _dress(given: list[Any]) -> Dress:
    shape, note, validation, runs = given
    return Dress(shape, note, validation, None if runs is None else tuple(runs))


def _cell(given: Any, dresses: list[Dress]) -> Cell | None:
    entered, dress = (given[0], dresses[given[1]]) if isinstance(given, list) else (given, None)
    if isinstance(entered, dict):
        entered = Formula(entered["formula"])
    return None if entered is None and dress is None else Cell(entered, dress)
