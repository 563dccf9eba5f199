"""
gspread on our own HTTP door: the calls that the protocol makes, and what Google's refusals mean.

The only importer of gspread. Its client is given our way out (`platforms/http.py`)
instead of its own, which has no time limit and no bounded retries; then it works
unmodified. Knows calls, not what they are for: that is `workbook.py`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from gspread import urls
from gspread.http_client import HTTPClient

from sheets_bot.errors import Misconfigured, SheetsBotError, TryLater
from sheets_bot.platforms.google_errors import GoogleFault, explain_google, google_fault
from sheets_bot.platforms.http import Http, Response

_SHEETS_HOST = "https://sheets.googleapis.com"
_DRIVE_HOST = "https://www.googleapis.com"

Answer = TypeVar("Answer")
Json = Mapping[str, Any]


class Outdated(TryLater):
    """Another writer was first, or the spreadsheet was rebuilt: read again, then decide again."""


class EpochTaken(Outdated):
    """The epoch of a batch stands already: the batch was refused whole."""


class _Refusal(SheetsBotError):
    """Google refused a batch whole, and perhaps said for which of its requests."""

    def __init__(self, message: str, *, request: int | None = None, tab: str = "") -> None:
        super().__init__(message)
        self.request = request
        """Place of that request in the batch, from 0; None where it is the spreadsheet as a whole."""
        self.tab = tab
        """The tab that the request is about, where somebody knows; filled in by `workbook.py`."""


class NotTaken(_Refusal, Outdated):
    """Google refuses a request as it is; said of a batch made anew in the very same words, it is for good."""


class Barred(_Refusal, Misconfigured):
    """Google goes on refusing until a person makes room, takes a protection away, or mends the bot."""


class _Unsuccessful(Exception):
    """An answer that says no. gspread's own error cannot be made of every body that a proxy may send."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class _Client(HTTPClient):
    """gspread's client, led through our doors."""

    def __init__(self, sheets: Http, drive: Http) -> None:
        self.sheets = sheets
        self.drive = drive

    def request(  # type: ignore[override]  # gspread names requests' classes; it only reads four attributes
        self, method: str, endpoint: str, *, repeatable: bool | None = None, **parts: Any
    ) -> Response:
        """Send one request; whether it may be repeated depends on the method, unless it is said."""
        to_drive = endpoint.startswith(_DRIVE_HOST)
        http, host = (self.drive, _DRIVE_HOST) if to_drive else (self.sheets, _SHEETS_HOST)
        given = {name: part for name, part in parts.items() if part is not None}
        again = method.upper() == "GET" if repeatable is None else repeatable
        response = http.send(method.upper(), endpoint.removeprefix(host), repeatable=again, **given)
        if response.is_success:
            return response
        raise _Unsuccessful(response)


class Door:
    """
    The calls to one service account's spreadsheets.

    Every call raises Misconfigured when a person must act (Barred when they must make room or
    lift a protection), TryLater when Google does not answer, and Outdated when Google refuses a
    request as it is.
    """

    def __init__(self, sheets: Http, drive: Http, *, email: str) -> None:
        """Take the doors to both services, and the service account's address for messages about sharing."""
        self.email = email
        self._client = _Client(sheets, drive)

    def structure(self, spreadsheet_id: str, *, fields: str) -> Json:
        """Return what a mask selects of a spreadsheet's structure."""
        ask = self._client.fetch_sheet_metadata
        return self._call(spreadsheet_id, lambda: _object(ask(spreadsheet_id, {"fields": fields})))

    def values(self, spreadsheet_id: str, *, body: Json) -> Json:
        """Return the values that some data filters select."""
        url = f"{urls.SPREADSHEET_URL % spreadsheet_id}/values:batchGetByDataFilter"
        return self._json(spreadsheet_id, "post", url, json=body, repeatable=True)

    def parts(self, spreadsheet_id: str, *, filters: Sequence[Json], fields: str) -> Json:
        """Return what a mask selects of some parts of a spreadsheet, cells included."""
        url = f"{urls.SPREADSHEET_URL % spreadsheet_id}:getByDataFilter"
        parts = {"json": {"dataFilters": list(filters)}, "params": {"fields": fields}}
        return self._json(spreadsheet_id, "post", url, repeatable=True, **parts)

    def mark(self, spreadsheet_id: str, mark_id: int) -> Json:
        """Return one developer metadata entry."""
        url = f"{urls.SPREADSHEET_URL % spreadsheet_id}/developerMetadata/{mark_id}"
        return self._json(spreadsheet_id, "get", url)

    def batch(self, spreadsheet_id: str, *, body: Json, repeatable: bool, fields: str | None = None) -> Json:
        """
        Send one atomic batch and return Google's answer.

        Args:
            spreadsheet_id: Where.
            body: Requests and options.
            repeatable: Whether Google would refuse the same batch a second time, so that a lost
                answer may be asked for again.
            fields: Mask of the answer.

        Raises:
            EpochTaken: A developer metadata id of the batch exists already.
        """
        url = urls.SPREADSHEET_BATCH_UPDATE_URL % spreadsheet_id
        params = {"fields": fields} if fields else None
        return self._json(spreadsheet_id, "post", url, json=body, params=params, repeatable=repeatable)

    def permissions(self, spreadsheet_id: str) -> list[Json]:
        """Return who may do what, as far as the bot may know. Asks Drive."""
        return self._call(spreadsheet_id, lambda: list(self._client.list_permissions(spreadsheet_id)))

    def server_at(self, spreadsheet_id: str) -> datetime | None:
        """Return what time it is at Google; None where the answer does not say."""
        url = urls.SPREADSHEET_URL % spreadsheet_id
        request = self._client.request
        answer = self._call(spreadsheet_id, lambda: request("get", url, params={"fields": "spreadsheetId"}))
        try:
            return parsedate_to_datetime(answer.headers.get("date", ""))
        except ValueError:
            return None

    def close(self) -> None:
        """Close the connections."""
        self._client.sheets.close()
        self._client.drive.close()

    def _json(self, spreadsheet_id: str, method: str, url: str, **parts: Any) -> Json:
        return self._call(spreadsheet_id, lambda: _object(self._client.request(method, url, **parts).json()))

    def _call(self, spreadsheet_id: str, ask: Callable[[], Answer]) -> Answer:
        try:
            return ask()
        except _Unsuccessful as error:
            answer = error.response
        except (ValueError, KeyError):
            raise TryLater(
                f"Spreadsheet {spreadsheet_id}: the answer is not one that Google gives. The next run reads "
                "again; what was sent may have been applied."
            ) from None
        # Raised outside of the handler, unchained: what is chained is shown with all it holds.
        fault = google_fault(answer)
        if answer.status_code == 400 and "already exists" in fault.message and "metadata" in fault.message:
            raise EpochTaken(f"Spreadsheet {spreadsheet_id}: {fault.message}")
        where = f"Spreadsheet {spreadsheet_id}"
        if answer.status_code in {400, 403} and (barred := _barred(fault, where, self.email)):
            raise barred
        if answer.status_code == 400:
            raise NotTaken(
                f"{where}: Google refused a request ({fault.message}). Nothing of it was applied.",
                request=_request_in(fault.message),
            )
        raise explain_google(answer, email=self.email, what=f"spreadsheet {spreadsheet_id}")


def _object(answer: object) -> Json:
    """Return an answer that is a JSON object. Raises ValueError for any other."""
    if not isinstance(answer, dict):
        raise ValueError("not an object")  # noqa: TRY004 - as where it is no JSON at all
    return answer


def for_good(refused: NotTaken) -> Barred:
    """Return what a refusal means that came twice in the same words, though all was read anew in between."""
    return Barred(
        f"{refused} Made anew it was refused in the same words, so waiting does not help: please report it.",
        request=refused.request,
        tab=refused.tab,
    )


def _barred(fault: GoogleFault, where: str, email: str) -> Barred | None:
    """
    Return what only a person can end, by Google's words; None for every other refusal.

    The limit is measured (10,000,000 cells, a 400 that names it); the words about a protection, and whether
    they come with 400 or 403, are unverified.
    """
    if "above the limit of" in fault.message and "cells" in fault.message:
        return Barred(
            f"{where} is full: Google allows 10,000,000 cells in all tabs together ({fault.message}). Delete "
            "tabs, rows and columns that nobody needs; empty ones count too. Until then nothing is written."
        )
    if "protected" in fault.message:
        return Barred(
            f"{where}: something in it is protected against the bot ({fault.message}). Open Data > Protect "
            f"sheets and ranges, and let {email} edit it or take the protection away. Nothing was written "
            "there.",
            request=_request_in(fault.message),
        )
    return None


def _request_in(words: str) -> int | None:
    """Return the place of the request that Google names: 3 of ``Invalid requests[3].updateCells: ...``."""
    named = re.search(r"requests\[(\d{1,6})\]", words)
    return int(named[1]) if named else None
