"""The client of PayPal against PayPal's own documents: what it sends is allowed, what is documented is read."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

import httpx
import jsonschema
import pytest

from paypal_spec import Spec, load_spec, resolved, sample_of, schema_of, violations
from paypal_stand_in import LIST, NOW, StandIn, a_case, a_client, an_error
from sheets_bot.domain.disputes.dispute import Dispute
from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.paypal.access import NotServed, explain_paypal
from sheets_bot.platforms.paypal.records import dispute_from_json

REPORTING = "/v1/reporting/transactions"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.fixture(scope="module")
def disputes() -> Spec:
    return load_spec("customer_disputes_v1")


@pytest.fixture(scope="module")
def reporting() -> Spec:
    return load_spec("reporting_transactions_v1")


def cases(count: int) -> list[dict[str, Any]]:
    return [a_case(f"PP-D-{number}", minutes_ago=60 + number) for number in range(count)]


def test_every_request_for_disputes_is_one_that_the_contract_allows(disputes: Spec):
    """All ways that the list takes: pages, a smaller page, halves, open rows, a renewed token, retries."""
    stand_in = StandIn(*cases(1_200))
    stand_in.page_size_limit = 20
    stand_in.say(
        f"{LIST}/PP-D-7", an_error(401, "AUTHENTICATION_FAILURE"), httpx.Response(200, json=a_case("PP-D-7"))
    )
    stand_in.say(f"{LIST}/PP-D-8", httpx.ReadTimeout("lost"), httpx.Response(200, json=a_case("PP-D-8")))
    client = a_client(stand_in)

    client.fetch_disputes(
        since=NOW - timedelta(days=2), until=NOW, also=["PP-D-000-042-663-135", "typed by hand"]
    )
    client.fetch_disputes(since=NOW - timedelta(days=400, microseconds=7), until=NOW)

    assert len(stand_in.requests) > 2_400
    assert {problem for request in stand_in.requests for problem in violations(disputes, request)} == set()


def test_every_request_for_payments_is_one_that_the_contract_allows(reporting: Spec):
    stand_in = StandIn()
    pages = [httpx.Response(200, json={"transaction_details": [], "total_pages": 2})] * 2
    stand_in.say(REPORTING, *pages, an_error(400, "RESULTSET_TOO_LARGE"), *pages)
    client = a_client(stand_in)

    client.fetch_payments(start=NOW - timedelta(days=100, microseconds=1), end=NOW)
    client.fetch_payments(start=NOW, end=NOW)

    assert len(stand_in.asked(REPORTING)) > 8
    assert {problem for request in stand_in.requests for problem in violations(reporting, request)} == set()


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        (f"{LIST}?page_size=51", "page_size"),
        (f"{LIST}?update_time_after=2026-11-23", "update_time_after"),
        (f"{LIST}?dispute_state=RESOLVED,BOGUS", "dispute_state"),
        (f"{LIST}?total_items=5", "unknown query parameter"),
        (f"{LIST}/a_b", "no such path"),
        (f"{LIST}/PP-D-1?page=1&page=2", "unknown query parameter"),
    ],
)
def test_the_judge_of_requests_finds_what_is_wrong(disputes: Spec, url: str, problem: str):
    """Without this, an empty list of violations would prove nothing."""
    request = httpx.Request("GET", f"https://api-m.paypal.com{url}", headers={"authorization": "Bearer t"})

    assert any(problem in found for found in violations(disputes, request))


def test_the_judge_wants_a_token_and_takes_a_good_request(disputes: Spec):
    url = f"https://api-m.paypal.com{LIST}?page_size=50&dispute_state=REQUIRED_ACTION,OPEN_INQUIRIES"

    assert violations(disputes, httpx.Request("GET", url)) == ["no bearer token"]
    assert violations(disputes, httpx.Request("GET", url, headers={"authorization": "Bearer t"})) == []


def unfilled(record: Any, place: str = "") -> Iterator[str]:
    """The fields of a Record, at any depth, that say nothing."""
    for field in fields(record):
        value = getattr(record, field.name)
        name = f"{place}{field.name}"
        if value in (None, "", ()):
            yield name
        for part in value if isinstance(value, tuple) else [value]:
            if is_dataclass(part):
                yield from unfilled(part, f"{name}.")


NOT_IN_THE_DOCUMENT = {"state", "transactions.protection_eligible", "transactions.protection_type"}
"""PayPal sends them all the same: they stand in its samples."""


def test_a_case_in_which_paypal_fills_every_field_leaves_no_field_of_the_record_empty(disputes: Spec):
    """So no name of a field is misspelt, and none that the document describes is lost."""
    sample = sample_of(disputes, {"$ref": "#/components/schemas/dispute"})
    jsonschema.validate(sample, schema_of(disputes, "dispute"), cls=jsonschema.Draft7Validator)

    record = dispute_from_json(sample, brand="aurora")

    assert set(unfilled(record)) == NOT_IN_THE_DOCUMENT


def codes_of(spec: Spec, *steps: str) -> list[str]:
    """The codes of a field of a dispute, by the names that lead to it."""
    node = resolved(spec, {"$ref": "#/components/schemas/dispute"})
    for step in steps:
        node = resolved(spec, node["properties"][step])
        node = resolved(spec, node.get("items", node))
    codes: list[str] = node["enum"]
    return codes


FIELDS_WITH_CODES = [
    (("reason",), "reason"),
    (("status",), "status"),
    (("dispute_life_cycle_stage",), "stage"),
    (("dispute_channel",), "channel"),
]


@pytest.mark.parametrize(("steps", "field"), FIELDS_WITH_CODES)
def test_every_documented_code_is_kept_as_it_is(disputes: Spec, steps: tuple[str, ...], field: str):
    codes = codes_of(disputes, *steps)

    kept = [
        getattr(dispute_from_json({"dispute_id": "A", steps[0]: code}, brand="b"), field) for code in codes
    ]

    assert len(codes) > 2
    assert kept == codes


def test_the_fullest_list_goes_through_the_client(disputes: Spec):
    """An empty page cannot be had under the document, so the list has one entry; links have no next page."""
    page = sample_of(disputes, {"$ref": "#/components/schemas/dispute_search"})
    details = sample_of(disputes, {"$ref": "#/components/schemas/dispute"})
    stand_in = StandIn()
    stand_in.say(LIST, httpx.Response(200, json=page))
    stand_in.say(f"{LIST}/{details['dispute_id']}", httpx.Response(200, json=details))

    fetched = a_client(stand_in).fetch_disputes(since=NOW, until=NOW)

    assert [type(record) for record in fetched.records] == [Dispute]
    assert fetched.records[0].state == page["items"][0]["dispute_state"]
    assert fetched.complete


def test_the_fullest_page_of_payments_goes_through_the_client(reporting: Spec):
    page = sample_of(reporting, {"$ref": "#/components/schemas/search_response"})
    info = page["transaction_details"][0]["transaction_info"]
    info.update({"transaction_event_code": "T0006", "transaction_status": "S"})
    stand_in = StandIn()
    stand_in.say(REPORTING, httpx.Response(200, json=page))

    fetched = a_client(stand_in).fetch_payments(start=NOW - timedelta(days=30), end=NOW)

    assert len(fetched.records) == 1
    assert fetched.skipped == ()


def examples_in(node: Any) -> Iterator[dict[str, Any]]:
    """Every example of an error that a document carries."""
    if isinstance(node, dict):
        for example in (node.get("example"), *dict(node.get("examples") or {}).values()):
            if isinstance(example, dict) and "debug_id" in example:
                yield example
        for inner in node.values():
            yield from examples_in(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from examples_in(inner)


@pytest.mark.parametrize("name", ["customer_disputes_v1", "reporting_transactions_v1"])
def test_every_error_that_paypal_gives_as_an_example_is_explained(name: str):
    examples = list(examples_in(load_spec(name)["components"]["schemas"]))

    for example in examples:
        request = httpx.Request("GET", f"https://api-m.paypal.com{LIST}")
        error = explain_paypal(httpx.Response(503, json=example, request=request), brand="aurora")
        assert isinstance(error, NoAnswer)
        assert f"{example['name']}, debug id {example['debug_id']}" in str(error)
    assert examples


DOCUMENTED_ERRORS = [
    ("error_400", 400, NotServed),
    ("error_401", 401, NotServed),
    ("error_403", 403, NotServed),
    ("error_404", 404, NotServed),
    ("error_409", 409, NotServed),
    ("error_415", 415, NotServed),
    ("error_422", 422, NotServed),
    ("error_500", 500, NoAnswer),
    ("error_503", 503, NoAnswer),
]


@pytest.mark.parametrize(("schema", "status", "kind"), DOCUMENTED_ERRORS)
def test_every_documented_error_has_its_group(
    disputes: Spec, schema: str, status: int, kind: type[Exception]
):
    body = sample_of(disputes, {"$ref": f"#/components/schemas/{schema}"})
    response = httpx.Response(
        status, json=body, request=httpx.Request("GET", f"https://api-m.paypal.com{LIST}")
    )

    error = explain_paypal(response, brand="aurora")

    assert isinstance(error, kind)
    assert isinstance(error, Misconfigured | TryLater)
    assert str(status) in str(error)
