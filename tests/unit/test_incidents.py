"""Promises of the incidents: one story per order, in its order, its cost and its cause counted once."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_tabs import ORDER, case_of, row
from sheets_bot.domain.join.incident_rows import shape_incidents
from sheets_bot.domain.join.incidents import incident_of
from sheets_bot.sheets.cells import writer
from sheets_bot.sheets.schema import parse_schema

FILE = Path(__file__).parents[2] / "sheet_schemas" / "incidents.toml"
SCHEMA = parse_schema(FILE.read_text("utf-8"), source="incidents.toml")
BERLIN = ZoneInfo("Europe/Berlin")


def november(day, hour=10):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


MAIL = {"first_in": november(3), "category": "Where is my order"}
DISPUTE = {"platform": "PayPal", "stage": "Inquiry", "opened": november(9), "amount": "59.00"}
REFUND = {"refunded": november(12), "amount": "59.00", "paid": "59.00"}
REVIEW = {"came_from": "Trustpilot", "stars": 1, "first_stars": 1, "written": november(6)}
LATE = {"state": "S3", "since": november(2)}


def the_row(case, rows=None):
    (shaped,) = shape_incidents([case], rows=rows or {}, zone=BERLIN)
    return shaped


def test_an_incident_tells_its_story_from_the_first_symptom_to_the_last():
    case = case_of(
        disputes={"PP-D-1": DISPUTE},
        reviews={"5f0": REVIEW},
        threads={"T1": MAIL},
        parcels={f"{ORDER} / 1": LATE},
        order={"customer": "Jane D.", "address": "https://shop.test/1"},
    )

    shaped = the_row(case)

    assert (shaped.key, shaped.when_absent) == (ORDER, "add")
    assert shaped.values == {
        "order": ORDER,
        "brand": "Aurora & Pine",
        "customer": "Jane D.",
        "address": "https://shop.test/1",
        "state": "open",
        "story": (
            "Mon 2 Nov: parcel late (1)\n"
            "Tue 3 Nov: mail T1 (Where is my order)\n"
            "Fri 6 Nov: review 5f0 with 1 star\n"
            "Mon 9 Nov: PayPal inquiry PP-D-1"
        ),
        "symptoms": 4,
        "first": "parcel late (1)",
        "first_at": november(2),
        "last_at": november(9),
        "days": 7,
        "cost": None,
        "currency": None,
        "more_cost": None,
        "cause": None,
        "cause_from": None,
        "guard": None,
        "problem": None,
    }


def test_every_value_fits_its_column():
    shaped = the_row(case_of(disputes={"PP-D-1": {**DISPUTE, "fees": "15.00"}}, refunds={"R1": REFUND}))

    for name, value in shaped.values.items():
        writer(SCHEMA.by_name[name].type, BERLIN)(value)
    assert shaped.values.keys() <= set(SCHEMA.bot_names)
    assert shaped.values["cost"] == Decimal("74.00")


@pytest.mark.parametrize(
    "told",
    [
        {"disputes": {"PP-D-1": DISPUTE}},
        {"disputes": {"PP-D-1": DISPUTE}, "reviews": {"5f0": {**REVIEW, "stars": 4, "first_stars": 4}}},
        {"disputes": {"PP-D-1": DISPUTE}, "parcels": {f"{ORDER} / 1": {"state": "S4"}}},
        {"disputes": {"PP-D-1": DISPUTE}, "parcels": {f"{ORDER} / 1": {**LATE, "cancelled": True}}},
    ],
)
def test_one_symptom_is_no_incident(told):
    assert shape_incidents([case_of(**told)], rows={}, zone=BERLIN) == []


@pytest.mark.parametrize(
    ("parcel", "words", "at"),
    [
        (LATE, "parcel late (1)", november(2)),
        ({"state": "S5", "since": november(4)}, "parcel delivered elsewhere (1)", november(4)),
        ({"state": "S6", "since": november(4)}, "parcel returned (1)", november(4)),
        ({"state": "S7", "since": november(4)}, "parcel lost (1)", november(4)),
        (
            {"state": "S4", "delivered": november(9), "promised_by": november(5)},
            "parcel came late (1)",
            november(5),
        ),
    ],
)
def test_a_parcel_that_went_wrong_is_a_symptom(parcel, words, at):
    (symptom,) = incident_of(case_of(parcels={f"{ORDER} / 1": parcel})).symptoms

    assert (symptom.words, symptom.at) == (words, at)


def test_a_review_that_was_bettered_is_still_a_symptom():
    (symptom,) = incident_of(case_of(reviews={"5f0": {**REVIEW, "stars": 4}})).symptoms

    assert symptom.words == "review 5f0 with 1 star"


@pytest.mark.parametrize(
    ("closed", "reopened_by"),
    [
        ({"disputes": {"PP-D-1": {**DISPUTE, "outcome": "Won"}}}, {"disputes": {"PP-D-1": DISPUTE}}),
        ({"threads": {"T1": MAIL}}, {"threads": {"T1": {**MAIL, "waiting_since": november(3)}}}),
        ({"refunds": {"R1": REFUND}}, {"refunds": {"R1": {**REFUND, "paid": "0.00"}}}),
        (
            {"reviews": {"5f0": {**REVIEW, "whose_turn": "Nobody"}}},
            {"reviews": {"5f0": {**REVIEW, "whose_turn": "You"}}},
        ),
    ],
)
def test_an_incident_is_open_while_anything_in_it_waits_for_somebody(closed, reopened_by):
    assert not incident_of(case_of(**closed)).is_open
    assert incident_of(case_of(**reopened_by)).is_open


def test_the_cause_is_that_of_the_dispute_and_a_conflict_is_said():
    case = case_of(
        disputes={"PP-D-1": {**DISPUTE, "root_cause": "lost"}},
        threads={"T1": {**MAIL, "root_cause": "late_delivery"}},
    )

    values = the_row(case).values

    assert (values["cause"], values["cause_from"]) == ("lost", "Disputes PP-D-1")
    assert values["problem"] == "Another cause was typed too: late_delivery in Inbox T1. Make them one."


def test_an_unknown_cause_counts_only_where_nobody_knows_better():
    case = case_of(
        disputes={"PP-D-1": {**DISPUTE, "root_cause": "unknown"}},
        reviews={"5f0": {**REVIEW, "root_cause": "size_fit"}},
    )

    assert the_row(case).values["cause"] == "size_fit"


def test_a_row_whose_symptoms_fell_away_stays_and_says_so():
    standing = {ORDER: {"state": "open", "symptoms": 2}, "Aurora & Pine #9": {"state": "closed"}}

    one_left, none_left = shape_incidents([case_of(disputes={"PP-D-1": DISPUTE})], rows=standing, zone=BERLIN)

    assert (one_left.key, one_left.when_absent) == (ORDER, "leave")
    assert one_left.values["symptoms"] == 1
    assert one_left.values["problem"] == "Only one symptom is left, so this is no incident any more."
    assert none_left.values == {
        "state": "no longer",
        "symptoms": 0,
        "problem": "No symptom is left, so this is no incident any more.",
    }


def test_a_row_that_a_person_typed_is_left_alone():
    assert shape_incidents([], rows={"my own line": {"notes": "call Jane"}}, zone=BERLIN) == []


AMOUNTS = st.sampled_from(["0.00", "5.00", "59.00"])
REFUNDS = st.fixed_dictionaries(
    {"refunded": st.integers(1, 28).map(november), "amount": AMOUNTS, "paid": AMOUNTS}
)
DISPUTES = st.fixed_dictionaries(
    {
        "platform": st.sampled_from(["PayPal", "Shopify"]),
        "stage": st.sampled_from(["Inquiry", "Claim", "Chargeback"]),
        "opened": st.integers(1, 28).map(november),
        "amount": st.sampled_from(["5.00", "59.00"]),
        "outcome": st.sampled_from(["", "Won", "Lost", "Conceded", "Withdrawn", "Covered"]),
        "recovered": st.sampled_from(["0.00", "5.00"]),
        "closed_on": st.integers(1, 28).map(lambda day: november(day).date()),
    }
)


@settings(deadline=None)
@given(st.lists(REFUNDS, max_size=3), st.lists(DISPUTES, max_size=3))
def test_the_cost_is_never_more_than_all_that_went_out_nor_less_than_the_refunds(refunds, disputes):
    case = case_of(
        refunds={f"R{at}": told for at, told in enumerate(refunds)},
        disputes={f"PP-D-{at}": told for at, told in enumerate(disputes)},
    )
    if case is None:
        return
    refunded = sum((row(**told)["paid"] for told in refunds), Decimal(0))
    disputed = sum((row(**told)["amount"] for told in disputes), Decimal(0))

    cost = sum((money.major() for money in incident_of(case).costs), Decimal(0))

    assert refunded <= cost <= refunded + disputed


@settings(deadline=None)
@given(st.permutations(range(4)), st.integers(0, 3))
def test_the_order_of_the_rows_does_not_matter(places, shift):
    mails = {f"T{at}": {"first_in": november(3) + timedelta(days=at % (shift + 1))} for at in places}
    sorted_mails = dict(sorted(mails.items()))

    assert the_row(case_of(threads=mails)) == the_row(case_of(threads=sorted_mails))
