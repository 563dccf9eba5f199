"""
The files of Drive v3: spreadsheets and the folders they lie in, as the API's `File`.

A spreadsheet's content and title are its `Book`'s; what only Drive knows of it (folder, bin,
comments) is kept here, in memory. `modifiedTime` and `version` move late, about three minutes
after an edit (reported by a Googler; measured: unmoved after 14 s), so they show no change.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sheets_bot.sandbox.google.auth import Caller
from sheets_bot.sandbox.google.book import Book, Books
from sheets_bot.sandbox.google.drive_errors import file_not_found, no_rights
from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.google.model import Json

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
PERSON_EMAIL = "person@sandbox.example"
"""The address of the person at the machine."""
ROOT = "root"
COALESCING_SECONDS = 180.0


@dataclass
class Entry:
    """What Drive knows of one file beside its content."""

    parents: list[str] = field(default_factory=lambda: [ROOT])
    trashed: bool = False
    comments: list[Json] = field(default_factory=list)
    folder: Json | None = None
    """For a folder: its name and when it was made."""
    shown_revision: int = 0
    shown_at: float | None = None
    """The `modifiedTime` that is shown, on the sandbox's clock; None: as created."""
    waiting_since: float | None = None
    """Since when an edit waits to be shown."""


class Files:
    """All files of the sandbox's Drive."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self._entries: dict[str, Entry] = {}

    def entry(self, file_id: str) -> Entry:
        """Return what Drive knows of a file; made at first sight."""
        return self._entries.setdefault(file_id, Entry())

    def forget(self, file_id: str) -> None:
        """Delete a file for good."""
        self._entries.pop(file_id, None)
        self.books.remove(file_id)

    def add_folder(self, folder_id: str, name: str, parents: list[str], now: float) -> None:
        """Make a folder; only the person at the machine sees it."""
        self._entries[folder_id] = Entry(parents=parents, folder={"name": name, "made_at": now})

    def book(self, file_id: str, caller: Caller, *, role: str = "reader") -> Book:
        """
        Return the spreadsheet behind a file.

        Raises:
            ApiError: 404 when it is not there or not shared with the caller, 403 when the
                caller may see it and not more (documented).
        """
        try:
            book = self.books.get(file_id)
        except ApiError as error:
            raise file_not_found(file_id) from error
        if not caller.may(book, "reader"):
            raise file_not_found(file_id)
        if not caller.may(book, role):
            raise no_rights()
        return book

    def shown(self, file_id: str, caller: Caller, now: float) -> Json:
        """
        Return the API's `File`.

        Raises:
            ApiError: As `book`.
        """
        entry = self._entries.get(file_id)
        if entry is not None and entry.folder is not None:
            if not caller.is_person:
                raise file_not_found(file_id)
            return _folder_json(file_id, entry)
        return self._spreadsheet_json(self.book(file_id, caller), now)

    def all(self, caller: Caller, now: float) -> list[Json]:
        """Return every file the caller may see, the latest first as Drive does."""
        folders = [file_id for file_id, entry in self._entries.items() if entry.folder is not None]
        seen = [self.shown(file_id, caller, now) for file_id in folders] if caller.is_person else []
        books = [book for book in self.books.all() if caller.may(book, "reader")]
        seen += [self._spreadsheet_json(book, now) for book in books]
        return sorted(seen, key=lambda file: str(file["modifiedTime"]), reverse=True)

    def _spreadsheet_json(self, book: Book, now: float) -> Json:
        entry = self.entry(book.id)
        _let_edits_show(entry, book, now)
        modified_at = book.created_at if entry.shown_at is None else entry.shown_at
        owners = [user_json(one["emailAddress"]) for one in book.permissions if one.get("role") == "owner"]
        return {
            "kind": "drive#file",
            "id": book.id,
            "name": book.state.title,
            "mimeType": SPREADSHEET,
            "starred": False,
            "trashed": entry.trashed,
            "parents": entry.parents,
            "version": str(entry.shown_revision + 1),
            "webViewLink": f"https://docs.google.com/spreadsheets/d/{book.id}/edit?usp=drivesdk",
            "createdTime": instant(book.created_at),
            "modifiedTime": instant(modified_at),
            "owners": owners,
            "shared": len(book.permissions) > 1,
            "ownedByMe": True,
            "permissions": [permission_json(one) for one in book.permissions],
        }


def _let_edits_show(entry: Entry, book: Book, now: float) -> None:
    """Show the edits that have waited long enough since somebody looked or they were made."""
    if book.revision == entry.shown_revision:
        return
    if entry.waiting_since is None:
        entry.waiting_since = book.modified_at
    if now - entry.waiting_since >= COALESCING_SECONDS:
        entry.shown_revision, entry.shown_at, entry.waiting_since = book.revision, book.modified_at, None


def _folder_json(file_id: str, entry: Entry) -> Json:
    made: Json = entry.folder or {}
    return {
        "kind": "drive#file",
        "id": file_id,
        "name": made["name"],
        "mimeType": FOLDER,
        "starred": False,
        "trashed": entry.trashed,
        "parents": entry.parents,
        "version": "1",
        "createdTime": instant(made["made_at"]),
        "modifiedTime": instant(made["made_at"]),
        "permissions": [],
    }


def instant(at: float) -> str:
    """Return an instant as Drive writes it: UTC with milliseconds (cassette)."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(at * 1000) % 1000:03d}Z"


def user_json(email: str) -> Json:
    """Return the API's `User`."""
    return {"kind": "drive#user", "displayName": email.partition("@")[0], "emailAddress": email}


def permission_json(entry: Json) -> Json:
    """Return the API's `Permission`."""
    shown = {"kind": "drive#permission", **entry}
    if entry.get("type") in {"user", "group"}:
        shown |= {"displayName": entry.get("emailAddress", "").partition("@")[0], "deleted": False}
        shown.setdefault("pendingOwner", False)
    return shown


def permission_id(kind: str, whose: str) -> str:
    """Return the id of a permission: the same for the same person on each file, as in Drive."""
    if kind == "anyone":
        return "anyoneWithLink"
    number = int.from_bytes(hashlib.sha256(f"{kind}:{whose.lower()}".encode()).digest()[:8])
    return f"{number:020d}"
