"""The sandbox's transaction search: spans, lateness, pages, filters, and that its books are the world's."""

import base64
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import jsonschema
import pytest

from sheets_bot.sandbox.paypal.room import PayPalRoom
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world import World

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SPEC = Path(__file__).parents[2] / ".." / "shared" / "specs" / "paypal" / "reporting_transactions_v1.json"


@pytest.fixture(scope="module")
def world():
    """A season that nobody in this module changes."""
    return World(start_at=NOW.timestamp())


@pytest.fixture(scope="module")
def ask(world):
    """Return a function that searches Aurora's transactions and gives the reply."""
    room = PayPalRoom(world)
    keys = room.credentials()["aurora"]
    basic = base64.b64encode(f"{keys['client_id']}:{keys['client_secret']}".encode()).decode()
    form = b"grant_type=client_credentials"
    asked = Call("POST", "/v1/oauth2/token", {}, {"authorization": f"Basic {basic}"}, form, NOW.timestamp())
    token = room.answer(asked).body["access_token"]

    def search(**query):
        headers = {"authorization": f"Bearer {token}"}
        called = Call(
            "GET", "/v1/reporting/transactions", parse_qs(urlencode(query)), headers, b"", NOW.timestamp()
        )
        return room.answer(called)

    return search


def days_ago(days):
    return (NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def infos(reply):
    assert reply.status == 200, reply.body
    return [entry["transaction_info"] for entry in reply.body["transaction_details"]]


def test_a_month_of_payments_adds_up_to_the_truth(ask, world):
    found = infos(ask(start_date="2026-10-05T00:00:00Z", end_date="2026-11-02T00:00:00Z", page_size=500))

    sales = [info for info in found if info["transaction_event_code"] == "T0006"]
    weeks = [
        week
        for week in world.truth()["weeks"]
        if week["brand"] == "aurora" and "2026-10-05" <= week["starts_on"] < "2026-11-02"
    ]

    assert len(weeks) == 4
    assert len(sales) == sum(week["payments"] for week in weeks)
    paid = sum(Decimal(info["transaction_amount"]["value"]) for info in sales)
    assert paid == sum(Decimal(week["payments_value"]) for week in weeks)


def test_pages_hold_every_entry_once(ask):
    span = {"start_date": days_ago(14), "end_date": days_ago(0)}
    whole = infos(ask(**span, page_size=500))
    first = ask(**span, page_size=40).body

    paged = [
        info
        for page in range(first["total_pages"])
        for info in infos(ask(**span, page_size=40, page=page + 1))
    ]

    assert paged == whole
    assert first["total_items"] == len(whole)


def test_holds_refunds_and_fees_of_disputes_are_in_the_books(ask):
    codes = Counter()
    for start in range(84, 0, -28):
        found = infos(ask(start_date=days_ago(start), end_date=days_ago(start - 28), page_size=500))
        codes.update(info["transaction_event_code"] for info in found)
        assert all(info["paypal_reference_id"] for info in found if info["transaction_event_code"] != "T0006")

    assert codes.keys() >= {"T0006", "T1107", "T1106", "T1110", "T1111", "T1201", "T0106", "T0114"}
    assert codes["T0006"] > 800


def test_a_payment_that_was_paid_back_in_full_is_marked_and_its_case_was_lost(ask, world):
    reversed_sales = infos(
        ask(start_date=days_ago(75), end_date=days_ago(45), transaction_status="V", page_size=500)
    )

    by_payment = {case.order.transaction_id: case for case in world.cases.values()}

    assert reversed_sales
    for sale in reversed_sales:
        assert by_payment[sale["transaction_id"]].refunded_minor > 0


def test_denied_payments_show_only_when_all_records_are_asked_for(ask):
    span = {"start_date": days_ago(60), "end_date": days_ago(30), "page_size": 500}

    usual = infos(ask(**span))
    everything = infos(ask(**span, balance_affecting_records_only="N"))

    assert "D" not in {info["transaction_status"] for info in usual}
    assert "D" in {info["transaction_status"] for info in everything}


def test_the_last_three_hours_are_not_there_yet(ask):
    asked = ask(start_date=days_ago(1), end_date=days_ago(0), page_size=500).body
    too_fresh = ask(start_date=days_ago(0.05), end_date=days_ago(0))

    assert asked["last_refreshed_datetime"] == "2026-11-23T05:00:00+0000"
    assert max(infos_at(asked)) <= asked["last_refreshed_datetime"]
    assert too_fresh.status == 400
    assert too_fresh.body["message"] == "Data for the given start date is not available."


def infos_at(body):
    return [entry["transaction_info"]["transaction_initiation_date"] for entry in body["transaction_details"]]


@pytest.mark.parametrize(
    ("query", "issue"),
    [
        ({"start_date": days_ago(40), "end_date": days_ago(1)}, "INVALID_DATE_RANGE"),
        ({"start_date": days_ago(1), "end_date": days_ago(2)}, "INVALID_DATE_RANGE"),
        ({"start_date": days_ago(1200), "end_date": days_ago(1190)}, "INVALID_DATE_RANGE"),
        ({"start_date": days_ago(2)}, "MISSING_REQUIRED_PARAMETER"),
        ({"start_date": "yesterday", "end_date": days_ago(1)}, "INVALID_DATE_FORMAT"),
        ({"start_date": days_ago(2), "end_date": days_ago(1), "page_size": 501}, "INVALID_PARAMETER_VALUE"),
        ({"start_date": days_ago(2), "end_date": days_ago(1), "page": 0}, "INVALID_PARAMETER_VALUE"),
    ],
)
def test_a_parameter_that_breaks_a_rule_is_refused(ask, query, issue):
    reply = ask(**query)

    assert reply.status == 400
    assert [detail["issue"] for detail in reply.body["details"]] == [issue]


def test_only_the_parts_that_are_asked_for_are_sent(ask):
    span = {"start_date": days_ago(3), "end_date": days_ago(2)}

    usual = ask(**span).body["transaction_details"][0]
    whole = ask(**span, fields="all").body["transaction_details"][0]

    assert usual.keys() == {"transaction_info"}
    assert whole.keys() == {"transaction_info", "payer_info", "shipping_info", "cart_info"}


def test_a_span_without_payments_has_no_pages(ask):
    body = ask(start_date=days_ago(1000), end_date=days_ago(990)).body

    assert (body["transaction_details"], body["total_items"], body["total_pages"]) == ([], 0, 0)


def test_answers_are_valid_under_the_specification_but_for_offsets_and_letters(ask):
    if not SPEC.exists():
        pytest.skip("needs ../shared/specs/paypal/reporting_transactions_v1.json")
    components = json.loads(SPEC.read_text())["components"]
    # PayPal's samples write +0000, its specification wants +00:00.
    components["schemas"]["date_time"]["pattern"] = r"^[0-9T:.-]+[+-][0-9]{4}$"
    rules = {"$ref": "#/components/schemas/search_response", "components": components}

    answer = ask(start_date=days_ago(30), end_date=days_ago(0), fields="all", page_size=500).body

    errors = jsonschema.Draft202012Validator(rules).iter_errors(answer)
    # Its patterns for names know no letters beyond ASCII; the buyers of real shops do.
    assert [error for error in errors if error.validator != "pattern" or str(error.instance).isascii()] == []
