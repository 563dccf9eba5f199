"""
The sandbox's mail server over an empty world, with letters put in by hand.

Time stands still unless a test moves it. What a mail program sees is asked through
Python's own imaplib and smtplib, and through imap-tools.
"""

import imaplib
import smtplib
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import imap_tools

from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.letters import Letter

NOW = 1_795_420_800.0
"""2026-11-23 08:00 UTC."""
HOUR = 3_600.0


@dataclass
class Stand:
    """A running server, and what a test does to it."""

    world: World
    server: MailServer
    at: list[float]
    opened: list = field(default_factory=list)

    def put(self, **given) -> Letter:
        """Let one letter reach (or leave) a mailbox now."""
        new = letter(**{"at": self.at[0], **given})
        self.world.letters[new.brand_slug].append(new)
        return new

    def imap(self, slug="aurora", folder="INBOX", *, signed_in=True):
        """Return an imaplib client."""
        client = imaplib.IMAP4(*host_and_port(self.server.imap_url), timeout=20)
        self.opened.append(client.shutdown)
        if signed_in:
            client.login(*self.server.accounts[slug])
        if signed_in and folder:
            client.select(folder)
        return client

    def mailbox(self, slug="aurora", folder="INBOX"):
        """Return an imap-tools mailbox."""
        host, port = host_and_port(self.server.imap_url)
        box = imap_tools.MailBoxUnencrypted(host, port, timeout=20)
        self.opened.append(box.client.shutdown)
        return box.login(*self.server.accounts[slug], initial_folder=folder)

    def smtp(self, slug="aurora", *, signed_in=True):
        """Return an smtplib client."""
        client = smtplib.SMTP(*host_and_port(self.server.smtp_url), timeout=20)
        self.opened.append(client.close)
        if signed_in:
            client.login(*self.server.accounts[slug])
        return client


def host_and_port(url):
    parts = urlsplit(url)
    return parts.hostname, parts.port


def letter(
    subject="Where is my order?",
    text="Hello,\nwhere is it?",
    *,
    brand="aurora",
    folder="INBOX",
    message_id="<one@mail.example>",
    sender="anna@mail.example",
    name="Anna Ashdown",
    at=NOW,
    **more,
) -> Letter:
    """Return a letter; what is not given is plain."""
    support = f"support@{brand}.example"
    plain = {
        "reply_to": "",
        "in_reply_to": "",
        "references": (),
        "automatic": False,
        "extra_headers": (),
        "conversation": "",
        "order_name": "",
        "cause": "",
    }
    return Letter(
        message_id=message_id,
        brand_slug=brand,
        at=at,
        folder=folder,
        sender_name=name,
        sender_email=sender if folder == "INBOX" else support,
        to_email=support if folder == "INBOX" else sender,
        subject=subject,
        text=text,
        **{**plain, **more},
    )


@contextmanager
def mail_stand(world=None, **options):
    """Open a mail server, over an empty world unless one is given, and close all that a test opened at it."""
    world = world or World(start_at=NOW, empty=True)
    at = [NOW]
    stand = Stand(world, MailServer(world, now=lambda: at[0], **options), at)
    with stand.server:
        yield stand
        for close in stand.opened:
            try:
                close()
            except OSError:
                continue
