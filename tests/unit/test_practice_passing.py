"""
Time in a practice: the bot acts before the clock jumps, makes its round before each shift, and the last shift ends it.

The world is a clock here, and the bot writes down when it ran; `tests/acceptance/test_practice.py` has the real ones.
"""

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from sheets_bot.commands.practice import HELP, obeyed
from sheets_bot.domain.shifts import Span
from sheets_bot.practice.attendance import Attendance
from sheets_bot.practice.place import GRACE, Place
from sheets_bot.sandbox.clock import Clock
from sheets_bot.sandbox.orders import BadOrder
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt

START = datetime(2026, 11, 23, 8, tzinfo=UTC)


def a_shift(day: int) -> Span:
    return Span(datetime(2026, 11, day, 17, tzinfo=UTC), datetime(2026, 11, day, 21, tzinfo=UTC))


SHIFTS = [a_shift(23), a_shift(24)]
CARRY_OUT = Job("carry_out", minutes(1), run=lambda _bot: None)
SYNC_MAILS = Job("sync_mailbox", minutes(5), run=lambda _bot: None)


class Bot:
    """Writes down what it ran, and when."""

    name = "shared"

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ran: list[tuple[str, datetime]] = []

    def run_job(self, job: Job, **_options) -> Receipt:
        self.ran.append((job.name, self.clock.instant()))
        return Receipt(run="r1", job=job.name)

    def zone(self) -> ZoneInfo:
        return ZoneInfo("UTC")

    def last_good_at(self, job: Job) -> datetime | None:
        return max((at for name, at in self.ran if name == job.name), default=None)

    def last_good_runs(self) -> dict[str, datetime]:
        return {}


class Person:
    """Who has one tab open, ticked or not, and whose platform's page accepts one case."""

    ticked = True

    def tabs(self) -> dict[str, int]:
        return {"Inbox": 7, "Notes of mine": 8}

    def table(self, tab: str) -> list[dict[str, object]]:
        assert tab == "Inbox"
        return [{"Thread": "t1", "Approved": False}, {"Thread": "t2", "Approved": self.ticked}]

    def accepts(self, case: str) -> bool:
        return case == "PP-R-1"


@pytest.fixture
def place() -> Place:
    clock = Clock(START, running=False)
    sandbox = SimpleNamespace(clock=clock, advance=clock.advance, leap=clock.advance)
    return Place(sandbox, Bot(clock), {"carry_out": CARRY_OUT, "sync_mailbox": SYNC_MAILS}, Person())


@pytest.fixture
def told() -> list[tuple[str, datetime]]:
    return []


@pytest.fixture
def attendance(place, told) -> Attendance:
    attendance = Attendance(
        place,
        SHIFTS,
        [CARRY_OUT, SYNC_MAILS],
        sync=lambda span: told.append(("sync", place.now)),
        ended=lambda span: told.append(("ended", place.now)),
    )
    attendance.begin()
    return attendance


def test_a_jump_carries_out_what_is_ticked_once_it_has_stood_for_the_grace_time(place):
    place.leap(86_400)

    assert place.bot.ran == [("carry_out", START), ("carry_out", START + GRACE)]
    assert place.now == START + timedelta(days=1)


def test_a_jump_with_nothing_ticked_waits_for_no_bot(place):
    place.person.ticked = False

    place.leap(86_400)

    assert place.bot.ran == []
    assert place.now == START + timedelta(days=1)


def test_a_jump_shorter_than_the_grace_time_is_no_longer_for_it(place):
    place.leap(60)

    assert place.now == START + timedelta(seconds=60)


@pytest.mark.parametrize("seconds", [-1, float("nan"), 1e12])
def test_a_jump_that_makes_no_sense_wakes_nobody(place, seconds):
    with pytest.raises(BadOrder, match="did not move"):
        place.leap(seconds)

    assert place.bot.ran == []


def test_the_first_shift_begins_with_a_round_made_before_it(attendance, place, told):
    assert told == [("sync", SHIFTS[0].starts_at - GRACE)]
    assert place.now == SHIFTS[0].starts_at


def test_the_button_of_the_world_is_the_attendance_s(attendance, place):
    assert place.sandbox.leap == attendance.leap


def test_a_jump_to_the_next_shift_ends_one_and_makes_the_round_of_the_other(attendance, place, told):
    place.sandbox.leap(86_400)

    assert told[1:] == [("ended", SHIFTS[0].ends_at), ("sync", SHIFTS[1].starts_at - GRACE)]
    assert place.bot.ran[:2] == [
        ("carry_out", SHIFTS[0].starts_at),
        ("carry_out", SHIFTS[0].starts_at + GRACE),
    ]
    assert place.now == SHIFTS[1].starts_at
    assert not attendance.over.is_set()


def test_a_jump_between_two_shifts_makes_no_round(attendance, place, told):
    attendance.leap(5 * 3600)

    assert told[1:] == [("ended", SHIFTS[0].ends_at)]
    assert place.now == SHIFTS[0].starts_at + timedelta(hours=5)


def test_a_jump_over_everything_stops_where_the_last_shift_ends(attendance, place, told):
    attendance.leap(30 * 86_400)

    assert [what for what, _ in told] == ["sync", "ended", "sync", "ended"]
    assert place.now == SHIFTS[1].ends_at
    assert attendance.past == SHIFTS
    assert attendance.over.is_set()
    with pytest.raises(BadOrder, match="last shift is over"):
        attendance.leap(60)


def test_what_is_due_in_a_shift_runs_when_it_is_due(attendance, place):
    never = threading.Event()

    attendance.attend(never)
    attendance.attend(never)
    place.sandbox.advance(60)
    attendance.attend(never)

    assert [name for name, _ in place.bot.ran] == ["carry_out", "sync_mailbox", "carry_out"]


def test_a_shift_that_the_clock_runs_out_of_is_over_too(attendance, place, told):
    place.sandbox.advance(4 * 3600)

    attendance.attend(threading.Event())

    assert [what for what, _ in told] == ["sync", "ended"]


def test_who_ends_early_has_the_shift_that_runs_and_no_other(attendance, place, told):
    attendance.end()

    assert attendance.past == SHIFTS[:1]
    assert told[-1] == ("ended", SHIFTS[0].ends_at)
    assert place.now == SHIFTS[0].ends_at
    assert attendance.over.is_set()


def test_who_ends_between_two_shifts_has_the_past_ones(attendance, place):
    attendance.leap(5 * 3600)

    attendance.end()

    assert attendance.past == SHIFTS[:1]


def test_the_button_next_goes_to_the_start_of_the_next_shift_and_from_the_last_to_its_end(attendance, place):
    attendance.next_shift()
    began = place.now
    attendance.next_shift()

    assert (began, place.now) == (SHIFTS[1].starts_at, SHIFTS[1].ends_at)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("accept PP-R-1\n", "PP-R-1 is accepted."),
        ("accept PP-R-2\n", "PP-R-2 cannot be accepted."),
        ("accept\n", HELP),
        ("what now?\n", HELP),
        ("\n", HELP),
    ],
)
def test_what_is_typed_in_the_terminal_is_done_or_explained(attendance, place, line, answer):
    assert obeyed(line, attendance, place) == answer


def test_typing_next_is_the_button(attendance, place):
    assert obeyed("next\n", attendance, place) == ""
    assert place.now == SHIFTS[1].starts_at

    obeyed("next\n", attendance, place)

    assert "last shift is over" in obeyed("next\n", attendance, place)
