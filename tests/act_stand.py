"""Acts, packets and the simplest forms of them for tests: what is not given is plain."""

from collections.abc import Collection
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Drawn:
    """A file that was drawn of a packet."""

    content: bytes
    pages: int = 1
    left_out: int = 0


def a_pdf(packet: Packet) -> Drawn:
    """The same bytes for the same packet."""
    return Drawn(PDF + packet.digest.encode())


def a_form(packet: Packet, *, document: str = "", asked: Collection[str] = ()) -> dict[str, Any]:
    """Evidence as PayPal takes it: the summary as notes, the parcels, the name of the file."""
    tracking = [{"carrier_name": one.carrier, "tracking_number": one.number} for one in packet.trackings]
    fitting = "PROOF_OF_FULFILLMENT" if "NOT_RECEIVED" in packet.reason_code else "OTHER"
    evidence = {
        "evidence_type": next(iter(asked), fitting),
        "evidence_info": {"tracking_info": tracking},
        "documents": [{"name": document}] if document else [],
        "notes": packet.summary,
    }
    return {"evidences": [{name: value for name, value in evidence.items() if value}]}


@dataclass(frozen=True)
class Slot:
    """Where the PDF goes."""

    field: str = ""


@dataclass(frozen=True)
class Fields:
    """Evidence as Shopify takes it."""

    texts: dict[str, str]
    slot: Slot = Slot()


def some_fields(packet: Packet) -> Fields:
    texts = {"uncategorizedText": packet.summary, "refundPolicyDisclosure": "Within 30 days."}
    return Fields(texts, Slot("uncategorizedFile"))
