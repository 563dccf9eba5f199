"""One case that PayPal never shows makes no run dearer than the last, stays named, and comes when it can be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from refusing import PROTECTED, refusing, writes_to
from rewinding import states
from sheets_bot.sandbox.faults import Fault
from small_house import SmallHouse, a_small_house

pytestmark = pytest.mark.slow

LIST = "/v1/customer/disputes"
JOB = "sync_paypal_disputes"
SOURCE = "PayPal: Aurora & Pine"


@pytest.fixture(scope="module")
def whole_house() -> Iterator[SmallHouse]:
    with a_small_house(ready=False, hostility="none") as house:
        house.runs("keep_settings")
        house.evening = states(house.sandbox)
        yield house


@pytest.fixture
def house(whole_house: SmallHouse) -> Iterator[SmallHouse]:
    whole_house.begins_again()
    yield whole_house
    whole_house.sandbox.faults.clear()


@pytest.fixture
def stuck(house: SmallHouse) -> str:
    """The id of a case whose details are refused, from the first run on."""
    case_id = min(house.sandbox.world.cases)
    body = {"name": "UNPROCESSABLE_ENTITY", "message": "This one is not shown."}
    house.sandbox.faults.add(Fault(path=f"{case_id}$", times=1_000, status=422, body=body))
    return case_id


@contextmanager
def listed_from(house: SmallHouse) -> Iterator[list[timedelta]]:
    """Collect how far back each list of changes reaches."""
    found: list[timedelta] = []

    def note(call):
        if call.path == LIST and (after := call.arg("update_time_after")):
            found.append(timedelta(seconds=call.at) - _since_1970(after))

    house.sandbox.switchboard.before_each.append(note)
    try:
        yield found
    finally:
        house.sandbox.switchboard.before_each.remove(note)


def _since_1970(stamp: str) -> timedelta:
    return timedelta(seconds=datetime.fromisoformat(stamp).timestamp())


def test_a_case_that_is_never_shown_does_not_hold_the_list_back(house, stuck):
    house.one(JOB)
    for _ in range(3):
        house.later(days=3)
        house.one(JOB)
    house.later(minutes=15)

    with listed_from(house) as reaches:
        receipt = house.one(JOB)

    state, happened = house.status()[SOURCE]
    assert [reach < timedelta(hours=2) for reach in reaches] == [True]
    assert not receipt.ok
    assert state == "failed"
    assert stuck in happened


def test_it_comes_into_the_tab_once_it_is_shown_although_no_list_names_it(house, stuck):
    house.one(JOB)
    house.later(minutes=15)
    house.one(JOB)
    assert stuck not in house.keyed("Disputes")

    house.sandbox.faults.clear()
    house.later(minutes=15)
    house.runs(JOB)

    assert stuck in house.keyed("Disputes")
    assert house.status()[SOURCE] == ("ok", "")


def test_a_bot_that_starts_anew_reads_the_list_as_far_back_as_all_was_seen(house, stuck):
    """It does not know which case was not shown, so it finds it again; from then on it does."""
    house.one(JOB)
    house.later(days=3)
    house.one(JOB)

    house.start_bot()
    house.later(minutes=15)
    with listed_from(house) as reaches:
        house.one(JOB)
        house.later(minutes=15)
        house.one(JOB)

    assert [reach > timedelta(days=100) for reach in reaches] == [True, False]
    assert stuck in house.status()[SOURCE][1]


def test_what_was_fetched_but_not_written_is_listed_again(house, stuck):
    house.one(JOB)
    house.later(days=5)
    with refusing(house.sandbox, writes_to(house.person.sheet_id("Disputes")), PROTECTED):
        assert list(house.one(JOB).problems) == [SOURCE, "Disputes"]

    house.later(minutes=15)
    with listed_from(house) as reaches:
        house.one(JOB)

    assert [reach > timedelta(days=5) for reach in reaches] == [True]
