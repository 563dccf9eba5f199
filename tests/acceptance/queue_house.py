"""
A bot of several processes at an imitated world, and what a bot of one process would leave in the same place.

Each brand has a spreadsheet of its own. Leader and workers are real processes (`warm_process.py`), each with a
lock folder of its own as if on a machine of its own, around a real PostgreSQL. The world's clock stands still,
so every run tells the same times, and one round of all jobs is due, once.
"""

import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import warm_process
from bot_log import check_log, lines, tables
from killing import bare, marks
from postgres_server import Postgres
from rewinding import States, rewind, states
from sheets_bot.commands.opened import jobs_of
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.google.model import Sheet
from sheets_bot.sandbox.switchboard import Answer
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.service.queue.database import Database
from sheets_bot.service.settings_file import settings_from
from sheets_bot.service.status import STATUS_TAB
from tracker import Person

SMALL = {"orders_per_week": 6, "dispute_share": 0.1}
PATIENCE_SECONDS = 90.0
REPORT_TAB = "Weekly report"
OF_THE_ORDER = {"First told", "Changed", "Target"}
"""Headers of what depends on the order of runs: what was told before, and the row that a link leads to."""


class Stand:
    """The world, the spreadsheets as `init` leaves them, and what one process makes of them."""

    def __init__(self, sandbox: Sandbox, postgres: Postgres, folder: Path, stack: ExitStack) -> None:
        self.sandbox = sandbox
        self.postgres = postgres
        self.folder = folder
        self.config: dict[str, Any] = json.loads(json.dumps(sandbox.config))
        self.people = {slug: Person(sandbox.base_url, slug) for slug in self.config["brands"]}
        for person in self.people.values():
            stack.callback(person.leave)
            person.share_with(sandbox.service_account["client_email"])
        self.config["workbooks"] = {slug: one.spreadsheet_id for slug, one in self.people.items()}
        self.config["sheets"] = {"reads_per_minute": 300, "writes_per_minute": 300}
        self.file = folder / "sandbox.json"
        self.file.write_text(json.dumps(self.config))
        self.jobs = tuple(jobs_of(settings_from(self.config, where="the test")))
        self.answer_of = sandbox.switchboard.answer
        self.tells("init")
        self.begin: States = states(sandbox)
        self.tells("once", "--all")
        self.one_process = self.found()
        self.marks = {slug: marks(self._state(slug)) for slug in self.people}
        rewind(sandbox, self.begin)

    def tells(self, *arguments: str, **environment: str) -> None:
        """Run a command to its good end."""
        status, said = warm_process.run(
            *arguments,
            "--config",
            str(self.file),
            said=self.folder / "said.txt",
            **{"SHEETS_BOT_SERVICE__LOCK_FOLDER": str(self.folder), **environment},
        )
        assert status == 0, said

    def _state(self, slug: str) -> Any:
        return self.sandbox.books.get(self.people[slug].spreadsheet_id).state

    def found(self) -> dict[str, dict[str, Sheet]]:
        """Return every tab of every spreadsheet, whole."""
        return {slug: bare(self._state(slug)) for slug in self.people}


class Company:
    """Leader and workers on one fresh database, before the work of one round."""

    def __init__(self, stand: Stand, url: str, database: str, stack: ExitStack) -> None:
        self.stand = stand
        self.url = url
        self.database = database
        self.running: dict[str, warm_process.Command] = {}
        self._before = {slug: tables(person) for slug, person in stand.people.items()}
        self._known = {slug: len(lines(person)) for slug, person in stand.people.items()}
        stack.callback(self._ends)

    def starts(self, name: str, *arguments: str, **settings: str) -> warm_process.Command:
        """Start a process; its name is that of its log and its lock folder."""
        environment = {
            "SHEETS_BOT_QUEUE__URL": self.url,
            "SHEETS_BOT_QUEUE__STALLED_AFTER_SECONDS": "2",
            "SHEETS_BOT_SERVICE__TICK_SECONDS": "1",
            "SHEETS_BOT_SERVICE__HEALTH_PORT": "0",
            "SHEETS_BOT_SERVICE__LOG_FORMAT": "json",
            "SHEETS_BOT_SERVICE__LOCK_FOLDER": str(self.stand.folder / f"locks-{self.database}-{name}"),
            **settings,
        }
        self._said(name).touch()  # the process opens it a moment later
        command = warm_process.Command(
            *arguments, "--config", str(self.stand.file), said=self._said(name), **environment
        )
        self.running[name] = command
        return command

    def starts_workers(self, count: int, **settings: str) -> None:
        for number in range(1, count + 1):
            self.starts(f"worker{number}", "worker", "--concurrency", "2", **settings)

    def stops(self, name: str) -> int:
        """Ask a process to end, and return its exit status."""
        command = self.running.pop(name)
        command.terminate()
        return command.ended()[0]

    def who_works_on(self, spreadsheet_id: str) -> str:
        """Return the name of the process that works on a spreadsheet: the database has its number."""
        [(worker,)] = self.asks(
            f"SELECT worker FROM sheets_bot_spreadsheets WHERE spreadsheet_id = '{spreadsheet_id}'"
        )
        number = int(worker.split("-")[-2])
        return next(name for name, command in self.running.items() if command.process_id == number)

    def signals(self, name: str, number: signal.Signals) -> None:
        os.kill(self.running[name].process_id, number)

    def kills(self, name: str) -> None:
        self.signals(name, signal.SIGKILL)
        assert self.running.pop(name).ended()[0] == -signal.SIGKILL

    def works_off_a_round(self, *, in_trouble: bool = False) -> None:
        """
        Wait until every job has had a good run in every spreadsheet, and nothing waits.

        In trouble a run may fail: by the clock that stands still, its next try never comes.
        """
        whole = len(self.stand.jobs) * len(self.stand.people)

        def is_done() -> bool:
            runs = self.asks("SELECT last_good_at FROM sheets_bot_runs")
            good = len(runs) if in_trouble else sum(at is not None for (at,) in runs)
            return good == whole and self.asks("SELECT count(*) FROM procrastinate_jobs") == [(0,)]

        self.waits_for(is_done)

    def waits_for(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            assert time.monotonic() < end, {name: self.said(name)[-25:] for name in self.running}
            time.sleep(0.05)

    def asks(self, statement: Any) -> list[tuple[Any, ...]]:
        """Ask the database, past any cable."""
        return self.stand.postgres.asks(statement, self.database)

    def said(self, *names: str) -> list[dict[str, Any]]:
        """Return the log lines of some processes, of all that ever ran for no name."""
        files = [self._said(name) for name in names] or sorted(
            self.stand.folder.glob(f"{self.database}-*.txt")
        )
        found = []
        for line in (line for file in files for line in file.read_text().splitlines()):
            try:
                found.append(json.loads(line))
            except ValueError:
                found.append({"event": line})
        return found

    def good_runs(self) -> Counter[tuple[str, str]]:
        """Return how often each job ran well in each spreadsheet, by the logs."""
        return Counter((line["job"], line["workbook"]) for line in self.said() if line["event"] == "job.done")

    def events(self, *names: str) -> Counter[str]:
        return Counter(line["event"] for line in self.said(*names))

    def check(self, *, in_order: bool = True) -> None:
        """
        Fail unless every cell is what one process leaves, and each change has its line in the log.

        In `Status` the rows may stand in another order: they are added as the jobs come to their ends. Where the
        runs did not come *in_order*, that holds for every tab, and what tells of the order is left out; so is the
        weekly report, which is composed once, of what stood in the other tabs at that moment.
        """
        found = self.stand.found()
        for slug, tabs in self.stand.one_process.items():
            for title, sheet in tabs.items():
                if not in_order and title == REPORT_TAB:
                    continue
                look = _ordered if in_order else _contents
                assert look(found[slug].get(title)) == look(sheet), f"{slug}: tab {title!r} differs"
            assert found[slug].keys() == tabs.keys()
            assert marks(self.stand._state(slug)) == self.stand.marks[slug]
            person = self.stand.people[slug]
            check_log(self._before[slug], tables(person), lines(person)[self._known[slug] :])
        crashes = [line for line in self.said() if line["event"] == "job.crashed"]
        assert not crashes

    def _said(self, name: str) -> Path:
        return self.stand.folder / f"{self.database}-{name}.txt"

    def _ends(self) -> None:
        for command in self.running.values():
            command.terminate()
        for command in self.running.values():
            command.ended()


def _contents(sheet: Sheet | None) -> list[str]:
    """Every row, whatever its place, without what tells of places and of what stood there before."""
    rows = [[cell.entered if cell else None for cell in row] for row in sheet.rows] if sheet else []
    left_out = {at for row in rows[:1] for at, header in enumerate(row) if header in OF_THE_ORDER}
    return sorted(repr([value for at, value in enumerate(row) if at not in left_out]) for row in rows)


def _ordered(sheet: Sheet | None) -> Sheet | None:
    if sheet is None or sheet.title != STATUS_TAB:
        return sheet
    return replace(sheet, rows=type(sheet.rows)(sorted(sheet.rows, key=repr)))


@contextmanager
def a_stand(postgres: Postgres, folder: Path, *, brands: int) -> Iterator[Stand]:
    """Open a world of some small brands, work through it with one process, and go back to the beginning."""
    small = tuple(replace(brand, **SMALL) for brand in BRANDS[:brands])
    with ExitStack() as stack, start(weeks=1, running=False, brands=small) as sandbox:
        yield Stand(sandbox, postgres, folder, stack)


@contextmanager
def a_company(stand: Stand, *, port: int = 0) -> Iterator[Company]:
    """Begin again with spreadsheets as after `init` and an empty database; end what runs at the end."""
    rewind(stand.sandbox, stand.begin)
    stand.sandbox.switchboard.answer = stand.answer_of
    database = stand.postgres.new_database()
    Database(stand.postgres.url(database), name="test").migrate()
    with ExitStack() as stack:
        stack.callback(setattr, stand.sandbox.switchboard, "answer", stand.answer_of)
        yield Company(stand, stand.postgres.url(database, port=port), database, stack)


class AtTheWrites:
    """Stands between wire and Google, and does things when the n-th write arrives."""

    def __init__(self, company: Company, acts: dict[int, Callable[[str], Answer | None]]) -> None:
        """
        Take the place of the switchboard.

        Args:
            company: Whose writes.
            acts: What to do, by number of the write from 1: told the spreadsheet's id, it returns an answer
                to give instead of Google's, which then sees nothing of the write.
        """
        self._answer_of = company.stand.answer_of
        self._acts = acts
        self._seen = 0
        self._lock = threading.Lock()
        company.stand.sandbox.switchboard.answer = self.answer

    def answer(self, call: Call) -> Answer:
        act = None
        if call.path.endswith(":batchUpdate"):
            with self._lock:
                self._seen += 1
                act = self._acts.get(self._seen)
        spreadsheet_id = call.path.rsplit("/", 1)[-1].split(":")[0]
        return (act(spreadsheet_id) if act else None) or self._answer_of(call)


NO_ANSWER = Answer(0, b"", {}, "before")
"""The connection ends, and the request has had no effect."""
