"""
The sandbox's Shopify on what was sent and what came back, held against the world.

Each test takes rows of a season that have the trait it is about, so nothing here depends on one order's number.
"""

import json

import pytest

from sheets_bot.sandbox.shopify import ShopifyRoom
from sheets_bot.sandbox.shopify.numbers import gid
from sheets_bot.sandbox.shopify.values import amount, stamp
from sheets_bot.sandbox.world import World
from shopify_store import NOW, Store

PARCELS = """fulfillments(first: 10) { id name status displayStatus createdAt inTransitAt deliveredAt estimatedDeliveryAt
  trackingInfo(first: 5) { company number url } location { name } totalQuantity
  events(first: 50) { nodes { status happenedAt city zip message } }
  fulfillmentLineItems(first: 5) { nodes { quantity lineItem { sku } } } }"""
REFUNDS = """totalRefundedSet { shopMoney { amount } } refunds(first: 10) { id legacyResourceId note createdAt processedAt
  totalRefundedSet { shopMoney { amount } } return { id returnLineItems(first: 5) { nodes { returnReasonDefinition
  { handle } returnReason returnReasonNote } } } refundLineItems(first: 9) { nodes { quantity lineItem { sku } } }
  transactions(first: 5) { nodes { kind status receiptJson authorizationCode parentTransaction { id } } }
  orderAdjustments(first: 3) { nodes { reason amountSet { shopMoney { amount } } } } }"""


@pytest.fixture(scope="module")
def world():
    """A clean season that nobody in this module changes."""
    return World(start_at=NOW.timestamp(), hostility="none")


@pytest.fixture(scope="module")
def store(world):
    return Store(ShopifyRoom(world), "velvet").log_in()


@pytest.fixture(scope="module")
def orders(world):
    return world.orders["velvet"]


def said(receipt):
    """Return a receipt as a mapping, however it was sent."""
    return json.loads(receipt) if isinstance(receipt, str) else receipt or {}


# Parcels


def parcels_of(world):
    return [
        parcel
        for parcels in world.parcels.values()
        for parcel in parcels
        if parcel.order.brand.slug == "velvet"
    ]


def shown(store, parcel):
    found = store.order(parcel.order, PARCELS)["fulfillments"]
    return next(one for one in found if one["name"].endswith(f"-F{parcel.place}"))


def test_a_tracked_parcel_tells_every_scan_in_order(world, store):
    parcel = next(one for one in parcels_of(world) if one.tracked and one.delivered_at and len(one.scans) > 4)

    found = shown(store, parcel)

    assert [event["status"] for event in found["events"]["nodes"]] == [scan.status for scan in parcel.scans]
    assert [event["happenedAt"] for event in found["events"]["nodes"]] == [
        stamp(scan.at) for scan in parcel.scans
    ]
    assert found["deliveredAt"] == stamp(parcel.delivered_at)
    assert found["displayStatus"] == "DELIVERED"
    assert found["trackingInfo"][0]["number"] == parcel.number
    assert found["location"]["name"] == parcel.supplier


def test_of_an_untracked_parcel_shopify_knows_the_number_and_nothing_else(world, store):
    parcel = next(one for one in parcels_of(world) if not one.tracked and one.delivered_at)

    found = shown(store, parcel)

    assert found["trackingInfo"][0]["number"] == parcel.number
    assert found["events"]["nodes"] == []
    assert (found["deliveredAt"], found["inTransitAt"], found["estimatedDeliveryAt"]) == (None, None, None)
    assert found["displayStatus"] == "FULFILLED"


def test_a_parcel_can_be_delivered_without_a_scan_that_says_so(world, store):
    parcel = next(
        one
        for one in parcels_of(world)
        if one.tracked and one.delivered_at and "DELIVERED" not in {scan.status for scan in one.scans}
    )

    found = shown(store, parcel)

    assert found["deliveredAt"] == stamp(parcel.delivered_at)
    assert "DELIVERED" not in {event["status"] for event in found["events"]["nodes"]}


def test_a_label_alone_has_an_event_but_no_movement(world, store):
    parcel = next(
        one
        for one in parcels_of(world)
        if one.tracked and one.cancelled_at is None and one.scans and one.scans[-1].status.startswith("LABEL")
    )

    found = shown(store, parcel)

    assert found["inTransitAt"] is None
    assert found["displayStatus"] == parcel.scans[-1].status


def test_a_cancelled_fulfilment_stays_in_the_list(world, store):
    parcel = next(one for one in parcels_of(world) if one.cancelled_at is not None)

    found = shown(store, parcel)

    assert (found["status"], found["displayStatus"]) == ("CANCELLED", "CANCELED")


def test_an_order_in_two_parcels_has_each_line_in_one_of_them(world, store):
    parcels = next(
        parcels
        for name, parcels in world.parcels.items()
        if name.startswith("VELVET")
        and len(parcels) == 2
        and all(one.cancelled_at is None for one in parcels)
        and sum(len(one.line_places) for one in parcels) == len(parcels[0].order.lines)
    )
    order = parcels[0].order

    found = store.order(order, f"displayFulfillmentStatus fulfillmentsCount {{ count }} {PARCELS}")
    skus = [
        line["lineItem"]["sku"]
        for parcel in found["fulfillments"]
        for line in parcel["fulfillmentLineItems"]["nodes"]
    ]

    assert found["displayFulfillmentStatus"] == "FULFILLED"
    assert found["fulfillmentsCount"] == {"count": 2}
    assert sorted(skus) == sorted(line.sku for line in order.lines)


def test_a_parcel_is_found_by_its_own_id_too(world, store):
    parcel = parcels_of(world)[0]
    by_order = shown(store, parcel)

    found = store.data("query($id: ID!) { fulfillment(id: $id) { name order { name } } }", id=by_order["id"])

    assert found["fulfillment"] == {"name": by_order["name"], "order": {"name": f"#{parcel.order.number}"}}


def test_what_is_not_sent_yet_has_a_plan_with_the_promise_of_checkout(world, store, orders):
    order = next(
        order
        for order in orders
        if order.name not in world.parcels and not order.denied and order.name not in world.cancellations
    )

    plan = store.order(
        order,
        """displayFulfillmentStatus fulfillments(first: 1) { id } fulfillmentOrders(first: 2) { nodes { status fulfillmentHolds
        { reason } deliveryMethod { maxDeliveryDateTime } } }""",
    )

    assert plan["displayFulfillmentStatus"] == "UNFULFILLED"
    assert plan["fulfillments"] == []
    only = plan["fulfillmentOrders"]["nodes"][0]
    assert (only["status"], only["fulfillmentHolds"]) == ("OPEN", [])
    assert only["deliveryMethod"]["maxDeliveryDateTime"] > stamp(order.placed_at)


# Refunds and returns


def test_a_refund_tells_its_amount_its_note_and_no_reason(world, store):
    refund = next(one for one in world.refunds["velvet"] if one.note)

    found = store.order(refund.order, REFUNDS)["refunds"]
    one = next(node for node in found if node["legacyResourceId"] == str(refund.number))

    assert one["totalRefundedSet"]["shopMoney"]["amount"] == amount(refund.minor)
    assert one["note"] == refund.note
    assert one["processedAt"] == stamp(refund.at)


def test_a_refund_without_a_note_has_none(world, store):
    refund = next(one for one in world.refunds["velvet"] if not one.note)

    found = store.order(refund.order, REFUNDS)["refunds"]

    assert next(node for node in found if node["legacyResourceId"] == str(refund.number))["note"] is None


def test_a_refund_whose_money_did_not_move_is_listed_and_not_counted(world, store):
    refund = next(one for one in world.refunds["velvet"] if one.status != "SUCCESS")
    rest = [one for one in world.refunds["velvet"] if one.order is refund.order and one.status == "SUCCESS"]

    found = store.order(refund.order, REFUNDS)
    one = next(node for node in found["refunds"] if node["legacyResourceId"] == str(refund.number))

    assert one["transactions"]["nodes"][0]["status"] == refund.status
    assert found["totalRefundedSet"]["shopMoney"]["amount"] == amount(sum(one.minor for one in rest))


def test_a_refund_for_a_return_leads_to_the_buyers_reason(world, store):
    refund = next(one for one in world.refunds["velvet"] if one.return_number is not None)
    going = next(one for one in world.returns["velvet"] if one.number == refund.return_number)

    found = store.order(refund.order, REFUNDS)["refunds"]
    one = next(node for node in found if node["legacyResourceId"] == str(refund.number))
    line = one["return"]["returnLineItems"]["nodes"][0]

    assert one["return"]["id"] == gid("Return", going.number)
    assert line["returnReasonNote"] == going.note
    if going.reason_handle != "unknown":
        assert line["returnReasonDefinition"]["handle"] == going.reason_handle
        assert line["returnReason"] == going.reason_handle.upper().replace("-", "_")


def test_paypals_id_of_a_refund_is_on_its_transaction(world, store):
    styles = set()
    for refund in world.refunds["velvet"]:
        if refund.order.by_paypal and refund.provider_id:
            found = store.order(refund.order, REFUNDS)["refunds"]
            node = next(node for node in found if node["legacyResourceId"] == str(refund.number))
            only = node["transactions"]["nodes"][0]
            receipt = said(only["receiptJson"])
            assert refund.provider_id in {only["authorizationCode"], *receipt.values()}
            assert refund.order.transaction_id in receipt.values()
            styles.add(tuple(receipt))

    assert styles == {
        ("refund_transaction_id", "parent_transaction_id"),
        ("RefundTransactionID", "ParentTransactionID"),
    }


def test_all_refunds_and_returns_of_the_world_are_found_through_their_orders(world, store):
    query = """query($after: String) { orders(first: 50, after: $after) { nodes { refunds(first: 5) { legacyResourceId }
      returns(first: 3) { nodes { id status } } } pageInfo { hasNextPage endCursor } } }"""

    nodes = store.everything(query, "orders")

    assert sorted(int(one["legacyResourceId"]) for node in nodes for one in node["refunds"]) == sorted(
        refund.number for refund in world.refunds["velvet"]
    )
    assert {(one["id"], one["status"]) for node in nodes for one in node["returns"]["nodes"]} == {
        (gid("Return", one.number), one.status) for one in world.returns["velvet"]
    }


def test_a_hostile_store_sends_scans_that_no_version_knows(world):
    store = Store(ShopifyRoom(world, hostility="full"), "velvet").log_in()
    parcel = next(one for one in parcels_of(world) if one.tracked and one.returned_at is not None)

    assert shown(store, parcel)["events"]["nodes"][-1]["status"] == "RETURNING_TO_SENDER"
