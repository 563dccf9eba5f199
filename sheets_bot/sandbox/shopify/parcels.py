"""
What was sent: fulfilments with tracking and events, and fulfilment orders for what is still to be sent.

Of a carrier that Shopify does not follow it knows the number and nothing else: no event, no date of
delivery. Cancelled fulfilments stay in the list. Where a parcel truly stands is in `world/parcels.py`.
"""

from collections.abc import Callable
from typing import Any

from sheets_bot.sandbox.shopify.lines import line_in_parcel
from sheets_bot.sandbox.shopify.numbers import gid, number_of, order_number, parcel_number
from sheets_bot.sandbox.shopify.paging import head, in_order
from sheets_bot.sandbox.shopify.shelf import Shelf
from sheets_bot.sandbox.shopify.values import COUNTRIES, stamp
from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.parcels import LABEL_STATUSES, Parcel, Scan, promised_at

Node = dict[str, Any]
Parent = Callable[[], Node]

EVENTS_PER_PARCEL = 1_000
"""Room for the numbers of a parcel's events."""

UNKNOWN_SCAN = "RETURNING_TO_SENDER"
"""Only in a newer version of the enum; sent where the world is hostile."""


def fulfilment_status(shelf: Shelf, order: Order) -> str:
    """Return `displayFulfillmentStatus`."""
    places = len(shelf.shipped_places(order))
    if places == 0:
        return "UNFULFILLED"
    return "FULFILLED" if places == len(order.lines) else "PARTIALLY_FULFILLED"


def lists(shelf: Shelf, order: Order, parent: Parent) -> Node:
    """Return the fields of an order about what was sent; *parent* gives the order."""
    parcels = shelf.parcels.get(order.name, ())
    return {
        "fulfillments": lambda _info, **arguments: [
            fulfilment_node(shelf, parcel, parent) for parcel in head(parcels, arguments)
        ],
        "fulfillmentsCount": {"count": len(parcels), "precision": "EXACT"},
        "fulfillmentOrders": lambda _info, **arguments: in_order(
            [order], arguments, lambda one: _fulfilment_order(shelf, one, parent)
        ),
    }


def fulfilment_node(shelf: Shelf, parcel: Parcel, parent: Parent) -> Node:
    """Return a `Fulfillment`."""
    number, order = parcel_number(parcel), parcel.order
    moved = [scan.at for scan in parcel.scans if scan.status not in LABEL_STATUSES]
    return {
        "__typename": "Fulfillment",
        "id": gid("Fulfillment", number),
        "legacyResourceId": str(number),
        "name": f"#{order.number}-F{parcel.place}",
        "status": "SUCCESS" if parcel.cancelled_at is None else "CANCELLED",
        "displayStatus": _display_status(parcel),
        "createdAt": stamp(parcel.created_at),
        "updatedAt": stamp(parcel.updated_at if parcel.tracked else parcel.created_at),
        "inTransitAt": stamp(moved[0]) if parcel.tracked and moved else None,
        "estimatedDeliveryAt": stamp(parcel.expected_at) if parcel.tracked else None,
        "deliveredAt": stamp(parcel.delivered_at) if parcel.tracked else None,
        "requiresShipping": True,
        "totalQuantity": sum(order.lines[place].quantity for place in parcel.line_places),
        "trackingInfo": lambda _info, **arguments: head([_tracking(parcel)], arguments),
        "location": lambda _info: _location(parcel.supplier),
        "service": lambda _info: _service(parcel),
        "order": lambda _info: parent(),
        "events": lambda _info, **arguments: in_order(
            enumerate(_scans(shelf, parcel)), arguments, lambda one: _event(parcel, *one)
        ),
        "fulfillmentLineItems": lambda _info, **arguments: in_order(
            parcel.line_places, arguments, lambda place: line_in_parcel(shelf, order, place)
        ),
        "fulfillmentOrders": lambda _info, **arguments: in_order(
            [order], arguments, lambda one: _fulfilment_order(shelf, one, parent)
        ),
    }


def _display_status(parcel: Parcel) -> str:
    if parcel.cancelled_at is not None:
        return "CANCELED"
    if not parcel.tracked or not parcel.scans:
        return "FULFILLED"
    return "DELIVERED" if parcel.delivered_at is not None else parcel.scans[-1].status


def _tracking(parcel: Parcel) -> Node:
    address = f"https://tracking.example/{parcel.number}" if parcel.number else None
    return {"company": parcel.carrier or None, "number": parcel.number or None, "url": address}


def _location(supplier: str) -> Node:
    number = number_of(supplier)
    return {
        "__typename": "Location",
        "id": gid("Location", number),
        "legacyResourceId": str(number),
        "name": supplier,
        "isActive": True,
    }


def _service(parcel: Parcel) -> Node:
    handle = parcel.supplier.lower().replace(" ", "-")
    return {
        "id": f"{gid('FulfillmentService', number_of(parcel.supplier))}?id=true",
        "handle": handle,
        "serviceName": parcel.supplier,
        "trackingSupport": parcel.tracked,
        "type": "THIRD_PARTY",
    }


def _scans(shelf: Shelf, parcel: Parcel) -> list[Scan]:
    if not parcel.tracked:
        return []
    if shelf.hostile and parcel.returned_at is not None:
        return [*parcel.scans, Scan(parcel.returned_at, UNKNOWN_SCAN, message="=1+1")]
    return parcel.scans


def _event(parcel: Parcel, place: int, scan: Scan) -> Node:
    return {
        "__typename": "FulfillmentEvent",
        "id": gid("FulfillmentEvent", parcel_number(parcel) * EVENTS_PER_PARCEL + place + 1),
        "status": scan.status,
        "happenedAt": stamp(scan.at),
        "createdAt": stamp(scan.at),
        "message": scan.message or None,
        "address1": None,
        "city": scan.city or None,
        "zip": scan.postal_code or None,
        "country": COUNTRIES.get(scan.country, scan.country) or None,
        "province": None,
        "latitude": None,
        "longitude": None,
        "estimatedDeliveryAt": stamp(parcel.expected_at),
    }


def _fulfilment_order(shelf: Shelf, order: Order, parent: Parent) -> Node:
    """Return the one `FulfillmentOrder` of an order; an unpaid order is held."""
    number = order_number(order)
    status = _plan_status(shelf, order)
    parcels = shelf.parcels.get(order.name, ())
    hold = {
        "__typename": "FulfillmentHold",
        "id": gid("FulfillmentHold", number),
        "displayReason": "Awaiting payment",
        "handle": None,
        "heldByRequestingApp": False,
        "reason": "AWAITING_PAYMENT",
        "reasonNotes": None,
    }
    return {
        "__typename": "FulfillmentOrder",
        "id": gid("FulfillmentOrder", number),
        "status": status,
        "requestStatus": "CLOSED" if status == "CLOSED" else "UNSUBMITTED",
        "createdAt": stamp(order.placed_at),
        "updatedAt": stamp(shelf.updated_at(order)),
        "fulfillAt": stamp(order.placed_at),
        "fulfillBy": None,
        "fulfillmentHolds": [hold] if status == "ON_HOLD" else [],
        "assignedLocation": {
            "name": parcels[0].supplier if parcels else "Warehouse",
            "city": None,
            "countryCode": order.brand.home,
            "location": None,
        },
        "deliveryMethod": {
            "__typename": "DeliveryMethod",
            "id": gid("DeliveryMethod", number),
            "methodType": "SHIPPING",
            "presentedName": "Standard",
            "serviceCode": "standard",
            "minDeliveryDateTime": None,
            "maxDeliveryDateTime": stamp(promised_at(order)),
        },
        "order": lambda _info: parent(),
        "orderId": gid("Order", number),
        "orderName": f"#{order.number}",
        "orderProcessedAt": stamp(order.placed_at),
        "fulfillments": lambda _info, **arguments: in_order(
            parcels, arguments, lambda parcel: fulfilment_node(shelf, parcel, parent)
        ),
    }


def _plan_status(shelf: Shelf, order: Order) -> str:
    if shelf.cancellation(order):
        return "CANCELLED"
    if order.denied:
        return "ON_HOLD"
    places = len(shelf.shipped_places(order))
    if places == len(order.lines):
        return "CLOSED"
    return "IN_PROGRESS" if places else "OPEN"
