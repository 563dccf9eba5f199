"""
The parts of the queue on a real PostgreSQL, each by itself: one leader, one holder, no twin, shared turns.

In one process, with stand-ins for bots. What comes of the parts together is in `test_queue_of_processes.py`.
"""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import psycopg
import pytest
from procrastinate import App, PsycopgConnector
from structlog.testing import capture_logs

from postgres_server import IS_THERE, Postgres, running_postgres
from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.service.health import Health
from sheets_bot.service.job import Job, daily, minutes
from sheets_bot.service.queue.database import Database
from sheets_bot.service.queue.guard import Guards, lock_number
from sheets_bot.service.queue.item import TASK, Item
from sheets_bot.service.queue.leader import Leader
from sheets_bot.service.queue.rescuer import InHand, rescue
from sheets_bot.service.queue.runs import Runs
from sheets_bot.service.queue.turns import SharedLimiter
from sheets_bot.service.queue.worker import Worker
from sheets_bot.sheets.receipt import Receipt

pytestmark = pytest.mark.skipif(not IS_THERE, reason="needs Debian's postgresql")

NOW = datetime(2026, 11, 23, 9, 7, tzinfo=UTC)
SYNC = Job("sync", minutes(15), run=lambda _bot: Receipt(run="r", job="sync"))
SWEEP = Job("sweep", daily("05:00"), run=lambda _bot: Receipt(run="r", job="sweep"))


class StandInBot:
    """A spreadsheet in which every run ends in the same way."""

    brands = ()

    def __init__(self, spreadsheet_id: str, *, good_at: datetime | None = None) -> None:
        self.name = self.spreadsheet_id = spreadsheet_id
        self.good_at = good_at
        self.outcome: Receipt | Exception = Receipt(run="r", job="sync")
        self.ran: list[str] = []
        self.forgot = 0
        self.in_run = lambda: None

    def run_job(self, job: Job, **_options: object) -> Receipt:
        self.ran.append(job.name)
        self.in_run()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def zone(self) -> ZoneInfo:
        return ZoneInfo("Europe/Berlin")

    def last_good_at(self, _job: Job) -> datetime | None:
        return self.good_at

    def forget(self) -> None:
        self.forgot += 1


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture
def url(postgres) -> str:
    return postgres.url(postgres.new_database())


@pytest.fixture
def database(url) -> Iterator[Database]:
    database = Database(url, name="test")
    database.migrate()
    yield database
    database.close()


@pytest.fixture(autouse=True)
def logged() -> Iterator[list]:
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def new_leader(database) -> Iterator[object]:
    with ExitStack() as stack:

        def new(*bots: StandInBot, jobs: tuple[Job, ...] = (SYNC,), now: datetime = NOW) -> Leader:
            leader = Leader(database, bots, jobs, clock=lambda: now)
            stack.callback(leader.close)
            return leader

        yield new


def a_worker(database: Database, *bots: StandInBot, name: str = "w", folder=None) -> Worker:
    health = Health(60, 1800, started_at=NOW)
    guards = Guards(database, folder)
    return Worker(database, guards, bots, (SYNC, SWEEP), name=name, clock=lambda: NOW, health=health)


def waiting(database: Database) -> list[tuple[str, str]]:
    rows = database.rows(
        "SELECT args->>'job', lock FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"
    )
    return [(job, spreadsheet_id) for job, spreadsheet_id in rows]


def test_of_two_leaders_one_puts_items_and_the_other_takes_over_when_it_dies(new_leader, database, postgres):
    one, other = new_leader(StandInBot("S1")), new_leader(StandInBot("S1"))

    assert (one.tick().leads, other.tick().leads) == (True, False)
    database.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s::bigint::oid",
        [lock_number("leader") & 0xFFFFFFFF],
    )
    end = time.monotonic() + 30
    while not other.tick().leads:
        assert time.monotonic() < end

    assert one.tick().leads is False
    assert waiting(database) == [("sync", "S1")]


def test_a_leader_that_could_not_open_its_queue_opens_it_at_the_next_try(new_leader, database, monkeypatch):
    """A pool that fails to open is closed for good; webhooks may ask for one before the database is there."""
    leader = new_leader(StandInBot("S1"))
    right = dict(database.pool_options)
    nowhere = {**right, "conninfo": "host=127.0.0.1 port=1 dbname=none", "timeout": 0.2}
    monkeypatch.setattr(Database, "pool_options", nowhere)
    with pytest.raises(TryLater):
        leader.put(Item("sync", "S1"))

    monkeypatch.setattr(Database, "pool_options", right)

    assert leader.put(Item("sync", "S1"))
    assert leader.tick().put == 0
    assert waiting(database) == [("sync", "S1")]


def test_what_waits_or_is_being_done_is_not_put_a_second_time(new_leader, database):
    leader = new_leader(StandInBot("S1"), StandInBot("S2"))

    assert [leader.tick().put for _ in range(3)] == [2, 0, 0]
    database.rows("UPDATE procrastinate_jobs SET status = 'doing' WHERE lock = 'S1'")

    assert leader.tick().put == 0


def test_where_the_database_knows_nothing_the_status_tab_says_what_is_due(new_leader, database, tmp_path):
    lately, long_ago = StandInBot("S1", good_at=NOW), StandInBot("S2", good_at=NOW - timedelta(hours=1))
    worker = a_worker(database, lately, long_ago, folder=tmp_path)
    leader = new_leader(lately, long_ago)

    assert leader.tick().put == 2
    for _job, spreadsheet_id in waiting(database):
        worker.carry_out("sync", spreadsheet_id)
    database.rows("DELETE FROM procrastinate_jobs")

    assert (lately.ran, long_ago.ran) == ([], ["sync"])
    assert leader.tick().put == 0, "the database has learnt of it"


def test_a_failed_run_waits_longer_each_time_whoever_ran_it(new_leader, database):
    runs = Runs(database)
    for _ in range(3):
        runs.note("S1", "sync", started_at=NOW, ok=False)

    puts = []
    for minute in (1, 3, 4):
        leader = new_leader(StandInBot("S1"), now=NOW + timedelta(minutes=minute))
        puts.append(leader.tick().put)
        leader.close()

    assert puts == [0, 0, 1], "after the third failure in a row it waits four minutes"


def test_a_clock_time_is_that_of_the_settings_tab_as_a_worker_read_it(new_leader, database):
    runs = Runs(database)
    runs.begin("S1", "w")
    runs.take_zone("S1", ZoneInfo("America/New_York"))
    runs.note("S1", "sweep", started_at=NOW - timedelta(hours=20), ok=True)

    puts = []
    for hour in (0, 1):
        leader = new_leader(StandInBot("S1"), jobs=(SWEEP,), now=NOW + timedelta(hours=hour))
        puts.append(leader.tick().put)
        leader.close()

    assert puts == [0, 1], "when it is ten in Berlin, it is four in the morning in New York"


def test_a_worker_asks_once_more_whether_an_item_is_due(database, tmp_path):
    bot = StandInBot("S1")
    worker = a_worker(database, bot, folder=tmp_path)

    for _ in range(3):
        worker.carry_out("sync", "S1")

    assert bot.ran == ["sync"]


def test_a_worker_remembers_nothing_of_a_spreadsheet_that_another_has_worked_on_meanwhile(database, tmp_path):
    mine, theirs = StandInBot("S1"), StandInBot("S1")
    me, other = a_worker(database, mine, name="me", folder=tmp_path), a_worker(database, theirs, name="other")
    forgot = []
    for worker, bot in ((me, mine), (me, mine), (other, theirs), (me, mine)):
        database.rows("DELETE FROM sheets_bot_runs")
        worker.carry_out("sync", "S1")
        forgot.append(bot.forgot)

    assert forgot == [1, 1, 1, 2]


def test_a_run_that_fails_or_crashes_ends_its_item_and_the_next_tick_is_the_retry(database, tmp_path, logged):
    bot = StandInBot("S1")
    worker = a_worker(database, bot, folder=tmp_path)
    for outcome in (TryLater("Google does not answer."), ValueError("a fault of ours")):
        bot.outcome = outcome
        database.rows("DELETE FROM sheets_bot_runs")
        worker.carry_out("sync", "S1")

        assert Runs(database).of("S1", "sync").setback.failures == 1
    worker.carry_out("sync", "unknown")

    assert [line["event"] for line in logged if line["event"] != "job.problem"] == [
        "job.retry",
        "job.retry",
        "job.crashed",
        "queue.stranger",
    ]


def test_a_spreadsheet_has_one_holder_and_is_free_at_once_when_that_one_is_done(database):
    one, other = Guards(database), Guards(database)

    with one.hold("S1"):
        with pytest.raises(TryLater, match="Another worker still holds"), other.hold("S1"):
            raise AssertionError
        with other.hold("S2"):
            pass

    for _ in range(20):
        with one.hold("S1"):
            pass
        with other.hold("S1"):
            pass


def test_who_has_lost_a_spreadsheet_learns_of_it_before_the_next_read_or_write(database, tmp_path):
    guards = Guards(database, tmp_path)

    with guards.hold("S1"):
        with guards.held("S1"):
            pass
        asyncio.run(end_the_hold(database, "S1"))
        with pytest.raises(TryLater, match="ended this worker's hold"), guards.held("S1"):
            raise AssertionError
    with Guards(database).hold("S1"):
        pass


async def end_the_hold(database: Database, spreadsheet_id: str) -> None:
    from sheets_bot.service.queue import rescuer

    async with await psycopg.AsyncConnection.connect(database.url, autocommit=True) as session:
        await rescuer._end_the_hold(session, spreadsheet_id)


def a_stalled_item(database: Database, leader: Leader) -> None:
    """Leave an item in the hands of a worker that has been silent for an hour."""
    leader.tick()
    database.rows("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
    database.rows(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
    )


def rescued(database: Database) -> int:
    async def once() -> int:
        app = App(connector=PsycopgConnector(conninfo=database.url, min_size=1, max_size=2))
        async with app.open_async():
            return await rescue(app, database, stalled_after_seconds=30)

    return asyncio.run(once())


def test_a_dead_workers_item_goes_back_into_the_queue_to_be_done_at_once(database, new_leader):
    a_stalled_item(database, new_leader(StandInBot("S1")))

    assert rescued(database) == 1

    assert waiting(database) == [("sync", "S1")]
    assert database.rows("SELECT scheduled_at < now() - interval '1 year' FROM procrastinate_jobs") == [
        (True,)
    ]
    assert rescued(database) == 0


def test_a_dead_workers_item_is_given_up_where_the_same_job_waits_again(database, new_leader):
    a_stalled_item(database, new_leader(StandInBot("S1")))
    options = {"connector": PsycopgConnector(conninfo=database.url, min_size=1, max_size=1)}
    item = Item("sync", "S1")

    async def put_a_twin() -> None:
        app = App(**options)
        async with app.open_async():
            await app.configure_task(TASK, **item.as_options()).defer_async(**item.as_arguments())

    asyncio.run(put_a_twin())

    assert rescued(database) == 1

    assert database.rows("SELECT status::text FROM procrastinate_jobs") == [("todo",)]


def test_a_rescuer_leaves_it_to_another_that_is_at_it(database, new_leader):
    a_stalled_item(database, new_leader(StandInBot("S1")))

    with database.session() as session:
        session.execute("SELECT pg_advisory_lock(%s)", [lock_number("rescuer")])
        assert rescued(database) == 0
    assert waiting(database) == []


def test_an_item_whose_end_was_not_written_down_is_put_back_though_its_worker_lives(database, new_leader):
    new_leader(StandInBot("S1"), StandInBot("S2")).tick()
    looks: list[list[tuple[str, str]]] = []

    async def works() -> None:
        app = App(connector=PsycopgConnector(conninfo=database.url, min_size=1, max_size=2))
        async with app.open_async():
            manager = app.job_manager
            worker_id = await manager.register_worker()
            done, at_it = [await manager.fetch_job(queues=None, worker_id=worker_id) for _ in range(2)]
            hand = InHand()
            with hand.holding(done):
                pass
            with hand.holding(at_it):
                for _ in range(4):
                    await hand.put_back_the_rest(app)
                    looks.append(waiting(database))

    asyncio.run(works())

    assert looks == [[], [("sync", "S1")], [("sync", "S1")], [("sync", "S1")]]


def test_workers_take_their_turns_at_google_together(database):
    slept: list[float] = []
    limiters = [SharedLimiter(database, "a@x", {"read": 5, "write": 1}, sleep=slept.append) for _ in range(3)]
    waits: list[float] = []

    def takes(limiter: SharedLimiter) -> None:
        waits.extend(limiter.acquire("read") for _ in range(3))

    threads = [threading.Thread(target=takes, args=[limiter]) for limiter in limiters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    at_once = sorted(waits)[:5]
    assert max(at_once) < 1
    assert min(sorted(waits)[5:]) > 50, "the sixth turn of any minute is in the next one"
    assert limiters[0].acquire("read") > 50
    with pytest.raises(TryLater, match="5 a minute, all workers together"):
        limiters[0].acquire("read")
    assert SharedLimiter(database, "another@x", {"read": 5}).acquire("read") == 0


def test_a_pause_that_google_asks_of_one_worker_holds_for_all(database):
    one, other = (SharedLimiter(database, "a@x", {"read": 5}, sleep=lambda _seconds: None) for _ in range(2))
    one.acquire("read")

    one.pause("read", 30)

    assert 29 < other.acquire("read") <= 30


def test_without_a_database_there_is_no_turn_and_no_lead(postgres):
    away = Database(postgres.url("postgres", port=1), name="test")

    with pytest.raises(TryLater, match="database of the queue does not answer"), away.session():
        raise AssertionError
    with pytest.raises(TryLater, match="asked again"):
        SharedLimiter(away, "a@x", {"read": 1}).acquire("read")
    away.close()


def test_tables_are_made_once_renewed_where_they_are_older_and_missed_where_there_are_none(url):
    database = Database(url, name="test")
    with pytest.raises(Misconfigured, match="sheets-bot init"):
        Runs(database).all()

    assert database.migrate() == ("the queue's tables", "the tables of runs and turns")
    assert database.migrate() == ()

    # As an earlier version of the queue left them: without its last steps.
    last = "03.04.00_50_post_add_retry_failed_job_procedure.sql"
    database.rows("DELETE FROM sheets_bot_migrations WHERE file = %s", [last])
    assert database.migrate() == (f"the queue's tables: {last}",)
    assert Runs(database).all() == {}
    database.close()


def test_news_of_a_sleeper_do_not_undo_what_others_did_since(database):
    runs = Runs(database)
    runs.note("S1", "sync", started_at=NOW, ok=True)

    runs.note("S1", "sync", started_at=NOW - timedelta(minutes=5), ok=False)
    runs.note("S1", "sync", started_at=NOW - timedelta(minutes=5), ok=True)

    last = runs.of("S1", "sync")
    assert (last.last_good_at, last.setback) == (NOW, None)


def test_no_password_stands_in_what_is_said_about_the_database(postgres):
    secret = "pass-phrase-of-the-tests"
    url = f"postgresql://somebody:{secret}@127.0.0.1:1/queue"

    with pytest.raises(TryLater) as away, Database(url, name="test").session():
        raise AssertionError
    with pytest.raises(Misconfigured) as wrong:
        Database(f"postgresql://somebody:{secret}@127.0.0.1:port/%%", name="test")

    assert secret not in f"{away.value} {wrong.value} {SimpleNamespace(cause=wrong.value.__cause__)}"
