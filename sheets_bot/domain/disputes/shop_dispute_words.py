"""
What Shopify's dispute codes mean: whose turn, how it ended, and the words for people.

Pure readings of one `ShopDispute`, from the enums of the Admin GraphQL schema. A code
that is new to the bot is returned as it came and counts as not clear; `news_in` says so
in a sentence for the row. No rows (`shop_dispute_rows.py`), no deadlines (`deadlines.py`).
"""

from datetime import datetime
from enum import StrEnum

from sheets_bot.domain.deadlines import Turn
from sheets_bot.domain.disputes.shop_dispute import ShopDispute
from sheets_bot.domain.money import Money

NEEDS_RESPONSE = "NEEDS_RESPONSE"
INQUIRY = "INQUIRY"


class ShopResult(StrEnum):
    """How a closed case ended; the text is what stands in the column `Outcome`, as for PayPal's cases."""

    WON = "Won"
    LOST = "Lost"
    CONCEDED = "Conceded"
    PREVENTED = "Prevented"
    """Refunded by the network's own rules before it became a chargeback: no fee, no verdict."""


_KINDS = {INQUIRY: "Inquiry", "CHARGEBACK": "Chargeback"}
_STATUSES = {
    NEEDS_RESPONSE: "Waiting for us",
    "UNDER_REVIEW": "The bank reviews it",
    "WON": "Won",
    "LOST": "Lost",
    "ACCEPTED": "Accepted",
    "PREVENTED": "Prevented",
    "CHARGE_REFUNDED": "Refunded",
}
STATUSES_AFTER_AN_ANSWER = frozenset(_STATUSES.values()) - {_STATUSES[NEEDS_RESPONSE]}
"""Words in which a case needs no response; one that does again has come back."""
_RESULTS = {
    "WON": ShopResult.WON,
    "LOST": ShopResult.LOST,
    "ACCEPTED": ShopResult.CONCEDED,
    "PREVENTED": ShopResult.PREVENTED,
    # No longer given; said of cases that we ended by a refund.
    "CHARGE_REFUNDED": ShopResult.CONCEDED,
}
_REASONS = {
    "BANK_CANNOT_PROCESS": "Bank could not process it",
    "CREDIT_NOT_PROCESSED": "Refund not received",
    "CUSTOMER_INITIATED": "Buyer objects, no reason given",
    "DEBIT_NOT_AUTHORIZED": "Debit not authorised",
    "DUPLICATE": "Charged twice",
    "FRAUDULENT": "Payment not authorised",
    "GENERAL": "General",
    "INCORRECT_ACCOUNT_DETAILS": "Wrong account details",
    "INSUFFICIENT_FUNDS": "Account without funds",
    "NONCOMPLIANT": "Against the network's rules",
    "PRODUCT_NOT_RECEIVED": "Item not received",
    "PRODUCT_UNACCEPTABLE": "Not as described",
    "SUBSCRIPTION_CANCELLED": "Charged after cancelling",
    "UNRECOGNIZED": "Payment not recognised",
}


def kind_words(code: str) -> str:
    """Return what the case is, e.g. ``Chargeback``."""
    return _KINDS.get(code, code)


def status_words(code: str) -> str:
    """Return where the case stands, e.g. ``Waiting for us``."""
    return _STATUSES.get(code, code)


def reason_words(code: str) -> str:
    """Return why the buyer complains, in the words that PayPal's cases have where they mean the same."""
    return _REASONS.get(code, code)


def channel_words(dispute: ShopDispute) -> str:
    """
    Return where the buyer filed: ``Card or bank`` where the network gave its code, else ``""``.

    PayPal's wallet and Klarna inside Shopify Payments have none (reported); nothing else tells them apart.
    """
    return "Card or bank" if dispute.network_code else ""


def result_of(dispute: ShopDispute) -> ShopResult | None:
    """How the case ended; None while it is open or its status is new to the bot."""
    return _RESULTS.get(dispute.status)


def whose_turn(dispute: ShopDispute, *, reopened_at: datetime | None) -> Turn:
    """
    Say who has to do something now. *reopened_at* is when the case was last seen to come back.

    A case that still needs a response, but of which evidence was sent, is with the bank:
    Shopify's status follows later. What was sent before it came back does not count.
    """
    if dispute.status in _RESULTS:
        return Turn.NOBODY
    if dispute.status == "UNDER_REVIEW":
        return Turn.SHOPIFY
    if dispute.status != NEEDS_RESPONSE:
        return Turn.UNKNOWN
    is_sent = dispute.sent_at is not None and (reopened_at is None or dispute.sent_at >= reopened_at)
    return Turn.SHOPIFY if is_sent else Turn.YOU


def at_stake(dispute: ShopDispute) -> Money | None:
    """What the case can still cost, fees apart: the amount while it is open, then zero."""
    if dispute.amount is None or dispute.status not in _RESULTS:
        return dispute.amount
    return Money(0, dispute.amount.currency)


def recovered(dispute: ShopDispute) -> Money | None:
    """
    How much of the amount the brand kept; None while open or where it cannot be known.

    All of a won case; nothing of a lost, conceded or prevented one. Of an inquiry that was
    not won nothing is known: no money moves for it, and it may become a chargeback.
    """
    result = result_of(dispute)
    if result is None or dispute.amount is None:
        return None
    if result is ShopResult.WON:
        return dispute.amount
    return None if dispute.kind == INQUIRY else Money(0, dispute.amount.currency)


def address_of(dispute: ShopDispute) -> str:
    """
    Return where the case is handled in the shop's admin; ``""`` where no address is known.

    The form has the number of the evidence, not of the dispute (reported; unverified). Without the right
    to read that, the order's page leads there.
    """
    if not dispute.shop:
        return ""
    admin = f"https://admin.shopify.com/store/{dispute.shop}"
    if dispute.evidence_id:
        return f"{admin}/payments/dispute_evidences/{dispute.evidence_id}"
    return f"{admin}/orders/{dispute.order_id}" if dispute.order_id else ""


def news_in(dispute: ShopDispute) -> list[str]:
    """Say in sentences which codes of this case are new to the bot; empty for none."""
    checked = (
        ("type", dispute.kind, _KINDS),
        ("status", dispute.status, _STATUSES),
        ("reason", dispute.reason, _REASONS),
    )
    return [
        f"Shopify's {what} {code[:60]!r} is new to the bot; look at the case in Shopify's admin."
        for what, code, known in checked
        if code and code not in known
    ]
