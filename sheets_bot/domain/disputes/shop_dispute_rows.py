"""
Shopify's disputes become rows of the `Disputes` tab, beside PayPal's (`dispute_rows.py`).

`shape_shop_disputes` makes whole rows of Records; `refresh_shop_clocks` makes rows of
just the clock columns, for cases that stand in the tab and were not fetched. Nothing is
read or written here, and the time comes in as an argument. What a case means is in
`shop_dispute_words.py`, what its date means in `deadlines.py`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from sheets_bot.domain.deadlines import SHOPIFY, Turn, deadline
from sheets_bot.domain.disputes import shop_dispute_words as words
from sheets_bot.domain.disputes.dispute_rows import CAME_BACK, TabRows
from sheets_bot.domain.disputes.shop_dispute import ShopDispute
from sheets_bot.domain.masking import masked_name
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.sheets.row import Row, Value

PLATFORM = "Shopify"
OLD_TEXTS = "It came back: the old texts and files are still in it and go out again unless they are replaced."

_KEY = "SH-"
_OVERLAP = timedelta(days=3)
"""Shopify may show a case some days after the date that the bank gives it (ours)."""


def key_of(dispute_id: str) -> str:
    """Return the key of a dispute's row, e.g. ``SH-598735659``: PayPal's numbers never look so."""
    return f"{_KEY}{dispute_id}"


def number_in(key: str) -> str:
    """Return the number of the dispute that a key names; ``""`` for a key that a person changed."""
    number = key.removeprefix(_KEY)
    return number if key.startswith(_KEY) and number.isascii() and number.isdigit() else ""


_NEVER_TOLD = (
    "allowed_now",
    "transaction_id",
    "fees",
    "decision",
    "updated",
    "buyer_expected",
    "buyer_contact",
    "messaged_at",
    "buyer_wrote_at",
    "said",
    "protection",
)
"""Columns of `Disputes` that only PayPal fills: whatever stands there was typed."""


def shape_shop_disputes(
    disputes: Iterable[ShopDispute],
    *,
    rows: TabRows,
    rules: Rules,
    now: datetime,
    seen_through: datetime | None,
) -> list[Row]:
    """
    Return one row per dispute, as it should stand in the tab.

    *rows* is the tab as read. *seen_through* is the instant up to which all cases of this
    brand have been in the tab before; None on the first run, which adds everything. A case
    older than that and absent was removed by a person: it stays away, unless it needs an answer.

    A value that Shopify no longer gives is left out of the row, so that the last known one
    stays; what a case that comes back makes untrue (outcome, closing date) is emptied.
    """
    return [
        _row(
            dispute,
            standing=rows.get(key_of(dispute.dispute_id)),
            rules=rules,
            now=now,
            seen_through=seen_through,
        )
        for dispute in disputes
    ]


def refresh_shop_clocks(rows: TabRows, *, rules: Rules, now: datetime) -> list[Row]:
    """
    Return the clock columns anew for Shopify's cases that were not fetched, from what stands in *rows*.

    A `Whose turn` that a person overtyped counts as not clear, so the flag errs on the early side.
    """
    return [
        Row(key, _clock_in(row, rules=rules, now=now), when_absent="leave", why="clock recomputed")
        for key, row in rows.items()
        if row.get("platform") == PLATFORM
    ]


def _row(
    dispute: ShopDispute,
    *,
    standing: Mapping[str, Value] | None,
    rules: Rules,
    now: datetime,
    seen_through: datetime | None,
) -> Row:
    before = standing or {}
    reopened_at = _reopened_at(dispute, before, now)
    turn = words.whose_turn(dispute, reopened_at=reopened_at)
    needed = turn in {Turn.YOU, Turn.UNKNOWN}
    is_old = (
        seen_through is not None
        and dispute.initiated_at is not None
        and dispute.initiated_at < seen_through - _OVERLAP
    )
    when_absent: Literal["add", "leave"] = "leave" if is_old and not needed else "add"
    came_back = needed and (CAME_BACK in str(before.get("problem")) if standing is not None else is_old)
    problems = _problems(dispute, turn, came_back=came_back, reopened_at=reopened_at)
    values = {
        **_known_values(dispute, before, reopened_at),
        **_case_values(dispute, turn, rules=rules),
        **_clock(turn, dispute.due_at, rules=rules, now=now),
        "problem": " ".join(problems) or None,
    }
    why = f"Shopify: {words.status_words(dispute.status) or 'no status'}"
    if came_back and standing is None:
        why += "; came back"
    return Row(key_of(dispute.dispute_id), values, when_absent=when_absent, why=why)


def _known_values(
    dispute: ShopDispute, before: Mapping[str, Value], reopened_at: datetime | None
) -> dict[str, Value]:
    """Columns that keep their last known value when Shopify is silent."""
    amount, stake = dispute.amount, words.at_stake(dispute)
    values: dict[str, Value] = {
        "dispute_id": key_of(dispute.dispute_id),
        "brand": dispute.brand,
        "platform": PLATFORM,
        "stage": words.kind_words(dispute.kind),
        "channel": words.channel_words(dispute),
        "reason": words.reason_words(dispute.reason),
        "reason_code": dispute.reason,
        "network_code": dispute.network_code,
        "amount": amount.major() if amount else None,
        "currency": amount.currency if amount else None,
        "opened": dispute.initiated_at,
        "due": dispute.due_at,
        "status": words.status_words(dispute.status),
        "order_ref": dispute.order_name,
        "customer": masked_name(dispute.customer_name),
        "at_stake": stake.major() if stake else None,
        "answered_at": _first_answer(dispute, before),
        "reopened": reopened_at,
        "paid_at": dispute.ordered_at,
        "address": _address(dispute, before),
    }
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _case_values(dispute: ShopDispute, turn: Turn, *, rules: Rules) -> dict[str, Value]:
    """Columns that are emptied when they no longer hold."""
    result, kept = words.result_of(dispute), words.recovered(dispute)
    ended_at = dispute.finalized_at if result else None
    values: dict[str, Value] = {
        **dict.fromkeys(_NEVER_TOLD),
        "whose_turn": turn.value,
        "outcome": result.value if result else None,
        "closed_on": ended_at.astimezone(rules.zone).date() if ended_at else None,
        "recovered": kept.major() if kept else None,
    }
    if turn in {Turn.YOU, Turn.UNKNOWN}:
        # An old date beside a new turn of ours would be taken for the date of this turn.
        values["due"] = dispute.due_at
    return values


def _reopened_at(dispute: ShopDispute, before: Mapping[str, Value], now: datetime) -> datetime | None:
    """
    Return when the case was last seen to come back: *now* if that is new, else what stands there.

    It shows in the status that stood in the tab, and in an answer that Shopify no longer knows of
    (the same number returns to NEEDS_RESPONSE with the marks of submission cleared; reported).
    """
    known = _instant(before.get("reopened"))
    if dispute.status != words.NEEDS_RESPONSE:
        return known
    answered_at = _instant(before.get("answered_at"))
    was_past = before.get("status") in words.STATUSES_AFTER_AN_ANSWER
    is_forgotten = (
        answered_at is not None and dispute.sent_at is None and (known is None or known < answered_at)
    )
    return now if was_past or is_forgotten else known


def _first_answer(dispute: ShopDispute, before: Mapping[str, Value]) -> datetime | None:
    """Return when evidence was first sent: a case that comes back and is answered again keeps that time."""
    known = _instant(before.get("answered_at"))
    return min((at for at in (known, dispute.sent_at) if at is not None), default=None)


def _address(dispute: ShopDispute, before: Mapping[str, Value]) -> str:
    """Return the link; one to the form is not given up for one to the order."""
    found = words.address_of(dispute)
    return found if dispute.evidence_id else str(before.get("address") or "") or found


def _problems(
    dispute: ShopDispute, turn: Turn, *, came_back: bool, reopened_at: datetime | None
) -> list[str]:
    problems = [CAME_BACK] if came_back else []
    if reopened_at is not None and turn is Turn.YOU:
        problems.append(OLD_TEXTS)
    problems += words.news_in(dispute)
    if not dispute.status:
        problems.append("Shopify gives no status for this case.")
    if dispute.amount is None:
        problems.append("Shopify gives no disputed amount.")
    return problems


def _clock(turn: Turn, due_at: datetime | None, *, rules: Rules, now: datetime) -> dict[str, Value]:
    limit = deadline(turn, due_at, clock=rules.clock, now=now, platform=SHOPIFY)
    return {
        "flag": limit.flag.value,
        "respond_by": limit.respond_by,
        "shifts_left": limit.shifts_left,
        "why": limit.why,
    }


def _clock_in(row: Mapping[str, Value], *, rules: Rules, now: datetime) -> dict[str, Value]:
    turn = next((turn for turn in Turn if turn.value == row.get("whose_turn")), Turn.UNKNOWN)
    return _clock(turn, _instant(row.get("due")), rules=rules, now=now)


def _instant(value: Value) -> datetime | None:
    return value if isinstance(value, datetime) else None
