"""Promises of the linter: what must not go out is found, by which rule, and what may go out passes."""

import string
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.lint.finding import Audience, LintFacts, LintPolicy
from sheets_bot.domain.lint.lint import findings_text, lint
from sheets_bot.domain.lint.plain import disguises, fold, readable, sentences
from sheets_bot.domain.lint.rule_book import read_rules, word_rules

CASES = Path(__file__).parents[1] / "cases" / "lint"


def cases(name):
    groups = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["group"]
    return [(group, text) for group in groups for text in group["texts"]]


FORBIDDEN, ALLOWED = cases("forbidden"), cases("allowed")


def facts_in(group):
    told = {
        name: frozenset(map(date.fromisoformat, value)) if name == "dates" else
        frozenset(value) if name in {"refunded", "trackings", "references"} else
        tuple(value) if name == "own_channels" else value
        for name, value in group.get("facts", {}).items()
    }  # fmt: skip
    return LintFacts(**told)


def found_in(group, text):
    policy = LintPolicy(**group.get("policy", {}))
    return lint(text, audience=Audience(group["audience"]), facts=facts_in(group), policy=policy)


@pytest.mark.parametrize(
    ("group", "text"), FORBIDDEN, ids=lambda given: given if isinstance(given, str) else ""
)
def test_a_forbidden_sentence_is_found_by_its_rule(group, text):
    found = found_in(group, text)

    assert group["rule"] in {finding.rule for finding in found}


@pytest.mark.parametrize(
    ("group", "text"), ALLOWED, ids=lambda given: given if isinstance(given, str) else ""
)
def test_an_allowed_sentence_passes(group, text):
    assert findings_text(found_in(group, text)) == ""


def test_the_corpus_is_large_enough_to_mean_something():
    assert len(FORBIDDEN) >= 120
    assert len(ALLOWED) >= 80
    assert {rule.name for rule in word_rules()} <= {group["rule"] for group, _ in FORBIDDEN}


def test_a_finding_says_what_was_found_and_what_to_do():
    (finding,) = lint("Please close the case, then we help.", audience=Audience.PAYPAL_BUYER)

    assert str(finding).startswith("Asks to close the case: “close the case”. Leave it out: ")


def test_a_quotation_stands_as_it_was_typed():
    (finding,) = lint("Bitte schließen Sie den Fall.", audience=Audience.CUSTOMER)

    assert finding.found == "schließen Sie den Fall"


@pytest.mark.parametrize("audience", [Audience.PAYPAL_BUYER, Audience.PLATFORM])
def test_what_paypal_would_not_take_is_too_long(audience):
    assert lint("a" * 2000, audience=audience) == []

    (finding,) = lint("a" * 2003, audience=audience)

    assert (finding.rule, "by 3 characters" in finding.change) == ("too_long", True)


NEUTRAL = "All is settled. You can edit your review at any time."
ALLOWING = LintPolicy(edit_line=True)


@pytest.mark.parametrize(
    ("text", "audience", "is_resolved"),
    [
        (NEUTRAL, Audience.PUBLIC, True),
        (NEUTRAL, Audience.CUSTOMER, False),
        (f"{NEUTRAL} We refund you today.", Audience.CUSTOMER, True),
        ("Please note that you can edit your review at any time.", Audience.CUSTOMER, True),
        (f"{NEUTRAL} You can edit your review at any time.", Audience.CUSTOMER, True),
    ],
)
def test_the_owners_line_stays_out_of_public_before_the_end_beside_a_remedy_and_where_it_asks(
    text, audience, is_resolved
):
    found = lint(text, audience=audience, facts=LintFacts(is_resolved=is_resolved), policy=ALLOWING)

    assert {finding.rule for finding in found} & {"change_the_review", "remedy_and_review"}


def test_a_rule_that_cannot_be_read_is_named():
    rule = {"name": "odd", "title": "t", "change": "c", "audiences": ["public"], "phrases": {"en": ["(open"]}}

    with pytest.raises(ValueError, match=r"rule 'odd': the phrase '\(open' cannot be read"):
        read_rules({"rule": [rule]})
    with pytest.raises(ValueError, match=r"'odd': .*colour"):
        read_rules({"rule": [{**rule, "colour": "red"}]})


LETTERS = st.sampled_from(["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u0336", "\u202e"])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), LETTERS), min_size=1, max_size=6))
def test_nothing_invisible_between_letters_hides_a_word(hidden):
    word = "review"
    for at, letter in hidden:
        word = word[:at] + letter + word[at:]

    found = {finding.rule for finding in lint(f"Please update your {word}.", audience=Audience.PUBLIC)}

    assert "change_the_review" in found


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(Audience))
def test_no_text_breaks_the_linter(text, audience):
    for finding in lint(text, audience=audience):
        assert finding.title
        assert len(finding.found) <= 80


@given(st.text(alphabet=string.ascii_letters + " .,äöüßéñ'", max_size=200))
def test_plain_text_is_no_disguise_and_its_words_stay(text):
    words = [fold(word) for sentence in sentences(text) for word in sentence.plain.split()]

    assert words == [word for sentence in sentences(readable(text)) for word in sentence.plain.split()]
    assert all(len(found) >= 9 for found in disguises(text))
