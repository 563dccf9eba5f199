"""
What order, payments, refunds and PayPal's decision say about a cause.

Refunds bring the reason that was noted with them (`domain/orders/refund_reasons.py`); PayPal's reasons for
a decision that name a cause are in `causes.toml`. Nothing of what the customer claims is believed here.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from sheets_bot.domain.cases.families import Family, family_of
from sheets_bot.domain.causes.by_mail import category_in
from sheets_bot.domain.causes.cause import GROUPS, causes
from sheets_bot.domain.causes.clue import Clue, Complaint, Source
from sheets_bot.domain.disputes.decision_words import decision_words
from sheets_bot.domain.join.match_charges import charges_in
from sheets_bot.domain.money import total
from sheets_bot.domain.orders.order_words import risk_words
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.tab_rows import TabRow, instant_in, money_in, text_in, whole_in

_RETURN = "Return or refund"
_FRAUD_LIKELY = risk_words("CANCEL")


def clues_of_order(complaint: Complaint) -> Iterator[Clue]:
    """Yield what is on record about the order and its money, the row's own first."""
    if complaint.tab == "Refunds":
        yield from _refund_reason(complaint.key, complaint.row)
    if complaint.tab == "Disputes":
        yield from _decision(complaint.row)
        yield from _money(complaint)
    yield from _never_sent(complaint)
    if complaint.topic == "fraud" and text_in(complaint.order, "risk") == _FRAUD_LIKELY:
        yield Clue("true_fraud", Source.ORDER, "Shopify's fraud advice: fraud likely (Orders)")
    for key, row in sorted(complaint.case.refunds.items()) if complaint.case else ():
        if key != complaint.key:
            yield from _refund_reason(key, row)


def _refund_reason(key: str, row: TabRow) -> Iterator[Clue]:
    code = text_in(row, "reason")
    if code in causes():
        words = f"refund {key}: {text_in(row, 'reason_from')} (Refunds)"
        yield Clue(code, Source.ORDER, words, frozenset({"delivery", "product"}))


def _decision(row: TabRow) -> Iterator[Clue]:
    decided = text_in(row, "decision").partition(". Lesson:")[0]
    code = _by_decision().get(decided)
    if code:
        yield Clue(code, Source.ORDER, f'PayPal decided: "{decided}" (Disputes)', frozenset(GROUPS))


@cache
def _by_decision() -> Mapping[str, str]:
    """Return causes by PayPal's reason for a decision, as it stands in the column `Decision`."""
    return {decision_words(each): code for code, cause in causes().items() for each in cause.decisions}


def _money(complaint: Complaint) -> Iterator[Clue]:
    """Yield what charges and refunds say to a claim about money."""
    family, reason = family_of(complaint.row).family, text_in(complaint.row, "reason_code")
    if family is Family.BILLING and complaint.case:
        yield from _wrong_amount(complaint) if reason == "INCORRECT_AMOUNT" else _charged_twice(complaint)
    if family is Family.CREDIT and complaint.case:
        yield from _refund_due(complaint)


def _charged_twice(complaint: Complaint) -> Iterator[Clue]:
    charges = [charge.money for charge in charges_in(text_in(complaint.order, "charges"))]
    twice = next((money for money in charges if charges.count(money) > 1), None)
    if twice:
        yield Clue("duplicate_charge", Source.ORDER, f"{twice} was charged more than once (Orders)")


def _wrong_amount(complaint: Complaint) -> Iterator[Clue]:
    price = money_in(complaint.order, "total")
    charges = [charge.money for charge in charges_in(text_in(complaint.order, "charges"))]
    if price is None or not charges or any(money.currency != price.currency for money in charges):
        return
    paid = total(charges, price.currency)
    if paid.minor > price.minor:
        yield Clue("wrong_amount", Source.ORDER, f"charged {paid}, order total {price} (Orders)")


def _refund_due(complaint: Complaint) -> Iterator[Clue]:
    assert complaint.case is not None
    refunds = sorted(complaint.case.refunds.items())
    if not refunds:
        yield from _refund_owed(complaint)
    for key, row in refunds:
        paid, at = money_in(row, "paid"), instant_in(row, "refunded")
        if paid is None or not paid.minor:
            words = f"refund {key} was entered and has not been paid (Refunds)"
            yield Clue("refund_not_processed", Source.ORDER, words)
        elif at and complaint.at and at > complaint.at:
            words = f"refund {key} was paid{complaint.on(at)}, after the complaint (Refunds)"
            yield Clue("refund_slow", Source.ORDER, words)


def _refund_owed(complaint: Complaint) -> Iterator[Clue]:
    """Yield it where something beside the claim itself says that money was to go back, and none did."""
    assert complaint.case is not None
    rest, code = "and no refund is on record", "refund_not_processed"
    cancelled = instant_in(complaint.order, "cancelled")
    if cancelled and not (complaint.at and cancelled > complaint.at):
        words = f"the order was cancelled{complaint.on(cancelled)}, {rest} (Orders, Refunds)"
        yield Clue(code, Source.ORDER, words)
    for key, row in complaint.parcels.items():
        if text_in(row, "state") == ShipState.RETURNED:
            yield Clue(code, Source.ORDER, f"{key} is coming back or came back, {rest} (Parcels, Refunds)")
    for key, row in sorted(complaint.case.threads.items()):
        wrote = instant_in(row, "first_in")
        if category_in(row) == _RETURN and wrote and not (complaint.at and wrote > complaint.at):
            words = f"mail {key}{complaint.on(wrote)} is about a return or refund, {rest} (Inbox, Refunds)"
            yield Clue(code, Source.MAIL, words)


def _never_sent(complaint: Complaint) -> Iterator[Clue]:
    """Yield it where the shop itself has no parcel of an order that should have left."""
    order, due = complaint.order, instant_in(complaint.order, "ship_by")
    states = {text_in(row, "state") for row in complaint.parcels.values()}
    if states - {ShipState.NOT_SHIPPED.value} or whole_in(order, "parcels") != 0:
        return
    if due and due < complaint.now and not instant_in(order, "cancelled"):
        words = f"no parcel was sent; it should have left by{complaint.on(due).removeprefix(' on')} (Orders)"
        yield Clue("not_shipped", Source.ORDER, words, frozenset({"product", "service"}))
