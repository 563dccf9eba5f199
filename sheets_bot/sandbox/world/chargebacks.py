"""
Chargebacks and inquiries of orders paid by card, as the shop's own payments keep them.

State only; `bank.py` changes it. `kind` may turn from INQUIRY to CHARGEBACK under
the same number; a case that was won may come back. Amounts are minor units of the
brand's currency, instants are seconds since 1970.
"""

from dataclasses import dataclass, field

from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.troubles import Trouble

OPEN_STATUSES = frozenset({"NEEDS_RESPONSE", "UNDER_REVIEW"})


@dataclass(slots=True)
class Chargeback:
    """One dispute about a payment by card."""

    number: int
    """Shopify's number of the dispute."""
    evidence_number: int
    order: Order
    trouble: Trouble
    """What really went wrong."""
    kind: str
    """INQUIRY or CHARGEBACK, now."""
    initiated_as: str
    """What it began as; stays."""
    reason: str
    """Of Shopify's `ShopifyPaymentsDisputeReason`, e.g. PRODUCT_NOT_RECEIVED."""
    network_code: str
    """The card network's code, e.g. ``13.1``; empty where there is none."""
    status: str
    """Of Shopify's `DisputeStatus`: NEEDS_RESPONSE, UNDER_REVIEW, WON, LOST, ACCEPTED or PREVENTED."""
    amount_minor: int
    initiated_at: float
    due_at: float | None
    """Evidence due by, in this round; None where none was ever wanted."""
    updated_at: float
    luck: float
    """0..1, drawn once: the bank decides for the seller when it is below what the evidence is worth."""
    sent_at: float | None = None
    """When the evidence of this round went to the bank, by hand or on the due date by itself."""
    sent_by: str = ""
    """``person`` or ``due date``."""
    finalized_at: float | None = None
    """When it was decided, conceded or prevented."""
    saved: dict[str, str] = field(default_factory=dict)
    """Text fields of the evidence by GraphQL name, e.g. ``uncategorizedText``; kept when it reopens."""
    files: dict[str, str] = field(default_factory=dict)
    """Files of the evidence: id by slot."""
    saved_at: float | None = None
    """When anything was last saved or attached."""
    sent: dict[str, str] = field(default_factory=dict)
    """What went to the bank in this round."""
    round: int = 1
    """Counts up when it comes back."""
    fee_minor: int = 0
    neglected: bool = False
    """The simulated person never gets round to it; somebody else may."""

    @property
    def is_open(self) -> bool:
        """True until it is decided, conceded or prevented."""
        return self.status in OPEN_STATUSES
