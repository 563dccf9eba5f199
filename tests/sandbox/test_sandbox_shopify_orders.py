"""
The sandbox's Shopify on orders: payments, parcels, refunds, returns, people; held against the world they come from.

Each test takes rows of a season that have the trait it is about, so nothing here depends on one order's number.
"""

import json

import pytest

from sheets_bot.sandbox.shopify import ShopifyRoom
from sheets_bot.sandbox.shopify.customers import is_guest
from sheets_bot.sandbox.shopify.numbers import gid
from sheets_bot.sandbox.shopify.values import amount, stamp
from sheets_bot.sandbox.world import World
from shopify_store import NOW, Store, gid_of

PAYMENTS = """transactions(first: 10) { id kind status gateway paymentId authorizationCode receiptJson createdAt
  amountSet { shopMoney { amount currencyCode } } parentTransaction { id } paymentDetails { __typename
    ... on CardPaymentDetails { company number avsResultCode cvvResultCode } } }"""
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


@pytest.fixture(scope="module")
def paid(store):
    """Every order of the store with its payments, by name."""
    query = """query($after: String) { orders(first: 50, after: $after) { nodes { name displayFinancialStatus %s }
      pageInfo { hasNextPage endCursor } } }"""
    nodes = store.everything(query % PAYMENTS.replace("first: 10", "first: 3"), "orders")
    return {node["name"]: node for node in nodes}


def said(receipt):
    """Return a receipt as a mapping, however it was sent."""
    return json.loads(receipt) if isinstance(receipt, str) else receipt or {}


def ids_in(transaction):
    """Return all that could be PayPal's id in a transaction."""
    receipt = said(transaction["receiptJson"])
    nested = receipt.get("PaymentInfo", {})
    return {transaction["authorizationCode"], *receipt.values(), *nested.values()} - {None, "Success"} if not nested else {
        transaction["authorizationCode"], *nested.values()
    } - {None}  # fmt: skip


# The order itself


def test_an_order_is_told_as_it_was_placed(store, orders):
    order = orders[-1]

    found = store.order(
        order,
        """id legacyResourceId name number createdAt currencyCode email test sourceName
        totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount } } totalShippingPriceSet { shopMoney { amount } }
        shippingAddress { name zip city countryCodeV2 formatted(withName: true) } lineItems(first: 5) { nodes { sku quantity } }""",
    )

    assert found["id"] == gid_of(order) == gid("Order", int(found["legacyResourceId"]))
    assert (found["name"], found["number"]) == (f"#{order.number}", order.number)
    assert found["createdAt"] == stamp(order.placed_at)
    assert found["totalPriceSet"]["shopMoney"] == {"amount": amount(order.total_minor), "currencyCode": "EUR"}
    assert found["shippingAddress"]["zip"] == order.buyer.postal_code
    assert found["shippingAddress"]["formatted"][0] == order.buyer.name
    assert found["lineItems"]["nodes"] == [
        {"sku": line.sku, "quantity": line.quantity} for line in order.lines
    ]
    assert (found["email"], found["test"]) == (order.buyer.email, False)


@pytest.mark.parametrize(
    ("minor", "text"),
    [(0, "0.0"), (5900, "59.0"), (5995, "59.95"), (5990, "59.9"), (-105, "-1.05"), (7, "0.07")],
)
def test_amounts_have_no_needless_zero_but_one(minor, text):
    assert amount(minor) == text


def test_guests_have_no_customer_but_a_mail_address(store, orders):
    guest = next(order for order in orders if is_guest(order))
    member = next(order for order in orders if not is_guest(order))
    fields = "email customer { displayName numberOfOrders }"

    assert store.order(guest, fields) == {"email": guest.buyer.email, "customer": None}
    assert store.order(member, fields)["customer"] == {
        "displayName": member.buyer.name,
        "numberOfOrders": "1",
    }


def test_an_order_of_another_store_is_as_unknown_as_none(world, store):
    assert store.order(world.orders["aurora"][0], "name") is None


def test_without_all_orders_those_older_than_sixty_days_are_withheld_everywhere(world):
    store = Store(ShopifyRoom(world), "velvet")
    store.room.accounts.scopes["velvet"] -= {"read_all_orders"}
    store.log_in()
    edge = NOW.timestamp() - 60 * 86_400
    old = [order for order in world.orders["velvet"] if order.placed_at <= edge]
    new = [order for order in world.orders["velvet"] if order.placed_at > edge]
    disputed = next(case for case in world.chargebacks["velvet"] if case.order.placed_at <= edge)
    ask = "query($id: ID!) { dispute(id: $id) { status order { name } } }"

    assert store.order(old[-1], "name") is None
    assert store.order(new[0], "name") == {"name": f"#{new[0].number}"}
    assert store.data("{ ordersCount { count } }")["ordersCount"]["count"] == len(new)
    assert store.data("{ orders(first: 1) { nodes { name } } }")["orders"]["nodes"] == [
        {"name": f"#{new[0].number}"}
    ]
    assert store.data(ask, id=gid("ShopifyPaymentsDispute", disputed.number))["dispute"] == {
        "status": disputed.status,
        "order": None,
    }


def test_a_cancelled_order_says_when_and_why(world, store, orders):
    order = next(order for order in orders if order.name in world.cancellations)
    gone = world.cancellations[order.name]

    found = store.order(order, "cancelledAt cancelReason fulfillmentOrders(first: 2) { nodes { status } }")

    assert found["cancelledAt"] == stamp(gone.at)
    assert found["cancelReason"] == gone.reason
    assert found["fulfillmentOrders"]["nodes"] == [{"status": "CANCELLED"}]


def test_several_things_are_fetched_by_id_at_once_and_unknown_ones_are_null(world, store, orders):
    refund = world.refunds["velvet"][0]
    ids = [gid("Refund", refund.number), gid_of(orders[0]), gid("Refund", 1), gid("Product", 1)]

    found = store.data(
        "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Refund { order { name } } } }", ids=ids
    )

    assert found["nodes"] == [
        {"__typename": "Refund", "id": ids[0], "order": {"name": f"#{refund.order.number}"}},
        {"__typename": "Order", "id": ids[1]},
        None,
        None,
    ]


# Payments


def test_all_four_kinds_of_payment_details_occur_and_paypals_own_checkout_has_none(paid):
    seen = {
        (transaction["gateway"], (transaction["paymentDetails"] or {}).get("__typename"))
        for node in paid.values()
        for transaction in node["transactions"]
    }

    assert seen == {
        ("paypal", None),
        ("shopify_payments", "CardPaymentDetails"),
        ("shopify_payments", "PaypalWalletPaymentDetails"),
        ("shopify_payments", "LocalPaymentMethodsPaymentDetails"),
        ("shopify_payments", "ShopPayInstallmentsPaymentDetails"),
    }


def test_paypals_id_of_every_payment_is_on_the_order_but_never_in_one_place(orders, paid):
    places = {}
    for order in orders:
        if order.by_paypal:
            transactions = paid[f"#{order.number}"]["transactions"]
            holders = [one for one in transactions if order.transaction_id in ids_in(one)]
            assert holders, order.name
            for one in holders:
                receipt = said(one["receiptJson"])
                place = (one["kind"], one["authorizationCode"] == order.transaction_id, *sorted(receipt))
                places[place] = places.get(place, 0) + 1

    assert set(places) >= {
        ("SALE", True),
        ("SALE", False, "ack", "token", "transaction_id"),
        ("SALE", False, "Ack", "PaymentInfo", "Token"),
        ("SALE", True, "Ack", "PaymentInfo", "Token"),
        ("CAPTURE", False, "ack", "parent_transaction_id", "transaction_id"),
    }


def test_a_receipt_comes_as_an_object_as_a_text_or_not_at_all(paid):
    kinds = {type(one["receiptJson"]) for node in paid.values() for one in node["transactions"]}

    assert kinds == {dict, str, type(None)}


def test_an_authorization_has_an_id_that_no_dispute_will_ever_name(orders, paid):
    pairs = [
        node["transactions"] for node in paid.values() if node["transactions"][0]["kind"] == "AUTHORIZATION"
    ]
    known = {order.transaction_id for order in orders}

    assert pairs
    for held, taken, *_ in pairs:
        assert (taken["kind"], taken["parentTransaction"]) == ("CAPTURE", {"id": held["id"]})
        assert held["authorizationCode"] not in known


def test_what_shopify_calls_a_payment_id_is_nothing_to_paypal(orders, paid):
    theirs = {order.transaction_id for order in orders}

    assert not theirs & {one["paymentId"] for node in paid.values() for one in node["transactions"]}


def test_a_denied_payment_failed_and_its_order_is_not_paid(world, orders, paid):
    denied = [order for order in orders if order.denied]

    assert denied
    for order in denied:
        node = paid[f"#{order.number}"]
        assert {one["status"] for one in node["transactions"]} == {"FAILURE"}
        assert node["displayFinancialStatus"] == (
            "VOIDED" if order.name in world.cancellations else "PENDING"
        )


def test_an_order_that_a_bank_took_back_was_paid_by_card(world, paid):
    for case in world.chargebacks["velvet"]:
        details = paid[f"#{case.order.number}"]["transactions"][0]["paymentDetails"]
        assert details["__typename"] == "CardPaymentDetails"


def test_a_card_check_may_be_a_letter_an_empty_text_or_nothing(paid):
    cards = [
        one["paymentDetails"]
        for node in paid.values()
        for one in node["transactions"]
        if (one["paymentDetails"] or {}).get("__typename") == "CardPaymentDetails"
    ]

    assert {"M", "", None} == {card["cvvResultCode"] for card in cards}


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


def test_a_store_whose_plan_withholds_people_sends_nulls_and_no_error(world, orders):
    store = Store(ShopifyRoom(world), "velvet").log_in()
    store.room.accounts.no_personal_data.add("velvet")

    found = store.order(
        orders[0], "name email billingAddress { name } shippingAddress { zip } customer { displayName }"
    )

    assert found == {
        "name": f"#{orders[0].number}",
        "email": None,
        "billingAddress": None,
        "shippingAddress": None,
        "customer": None,
    }


# Hostility


def test_a_hostile_store_has_test_orders_that_a_search_can_leave_out(world, orders):
    store = Store(ShopifyRoom(world, hostility="full"), "velvet").log_in()
    count = "query($q: String) { ordersCount(query: $q) { count } }"

    tests, rest = (store.data(count, q=f"test:{word}")["ordersCount"]["count"] for word in ("true", "false"))

    assert tests > 0
    assert tests + rest == len(orders)


def test_a_hostile_store_has_formulas_in_notes_and_tags(world, orders):
    store = Store(ShopifyRoom(world, hostility="full"), "velvet").log_in()

    found = store.order(orders[0], "note tags")

    assert found["note"].startswith("=HYPERLINK")
    assert "=1+1" in found["tags"]


def test_a_hostile_store_sends_scans_that_no_version_knows(world):
    store = Store(ShopifyRoom(world, hostility="full"), "velvet").log_in()
    parcel = next(one for one in parcels_of(world) if one.tracked and one.returned_at is not None)

    assert shown(store, parcel)["events"]["nodes"][-1]["status"] == "RETURNING_TO_SENDER"
