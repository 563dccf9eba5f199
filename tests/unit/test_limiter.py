"""The limiter keeps its promise for every window of a minute, and never waits for ever."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.errors import TryLater
from sheets_bot.platforms.limiter import Limiter


class Time:
    """A clock that moves only when somebody sleeps or says so."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def a_limiter(time: Time, per_minute: int = 3, longest_wait_seconds: float = 120.0) -> Limiter:
    return Limiter(
        "Sheets",
        {"read": per_minute, "write": 1},
        longest_wait_seconds=longest_wait_seconds,
        clock=time.clock,
        sleep=time.sleep,
    )


def most_in_any_minute(turns: list[float]) -> int:
    return max(sum(start <= turn < start + 60.0 for turn in turns) for start in turns)


def test_the_allowance_of_a_minute_passes_without_a_wait():
    time = Time()
    limiter = a_limiter(time, per_minute=3)

    waits = [limiter.acquire("read") for _ in range(3)]

    assert waits == [0.0, 0.0, 0.0]
    assert time.slept == []


def test_one_request_more_waits_until_the_first_is_more_than_a_minute_old():
    time = Time()
    limiter = a_limiter(time, per_minute=3)
    for _ in range(3):
        limiter.acquire("read")
    time.now += 10.0

    waited = limiter.acquire("read")

    assert waited == 52.0
    assert time.slept == [52.0]


def test_reads_and_writes_have_turns_of_their_own():
    time = Time()
    limiter = a_limiter(time)
    limiter.acquire("write")

    waited = limiter.acquire("read")

    assert waited == 0.0


def test_a_wait_beyond_the_bound_is_refused_at_once_and_takes_no_turn():
    time = Time()
    limiter = a_limiter(time, per_minute=1, longest_wait_seconds=30.0)
    limiter.acquire("read")

    with pytest.raises(TryLater, match="not sent"):
        limiter.acquire("read")

    assert time.slept == []
    time.now += 62.0
    assert limiter.acquire("read") == 0.0


def test_a_pause_holds_back_all_turns_of_its_kind_and_no_others():
    time = Time()
    limiter = a_limiter(time)

    limiter.pause("read", 7.0)

    assert limiter.acquire("write") == 0.0
    assert limiter.acquire("read") == 7.0


def test_a_shorter_pause_does_not_end_a_longer_one():
    time = Time()
    limiter = a_limiter(time)
    limiter.pause("read", 20.0)

    limiter.pause("read", 5.0)

    assert limiter.acquire("read") == 20.0


def test_an_allowance_of_nothing_is_refused_when_the_limiter_is_made():
    with pytest.raises(ValueError, match="lets nothing through"):
        Limiter("Sheets", {"read": 0})


def test_the_repr_tells_the_allowance():
    assert repr(a_limiter(Time())) == "<Limiter Sheets: 3 reads, 1 writes a minute>"


@settings(deadline=None)
@given(
    per_minute=st.integers(1, 20),
    gaps=st.lists(st.floats(0, 90, allow_nan=False), min_size=1, max_size=120),
)
def test_no_window_of_a_minute_ever_holds_more_than_the_allowance(per_minute: int, gaps: list[float]):
    time = Time()
    limiter = a_limiter(time, per_minute, longest_wait_seconds=1e9)
    turns: list[float] = []

    for gap in gaps:
        time.now += gap
        limiter.acquire("read")
        turns.append(time.now)

    assert most_in_any_minute(turns) <= per_minute


@settings(deadline=None, max_examples=30)
@given(
    per_minute=st.integers(1, 5),
    steps=st.lists(st.tuples(st.sampled_from(["ask", "pause"]), st.floats(0, 30)), min_size=1, max_size=60),
)
def test_turns_keep_their_order_and_allowance_under_pauses(per_minute: int, steps: list[tuple[str, float]]):
    time = Time()
    limiter = a_limiter(time, per_minute, longest_wait_seconds=1e9)
    turns: list[float] = []

    for what, seconds in steps:
        if what == "pause":
            limiter.pause("read", seconds)
        else:
            limiter.acquire("read")
            turns.append(time.now)

    assert turns == sorted(turns)
    assert not turns or most_in_any_minute(turns) <= per_minute


def test_threads_that_come_together_get_turns_one_after_another():
    """The clock stands still while ten threads ask: the planned turns alone must keep the promise."""
    planned: list[float] = []
    limiter = Limiter(
        "Sheets", {"read": 4}, longest_wait_seconds=1e9, clock=lambda: 0.0, sleep=lambda _seconds: None
    )
    ask: Callable[[], None] = lambda: planned.append(limiter.acquire("read"))  # noqa: E731 -- a thread's target

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(planned) == [0.0] * 4 + [62.0] * 4 + [124.0] * 2
