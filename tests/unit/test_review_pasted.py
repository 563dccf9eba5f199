"""Promises of pasted reviews: the same treatment as fetched ones, and a word beside each row that cannot be used."""

from datetime import UTC, date, datetime

import pytest

from review_tabs import BERLIN, NOW, PASTED, Tabs, an_id
from sheets_bot.domain.reviews.review_pasted import pasted_rows, read_pasted

LINK = f"https://www.trustpilot.com/reviews/{an_id(1)}"
BRANDS = ("Aurora", "Pine & Co")


def a_row(**cells):
    return {"brand": "Aurora", "stars": 2, "text": "Late.", "written_on": date(2026, 11, 16), **cells}


def read(rows, *, standing=None, brands=BRANDS):
    return read_pasted(rows, standing=standing or {}, brands=brands, zone=BERLIN)


def problem(row, *, key=LINK, **parts):
    return read({key: row}, **parts).problems[key]


def test_a_pasted_row_is_a_review():
    (review,) = read({LINK: a_row(title="Hm", reviewer="Jane Doe")}).reviews

    assert (review.review_id, review.brand, review.stars) == (an_id(1), "Aurora", 2)
    assert (review.title, review.text, review.display_name) == ("Hm", "Late.", "Jane Doe")
    assert review.created_at == datetime(2026, 11, 15, 23, tzinfo=UTC)
    assert review.source == "pasted"


def test_a_pasted_review_gets_a_row_a_clock_and_a_history_and_keeps_them_when_it_is_corrected():
    tabs = Tabs()
    tabs.look(*read({LINK: a_row()}).reviews)
    assert (tabs.row()["flag"], tabs.row()["came_from"]) == ("SOON", "pasted")

    tabs.look(*read({LINK: a_row(stars=5)}).reviews)
    tabs.look(*read({LINK: a_row(stars=5, replied_on=date(2026, 11, 17))}).reviews)
    tabs.look(*read({LINK: a_row(stars=5, replied_on=date(2026, 11, 17), gone=True)}).reviews)

    assert tabs.events() == ["first seen", "edited", "replied", "gone"]
    assert (tabs.row()["stars"], tabs.row()["first_stars"], tabs.row()["flag"]) == (5, 2, "CLOSED")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"stars": None}, "Type the stars as a whole number from 1 to 5."),
        ({"stars": 0}, "Type the stars as a whole number from 1 to 5."),
        ({"stars": 6}, "Type the stars as a whole number from 1 to 5."),
        ({"stars": "five"}, "Type the stars as a whole number from 1 to 5."),
        ({"brand": "Nobody"}, "Type the brand as it is called here: Aurora, Pine & Co."),
        ({"brand": None}, "Type the brand as it is called here: Aurora, Pine & Co."),
        ({"written_on": "monday"}, "Type the day on which it was written as a date, such as 2026-11-02."),
        ({"replied_on": "soon"}, "Type the day on which it was answered as a date, such as 2026-11-02."),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_changes_nothing(cells, words):
    found = read({LINK: a_row(**cells)})

    assert found.problems[LINK] == words
    assert found.reviews == ()


@pytest.mark.parametrize("key", ["hello", "https://www.trustpilot.com/review/shop.example", "=1+1"])
def test_what_is_no_link_to_a_review_is_said(key):
    assert problem(a_row(), key=key).startswith("This is no link to a review.")


def test_a_row_without_its_day_is_taken_and_asks_for_it():
    found = read({LINK: a_row(written_on=None)})

    assert found.problems[LINK] == "Type the day on which it was written."
    assert found.reviews[0].created_at is None


def test_a_good_row_has_no_problem_and_gets_an_old_one_emptied():
    (row,) = pasted_rows(read({LINK: a_row()}))

    assert row.values == {"problem": None}
    assert set(row.values) <= set(PASTED.bot_names)


def test_the_only_brand_need_not_be_typed_and_capitals_do_not_count():
    assert problem(a_row(brand=None), brands=("Aurora",)) == ""
    assert problem(a_row(brand="  PINE & co ")) == ""


def test_of_two_links_to_one_review_the_same_one_counts_however_the_tab_is_sorted():
    other = LINK.replace("www", "de")
    rows = {LINK: a_row(stars=1), other: a_row(stars=2)}

    found = read(rows)
    turned = read(dict(reversed(rows.items())))

    assert found.reviews == turned.reviews
    assert len(found.reviews) == 1
    assert [found.problems[key] != "" for key in rows] == [True, False]


def test_what_comes_from_trustpilot_wins():
    standing = {an_id(1): {"came_from": "Trustpilot"}}

    found = read({LINK: a_row(stars=5)}, standing=standing)

    assert found.reviews == ()
    assert found.problems[LINK] == "This review comes from Trustpilot by itself; this row is not needed."


def test_a_pasted_row_that_stands_already_is_read_again():
    assert read({LINK: a_row()}, standing={an_id(1): {"came_from": "pasted"}}).reviews


def test_an_instant_typed_for_a_day_is_taken_as_it_is():
    (review,) = read({LINK: a_row(written_on=NOW)}).reviews

    assert review.created_at == NOW
