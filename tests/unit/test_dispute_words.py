"""Promises of words: every published code has them, a new code is shown as it came and reported."""

import json
from pathlib import Path

import pytest

from sheets_bot.domain.disputes.decision_lessons import _LESSONS, NO_LESSON, lesson_of
from sheets_bot.domain.disputes.decision_words import decision_is_known, decision_words
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
    assert lesson_of("CARD_NOT_STOLEN") == NO_LESSON == "none known."
    assert lesson_of("COIN_FLIP") == ""


def test_every_decision_of_the_specification_has_a_lesson_or_says_that_none_is_known():
    codes = published("adjudication_reason")

    lessons = {code: lesson_of(code) for code in codes}

    assert len(codes) > 100
    assert all(lesson.endswith(".") and lesson[0].islower() for lesson in lessons.values())
    # Whatever decides for the seller teaches nothing; the rest is what the tables of the field name.
    assert all(lessons[code] == NO_LESSON for code in codes if code.startswith("VALID_PROOF_OF_"))
    assert sum(lesson != NO_LESSON for lesson in lessons.values()) > 60


@pytest.mark.parametrize(
    ("code", "lesson"),
    [
        ("IN_TRANSIT_BEYOND_TIMEFRAME_INVALID_PROOF_OF_SHIPMENT_OR_DELIVERY", "promise is too short"),
        ("DELIVERED_TO_ANOTHER_PLACE", "recipient's address"),
        ("INVALID_PROOF_DELIVERED_TO_UNSPECIFIED_LOCATION", "recipient's address"),
        ("INVALID_PROOF_DELIVERED_TO_INCORRECT_ADDRESS", "recipient's address"),
        ("SHIPPING_ADDRESS_NOT_PRESENT_IN_PROOF_OF_SHIPMENT_OR_DELIVERY", "recipient's address"),
        ("SELLER_SHIPPED_OR_FULFILLED_BEYOND_ALLOWED_PERIOD", "before it could be shipped"),
        ("DELIVERY_AFTER_EXPECTED_DELIVERY_DATE", "promise is too short"),
        ("INVALID_DELIVERY_PROOF_SIGNATURE", "wrong document"),
        ("TRACKING_PROOF_NOT_ENOUGH", "what the goods were like"),
    ],
)
def test_what_the_tables_of_the_field_teach(code, lesson):
    assert lesson in lesson_of(code)


def test_a_lesson_names_no_code_that_paypal_does_not_have():
    """A slip in a code would teach nobody; beginnings are open, since PayPal goes on inventing ends."""
    assert [code for code in _LESSONS if not decision_is_known(code)] == []


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
