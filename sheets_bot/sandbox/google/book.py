"""
Books: spreadsheets with their lock, and changes that are all or nothing.

A `Book` publishes one `Spreadsheet` after another. A reader takes `book.state`, once, and
needs no lock. A writer changes a `Draft` inside `book.transaction`; it is published whole
when the block ends well and forgotten when it does not. Knows no HTTP.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from sheets_bot.sandbox.google.errors import not_found
from sheets_bot.sandbox.google.model import Json, Metadata, Sheet, Spreadsheet


class Draft(Spreadsheet):
    """A spreadsheet while it is being changed; never seen by a reader."""

    def __init__(self, base: Spreadsheet) -> None:
        super().__init__(
            base.id,
            dict(base.properties),
            list(base.sheets),
            list(base.named_ranges),
        )
        self.metadata: dict[int, Metadata] = dict(base.metadata)
        self._own: set[int] = set()

    def sheet(self, sheet_id: int) -> Sheet:
        """
        Return a sheet that may be changed; copied from the published one at first touch.

        Raises:
            KeyError: No such sheet; the requests ask `find` first and answer as Google does.
        """
        for index, sheet in enumerate(self.sheets):
            if sheet.id == sheet_id:
                if id(sheet) in self._own:
                    return sheet
                own = sheet.copy()
                self.sheets[index] = own
                self._own.add(id(own))
                return own
        raise KeyError(sheet_id)

    def add_sheet(self, sheet: Sheet, index: int | None = None) -> None:
        """Put a new sheet among the tabs, at the end without an index."""
        self.sheets.insert(len(self.sheets) if index is None else index, sheet)
        self._own.add(id(sheet))

    def remove_sheet(self, sheet_id: int) -> None:
        """Take a sheet and its developer metadata away."""
        self.sheets[:] = [sheet for sheet in self.sheets if sheet.id != sheet_id]
        for entry in [entry for entry in self.metadata.values() if entry.sheet_id == sheet_id]:
            self.drop_metadata(entry.id)

    def set_metadata(self, entry: Metadata) -> None:
        """Create or replace an entry."""
        self.metadata[entry.id] = entry

    def drop_metadata(self, metadata_id: int) -> None:
        """Delete an entry."""
        del self.metadata[metadata_id]

    def finished(self) -> Spreadsheet:
        """Return what is published."""
        return Spreadsheet(self.id, self.properties, self.sheets, self.named_ranges, self.metadata)


class Book:
    """One spreadsheet over time."""

    def __init__(self, state: Spreadsheet, *, created_at: float = 0.0) -> None:
        self.state = state
        """The published state; take it once per reading."""
        self.revision = 0
        """Grows with each published change."""
        self.program_revisions: dict[int, int] = {}
        """At which revision a program, not a person, last changed each sheet, by its id."""
        self.permissions: list[Json] = []
        """Drive permissions: id, type, role, emailAddress; `drive.py` keeps them."""
        self.created_at = created_at
        self.modified_at = created_at
        """When the last change was published, on the sandbox's clock, in seconds since 1970."""
        self.on_change: Callable[[Book], None] = lambda _book: None
        """Called after each change, inside the lock; `store.py` hangs here."""
        self.lock = threading.RLock()
        """One writer at a time per spreadsheet."""

    @property
    def id(self) -> str:
        """The spreadsheet's id."""
        return self.state.id

    @contextmanager
    def transaction(self, now: float) -> Iterator[Draft]:
        """
        Change the spreadsheet, all or nothing.

        Args:
            now: The sandbox's clock, in seconds since 1970.
        """
        with self.lock:
            draft = Draft(self.state)
            yield draft
            self.state = draft.finished()
            self.revision += 1
            self.modified_at = now
            self.on_change(self)

    def note_program(self, before: Spreadsheet) -> None:
        """Note that a program changed what differs from *before*; a person's write in between counts too."""
        old = {sheet.id: sheet for sheet in before.sheets}
        with self.lock:
            touched = [sheet.id for sheet in self.state.sheets if old.get(sheet.id) is not sheet]
            self.program_revisions.update(dict.fromkeys(touched, self.revision))

    def changed(self, now: float) -> None:
        """Tell that something beside the state changed, e.g. a permission."""
        with self.lock:
            self.state = replace(self.state)
            self.revision += 1
            self.modified_at = now
            self.on_change(self)


class Books:
    """All spreadsheets of the sandbox, by id, in the order they were made."""

    def __init__(self) -> None:
        self._books: dict[str, Book] = {}
        self._lock = threading.Lock()
        self.on_remove: Callable[[str], None] = lambda _book_id: None
        """Called after a spreadsheet is deleted; `store.py` hangs here."""
        self.on_add: Callable[[Book], None] = lambda _book: None
        """Called after a spreadsheet is added; `store.py` hangs here."""

    def add(self, book: Book) -> Book:
        """Add a spreadsheet."""
        with self._lock:
            self._books[book.id] = book
        self.on_add(book)
        return book

    def get(self, book_id: str) -> Book:
        """
        Return a spreadsheet.

        Raises:
            ApiError: 404 as Google words it.
        """
        with self._lock:
            book = self._books.get(book_id)
        if book is None:
            raise not_found()
        return book

    def remove(self, book_id: str) -> None:
        """Delete a spreadsheet; one that is not there is fine."""
        with self._lock:
            self._books.pop(book_id, None)
        self.on_remove(book_id)

    def all(self) -> list[Book]:
        """Return every spreadsheet, oldest first."""
        with self._lock:
            return list(self._books.values())
