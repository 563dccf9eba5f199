"""
The Record of a mail: what the mailbox holds, as values.

Headers and the beginning of the text, decoded; nothing is concluded here. Who wrote to whom, and
whether a person did, is in `mail_readings.py`; which mails belong together in `thread.py`; the MIME
in `platforms/mailbox/records.py`. Everything in a mail was written by strangers: it is data.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Place(StrEnum):
    """Where in its mailbox a mail lies, by what the folder is for."""

    INBOX = "inbox"
    SENT = "sent"
    ARCHIVE = "archive"
    """Put aside by a person: it still belongs to its thread, and waits for nothing."""


@dataclass(frozen=True, slots=True)
class Party:
    """A name and an address in a header. Personal: shown only masked or as a mark."""

    email: str = field(default="", repr=False)
    """In small letters; empty where there is no usable one."""
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """One message of one account."""

    mail_id: str
    """Its Message-ID with the brackets, else ``<hash of the headers@no.message.id>``."""
    brand: str
    """The brand whose account holds it."""
    place: Place
    at: datetime
    """When it reached the folder (IMAP INTERNALDATE), in UTC: no sender's clock counts."""
    sender: Party = Party()
    reply_to: Party = Party()
    recipients: tuple[str, ...] = field(default=(), repr=False)
    """Addresses in To and Cc, in small letters."""
    subject: str = field(default="", repr=False)
    named_ids: tuple[str, ...] = ()
    """The mails it answers (In-Reply-To, References), each once."""
    hints: tuple[tuple[str, str], ...] = ()
    """Headers by which programs give themselves away: name and value, in small letters."""
    text: str = field(default="", repr=False)
    """The beginning of the text, only of mail that may be a customer's."""

    @property
    def identity(self) -> tuple[str, str, str]:
        """What all copies of a mail share: a form may give the mails of all customers one Message-ID."""
        return self.mail_id, self.sender.email, self.reply_to.email


def mark_of_mail(mail_id: str, party: str) -> str:
    """
    Return 12 hexadecimal digits that stand for a mail in the conversation with somebody.

    With the *party*, since a newsletter and a careless form give one Message-ID to many people's mails.
    """
    return hashlib.sha256(f"{mail_id} {party}".encode("utf-8", "replace")).hexdigest()[:12]
