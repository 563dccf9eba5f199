"""
A letter that the bot writes in a person's name: to whom, in which thread, under which subject.

Pure. An answer goes to whoever asked last in the thread; a letter about an order to the address that the shop
gives at that moment. It never goes to an address of ours. How it becomes a mail is in
`platforms/mailbox/compose.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from sheets_bot.domain.acts.act import Act, Kind
from sheets_bot.domain.mail.mail import Mail
from sheets_bot.domain.mail.mail_readings import Ours
from sheets_bot.domain.mail.thread import Thread
from sheets_bot.errors import Refused

LONGEST_SUBJECT = 200
"""Characters; longer ones are cut (ours)."""
MOST_REFERENCES = 20
"""Of a long thread the first mail and the latest: RFC 5322 sets no limit, servers do (ours)."""

_MADE_UP = "@no.message.id>"
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{3,250}>")
_ADDRESS = re.compile(
    r"[^\s@<>\"(),:;\[\]\\\x00-\x20\x7f]{1,64}@[^\s@<>\"(),:;\[\]\\\x00-\x20\x7f]{1,190}\.[^\s@<>\"(),:;.]{2,63}"
)
_ANSWERED = re.compile(r"^(?:(?:re|aw|antw|sv|rif|odp)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_BY_ITSELF = frozenset({Kind.SEND_CONFIRMATION, Kind.SEND_VERIFICATION})


@dataclass(frozen=True, slots=True)
class Contact:
    """Where the customer of an order can be written to. Personal: fetched when it is needed, kept nowhere."""

    email: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rich:
    """What stands beside the plain text of a letter: the same as HTML, its pictures, and files."""

    html: str = field(repr=False)
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """PNG, by the name that the HTML gives them after ``cid:``."""
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """PDF, by file name."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, complete but for its sender."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    name: str
    """The act's id: it becomes part of the Message-ID."""
    row: str
    """16 hexadecimal digits that stand for the row: what is sent about one row shares them."""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    automatic: bool = False
    """Whether nobody asked for it, so that out-of-office programs stay silent (RFC 3834)."""
    rich: Rich | None = None
    """Of a report; what goes to customers is plain text."""


def letter_for(
    act: Act, *, ours: Ours, thread: Thread | None = None, contact: Contact | None = None
) -> Letter:
    """
    Return the letter that an act asks for: an answer in *thread*, else one to *contact*.

    Raises Refused where nobody can be written to, or there is no subject or text.
    """
    if not act.text.strip():
        raise Refused("The text is empty. Nothing was sent.")
    asked = thread.asking[-1] if thread else None
    to = asked.party.email if asked else contact.email.strip() if contact else ""
    if not to:
        raise Refused("No address of the customer is known. Nothing was sent.")
    if not _ADDRESS.fullmatch(to):
        raise Refused("The customer's address is none that mail can go to. Answer by hand. Nothing was sent.")
    if ours.includes(to.lower()):
        raise Refused("The address of the customer is one of ours. Nothing was sent.")
    subject = f"Re: {_ANSWERED.sub('', one_line(asked.mail.subject))}" if asked else one_line(act.subject)
    if not asked and not subject:
        raise Refused("There is no subject. Nothing was sent.")
    return Letter(
        to=to,
        subject=subject.strip()[:LONGEST_SUBJECT],
        text=act.text,
        name=act.act_id,
        row=row_mark(act),
        in_reply_to=_usable_id(asked.mail.mail_id) if asked else "",
        references=_references(asked.mail) if asked else (),
        automatic=act.kind in _BY_ITSELF,
    )


def row_mark(act: Act) -> str:
    """Return what stands for an act's row in headers: no key goes out, some name an order."""
    return sha256(f"{act.tab}\x1f{act.key}".encode()).hexdigest()[:16]


def one_line(text: str) -> str:
    """Return a text on one line, without what cannot be seen: a header ends at its line break."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _references(mail: Mail) -> tuple[str, ...]:
    chain = [found for one in (*mail.named_ids, mail.mail_id) if (found := _usable_id(one))]
    return tuple(chain if len(chain) <= MOST_REFERENCES else [chain[0], *chain[1 - MOST_REFERENCES :]])


def _usable_id(mail_id: str) -> str:
    """Return a Message-ID that may be named; ``""`` for one that we made up, or that no header could hold."""
    return mail_id if _MESSAGE_ID.fullmatch(mail_id) and not mail_id.endswith(_MADE_UP) else ""
