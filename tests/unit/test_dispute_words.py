"""Promises of words: every published code has them, a new code is shown as it came and reported."""

import json
from pathlib import Path

import pytest

from sheets_bot.domain.disputes.decision_words import decision_is_known, decision_words, lesson_of
from sheets_bot.domain.disputes.dispute import Adjudication, Dispute, Transaction
from sheets_bot.domain.disputes.dispute_words import (
    allowed_words,
    channel_words,
    news_in,
    protection_words,
    reason_words,
    stage_words,
    status_words,
)

SPECIFICATION = Path(__file__).parents[2] / ".." / "shared" / "specs" / "paypal" / "customer_disputes_v1.json"
WORDS = {
    "dispute_reason": reason_words,
    "dispute_lifecycle_stage": stage_words,
    "dispute_channel": channel_words,
    "status": status_words,
    "adjudication_reason": decision_words,
}


def published(schema):
    if not SPECIFICATION.is_file():
        pytest.skip("needs ../shared/specs/paypal/customer_disputes_v1.json")
    return json.loads(SPECIFICATION.read_text("utf-8"))["components"]["schemas"][schema]["enum"]


@pytest.mark.parametrize("schema", WORDS)
def test_every_code_of_the_specification_has_plain_words(schema):
    words = [WORDS[schema](code) for code in published(schema)]

    assert len(words) >= 3
    assert all("_" not in text and text[0].isupper() and not text.isupper() for text in words)
    assert len(set(words)) == len(words)


def test_no_code_of_the_specification_is_called_new():
    for schema, field in [
        ("dispute_reason", "reason"),
        ("status", "status"),
        ("dispute_state", "state"),
        ("dispute_lifecycle_stage", "stage"),
        ("dispute_channel", "channel"),
    ]:
        for code in published(schema):
            assert news_in(Dispute("PP-D-1", "aurora", **{field: code})) == []
    assert all(decision_is_known(code) for code in published("adjudication_reason"))


@pytest.mark.parametrize("words", WORDS.values())
def test_a_new_code_is_shown_as_it_came(words):
    assert words("BRAND_NEW_CODE") == "BRAND_NEW_CODE"


def test_every_new_code_is_reported_once_in_a_sentence():
    dispute = Dispute(
        "PP-D-1",
        "aurora",
        reason="MOON_DUST",
        outcome_code="DRAW",
        offer_types=("REFUND", "STORE_CREDIT"),
        adjudications=(Adjudication(reason="COIN_FLIP"), Adjudication(reason="COIN_FLIP")),
    )

    assert news_in(dispute) == [
        "PayPal's reason 'MOON_DUST' is new to the bot; look at the case on PayPal.",
        "PayPal's outcome 'DRAW' is new to the bot; look at the case on PayPal.",
        "PayPal's offer 'STORE_CREDIT' is new to the bot; look at the case on PayPal.",
        "PayPal's decision 'COIN_FLIP' is new to the bot; look at the case on PayPal.",
    ]


def test_a_missing_code_is_no_news():
    assert news_in(Dispute("PP-D-1", "aurora")) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("NO_SELLER_RESPONSE", "No answer from us in time"),
        (
            "POS_SUBMITTED_INSTEAD_OF_POD",
            "Proof of shipment was handed in where proof of delivery was needed",
        ),
        ("SELLER_REFUSED_RETURN", "Seller refused return"),
        ("DOCUMENTATION_MATCHES_AMOUNT_IN_PAYPAL_ACCOUNT", "Documentation matches amount in PayPal account"),
    ],
)
def test_a_decision_reads_as_a_person_would_say_it(code, words):
    assert decision_words(code) == words


def test_a_lost_case_teaches_something_and_a_payout_by_grace_nothing():
    assert "clock was missed" in lesson_of("NO_SELLER_RESPONSE")
    assert "no verdict" in lesson_of("TRUSTED_BUYER_PAYOUT")
    assert lesson_of("CARD_NOT_STOLEN") == ""


def test_what_is_allowed_is_said_in_a_fixed_order_without_the_sandbox_acts():
    links = ("self", "accept_claim", "provide_evidence", "adjudicate", "fly_to_moon")

    assert allowed_words(links) == "Provide evidence, Accept claim, fly_to_moon"
    assert allowed_words(("self",)) == ""


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        ((), "Make offer"),
        (("REFUND", "REPLACEMENT_WITHOUT_REFUND"), "Make offer"),
        (("REFUND",), "Make offer (refund)"),
        (
            ("REFUND", "REFUND_WITH_RETURN", "REFUND_WITH_REPLACEMENT"),
            "Make offer (refund or refund with return or refund with replacement)",
        ),
        (("STORE_CREDIT",), "Make offer (STORE_CREDIT)"),
    ],
    ids=["not told", "a replacement too", "refunds only", "every kind of refund", "new to the bot"],
)
def test_what_may_be_offered_is_said_where_it_is_no_replacement(taken, words):
    assert allowed_words(("self", "make_offer"), taken) == words
    assert allowed_words(("self",), taken) == ""


@pytest.mark.parametrize(
    ("marks", "words"),
    [((True,), "eligible"), ((True, False), "not eligible"), ((True, None), ""), ((), "")],
)
def test_a_case_is_marked_for_protection_only_where_paypal_says_so_of_every_payment(marks, words):
    payments = tuple(Transaction(protection_eligible=mark) for mark in marks)

    assert protection_words(Dispute("PP-D-1", "aurora", transactions=payments)) == words
