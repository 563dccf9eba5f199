"""
The sandbox's Shopify as a list: search strings and what is dropped from them, pages, cursors, counts.

That a search which Shopify cannot read answers with the wrong rows and a warning is the trap that these tests keep
open for clients.
"""

import operator
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.sandbox.shopify import ShopifyRoom
from sheets_bot.sandbox.shopify.paging import page
from sheets_bot.sandbox.shopify.search import Searchable, parsed
from sheets_bot.sandbox.world import World
from shopify_store import NOW, TWO_STORES, Store

ORDERS = """query($first: Int = 50, $after: String, $q: String, $key: OrderSortKeys, $reverse: Boolean) {
  orders(first: $first, after: $after, query: $q, sortKey: $key, reverse: $reverse) {
    nodes { id name createdAt updatedAt displayFinancialStatus displayFulfillmentStatus cancelledAt }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
DISPUTES = """query($first: Int = 50, $after: String, $q: String) {
  disputes(first: $first, after: $after, query: $q) {
    nodes { id legacyResourceId status initiatedAt }
    pageInfo { hasNextPage endCursor }
  }
}"""


@pytest.fixture(scope="module")
def world():
    """A clean season that nobody in this module changes."""
    return World(start_at=NOW.timestamp(), hostility="none", brands=TWO_STORES)


@pytest.fixture
def store(world):
    return Store(ShopifyRoom(world)).log_in()


def stamp(at):
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def names(nodes):
    return [node["name"] for node in nodes]


# Pages


def test_pages_come_to_an_end_and_hold_every_order_once(world, store):
    nodes = store.everything(ORDERS, "orders", first=250)

    assert names(nodes) == [f"#{order.number}" for order in world.orders["aurora"]]


def test_the_last_page_says_so(store):
    wanted = {"first": 250, "q": "created_at:>='2026-11-22T00:00:00Z'"}

    info = store.data(ORDERS, **wanted)["orders"]["pageInfo"]

    assert info["hasNextPage"] is False
    assert info["hasPreviousPage"] is False
    assert info["endCursor"]


def test_an_empty_page_has_no_cursors(store):
    found = store.data(ORDERS, q="name:'#999999'")["orders"]

    assert found == {
        "nodes": [],
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
    }


@pytest.mark.parametrize(
    ("key", "field"),
    [("CREATED_AT", "createdAt"), ("UPDATED_AT", "updatedAt"), (None, "createdAt"), ("ID", "id")],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_orders_come_in_the_order_that_was_asked_for(store, key, field, reverse):
    nodes = store.data(ORDERS, first=250, key=key, reverse=reverse)["orders"]["nodes"]

    values = [node[field] for node in nodes]
    assert values == sorted(values, reverse=reverse)
    assert len(set(names(nodes))) == 250


@pytest.mark.parametrize("arguments", ["", "(first: -1)", "(first: 251)", "(first: 1, last: 1)"])
def test_a_page_without_a_size_or_with_a_senseless_one_is_an_error_that_the_types_do_not_see(
    store, arguments
):
    assert store.codes(f"{{ orders{arguments} {{ nodes {{ id }} }} }}") == ["BAD_REQUEST"]


@pytest.mark.parametrize("cursor", ["", "nonsense", "bm9uc2Vuc2U=", "e30="])
def test_a_cursor_that_is_none_is_an_error(store, cursor):
    assert store.codes(ORDERS, after=cursor) == ["BAD_REQUEST"]


def test_a_cursor_of_another_sort_is_an_error(store):
    by_name = store.data(ORDERS, first=1, key="CUSTOMER_NAME")["orders"]["pageInfo"]["endCursor"]

    assert store.codes(ORDERS, after=by_name, key="CREATED_AT") == ["BAD_REQUEST"]


def test_pages_can_be_read_from_the_end(world, store):
    found = store.data("{ orders(last: 2) { edges { cursor node { name } } pageInfo { hasPreviousPage } } }")

    last = [f"#{order.number}" for order in world.orders["aurora"][-2:]]
    assert [edge["node"]["name"] for edge in found["orders"]["edges"]] == last
    assert found["orders"]["pageInfo"]["hasPreviousPage"] is True


def test_a_nested_list_is_cut_at_its_size_and_says_so(world, store):
    order = next(order for order in world.orders["aurora"] if len(order.lines) == 3)

    lines = "lineItems(first: 2) { nodes { sku } pageInfo { hasNextPage endCursor } }"
    cut = store.order(order, lines)["lineItems"]
    rest = store.order(order, lines.replace("first: 2", f'first: 2, after: "{cut["pageInfo"]["endCursor"]}"'))

    assert cut["pageInfo"]["hasNextPage"] is True
    assert [*cut["nodes"], *rest["lineItems"]["nodes"]] == [{"sku": line.sku} for line in order.lines]


@given(
    rows=st.lists(st.tuples(st.integers(0, 5), st.integers()), max_size=40, unique_by=lambda row: row[1]),
    size=st.integers(1, 7),
    reverse=st.booleans(),
    came=st.lists(
        st.tuples(st.integers(0, 5), st.integers(10**6, 10**7)), max_size=5, unique_by=lambda row: row[1]
    ),
)
@settings(deadline=None)
def test_whoever_follows_the_cursors_sees_every_row_once_whatever_comes_in_meanwhile(
    rows, size, reverse, came
):
    small = [row for row in rows if row[1] < 10**6]
    seen, after, there = [], None, list(small)
    while True:
        found = page(
            there,
            {"first": size, "after": after, "reverse": reverse},
            key=lambda row: row,
            node=lambda row: row,
        )
        seen += found["nodes"](None)
        if not found["pageInfo"]["hasNextPage"]:
            break
        after = found["pageInfo"]["endCursor"]
        there = [*there, *came]
        came = []

    assert [row for row in seen if row[1] < 10**6] == sorted(small, reverse=reverse)
    assert len(seen) == len(set(seen))


# Search strings


def test_times_in_quotes_cut_the_list(world, store):
    at = world.orders["aurora"][-100].placed_at

    found = store.everything(ORDERS, "orders", q=f"created_at:>='{stamp(at)}'", first=250)

    assert len(found) == 100
    assert min(node["createdAt"] for node in found) == stamp(at)


def test_a_time_without_quotes_finds_everything_and_only_a_warning_says_so(world, store):
    body = store.answer(ORDERS, q="created_at:>=2026-11-20T00:00:00Z", first=1)

    assert "errors" not in body
    assert body["data"]["orders"]["nodes"][0]["name"] == f"#{world.brands[0].orders_from}"
    assert body["extensions"]["search"] == [
        {
            "path": ["orders"],
            "query": "created_at:>=2026-11-20T00:00:00Z",
            "warnings": [
                {
                    "field": "00",
                    "message": "Invalid search field for this query.",
                    "code": "invalid_field",
                }
            ],
        }
    ]


def test_an_unknown_field_is_dropped_and_the_rest_runs(world, store):
    status = world.chargebacks["aurora"][0].status
    body = store.answer(DISPUTES, q=f"updated_at:>='2030-01-01T00:00:00Z' status:{status.lower()}")

    assert {node["status"] for node in body["data"]["disputes"]["nodes"]} == {status}
    assert body["extensions"]["search"][0]["path"] == ["disputes"]
    assert body["extensions"]["search"][0]["warnings"][0]["field"] == "updated_at"


def test_an_answer_without_a_warning_has_no_word_about_the_search(store):
    assert "search" not in store.answer(ORDERS, q="status:open")["extensions"]


def test_a_value_that_a_field_cannot_have_is_dropped_with_a_warning(store):
    body = store.answer(DISPUTES, q="status:undecided")

    assert len({node["status"] for node in body["data"]["disputes"]["nodes"]}) > 1
    assert body["extensions"]["search"][0]["warnings"][0]["code"] == "invalid_value"


def test_a_search_by_name_finds_neighbours_too(store):
    found = names(store.everything(ORDERS, "orders", q="name:'#102'"))

    assert "#1020" in found
    assert all(name.startswith("#102") for name in found)


def test_a_search_by_full_name_finds_the_order_with_or_without_its_mark(store):
    assert names(store.everything(ORDERS, "orders", q="name:'#1042'")) == ["#1042"]
    assert names(store.everything(ORDERS, "orders", q="name:1042")) == ["#1042"]
    assert names(store.everything(ORDERS, "orders", q="1042")) == ["#1042"]


def test_an_order_is_found_by_its_mail_address_and_by_shopifys_own_payment_id_only(world, store):
    order = next(order for order in world.orders["aurora"] if order.by_paypal)
    payment_id = store.order(order, "transactions(first: 1) { paymentId }")["transactions"][0]["paymentId"]
    theirs = {f"#{one.number}" for one in world.orders["aurora"] if one.buyer.email == order.buyer.email}

    assert set(names(store.everything(ORDERS, "orders", q=f"email:{order.buyer.email}"))) == theirs
    assert names(store.everything(ORDERS, "orders", q=f"payment_id:'{payment_id}'")) == [f"#{order.number}"]
    assert store.everything(ORDERS, "orders", q=f"payment_id:{order.transaction_id}") == []


@pytest.mark.parametrize(
    ("search", "holds"),
    [
        ("financial_status:refunded", lambda node: node["displayFinancialStatus"] == "REFUNDED"),
        ("-financial_status:paid", lambda node: node["displayFinancialStatus"] != "PAID"),
        ("NOT financial_status:paid", lambda node: node["displayFinancialStatus"] != "PAID"),
        ("fulfillment_status:unshipped", lambda node: node["displayFulfillmentStatus"] == "UNFULFILLED"),
        ("fulfillment_status:shipped", lambda node: node["displayFulfillmentStatus"] == "FULFILLED"),
        ("status:cancelled", lambda node: node["cancelledAt"] is not None),
        (
            "financial_status:refunded AND fulfillment_status:shipped",
            lambda node: (
                (node["displayFinancialStatus"], node["displayFulfillmentStatus"])
                == ("REFUNDED", "FULFILLED")
            ),
        ),
        (
            "(financial_status:refunded OR financial_status:partially_refunded) fulfillment_status:shipped",
            lambda node: (
                "REFUNDED" in node["displayFinancialStatus"]
                and node["displayFulfillmentStatus"] == "FULFILLED"
            ),
        ),
    ],
)
def test_a_search_finds_what_it_says_and_all_of_it(store, search, holds):
    everything = store.everything(ORDERS, "orders", first=250)

    found = store.everything(ORDERS, "orders", q=search, first=250)

    assert found
    assert names(found) == [node["name"] for node in everything if holds(node)]


def test_a_search_by_change_finds_what_changed_since(world, store):
    since = stamp(NOW.timestamp() - 86_400)

    found = store.everything(ORDERS, "orders", q=f"updated_at:>='{since}'", first=250)
    late = [
        parcel
        for parcels in world.parcels.values()
        for parcel in parcels
        if parcel.order.brand.slug == "aurora"
    ]
    moved = {
        f"#{parcel.order.number}" for parcel in late if parcel.updated_at >= NOW.timestamp() - 86_400 + 1
    }

    assert moved
    assert moved <= set(names(found))
    assert all(node["updatedAt"] >= since for node in found)


def test_disputes_are_found_by_number_range_time_and_status(world, store):
    cases = world.chargebacks["aurora"]
    middle = cases[len(cases) // 2]

    newer = store.everything(DISPUTES, "disputes", q=f"initiated_at:>'{stamp(middle.initiated_at)}'")
    ranged = store.everything(DISPUTES, "disputes", q=f"id:>={middle.number}")
    one = store.everything(DISPUTES, "disputes", q=f"id:{middle.number}")
    open_ones = store.everything(DISPUTES, "disputes", q="status:needs_response")

    assert {node["legacyResourceId"] for node in ranged} == {
        str(case.number) for case in cases if case.number >= middle.number
    }
    assert {node["legacyResourceId"] for node in newer} == {
        str(case.number) for case in cases if case.initiated_at > middle.initiated_at
    }
    assert [node["legacyResourceId"] for node in one] == [str(middle.number)]
    assert len(open_ones) == sum(case.status == "NEEDS_RESPONSE" for case in cases)


def test_orders_are_counted_up_to_a_limit(world, store):
    total = len(world.orders["aurora"])
    count = "{ ordersCount(limit: %s) { count precision } }"

    assert store.data(count % "null")["ordersCount"] == {"count": total, "precision": "EXACT"}
    assert store.data(count % 100)["ordersCount"] == {"count": 100, "precision": "AT_LEAST"}


def test_a_count_of_a_week_is_the_number_of_its_orders(world, store):
    start, end = datetime(2026, 11, 9, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC)
    q = f"created_at:>='{start:%Y-%m-%dT%H:%M:%SZ}' created_at:<'{end:%Y-%m-%dT%H:%M:%SZ}'"

    found = store.data("query($q: String) { ordersCount(query: $q) { count precision } }", q=q)["ordersCount"]

    placed = [order.placed_at for order in world.orders["aurora"]]
    assert found["count"] == sum(start.timestamp() <= at < end.timestamp() for at in placed)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_search_string_breaks_the_reader(text):
    found = parsed(text, {"at": Searchable("instant", float), "id": Searchable("number", float)})

    assert isinstance(found.matches(1.0), bool)


SIGNS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "": operator.eq}


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(0, 9), st.sampled_from(list(SIGNS)))
@settings(deadline=None)
def test_a_range_finds_what_arithmetic_finds(rows, wanted, sign):
    found = parsed(f"id:{sign}{wanted}", {"id": Searchable("number", float)})

    assert [row for row in rows if found.matches(row)] == [row for row in rows if SIGNS[sign](row, wanted)]


def test_a_day_means_the_whole_day(world, store):
    found = store.everything(ORDERS, "orders", q="created_at:'2026-11-20'", first=250)

    assert {re.sub("T.*", "", node["createdAt"]) for node in found} == {"2026-11-20"}
