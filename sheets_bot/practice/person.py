"""
The spreadsheet as a person has it open in a browser, and the buttons of the platforms' own pages.

Talks to the imitated world only, over HTTP and without a credential, which is how it knows a person. Knows no
tab and no rule.
"""

from collections.abc import Mapping
from typing import Any, Self

from sheets_bot.platforms.http import Http

Wish = Mapping[str, Any]
"""One request of the Sheets API's ``batchUpdate``."""


class Person:
    """Somebody with one spreadsheet open. Errors are those of `Http`."""

    def __init__(self, base_url: str, spreadsheet_id: str) -> None:
        self._http = Http("sandbox", base_url)
        self._path = f"/v4/spreadsheets/{spreadsheet_id}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the browser."""
        self._http.close()

    def sees(self, tab: str) -> list[list[Any]]:
        """Return a tab's values as typed, every row as long as the header."""
        path = f"{self._path}/values/'{tab}'"
        answer = self._http.fetch_json(path, params={"valueRenderOption": "FORMULA"})
        rows: list[list[Any]] = answer.get("values", [])
        width = len(rows[0]) if rows else 0
        return [row + [""] * (width - len(row)) for row in rows]

    def table(self, tab: str) -> list[dict[str, Any]]:
        """Return a tab's rows by header."""
        header, *rows = self.sees(tab) or [[]]
        return [dict(zip(header, row, strict=False)) for row in rows]

    def tabs(self) -> dict[str, int]:
        """Return the numbers of the tabs by title; 0 for the first one of a new spreadsheet."""
        answer = self._http.fetch_json(self._path, params={"fields": "sheets.properties"})
        sheets = [sheet["properties"] for sheet in answer["sheets"]]
        return {sheet["title"]: int(sheet.get("sheetId", 0)) for sheet in sheets}

    def do(self, *wishes: Wish) -> None:
        """Do things in the browser, as one batch."""
        body = {"requests": list(wishes)}
        self._http.request("POST", f"{self._path}:batchUpdate", repeatable=False, json=body)

    def accepts(self, case: str) -> bool:
        """Accept a case on its platform's page, all of it; say whether the page allowed it."""
        answer = self._http.send("POST", "/_sandbox/accept", repeatable=False, json={"case": case})
        return answer.is_success
