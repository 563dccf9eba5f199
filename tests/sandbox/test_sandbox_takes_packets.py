"""A packet at the sandbox's platforms: PayPal takes the form with its PDF, Shopify the texts and the file in its slot."""

import base64

import pytest

from sheets_bot.documents.packet_pdf import render
from sheets_bot.domain.evidence.packet import Packet, Statement, Tracking
from sheets_bot.domain.evidence.packet_name import packet_file_name
from sheets_bot.domain.evidence.paypal_form import paypal_form
from sheets_bot.domain.evidence.shopify_fields import shopify_fields
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.sandbox.world.case import Stage
from sheets_bot.sandbox.world.troubles import NOT_AS_DESCRIBED, NOT_RECEIVED
from shopify_store import NOW, entered, update, upload, waiting
from test_sandbox_paypal_actions import Desk


def a_packet(**fields):
    told = Statement("delivery_scan", "Delivery scan", "It was delivered.", "Carrier", None, "strong")
    whole = {
        "dispute": "PP-D-1", "platform": "PayPal", "brand": "Aurora", "reason_code": NOT_RECEIVED, "order": "#1042",
        "transaction": "8AA", "amount": "59.00 EUR", "summary": "It came.", "statements": (told,),
        "trackings": (Tracking("Evri", "H1"), Tracking("UPS", "1Z999AA10123456784")), **fields,
    }  # fmt: skip
    return Packet(**whole)


@pytest.mark.parametrize(
    ("reason", "kinds"),
    [(NOT_RECEIVED, ["PROOF_OF_REFUND", "PROOF_OF_FULFILLMENT"]), (NOT_AS_DESCRIBED, ["PROOF_OF_REFUND"])],
)
def test_paypal_takes_the_form_with_its_file(reason, kinds):
    desk = Desk()
    case = desk.waiting(Stage.CLAIM, reason)
    packet = a_packet(dispute=case.dispute_id, reason_code=reason, refund_ids=("9BB22222BB2222222",))
    name = packet_file_name(packet.dispute)

    reply = desk.submit(case, paypal_form(packet, document=name), (name, render(packet).content))

    ours = [evidence for evidence in case.evidences if evidence.source == "SUBMITTED_BY_SELLER"]
    assert reply.status == 200, reply.body
    assert [evidence.kind for evidence in ours] == kinds
    assert ours[0].documents == (name,)
    assert "It came." in ours[0].notes


def test_shopify_takes_the_texts_and_the_file_in_its_slot():
    world = World(start_at=NOW.timestamp(), weeks=5, brands=BRANDS[-1:])
    store, case = entered(world), waiting(world)
    packet = a_packet(dispute=f"SH-{case.number}", platform="Shopify", reason_code="PRODUCT_NOT_RECEIVED")
    fields = shopify_fields(packet)
    file = {
        "document_type": fields.slot.document_type,
        "filename": packet_file_name(packet.dispute),
        "data": base64.b64encode(render(packet).content).decode(),
    }

    uploaded = upload(store, case, **file)
    number = uploaded.body["dispute_file_upload"]["id"]
    gid = {"id": f"gid://shopify/ShopifyPaymentsDisputeFileUpload/{number}"}
    saved = update(store, case, **fields.texts, **{fields.slot.field: gid})

    assert saved["userErrors"] == []
    assert "Delivery scan: It was delivered." in saved["disputeEvidence"]["uncategorizedText"]
    assert saved["disputeEvidence"]["submitted"] is False
