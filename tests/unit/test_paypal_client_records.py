"""PayPal's JSON as Records: what is there is read, and nothing that is sent can break the reader."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.disputes.dispute import Dispute
from sheets_bot.domain.money import Money
from sheets_bot.errors import RowSkipped
from sheets_bot.platforms.paypal.records import case_id_of, dispute_from_json, instant, money, unread_fields

USD = {"currency_code": "USD", "value": "12.34"}
TWELVE = Money(1234, "USD")
MORNING = "2026-11-23T10:00:00.123Z"
THEN = datetime(2026, 11, 23, 10, 0, 0, 123000, tzinfo=UTC)

EVERYTHING: dict[str, Any] = {
    "dispute_id": "PP-R-AYP-10135034",
    "create_time": MORNING,
    "update_time": MORNING,
    "disputed_transactions": [
        {
            "buyer_transaction_id": "BUYER",
            "seller_transaction_id": "SELLER",
            "reference_id": "REF",
            "create_time": MORNING,
            "transaction_status": "HELD",
            "gross_amount": USD,
            "invoice_number": "#1001.2",
            "custom": "shop",
            "buyer": {"name": "=Jane"},
            "seller": {"merchant_id": "MERCHANT", "email": "not@kept.example"},
            "seller_protection_eligible": True,
            "seller_protection_type": "EXPANDED_SELLER_PROTECTION",
            "items": [{"item_id": "SKU", "item_name": "Dress", "item_quantity": "2", "dispute_amount": USD}],
        }
    ],
    "reason": "UNAUTHORISED",
    "status": "RESOLVED",
    "dispute_state": "APPEALABLE",
    "dispute_life_cycle_stage": "CHARGEBACK",
    "dispute_channel": "EXTERNAL",
    "dispute_amount": USD,
    "external_reason_code": "4853",
    "dispute_outcome": {"outcome_code": "RESOLVED_BUYER_FAVOUR", "amount_refunded": USD},
    "adjudications": [
        {"type": "PAYOUT_TO_BUYER", "reason": "INVALID_TRACKING", "adjudication_time": MORNING}
    ],
    "money_movements": [
        {
            "affected_party": "SELLER",
            "type": "DEBIT",
            "reason": "DISPUTE_FEE",
            "amount": USD,
            "initiated_time": MORNING,
        }
    ],
    "messages": [{"posted_by": "BUYER", "time_posted": MORNING, "content": "Where is it?"}],
    "evidences": [
        {
            "evidence_type": "PROOF_OF_FULFILLMENT",
            "source": "SUBMITTED_BY_SELLER",
            "date": MORNING,
            "notes": "sent",
            "documents": [{"name": "proof.pdf"}, {"url": "x"}],
            "dispute_life_cycle_stage": "INQUIRY",
        }
    ],
    "supporting_info": [{"source": "SUBMITTED_BY_SELLER", "provided_time": MORNING, "notes": "more"}],
    "buyer_response_due_date": MORNING,
    "seller_response_due_date": MORNING,
    "offer": {
        "offer_type": "REFUND",
        "buyer_requested_amount": USD,
        "seller_offered_amount": USD,
        "history": [
            {"event_type": "PROPOSED", "actor": "SELLER", "offer_time": MORNING, "offer_amount": USD}
        ],
    },
    "allowed_response_options": {"make_offer": {"offer_types": ["REFUND", {}, None, "REFUND_WITH_RETURN"]}},
    "refund_details": {"allowed_refund_amount": USD},
    "links": [
        {"rel": "self", "href": "x"},
        {"rel": "provide-evidence", "href": "y"},
        {"rel": "Send_Message"},
    ],
}


def test_everything_that_paypal_says_is_read():
    case = dispute_from_json(EVERYTHING, brand="aurora")

    assert case.dispute_id == "PP-R-AYP-10135034"
    assert (case.brand, case.reason, case.status, case.state) == (
        "aurora",
        "UNAUTHORISED",
        "RESOLVED",
        "APPEALABLE",
    )
    assert (case.stage, case.channel, case.external_reason_code) == ("CHARGEBACK", "EXTERNAL", "4853")
    assert {case.created_at, case.updated_at, case.due_at, case.buyer_due_at} == {THEN}
    assert {case.amount, case.amount_refunded, case.allowed_refund} == {TWELVE}
    assert case.outcome_code == "RESOLVED_BUYER_FAVOUR"
    assert case.links == ("self", "provide_evidence", "send_message")
    assert case.offer_types == ("REFUND", "REFUND_WITH_RETURN")


def test_the_parts_of_a_case_are_read():
    case = dispute_from_json(EVERYTHING, brand="aurora")

    (payment,) = case.transactions
    assert (payment.seller_transaction_id, payment.invoice_number, payment.custom) == (
        "SELLER",
        "#1001.2",
        "shop",
    )
    assert (payment.buyer_name, payment.merchant_id, payment.protection_eligible) == (
        "=Jane",
        "MERCHANT",
        True,
    )
    assert (payment.gross, payment.created_at, payment.items[0].quantity) == (TWELVE, THEN, "2")
    assert case.messages[0].content == "Where is it?"
    assert case.evidences[0].document_names == ("proof.pdf",)
    assert (case.evidences[0].at, case.supporting_info[0].at, case.adjudications[0].at) == (THEN, THEN, THEN)
    assert (case.movements[0].party, case.movements[0].kind, case.movements[0].amount) == (
        "SELLER",
        "DEBIT",
        TWELVE,
    )
    assert case.offer is not None
    assert (case.offer.seller_offered, case.offer.history[0].amount) == (TWELVE, TWELVE)
    assert "not@kept.example" not in repr(case)


def test_an_id_is_enough_for_a_record():
    assert dispute_from_json({"dispute_id": "PP-D-1"}, brand="aurora") == Dispute("PP-D-1", "aurora")


def test_codes_that_nobody_knows_stay_as_they_are():
    case = dispute_from_json(
        {"dispute_id": "PP-D-1", "reason": "ALIEN_ABDUCTION", "status": "?!"}, brand="aurora"
    )

    assert (case.reason, case.status) == ("ALIEN_ABDUCTION", "?!")


@pytest.mark.parametrize("found", [None, "", 5.5, True, [], {}, "a b", "../x", "PP-D-1\n", "x" * 256, "é"])
def test_without_a_usable_id_there_is_no_record(found: Any):
    with pytest.raises(RowSkipped, match="dispute_id"):
        dispute_from_json({"dispute_id": found}, brand="aurora")


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("2026-11-23T10:00:00Z", "2026-11-23 10:00:00+00:00"),
        ("2026-11-23t10:00:00z", "2026-11-23 10:00:00+00:00"),
        ("2026-11-23T10:00:00.5Z", "2026-11-23 10:00:00.500000+00:00"),
        ("2026-11-23T10:00:00.123456789Z", "2026-11-23 10:00:00.123456+00:00"),
        ("2026-11-23T10:00:00+0100", "2026-11-23 09:00:00+00:00"),
        ("2026-11-23T10:00:00-08:00", "2026-11-23 18:00:00+00:00"),
        ("2026-12-31T23:59:60Z", "2026-12-31 23:59:59+00:00"),
        ("2026-11-23T10:60:00Z", None),
        ("2026-11-23T10:00:00", None),
        ("2026-11-23", None),
        ("20261123T100000Z", None),
        ("2026-11-23T10:00:00Z\n", None),
        ("٢٠٢٦-11-23T10:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        (1_700_000_000, None),
        (None, None),
    ],
)
def test_a_time_is_read_with_its_zone_or_not_at_all(words: Any, meaning: str | None):
    found = instant(words)

    assert (str(found) if found else None) == meaning


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ({"currency_code": "JPY", "value": "500"}, Money(500, "JPY")),
        ({"currency_code": "KWD", "value": "1.234"}, Money(1234, "KWD")),
        ({"currency_code": "USD", "value": "-12.30"}, Money(-1230, "USD")),
        ({"currency_code": "USD", "value": 12.5}, Money(1250, "USD")),
        ({"currency_code": "USD", "value": 12}, Money(1200, "USD")),
        ({"currency_code": "USD", "value": "12,34"}, None),
        ({"currency_code": "USD", "value": "12.345"}, None),
        ({"currency_code": "USD", "value": True}, None),
        ({"currency_code": "USD", "value": float("nan")}, None),
        ({"currency_code": "usd", "value": "1"}, None),
        ({"currency_code": None, "value": "1"}, None),
        ({"value": "1"}, None),
        ("12.34", None),
        (None, None),
    ],
)
def test_money_is_read_exactly_or_not_at_all(value: Any, meaning: Money | None):
    assert money(value) == meaning


def test_what_matters_and_cannot_be_read_is_named():
    payload = {"dispute_id": "PP-D-1", "update_time": 5, "dispute_amount": "5 USD", "create_time": None}

    assert unread_fields(payload) == ("update_time", "dispute_amount")
    assert unread_fields(EVERYTHING) == ()


def test_half_of_a_surrogate_pair_becomes_something_that_a_cell_can_hold():
    payload = json.loads('{"dispute_id": "PP-D-1", "messages": [{"content": "sad \\ud83d end"}]}')

    content = dispute_from_json(payload, brand="aurora").messages[0].content

    assert content == "sad ? end"
    assert content.encode()


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.sampled_from(["PP-D-1", MORNING, "USD", "12.34", "=1+1", "\ud800", "next"])
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


@st.composite
def a_spoilt_case(draw: st.DrawFn) -> Any:
    """A whole case in which some places, at any depth, hold something else."""

    def spoil(value: Any) -> Any:
        if draw(st.integers(0, 7)) == 0:
            return draw(ANYTHING)
        if isinstance(value, dict):
            return {name: spoil(inner) for name, inner in value.items() if draw(st.integers(0, 9))}
        if isinstance(value, list):
            return [spoil(inner) for inner in value for _ in range(draw(st.integers(0, 2)))]
        return value

    return spoil(EVERYTHING)


def all_texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in all_texts_in(part)]
    names = getattr(type(value), "__dataclass_fields__", {})
    return [text for name in names for text in all_texts_in(getattr(value, name))]


@settings(deadline=None, max_examples=300)
@given(payload=ANYTHING | a_spoilt_case())
def test_whatever_paypal_sends_is_a_record_or_skipped(payload: Any):
    unread_fields(payload)
    try:
        case = dispute_from_json(payload, brand="aurora")
    except RowSkipped:
        with pytest.raises(RowSkipped):
            case_id_of(payload)
        return

    assert case.dispute_id == case_id_of(payload)
    assert all(text.encode() is not None for text in all_texts_in(case))
    moments = [case.created_at, case.updated_at, case.due_at, *(message.at for message in case.messages)]
    assert all(at.tzinfo is UTC for at in moments if at)
