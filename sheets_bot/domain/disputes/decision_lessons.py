"""
What a lost case teaches: a lesson for each of PayPal's adjudication codes, in one clause.

A code that stands for no fault of ours says so, and one of which nobody knows what to learn says that too.
The codes and their words are in `decision_words.py`; when a lesson is told, in `dispute_rows.py`.
"""

from sheets_bot.domain.disputes.decision_words import decision_is_known

NO_LESSON = "none known."
"""Of a code that PayPal publishes and that teaches nothing: most of them decide for the seller."""

# By lesson; a star stands for whatever follows. Most are the field's, the last six ours.
_CODES = {
    "a clock was missed; answer in the first shift, even briefly.": """
        NO_SELLER_RESPONSE* SELLER_NOT_REACHABLE
    """,
    "wrong document; wait for the delivery scan and show the address.": """
        POS_SUBMITTED_INSTEAD_OF_POD NO_PROOF_OF_DELIVERY INVALID_DELIVERY_PROOF* INVALID_PROOF_OF_SHIPMENT
        NO_VALID_SHIPMENT_PROOF ITEM_NOT_DELIVERED DELIVERED_WITHOUT_REQUIRED_SIGNATURE*
        OTHER_ISSUE_WITH_PROOF_OF_SHIPMENT*
    """,
    "carrier or number wrong, or the supplier gave a dead number; test the link before handing in.": """
        INVALID_TRACKING INVALID_PROOF_UNABLE_TO_TRACK NO_SHIPMENT_TRACKING_PROVIDED*
        PROOF_OF_TRACKING_NOT_SUBMITTED
    """,
    "sold before it could be shipped; check stock and supplier lead time.": """
        UNUSED_SHIPPING_LABEL ITEM_NOT_SHIPPED ITEM_OUT_OF_STOCK* SHIPPING_COMPANY_WONT_SHIP
        SELLER_SHIPPED_OR_FULFILLED_BEYOND_ALLOWED_PERIOD
    """,
    "the delivery promise is too short for this route; correct the shop's text.": """
        IN_TRANSIT_BEYOND_TIMEFRAME* DELIVERY_AFTER_EXPECTED*
    """,
    "show a scan with the recipient's address, and ship only to the address on the payment.": """
        NOT_SHIPPED_TO_CORRECT_ADDRESS DELIVERED_TO_* INVALID_PROOF_DELIVERED_TO_* ADDRESS_NOT_PRESENT*
        SHIPPING_ADDRESS_NOT_PRESENT* INVALID_PROOF_ITEM_RETURNED_TO_SENDER
    """,
    "listing or supplier; compare the item with its page.": """
        ITEM_NOT_AS_ADVERTISED ITEM_NOT_AS_DESCRIBED ITEM_OF_DIFFERENT_QUALITY_OR_QUANTITY ITEM_EMPTY_BOX
        ITEM_SERVICE_MISREPRESENTED ITEM_UNUSABLE ITEM_MISSING_QUANTITY_OR_QUALITY
        VALUE_AFFECTED_SIGNIFICANTLY SERVICE_NOT_COMPLETED_AS_AGREED
    """,
    "a promise or process of ours failed; refund what was promised, in full and in time.": """
        SELLER_REFUSED_RETURN SELLER_REFUSED_REFUND SELLER_PROMISED_REFUND_NOT_ISSUED REFUND_AMOUNT_MISMATCH
        BUYER_ATTEMPTED_RETURN BUYER_PROVIDED_CREDIT_RECEIPT DELIVERY_OR_SERVICE_REFUSED
        ITEM_RETURNED_TO_SELLER VALID_RETURN_DELIVERY_PROOF* VALID_RETURN_SHIPMENT_PROOF
        TRANSACTION_CANCELLED_BEFORE_SHIPMENT_SERVICE_DATE
    """,
    "the evidence must carry order number and transaction id.": """
        EVIDENCE_CANNOT_BE_LINKED_TO_TRANSACTION INSUFFICIENT_EVIDENCE* INVALID_DOCUMENTATION INVALID_EVIDENCE
    """,
    "none; this is no verdict on the evidence.": """
        TRUSTED_BUYER_PAYOUT GOODWILL_PAYOUT REPRESENTED_BY_PAYPAL PROTECTED_BY_PAYPAL
        EFFORTLESS_SELLER_PROTECTION PROTECTION_POLICY_APPLIES
    """,
    "tracking cannot answer what the goods were like; show the listing, the variant and the policy.": """
        TRACKING_PROOF_NOT_ENOUGH
    """,
    "appeal only with something that PayPal has not seen.": """
        MULTIPLE_APPEALS_WITH_SAME_REASON INVALID_APPEAL_REASON
    """,
    "the charge was wrong; give back the one too many, or the difference, before there is a case.": """
        DUPLICATE_ADD_FUNDS DUPLICATE_PAYMENT* PROOF_OF_DUPLICATE_DENIED_OR_INSUFFICIENT
        SELLER_ACCEPTED_MULTIPLE_PAYMENTS SELLER_RECEIVED_PAYMENT_TWICE_OR_FOR_REPLACEMENT
        SELLER_SURCHARGED_BUYER PROOF_OF_INCORRECT_TRANSACTION_AMOUNT_ACCEPTED
        CUSTOMER_CHARGED_INCORRECT_AMOUNT
    """,
    "charge nothing after a cancellation, and announce each change beforehand.": """
        PROOF_OF_BILLING_AFTER_CANCELLATION_ACCEPTED BUYER_CANCELLED_SERVICE
        BILLING_AGREEMENT_CHANGE_NOT_DISCLOSED BILLING_AGREEMENT_DATE_CHANGE_NOT_DISCLOSED
    """,
    "show the refund with its number, amount and date.": "INVALID_REFUND_PROOF",
    "none; we settled it ourselves.": """
        SELLER_AGREED_* SELLER_ISSUED_* INQUIRY_OFFER_* PARTIAL_REFUND_* PAYMENT_REVERSED_ALREADY
    """,
}
_LESSONS = {code: lesson for lesson, codes in _CODES.items() for code in codes.split() if code[-1] != "*"}
_BY_BEGINNING = {
    code[:-1]: lesson for lesson, codes in _CODES.items() for code in codes.split() if code[-1] == "*"
}


def lesson_of(code: str) -> str:
    """
    Return what a lost case with this code teaches, in one clause.

    `NO_LESSON` for a code that is published and teaches nothing; ``""`` for one that is new to the bot,
    unless its beginning tells.
    """
    found = _LESSONS.get(code) or next(
        (lesson for beginning, lesson in _BY_BEGINNING.items() if code.startswith(beginning)), ""
    )
    return found or (NO_LESSON if decision_is_known(code) else "")
