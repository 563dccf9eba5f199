"""
Orders at risk become rows of their tab: by when to act, in shifts, and what to do.

What is at risk is decided in `at_risk.py`. A row whose risk is over stays and says so, for
it may carry notes; nothing is deleted and nobody is written to. The tracking number that
PayPal should know is only mentioned: a person adds it there.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from sheets_bot.domain.deadlines import Clock, Deadline, Flag
from sheets_bot.domain.orders.at_risk import Kind, Risk, is_settled, to_do
from sheets_bot.domain.orders.at_risk_cases import NO_CASES, OrderCases
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.rules.order_settings import OrderRules
from sheets_bot.domain.tab_rows import TabRow, TabRows, amount_in, day_in, instant_in, text_in
from sheets_bot.domain.targets import target
from sheets_bot.domain.when_words import day_words, moment_words, shift_words
from sheets_bot.sheets.row import Row, Value

CHECK_PAYPAL = "not checked: add the number at PayPal"
"""PayPal can close cases by itself once it knows the number of a delivered parcel."""

_STANDALONE_PAYPAL = re.compile(r"\bpaypal\b")
"""The gateway ``paypal``; a wallet inside Shopify Payments (``paypal_wallet``) is told by Shopify."""

_RANK = {
    flag.value: rank
    for rank, flag in enumerate((Flag.LATE, Flag.LAST_SHIFT, Flag.SOON, Flag.OK, Flag.WAITING))
}
_PARCEL_COLUMNS = ("state", "carrier", "tracking", "promised_by", "last_scan", "supplier")
_ALWAYS_THERE = datetime.max.replace(tzinfo=UTC)


def shape_at_risk(
    risks: Mapping[str, Risk],
    *,
    standing: TabRows,
    orders: TabRows,
    parcels: TabRows,
    cases: OrderCases = NO_CASES,
    rules: OrderRules,
    clock: Clock,
    now: datetime,
) -> list[Row]:
    """
    Return the rows of `Orders at risk`: what presses most on top, then what is over.

    *standing* is the tab as read. A risk whose customer was told on or after the day on
    which it began waits for the world, not for us; when something worse begins later, it
    is ours again. One whose customer has opened a case is answered there.
    """
    rows = [
        _row(key, risk, standing.get(key, {}), rules=rules, clock=clock, now=now)
        for key, risk in risks.items()
    ]
    over = [
        _over(key, orders=orders, parcels=parcels, cases=cases, clock=clock)
        for key in standing
        if key not in risks and (key in orders or key in parcels)
    ]
    return [*sorted(rows, key=_urgency), *over]


def _urgency(row: Row) -> tuple[int, datetime]:
    respond_by = row.values.get("respond_by")
    return _RANK.get(str(row.values.get("flag")), len(_RANK)), (
        respond_by if isinstance(respond_by, datetime) else _ALWAYS_THERE
    )


def _row(key: str, risk: Risk, standing: TabRow, *, rules: OrderRules, clock: Clock, now: datetime) -> Row:
    limit = _limit(risk, day_in(standing, "customer_told_on"), rules=rules, clock=clock, now=now)
    place = {**risk.order, **risk.parcel}
    values: dict[str, Value] = {
        "flag": limit.flag.value,
        "parcel": key,
        "risk": risk.kind.value,
        "why": limit.why,
        "what_to_do": to_do(risk),
        "notice_owed_by": risk.notice_by,
        "respond_by": limit.respond_by,
        "shifts_left": limit.shifts_left,
        "order": place.get("order"),
        "brand": place.get("brand"),
        "country": place.get("country"),
        "address": place.get("address"),
        "customer": risk.order.get("customer"),
        "at_stake": _at_stake(risk.order),
        "currency": risk.order.get("currency"),
        "began": risk.began_at,
        **{name: risk.parcel.get(name) for name in _PARCEL_COLUMNS},
        "paypal_tracking": _paypal(risk),
        "problem": None if risk.order else "Its order is not in the tab Orders.",
    }
    if not risk.parcel:
        values |= {"state": ShipState.NOT_SHIPPED.value, "promised_by": risk.order.get("promised_by")}
    return Row(key, values, why=f"at risk: {risk.kind.value}")


def _over(key: str, *, orders: TabRows, parcels: TabRows, cases: OrderCases, clock: Clock) -> Row:
    parcel = parcels.get(key, {})
    name = text_in(parcel, "order") if parcel else key
    order, paid_by = orders.get(name, {}), cases.paid.get(name, "")
    values: dict[str, Value] = {
        "flag": Flag.CLOSED.value,
        "why": _why_over(order, parcel, paid_by=paid_by, clock=clock),
        "what_to_do": None,
        "respond_by": None,
        "shifts_left": None,
    }
    if parcel:
        values["state"] = parcel.get("state")
    return Row(key, values, when_absent="leave", why="no longer at risk")


def _why_over(order: TabRow, parcel: TabRow, *, paid_by: str, clock: Clock) -> str:
    delivered = instant_in(parcel, "delivered")
    if parcel.get("state") == ShipState.DELIVERED.value:
        on = f" {day_words(delivered.astimezone(clock.roster.zone).date())}" if delivered else ""
        return f"Delivered{on}."
    if is_settled(order):
        return "The money went back in full."
    if paid_by:
        return f"The buyer got the money by case {paid_by}."
    if parcel.get("cancelled") is True:
        return "The parcel was cancelled."
    if parcel:
        return f"No longer at risk: {parcel.get('state_words') or 'its state is not known'}"
    if order.get("cancelled"):
        return "The order was cancelled."
    return "Sent." if not order.get("to_ship") else f"No longer at risk: {order.get('to_ship')}."


def _limit(risk: Risk, told_on: date | None, *, rules: OrderRules, clock: Clock, now: datetime) -> Deadline:
    """Return by when to act: within the hours of `Settings` from its beginning, and before a word is owed."""
    if risk.case:
        return Deadline(Flag.WAITING, f"{risk.reason} Case {risk.case} is about this order: answer there.")
    if told_on and _was_told(risk, told_on, clock):
        return Deadline(Flag.WAITING, f"{risk.reason} You told the customer {day_words(told_on)}.")
    limits = []
    if risk.began_at:
        limits.append(target(risk.began_at, rules.risk_hours, clock=clock, now=now, what="The customer"))
    if risk.notice_by and (risk.began_at is None or risk.began_at < risk.notice_by):
        limits.append(_before(risk.notice_by, clock=clock, now=now))
    first = min(limits, key=lambda limit: limit.respond_by or _ALWAYS_THERE)
    return Deadline(first.flag, f"{risk.reason} {first.why}", first.respond_by, first.shifts_left)


def _was_told(risk: Risk, told_on: date, clock: Clock) -> bool:
    """True where the customer was told since it began; of a hold-up is not of a broken promise."""
    promise_broken_at = risk.notice_by if risk.kind is Kind.LATE else None
    return all(
        told_on >= at.astimezone(clock.roster.zone).date() for at in (risk.began_at, promise_broken_at) if at
    )


def _before(due: datetime, *, clock: Clock, now: datetime) -> Deadline:
    """What a promised date means in shifts. No margin: it is our own promise, and nothing closes."""
    zone = clock.roster.zone
    left = clock.roster.shifts_left(now=now, until=due)
    last = clock.roster.last_ending_by(due)
    owed = f"A word is owed by {moment_words(due, zone)}"
    if now >= due:
        return Deadline(Flag.LATE, f"{owed}; write now.", due, 0)
    if last is None or left == 0:
        return Deadline(
            Flag.LAST_SHIFT, f"{owed}, and no shift of yours ends before that; write now.", due, 0
        )
    shift = shift_words(last, zone, now)
    if left == 1:
        return Deadline(Flag.LAST_SHIFT, f"{owed}: write in your shift {shift}.", last.ends_at, left)
    flag = Flag.SOON if left <= clock.soon_shifts else Flag.OK
    return Deadline(flag, f"{owed}; {left} of your shifts are left, the last is {shift}.", last.ends_at, left)


def _at_stake(order: TabRow) -> Value:
    """What could still be claimed back: the total less what was refunded."""
    total = amount_in(order, "total")
    return None if total is None else max(total - (amount_in(order, "refunded") or 0), Decimal(0))


def _paypal(risk: Risk) -> Value:
    """Whether PayPal should be told the number; only for orders that PayPal itself was paid for."""
    is_paypal = bool(_STANDALONE_PAYPAL.search(text_in(risk.order, "gateway")))
    has_number = bool(text_in(risk.parcel, "tracking")) and risk.kind is not Kind.LABEL
    return CHECK_PAYPAL if is_paypal and has_number else None
