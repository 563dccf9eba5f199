"""A way back to how the imitated spreadsheets were, so that a test can try a thing many times from one start."""

from collections.abc import Mapping

from sheets_bot.sandbox.app import Sandbox
from sheets_bot.sandbox.google.book import Book
from sheets_bot.sandbox.google.model import Spreadsheet

States = Mapping[str, Spreadsheet]
"""Every spreadsheet by id; published states are never changed in place."""


def states(sandbox: Sandbox) -> States:
    """Return the spreadsheets as they stand."""
    return {book.id: book.state for book in sandbox.books.all()}


def rewind(sandbox: Sandbox, to: States) -> None:
    """Make the spreadsheets what they were; they stay shared as they are. Newer ones are left alone."""
    for old in (book for book in sandbox.books.all() if book.id in to):
        book = Book(to[old.id], created_at=old.created_at)
        book.permissions = old.permissions
        sandbox.books.add(book)
