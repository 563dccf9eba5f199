"""Promises of evidence from the tabs: a sentence only where a fact carries it, and what speaks for the buyer is missing."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_cases import KEY, NOW, RULES, a_dispute, around, case_in, some_tabs
from order_tabs import ORDER
from sheets_bot.domain.evidence.applying import wanted_pieces, why_it_cannot_be_won
from sheets_bot.domain.evidence.completeness import NO_ORDER, completeness
from sheets_bot.domain.evidence.evidence_rows import evidence_rows, standing_after
from sheets_bot.domain.evidence.found import Standing
from sheets_bot.domain.evidence.pieces import Origin
from sheets_bot.domain.evidence.tab_facts import ORIGINS, tab_pieces
from sheets_bot.domain.orders.shipment import ShipState

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "evidence.toml").read_text("utf-8"))["case"]
AROUND = ("order", "refunds", "threads", "parcels", "told_on")


def pieces(dispute, tabs):
    return tab_pieces(dispute, case_in(tabs), around=around(tabs), now=NOW)


def the_line(dispute, tabs, *, people=None):
    """The line in words, after the tabs' writer has written; *people* is what persons typed, by code."""
    wanted = wanted_pieces(dispute, case_in(tabs), rules=RULES.orders)
    rows = evidence_rows(KEY, wanted, pieces(dispute, tabs), standing={}, origins=ORIGINS)
    evidence = standing_after({}, rows)
    for code, cells in (people or {}).items():
        evidence[f"{KEY}:{code}"] = {**evidence.get(f"{KEY}:{code}", {}), **cells}
    return completeness(KEY, dispute, case_in(tabs), wanted=wanted, evidence=evidence, rules=RULES.orders)


def told(case):
    fields = {
        name: case[name]
        for name in ("platform", "stage", "amount", "network_code", "root_cause")
        if name in case
    }
    dispute = a_dispute(case["reason"], transaction_id=case.get("transaction", ""), **fields)
    return dispute, some_tabs(dispute, **{name: case[name] for name in AROUND if name in case})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    dispute, tabs = told(case)

    found = pieces(dispute, tabs)

    for code, sentence in case.get("present", {}).items():
        assert found[code].standing is Standing.PRESENT, found[code]
        assert sentence in found[code].sentence
        assert found[code].source
    for code, problem in case.get("missing", {}).items():
        assert found[code].standing is Standing.MISSING
        assert (problem in found[code].problem, found[code].sentence) == (True, "")
    assert case.get("line", "") in the_line(dispute, tabs)


def test_what_does_not_fit_is_not_missing():
    """Below the amount no signature, on its way no search and no way back, without a refund no proof of it."""
    dispute = a_dispute()
    tabs = some_tabs(dispute, parcels={f"{ORDER} / 1": {"state": "S4"}})

    wanted = wanted_pieces(dispute, case_in(tabs), rules=RULES.orders)

    assert (
        not {"signature", "trace", "delay_notice", "return_scan", "refusal", "refund_proof"} & wanted.keys()
    )
    assert {"delivery_scan", "delivery_place", "seller_protection"} <= wanted.keys()


def test_what_is_paypals_fits_paypal_only():
    dispute = a_dispute("PRODUCT_NOT_RECEIVED", platform="Shopify")
    tabs = some_tabs(dispute, parcels={f"{ORDER} / 1": {"state": "S4"}})

    assert "seller_protection" not in wanted_pieces(dispute, case_in(tabs), rules=RULES.orders)


def test_card_checks_fit_payments_by_card_only():
    dispute = a_dispute("FRAUDULENT", platform="Shopify")
    by_card = some_tabs(
        dispute, order={"gateway": "shopify_payments (card)"}, refunds={"9": {"amount": "1.00"}}
    )
    by_paypal = some_tabs(dispute, refunds={"9": {"amount": "1.00"}})

    assert "payment_check" in wanted_pieces(dispute, case_in(by_card), rules=RULES.orders)
    assert "payment_check" not in wanted_pieces(dispute, case_in(by_paypal), rules=RULES.orders)


def others(*rows):
    return {f"Aurora & Pine #{number}": {"brand": "Aurora & Pine", **fields} for number, fields in rows}


def test_earlier_orders_count_unless_they_were_cancelled_tried_or_disputed():
    dispute = a_dispute("UNAUTHORISED")
    before = datetime(2026, 9, 1, 10, tzinfo=UTC)
    rows = others(
        (1001, {"placed": before, "contact": "m1"}),
        (1002, {"placed": before + timedelta(days=9), "contact": "m1"}),
        (1003, {"placed": before, "contact": "m1", "cancelled": before}),
        (1004, {"placed": before, "contact": "m1", "test": True}),
        (1005, {"placed": before, "contact": "m2"}),
        (1006, {"placed": NOW, "contact": "m1"}),
        (1007, {"placed": before, "contact": "m1"}),
    )
    tabs = some_tabs(dispute, orders=rows, refunds={"9": {"amount": "1.00"}})
    tabs["Disputes"]["PP-D-OLD"] = {"order": "Aurora & Pine #1007"}

    found = pieces(dispute, tabs)["customer_history"]

    assert found.sentence == (
        "2 earlier orders of the same e-mail address, none of them disputed here: #1002 of 10 Sep 2026, "
        "#1001 of 1 Sep 2026."
    )


def test_two_orders_of_one_amount_in_one_week_are_told_with_their_times():
    dispute = a_dispute("DUPLICATE_TRANSACTION")
    near, far = datetime(2026, 11, 1, 10, 5, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
    rows = others(
        (1043, {"placed": near, "contact": "m1", "total": "59.00"}),
        (1044, {"placed": near, "contact": "m1", "total": "20.00"}),
        (1045, {"placed": far, "contact": "m1", "total": "59.00"}),
    )
    tabs = some_tabs(dispute, orders=rows, refunds={"9": {"amount": "1.00"}})

    found = pieces(dispute, tabs)["two_orders"]

    assert found.sentence == (
        "The same e-mail address placed 2 orders: #1042 of 1 Nov 2026 10:00 UTC over 59.00 USD; #1043 of "
        "1 Nov 2026 10:05 UTC over 59.00 USD."
    )


# The line in words

DELIVERED = {f"{ORDER} / 1": {"state": "S4", "delivered": datetime(2026, 11, 8, 13, tzinfo=UTC)}}


def test_without_an_order_the_line_says_what_comes_first():
    assert completeness(KEY, a_dispute(), None, wanted={}, evidence={}, rules=RULES.orders) == NO_ORDER


def test_a_person_can_bring_what_is_missing_and_leave_out_what_is_there():
    dispute = a_dispute(amount="900.00")
    tabs = some_tabs(dispute, parcels=DELIVERED)

    alone = the_line(dispute, tabs)
    brought = the_line(
        dispute, tabs, people={"signature": {"your_sentence": "Signed, by the carrier's letter."}}
    )
    without = the_line(dispute, tabs, people={"delivery_scan": {"leave_out": True}})

    assert "Doubtful without: signature." in alone
    assert "Likely enough." in brought
    assert "Not enough without: delivery scan, signature." in without


def test_a_parcel_that_went_elsewhere_at_the_buyers_wish_is_not_hopeless():
    dispute = a_dispute()
    tabs = some_tabs(dispute, parcels={f"{ORDER} / 1": {"state": "S5"}})
    asked = {"address_change": {"your_sentence": "The buyer asked for it on 3 November."}}

    assert "cannot be won" in the_line(dispute, tabs)
    assert "cannot be won" not in the_line(dispute, tabs, people=asked)


def test_policies_do_not_count_however_many_there_are():
    dispute = a_dispute("PRODUCT_UNACCEPTABLE")
    tabs = some_tabs(dispute, parcels=DELIVERED)
    pages = {code: {"your_sentence": "It says so."} for code in ("refund_policy", "listing", "size_chart")}

    assert the_line(dispute, tabs, people=pages) == the_line(dispute, tabs)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([state.value for state in ShipState]), max_size=3),
    st.sampled_from(["MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "UNAUTHORISED", "OTHER"]),
)
def test_nothing_hopeless_is_called_likely_and_delivery_is_claimed_only_where_all_of_it_came(states, reason):
    parcels = {
        f"{ORDER} / {place}": {"state": state, "delivered": NOW if state in {"S4", "S5"} else None}
        for place, state in enumerate(states, start=1)
    }
    dispute = a_dispute(reason)
    tabs = some_tabs(
        dispute, parcels=parcels, order={"parcels": len(states)}, threads={"T": {"first_in": NOW}}
    )

    found, line = pieces(dispute, tabs), the_line(dispute, tabs)

    sent = [state for state in states if state != "cancelled"]
    is_whole = bool(sent) and set(sent) == {"S4"}
    assert (found["delivery_scan"].standing is Standing.PRESENT) == is_whole
    hopeless = why_it_cannot_be_won(dispute, case_in(tabs))
    assert ("cannot be won" in line) == bool(hopeless)
    assert not (hopeless and "Likely" in line)


# Rows


def test_a_row_that_fits_no_more_says_so_and_one_that_never_stood_is_not_made():
    dispute = a_dispute()
    tabs = some_tabs(dispute, parcels=DELIVERED)
    wanted = wanted_pieces(dispute, case_in(tabs), rules=RULES.orders)
    standing = {f"{KEY}:trace": {"piece": f"{KEY}:trace", "state": "missing", "your_sentence": "Asked."}}

    rows = {row.key: row for row in evidence_rows(KEY, wanted, {}, standing=standing, origins=ORIGINS)}

    assert rows[f"{KEY}:trace"].values["state"] == "not needed"
    assert f"{KEY}:refusal" not in rows
    assert "your_sentence" not in rows[f"{KEY}:trace"].values


def test_a_writer_writes_only_rows_of_its_own():
    dispute = a_dispute("PRODUCT_UNACCEPTABLE")
    tabs = some_tabs(dispute, parcels=DELIVERED)
    wanted = wanted_pieces(dispute, case_in(tabs), rules=RULES.orders)

    by_tabs, by_shop = (
        {row.key for row in evidence_rows(KEY, wanted, {}, standing={}, origins=origins)}
        for origins in (ORIGINS, {Origin.SHOP})
    )

    assert by_tabs.isdisjoint(by_shop)
    assert len(by_tabs | by_shop) == len(wanted)


def test_ranks_follow_the_table_and_a_row_is_known_by_case_and_piece():
    dispute = a_dispute()
    tabs = some_tabs(dispute, parcels=DELIVERED)
    wanted = wanted_pieces(dispute, case_in(tabs), rules=RULES.orders)

    rows = evidence_rows(KEY, wanted, pieces(dispute, tabs), standing={}, origins=ORIGINS)

    ranks = {row.key: row.values["rank"] for row in rows}
    assert ranks[f"{KEY}:delivery_scan"] < ranks[f"{KEY}:promise"] < ranks[f"{KEY}:customer_history"]
    assert {row.values["dispute"] for row in rows} == {KEY}
