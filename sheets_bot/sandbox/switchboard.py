"""
Takes a call to its room and writes it down: faults, latency and the journal happen here.

Knows no socket (`server.py`) and no service (the rooms). The sandbox's own rooms,
control and viewer, are neither delayed nor disturbed nor written down.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sheets_bot.sandbox.faults import Cut, Fault, Faults
from sheets_bot.sandbox.journal import Journal
from sheets_bot.sandbox.wire import Call, Reply, Room

OWN_SERVICES = frozenset({"control", "viewer"})
OPEN_TO_THE_PERSON = frozenset({"sheets", "drive"})
"""Where a call without credentials is the person at this machine."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply as bytes, and where to cut the connection that carries it."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    cut: Cut = ""


class Switchboard:
    """Finds the room for a call and lets happen what the faults say."""

    def __init__(
        self,
        rooms: Sequence[Room],
        *,
        faults: Faults,
        journal: Journal,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.rooms = rooms
        self.faults = faults
        self.journal = journal
        self.latency_seconds = 0.0
        """How long every service takes at least, as a real network would."""
        self.before_each: list[Callable[[Call], None]] = []
        """Called just before a service answers: tests let a person act here, between two calls of the bot."""
        self._sleep = sleep

    def answer(self, call: Call) -> Answer:
        """Answer one call; an address that no room knows is a 501 that names itself."""
        room = next((room for room in self.rooms if room.handles(call.path)), None)
        if room is not None and room.service in OWN_SERVICES:
            return _answer(room.answer(call))
        service = room.service if room else "unknown"
        fault = self.faults.take(service=service, method=call.method, path=call.path) or Fault()
        self._sleep_for(self.latency_seconds + fault.delay_seconds)
        answer = _answer(self._reply(room, call, fault), fault.cut)
        self._write_down(service, call, answer, fault)
        return answer

    def _reply(self, room: Room | None, call: Call, fault: Fault) -> Reply:
        if room is None:
            return _not_imitated(call)
        if fault.cut == "before":
            return Reply()
        replaced = fault.replaces and not fault.cut
        if replaced and not fault.after_effect:
            return _reply_of(fault)
        for happens in tuple(self.before_each):
            happens(call)
        reply = room.answer(call)
        return _reply_of(fault) if replaced else reply

    def _write_down(self, service: str, call: Call, answer: Answer, fault: Fault) -> None:
        self.journal.write(
            at=call.at,
            service=service,
            by=_caller(service, call),
            method=call.method,
            path=call.path,
            query=dict(call.query),
            status=0 if answer.cut else answer.status,
            request_bytes=len(call.body),
            response_bytes=0 if answer.cut else len(answer.body),
            fault=fault.says(),
        )

    def _sleep_for(self, seconds: float) -> None:
        if seconds > 0:
            self._sleep(seconds)


def _caller(service: str, call: Call) -> str:
    is_person = service in OPEN_TO_THE_PERSON and "authorization" not in call.headers
    return "person" if is_person else "program"


def _answer(reply: Reply, cut: Cut = "") -> Answer:
    body, content_type = reply.encoded()
    return Answer(reply.status, body, {**reply.headers, "content-type": content_type}, cut)


def _reply_of(fault: Fault) -> Reply:
    headers = dict(fault.headers or {})
    if isinstance(fault.body, str):
        headers.setdefault("content-type", "text/html; charset=UTF-8")
        return Reply(fault.status or 200, fault.body.encode(), headers)
    return Reply(fault.status or 200, fault.body, headers)


def _not_imitated(call: Call) -> Reply:
    said = f"The sandbox does not imitate {call.method} {call.path}."
    return Reply(501, {"error": {"code": 501, "message": said, "status": "UNIMPLEMENTED"}})
