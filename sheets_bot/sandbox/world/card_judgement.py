"""
What a card's bank makes of the evidence: its slots and words held against the facts of the order.

Pure; the sister of `judgement.py`, with its bands. Files cannot be read here, so a file counts as a
paper of its slot, and what the texts name is checked. The draw itself is in `bank.py`.
"""

from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.grounds import Grounds
from sheets_bot.sandbox.world.judgement import (
    MOST_SHARE,
    NOT_RECEIVED_BY_STATE,
    REFUND_PROVEN,
    UNAUTHORISED_BY_STATE,
    WORDS_PART,
)
from sheets_bot.sandbox.world.schemes import worth_of
from sheets_bot.sandbox.world.well_said import names_date, names_goods, names_number_of, names_order

FRIENDLY_PART = 0.6
STOLEN_SHARE = 0.12
"""Of answered cases of stolen cards few are won (9 % by one study), of the others nearly half (44 %)."""
UNLINKED_PART = 0.5
"""Papers without the number of a parcel of this order."""


def believed_share(case: Chargeback, grounds: Grounds) -> float:
    """Return how many of such cases a bank decides for the seller (0..1), before its own distrust."""
    if not case.sent:
        return 0.0
    words = " ".join(text for slot, text in case.sent.items() if not slot.endswith("File"))
    if grounds.refunded_minor >= case.amount_minor and any(
        refund.provider_id in words or str(refund.number) in words or names_date(words)
        for refund in grounds.refunds
    ):
        return REFUND_PROVEN.share
    form = worth_of(case)
    if case.reason == "PRODUCT_NOT_RECEIVED":
        return NOT_RECEIVED_BY_STATE[grounds.state].share * form * _linked_part(case, grounds, words)
    if case.reason == "FRAUDULENT":
        if case.trouble.cause == "true_fraud":
            return STOLEN_SHARE * form
        known = UNAUTHORISED_BY_STATE[grounds.state].share * FRIENDLY_PART
        return known * form * _linked_part(case, grounds, words)
    points = sum((names_order(grounds.order, words), names_goods(grounds.order, words), names_date(words)))
    shown = any(slot.endswith("File") for slot in case.sent)
    part = WORDS_PART[min(points + 2 * shown, len(WORDS_PART) - 1)]
    return min(MOST_SHARE, case.trouble.win_share * max(form, 0.6) * part)


def _linked_part(case: Chargeback, grounds: Grounds, words: str) -> float:
    linked = names_number_of(grounds.parcels, words) or "shippingDocumentationFile" in case.sent
    return 1.0 if linked else UNLINKED_PART
