"""Promises of evidence from the shop: delivery only where a scan names the place, checks only of cards, no label as shipment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evidence_cases import KEY, RULES, a_dispute, some_tabs
from order_tabs import ORDER
from sheets_bot.domain.evidence.found import Standing
from sheets_bot.domain.evidence.gathering import open_cases_of, shape_shop_evidence
from sheets_bot.domain.evidence.shop_facts import shop_pieces
from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.case_order import CaseOrder, Line, PaymentCheck, Policy
from sheets_bot.domain.orders.order import Address, Parcel, Scan, Tracking

LEEDS = Address(city="Leeds", postal_code="LS1 4DY", country="GB")
T = datetime(2026, 11, 2, 17, 40, tzinfo=UTC)
DELIVERED = Scan(T + timedelta(days=6), "DELIVERED", "Leeds", "LS1 4DY", "GB", "Left with Jane Doe")
MOVES = (Scan(T, "CARRIER_PICKED_UP", "Manchester", "M1 1AA", "GB"), DELIVERED)


def a_parcel(*scans: Scan, **fields: Any) -> Parcel:
    return Parcel("11", trackings=(Tracking("Royal Mail", "RM1"),), scans=scans, **fields)


def an_order(*parcels: Parcel, **fields: Any) -> CaseOrder:
    whole = {"place": LEEDS, "parcels": parcels, "placed_at": T - timedelta(days=1), **fields}
    return CaseOrder(order_id="700", brand="Aurora & Pine", name="#1042", **whole)


def found(order: CaseOrder, code: str) -> Any:
    return shop_pieces(order)[code]


def test_a_delivery_is_told_with_day_place_and_postal_code_and_held_against_the_address():
    place = found(an_order(a_parcel(*MOVES)), "delivery_place")

    assert place.sentence == (
        "Royal Mail RM1: delivered 8 Nov 2026 17:40 UTC in Leeds, LS1 4DY, GB. The order's shipping address is in "
        "Leeds, LS1 4DY, GB: the same place."
    )
    assert (place.source, place.at) == ("Shopify, order #1042", DELIVERED.at)


@pytest.mark.parametrize(
    ("scan", "why"),
    [
        (replace(DELIVERED, city="York", postal_code="YO1 7HH"), "another place than the order's address"),
        (replace(DELIVERED, postal_code="LS9 8AH"), "the right town, but another postal code"),
        (replace(DELIVERED, city="", postal_code="", country=""), "no scan tells where"),
        (replace(DELIVERED, status="OUT_FOR_DELIVERY"), "Not every parcel is delivered"),
    ],
)
def test_a_delivery_elsewhere_or_nowhere_is_no_proof(scan: Scan, why: str):
    place = found(an_order(a_parcel(MOVES[0], scan)), "delivery_place")

    assert place.standing is Standing.MISSING
    assert why in place.problem


def test_one_parcel_that_is_not_there_spoils_the_proof_and_a_cancelled_one_does_not():
    missing = an_order(a_parcel(*MOVES), replace(a_parcel(MOVES[0]), parcel_id="12"))
    cancelled = an_order(a_parcel(*MOVES), replace(a_parcel(), parcel_id="12", status="CANCELLED"))

    assert found(missing, "delivery_place").standing is Standing.MISSING
    assert found(cancelled, "delivery_place").standing is Standing.PRESENT


def test_the_history_has_every_scan_with_its_place_and_neither_labels_nor_who_took_it():
    label = Scan(T - timedelta(days=1), "LABEL_PRINTED")

    history = found(an_order(a_parcel(label, *MOVES)), "tracking_history")

    assert history.sentence.splitlines() == [
        "Royal Mail RM1:",
        "2 Nov 2026 17:40 UTC, Picked up by the carrier, Manchester, M1 1AA, GB",
        '8 Nov 2026 17:40 UTC, Delivered, Leeds, LS1 4DY, GB: "Left with (name left out)"',
    ]


def test_a_label_alone_is_no_history():
    history = found(an_order(a_parcel(Scan(T, "LABEL_PRINTED"))), "tracking_history")

    assert history.standing is Standing.MISSING


def test_a_history_that_was_cut_says_so_and_a_long_one_says_how_much_is_left_out():
    scans = [Scan(T + timedelta(hours=n), "IN_TRANSIT") for n in range(60)]

    history = found(an_order(a_parcel(*scans), cut=("scans of a parcel",)), "tracking_history")

    assert history.problem == "Not all scans could be fetched."
    assert history.sentence.endswith("20 earlier scan(s) are left out.")


def test_a_status_that_is_new_to_the_bot_is_told_as_it_came():
    history = found(an_order(a_parcel(Scan(T, "SWALLOWED_BY_A_WHALE"))), "tracking_history")

    assert "SWALLOWED_BY_A_WHALE" in history.sentence


@pytest.mark.parametrize(
    ("checks", "standing", "words"),
    [
        (
            (PaymentCheck("Y", "M", T),),
            "present",
            "AVS Y, street and postal code match; CVV M, the card code matches",
        ),
        ((PaymentCheck("", "M"),), "present", "CVV M"),
        ((PaymentCheck("N", "M"),), "missing", "does not speak for us"),
        ((PaymentCheck("Q", ""),), "missing", "AVS Q"),
        ((), "not needed", "wallet"),
    ],
)
def test_card_checks_speak_for_us_only_where_they_match(checks: Any, standing: str, words: str):
    check = found(an_order(checks=checks), "payment_check")

    assert check.standing == standing
    assert words in check.sentence + check.problem


def test_articles_are_told_as_they_were_ordered():
    line = Line("Linen dress", "M / sand", "LD-M", 2, Money(5900, "EUR"))

    order = an_order(lines=(line,))

    assert found(order, "variant").sentence == "The buyer chose: Linen dress: M / sand."
    assert found(order, "listing").sentence == (
        "The order is for: 2 x Linen dress, M / sand (article LD-M), 59.00 EUR each."
    )


def test_addresses_that_differ_are_no_match_and_unknown_ones_are_unknown():
    assert found(an_order(billing_matches=True), "address_match").standing is Standing.PRESENT
    assert "differ" in found(an_order(billing_matches=False), "address_match").problem
    assert "does not show" in found(an_order(billing_matches=None), "address_match").problem


def test_mails_of_the_shop_are_told_with_their_times():
    order = an_order(confirmed_at=T, confirmation="XPAV284CT", notices_at=(T,))

    assert found(order, "order_confirmation").sentence.endswith(
        "2 Nov 2026 17:40 UTC, confirmation number XPAV284CT."
    )
    assert found(order, "ship_notice").sentence.endswith("2 Nov 2026 17:40 UTC.")
    assert found(an_order(), "ship_notice").standing is Standing.MISSING


def test_a_policy_is_quoted_and_claims_no_consent():
    order = an_order(policies=(Policy("REFUND_POLICY", "Thirty days.", T),))

    policy = found(order, "refund_policy")

    assert policy.sentence == 'The shop\'s refund policy, last changed 2 Nov 2026, begins: "Thirty days."'
    assert found(order, "shipping_policy").standing is Standing.MISSING


# Rows of the job


def shaped(dispute: Any, *orders: CaseOrder, standing: Any = None, **told: Any) -> dict[str, Any]:
    tabs = some_tabs(dispute, parcels={f"{ORDER} / 1": {"state": "S4"}}, **told)
    tabs["Evidence"] = standing or {}
    return {row.key: row for row in shape_shop_evidence(tabs, orders, rules=RULES)}


def test_an_open_case_gets_the_shops_rows_and_a_closed_one_keeps_what_it_had():
    order = an_order(a_parcel(*MOVES))

    opened, closed = shaped(a_dispute(), order), shaped(a_dispute(outcome="Won"), order)

    assert opened[f"{KEY}:delivery_place"].values["state"] == "present"
    assert f"{KEY}:delivery_scan" not in opened
    assert closed == {}


def test_an_order_that_did_not_come_leaves_its_rows_as_they_stand():
    standing = {f"{KEY}:delivery_place": {"state": "present", "sentence": "It was."}}

    assert shaped(a_dispute(), standing=standing) == {}


def test_a_case_that_lost_its_order_loses_what_was_said_of_it():
    """What stood there was about an order that the case is not about: it must not go out."""
    standing = {
        f"{KEY}:{code}": {"state": "present", "sentence": "It was."} for code in ("delivery_place", "thread")
    }

    rows = shaped(a_dispute(order=""), standing=standing)

    assert set(rows) == {f"{KEY}:delivery_place"}
    assert rows[f"{KEY}:delivery_place"].values["sentence"] is None
    assert "order of this case is not known" in str(rows[f"{KEY}:delivery_place"].values["problem"])


def test_only_open_cases_with_a_known_order_are_asked_for():
    orders = {
        ORDER: {"order_id": "700", "brand": "Aurora & Pine"},
        "Aurora & Pine #7": {"brand": "Aurora & Pine"},
    }
    disputes = {
        "A": a_dispute(),
        "B": a_dispute(outcome="Lost"),
        "C": a_dispute(order=""),
        "D": a_dispute(order="Aurora & Pine #7"),
        "E": a_dispute(platform=""),
    }

    assert [case.key for case in open_cases_of(disputes, orders)] == ["A"]
