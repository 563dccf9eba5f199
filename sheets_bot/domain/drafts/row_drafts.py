"""
Which letter a review, a mail, an order at risk or a row of `Letters` gets.

By the action that was chosen, else by the first that makes sense; then by category, risk and shipment. Texts
of disputes are chosen in `dispute_drafts.py`.
"""

from dataclasses import replace
from datetime import timedelta

from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.drafts.dispute_drafts import name_of_state
from sheets_bot.domain.drafts.draft import Draft, DraftDesk, write_draft
from sheets_bot.domain.drafts.known import Known, known_of
from sheets_bot.domain.drafts.offers import order_kinds, review_kinds
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.lint.finding import Audience
from sheets_bot.domain.mail.follow_up import is_due
from sheets_bot.domain.mail.thread_clock import CUSTOMER
from sheets_bot.domain.orders.at_risk import Kind as Risk
from sheets_bot.domain.orders.at_risk import is_settled
from sheets_bot.domain.orders.at_risk_cases import cases_of_orders
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.tab_rows import TabRow, day_in, text_in, whole_in

_MANY_STARS = 4
"""From so many stars on a reply gives thanks only (ours)."""
_NOT_SENT = frozenset({"S0", "S1"})
_NOT_THERE = frozenset({"S0", "S1", "S2", "S3"})
_WITH_CARRIER = frozenset({"S2", "S3"})
_ASTRAY = frozenset({"S5", "S6", "S7"})
_NOTICES = {
    Risk.LABEL: "notice_label",
    Risk.ELSEWHERE: "notice_elsewhere",
    Risk.RETURNED: "notice_returned",
    Risk.LOST: "notice_lost",
    Risk.FETCH: "notice_fetch",
    Risk.ATTEMPTED: "notice_attempted",
    Risk.EXPECTED_LATE: "notice_soon",
    Risk.SLOW: "notice_soon",
    Risk.PROMISE_SOON: "notice_soon",
}
_BY_CATEGORY = {
    "Size or exchange": "mail_size",
    "Damaged or wrong item": "mail_damaged",
    "Payment": "mail_payment",
    "No answer from us": "mail_no_answer",
    "Product question": "mail_product",
}
_WITHOUT_ORDER = {
    "Size or exchange": "mail_product",
    "Product question": "mail_product",
    "Damaged or wrong item": "mail_damaged",
    "No answer from us": "mail_no_answer",
}
"""Of an order that is not known nothing can be promised; questions before a purchase have none."""
_RETURN_DONE = "return done"
"""As `refund_rows.py` says it in the column `Return`."""
_ORDER_LETTERS = {
    Kind.SEND_CONFIRMATION: "order_confirmation",
    Kind.DRAFT_CONFIRMATION: "order_confirmation",
    Kind.SEND_VERIFICATION: "order_verification",
    Kind.DRAFT_VERIFICATION: "order_verification",
}


def draft_for_review(row: TabRow, case: OrderCase | None, *, desk: DraftDesk) -> Draft:
    """Return the public reply, the question through Trustpilot, or the private mail of a review's row."""
    kind = _chosen(row) or next(iter(review_kinds(row)), Kind.POST_REPLY)
    known = known_of(row, case, at=desk.at)
    language = text_in(row, "language") or desk.at.rules.language
    if kind is Kind.SEND_MAIL:
        audience, name = Audience.CUSTOMER, _money_letter(case) or "review_mail"
    elif kind is Kind.FIND_REVIEWER:
        audience, name = Audience.REVIEWER, "review_find"
    else:
        is_good = (whole_in(row, "stars") or 0) >= _MANY_STARS
        audience, name = Audience.PUBLIC, "review_thanks" if is_good else "review_reply"
    draft = write_draft((name,), row, known, desk=desk, language=language, audience=audience)
    return replace(draft, kind=kind)


def draft_for_thread(row: TabRow, case: OrderCase | None, *, desk: DraftDesk) -> Draft:
    """
    Return the suggested answer to a thread.

    Where we wrote last there is nothing to answer; a letter that asks again comes with a reminder that
    is due, or once an action is chosen.
    """
    known = known_of(row, case, at=desk.at)
    language = desk.at.rules.language_of(text_in(case.order, "country") if case else "")
    category = text_in(row, "category_typed") or text_in(row, "category")
    names = (_money_letter(case), *_answers(category, known, case, desk))
    if text_in(row, "whose_turn") == CUSTOMER:
        wants = _chosen(row) or is_due(row, now=desk.at.now, zone=desk.at.zone)
        names = ("mail_follow_up",) if wants else ()
    draft = write_draft(names, row, known, desk=desk, language=language, audience=Audience.CUSTOMER)
    # An answer takes the subject of its thread.
    return replace(draft, kind=_chosen(row) or Kind.SEND_MAIL, subject="")


def draft_for_risk(row: TabRow, case: OrderCase | None, *, desk: DraftDesk, key: str) -> Draft:
    """Return the notice to the customer of an order at risk; *key* is the row's: a parcel, or an order."""
    known = known_of(row, case, at=desk.at, parcel_key=key)
    draft = write_draft(
        (_money_letter(case) or _notice(row, known, desk),),
        row,
        known,
        desk=desk,
        language=desk.at.rules.language_of(text_in(row, "country")),
        audience=Audience.CUSTOMER,
        is_delay_notice=True,
    )
    return replace(draft, kind=_chosen(row) or Kind.SEND_MAIL)


def draft_for_letter(row: TabRow, case: OrderCase | None, *, desk: DraftDesk) -> Draft:
    """Return the letter that a row of `Letters` asks for; an empty draft where it cannot be asked for."""
    known = known_of(row, case, at=desk.at)
    kind = _chosen(row)
    possible = order_kinds(case.order, case.parcels) if case else ()
    names = (_ORDER_LETTERS[kind],) if kind in possible else ()
    language = desk.at.rules.language_of(text_in(case.order, "country") if case else "")
    draft = write_draft(names, row, known, desk=desk, language=language, audience=Audience.CUSTOMER)
    return replace(draft, kind=kind)


def _chosen(row: TabRow) -> Kind | None:
    action = text_in(row, "action")
    return Kind(action) if action in set(Kind) else None


def _money_letter(case: OrderCase | None) -> str:
    """
    Return the letter that must come instead of any that offers a remedy; ``""`` where one may be offered.

    Money that a case holds or has given, or that went back in full, would be paid a second time.
    """
    if case is None:
        return ""
    disputes = cases_of_orders({key: {**row, "order": case.key} for key, row in case.disputes.items()})
    if disputes.open or disputes.paid:
        return "mail_case"
    return "mail_refunded" if is_settled(case.order) else ""


def _answers(category: str, known: Known, case: OrderCase | None, desk: DraftDesk) -> tuple[str, ...]:
    """Return the templates that fit a category, the best one first."""
    if category == "Where is my order":
        return (f"mail_where_{name_of_state(known.state, known)}", "mail_where")
    if case is None:
        return (_WITHOUT_ORDER.get(category, "mail_other"),)
    if category == "Return or refund":
        return (_about_return(known, case, desk),)
    if category == "Cancel or change":
        return (_about_change(known, case, desk),)
    return (_BY_CATEGORY.get(category, "mail_other"),)


def _about_return(known: Known, case: OrderCase, desk: DraftDesk) -> str:
    if known.refunded:
        return "mail_refunded"
    if any(text_in(row, "returned") == _RETURN_DONE for row in case.refunds.values()):
        return "return_received"
    if known.state in _ASTRAY:
        return f"mail_where_{name_of_state(known.state, known)}"
    if known.state == ShipState.UNSEEN:
        return "mail_return_unseen"
    if known.state in _NOT_THERE:
        return "mail_return_not_there"
    return "mail_return_over" if _return_is_over(known, desk) else "mail_return"


def _about_change(known: Known, case: OrderCase, desk: DraftDesk) -> str:
    if known.lint.cancelled:
        return "mail_cancelled"
    if known.state in _NOT_SENT and not known.refunded:
        return "mail_cancel_open"
    if known.state in _WITH_CARRIER and not known.refunded:
        return "mail_cancel_sent"
    return "mail_other" if known.state in {"", ShipState.UNSEEN} else _about_return(known, case, desk)


def _return_is_over(known: Known, desk: DraftDesk) -> bool:
    """True where the days in which a return is taken have passed since the delivery."""
    days, delivered = desk.at.rules.return_days, known.days.get("delivered_on")
    return bool(days) and delivered is not None and delivered + timedelta(days=days) < desk.at.today


def _notice(row: TabRow, known: Known, desk: DraftDesk) -> str:
    """Return the notice that fits a risk."""
    risk = text_in(row, "risk")
    if risk in {Risk.NOT_SHIPPED, Risk.SHIP_SOON}:
        return _ship_notice(row, known, desk)
    if risk in {Risk.LATE, Risk.HELD_UP}:
        return "notice_late" if known.is_late else "notice_held"
    return _NOTICES[Risk(risk)] if risk in set(Risk) else "mail_other"


def _ship_notice(row: TabRow, known: Known, desk: DraftDesk) -> str:
    """Return the notice of what has not left: before its day is over it may still leave in time."""
    ship_by = known.days.get("ship_by")
    if ship_by is not None and ship_by >= desk.at.today:
        return "notice_ship_soon"
    return "notice_ship_second" if _was_told_before(row, known, desk) else "notice_ship_first"


def _was_told_before(row: TabRow, known: Known, desk: DraftDesk) -> bool:
    """True for a further delay: the customer was told of one, or the longest first delay is over."""
    ship_by = known.days.get("ship_by")
    longest = timedelta(days=desk.at.rules.first_delay_days)
    return bool(day_in(row, "customer_told_on")) or (
        ship_by is not None and ship_by + longest <= desk.at.today
    )
