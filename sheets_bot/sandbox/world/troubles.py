"""
What goes wrong with an order: the true causes behind disputes.

The codes are those that the trackers use for root causes, so that a person's
coding can be held against the truth. The figures are this project's judgement
(no neutral statistics are published); they make an instructive season, not a
forecast. Values only.
"""

import random
from dataclasses import dataclass

from sheets_bot.sandbox.world.dice import weighted

NOT_RECEIVED = "MERCHANDISE_OR_SERVICE_NOT_RECEIVED"
NOT_AS_DESCRIBED = "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED"
UNAUTHORISED = "UNAUTHORISED"
CREDIT = "CREDIT_NOT_PROCESSED"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One true cause, and how a dispute about it tends to go."""

    cause: str
    weight: float
    reason: str
    """What the buyer claims, in PayPal's words."""
    days: tuple[int, int]
    """How long after the payment the buyer complains."""
    win_share: float
    """Of well answered cases, how many PayPal decides for the seller (0..1)."""
    calm_share: float
    """Of buyers whom the seller writes to in good time, how many withdraw (0..1)."""
    won_because: str
    lost_because: str
    story: str
    """What the buyer writes."""


TROUBLES = (
    Trouble(
        "late_delivery", 18, NOT_RECEIVED, (12, 30), 0.50, 0.50,
        "VALID_PROOF_OF_DELIVERY", "DELIVERY_AFTER_EXPECTED_DELIVERY_DATE",
        "It should have been here last week. Where is my parcel?",
    ),
    Trouble(
        "not_shipped", 5, NOT_RECEIVED, (10, 25), 0.03, 0.10,
        "DECISION_BASED_ON_AVAILABLE_INFORMATION", "ITEM_NOT_SHIPPED",
        "Nothing was ever sent. I have waited long enough.",
    ),
    Trouble(
        "label_only", 4, NOT_RECEIVED, (10, 22), 0.05, 0.15,
        "VALID_SHIPMENT_PROOF", "UNUSED_SHIPPING_LABEL",
        "The tracking has said 'label created' for two weeks.",
    ),
    Trouble(
        "lost", 7, NOT_RECEIVED, (18, 38), 0.08, 0.10,
        "VALID_SHIPMENT_PROOF", "NO_PROOF_OF_DELIVERY",
        "The tracking stopped moving and nobody can tell me where it is.",
    ),
    Trouble(
        "misdelivered", 4, NOT_RECEIVED, (8, 20), 0.20, 0.15,
        "VALID_PROOF_OF_DELIVERY", "NOT_SHIPPED_TO_CORRECT_ADDRESS",
        "It says delivered but that is not my address.",
    ),
    Trouble(
        "returned_to_sender", 3, NOT_RECEIVED, (14, 28), 0.35, 0.25,
        "DELIVERY_OR_SERVICE_REFUSED", "ITEM_NOT_DELIVERED",
        "The carrier sent it back and I have no dress and no money.",
    ),
    Trouble(
        "customs_hold", 2, NOT_RECEIVED, (14, 32), 0.40, 0.35,
        "VALID_SHIPMENT_PROOF", "DELIVERY_AFTER_EXPECTED_DELIVERY_DATE",
        "Stuck in customs. You never told me about this.",
    ),
    Trouble(
        "no_support_reply", 4, NOT_RECEIVED, (9, 20), 0.55, 0.60,
        "VALID_PROOF_OF_DELIVERY", "SELLER_NOT_REACHABLE",
        "I wrote three times and nobody answered.",
    ),
    Trouble(
        "friendly_fraud_suspected", 5, NOT_RECEIVED, (7, 25), 0.80, 0.20,
        "VALID_PROOF_OF_DELIVERY_WITH_SIGNATURE", "TRUSTED_BUYER_PAYOUT",
        "I did not get it.",
    ),
    Trouble(
        "quality_defect", 10, NOT_AS_DESCRIBED, (8, 30), 0.30, 0.20,
        "ITEM_SOLD_AS_DESCRIBED", "ITEM_OF_DIFFERENT_QUALITY_OR_QUANTITY",
        "The seam came apart after one evening.",
    ),
    Trouble(
        "damaged", 4, NOT_AS_DESCRIBED, (6, 18), 0.15, 0.15,
        "ITEM_NOT_DAMAGED", "VALUE_AFFECTED_SIGNIFICANTLY",
        "It arrived with a large stain.",
    ),
    Trouble(
        "wrong_item", 5, NOT_AS_DESCRIBED, (6, 18), 0.08, 0.25,
        "ITEM_SOLD_AS_DESCRIBED", "ITEM_NOT_AS_DESCRIBED",
        "I ordered the coat and got a scarf.",
    ),
    Trouble(
        "not_as_described", 6, NOT_AS_DESCRIBED, (7, 22), 0.30, 0.15,
        "ITEM_SERVICE_NOT_MISREPRESENTED", "ITEM_NOT_AS_ADVERTISED",
        "This is polyester. The page said silk.",
    ),
    Trouble(
        "size_fit", 7, NOT_AS_DESCRIBED, (6, 20), 0.70, 0.45,
        "ITEM_SOLD_AS_DESCRIBED", "SELLER_REFUSED_RETURN",
        "It is two sizes too small.",
    ),
    Trouble(
        "colour_style", 3, NOT_AS_DESCRIBED, (6, 20), 0.55, 0.40,
        "ITEM_VALUE_UNAFFECTED", "ITEM_NOT_AS_ADVERTISED",
        "The green is not the green of the picture.",
    ),
    Trouble(
        "changed_mind", 3, NOT_AS_DESCRIBED, (5, 15), 0.65, 0.50,
        "ITEM_SERVICE_NOT_MISREPRESENTED", "SELLER_REFUSED_RETURN",
        "I do not want it any more.",
    ),
    Trouble(
        "refund_not_processed", 5, CREDIT, (20, 45), 0.25, 0.30,
        "VALID_PROOF_OF_REFUND", "SELLER_AGREED_TO_ISSUE_CREDIT",
        "I returned it weeks ago and still have no refund.",
    ),
    Trouble(
        "refund_slow", 2, CREDIT, (18, 35), 0.85, 0.60,
        "SELLER_ISSUED_REFUND", "INVALID_REFUND_PROOF",
        "You said five days. It has been ten.",
    ),
    Trouble(
        "duplicate_charge", 2, "DUPLICATE_TRANSACTION", (2, 12), 0.45, 0.40,
        "BUYER_BILLED_ONLY_ONCE", "SELLER_RECEIVED_PAYMENT_TWICE_OR_FOR_REPLACEMENT",
        "I was charged twice for one order.",
    ),
    Trouble(
        "wrong_amount", 1, "INCORRECT_AMOUNT", (2, 12), 0.55, 0.40,
        "DOCUMENTATION_MATCHES_AMOUNT_CHARGED", "PROOF_OF_INCORRECT_TRANSACTION_AMOUNT_ACCEPTED",
        "I was charged more than the total I confirmed.",
    ),
    Trouble(
        "unrecognised_descriptor", 3, UNAUTHORISED, (10, 35), 0.75, 0.50,
        "CUSTOMER_RECOGNIZES_TRANSACTION", "DECISION_BASED_ON_AVAILABLE_INFORMATION",
        "I do not know this company.",
    ),
    Trouble(
        "household_unaware", 3, UNAUTHORISED, (8, 30), 0.75, 0.50,
        "NOT_AN_UNAUTHORIZED_TRANSACTION", "DECISION_BASED_ON_AVAILABLE_INFORMATION",
        "Nobody here ordered this.",
    ),
    Trouble(
        "true_fraud", 5, UNAUTHORISED, (5, 30), 0.35, 0.0,
        "PROTECTED_BY_PAYPAL", "INELIGIBLE_SELLER_PROTECTION_POLICY",
        "My account was used without my knowledge.",
    ),
    Trouble(
        "platform_error", 1, "OTHER", (3, 20), 0.40, 0.30,
        "TRANSACTION_PROCESSED_CORRECTLY", "DECISION_BASED_ON_AVAILABLE_INFORMATION",
        "Something went wrong at the checkout.",
    ),
)  # fmt: skip

BY_CAUSE = {trouble.cause: trouble for trouble in TROUBLES}


def some_trouble(throw: random.Random) -> Trouble:
    """Choose what goes wrong."""
    return weighted(throw, [(trouble, trouble.weight) for trouble in TROUBLES])
