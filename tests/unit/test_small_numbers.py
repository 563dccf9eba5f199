"""The arithmetic of small counts, judged by printed tables and by scipy."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sheets_bot.metrics.small_numbers import (
    ALARM_CHANCE,
    STRONG_ALARM_CHANCE,
    binomial_at_least,
    binomial_at_most,
    first_that,
    nearest_rank,
    poisson_at_least,
    poisson_at_most,
    poisson_interval,
    week_on_week_chance,
    wilson_interval,
)

MEANS = st.floats(0.01, 200)
SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("mean", "alarm", "strong"),
    [
        (0.5, 4, 5),
        (1, 5, 6),
        (2, 7, 8),
        (3, 9, 10),
        (4, 10, 12),
        (5, 12, 14),
        (8, 16, 19),
        (10, 19, 22),
        (15, 26, 29),
    ],
)
def test_the_tails_of_counts_are_those_of_the_printed_table(mean, alarm, strong):
    """The first count that is rarer than one in a hundred, and the first beyond three standard deviations."""
    assert poisson_at_least(alarm, mean) < ALARM_CHANCE <= poisson_at_least(alarm - 1, mean)
    assert poisson_at_least(strong, mean) < STRONG_ALARM_CHANCE <= poisson_at_least(strong - 1, mean)


@pytest.mark.parametrize(("before", "after", "chance"), [(3, 7, 0.17), (5, 12, 0.07), (10, 20, 0.05)])
def test_a_doubling_of_a_small_count_is_usually_noise(before, after, chance):
    assert round(week_on_week_chance(before, after), 2) == chance


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(3, 5, 23, 88), (6, 10, 31, 83), (12, 20, 39, 78), (30, 50, 46, 72)],
)
def test_wilson_intervals_are_those_of_the_printed_table(successes, trials, low, high):
    assert [round(100 * limit) for limit in wilson_interval(successes, trials)] == [low, high]


def test_two_weeks_of_zero_at_a_mean_of_two_are_rarer_than_one_in_fifty():
    assert round(poisson_at_most(0, 2 * 2), 3) == 0.018


@given(events=st.integers(0, 400), mean=MEANS)
@settings(deadline=None)
def test_poisson_tails_equal_those_of_scipy(events, mean):
    assert math.isclose(
        poisson_at_least(events, mean), stats.poisson.sf(events - 1, mean), rel_tol=1e-9, abs_tol=1e-14
    )
    assert math.isclose(
        poisson_at_most(events, mean), stats.poisson.cdf(events, mean), rel_tol=1e-9, abs_tol=1e-14
    )


@given(trials=st.integers(0, 300), share=SHARES, data=st.data())
@settings(deadline=None)
def test_binomial_tails_equal_those_of_scipy(trials, share, data):
    successes = data.draw(st.integers(0, trials))

    at_least, at_most = (
        binomial_at_least(successes, trials, share),
        binomial_at_most(successes, trials, share),
    )

    assert math.isclose(at_least, stats.binom.sf(successes - 1, trials, share), rel_tol=1e-8, abs_tol=1e-12)
    assert math.isclose(at_most, stats.binom.cdf(successes, trials, share), rel_tol=1e-8, abs_tol=1e-12)


@given(trials=st.integers(1, 400), data=st.data())
@settings(deadline=None)
def test_wilson_intervals_equal_those_of_scipy(trials, data):
    successes = data.draw(st.integers(0, trials))

    low, high = wilson_interval(successes, trials)

    judge = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    assert math.isclose(low, judge.low, abs_tol=1e-12)
    assert math.isclose(high, judge.high, abs_tol=1e-12)
    assert 0 <= low <= successes / trials <= high <= 1


@given(events=st.integers(0, 300))
@settings(deadline=None)
def test_poisson_intervals_equal_the_chi_square_form(events):
    low, high = poisson_interval(events)

    assert math.isclose(low, stats.chi2.ppf(0.025, 2 * events) / 2 if events else 0.0, rel_tol=1e-9)
    assert math.isclose(high, stats.chi2.ppf(0.975, 2 * events + 2) / 2, rel_tol=1e-9)


@given(end=st.integers(0, 1000), data=st.data())
def test_halving_finds_the_first_that_holds_and_else_the_end(end, data):
    first = data.draw(st.integers(0, end + 10))

    assert first_that(lambda number: number >= first, end) == min(first, end)


def test_more_orders_in_the_second_week_make_a_rise_less_surprising():
    same_exposure = week_on_week_chance(5, 12)
    twice_the_orders = week_on_week_chance(5, 12, exposures=(100, 200))

    assert twice_the_orders > 0.4 > same_exposure


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(successes, trials):
    with pytest.raises(ValueError, match="no share"):
        wilson_interval(successes, trials)


def test_a_rank_is_a_value_that_was_seen():
    ten = [float(n) for n in range(1, 11)]

    assert nearest_rank(ten, 0.9) == 9
    assert nearest_rank(ten, 0.1) == 1
    assert nearest_rank([4.0, 7.0, 30.0], 0.9) == 30
    assert nearest_rank([4.0, 7.0, 30.0], 0.1) == 4
    with pytest.raises(ValueError, match="No values"):
        nearest_rank([], 0.5)


@given(values=st.lists(st.floats(0, 1000), min_size=1, max_size=60), percent=st.integers(1, 99))
@settings(deadline=None)
def test_at_least_the_share_lies_at_or_below_the_rank_and_less_below_it(values, percent):
    ordered = sorted(values)

    found = nearest_rank(ordered, percent / 100)

    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)
