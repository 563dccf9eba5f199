"""
Incidents as the owner's list of causes counts them: each order once, with one cause and what it cost.

A complaint whose order is not known counts by itself. The cause is what a person typed, else what the
facts suggest; which of the two is kept. Money is that of `join/incidents.py`, told apart by what it went
for. Pure over the tabs as read; the sums are made in `sheets_bot/metrics/causes.py`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sheets_bot.domain.causes.cause import UNKNOWN
from sheets_bot.domain.join.double_payment import case_cost, settled_by_refund
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.join.incidents import incident_of
from sheets_bot.domain.join.order_book import OrderBook
from sheets_bot.domain.money import Money
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, money_in, text_in

TABS = ("Disputes", "Refunds", "Reviews", "Inbox")
"""Where a cause stands; the first one that knows is believed, as in the tab `Incidents`."""

_ALWAYS = frozenset({"Disputes", "Refunds"})
"""Rows that count whether or not anybody knows their cause; of the others most are no complaint."""
_BEGAN = {"Disputes": "opened", "Refunds": "refunded", "Reviews": "written", "Inbox": "first_in"}


@dataclass(frozen=True, slots=True)
class Counted:
    """One incident."""

    key: str
    """Of its order; of its row where the order is not known, with the tab."""
    brand: str
    at: datetime | None
    """Its first symptom."""
    cause: str
    is_typed: bool
    """True where a person typed the cause; ``unknown`` typed is typed."""
    currency: str
    """In which it is counted: that of the order or row, else of the brand's orders; ``""`` for none known."""
    refunded: tuple[Money, ...]
    lost: tuple[Money, ...]
    """Cases that were lost or given in to, unless a refund settled them."""
    fees: tuple[Money, ...]
    tasks: Mapping[str, int]
    """How many rows of each tab there were to work on."""
    placed_at: datetime | None = None
    """When its order was placed, where that is known."""


def counted_incidents(tabs: Mapping[str, TabRows]) -> list[Counted]:
    """Return every incident of the tabs as read (`Orders`, `Parcels` and `TABS`); test orders apart."""
    book = OrderBook.of(tabs)
    cases = [case for case in book.cases.values() if case.order.get("test") is not True]
    usual = _usual_currencies(book.orders)
    found = [_counted(case, usual) for case in (*cases, *_without_order(tabs, book))]
    return sorted((one for one in found if one), key=lambda one: one.key)


def _usual_currencies(orders: TabRows) -> dict[str, str]:
    """Return the currency of most orders, by brand."""
    counts: dict[str, Counter[str]] = {}
    for row in orders.values():
        counts.setdefault(text_in(row, "brand"), Counter())[text_in(row, "currency")] += 1
    return {brand: max(sorted(each), key=lambda code: each[code]) for brand, each in counts.items()}


def _without_order(tabs: Mapping[str, TabRows], book: OrderBook) -> Iterator[OrderCase]:
    for tab in TABS:
        for key, row in tabs.get(tab, {}).items():
            if text_in(row, "order") not in book.orders:
                own = {name: row.get(name) for name in ("brand", "currency")}
                yield OrderCase(f"{tab} {key}", own, {tab: {key: row}})


def _counted(case: OrderCase, usual: Mapping[str, str]) -> Counted | None:
    rows = {
        tab: {key: row for key, row in case.tabs.get(tab, {}).items() if _counts(tab, row)} for tab in TABS
    }
    if not any(rows.values()):
        return None
    incident = incident_of(case)
    typed = next((cause for cause, _ in incident.causes), "")
    settled = settled_by_refund(case)
    disputes, brand = case.disputes, text_in(case.order, "brand")
    return Counted(
        case.key,
        brand,
        incident.symptoms[0].at if incident.symptoms else _first_of(rows),
        typed or _suggested(rows),
        bool(typed),
        text_in(case.order, "currency") or usual.get(brand, ""),
        _paid(money_in(row, "paid") for row in case.refunds.values()),
        _paid(case_cost(row) for key, row in disputes.items() if key not in settled),
        _paid(money_in(row, "fees") for row in disputes.values()),
        {tab: len(each) for tab, each in rows.items()},
        instant_in(case.order, "placed"),
    )


def _counts(tab: str, row: TabRow) -> bool:
    filled = text_in(row, "platform") or text_in(row, "status") if tab in _ALWAYS else ""
    return bool(filled or text_in(row, "root_cause") or text_in(row, "suggested_cause"))


def _suggested(rows: Mapping[str, Mapping[str, TabRow]]) -> str:
    found = [text_in(row, "suggested_cause") for each in rows.values() for _, row in sorted(each.items())]
    return next((cause for cause in found if cause and cause != UNKNOWN), UNKNOWN)


def _first_of(rows: Mapping[str, Mapping[str, TabRow]]) -> datetime | None:
    times = [row.get(_BEGAN[tab]) for tab, each in rows.items() for row in each.values()]
    return min((at for at in times if isinstance(at, datetime)), default=None)


def _paid(amounts: Iterator[Money | None]) -> tuple[Money, ...]:
    return tuple(money for money in amounts if money and money.minor)
