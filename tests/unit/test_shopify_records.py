"""Shopify's JSON as Records: everything that is there is read, and anything else is missing, never a crash."""

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.order import Order
from sheets_bot.errors import RowSkipped
from sheets_bot.platforms.shopify.records import dispute_from_json, order_from_json
from shopify_stand_in import a_dispute, a_list, an_order, shop_money


def an_address(name: str = "Jane Doe") -> dict[str, Any]:
    return {
        "name": name,
        "address1": "1 High St",
        "address2": "Flat 2",
        "city": "Leeds",
        "provinceCode": "ENG",
        "zip": "LS1 1AA",
        "countryCodeV2": "GB",
    }


def a_transaction(**given: Any) -> dict[str, Any]:
    return {
        "id": "gid://shopify/OrderTransaction/55",
        "kind": "SALE",
        "status": "SUCCESS",
        "gateway": "paypal",
        "processedAt": "2026-11-01T10:00:00Z",
        "authorizationCode": "9AB12345CD678901E",
        "receiptJson": None,
        "amountSet": shop_money("59.00"),
        "paymentDetails": {"__typename": "CardPaymentDetails", "avsResultCode": "Y", "cvvResultCode": "M"},
        **given,
    }


def a_fulfilment(**given: Any) -> dict[str, Any]:
    return {
        "legacyResourceId": "81",
        "status": "SUCCESS",
        "displayStatus": "IN_TRANSIT",
        "createdAt": "2026-11-02T10:00:00Z",
        "inTransitAt": "2026-11-03T10:00:00Z",
        "deliveredAt": "2026-11-09T10:00:00Z",
        "estimatedDeliveryAt": "2026-11-10T10:00:00Z",
        "trackingInfo": [{"company": "4PX", "number": "4PX1", "url": "https://track.example/4PX1"}],
        "service": {"serviceName": "Supplier One", "type": "THIRD_PARTY"},
        "location": None,
        "events": a_list(
            {
                "happenedAt": "2026-11-09T09:00:00Z",
                "status": "DELIVERED",
                "city": "Leeds",
                "zip": "LS1",
                "country": "GB",
                "message": "Left",
            },
            {"happenedAt": "2026-11-03T09:00:00Z", "status": "IN_TRANSIT"},
            {"happenedAt": None, "status": "LABEL_PRINTED"},
        ),
        **given,
    }


def a_whole_order() -> dict[str, Any]:
    refund = {
        "legacyResourceId": "91",
        "processedAt": "2026-11-12T10:00:00Z",
        "note": "arrived broken",
        "totalRefundedSet": shop_money("20.00"),
        "transactions": a_list(
            a_transaction(kind="REFUND", authorizationCode="7ZZ12345CD678901E", amountSet=shop_money("20.00"))
        ),
        "orderAdjustments": {"nodes": [{"reason": "DAMAGE"}]},
        "refundLineItems": {"nodes": [{"quantity": 1}]},
        "return": {"id": "gid://shopify/Return/95"},
    }
    line = {
        "returnReason": "DEFECTIVE",
        "returnReasonNote": "seam",
        "customerNote": "open seam",
        "returnReasonDefinition": {"handle": "defective"},
    }
    plan = {
        "status": "ON_HOLD",
        "fulfillBy": "2026-11-05T10:00:00Z",
        "fulfillmentHolds": [{"reason": "INVENTORY_OUT_OF_STOCK"}],
        "deliveryMethod": {
            "minDeliveryDateTime": "2026-11-07T10:00:00Z",
            "maxDeliveryDateTime": "2026-11-10T10:00:00Z",
        },
    }
    return an_order(
        cancelledAt="2026-11-13T10:00:00Z",
        cancelReason="CUSTOMER",
        test=True,
        tags=["vip", "late"],
        note="leave at the door",
        totalRefundedSet=shop_money("20.00"),
        billingAddress=an_address(),
        shippingAddress=an_address("John Doe"),
        customer={"displayName": "Jane A. Doe"},
        risk={"recommendation": "ACCEPT"},
        shopifyProtect={"status": "PROTECTED"},
        transactions=[a_transaction()],
        fulfillments=[a_fulfilment()],
        fulfillmentOrders=a_list(plan),
        returns=a_list({"id": "gid://shopify/Return/95", "status": "OPEN", "returnLineItems": a_list(line)}),
        refunds=[refund],
    )


def unfilled(record: Any, place: str = "") -> list[str]:
    """The fields of a Record, at any depth, that say nothing."""
    found = []
    for field in fields(record):
        value = getattr(record, field.name)
        if value in (None, "", ()):
            found.append(f"{place}{field.name}")
        for part in value if isinstance(value, tuple) else [value]:
            if is_dataclass(part):
                found += unfilled(part, f"{place}{field.name}.")
    return found


def the_order(**given: Any) -> Order:
    return order_from_json(an_order(**given), brand="aurora", shop="aurora")


def test_an_order_of_which_everything_is_given_leaves_no_field_empty():
    order = order_from_json(a_whole_order(), brand="aurora", shop="aurora", cut=("scans of a parcel",))

    # The older scan says nothing of its place.
    assert set(unfilled(order)) <= {
        "parcels.scans." + name for name in ("city", "postal_code", "country", "message")
    }


def test_the_values_of_an_order_are_read_as_they_are_meant():
    order = order_from_json(a_whole_order(), brand="aurora", shop="aurora")

    assert (order.order_id, order.name, order.customer_name) == ("1", "#1001", "Jane A. Doe")
    assert (order.total, order.refunded) == (Money(5900, "USD"), Money(2000, "USD"))
    assert order.shipping is not None
    assert (order.shipping.street, order.shipping.country) == ("1 High St, Flat 2", "GB")
    (payment,) = order.payments
    assert (payment.payment_id, payment.method, payment.references) == ("55", "card", ("9AB12345CD678901E",))
    (parcel,) = order.parcels
    assert [scan.status for scan in parcel.scans] == ["IN_TRANSIT", "DELIVERED"], "in order of time"
    assert parcel.delivered_at == datetime(2026, 11, 9, 10, tzinfo=UTC)
    (refund,) = order.refunds
    assert (refund.paid, refund.references, refund.return_id) == (
        Money(2000, "USD"),
        ("7ZZ12345CD678901E",),
        "95",
    )
    assert order.returns[0].lines[0].reason == "defective"
    assert order.returns[0].lines[0].note == "seam / open seam"


@pytest.mark.parametrize(
    ("typename", "method"),
    [
        ("CardPaymentDetails", "card"),
        ("PaypalWalletPaymentDetails", "paypal_wallet"),
        ("LocalPaymentMethodsPaymentDetails", "local"),
        ("ShopPayInstallmentsPaymentDetails", "installments"),
        ("MoonDustPaymentDetails", "MoonDustPaymentDetails"),
        (None, ""),
    ],
)
def test_every_kind_of_payment_is_told_apart_and_a_new_one_is_kept(typename: str | None, method: str):
    order = the_order(
        transactions=[a_transaction(paymentDetails={"__typename": typename} if typename else None)]
    )

    assert order.payments[0].method == method


FLAT = (
    '{"transaction_id": "1AA12345CD678901E", "parent_transaction_id": "2BB12345CD678901E", "token": "EC-1"}'
)
NESTED = {
    "PaymentInfo": {"TransactionID": "3CC12345CD678901E"},
    "Token": "EC-1",
    "RefundTransactionID": "4DD12345CD678901E",
}


@pytest.mark.parametrize(
    ("code", "receipt", "found"),
    [
        (None, FLAT, ("1AA12345CD678901E", "2BB12345CD678901E")),
        (None, NESTED, ("4DD12345CD678901E", "3CC12345CD678901E")),
        ("9AB12345CD678901E", FLAT, ("9AB12345CD678901E", "1AA12345CD678901E", "2BB12345CD678901E")),
        ("1AA12345CD678901E", '{"transaction_id": "1AA12345CD678901E"}', ("1AA12345CD678901E",)),
        (None, None, ()),
        (None, "not json", ()),
        (None, "[" * 100_000, ()),
        (None, {"transaction_id": "two words"}, ()),
        (None, [[{"transaction_id": 12345}]], ("12345",)),
    ],
    ids=range(9),
)
def test_paypals_ids_are_found_in_both_styles_of_receipt_and_in_the_authorization(
    code: Any, receipt: Any, found: Any
):
    order = the_order(transactions=[a_transaction(authorizationCode=code, receiptJson=receipt)])

    assert order.payments[0].references == found


def test_a_guest_is_called_by_the_bill_and_an_account_is_never_called_by_its_address():
    assert the_order(billingAddress=an_address("Bill Payer")).customer_name == "Bill Payer"
    nameless = {"displayName": "jane@mail.example"}
    assert the_order(customer=nameless, shippingAddress=an_address("Jo")).customer_name == "Jo"
    assert the_order(customer=nameless).customer_name == ""


@pytest.mark.parametrize(
    ("status", "paid"),
    [("SUCCESS", Money(2000, "USD")), ("PENDING", Money(0, "USD")), ("FAILURE", Money(0, "USD"))],
)
def test_a_pending_or_failed_refund_is_not_paid(status: str, paid: Money):
    refund = {
        "legacyResourceId": "9",
        "totalRefundedSet": shop_money("20.00"),
        "transactions": a_list(a_transaction(status=status, amountSet=shop_money("20.00"))),
    }

    (found,) = the_order(refunds=[refund]).refunds

    assert (found.amount, found.paid) == (Money(2000, "USD"), paid)


def test_a_refund_without_a_note_or_in_two_currencies_is_read_without_guessing():
    both = a_list(
        a_transaction(amountSet=shop_money("20.00")), a_transaction(amountSet=shop_money("1.00", "EUR"))
    )
    refund = {
        "legacyResourceId": "9",
        "note": None,
        "totalRefundedSet": shop_money("20.00"),
        "transactions": both,
    }

    (found,) = the_order(refunds=[refund]).refunds

    assert (found.note, found.paid) == ("", None)


def test_a_cancelled_parcel_and_one_without_scans_stay_what_they_are():
    parcels = [a_fulfilment(status="CANCELLED"), a_fulfilment(events=a_list(), deliveredAt=None)]

    cancelled, silent = the_order(fulfillments=parcels).parcels

    assert cancelled.status == "CANCELLED"
    assert (silent.scans, silent.delivered_at) == ((), None), "unknown, not undelivered"


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ({"service": {"serviceName": "Supplier One", "type": "THIRD_PARTY"}}, "Supplier One"),
        ({"service": {"serviceName": "Manual", "type": "MANUAL"}}, ""),
        ({"service": {"serviceName": "Manual", "type": "MANUAL"}, "location": {"name": "Leeds"}}, "Leeds"),
        ({"service": None}, ""),
    ],
)
def test_a_parcel_ships_from_a_place_or_a_service_but_not_from_manual(place: dict[str, Any], name: str):
    assert the_order(fulfillments=[a_fulfilment(**place)]).parcels[0].ships_from == name


def test_a_dispute_is_read_with_its_order():
    dispute = dispute_from_json(a_dispute(77), brand="aurora", shop="aurora")

    assert unfilled(dispute) == ["sent_at", "finalized_at"]
    assert (dispute.dispute_id, dispute.amount, dispute.network_code) == ("77", Money(5900, "USD"), "13.1")
    assert (dispute.order_id, dispute.order_name, dispute.evidence_id) == ("700", "#1042", "9077")


def test_a_date_without_a_time_is_no_instant():
    """Up to 2026-01 Shopify gave dates here; which hour of the day counts, nobody said. So the row asks for a look."""
    assert (
        dispute_from_json(a_dispute(evidenceDueBy="2026-11-24"), brand="aurora", shop="aurora").due_at is None
    )


def test_a_dispute_of_a_guest_is_called_by_the_bill():
    order = {
        "legacyResourceId": "700",
        "name": "#1042",
        "customer": None,
        "billingAddress": {"name": "Bill Payer"},
    }

    assert dispute_from_json(a_dispute(order=order), brand="b", shop="s").customer_name == "Bill Payer"


def test_a_dispute_without_its_order_is_a_dispute():
    """An order older than 60 days is null without the right to see it."""
    dispute = dispute_from_json(a_dispute(order=None), brand="aurora", shop="aurora")

    assert (dispute.order_id, dispute.order_name, dispute.customer_name) == ("", "", "")


def test_unknown_codes_are_kept_as_they_came():
    dispute = dispute_from_json(
        a_dispute(status="ON_THE_MOON", type="RETRIEVAL", reasonDetails={"reason": "MOON_DUST"}),
        brand="b",
        shop="s",
    )

    assert (dispute.status, dispute.kind, dispute.reason) == ("ON_THE_MOON", "RETRIEVAL", "MOON_DUST")


@pytest.mark.parametrize(
    "payload", [{}, [], None, "x", {"id": "gid://other/Thing/1"}, {"legacyResourceId": "1/2"}]
)
def test_what_has_no_id_is_skipped(payload: Any):
    with pytest.raises(RowSkipped):
        dispute_from_json(payload, brand="b", shop="s")
    with pytest.raises(RowSkipped):
        order_from_json(payload, brand="b", shop="s")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.just("2026-11-31T99:00:00Z"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["nodes", "amount", "currencyCode", "shopMoney", "id", "name"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=300)
@given(
    st.dictionaries(st.sampled_from(sorted(a_whole_order())), JSON),
    st.dictionaries(st.sampled_from(sorted(a_dispute())), JSON),
)
def test_whatever_stands_in_a_field_an_order_or_a_skipped_row_comes_out(
    order: dict[str, Any], dispute: dict[str, Any]
):
    for read, payload in (
        (order_from_json, {**a_whole_order(), **order}),
        (dispute_from_json, {**a_dispute(), **dispute}),
    ):
        try:
            repr(read(payload, brand="b", shop="s"))
        except RowSkipped:
            assert {"id", "legacyResourceId", "name"} & payload.keys()
