"""
The orders with everything about them, looked up by the key that stands in a row.

Rests on the join as it was written down: the column `order` of each row. Pure over the tabs as read.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from sheets_bot.domain.join.incident_cases import OrderCase, order_cases
from sheets_bot.domain.join.match_index import OrderIndex
from sheets_bot.domain.tab_rows import TabRows, text_in

_MATCHED = ("Disputes", "Reviews", "Inbox")


@dataclass(frozen=True)
class OrderBook:
    """The orders with everything about them, to be asked by the key that stands in a row."""

    orders: TabRows
    cases: Mapping[str, OrderCase]

    @classmethod
    def of(cls, tabs: Mapping[str, TabRows], *, only: Collection[str] | None = None) -> "OrderBook":
        """
        Return the orders of some tabs as read; the column `order` says what belongs to which.

        *only* names the orders that will be asked for; without it all of them can be.
        """
        if only is not None:
            wanted = frozenset(only)
            orders = {key: row for key, row in tabs.get("Orders", {}).items() if key in wanted}
            others = {tab: rows for tab, rows in tabs.items() if tab != "Orders"}
            tabs = {"Orders": orders} | {
                tab: {key: row for key, row in rows.items() if text_in(row, "order") in wanted}
                for tab, rows in others.items()
            }
        matched = {
            tab: {key: text_in(row, "order") for key, row in tabs.get(tab, {}).items()} for tab in _MATCHED
        }
        return cls(tabs.get("Orders", {}), order_cases(tabs, matched=matched))

    @cached_property
    def index(self) -> OrderIndex:
        """The orders by number, payment and person."""
        return OrderIndex(self.orders)

    def case(self, order: str) -> OrderCase | None:
        """Return everything about an order; None where it is not in the tab."""
        if order in self.cases:
            return self.cases[order]
        return OrderCase(order, self.orders[order]) if order in self.orders else None
