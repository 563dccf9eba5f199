"""
What the cases of an order mean for its parcels: who was paid is not warned, who disputes is answered there.

Reads the rows of `Disputes`, whose column `order` the join fills. Pure; what is at risk is in `at_risk.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sheets_bot.domain.tab_rows import TabRows, text_in

_BUYER_HAS_THE_MONEY = frozenset({"Lost", "Conceded", "Covered", "Prevented"})
"""Outcomes (column `Outcome`) after which nobody waits for the parcel any more."""


@dataclass(frozen=True, slots=True)
class OrderCases:
    """What stands in `Disputes` about the orders, each named by one case."""

    open: Mapping[str, str]
    """By order key, a case without an outcome."""
    paid: Mapping[str, str]
    """By order key, a case by which the buyer got the money."""


NO_CASES = OrderCases({}, {})


def cases_of_orders(disputes: TabRows) -> OrderCases:
    """Return what the cases say about the orders that they were found to belong to."""
    ongoing: dict[str, str] = {}
    paid: dict[str, str] = {}
    for key, row in sorted(disputes.items()):
        order, outcome = text_in(row, "order"), text_in(row, "outcome")
        if order and not outcome:
            ongoing.setdefault(order, key)
        elif order and outcome in _BUYER_HAS_THE_MONEY:
            paid.setdefault(order, key)
    return OrderCases(ongoing, paid)
