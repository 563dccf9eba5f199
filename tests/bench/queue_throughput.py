"""
A round of jobs for many brands: one process beside two and four workers: `python tests/bench/queue_throughput.py`.

All in one run, at one imitated world with the same latency in each call, from the same spreadsheets as after
`init`, around a real PostgreSQL. Ten service accounts share the spreadsheets, since one of them would be the limit
(`scale.py` shows how soon); the imitated world answers from one process, which the workers share as well. Seconds go
from the moment at which all processes stand to the last run; a machine with few cores shows less of a gain than
the workers' own machines would.
"""

import argparse
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench_hour import some_brands
from bench_table import show
from postgres_server import Postgres, running_postgres
from rewinding import States, rewind, states
from sheets_bot.commands.opened import opened_settings
from sheets_bot.platforms.google import kind_of_google_request
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.service.queue.database import Database
from sheets_bot.service.service import serve
from sheets_bot.service.settings_file import settings_from
from tracker import Person

JOBS = ("keep_settings", "sync_paypal_disputes", "sync_mailbox", "join_orders", "plan_today")
"""What comes up every quarter of an hour; two ask a platform, three work from the tabs."""
ACCOUNTS = 10
ORDERS_A_WEEK = 3
PATIENCE_SECONDS = 1800.0
_nursery = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Round:
    """What one round of all jobs took."""

    who: str
    runs: int
    failed: int
    seconds: float
    reads: int
    writes: int
    transactions: int
    """In the database."""
    most_at_once: int
    """Runs at the same time, by their beginnings and ends in the logs."""


class Bench:
    """A world of many brands, with their spreadsheets as `init` leaves them."""

    def __init__(
        self, sandbox: Sandbox, postgres: Postgres, folder: Path, stack: ExitStack, *, in_one: int
    ) -> None:
        self.sandbox = sandbox
        self._postgres = postgres
        self._folder = folder
        self._config = _config(sandbox, stack, folder, in_one=in_one)
        self.spreadsheets = len(set(self._config["workbooks"].values()))
        with opened_settings(settings_from(self._config, where="the benchmark")) as everything:
            for bot in everything.bots:
                bot.provision()
        self._begin: States = states(sandbox)

    def measured(self, workers: int) -> Round:
        """Let one process (0), or so many workers and a leader, do one round."""
        rewind(self.sandbox, self._begin)
        self.sandbox.journal.clear()
        database = self._postgres.new_database()
        Database(self._postgres.url(database), name="bench").migrate()
        names = [f"worker{number}" for number in range(1, workers + 1)] or ["one process"]
        config = self._config | ({"queue": {"url": self._postgres.url(database)}} if workers else {})
        with self._running(names, config) as logs:
            if workers:
                with self._running(["leader"], config):
                    self._wait(logs)
            else:
                self._wait(logs)
        return self._round(names[0] if not workers else f"{workers} worker(s)", database, logs)

    @contextmanager
    def _running(self, names: Sequence[str], config: Mapping[str, Any]) -> Iterator[list[Path]]:
        """Start processes, yield their logs once they stand, and end them."""
        logs = [self._folder / f"{name}-{time.monotonic_ns()}.log" for name in names]
        processes = [
            _nursery.Process(target=_be, args=[name.rstrip("0123456789"), dict(config), log])
            for name, log in zip(names, logs, strict=True)
        ]
        for process in processes:
            process.start()
        try:
            while not all("service.started" in text for text in map(_text, logs)):
                time.sleep(0.05)
            yield logs
        finally:
            for process in processes:
                os.kill(process.pid or 0, signal.SIGTERM)
            for process in processes:
                process.join(60)

    def _wait(self, logs: Sequence[Path]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while sum(_ends(log) for log in logs) < self.spreadsheets * len(JOBS):
            assert time.monotonic() < end, "the round does not end"
            time.sleep(0.2)

    def _round(self, who: str, database: str, logs: Sequence[Path]) -> Round:
        lines = [json.loads(line) for log in logs for line in _text(log).splitlines() if line[:1] == "{"]
        ends = [line for line in lines if line["event"] in {"job.done", "job.problem"}]
        spans = [(datetime.fromisoformat(line["timestamp"]).timestamp(), line["seconds"]) for line in ends]
        kinds = [
            kind_of_google_request(line.method, line.path)
            for line in self.sandbox.journal.lines(service="sheets", by="program")
        ]
        began = min(at - seconds for at, seconds in spans)
        [(transactions,)] = self._postgres.asks(
            f"SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = '{database}'"
        )
        return Round(
            who,
            len(ends),
            sum(line["event"] == "job.problem" for line in ends),
            max(at for at, _ in spans) - began,
            kinds.count("read"),
            kinds.count("write"),
            transactions,
            max(sum(at - seconds <= now <= at for at, seconds in spans) for now, _ in spans),
        )


def _config(sandbox: Sandbox, stack: ExitStack, folder: Path, *, in_one: int) -> dict[str, Any]:
    """Return a configuration with a spreadsheet for every *in_one* brands, shared out over the accounts."""
    config = json.loads(json.dumps(sandbox.config))
    key = config["google"]["service_account"]
    emails = [f"bot{number}@bench.iam.gserviceaccount.com" for number in range(ACCOUNTS)]
    for number, email in enumerate(emails):
        # One key pair for all of them: what counts is whose calls are counted together.
        sandbox._tokens.trust(email, key["private_key"])
        (folder / f"{number}.json").write_text(json.dumps(key | {"client_email": email}))
    slugs, workbooks, files = list(config["brands"]), {}, {}
    for number, first in enumerate(range(0, len(slugs), in_one)):
        person = Person(sandbox.base_url, f"Tracker {number + 1}")
        stack.callback(person.leave)
        person.share_with(emails[number % ACCOUNTS])
        together = slugs[first : first + in_one]
        workbooks.update(dict.fromkeys(together, person.spreadsheet_id))
        files.update(dict.fromkeys(together, str(folder / f"{number % ACCOUNTS}.json")))
    return config | {
        "google": config["google"] | {"service_account_files": files},
        "workbooks": workbooks,
        "sheets": {"reads_per_minute": 300, "writes_per_minute": 300},
        "service": {
            "tick_seconds": 1,
            "jitter_seconds": 0,
            "health_port": 0,
            "log_format": "json",
            "lock_folder": str(folder),
        },
    }


def _be(role: str, config: dict[str, Any], log: Path) -> None:
    """Be one of the processes, with some of the jobs."""
    with log.open("w", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", 1), os.fdopen(2, "w", 1)
    with opened_settings(settings_from(config, where="the benchmark"), long_running=True) as everything:
        parts: dict[str, Any] = {
            "bots": everything.bots,
            "jobs": everything.jobs_named(JOBS),
            "clock": everything.clock,
        }
        service, queue = everything.settings.service, everything.queue
        if queue is None:
            serve(service, **parts)
        elif role == "leader":
            queue.lead(service, **parts)
        else:
            queue.work(service, side_by_side=everything.settings.queue.workers, **parts)


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8") if log.exists() else ""


def _ends(log: Path) -> int:
    text = _text(log)
    return text.count('"event": "job.done"') + text.count('"event": "job.problem"')


@contextmanager
def a_bench(brands: int, *, in_one: int, latency_seconds: float) -> Iterator[Bench]:
    """Open a world with so many small brands and a database beside it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = stack.enter_context(running_postgres())
        some = some_brands(brands, orders_per_week=ORDERS_A_WEEK)
        sandbox = stack.enter_context(start(weeks=1, running=False, brands=some))
        bench = Bench(sandbox, postgres, folder, stack, in_one=in_one)
        sandbox.change_settings({"latency_seconds": latency_seconds})
        yield bench


def print_rounds(rounds: Sequence[Round], *, brands: int, spreadsheets: int, latency_seconds: float) -> None:
    """Print what was measured, beside the first of them."""
    first = rounds[0]
    show(
        f"{brands} brands in {spreadsheets} spreadsheets, {len(JOBS)} jobs each, {latency_seconds * 1000:.0f} ms a call",
        (
            "who",
            "runs",
            "failed",
            "seconds",
            "times as fast",
            "at once",
            "reads/run",
            "writes/run",
            "transactions/run",
        ),
        [
            (
                one.who,
                f"{one.runs:,}",
                f"{one.failed:,}",
                f"{one.seconds:,.1f}",
                f"{first.seconds / one.seconds:.2f}",
                f"{one.most_at_once}",
                f"{one.reads / one.runs:.2f}",
                f"{one.writes / one.runs:.2f}",
                f"{one.transactions / one.runs:.1f}",
            )
            for one in rounds
        ],
    )


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--brands", type=int, default=200)
    options.add_argument("--in-one", type=int, default=4, help="brands in a spreadsheet")
    options.add_argument("--latency", type=float, default=0.15, help="seconds a call")
    options.add_argument("--workers", type=int, nargs="*", default=[0, 2, 4], help="0 is one process")
    given = options.parse_args()
    with a_bench(given.brands, in_one=given.in_one, latency_seconds=given.latency) as bench:
        rounds = [bench.measured(workers) for workers in given.workers]
        print_rounds(
            rounds, brands=given.brands, spreadsheets=bench.spreadsheets, latency_seconds=given.latency
        )


if __name__ == "__main__":
    main()
