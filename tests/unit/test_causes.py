"""Promises of the suggested causes: facts in their order, each with its why, and unknown stays unknown."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_tabs import ORDER, row
from sheets_bot.domain.causes.cause import GROUPS, UNKNOWN, causes, group_of
from sheets_bot.domain.causes.cause_rows import WRITTEN, Moment, cause_rows
from sheets_bot.domain.causes.said import BETWEEN, causes_said, phrases_in_letters
from sheets_bot.domain.disputes.decision_words import decision_is_known
from sheets_bot.sheets.schema import load_schemas

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests" / "cases" / "causes.toml").read_text("utf-8"))["case"]
SCHEMAS = load_schemas([ROOT / "sheet_schemas"])
AT = Moment(24, ZoneInfo("Europe/Berlin"), datetime(2026, 11, 20, 11, tzinfo=UTC))
MADE = datetime(2026, 11, 10, 11, tzinfo=UTC)
FILLED = {
    "Disputes": {"platform": "PayPal", "opened": MADE},
    "Refunds": {"status": "paid", "refunded": MADE},
    "Reviews": {"came_from": "Trustpilot", "written": MADE, "stars": 1},
    "Inbox": {"first_in": MADE},
}
TABS = {"refunds": "Refunds", "reviews": "Reviews", "threads": "Inbox", "parcels": "Parcels"}


def tabs_of(told):
    """The tabs of a case: the complaint has the key V0."""
    tabs = {"Orders": {ORDER: row(**{"brand": "Aurora & Pine", "total": "59.00", **told.get("order", {})})}}
    tabs |= {tab: {} for tab in ("Parcels", *WRITTEN)}
    for name, tab in TABS.items():
        tabs[tab] = {
            key: row(**{**FILLED.get(tab, {}), **values, "order": ORDER})
            for key, values in told.get(name, {}).items()
        }
    tabs[told["tab"]]["V0"] = row(**{**FILLED[told["tab"]], "order": ORDER, **told["row"]})
    return tabs


def the_row(tabs, tab, **more):
    return next((each.values for each in cause_rows(tabs, AT, **more)[tab] if each.key == "V0"), None)


@pytest.mark.parametrize("told", CASES, ids=lambda told: told["name"])
def test_case(told):
    values = the_row(tabs_of(told), told["tab"])

    # Of a mail that nothing explains nothing is said at all: most mails are questions.
    is_silent = told["tab"] == "Inbox" and told["cause"] == UNKNOWN
    assert values["suggested_cause"] == (None if is_silent else told["cause"])
    assert values["suggested_why"] == (None if is_silent else told["why"].strip())
    assert f"({told['second']})" in values["suggested_why"] if "second" in told else True


def test_every_cause_that_can_be_chosen_is_in_the_table_and_no_other():
    for tab in WRITTEN:
        assert set(SCHEMAS[tab].by_name["root_cause"].choices) == set(causes())


def test_every_cause_has_a_group_and_a_decision_names_one_cause_only():
    decisions = [code for cause in causes().values() for code in cause.decisions]

    assert {cause.group for cause in causes().values()} <= set(GROUPS)
    assert all(decision_is_known(code) for code in decisions)
    assert len(set(decisions)) == len(decisions)
    assert group_of("a word that a person typed") == "other"


def test_a_good_review_is_no_complaint():
    tabs = tabs_of(
        {"tab": "Reviews", "row": {"stars": 5, "first_stars": 5, "text": "Came too late, I love it"}}
    )

    assert the_row(tabs, "Reviews") == {"suggested_cause": None, "suggested_why": None}


def test_a_row_that_a_person_typed_is_left_alone():
    tabs = tabs_of({"tab": "Disputes", "row": {"platform": ""}})

    assert the_row(tabs, "Disputes") is None


def test_a_case_without_an_order_says_that_the_order_is_not_known():
    tabs = tabs_of({"tab": "Disputes", "row": {"order": "", "reason_code": "PRODUCT_NOT_RECEIVED"}})

    values = the_row(tabs, "Disputes")

    assert values["suggested_why"] == "The order is not known, and nothing in this row tells."


def test_what_was_suggested_stays_when_the_words_it_rests_on_are_gone():
    tabs = tabs_of({"tab": "Reviews", "row": {"title": "", "text": "", "suggested_cause": "damaged"}})

    assert the_row(tabs, "Reviews", forgotten={"Reviews": {"V0"}}) is None
    assert the_row(tabs, "Reviews")["suggested_cause"] == UNKNOWN


STATES = st.sampled_from(["S0", "S1", "S2", "S2?", "S3", "S4", "S5", "S6", "S7", "cancelled", "new"])
TIMES = st.one_of(st.none(), st.integers(1, 28).map(lambda day: datetime(2026, 11, day, 10, tzinfo=UTC)))
PARCELS = st.fixed_dictionaries({"state": STATES, "promised_by": TIMES, "delivered": TIMES, "since": TIMES})
THREADS = st.fixed_dictionaries(
    {"first_in": TIMES, "waiting_since": TIMES, "first_out": TIMES, "subject": st.text(max_size=40)}
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(PARCELS, max_size=2),
    st.lists(THREADS, max_size=2),
    st.sampled_from(WRITTEN),
    st.text(max_size=60),
)
def test_whatever_stands_in_the_tabs_one_known_cause_is_suggested_with_its_why(parcels, threads, tab, text):
    told = {
        "tab": tab,
        "row": {
            "text": text,
            "subject": text,
            "reason_code": "PRODUCT_NOT_RECEIVED",
            "root_cause": "size_fit",
        },
        "parcels": {f"A / {at}": each for at, each in enumerate(parcels)},
        "threads": {f"T{at}": each for at, each in enumerate(threads)},
    }

    values = the_row(tabs_of(told), tab)

    assert set(values) == {"suggested_cause", "suggested_why"}
    assert (values["suggested_cause"] is None) == (values["suggested_why"] is None)
    assert values["suggested_cause"] in {None, *causes()}
    if any(each["state"] == "S7" for each in parcels) and tab == "Disputes":
        assert values["suggested_cause"] == "lost"


@given(st.text(max_size=200))
def test_nothing_of_a_text_is_repeated_but_our_own_phrases(text):
    ours = {code: len(cause.said) for code, cause in causes().items()}

    assert all(ours[code] and len(said) <= 40 for code, said in causes_said(text))
    phrases = phrases_in_letters([text]).split(BETWEEN)
    assert {*phrases} <= {"", *(said for cause in causes().values() for said in cause.said)}
