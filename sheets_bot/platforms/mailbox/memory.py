"""
What was read of a folder before, so that the next run reads only what is new.

Lives as long as the process; nothing is kept on disk, and nothing depends on it but time. A mail is known
by its UID as long as the folder keeps its UIDVALIDITY (RFC 3501, 2.3.1.1), after that by its Message-ID.
"""

from collections.abc import Iterable

from sheets_bot.domain.mail.mail import Mail


class FolderMemory:
    """The mails of one folder by UID."""

    def __init__(self) -> None:
        self._validity = 0
        self._mails: dict[int, Mail] = {}
        self._texts: dict[tuple[str, str, str], str] = {}

    def enter(self, validity: int) -> None:
        """
        Take up a folder with this UIDVALIDITY.

        With another one than before, or none, UIDs may mean other mails: they are forgotten, the texts stay.
        """
        if validity != self._validity or not validity:
            self._texts = {mail.identity: mail.text for mail in self._mails.values() if mail.text}
            self._mails = {}
            self._validity = validity

    def unknown(self, uids: Iterable[int]) -> list[int]:
        """Return those mails that were not read before."""
        return [uid for uid in uids if uid not in self._mails]

    def text_of(self, mail: Mail) -> str:
        """Return the text of a mail that was read under another UID; ``""`` where it was not."""
        return self._texts.get(mail.identity, "")

    def keep(self, uid: int, mail: Mail) -> None:
        """Remember a mail as it was read."""
        self._mails[uid] = mail

    def only(self, uids: Iterable[int]) -> list[Mail]:
        """Forget all others, and return these mails as far as they were read."""
        self._mails = {uid: self._mails[uid] for uid in uids if uid in self._mails}
        self._texts = {}
        return list(self._mails.values())
