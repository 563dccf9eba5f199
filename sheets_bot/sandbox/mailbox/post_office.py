"""
The post office of the sandbox: one support mailbox per brand, filled from the world's letters.

Letters are filed when somebody looks (`collect`), as they would have come in; mail
sent by SMTP goes to the world, and to the mailboxes here if it is addressed to one.
Knows neither IMAP nor SMTP. The world's lock is held around everything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, getaddresses, parseaddr
from functools import partial
from hashlib import sha256

from sheets_bot.sandbox.mailbox.render import render
from sheets_bot.sandbox.mailbox.rfc822 import decoded_header, field_of, parsed, readable_text
from sheets_bot.sandbox.mailbox.store import INBOX, Account, Mail
from sheets_bot.sandbox.world import Brand, World
from sheets_bot.sandbox.world.letters import INBOX as IN
from sheets_bot.sandbox.world.letters import NOWHERE, SENT, Letter

SPECIAL_USES = ("\\Sent", "\\Drafts", "\\Junk", "\\Trash")
ENGLISH = ("Sent", "Drafts", "Junk", "Trash")
LOCALISED = {"velvet": ("Gesendet", "Entwürfe", "Spam", "Papierkorb")}
"""Folder names by brand where the mailbox was opened in another language."""
OWN_FOLDER = "Suppliers"
"""A folder that people made."""
FIRST_UID_VALIDITY = 1_700_000_001


@dataclass(frozen=True, slots=True)
class Submission:
    """One mail that SMTP accepted: the same mail twice is two of these."""

    at: float
    slug: str
    sender: str
    """The envelope's."""
    recipients: tuple[str, ...]
    """The envelope's, Bcc included."""
    raw: bytes

    @property
    def message_id(self) -> str:
        """The Message-ID, empty where the sender set none."""
        return field_of(self.raw, "message-id")


class PostOffice:
    """All accounts."""

    def __init__(self, world: World, *, now: Callable[[], float], hostility: str = "little") -> None:
        self.world = world
        self.now = now
        self.submissions: list[Submission] = []
        """Everything that was sent through SMTP, oldest first."""
        self.accounts = {brand.slug: _open_account(brand) for brand in world.brands}
        self.special_use = True
        """Whether folders tell their special use; a server that does not makes clients go by names."""
        self._hostility = hostility
        self._filed = dict.fromkeys(self.accounts, 0)
        self._inbound: dict[tuple[str, str], Mail] = {}

    def account(self, user: str) -> Account | None:
        """Return the account of a user name, which is its address."""
        return next((one for one in self.accounts.values() if one.user == user.strip().lower()), None)

    def collect(self) -> float:
        """Let the world move to the present, file what has come in, and return the instant."""
        at = self.now()
        self.world.advance_to(at)
        for account in self.accounts.values():
            letters = self.world.letters[account.slug]
            for letter in letters[self._filed[account.slug] :]:
                self._file(account, letter)
            self._filed[account.slug] = len(letters)
        return at

    def submit(self, account: Account, sender: str, recipients: Sequence[str], raw: bytes) -> None:
        """
        Deliver a mail that SMTP accepted: to own mailboxes as it is, to the world as letters.

        No copy is filed under Sent; with plain SMTP that is the client's business.
        """
        at = self.collect()
        self.submissions.append(Submission(at, account.slug, sender, tuple(recipients), raw))
        for recipient in recipients:
            own = self.account(recipient)
            if own:
                arrived = _trace(sender, recipient, at) + raw
                own.folders[INBOX].add(at, partial(bytes, arrived))
            else:
                self.world.post(_letter(account, sender, recipient, raw, at))
        self.collect()

    def _file(self, account: Account, letter: Letter) -> None:
        folder = {IN: account.folders[INBOX], SENT: account.folder_for("\\Sent")}.get(letter.folder)
        if folder is None:
            return
        flags = {"\\Seen"} if letter.folder == SENT else set()
        mail = folder.add(letter.at, partial(render, letter, hostility=self._hostility), flags)
        if letter.folder == SENT:
            self._mark_answered(letter)
        elif letter.message_id:
            self._inbound[account.slug, letter.message_id] = mail

    def _mark_answered(self, answer: Letter) -> None:
        """Mark the mail that was answered as seen and, as only some mail programs do, as answered."""
        mail = self._inbound.get((answer.brand_slug, answer.in_reply_to))
        if mail is not None:
            mail.flags.add("\\Seen")
            if sha256(answer.message_id.encode()).digest()[0] % 2:
                mail.flags.add("\\Answered")


def _open_account(brand: Brand) -> Account:
    account = Account(
        slug=brand.slug,
        user=brand.support_email,
        password=f"sandbox-mailbox-{brand.slug}-opens-nothing",
        token=f"sandbox-mail-token-{brand.slug}-opens-nothing",
    )
    account.open_folder(INBOX, uid_validity=FIRST_UID_VALIDITY)
    names = LOCALISED.get(brand.slug, ENGLISH)
    for place, (name, use) in enumerate(zip(names, SPECIAL_USES, strict=True), start=1):
        account.open_folder(name, use=use, uid_validity=FIRST_UID_VALIDITY + place)
    account.open_folder(OWN_FOLDER, uid_validity=FIRST_UID_VALIDITY + len(names) + 1)
    return account


def _trace(sender: str, recipient: str, at: float) -> bytes:
    date = format_datetime(datetime.fromtimestamp(int(at), UTC))
    server = f"mx.{recipient.partition('@')[2]}"
    return f"Return-Path: <{sender}>\r\nReceived: by {server} with ESMTPA; {date}\r\n".encode()


def _letter(account: Account, sender: str, recipient: str, raw: bytes, at: float) -> Letter:
    """Return what the world learns of a mail: how it reads to its recipient."""
    mail = parsed(raw)
    name, email = parseaddr(str(mail.get("From", "")))
    replies = getaddresses([str(mail.get("Reply-To", ""))])
    automatic = str(mail.get("Auto-Submitted", "no")).strip().lower() != "no"
    return Letter(
        message_id=str(mail.get("Message-ID", "")).strip(),
        brand_slug=account.slug,
        at=at,
        folder=NOWHERE,
        sender_name=decoded_header(name),
        sender_email=email or sender,
        reply_to=replies[0][1] if replies else "",
        to_email=recipient,
        subject=decoded_header(str(mail.get("Subject", ""))),
        text=readable_text(raw),
        in_reply_to=str(mail.get("In-Reply-To", "")).strip(),
        references=tuple(str(mail.get("References", "")).split()),
        automatic=automatic,
        extra_headers=(),
        conversation="",
        order_name="",
        cause="",
    )
