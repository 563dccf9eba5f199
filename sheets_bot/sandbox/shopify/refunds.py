"""
What came back: refunds, which have no reason but a note, and returns, which have one.

A refund whose money has not moved (pending, failed) is a refund all the same; only its transaction says so.
The transaction is in `payments.py`; why money really went back is known to `world/refunds.py` alone.
"""

from collections.abc import Callable
from typing import Any

from sheets_bot.sandbox.shopify.lines import line_in_parcel, line_node
from sheets_bot.sandbox.shopify.numbers import gid
from sheets_bot.sandbox.shopify.paging import head, in_order
from sheets_bot.sandbox.shopify.payments import refund_transaction
from sheets_bot.sandbox.shopify.shelf import Shelf
from sheets_bot.sandbox.shopify.values import bag, stamp
from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.refunds import Refund, Return

Node = dict[str, Any]
Parent = Callable[[], Node]

OLD_REASONS = {
    "color": "COLOR",
    "defective": "DEFECTIVE",
    "not-as-described": "NOT_AS_DESCRIBED",
    "other": "OTHER",
    "size-too-large": "SIZE_TOO_LARGE",
    "size-too-small": "SIZE_TOO_SMALL",
    "style": "STYLE",
    "unknown": "UNKNOWN",
    "unwanted": "UNWANTED",
    "wrong-item": "WRONG_ITEM",
}
"""The deprecated enum by the handle that took its place; a handle of the store's own is OTHER there."""


def lists(shelf: Shelf, order: Order, parent: Parent) -> Node:
    """Return the fields of an order about what came back; *parent* gives the order."""
    refunds = shelf.index.refunds.get(order.name, ())
    returns = shelf.index.returns.get(order.name, ())
    return {
        "refunds": lambda _info, **arguments: [
            refund_node(shelf, refund, parent) for refund in head(refunds, arguments)
        ],
        "returns": lambda _info, **arguments: in_order(
            returns, arguments, lambda one: return_node(shelf, one, parent)
        ),
    }


def refund_node(shelf: Shelf, refund: Refund, parent: Parent) -> Node:
    """Return a `Refund`."""
    order = refund.order
    going = next(
        (one for one in shelf.index.returns.get(order.name, ()) if one.number == refund.return_number), None
    )
    return {
        "__typename": "Refund",
        "id": gid("Refund", refund.number),
        "legacyResourceId": str(refund.number),
        "createdAt": stamp(refund.at),
        "processedAt": stamp(refund.at),
        "updatedAt": stamp(refund.updated_at),
        "note": refund.note or None,
        "totalRefundedSet": bag(refund.minor, order.brand.currency),
        "order": lambda _info: parent(),
        "return": lambda _info: return_node(shelf, going, parent) if going else None,
        "refundLineItems": lambda _info, **arguments: in_order(
            refund.line_places, arguments, lambda place: _line(shelf, refund, place)
        ),
        "transactions": lambda _info, **arguments: in_order(
            [refund], arguments, lambda one: refund_transaction(shelf, one, parent)
        ),
        "orderAdjustments": lambda _info, **arguments: in_order(_adjustments(refund), arguments, dict),
    }


def return_node(shelf: Shelf, one: Return, parent: Parent) -> Node:
    """Return a `Return`."""
    number = one.number
    siblings = shelf.index.returns.get(one.order.name, [])
    refunds = [
        refund for refund in shelf.index.refunds.get(one.order.name, ()) if refund.return_number == number
    ]
    return {
        "__typename": "Return",
        "id": gid("Return", number),
        "name": f"#{one.order.number}-R{siblings.index(one) + 1}",
        "status": one.status,
        "createdAt": stamp(one.at),
        "requestApprovedAt": None if one.status in {"REQUESTED", "DECLINED"} else stamp(one.at),
        "closedAt": stamp(one.updated_at) if one.status == "CLOSED" else None,
        "totalQuantity": one.order.lines[one.line_place].quantity,
        "order": lambda _info: parent(),
        "refunds": lambda _info, **arguments: in_order(
            refunds, arguments, lambda refund: refund_node(shelf, refund, parent)
        ),
        "returnLineItems": lambda _info, **arguments: in_order(
            [one], arguments, lambda returned: _returned_line(shelf, returned)
        ),
    }


def reason_definition(handle: str) -> Node:
    """Return the `ReturnReasonDefinition` with this handle."""
    place = list(OLD_REASONS).index(handle) if handle in OLD_REASONS else len(OLD_REASONS)
    return {
        "__typename": "ReturnReasonDefinition",
        "id": gid("ReturnReasonDefinition", place + 1),
        "handle": handle,
        "name": handle.replace("-", " ").capitalize(),
        "deleted": False,
    }


def _returned_line(shelf: Shelf, one: Return) -> Node:
    quantity = one.order.lines[one.line_place].quantity
    done = quantity if one.status == "CLOSED" else 0
    return {
        "__typename": "ReturnLineItem",
        "id": gid("ReturnLineItem", one.number),
        "quantity": quantity,
        "processableQuantity": quantity - done,
        "processedQuantity": done,
        "refundableQuantity": quantity - done,
        "refundedQuantity": done,
        "unprocessedQuantity": quantity - done,
        "returnReason": OLD_REASONS.get(one.reason_handle, "OTHER"),
        "returnReasonDefinition": None
        if one.reason_handle == "unknown"
        else reason_definition(one.reason_handle),
        "returnReasonNote": one.note,
        "customerNote": one.note or None,
        "fulfillmentLineItem": lambda _info: line_in_parcel(shelf, one.order, one.line_place),
    }


def _line(shelf: Shelf, refund: Refund, place: int) -> Node:
    line, currency = refund.order.lines[place], refund.order.brand.currency
    return {
        "id": gid("RefundLineItem", refund.number * 100 + place),
        "lineItem": lambda _info: line_node(shelf, refund.order, place),
        "quantity": line.quantity,
        "restockType": "NO_RESTOCK" if refund.return_number is None else "RETURN",
        "restocked": refund.return_number is not None,
        "priceSet": bag(line.unit_minor, currency),
        "subtotalSet": bag(line.quantity * line.unit_minor, currency),
    }


def _adjustments(refund: Refund) -> list[Node]:
    """Return what was given back beyond lines and shipping: a difference of the amount, and no reason."""
    lines = refund.order.lines
    goods = sum(lines[place].quantity * lines[place].unit_minor for place in refund.line_places)
    rest = refund.minor - goods - refund.shipping_minor
    if rest == 0:
        return []
    currency = refund.order.brand.currency
    return [
        {
            "__typename": "OrderAdjustment",
            "id": gid("OrderAdjustment", refund.number),
            "amountSet": bag(-rest, currency),
            "reason": "REFUND_DISCREPANCY",
            "taxAmountSet": bag(0, currency),
        }
    ]
