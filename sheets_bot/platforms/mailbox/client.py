"""
The support mailbox of one brand: fetches what came in and what went out.

Reads the inbox, the folder of sent mail and the archive over IMAP (`mailbox/imap.py`), and makes Records
of them (`mailbox/records.py`). What was read once stays in the memory of the process (`mailbox/memory.py`).
Nothing is changed, moved or marked; what sends and files drafts is in `mailbox/outbox.py`.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from sheets_bot.domain.mail.mail import Mail, Place
from sheets_bot.domain.mail.mail_readings import Ours, may_ask
from sheets_bot.errors import RowSkipped
from sheets_bot.platforms.attempts import Failed, NoAnswer, repeat
from sheets_bot.platforms.base import Fetched
from sheets_bot.platforms.mailbox.fetch import Part
from sheets_bot.platforms.mailbox.folders import folders_to_read
from sheets_bot.platforms.mailbox.imap import ImapSession
from sheets_bot.platforms.mailbox.memory import FolderMemory
from sheets_bot.platforms.mailbox.outbox import Outbox
from sheets_bot.platforms.mailbox.records import FIELDS, read_mail_headers
from sheets_bot.platforms.mailbox.server import (
    MAIL_PATIENCE,
    Server,
    SignIn,
    check_sign_in,
    read_server,
)
from sheets_bot.platforms.mailbox.smtp import check_smtp
from sheets_bot.platforms.mailbox.text import text_of_message
from sheets_bot.platforms.patience import Patience

AnswerT = TypeVar("AnswerT")

_MORE = timedelta(days=2)
"""IMAP searches by the server's own calendar days (RFC 3501, SEARCH SINCE), so more is asked for."""
_BEGINNING_BYTES = 32 * 1024
"""So much of a customer's mail is fetched: its text comes first, pictures are not needed (ours)."""


class Mailbox:
    """The mail account of one brand. Safe to share between threads, one conversation at a time."""

    def __init__(
        self,
        imap: Server,
        smtp: Server | None,
        sign_in: SignIn,
        *,
        brand: str,
        address: str = "",
        sent_folder: str = "",
        patience: Patience = MAIL_PATIENCE,
    ) -> None:
        self.brand = brand
        self.addresses = frozenset(one.strip().lower() for one in (sign_in.user, address) if "@" in one)
        """Addresses that this account writes from, in small letters."""
        self.outbox = Outbox(
            imap,
            smtp,
            sign_in,
            brand=brand,
            address=address or sign_in.user,
            sent_folder=sent_folder,
            patience=patience,
        )
        """What may be sent and filed, once a person has ticked it."""
        self._imap = imap
        self._smtp = smtp
        self._sign_in = sign_in
        self._sent_folder = sent_folder
        self._patience = patience
        self._memory: dict[str, FolderMemory] = {}
        self._lock = threading.Lock()

    @classmethod
    def connect(
        cls,
        imap_url: str,
        smtp_url: str,
        *,
        sign_in: SignIn,
        brand: str,
        address: str = "",
        sent_folder: str = "",
        patience: Patience | None = None,
    ) -> "Mailbox":
        """
        Return the mailbox of a brand. Sends nothing yet.

        Args:
            imap_url: ``imaps://host:993``, or ``imap://host:143``, which upgrades by STARTTLS.
            smtp_url: ``smtps://host:465`` or ``smtp://host:587``; empty: the bot can never send.
            sign_in: The account's user with a password or a token, for both servers.
            brand: The brand's name, for messages and Records.
            address: The address that the account writes from, where it is not the user name.
            sent_folder: The folder of sent mail, where the server does not mark one.
            patience: How long the servers are waited for.

        Raises:
            Misconfigured: An address or the sign-in is not usable.
        """
        check_sign_in(sign_in, brand=brand)
        return cls(
            read_server(imap_url, what="imap", brand=brand),
            read_server(smtp_url, what="smtp", brand=brand) if smtp_url else None,
            sign_in,
            brand=brand,
            address=address,
            sent_folder=sent_folder,
            patience=patience or MAIL_PATIENCE,
        )

    def __repr__(self) -> str:
        return f"<Mailbox of {self.brand} at {self._imap}>"

    def close(self) -> None:
        """Do nothing: each fetch closes its own connection."""

    def fetch_messages(self, *, since: datetime, until: datetime) -> Fetched[Mail]:
        """
        Fetch the mails that came or went between two instants (UTC), those read before among them.

        Each time the folders are opened anew, so that what came a second ago is seen (RFC 3501, 5.2).

        Raises Misconfigured (sign-in, folder), TryLater without an answer. What was read before
        the line was cut is not read again.
        """
        with self._lock:
            mails, skipped = self._repeated(lambda: self._read(since))
        return Fetched(
            records=tuple(mail for mail in mails if since <= mail.at <= until), skipped=tuple(skipped)
        )

    def check(self) -> Iterator[str]:
        """
        Sign in to both servers, look for the folders, and say in words what was found, line by line.

        Raises Misconfigured (address, sign-in, folder), TryLater without an answer.
        """
        with self._lock:
            folders = self._repeated(self._look)
        told = ", ".join(f"{place} ({name})" for place, name in folders.items())
        yield f"may read {told}"
        if self._smtp is None:
            yield "no smtp address is set, so the bot can never send"
        else:
            check_smtp(self._smtp, self._sign_in, brand=self.brand, patience=self._patience)
            yield f"may send by {self._smtp}; nothing was sent"

    def _look(self) -> Mapping[Place, str]:
        with self._session() as session:
            found = folders_to_read(session.folders(), sent_folder=self._sent_folder, brand=self.brand)
            for name in found.values():
                session.open(name)
        return found

    def _session(self) -> ImapSession:
        return ImapSession(self._imap, self._sign_in, brand=self.brand, patience=self._patience)

    def _repeated(self, ask: Callable[[], AnswerT]) -> AnswerT:
        """Ask again after a lost line, within the patience."""
        lost = NoAnswer("nothing was asked", maybe_done=False)

        def attempt() -> AnswerT:
            nonlocal lost
            try:
                return ask()
            except NoAnswer as error:
                lost = error
                raise Failed(str(error), again=True) from error

        try:
            return repeat(attempt, self._patience)
        except Failed:
            raise lost from None

    def _read(self, since: datetime) -> tuple[list[Mail], list[RowSkipped]]:
        mails: list[Mail] = []
        skipped: list[RowSkipped] = []
        with self._session() as session:
            listed = session.folders()
            folders = folders_to_read(listed, sent_folder=self._sent_folder, brand=self.brand)
            for place, name in folders.items():
                memory = self._memory.setdefault(name, FolderMemory())
                memory.enter(session.open(name))
                uids = session.uids_since((since - _MORE).date())
                skipped += self._learn(session, memory, memory.unknown(uids), place=place, folder=name)
                mails += memory.only(uids)
        return mails, skipped

    def _learn(
        self, session: ImapSession, memory: FolderMemory, uids: Sequence[int], *, place: Place, folder: str
    ) -> list[RowSkipped]:
        """Read mails that are new to us: all their headers, the text only of what may be a customer's."""
        ours = Ours(self.addresses)
        skipped: list[RowSkipped] = []
        to_read: dict[int, Mail] = {}
        for part in session.headers(uids, FIELDS):
            mail = self._record(part, place)
            if mail is None:
                skipped.append(_undated(part.uid, folder))
            elif place is Place.SENT or not may_ask(mail, ours=ours):
                memory.keep(part.uid, mail)
            elif known := memory.text_of(mail):
                memory.keep(part.uid, replace(mail, text=known))
            else:
                to_read[part.uid] = mail
        for part in session.beginnings(list(to_read), _BEGINNING_BYTES):
            if part.uid in to_read:
                text = text_of_message(part.content)
                memory.keep(part.uid, replace(to_read.pop(part.uid), text=text))
        for uid, mail in to_read.items():
            # The server gives no text for these, and will not the next time: the customer waits all the same.
            memory.keep(uid, mail)
        return skipped

    def _record(self, part: Part, place: Place) -> Mail | None:
        return read_mail_headers(part.content, brand=self.brand, place=place, received_at=part.received_at)


def _undated(uid: int, folder: str) -> RowSkipped:
    return RowSkipped(f"Mail {uid} in {folder} has no date that can be read; look at it in the mailbox.")
