"""
Disputes of orders paid through Shopify: inquiries and chargebacks, and the evidence that goes with each.

The evidence has a number of its own. What a round has left behind stays in it when the case comes
back. PayPal's own disputes are not here and never were. Decisions are `world/bank.py`'s; saving and
sending are in `evidence.py`.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sheets_bot.sandbox.shopify.numbers import gid, parcel_number
from sheets_bot.sandbox.shopify.shelf import Shelf
from sheets_bot.sandbox.shopify.uploads import SLOTS, Upload
from sheets_bot.sandbox.shopify.values import COUNTRIES, address, money, stamp
from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.dice import dice
from sheets_bot.sandbox.world.orders import Order

Node = dict[str, Any]

TEXTS = (
    "accessActivityLog",
    "cancellationPolicyDisclosure",
    "cancellationRebuttal",
    "customerEmailAddress",
    "customerFirstName",
    "customerLastName",
    "refundPolicyDisclosure",
    "refundRefusalExplanation",
    "uncategorizedText",
)
"""The texts of the evidence that can be written."""

ADDRESS = "shippingAddress"

UNKNOWN_STATUS = "AWAITING_NETWORK"
UNKNOWN_REASON = "AGENT_PURCHASE_DENIED"
"""Values that no published version has; sent where the world is hostile."""

OrderNode = Callable[[Order], Node]


def dispute_node(shelf: Shelf, case: Chargeback, files: Sequence[Upload], order: OrderNode) -> Node:
    """Return a `ShopifyPaymentsDispute`; *order* makes the order's node, where the caller may see it."""
    odd = dice(case.number, "odd").random() if shelf.hostile else 1.0
    node: Node = {
        "__typename": "ShopifyPaymentsDispute",
        "id": gid("ShopifyPaymentsDispute", case.number),
        "legacyResourceId": str(case.number),
        "type": case.kind,
        "status": UNKNOWN_STATUS if odd < 0.2 else case.status,
        "initiatedAt": stamp(case.initiated_at),
        "evidenceDueBy": stamp(case.due_at),
        "evidenceSentOn": stamp(case.sent_at),
        "finalizedOn": stamp(case.finalized_at),
        "amount": money(case.amount_minor, case.order.brand.currency),
        "reasonDetails": {
            "reason": UNKNOWN_REASON if 0.2 <= odd < 0.4 else case.reason,
            "networkReasonCode": case.network_code or None,
        },
        "order": lambda _info: order(case.order) if shelf.shows(case.order) else None,
    }
    node["disputeEvidence"] = lambda _info: evidence_node(shelf, case, files, lambda: node)
    return node


def evidence_node(
    shelf: Shelf, case: Chargeback, files: Sequence[Upload], dispute: Callable[[], Node]
) -> Node:
    """Return a `ShopifyPaymentsDisputeEvidence` as it stands: saved, sent, or left from the last round."""
    order = case.order
    by_id = {upload.id: upload for upload in files}
    filled = {
        "customerEmailAddress": order.buyer.email,
        "customerFirstName": order.buyer.given_name,
        "customerLastName": order.buyer.surname,
    }
    return {
        "__typename": "ShopifyPaymentsDisputeEvidence",
        "id": gid("ShopifyPaymentsDisputeEvidence", case.evidence_number),
        "submitted": case.sent_at is not None,
        "dispute": lambda _info: dispute(),
        **{name: case.saved.get(name) or filled.get(name) for name in TEXTS},
        **{slot: _file(by_id.get(case.files.get(slot, ""))) for slot in SLOTS.values()},
        "disputeFileUploads": [upload.node() for upload in files],
        "billingAddress": lambda _info: address(order, "billing"),
        "shippingAddress": lambda _info: _shipping_address(case),
        "customerPurchaseIp": f"203.0.113.{dice(order.buyer.account_id, 'ip').randrange(1, 255)}",
        "productDescription": ", ".join(line.name for line in order.lines),
        "fulfillments": lambda _info: _fulfilments(shelf, order),
    }


def _file(upload: Upload | None) -> Node | None:
    return upload.node() if upload else None


def _shipping_address(case: Chargeback) -> Node:
    """Return what was saved over what checkout knew."""
    node = address(case.order, "evidence")
    saved = json.loads(case.saved.get(ADDRESS, "{}"))
    given = {name: value for name, value in saved.items() if name in node}
    if "countryCode" in saved:
        given |= {"countryCodeV2": saved["countryCode"], "country": COUNTRIES.get(saved["countryCode"])}
    return node | given


def _fulfilments(shelf: Shelf, order: Order) -> list[Node]:
    return [
        {
            "__typename": "ShopifyPaymentsDisputeFulfillment",
            "id": gid("ShopifyPaymentsDisputeFulfillment", parcel_number(parcel)),
            "shippingCarrier": parcel.carrier or None,
            "shippingDate": datetime.fromtimestamp(parcel.created_at, UTC).date().isoformat(),
            "shippingTrackingNumber": parcel.number or None,
        }
        for parcel in shelf.parcels.get(order.name, ())
        if parcel.cancelled_at is None
    ]
