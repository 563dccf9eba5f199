"""
Money that goes out twice for one order: what has happened, and what is about to.

A refund does not stop a case, and a case does not know of a refund: a buyer can be paid by the
shop and again by PayPal or his bank. Advice only; the bot moves no money. What a case cost is
used by `incidents.py` too, so that the same money is never counted twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from sheets_bot.domain.disputes.dispute_words import channel_words
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.money import Money, total
from sheets_bot.domain.tab_rows import TabRow, day_in, instant_in, money_in, text_in
from sheets_bot.domain.when_words import day_words

_PAID_OUT = frozenset({"Lost", "Conceded", "Withdrawn"})
"""Outcomes (column `Outcome`) after which the buyer may have the money; a covered case costs PayPal."""
_SLACK = timedelta(days=2)
"""A refund that settles a case may be booked this long after it was closed (ours)."""


@dataclass(frozen=True, slots=True)
class DoublePayment:
    """One way in which money goes out twice."""

    text: str
    rows: frozenset[str]
    """Keys of the disputes and refunds that it is about."""


def case_is_open(dispute: TabRow) -> bool:
    """True while a row of `Disputes` has no outcome."""
    return not text_in(dispute, "outcome")


def case_cost(dispute: TabRow) -> Money | None:
    """
    Return what a closed case took from us, fees apart; None where it took nothing or it is not known.

    The disputed amount less what was recovered. A lost or conceded case without that figure took all.
    """
    outcome, amount = text_in(dispute, "outcome"), money_in(dispute, "amount")
    if outcome not in _PAID_OUT or amount is None:
        return None
    recovered = money_in(dispute, "recovered")
    if recovered is None:
        return None if outcome == "Withdrawn" else amount
    return amount - recovered if recovered.minor < amount.minor else None


def settled_by_refund(case: OrderCase) -> Mapping[str, str]:
    """
    Return the disputes whose money is that of a refund, each with the refund's key.

    A full refund while the case is open ends it at PayPal and ends an inquiry at Shopify, so amounts
    are equal and the refund falls between opening and closing. A card's bank takes the money itself:
    a refund beside its case is a second payment. One refund settles one case.
    """
    settled: dict[str, str] = {}
    for dispute_id, dispute in sorted(case.disputes.items()):
        cost, opened, closed = case_cost(dispute), instant_in(dispute, "opened"), day_in(dispute, "closed_on")
        if cost is None or opened is None or _is_of_the_bank(dispute):
            continue
        for refund_id, refund in sorted(case.refunds.items()):
            at = instant_in(refund, "refunded")
            in_time = at and opened <= at and (closed is None or at.date() <= closed + _SLACK)
            if in_time and money_in(refund, "paid") == cost and refund_id not in settled.values():
                settled[dispute_id] = refund_id
                break
    return settled


def double_payments(case: OrderCase, *, zone: ZoneInfo) -> list[DoublePayment]:
    """Return what must be known before anybody pays for this order; empty is good."""
    return [
        *_beside_open_cases(case, zone),
        *_two_open_cases(case),
        *_more_than_paid(case),
        *_perhaps_twice(case, zone),
    ]


def guard_text(warnings: Iterable[DoublePayment], row: str = "") -> str:
    """Return the warnings as text, one a line: those about one row, or all."""
    return "\n".join(warning.text for warning in warnings if not row or row in warning.rows)


def _beside_open_cases(case: OrderCase, zone: ZoneInfo) -> Iterator[DoublePayment]:
    """Yield what was or will be refunded while a case is open."""
    for dispute_id, dispute in sorted(case.disputes.items()):
        if not case_is_open(dispute):
            continue
        for refund_id, refund in sorted(case.refunds.items()):
            paid, amount = money_in(refund, "paid"), money_in(refund, "amount")
            when = _on(instant_in(refund, "refunded"), zone)
            rows = frozenset({dispute_id, refund_id})
            if paid and paid.minor > 0:
                yield DoublePayment(
                    f"{paid} was refunded{when} and case {dispute_id} is open{_over(dispute)}: answer with "
                    "the refund as proof; do not refund it again.",
                    rows,
                )
            elif amount and amount.minor > 0:
                yield DoublePayment(
                    f"A refund of {amount} was entered{when} but is not paid, and case {dispute_id} is "
                    f"open{_over(dispute)}: settle which of the two pays before either does.",
                    rows,
                )


def _two_open_cases(case: OrderCase) -> Iterator[DoublePayment]:
    ongoing = [key for key, dispute in sorted(case.disputes.items()) if case_is_open(dispute)]
    for one, other in combinations(ongoing, 2):
        yield DoublePayment(
            f"Cases {one} ({text_in(case.disputes[one], 'platform')}) and {other} "
            f"({text_in(case.disputes[other], 'platform')}) are both open on this order: read both "
            "before you refund or accept anything.",
            frozenset({one, other}),
        )


def _more_than_paid(case: OrderCase) -> Iterator[DoublePayment]:
    """Yield it when more went back than the order cost, in the order's currency."""
    price = money_in(case.order, "total")
    if price is None:
        return
    settled = settled_by_refund(case)
    out = {key: money_in(refund, "paid") for key, refund in sorted(case.refunds.items())}
    out |= {key: case_cost(row) for key, row in sorted(case.disputes.items()) if key not in settled}
    ours = {key: paid for key, paid in out.items() if paid and paid.minor and paid.currency == price.currency}
    went_out = total(ours.values(), price.currency)
    if went_out.minor > price.minor:
        parts = ", ".join(
            f"{paid} by {'case' if key in case.disputes else 'refund'} {key}" for key, paid in ours.items()
        )
        yield DoublePayment(
            f"{went_out} went back for an order of {price}: {parts}.", frozenset({*ours, *settled})
        )


def _perhaps_twice(case: OrderCase, zone: ZoneInfo) -> Iterator[DoublePayment]:
    """Yield the refunds that may have ended a case, where the case says that it was lost all the same."""
    for dispute_id, refund_id in sorted(settled_by_refund(case).items()):
        if text_in(case.disputes[dispute_id], "outcome") == "Lost":
            refund = case.refunds[refund_id]
            paid, when = money_in(refund, "paid"), _on(instant_in(refund, "refunded"), zone)
            yield DoublePayment(
                f"{paid} was refunded{when}, and case {dispute_id} was lost over the same amount: look there "
                "whether it is one payment or two.",
                frozenset({dispute_id, refund_id}),
            )


def _is_of_the_bank(dispute: TabRow) -> bool:
    """True where the card's bank has the case: at Shopify a chargeback, at PayPal by its channel."""
    if text_in(dispute, "platform") == "Shopify":
        return text_in(dispute, "stage") == "Chargeback"
    return text_in(dispute, "channel") == channel_words("EXTERNAL")


def _over(dispute: TabRow) -> str:
    amount = money_in(dispute, "amount")
    return f" over {amount}" if amount else ""


def _on(at: datetime | None, zone: ZoneInfo) -> str:
    return f" on {day_words(at.astimezone(zone).date())}" if at else ""
