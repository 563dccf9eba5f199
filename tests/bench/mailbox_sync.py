"""
A mailbox of 20,000 mails: the first sync, the next one, and what becomes of it: `python tests/bench/mailbox_sync.py`.

Against a real Dovecot where it is installed, and against the sandbox's server; both on loopback, so the
figures show what the two programs cost, not the line. 4,000 threads of five mails each: three came in, two are
answers in Sent. "Cold" is the first sync of a process, "warm" the next one with nothing new, "10 new" with ten.
Prints figures; asserts none.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "acceptance"))

from bench_table import show
from dovecot_server import PASSWORD, PROGRAM, running_dovecot
from sheets_bot.domain.mail.mail import Mail
from sheets_bot.domain.mail.thread_clock import Target
from sheets_bot.domain.mail.thread_rows import Post, shape_threads
from sheets_bot.domain.mail.thread_values import Desk
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.platforms.mailbox.client import Mailbox
from sheets_bot.platforms.mailbox.server import SignIn
from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.letters import Letter

NOW = datetime(2025, 11, 24, 8, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
SUPPORT = "support@aurora.example"
TEXT = "Hello,\n\nwhere is my order {order}? It was to come to 10115 Berlin.\n\nBest regards\nJane Doe\n" + (
    "This line stands for all the others that people write below, signatures among them.\n" * 10
)


def letters(mails: int, *, brand: str = "aurora", support: str = SUPPORT, first: int = 0) -> Iterator[Letter]:
    """Yield mails in threads of five: question, answer, question, answer, question."""
    for number in range(first, first + mails):
        thread, place = divmod(number, 5)
        customer = f"customer{thread}@mail.example"
        asks = place % 2 == 0
        chain = tuple(f"<{thread}.{earlier}@mail.example>" for earlier in range(place))
        yield Letter(
            message_id=f"<{thread}.{place}@mail.example>",
            brand_slug=brand,
            at=(SINCE + (NOW - SINCE) * ((number + 1) / (first + mails + 1))).timestamp(),
            folder="INBOX" if asks else "Sent",
            sender_name="Jane Doe" if asks else "Aurora",
            sender_email=customer if asks else support,
            reply_to="",
            to_email=support if asks else customer,
            subject="Where is my order?" if place == 0 else "Re: Where is my order?",
            text=TEXT.format(order=f"#{1000 + thread}"),
            in_reply_to=chain[-1] if chain else "",
            references=chain,
            automatic=False,
            extra_headers=(),
            conversation=str(thread),
            order_name="",
            cause="",
        )


def as_bytes(letter: Letter) -> bytes:
    """Write a letter as a mail."""
    lines = {
        "Message-ID": letter.message_id,
        "From": f"{letter.sender_name} <{letter.sender_email}>",
        "To": letter.to_email,
        "Subject": letter.subject,
        "Date": datetime.fromtimestamp(letter.at, UTC).strftime("%d %b %Y %H:%M:%S +0000"),
        "In-Reply-To": letter.in_reply_to,
        "References": "\r\n ".join(letter.references),
        "Content-Type": "text/plain; charset=utf-8",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"{head}\r\n{letter.text}".replace("\n", "\r\n").replace("\r\r", "\r").encode()


@contextmanager
def dovecot(mails: int) -> Iterator[tuple[Mailbox, Callable[[int], None]]]:
    """Run a Dovecot with a mailbox; what comes second files more mails."""
    with running_dovecot() as server:
        filed = 0

        def file(count: int) -> None:
            nonlocal filed
            new = list(letters(count, first=filed))
            filed += count
            for name in ("INBOX", server.sent):
                here = "INBOX" if name == "INBOX" else "Sent"
                server.put(
                    SUPPORT,
                    name,
                    [
                        (as_bytes(one), datetime.fromtimestamp(one.at, UTC))
                        for one in new
                        if one.folder == here
                    ],
                )

        file(mails)
        yield Mailbox.connect(server.url, "", sign_in=SignIn(SUPPORT, PASSWORD), brand="Aurora"), file


@contextmanager
def sandbox(mails: int) -> Iterator[tuple[Mailbox, Callable[[int], None]]]:
    """Run the sandbox's server, likewise."""
    world = World(start_at=NOW.timestamp(), empty=True)
    with MailServer(world, now=NOW.timestamp, hostility="none") as server:
        user, password = server.accounts["aurora"]

        def file(count: int) -> None:
            filed = len(world.letters["aurora"])
            world.letters["aurora"].extend(letters(count, support=user, first=filed))

        file(mails)
        yield Mailbox.connect(server.imap_url, "", sign_in=SignIn(user, password), brand="Aurora"), file


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long something takes, in seconds, and what it makes."""
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def syncs(mailbox: Mailbox, file: Callable[[int], None]) -> Iterator[tuple[str, float, int]]:
    """Yield what is done, how long it takes, and how many mails are there then."""

    def fetch() -> tuple[Mail, ...]:
        return mailbox.fetch_messages(since=SINCE, until=NOW).records

    for name, new in (("cold", 0), ("warm", 0), ("10 new", 10)):
        file(new)
        seconds, mails = timed(fetch)
        yield name, seconds, len(mails)
    rules, _ = parse_rules({})
    desk = Desk(
        rules.mail,
        Target(rules.mail_answer_hours, rules.mail.quiet_days, rules.clock),
        salt="bench",
        addresses={"Aurora": mailbox.addresses},
    )
    post = Post("Aurora", mails, since=SINCE, seen_through=None, complete=True)
    seconds, rows = timed(lambda: shape_threads([post], rows={}, desk=desk, now=NOW))
    yield "threads and rows", seconds, len(rows)
    standing = {row.key: row.values for row in rows}
    seconds, rows = timed(lambda: shape_threads([post], rows=standing, desk=desk, now=NOW))
    yield "the same again", seconds, len(rows)


def main() -> None:
    """Time both servers and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=20_000)
    mails = parser.parse_args().mails
    servers = {"sandbox": sandbox, **({"Dovecot": dovecot} if PROGRAM else {})}
    if not PROGRAM:
        print("Dovecot is not installed (Debian: dovecot-imapd); only the sandbox's server is timed.")
    for name, running in servers.items():
        with running(mails) as (mailbox, file):
            rows = [(what, f"{seconds:.2f} s", f"{count:,}") for what, seconds, count in syncs(mailbox, file)]
        show(f"{name}: {mails:,} mails", ("", "time", "mails or rows"), rows)


if __name__ == "__main__":
    main()
