"""
Accounts, folders and the mails in them, as an IMAP server keeps them.

A mail is rendered when its bytes are first asked for. Knows no protocol and no
world; not thread-safe by itself: the world's lock is held around everything.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

INBOX = "INBOX"


class Mail:
    """One mail in one folder; a copy in another folder is another one."""

    def __init__(
        self, uid: int, received_at: float, render: Callable[[], bytes], flags: Iterable[str]
    ) -> None:
        """*received_at* is the INTERNALDATE in seconds since 1970; *render* gives the bytes (RFC 5322)."""
        self.uid = uid
        self.received_at = received_at
        self.flags = set(flags)
        self.gone = False
        """It was expunged; a session that has not looked again still counts it."""
        self._render = render

    @cached_property
    def raw(self) -> bytes:
        """The whole mail."""
        return self._render()

    @cached_property
    def header(self) -> bytes:
        """The header with the empty line that ends it."""
        end = self.raw.find(b"\r\n\r\n")
        return self.raw if end < 0 else self.raw[: end + 4]

    @property
    def text(self) -> bytes:
        """What stands below the header."""
        return self.raw[len(self.header) :]


class Folder:
    """The mails of one folder in order of their UIDs."""

    def __init__(self, name: str, *, use: str = "", uid_validity: int) -> None:
        self.name = name
        """As people read it; `folder_names.py` knows how it is sent."""
        self.use = use
        """The special use of RFC 6154, e.g. ``\\Sent``; empty for none."""
        self.uid_validity = uid_validity
        self.uid_next = 1
        self.mails: list[Mail] = []

    def add(self, received_at: float, render: Callable[[], bytes], flags: Iterable[str] = ()) -> Mail:
        """File a mail under the next UID. Nothing is compared: the same mail twice is two mails."""
        mail = Mail(self.uid_next, received_at, render, flags)
        self.uid_next += 1
        self.mails.append(mail)
        return mail

    def add_copy(self, mail: Mail) -> Mail:
        """File a mail of another folder here as well."""
        return self.add(mail.received_at, lambda: mail.raw, mail.flags)

    def remove(self, gone: Iterable[Mail]) -> None:
        """Take mails out for good; their UIDs are never used again."""
        for mail in gone:
            mail.gone = True
        self.mails = [mail for mail in self.mails if not mail.gone]

    def renumber(self) -> None:
        """Give every mail a new UID under a new UIDVALIDITY, as after a server was rebuilt."""
        self.uid_validity += 1
        # Offset, so that an old UID means another mail or none: a client that mixes them up is found out.
        for uid, mail in enumerate(self.mails, start=8):
            mail.uid = uid
        self.uid_next = len(self.mails) + 8


@dataclass(eq=False)
class Account:
    """The support mailbox of one brand."""

    slug: str
    user: str
    """Also its address."""
    password: str = field(repr=False)
    token: str = field(repr=False)
    """The OAuth access token that XOAUTH2 accepts."""
    folders: dict[str, Folder] = field(default_factory=dict)
    """By name; INBOX first."""

    def folder(self, name: str) -> Folder | None:
        """Return a folder by its name; INBOX in any case of letters (RFC 3501, section 5.1)."""
        return self.folders.get(INBOX if name.upper() == INBOX else name)

    def folder_for(self, use: str) -> Folder | None:
        """Return the folder of a special use."""
        return next((folder for folder in self.folders.values() if folder.use == use), None)

    def open_folder(self, name: str, *, use: str = "", uid_validity: int) -> Folder:
        """Add an empty folder."""
        folder = self.folders[name] = Folder(name, use=use, uid_validity=uid_validity)
        return folder
