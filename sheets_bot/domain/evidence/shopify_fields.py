"""
A packet as Shopify's evidence: the texts of `ShopifyPaymentsDisputeEvidenceUpdateInput`, and the file's slot.

Which text goes where follows the complaint (Shopify's chargeback reasons; Stripe's categories behind
them). Saves and submits nothing; `submitEvidence` is never set here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sheets_bot.domain.evidence.packet import Packet, Statement

LONGEST_TEXT = 20_000
"""Of one field (ours: Shopify publishes none; Stripe takes 150,000 characters in all)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a file goes."""

    document_type: str
    """Of the upload (REST `dispute_file_uploads`), small letters."""
    field: str
    """Of the mutation's input: takes ``{"id": gid}``."""


@dataclass(frozen=True, slots=True)
class ShopifyFields:
    """What a packet becomes at Shopify."""

    texts: Mapping[str, str]
    """Fields of the mutation's input, all of them texts."""
    slot: Slot


SHIPPING = Slot("shipping_documentation_file", "shippingDocumentationFile")
TALK = Slot("customer_communication_file", "customerCommunicationFile")
ANYTHING = Slot("uncategorized_file", "uncategorizedFile")
# Shopify's form shows the slots of policies only for some reasons, and a packet is no policy.
_SLOTS = {
    "PRODUCT_NOT_RECEIVED": SHIPPING,
    "FRAUDULENT": SHIPPING,
    "UNRECOGNIZED": SHIPPING,
    "DEBIT_NOT_AUTHORIZED": SHIPPING,
    "PRODUCT_UNACCEPTABLE": TALK,
}
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "PRODUCT_UNACCEPTABLE": {
        "refund_policy": "refundPolicyDisclosure",
        "no_return": "refundRefusalExplanation",
        "return_instruction": "refundRefusalExplanation",
    },
    "CREDIT_NOT_PROCESSED": {
        "refund_policy": "refundPolicyDisclosure",
        "no_return": "refundRefusalExplanation",
        "return_instruction": "refundRefusalExplanation",
    },
    "SUBSCRIPTION_CANCELLED": {
        "refund_policy": "cancellationPolicyDisclosure",
        "cancellation": "cancellationRebuttal",
    },
    "FRAUDULENT": {
        "buyer_recognised": "accessActivityLog",
        "customer_history": "accessActivityLog",
        "payment_check": "accessActivityLog",
    },
}
"""By reason: pieces that have a field of their own. Everything else is in `uncategorizedText`."""


def shopify_fields(packet: Packet) -> ShopifyFields:
    """
    Return texts and slot of one packet.

    The approved text opens `uncategorizedText`; each sentence stands in one field only.
    """
    own = _FIELDS.get(packet.reason_code, {})
    parts: dict[str, list[str]] = {"uncategorizedText": [_head(packet)]}
    for statement in packet.statements:
        parts.setdefault(own.get(statement.piece, "uncategorizedText"), []).append(_told(statement))
    parts["uncategorizedText"] += [
        f"Tracking: {one.carrier} {one.number}".strip() for one in packet.trackings
    ]
    texts = {name: "\n".join(filter(None, lines))[:LONGEST_TEXT] for name, lines in parts.items()}
    return ShopifyFields(texts, _SLOTS.get(packet.reason_code, ANYTHING))


def _head(packet: Packet) -> str:
    about = f"Order {packet.order}." if packet.order else ""
    return "\n".join(part for part in (packet.summary, about) if part)


def _told(statement: Statement) -> str:
    return f"{statement.title}: {statement.sentence}"
