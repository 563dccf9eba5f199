"""The clients against the sandbox, over real sockets: what it knows arrives, and its faults end as documented."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from read_once import another_key
from sheets_bot.domain.disputes.dispute_rows import shape_disputes
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.google import SPREADSHEETS_SCOPE, GoogleAccount, kind_of_google_request
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience
from sheets_bot.platforms.paypal.access import DISPUTES_SCOPE, PAYMENTS_SCOPE
from sheets_bot.platforms.paypal.client import PayPal
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.faults import Fault

QUICK = Patience(read_seconds=5.0, first_wait_seconds=0.0, attempts=3)
BRAND = "aurora"
Make = Callable[..., PayPal]


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with start(seed=11, weeks=6, running=False, hostility="full") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(world: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    yield world
    world.faults.clear()


def now_in(sandbox: Sandbox) -> datetime:
    return datetime.fromtimestamp(sandbox.clock.now(), UTC)


@pytest.fixture
def a_client() -> Iterator[Make]:
    """Makes clients, and closes their connections at the end."""
    made: list[PayPal] = []

    def make(sandbox: Sandbox, **changed: Any) -> PayPal:
        app = {**sandbox.config["brands"][BRAND]["paypal"], **changed}
        made.append(PayPal.connect(sandbox.endpoints["paypal"], brand=BRAND, patience=QUICK, **app))
        return made[-1]

    yield make
    for client in made:
        client.close()


def cases_of(sandbox: Sandbox, brand: str = BRAND) -> set[str]:
    return {case_id for case_id, case in sandbox.world.truth()["cases"].items() if case["brand"] == brand}


def test_all_cases_of_a_brand_arrive_and_no_others(sandbox: Sandbox, a_client: Make):
    now = now_in(sandbox)
    foreign = min(cases_of(sandbox, "velvet"))

    fetched = a_client(sandbox).fetch_disputes(since=now - timedelta(days=179), until=now, also=[foreign])

    assert {dispute.dispute_id for dispute in fetched.records} == cases_of(sandbox)
    assert len(fetched.records) == len(cases_of(sandbox))
    assert fetched.unknown_ids == (foreign,)
    assert fetched.complete


def test_hostile_cases_become_rows_like_all_others(sandbox: Sandbox, a_client: Make):
    now = now_in(sandbox)
    rules, _ = parse_rules({})
    fetched = a_client(sandbox).fetch_disputes(since=now - timedelta(days=179), until=now)

    rows = shape_disputes(fetched.records, rows={}, rules=rules, now=now, seen_through=None)

    assert {row.key for row in rows} == cases_of(sandbox)
    assert fetched.skipped == ()


def test_amounts_and_due_dates_are_those_of_the_world(sandbox: Sandbox, a_client: Make):
    now = now_in(sandbox)
    truth = sandbox.world.truth()["cases"]

    fetched = a_client(sandbox).fetch_disputes(since=now - timedelta(days=179), until=now)

    amounts = {d.dispute_id: f"{d.amount.major()}" for d in fetched.records if d.amount}
    assert amounts == {case_id: truth[case_id]["amount"] for case_id in amounts}
    assert len(amounts) > len(fetched.records) / 2


def test_payments_are_the_sales_that_the_books_hold(sandbox: Sandbox, a_client: Make):
    now = now_in(sandbox)

    fetched = a_client(sandbox).fetch_payments(start=now - timedelta(days=40), end=now)

    assert fetched.skipped == ()
    assert len(fetched.records) > 100
    assert len({payment.transaction_id for payment in fetched.records}) == len(fetched.records)
    assert min(payment.at for payment in fetched.records) >= now - timedelta(days=40)


def test_the_app_has_the_rights_that_the_bot_needs(sandbox: Sandbox, a_client: Make):
    assert {DISPUTES_SCOPE, PAYMENTS_SCOPE} <= a_client(sandbox).scopes()


def test_a_wrong_secret_is_refused_with_a_way_out(sandbox: Sandbox, a_client: Make):
    now = now_in(sandbox)

    with pytest.raises(Misconfigured, match="client id and secret were refused"):
        a_client(sandbox, client_secret="wrong").fetch_disputes(since=now, until=now)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(service="paypal", status=429, headers={"retry-after": "1"}),
        Fault(service="paypal", status=503),
        Fault(service="paypal", cut="before"),
        Fault(service="paypal", cut="middle"),
        Fault(service="paypal", cut="after"),
        Fault(service="paypal", body="<html>maintenance</html>"),
    ],
    ids=lambda fault: fault.says(),
)
@pytest.mark.parametrize("path", ["/v1/oauth2/token", "/v1/customer/disputes$", "/v1/customer/disputes/.+"])
def test_a_passing_fault_anywhere_changes_nothing(sandbox: Sandbox, a_client: Make, fault: Fault, path: str):
    now = now_in(sandbox)
    sandbox.faults.add(Fault(**{**fields_of(fault), "path": path}))

    fetched = a_client(sandbox).fetch_disputes(since=now - timedelta(days=179), until=now)

    assert {dispute.dispute_id for dispute in fetched.records} == cases_of(sandbox)
    assert fetched.complete


@pytest.mark.parametrize("path", ["/v1/oauth2/token", "/v1/customer/disputes"])
@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 429}, {"cut": "after"}, {"body": "<html>"}])
def test_a_lasting_fault_ends_the_run_until_later(
    sandbox: Sandbox, a_client: Make, fault: dict[str, Any], path: str
):
    now = now_in(sandbox)
    sandbox.faults.add(Fault(service="paypal", path=path, times=1_000, **fault))

    with pytest.raises(TryLater):
        a_client(sandbox).fetch_disputes(since=now - timedelta(days=179), until=now)


def fields_of(fault: Fault) -> dict[str, Any]:
    return {name: getattr(fault, name) for name in ("service", "status", "cut", "body", "headers")}


def test_the_service_account_signs_in_and_reads_a_spreadsheet(sandbox: Sandbox):
    account = GoogleAccount(sandbox.config["google"]["service_account"])
    path = f"/v4/spreadsheets/{sandbox.config['workbooks']['shared']}"

    with Http(
        "Google Sheets", sandbox.endpoints["sheets"], credential=account, kind_of=kind_of_google_request
    ) as sheets:
        answer = sheets.fetch_json(path, params={"fields": "spreadsheetId"})

    assert answer == {"spreadsheetId": sandbox.config["workbooks"]["shared"]}
    account.close()


def test_a_replaced_key_is_refused_with_a_way_out(sandbox: Sandbox):
    key = {**sandbox.config["google"]["service_account"], "private_key": another_key()}
    account = GoogleAccount(key, scopes=[SPREADSHEETS_SCOPE])

    with pytest.raises(Misconfigured, match="download a new JSON key"):
        account.header()

    account.close()


def test_a_token_that_ended_while_the_bot_slept_is_renewed(sandbox: Sandbox, a_client: Make):
    """Eleven hours pass in the sandbox, none on this machine: only a 401 tells. Last, because time goes on."""
    client = a_client(sandbox)
    client.fetch_disputes(since=now_in(sandbox), until=now_in(sandbox))
    sandbox.advance(11 * 3600)

    fetched = client.fetch_disputes(since=now_in(sandbox) - timedelta(days=179), until=now_in(sandbox))

    assert {dispute.dispute_id for dispute in fetched.records} == cases_of(sandbox)
