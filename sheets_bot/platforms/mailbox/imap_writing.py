"""
The one conversation with an IMAP server that writes: files a mail, and takes an old draft of ours away.

Apart from `mailbox/imap.py`, which only reads, so that no other part of the bot can write by mistake. Nothing
else is ever changed: no flag of another mail, and no expunging but of the one UID.
"""

import imaplib
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.mailbox.imap import ImapSession, SaidNo

DRAFT_FLAGS = ("\\Draft", "\\Seen")
COPY_FLAGS = ("\\Seen",)


class WritingSession(ImapSession):
    """A signed-in connection that may file mails. As a context manager; not to be shared between threads."""

    def open_to_write(self, folder: str) -> None:
        """Open a folder in which a mail is to be taken away. Raises Misconfigured where there is none."""
        self._open(folder, to_read_only=False)

    def file(self, folder: str, content: bytes, *, flags: Collection[str], at: datetime) -> None:
        """
        File a mail. The server compares nothing: the same mail twice is two mails, so look first.

        Raises NoAnswer: in doubt where the line was lost, not where the server said no.
        """
        with self._explained("filing a mail", maybe_done=True):
            try:
                self._client().append(content, folder, dt=at, flag_set=flags)
            except SaidNo:
                raise NoAnswer(
                    f"Mailbox of {self._brand}: the server did not file the mail.", maybe_done=False
                ) from None

    def take_away(self, uid: int) -> None:
        """Delete one mail of the open folder; where the server cannot expunge it alone, it stays marked."""
        with self._explained("taking a draft away"):
            line = self._client().client
            status, _ = line.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Deleted)")
            if status != "OK":
                raise imaplib.IMAP4.error(status)
            # UID EXPUNGE is RFC 4315. A plain EXPUNGE would take away what people have marked.
            with suppress(imaplib.IMAP4.error):
                line.uid("EXPUNGE", str(uid))
