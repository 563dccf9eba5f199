"""
What a dispute Record means: whose turn, how it ended, what was kept and paid.

Pure readings of one `Dispute`, each with the source of its rule. No deadlines
(`deadlines.py`), no words for people (`dispute_words.py`), no rows
(`dispute_rows.py`). A code that is new to the bot never becomes a known one: the
reading is "not clear" or "check by hand", and the row says which code it was.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sheets_bot.domain.deadlines import Turn
from sheets_bot.domain.disputes.dispute import Adjudication, Dispute
from sheets_bot.domain.money import Money, total


class Result(StrEnum):
    """How a closed case ended; the text is what stands in the column `Outcome`."""

    WON = "Won"
    COVERED = "Covered"
    """PayPal paid the buyer and we kept the money: no verdict on our evidence."""
    LOST = "Lost"
    CONCEDED = "Conceded"
    WITHDRAWN = "Withdrawn"
    CHECK = "Check by hand"


# PayPal disputes FAQ: which outcome codes count as won and lost. The specification spells FAVOUR, the FAQ
# FAVOR. What DENIED and NONE mean for the money is not said anywhere, so a person looks.
_RESULTS = {
    "RESOLVED_SELLER_FAVOUR": Result.WON,
    "RESOLVED_WITH_PAYOUT": Result.COVERED,
    "RESOLVED_BUYER_FAVOUR": Result.LOST,
    "ACCEPTED": Result.CONCEDED,
    "CANCELED_BY_BUYER": Result.WITHDRAWN,
    "DENIED": Result.CHECK,
    "NONE": Result.CHECK,
}
# Customer Disputes API v1: `status` is the same for all parties, `dispute_state` is seen from our side.
_TURN_BY_STATUS = {
    "WAITING_FOR_SELLER_RESPONSE": Turn.YOU,
    "WAITING_FOR_BUYER_RESPONSE": Turn.BUYER,
    "UNDER_REVIEW": Turn.PLATFORM,
    "RESOLVED": Turn.NOBODY,
}
_TURN_BY_STATE = {
    "REQUIRED_ACTION": Turn.YOU,
    "REQUIRED_OTHER_PARTY_ACTION": Turn.BUYER,
    "UNDER_PAYPAL_REVIEW": Turn.PLATFORM,
    "RESOLVED": Turn.NOBODY,
    "APPEALABLE": Turn.APPEAL,
}
_ANSWERS = frozenset(
    {"send_message", "make_offer", "accept_claim", "provide_evidence", "acknowledge_return_item"}
)
_LONGEST_REFERENCE = 127


def whose_turn(dispute: Dispute) -> Turn:
    """
    Say who has to do something now.

    If either `status` or `dispute_state` says that it is us, it is: a needless
    look costs a minute, a missed answer the case. An open inquiry is ours while
    PayPal gives a due date or a link to answer with ("no link, no action").
    """
    by_status = _TURN_BY_STATUS.get(dispute.status)
    by_state = _TURN_BY_STATE.get(dispute.state)
    if by_status is Turn.NOBODY:
        appeals = by_state is Turn.APPEAL or "appeal" in dispute.links
        return Turn.APPEAL if appeals else Turn.NOBODY
    if Turn.YOU in {by_status, by_state}:
        return Turn.YOU
    if "OPEN" in {dispute.status, dispute.state.removesuffix("_INQUIRIES")}:
        can_answer = dispute.due_at is not None or _ANSWERS.intersection(dispute.links)
        return Turn.YOU if can_answer else Turn.UNKNOWN
    return by_status or by_state or Turn.UNKNOWN


def is_closed(dispute: Dispute) -> bool:
    """True when the case is decided or ended, even if an appeal is open to us."""
    return whose_turn(dispute) in {Turn.NOBODY, Turn.APPEAL}


def needs_answer(dispute: Dispute) -> bool:
    """True when the case waits for us, or when it is not clear for whom it waits."""
    return whose_turn(dispute) in {Turn.YOU, Turn.UNKNOWN}


def result_of(dispute: Dispute) -> Result | None:
    """How the case ended; None while it is open, also after it was reopened."""
    if not is_closed(dispute):
        return None
    return _RESULTS.get(_one_spelling(dispute.outcome_code), Result.CHECK)


def outcome_is_known(dispute: Dispute) -> bool:
    """False for an outcome code that the bot has never heard of."""
    return not dispute.outcome_code or _one_spelling(dispute.outcome_code) in _RESULTS


def at_stake(dispute: Dispute) -> Money | None:
    """What the case can still cost, fees apart: the disputed amount while it is open, then zero."""
    amount = disputed_amount(dispute)
    if amount is None or not is_closed(dispute):
        return amount
    return Money(0, amount.currency)


def disputed_amount(dispute: Dispute) -> Money | None:
    """`dispute_amount`, or else the amount of the one disputed payment; None if neither is given."""
    if dispute.amount is not None:
        return dispute.amount
    gross = [transaction.gross for transaction in dispute.transactions if transaction.gross is not None]
    return gross[0] if len(gross) == 1 else None


def recovered(dispute: Dispute) -> Money | None:
    """
    How much of the disputed amount the brand kept; None while open or where it cannot be known.

    Covered: all of it, since PayPal paid the refund. Otherwise the disputed
    amount less `amount_refunded`, which for a lost or conceded case without that
    figure is all of it. A withdrawn case without the figure counts as kept unless
    the payment shows a refund. Never below zero.
    """
    result, amount = result_of(dispute), disputed_amount(dispute)
    if result in {None, Result.CHECK} or amount is None:
        return None
    if result is Result.COVERED:
        return amount
    refunded = dispute.amount_refunded
    if refunded is None:
        if result in {Result.LOST, Result.CONCEDED}:
            return Money(0, amount.currency)
        return amount if result is Result.WON else _kept_after_withdrawal(dispute, amount)
    if refunded.currency != amount.currency:
        return None
    return Money(max(0, amount.minor - refunded.minor), amount.currency)


def fees(dispute: Dispute) -> Money | None:
    """
    The fees booked to us for this case, in its currency: debits less credits.

    `money_movements` is the only place where PayPal shows them. None where there
    are no movements at all, or where a fee is in another currency than the case.
    """
    amount = disputed_amount(dispute)
    if not dispute.movements or amount is None:
        return None
    booked = _fees_booked(dispute)
    if any(fee.currency != amount.currency for fee in booked):
        return None
    return total(booked, amount.currency)


def has_mixed_currencies(dispute: Dispute) -> bool:
    """True when the refund or a fee is in another currency than the case, so that neither is worked out."""
    amount = disputed_amount(dispute)
    others = [*_fees_booked(dispute), dispute.amount_refunded]
    return amount is not None and any(m is not None and m.currency != amount.currency for m in others)


def closed_at(dispute: Dispute) -> datetime | None:
    """
    When the case ended; None while it is open. PayPal has no field for it, so this is inferred.

    A verdict (won, covered, lost) closed with the last adjudication, anything else
    with the last settlement booked; failing that, with PayPal's last update.
    """
    result = result_of(dispute)
    if result is None:
        return None
    if result in {Result.WON, Result.COVERED, Result.LOST}:
        known = _latest(adjudication.at for adjudication in dispute.adjudications)
    else:
        known = _latest(m.at for m in dispute.movements if m.reason == "DISPUTE_SETTLEMENT")
    return known or dispute.updated_at


def paid_at(dispute: Dispute) -> datetime | None:
    """When the disputed payment was made, the first one of several; None if PayPal does not say."""
    return min((paid.created_at for paid in dispute.transactions if paid.created_at), default=None)


def answered_at(dispute: Dispute) -> datetime | None:
    """When we handed in our first evidence; None if none is seen. A message is no answer to a claim."""
    ours = [e.at for e in dispute.evidences if e.source == "SUBMITTED_BY_SELLER" and e.at is not None]
    return min(ours, default=None)


def messaged_at(dispute: Dispute) -> datetime | None:
    """When our last message came to stand in the case; None if none is seen."""
    return _latest(message.at for message in dispute.messages if message.posted_by == "SELLER")


def buyer_wrote_at(dispute: Dispute) -> datetime | None:
    """When the buyer's last message came to stand in the case; None if none is seen."""
    return _latest(message.at for message in dispute.messages if message.posted_by == "BUYER")


def buyer_texts(dispute: Dispute) -> list[str]:
    """What the buyer wrote in the case. Untrusted, and may be personal: no cell ever holds it."""
    return [message.content for message in dispute.messages if message.posted_by == "BUYER"]


def last_decision(dispute: Dispute) -> Adjudication | None:
    """PayPal's latest adjudication that gives a reason; None before the first."""
    reasoned = [decision for decision in dispute.adjudications if decision.reason]
    dated = [decision for decision in reasoned if decision.at is not None]
    if dated:
        return max(dated, key=lambda decision: (decision.at is not None, decision.at))
    return reasoned[-1] if reasoned else None


def order_reference(dispute: Dispute) -> str:
    """
    Return what the checkout wrote on the payment: `invoice_number`, or else `custom`.

    Several payments are joined with a comma. A longer `custom` is data of some
    checkout integration rather than a reference, and is left out.
    """
    found = (t.invoice_number or t.custom for t in dispute.transactions)
    return _joined(text for text in found if len(text) <= _LONGEST_REFERENCE)


def transaction_ids(dispute: Dispute) -> str:
    """Return the disputed payments as the merchant knows them, joined with a comma."""
    return _joined(transaction.seller_transaction_id for transaction in dispute.transactions)


def _fees_booked(dispute: Dispute) -> list[Money]:
    """Every fee booked to us; one that was given back is negative."""
    return [
        -movement.amount if movement.kind == "CREDIT" else movement.amount
        for movement in dispute.movements
        if movement.party == "SELLER" and movement.reason.endswith("_FEE") and movement.amount is not None
    ]


def _kept_after_withdrawal(dispute: Dispute, amount: Money) -> Money | None:
    statuses = {transaction.status for transaction in dispute.transactions}
    if "PARTIALLY_REFUNDED" in statuses:
        return None
    return Money(0, amount.currency) if statuses & {"REFUNDED", "REVERSED"} else amount


def _one_spelling(code: str) -> str:
    british = code.removesuffix("_FAVOR") + "_FAVOUR" if code.endswith("_FAVOR") else code
    return british.replace("CANCELLED", "CANCELED")


def _joined(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(text for text in texts if text))


def _latest(instants: Iterable[datetime | None]) -> datetime | None:
    return max((instant for instant in instants if instant is not None), default=None)
