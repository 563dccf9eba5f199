"""
The Sheets API v4 as a room of the sandbox: each of its 17 calls, by method and path.

Reads who calls and what is asked, counts it against the quota when one is set, hands over
to `values_api.py`, `spreadsheets_api.py` and `batch.py`, and cuts the answer down to its
`fields`. An endpoint that Google has and the sandbox has not answers 501 and names itself.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sheets_bot.sandbox.google import spreadsheets_api, values_api
from sheets_bot.sandbox.google.auth import Caller, Tokens
from sheets_bot.sandbox.google.batch import batch_update
from sheets_bot.sandbox.google.book import Book, Books
from sheets_bot.sandbox.google.errors import ApiError, forbidden, invalid
from sheets_bot.sandbox.google.mask import Tree, bad_mask, parse_mask, project
from sheets_bot.sandbox.google.model import Json
from sheets_bot.sandbox.google.payload import read_message
from sheets_bot.sandbox.google.quota import Quota
from sheets_bot.sandbox.google.shapes import SHAPES
from sheets_bot.sandbox.wire import Call, Reply

_ROOT = "/v4/spreadsheets"
_SCOPES_TO_WRITE = {
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive",
    "https://www.googleapis.com/auth/drive.file",
}
_SCOPES_TO_READ = _SCOPES_TO_WRITE | {
    "https://www.googleapis.com/auth/spreadsheets.readonly",
    "https://www.googleapis.com/auth/drive.readonly",
}
_READS_WITH_READ_SCOPE = {"get", "values.get", "values.batchGet"}
_STANDARD = {
    "$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint",
    "quotaUser", "uploadType", "upload_protocol",
}  # fmt: skip
