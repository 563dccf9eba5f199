"""The payments that dispute rates are out of: all pages of all spans, each sale once, nothing else."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paypal_stand_in import NOW, StandIn, a_client, an_error
from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.paypal.payments import Payment, fetch_payments

PATH = "/v1/reporting/transactions"
Query = dict[str, Any]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def a_sale(number: int = 1, **info: Any) -> dict[str, Any]:
    return {
        "transaction_info": {
            "transaction_id": f"SALE{number:013}",
            "transaction_event_code": "T0006",
            "transaction_initiation_date": "2026-11-20T08:00:00+0000",
            "transaction_amount": {"currency_code": "EUR", "value": "49.90"},
            "transaction_status": "S",
            **info,
        }
    }


def answering(*rows: dict[str, Any], **fields: Any) -> StandIn:
    stand_in = StandIn()
    stand_in.say(
        PATH, httpx.Response(200, json={"transaction_details": list(rows), "total_pages": 1, **fields})
    )
    return stand_in


def fetched(stand_in: StandIn, *, days: float = 7) -> tuple[Payment, ...]:
    return a_client(stand_in).fetch_payments(start=NOW - timedelta(days=days), end=NOW).records


def test_a_sale_is_read():
    (payment,) = fetched(answering(a_sale()))

    assert payment.transaction_id == "SALE0000000000001"
    assert str(payment.at) == "2026-11-20 08:00:00+00:00"
    assert str(payment.amount) == "49.90 EUR"
    assert (payment.event_code, payment.status) == ("T0006", "S")


@pytest.mark.parametrize(
    ("info", "counts"),
    [
        ({"transaction_status": "V"}, True),  # sold, and taken back later
        ({"transaction_event_code": "T0003"}, True),
        ({"transaction_status": "P"}, False),
        ({"transaction_status": "D"}, False),
        ({"transaction_status": None}, False),
        ({"transaction_event_code": "T1107"}, False),  # a refund
        ({"transaction_event_code": "T0200"}, False),  # an exchange of currencies
        ({"transaction_event_code": None}, False),
        ({"transaction_amount": {"currency_code": "EUR", "value": "-49.90"}}, False),  # paid by the brand
        ({"transaction_amount": {"currency_code": "EUR", "value": "0.00"}}, False),
    ],
)
def test_only_completed_sales_count(info: dict[str, Any], counts: bool):
    assert len(fetched(answering(a_sale(**info)))) == counts


@pytest.mark.parametrize(
    "info",
    [
        {"transaction_amount": None},
        {"transaction_amount": {"currency_code": "EUR", "value": "49,90"}},
        {"transaction_initiation_date": "yesterday"},
    ],
)
def test_a_sale_that_cannot_be_counted_is_said(info: dict[str, Any]):
    stand_in = answering(a_sale(1), a_sale(2, **info), {"payer_info": {}})

    result = a_client(stand_in).fetch_payments(start=NOW - timedelta(days=7), end=NOW)

    assert len(result.records) == 1
    assert len(result.skipped) == 2


def test_a_row_that_is_listed_twice_counts_once_but_two_amounts_of_one_id_are_two():
    other_amount = a_sale(1, transaction_amount={"currency_code": "EUR", "value": "10.00"})

    assert len(fetched(answering(a_sale(1), a_sale(1), other_amount))) == 2


def test_every_page_is_read():
    stand_in = StandIn()
    stand_in.say(
        PATH,
        httpx.Response(200, json={"transaction_details": [a_sale(1)], "total_pages": 3}),
        httpx.Response(200, json={"transaction_details": [a_sale(2)], "total_pages": 3}),
        httpx.Response(200, json={"transaction_details": [a_sale(3)], "total_pages": 3}),
    )

    assert len(fetched(stand_in)) == 3
    assert [request.url.params["page"] for request in stand_in.asked(PATH)] == ["1", "2", "3"]


def test_without_a_count_of_pages_a_full_page_has_a_next_one():
    stand_in = StandIn()
    stand_in.say(
        PATH,
        httpx.Response(200, json={"transaction_details": [a_sale(number) for number in range(500)]}),
        httpx.Response(200, json={"transaction_details": [a_sale(500)]}),
    )

    assert len(fetched(stand_in)) == 501


def test_no_payer_is_ever_asked_for():
    stand_in = answering()

    fetched(stand_in)

    assert stand_in.asked(PATH)[0].url.params["fields"] == "transaction_info"


def test_too_many_rows_make_the_span_smaller():
    stand_in = StandIn()

    def crowded(request: httpx.Request) -> httpx.Response:
        query = request.url.params
        if width_of(query) > timedelta(days=2):
            return an_error(400, "RESULTSET_TOO_LARGE")
        return httpx.Response(200, json={"transaction_details": [], "total_pages": 0})

    stand_in.say(PATH, crowded)

    assert fetched(stand_in, days=7) == ()
    assert len(stand_in.asked(PATH)) == 1 + 2 + 4


def test_too_many_rows_in_ten_minutes_are_a_matter_for_a_person():
    stand_in = StandIn()
    stand_in.say(PATH, an_error(400, "RESULTSET_TOO_LARGE"))

    with pytest.raises(Misconfigured, match="RESULTSET_TOO_LARGE"):
        fetched(stand_in, days=1)


@pytest.mark.parametrize(
    "answer",
    [
        an_error(503, "SERVICE_UNAVAILABLE"),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"transaction_details": 5}),
        httpx.Response(200, json={"transaction_details": [], "total_pages": 1_000}),
    ],
)
def test_an_answer_that_is_none_is_tried_later(answer: httpx.Response):
    stand_in = StandIn()
    stand_in.say(PATH, answer)

    with pytest.raises(TryLater):
        fetched(stand_in)


def test_the_last_hours_are_not_asked_for_alone_because_they_are_not_there_yet():
    stand_in = answering(a_sale(1, transaction_initiation_date="2026-11-23T07:00:00Z"))

    payments = fetched(stand_in, days=1 / 24)

    assert payments == ()
    assert width_of(stand_in.asked(PATH)[0].url.params) == timedelta(hours=4)


def width_of(query: Any) -> timedelta:
    return datetime.fromisoformat(query["end_date"]) - datetime.fromisoformat(query["start_date"])


@settings(deadline=None)
@given(days=st.floats(0, 1_000, allow_nan=False))
def test_the_spans_cover_the_time_without_a_gap_and_none_is_too_long(days: float):
    queries: list[Query] = []

    def fetch(_path: str, query: Any) -> Any:
        queries.append(query)
        return {"transaction_details": [], "total_pages": 0}

    fetch_payments(fetch, start=NOW - timedelta(days=days), end=NOW)

    starts = [datetime.fromisoformat(query["start_date"]) for query in queries]
    ends = [datetime.fromisoformat(query["end_date"]) for query in queries]
    assert starts[0] <= NOW - timedelta(days=days)
    assert starts[1:] == ends[:-1]
    assert ends[-1] == NOW
    assert all(
        timedelta(0) < end - start < timedelta(days=31) for start, end in zip(starts, ends, strict=True)
    )
