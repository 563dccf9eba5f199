"""Promises about what a case means: by example (`tests/cases/disputes.toml`), and for single readings."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sheets_bot.domain.disputes.dispute import (
    Adjudication,
    Dispute,
    Evidence,
    Message,
    MoneyMovement,
    Transaction,
)
from sheets_bot.domain.disputes.dispute_readings import (
    Result,
    answered_at,
    at_stake,
    buyer_wrote_at,
    closed_at,
    disputed_amount,
    fees,
    has_mixed_currencies,
    last_decision,
    messaged_at,
    needs_answer,
    order_reference,
    recovered,
    result_of,
    transaction_ids,
    whose_turn,
)
from sheets_bot.domain.money import Money

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "disputes.toml").read_text("utf-8"))["case"]


def usd(text):
    return Money.parse(text, "USD") if text else None


def on(day):
    return datetime(2026, 11, day, tzinfo=UTC)


def a_dispute(**fields):
    return Dispute("PP-D-1", "aurora", **fields)


def closed(outcome, **fields):
    return a_dispute(status="RESOLVED", outcome_code=outcome, amount=usd("80.00"), **fields)


def a_fee(minor, kind="DEBIT", party="SELLER", reason="DISPUTE_FEE", currency="USD"):
    return MoneyMovement(party, kind, reason, Money(minor, currency))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case_is_read_as_the_example_says(case):
    refunded = case.get("refunded")
    dispute = a_dispute(
        status=case.get("status", ""),
        state=case.get("state", ""),
        outcome_code=case.get("outcome", ""),
        due_at=case.get("due"),
        links=tuple(case.get("links", ())),
        amount=usd(case.get("amount")),
        amount_refunded=Money.parse(refunded, case.get("refunded_in", "USD")) if refunded else None,
        transactions=(Transaction(status=case.get("transaction_status", "")),),
    )

    assert whose_turn(dispute).value == case["turn"]
    assert needs_answer(dispute) == (case["turn"] in {"You", "Not clear"})
    assert result_of(dispute) == case.get("result")
    assert recovered(dispute) == usd(case.get("recovered"))


def test_the_examples_cover_every_result():
    assert {case["result"] for case in CASES if "result" in case} == {result.value for result in Result}


def test_the_amount_is_at_stake_while_the_case_is_open_and_nothing_after():
    assert at_stake(a_dispute(status="UNDER_REVIEW", amount=usd("80.00"))) == usd("80.00")
    assert at_stake(closed("DENIED")) == usd("0.00")


def test_without_a_disputed_amount_the_one_payment_counts():
    one, two = Transaction(gross=usd("50.00")), Transaction(gross=usd("20.00"))

    assert disputed_amount(a_dispute(transactions=(one,))) == usd("50.00")
    assert disputed_amount(a_dispute(transactions=(one, two))) is None


def test_fees_are_what_was_booked_to_us_less_what_came_back():
    movements = (
        a_fee(2000, reason="CHARGEBACK_FEE"),
        a_fee(1500),
        a_fee(1500, kind="CREDIT"),
        a_fee(700, party="BUYER"),
        a_fee(8000, reason="DISPUTE_SETTLEMENT"),
    )

    assert fees(closed("ACCEPTED", movements=movements)) == usd("20.00")


def test_a_fee_that_is_new_to_the_bot_still_counts():
    assert fees(closed("ACCEPTED", movements=(a_fee(3000, reason="HIGH_VOLUME_DISPUTE_FEE"),))) == usd(
        "30.00"
    )


def test_without_movements_the_fees_are_unknown_rather_than_zero():
    assert fees(closed("ACCEPTED")) is None
    assert fees(closed("ACCEPTED", movements=(a_fee(8000, reason="DISPUTE_SETTLEMENT"),))) == usd("0.00")


def test_fees_in_another_currency_are_not_added_and_are_reported():
    dispute = closed("ACCEPTED", movements=(a_fee(1500), a_fee(1500, currency="EUR")))

    assert fees(dispute) is None
    assert has_mixed_currencies(dispute)


def test_a_verdict_closes_with_the_last_adjudication():
    decisions = (Adjudication(at=on(12)), Adjudication(at=on(18)), Adjudication(at=on(3)))

    found = closed_at(closed("RESOLVED_BUYER_FAVOUR", adjudications=decisions, updated_at=on(25)))

    assert found == on(18)


def test_a_withdrawn_case_closes_with_its_settlement_or_its_last_update():
    settled = MoneyMovement("SELLER", "CREDIT", "DISPUTE_SETTLEMENT", usd("80.00"), on(9))
    earlier_stage = (Adjudication(at=on(3)),)
    with_settlement = closed("CANCELED_BY_BUYER", movements=(settled,), updated_at=on(25))
    without = closed("CANCELED_BY_BUYER", adjudications=earlier_stage, updated_at=on(25))

    assert closed_at(with_settlement) == on(9)
    assert closed_at(without) == on(25)


def test_a_reopened_case_has_no_closing_time():
    assert closed_at(a_dispute(status="UNDER_REVIEW", adjudications=(Adjudication(at=on(3)),))) is None


def test_our_first_evidence_counts_as_the_answer():
    evidences = (
        Evidence(source="SUBMITTED_BY_BUYER", at=on(1)),
        Evidence(source="REQUESTED_FROM_SELLER", at=on(2)),
        Evidence(source="SUBMITTED_BY_SELLER", at=on(7)),
        Evidence(source="SUBMITTED_BY_SELLER", at=on(5)),
        Evidence(source="SUBMITTED_BY_SELLER"),
    )

    assert answered_at(a_dispute(evidences=evidences)) == on(5)
    assert answered_at(a_dispute(evidences=evidences[:2])) is None


def test_the_latest_decision_with_a_reason_is_the_one_to_show():
    first, last = (
        Adjudication(reason="NO_SELLER_RESPONSE", at=on(3)),
        Adjudication(reason="ITEM_NOT_SHIPPED", at=on(9)),
    )
    undated, silent = Adjudication(reason="CARD_NOT_STOLEN"), Adjudication(at=on(12))

    assert last_decision(a_dispute(adjudications=(last, first, undated, silent))) == last
    assert last_decision(a_dispute(adjudications=(undated, silent))) == undated
    assert last_decision(a_dispute(adjudications=(silent,))) is None


def test_the_order_is_the_invoice_number_or_else_a_short_custom_text():
    payments = (
        Transaction(invoice_number="#1001.2", custom="ignored"),
        Transaction(custom="order-1002"),
        Transaction(custom='{"shop": "' + "x" * 200),
        Transaction(invoice_number="#1001.2"),
    )

    assert order_reference(a_dispute(transactions=payments)) == "#1001.2, order-1002"


def test_transactions_are_named_as_the_seller_knows_them():
    payments = (
        Transaction(seller_transaction_id="S1", buyer_transaction_id="B1"),
        Transaction(buyer_transaction_id="B2"),
    )

    assert transaction_ids(a_dispute(transactions=payments)) == "S1"


def test_our_message_is_the_last_that_we_wrote_in_the_case():
    said = (
        Message("SELLER", on(3)),
        Message("SELLER", on(5)),
        Message("BUYER", on(6)),
        Message("SELLER", None),
    )

    assert messaged_at(a_dispute(messages=said)) == on(5)
    assert messaged_at(a_dispute(messages=(Message("BUYER", on(6)),))) is None
    assert buyer_wrote_at(a_dispute(messages=said)) == on(6)
    assert buyer_wrote_at(a_dispute(messages=(Message("ARBITER", on(6)),))) is None
