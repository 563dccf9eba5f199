"""Promises of the join: the right order or none, always with the ground, and a person's word wins."""

import tomllib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.join.match_finding import Certainty
from sheets_bot.domain.join.match_index import OrderIndex
from sheets_bot.domain.join.match_numbers import OrderNumber, order_numbers
from sheets_bot.domain.join.matching import match_dispute, match_review, match_thread
from sheets_bot.domain.masking import mark_of, masked_name

FILE = tomllib.loads((Path(__file__).parents[1] / "cases" / "matching.toml").read_text("utf-8"))
MATCHERS = {"dispute": match_dispute, "review": match_review, "thread": match_thread}
SALT = "a-spreadsheet"
NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)


def mark(text):
    return mark_of(text, salt=SALT)


def an_order(**told):
    """The row of `Orders` that a case tells in clear."""
    name = told.pop("name", "")
    row = {
        **told,
        "contact": mark(told.get("contact", "")),
        "name_mark": mark(name),
        "surname_mark": mark(name.split()[-1]) if name else "",
        "postal_mark": mark(told.pop("postal", "")),
    }
    return {**row, "total": Decimal(told["total"])} if "total" in told else row


def a_row(**told):
    row = {**told, "contact": mark(told.get("contact", ""))}
    if "amount" in told:
        row["amount"] = Decimal(told["amount"])
    if "shown_name" in told:
        row |= {"name_mark": mark(told["shown_name"]), "reviewer": masked_name(told["shown_name"])}
    row["surname_mark"] = mark(told.get("surname", ""))
    row["postal_marks"] = " ".join(mark(code) for code in told.get("postals", ()))
    return row


ORDERS = {key: an_order(**told) for key, told in FILE["orders"].items()}


@pytest.mark.parametrize("case", FILE["case"], ids=lambda case: case["name"])
def test_case(case):
    found = MATCHERS[case["kind"]](a_row(**case["row"]), OrderIndex(ORDERS))

    assert (found.certainty, found.order) == (case["certainty"], case.get("order", "")), found.why
    assert case.get("why", "") in found.why
    assert found.why


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#1042", [("1042", "")]),
        ("1042", [("1042", "")]),
        ("AURORA-1042", [("1042", "aurora")]),
        ("AURORA1042", [("1042", "aurora")]),
        ("Order no. 1042", [("1042", "")]),
        ("Order-1042", [("1042", "")]),
        ("Bestellnr.1042", [("1042", "")]),
        ("#1042.1_a b", [("1042", "")]),
        ("#001042", [("1042", "")]),
        ("#1042, #1043 and #1042", [("1042", ""), ("1043", "")]),
        ("9AB12345CD678901E", []),
        ("12345678901", []),
        ("#0", []),
        ("=1+1", [("1", "")]),
        ("", []),
    ],
)
def test_a_number_is_read_however_it_is_written(text, found):
    assert order_numbers(text) == tuple(OrderNumber(*number) for number in found)


PEOPLE = ("jane@mail.example", "kofi@mail.example", "uma@mail.example")
NAMES = ("Jane Doe", "Kofi Brandt", "Uma Xu")


@st.composite
def some_orders(draw):
    """Orders of two brands, with numbers, people and amounts that repeat."""
    rows = {}
    for at in range(draw(st.integers(1, 8))):
        brand = draw(st.sampled_from(["Aurora", "Velvet"]))
        name = draw(st.sampled_from(NAMES))
        rows[f"{brand} #{1000 + at}"] = an_order(
            brand=brand,
            placed=NOON - timedelta(days=draw(st.integers(-3, 30))),
            total=draw(st.sampled_from(["59.00", "80.00"])),
            currency="USD",
            customer=masked_name(name),
            contact=draw(st.sampled_from(PEOPLE)),
            name=name,
            postal=draw(st.sampled_from(["97204", "78701"])),
            payment_ids=draw(st.sampled_from(["", f"PAY{at:014}"])),
        )
    return rows


ROWS = st.fixed_dictionaries(
    {
        "brand": st.sampled_from(["Aurora", "Velvet", ""]),
        "platform": st.sampled_from(["PayPal", "Shopify"]),
        "transaction_id": st.sampled_from(["", *(f"PAY{at:014}" for at in range(4))]),
        "order_ref": st.sampled_from(["", "#1000", "#1003", "Aurora-1001"]),
        "reference": st.sampled_from(["", "#1000", "#1003", "Aurora-1001"]),
        "order_numbers": st.sampled_from(["", "#1000", "#1003, 1004", "Aurora-1001"]),
        "amount": st.sampled_from(["59.00", "80.00"]),
        "currency": st.just("USD"),
        "paid_at": st.sampled_from([NOON, NOON - timedelta(days=20)]),
        "written": st.just(NOON),
        "first_in": st.just(NOON),
        "customer": st.sampled_from([masked_name(name) for name in NAMES]),
        "contact": st.sampled_from([*PEOPLE, "stranger@mail.example"]),
        "shown_name": st.sampled_from([*NAMES, "sunny82"]),
        "surname": st.sampled_from(["Doe", "Xu", ""]),
        "postals": st.sampled_from([[], ["97204"]]),
    }
)
KINDS = st.sampled_from(sorted(MATCHERS))


@settings(deadline=None)
@given(some_orders(), ROWS, KINDS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(orders, row, kind, random):
    shuffled = list(orders.items())
    random.shuffle(shuffled)

    assert MATCHERS[kind](a_row(**row), OrderIndex(orders)) == MATCHERS[kind](
        a_row(**row), OrderIndex(dict(shuffled))
    )


@settings(deadline=None)
@given(some_orders(), ROWS, KINDS)
def test_an_unrelated_order_never_changes_a_sure_match(orders, row, kind):
    before = MATCHERS[kind](a_row(**row), OrderIndex(orders))
    stranger = an_order(
        brand="Aurora", placed=NOON, total="1.00", currency="USD", contact="s@mail.example", name="No One"
    )

    after = MATCHERS[kind](a_row(**row), OrderIndex({"Aurora #7": stranger, **orders}))

    if before.certainty is Certainty.SURE:
        assert after == before


@settings(deadline=None)
@given(some_orders(), ROWS, KINDS, st.data())
def test_a_persons_word_always_wins(orders, row, kind, data):
    key = data.draw(st.sampled_from(sorted(orders)))

    found = MATCHERS[kind](a_row(**row, order_typed=key), OrderIndex(orders))

    assert (found.certainty, found.order) == (Certainty.YOURS, key)


@settings(deadline=None)
@given(some_orders(), ROWS, KINDS)
def test_only_what_is_sure_or_likely_fills_an_order_and_it_is_one_that_stands_there(orders, row, kind):
    found = MATCHERS[kind](a_row(**row), OrderIndex(orders))

    assert bool(found.order) == (found.certainty in {Certainty.SURE, Certainty.LIKELY})
    assert found.order in {"", *orders}


@settings(deadline=None)
@given(some_orders(), ROWS)
def test_a_number_without_a_person_who_agrees_never_fills_an_order(orders, row):
    strange = {
        **row,
        "contact": "stranger@mail.example",
        "shown_name": "sunny82",
        "surname": "",
        "postals": [],
    }

    for kind in ("review", "thread"):
        assert not MATCHERS[kind](a_row(**strange), OrderIndex(orders)).order
