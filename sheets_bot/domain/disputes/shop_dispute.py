"""
The Record of a dispute in a shop: a chargeback or inquiry about a payment that Shopify took.

Every field but `dispute_id` and `brand` may be missing. Codes are kept verbatim, also
those that are new to the bot. Nothing is concluded here: the readings and words are in
`shop_dispute_words.py`, the rows in `shop_dispute_rows.py`, the GraphQL in
`platforms/shopify/`. Payments by PayPal's own checkout are disputed at PayPal
(`dispute.py`) and never come here.

A missing text is ``""``, a missing instant or amount is None. Instants are aware and in UTC.
"""

from dataclasses import dataclass
from datetime import datetime

from sheets_bot.domain.money import Money


@dataclass(frozen=True, slots=True)
class ShopDispute:
    """One dispute. Names in backquotes are those of Shopify's `ShopifyPaymentsDispute` (Admin GraphQL)."""

    dispute_id: str
    """Shopify's number of the dispute (`legacyResourceId`)."""
    brand: str
    shop: str = ""
    """The store's handle, for links into its admin."""
    kind: str = ""
    """`type`: INQUIRY (no money has moved) or CHARGEBACK."""
    status: str = ""
    """NEEDS_RESPONSE, UNDER_REVIEW, WON, LOST, ACCEPTED, PREVENTED, ..."""
    reason: str = ""
    """`reasonDetails.reason`, e.g. PRODUCT_NOT_RECEIVED; may change when a case comes back."""
    network_code: str = ""
    """`reasonDetails.networkReasonCode`, the card network's own, e.g. ``10.4``; wallets have none."""
    amount: Money | None = None
    """In the currency of the charge."""
    initiated_at: datetime | None = None
    due_at: datetime | None = None
    """`evidenceDueBy`: then Shopify sends by itself what is saved."""
    sent_at: datetime | None = None
    """`evidenceSentOn`; cleared when a case comes back (reported, unverified)."""
    finalized_at: datetime | None = None
    """`finalizedOn`."""
    evidence_id: str = ""
    """The number of its evidence, by which the admin finds the form; needs the right to read it."""
    order_id: str = ""
    """Shopify's number of the order; unknown where the order is too old or withheld."""
    order_name: str = ""
    """E.g. ``#1042``."""
    ordered_at: datetime | None = None
    customer_name: str = ""
    """Personal: shown only as `masking.masked_name` leaves it."""
