"""
A person and the bot at one spreadsheet of the sandbox, for the acceptance tests.

The person works through the Sheets API without any of our code (`requests` alone);
the bot is the real one. `BusyDoor` lets the person act in the one moment that
matters: after the bot has read, before its write arrives.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import requests

from sheets_bot.platforms.google import GoogleAccount, kind_of_google_request
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience
from sheets_bot.sandbox.app import Sandbox
from sheets_bot.sheets.door import Door
from sheets_bot.sheets.schema import TabSchema, parse_schema
from sheets_bot.sheets.setup import set_up
from sheets_bot.sheets.workbook import Workbook

ROWS_AT_ONCE = 1_500
"""Of one call that appends."""

CASES = parse_schema(
    """
    tab = "Cases"
    key = "case_id"
    purpose = "A small tracker."
    problem = "problem"

    [[column]]
    name = "status"
    header = "Status"
    owner = "bot"

    [[column]]
    name = "case_id"
    header = "Case"
    owner = "bot"
    link = "https://example.com/{case_id}"

    [[column]]
    name = "notes"
    header = "Notes"
    owner = "human"
    type = "longtext"

    [[column]]
    name = "amount"
    header = "Amount"
    owner = "bot"
    type = "money"

    [[column]]
    name = "due"
    header = "Due"
    owner = "bot"
    type = "datetime"

    [[column]]
    name = "handled_by"
    header = "Handled by"
    owner = "human"

    [[column]]
    name = "approved"
    header = "Approved"
    owner = "request"
    type = "checkbox"

    [[column]]
    name = "problem"
    header = "Bot says"
    owner = "bot"
    type = "longtext"
    """,
    source="cases.toml",
)


class BusyDoor(Door):
    """The way to Google, on which people may do things just before a write arrives."""

    def __init__(self, sheets: Http, drive: Http, *, email: str) -> None:
        super().__init__(sheets, drive, email=email)
        self.meanwhile: list[Callable[[], None]] = []
        """One thing a person does before each of the next writes."""

    def batch(self, spreadsheet_id: str, **parts: Any) -> Any:
        if self.meanwhile:
            self.meanwhile.pop(0)()
        return super().batch(spreadsheet_id, **parts)


@contextmanager
def busy_door(sandbox: Sandbox, *, patience: Patience | None = None) -> Iterator[BusyDoor]:
    """Open a way to the sandbox's Google, with a service account's token."""
    account = GoogleAccount(sandbox.service_account)
    http = [
        Http(name, sandbox.base_url, credential=account, kind_of=kind_of_google_request, patience=patience)
        for name in ("Google Sheets", "Google Drive")
    ]
    door = BusyDoor(*http, email=account.email)
    yield door
    door.close()
    account.close()


class Person:
    """Somebody with the spreadsheet open in a browser."""

    def __init__(self, base_url: str, title: str = "A tracker", *, spreadsheet_id: str = "") -> None:
        """Open the spreadsheet of that id; without one, make a new one of that title."""
        self.base_url = base_url
        self._http = requests.Session()
        self.spreadsheet_id = spreadsheet_id or self._makes(title)

    def _makes(self, title: str) -> str:
        body = {"properties": {"title": title}}
        made = self._http.post(f"{self.base_url}/v4/spreadsheets", json=body, timeout=30)
        return made.json()["spreadsheetId"]

    def share_with(self, email: str) -> None:
        permission = {"type": "user", "role": "writer", "emailAddress": email}
        url = f"{self.base_url}/drive/v3/files/{self.spreadsheet_id}/permissions"
        self._http.post(url, json=permission, timeout=30).raise_for_status()

    def leave(self) -> None:
        """Close the browser."""
        self._http.close()

    def do(self, *wishes: dict[str, Any]) -> dict[str, Any]:
        """Do things in the browser, as one batch."""
        url = f"{self.base_url}/v4/spreadsheets/{self.spreadsheet_id}:batchUpdate"
        answer = self._http.post(url, json={"requests": list(wishes)}, timeout=30)
        assert answer.ok, answer.text
        return answer.json()

    def sees(self, tab: str, *, render: str = "FORMULA") -> list[list[Any]]:
        """Return a tab's values, every row as long as the header."""
        url = f"{self.base_url}/v4/spreadsheets/{self.spreadsheet_id}/values/'{tab}'"
        answer = self._http.get(url, params={"valueRenderOption": render}, timeout=30)
        assert answer.ok, answer.text
        rows = answer.json().get("values", [])
        width = len(rows[0]) if rows else 0
        return [row + [""] * (width - len(row)) for row in rows]

    def table(self, tab: str) -> list[dict[str, Any]]:
        """Return a tab's rows by header."""
        header, *rows = self.sees(tab)
        return [dict(zip(header, row, strict=False)) for row in rows]

    def sheet_id(self, tab: str) -> int:
        url = f"{self.base_url}/v4/spreadsheets/{self.spreadsheet_id}"
        answer = self._http.get(url, params={"fields": "sheets.properties"}, timeout=30).json()
        sheets = [sheet["properties"] for sheet in answer["sheets"]]
        return next(s.get("sheetId", 0) for s in sheets if s["title"] == tab)

    def types(self, tab: str, row: int, column: int, text: str) -> None:
        """Type into a cell (zero-based), as a person would: numbers, dates and formulas are understood."""
        url = f"{self.base_url}/v4/spreadsheets/{self.spreadsheet_id}/values/'{tab}'!R{row + 1}C{column + 1}"
        body = {"values": [[text]]}
        answer = self._http.put(url, params={"valueInputOption": "USER_ENTERED"}, json=body, timeout=30)
        assert answer.ok, answer.text

    def appends(self, tab: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows below what a tab holds, as they are: text stays text."""
        kinds = {bool: "boolValue", str: "stringValue"}
        cells = [
            {
                "values": [
                    {}
                    if content in ("", None)
                    else {"userEnteredValue": {kinds.get(type(content), "numberValue"): content}}
                    for content in row
                ]
            }
            for row in rows
        ]
        for first in range(0, len(cells), ROWS_AT_ONCE):
            some = cells[first : first + ROWS_AT_ONCE]
            wish = {"sheetId": self.sheet_id(tab), "rows": some, "fields": "userEnteredValue"}
            self.do({"appendCells": wish})


def a_tracker(door: Door, base_url: str, *schemas: TabSchema) -> tuple[Person, Workbook]:
    """Return a person with a freshly provisioned spreadsheet, and the bot's workbook on it."""
    person = Person(base_url)
    person.share_with(door.email)
    book = Workbook(door, person.spreadsheet_id)
    set_up(book, schemas)
    return person, book
