"""
What a buyer complains of, in the families that the playbook goes by.

Codes are PayPal's (Customer Disputes API v1, `reason`) and Shopify's (Admin GraphQL 2026-10,
ShopifyPaymentsDisputeReason). A code that is new to the bot has no family: a person decides, and the
code stays as it came. A reason that says nothing (other, general) takes the family of what a
person typed as root cause, or of the card network's code.
"""

from dataclasses import dataclass
from enum import StrEnum

from sheets_bot.domain.tab_rows import TabRow, text_in


class Family(StrEnum):
    """The text is what stands in the tab `Playbook`."""

    INR = "INR"
    """Item not received."""
    SNAD = "SNAD"
    """Significantly not as described."""
    FRAUD = "FRAUD"
    CREDIT = "CREDIT"
    """A refund that did not come."""
    BILLING = "BILLING"
    SUBS = "SUBS"
    """Charged after a cancellation."""
    MISC = "MISC"


NOT_RECOGNISED = frozenset({"UNRECOGNIZED"})
TRANSFER = frozenset({"PROBLEM_WITH_REMITTANCE"})
TECHNICAL = frozenset(
    {"BANK_CANNOT_PROCESS", "INCORRECT_ACCOUNT_DETAILS", "INSUFFICIENT_FUNDS", "NONCOMPLIANT"}
)
SAYS_NOTHING = frozenset({"OTHER", "GENERAL", "CUSTOMER_INITIATED"})
"""Reasons under which anything may stand."""

FAMILIES = {
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": Family.INR,
    "PRODUCT_NOT_RECEIVED": Family.INR,
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": Family.SNAD,
    "PRODUCT_UNACCEPTABLE": Family.SNAD,
    "UNAUTHORISED": Family.FRAUD,
    "FRAUDULENT": Family.FRAUD,
    "UNRECOGNIZED": Family.FRAUD,
    "DEBIT_NOT_AUTHORIZED": Family.FRAUD,
    "CREDIT_NOT_PROCESSED": Family.CREDIT,
    "DUPLICATE": Family.BILLING,
    "DUPLICATE_TRANSACTION": Family.BILLING,
    "PAYMENT_BY_OTHER_MEANS": Family.BILLING,
    "INCORRECT_AMOUNT": Family.BILLING,
    "CANCELED_RECURRING_BILLING": Family.SUBS,
    # Shopify's schema spells it so; older texts leave one L out.
    "SUBSCRIPTION_CANCELLED": Family.SUBS,
    "SUBSCRIPTION_CANCELED": Family.SUBS,
    **dict.fromkeys(TRANSFER | TECHNICAL | SAYS_NOTHING, Family.MISC),
}
"""Family of every reason code that is known."""

# Codes of the column `Root cause`, by what a buyer complains of where that is the cause (ours).
_CAUSES = {
    Family.INR: "late_delivery not_shipped label_only lost misdelivered returned_to_sender customs_hold",
    Family.SNAD: "quality_defect damaged wrong_item missing_item not_as_described size_fit colour_style "
    "counterfeit_claim",
    Family.FRAUD: "true_fraud account_takeover unrecognised_descriptor",
    Family.CREDIT: "refund_not_processed refund_slow",
    Family.BILLING: "duplicate_charge wrong_amount",
    Family.SUBS: "subscription_terms",
}
_BY_CAUSE = {cause: family for family, causes in _CAUSES.items() for cause in causes.split()}
# Visa and Mastercard (docs.stripe.com/disputes/categories; docs.antom.com). Only codes that mean one family.
_BY_NETWORK = {
    **dict.fromkeys(("10.1", "10.2", "10.3", "10.4", "10.5"), Family.FRAUD),
    **dict.fromkeys(("4837", "4840", "4849", "4863", "4870", "4871"), Family.FRAUD),
    **dict.fromkeys(("13.1", "13.9"), Family.INR),
    **dict.fromkeys(("13.3", "13.4", "13.5"), Family.SNAD),
    **dict.fromkeys(("13.6", "13.7"), Family.CREDIT),
    **dict.fromkeys(("12.6.1", "12.6.2"), Family.BILLING),
    "13.2": Family.SUBS,
}


@dataclass(frozen=True, slots=True)
class FamilyFound:
    """The family of a case, and why where the reason alone did not say."""

    family: Family | None
    """None for a reason that is new to the bot."""
    why: str = ""
    as_if: str = ""
    """A reason code that says the same, for what goes by codes; ``""`` where the reason itself does."""


def family_of(dispute: TabRow) -> FamilyFound:
    """Return the family of a row of `Disputes`."""
    code = text_in(dispute, "reason_code")
    family = FAMILIES.get(code)
    if code not in SAYS_NOTHING:
        return FamilyFound(family)
    cause, network = text_in(dispute, "root_cause"), text_in(dispute, "network_code")
    if cause in _BY_CAUSE:
        why = f"The reason says nothing; taken by your root cause {cause}."
        return FamilyFound(_BY_CAUSE[cause], why, _as_if(_BY_CAUSE[cause], cause))
    if network in _BY_NETWORK:
        why = f"The reason says nothing; taken by the network's code {network}."
        return FamilyFound(_BY_NETWORK[network], why, _as_if(_BY_NETWORK[network], ""))
    return FamilyFound(family)


def _as_if(family: Family, cause: str) -> str:
    if cause == "wrong_amount":
        return "INCORRECT_AMOUNT"
    return next(code for code, each in FAMILIES.items() if each is family)
