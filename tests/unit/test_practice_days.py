"""Between two shifts: what was done and what happened, counted from the world; what is flagged, as anybody reads it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sheets_bot.practice.days import deeds_between, events_between, flags_in
from sheets_bot.sandbox.clock import START_AT
from sheets_bot.sandbox.world import BRANDS, World
from sheets_bot.sandbox.world.policy import allowed_actions

LATER = START_AT + timedelta(days=7)


class Person:
    """Somebody who sees one tab."""

    def __init__(self, rows: list[dict[str, Any]] | None) -> None:
        self.rows = rows

    def tabs(self) -> dict[str, int]:
        return {} if self.rows is None else {"Today": 1}

    def table(self, _tab: str) -> list[dict[str, Any]]:
        return self.rows or []


@pytest.fixture
def world() -> World:
    brand = replace(BRANDS[0], orders_per_week=20, dispute_share=0.3)
    return World(start_at=START_AT.timestamp(), weeks=2, brands=[brand], seller="stops")


def test_a_week_in_which_nobody_works_has_events_and_no_deeds(world):
    world.advance_to(LATER.timestamp())

    happened = events_between(world, START_AT, LATER)
    opened = [case for case in world.cases.values() if case.opened_at > START_AT.timestamp()]
    charged = [one for one in world.chargebacks["aurora"] if one.initiated_at > START_AT.timestamp()]
    arrived = [p for ps in world.parcels.values() for p in ps if (p.delivered_at or 0) > START_AT.timestamp()]

    assert deeds_between(world, START_AT, LATER) == "nothing was done"
    assert f"{len(opened) + len(charged)} new cases" in happened
    assert f"{len(arrived)} parcels arrived" in happened


def test_what_is_done_is_counted_and_one_of_a_kind_is_singular(world):
    writable, given_up = [
        next(case for case in world.cases.values() if deed in allowed_actions(case, world.now))
        for deed in ("send_message", "accept_claim")
    ]
    at = START_AT + timedelta(minutes=1)
    world.advance_to(at.timestamp())
    world.centre.message(writable, "SELLER", "We are looking for your parcel.", world.now)
    world.centre.accept_claim(given_up, None, world.now)

    assert deeds_between(world, START_AT, at) == "1 answer to a case, 1 case given back"
    assert deeds_between(world, at, LATER) == "nothing was done"


def test_an_hour_without_anything_says_so(world):
    now = datetime.fromtimestamp(world.now, UTC)

    assert events_between(world, now, now) == "nothing happened"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (None, "the tab is gone or renamed"),
        ([], "0 tasks, 0 minutes"),
        (
            [
                {"Rank": "00", "Item": "", "Flag": "", "Minutes": 90},
                {"Rank": "01", "Item": "PP-R-1", "Flag": "SOON", "Minutes": 40},
                {"Rank": "02", "Item": "t1", "Flag": "MISSED", "Minutes": 6},
                {"Rank": "03", "Item": "t2", "Flag": "a word of mine", "Minutes": "many"},
            ],
            "3 tasks, 46 minutes: 1 MISSED, 1 SOON",
        ),
    ],
)
def test_the_flags_are_those_of_today_whatever_people_have_typed_there(rows, said):
    assert flags_in(Person(rows)) == said
