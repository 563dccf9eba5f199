"""
Trouble with one kind of command to one brand's mail server, once or for good.

The brand has a server of its own here, over the same world, so that the sandbox's own queue of faults
hits nobody else. Trouble with calls over HTTP stands in `trouble.py`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.mailbox import MailServer

COMMANDS: Mapping[str, str] = {
    "imap connect": "CONNECT",
    "imap sign-in": "LOGIN",
    "imap folders": "LIST",
    "imap select": "EXAMINE",
    "imap search": "SEARCH",
    "imap fetch": "FETCH",
}
"""What the client says; CONNECT stands for the greeting."""

_BYE = Fault(body="* BYE [UNAVAILABLE] Going down for maintenance")
FAULTS: Mapping[str, Fault] = {
    "refused": Fault(status=401),
    "bad": Fault(status=400),
    "limit": Fault(status=429),
    "unavailable": Fault(status=500),
    "bye": _BYE,
    "no answer": Fault(delay_seconds=30.0, cut="before"),
    "cut before": Fault(cut="before"),
    "cut within": Fault(cut="middle"),
    "cut after": Fault(cut="after"),
    "garbage": Fault(body="<html>We'll be right back</html>"),
}
"""
What may happen to a command: NO with the code that tells a wrong password, BAD, NO with the codes LIMIT and
UNAVAILABLE (RFC 5530), a good-bye, and what happens to any connection.
"""

_FOR_GOOD = 10_000


def faults_of(kind: str) -> list[str]:
    """Return the faults that make sense with a command: only a sign-in is refused for a wrong password."""
    return [name for name in FAULTS if name not in _NEVER_SAID.get(kind, {"refused"})]


_NEVER_SAID = {
    "imap connect": {"refused", "bad", "limit", "unavailable"},
    "imap sign-in": {"bad", "limit"},
}


@dataclass
class MailTrouble:
    """What became of the trouble."""

    hits: int = 0
    """How many commands were hit; known at the end."""


@contextmanager
def trouble_with_mail(server: MailServer, command: str, fault: Fault, *, once: bool) -> Iterator[MailTrouble]:
    """Let a fault happen to a command, to the first or to every one."""
    times = 1 if once else _FOR_GOOD
    server.faults.add(replace(fault, service="imap", method=command, times=times))
    trouble = MailTrouble()
    try:
        yield trouble
    finally:
        trouble.hits = times - sum(left["times"] for left in server.faults.left())
        server.faults.clear()
