"""
"It never came", "it came too late", "it is not what I ordered": what the parcels say.

Reads the rows of the tab `Parcels`, whose states S0 to S7 are worked out in `shipment.py`; a
cancelled parcel says nothing. Part of `claim_check.py`.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sheets_bot.domain.join.claim_finding import Check, Verdict
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in, whole_in
from sheets_bot.domain.when_words import day_words, moment_words

_ON_ITS_WAY = frozenset({ShipState.MOVING.value, ShipState.LATE.value})
_NOT_THERE = frozenset(
    {ShipState.NOT_SHIPPED.value, ShipState.LABEL.value, ShipState.ELSEWHERE.value}
    | {ShipState.RETURNED.value, ShipState.LOST.value}
)


def check_not_received(case: OrderCase, opened: datetime | None, *, zone: ZoneInfo) -> Check:
    """Hold "not received" against the scans: one parcel that is missing makes it true."""
    claim, parcels = "Not received", _parcels(case)
    if not parcels:
        if whole_in(case.order, "parcels") == 0:
            return Check(claim, Verdict.AGREES, "no parcel was sent (Orders)")
        return Check(claim, Verdict.CANNOT_TELL, "no parcel of this order is in the tab Parcels")
    for states in (_NOT_THERE, _ON_ITS_WAY):
        missing = [key for key, row in parcels.items() if text_in(row, "state") in states]
        if missing:
            return Check(claim, Verdict.AGREES, _told(missing[0], parcels[missing[0]], zone))
    unclear = [key for key, row in parcels.items() if text_in(row, "state") != ShipState.DELIVERED]
    if unclear:
        return Check(claim, Verdict.CANNOT_TELL, _told(unclear[0], parcels[unclear[0]], zone))
    told = "; ".join(_told(key, row, zone) for key, row in parcels.items())
    last = _last_delivery(parcels)
    after = ", after the case was opened" if last and opened and last > opened else ""
    return Check(claim, Verdict.CONTRADICTS, told + after)


def check_expected(case: OrderCase, opened: datetime | None, *, zone: ZoneInfo, now: datetime) -> Check:
    """Hold "too late" against the promise: a case from before the promised date is too early."""
    claim, parcels = "Later than promised", _parcels(case)
    promised = _promised(case)
    if promised is None:
        return Check(claim, Verdict.CANNOT_TELL, "no date was promised (Orders)")
    told = f"promised by {moment_words(promised, zone)} (Orders)"
    if opened and opened < promised:
        return Check(claim, Verdict.CONTRADICTS, f"{told}, case opened before that")
    delivered = _last_delivery(parcels)
    if delivered:
        verdict = Verdict.AGREES if delivered > promised else Verdict.CONTRADICTS
        return Check(claim, verdict, f"{told}, delivered {moment_words(delivered, zone)} (Parcels)")
    if now <= promised:
        return Check(claim, Verdict.CANNOT_TELL, f"{told}, not over yet")
    if any(text_in(row, "state") in {ShipState.UNSEEN, ShipState.DELIVERED} for row in parcels.values()):
        return Check(claim, Verdict.CANNOT_TELL, f"{told}, time of delivery not known (Parcels)")
    return Check(claim, Verdict.AGREES, f"{told}, not delivered (Parcels)")


def check_buyers_date(case: OrderCase, expected: datetime, *, zone: ZoneInfo) -> Check:
    """
    Hold the day by which the buyer says that the goods were due against the promised one.

    Both are days, in time zones that nobody told us: what is the same day by our clock or by UTC, in which
    the platforms write, is the same, and one day apart decides nothing (ours).
    """
    day, promised = expected.astimezone(UTC).date(), _promised(case)
    claim = f"Due by {day_words(day)}"
    if promised is None:
        return Check(claim, Verdict.CANNOT_TELL, "no date was promised (Orders)")
    days_early = min((promised.astimezone(clock).date() - day).days for clock in (UTC, zone))
    verdict = Verdict.AGREES if days_early <= 0 else Verdict.CONTRADICTS
    told = f"promised by {moment_words(promised, zone)} (Orders)"
    if days_early == 1:
        verdict, told = Verdict.CANNOT_TELL, f"{told}, one day apart, as clocks may be"
    delivered = _last_delivery(_parcels(case))
    if delivered:
        told += f", delivered {moment_words(delivered, zone)} (Parcels)"
    return Check(claim, verdict, told)


def check_arrival(case: OrderCase, opened: datetime | None, *, zone: ZoneInfo) -> Check:
    """Hold "not as described" against the scans: before it arrives nobody can see what it is like."""
    claim, parcels = "Not as described", _parcels(case)
    delivered = [at for row in parcels.values() if (at := instant_in(row, "delivered"))]
    if delivered and opened and min(delivered) > opened:
        told = f"delivered {moment_words(min(delivered), zone)} (Parcels), after the case was opened"
        return Check(claim, Verdict.CONTRADICTS, told)
    if delivered:
        told = f"delivered {moment_words(min(delivered), zone)} (Parcels); what it is like only photos show"
        return Check(claim, Verdict.CANNOT_TELL, told)
    states = {text_in(row, "state") for row in parcels.values()}
    if states and states <= _ON_ITS_WAY | {ShipState.NOT_SHIPPED.value, ShipState.LABEL.value}:
        key, row = next(iter(parcels.items()))
        return Check(claim, Verdict.CONTRADICTS, f"nothing has arrived: {_told(key, row, zone)}")
    return Check(claim, Verdict.CANNOT_TELL, "whether it arrived is not known (Parcels)")


def _parcels(case: OrderCase) -> dict[str, TabRow]:
    """Return the parcels that count, in the order of their places."""
    return {
        key: row
        for key, row in sorted(case.parcels.items())
        if row.get("cancelled") is not True and text_in(row, "state") != ShipState.CANCELLED
    }


def _promised(case: OrderCase) -> datetime | None:
    """The day by which everything should be there."""
    dates = [instant_in(row, "promised_by") for row in (*_parcels(case).values(), case.order)]
    return max((at for at in dates if at), default=None)


def _last_delivery(parcels: dict[str, TabRow]) -> datetime | None:
    """When the last parcel came; None while one is missing."""
    dates = [instant_in(row, "delivered") for row in parcels.values()]
    return max(at for at in dates if at) if dates and all(dates) else None


def _told(key: str, row: TabRow, zone: ZoneInfo) -> str:
    """Return what a parcel's row says, with the scan that says so: it has its time in it."""
    words = text_in(row, "state_words").rstrip(".") or text_in(row, "state") or "state not known"
    delivered = instant_in(row, "delivered")
    when = f" {moment_words(delivered, zone)}" if delivered else ""
    source = text_in(row, "source_event")
    return f"{key}: {words}{when} ({f'scan {source}' if source else 'Parcels'})"
