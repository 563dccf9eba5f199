"""
One spreadsheet at the sandbox's Google on loopback, with the contract as judge.

Every request that is accepted and every answer that goes well is checked against Google's
discovery document (`conformance/discovery.py`). gspread itself comes from `gspread_on_loopback.py`.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import gspread
import requests

from conformance.discovery import SHEETS
from gspread_on_loopback import SCOPES, client_at, service_account
from sheets_bot.sandbox.faults import Faults
from sheets_bot.sandbox.google.auth import TokenRoom, Tokens
from sheets_bot.sandbox.google.book import Book, Books
from sheets_bot.sandbox.google.new import new_spreadsheet
from sheets_bot.sandbox.google.room import SheetsRoom
from sheets_bot.sandbox.journal import Journal
from sheets_bot.sandbox.server import Server
from sheets_bot.sandbox.service_account import EMAIL
from sheets_bot.sandbox.switchboard import Switchboard
from sheets_bot.sandbox.wire import Call, Reply, Room

NOW = 1_795_000_000.0
"""2026-11-18 10:26:40 UTC."""
BOOK_ID = "1test-spreadsheet-of-the-sandbox-00000000000"


class Judged:
    """A Sheets room that checks what it takes and gives against the contract."""

    service = "sheets"

    def __init__(self, room: SheetsRoom) -> None:
        self.room = room
        self.complaints: list[str] = []

    def handles(self, path: str) -> bool:
        return self.room.handles(path)

    def answer(self, call: Call) -> Reply:
        reply = self.room.answer(call)
        if reply.status == 200:
            try:
                body = call.json() if call.body else None
                SHEETS.check_request(call.method, call.path, dict(call.query), body)
                SHEETS.check_answer(call.method, call.path, json.loads(json.dumps(reply.body)))
            except AssertionError as error:
                self.complaints.append(f"{call.method} {call.path}: {error}")
        return reply


@dataclass
class Google:
    """What a test has in hand."""

    base_url: str
    books: Books
    sheets: SheetsRoom
    book: Book
    switchboard: Switchboard
    clock: list[float]
    client: gspread.Client

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
        """Call the Sheets API as the person at the machine, below the test's spreadsheet."""
        url = f"{self.base_url}/v4/spreadsheets/{self.book.id}{path}"
        return requests.request(method, url, params=query, json=body, timeout=30)

    def values(self, text: str, **query: Any) -> list[list[Any]]:
        """Read one range."""
        return self.call("GET", f"/values/{text}", **query).json().get("values", [])

    def spreadsheet(self) -> gspread.Spreadsheet:
        """Open the test's spreadsheet with gspread."""
        return self.client.open_by_key(self.book.id)


def client_for(base_url: str, scopes: tuple[str, ...] = SCOPES) -> gspread.Client:
    """Return gspread as the service account uses it, with its calls going to *base_url*."""
    return client_at(base_url, service_account(base_url), scopes)


@contextmanager
def google_sheets(*more_rooms: Room, judge: bool = True) -> Iterator[Google]:
    """Serve one empty spreadsheet, shared with the service account; complain at the end, if at all."""
    tokens = Tokens()
    tokens.trust(EMAIL, service_account("")["private_key"])
    books = Books()
    book = books.add(Book(new_spreadsheet(BOOK_ID, "Test"), created_at=NOW))
    book.permissions = [{"id": "1", "type": "user", "role": "writer", "emailAddress": EMAIL}]
    sheets = SheetsRoom(books, tokens)
    judged = Judged(sheets)
    rooms = [TokenRoom(tokens), judged if judge else sheets, *more_rooms]
    switchboard = Switchboard(rooms, faults=Faults(), journal=Journal())
    clock = [NOW]
    with Server(switchboard, now=lambda: clock[0]) as server:
        yield Google(server.base_url, books, sheets, book, switchboard, clock, client_for(server.base_url))
    assert not judged.complaints, "\n".join(judged.complaints)
