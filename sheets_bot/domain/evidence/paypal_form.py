"""
A packet as PayPal's form: the JSON part `input` of provide-evidence and of appeal.

One entry for the refund where there is one, and one for the rest, of the type that PayPal asked for
or that fits the complaint (PayPal: dispute reasons, integration guide). Sends nothing.
"""

import re
from collections.abc import Collection
from typing import Any

from sheets_bot.domain.evidence.carriers import carrier_fields
from sheets_bot.domain.evidence.packet import Packet, Statement

FULFILMENT = "PROOF_OF_FULFILLMENT"
REFUND = "PROOF_OF_REFUND"
OTHER = "OTHER"

LONGEST_NOTES = 2000
"""Characters of `notes` (specification 1.10)."""
_MOST_TRACKINGS = 10
_MOST_REFUNDS = 100
_LONGEST_NUMBER = 255
_ABOUT_SHIPMENT = frozenset({"MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "UNAUTHORISED"})
"""Reasons for which PayPal takes proof of fulfilment; for "not as described" it refuses it."""
_ASKABLE = re.compile(r"[0-9A-Z_]{1,255}")
_DELIVERY = frozenset({"delivery_scan", "delivery_place", "signature"})
_NOT_DELIVERY = "This is proof of shipment. Delivery is not claimed."
_ALL_IN_FILE = "Our evidence stands in the attached document."
_NO_WORDS = "Evidence of the merchant."
_REST_IN_FILE = "The rest stands in the attached document."
# A tracking number is letters and digits; blanks inside come from how shops type them.
_BLANKS = re.compile(r"\s+")


def paypal_form(packet: Packet, *, document: str = "", asked: Collection[str] = ()) -> dict[str, Any]:
    """
    Return the part `input`.

    Args:
        packet: What goes out.
        document: Name of the PDF beside it; ``""`` for none.
        asked: The evidence types that PayPal asked the seller for (entries REQUESTED_FROM_SELLER of the
            dispute); the answer to a type is given under that type.
    """
    entries: list[dict[str, Any]] = []
    if packet.refund_ids:
        ids = list(packet.refund_ids[:_MOST_REFUNDS])
        entries.append({"evidence_type": REFUND, "evidence_info": {"refund_ids": ids}})
    entries.append(_main_entry(packet, asked))
    # Notes and file go with the first entry only: PayPal reads them once.
    entries[0]["notes"] = notes_of(packet, document=document)
    if document:
        entries[0]["documents"] = [{"name": document}]
    return {"evidences": [entry for entry in entries if len(entry) > 1]}


def notes_of(packet: Packet, *, document: str = "") -> str:
    """
    Return the approved text and as many sentences as PayPal takes, most important first; never empty.

    Where no piece tells of a delivery, a shipment is called a shipment: PayPal loses cases in which the
    one is handed in for the other (POS_SUBMITTED_INSTEAD_OF_POD).
    """
    ids = [("Order", packet.order), ("Transaction", packet.transaction)]
    head = "; ".join(f"{name} {value}" for name, value in ids if value)
    parts = [packet.summary, f"{head}." if head else "", _NOT_DELIVERY if _only_shipped(packet) else ""]
    parts += [_told(statement) for statement in packet.statements]
    text, left_out = "", False
    room = LONGEST_NOTES - len(_REST_IN_FILE) - 2
    for part in filter(None, parts):
        longer = f"{text}\n{part}" if text else part
        if len(longer) > room:
            left_out = True
            break
        text = longer
    if not text:
        text = packet.summary[:room].strip() or (_ALL_IN_FILE if document else _NO_WORDS)
    return f"{text}\n{_REST_IN_FILE}" if left_out and document else text


def _told(statement: Statement) -> str:
    return f"{statement.title}: {statement.sentence}"


def _only_shipped(packet: Packet) -> bool:
    """True where a parcel is on its way and nothing says that it arrived."""
    has_delivery = any(statement.piece in _DELIVERY for statement in packet.statements)
    return bool(packet.trackings) and packet.reason_code in _ABOUT_SHIPMENT and not has_delivery


def _main_entry(packet: Packet, asked: Collection[str]) -> dict[str, Any]:
    takes_shipment = packet.reason_code in _ABOUT_SHIPMENT and packet.trackings
    fitting = FULFILMENT if takes_shipment else OTHER
    entry: dict[str, Any] = {"evidence_type": _type_asked(asked, fitting, packet) or fitting}
    if takes_shipment and entry["evidence_type"] == FULFILMENT:
        entry["evidence_info"] = {"tracking_info": _trackings(packet)}
    return entry


def _type_asked(asked: Collection[str], fitting: str, packet: Packet) -> str:
    """
    Return the type to answer under; ``""`` to choose ourselves.

    What we would send anyway answers its own question. Types that need ids which we do not have
    (`evidence_info`) would be refused.
    """
    if fitting in asked:
        return fitting
    refused = {REFUND, FULFILMENT if packet.reason_code not in _ABOUT_SHIPMENT else "", "PROOF_OF_RETURN"}
    open_ones = [kind for kind in asked if kind not in refused and _ASKABLE.fullmatch(kind)]
    return open_ones[0] if open_ones else ""


def _trackings(packet: Packet) -> list[dict[str, str]]:
    return [
        {**carrier_fields(one.carrier), "tracking_number": _BLANKS.sub("", one.number)[:_LONGEST_NUMBER]}
        for one in packet.trackings[:_MOST_TRACKINGS]
    ]
