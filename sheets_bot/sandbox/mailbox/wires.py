"""
What happens between a mail command and its answer: faults, and a line in the journal.

The words are those of the other services (`sandbox/faults.py`): *service* is
``imap`` or ``smtp``, *method* the command (``FETCH`` also for UID FETCH, ``CONNECT``
for the greeting, ``DATA`` once the mail has been sent), *path* the folder or user
that it is about. A *status* makes the server refuse, a *body* is sent as it is.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from sheets_bot.sandbox.faults import Fault, Faults
from sheets_bot.sandbox.journal import Journal


class HangUp(Exception):
    """The connection ends here; *last_words* are sent before."""

    def __init__(self, last_words: bytes = b"") -> None:
        super().__init__("hang up")
        self.last_words = last_words


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out, and how it counts in the journal."""

    data: bytes
    status: int = 200
    """SMTP's own code; of IMAP 200 for OK, 403 for NO, 400 for BAD."""
    ends: bool = False
    """The connection is closed after it."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command, as faults and journal know it."""

    service: str
    command: str
    path: str = ""
    request_bytes: int = 0


class Wires:
    """Shared by all connections of a mail server."""

    def __init__(self, *, faults: Faults, journal: Journal, now: Callable[[], float]) -> None:
        self.faults = faults
        self.journal = journal
        self.stopping = threading.Event()
        self._now = now

    def answer(
        self, exchange: Exchange, act: Callable[[], Answer], refuse: Callable[[Fault], Answer]
    ) -> Answer:
        """
        Return the answer to one command: *act*'s, or what a fault makes of it.

        *refuse* words the status of a fault as the protocol does.

        Raises:
            HangUp: A fault cuts the connection, before the effect or after it.
        """
        taken = self.faults.take(service=exchange.service, method=exchange.command, path=exchange.path)
        fault = taken or Fault()
        # Not a sleep: a server that stops does not wait for a delay to end.
        self.stopping.wait(fault.delay_seconds)
        if fault.cut == "before":
            self._write_down(exchange, Answer(b"", 0), fault)
            raise HangUp
        replaced = fault.replaces and not fault.cut
        answer = act() if not replaced or fault.after_effect else None
        if answer is None or replaced:
            answer = _garbage(fault) if isinstance(fault.body, str) else refuse(fault)
        self._write_down(exchange, answer, fault)
        if fault.cut:
            raise HangUp(answer.data[: len(answer.data) // 2] if fault.cut == "middle" else b"")
        return answer

    def _write_down(self, exchange: Exchange, answer: Answer, fault: Fault) -> None:
        self.journal.write(
            at=self._now(),
            service=exchange.service,
            by="program",
            method=exchange.command,
            path=exchange.path,
            query={},
            status=0 if fault.cut else answer.status,
            request_bytes=exchange.request_bytes,
            response_bytes=0 if fault.cut else len(answer.data),
            fault=fault.says(),
        )


def _garbage(fault: Fault) -> Answer:
    return Answer(str(fault.body).encode("utf-8", "surrogateescape") + b"\r\n", fault.status or 200)
