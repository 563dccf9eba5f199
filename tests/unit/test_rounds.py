"""Rounds and the service: what is due runs, what fails is tried again, signals end it in order."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import structlog
from structlog.testing import capture_logs

from sheets_bot.errors import TryLater
from sheets_bot.service.health import Health
from sheets_bot.service.job import Job, daily, minutes, weekly
from sheets_bot.service.rounds import Rounds, carry_out, stale_after
from sheets_bot.service.service import serve
from sheets_bot.service.settings_sections import Service
from sheets_bot.sheets.receipt import Receipt, TabReceipt

ROOT = Path(__file__).parents[2]
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
JOB = Job("sync", minutes(15), run=lambda bot: None, source="PayPal")


class StandInBot:
    """Runs every job with the same outcome; counts."""

    brands = ()

    def __init__(self, name: str, outcome: Receipt | Exception | None = None) -> None:
        self.name = name
        self.outcome = outcome or Receipt(run="r", job="sync")
        self.runs = 0
        self.good_at: datetime | None = None
        self.ran = threading.Event()

    def run_job(self, job: Job, **options) -> Receipt:
        self.runs += 1
        self.ran.set()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def end(self) -> None:
        pass

    def zone(self) -> ZoneInfo:
        return ZoneInfo("Europe/Berlin")

    def last_good_at(self, job: Job) -> datetime | None:
        return self.good_at

    def last_good_runs(self) -> dict[str, datetime]:
        return {"PayPal: Aurora": self.good_at} if self.good_at else {}


class Time:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def health() -> Health:
    return Health(tick_seconds=60, hung_after_seconds=1800, started_at=START)


@pytest.fixture(autouse=True)
def quiet():
    """Logs go nowhere but into what a test captures."""
    with capture_logs():
        yield
    structlog.reset_defaults()


def test_a_job_that_is_due_runs_once_for_its_slot(time, health):
    bot = StandInBot("shared")
    rounds = Rounds([bot], clock=time, health=health)

    rounds.tick(JOB)
    rounds.tick(JOB)
    assert bot.runs == 1

    time.now += timedelta(minutes=15)
    rounds.tick(JOB)
    assert bot.runs == 2


def test_what_ran_before_a_restart_does_not_run_again(time, health):
    bot = StandInBot("shared")
    bot.good_at = START

    Rounds([bot], clock=time, health=health).tick(JOB)

    assert bot.runs == 0


def test_many_spreadsheets_take_their_turns_spread_over_the_interval(time, health):
    bots = [StandInBot(f"book{place}") for place in range(5)]
    for bot in bots:
        bot.good_at = START
    rounds = Rounds(bots, clock=time, health=health)

    ran = []
    for _ in range(15):
        time.now += timedelta(minutes=1)
        before = [bot.runs for bot in bots]
        rounds.tick(JOB)
        ran.append(sum(bot.runs for bot in bots) - sum(before))

    assert [bot.runs for bot in bots] == [1] * 5
    assert max(ran) == 1, "no two in one minute"


@pytest.mark.parametrize("outcome", [TryLater("PayPal did not answer."), RuntimeError("a fault of ours")])
def test_a_failure_in_one_spreadsheet_leaves_the_other_alone_and_is_tried_again_later(time, health, outcome):
    bad, good = StandInBot("shared", outcome), StandInBot("boreal")
    rounds = Rounds([bad, good], clock=time, health=health)

    rounds.tick(JOB)
    rounds.tick(JOB)
    assert (bad.runs, good.runs) == (1, 1)

    time.now += timedelta(minutes=1)
    rounds.tick(JOB)
    time.now += timedelta(minutes=1)
    rounds.tick(JOB)
    assert bad.runs == 2, "the second wait is two minutes"

    bad.outcome = Receipt(run="r", job="sync")
    time.now += timedelta(minutes=1)
    rounds.tick(JOB)
    rounds.tick(JOB)
    assert bad.runs == 3


def test_the_health_page_learns_how_each_source_fares(time, health):
    rounds = Rounds([StandInBot("shared", TryLater("x")), StandInBot("boreal")], clock=time, health=health)

    rounds.tick(JOB)

    sources = health.report(START)["sources"]
    assert sources["shared: PayPal"]["failures_in_a_row"] == 1
    assert sources["boreal: PayPal"]["last_good_age_seconds"] is not None
    assert health.report(START)["running_seconds"] == {}


def test_a_run_is_one_line_with_counts_and_no_content():
    tabs = (TabReceipt("Disputes", changed_cells=3, new_rows=2), TabReceipt("Status", changed_cells=1))
    bot = StandInBot("shared", Receipt(run="r7", job="sync", tabs=tabs, reads=1, writes=1))

    with capture_logs() as lines:
        carry_out(bot, JOB)

    (line,) = lines
    assert line.pop("seconds") >= 0
    assert line == {
        "event": "job.done",
        "log_level": "info",
        "job": "sync",
        "workbook": "shared",
        "run": "r7",
        "reads": 1,
        "writes": 1,
        "changed_cells": 4,
        "new_rows": 2,
    }


def test_every_problem_of_a_run_is_a_line():
    problems = {"Disputes": TryLater("a"), "PayPal, aurora": TryLater("b")}

    with capture_logs() as lines:
        carry_out(StandInBot("shared", Receipt(run="r", job="sync", problems=problems)), JOB)

    assert [(line["event"], line["where"]) for line in lines] == [
        ("job.problem", "Disputes"),
        ("job.problem", "PayPal, aurora"),
    ]


def test_a_source_is_stale_after_three_missed_turns():
    assert stale_after(minutes(15)) == timedelta(minutes=45)
    assert stale_after(minutes(1)) == timedelta(minutes=15)
    assert stale_after(daily("06:30")) == timedelta(days=3)
    assert stale_after(weekly("Mon", "06:30")) == timedelta(days=15)


def test_the_service_runs_jobs_at_once_and_ends_when_told():
    bot, stop = StandInBot("shared"), threading.Event()
    service = Service(tick_seconds=1, jitter_seconds=0, health_port=0)
    ends = []

    thread = threading.Thread(
        target=lambda: ends.append(serve(service, bots=[bot], jobs=[JOB], clock=lambda: START, stop=stop))
    )
    thread.start()
    assert bot.ran.wait(30)
    stop.set()
    thread.join(30)

    assert ends == [True]


SERVICE = """
import sys, time, threading
sys.path.insert(0, "tests/unit")
from test_rounds import JOB, START, StandInBot
from sheets_bot.service.logs import set_up_logs
from sheets_bot.service.service import serve
from sheets_bot.service.settings_sections import Service
from sheets_bot.sheets.receipt import Receipt

class SlowBot(StandInBot):
    def run_job(self, job, **options):
        print("writing", flush=True)
        sys.stdin.readline()
        print("written", flush=True)
        return Receipt(run="r", job=job.name)

set_up_logs(form="json")
service = Service(tick_seconds=1, jitter_seconds=0, health_port=0, stop_within_seconds={within})
serve(service, bots=[SlowBot("shared")], jobs=[JOB], clock=lambda: START)
print("ended", flush=True)
"""


def start_service(within: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVICE.format(within=within)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "writing\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_running_write_end_and_exits_with_0(number):
    with start_service(within=60) as process:
        process.send_signal(number)
        while "service.stopping" not in process.stderr.readline():
            pass
        process.stdin.write("go on\n")
        process.stdin.flush()

        assert process.stdout.read() == "written\nended\n"
        assert process.wait(30) == 0


def test_a_second_signal_ends_it_at_once():
    with start_service(within=60) as process:
        process.send_signal(signal.SIGTERM)
        while "service.stopping" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGTERM)

        assert process.wait(30) == 128 + signal.SIGTERM
        assert process.stdout.read() == ""


def test_a_job_that_does_not_end_in_time_is_left_behind_and_told():
    with start_service(within=1) as process:
        process.send_signal(signal.SIGTERM)

        assert process.wait(30) == 1
        assert '"orderly": false' in process.stderr.read()


def test_the_signal_handlers_are_put_back():
    """So that a program that embeds the service keeps its own."""
    from sheets_bot.service.scheduler import stopped_by_signals

    before = signal.getsignal(signal.SIGTERM)
    with stopped_by_signals() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(30)

    assert signal.getsignal(signal.SIGTERM) is before


def test_while_a_failure_waits_for_its_next_try_the_spreadsheet_is_not_asked_for_its_last_good_run(
    time, health
):
    """Where it was never reached that is a call to Google, for every job at every tick."""
    bot = StandInBot("shared", TryLater("Google does not answer."))
    asked = []
    bot.last_good_at = asked.append
    rounds = Rounds([bot], clock=time, health=health)
    for _ in range(4):
        rounds.tick(JOB)
        time.now += timedelta(minutes=15)

    before = len(asked)
    time.now -= timedelta(minutes=14)
    rounds.tick(JOB)

    assert (bot.runs, len(asked)) == (4, before)


def test_of_a_run_s_portions_those_that_wrote_say_what_was_done():
    idle = TabReceipt("Acts", because="the bot's columns already match")
    wrote = TabReceipt("Acts", changed_cells=4, changed_rows=1, because="4 changed cells in 1 row")

    assert (idle + wrote).because == (wrote + idle).because == "4 changed cells in 1 row"
    assert (idle + idle).because == "the bot's columns already match"
