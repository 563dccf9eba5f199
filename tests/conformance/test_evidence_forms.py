"""A packet as PayPal's form and as Shopify's input: what goes out is what the published contracts allow."""

import re
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from graphql import GraphQLInputObjectType, build_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paypal_spec import Spec, load_spec, schema_of
from sheets_bot.domain.evidence.carriers import carrier_codes, carrier_fields
from sheets_bot.domain.evidence.packet import Packet, Statement, Tracking
from sheets_bot.domain.evidence.packet_name import packet_file_name
from sheets_bot.domain.evidence.paypal_form import LONGEST_NOTES, paypal_form
from sheets_bot.domain.evidence.pieces import catalogue
from sheets_bot.domain.evidence.shopify_fields import shopify_fields
from sheets_bot.sandbox.shopify.uploads import SLOTS
from test_shopify_contract import SPEC as SHOPIFY

INR, SNAD, FRAUD = (
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED",
    "UNAUTHORISED",
)
DELIVERED = Statement("delivery_scan", "Delivery scan", "It was delivered.", "Carrier", None, "strong")
PACKET = Packet(
    dispute="PP-R-ABC-123",
    platform="PayPal",
    brand="Aurora & Pine",
    reason_code=INR,
    order="#1042",
    transaction="8AA11111AA1111111",
    amount="59.00 USD",
    summary="The parcel came.",
    statements=(DELIVERED,),
    trackings=(Tracking("Royal Mail", "RM 123"), Tracking("Evri", "H1")),
)


@pytest.fixture(scope="session")
def disputes() -> Spec:
    return load_spec("customer_disputes_v1")


def violations(disputes: Spec, form: dict[str, Any]) -> list[str]:
    """What the contract has against the entries of a form."""
    judge = jsonschema.Draft7Validator(schema_of(disputes, "evidence"))
    return [error.message for entry in form["evidences"] for error in judge.iter_errors(entry)]


def types_of(form: dict[str, Any]) -> list[str]:
    return [entry["evidence_type"] for entry in form["evidences"]]


def test_every_carrier_that_is_mapped_has_its_code_in_paypals_list(disputes: Spec):
    known = disputes["components"]["schemas"]["tracking_info"]["properties"]["carrier_name"]["enum"]

    assert set(carrier_codes().values()) - set(known) == set()
    assert len(set(carrier_codes().values())) > 30
    assert not {"EVRI", "UNIUNI", "VEHO", "COLISSIMO", "GLOBAL_E"} & set(known)


@pytest.mark.parametrize(
    ("company", "fields"),
    [
        ("Royal Mail", {"carrier_name": "ROYAL_MAIL"}),
        ("  royal-MAIL ", {"carrier_name": "ROYAL_MAIL"}),
        ("Fed.Ex", {"carrier_name": "FEDEX"}),
        ("Evri", {"carrier_name": "OTHER", "carrier_name_other": "Evri"}),
        ("DHL Express (Uranus)", {"carrier_name": "OTHER", "carrier_name_other": "DHL Express (Uranus)"}),
        ("", {"carrier_name": "OTHER", "carrier_name_other": "Not named by the shop"}),
    ],
)
def test_a_carrier_that_is_not_surely_known_goes_out_under_its_own_name(company: str, fields: dict[str, str]):
    assert carrier_fields(company) == fields


@pytest.mark.parametrize(
    ("packet", "types"),
    [
        (PACKET, ["PROOF_OF_FULFILLMENT"]),
        (replace(PACKET, reason_code=FRAUD), ["PROOF_OF_FULFILLMENT"]),
        (replace(PACKET, reason_code=SNAD), ["OTHER"]),
        (replace(PACKET, trackings=()), ["OTHER"]),
        (replace(PACKET, refund_ids=("9BB",)), ["PROOF_OF_REFUND", "PROOF_OF_FULFILLMENT"]),
        (replace(PACKET, refund_ids=("9BB",), reason_code="CREDIT_NOT_PROCESSED"), ["PROOF_OF_REFUND"]),
        (replace(PACKET, reason_code="SOMETHING_NEW"), ["OTHER"]),
    ],
)
def test_the_type_fits_the_complaint_and_the_contract(disputes: Spec, packet: Packet, types: list[str]):
    form = paypal_form(packet, document=packet_file_name(packet.dispute))

    assert types_of(form) == types
    assert violations(disputes, form) == []


@pytest.mark.parametrize(
    ("asked", "reason", "answered"),
    [
        (["PROOF_OF_DELIVERY_SIGNATURE"], INR, "PROOF_OF_DELIVERY_SIGNATURE"),
        (["PROOF_OF_FULFILLMENT", "OTHER"], INR, "PROOF_OF_FULFILLMENT"),
        (["PROOF_OF_FULFILLMENT"], SNAD, "OTHER"),
        (["PROOF_OF_REFUND"], INR, "PROOF_OF_FULFILLMENT"),
        (["ITEM_DESCRIPTION", "RETURN_POLICY"], SNAD, "ITEM_DESCRIPTION"),
        (["not a code"], SNAD, "OTHER"),
    ],
)
def test_what_paypal_asked_for_is_answered_under_its_name(
    disputes: Spec, asked: list[str], reason: str, answered: str
):
    """But never under one that needs ids which are not there, or that PayPal refuses for the reason."""
    form = paypal_form(replace(PACKET, reason_code=reason), asked=asked)

    assert types_of(form)[-1] == answered
    assert violations(disputes, form) == []


def test_tracking_numbers_go_out_as_carriers_read_them():
    (entry,) = paypal_form(PACKET)["evidences"]

    assert entry["evidence_info"]["tracking_info"] == [
        {"carrier_name": "ROYAL_MAIL", "tracking_number": "RM123"},
        {"carrier_name": "OTHER", "carrier_name_other": "Evri", "tracking_number": "H1"},
    ]


def test_proof_of_shipment_is_not_handed_in_for_proof_of_delivery():
    """PayPal loses cases over it: POS_SUBMITTED_INSTEAD_OF_POD."""
    shipped = replace(DELIVERED, piece="shipped_scan")

    moving, there = (
        paypal_form(replace(PACKET, statements=(one,)))["evidences"][0]["notes"]
        for one in (shipped, DELIVERED)
    )

    assert "This is proof of shipment. Delivery is not claimed." in moving
    assert "proof of shipment" not in there


def test_notes_end_whole_where_paypal_takes_no_more_and_point_to_the_file():
    many = tuple(replace(DELIVERED, sentence=f"Sentence {n}. " + "x" * 300) for n in range(30))

    notes = paypal_form(replace(PACKET, statements=many), document="a.pdf")["evidences"][0]["notes"]

    assert 1500 < len(notes) <= LONGEST_NOTES
    assert notes.startswith("The parcel came.")
    assert notes.endswith("The rest stands in the attached document.")


TEXTS = st.text(max_size=400)
STATEMENTS = st.builds(
    Statement,
    st.sampled_from(sorted(catalogue().pieces)), TEXTS, TEXTS, TEXTS, st.none(),
    st.sampled_from(["strong", "moderate", "supporting", ""]),
)  # fmt: skip
PACKETS = st.builds(
    Packet,
    dispute=TEXTS, platform=st.sampled_from(["PayPal", "Shopify"]), brand=TEXTS,
    reason_code=st.sampled_from([INR, SNAD, FRAUD, "OTHER", "FRAUDULENT", "PRODUCT_UNACCEPTABLE", ""]),
    order=TEXTS, transaction=TEXTS, amount=TEXTS, summary=st.text(max_size=4000),
    statements=st.lists(STATEMENTS, max_size=12).map(tuple),
    trackings=st.lists(st.builds(Tracking, TEXTS, st.text(min_size=1, max_size=300).filter(str.strip)), max_size=12).map(tuple),
    refund_ids=st.lists(st.text(min_size=1, max_size=40), max_size=3).map(tuple),
)  # fmt: skip


@settings(
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    PACKETS,
    st.lists(
        st.sampled_from(["OTHER", "PROOF_OF_REFUND", "PROOF_OF_DELIVERY_SIGNATURE", "ITEM_DESCRIPTION"])
    ),
)
def test_whatever_stands_in_a_packet_the_form_is_one_that_the_contract_allows(
    disputes: Spec, packet: Packet, asked: list[str]
):
    form = paypal_form(packet, document=packet_file_name(packet.dispute), asked=asked)

    assert violations(disputes, form) == []
    assert re.fullmatch(r"[A-Za-z0-9-]+\.pdf", form["evidences"][0]["documents"][0]["name"])
    assert len(form["evidences"]) == len({entry["evidence_type"] for entry in form["evidences"]})


def test_the_judge_of_forms_finds_what_is_wrong(disputes: Spec):
    """Without this, an empty list would prove nothing."""
    wrong = [
        {"evidence_type": "PROOF_OF_SHIPMENT"},
        {"evidence_type": "OTHER", "notes": "x" * 2001},
        {"evidence_type": "OTHER", "documents": [{"name": "a.b.pdf"}]},
        {
            "evidence_type": "OTHER",
            "evidence_info": {"tracking_info": [{"carrier_name": "EVRI", "tracking_number": "1"}]},
        },
    ]

    assert all(violations(disputes, {"evidences": [entry]}) for entry in wrong)


# Shopify


@pytest.fixture(scope="session")
def evidence_input() -> GraphQLInputObjectType:
    if not SHOPIFY.exists():
        pytest.skip(f"needs ../shared/specs/shopify/{SHOPIFY.name}")
    found = build_schema(SHOPIFY.read_text("utf-8"), assume_valid=True).type_map[
        "ShopifyPaymentsDisputeEvidenceUpdateInput"
    ]
    assert isinstance(found, GraphQLInputObjectType)
    return found


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(PACKETS)
def test_every_text_goes_into_a_field_that_shopify_has_and_the_file_into_a_slot_of_its_own(
    evidence_input: GraphQLInputObjectType, packet: Packet
):
    found = shopify_fields(packet)

    kinds = {name: str(field.type) for name, field in evidence_input.fields.items()}
    assert {kinds[name] for name in found.texts} <= {"String"}
    assert kinds[found.slot.field] == "ShopifyPaymentsDisputeFileUploadUpdateInput"
    assert SLOTS[found.slot.document_type] == found.slot.field
    assert "submitEvidence" not in found.texts
    said = "\n".join(found.texts.values())
    assert all(statement.sentence in said for statement in packet.statements)


@pytest.mark.parametrize(
    ("reason", "piece", "field", "slot"),
    [
        ("PRODUCT_NOT_RECEIVED", "delivery_scan", "uncategorizedText", "shippingDocumentationFile"),
        ("FRAUDULENT", "payment_check", "accessActivityLog", "shippingDocumentationFile"),
        ("PRODUCT_UNACCEPTABLE", "refund_policy", "refundPolicyDisclosure", "customerCommunicationFile"),
        ("CREDIT_NOT_PROCESSED", "no_return", "refundRefusalExplanation", "uncategorizedFile"),
        ("SUBSCRIPTION_CANCELLED", "cancellation", "cancellationRebuttal", "uncategorizedFile"),
        ("SOMETHING_NEW", "refund_policy", "uncategorizedText", "uncategorizedFile"),
    ],
)
def test_shopify_gets_each_sentence_in_the_field_of_its_complaint(
    reason: str, piece: str, field: str, slot: str
):
    packet = replace(PACKET, reason_code=reason, statements=(replace(DELIVERED, piece=piece),))

    found = shopify_fields(packet)

    assert "It was delivered." in found.texts[field]
    assert found.texts["uncategorizedText"].startswith("The parcel came.")
    assert found.slot.field == slot
