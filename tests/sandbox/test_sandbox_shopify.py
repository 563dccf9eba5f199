"""
The sandbox's Shopify at the door: tokens, scopes, versions, what is refused and how.

The rules are Shopify's published ones and those that practitioners have met; costs, lists, orders and disputes
have tests of their own.
"""

import json

import pytest

from sheets_bot.sandbox.shopify import ShopifyRoom, engine, legacy_token
from sheets_bot.sandbox.shopify.access import closed_fields
from sheets_bot.sandbox.shopify.accounts import SCOPES
from sheets_bot.sandbox.shopify.versions import served, supported
from sheets_bot.sandbox.world import World
from shopify_store import NOW, Store

SHOP = "{ shop { name } }"


@pytest.fixture(scope="module")
def world():
    """A clean season that nobody in this module changes."""
    return World(start_at=NOW.timestamp(), hostility="none")


@pytest.fixture
def store(world):
    return Store(ShopifyRoom(world)).log_in()


# Tokens


def test_a_token_says_what_it_may_and_that_it_lives_a_day(store):
    answer = store.ask_token().body

    assert answer["expires_in"] == 86_399
    assert set(answer["scope"].split(",")) == set(SCOPES)
    assert store.data(SHOP) == {"shop": {"name": "Aurora & Pine"}}


def test_a_token_is_stale_after_a_day_and_says_so_with_a_401(store):
    store.at += 86_399 - 1
    assert store.post(SHOP).status == 200

    store.at += 1

    assert store.post(SHOP).status == 401
    assert "Invalid API key or access token" in store.post(SHOP).body["errors"]


def test_an_app_made_in_the_admin_has_a_token_that_never_expires(store):
    store.token, store.at = legacy_token("aurora"), store.at + 30 * 86_400

    assert store.data(SHOP)["shop"]["name"] == "Aurora & Pine"


@pytest.mark.parametrize("token", ["", "shpat_somebody-elses", legacy_token("velvet")])
def test_a_token_that_opens_nothing_here_is_a_401(store, token):
    store.token = token

    assert store.post(SHOP).status == 401


def test_the_token_of_one_store_does_not_open_another(store):
    store.shop = "velvet"

    assert store.post(SHOP).status == 401


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "unheard-of"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_wrong_credentials_are_refused_by_name(store, changed, error):
    reply = store.ask_token(**changed)

    assert (reply.status, reply.body["error"]) == (400, error)


def test_a_store_of_another_organization_is_not_permitted(store):
    store.room.accounts.other_organization.add("aurora")

    assert store.ask_token().body["error"] == "shop_not_permitted"


def test_the_credentials_of_one_brand_are_not_permitted_in_the_store_of_another(store):
    keys = store.room.credentials()["velvet"]

    assert store.ask_token(**keys).body["error"] == "shop_not_permitted"


def test_a_store_where_the_app_is_not_installed_says_so(store):
    store.room.accounts.not_installed.add("aurora")

    reply = store.ask_token()

    assert (reply.status, reply.body["error"]) == (400, "app_not_installed")


# Scopes


def test_both_ways_of_asking_tell_the_scopes_that_were_granted(store):
    store.room.accounts.scopes["aurora"] = {"read_orders"}
    store.log_in()

    by_rest = store.send("GET", "/admin/oauth/access_scopes.json").body["access_scopes"]
    by_graphql = store.data("{ currentAppInstallation { accessScopes { handle } } }")

    assert [one["handle"] for one in by_rest] == ["read_orders"]
    assert by_graphql["currentAppInstallation"]["accessScopes"] == [{"handle": "read_orders"}]


def test_a_token_keeps_the_scopes_that_it_was_issued_with(store):
    store.room.accounts.scopes["aurora"] = {"read_orders"}

    assert store.codes("{ node(id: 1) { id } }") == ["BAD_REQUEST"]
    assert store.data("{ disputes(first: 1) { nodes { id } } }")["disputes"]["nodes"]


def without(store, *scopes):
    store.room.accounts.scopes["aurora"] -= set(scopes)
    return store.log_in()


def test_a_denied_field_says_where_it_is_and_what_it_needs(store):
    without(store, "read_customers")

    body = store.answer("{ orders(first: 1) { nodes { name customer { displayName } } } }")
    error = body["errors"][0]

    assert error["path"] == ["orders", "nodes", 0, "customer"]
    assert error["message"].startswith("Access denied for customer field. Required access: `read_customers`")
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    assert error["extensions"]["requiredAccess"] == "`read_customers` access scope."
    assert body["data"]["orders"]["nodes"][0]["customer"] is None
    assert body["data"]["orders"]["nodes"][0]["name"] == "#1001"


def test_a_denied_field_that_may_not_be_null_empties_the_whole_list(store):
    without(store, "read_shopify_payments_dispute_evidences")

    body = store.answer("{ disputes(first: 2) { nodes { id disputeEvidence { id } } } }")

    assert body["data"] is None
    assert {error["extensions"]["code"] for error in body["errors"]} == {"ACCESS_DENIED"}


def test_a_denied_field_is_contained_where_its_parent_may_be_null(store):
    dispute = store.data("{ disputes(first: 1) { nodes { id } } }")["disputes"]["nodes"][0]["id"]
    without(store, "read_shopify_payments_dispute_evidences")

    body = store.answer(
        "query($id: ID!) { dispute(id: $id) { disputeEvidence { id } } shop { name } }", id=dispute
    )

    assert body["data"] == {"dispute": None, "shop": {"name": "Aurora & Pine"}}


def test_returns_take_the_orders_along_where_their_scope_is_missing(store):
    without(store, "read_returns")

    assert (
        store.answer("{ orders(first: 1) { nodes { returns(first: 1) { nodes { id } } } } }")["data"] is None
    )


def test_an_object_is_closed_by_id_too(store):
    order = store.data("{ orders(first: 1) { nodes { id } } }")["orders"]["nodes"][0]["id"]
    without(store, "read_orders")

    body = store.answer("query($id: ID!) { node(id: $id) { id } }", id=order)

    assert body["data"] == {"node": None}
    assert body["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_nothing_is_closed_to_a_token_with_all_scopes():
    assert closed_fields(engine.schema(), frozenset(SCOPES)) == {}


def test_without_any_scope_only_the_store_itself_and_the_app_are_open():
    closed = {field for parent, field in closed_fields(engine.schema(), frozenset()) if parent == "QueryRoot"}

    assert set(engine.schema().query_type.fields) - closed == {
        "currentAppInstallation", "node", "nodes", "publicApiVersions", "shop",
    }  # fmt: skip


# Versions


@pytest.mark.parametrize(
    ("asked", "answers"),
    [("2026-10", "2026-10"), ("2026-01", "2026-01"), ("2025-07", "2026-01"), ("unstable", "unstable")],
)
def test_a_version_that_is_gone_falls_forward_and_only_a_header_says_so(store, asked, answers):
    store.version = asked

    assert store.post(SHOP).headers["x-shopify-api-version"] == answers


def test_a_call_without_a_version_is_one_for_a_version_that_never_was(store):
    store.version = "v2"

    assert store.post(SHOP).status == 404


def test_versions_come_each_quarter_at_five_in_the_afternoon_and_stay_a_year():
    release = NOW.replace(year=2027, month=1, day=1, hour=17).timestamp()

    assert supported(release - 1) == ["2026-01", "2026-04", "2026-07", "2026-10"]
    assert supported(release) == ["2026-04", "2026-07", "2026-10", "2027-01"]
    assert served("2026-01", release) == "2026-04"
    assert served("2027-01", release - 1) == "2027-01", "the candidate can be tried before"
    assert served("2027-04", release - 1) is None


# Errors


def test_an_unknown_field_is_refused_as_shopify_refuses_it(store):
    body = store.answer("{ shop { nmae } }")

    assert "data" not in body
    assert body["errors"][0]["message"] == "Field 'nmae' doesn't exist on type 'Shop'"
    assert body["errors"][0]["extensions"]["code"] == "undefinedField"


@pytest.mark.parametrize(
    "query",
    [
        "{ shop { name }",
        "{ order { id } }",
        "query($id: ID!) { order(id: $id) { id } }",
        "{ shop }",
        "{ node(id: 1) { name } }",
    ],
)
def test_what_is_no_valid_operation_is_an_error_in_a_200(store, query):
    body = store.answer(query)

    assert body["errors"]
    assert body.get("data") is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"not json", b'{"query": 3}', b'{"query": "{x}", "variables": [1]}']
)
def test_a_body_without_a_query_is_a_400(store, body):
    path = "/admin/api/2026-10/graphql.json"

    assert store.send("POST", path, body=body).status == 400


def test_of_several_operations_one_is_run_by_its_name(store):
    two = "query A { shop { name } } query B { shop { currencyCode } }"
    body = json.dumps({"query": two, "operationName": "B"}).encode()

    reply = store.send("POST", "/admin/api/2026-10/graphql.json", body=body)

    assert reply.body["data"] == {"shop": {"currencyCode": "USD"}}
    assert "errors" in store.answer(two)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/admin/api/2026-10/orders.json"),
        ("GET", "/admin/api/2026-10/graphql.json"),
        ("GET", "/admin/api/2026-10/shopify_payments/disputes/1/dispute_file_uploads.json"),
        ("POST", "/admin/oauth/access_scopes.json"),
    ],
)
def test_what_the_sandbox_does_not_imitate_names_itself(store, method, path):
    reply = store.send(method, path)

    assert reply.status == 501
    assert f"{method} /shopify/aurora{path}" in reply.body["errors"]


def test_a_store_that_nobody_has_is_a_404(store):
    store.shop = "nobody"

    assert store.post(SHOP).status == 404


def test_another_world_brings_other_books_and_leaves_tokens_good(world, store):
    store.room.world = World(start_at=NOW.timestamp(), empty=True)

    assert store.data("{ ordersCount { count } }")["ordersCount"]["count"] == 0
