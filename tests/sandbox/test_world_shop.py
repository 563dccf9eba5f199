"""Parcels, refunds and chargebacks of the simulated world: they fit what went wrong, and obey their rules."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sheets_bot.sandbox.world import BRANDS, World
from sheets_bot.sandbox.world.bank import may_answer
from sheets_bot.sandbox.world.dice import dice
from sheets_bot.sandbox.world.ledger import REFUND
from sheets_bot.sandbox.world.parcels import LABEL_STATUSES, Parcel, Scan, promised_at, state_of
from sheets_bot.sandbox.world.schemes import due_at_of, worth_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC).timestamp()
DAY = 86_400.0

SHOPIFY_SCANS = {
    "ATTEMPTED_DELIVERY", "CARRIER_PICKED_UP", "CONFIRMED", "DELAYED", "DELIVERED", "FAILURE",
    "IN_TRANSIT", "LABEL_PRINTED", "LABEL_PURCHASED", "OUT_FOR_DELIVERY", "READY_FOR_PICKUP",
}  # fmt: skip
"""Shopify Admin GraphQL 2026-10, `FulfillmentEventStatus`."""


@pytest.fixture(scope="module")
def season():
    """Twelve weeks and forty days more, so that most stories have ended; nobody here changes them."""
    world = World(start_at=NOW)
    world.advance_to(NOW + 40 * DAY)
    return world


def all_of(by_brand):
    return [value for values in by_brand.values() for value in values]


def last_parcels(world, cause, *, days_ago=45):
    """Return the last parcel of every order with *cause* that has had *days_ago* days to end."""
    return [
        world.parcels[name][-1]
        for name, life in world.lives.items()
        if life.cause == cause and life.order.placed_at < world.now - days_ago * DAY and name in world.parcels
    ]


# Parcels


@pytest.mark.parametrize(
    ("cause", "state"),
    [
        ("", "S4"),
        ("question", "S4"),
        ("late_delivery", "S4"),
        ("friendly_fraud_suspected", "S4"),
        ("size_fit", "S4"),
        ("lost", "S7"),
        ("misdelivered", "S5"),
        ("returned_to_sender", "S6"),
        ("label_only", "S1"),
    ],
)
def test_a_parcel_ends_as_its_trouble_has_it(season, cause, state):
    parcels = last_parcels(season, cause)

    assert parcels
    ends = {state_of(parcel, promised_at(parcel.order), season.now) for parcel in parcels}
    assert ends - {"cancelled"} == {state}


def test_nothing_is_sent_of_an_order_that_was_not_shipped_or_cancelled(season):
    never = {name for name, life in season.lives.items() if life.cause == "not_shipped"}

    assert len(never) > 10
    assert season.cancellations
    assert not (never | season.cancellations.keys()) & season.parcels.keys()
    assert {cancelled.reason for cancelled in season.cancellations.values()} == {
        "CUSTOMER",
        "DECLINED",
        "INVENTORY",
    }


@pytest.mark.parametrize("cause", ["late_delivery", "customs_hold", "no_support_reply"])
def test_what_comes_late_comes_after_the_promise_and_says_so_on_the_way(season, cause):
    parcels = [p for p in last_parcels(season, cause, days_ago=60) if p.delivered_at]

    assert parcels
    for parcel in parcels:
        assert parcel.delivered_at > promised_at(parcel.order)
        assert "DELAYED" in {scan.status for scan in parcel.scans}


def test_a_parcel_is_late_when_its_buyer_calls_it_late(season):
    for case in season.cases.values():
        if case.trouble.cause == "late_delivery":
            assert case.opened_at > promised_at(case.order)


def test_a_thing_is_there_before_its_buyer_finds_fault_with_it(season):
    faults = {"quality_defect", "damaged", "wrong_item", "size_fit", "colour_style", "not_as_described"}
    cases = [case for case in season.cases.values() if case.trouble.cause in faults]

    assert cases
    for case in cases:
        assert season.parcels[case.order.name][-1].delivered_at < case.opened_at


def test_scans_speak_shopifys_words_and_begin_with_a_label(season):
    parcels = all_of(season.parcels)

    assert {scan.status for parcel in parcels for scan in parcel.scans} <= SHOPIFY_SCANS
    assert all(parcel.scans[0].status in LABEL_STATUSES for parcel in parcels if not parcel.cancelled_at)


def test_a_delivery_is_scanned_at_the_buyers_town_or_elsewhere_when_it_is(season):
    for parcel in all_of(season.parcels):
        delivered = [scan for scan in parcel.scans if scan.status == "DELIVERED"]
        if season.lives[parcel.order.name].cause == "address_change_missed":
            continue
        for scan in delivered:
            at_home = scan.postal_code == parcel.order.buyer.postal_code
            assert at_home != parcel.elsewhere
            assert scan.at == parcel.delivered_at


def test_there_is_every_oddity_that_shops_know_of_parcels(season):
    parcels = all_of(season.parcels)
    per_order = Counter(len(of_order) for of_order in season.parcels.values())

    assert per_order[1] > per_order[2] > per_order[3] > 0
    assert any(not parcel.tracked for parcel in parcels)
    assert any(p.delivered_at and p.scans[-1].status != "DELIVERED" for p in parcels)
    assert any(p.cancelled_at and season.parcels[p.order.name][-1] is not p for p in parcels)
    assert {parcel.supplier for parcel in parcels} == {"Warehouse", "Supplier North", "Supplier East"}


def test_the_lines_of_an_order_are_each_in_one_parcel_that_was_not_cancelled(season):
    for name, parcels in season.parcels.items():
        order = season.lives[name].order
        in_parcels = sorted(place for p in parcels if not p.cancelled_at for place in p.line_places)
        if in_parcels and order.placed_at < season.now - 10 * DAY:
            assert in_parcels == list(range(len(order.lines))), name


def test_tracking_numbers_are_never_used_twice(season):
    numbers = [parcel.number for parcel in all_of(season.parcels)]

    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("changes", "scans", "state"),
    [
        ({}, ["LABEL_PURCHASED"], "S1"),
        ({}, ["LABEL_PURCHASED", "CARRIER_PICKED_UP"], "S2"),
        ({"created_at": NOW - 40 * DAY}, ["LABEL_PURCHASED", "CARRIER_PICKED_UP"], "S3"),
        ({"delivered_at": NOW}, ["LABEL_PURCHASED", "DELIVERED"], "S4"),
        ({"delivered_at": NOW, "elsewhere": True}, ["LABEL_PURCHASED", "DELIVERED"], "S5"),
        ({"returned_at": NOW}, ["LABEL_PURCHASED", "FAILURE"], "S6"),
        ({"lost_at": NOW}, ["LABEL_PURCHASED", "IN_TRANSIT"], "S7"),
        ({"cancelled_at": NOW}, ["LABEL_PURCHASED"], "cancelled"),
    ],
)
def test_the_true_state_follows_from_what_happened(season, changes, scans, state):
    order = season.orders["aurora"][0]
    created_at = changes.pop("created_at", NOW)
    parcel = Parcel(order, 1, "UPS", "1Z", "Warehouse", created_at, True, **changes)
    parcel.scans.extend(Scan(created_at, status) for status in scans)

    assert state_of(parcel, created_at + 8 * DAY, NOW) == state


# Refunds


def test_refunds_of_paypal_orders_are_in_paypals_books_and_only_those(season):
    refunds = all_of(season.refunds)
    booked = {
        entry.transaction_id: entry
        for slug in season.orders
        for entry in season.ledger.between(slug, 0, season.now)
        if entry.event_code == REFUND
    }

    for refund in refunds:
        by_paypal = refund.order.by_paypal and refund.status == "SUCCESS"
        assert bool(refund.provider_id) == by_paypal
        if by_paypal:
            assert booked[refund.provider_id].minor == -refund.minor
            assert booked[refund.provider_id].reference_id == refund.order.transaction_id


def test_the_shop_gives_back_in_every_way_that_shops_do(season):
    refunds = all_of(season.refunds)

    assert {refund.status for refund in refunds} >= {"SUCCESS", "FAILURE"}
    assert any(not refund.note for refund in refunds)
    assert any(refund.return_number for refund in refunds)
    assert any(refund.minor == refund.shipping_minor for refund in refunds)
    assert any(refund.minor == refund.order.total_minor for refund in refunds)
    assert any(refund.minor < refund.order.total_minor and not refund.line_places for refund in refunds)
    assert any(refund["double"] for refund in season.truth()["refunds"].values())


def test_an_undisputed_order_never_gets_back_more_than_was_paid(season):
    paid_back = Counter()
    for refund in all_of(season.refunds):
        assert 0 < refund.minor <= refund.order.total_minor
        if refund.status == "SUCCESS" and not season.lives[refund.order.name].disputed:
            paid_back[refund.order] += refund.minor

    assert all(minor <= order.total_minor for order, minor in paid_back.items())


def test_who_never_got_the_refund_has_sent_something_back_and_got_nothing(season):
    waiting = {name for name, life in season.lives.items() if life.cause == "refund_not_processed"}
    returned = {sent_back.order.name for sent_back in all_of(season.returns)}
    goodwill_free = {refund.order.name for refund in all_of(season.refunds) if refund.return_number}

    assert waiting & returned
    assert not waiting & goodwill_free


def test_returns_tell_a_reason_that_fits_or_none(season):
    handles = {
        sent_back.reason_handle
        for sent_back in all_of(season.returns)
        if season.lives[sent_back.order.name].cause == "size_fit"
    }

    assert handles == {"size-too-small", "size-too-large", "unknown"}
    assert {sent_back.status for sent_back in all_of(season.returns)} == {"OPEN", "CLOSED", "DECLINED"}


# Chargebacks


def test_half_of_the_dates_fall_before_eight_in_the_morning():
    due = [due_at_of(NOW + place, dice("due", place)) for place in range(2000)]

    early = sum(1 for at in due if at % DAY < 8 * 3600)
    late = sum(1 for at in due if at % DAY == 23 * 3600)

    assert 0.5 <= early / len(due) <= 0.65
    assert late / len(due) > 0.2
    assert all(7 * DAY <= at - NOW <= 22 * DAY for at in due)


def test_banks_decide_in_every_way_and_some_cases_go_another_round(season):
    cases = all_of(season.chargebacks)

    assert {case.status for case in cases} >= {
        "NEEDS_RESPONSE",
        "UNDER_REVIEW",
        "WON",
        "LOST",
        "ACCEPTED",
        "PREVENTED",
    }
    assert any(case.initiated_as == "INQUIRY" and case.kind == "CHARGEBACK" for case in cases)
    assert any(case.round > 1 and case.initiated_as == "CHARGEBACK" and case.saved for case in cases)
    assert {case.sent_by for case in cases} == {"", "person", "due date"}
    assert all(case.due_at is None for case in cases if case.status == "PREVENTED")
    assert len({case.number for case in cases}) == len(cases)


def test_the_first_look_shows_chargebacks_of_every_kind():
    world = World(start_at=NOW, weeks=4)

    open_cases = [case for case in all_of(world.chargebacks) if may_answer(case, NOW)]
    hours_left = sorted((case.due_at - NOW) / 3600 for case in open_cases)

    assert hours_left[0] < 24
    assert any(48 < hours < 80 for hours in hours_left)
    assert {case.kind for case in open_cases} == {"INQUIRY", "CHARGEBACK"}
    back = next(case for case in open_cases if case.round == 2 and case.initiated_as == "CHARGEBACK")
    assert back.saved
    assert not back.sent
    assert back.sent_at is None
    assert back.finalized_at is None


def test_some_order_has_two_disputes():
    world = World(start_at=NOW, weeks=30, brands=(replace(BRANDS[0], dispute_share=0.1),))

    per_order = Counter(case.order.name for case in all_of(world.chargebacks))

    assert max(per_order.values()) == 2


def waiting(world):
    return next(case for case in all_of(world.chargebacks) if case.neglected and may_answer(case, world.now))


def test_what_is_saved_goes_to_the_bank_on_the_due_date_by_itself():
    world = World(start_at=NOW, weeks=4)
    case = waiting(world)

    world.bank.save(case, {"uncategorizedText": "It was delivered.", "accessActivityLog": ""}, world.now)
    assert may_answer(case, world.now)
    world.advance_to(case.due_at)

    assert case.sent == {"uncategorizedText": "It was delivered."}
    assert case.sent_by == "due date"
    assert case.sent_at == pytest.approx(case.due_at, abs=0.001)
    assert not may_answer(case, world.now)


def test_what_a_person_sends_is_final_and_decided_within_75_days():
    world = World(start_at=NOW, weeks=4)
    case = waiting(world)

    world.bank.save(case, {"uncategorizedText": "See the scan."}, world.now)
    world.bank.attach(case, "shippingDocumentationFile", "77", world.now)
    world.bank.submit(case, world.now)
    assert (case.status, case.sent_by) == ("UNDER_REVIEW", "person")
    world.advance_to(NOW + 76 * DAY)

    assert case.finalized_at or case.round > 1


def test_evidence_is_worth_more_when_it_fits_the_reason(season):
    case = all_of(World(start_at=NOW, weeks=3).chargebacks)[0]
    case.reason = "PRODUCT_NOT_RECEIVED"

    worths = []
    for sent in ({}, {"refundPolicyDisclosure": "x"}, {"uncategorizedText": "x"}):
        case.sent = sent
        worths.append(worth_of(case))
    case.sent = {"uncategorizedText": "x", "shippingDocumentationFile": "1"}

    assert worths == sorted(set(worths))
    assert worths[0] == 0
    assert worth_of(case) == 1
