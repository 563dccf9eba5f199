"""The file that keeps the sandbox's spreadsheets over a restart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sheets_bot.sandbox.google.book import Book, Books
from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.google.model import Cell, Dress, Formula, Metadata
from sheets_bot.sandbox.google.new import new_spreadsheet
from sheets_bot.sandbox.google.store import Store
from sheets_bot.sandbox.google.structure import delete_dimension, insert_dimension


def reopened(path: Path) -> Books:
    books = Books()
    store = Store(path)
    store.open(books)
    store.close()
    return books


def change_and_fail(book: Book) -> None:
    with book.transaction(1.0) as draft:
        draft.sheet(0).put(0, 0, Cell("never"))
        draft.sheet(99)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.sqlite"


@pytest.fixture
def books(path: Path) -> Iterator[Books]:
    books = Books()
    store = Store(path)
    store.open(books)
    yield books
    store.close()


@pytest.fixture
def book(books: Books) -> Book:
    return books.add(Book(new_spreadsheet("x", "Kept"), created_at=5.0))


def test_everything_is_there_after_a_restart(path: Path, book: Book):
    book.permissions = [{"id": "1", "role": "writer", "type": "user", "emailAddress": "bot@x.example"}]
    dress = Dress(format={"textFormat": {"bold": True}}, note="n", runs=({"startIndex": 1},))
    with book.transaction(9.0) as draft:
        sheet = draft.sheet(0)
        sheet.put_row(0, [Cell("text"), None, Cell(1.5, dress), Cell(True), Cell(Formula("=1+1"))])
        sheet.put_row(900, [Cell("far below", dress)])
        sheet.features["merges"].append({"startRowIndex": 1, "endRowIndex": 2})
        sheet.row_properties[3] = {"pixelSize": 40}
        draft.set_metadata(Metadata(7, "epoch"))
        draft.named_ranges.append({"namedRangeId": "a", "name": "N", "range": {"startRowIndex": 0}})

    kept = reopened(path).get("x")

    assert kept.state == book.state
    assert (kept.created_at, kept.modified_at, kept.revision) == (5.0, 9.0, 1)
    assert kept.permissions == book.permissions


def test_later_changes_of_rows_and_sheets_are_kept_too(path: Path, book: Book):
    with book.transaction(1.0) as draft:
        for row in range(600):
            draft.sheet(0).put(row, 0, Cell(row))
    with book.transaction(2.0) as draft:
        insert_dimension(draft, 0, "ROWS", 300, 2)
        draft.sheet(0).put(301, 0, Cell("inserted"))
    with book.transaction(3.0) as draft:
        delete_dimension(draft, 0, "ROWS", 500, 1002)

    kept = reopened(path).get("x")

    assert kept.state == book.state
    assert kept.state.sheets[0].row_count == 500


def test_a_change_that_failed_is_not_kept(path: Path, book: Book):
    with pytest.raises(KeyError):
        change_and_fail(book)

    assert book.state.sheets[0].cell(0, 0) is None
    assert reopened(path).get("x").state == book.state


def test_a_deleted_spreadsheet_is_gone_for_good(path: Path, books: Books):
    books.add(Book(new_spreadsheet("x")))
    books.add(Book(new_spreadsheet("y")))

    books.remove("x")

    kept = reopened(path)
    assert [each.id for each in kept.all()] == ["y"]
    with pytest.raises(ApiError):
        kept.get("x")
