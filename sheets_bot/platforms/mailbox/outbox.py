"""
What leaves a brand's mailbox: mails that are sent, drafts that are placed, and the proof of both.

A mail goes out with a hidden copy to ourselves: SMTP files nothing, so the copy in the inbox is what proves
that it was taken, whatever became of the server's answer. Looked for is its Message-ID, whole. Which letter
it is was decided before; nothing here reads what customers write.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from sheets_bot.domain.mail.letter import Letter
from sheets_bot.domain.mail.mail import Place
from sheets_bot.errors import Refused, TryLater
from sheets_bot.platforms.mailbox.compose import REF_HEADER, Composed, compose, is_untouched, message_id_of
from sheets_bot.platforms.mailbox.folders import drafts_folder, folders_to_read
from sheets_bot.platforms.mailbox.imap import ImapSession
from sheets_bot.platforms.mailbox.imap_writing import COPY_FLAGS, DRAFT_FLAGS, WritingSession
from sheets_bot.platforms.mailbox.send import send
from sheets_bot.platforms.mailbox.server import Server, SignIn
from sheets_bot.platforms.patience import Patience

_LARGEST_DRAFT_BYTES = 512 * 1024
"""A longer one is not ours any more (ours are plain text)."""


class Outbox:
    """The outgoing side of one account. Each call has a connection of its own."""

    def __init__(
        self,
        imap: Server,
        smtp: Server | None,
        sign_in: SignIn,
        *,
        brand: str,
        address: str,
        sent_folder: str,
        patience: Patience,
    ) -> None:
        self._imap = imap
        self._smtp = smtp
        self._sign_in = sign_in
        self._brand = brand
        self._address = address.strip()
        self._sent_folder = sent_folder
        self._patience = patience

    def message_id(self, act_id: str) -> str:
        """Return the Message-ID of an act's mail. Raises Refused where the account has no address."""
        return message_id_of(act_id, self._own_address())

    def send(self, letter: Letter, *, at: datetime) -> Composed:
        """
        Send a letter, once, and return it as the mail that it was.

        Raises Refused (nobody takes it), Misconfigured, TryLater where nothing was sent, NoAnswer where it
        may have been.
        """
        address = self._own_address()
        if self._smtp is None:
            raise Refused(
                f"Mailbox of {self._brand}: no smtp address is set, so nothing can be sent. Set it in the "
                "configuration, or ask for a draft. Nothing was sent."
            )
        mail = compose(letter, address=address, brand=self._brand, at=at)
        send(
            mail,
            copy_to=[mail.sender],
            server=self._smtp,
            sign_in=self._sign_in,
            brand=self._brand,
            patience=self._patience,
        )
        return mail

    def file_copy(self, mail: Composed, *, at: datetime) -> None:
        """
        Put a copy of what was sent into the folder of sent mail, unless the provider has done so itself.

        Raises Misconfigured, TryLater.
        """
        with self._writing() as session:
            folder = self._folders(session)[Place.SENT]
            session.open(folder)
            if not _has(session, mail.message_id):
                session.file(folder, mail.content, flags=COPY_FLAGS, at=at)

    def was_sent(self, act_id: str) -> bool:
        """
        Look whether an act's mail lies in sent mail, in the inbox (our hidden copy) or in the archive.

        Raises Misconfigured, TryLater.
        """
        message_id = self.message_id(act_id)
        with ImapSession(self._imap, self._sign_in, brand=self._brand, patience=self._patience) as session:
            for folder in self._folders(session).values():
                session.open(folder)
                if _has(session, message_id):
                    return True
        return False

    def place_draft(self, letter: Letter, *, at: datetime) -> None:
        """
        Put a letter among the drafts, in place of an older draft of ours about the same row.

        A draft that a person has changed since stays, and so do all others. Nothing is placed twice.

        Raises Refused, Misconfigured, TryLater where none was placed, NoAnswer where it may have been.
        """
        draft = compose(letter, address=self._own_address(), brand=self._brand, at=at)
        with self._writing() as session:
            folder = drafts_folder(session.folders(), brand=self._brand)
            session.open_to_write(folder)
            if _has(session, draft.message_id):
                return
            older = list(_untouched(session, letter.row))
            session.file(folder, draft.content, flags=DRAFT_FLAGS, at=at)
            # The new one stands by now: an old one beside it is untidy, and no failure.
            with suppress(TryLater):
                for uid in older:
                    session.take_away(uid)

    def has_draft(self, act_id: str) -> bool:
        """Look whether an act's draft lies among the drafts. Raises Refused, Misconfigured, TryLater."""
        with self._writing() as session:
            session.open(drafts_folder(session.folders(), brand=self._brand))
            return _has(session, self.message_id(act_id))

    def _writing(self) -> WritingSession:
        return WritingSession(self._imap, self._sign_in, brand=self._brand, patience=self._patience)

    def _folders(self, session: ImapSession) -> dict[Place, str]:
        listed = session.folders()
        return dict(folders_to_read(listed, sent_folder=self._sent_folder, brand=self._brand))

    def _own_address(self) -> str:
        if "@" not in self._address.strip("@"):
            raise Refused(
                f"Mailbox of {self._brand}: it has no address to write from. Set `address` in the brand's "
                "mailbox table. Nothing was sent."
            )
        return self._address


def _has(session: ImapSession, message_id: str) -> bool:
    """Say whether the open folder holds a mail with this very Message-ID."""
    uids = session.uids_with("Message-ID", message_id)
    return any(message_id.encode() in part.content for part in session.headers(uids, ["message-id"]))


def _untouched(session: ImapSession, row: str) -> Iterable[int]:
    """Yield the drafts of ours about a row that stand as they were placed."""
    uids = session.uids_with(REF_HEADER, f"{row}/")
    for part in session.beginnings(uids, _LARGEST_DRAFT_BYTES):
        if is_untouched(part.content, row=row):
            yield part.uid
