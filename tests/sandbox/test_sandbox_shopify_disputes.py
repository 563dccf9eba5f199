"""
The sandbox's Shopify on disputes: what is listed, and how a dispute lives.

States that a season rarely brings are set by hand; a test that moves the clock has a world of its own.
"""

import pytest

from sheets_bot.sandbox.shopify import ShopifyRoom, legacy_token
from sheets_bot.sandbox.shopify.numbers import gid
from sheets_bot.sandbox.shopify.values import amount, stamp
from sheets_bot.sandbox.world import BRANDS, World
from shopify_store import DAY, NOW, TWO_STORES, Store, dispute, entered, evidence, update, waiting


@pytest.fixture(scope="module")
def season():
    """A clean season whose clock nobody moves; the one case that tests write to is put back for each."""
    return World(start_at=NOW.timestamp(), hostility="none", brands=TWO_STORES)


@pytest.fixture
def store(season):
    return entered(season)


@pytest.fixture
def case(season):
    return waiting(season)


@pytest.fixture
def moving():
    """A short season of the test's own, whose clock it may move."""
    return World(start_at=NOW.timestamp(), hostility="none", weeks=4, brands=BRANDS[-1:])


def test_all_disputes_of_a_store_are_listed_and_none_of_another(season, store):
    nodes = store.data("{ disputes(first: 250) { nodes { legacyResourceId } } }")["disputes"]["nodes"]

    assert [int(node["legacyResourceId"]) for node in nodes] == [
        case.number for case in season.chargebacks["solstice"]
    ]


def test_a_dispute_is_told_as_it_stands(store, case):
    found = dispute(store, case)

    assert found["status"] == "NEEDS_RESPONSE"
    assert found["type"] == case.kind
    assert found["amount"] == {"amount": amount(case.amount_minor), "currencyCode": "USD"}
    assert found["evidenceDueBy"] == stamp(case.due_at)
    assert (found["evidenceSentOn"], found["finalizedOn"]) == (None, None)
    assert found["order"]["name"] == f"#{case.order.number}"


def test_paypals_disputes_are_never_in_shopify(store):
    query = "{ disputes(first: 250) { nodes { order { name transactions(first: 1) { gateway } } } } }"
    nodes = store.data(query)["disputes"]["nodes"]

    assert {node["order"]["transactions"][0]["gateway"] for node in nodes} == {"shopify_payments"}


def test_a_dispute_without_a_networks_code_has_none(store, case):
    case.network_code = ""

    assert dispute(store, case)["reasonDetails"] == {"reason": case.reason, "networkReasonCode": None}


def test_an_order_may_have_two_disputes_and_says_what_each_began_as(moving):
    first, second = moving.chargebacks["solstice"][:2]
    second.order, second.initiated_as, second.kind = first.order, "INQUIRY", "CHARGEBACK"
    store = entered(moving)

    found = dispute(store, second)

    assert found["type"] == "CHARGEBACK"
    assert [(one["id"], one["initiatedAs"]) for one in found["order"]["disputes"]] == [
        (gid("ShopifyPaymentsDispute", first.number), first.initiated_as),
        (gid("ShopifyPaymentsDispute", second.number), "INQUIRY"),
    ]


def test_a_prevented_dispute_is_final_and_was_never_answered(store, case):
    case.status, case.finalized_at, case.due_at = "PREVENTED", NOW.timestamp() - DAY, None

    found = dispute(store, case)

    assert (found["status"], found["evidenceDueBy"], found["evidenceSentOn"]) == ("PREVENTED", None, None)
    assert found["finalizedOn"] == stamp(NOW.timestamp() - DAY)


def test_a_reopened_dispute_wants_an_answer_again_and_keeps_what_was_written(moving):
    store, case = entered(moving), waiting(moving)
    update(store, case, uncategorizedText="Delivered on 3 November.", submitEvidence=True)
    case.luck = 0.0
    moving.bank._finish(case, "WON", store.at)
    moving.bank._reopen(case, store.at + DAY)

    store.at += 2 * DAY
    found, left = dispute(store, case), evidence(store, case)

    assert (found["status"], found["evidenceSentOn"], found["finalizedOn"]) == ("NEEDS_RESPONSE", None, None)
    assert found["reasonDetails"]["reason"] == "GENERAL"
    assert (left["submitted"], left["uncategorizedText"]) == (False, "Delivered on 3 November.")


def test_an_inquiry_that_becomes_a_chargeback_keeps_its_number_and_what_it_began_as(moving):
    store, case = entered(moving), waiting(moving)
    case.kind, case.initiated_as = "INQUIRY", "INQUIRY"
    before = dispute(store, case)

    moving.bank._charge_back(case, store.at)
    after = dispute(store, case)

    assert (before["type"], after["type"]) == ("INQUIRY", "CHARGEBACK")
    assert before["id"] == after["id"]
    assert after["order"]["disputes"][0]["initiatedAs"] == "INQUIRY"
    assert after["status"] == "NEEDS_RESPONSE"


def test_a_hostile_store_sends_statuses_and_reasons_that_no_version_knows(season):
    statuses, reasons = set(), set()
    room = ShopifyRoom(season, hostility="full")
    for brand in season.brands:
        store = Store(room, brand.slug, legacy_token(brand.slug))
        nodes = store.data("{ disputes(first: 250) { nodes { status reasonDetails { reason } } } }")
        statuses |= {node["status"] for node in nodes["disputes"]["nodes"]}
        reasons |= {node["reasonDetails"]["reason"] for node in nodes["disputes"]["nodes"]}

    assert "AWAITING_NETWORK" in statuses
    assert "AGENT_PURCHASE_DENIED" in reasons
