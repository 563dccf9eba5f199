"""
Unmodified gspread against the sandbox's Google rooms, over real sockets.

gspread has no setting for another server, so the session's transport sends each https request to
loopback; every line of gspread, requests and google-auth above it is the published one.
"""

import functools
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import gspread
import requests
from google.oauth2.service_account import Credentials
from requests.adapters import HTTPAdapter

from sheets_bot.sandbox.faults import Faults
from sheets_bot.sandbox.google.auth import TokenRoom, Tokens
from sheets_bot.sandbox.google.book import Books
from sheets_bot.sandbox.google.drive import DriveRoom
from sheets_bot.sandbox.google.room import SheetsRoom
from sheets_bot.sandbox.journal import Journal
from sheets_bot.sandbox.server import Server
from sheets_bot.sandbox.service_account import new_service_account
from sheets_bot.sandbox.switchboard import Switchboard

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
NOON = 1_780_000_000.0
"""2026-05-28T20:26:40Z, where the sandbox's clock stands unless a test moves it."""


@dataclass
class Exchange:
    """One request and its answer."""

    method: str
    url: str
    path: str
    query: dict[str, list[str]]
    body: Any
    status: int
    answer: Any


class ToLoopback(HTTPAdapter):
    """Sends what is meant for Google to the sandbox, and remembers the exchanges."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base = urlsplit(base_url)
        self.exchanges: list[Exchange] = []

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        asked = urlsplit(request.url)
        request.url = urlunsplit((self._base.scheme, self._base.netloc, *asked[2:]))
        response = super().send(request, *args, **kwargs)
        self._remember(request, asked, response)
        return response

    def _remember(self, request: requests.PreparedRequest, asked: Any, response: requests.Response) -> None:
        from urllib.parse import parse_qs, unquote

        is_json = "json" in request.headers.get("content-type", "")
        body = json.loads(request.body) if request.body and is_json else None
        is_json = "json" in response.headers.get("content-type", "") and response.content
        answer = response.json() if is_json else None
        self.exchanges.append(
            Exchange(
                request.method,
                request.url,
                unquote(asked.path),
                parse_qs(asked.query, keep_blank_values=True),
                body,
                response.status_code,
                answer,
            )
        )


@dataclass
class Loopback:
    """A running sandbox of Google alone."""

    server: Server
    books: Books
    sheets: SheetsRoom
    drive: DriveRoom
    account: dict[str, str]
    now: list[float] = field(default_factory=lambda: [NOON])

    def person(self) -> gspread.Client:
        """Return a client of the person at the machine."""
        return client_at(self.server.base_url)

    def bot(self) -> gspread.Client:
        """Return a client with the service account's own credentials."""
        return client_at(self.server.base_url, self.account)


@functools.cache
def _key() -> dict[str, str]:
    return new_service_account("http://127.0.0.1:1")


def service_account(base_url: str) -> dict[str, str]:
    """Return the service account of a sandbox; its key is made once for all tests."""
    return {**_key(), "token_uri": f"{base_url}/token"}


def client_at(
    base_url: str, account: dict[str, str] | None = None, scopes: Sequence[str] = SCOPES
) -> gspread.Client:
    """Return gspread as a service account uses it; without one, as the person at the machine."""
    if account is None:
        client = gspread.Client(auth=None, session=requests.Session())
    else:
        client = gspread.Client(auth=Credentials.from_service_account_info(account, scopes=scopes))
    client.http_client.session.mount("https://", ToLoopback(base_url))
    return client


def exchanges(client: gspread.Client) -> list[Exchange]:
    """Return what a client sent and got."""
    return client.http_client.session.get_adapter("https://").exchanges


@contextmanager
def loopback() -> Iterator[Loopback]:
    """Open the Sheets, Drive and token rooms on a free port."""
    books, tokens = Books(), Tokens()
    sheets, drive = SheetsRoom(books, tokens), DriveRoom(books, tokens)
    rooms = [TokenRoom(tokens), sheets, drive]
    now = [NOON]
    board = Switchboard(rooms, faults=Faults(), journal=Journal())
    with Server(board, now=lambda: now[0]) as server:
        account = service_account(server.base_url)
        tokens.trust(account["client_email"], account["private_key"])
        yield Loopback(server, books, sheets, drive, account, now)
