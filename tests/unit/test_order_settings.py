"""Promises of the settings of orders: what people may type, and what counts while it cannot be read."""

import pytest

from sheets_bot.domain.rules.order_settings import SETTINGS, read_promises, read_words
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.domain.rules.typed import Unreadable


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("US 6, GB 8, other 14", {"US": 6, "GB": 8, "other": 14}),
        ("us: 6; gb=8 days\nOther 14d", {"US": 6, "GB": 8, "other": 14}),
        ("10", {"other": 10}),
        (10, {"other": 10}),
        ("", {}),
    ],
)
def test_days_by_country_are_read_kindly(typed, days):
    assert read_promises(typed) == days


@pytest.mark.parametrize("typed", ["soon", "US six", "USA 6", "US 6 GB 8", "US -6", "US 6, us 7", "1.5"])
def test_what_could_mean_two_things_is_not_read(typed):
    with pytest.raises(Unreadable):
        read_promises(typed)


def test_a_country_without_days_has_those_of_the_others():
    rules = parse_rules({"Delivery promise (days)": "US 6, other 14"})[0].orders

    assert (rules.promised_days("us"), rules.promised_days("FR"), rules.promised_days("")) == (6, 14, 14)


def test_words_are_phrases_between_commas():
    assert read_words("Too  small, zu klein,\n, too small") == ("too small", "zu klein")


def test_unreadable_cells_are_told_and_the_defaults_count():
    cells = {"Delivery promise (days)": "fast", "No scan for (days)": "a week"}

    rules, problems = parse_rules(cells)

    assert set(problems) == set(cells)
    assert rules.orders == parse_rules({})[0].orders


def test_every_setting_has_a_default_that_can_be_read_and_says_what_it_means():
    for setting in SETTINGS:
        assert setting.meaning.endswith(".")
        assert setting.read(setting.default) is not None
    names = [setting.name for setting in SETTINGS]
    assert len(names) == len(set(names))


def test_no_word_means_two_reasons():
    """What stands twice would always count for the first one, and nobody would see why."""
    words = [word for found in parse_rules({})[0].orders.reason_words.values() for word in found]

    assert len(words) == len(set(words))
