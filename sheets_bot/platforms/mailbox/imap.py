"""
One conversation with an IMAP server: folders, which mails, their headers, the beginning of their text.

The only importer of imap_tools. Reads only: folders are opened with EXAMINE and parts are fetched with
PEEK, so nothing is ever marked as read (RFC 3501, 6.3.2 and 6.4.5). Every failure becomes one of our
errors; the server's own sentences stand in none of them, since they may quote a user name. The lines of
an answer are read in `mailbox/fetch.py`; drafts and copies are filed by `mailbox/imap_writing.py` alone.
"""

import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Self

from imap_tools import AND, BaseMailBox
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    MailboxLoginError,
    UnexpectedCommandStatusError,
)

from sheets_bot.errors import Misconfigured, SheetsBotError
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.mailbox.fetch import Part, read_parts, uid_set
from sheets_bot.platforms.mailbox.server import Server, SignIn
from sheets_bot.platforms.patience import Patience

_AT_ONCE = 500
"""Mails asked for in one command: its line stays far below what servers take."""
_TEXTS_AT_ONCE = 100
_CODE = re.compile(r"\[([A-Za-z][A-Za-z-]{0,40})[ \]]")
_LATER = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"})
"""Response codes of RFC 5530 with which something is refused for now only."""
_GARBAGE = (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError, ValueError, LookupError, TypeError)
"""What imaplib and imap_tools raise for a lost connection or an answer that makes no sense."""


SaidNo = UnexpectedCommandStatusError
"""The server understood a command, and did not carry it out. Here so that nobody else needs imap_tools."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the account."""

    name: str
    uses: frozenset[str]
    """Its attributes in small letters, e.g. ``\\sent`` (RFC 6154)."""


class _Box(BaseMailBox):
    """A connection that is in the hands of its session before the server has said a word."""

    def __init__(
        self, server: Server, wait_seconds: float, dialled: Callable[[imaplib.IMAP4], None], *, brand: str
    ) -> None:
        # Before the base class, which connects at once.
        self._server = server
        self._brand = brand
        self._wait_seconds = wait_seconds
        self._dialled = dialled
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        server, dialled = self._server, self._dialled

        class Plain(imaplib.IMAP4):
            def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
                super().open(host, port, timeout)
                dialled(self)

        class Tls(imaplib.IMAP4_SSL):
            def open(self, host: str = "", port: int | None = None, timeout: float | None = None) -> None:
                super().open(host, port, timeout)
                dialled(self)

        if server.encryption == "tls":
            return Tls(
                server.host, server.port, timeout=self._wait_seconds, ssl_context=server.certificates()
            )
        client = Plain(server.host, server.port, self._wait_seconds)
        if server.encryption == "starttls":
            if "STARTTLS" not in client.capabilities:
                raise Misconfigured(
                    f"Mailbox of {self._brand}: {server} offers no encryption, so no password was sent. Set "
                    "its imaps:// address in the configuration. Nothing was read."
                )
            client.starttls(server.certificates())
        return client


class ImapSession:
    """A signed-in connection, as a context manager. Not to be shared between threads."""

    def __init__(self, server: Server, sign_in: SignIn, *, brand: str, patience: Patience) -> None:
        self._server = server
        self._sign_in = sign_in
        self._brand = brand
        self._patience = patience
        self._box: BaseMailBox | None = None
        self._line: imaplib.IMAP4 | None = None
        # A server that drips keeps each single wait short: the whole conversation has an end too.
        self._watchdog = threading.Timer(patience.answer_seconds, self._hang_up)
        self._watchdog.daemon = True

    def __enter__(self) -> Self:
        """Connect and sign in. Raises Misconfigured if refused, NoAnswer without a usable answer."""
        self._watchdog.start()
        try:
            with self._explained("connecting"):
                wait_seconds = self._patience.connect_seconds
                self._box = _Box(self._server, wait_seconds, self._dialled, brand=self._brand)
                self._box.client.sock.settimeout(self._patience.read_seconds)
            self._enter_account(self._box)
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._box is not None:
            # All is read already; a farewell that fails changes nothing.
            with suppress(*_GARBAGE):
                self._box.logout()
        self._leave()

    def folders(self) -> list[Folder]:
        """Return all folders of the account."""
        with self._explained("listing folders"):
            listed = self._client().folder.list()
            if not listed:
                # There always is an INBOX; imap_tools takes a server's NO for an empty list.
                raise imaplib.IMAP4.error("no folders")
            return [Folder(one.name, frozenset(flag.lower() for flag in one.flags)) for one in listed]

    def open(self, folder: str) -> int:
        """
        Open a folder for reading only and return its UIDVALIDITY; 0 where the server gives none.

        Raises Misconfigured where there is no such folder.
        """
        return self._open(folder, to_read_only=True)

    def _open(self, folder: str, *, to_read_only: bool) -> int:
        with self._explained(f"opening {folder}"):
            box = self._client()
            try:
                box.folder.set(folder, readonly=to_read_only)
            except MailboxFolderSelectError as error:
                if _is_for_now(error):
                    raise
                raise Misconfigured(
                    f"Mailbox of {self._brand}: the server cannot open the folder {folder!r}. Correct its "
                    "name in the configuration, or leave it out. Nothing was read from this mailbox."
                ) from None
            found = box.client.response("UIDVALIDITY")[1]
            return int(found[-1]) if found and found[-1] else 0

    def uids_since(self, day: date) -> list[int]:
        """Return the mails of the open folder since a day of the server, but no drafts and deleted ones."""
        with self._explained("searching"):
            found = self._client().uids(AND(date_gte=day, deleted=False, draft=False), charset=None)
            return sorted(int(uid) for uid in found)

    def uids_with(self, header: str, value: str) -> list[int]:
        """
        Return the mails of the open folder in which a header holds a value of plain ASCII.

        Servers find parts of words too (RFC 3501, SEARCH HEADER), so compare what comes. Looks anew (NOOP).
        """
        with self._explained("searching"):
            line = self._client().client
            line.noop()
            status, found = line.uid("SEARCH", "HEADER", header, f'"{value}"')
            if status != "OK":
                raise imaplib.IMAP4.error(status)
            return sorted(int(uid) for part in found if part for uid in part.split())

    def headers(self, uids: Sequence[int], fields: Sequence[str]) -> Iterator[Part]:
        """Yield some header fields of some mails; a mail that is gone meanwhile is left out."""
        return self._parts(uids, f"BODY.PEEK[HEADER.FIELDS ({' '.join(fields).upper()})]", _AT_ONCE)

    def beginnings(self, uids: Sequence[int], most_bytes: int) -> Iterator[Part]:
        """Yield the first bytes of some mails, headers included."""
        return self._parts(uids, f"BODY.PEEK[]<0.{most_bytes}>", _TEXTS_AT_ONCE)

    def _parts(self, uids: Sequence[int], part: str, at_once: int) -> Iterator[Part]:
        for start in range(0, len(uids), at_once):
            with self._explained("fetching mail"):
                wanted = uid_set(uids[start : start + at_once])
                status, answer = self._client().client.uid("FETCH", wanted, f"(UID INTERNALDATE {part})")
                if status != "OK":
                    raise imaplib.IMAP4.error(status)
                parts = read_parts(answer)
            yield from parts

    def _enter_account(self, box: BaseMailBox) -> None:
        sign_in = self._sign_in
        token = sign_in.token() if sign_in.token else ""
        with self._explained("signing in"):
            try:
                if token:
                    box.xoauth2(sign_in.user, token, initial_folder=None)
                elif sign_in.user.isascii() and sign_in.password.isascii():
                    box.login(sign_in.user, sign_in.password, initial_folder=None)
                else:
                    box.login_utf8(sign_in.user, sign_in.password, initial_folder=None)
            except imaplib.IMAP4.abort:
                raise
            except (MailboxLoginError, imaplib.IMAP4.error) as error:
                raise self._refused(error) from None

    def _refused(self, error: Exception) -> SheetsBotError:
        """Tell a wrong password from a server that is just busy; both are answered with NO."""
        if _is_for_now(error):
            return NoAnswer(
                f"Mailbox of {self._brand}: {self._server} takes no sign-in now{_code_words(error)}. "
                "Nothing was read; the next run tries again.",
                maybe_done=False,
            )
        secret = "token" if self._sign_in.token else "password"
        return Misconfigured(
            f"Mailbox of {self._brand}: {self._server} refuses the user and {secret}{_code_words(error)}. "
            "Set both anew in the configuration; many providers want an app password here. Nothing was read."
        )

    def _client(self) -> BaseMailBox:
        assert self._box is not None
        return self._box

    def _dialled(self, line: imaplib.IMAP4) -> None:
        self._line = line

    def _hang_up(self) -> None:
        if self._line is not None:
            with suppress(OSError):
                self._line.sock.shutdown(socket.SHUT_RDWR)

    def _leave(self) -> None:
        self._watchdog.cancel()
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown()

    @contextmanager
    def _explained(self, doing: str, *, maybe_done: bool = False) -> Iterator[None]:
        """Turn whatever goes wrong into one of our errors; *maybe_done*: it may leave something behind."""
        try:
            yield
        except SheetsBotError:
            raise
        except ssl.SSLCertVerificationError as error:
            raise Misconfigured(
                f"Mailbox of {self._brand}: the certificate of {self._server} is not valid "
                f"({error.verify_message}). Check the address in the configuration. Nothing was read."
            ) from None
        except _GARBAGE as error:
            # The kind of the error only: its text may quote what the server said.
            raise NoAnswer(
                f"Mailbox of {self._brand}: no usable answer from {self._server} when {doing} "
                f"({type(error).__name__}). What is missing was not read; the next run tries again.",
                maybe_done=maybe_done,
            ) from None


def _code(error: Exception) -> str:
    """Return the response code in a server's NO, e.g. ``AUTHENTICATIONFAILED``; empty where it gave none."""
    found = _CODE.search(str(error))
    return found[1].upper() if found else ""


def _code_words(error: Exception) -> str:
    code = _code(error)
    return f" ({code})" if code else ""


def _is_for_now(error: Exception) -> bool:
    """Tell a server that is just busy from one that refuses; Gmail has no code for it but these words."""
    return _code(error) in _LATER or "too many" in str(error).lower()
