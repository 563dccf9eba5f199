"""Google refuses every batch that some words fit: a full workbook, a protected tab, or what nobody has seen yet."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sheets_bot.sandbox.app import Sandbox
from sheets_bot.sandbox.switchboard import Answer
from sheets_bot.sandbox.wire import Call

FULL = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."
PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


@dataclass
class Refusals:
    """What was sent, request kinds by batch, and how many batches were refused."""

    sent: list[list[str]] = field(default_factory=list)
    refused: int = 0


def grows(_kind: str, request: dict[str, Any]) -> bool:
    """True for a request that adds rows."""
    return "insertDimension" in request


def writes_to(sheet_id: int) -> Callable[[str, dict[str, Any]], bool]:
    """Return what is true for a request that changes cells or rows of one tab."""

    def hits(kind: str, request: dict[str, Any]) -> bool:
        place = request[kind].get("start") or request[kind].get("range") or {}
        return bool(place.get("sheetId") == sheet_id)

    return hits


@contextmanager
def refusing(
    sandbox: Sandbox, hits: Callable[[str, dict[str, Any]], bool], words: str, *, spare: int = 0
) -> Iterator[Refusals]:
    """
    Answer 400 with these words to the bot's batches that hold a request that *hits*.

    The first *spare* batches are spared, and so is a person's every batch.
    """
    met, real = Refusals(), sandbox.switchboard.answer

    def answer(call: Call) -> Answer:
        if not (call.path.endswith(":batchUpdate") and "authorization" in call.headers):
            return real(call)
        requests = json.loads(call.body)["requests"]
        kinds = [next(iter(request)) for request in requests]
        for at, (kind, request) in enumerate(zip(kinds, requests, strict=True)):
            if hits(kind, request) and len(met.sent) >= spare:
                met.refused += 1
                message = f"Invalid requests[{at}].{kind}: {words}"
                error = {"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}}
                return Answer(400, json.dumps(error).encode(), {"content-type": "application/json"})
        met.sent.append(kinds)
        return real(call)

    sandbox.switchboard.answer = answer
    try:
        yield met
    finally:
        sandbox.switchboard.answer = real
