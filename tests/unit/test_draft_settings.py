"""Promises of the settings of drafts: words by brand and languages are read kindly, and nothing is guessed."""

import pytest

from sheets_bot.domain.rules.draft_settings import (
    SETTINGS,
    DraftRules,
    read_by_brand,
    read_language,
    read_languages,
)
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.domain.rules.typed import Unreadable


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", {}),
        ("Mia, customer care", {"": "Mia, customer care"}),
        (
            "Aurora & Pine = Mia from Aurora; Velvet=The team",
            {"aurora & pine": "Mia from Aurora", "velvet": "The team"},
        ),
        ("The team\nVelvet = Max", {"": "The team", "velvet": "Max"}),
        ("See https://shop.example/help?a=1", {"see https://shop.example/help?a": "1"}),
    ],
)
def test_words_are_read_by_brand(typed, words):
    """What holds a = names a brand in front of it, also where somebody meant an address: the tab shows it."""
    assert read_by_brand(typed) == words


@pytest.mark.parametrize("typed", ["A = x; a = y", "one; two", "A =", "A = " + "x" * 201])
def test_words_that_could_mean_two_things_are_not_read(typed):
    with pytest.raises(Unreadable):
        read_by_brand(typed)


def test_a_brand_without_words_of_its_own_has_those_of_all():
    rules = parse_rules(
        {"Signed as": "The team; Velvet = Max", "Reachable at": "Velvet = hi@velvet.example"}
    )[0]

    assert rules.drafts.signature("VELVET") == "Max"
    assert rules.drafts.signature("Aurora") == "The team"
    assert DraftRules().signature("Aurora") == "Aurora"
    assert (rules.drafts.channel("Velvet"), rules.drafts.channel("Aurora")) == ("hi@velvet.example", "")


def test_languages_go_by_country_and_the_rest_by_the_one_for_all():
    rules = parse_rules({"Language by country": "DE de, at: DE", "Language of letters": "FR"})[0].drafts

    assert [rules.language_of(country) for country in ("de", "AT", "US", "")] == ["de", "de", "fr", "fr"]


@pytest.mark.parametrize("typed", ["english", "e", "12"])
def test_a_language_is_two_letters(typed):
    with pytest.raises(Unreadable):
        read_language(typed)


@pytest.mark.parametrize("typed", ["DE", "Germany de", "DE de, DE en"])
def test_a_country_has_one_language(typed):
    with pytest.raises(Unreadable):
        read_languages(typed)


def test_the_owners_switch_is_off_until_it_says_yes():
    for typed in (None, "", "perhaps", "no"):
        cells = {} if typed is None else {"Neutral line about editing a review": typed}
        assert parse_rules(cells)[0].drafts.edit_line is False
    assert parse_rules({"Neutral line about editing a review": "yes"})[0].drafts.edit_line is True


def test_every_setting_has_a_default_that_can_be_read_and_says_what_it_means():
    assert parse_rules({})[0].drafts == DraftRules()
    for setting in SETTINGS:
        assert setting.meaning.endswith(".")
        assert setting.read(setting.default) is not None
