"""
The sandbox's PayPal at the wire: tokens, list, details, limits.

The rules are PayPal's published ones; where the specification lies beside the
repository, every answer is held against it. Actions and transaction search have
tests of their own.
"""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest

from sheets_bot.sandbox.paypal.room import PayPalRoom
from sheets_bot.sandbox.paypal.tokens import SEARCH_TRANSACTIONS
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.policy import state_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DISPUTES = "/v1/customer/disputes"
SPEC = Path(__file__).parents[2] / ".." / "shared" / "specs" / "paypal" / "customer_disputes_v1.json"


@dataclass
class Merchant:
    """A program that talks to the room as one brand, without a network between."""

    room: PayPalRoom
    brand: str
    token: str = ""

    def send(self, method, target, *, headers=None, body=b"", at=NOW):
        parts = urlsplit(target)
        sent = {"host": "127.0.0.1:8765", "authorization": f"Bearer {self.token}", **(headers or {})}
        query = parse_qs(parts.query, keep_blank_values=True)
        return self.room.answer(Call(method, parts.path, query, sent, body, at.timestamp()))

    def get(self, target, at=NOW):
        reply = self.send("GET", target, at=at)
        assert reply.status == 200, reply.body
        return json.loads(reply.encoded()[0])

    def refused(self, target, at=NOW):
        """Return status, name and issues of an error."""
        reply = self.send("GET", target, at=at)
        return reply.status, reply.body["name"], [detail["issue"] for detail in reply.body.get("details", [])]

    def log_in(self, at=NOW):
        keys = self.room.credentials()[self.brand]
        reply = self.ask_token(f"{keys['client_id']}:{keys['client_secret']}", at=at)
        assert reply.status == 200, reply.body
        self.token = reply.body["access_token"]
        return reply.body

    def ask_token(self, pair, body=b"grant_type=client_credentials", at=NOW):
        basic = base64.b64encode(pair.encode()).decode()
        return self.send(
            "POST", "/v1/oauth2/token", headers={"authorization": f"Basic {basic}"}, body=body, at=at
        )


@pytest.fixture(scope="module")
def world():
    """A clean season that nobody in this module changes."""
    return World(start_at=NOW.timestamp(), hostility="none")


@pytest.fixture
def merchant(world):
    merchant = Merchant(PayPalRoom(world), "aurora")
    merchant.log_in()
    return merchant


@cache
def specification():
    if not SPEC.exists():
        pytest.skip("needs ../shared/specs/paypal/customer_disputes_v1.json")
    return json.loads(SPEC.read_text())


def valid(payload, schema, *, without=()):
    """Hold *payload* against a schema of PayPal's specification."""
    rules = {"$ref": f"#/components/schemas/{schema}", "components": specification()["components"]}
    errors = [
        error
        for error in jsonschema.Draft202012Validator(rules).iter_errors(payload)
        if error.validator not in without
    ]
    assert not errors, f"{errors[0].json_path}: {errors[0].message}"


def everything(merchant, target):
    """Follow the links of a list to its end."""
    pages = []
    while target:
        pages.append(merchant.get(target))
        target = next((link["href"] for link in pages[-1]["links"] if link["rel"] == "next"), None)
    return pages


def stamp(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_token_says_whose_it_is_what_it_may_and_how_long(merchant):
    answer = merchant.log_in()

    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == 31_668
    assert SEARCH_TRANSACTIONS in answer["scope"].split()
    assert {"access_token", "app_id", "nonce"} <= answer.keys()


def test_a_wrong_secret_is_refused_in_the_form_of_oauth(merchant):
    client_id = merchant.room.credentials()["aurora"]["client_id"]

    reply = merchant.ask_token(f"{client_id}:wrong")

    assert reply.status == 401
    assert reply.body["error"] == "invalid_client"
    assert "name" not in reply.body


def test_another_grant_type_is_refused(merchant):
    keys = merchant.room.credentials()["aurora"]

    reply = merchant.ask_token(f"{keys['client_id']}:{keys['client_secret']}", body=b"grant_type=password")

    assert (reply.status, reply.body["error"]) == (400, "unsupported_grant_type")


def test_no_token_a_wrong_one_and_an_old_one_are_all_refused():
    merchant = Merchant(PayPalRoom(World(start_at=NOW.timestamp(), empty=True)), "aurora")
    merchant.log_in()
    later = NOW + timedelta(seconds=31_668)
    fine = merchant.send("GET", DISPUTES, at=later - timedelta(seconds=1))
    old = merchant.send("GET", DISPUTES, at=later)

    merchant.token = "somebody-else"
    wrong = merchant.send("GET", DISPUTES)

    assert fine.status == 200
    assert (old.status, old.body["name"]) == (401, "AUTHENTICATION_FAILURE")
    assert (wrong.status, wrong.body["name"]) == (401, "AUTHENTICATION_FAILURE")


def test_an_unticked_feature_is_refused_once_the_token_is_renewed(merchant):
    search = f"/v1/reporting/transactions?start_date={stamp(NOW - timedelta(days=2))}&end_date={stamp(NOW)}"
    merchant.room.tokens.scopes["aurora"].discard(SEARCH_TRANSACTIONS)

    with_the_old_token = merchant.send("GET", search).status
    merchant.log_in()

    assert with_the_old_token == 200
    assert merchant.refused(search)[:2] == (403, "NOT_AUTHORIZED")


def test_each_brand_sees_its_own_disputes_only(merchant, world):
    other = Merchant(merchant.room, "velvet")
    other.log_in()

    ours = {
        item["dispute_id"]
        for page in everything(merchant, f"{DISPUTES}?page_size=50")
        for item in page["items"]
    }
    theirs = {item["dispute_id"] for page in everything(other, DISPUTES) for item in page["items"]}

    assert ours == {case.dispute_id for case in world.cases.values() if case.brand == "aurora"}
    assert theirs == {case.dispute_id for case in world.cases.values() if case.brand == "velvet"}
    status, name, _ = merchant.refused(f"{DISPUTES}/{min(theirs)}")
    assert (status, name) == (404, "RESOURCE_NOT_FOUND")


@pytest.mark.parametrize("way", ["page_size=7", "page_size=7&page=1"])
def test_pages_in_either_way_hold_every_case_once_newest_first(merchant, world, way):
    pages = everything(merchant, f"{DISPUTES}?{way}")

    listed = [item["dispute_id"] for page in pages for item in page["items"]]

    mine = [case for case in world.cases.values() if case.brand == "aurora"]
    newest_first = sorted(mine, key=lambda case: (case.opened_at, case.dispute_id), reverse=True)
    assert listed == [case.dispute_id for case in newest_first]
    assert all(len(page["items"]) == 7 for page in pages[:-1])
    assert {link["rel"] for link in pages[0]["links"]} == {"self", "first", "next"}


def test_ten_cases_come_when_no_size_is_asked_for(merchant):
    assert len(merchant.get(DISPUTES)["items"]) == 10


def test_a_case_opened_between_two_pages_moves_the_others_on():
    world = World(start_at=NOW.timestamp())
    merchant = Merchant(PayPalRoom(world), "solstice")
    merchant.log_in()
    first = merchant.get(f"{DISPUTES}?page_size=5")

    later = NOW + timedelta(hours=8)
    while not any(c.opened_at > NOW.timestamp() and c.brand == "solstice" for c in world.cases.values()):
        later += timedelta(hours=8)
        world.advance_to(later.timestamp())
    merchant.log_in(later)
    follow = next(link["href"] for link in first["links"] if link["rel"] == "next")
    second = merchant.get(follow, at=later)

    seen_twice = {i["dispute_id"] for i in first["items"]} & {i["dispute_id"] for i in second["items"]}
    assert seen_twice


def test_states_are_joined_by_a_comma_and_mean_any_of_them(merchant, world):
    both = everything(merchant, f"{DISPUTES}?dispute_state=REQUIRED_ACTION,UNDER_PAYPAL_REVIEW&page_size=50")

    states = {item["dispute_state"] for page in both for item in page["items"]}

    listed = sum(len(page["items"]) for page in both)
    wanted = {"REQUIRED_ACTION", "UNDER_PAYPAL_REVIEW"}
    mine = [case for case in world.cases.values() if case.brand == "aurora"]
    assert states == wanted
    assert listed == sum(state_of(case, NOW.timestamp()) in wanted for case in mine)


def test_the_window_of_update_times_is_kept(merchant, world):
    start, end = NOW - timedelta(days=20), NOW - timedelta(days=6)

    pages = everything(
        merchant, f"{DISPUTES}?update_time_after={stamp(start)}&update_time_before={stamp(end)}&page_size=50"
    )

    listed = {item["dispute_id"] for page in pages for item in page["items"]}
    expected = {
        case.dispute_id
        for case in world.cases.values()
        if case.brand == "aurora" and start.timestamp() <= case.updated_at <= end.timestamp()
    }
    assert listed == expected
    assert expected


@pytest.mark.parametrize("which", ["transaction_id", "buyer_transaction_id"])
def test_a_case_is_found_by_either_id_of_its_payment(merchant, world, which):
    case = next(case for case in world.cases.values() if case.brand == "aurora")

    found = merchant.get(f"{DISPUTES}?disputed_transaction_id={getattr(case.order, which)}")

    assert [item["dispute_id"] for item in found["items"]] == [case.dispute_id]


@pytest.mark.parametrize(
    ("query", "issue"),
    [
        ("page_size=51", "INVALID_PAGE_SIZE"),
        ("page_size=0", "INVALID_PAGE_SIZE"),
        ("page_size=ten", "INVALID_PAGE_SIZE"),
        ("page=51", "INVALID_PAGE"),
        ("update_time_after=2026-11-01", "INVALID_START_TIME_FORMAT"),
        ("update_time_after=2026-11-01T10:00:00 00:00", "INVALID_START_TIME_FORMAT"),
        ("update_time_after=2026-02-30T10:00:00Z", "INVALID_START_TIME_FORMAT"),
        ("update_time_after=2026-05-01T00:00:00Z", "INVALID_START_TIME_RANGE"),
        ("update_time_after=2026-12-01T00:00:00Z", "DATE_CAN_NOT_BE_IN_FUTURE"),
        ("start_time=2026-05-01T00:00:00Z", "INVALID_START_TIME_RANGE"),
        ("dispute_state=LOST", "INVALID_DISPUTE_STATE"),
        ("next_page_token=%21%21", "INVALID_NEXT_PAGE_TOKEN"),
        ("start_time=2026-11-01T00:00:00Z&disputed_transaction_id=ABC", "MUTUALLY_EXCLUSIVE_FIELDS"),
    ],
)
def test_a_parameter_that_breaks_a_rule_is_refused_by_its_issue(merchant, query, issue):
    status, name, issues = merchant.refused(f"{DISPUTES}?{query}")

    assert (status, name, issues) == (400, "INVALID_REQUEST", [issue])


def test_an_account_may_be_held_to_pages_of_twenty(merchant):
    merchant.room.page_size_limit = 20

    assert merchant.refused(f"{DISPUTES}?page_size=50")[2] == ["INVALID_PAGE_SIZE"]
    assert len(merchant.get(f"{DISPUTES}?page_size=20")["items"]) == 20


def test_the_list_has_no_details_and_cuts_creation_to_seconds(merchant):
    item = merchant.get(DISPUTES)["items"][0]
    whole = merchant.get(f"{DISPUTES}/{item['dispute_id']}")

    assert not {"messages", "evidences", "extensions", "dispute_outcome"} & item.keys()
    assert "seller_transaction_id" not in item["disputed_transactions"][0]
    assert item["create_time"].endswith(".000Z")
    assert item["create_time"][:19] == whole["create_time"][:19]
    assert item["update_time"] == whole["update_time"]


def test_links_say_what_may_be_done_now_and_point_to_where_the_call_went(merchant, world):
    case = next(
        c for c in world.cases.values() if c.brand == "aurora" and c.due_at and c.due_at > NOW.timestamp()
    )

    links = merchant.get(f"{DISPUTES}/{case.dispute_id}")["links"]

    assert {link["rel"] for link in links} >= {"self", "provide_evidence", "accept_claim", "make_offer"}
    assert all(link["href"].startswith("http://127.0.0.1:8765/v1/customer/disputes/") for link in links)
    assert any(link["href"].endswith("/provide-evidence") for link in links)


def test_closed_cases_have_an_outcome_and_no_date(merchant, world):
    for case in world.cases.values():
        if case.brand == "aurora" and not case.is_open:
            body = merchant.get(f"{DISPUTES}/{case.dispute_id}")

            assert body["dispute_outcome"]["outcome_code"] == case.outcome
            assert "seller_response_due_date" not in body
            assert body["status"] == "RESOLVED"


def test_the_buyers_mail_address_is_never_shown(merchant, world):
    for case in world.cases.values():
        if case.brand == "aurora":
            assert case.order.buyer.email not in json.dumps(merchant.get(f"{DISPUTES}/{case.dispute_id}"))


def test_every_list_page_is_valid_under_the_specification(merchant):
    for page in everything(merchant, f"{DISPUTES}?page_size=20"):
        valid(page, "dispute_search")


def test_every_case_of_a_clean_world_is_valid_under_the_specification(world):
    room = PayPalRoom(world)
    for brand in world.brands:
        merchant = Merchant(room, brand.slug)
        merchant.log_in()
        for case in world.cases.values():
            if case.brand == brand.slug:
                valid(merchant.get(f"{DISPUTES}/{case.dispute_id}"), "dispute")


def test_every_case_of_a_hostile_world_keeps_the_types_of_the_specification():
    world = World(start_at=NOW.timestamp(), weeks=6, hostility="full")
    room = PayPalRoom(world)
    for brand in world.brands:
        merchant = Merchant(room, brand.slug)
        merchant.log_in()
        for case in world.cases.values():
            if case.brand == brand.slug:
                whole = merchant.get(f"{DISPUTES}/{case.dispute_id}")
                # Real data breaks these three kinds of rule: unknown codes, odd names, empty lists.
                valid(whole, "dispute", without=("enum", "pattern", "minItems"))


@pytest.mark.parametrize(
    "target", [DISPUTES + "?page_size=99", DISPUTES + "/NO-SUCH-CASE", DISPUTES + "/ERRDIS019"]
)
def test_errors_are_valid_under_the_specification(merchant, target):
    body = merchant.send("GET", target).body

    valid(body, "error")
    assert body["debug_id"]


def test_published_ids_trigger_their_errors(merchant):
    assert merchant.refused(f"{DISPUTES}/ERRDIS019")[:2] == (429, "RATE_LIMIT_REACHED")
    assert merchant.refused(f"{DISPUTES}?disputed_transaction_id=ERRDIS027")[:2] == (
        429,
        "RATE_LIMIT_REACHED",
    )


def test_calls_beyond_the_minutes_limit_are_refused_until_the_minute_is_over(world):
    seconds = [0.0]
    merchant = Merchant(PayPalRoom(world, monotonic=lambda: seconds[0]), "aurora")
    merchant.log_in()
    merchant.room.limit_per_minute = 3
    merchant.room.retry_after_seconds = 30

    statuses = [merchant.send("GET", DISPUTES).status for _ in range(4)]
    refused = merchant.send("GET", DISPUTES)
    seconds[0] = 60.0

    assert statuses == [200, 200, 200, 429]
    assert refused.body["name"] == "RATE_LIMIT_REACHED"
    assert refused.headers["retry-after"] == "30"
    assert merchant.send("GET", DISPUTES).status == 200


def test_an_unknown_endpoint_names_itself(merchant):
    reply = merchant.send("GET", "/v1/customer/partners")

    assert reply.status == 501
    assert "GET /v1/customer/partners" in reply.body["message"]


def test_reading_changes_nothing(merchant, world):
    before = world.truth()

    everything(merchant, DISPUTES)
    for case in list(world.cases.values())[:20]:
        merchant.send("GET", f"{DISPUTES}/{case.dispute_id}")

    assert world.truth() == before
