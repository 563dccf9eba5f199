"""
Disputes become rows of the `Disputes` tab.

`shape_disputes` makes whole rows of Records; `refresh_clocks` makes rows of just
the clock columns, for cases that stand in the tab and were not fetched. Nothing
is read or written here, and the time comes in as an argument. What a case means
is in `dispute_readings.py`, what its date means in `deadlines.py`.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from sheets_bot.domain.causes.said import phrases_in_letters
from sheets_bot.domain.deadlines import Deadline, Flag, Turn, deadline
from sheets_bot.domain.disputes.decision_lessons import lesson_of
from sheets_bot.domain.disputes.decision_words import decision_words
from sheets_bot.domain.disputes.dispute import Dispute
from sheets_bot.domain.disputes.dispute_readings import (
    Result,
    answered_at,
    at_stake,
    buyer_texts,
    buyer_wrote_at,
    closed_at,
    disputed_amount,
    fees,
    has_mixed_currencies,
    last_decision,
    messaged_at,
    needs_answer,
    order_reference,
    paid_at,
    recovered,
    result_of,
    transaction_ids,
    whose_turn,
)
from sheets_bot.domain.disputes.dispute_words import (
    allowed_words,
    channel_words,
    news_in,
    protection_words,
    reason_words,
    stage_words,
    status_words,
)
from sheets_bot.domain.masking import masked_name
from sheets_bot.domain.money import Money
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.sheets.row import Row, Value

PLATFORM = "PayPal"
ADDRESS = "https://www.paypal.com/resolutioncenter/view/{}"
"""Where a case opens. Not documented by PayPal; other integrations use it (unverified)."""
CAME_BACK = "This row was missing from the tab; it is back because the case still needs an answer."

_OVERLAP = timedelta(days=1)
"""PayPal's list may show a case later than it was created; a day covers that."""

_URGENCY = {
    flag.value: rank
    for rank, flag in enumerate(
        (Flag.LAST_SHIFT, Flag.MISSED, Flag.NO_DATE, Flag.SOON, Flag.OK, Flag.WAITING, Flag.CLOSED)
    )
}

_NEVER_TOLD = ("network_code", "reopened")
"""Columns that only Shopify fills: whatever stands there was typed."""

TabRows = Mapping[str, Mapping[str, Value]]
"""A tab as read: key to column name to value."""


def shape_disputes(
    disputes: Iterable[Dispute], *, rows: TabRows, rules: Rules, now: datetime, seen_through: datetime | None
) -> list[Row]:
    """
    Return one row per dispute, as it should stand in the tab.

    *rows* is the tab as read. *seen_through* is the instant up to which all cases
    of this brand have been in the tab before; None on the first run, which adds
    everything. A case older than that and absent was removed by a person: it stays
    away, unless it needs an answer.

    A value that PayPal no longer gives is left out of the row, so that the last
    known one stays; what reopening makes untrue (outcome, closing date) is emptied.
    """
    return [
        _row(dispute, standing=rows.get(dispute.dispute_id), rules=rules, now=now, seen_through=seen_through)
        for dispute in disputes
    ]


def refresh_clocks(rows: TabRows, *, rules: Rules, now: datetime) -> list[Row]:
    """
    Return the clock columns anew for cases that were not fetched, from what stands in *rows*.

    Rows that the bot has not filled (no `platform`) are left alone. A `Whose turn`
    that a person overtyped counts as not clear, so the flag errs on the early side.
    """
    return [
        Row(
            key,
            _clock_values(_deadline_in(row, rules=rules, now=now)),
            when_absent="leave",
            why="clock recomputed",
        )
        for key, row in rows.items()
        if row.get("platform") == PLATFORM
    ]


def most_urgent_first(rows: Iterable[Row]) -> list[Row]:
    """Return rows in the order in which new ones should come into the tab: what presses on top."""
    latest = datetime.max.replace(tzinfo=UTC)

    def urgency(row: Row) -> tuple[int, datetime]:
        respond_by = row.values.get("respond_by")
        rank = _URGENCY.get(str(row.values.get("flag")), len(_URGENCY))
        return rank, respond_by if isinstance(respond_by, datetime) else latest

    return sorted(rows, key=urgency)


def _row(
    dispute: Dispute,
    *,
    standing: Mapping[str, Value] | None,
    rules: Rules,
    now: datetime,
    seen_through: datetime | None,
) -> Row:
    is_old = (
        seen_through is not None
        and dispute.created_at is not None
        and dispute.created_at < seen_through - _OVERLAP
    )
    needed = needs_answer(dispute)
    when_absent: Literal["add", "leave"] = "leave" if is_old and not needed else "add"
    came_back = needed and (CAME_BACK in str(standing.get("problem")) if standing is not None else is_old)
    turn = whose_turn(dispute)
    limit = deadline(turn, dispute.due_at, clock=rules.clock, now=now)
    values = {
        **_known_values(dispute),
        **_case_values(dispute, turn, rules=rules),
        **_clock_values(limit),
        "problem": " ".join(_problems(dispute, came_back=came_back)) or None,
    }
    updated = f"updated {dispute.updated_at:%Y-%m-%d %H:%M} UTC" if dispute.updated_at else "no update time"
    why = f"PayPal: {updated}" + ("; came back" if came_back and standing is None else "")
    return Row(dispute.dispute_id, values, when_absent=when_absent, why=why)


def _known_values(dispute: Dispute) -> dict[str, Value]:
    """Columns that keep their last known value when PayPal is silent."""
    amount = disputed_amount(dispute)
    decision = last_decision(dispute)
    values: dict[str, Value] = {
        "dispute_id": dispute.dispute_id,
        "brand": dispute.brand,
        "platform": PLATFORM,
        "stage": stage_words(dispute.stage),
        "channel": channel_words(dispute.channel),
        "reason": reason_words(dispute.reason),
        "reason_code": dispute.reason,
        "amount": _major(amount),
        "currency": amount.currency if amount else None,
        "opened": dispute.created_at,
        "due": dispute.due_at,
        "status": status_words(dispute.status),
        "order_ref": order_reference(dispute),
        "transaction_id": transaction_ids(dispute),
        "customer": next((masked_name(t.buyer_name) for t in dispute.transactions if t.buyer_name), ""),
        "at_stake": _major(at_stake(dispute)),
        "fees": _major(fees(dispute)),
        "decision": _decision_words(decision.reason, result_of(dispute)) if decision else "",
        "answered_at": answered_at(dispute),
        "messaged_at": messaged_at(dispute),
        "buyer_wrote_at": buyer_wrote_at(dispute),
        "said": phrases_in_letters(buyer_texts(dispute)),
        "protection": protection_words(dispute),
        "paid_at": paid_at(dispute),
        "buyer_expected": dispute.expected_at,
        "buyer_contact": dispute.contact_outcome,
        "updated": dispute.updated_at,
        "address": ADDRESS.format(dispute.dispute_id),
    }
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _case_values(dispute: Dispute, turn: Turn, *, rules: Rules) -> dict[str, Value]:
    """Columns that are emptied when they no longer hold."""
    result, ended_at = result_of(dispute), closed_at(dispute)
    values: dict[str, Value] = {
        **dict.fromkeys(_NEVER_TOLD),
        "whose_turn": turn.value,
        "allowed_now": allowed_words(dispute.links, dispute.offer_types) or None,
        "outcome": result.value if result else None,
        "closed_on": ended_at.astimezone(rules.zone).date() if ended_at else None,
        "recovered": _major(recovered(dispute)),
    }
    if needs_answer(dispute):
        # An old date beside a new turn of ours would be taken for the date of this turn.
        values["due"] = dispute.due_at
    return values


def _clock_values(limit: Deadline) -> dict[str, Value]:
    return {
        "flag": limit.flag.value,
        "respond_by": limit.respond_by,
        "shifts_left": limit.shifts_left,
        "why": limit.why,
    }


def _deadline_in(row: Mapping[str, Value], *, rules: Rules, now: datetime) -> Deadline:
    due = row.get("due")
    turn = next((turn for turn in Turn if turn.value == row.get("whose_turn")), Turn.UNKNOWN)
    return deadline(turn, due if isinstance(due, datetime) else None, clock=rules.clock, now=now)


def _problems(dispute: Dispute, *, came_back: bool) -> list[str]:
    problems = [CAME_BACK] if came_back else []
    problems += news_in(dispute)
    if not dispute.status and not dispute.state:
        problems.append("PayPal gives no status for this case.")
    if result_of(dispute) is Result.CHECK and not dispute.outcome_code:
        problems.append("PayPal closed this case without an outcome; check it by hand.")
    if disputed_amount(dispute) is None:
        problems.append("PayPal gives no disputed amount.")
    if has_mixed_currencies(dispute):
        problems.append("Refund or fees are in another currency than the case; work them out by hand.")
    return problems


def _decision_words(code: str, result: Result | None) -> str:
    words, lesson = decision_words(code), lesson_of(code)
    teaches = lesson and result in {Result.LOST, Result.CONCEDED, Result.COVERED}
    return f"{words}. Lesson: {lesson}" if teaches else words


def _major(money: Money | None) -> Value:
    return None if money is None else money.major()
