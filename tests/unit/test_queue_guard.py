"""A spreadsheet's hold in one worker: a run reads and writes on its own session or not at all."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from sheets_bot.errors import TryLater
from sheets_bot.service.queue.guard import Guards


class Session:
    """A session that gives every lock, until the server ends it."""

    def __init__(self) -> None:
        self.ended = False

    def execute(self, _statement: str, _parameters: object = None) -> "Session":
        if self.ended:
            raise psycopg.OperationalError("terminating connection due to administrator command")
        return self

    def fetchone(self) -> tuple[bool]:
        return (True,)


class Database:
    """Remembers its sessions."""

    def __init__(self) -> None:
        self.sessions: list[Session] = []

    @contextmanager
    def session(self) -> Iterator[Session]:
        self.sessions.append(Session())
        yield self.sessions[-1]


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def guards(database, tmp_path) -> Guards:
    return Guards(database, tmp_path)


def test_a_run_that_lost_its_hold_never_writes_on_the_hold_of_a_later_run(guards, database):
    with guards.hold("S1"):
        database.sessions[0].ended = True  # the worker was frozen, and its item went back into the queue

        with pytest.raises(TryLater, match="has not ended yet"), guards.hold("S1"):
            raise AssertionError
        with pytest.raises(TryLater, match="ended this worker's hold"), guards.held("S1"):
            raise AssertionError


def test_after_the_end_of_the_run_that_lost_its_hold_the_spreadsheet_can_be_taken_and_is_watched(
    guards, database
):
    with guards.hold("S1"):
        database.sessions[0].ended = True

    with guards.hold("S1"):
        with guards.held("S1"):
            pass
        database.sessions[1].ended = True
        with pytest.raises(TryLater, match="ended this worker's hold"), guards.held("S1"):
            raise AssertionError


def test_whoever_has_no_hold_is_not_let_in(guards):
    with guards.hold("S2"), pytest.raises(TryLater, match="has a hold"), guards.held("S1"):
        raise AssertionError
    with pytest.raises(TryLater, match="has a hold"), guards.held("S2"):
        raise AssertionError


def test_other_spreadsheets_are_held_side_by_side(guards):
    with ExitStack() as stack:
        for name in ("S1", "S2", "S3"):
            stack.enter_context(guards.hold(name))
        for name in ("S1", "S2", "S3"):
            with guards.held(name):
                pass
