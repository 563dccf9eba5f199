"""
Killed at every request: SIGKILL before and after the effect of each call, and then simply started again.

`sheets-bot` runs as a real process against the imitated world. When its n-th request arrives, for every n
there is, it is killed: once before the service does anything, and where the request writes, once more after
the write and before the answer leaves. Started again and left in peace, it must end in the very state of a
bot that was never killed, cell for cell and format for format, with no row doubled and with a `Bot log` in
which every line has its change and every change its line.

Processes are forked from one that has imported everything (`warm_process.py`), which makes a hundred kills
affordable. The world's clock stands still, so that every run tells the same times. A kill after a mere read
is not tried apart: nothing has changed, so it is the kill before the next request. And a bot keeps nothing
outside the spreadsheet, so of kills that leave it cell for cell the same, one is followed by a second start.
"""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import warm_process
from bot_log import check_log, lines, tables
from rewinding import rewind
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.google.model import Sheet, Spreadsheet
from sheets_bot.sandbox.switchboard import Answer
from sheets_bot.sandbox.tracker import TRACKER_ID
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.sheets.log_rows import LOG_TAB
from sheets_bot.sheets.structure import EPOCH_MARK
from tracker import Person

pytestmark = pytest.mark.slow
KILLED = -9
SMALL_BRAND = replace(BRANDS[0], orders_per_week=30, dispute_share=0.06)
FEW_CELLS_PER_WRITE = {"SHEETS_BOT_SHEETS__MAX_CELLS_PER_WRITE": "1000"}
"""So few that the metrics of a week need several writes, with kills in between."""
WEEK_SECONDS = 7 * 86_400.0


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


@pytest.fixture
def stand(tmp_path) -> Iterator[Stand]:
    with start(weeks=1, running=False, brands=(SMALL_BRAND,)) as sandbox:
        stand = Stand(sandbox, tmp_path)
        yield stand
        stand.person.leave()


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


def kills(stand: Stand, requests: list[str], *arguments: str) -> Iterator[str]:
    """Kill a command at every moment there is; yield, in words, each that leaves the spreadsheet as none before."""
    begin = stand.state
    left: list[tuple[dict[str, Sheet], int]] = []
    for number, request in enumerate(requests, start=1):
        for after in (False, True) if request.endswith(":batchUpdate") else (False,):
            where = f"killed {'after' if after else 'before'} {number}: {request}"
            stand.goes_back_to(begin)
            assert stand.runs(*arguments, at=number, after=after)[0] == KILLED, where

            leaves = (bare(stand.state), log_rows(stand.state))
            if leaves not in left:
                left.append(leaves)
                yield where


def check_every_kill(stand: Stand, *arguments: str, judge: Callable[[], None]) -> None:
    """Compare every command that was killed and started again with one that was never killed."""
    begin = stand.state
    _, requests = stand.runs(*arguments)
    unhurt = stand.state
    judge()

    stand.goes_back_to(begin)
    writes = sum(request.endswith(":batchUpdate") for request in requests)
    healed = 0
    for where in kills(stand, requests, *arguments):
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


def test_a_first_run_that_fills_the_tabs_survives_every_kill(stand):
    stand.runs("init")

    check_every_kill(stand, "once", "--all", judge=judge_of_the_log(stand))


def test_a_later_run_with_changed_cells_and_new_rows_survives_every_kill(stand):
    stand.runs("init")
    stand.runs("once", "--all")
    stand.sandbox.advance(WEEK_SECONDS)
    stand.environment.update(FEW_CELLS_PER_WRITE)

    check_every_kill(stand, "once", "--all", judge=judge_of_the_log(stand))


def test_the_provisioning_of_an_empty_spreadsheet_survives_every_kill(stand):
    check_every_kill(stand, "init", judge=lambda: None)
