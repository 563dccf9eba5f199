"""Acts, packets and the simplest forms of them for tests: what is not given is plain."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sheets_bot.domain.acts.act import WITH_PACKET, Act, Kind
from sheets_bot.domain.evidence.packet import Packet, Statement, Tracking

PDF = b"%PDF-1.4 the evidence of "


def a_packet(**fields: Any) -> Packet:
    said = "The parcel was delivered on 2 November 2026."
    statement = Statement(
        "delivery_scan",
        "Delivery",
        said,
        "UPS by Shopify",
        datetime(2026, 11, 2, tzinfo=UTC),
        "strong",
    )
    usual: dict[str, Any] = {
        "dispute": "PP-D-1",
        "platform": "PayPal",
        "brand": "aurora",
        "reason_code": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "order": "#1042",
        "transaction": "9AB12345CD678901E",
        "amount": "59.00 EUR",
        "summary": said,
        "statements": (statement,),
        "trackings": (Tracking("UPS", "1Z999AA10123456784"),),
    }
    return Packet(**{**usual, **fields})


def an_act(kind: Kind, key: str = "PP-D-1", **fields: Any) -> Act:
    usual: dict[str, Any] = {
        "tab": "Disputes",
        "brand": "aurora",
        "text": "We have sent your order again.",
        "basis": {"stage": "INQUIRY"},
        "packet": a_packet(dispute=key) if kind in WITH_PACKET else None,
    }
    return Act(kind=kind, key=key, **{**usual, **fields})


def a_pdf(packet: Packet) -> bytes:
    """The same bytes for the same packet."""
    return PDF + packet.digest.encode()


@dataclass(frozen=True)
class Form:
    """Evidence as PayPal takes it: the summary as notes, the parcels, one file."""

    input_json: dict[str, Any]
    file_name: str = ""


def a_form(packet: Packet) -> Form:
    tracking = [{"carrier_name": one.carrier, "tracking_number": one.number} for one in packet.trackings]
    evidence = {
        "evidence_type": "PROOF_OF_FULFILLMENT" if "NOT_RECEIVED" in packet.reason_code else "OTHER",
        "evidence_info": {"tracking_info": tracking},
        "documents": [{"name": "evidence-1042.pdf"}],
        "notes": packet.summary,
    }
    return Form({"evidences": [evidence]}, "evidence-1042.pdf")


@dataclass(frozen=True)
class Fields:
    """Evidence as Shopify takes it."""

    fields: dict[str, Any] = field(default_factory=dict)
    file_slot: str = ""


def some_fields(packet: Packet) -> Fields:
    texts = {"uncategorizedText": packet.summary, "refundPolicyDisclosure": "Within 30 days."}
    return Fields(texts, "uncategorizedFile")
