"""Promises of the clock of a review: by example (`tests/cases/reviews.toml`), and of what is watched."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from review_tabs import CLOCK, NOW, RULES, Tabs, a_review, an_id
from sheets_bot.domain.reviews.review_turn import (
    refresh_review_clocks,
    review_clock,
    watched_ids,
    watched_stars,
)
from sheets_bot.domain.rules.review_settings import SETTINGS, ReviewRules, read_review_rules
from sheets_bot.domain.rules.typed import Unreadable

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "reviews.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_clock_of_a_review_is_what_the_case_says(case):
    found = review_clock(case["row"], rules=RULES, clock=CLOCK, now=NOW)

    assert found["why"] == case["why"]
    assert (found["whose_turn"], found["flag"]) == (case["turn"], case["flag"])
    assert found["respond_by"] == case.get("respond_by")


def test_the_clock_says_the_same_of_a_row_that_stands_as_of_a_review_that_was_fetched():
    tabs = Tabs()
    (row,) = tabs.look(a_review()).reviews

    (again,) = refresh_review_clocks(tabs.reviews, rules=RULES, clock=CLOCK, now=NOW)

    assert again.values == {name: row.values[name] for name in again.values}
    assert again.when_absent == "leave"


def test_a_row_that_the_bot_has_not_filled_gets_no_clock():
    assert refresh_review_clocks({"typed": {"stars": 1}}, rules=RULES, clock=CLOCK, now=NOW) == []


def test_a_sweep_watches_what_may_still_change():
    tabs = Tabs()
    tabs.look(
        a_review(1),
        a_review(2, visibility="hidden"),
        a_review(3, created_at=NOW - timedelta(days=201)),
        a_review(4, elsewhere=True),
        a_review(5, source="pasted"),
        a_review(6, stars=5),
    )
    tabs.look(gone={"Aurora": [an_id(7)]})

    assert watched_ids(tabs.reviews, "Aurora", rules=RULES, now=NOW) == [an_id(1), an_id(2), an_id(6)]
    assert watched_ids(tabs.reviews, "Pine", rules=RULES, now=NOW) == []


def test_with_fewer_stars_watched_the_good_ones_are_left_out_and_the_list_is_filtered():
    tabs = Tabs()
    tabs.look(a_review(1), a_review(6, stars=5))
    rules = ReviewRules(watch_stars=3)

    assert watched_ids(tabs.reviews, "Aurora", rules=rules, now=NOW) == [an_id(1)]
    assert list(watched_stars(rules)) == [1, 2, 3]
    assert list(watched_stars(RULES)) == []


class Typed:
    """Reads what was typed; what was not has its default."""

    def __init__(self, **typed):
        self.typed = {name.replace("_", " "): value for name, value in typed.items()}

    def read(self, setting):
        return setting.read(self.typed.get(setting.name, setting.default))


def test_the_defaults_of_the_settings_are_the_defaults_of_the_rules():
    assert read_review_rules(Typed()) == RULES


def test_typed_settings_count():
    typed = Typed()
    typed.typed = {setting.name: "2" for setting in SETTINGS}

    assert read_review_rules(typed) == ReviewRules(answer_stars=2, watch_days=2, watch_stars=2)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
@pytest.mark.parametrize("bad", ["few", "-1", "9999", "1.5"])
def test_a_setting_that_cannot_be_read_is_said(setting, bad):
    with pytest.raises(Unreadable):
        setting.read(bad)
