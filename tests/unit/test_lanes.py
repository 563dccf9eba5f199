"""Promises of lanes: what a lane's past is, when it counts, and what follows from it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders_of_a_shop import RULES, at
from sheets_bot.domain.orders.lanes import ENOUGH, NEWEST, Lanes, limits_of

DAY = timedelta(days=1)
SHIPPED = at(1)


def a_row(days, *, shipped=SHIPPED, **fields):
    usual = {"supplier": "North", "country": "GB", "carrier": "Post", "carrier_says": "delivered"}
    return {**usual, "shipped": shipped, "delivered": shipped + days * DAY, **fields}


def test_half_and_nine_of_ten_are_by_nearest_rank():
    past = Lanes([a_row(days) for days in range(1, 21)]).past("North", "GB", "Post")

    assert (past.delivered, past.half, past.most) == (20, 10 * DAY, 18 * DAY)


def test_a_short_past_does_not_count():
    assert Lanes([a_row(5)] * (ENOUGH - 1)).past("North", "GB", "Post") is None


def test_a_carrier_counts_by_itself_where_it_has_enough():
    rows = [a_row(4)] * ENOUGH + [a_row(10, carrier="Snail")] * ENOUGH + [a_row(2, carrier="Rare")] * 3
    lanes = Lanes(rows)

    assert lanes.past("North", "GB", "Post").most == 4 * DAY
    assert lanes.past("North", "GB", "Snail").most == 10 * DAY
    assert lanes.past("North", "GB", "Rare").most == 10 * DAY, "the lane as a whole"
    assert lanes.past("North", "US", "Post") is None


@pytest.mark.parametrize(
    "row",
    [
        a_row(5, delivered=None),
        a_row(5, shipped=at(9), delivered=at(8)),
        a_row(5) | {"shipped": "yesterday"},
    ],
)
def test_what_was_not_delivered_or_makes_no_sense_does_not_count(row):
    assert Lanes([*[a_row(5)] * (ENOUGH - 1), row]).past("North", "GB", "Post") is None


def test_only_the_newest_deliveries_are_the_past():
    slow_once = [a_row(30, shipped=at(1) - 90 * DAY)] * NEWEST
    fast_now = [a_row(3, shipped=at(1))] * NEWEST

    assert Lanes(slow_once + fast_now).past("North", "GB", "Post").most == 3 * DAY


def test_without_a_past_the_settings_decide():
    limits = limits_of(None, RULES.orders)

    assert (limits.quiet, limits.lost, limits.usual) == (7 * DAY, 14 * DAY, None)


def test_a_slow_lane_gets_more_time_and_a_fast_one_not_less():
    slow = limits_of(Lanes([a_row(40)] * ENOUGH).past("North", "GB", "Post"), RULES.orders)
    fast = limits_of(Lanes([a_row(2)] * ENOUGH).past("North", "GB", "Post"), RULES.orders)

    assert (slow.quiet, slow.lost, slow.usual) == (20 * DAY, 20 * DAY, 40 * DAY)
    assert (fast.quiet, fast.lost, fast.usual) == (7 * DAY, 14 * DAY, 2 * DAY)


@given(st.lists(st.integers(0, 60), min_size=ENOUGH, max_size=NEWEST))
@settings(deadline=None)
def test_most_parcels_took_no_longer_than_the_past_says(days):
    past = Lanes([a_row(each) for each in days]).past("North", "GB", "Post")

    assert past.half <= past.most
    assert sum(each * DAY <= past.most for each in days) >= 0.9 * len(days)
    assert sum(each * DAY < past.most for each in days) < 0.9 * len(days)
