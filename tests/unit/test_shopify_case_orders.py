"""Fetching disputed orders: only what evidence needs, whole or named as cut, and less where a right is missing."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.orders.case_order import POLICY_CHARACTERS
from sheets_bot.domain.orders.order import Address
from sheets_bot.errors import TryLater
from sheets_bot.platforms.shopify.case_records import case_order_from_json, plain_text
from sheets_bot.platforms.shopify.queries import CUSTOMERS, LACKING, ORDERS, POLICIES, case_order
from shopify_stand_in import StandIn, a_client, a_list, an_error, an_order, at, shop_money

EVENTS = a_list(
    {"createdAt": at(days=9), "message": "Jane Doe placed this order on Online Store."},
    {
        "createdAt": at(days=8),
        "message": "Order confirmation email was sent to Jane Doe (jane@mail.example).",
    },
    {"createdAt": at(days=7), "message": "Shipping confirmation email was sent to Jane Doe."},
)
FACTS: dict[str, Any] = {
    "legacyResourceId": "1",
    "name": "#1001",
    "confirmationNumber": "XPAV284CT",
    "createdAt": at(days=9),
    "billingAddressMatchesShippingAddress": True,
    "shippingAddress": {"city": "Leeds", "provinceCode": "ENG", "zip": "LS1 4DY", "countryCodeV2": "GB"},
    "customer": {"numberOfOrders": "3"},
    "fulfillmentsCount": {"count": 1},
    "lineItems": a_list(
        {
            "title": "Linen dress",
            "variantTitle": "M / sand",
            "sku": "LD-M",
            "quantity": 1,
            "originalUnitPriceSet": shop_money("59.0"),
        }
    ),
    "events": EVENTS,
    "fulfillments": [
        {
            "legacyResourceId": "11",
            "trackingInfo": [{"company": "Royal Mail", "number": "RM1"}],
            "events": a_list({"happenedAt": at(days=2), "status": "DELIVERED", "zip": "LS1 4DY"}),
        }
    ],
}
CARD = {"__typename": "CardPaymentDetails", "avsResultCode": "Y", "cvvResultCode": "M"}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def a_case(number: int = 1, **fields: Any) -> dict[str, Any]:
    return an_order(number, CaseOrders={**FACTS, "legacyResourceId": str(number), **fields})


def paid(details: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "kind": "SALE",
        "status": "SUCCESS",
        "processedAt": at(days=9),
        "paymentDetails": details,
        **fields,
    }


def test_what_only_the_shop_knows_arrives_without_a_name_or_a_street():
    stand_in = StandIn(orders=[a_case()])

    (found,) = a_client(stand_in).fetch_case_orders(["1"]).records

    assert (found.name, found.confirmation, found.account_orders) == ("#1001", "XPAV284CT", 3)
    assert found.place == Address(city="Leeds", region="ENG", postal_code="LS1 4DY", country="GB")
    assert [(line.title, line.variant, str(line.unit_price)) for line in found.lines] == [
        ("Linen dress", "M / sand", "59.00 USD")
    ]
    assert [scan.postal_code for scan in found.parcels[0].scans] == ["LS1 4DY"]
    assert found.confirmed_at is not None
    assert len(found.notices_at) == 1
    assert "jane" not in repr(found).casefold()
    assert "address1" not in case_order(LACKING).fields


def test_for_no_order_nothing_is_sent():
    stand_in = StandIn(orders=[a_case()])

    fetched = a_client(stand_in).fetch_case_orders([])

    assert (fetched.records, stand_in.requests) == ((), [])


@pytest.mark.parametrize(
    ("details", "codes"),
    [
        (CARD, [("Y", "M")]),
        ({**CARD, "cvvResultCode": ""}, [("Y", "")]),
        ({**CARD, "wallet": "APPLE_PAY"}, []),
        ({"__typename": "PaypalWalletPaymentDetails"}, []),
        ({}, []),
    ],
)
def test_checks_are_those_of_a_card_and_never_of_a_wallet(details: Any, codes: Any):
    stand_in = StandIn(orders=[a_case(transactions=[paid(details), paid(CARD, status="FAILURE")])])

    (found,) = a_client(stand_in).fetch_case_orders(["1"]).records

    assert [(check.avs_code, check.cvv_code) for check in found.checks] == codes


def test_many_orders_come_in_small_questions_and_strangers_are_named():
    stand_in = StandIn(orders=[a_case(number) for number in range(1, 10)])

    fetched = a_client(stand_in).fetch_case_orders([*map(str, range(1, 10)), "404", "typed by hand"])

    assert [order.order_id for order in fetched.records] == [str(number) for number in range(1, 10)]
    assert set(fetched.unknown_ids) == {"404", "typed by hand"}
    assert max(len(body["variables"]) for body in stand_in.asked("CaseOrders")) <= case_order(LACKING).at_once
    assert len(stand_in.asked("ShopPolicies")) == 1


def test_an_order_with_many_scans_is_fetched_whole_and_else_named_as_cut():
    events = a_list({"happenedAt": at(days=2), "status": "IN_TRANSIT"}, more=True)
    parcel = {"legacyResourceId": "11", "events": events}
    all_scans = {
        "legacyResourceId": "11",
        "events": a_list({"happenedAt": at(days=3), "status": "DELIVERED"}),
    }
    order = a_case(fulfillments=[parcel])
    whole = StandIn(orders=[{**order, "OrderAllParcels": {"fulfillments": [all_scans]}}])
    longer = StandIn(orders=[{**order, "OrderAllParcels": {"fulfillments": [parcel]}}])

    (found,) = a_client(whole).fetch_case_orders(["1"]).records
    (cut,) = a_client(longer).fetch_case_orders(["1"]).records

    assert [scan.status for scan in found.parcels[0].scans] == ["DELIVERED"]
    assert (found.cut, cut.cut) == ((), ("scans of a parcel",))


@pytest.mark.parametrize("scope", [CUSTOMERS, POLICIES])
def test_without_a_right_its_fields_are_not_asked_for_and_the_rest_comes(scope: str):
    stand_in = StandIn(orders=[a_case()], scopes=[one for one in LACKING if one != scope])

    fetched = a_client(stand_in).fetch_case_orders(["1"])

    asked = " ".join(body["query"] for body in stand_in.asked())
    assert "numberOfOrders" not in asked or scope != CUSTOMERS
    assert "shopPolicies" not in asked or scope != POLICIES
    assert len(fetched.records) == 1
    assert any(scope in note for note in fetched.notes)


def test_without_the_right_to_orders_the_fetch_says_what_to_do():
    fetched = a_client(StandIn(scopes=[CUSTOMERS])).fetch_case_orders(["1"])

    assert (fetched.records, fetched.complete) == ((), False)
    assert ORDERS in fetched.notes[0]


def test_policies_that_are_refused_all_the_same_cost_no_order():
    stand_in = StandIn(orders=[a_case()])
    stand_in.say(
        "ShopPolicies", an_error("ACCESS_DENIED", requiredAccess="`read_legal_policies` access scope.")
    )

    fetched = a_client(stand_in).fetch_case_orders(["1"])

    assert len(fetched.records) == 1
    assert any("read_legal_policies" in note for note in fetched.notes)


def test_a_list_that_breaks_off_keeps_what_came():
    stand_in = StandIn(orders=[a_case(number) for number in range(1, 8)])
    good = stand_in._answered
    stand_in.say("CaseOrders", good, an_error("INTERNAL_SERVER_ERROR"))

    fetched = a_client(stand_in, attempts=1).fetch_case_orders(list(map(str, range(1, 8))))

    assert (len(fetched.records), fetched.complete) == (4, False)
    stand_in.say("CaseOrders", an_error("INTERNAL_SERVER_ERROR"))
    with pytest.raises(TryLater):
        a_client(stand_in, attempts=1).fetch_case_orders(["1"])


def test_a_policy_is_the_beginning_of_its_text_without_marks_scripts_and_links():
    body = (
        "<style>p{}</style><h2>Returns &amp; more</h2><p>Within <b>30</b> days.</p>"
        "<script>alert(1)</script><p>See https://shop.example/x or www.shop.example.</p>"
    )

    assert plain_text(body) == "Returns & more Within 30 days. See or"
    assert len(plain_text(f"<p>{'word ' * 500}</p>")) <= POLICY_CHARACTERS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(FACTS)), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(FACTS)), JSON), st.text(max_size=300))
def test_any_json_becomes_a_record(fields: dict[str, Any], body: str):
    found = case_order_from_json(
        {"id": "gid://shopify/Order/7", **fields, "legacyResourceId": "7"}, brand="b", policies=(), cut=()
    )

    assert found.order_id == "7"
    assert "<script" not in plain_text(f"<script>{body}")
