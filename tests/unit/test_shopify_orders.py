"""Fetching orders: all pages, all parts, nothing cut in silence, and less rather than nothing without a right."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.shopify import orders as shopify_orders
from sheets_bot.platforms.shopify.queries import (
    ALL_ORDERS,
    LACKING,
    LOCATIONS,
    ORDERS,
    OWN_PLANS,
    SERVICE_PLANS,
)
from shopify_stand_in import NOW, StandIn, a_client, a_list, an_error, an_order, at, shop_money

WITHOUT_NAMES = {LOCATIONS, OWN_PLANS, SERVICE_PLANS}
SINCE = NOW - timedelta(days=3)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def fetch(stand_in: StandIn, *, since: Any = SINCE) -> Any:
    return a_client(stand_in).fetch_orders(since=since, until=NOW)


def a_fulfilment(
    number: int = 1, *, scans: int = 1, more: bool = False, trackings: int = 1
) -> dict[str, Any]:
    events = [{"happenedAt": at(hours=n), "status": "IN_TRANSIT"} for n in range(scans)]
    return {
        "legacyResourceId": str(number),
        "trackingInfo": [{"number": f"T{n}"} for n in range(trackings)],
        "events": a_list(*events, more=more),
    }


def a_refund(number: int = 1) -> dict[str, Any]:
    return {"legacyResourceId": str(number), "totalRefundedSet": shop_money("5.00"), "transactions": a_list()}


def test_all_pages_are_read_and_every_order_comes_once():
    stand_in = StandIn(orders=[an_order(number) for number in range(1, 8)])

    fetched = fetch(stand_in)

    assert [order.order_id for order in fetched.records] == ["1", "2", "3", "4", "5", "6", "7"]
    assert (fetched.complete, fetched.notes, fetched.skipped) == (True, (), ())
    assert [body["variables"]["after"] for body in stand_in.asked("OrdersPage")] == [None, "2", "4", "6"]


def test_the_search_quotes_its_time_and_goes_back_a_little_further():
    """Unquoted, Shopify takes what follows the colon for a field and drops the filter in silence."""
    stand_in = StandIn()

    fetch(stand_in)

    assert stand_in.asked("OrdersPage")[0]["variables"]["q"] == "updated_at:>='2026-11-20T09:30:00Z'"


def test_an_order_that_changes_while_the_pages_are_read_counts_as_it_was_last():
    first, again = an_order(1), an_order(1, note="second thoughts")
    stand_in = StandIn()
    pages = [
        {"orders": {"nodes": [first], "pageInfo": {"hasNextPage": True, "endCursor": "1"}}},
        {"orders": {"nodes": [an_order(2), again], "pageInfo": {"hasNextPage": False, "endCursor": "2"}}},
    ]
    stand_in.say("OrdersPage", *(httpx.Response(200, json={"data": page}) for page in pages))

    fetched = fetch(stand_in)

    assert [(order.order_id, order.note) for order in fetched.records] == [
        ("2", ""),
        ("1", "second thoughts"),
    ]


def test_only_what_an_order_has_is_asked_for():
    stand_in = StandIn(orders=[an_order(1), an_order(2)])

    fetch(stand_in)

    assert {body["operationName"] for body in stand_in.asked()} == {"Who", "OrdersPage"}


def test_parcels_refunds_and_returns_are_fetched_for_several_orders_at_once():
    orders = [
        an_order(
            number,
            fulfillmentsCount={"count": 1},
            totalRefundedSet=shop_money("5.00"),
            OrderParcel={"fulfillments": [a_fulfilment(number)]},
            OrderMoneyBack={"refunds": [a_refund(number)], "returns": a_list()},
        )
        for number in (1, 2)
    ]
    stand_in = StandIn(orders=orders)

    fetched = fetch(stand_in)

    assert [[parcel.parcel_id for parcel in order.parcels] for order in fetched.records] == [["1"], ["2"]]
    assert [[refund.refund_id for refund in order.refunds] for order in fetched.records] == [["1"], ["2"]]
    assert [body["operationName"] for body in stand_in.asked()] == [
        "Who",
        "OrdersPage",
        "OrderParcel",
        "OrderMoneyBack",
    ]


@pytest.mark.parametrize(
    "sign",
    [
        {"totalRefundedSet": shop_money("5.00")},
        {"totalRefundedSet": None},
        {"returnStatus": "RETURN_REQUESTED"},
        {"returnStatus": None},
        {"transactionsCount": {"count": 1}, "transactions": [{"kind": "REFUND", "status": "PENDING"}]},
    ],
)
def test_refunds_are_looked_for_at_any_sign_of_one(sign: dict[str, Any]):
    """A pending refund shows in no sum yet."""
    stand_in = StandIn(orders=[an_order(1, OrderMoneyBack={"refunds": [a_refund()]}, **sign)])

    (order,) = fetch(stand_in).records

    assert len(order.refunds) == 1


def test_lists_that_come_back_full_are_fetched_whole():
    payments = [{"id": f"gid://shopify/OrderTransaction/{n}", "kind": "SALE"} for n in range(5)]
    parcels = [a_fulfilment(n, scans=30) for n in range(4)]
    refunds = [a_refund(n) for n in range(5)]
    order = an_order(
        1,
        transactionsCount={"count": 5},
        transactions=payments[:3],
        fulfillmentsCount={"count": 4},
        totalRefundedSet=shop_money("25.00"),
        fulfillmentOrders=a_list({"status": "OPEN"}, more=True),
        OrderPayments={"transactions": payments},
        OrderPlans={
            "fulfillmentOrders": a_list({"status": "OPEN"}, {"status": "ON_HOLD"}, {"status": "OPEN"})
        },
        OrderParcels={"fulfillments": [a_fulfilment(0, scans=20, more=True), a_fulfilment(1)]},
        OrderAllParcels={"fulfillments": parcels},
        OrderMoneyBack={"refunds": refunds[:3], "returns": a_list()},
        OrderAllMoneyBack={"refunds": refunds, "returns": a_list()},
    )

    (found,) = fetch(StandIn(orders=[order])).records

    assert (len(found.payments), len(found.plans), len(found.parcels), len(found.refunds)) == (5, 3, 4, 5)
    assert [len(parcel.scans) for parcel in found.parcels] == [30, 30, 30, 30]
    assert found.cut == ()


def test_what_is_longer_still_is_named_in_the_order():
    order = an_order(
        1,
        transactionsCount={"count": 60},
        transactions=[{"kind": "SALE"}] * 3,
        fulfillmentsCount={"count": 13},
        returnStatus="IN_PROGRESS",
        OrderPayments={"transactions": [{"kind": "SALE"}] * 50},
        OrderParcels={"fulfillments": [a_fulfilment(1), a_fulfilment(2)]},
        OrderAllParcels={
            "fulfillments": [a_fulfilment(n, scans=50, more=True, trackings=4) for n in range(12)]
        },
        OrderMoneyBack={"refunds": [a_refund()] * 3, "returns": a_list(more=True)},
        OrderAllMoneyBack={
            "refunds": [{**a_refund(), "orderAdjustments": a_list(more=True)}] * 20,
            "returns": a_list(
                {"id": "gid://shopify/Return/1", "returnLineItems": a_list(more=True)}, more=True
            ),
        },
    )

    (found,) = fetch(StandIn(orders=[order])).records

    assert found.cut == (
        "payments",
        "parcels",
        "scans of a parcel",
        "tracking numbers of a parcel",
        "refunds",
        "adjustments of a refund",
        "returns",
        "lines of a return",
    )


def test_a_part_that_cannot_be_read_is_named_in_the_order():
    order = an_order(1, fulfillmentsCount={"count": 1})
    stand_in = StandIn(orders=[order])
    stand_in.say("OrderParcel", an_error("ACCESS_DENIED", "o0", data={"o0": None}))

    (found,) = fetch(stand_in).records

    assert found.parcels == ()
    assert "parcels (could not be read)" in found.cut


def test_withheld_personal_data_is_missing_and_said_and_no_failure():
    page = {
        "orders": {
            "nodes": [an_order(1, email=None), an_order(2, email=None)],
            "pageInfo": {"hasNextPage": False},
        }
    }
    errors = [
        {
            "message": "denied",
            "path": ["orders", "nodes", n, "email"],
            "extensions": {"code": "ACCESS_DENIED"},
        }
        for n in range(2)
    ]
    stand_in = StandIn()
    stand_in.say("OrdersPage", httpx.Response(200, json={"data": page, "errors": errors}))

    fetched = fetch(stand_in)

    assert [(order.email, order.cut) for order in fetched.records] == [("", ("email (withheld)",))] * 2
    assert fetched.complete
    assert fetched.notes[0].startswith("Shopify withholds email of 2 order(s)")


def test_a_list_that_breaks_off_leaves_what_came_and_says_so():
    stand_in = StandIn(orders=[an_order(n) for n in range(1, 4)])
    page = {"orders": {"nodes": [an_order(1)], "pageInfo": {"hasNextPage": True, "endCursor": "1"}}}
    stand_in.say("OrdersPage", httpx.Response(200, json={"data": page}), httpx.Response(503))

    fetched = fetch(stand_in)

    assert [order.order_id for order in fetched.records] == ["1"]
    assert not fetched.complete
    assert "Not all orders were seen" in fetched.notes[0]


def test_an_order_whose_parcels_did_not_come_is_not_shown_as_one_without_parcels():
    stand_in = StandIn(orders=[an_order(1, fulfillmentsCount={"count": 1})])
    stand_in.say("OrderParcel", httpx.ReadTimeout("lost"))

    with pytest.raises(TryLater):
        fetch(stand_in)


@pytest.mark.parametrize(
    "info", [{"hasNextPage": True, "endCursor": None}, {"hasNextPage": True, "endCursor": "same"}]
)
def test_a_list_that_leads_back_to_itself_ends(info: dict[str, Any]):
    stand_in = StandIn()
    page = {"orders": {"nodes": [an_order(1)], "pageInfo": info}}
    stand_in.say("OrdersPage", httpx.Response(200, json={"data": page}))

    fetched = fetch(stand_in)

    assert not fetched.complete
    assert "does not lead on" in fetched.notes[0]


def test_a_list_that_is_too_long_for_shopify_is_begun_anew_where_it_ended(monkeypatch: pytest.MonkeyPatch):
    """A list ends after 25,000; the rest would be lost in silence."""
    monkeypatch.setattr(shopify_orders, "_LONGEST_LIST", 4)
    stand_in = StandIn(orders=[an_order(number) for number in range(1, 8)])

    def page(body: dict[str, Any]) -> httpx.Response:
        since = body["variables"]["q"].split("'")[1]
        rest = [order for order in stand_in.orders.values() if order["updatedAt"] >= since]
        begin = int(body["variables"]["after"] or 0)
        nodes = rest[begin : begin + 2]
        info = {"hasNextPage": begin + 2 < len(rest), "endCursor": str(begin + 2)}
        return httpx.Response(200, json={"data": {"orders": {"nodes": nodes, "pageInfo": info}}})

    stand_in.say("OrdersPage", page)

    fetched = fetch(stand_in)

    assert sorted(order.order_id for order in fetched.records) == ["1", "2", "3", "4", "5", "6", "7"]
    assert len({body["variables"]["q"] for body in stand_in.asked("OrdersPage")}) > 1


def test_without_the_right_to_orders_nothing_is_asked_and_the_right_is_named():
    stand_in = StandIn(orders=[an_order(1)], scopes=set(LACKING) - {ORDERS})

    fetched = fetch(stand_in)

    assert (fetched.records, fetched.complete) == ((), False)
    assert "lacks the right read_orders, so there are no orders" in fetched.notes[0]
    assert stand_in.asked("OrdersPage") == []


def test_the_limit_of_60_days_is_said_where_it_bites():
    scopes = set(LACKING) - {ALL_ORDERS}

    assert fetch(StandIn(scopes=scopes)).notes == ()
    assert "read_all_orders" in fetch(StandIn(scopes=scopes), since=NOW - timedelta(days=61)).notes[0]
    assert fetch(StandIn(), since=NOW - timedelta(days=61)).notes == ()


@pytest.mark.parametrize("missing", sorted(set(LACKING) - {ORDERS}))
def test_each_missing_right_means_less_and_never_a_failure(missing: str):
    stand_in = StandIn(orders=[an_order(1)], scopes=set(LACKING) - {missing})

    assert len(fetch(stand_in).records) == 1
    assert a_client(stand_in).missing_scopes() == {missing: LACKING[missing]}


def test_the_status_of_a_run_names_the_rights_that_are_missing():
    stand_in = StandIn(orders=[an_order(1)], scopes={ORDERS, ALL_ORDERS, *WITHOUT_NAMES})

    fetched = fetch(stand_in)

    assert fetched.complete
    assert fetched.notes == (
        "Without the right read_customers there are no names of customers' accounts; the name on the bill serves.",
        f"Without the right read_returns there are {LACKING['read_returns']}.",
    )


def test_the_right_to_write_includes_that_to_read():
    assert ORDERS in a_client(StandIn(scopes=["write_orders"])).scopes()


def test_rights_are_asked_for_again_after_an_hour():
    stand_in, seconds = StandIn(), [0.0]
    client = a_client(stand_in, clock=lambda: seconds[0])
    client.scopes()
    stand_in.scopes = [ORDERS]

    assert client.scopes() == frozenset(LACKING)
    seconds[0] = 3600.0
    assert client.scopes() == {ORDERS}


def test_orders_are_counted_between_two_quoted_instants_and_test_orders_are_not():
    stand_in = StandIn(orders=[an_order(1)])

    count = a_client(stand_in).count_orders(start=NOW - timedelta(days=7), end=NOW, now=NOW)

    assert count == 1
    search = stand_in.asked("CountOrders")[0]["variables"]["q"]
    assert search == "created_at:>='2026-11-16T10:00:00Z' created_at:<'2026-11-23T10:00:00Z' test:false"


def test_a_count_that_would_be_cut_is_no_count():
    """60 days, a missing right, or a count that Shopify itself calls a lower bound."""
    week = {"start": NOW - timedelta(days=70), "end": NOW - timedelta(days=63), "now": NOW}
    at_least = httpx.Response(200, json={"data": {"ordersCount": {"count": 10_000, "precision": "AT_LEAST"}}})
    saturated = StandIn()
    saturated.say("CountOrders", at_least)

    assert a_client(StandIn(scopes=[ORDERS])).count_orders(**week) is None
    assert a_client(StandIn(scopes=[ALL_ORDERS])).count_orders(**week) is None
    assert a_client(saturated).count_orders(**week) is None
    assert a_client(StandIn(scopes=[ORDERS, ALL_ORDERS])).count_orders(**week) == 0


def test_a_dropped_filter_fails_rather_than_bring_other_orders():
    stand_in = StandIn(orders=[an_order(1)])
    data = {"orders": a_list(an_order(1))}
    warnings = [{"code": "invalid_field", "field": "updated_at"}]
    body = {"data": data, "extensions": {"search": [{"path": ["orders"], "warnings": warnings}]}}
    stand_in.say("OrdersPage", httpx.Response(200, json=body))

    with pytest.raises(Misconfigured, match="dropped a part of the search"):
        fetch(stand_in)


def test_an_order_without_a_name_is_skipped_and_the_others_come():
    stand_in = StandIn(orders=[an_order(1, name=None), an_order(2)])

    fetched = fetch(stand_in)

    assert [order.order_id for order in fetched.records] == ["2"]
    assert len(fetched.skipped) == 1


def test_a_thousand_orders_take_few_calls():
    """Twenty a page; parcels of up to 28 orders in one question."""
    stand_in = StandIn(
        orders=[
            an_order(n, fulfillmentsCount={"count": 1}, OrderParcel={"fulfillments": [a_fulfilment(n)]})
            for n in range(1, 1001)
        ]
    )
    stand_in.page_size = 20

    assert len(fetch(stand_in).records) == 1000
    assert len(stand_in.asked()) == 1 + 50 + 40
