"""
The Record of a PayPal dispute: what the platform says, as values.

Every field but `dispute_id` and `brand` may be missing, as in PayPal's
specification (Customer Disputes API v1, no required field). Codes are kept
verbatim, also those that are new to the bot. Nothing is concluded here: the
readings (whose turn, won or lost, recovered) are in `dispute_readings.py`, the
words for people in `dispute_words.py`, the JSON in `platforms/paypal/records.py`.

A missing text is ``""``, a missing instant or amount is None, a missing list is
``()``. Instants are aware and in UTC.
"""

from dataclasses import dataclass
from datetime import datetime

from sheets_bot.domain.money import Money


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the disputed payment (`disputed_transactions[].items[]`)."""

    item_id: str = ""
    name: str = ""
    quantity: str = ""
    """As PayPal sends it: text."""
    reason: str = ""
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """One disputed payment (`disputed_transactions[]`)."""

    seller_transaction_id: str = ""
    """The payment as the merchant knows it; only the details call gives it."""
    buyer_transaction_id: str = ""
    """Another id of the same payment; of no use for finding the order."""
    reference_id: str = ""
    created_at: datetime | None = None
    status: str = ""
    """`transaction_status`, e.g. COMPLETED, HELD, REFUNDED, PARTIALLY_REFUNDED."""
    gross: Money | None = None
    invoice_number: str = ""
    custom: str = ""
    buyer_name: str = ""
    """Personal: shown only as `masking.masked_name` leaves it."""
    merchant_id: str = ""
    protection_eligible: bool | None = None
    """`seller_protection_eligible`. A hint of PayPal's, not a guarantee (PayPal disputes FAQ)."""
    protection_type: str = ""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message in the case (`messages[]`). Its text is untrusted and may be personal."""

    posted_by: str = ""
    """BUYER, SELLER or ARBITER."""
    at: datetime | None = None
    content: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One entry of `evidences[]`: asked for or handed in, as *source* says."""

    evidence_type: str = ""
    source: str = ""
    """REQUESTED_FROM_SELLER, SUBMITTED_BY_SELLER, ..."""
    at: datetime | None = None
    stage: str = ""
    item_id: str = ""
    notes: str = ""
    document_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SupportingInfo:
    """One entry of `supporting_info[]`: facts added while PayPal reviews."""

    source: str = ""
    at: datetime | None = None
    stage: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Adjudication:
    """One decision of PayPal's (`adjudications[]`)."""

    kind: str = ""
    """`type`: DENY_BUYER, PAYOUT_TO_BUYER, PAYOUT_TO_SELLER or RECOVER_FROM_SELLER."""
    reason: str = ""
    at: datetime | None = None
    stage: str = ""


@dataclass(frozen=True, slots=True)
class MoneyMovement:
    """One booking (`money_movements[]`); the only place where fees appear."""

    party: str = ""
    """`affected_party`: SELLER, BUYER or PAYMENT_PROCESSOR."""
    kind: str = ""
    """`type`: DEBIT or CREDIT, seen from the party."""
    reason: str = ""
    amount: Money | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfferEvent:
    """One step in the history of an offer (`offer.history[]`)."""

    kind: str = ""
    """`event_type`: PROPOSED, ACCEPTED or DENIED."""
    actor: str = ""
    at: datetime | None = None
    offer_type: str = ""
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What buyer and seller propose to each other (`offer`)."""

    offer_type: str = ""
    buyer_requested: Money | None = None
    seller_offered: Money | None = None
    history: tuple[OfferEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispute:
    """One case between a buyer and a brand. Names in backquotes are PayPal's."""

    dispute_id: str
    brand: str
    created_at: datetime | None = None
    """`create_time`. The list cuts it to whole seconds, the details do not: never compare the two."""
    updated_at: datetime | None = None
    """`update_time`: orders what we have seen of a case."""
    reason: str = ""
    status: str = ""
    """The same for all parties: OPEN, WAITING_FOR_SELLER_RESPONSE, UNDER_REVIEW, RESOLVED, ..."""
    state: str = ""
    """`dispute_state`, seen from our side: REQUIRED_ACTION, APPEALABLE, RESOLVED, ..."""
    stage: str = ""
    """`dispute_life_cycle_stage`. CHARGEBACK is PayPal's claim, not a chargeback of a card."""
    channel: str = ""
    """`dispute_channel`: INTERNAL (at PayPal), EXTERNAL (card issuer or bank), ALERT."""
    amount: Money | None = None
    """`dispute_amount`; may be less than the payment."""
    due_at: datetime | None = None
    """`seller_response_due_date`: no answer by then closes the case for the buyer."""
    buyer_due_at: datetime | None = None
    """`buyer_response_due_date`."""
    expected_at: datetime | None = None
    """`extensions...product_details.expected_delivery_date`, as the buyer told PayPal."""
    contact_outcome: str = ""
    """`extensions.merchant_contacted_outcome`: NO_RESPONSE, FIXED or NOT_FIXED, as the buyer tells it."""
    external_reason_code: str = ""
    outcome_code: str = ""
    """`dispute_outcome.outcome_code`."""
    amount_refunded: Money | None = None
    """`dispute_outcome.amount_refunded`: what the buyer got, whoever paid it."""
    allowed_refund: Money | None = None
    """`refund_details.allowed_refund_amount`: the most that may be refunded."""
    transactions: tuple[Transaction, ...] = ()
    messages: tuple[Message, ...] = ()
    evidences: tuple[Evidence, ...] = ()
    supporting_info: tuple[SupportingInfo, ...] = ()
    adjudications: tuple[Adjudication, ...] = ()
    movements: tuple[MoneyMovement, ...] = ()
    offer: Offer | None = None
    links: tuple[str, ...] = ()
    """`links[].rel` with underscores, e.g. ``provide_evidence``: what PayPal lets us do now."""
    offer_types: tuple[str, ...] = ()
    """`allowed_response_options.make_offer.offer_types`: what may be offered; empty where not told."""
