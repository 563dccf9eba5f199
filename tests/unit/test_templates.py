"""Promises of the templates: ours always fill and pass the linter; people's own are checked and cannot harm."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting import NOW, desk, dispute, order_case, refund
from sheets_bot.domain.drafts.draft_facts import facts_for
from sheets_bot.domain.drafts.known import Known, known_of
from sheets_bot.domain.drafts.template_book import TemplateBook, defaults, template_of
from sheets_bot.domain.drafts.template_rows import template_rows
from sheets_bot.domain.drafts.templates import MOST_CHARACTERS, BrokenTemplate, check_template, fill, names_in
from sheets_bot.domain.drafts.variables import meanings, name_of_piece, names_for
from sheets_bot.domain.evidence.pieces import catalogue
from sheets_bot.domain.lint.finding import Audience, LintFacts
from sheets_bot.domain.lint.lint import findings_text, lint
from sheets_bot.sheets.schema import parse_schema

ROOT = Path(__file__).parents[2]
SCHEMA = parse_schema((ROOT / "sheet_schemas" / "templates.toml").read_text("utf-8"), source="templates.toml")
NAMES = sorted(defaults())
REACHABLE = "help@aurora.example"

# The facts under which a template is chosen: what it says must be true then.
STATES = {
    "s0": "S0",
    "s1": "S1",
    "s2": "S2",
    "unseen": "S2?",
    "s3": "S3",
    "s4": "S4",
    "s5": "S5",
    "s6": "S6",
    "s7": "S7",
}
SENT, THERE = "S2", "S4"


def state_of(name):
    base = name.partition(".")[0]
    last = base.rpartition("_")[2]
    by_words = {"notice_ship_soon": "S0", "notice_ship_first": "S0", "notice_ship_second": "S0", "notice_held": "S3", "notice_label": "S1", "notice_late": "S3", "notice_lost": "S7",
                "notice_elsewhere": "S5", "notice_returned": "S6", "mail_cancel_open": "S0"}  # fmt: skip
    return by_words.get(base) or STATES.get(last) or (THERE if base.startswith("evidence") else SENT)


def facts_in(name, *, full=True):
    template = defaults()[name]
    at = replace(desk(Reachable_at=REACHABLE).at, now=NOW)
    if not full:
        # What a letter is chosen by is known whenever it is written.
        chosen_by = LintFacts(shipped=state_of(name) == "S6", cancelled="cancelled" in name)
        known = Known(brand="Aurora & Pine", lint=replace(chosen_by, own_channels=(REACHABLE,)))
        return facts_for(template.audience, {}, known, at=at, language=template.language), known.lint
    order = {"cancelled": NOW} if "cancelled" in name else {}
    case = order_case(state_of(name), order=order, refunds=refund(), disputes={"PP-D-1": dispute()})
    known = replace(known_of(dispute(), case, at=at), pieces=frozenset(catalogue().pieces))
    facts = facts_for(template.audience, dispute(), known, at=at, language=template.language, key="PP-D-1")
    return facts, replace(known.lint, is_delay_notice=name.startswith("notice"))


@pytest.mark.parametrize("name", NAMES)
def test_a_default_with_all_facts_passes_its_own_linter(name):
    facts, known = facts_in(name)

    text, subject = fill(defaults()[name].text, facts), fill(defaults()[name].subject, facts)

    assert findings_text(lint(text, audience=defaults()[name].audience, facts=known)) == ""
    assert (lint(subject, audience=defaults()[name].audience, facts=known) if subject else []) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_default_without_facts_still_reads_and_states_nothing(name):
    facts, known = facts_in(name, full=False)

    text = fill(defaults()[name].text, facts)

    if name == "evidence_more":
        assert text == "", "without a fact there is nothing to add"
        return
    found = lint(text, audience=defaults()[name].audience, facts=known)
    assert findings_text(found) == ""
    assert "None" not in text
    assert "  " not in text
    assert " ." not in text
    assert " ," not in text


def test_every_customer_letter_comes_in_german_too():
    letters = [name for name in NAMES if not name.startswith("evidence_") and "." not in name]

    assert {f"{name}.de" for name in letters} <= set(NAMES)


def test_public_templates_have_no_name_for_what_everybody_must_not_see():
    hidden = {"order_number", "tracking", "tracking_page", "amount", "transaction", "case_number"}

    for audience in (Audience.PUBLIC, Audience.REVIEWER):
        assert names_for(audience).isdisjoint(hidden)
    assert hidden < names_for(Audience.CUSTOMER) < names_for(Audience.PLATFORM)


def test_only_the_words_of_the_evidence_can_ask_what_stands_in_the_packet_and_what_all_parcels_did():
    pieces = {name_of_piece(code) for code in catalogue().pieces}
    of_all = {"parcels", "opened_before_delivery"}

    assert names_for(Audience.PLATFORM) - names_for(Audience.CUSTOMER) == pieces | of_all
    assert meanings(Audience.PLATFORM)["has_thread"] == "yes where Correspondence goes into the packet"


def test_the_public_reply_is_two_to_four_sentences():
    facts, _ = facts_in("review_reply")

    text = fill(defaults()["review_reply"].text, facts)

    assert 2 <= text.partition("\n\n")[0].count(". ") + 1 <= 4


# -- people's own words ------------------------------------------------------------------


def test_a_persons_words_win():
    mine = {"mail_other": {"your_text": "Dear {{ first_name }}, soon more.", "your_subject": "Hello"}}

    template = TemplateBook(mine).choose("mail_other", "en")

    assert (template.text, template.subject, template.problem) == (
        "Dear {{ first_name }}, soon more.",
        "Hello",
        "",
    )


def test_a_broken_text_is_told_with_its_line_and_the_default_counts():
    mine = {
        "mail_other": {"your_text": "Dear,\n\n{% if first_name %}you"},
        "mail_size": {"your_text": "Yes."},
    }

    book = TemplateBook(mine)

    broken = book.choose("mail_other", "en")
    assert broken.text == defaults()["mail_other"].text
    assert broken.problem.startswith("Text (yours): Line 3: ")
    assert broken.problem.endswith("Drafts have the default meanwhile, and do not go out.")
    assert book.choose("mail_size", "en").text == "Yes."


def test_a_name_that_does_not_exist_is_told_with_those_that_do():
    found = template_of("review_reply", {"your_text": "Hello\n{{ order_number }}"})

    assert "Line 2: there is no 'order_number'. There are: brand, complains_of_late, " in found.problem


def test_a_person_can_add_a_language():
    rows = {"mail_other.fr": {"your_text": "Bonjour {{ first_name }}, à {{ next_contact }}."}}

    assert TemplateBook(rows).choose("mail_other", "fr").language == "fr"
    assert TemplateBook(rows).choose("mail_other", "es").name == "mail_other"
    assert TemplateBook({"mail_other.fr": {}}).choose("mail_other", "fr").name == "mail_other"


def test_the_tab_is_kept_complete_and_says_what_is_wrong():
    standing = {
        "mail_other": {"template": "mail_other", "your_text": "{{ oops }}"},
        "mail_other.fr": {"template": "mail_other.fr", "your_text": "Bonjour."},
        "my_own": {"template": "my_own", "your_text": "Hello."},
    }

    rows = {row.key: row for row in template_rows(standing)}

    assert set(rows) == {*defaults(), *standing}
    assert "there is no 'oops'" in rows["mail_other"].values["problem"]
    assert rows["mail_other.fr"].values["audience"] == "customer"
    assert "There is no template of this name" in rows["my_own"].values["problem"]
    bot = {column.name for column in SCHEMA.column if column.owner == "bot"}
    assert all(set(row.values) <= bot for row in rows.values())
    assert all(row.when_absent == "add" for row in rows.values() if row.key in defaults())


HOSTILE = [
    "{% for i in range(10000000) %}x{% endfor %}",
    "{% for i in brand %}x{% endfor %}",
    "{{ brand * 999999999 }}",
    "{{ 'x' * 999999999 }}",
    "{{ 9 ** 9 ** 9 ** 9 }}",
    "{{ brand.__class__.__mro__ }}",
    "{{ brand['__class__'] }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{ brand|attr('__class__') }}",
    "{{ brand|center(99999999) }}",
    "{{ brand|replace('a', 'b' * 99999) }}",
    "{{ '%0999999999d' % 1 }}",
    "{{ brand.format(brand) }}",
    "{{ lipsum(n=9999) }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{% set x = brand %}{{ x }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include 'secrets' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% block a %}{{ self.a() }}{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{{ [brand, brand] }}",
    "{{ {'a': brand} }}",
    "{{ brand ~ brand }}",
    "{{ -brand }}",
    "{{ brand is defined }}",
    "{{ " + "(" * 3000 + "brand" + ")" * 3000 + " }}",
    "{% if brand %}" * 600,
    "{% if brand %}" * 400 + "{% endif %}" * 400,
    "{{ " + "not " * 2400 + "brand }}",
    "{{ " + "9" * 9000 + " }}",
    "x" * (MOST_CHARACTERS + 1),
    "{{ brand",
    "{% endif %}",
    "{{ }}",
    "{# never closed",
    "{{ brand|unknown }}",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_template_is_refused_in_words(text):
    with pytest.raises(BrokenTemplate) as refused:
        check_template(text, names_for(Audience.CUSTOMER))

    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 1500


def test_a_letter_has_a_longest_length_whatever_the_facts_hold():
    with pytest.raises(BrokenTemplate, match="10000 are the most"):
        fill("{{ brand }}" * 20, {"brand": "x" * 1000})


def test_what_a_fact_holds_is_never_read_as_a_template():
    assert (
        fill("Dear {{ first_name }}.", {"first_name": "{{ brand }}{% for %}"}) == "Dear {{ brand }}{% for %}."
    )


PARTS = st.sampled_from(
    [
        "{{",
        "}}",
        "{%",
        "%}",
        " if ",
        " for x in brand ",
        " endif ",
        "brand",
        "(",
        ")",
        ".",
        "|",
        "*",
        "'",
        "upper",
        "\n",
        "[",
        "#}",
        "{#",
        "9",
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(PARTS, max_size=40).map("".join))
def test_no_template_raises_anything_but_that_it_is_broken(text):
    facts = dict.fromkeys(names_for(Audience.CUSTOMER), "x")
    started = time.perf_counter()

    try:
        letter = fill(text, facts)
    except BrokenTemplate:
        letter = ""

    assert len(letter) <= len(text) + text.count("brand")
    assert names_in(text) is not None
    assert started <= time.perf_counter()
