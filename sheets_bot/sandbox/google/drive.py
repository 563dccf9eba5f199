"""
The Drive API v3 as a room of the sandbox, as far as gspread and people with trackers use it.

Files (list, get, create, copy, update, delete, export), permissions, comments, and the one
upload that gspread makes. An endpoint that Drive has and the sandbox has not answers 501 and
names itself. What a file is, is in `drive_files.py`.
"""

import re
import threading
from collections.abc import Callable
from typing import Any

from sheets_bot.sandbox.google import drive_comments, drive_permissions
from sheets_bot.sandbox.google.a1 import Area
from sheets_bot.sandbox.google.auth import Caller, Tokens
from sheets_bot.sandbox.google.book import Book, Books
from sheets_bot.sandbox.google.drive_errors import DriveError, bad_value, in_drives_words, no_storage
from sheets_bot.sandbox.google.drive_files import (
    FOLDER,
    PERSON_EMAIL,
    ROOT,
    SPREADSHEET,
    Files,
    permission_id,
    permission_json,
)
from sheets_bot.sandbox.google.drive_query import parse_query
from sheets_bot.sandbox.google.errors import ApiError, not_imitated
from sheets_bot.sandbox.google.export import CSV, exported, read_csv
from sheets_bot.sandbox.google.mask import parse_mask, project
from sheets_bot.sandbox.google.model import Json
from sheets_bot.sandbox.google.new import new_sheet, new_spreadsheet
from sheets_bot.sandbox.google.serials import now_there
from sheets_bot.sandbox.google.spreadsheets_api import new_spreadsheet_id
from sheets_bot.sandbox.google.values import Writer
from sheets_bot.sandbox.wire import Call, Reply

_FILES = "/drive/v3/files"
_UPLOAD = "/upload/drive/v2/files/"
_FIRST_CELL = Area(0, 0, 0, 1, 1)
_DEFAULT_FIELDS = "kind,id,name,mimeType"
_TEXTS = {"name", "mimeType", "parents", "type", "role", "emailAddress", "domain", "content", "anchor"}
"""Fields of a body that are text, or a list of it."""
_PAGE_SIZE = 100
_LARGEST_PAGE = 1000


class DriveRoom:
    """Drive v3 over the same spreadsheets as the Sheets room."""

    service = "drive"

    def __init__(self, books: Books, tokens: Tokens) -> None:
        self.files = Files(books)
        self._tokens = tokens
        self._lock = threading.RLock()

    def handles(self, path: str) -> bool:
        """Say whether a path belongs to this room."""
        return path.startswith(("/drive/", "/upload/drive/"))

    def answer(self, call: Call) -> Reply:
        """Answer one call; every refusal is in Drive's form."""
        try:
            caller = self._tokens.caller(call.headers, call.at)
            with self._lock:
                return self._answered(call, caller)
        except ApiError as error:
            return in_drives_words(error)

    def _answered(self, call: Call, caller: Caller) -> Reply:
        for method, pattern, handler in _ROUTES:
            found = re.fullmatch(pattern, call.path)
            if found and call.method == method:
                return handler(self, call, caller, **found.groupdict())
        raise not_imitated(f"{call.method} {call.path}")

    def list_files(self, call: Call, caller: Caller) -> Reply:
        """Answer `files.list`."""
        try:
            wanted = parse_query(call.arg("q"))
        except ValueError as error:
            raise bad_value("q") from error
        start, size = _number(call, "pageToken", 0), _number(call, "pageSize", _PAGE_SIZE)
        if not 1 <= size <= _LARGEST_PAGE:
            raise bad_value("pageSize")
        files = [file for file in self.files.all(caller, call.at) if wanted(file)]
        page: Json = {"kind": "drive#fileList", "incompleteSearch": False}
        if start + size < len(files):
            page["nextPageToken"] = str(start + size)
        page["files"] = files[start : start + size]
        return _masked(call, page, default=f"kind,nextPageToken,incompleteSearch,files({_DEFAULT_FIELDS})")

    def get_file(self, call: Call, caller: Caller, file_id: str) -> Reply:
        """Answer `files.get`."""
        if call.arg("alt") == "media":
            raise not_imitated("files.get with alt=media")
        return self._shown(call, caller, file_id)

    def create_file(self, call: Call, caller: Caller) -> Reply:
        """Answer `files.create`, for spreadsheets and folders."""
        body = _json(call)
        if not caller.is_person:
            raise no_storage()
        file_id = new_spreadsheet_id()
        parents = list(body.get("parents") or [ROOT])
        if body.get("mimeType") == FOLDER:
            self.files.add_folder(file_id, body.get("name") or "Untitled", parents, call.at)
        elif body.get("mimeType") == SPREADSHEET:
            state = new_spreadsheet(file_id, body.get("name") or "Untitled spreadsheet")
            self._add(Book(state, created_at=call.at), parents)
        else:
            raise not_imitated(f"files.create of {body.get('mimeType')}")
        return self._shown(call, caller, file_id)

    def copy_file(self, call: Call, caller: Caller, file_id: str) -> Reply:
        """Answer `files.copy`; developer metadata comes along with its ids (measured)."""
        source = self.files.book(file_id, caller)
        if not caller.is_person:
            raise no_storage()
        body = _json(call)
        draft_book = Book(source.state, created_at=call.at)
        with draft_book.transaction(call.at) as draft:
            draft.id = new_spreadsheet_id()
            draft.properties["title"] = body.get("name") or f"Copy of {source.state.title}"
        copy = Book(draft_book.state, created_at=call.at)
        self._add(copy, body.get("parents") or self.files.entry(file_id).parents)
        return self._shown(call, caller, copy.id)

    def update_file(self, call: Call, caller: Caller, file_id: str) -> Reply:
        """Answer `files.update`: name, bin, folder."""
        body = _json(call)
        entry = self.files.entry(file_id)
        if entry.folder is None:
            book = self.files.book(file_id, caller, role="writer")
            if body.get("name"):
                with book.transaction(call.at) as draft:
                    draft.properties["title"] = body["name"]
        elif body.get("name"):
            entry.folder = {**entry.folder, "name": body["name"]}
        if isinstance(body.get("trashed"), bool):
            entry.trashed = body["trashed"]
        gone = set(call.arg("removeParents").split(","))
        added = [parent for parent in call.arg("addParents").split(",") if parent]
        entry.parents = [parent for parent in entry.parents if parent not in gone] + added
        return self._shown(call, caller, file_id)

    def delete_file(self, call: Call, caller: Caller, file_id: str) -> Reply:
        """Answer `files.delete`: gone for good, owners only (documented)."""
        del call
        if self.files.entry(file_id).folder is None:
            self.files.book(file_id, caller, role="owner")
        self.files.forget(file_id)
        return Reply(204)

    def export_file(self, call: Call, caller: Caller, file_id: str) -> Reply:
        """Answer `files.export`."""
        book = self.files.book(file_id, caller)
        mime_type = call.arg("mimeType")
        content = exported(book.state, mime_type, call.at)
        if content is None:
            raise not_imitated(f"files.export to {mime_type or 'no mimeType'}")
        return Reply(200, content, {"content-type": mime_type})

    def import_csv(self, call: Call, caller: Caller, file_id: str) -> Reply:
        """Answer the v2 upload of gspread: one tab, named as the file, holds the CSV (cassette)."""
        book = self.files.book(file_id, caller, role="writer")
        if not call.headers.get("content-type", "").startswith(CSV):
            raise not_imitated(f"uploading {call.headers.get('content-type')}")
        with book.transaction(call.at) as draft:
            for sheet in list(draft.sheets):
                draft.remove_sheet(sheet.id)
            draft.named_ranges.clear()
            draft.add_sheet(new_sheet(0, draft.title))
            today = now_there(call.at, draft.time_zone).date()
            rows: list[list[Any]] = [list(row) for row in read_csv(call.body)]
            Writer(draft, as_typed=True, today=today).write(_FIRST_CELL, rows)
        return Reply(
            200, {"kind": "drive#file", "id": book.id, "title": book.state.title, "mimeType": SPREADSHEET}
        )

    def permissions(self, call: Call, caller: Caller, file_id: str, wanted: str = "") -> Reply:
        """Answer the calls on permissions; only a writer may change them (documented)."""
        reads = call.method == "GET"
        book = self.files.book(file_id, caller, role="reader" if reads else "writer")
        transfer = call.arg("transferOwnership").lower() == "true"
        default = "kind,id,type,role"
        if call.method == "DELETE":
            drive_permissions.deleted(book, wanted, now=call.at)
            return Reply(204)
        if call.method == "POST":
            shown = drive_permissions.created(book, _json(call), transfer=transfer, now=call.at)
        elif call.method == "PATCH":
            shown = drive_permissions.updated(book, wanted, _json(call), transfer=transfer, now=call.at)
        elif wanted:
            shown = permission_json(drive_permissions.found(book, wanted))
        else:
            shown = drive_permissions.listed(book)
            default = "kind,nextPageToken,permissions(kind,id,type,role)"
        return _masked(call, shown, default=default)

    def comments(self, call: Call, caller: Caller, file_id: str) -> Reply:
        """Answer listing and writing comments; both need `fields` (documented)."""
        if not call.arg("fields"):
            message = "The 'fields' parameter is required for this method."
            raise bad_value("fields", message, reason="required")
        book = self.files.book(file_id, caller, role="reader" if call.method == "GET" else "commenter")
        comments = self.files.entry(book.id).comments
        if call.method == "GET":
            return _masked(call, drive_comments.listed(comments))
        comment = drive_comments.created(_json(call), caller.email or PERSON_EMAIL, len(comments), call.at)
        comments.append(comment)
        return _masked(call, comment)

    def _add(self, book: Book, parents: list[str]) -> None:
        owner = {"type": "user", "role": "owner", "emailAddress": PERSON_EMAIL}
        book.permissions = [{"id": permission_id("user", PERSON_EMAIL), **owner}]
        self.files.entry(book.id).parents = list(parents)
        self.files.books.add(book)

    def _shown(self, call: Call, caller: Caller, file_id: str) -> Reply:
        return _masked(call, self.files.shown(file_id, caller, call.at), default=_DEFAULT_FIELDS)


Handler = Callable[..., Reply]
_ONE = rf"{_FILES}/(?P<file_id>[^/]+)"
_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", _FILES, DriveRoom.list_files),
    ("POST", _FILES, DriveRoom.create_file),
    ("GET", _ONE, DriveRoom.get_file),
    ("PATCH", _ONE, DriveRoom.update_file),
    ("DELETE", _ONE, DriveRoom.delete_file),
    ("POST", rf"{_ONE}/copy", DriveRoom.copy_file),
    ("GET", rf"{_ONE}/export", DriveRoom.export_file),
    ("GET", rf"{_ONE}/permissions", DriveRoom.permissions),
    ("POST", rf"{_ONE}/permissions", DriveRoom.permissions),
    ("GET", rf"{_ONE}/permissions/(?P<wanted>[^/]+)", DriveRoom.permissions),
    ("PATCH", rf"{_ONE}/permissions/(?P<wanted>[^/]+)", DriveRoom.permissions),
    ("DELETE", rf"{_ONE}/permissions/(?P<wanted>[^/]+)", DriveRoom.permissions),
    ("GET", rf"{_ONE}/comments", DriveRoom.comments),
    ("POST", rf"{_ONE}/comments", DriveRoom.comments),
    ("PUT", rf"{_UPLOAD}(?P<file_id>[^/]+)", DriveRoom.import_csv),
)


def _number(call: Call, name: str, default: int) -> int:
    text = call.arg(name, str(default))
    if not text.isdecimal():
        raise bad_value(name)
    return int(text)


def _masked(call: Call, answer: Json, *, default: str = "*") -> Reply:
    """Return an answer cut down to its `fields`; without any, to the few that Drive sends (cassette)."""
    return Reply(200, project(answer, parse_mask(call.arg("fields") or default)))


def _json(call: Call) -> Json:
    """Return the body without nulls; names that are not known are let pass, as Drive does (cassette)."""
    try:
        body = call.json()
    except ValueError as error:
        raise DriveError(400, "Parse Error", "parseError") from error
    if not isinstance(body, dict):
        raise DriveError(400, "Parse Error", "parseError")
    given = {name: value for name, value in body.items() if value is not None}
    for name, value in given.items():
        texts = value if name == "parents" and isinstance(value, list) else [value]
        if name in _TEXTS and not all(isinstance(text, str) for text in texts):
            raise bad_value(name)
    return given
