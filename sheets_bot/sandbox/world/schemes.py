"""
The rules of card chargebacks as far as they are published: reasons, codes, dates, what evidence is worth.

Pure. Reasons and slots after Shopify's help page on chargeback reasons and Stripe's
dispute categories, which Shopify Payments uses; what nobody has published is
marked "ours".
"""

import random

from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.dice import weighted
from sheets_bot.sandbox.world.orders import DAY_SECONDS
from sheets_bot.sandbox.world.troubles import CREDIT, NOT_AS_DESCRIBED, NOT_RECEIVED, UNAUTHORISED, Trouble

FEE_MINOR = 1500
"""About 15 USD for a chargeback, back when won; none for an inquiry."""

REASONS = {
    NOT_RECEIVED: "PRODUCT_NOT_RECEIVED",
    NOT_AS_DESCRIBED: "PRODUCT_UNACCEPTABLE",
    UNAUTHORISED: "FRAUDULENT",
    CREDIT: "CREDIT_NOT_PROCESSED",
    "DUPLICATE_TRANSACTION": "DUPLICATE",
}

VISA_CODES = {
    "PRODUCT_NOT_RECEIVED": "13.1",
    "PRODUCT_UNACCEPTABLE": "13.3",
    "FRAUDULENT": "10.4",
    "CREDIT_NOT_PROCESSED": "13.7",
    "DUPLICATE": "12.6.1",
}
MASTERCARD_CODES = {"FRAUDULENT": "4837", "DUPLICATE": "4834"}
"""Mastercard's code for the other consumer disputes is 4853."""

MASTERCARD_SHARE = 0.35

WANTED_FIELDS = {
    "PRODUCT_NOT_RECEIVED": {"shippingDocumentationFile", "uncategorizedText"},
    "PRODUCT_UNACCEPTABLE": {"refundRefusalExplanation", "customerCommunicationFile", "uncategorizedText"},
    "FRAUDULENT": {"accessActivityLog", "shippingDocumentationFile", "uncategorizedText"},
    "UNRECOGNIZED": {"accessActivityLog", "uncategorizedText"},
    "CREDIT_NOT_PROCESSED": {"refundPolicyDisclosure", "refundRefusalExplanation"},
    "DUPLICATE": {"uncategorizedText", "uncategorizedFile"},
}
"""Slots of the evidence that fit a reason."""


def reason_of(trouble: Trouble) -> str:
    """Return what the bank calls the complaint, in Shopify's words."""
    if trouble.cause == "unrecognised_descriptor":
        return "UNRECOGNIZED"
    return REASONS.get(trouble.reason, "GENERAL")


def network_code_of(trouble: Trouble, throw: random.Random) -> str:
    """Return the network's code; empty for a reason that has none."""
    reason = reason_of(trouble)
    mastercard = throw.random() < MASTERCARD_SHARE
    if reason not in VISA_CODES:
        return ""
    return MASTERCARD_CODES.get(reason, "4853") if mastercard else VISA_CODES[reason]


def due_at_of(asked_at: float, throw: random.Random) -> float:
    """
    Return until when evidence is wanted: 7 to 21 days later.

    Half of the real dates of one merchant fell before 08:00 UTC, and many at 23:00.
    """
    day = (asked_at // DAY_SECONDS + throw.randint(8, 21)) * DAY_SECONDS
    minute = weighted(
        throw, [(throw.randrange(8 * 60), 0.5), (23 * 60, 0.3), (throw.randrange(24 * 60), 0.2)]
    )
    return day + minute * 60


def worth_of(case: Chargeback) -> float:
    """Return how much of a good answer was sent (0..1); what does not fit is worth a third (ours)."""
    if not case.sent:
        return 0.0
    wanted = WANTED_FIELDS.get(case.reason, {"uncategorizedText"})
    fits = len(wanted & case.sent.keys())
    return 1.0 if fits >= 2 or fits == len(wanted) else 0.6 if fits else 0.34
