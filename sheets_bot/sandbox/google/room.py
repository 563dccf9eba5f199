"""
The Sheets API v4 as a room of the sandbox: every one of its 17 calls.

Reads who calls and what is asked, counts it against the quota where one is set, hands
over to what `routes.py` names and cuts the answer down to its `fields`. A path that Google
has and the sandbox has not answers 501 and names itself.
"""

import json
import re
from typing import Any

from sheets_bot.sandbox.google import spreadsheets_api
from sheets_bot.sandbox.google.auth import Caller, Tokens
from sheets_bot.sandbox.google.book import Book, Books
from sheets_bot.sandbox.google.errors import ApiError, forbidden
from sheets_bot.sandbox.google.mask import Tree, parse_mask, project, require_known
from sheets_bot.sandbox.google.model import Json
from sheets_bot.sandbox.google.payload import read_message
from sheets_bot.sandbox.google.quota import Quota
from sheets_bot.sandbox.google.routes import Asked, Route, find_route
from sheets_bot.sandbox.wire import Call, Reply

_ROOT = "/v4/spreadsheets"
_AUTH = "https://www.googleapis.com/auth/"
_WRITE_SCOPES = {_AUTH + "spreadsheets", _AUTH + "drive", _AUTH + "drive.file"}
_READ_SCOPES = _WRITE_SCOPES | {_AUTH + "spreadsheets.readonly", _AUTH + "drive.readonly"}
_READS_OF_READ_SCOPES = {"get", "values.get", "values.batchGet"}
"""Every other read, data filters included, needs a scope that may write (documented)."""
_STANDARD_PARAMETERS = {
    "$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint",
    "quotaUser", "uploadType", "upload_protocol",
}  # fmt: skip


class SheetsRoom:
    """Answers the Sheets API over a set of books."""

    service = "sheets"

    def __init__(self, books: Books, tokens: Tokens | None = None) -> None:
        self.books = books
        self.tokens = tokens or Tokens()
        self.quota: Quota | None = None
        """Off unless set; the person at the machine is never counted."""
        self.append_skips_hidden = False
        """The reported fault of `values.append` under a filter; see `append.py`."""

    def handles(self, path: str) -> bool:
        """Say whether a path belongs to this room."""
        return path == _ROOT or path.startswith(_ROOT + "/")

    def answer(self, call: Call) -> Reply:
        """Answer one call; every refusal is in Google's form."""
        try:
            return Reply(200, self._answered(call))
        except ApiError as error:
            return Reply(error.code, error.body())

    def _answered(self, call: Call) -> Json:
        caller = self.tokens.caller(call.headers, call.at)
        if call.path == _ROOT and call.method == "POST":
            return self._create(call, caller)
        found = find_route(call.method, call.path)
        if found is None:
            raise ApiError(501, f"The sandbox does not imitate {call.method} {call.path}.")
        route, parts = found
        self._charge(caller, is_read=route.is_read)
        _require_parameters(call, route.parameters)
        _require_scope(caller, route)
        mask = _mask(call, route.answer)
        book = self.books.get(parts["spreadsheetId"])
        caller.require(book, "reader" if route.is_read else "writer")
        sent = _json(call) if call.method != "GET" else {}
        asked = Asked(
            book=book,
            books=self.books,
            parts=parts,
            query={name: values[-1] for name, values in call.query.items()},
            ranges=list(call.query.get("ranges", [])),
            body=read_message(sent, route.body, root=route.root) if route.body else sent,
            mask=mask,
            now=call.at,
            may_write=lambda other: caller.require(other, "writer"),
            caller=caller.email or "",
            append_skips_hidden=self.append_skips_hidden,
        )
        before = book.state
        answer: Json = project(route.handler(asked), mask)
        if not (route.is_read or caller.is_person):
            book.note_program(before)
        return answer

    def _create(self, call: Call, caller: Caller) -> Json:
        self._charge(caller, is_read=False)
        _require_parameters(call, frozenset())
        mask = _mask(call, "Spreadsheet")
        if not caller.is_person:
            raise forbidden()  # a service account has no room of its own in Drive (reported)
        body = read_message(_json(call), "Spreadsheet", root="spreadsheet")
        book: Book = spreadsheets_api.create(self.books, body, now=call.at)
        return spreadsheets_api.get(book.state, [], now=call.at, mask=mask)

    def _charge(self, caller: Caller, *, is_read: bool) -> None:
        if self.quota is not None and caller.email is not None:
            self.quota.charge(caller.email, is_read=is_read)


def _mask(call: Call, message: str) -> Tree:
    mask = parse_mask(call.arg("fields"))
    require_known(mask, message)
    return mask


def _json(call: Call) -> Any:
    if not call.body.strip():
        return {}
    try:
        return json.loads(call.body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, f"Invalid JSON payload received. {error}") from error


def _no_number(name: str) -> Any:
    raise ValueError(f"Unexpected token: {name}")  # NaN and Infinity are Python's, not JSON's


def _require_scope(caller: Caller, route: Route) -> None:
    """Refuse a token whose scopes do not reach that far; without any scope all is allowed."""
    with_read_scope = route.name in _READS_OF_READ_SCOPES
    if caller.scopes and not caller.scopes & (_READ_SCOPES if with_read_scope else _WRITE_SCOPES):
        details = {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            "domain": "googleapis.com",
            "metadata": {"service": "sheets.googleapis.com"},
        }  # the form of Google's other APIs (unverified here)
        raise ApiError(403, "Request had insufficient authentication scopes.", details=[details])


def _require_parameters(call: Call, known: frozenset[str]) -> None:
    unknown = [name for name in call.query if name not in known and name not in _STANDARD_PARAMETERS]
    if unknown:
        texts = [
            f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
            f"Field '{re.sub(r'[^A-Za-z0-9_.]', '', name)}' could not be found in request message."
            for name in unknown
        ]
        violations = [{"description": text} for text in texts]
        details = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}
        raise ApiError(400, "\n".join(texts), details=[details])
