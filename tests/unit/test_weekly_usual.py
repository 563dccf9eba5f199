"""Whether a week is unusual: rarely said, and never because there are many cells."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sheets_bot.metrics.figure import amount, cases, hours, per_100, share, value_share
from sheets_bot.metrics.usual import (
    CELLS,
    FEWER,
    FEWER_FOR_LONG,
    FEWER_TWICE,
    HIGHER,
    HIGHER_FOR_LONG,
    LOWER,
    LOWER_FOR_LONG,
    MORE,
    MORE_FOR_LONG,
    MUCH_MORE,
    TOO_SHORT,
    TOTALS,
    WITHIN,
    Usual,
    by_chance,
    judge,
)


def counts(*numbers):
    return [cases(number) for number in numbers]


def _week(figures):
    """The last one, and those before it."""
    return figures[-1], figures[:-1]


TWELVE_WEEKS_OF_TWO = counts(*[2] * 12)


@pytest.mark.parametrize(
    ("number", "verdict"), [(0, WITHIN), (2, WITHIN), (7, WITHIN), (8, MORE), (9, MUCH_MORE), (20, MUCH_MORE)]
)
def test_at_two_a_week_eight_are_unusual_and_seven_are_not(number, verdict):
    """Of a known mean, seven would be: but twelve weeks of two may come of a mean of three."""
    assert judge("cases", cases(number), TWELVE_WEEKS_OF_TWO, TOTALS) == Usual("0 to 7", verdict)


def test_one_brand_needs_more_to_raise_an_alarm_than_all_together():
    assert judge("cases", cases(9), TWELVE_WEEKS_OF_TWO, CELLS).verdict == WITHIN
    assert judge("cases", cases(10), TWELVE_WEEKS_OF_TWO, CELLS).verdict == MORE


def test_one_week_of_zero_at_a_mean_of_four_is_no_improvement_but_two_are():
    one = judge("cases", cases(0), counts(*[4] * 12), TOTALS)
    two = judge("cases", cases(0), counts(*[4] * 11, 0), TOTALS)

    assert (one.verdict, two.verdict) == (WITHIN, FEWER_TWICE)


def test_one_week_of_zero_at_a_mean_of_ten_is_fewer_than_usual():
    assert judge("cases", cases(0), counts(*[10] * 12), TOTALS).verdict == FEWER


def test_after_a_quiet_season_one_case_is_no_alarm():
    assert judge("cases", cases(1), counts(*[0] * 12), TOTALS).verdict == WITHIN


def test_five_past_weeks_are_too_few_to_say():
    assert judge("cases", cases(9), counts(*[2] * 5), TOTALS) == Usual("", TOO_SHORT)


def test_only_the_last_twelve_weeks_count():
    assert judge("cases", cases(8), counts(*[50] * 10, *[2] * 12), TOTALS).verdict == MORE


def test_a_rate_is_judged_by_its_count_so_that_more_sales_allow_more_cases():
    """Two in a hundred for twelve weeks: eight in four hundred are what was to be expected, eight in a hundred not."""
    past = [per_100(2, 100, gap="") for _ in range(12)]

    busy = judge("per 100", per_100(8, 400, gap=""), past, TOTALS)
    bad = judge("per 100", per_100(8, 100, gap=""), past, TOTALS)

    assert busy == Usual("0.25 to 4.75", WITHIN)
    assert bad == Usual("0.00 to 7.00", MORE)


def test_a_rate_of_few_sales_is_said_as_a_count():
    """37.50 per 100 of eight orders would say more than anybody knows."""
    found = judge("per 100", per_100(3, 8, gap=""), [per_100(2, 100, gap="")] * 12, TOTALS)

    assert per_100(3, 8, gap="").shown == "3 of 8"
    assert per_100(3, 10, gap="").shown == "30.00 (3 of 10)"
    assert found.range == "0 to 2 of 8"


def test_a_share_of_few_cases_is_rarely_unusual():
    past = [share(9, 10, gap="") for _ in range(12)]

    assert judge("share", share(2, 3, gap=""), past, TOTALS) == Usual("1 to 3 of 3", WITHIN)
    assert judge("share", share(0, 3, gap=""), past, TOTALS).verdict == LOWER
    assert judge("share", share(20, 40, gap=""), past, TOTALS).verdict == LOWER


def test_a_share_above_what_is_usual_is_said_to_be_higher():
    past = [share(1, 10, gap="") for _ in range(12)]

    assert judge("share", share(9, 10, gap=""), past, TOTALS) == Usual("0 to 40 %", HIGHER)


def test_all_on_time_for_a_season_does_not_make_one_late_case_an_alarm():
    past = [share(2, 2, gap="") for _ in range(12)]

    assert judge("share", share(3, 4, gap=""), past, TOTALS).verdict == WITHIN


def test_shares_of_hardly_any_cases_say_nothing():
    assert judge("share", share(0, 1, gap=""), [share(1, 1, gap="")] * 9, TOTALS) == Usual("", TOO_SHORT)


@pytest.mark.parametrize(
    ("minor", "words"),
    [(9_000_000, "above all of the past 6 weeks"), (120_000, WITHIN), (99, "below all of the past 6 weeks")],
)
def test_an_amount_is_only_held_beside_the_past_weeks(minor, words):
    """Nothing is claimed of chance: one large case moves it."""
    past = [amount(minor, "USD") for minor in (100, 5000, 120_000, 100, 200, 300)]

    found = judge("money", amount(minor, "USD"), past, TOTALS)

    assert found == Usual("1.00 to 1,200.00 in the past 6 weeks", words)


def test_slower_answers_than_in_all_past_weeks_are_said_to_be_so():
    past = [hours([each], "median", few="median", gap="") for each in (7.4, 8, 8.1, 9.6, 9, 8.5)]

    found = judge("hours", hours([10.7], "median", few="median", gap=""), past, TOTALS)

    assert found == Usual("7.4 to 9.6 in the past 6 weeks", "above all of the past 6 weeks")


def test_a_share_of_money_is_not_judged_as_if_it_were_of_cases():
    past = [value_share(part, 10_000, "USD", gap="") for part in (500, 300, 800, 700, 600, 400)]

    found = judge("share", value_share(900, 1000, "USD", gap=""), past, TOTALS, is_of_value=True)

    assert found == Usual("3 to 8 % in the past 6 weeks", "above all of the past 6 weeks")


def test_a_rise_from_three_to_seven_is_said_to_be_chance():
    assert by_chance(cases(3), cases(7)) == "3, then 7: chance alone does that in 17 of 100 weeks"
    assert by_chance(cases(5), cases(60)) == "5, then 60: chance alone does that in fewer than 1 of 100 weeks"
    assert by_chance(cases(7), cases(3)) == ""
    assert by_chance(cases(0), cases(1)) == ""


@pytest.mark.parametrize(("strictness", "promised"), [(TOTALS, 1 / 100), (CELLS, 1 / 700)])
@pytest.mark.parametrize("weeks", [6, 20])
@pytest.mark.parametrize("mean", [0.3, 2, 5, 20, 40])
def test_all_words_of_a_count_together_are_as_rare_as_is_promised(mean, weeks, strictness, promised):
    """However small the number and however short its past: of 2000 ordinary weeks, each with a past of its own."""
    drawn = stats.poisson.rvs(mean, size=(2000, weeks + 1), random_state=20261116).tolist()

    words = [judge("cases", *_week(counts(*each)), strictness).verdict for each in drawn]

    assert sum(word != WITHIN for word in words) <= stats.binom.ppf(0.999, len(drawn), promised)


@pytest.mark.parametrize(("strictness", "promised"), [(TOTALS, 1 / 100), (CELLS, 1 / 700)])
@pytest.mark.parametrize("weeks", [8, 20])
@pytest.mark.parametrize(("of", "chance"), [(5, 0.3), (20, 0.9), (60, 0.3), (150, 0.05)])
def test_all_words_of_a_share_together_are_as_rare_as_is_promised(of, chance, weeks, strictness, promised):
    drawn = stats.binom.rvs(of, chance, size=(2000, weeks + 1), random_state=20261116).tolist()

    shares = [[share(part, of, gap="") for part in each] for each in drawn]
    words = [judge("share", *_week(each), strictness).verdict for each in shares]

    assert sum(word != WITHIN for word in words) <= stats.binom.ppf(0.999, len(drawn), promised)


def test_six_in_ten_more_for_eight_weeks_are_named_though_no_single_week_is():
    season, slowly = counts(*[10] * 12), counts(*[15, 17, 16, 14, 17, 16, 16])

    assert judge("cases", cases(17), season, TOTALS).verdict == WITHIN
    assert judge("cases", cases(16), [*season, *slowly], TOTALS).verdict == MORE_FOR_LONG
    assert judge("cases", cases(16), [*season, *slowly[4:]], TOTALS).verdict == WITHIN


def test_one_bad_week_is_not_told_for_two_months():
    season = counts(*[10] * 12)
    verdicts = [
        judge("cases", cases(10), [*season, cases(60), *counts(*[10] * since)], TOTALS).verdict
        for since in range(9)
    ]

    assert set(verdicts) == {WITHIN}


def test_what_happens_once_in_two_months_is_judged_over_eight_weeks():
    """Two cases in a week of such a kind say nothing, and so many in eight weeks do; the range says how often."""
    rare = counts(*[0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0])

    assert judge("cases", cases(1), rare, TOTALS) == Usual("0 to 3, about one in 42 days", WITHIN)
    assert judge("cases", cases(1), counts(*[0] * 12), TOTALS).range == "0 to 2, none so far"
    often = counts(*[1, 2, 2, 1, 2, 2, 1])
    assert judge("cases", cases(2), rare, TOTALS).verdict == WITHIN
    assert judge("cases", cases(2), [*rare, *often], TOTALS).verdict == MORE_FOR_LONG


def test_few_for_eight_weeks_are_named_too_and_shares_likewise():
    fewer = judge("cases", cases(5), counts(*[10] * 12, *[5] * 7), TOTALS)
    higher, lower = (
        judge("share", share(now, 20, gap=""), [share(of, 20, gap="") for of in past], TOTALS)
        for now, past in ((9, [4] * 12 + [9] * 7), (11, [16] * 12 + [11] * 7))
    )

    assert fewer.verdict == FEWER_FOR_LONG
    assert (higher.verdict, lower.verdict) == (HIGHER_FOR_LONG, LOWER_FOR_LONG)


def test_a_doubling_of_a_large_number_is_named():
    assert judge("cases", cases(40), counts(*[20] * 12), TOTALS).verdict == MUCH_MORE
    assert judge("cases", cases(40), counts(*[20] * 12), CELLS).verdict == MUCH_MORE


@given(past=st.lists(st.integers(0, 30), min_size=6, max_size=24), number=st.integers(0, 60))
@settings(deadline=None)
def test_more_cases_are_never_judged_less_unusual(past, number):
    order = [FEWER, FEWER_TWICE, FEWER_FOR_LONG, WITHIN, MORE_FOR_LONG, MORE, MUCH_MORE]

    verdicts = [judge("cases", cases(n), counts(*past), TOTALS).verdict for n in (number, number + 1)]

    assert order.index(verdicts[0]) <= order.index(verdicts[1])


def test_figures_of_the_same_parts_are_the_same_to_the_last_digit():
    assert share(1, 3, gap="").value == Decimal("0.3333")
    assert per_100(1, 300, gap="").value == Decimal("0.33")
