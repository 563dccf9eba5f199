"""
Six ways to the same end: ours, and the ones that people would write with what is published.

Each opens the spreadsheet, brings status and amount of all rows to what they should be and adds the
rows that are missing, with as few calls as its interface offers, and writes nothing when nothing
differs. The published packages run unchanged: only their connections lead to the sandbox.
"""

import gc
import io
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

import gspread
import httplib2
import pygsheets
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials
from gspread_dataframe import get_as_dataframe, set_with_dataframe
from gspread_pandas import Client, Spread
from requests.adapters import HTTPAdapter

from bench_frames import frame_in_line
from bench_tracker import HEADERS, NOW, SCHEMA, TAB, UNBOUNDED, serial
from sheets_bot.platforms.google import GoogleAccount, kind_of_google_request
from sheets_bot.platforms.http import Http
from sheets_bot.reconcile import Occasion, reconcile
from sheets_bot.sandbox.app import Sandbox
from sheets_bot.sheets.door import Door
from sheets_bot.sheets.row import Row
from sheets_bot.sheets.workbook import Workbook

SCOPES = ["https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive"]
KEY, STATUS, AMOUNT = (HEADERS[name] for name in ("case_id", "status", "amount"))
COLUMN = {
    header: gspread.utils.rowcol_to_a1(1, at)[:-1] for at, header in enumerate(HEADERS.values(), start=1)
}


class Contender(Protocol):
    """One way."""

    name: str

    def open(self, sandbox: Sandbox, spreadsheet_id: str) -> None:
        """Sign in and find the tab, with nothing known from before."""

    def run(self, wanted: Sequence[Row]) -> None:
        """Bring the tab in line."""

    def close(self) -> None:
        """Close the connections."""


class SheetsBot:
    """This project."""

    name = "sheets_bot"

    def open(self, sandbox: Sandbox, spreadsheet_id: str) -> None:
        self._account = GoogleAccount(sandbox.service_account)
        sheets, drive = (
            Http(name, sandbox.base_url, credential=self._account, kind_of=kind_of_google_request)
            for name in ("Google Sheets", "Google Drive")
        )
        self._door = Door(sheets, drive, email=self._account.email)
        self._book = Workbook(self._door, spreadsheet_id)
        self._book.structure()

    def run(self, wanted: Sequence[Row]) -> None:
        occasion = Occasion(run="bench", job="bench", now=NOW)
        receipt = reconcile(
            self._book, [SCHEMA], lambda _: {TAB: wanted}, occasion=occasion, limits=UNBOUNDED
        )
        assert not receipt.problems

    def close(self) -> None:
        self._door.close()
        self._account.close()


class _ToLoopback(HTTPAdapter):
    """Sends what is meant for Google to the sandbox."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base = urlsplit(base_url)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = urlunsplit((self._base.scheme, self._base.netloc, *urlsplit(str(request.url))[2:]))
        return super().send(request, *args, **kwargs)


def _session(sandbox: Sandbox) -> AuthorizedSession:
    credentials = Credentials.from_service_account_info(sandbox.service_account, scopes=SCOPES)
    session = AuthorizedSession(credentials)
    session.mount("https://", _ToLoopback(sandbox.base_url))
    return session


class _ToLoopbackWithRoot(_ToLoopback):
    """Answers by itself what the sandbox's Drive does not know: the root folder, asked for at every sign-in."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if "/drive/v3/files/root" not in str(request.url):
            return super().send(request, *args, **kwargs)
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, str(request.url)
        response.raw = io.BytesIO(b'{"id": "root-folder", "name": "My Drive"}')
        return response


class Gspread:
    """gspread's own idiom, with the unformatted values that a comparison needs."""

    name = "gspread"

    def open(self, sandbox: Sandbox, spreadsheet_id: str) -> None:
        self._session = _session(sandbox)
        client = gspread.Client(auth=self._session.credentials, session=self._session)
        self._tab = client.open_by_key(spreadsheet_id).worksheet(TAB)

    def run(self, wanted: Sequence[Row]) -> None:
        records = self._tab.get_all_records(value_render_option="UNFORMATTED_VALUE")
        updates, new = _updates(records, wanted)
        if updates:
            self._tab.batch_update(
                [{"range": place, "values": [[value]]} for place, value in updates], value_input_option="RAW"
            )
        if new:
            self._tab.append_rows(new, value_input_option="RAW")

    def close(self) -> None:
        self._session.close()


class GspreadDataframe(Gspread):
    """gspread-dataframe: the tab as a frame, changed, and put back."""

    name = "gspread-dataframe"

    def run(self, wanted: Sequence[Row]) -> None:
        frame = get_as_dataframe(self._tab)
        changed = _frame_in_line(frame, wanted)
        if changed is not None:
            set_with_dataframe(self._tab, changed, resize=True)


class GspreadPandas:
    """gspread-pandas: the tab as a frame, changed, and put back."""

    name = "gspread-pandas"

    def open(self, sandbox: Sandbox, spreadsheet_id: str) -> None:
        self._session = _session(sandbox)
        self._session.mount("https://", _ToLoopbackWithRoot(sandbox.base_url))
        self._spread = Spread(spreadsheet_id, sheet=TAB, client=Client(session=self._session))

    def run(self, wanted: Sequence[Row]) -> None:
        frame = self._spread.sheet_to_df(index=None)
        changed = _frame_in_line(frame, wanted)
        if changed is not None:
            self._spread.df_to_sheet(changed, index=False)

    def close(self) -> None:
        self._session.close()


class _HttpToLoopback(httplib2.Http):
    """The same for httplib2, which Google's own client library uses."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base = urlsplit(base_url)

    def request(self, uri: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(
            urlunsplit((self._base.scheme, self._base.netloc, *urlsplit(uri)[2:])), *args, **kwargs
        )


class Pygsheets:
    """pygsheets' idiom."""

    name = "pygsheets"

    def open(self, sandbox: Sandbox, spreadsheet_id: str) -> None:
        credentials = Credentials.from_service_account_info(sandbox.service_account, scopes=SCOPES)
        self._http = _HttpToLoopback(sandbox.base_url)
        client = pygsheets.authorize(custom_credentials=credentials, http=self._http)
        self._tab = client.open_by_key(spreadsheet_id).worksheet_by_title(TAB)

    def run(self, wanted: Sequence[Row]) -> None:
        unformatted = pygsheets.ValueRenderOption.UNFORMATTED_VALUE
        records = self._tab.get_all_records(numericise_data=False, value_render=unformatted)
        updates, new = _updates(records, wanted)
        if updates:
            places, values = zip(*updates, strict=True)
            self._tab.update_values_batch(list(places), [[[value]] for value in values], parse=False)
        if new:
            self._tab.append_table(new)  # it can only be USER_ENTERED: its option for that raises TypeError

    def close(self) -> None:
        self._http.close()
        del self._tab, self._http
        gc.collect()  # a socket that httplib2 leaves behind ends here, not in somebody else's benchmark


CONTENDERS: tuple[type[Contender], ...] = (SheetsBot, Gspread, GspreadDataframe, GspreadPandas, Pygsheets)


def _updates(
    records: Sequence[Mapping[str, Any]], wanted: Sequence[Row]
) -> tuple[list[tuple[str, Any]], list[list[Any]]]:
    """Return the cells that differ, by place, and the rows that are missing."""
    places = {str(record[KEY]): at for at, record in enumerate(records, start=2)}
    updates: list[tuple[str, Any]] = []
    new = []
    for row in wanted:
        at = places.get(row.key)
        if at is None:
            new.append(_new_row(row))
            continue
        record = records[at - 2]
        for header, value in _cells(row).items():
            if record[header] != value:
                updates.append((f"{COLUMN[header]}{at}", value))
    return updates, new


def _cells(row: Row) -> dict[str, Any]:
    amount = row.values["amount"]
    return {STATUS: row.values["status"], AMOUNT: float(str(amount))}


def _new_row(row: Row) -> list[Any]:
    cells = {KEY: row.key, HEADERS["due"]: serial(row.values["due"]), **_cells(row)}
    return [cells.get(header, "") for header in HEADERS.values()]


def _frame_in_line(frame: Any, wanted: Sequence[Row]) -> Any:
    """Return the frame with what should stand there, None where it does."""
    cells = {row.key: _cells(row) for row in wanted}
    new = {row.key: _new_row(row) for row in wanted}
    return frame_in_line(frame, key=KEY, cells=cells, new=new, number=AMOUNT)
