"""
Two mail servers that the mailbox client must get on with alike: a real Dovecot and the sandbox's own.

An `Account` is one mailbox on either, with what a test does to it from outside: file a mail, look at its
flags, number a folder anew.
"""

import contextlib
import imaplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

from dovecot_server import PASSWORD, running_dovecot
from sheets_bot.platforms.mailbox.client import Mailbox
from sheets_bot.platforms.mailbox.server import SignIn
from sheets_bot.platforms.patience import Patience
from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.world import World

NOW = datetime(2025, 11, 24, 8, 0, tzinfo=UTC)
"""In the past: Dovecot takes no later date than its own clock shows."""
QUICK = Patience(
    connect_seconds=5, read_seconds=5, attempts=2, first_wait_seconds=0.0, longest_wait_seconds=0.0
)


@dataclass(frozen=True)
class Account:
    """One mailbox, and the ways to it."""

    url: str
    user: str
    password: str
    sent: str
    renumber: Callable[[str], None]
    """Give a folder another UIDVALIDITY and other UIDs."""

    def client(self, brand: str = "Aurora", **options) -> Mailbox:
        """Return our client, in as little patience as a test needs."""
        sign_in = options.pop("sign_in", SignIn(self.user, self.password))
        return Mailbox.connect(self.url, "", sign_in=sign_in, brand=brand, **{"patience": QUICK, **options})

    @contextlib.contextmanager
    def by_hand(self) -> Iterator[imaplib.IMAP4]:
        """Another mail program that is signed in."""
        host, port = self.url.removeprefix("imap://").split(":")
        with imaplib.IMAP4(host, int(port), timeout=10) as program:
            program.login(self.user, self.password)
            yield program

    def file(
        self, content: bytes | EmailMessage, at: datetime, folder: str = "INBOX", flags: str = ""
    ) -> None:
        """Put a mail into a folder, as if it had come at an instant."""
        with self.by_hand() as program:
            when = imaplib.Time2Internaldate(at)
            status, _ = program.append(f'"{folder}"', flags, when, bytes(content))
            assert status == "OK"

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """Return what flags the mails of a folder have."""
        with self.by_hand() as program:
            program.select(f'"{folder}"', readonly=True)
            return program.uid("FETCH", "1:*", "(FLAGS)")[1]


@contextlib.contextmanager
def dovecot_accounts() -> Iterator[Callable[[], Account]]:
    """Run a Dovecot; each call of what it gives returns an empty mailbox."""
    with running_dovecot() as server:
        names = (f"support{count}@aurora.example" for count in range(1_000_000))

        def account() -> Account:
            user = next(names)
            return Account(
                server.url, user, PASSWORD, server.sent, lambda folder: server.forget_uids(user, folder)
            )

        yield account


@contextlib.contextmanager
def sandbox_account() -> Iterator[Account]:
    """Run the sandbox's server with an empty mailbox."""
    world = World(start_at=NOW.timestamp(), empty=True)
    with MailServer(world, now=NOW.timestamp) as server:
        user, password = server.accounts["aurora"]
        yield Account(
            server.imap_url,
            user,
            password,
            "Sent",
            lambda folder: server.new_uidvalidity("aurora", folder),
        )


def a_mail(mail_id: str, *, text: str = "Where is my order #1042?", **headers: str) -> EmailMessage:
    """Return a customer's mail; *headers* are added, with _ for -, and win."""
    mail = EmailMessage()
    usual = {
        "Message-ID": mail_id,
        "From": "Jane Doe <jane@mail.example>",
        "To": "support@aurora.example",
        "Subject": "My order",
        "Date": "Mon, 16 Nov 2026 09:00:00 +0000",
    }
    for name, value in {
        **usual,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }.items():
        if value:
            mail[name] = value
    mail.set_content(text)
    return mail
