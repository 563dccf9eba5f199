"""Promises about personal data: what expires when, whose rows are found, what is withheld from whom."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import sheet_schemas
from sheets_bot.domain.masking import mark_of
from sheets_bot.domain.privacy.person import find_person, require_somewhere, tells_of
from sheets_bot.domain.privacy.retention import AGES, BELONGS, has_expired
from sheets_bot.domain.privacy.withholding import Withheld, erased_row, withhold
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.row import Row
from sheets_bot.sheets.schema import load_schemas

SCHEMAS = load_schemas([Path(next(iter(sheet_schemas.__path__)))])
PERSONAL = {tab: schema.personal_names for tab, schema in SCHEMAS.items() if schema.personal_names}
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=800)
SALT = "a spreadsheet"
JANE = mark_of("jane@mail.example", salt=SALT)
MARY = mark_of("mary@mail.example", salt=SALT)


def test_every_name_in_the_rules_of_retention_is_a_column_of_its_tab():
    for tab, age in AGES.items():
        assert {*age.dates, *filter(None, [age.state])} <= SCHEMAS[tab].by_name.keys(), tab
    for tab, (column, owner) in BELONGS.items():
        assert column in SCHEMAS[tab].by_name
        assert owner in SCHEMAS


def test_every_tab_with_personal_columns_has_an_age_or_belongs_to_a_row_that_has():
    for tab in PERSONAL:
        assert tab in AGES or BELONGS[tab][1] in AGES, tab


def test_marks_and_names_are_personal_wherever_they_stand():
    for tab, schema in SCHEMAS.items():
        shown = {
            "customer",
            "reviewer",
            "contact",
            "name_mark",
            "surname_mark",
            "ship_name_mark",
            "postal_mark",
        }
        names = shown & set(schema.bot_names)
        assert names <= schema.personal_names, tab


@pytest.mark.parametrize(
    ("tab", "row", "expired"),
    [
        ("Disputes", {"flag": "CLOSED", "closed_on": LONG_AGO.date()}, True),
        ("Disputes", {"flag": "CLOSED", "closed_on": LONG_AGO.date(), "updated": NOW}, False),
        ("Disputes", {"flag": "WAITING", "updated": LONG_AGO}, False),
        ("Disputes", {"flag": "CLOSED"}, False),
        ("Orders", {"updated": LONG_AGO, "placed": LONG_AGO}, True),
        ("Orders", {"updated": "long ago"}, False),
        ("Incidents", {"state": "open", "last_at": LONG_AGO}, False),
        ("Acts", {"ended_at": LONG_AGO}, True),
        ("Acts", {"ticked_at": LONG_AGO}, False),
        ("Evidence", {"dispute": "D-1"}, True),
        ("Evidence", {"dispute": "D-2"}, False),
        ("Greetings", {"updated": LONG_AGO}, False),
    ],
)
def test_a_row_expires_when_it_is_closed_and_nothing_has_happened_for_the_set_time(tab, row, expired):
    tabs = {"Disputes": {"D-1": {"flag": "CLOSED", "updated": LONG_AGO}, "D-2": {"flag": "SOON"}}}

    assert has_expired(tab, row, tabs=tabs, days=730, now=NOW) is expired
    assert has_expired(tab, row, tabs=tabs, days=0, now=NOW) is False, "0 is never"


def test_a_day_counts_to_its_end():
    row = {"flag": "CLOSED", "closed_on": date(2026, 10, 23)}

    assert not has_expired("Disputes", row, tabs={}, days=30, now=datetime(2026, 11, 22, 17, tzinfo=UTC))
    assert has_expired("Disputes", row, tabs={}, days=30, now=datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize(("typed", "days"), [("0", 0), ("90 days", 90), ("7", 730), ("", 730), ("soon", 730)])
def test_a_slip_of_the_keyboard_empties_nothing(typed, days):
    rules, problems = parse_rules({"Personal data expires after (days)": typed})

    assert rules.privacy.expire_days == days
    assert bool(problems) is (typed in {"7", "soon"})


def withheld(erased=(), **tabs):
    rows = {row.key: row.values for row in (erased_row(*place, why="asked", now=NOW) for place in erased)}
    return Withheld(rows, 730, tabs, NOW)


def test_what_was_erased_is_emptied_and_never_filled_whichever_job_brings_it():
    row = Row("D-1", {"customer": "Jane D.", "amount": 5, "draft": "Dear Jane"}, why="PayPal")
    other = Row("D-2", {"customer": "Mary S."})

    found = withhold(
        {"Disputes": [row, other]}, personal=PERSONAL, withheld=withheld([("Disputes", "D-1")], Disputes={})
    )

    first, second = found["Disputes"]
    assert first.values == {"customer": None, "amount": 5, "draft": None}
    assert first.forgets == {"customer", "draft"}
    assert second is other


def test_what_belongs_to_an_erased_row_is_withheld_too_even_where_it_is_new():
    event = Row("R-1 / 2", {"review_id": "R-1", "text": "They lost my parcel", "stars": 1})

    found = withhold({"Review history": [event]}, personal=PERSONAL, withheld=withheld([("Reviews", "R-1")]))

    assert found["Review history"][0].values == {"review_id": "R-1", "text": None, "stars": 1}


def test_a_row_that_comes_in_already_expired_never_shows_a_name():
    row = Row("A #1", {"customer": "Jane D.", "updated": LONG_AGO})

    found = withhold({"Orders": [row]}, personal=PERSONAL, withheld=withheld(Orders={}))

    assert found["Orders"][0].values["customer"] is None


def test_while_nobody_knows_what_was_erased_personal_columns_are_left_as_they_stand():
    row = Row("A #1", {"customer": "Jane D.", "total": 5})

    found = withhold({"Orders": [row]}, personal=PERSONAL, withheld=Withheld(None, 730, {}, NOW))

    assert found["Orders"][0].values == {"total": 5}


TABS = {
    "Orders": {
        "A #1": {"contact": JANE, "name_mark": mark_of("Jane Doe", salt=SALT), "customer": "Jane D.", "brand": "A"},
        "A #2": {"contact": MARY, "name_mark": mark_of("Mary Sue", salt=SALT), "customer": "Mary S.", "brand": "A"},
        "A #3": {"contact": JANE, "ship_name_mark": mark_of("Mary Sue", salt=SALT), "brand": "A"},
    },
    "Inbox": {
        "T-1": {"contact": JANE, "order": ""},
        "T-2": {"contact": MARY, "order": "A #1"},
        "T-3": {"contact": "", "order": "A #1"},
    },
    "Disputes": {
        "D-1": {"customer": "Jane D.", "order": "A #1"},
        "D-2": {"customer": "Jane D.", "order": ""},
    },
    "Evidence": {"D-1 / tracking": {"dispute": "D-1"}},
    "Acts": {"X-1": {"tab": "Inbox", "row_key": "T-1"}},
}  # fmt: skip


def keys(found):
    return {key for _, key in found.rows}


def test_an_address_leads_to_all_rows_of_its_person_and_of_their_orders():
    found = find_person(" Jane@Mail.example ", TABS, salt=SALT)

    assert keys(found) == {"A #1", "A #3", "T-1", "T-3", "D-1", "D-1 / tracking", "X-1"}
    assert found.addresses == 1


def test_what_may_be_somebody_else_s_is_set_apart_until_a_person_adds_it():
    found = find_person("jane@mail.example", TABS, salt=SALT)
    wider = find_person("jane@mail.example", TABS, salt=SALT, also=[("Disputes", "D-2")])

    assert {key for _, key in found.apart} == {"T-2", "D-2"}
    assert "D-2" in keys(wider)
    assert ("Disputes", "D-2") not in wider.apart


def test_a_name_finds_its_bearer_in_any_order_of_words_and_tells_of_namesakes():
    found = find_person("DOE, Jane", TABS, salt=SALT)
    several = find_person("Mary Sue", TABS, salt=SALT)

    assert {"A #1", "D-1"} <= keys(found)
    assert several.addresses == 2, "the recipient of A #3 and the buyer of A #2 may be two people"


@pytest.mark.parametrize("order", ["A #1", "#1", "1"])
def test_an_order_leads_to_its_buyer_s_other_orders(order):
    assert "A #3" in keys(find_person(order, TABS, salt=SALT))


@pytest.mark.parametrize(
    ("person", "also", "said"),
    [
        ("#9", (), "stands not in Orders"),
        ("?", (), "no name"),
        ("a@b", [("Inbox", "T-9")], "there is no such row"),
    ],
)
def test_what_cannot_be_looked_for_is_said(person, also, said):
    with pytest.raises(Misconfigured, match=said):
        require_somewhere({"shared": find_person(person, TABS, salt=SALT, also=also)})


def test_an_order_or_a_row_that_stands_in_one_of_several_spreadsheets_is_found_there():
    other = {"Orders": {"B #2": {"brand": "B"}}, "Inbox": {"T-9": {"order": ""}}}
    found = {
        name: find_person("A #2", tabs, salt=SALT, also=[("Inbox", "T-9")])
        for name, tabs in (("one", TABS), ("other", other))
    }

    require_somewhere(found)

    assert "A #2" in keys(found["one"])
    assert found["other"].rows == {("Inbox", "T-9"): "named by you"}, "another brand's #2 is another order"
    assert [len(one.not_there) for one in found.values()] == [1, 1]


def test_an_order_number_of_two_spreadsheets_is_asked_back():
    found = {
        "one": find_person("#2", TABS, salt=SALT),
        "other": find_person("#2", {"Orders": {"B #2": {"brand": "B"}}}, salt=SALT),
    }

    with pytest.raises(Misconfigured, match="may be A #2 in one, B #2 in other"):
        require_somewhere(found)


def test_an_order_that_two_brands_have_is_asked_back():
    tabs = {"Orders": {"A #1": {"brand": "A"}, "B #1": {"brand": "B"}}}

    with pytest.raises(Misconfigured, match="may be A #1, B #1"):
        find_person("#1", tabs, salt=SALT)


@pytest.mark.parametrize(
    ("person", "text", "tells"),
    [
        ("Jane Doe", "called Doe, jane at noon", True),
        ("Jane Doe", "called Jane", False),
        ("Jane Doe", "Janet Doerr", False),
        ("jane@mail.example", "write to JANE@mail.example.", True),
        ("", "anything", False),
    ],
)
def test_a_text_tells_of_somebody_when_all_words_of_the_name_stand_in_it(person, text, tells):
    assert tells_of(person, text) is tells
