"""
A bot as a real process, killed with SIGKILL at a chosen request, and what a bot that was never killed would leave.

Processes are forked from one that has imported everything (`warm_process.py`), which makes a hundred kills
affordable. The world's clock stands still, so that every run tells the same times. A kill after a mere read
is not tried apart: nothing has changed, so it is the kill before the next request. And a bot keeps nothing
outside the spreadsheet, so of kills that leave it cell for cell the same, one is followed by a second start.
"""

import json
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import warm_process
from bot_log import check_log, lines, tables
from rewinding import rewind
from sheets_bot.sandbox.app import Sandbox
from sheets_bot.sandbox.google.model import Sheet, Spreadsheet
from sheets_bot.sandbox.switchboard import Answer
from sheets_bot.sandbox.tracker import TRACKER_ID
from sheets_bot.sandbox.wire import Call
from sheets_bot.sheets.log_rows import LOG_TAB
from sheets_bot.sheets.structure import EPOCH_MARK
from tracker import Person

KILLED = -9
WRITES = ":batchUpdate"
FEW_CELLS_PER_WRITE = {"SHEETS_BOT_SHEETS__MAX_CELLS_PER_WRITE": "1000"}
"""So few that a run needs several writes, with kills in between."""


@dataclass
class Killer:
    """Stands between wire and services, counts the requests, and kills the bot at one of them."""

    answer_of: Callable[[Call], Answer]
    at: int = 0
    """Number of the request, from 1; 0 kills nobody."""
    after: bool = False
    """Kill when the request has had its effect, else before."""
    victim: "Future[warm_process.Command]" = field(default_factory=Future)
    seen: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, call: Call) -> Answer:
        if call.path.startswith("/_sandbox"):
            return self.answer_of(call)
        with self._lock:
            self.seen.append(f"{call.method} {call.path}")
            deadly = len(self.seen) == self.at
        if not deadly:
            return self.answer_of(call)
        answer = self.answer_of(call) if self.after else Answer(0, b"", {}, "before")
        self.victim.result(timeout=60).kill()
        return answer


class Stand:
    """The imitated world, a bot's configuration for it, and a way back to any state of the spreadsheet."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox = sandbox
        self.person = Person(sandbox.base_url, spreadsheet_id=TRACKER_ID)
        self._answer_of = sandbox.switchboard.answer
        self._config = folder / "sandbox.json"
        self._said = folder / "said.txt"
        self._config.write_text(json.dumps(sandbox.config))
        self.environment = {"SHEETS_BOT_SERVICE__LOCK_FOLDER": str(folder)}

    def runs(self, *arguments: str, at: int = 0, after: bool = False) -> tuple[int, list[str]]:
        """Run a command, killed at a request or not; return its exit status and the requests that arrived."""
        killer = Killer(self._answer_of, at, after)
        self.sandbox.switchboard.answer = killer.answer
        command = warm_process.Command(
            *arguments, "--config", str(self._config), said=self._said, **self.environment
        )
        killer.victim.set_result(command)
        status, said = command.ended()
        self.sandbox.switchboard.answer = self._answer_of
        assert status in {0, KILLED}, said
        return status, killer.seen

    @property
    def state(self) -> Spreadsheet:
        return self.sandbox.books.get(TRACKER_ID).state

    def goes_back_to(self, state: Spreadsheet) -> None:
        rewind(self.sandbox, {TRACKER_ID: state})


Moment = tuple[int, str, bool]
"""A request's number, what it asks for, and whether it has had its effect."""


def every_moment(requests: list[str]) -> list[Moment]:
    """Return every moment at which a bot that makes these requests can be killed."""
    return [
        (number, request, after)
        for number, request in enumerate(requests, start=1)
        for after in ((False, True) if request.endswith(WRITES) else (False,))
    ]


def moments_that_differ(requests: list[str]) -> list[Moment]:
    """Return the moments about each write; of the kills before a mere read, which leave the same, one in eight."""
    return [moment for moment in every_moment(requests) if moment[1].endswith(WRITES) or moment[0] % 8 == 3]


def bare(state: Spreadsheet) -> dict[str, Sheet]:
    """Return every tab whole, by title; the log is judged apart, for its lines name the runs."""
    return {sheet.title: sheet for sheet in state.sheets if sheet.title != LOG_TAB}


def log_rows(state: Spreadsheet) -> int:
    """Return how many rows the log has grown to; 0 before there is one."""
    log = state.find_title(LOG_TAB)
    return sum(map(bool, log.rows)) if log else 0


def marks(state: Spreadsheet) -> set[tuple[object, ...]]:
    """Return the marks that the bot finds its tabs and columns by."""
    return {
        (mark.key, mark.value, mark.sheet_id, mark.dimension, mark.index)
        for mark in state.metadata.values()
        if mark.key != EPOCH_MARK
    }


def kills(stand: Stand, moments: Collection[Moment], *arguments: str) -> Iterator[str]:
    """Kill a command at each of these moments; yield, in words, each that leaves the spreadsheet as none before."""
    begin = stand.state
    left: list[tuple[dict[str, Sheet], int]] = []
    for number, request, after in moments:
        where = f"killed {'after' if after else 'before'} {number}: {request}"
        stand.goes_back_to(begin)
        assert stand.runs(*arguments, at=number, after=after)[0] == KILLED, where

        leaves = (bare(stand.state), log_rows(stand.state))
        if leaves not in left:
            left.append(leaves)
            yield where


def check_kills(
    stand: Stand,
    *arguments: str,
    judge: Callable[[], None],
    moments: Callable[[list[str]], list[Moment]] = every_moment,
) -> None:
    """Compare every command that was killed and started again with one that was never killed."""
    begin = stand.state
    _, requests = stand.runs(*arguments)
    unhurt = stand.state
    judge()

    stand.goes_back_to(begin)
    writes = sum(request.endswith(WRITES) for request in requests)
    healed = 0
    for where in kills(stand, moments(requests), *arguments):
        assert stand.runs(*arguments)[0] == 0, where
        for title, sheet in bare(unhurt).items():
            assert bare(stand.state).get(title) == sheet, f"{where}: tab {title!r} differs"
        assert bare(stand.state).keys() == bare(unhurt).keys(), where
        assert marks(stand.state) == marks(unhurt), where
        judge()
        healed += 1
    assert healed > writes, "each write leaves a state of its own, and so does none"


def judge_of_the_log(stand: Stand) -> Callable[[], None]:
    """Return what fails unless the log, from now on, has a line for each change and a change for each line."""
    before, known = tables(stand.person), len(lines(stand.person))
    return lambda: check_log(before, tables(stand.person), lines(stand.person)[known:])
