"""What is called more than chance: the arithmetic against scipy, and the promise for many numbers at once."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sheets_bot.domain.report.chance import (
    FAMILY_CHANCE,
    PROMISED_SHARE,
    Question,
    Sample,
    Side,
    beyond_chance,
)
from sheets_bot.domain.report.changes import judge
from sheets_bot.domain.report.series import ALL_BRANDS, Point, Series

WEEK = date(2026, 11, 9)
counts = st.integers(0, 60)
exposures = st.integers(1, 400)


def weeks_of(*parts, whole=1, scope=ALL_BRANDS, unit="cases", is_total=True, name="opened"):
    """A series whose last number is that of WEEK."""
    points = {
        WEEK - timedelta(weeks=back): Point(Sample(part, whole), f"{part}")
        for back, part in enumerate(reversed(parts))
    }
    return Series(name, "Opened", scope, unit, points, is_total=is_total)


@given(counts, exposures, counts, exposures, st.sampled_from(Side))
def test_a_count_is_judged_as_the_exact_conditional_test_does(now, now_of, before, before_of, side):
    test = Question(Sample(now, now_of), Sample(before, before_of), is_share=False, side=side)

    share, both = now_of / (now_of + before_of), now + before
    expected = stats.binom.sf(now - 1, both, share) if side is Side.UP else stats.binom.cdf(now, both, share)
    assert test.chance == pytest.approx(expected, abs=1e-9)


@given(st.data(), exposures, exposures, st.sampled_from(Side))
def test_a_share_is_judged_as_fishers_exact_test_does(data, now_of, before_of, side):
    now, before = (data.draw(st.integers(0, whole)) for whole in (now_of, before_of))

    test = Question(Sample(now, now_of), Sample(before, before_of), is_share=True, side=side)

    table = [[now, now_of - now], [before, before_of - before]]
    expected = stats.fisher_exact(table, "greater" if side is Side.UP else "less").pvalue
    assert test.chance == pytest.approx(expected, abs=1e-7)


@given(counts, exposures, counts, exposures, st.sampled_from(Side), st.booleans())
def test_no_outcome_is_rarer_than_the_least_chance(now, now_of, before, before_of, side, is_share):
    now_of, before_of = max(now, now_of), max(before, before_of)
    test = Question(Sample(now, now_of), Sample(before, before_of), is_share, side)

    assert 0 <= test.least_chance <= test.chance + 1e-12
    assert test.chance <= 1


def test_what_is_too_small_to_be_seen_takes_nothing_from_the_others():
    """One week with 9 where 1 is usual, beside fifty numbers that hold one case in a season."""
    loud = Question(Sample(9, 1), Sample(12, 12), is_share=False, side=Side.UP)
    small = Question(Sample(0, 1), Sample(1, 12), is_share=False, side=Side.UP)

    alone = beyond_chance({"loud": loud}, family_chance=0.001)
    among = beyond_chance({"loud": loud} | {str(n): small for n in range(50)}, family_chance=0.001)

    assert alone == among == {"loud"}


def test_the_promise_is_the_sum_of_its_families():
    assert sum(FAMILY_CHANCE.values()) == PROMISED_SHARE <= 0.05


def test_three_then_seven_is_noise_and_a_jump_is_not():
    season = [3, 4, 2, 3, 5, 3, 2, 4, 3, 3, 4, 3]

    assert judge([weeks_of(*season, 7)], WEEK).changes == ()
    (change,) = judge([weeks_of(*season, 14)], WEEK).changes
    assert (change.side, change.weeks) == (Side.UP, 1)


def test_what_comes_slowly_is_seen_over_two_weeks():
    season = [6] * 12
    judged = judge([weeks_of(*season, 12, 12)], WEEK)

    (change,) = judged.changes
    assert change.weeks == 2


def test_with_fewer_than_six_weeks_nothing_is_said():
    judged = judge([weeks_of(1, 1, 1, 1, 1, 40)], WEEK)

    assert judged.changes == ()
    assert [one.name for one in judged.too_short] == ["opened"]


def test_a_gap_is_no_zero():
    """Four weeks without a number are left out of the past, and a missing last week is not judged."""
    series = weeks_of(*[8] * 12, 8)
    gaps = {week: point for week, point in series.points.items() if week not in list(series.points)[2:6]}

    with_gaps = Series("opened", "Opened", ALL_BRANDS, "cases", gaps, is_total=True)
    without_last = Series(
        "opened", "Opened", ALL_BRANDS, "cases", dict(list(gaps.items())[1:]), is_total=True
    )

    assert judge([with_gaps], WEEK).changes == ()
    assert judge([without_last], WEEK).looked_at == 0


def test_of_many_numbers_without_a_change_few_weeks_name_one():
    """Forty numbers, two hundred weeks: each at one in a hundred would name one in every third week."""
    throw = random.Random(5)
    names = [f"{n}" for n in range(40)]
    false = 0
    for _ in range(200):
        found = [
            weeks_of(
                *(sum(throw.random() < 0.04 for _ in range(100)) for _ in range(14)),
                name=name,
                scope=name,
                is_total=False,
            )
            for name in names
        ]
        false += bool(judge(found, WEEK).changes)

    assert false / 200 <= 0.05
