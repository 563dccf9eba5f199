"""
Lines: the articles of an order, and which parcel they went into.
"""

from typing import Any

from sheets_bot.sandbox.shopify.numbers import gid, part_number
from sheets_bot.sandbox.shopify.shelf import Shelf
from sheets_bot.sandbox.shopify.values import bag
from sheets_bot.sandbox.world.orders import Order

SIZES = ("XS", "XL", "S", "M", "L")
"""How the article numbers end; the longer ones first."""


def line_node(shelf: Shelf, order: Order, place: int) -> dict[str, Any]:
    """Return the *place*-th `LineItem`, counted from 0."""
    line, currency = order.lines[place], order.brand.currency
    went_back = any(place in refund.line_places for refund in shelf.index.refunds.get(order.name, ()))
    left = 0 if went_back else line.quantity
    size = next((size for size in SIZES if line.sku.endswith(size)), "")
    total = bag(line.quantity * line.unit_minor, currency)
    return {
        "__typename": "LineItem",
        "id": gid("LineItem", part_number(order, place + 1)),
        "sku": line.sku,
        "name": f"{line.name} - {size}",
        "title": line.name,
        "variantTitle": size,
        "vendor": order.brand.name,
        "quantity": line.quantity,
        "currentQuantity": left,
        "refundableQuantity": left,
        "unfulfilledQuantity": 0 if place in shelf.shipped_places(order) else line.quantity,
        "requiresShipping": True,
        "isGiftCard": False,
        "customAttributes": [],
        "originalUnitPriceSet": bag(line.unit_minor, currency),
        "originalTotalSet": total,
        "discountedTotalSet": lambda _info, **_arguments: total,
    }


def line_in_parcel(shelf: Shelf, order: Order, place: int) -> dict[str, Any]:
    """Return the `FulfillmentLineItem` of the *place*-th line."""
    return {
        "__typename": "FulfillmentLineItem",
        "id": gid("FulfillmentLineItem", part_number(order, place + 1)),
        "quantity": order.lines[place].quantity,
        "lineItem": lambda _info: line_node(shelf, order, place),
    }
