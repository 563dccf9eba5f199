"""
Who we are to Google: a service account and its token.

The key signs (`google-auth` does it), the token request leaves through our own
door (`http.py`). Nothing here reads or writes a sheet: that is
`sheets/workbook.py`; what Google's errors mean is in `google_errors.py`. No key
and no token ever stands in an error or a repr.
"""

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from google.auth import transport
from google.auth.exceptions import GoogleAuthError
from google.oauth2.service_account import Credentials

from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience

SPREADSHEETS_SCOPE = "https://www.googleapis.com/auth/spreadsheets"
"""For all work in tabs. The read-only scope would not do: reading by data filter needs the right to write."""
DRIVE_SCOPE = "https://www.googleapis.com/auth/drive.metadata.readonly"
"""For `check` alone: the file's name, and whether it is shared with us as an editor. Reads no content."""
SCOPES = (SPREADSHEETS_SCOPE, DRIVE_SCOPE)
OPENS_DOORS = ("private_key", "private_key_id")
"""What is secret of a service account's key."""

_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 -- an address
_READS_BY_POST = (":batchGetByDataFilter", ":getByDataFilter", "/developerMetadata:search")


class GoogleAccount:
    """
    A service account as a `Credential`: its token, shared by all threads.

    *scopes* are the rights asked for; what it may touch is decided by the sharing of each file.
    *patience* is how long Google's sign-in is waited for.
    """

    def __init__(
        self,
        key: Mapping[str, Any],
        *,
        token_http: Http | None = None,
        scopes: Sequence[str] = SCOPES,
        patience: Patience | None = None,
    ) -> None:
        self._credentials: Any = _credentials(key, scopes)  # google-auth carries no types
        self._http = token_http or Http(
            "Google sign-in", _origin_of(key.get("token_uri", _TOKEN_URI)), patience=patience
        )
        self._lock = threading.Lock()

    @classmethod
    def from_file(
        cls,
        path: Path,
        *,
        scopes: Sequence[str] = SCOPES,
        patience: Patience | None = None,
        tell_secrets: Callable[[Iterable[str]], None] | None = None,
    ) -> "GoogleAccount":
        """
        Read the JSON key file of a service account. Raises Misconfigured with the way out.

        *tell_secrets* is told what of the key opens doors, before anything is done with it: logs are masked.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(
                f"Google: the key file {path} cannot be read ({type(error).__name__}). Put the service "
                "account's JSON key there, readable for the bot, or correct google.service_account_file. "
                "Nothing was started."
            ) from None
        try:
            key = json.loads(text)
        except (ValueError, RecursionError):
            key = None
        if not isinstance(key, dict):
            raise Misconfigured(
                f"Google: the key file {path} is not JSON. Download the key again: Google Cloud console, "
                "IAM, Service accounts, Keys, Add key, JSON. Nothing was started."
            )
        if tell_secrets:
            tell_secrets(part for name in OPENS_DOORS if isinstance(part := key.get(name), str))
        return cls(key, scopes=scopes, patience=patience)

    def __repr__(self) -> str:
        return f"<GoogleAccount {self.email}>"

    @property
    def email(self) -> str:
        """The address to share spreadsheets with."""
        return str(self._credentials.service_account_email)

    def close(self) -> None:
        """Close the connections to Google's sign-in."""
        self._http.close()

    def header(self) -> str:
        """
        Return the Authorization header, with a new token if the old one is about to expire.

        Raises Misconfigured if Google refuses the key, TryLater without an answer.
        """
        with self._lock:
            if not self._credentials.valid:
                self._refresh()
            return self._authorization()

    def renew(self, refused: str) -> bool:
        """Fetch a new token, unless another thread has replaced the *refused* one already."""
        with self._lock:
            if self._authorization() == refused:
                self._refresh()
            return True

    def _authorization(self) -> str:
        return f"Bearer {self._credentials.token}"

    def _refresh(self) -> None:
        try:
            self._credentials.refresh(_TokenRequest(self._http))
        except TryLater as later:
            # Of the token's fate alone: whether our caller's own request was done is not known here.
            raise TryLater(str(later)) from None
        except (GoogleAuthError, KeyError, TypeError, ValueError) as error:
            # What google-auth quotes is Google's whole answer, so it is not chained.
            raise _sign_in_error(str(error), self.email) from None
        if not isinstance(self._credentials.token, str):
            self._credentials.token = None
            raise _sign_in_error("the token is not a text", self.email)


def kind_of_google_request(method: str, path: str) -> str:
    """
    Say whether Google counts a request as a ``read`` or a ``write``.

    Sheets meters the two apart. Some reads are POSTs; a batchUpdate that returns
    data is a write by the text of the usage limits (not measured).
    """
    return "read" if method == "GET" or path.endswith(_READS_BY_POST) else "write"


class _TokenRequest(transport.Request):
    """Lets google-auth ask for a token through our door."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 -- `Http` has its own patience
        **_: Any,
    ) -> "_TokenAnswer":
        # A token request changes nothing at Google's, so it may be repeated.
        response = self._http.send(method, url, content=body, headers=headers, repeatable=True)
        if response.status_code == 429 or response.status_code >= 500:
            # Not handed to google-auth: it would start retries of its own on top of ours.
            raise TryLater(
                f"Google sign-in answered with status {response.status_code}. The next run tries again."
            )
        return _TokenAnswer(response.status_code, response.headers, response.content)


class _TokenAnswer(NamedTuple):
    """An answer in the shape that google-auth expects."""

    status: int
    headers: Mapping[str, str]
    data: bytes


def _credentials(key: Mapping[str, Any], scopes: Sequence[str]) -> Any:
    """Check a key and load it; no word of it gets into an error."""
    kind = key.get("type")
    if kind != "service_account":
        found = f"of the type {kind[:40]!r}" if isinstance(kind, str) else "without a type"
        raise Misconfigured(
            f"Google: the key is {found}, a key of the type 'service_account' is needed. Create one: Google "
            "Cloud console, IAM, Service accounts, Keys, Add key, JSON. Nothing was started."
        )
    missing = [name for name in ("client_email", "private_key") if not isinstance(key.get(name), str)]
    if missing:
        raise Misconfigured(
            f"Google: the service account's key lacks {' and '.join(missing)}. Download the JSON key again. "
            "Nothing was started."
        )
    load: Any = Credentials.from_service_account_info
    try:
        return load({"token_uri": _TOKEN_URI, **key}, scopes=list(scopes))
    except (GoogleAuthError, ValueError, TypeError):
        # Unchained: the words of the parser may quote the key.
        raise Misconfigured(
            "Google: the private_key of the service account cannot be read. If it comes from an environment "
            "variable, its line breaks may be lost: use a file, or keep each line break as \\n. "
            "Nothing was started."
        ) from None


def _origin_of(token_uri: Any) -> str:
    try:
        address = urlsplit(token_uri if isinstance(token_uri, str) else "")
    except ValueError:
        address = urlsplit("")
    if address.scheme not in {"http", "https"} or not address.netloc:
        raise Misconfigured(
            f"Google: the token_uri of the service account's key is no address; {_TOKEN_URI} is usual. "
            "Download the JSON key again. Nothing was started."
        )
    return f"{address.scheme}://{address.netloc}"


def _sign_in_error(words: str, email: str) -> Misconfigured:
    """Say what a refusal of a key means; Google's own words are only searched, not quoted."""
    said = words.lower()
    if "invalid_grant" not in said:
        found, way_out = "with an answer that holds no token", "See that the key's token_uri is Google's."
        if "unauthorized_client" in said or "invalid_scope" in said:
            found, way_out = "the rights asked for", "See that the service account is enabled."
    elif "signature" in said:
        found, way_out = "the key (invalid_grant)", "It was deleted or replaced; download a new JSON key."
    elif "short-lived" in said or "timeframe" in said or "iat" in said:
        found, way_out = "the time (invalid_grant)", "The clock of this machine is wrong; set it by NTP."
    else:
        found = "the account (invalid_grant)"
        way_out = "It was deleted or disabled, or this machine's clock is wrong; download a new JSON key."
    return Misconfigured(f"Google sign-in refused {found} of {email}. {way_out} Nothing was read or written.")
