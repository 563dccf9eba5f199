"""
Two bots at one spreadsheet, and answers that get lost: the epoch in the spreadsheet is the last word.

The bots share no memory and no lock: they stand for two machines. Each write carries the number after the
newest that its writer knows; Google refuses a number that is taken, whole batches at a time. What is proven
here is that one of two equal writes lands, that a writer left behind is refused, that a write whose answer is
lost is recognised as done, and that where Google does not refuse, nothing is repeated blindly.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

import pytest

import warm_process
from bot_log import SCHEMAS, check_log, lines, tables
from sheets_bot.errors import SheetsBotError, TryLater
from sheets_bot.platforms.patience import Patience
from sheets_bot.reconcile import Limits, Occasion, reconcile
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.tracker import TRACKER_ID
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.sheets import requests
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row, Value
from sheets_bot.sheets.workbook import Workbook
from tracker import CASES, BusyDoor, Person, a_tracker, busy_door

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LOG = SCHEMAS["Bot log"]
QUICK = Patience(attempts=3, first_wait_seconds=0.0)
WRITE = {"service": "sheets", "path": ":batchUpdate$"}
ROUNDS = 60


class Bot:
    """One of several bots at a spreadsheet: a door, a memory and a run of its own."""

    def __init__(self, door: BusyDoor, book: Workbook, records: dict[str, dict[str, Value]]) -> None:
        self.door = door
        self.book = book
        self._records = records
        self._numbers = count(1)

    def runs(self) -> Receipt:
        """Bring the tab in line with the records, as they are in this moment."""
        run = f"{id(self):x}-{next(self._numbers)}"
        return reconcile(
            self.book,
            [CASES],
            lambda _tabs: {"Cases": [Row(key, values, why="test") for key, values in self._records.items()]},
            occasion=Occasion(run, "test", NOW),
            limits=Limits(allow_large=True),
            log=LOG,
        )


class Scene:
    """A spreadsheet, a person who looks at it, and the records that the bots bring in."""

    def __init__(self, sandbox: Sandbox, doors: list[BusyDoor]) -> None:
        self.sandbox = sandbox
        self.records: dict[str, dict[str, Value]] = {}
        self.person, book = a_tracker(doors[0], sandbox.base_url, CASES, LOG)
        books = [book, *(Workbook(door, self.person.spreadsheet_id) for door in doors[1:])]
        self.bots = [Bot(door, book, self.records) for door, book in zip(doors, books, strict=True)]
        self._turns = count(1)

    def opens(self, *keys: str) -> None:
        for key in keys:
            self.records[key] = {"case_id": key, "status": "open", "amount": Decimal(1), "due": NOW}

    def moves_on(self, key: str) -> None:
        turn = next(self._turns)
        self.records[key] = {**self.records[key], "status": f"turn {turn}", "amount": Decimal(turn)}

    def goes_wrong(self, **fault: object) -> None:
        self.sandbox.faults.add(Fault(**WRITE, **fault))

    def writes_refused(self) -> int:
        """How many writes Google has refused for their epoch."""
        return sum(
            line.status == 400 for line in self.sandbox.journal.lines() if line.path.endswith(":batchUpdate")
        )

    def check(self) -> None:
        """Each record has one row, its cells are right, and the log has one line per change."""
        table = self.person.table("Cases")
        assert Counter(row["Case"] for row in table if row["Case"]) == Counter(dict.fromkeys(self.records, 1))
        for row in table:
            if row["Case"]:
                record = self.records[row["Case"]]
                assert (row["Status"], row["Amount"]) == (record["status"], float(record["amount"]))
        log = self.person.table("Bot log")
        assert max(Counter(line["Line"] for line in log).values()) == 1
        added = Counter(line["Row"] for line in log if line["Column"] == "(new row)")
        assert added == Counter(dict.fromkeys(self.records, 1))


@pytest.fixture
def scene() -> Iterator[Scene]:
    with (
        start(empty=True, running=False) as sandbox,
        busy_door(sandbox, patience=QUICK) as one,
        busy_door(sandbox, patience=QUICK) as other,
    ):
        scene = Scene(sandbox, [one, other])
        yield scene
        scene.person.leave()


def test_of_two_equal_writes_the_second_is_refused_and_then_finds_nothing_to_do(scene):
    scene.opens("PP-1", "PP-2")
    slow, quick = scene.bots
    slow.door.meanwhile = [quick.runs]

    receipt = slow.runs()

    assert scene.writes_refused() == 1
    assert receipt.ok
    assert (receipt.writes, receipt.tabs[0].new_rows) == (1, 0)
    scene.check()


def test_a_bot_that_wakes_up_fifty_writes_later_is_refused(scene):
    scene.opens("PP-1")
    sleeper, worker = scene.bots

    def half_a_day() -> None:
        for number in range(2, 52):
            scene.opens(f"PP-{number}")
            scene.moves_on("PP-1")
            assert worker.runs().writes == 1

    sleeper.door.meanwhile = [half_a_day]

    receipt = sleeper.runs()

    assert scene.writes_refused() == 1
    assert receipt.ok
    assert receipt.tabs[0].new_rows == 0
    scene.check()


def test_a_bot_is_still_refused_when_older_epochs_have_been_cleared_away(scene, monkeypatch):
    monkeypatch.setattr(requests, "EPOCHS_KEPT", 20)
    monkeypatch.setattr(requests, "_EPOCHS_SPARE", 5)
    scene.opens("PP-1")
    sleeper, worker = scene.bots
    for _ in range(10):
        scene.moves_on("PP-1")
        worker.runs()
    scene.moves_on("PP-1")

    def a_busy_month() -> None:
        for _ in range(20):
            scene.moves_on("PP-1")
            worker.runs()

    sleeper.door.meanwhile = [a_busy_month]

    assert sleeper.runs().ok

    assert worker.book.structure(fresh=True).epochs[0] > 1, "some were cleared away"
    assert scene.writes_refused() == 1
    scene.check()


def test_racing_bots_double_nothing_and_end_up_right(scene):
    together = threading.Barrier(len(scene.bots))
    failures: list[Exception] = []

    def races(bot: Bot) -> None:
        try:
            for number in range(ROUNDS):
                together.wait(timeout=60)
                if bot is scene.bots[0]:
                    scene.opens(f"PP-{number}")
                    scene.moves_on(f"PP-{number // 2}")
                together.wait(timeout=60)
                bot.runs()
        except (SheetsBotError, AssertionError, threading.BrokenBarrierError) as error:
            failures.append(error)
            together.abort()

    threads = [threading.Thread(target=races, args=(bot,)) for bot in scene.bots]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures, failures
    assert scene.writes_refused() > 0, "they never met: the test proves nothing"
    scene.check()


def test_a_bot_that_others_keep_ahead_of_gives_up_and_leaves_the_rest_to_the_next_run(scene):
    scene.opens("PP-1")
    unlucky, other = scene.bots

    def other_is_first() -> None:
        scene.moves_on("PP-1")
        other.runs()
        scene.moves_on("PP-1")

    unlucky.door.meanwhile = [other_is_first] * 10

    with pytest.raises(TryLater, match="another bot wrote first"):
        unlucky.runs()
    unlucky.door.meanwhile = []
    unlucky.runs()

    scene.check()


@pytest.mark.parametrize("cut", ["after", "middle"])
def test_a_write_whose_answer_is_lost_is_recognised_as_its_own(scene, cut):
    scene.opens("PP-1", "PP-2")
    bot = scene.bots[0]
    scene.goes_wrong(cut=cut)

    receipt = bot.runs()

    assert (receipt.ok, receipt.tabs[0].new_rows) == (True, 2)
    assert scene.writes_refused() == 1, "the repeated batch"
    scene.check()
    assert bot.runs().writes == 0


def test_a_write_that_never_arrived_is_simply_sent_again(scene):
    scene.opens("PP-1")
    scene.goes_wrong(cut="before")

    assert scene.bots[0].runs().ok

    assert scene.writes_refused() == 0
    scene.check()


def test_a_lost_answer_is_told_from_another_bots_write_that_came_between(scene):
    scene.opens("PP-1")
    bot, other = scene.bots
    scene.goes_wrong(cut="after")
    arrivals = count(1)

    def other_writes_between(call: object) -> None:
        if call.path.endswith(":batchUpdate") and next(arrivals) == 2:
            scene.moves_on("PP-1")
            assert other.runs().writes == 1

    scene.sandbox.switchboard.before_each.append(other_writes_between)

    assert bot.runs().ok
    scene.moves_on("PP-1")
    later = bot.runs()

    assert later.writes == 1, "the epoch after the other's is known"
    scene.check()


def test_a_lost_answer_and_a_person_who_sorts_meanwhile_leave_every_cell_in_its_row(scene):
    scene.opens("PP-1", "PP-2", "PP-3")
    bot = scene.bots[0]
    bot.runs()
    for key in scene.records:
        scene.moves_on(key)
    area = {"sheetId": scene.person.sheet_id("Cases"), "startRowIndex": 1}
    down = {"dimensionIndex": scene.person.sees("Cases")[0].index("Case"), "sortOrder": "DESCENDING"}

    def sorts() -> None:
        scene.person.do({"sortRange": {"range": area, "sortSpecs": [down]}})
        scene.goes_wrong(cut="after")

    bot.door.meanwhile = [sorts]

    receipt = bot.runs()

    assert receipt.repaired_cells > 0
    scene.check()


@pytest.mark.parametrize("cut", ["before", "after", "middle"])
def test_without_the_fence_a_lost_answer_is_left_to_the_next_run(scene, cut):
    scene.opens("PP-1", "PP-2")
    bot = scene.bots[0]
    bot.book.fenced = False
    scene.goes_wrong(cut=cut)

    with pytest.raises(TryLater):
        bot.runs()
    writes = [line for line in scene.sandbox.journal.lines() if line.fault]
    again = bot.runs()

    assert len(writes) == 1, "not repeated"
    assert again.tabs[0].new_rows == (2 if cut == "before" else 0)
    scene.check()


def test_two_processes_that_write_in_the_same_moment_leave_what_one_alone_leaves(tmp_path):
    brand = replace(BRANDS[0], orders_per_week=30, dispute_share=0.06)
    with start(weeks=1, running=False, brands=(brand,)) as sandbox:
        config = tmp_path / "sandbox.json"
        config.write_text(json.dumps(sandbox.config))
        arguments = ("--config", str(config))
        assert warm_process.run("init", *arguments, said=tmp_path / "init.txt")[0] == 0
        person = Person(sandbox.base_url, spreadsheet_id=TRACKER_ID)
        before, known = tables(person), len(lines(person))
        sandbox.switchboard.before_each.append(_wait_for_the_other(2))

        commands = [
            warm_process.Command(
                "once",
                "sync_paypal_disputes",
                *arguments,
                said=tmp_path / f"{machine}.txt",
                SHEETS_BOT_SERVICE__LOCK_FOLDER=str(tmp_path / machine),
            )
            for machine in ("one", "other")
        ]
        ended = [command.ended() for command in commands]

        assert [status for status, _ in ended] == [0, 0], ended
        writes = [line.status for line in sandbox.journal.lines() if line.path.endswith(":batchUpdate")][-2:]
        assert sorted(writes) == [200, 400], "one was refused"
        assert len(tables(person)["Disputes"]) == len(sandbox.world.cases)
        check_log(before, tables(person), lines(person)[known:])
        person.leave()


def _wait_for_the_other(parties: int) -> Callable[[object], None]:
    """Return what holds back the first writes until all bots have sent theirs."""
    barrier = threading.Barrier(parties)
    arrivals = count(1)

    def hold(call: object) -> None:
        if call.path.endswith(":batchUpdate") and next(arrivals) <= parties:
            barrier.wait(timeout=60)

    return hold
