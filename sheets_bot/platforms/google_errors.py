"""
What Google's error answers mean, and what a person can do about them.

Pure: reads an answer, asks nothing. Used for Sheets and Drive alike; signing in
has errors of its own (`google.py`). Quotes Google's words, never a cell.
"""

from typing import Any, NamedTuple

from sheets_bot.errors import Misconfigured, SheetsBotError
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.http import Response, maybe_done_before

_LONGEST_QUOTE = 200


class GoogleFault(NamedTuple):
    """What Google says about a request that failed; empty where it does not."""

    status: str
    """E.g. ``PERMISSION_DENIED``."""
    message: str
    """At most 200 characters. It names ranges, fields and quotas; cells are not quoted in it."""
    reason: str
    """Of google.rpc.ErrorInfo, e.g. ``RATE_LIMIT_EXCEEDED`` or ``SERVICE_DISABLED``."""
    quota_limit: str
    """E.g. ``ReadRequestsPerMinutePerUser``: tells reads from writes and user from project."""


def google_fault(response: Response) -> GoogleFault:
    """Read the error body of Sheets or Drive; total, whatever the body is."""
    try:
        error = _dict(_dict(response.json()).get("error"))
    except (ValueError, RecursionError):
        error = {}
    details = error.get("details")
    infos = [_dict(detail) for detail in details] if isinstance(details, list) else []
    info = next((detail for detail in infos if "reason" in detail), {})
    return GoogleFault(
        status=_words(error.get("status")),
        message=_words(error.get("message")),
        reason=_words(info.get("reason")),
        quota_limit=_words(_dict(info.get("metadata")).get("quota_limit")),
    )


def explain_google(response: Response, *, email: str, what: str = "the spreadsheet") -> SheetsBotError:
    """
    Return our error for a refusal of Google's; *what* names the thing that was asked for.

    NoAnswer for 408, 429 and 5xx (`maybe_done` after a 5xx), else Misconfigured with the way out.
    """
    fault = google_fault(response)
    code = response.status_code
    said = f"{code} {fault.status}".strip() + (f": {fault.message}" if fault.message else "")
    if code in {408, 429} or code >= 500:
        limit = f" Limit: {fault.quota_limit}." if fault.quota_limit else ""
        return NoAnswer(
            f"Google did not serve {what} ({said}).{limit} The next run tries again.",
            maybe_done=code >= 500 or maybe_done_before(response),
        )
    if fault.reason == "SERVICE_DISABLED":
        way_out = "Enable the Google Sheets API and the Google Drive API in the service account's project."
    elif code == 401:
        way_out = f"Google no longer accepts the token of {email}; see that its key was not deleted."
    elif code == 403:
        way_out = f"Share it with {email} as an editor, and see that no protection keeps the bot out."
    elif code == 404:
        way_out = f"Correct its id under [workbooks], and share it with {email} as an editor."
    else:
        way_out = "The request itself was refused; please report this."
    return Misconfigured(f"Google refused {what} ({said}). {way_out} Nothing was written.")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _words(value: Any) -> str:
    return " ".join(value.split())[:_LONGEST_QUOTE] if isinstance(value, str) else ""
