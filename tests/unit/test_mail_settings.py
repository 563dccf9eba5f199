"""Promises of what people set about mail: typed words are understood, a bad cell is safe."""

import tomllib
from pathlib import Path

import pytest

from drafting import desk, order_case, thread
from mails import OURS, RULES, came, read
from sheets_bot.domain.drafts.row_drafts import draft_for_thread
from sheets_bot.domain.mail.mail_words import category_of
from sheets_bot.domain.rules.mail_settings import CATEGORIES, OTHER, SETTINGS
from sheets_bot.domain.rules.rules import parse_rules

ROOT = Path(__file__).parents[2]


def mail_rules(**typed):
    names = {
        "days": "Mail read back (days)",
        "own": "Own mail addresses",
        "size": "Mail about: Size or exchange",
    }
    rules, problems = parse_rules({names[name]: value for name, value in typed.items()})
    return rules.mail, problems


def test_words_are_separated_by_commas_or_lines_in_any_capitals():
    rules, problems = mail_rules(own=" Hello@Shop.example ;@team.example\n\n hello@shop.example,")

    assert rules.own_addresses == {"hello@shop.example", "@team.example"}
    assert not problems


def test_an_emptied_category_never_applies():
    rules, problems = mail_rules(size="")

    assert category_of("Size", "size size", rules.categories) == "Other"
    assert not problems


def test_too_many_words_are_refused_and_the_default_counts():
    rules, problems = mail_rules(size=", ".join(f"word{n}" for n in range(500)))

    assert "at most 200" in problems["Mail about: Size or exchange"]
    assert rules.categories == RULES.mail.categories


@pytest.mark.parametrize(("typed", "days"), [("30", 30), ("30 days", 30), ("lots", 60), ("", 60)])
def test_the_days_that_are_read_are_a_whole_number(typed, days):
    assert mail_rules(days=typed)[0].days == days


def test_notifications_come_from_the_domains_in_settings():
    review = came(sender="invitations@mail.trustpilot.com")

    assert not read(review, ours=OURS, notifiers=RULES.mail.notifier_domains).asks


def test_every_setting_has_a_name_of_its_own_and_says_what_may_be_typed():
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    assert all(setting.meaning and setting.expected for setting in SETTINGS)


def test_no_phrase_speaks_for_two_categories():
    phrases = [phrase for setting in CATEGORIES for phrase in setting.read(setting.default)]

    assert len(phrases) == len(set(phrases))


def test_every_category_can_be_chosen_by_a_person_and_has_an_answer_of_its_own():
    schema = tomllib.loads((ROOT / "sheet_schemas" / "inbox.toml").read_text("utf-8"))
    (typed,) = [column for column in schema["column"] if column["name"] == "category_typed"]
    names = [name for name, _ in RULES.mail.categories]

    letters = {
        name: draft_for_thread(thread(category=name), order_case("S4"), desk=desk()).template
        for name in names
    }

    assert set(typed["choices"]) == {*names, OTHER}
    assert "mail_other" not in letters.values()
