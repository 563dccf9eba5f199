"""
The policies of a store, as its owner wrote them into the admin: HTML, with links in it.

Two of the kinds that Shopify knows; a store need not have any other. Orders are in `orders.py`.
"""

from typing import Any

from sheets_bot.sandbox.shopify.numbers import gid, number_of
from sheets_bot.sandbox.shopify.values import stamp
from sheets_bot.sandbox.world.brands import Brand

_REFUNDS = (
    "<h2>Returns</h2><p>You can return unworn items within <strong>30 days</strong> of delivery for a full "
    "refund.</p><p>Write to us first; we send the label &amp; the address.</p>"
    "<ul><li>Refunds are paid to the original payment method.</li><li>Allow 10 working days.</li></ul>"
)
_SHIPPING = (
    "<p>We ship within 5 working days.</p><p>The delivery date shown at checkout is the latest one. A "
    "tracking link comes by e-mail when the parcel leaves.</p>"
)
_TEXTS = {
    "REFUND_POLICY": ("Refund policy", _REFUNDS),
    "SHIPPING_POLICY": ("Shipping policy", _SHIPPING),
}
"""Title and body by `ShopPolicyType`."""


def policy_nodes(brand: Brand, since: float) -> list[dict[str, Any]]:
    """Return every `ShopPolicy` of a store; *since* is when it was written."""
    return [
        {
            "__typename": "ShopPolicy",
            "id": gid("ShopPolicy", number_of(f"{brand.slug} {kind}")),
            "type": kind,
            "title": title,
            "body": f'{body}<p>More at <a href="{brand.site}/policies">{brand.site}/policies</a>.</p>',
            "createdAt": stamp(since),
            "updatedAt": stamp(since),
            "url": f"{brand.site}/policies/{title.lower().replace(' ', '-')}",
        }
        for kind, (title, body) in _TEXTS.items()
    ]
