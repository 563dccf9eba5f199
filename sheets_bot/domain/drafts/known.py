"""
What is known of an order, as plain values: for the letters about it, and for the linter that reads them.

Gathered once per row from the tabs as read. Days are days of the house's time zone. Of several parcels the
one in the worst state speaks. What is not known is empty; nothing is guessed. How the values are named in
templates is in `draft_facts.py`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sheets_bot.domain.causes.said import causes_said
from sheets_bot.domain.deadlines import Clock
from sheets_bot.domain.evidence.applying import signed_scans
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.lint.finding import LintFacts
from sheets_bot.domain.money import Money, total
from sheets_bot.domain.orders.at_risk import is_settled
from sheets_bot.domain.orders.order_readings import ToShip
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.orders.shipment_news import News
from sheets_bot.domain.rules.draft_settings import DraftRules
from sheets_bot.domain.tab_rows import TabRow, instant_in, money_in, text_in, whole_in

WORST_FIRST = ("S7", "S5", "S6", "S0", "S1", "S3", "S2?", "S2", "S4")
"""Of several parcels the first of these states speaks (ours)."""

_SCANNED = frozenset({"S2", "S3", "S4", "S5", "S6", "S7"})
_OVER = frozenset({"CLOSED", ""})
_ASTRAY = frozenset({"S5", "S6", "S7"})
_ON_ITS_WAY = frozenset({"S0", "S1", "S2", "S3"})
"""Of a parcel whose scans nobody sees it is not known whether it is late."""
_NO_ROW: TabRow = {}


@dataclass(frozen=True, slots=True)
class Situation:
    """The house at one moment: what every letter of a run is written under."""

    rules: DraftRules
    clock: Clock
    answer_hours: int
    """After so long without an answer a mail has had to wait."""
    now: datetime
    days_in: ZoneInfo | None = None
    """Where days are counted; None for where the house is."""

    @property
    def zone(self) -> ZoneInfo:
        """In which days are counted."""
        return self.days_in or self.clock.roster.zone

    @property
    def today(self) -> date:
        """The day it is there."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an order, or of nothing but a row where the order is not."""

    brand: str
    customer: str = ""
    """First name and initial."""
    order_number: str = ""
    state: str = ""
    parcel: TabRow = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    """By name, as templates name them; only what is known."""
    amount: Money | None = None
    refunds: tuple[Money, ...] = ()
    is_at_address: bool = False
    """The delivery scan of every delivered parcel names the place of the order's address."""
    is_part: bool = False
    """A parcel of the order is not delivered, or something waits to be sent."""
    is_in_parts: bool = False
    """The order comes in several parcels, or one has been made and something waits to be sent."""
    pieces: frozenset[str] = frozenset()
    """Codes of the pieces of evidence that the packet of a case would hold."""
    parcels: int = 0
    """How many count; told, as the next, where evidence is (`known_for_evidence.py`)."""
    opened_before_delivery: bool = False
    """The day of the case is before the day on which the first parcel came."""
    is_late: bool = False
    is_ship_late: bool = False
    nobody_answered: bool = False
    they_wrote: bool = False
    """A mail of theirs waits for an answer, or the row is one."""
    said: frozenset[str] = frozenset()
    """Codes of the causes of which a review's own words speak."""
    case_at_paypal: bool = False
    case_is_over: bool = False
    lint: LintFacts = field(default_factory=LintFacts)

    @property
    def refunded(self) -> Money | None:
        """All that was refunded; None for nothing, or for two currencies."""
        currencies = {money.currency for money in self.refunds}
        return total(self.refunds, currencies.pop()) if len(currencies) == 1 else None


def known_of(
    row: TabRow, case: OrderCase | None, *, at: Situation, parcel_key: str = "", wanted: str = ""
) -> Known:
    """
    Return what is known for a row.

    Args:
        row: Of `Disputes`, `Reviews`, `Inbox`, `Orders at risk` or `Orders`.
        case: Everything about its order; None where that is not known.
        at: The house and the moment.
        parcel_key: The parcel that the row is about, where it is about one.
        wanted: The state that speaks, where the advice has named one; else the worst does.
    """
    order = case.order if case else _NO_ROW
    parcels = _parcels(case)
    parcel = (case.parcels.get(parcel_key) if case else None) or _speaking(parcels, wanted)
    state = text_in(parcel, "state") or _unsent(order)
    days = _days(row, order, parcel, case, state=state, at=at)
    refunds = tuple(_refunds(case))
    brand = text_in(row, "brand") or text_in(order, "brand")
    known = Known(
        brand=brand,
        customer=text_in(row, "customer") or text_in(row, "reviewer") or text_in(order, "customer"),
        order_number=_number(case.key, text_in(order, "brand")) if case else "",
        state=state,
        parcel=parcel,
        days=days,
        amount=money_in(order, "total"),
        refunds=refunds,
        is_at_address=_is_at_address(parcels),
        is_part=bool(_unsent(order)) or any(text_in(p, "state") != ShipState.DELIVERED for p in parcels),
        is_in_parts=_is_in_parts(order, parcels),
        is_late=not _is_off(order) and _is_late(state, days, at),
        is_ship_late=state in {"S0", "S1"} and "ship_by" in days and days["ship_by"] < at.today,
        nobody_answered=_nobody_answered(case, at),
        they_wrote=bool(text_in(row, "thread_id")) or _is_waiting(case),
        said=frozenset(code for code, _ in causes_said(f"{text_in(row, 'title')}\n{text_in(row, 'text')}")),
        case_at_paypal=any(text_in(each, "platform") == "PayPal" for each in _cases_that_count(case)),
        case_is_over=not any(text_in(each, "flag") not in _OVER for each in _cases_that_count(case)),
    )
    return _with_lint(known, row, case, parcels, at)


def day_of(instant: datetime | None, at: Situation) -> date | None:
    """Return the day of an instant there; None for none."""
    return instant.astimezone(at.zone).date() if instant else None


def _with_lint(
    known: Known, row: TabRow, case: OrderCase | None, parcels: list[TabRow], at: Situation
) -> Known:
    order = case.order if case else _NO_ROW
    sums = [*known.refunds, *filter(None, [known.refunded])]
    every_row = [order, *parcels, *(case.refunds.values() if case else ())]
    days = {day for row in every_row for value in row.values() if isinstance(value, datetime)
            for day in (day_of(value, at),) if day}  # fmt: skip
    channel = at.rules.channel(known.brand)
    lint = LintFacts(
        shipped=any(text_in(p, "state") in _SCANNED or instant_in(p, "first_scan") for p in parcels),
        delivered=any(text_in(p, "state") == ShipState.DELIVERED for p in parcels),
        signed=bool(case and signed_scans(case)),
        cancelled=instant_in(order, "cancelled") is not None,
        replaced=_was_replaced(parcels),
        refunded=frozenset(f"{money.major():.2f}" for money in sums),
        references=frozenset(
            reference
            for each in (row, order, *(case.refunds.values() if case else ()))
            for name in ("transaction_id", "dispute_id", "order_ref", "payment_ids", "refund")
            for reference in re.findall(r"[\w-]{8,}", text_in(each, name))
        ),
        trackings=frozenset(n for p in parcels for n in text_in(p, "tracking").split()),
        dates=frozenset(days | set(known.days.values())),
        order_number=known.order_number,
        customer=known.customer,
        own_channels=(channel,) if channel else (),
        is_resolved=_is_resolved(case, order, parcels),
    )
    told = {slot: getattr(known, slot) for slot in Known.__slots__}
    return Known(**{**told, "lint": lint})


def _days(
    row: TabRow, order: TabRow, parcel: TabRow, case: OrderCase | None, *, state: str, at: Situation
) -> dict[str, date]:
    """Return the days that are known, and those that we set ourselves."""
    is_delivered = state == ShipState.DELIVERED
    instants = {
        "placed_on": instant_in(order, "placed"),
        "made_on": instant_in(parcel, "shipped"),
        "shipped_on": instant_in(parcel, "first_scan"),
        "last_scan_on": instant_in(parcel, "last_scan"),
        "delivered_on": instant_in(parcel, "delivered") if is_delivered else None,
        "promised_by": instant_in(parcel, "promised_by") or instant_in(order, "promised_by"),
        "expected_on": instant_in(parcel, "expected") if not is_delivered else None,
        "ship_by": instant_in(order, "ship_by"),
        "refunded_on": max(
            (when for r in (case.refunds.values() if case else ()) if (when := instant_in(r, "refunded"))),
            default=None,
        ),
        "opened_on": instant_in(row, "opened"),
    }
    days = {name: day for name, instant in instants.items() if (day := day_of(instant, at))}
    if days.get("expected_on", at.today) < at.today:
        del days["expected_on"]
    return {**days, **_own_days(days, at)}


def _own_days(days: Mapping[str, date], at: Situation) -> dict[str, date]:
    """Return the days that a letter promises: of the next word, of the remedy, of the longest delay."""
    rules = at.rules
    shift = at.clock.roster.next_ending_after(at.now + timedelta(days=rules.next_contact_days))
    contact = day_of(shift.ends_at, at) if shift else at.today + timedelta(days=rules.next_contact_days)
    latest = max(at.today, days.get("expected_on", at.today), days.get("promised_by", at.today))
    own = {"next_contact": contact, "wait_until": latest + timedelta(days=rules.patience_days)}
    if "ship_by" in days and (until := days["ship_by"] + timedelta(days=rules.first_delay_days)) > at.today:
        own["delay_until"] = until
    return {name: day for name, day in own.items() if day}


def _parcels(case: OrderCase | None) -> list[TabRow]:
    """Return the parcels that count."""
    rows = case.parcels.values() if case else ()
    return [p for p in rows if p.get("cancelled") is not True and text_in(p, "state") != ShipState.CANCELLED]


def _is_at_address(parcels: list[TabRow]) -> bool:
    says = [text_in(p, "carrier_says") for p in parcels if text_in(p, "state") == ShipState.DELIVERED]
    return bool(says) and all(each == News.DELIVERED for each in says)


def _is_in_parts(order: TabRow, parcels: list[TabRow]) -> bool:
    """A parcel that the sender has not taken on is what waits to be sent, no part of its own."""
    made = sum(text_in(parcel, "state") != ShipState.NOT_SHIPPED for parcel in parcels)
    return made + bool(_unsent(order)) > 1


def _speaking(parcels: Iterable[TabRow], wanted: str) -> TabRow:
    known = [parcel for parcel in parcels if text_in(parcel, "state") in WORST_FIRST]
    known = [parcel for parcel in known if text_in(parcel, "state") == wanted] or known
    return min(known, key=lambda parcel: WORST_FIRST.index(text_in(parcel, "state")), default=_NO_ROW)


def _unsent(order: TabRow) -> str:
    """Return S0 where the order waits to be sent and has no parcel."""
    waits = text_in(order, "to_ship") == ToShip.OPEN.value
    return ShipState.NOT_SHIPPED.value if waits or (order and whole_in(order, "parcels") == 0) else ""


def _number(key: str, brand: str) -> str:
    """Return an order's number as the customer knows it: its key without the brand."""
    return key.removeprefix(brand).strip() or key


def _refunds(case: OrderCase | None) -> Iterable[Money]:
    for row in case.refunds.values() if case else ():
        paid = money_in(row, "paid")
        if paid and paid.minor > 0:
            yield paid


def _is_late(state: str, days: Mapping[str, date], at: Situation) -> bool:
    """True after the promised day alone: a parcel that is held up before it may still come in time."""
    promised, delivered = days.get("promised_by"), days.get("delivered_on")
    if delivered:
        return promised is not None and delivered > promised
    if state == ShipState.LOST or promised is None:
        return state in {ShipState.LATE, ShipState.LOST}
    return state in _ON_ITS_WAY and promised < at.today


def _is_off(order: TabRow) -> bool:
    """True for an order that was cancelled or paid back in full: nobody waits for it any more."""
    return instant_in(order, "cancelled") is not None or is_settled(order)


def _is_waiting(case: OrderCase | None) -> bool:
    return any(instant_in(row, "waiting_since") for row in (case.threads.values() if case else ()))


def _cases_that_count(case: OrderCase | None) -> list[TabRow]:
    """Return the open cases of the order; all of them where none is open."""
    rows = list(case.disputes.values()) if case else []
    return [row for row in rows if text_in(row, "flag") not in _OVER] or rows


def _nobody_answered(case: OrderCase | None, at: Situation) -> bool:
    limit = timedelta(hours=at.answer_hours)
    for row in case.threads.values() if case else ():
        since, asked = instant_in(row, "waiting_since"), instant_in(row, "first_in")
        answered = instant_in(row, "first_out")
        if (since and at.now - since > limit) or (asked and answered and answered - asked > limit):
            return True
    return False


def _was_replaced(parcels: list[TabRow]) -> bool:
    """True where a parcel was made after another one went astray."""
    astray = [made for p in parcels if text_in(p, "state") in _ASTRAY and (made := instant_in(p, "shipped"))]
    scanned = [made for p in parcels if instant_in(p, "first_scan") and (made := instant_in(p, "shipped"))]
    return bool(astray) and any(made > min(astray) for made in scanned)


def _is_resolved(case: OrderCase | None, order: TabRow, parcels: list[TabRow]) -> bool:
    """True where the money went back, or everything came, and nobody waits for us."""
    if case is None or any(text_in(row, "flag") not in _OVER for row in case.disputes.values()):
        return False
    if any(instant_in(row, "waiting_since") for row in case.threads.values()):
        return False
    states = {text_in(parcel, "state") for parcel in parcels}
    return is_settled(order) or states == {ShipState.DELIVERED.value}
