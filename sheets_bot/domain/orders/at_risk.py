"""
Which orders and parcels need somebody's hand before the customer complains, and why.

Reads the rows of the tabs `Orders` and `Parcels`, not Records, so that the warning comes
also while Shopify is down. Decides what is wrong and by when the customer is owed a word;
flags, shifts and rows are in `at_risk_rows.py`, states in `shipment.py`.

By when a word is owed follows the US rule for things ordered at a distance: before the
promised time of shipment has passed, thirty days where none was stated (16 CFR 435.2). For
a parcel that moves nothing binds; to write before the promised delivery passes is the
field's practice. Neither is legal advice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sheets_bot.domain.deadlines import Clock
from sheets_bot.domain.orders.at_risk_cases import NO_CASES, OrderCases
from sheets_bot.domain.orders.lanes import Lanes
from sheets_bot.domain.orders.order_readings import ToShip
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.orders.shipment_news import News
from sheets_bot.domain.rules.order_settings import OrderRules
from sheets_bot.domain.tab_rows import TabRow, TabRows, amount_in, instant_in, text_in
from sheets_bot.domain.when_words import day_words


class Kind(StrEnum):
    """What is wrong; the text is what stands in the column `Risk`."""

    NOT_SHIPPED = "Not shipped"
    SHIP_SOON = "Ship promise ends soon"
    LABEL = "Label without scan"
    LATE = "Late or silent"
    HELD_UP = "Held up"
    """A delay, a failure or silence while the promised day is not over: it may still come in time."""
    ELSEWHERE = "Delivered elsewhere"
    RETURNED = "Coming back"
    LOST = "Lost"
    FETCH = "Waits for the buyer"
    ATTEMPTED = "Delivery attempted"
    EXPECTED_LATE = "Expected after the promise"
    SLOW = "Slower than usual"
    PROMISE_SOON = "Promise ends soon"


TO_DO = {
    Kind.NOT_SHIPPED: (
        "Ask the sender today. Tell the customer the real date; without one, ask whether they want to wait."
    ),
    Kind.SHIP_SOON: "Ask the sender when it leaves. If not in time, tell the customer before the date.",
    Kind.LABEL: "Have it handed over today, or sent anew. A label is no proof of shipment.",
    Kind.LATE: "Ask the carrier to trace it. Tell the customer where it is and when you write next.",
    Kind.HELD_UP: "Ask the carrier what holds it up. Tell the customer, and say when you write next.",
    Kind.ELSEWHERE: "Compare the address with the carrier's proof. Send anew or refund; make a claim.",
    Kind.RETURNED: "Ask the customer for the right address. Send it anew, or refund when it has come back.",
    Kind.LOST: "Refund or send anew now, and claim on the carrier.",
    Kind.FETCH: "Tell the customer where the parcel waits, and until when.",
    Kind.ATTEMPTED: "Look at what the carrier says. Ask the customer about a card, and about the address.",
    Kind.EXPECTED_LATE: "Tell the customer the carrier's new date before the promised one passes.",
    Kind.SLOW: "Look at the tracking page; ask the carrier if it stands still.",
    Kind.PROMISE_SOON: "Look at the tracking page. If it will be late, tell the customer before the date.",
}

_BY_STATE = {
    ShipState.ELSEWHERE.value: Kind.ELSEWHERE,
    ShipState.RETURNED.value: Kind.RETURNED,
    ShipState.LOST.value: Kind.LOST,
}
_BUYER_ACTS = {News.ATTEMPTED.value: Kind.ATTEMPTED, News.TO_BE_FETCHED.value: Kind.FETCH}


@dataclass(frozen=True, slots=True)
class Risk:
    """One order or parcel that needs somebody's hand."""

    kind: Kind
    order: TabRow
    """Its row of `Orders`; empty where that is not in the tab."""
    parcel: TabRow
    """Its row of `Parcels`; empty where nothing was sent."""
    reason: str
    """Why it is at risk, in a sentence."""
    began_at: datetime | None = None
    """Since when something is wrong; None for a warning before anything is."""
    notice_by: datetime | None = None
    """By when the customer is owed a word; None where no date was promised."""
    case: str = ""
    """An open case about the order: the customer is answered there."""


def find_risks(
    orders: TabRows,
    parcels: TabRows,
    *,
    cases: OrderCases = NO_CASES,
    rules: OrderRules,
    clock: Clock,
    now: datetime,
) -> dict[str, Risk]:
    """
    Return what is at risk, by parcel key, or by order key where nothing was sent.

    An order whose money went back in full, by refunds or by a case, is left out: nobody waits for
    it any more. So are test orders, and parcels whose scans nobody sees: silence alone proves nothing.
    """
    lanes = Lanes(parcels.values())
    found: dict[str, Risk] = {}
    for key, order in orders.items():
        risk = _unshipped(order, clock=clock, now=now)
        if risk and not is_settled(order) and key not in cases.paid:
            found[key] = replace(risk, case=cases.open.get(key, ""))
    for key, parcel in parcels.items():
        name = text_in(parcel, "order")
        order = orders.get(name, {})
        if is_settled(order) or order.get("test") is True or parcel.get("cancelled") is True:
            continue
        if name in cases.paid:
            continue
        risk = next(_of_parcel(parcel, order, lanes=lanes, rules=rules, clock=clock, now=now), None)
        if risk:
            found[key] = replace(risk, case=cases.open.get(name, ""))
    return found


def to_do(risk: Risk) -> str:
    """Return the usual next step; what is paid or sent beside an open case would be given twice."""
    if risk.case:
        return f"Answer in case {risk.case}. Outside it, refund nothing and send nothing anew."
    return TO_DO[risk.kind]


def is_settled(order: TabRow) -> bool:
    """True where all that was paid went back."""
    total, refunded = amount_in(order, "total"), amount_in(order, "refunded")
    return total is not None and refunded is not None and refunded >= total > 0


def _unshipped(order: TabRow, *, clock: Clock, now: datetime) -> Risk | None:
    """Nothing, or not everything, has left, and the promised day is near or past."""
    ship_by = instant_in(order, "ship_by")
    if order.get("to_ship") != ToShip.OPEN.value or order.get("test") is True or ship_by is None:
        return None
    day = day_words(ship_by.astimezone(clock.roster.zone).date())
    if now >= ship_by:
        return Risk(Kind.NOT_SHIPPED, order, {}, f"Not shipped; it was to leave by {day}.", ship_by, ship_by)
    if is_near(ship_by, clock=clock, now=now):
        return Risk(Kind.SHIP_SOON, order, {}, f"Not shipped yet; it is to leave by {day}.", None, ship_by)
    return None


def _of_parcel(
    parcel: TabRow, order: TabRow, *, lanes: Lanes, rules: OrderRules, clock: Clock, now: datetime
) -> Iterator[Risk]:
    """Yield what is wrong with one parcel, the worst first."""
    state, words = text_in(parcel, "state"), text_in(parcel, "state_words")
    since = instant_in(parcel, "since") or instant_in(parcel, "shipped")
    promised = instant_in(parcel, "promised_by")
    if state in _BY_STATE:
        yield Risk(_BY_STATE[state], order, parcel, words, since or now)
    elif state == ShipState.LATE.value:
        yield _late(parcel, order, promised, since=since or now, clock=clock, now=now)
    elif state == ShipState.NOT_SHIPPED.value and order.get("to_ship") == ToShip.OPEN.value:
        return  # its order stands there already, with the date by which it should leave
    elif state in {ShipState.LABEL.value, ShipState.NOT_SHIPPED.value}:
        patient_until = since + timedelta(days=rules.label_days) if since else now
        if now >= patient_until:
            kind = Kind.LABEL if state == ShipState.LABEL.value else Kind.NOT_SHIPPED
            yield Risk(kind, order, parcel, words, patient_until, instant_in(order, "ship_by"))
    elif state == ShipState.MOVING.value:
        if buyer_acts := _BUYER_ACTS.get(text_in(parcel, "carrier_says")):
            yield Risk(buyer_acts, order, parcel, words, since or now)
        elif promised:
            yield from _warnings(parcel, order, promised, lanes=lanes, clock=clock, now=now)


def _late(
    parcel: TabRow, order: TabRow, promised: datetime | None, *, since: datetime, clock: Clock, now: datetime
) -> Risk:
    """Return what S3 means: late is neither what may be fetched, nor anything before its day is over."""
    words, zone = text_in(parcel, "state_words"), clock.roster.zone
    if parcel.get("carrier_says") == News.TO_BE_FETCHED.value:
        return Risk(Kind.FETCH, order, parcel, words, since)
    is_over = promised is None or promised.astimezone(zone).date() < now.astimezone(zone).date()
    return Risk(Kind.LATE if is_over else Kind.HELD_UP, order, parcel, words, since, promised)


def _warnings(
    parcel: TabRow, order: TabRow, promised: datetime, *, lanes: Lanes, clock: Clock, now: datetime
) -> Iterator[Risk]:
    """Yield what shows, before the promise has passed, that it may not be kept."""
    zone = clock.roster.zone
    expected, shipped = instant_in(parcel, "expected"), instant_in(parcel, "shipped")
    day = day_words(promised.astimezone(zone).date())
    if expected and expected > max(now, promised):
        reason = f"The carrier expects it {day_words(expected.astimezone(zone).date())}, promised is {day}."
        yield Risk(Kind.EXPECTED_LATE, order, parcel, reason, None, promised)
    is_expected_in_time = expected is not None and now < expected <= promised
    if is_expected_in_time or parcel.get("carrier_says") == News.OUT.value:
        return
    past = lanes.past(text_in(parcel, "supplier"), text_in(parcel, "country"), text_in(parcel, "carrier"))
    if past and shipped and now > shipped + past.most:
        usual = -(-past.most // timedelta(days=1))
        reason = f"Nine of ten parcels of its lane took {usual} days at most; promised is {day}."
        yield Risk(Kind.SLOW, order, parcel, reason, None, promised)
    if is_near(promised, clock=clock, now=now):
        yield Risk(Kind.PROMISE_SOON, order, parcel, f"Still on its way; promised is {day}.", None, promised)


def is_near(until: datetime, *, clock: Clock, now: datetime) -> bool:
    """True where no more shifts end before *until* than make a case SOON."""
    return clock.roster.shifts_left(now=now, until=until) <= clock.soon_shifts
