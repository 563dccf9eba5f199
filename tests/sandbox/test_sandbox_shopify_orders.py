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


def test_a_receipt_is_a_text_or_missing_and_in_a_hostile_store_an_object_too(world, orders, paid):
    hostile = Store(ShopifyRoom(world, hostility="full"), "velvet").log_in()
    kinds = {type(one["receiptJson"]) for node in paid.values() for one in node["transactions"]}
    odd = {type(hostile.order(order, PAYMENTS)["transactions"][0]["receiptJson"]) for order in orders[:40]}

    assert kinds == {str, type(None)}
    assert dict in odd


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
