"""
Who is right: a buyer's claims held against what carrier, checkout, mailbox and payments say.

For evidence and for honest concession alike. Each check says that our facts agree with the
claim, contradict it, or cannot tell, and names the fact with its source and time. Not
every platform passes on what the buyer claims, so the two claims that come up in most cases,
"nobody answered me" and "it is too late", are checked whether or not they were made. The scans are read in
`claim_delivery.py`; nothing is decided here about what to do.
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sheets_bot.domain.join.claim_delivery import (
    check_arrival,
    check_buyers_date,
    check_expected,
    check_not_received,
)
from sheets_bot.domain.join.claim_finding import Check, Verdict
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.join.match_charges import charges_in
from sheets_bot.domain.money import total
from sheets_bot.domain.tab_rows import TabRow, instant_in, money_in, text_in, whole_in
from sheets_bot.domain.when_words import moment_words

# PayPal: Customer Disputes API v1, `reason`. Shopify: Admin GraphQL 2026-10, ShopifyPaymentsDisputeReason.
_NOT_RECEIVED = frozenset({"MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "PRODUCT_NOT_RECEIVED"})
_NOT_AS_DESCRIBED = frozenset({"MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED", "PRODUCT_UNACCEPTABLE"})
_FRAUD = frozenset({"UNAUTHORISED", "FRAUDULENT", "UNRECOGNIZED", "DEBIT_NOT_AUTHORIZED"})
_TWICE = frozenset({"DUPLICATE_TRANSACTION", "DUPLICATE", "PAYMENT_BY_OTHER_MEANS"})
_AMOUNT = frozenset({"INCORRECT_AMOUNT"})
_NO_CREDIT = frozenset({"CREDIT_NOT_PROCESSED"})


def check_claims(dispute: TabRow, case: OrderCase, *, zone: ZoneInfo, now: datetime) -> list[Check]:
    """
    Return the checks for one row of `Disputes` whose order is known.

    Args:
        dispute: The row; `reason_code` decides what is checked.
        case: Everything about its order.
        zone: In which times are told.
        now: The present, for what was promised and has not come.
    """
    reason, opened = text_in(dispute, "reason_code"), instant_in(dispute, "opened")
    checks: list[Check] = []
    if reason in _NOT_RECEIVED:
        checks.append(check_not_received(case, opened, zone=zone))
        checks.append(check_expected(case, opened, zone=zone, now=now))
        expected = instant_in(dispute, "buyer_expected")
        if expected:
            checks.append(check_buyers_date(case, expected, zone=zone))
    if reason in _NOT_AS_DESCRIBED:
        checks.append(check_arrival(case, opened, zone=zone))
    if reason in _FRAUD:
        return [_not_authorised(case, zone)]
    if reason in _TWICE:
        checks.append(_charged_twice(case, zone))
    if reason in _AMOUNT:
        checks.append(_wrong_amount(case))
    if reason in _NO_CREDIT:
        checks.append(_refund_not_received(case, zone))
    # PayPal passes on what came of it when the buyer wrote to us (`merchant_contacted_outcome`).
    is_claimed = text_in(dispute, "buyer_contact") == "NO_RESPONSE"
    claim = "The buyer says that you never answered" if is_claimed else "You never answered"
    return [*checks, _never_answered(claim, case, opened, zone)]


def claim_text(checks: list[Check]) -> str:
    """Return the checks as text, one a line."""
    return "\n".join(map(str, checks))


def _never_answered(claim: str, case: OrderCase, opened: datetime | None, zone: ZoneInfo) -> Check:
    threads = [row for row in case.threads.values() if _before(instant_in(row, "first_in"), opened)]
    if not threads:
        return Check(claim, Verdict.CANNOT_TELL, "no mail about this order from before the case is in Inbox")
    waits = [at for row in threads if (at := instant_in(row, "waiting_since")) and _before(at, opened)]
    silent = [
        at for row in threads if not whole_in(row, "messages_out") and (at := instant_in(row, "first_in"))
    ]
    if waits or silent:
        since = moment_words(min([*waits, *silent]), zone)
        return Check(claim, Verdict.AGREES, f"a mail of {since} waits for an answer (Inbox)")
    asked, answered = (_earliest(threads, name) for name in ("first_in", "first_out"))
    if asked is None or answered is None or not _before(answered, opened):
        return Check(claim, Verdict.AGREES, "the first answer came only after the case was opened (Inbox)")
    told = f"wrote {moment_words(asked, zone)}, first answer {moment_words(answered, zone)} (Inbox)"
    return Check(claim, Verdict.CONTRADICTS, told)


def _not_authorised(case: OrderCase, zone: ZoneInfo) -> Check:
    claim, contact = "The buyer did not order", text_in(case.order, "contact")
    placed = instant_in(case.order, "placed")
    wrote = [
        at
        for row in case.threads.values()
        if contact and text_in(row, "contact") == contact and (at := instant_in(row, "first_in"))
        if placed is None or at > placed
    ]
    if wrote:
        told = f"wrote about this order {moment_words(min(wrote), zone)}, from its e-mail address (Inbox)"
        return Check(claim, Verdict.CONTRADICTS, told)
    return Check(claim, Verdict.CANNOT_TELL, "no mail from the e-mail address of the order is in Inbox")


def _charged_twice(case: OrderCase, zone: ZoneInfo) -> Check:
    claim, charges = "Charged twice", charges_in(text_in(case.order, "charges"))
    told = "; ".join(
        f"{charge.money} {charge.gateway}{f' {moment_words(charge.at, zone)}' if charge.at else ''}"
        for charge in charges
    )
    if not charges:
        return Check(claim, Verdict.CANNOT_TELL, "no successful charge is known (Orders)")
    if len(charges) == 1:
        return Check(claim, Verdict.CONTRADICTS, f"one charge only: {told} (Orders)")
    if len({charge.money for charge in charges}) < len(charges):
        return Check(claim, Verdict.AGREES, f"the same amount was charged more than once: {told} (Orders)")
    return Check(claim, Verdict.CANNOT_TELL, f"{len(charges)} charges of different amounts: {told} (Orders)")


def _wrong_amount(case: OrderCase) -> Check:
    claim, price = "Wrong amount", money_in(case.order, "total")
    charges = [charge.money for charge in charges_in(text_in(case.order, "charges"))]
    if price is None or not charges or any(money.currency != price.currency for money in charges):
        return Check(claim, Verdict.CANNOT_TELL, "charge and total cannot be compared (Orders)")
    paid = total(charges, price.currency)
    told = f"charged {paid}, order total {price} (Orders)"
    return Check(claim, Verdict.AGREES if paid.minor > price.minor else Verdict.CONTRADICTS, told)


def _refund_not_received(case: OrderCase, zone: ZoneInfo) -> Check:
    claim, told = "Refund not received", list(_refunds_told(case, zone))
    if told:
        return Check(claim, Verdict.CONTRADICTS, f"{'; '.join(told)} (Refunds)")
    if case.refunds:
        numbers = ", ".join(sorted(case.refunds))
        return Check(claim, Verdict.AGREES, f"refund {numbers} is entered, but not paid (Refunds)")
    return Check(
        claim, Verdict.CANNOT_TELL, "no refund was made; whether one was promised stands in the mails"
    )


def _refunds_told(case: OrderCase, zone: ZoneInfo) -> Iterator[str]:
    for key, row in sorted(case.refunds.items()):
        paid, at = money_in(row, "paid"), instant_in(row, "refunded")
        if paid and paid.minor > 0:
            yield f"{paid} refunded{f' {moment_words(at, zone)}' if at else ''}, refund {key}"


def _before(at: datetime | None, event: datetime | None) -> bool:
    return at is not None and (event is None or at < event)


def _earliest(rows: list[TabRow], name: str) -> datetime | None:
    return min((at for row in rows if (at := instant_in(row, name))), default=None)
