"""
What the facts of one case are drawn from: its row, its order, and what stands around it.

Values only, and two readings of names. The facts are in the other `*_facts.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.tab_rows import TabRow, TabRows, day_in, text_in


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What other orders and rows tell about a case; made once for all cases of a run."""

    by_contact: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys of orders by the mark of their e-mail address."""
    orders: TabRows = field(default_factory=dict)
    disputed: frozenset[str] = frozenset()
    """Orders about which there is or was a case."""
    told_on: Mapping[str, date] = field(default_factory=dict)
    """The day on which the customer was told of a delay, by order; typed by people."""


def surroundings(tabs: Mapping[str, TabRows]) -> Surroundings:
    """Return what stands around all cases, of the tabs `Orders`, `Disputes` and `Orders at risk` as read."""
    orders = tabs.get("Orders", {})
    by_contact: dict[str, list[str]] = {}
    for key, row in orders.items():
        if contact := text_in(row, "contact"):
            by_contact.setdefault(contact, []).append(key)
    told = {
        text_in(row, "order"): day
        for row in tabs.get("Orders at risk", {}).values()
        if (day := day_in(row, "customer_told_on"))
    }
    return Surroundings(
        by_contact={contact: tuple(keys) for contact, keys in by_contact.items()},
        orders=orders,
        disputed=frozenset(text_in(row, "order") for row in tabs.get("Disputes", {}).values()),
        told_on=told,
    )


@dataclass(frozen=True, slots=True)
class View:
    """One case, and all that may be said about it."""

    dispute: TabRow
    case: OrderCase
    around: Surroundings
    now: datetime


def order_number(key: str, order: TabRow) -> str:
    """Return the number that the buyer knows, e.g. ``#1042`` of ``Aurora & Pine #1042``."""
    brand = text_in(order, "brand")
    return key.removeprefix(brand).strip() if brand else key


def parcel_name(key: str, row: TabRow) -> str:
    """Return e.g. ``Parcel 1 (Royal Mail RM123456789GB)`` of ``Aurora & Pine #1042 / 1``."""
    place = key.rpartition(" / ")[2]
    number = " ".join(part for part in (text_in(row, "carrier"), text_in(row, "tracking")) if part)
    return f"Parcel {place} ({number})" if number else f"Parcel {place}"
