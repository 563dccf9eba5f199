"""
Everything that the tabs hold about one order, in one value.

The join (`matching.py`) says which rows these are; refunds and parcels carry their order
by nature. Made anew on each run from the rows as read; concludes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sheets_bot.domain.tab_rows import TabRow, TabRows, text_in

_BY_NATURE = ("Refunds", "Parcels")


@dataclass(frozen=True, slots=True)
class OrderCase:
    """One order with its rows in the other tabs."""

    key: str
    order: TabRow
    """The row of `Orders`."""
    tabs: dict[str, dict[str, TabRow]] = field(default_factory=dict)
    """The rows of other tabs that belong to it, by tab and key."""

    @property
    def disputes(self) -> TabRows:
        """Its rows of `Disputes`."""
        return self.tabs.get("Disputes", {})

    @property
    def refunds(self) -> TabRows:
        """Its rows of `Refunds`."""
        return self.tabs.get("Refunds", {})

    @property
    def reviews(self) -> TabRows:
        """Its rows of `Reviews`."""
        return self.tabs.get("Reviews", {})

    @property
    def threads(self) -> TabRows:
        """Its rows of `Inbox`."""
        return self.tabs.get("Inbox", {})

    @property
    def parcels(self) -> TabRows:
        """Its rows of `Parcels`."""
        return self.tabs.get("Parcels", {})


def order_cases(
    tabs: Mapping[str, TabRows], *, matched: Mapping[str, Mapping[str, str]]
) -> dict[str, OrderCase]:
    """
    Return the orders about which any other tab says something, by key.

    Args:
        tabs: The tabs as read, by title; a row whose order is not in `Orders` belongs to nothing.
        matched: The order of each matched row, by tab and key; empty for none.
    """
    orders = tabs.get("Orders", {})
    cases: dict[str, OrderCase] = {}
    for tab, key, order in _belongings(tabs, matched):
        if order in orders:
            case = cases.setdefault(order, OrderCase(order, orders[order]))
            case.tabs.setdefault(tab, {})[key] = tabs[tab][key]
    return cases


def _belongings(
    tabs: Mapping[str, TabRows], matched: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield tab, key and order of every row that may belong to one."""
    for tab, found in matched.items():
        for key, order in found.items():
            yield tab, key, order
    for tab in _BY_NATURE:
        for key, row in tabs.get(tab, {}).items():
            yield tab, key, text_in(row, "order")
