"""
PayPal's dispute codes in plain words.

A code that is new to the bot is returned as it came, never mapped to "other",
and `news_in` says so in a sentence for the row. Adjudication codes are in
`decision_words.py`; what a code means is in `dispute_readings.py`.
"""

from collections.abc import Collection, Iterable

from sheets_bot.domain.disputes.decision_words import decision_is_known
from sheets_bot.domain.disputes.dispute import Dispute
from sheets_bot.domain.disputes.dispute_readings import outcome_is_known

# All codes: Customer Disputes API v1, specification 1.10.
_REASONS = {
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": "Item not received",
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": "Not as described",
    "UNAUTHORISED": "Payment not authorised",
    "CREDIT_NOT_PROCESSED": "Refund not received",
    "DUPLICATE_TRANSACTION": "Charged twice",
    "INCORRECT_AMOUNT": "Wrong amount",
    "PAYMENT_BY_OTHER_MEANS": "Paid in another way",
    "CANCELED_RECURRING_BILLING": "Charged after cancelling",
    "PROBLEM_WITH_REMITTANCE": "Problem with a transfer",
    "OTHER": "Other",
}
# CHARGEBACK is PayPal's claim stage, not a chargeback of a card: that is the channel EXTERNAL.
_STAGES = {
    "INQUIRY": "Inquiry",
    "CHARGEBACK": "Claim",
    "PRE_ARBITRATION": "Pre-arbitration",
    "ARBITRATION": "Arbitration",
}
_CHANNELS = {
    "INTERNAL": "PayPal",
    "EXTERNAL": "Card or bank",
    "ALERT": "Alert before a chargeback",
}
_STATUSES = {
    "OPEN": "Open",
    "WAITING_FOR_SELLER_RESPONSE": "Waiting for us",
    "WAITING_FOR_BUYER_RESPONSE": "Waiting for the buyer",
    "UNDER_REVIEW": "PayPal reviews it",
    "RESOLVED": "Closed",
    "OTHER": "Other",
}
_STATES = frozenset(
    {"OPEN_INQUIRIES", "REQUIRED_ACTION", "REQUIRED_OTHER_PARTY_ACTION"}
    | {"UNDER_PAYPAL_REVIEW", "APPEALABLE", "RESOLVED"}
)
PROTECTED = "eligible"
"""Of a payment that PayPal marks for its seller protection: a hint, no guarantee (PayPal disputes FAQ)."""

_ACTIONS = {
    "provide_evidence": "Provide evidence",
    "provide_supporting_info": "Add information",
    "send_message": "Send message",
    "make_offer": "Make offer",
    "acknowledge_return_item": "Acknowledge return",
    "accept_claim": "Accept claim",
    "escalate": "Escalate",
    "appeal": "Appeal",
}
_REPLACEMENT = "REPLACEMENT_WITHOUT_REFUND"
_OFFERS = {
    "REFUND": "refund",
    "REFUND_WITH_RETURN": "refund with return",
    "REFUND_WITH_REPLACEMENT": "refund with replacement",
    _REPLACEMENT: "replacement",
}
# Links that every answer has, and acts that PayPal offers in its sandbox only.
_NO_ACTIONS = frozenset({"self", "detail", "adjudicate", "require_evidence"})


def reason_words(code: str) -> str:
    """Return why the buyer complains, e.g. ``Item not received``."""
    return _REASONS.get(code, code)


def stage_words(code: str) -> str:
    """Return how far the case has gone, e.g. ``Claim``."""
    return _STAGES.get(code, code)


def channel_words(code: str) -> str:
    """Return where the buyer filed, e.g. ``Card or bank``."""
    return _CHANNELS.get(code, code)


def status_words(code: str) -> str:
    """Return where the case stands, e.g. ``Waiting for us``."""
    return _STATUSES.get(code, code)


def allowed_words(links: Iterable[str], offer_types: Collection[str] = ()) -> str:
    """
    Return what PayPal allows now, joined with commas; ``""`` for nothing. Unknown links stay.

    Where *offer_types* names what may be offered and a replacement is not among it, the words for the offer
    name it too, so that whoever looks for the plain words does not find them.
    """
    offered = set(links) - _NO_ACTIONS
    known = [words for code, words in _ACTIONS.items() if code in offered]
    if offer_types and _REPLACEMENT not in offer_types:
        told = " or ".join(_OFFERS.get(code, code) for code in offer_types)
        plain = _ACTIONS["make_offer"]
        known = [f"{plain} ({told})" if words == plain else words for words in known]
    return ", ".join([*known, *sorted(offered - _ACTIONS.keys())])


def protection_words(dispute: Dispute) -> str:
    """Return `PROTECTED` where every disputed payment is marked so; ``""`` where PayPal does not say."""
    told = [paid.protection_eligible for paid in dispute.transactions]
    if not told or None in told:
        return ""
    return PROTECTED if all(told) else "not eligible"


def news_in(dispute: Dispute) -> list[str]:
    """Say in sentences which codes of this case are new to the bot; empty for none."""
    checked = [
        ("reason", dispute.reason, dispute.reason in _REASONS),
        ("status", dispute.status, dispute.status in _STATUSES),
        ("state", dispute.state, dispute.state in _STATES),
        ("stage", dispute.stage, dispute.stage in _STAGES),
        ("channel", dispute.channel, dispute.channel in _CHANNELS),
        ("outcome", dispute.outcome_code, outcome_is_known(dispute)),
    ]
    checked += [("offer", code, code in _OFFERS) for code in dispute.offer_types]
    checked += [("decision", a.reason, decision_is_known(a.reason)) for a in dispute.adjudications]
    return [
        f"PayPal's {what} {code[:60]!r} is new to the bot; look at the case on PayPal."
        for what, code, known in dict.fromkeys(checked)
        if code and not known
    ]
