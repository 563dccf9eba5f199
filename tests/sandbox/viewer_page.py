"""
A browser on the viewer of a small sandbox: the fixtures of the viewer's tests.

The page is driven as a person would, by roles and keys; what came of it is read
from the server. Browser, sandbox and page are made once per module; each test begins
with the sandbox reset and the page opened anew. Every test also promises that nothing
was said on the browser's console and that nothing was asked of anybody but the sandbox.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from sheets_bot.sandbox.app import Sandbox, start

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PATIENCE_SECONDS = 20.0
HEADERS = ["Dispute", "Flag", "Amount", "Due", "Action", "Approved", "Notes"]
GREY = {"red": 0.9, "green": 0.9, "blue": 0.9}


@dataclass
class Viewer:
    """A page on a sandbox, and the same spreadsheet through the API."""

    page: Any
    sandbox: Sandbox
    expected: str | None = None
    """What the browser may say on its console in this test, e.g. of an answer that is a refusal."""
    complaints: list[str] = field(default_factory=list)
    """What the browser said, and whom the page asked that is not the sandbox."""

    @property
    def spreadsheet(self) -> str:
        return f"{self.sandbox.base_url}/v4/spreadsheets/{self.sandbox.config['workbooks']['shared']}"

    def values(self, a1: str, render: str = "UNFORMATTED_VALUE") -> list[list[Any]]:
        answer = httpx.get(f"{self.spreadsheet}/values/{a1}", params={"valueRenderOption": render})
        return answer.raise_for_status().json().get("values", [])

    def column(self, letter: str, first: int, last: int) -> list[Any]:
        got = [row[0] if row else "" for row in self.values(f"Disputes!{letter}{first}:{letter}{last}")]
        return got + [""] * (last - first + 1 - len(got))

    def write(self, a1: str, *rows: list[Any]) -> None:
        params = {"valueInputOption": "USER_ENTERED"}
        httpx.put(f"{self.spreadsheet}/values/{a1}", params=params, json={"values": rows}).raise_for_status()

    def batch(self, *requests: dict[str, Any]) -> dict[str, Any]:
        return self.post(":batchUpdate", {"requests": requests})

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = httpx.post(f"{self.spreadsheet}{path}", json=body, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def control(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = httpx.post(f"{self.sandbox.base_url}/_sandbox/{path}", json=body, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def open(self, address: str = "/", *, remembers: bool = False) -> None:
        """Open the page as somebody who was never here, or who was."""
        if not remembers:
            session = self.page.context.new_cdp_session(self.page)
            kept = {"origin": self.sandbox.base_url, "storageTypes": "local_storage"}
            session.send("Storage.clearDataForOrigin", kept)
            session.detach()
        self.page.goto(f"{self.sandbox.base_url}{address}")
        self.page.locator("#cell-0-0 .words").wait_for()

    def unexpected(self) -> list[str]:
        """What was said on the console although nothing should be."""
        expected = self.expected
        return [said for said in self.complaints if expected is None or expected not in said]

    def cell(self, a1: str) -> Any:
        column, row = ord(a1[0]) - ord("A"), int(a1[1:]) - 1
        return self.page.locator(f"#cell-{row}-{column}")

    def select(self, a1: str) -> None:
        self.cell(a1).click(position={"x": 3, "y": 3})

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def menu(self, a1: str, item: str) -> None:
        self.cell(a1).click(button="right", position={"x": 3, "y": 3})
        self.page.get_by_role("menuitem", name=item).click()

    def eventually(self, read: Any, wanted: Any) -> None:
        """Wait until the server has what the page was asked to write."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (got := read()) != wanted and time.monotonic() < deadline:
            self.page.wait_for_timeout(30)
        assert got == wanted


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser without a window; ended with its module, since its driver's event loop would disturb others."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright (requirements-dev.lock)")
    if not CHROMIUM.exists():
        pytest.skip(f"needs Debian's Chromium at {CHROMIUM}: apt-get install -y chromium")
    playwright.expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def stand(browser: Any) -> Iterator[Viewer]:
    """One page on one empty sandbox, for all tests of a module."""
    with start(empty=True, running=False) as sandbox:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(PATIENCE_SECONDS * 1000)
        yield watched(Viewer(page, sandbox))
        page.close()


@pytest.fixture
def viewer(stand: Viewer) -> Iterator[Viewer]:
    """A sandbox with a small Disputes tab; the page is not yet open, so that a test can add to the tab."""
    stand.page.goto("about:blank")
    stand.page.unroute_all()
    stand.sandbox.reset()
    stand.expected = None
    stand.complaints.clear()
    stand.batch(*small_disputes())
    yield stand
    assert stand.unexpected() == []


def watched(viewer: Viewer) -> Viewer:
    """Let what the browser complains of be written down."""
    page, complaints = viewer.page, viewer.complaints
    page.on("console", lambda said: complaints.append(f"console {said.type}: {said.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("request", lambda asked: _note_stranger(asked.url, viewer.sandbox.base_url, complaints))
    return viewer


def _note_stranger(url: str, base_url: str, complaints: list[str]) -> None:
    if not url.startswith((f"{base_url}/", "data:", "about:")):
        complaints.append(f"asked a stranger: {url}")


def small_disputes() -> list[dict[str, Any]]:
    """Five disputes as the bot would lay them out: formats, choices, ticks, notes, colours, protection."""
    rows = [
        ("PP-3", "OK", 30.5, 46_351, "", False, "third"),
        ("PP-1", "MISSED", 10, 46_349.25, "Hold", False, "first"),
        ("PP-4", "OK", 1234.5, 46_352, "", True, ""),
        ("PP-2", "SOON", 20, 46_350, "", False, "second"),
        ("PP-5", "CLOSED", 50, 46_353, "", False, "fifth"),
    ]
    return [
        {
            "updateSheetProperties": {
                "properties": {
                    "sheetId": 0,
                    "title": "Disputes",
                    "gridProperties": {
                        "rowCount": 40,
                        "columnCount": 9,
                        "frozenRowCount": 1,
                        "frozenColumnCount": 1,
                    },
                },
                "fields": "title,gridProperties(rowCount,columnCount,frozenRowCount,frozenColumnCount)",
            }
        },
        {
            "updateCells": {
                "start": {"sheetId": 0, "rowIndex": 0, "columnIndex": 0},
                "rows": [
                    {"values": [_head(text) for text in HEADERS]},
                    *({"values": _cells(row)} for row in rows),
                ],
                "fields": "userEnteredValue,userEnteredFormat,note,dataValidation",
            }
        },
        _rule(0, 1, {"type": "TEXT_EQ", "values": [{"userEnteredValue": "MISSED"}]}, {"red": 1}),
        _rule(1, 0, {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": '=$B2="CLOSED"'}]}, GREY),
        {
            "addProtectedRange": {
                "protectedRange": {
                    "range": {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 4},
                    "warningOnly": True,
                    "description": "The bot keeps these cells.",
                }
            }
        },
    ]


def _head(text: str) -> dict[str, Any]:
    return {
        "userEnteredValue": {"stringValue": text},
        "userEnteredFormat": {"textFormat": {"bold": True}, "backgroundColorStyle": {"rgbColor": GREY}},
        "note": f"What {text} means.",
    }


def _cells(row: tuple[Any, ...]) -> list[dict[str, Any]]:
    key, flag, amount, due, action, approved, notes = row
    choices = [{"userEnteredValue": choice} for choice in ("Provide evidence", "Send message", "Hold")]
    one_of = {"condition": {"type": "ONE_OF_LIST", "values": choices}, "strict": True, "showCustomUi": True}
    return [
        {"userEnteredValue": {"stringValue": key}},
        {"userEnteredValue": {"stringValue": flag}},
        _number(amount, "NUMBER", "#,##0.00"),
        _number(due, "DATE_TIME", "d mmm hh:mm"),
        {"userEnteredValue": {"stringValue": action} if action else {}, "dataValidation": one_of},
        {"userEnteredValue": {"boolValue": approved}, "dataValidation": {"condition": {"type": "BOOLEAN"}}},
        {"userEnteredValue": {"stringValue": notes} if notes else {}},
    ]


def _number(value: float, kind: str, pattern: str) -> dict[str, Any]:
    return {
        "userEnteredValue": {"numberValue": value},
        "userEnteredFormat": {"numberFormat": {"type": kind, "pattern": pattern}},
    }


def _rule(index: int, column: int, condition: dict[str, Any], colour: dict[str, float]) -> dict[str, Any]:
    places = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": column, "endColumnIndex": column + 1}
    look = {"backgroundColorStyle": {"rgbColor": colour}}
    rule = {"ranges": [places], "booleanRule": {"condition": condition, "format": look}}
    return {"addConditionalFormatRule": {"index": index, "rule": rule}}
