"""
The post office of the sandbox: one support mailbox per brand, filled from the world's letters.

Letters are filed when somebody looks (`collect`), as they would have come in; mail
sent by SMTP goes to the world, and to the mailboxes here if it is addressed to one.
Knows neither IMAP nor SMTP. The world's lock is held around everything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import format_datetime, getaddresses, parseaddr
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256

from sheets_bot.sandbox.mailbox.render import render
from sheets_bot.sandbox.mailbox.rfc822 import field_of, parsed, readable_text
from sheets_bot.sandbox.mailbox.store import INBOX, Account
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
        self._hostility = hostility
        self._filed = dict.fromkeys(self.accounts, 0)

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
        folder.add(letter.at, partial(render, letter, hostility=self._hostility), flags)
        if letter.folder == SENT:
            self._mark_answered(account, letter)

    def _mark_answered(self, account: Account, answer: Letter) -> None:
        """Set \\Seen and, with some mail programs only, \\Answered on the mail that was answered."""
        if not answer.in_reply_to:
            return
        letters = self.world.letters[account.slug]
        inbound = [letter.message_id for letter in letters if letter.inbound]
        if answer.in_reply_to in inbound:
            mail = account.folders[INBOX].mails[inbound.index(answer.in_reply_to)]
            mail.flags.add("\\Seen")
            if sha256(answer.message_id.encode()).digest()[0] % 2:
                mail.flags.add("\\Answered")


def _open_account(brand: Brand) -> Account:
    account = Account(
        slug=brand.slug,
        user=support_address(brand),
        password=f"sandbox-mailbox-{brand.slug}-opens-nothing",
        token=f"sandbox-mail-token-{brand.slug}-opens-nothing",
    )
    account.open_folder(INBOX, uid_validity=FIRST_UID_VALIDITY)
    names = LOCALISED.get(brand.slug, ENGLISH)
    for place, (name, use) in enumerate(zip(names, SPECIAL_USES, strict=True), start=1):
        account.open_folder(name, use=use, uid_validity=FIRST_UID_VALIDITY + place)
    account.open_folder(OWN_FOLDER, uid_validity=FIRST_UID_VALIDITY + len(names) + 1)
    return account


def support_address(brand: Brand) -> str:
    """Return the address of a brand's support mailbox, e.g. ``support@aurora-pine.example``."""
    return f"support@{brand.site.removeprefix('https://')}"


def _trace(sender: str, recipient: str, at: float) -> bytes:
    date = format_datetime(datetime.fromtimestamp(int(at), UTC))
    return f"Return-Path: <{sender}>\r\nReceived: by mx.{recipient.partition('@')[2]} with ESMTPA; {date}\r\n".encode()


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
        sender_name=name,
        sender_email=email or sender,
        reply_to=replies[0][1] if replies else "",
        to_email=recipient,
        subject=str(mail.get("Subject", "")),
        text=readable_text(raw),
        in_reply_to=str(mail.get("In-Reply-To", "")).strip(),
        references=tuple(str(mail.get("References", "")).split()),
        automatic=automatic,
        extra_headers=(),
        conversation="",
        order_name="",
        cause="",
    )
