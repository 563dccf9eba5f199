"""
Everything that the tabs hold about one order, in one value.

The join (`matching.py`) says which rows these are; refunds and parcels carry their order
by nature. Made anew on each run from the rows as read; concludes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheets_bot.domain.tab_rows import TabRow, TabRows, text_in


@dataclass(frozen=True, slots=True)
class OrderCase:
    """One order with its rows in the other tabs, each by key."""

    key: str
    order: TabRow
    disputes: dict[str, TabRow] = field(default_factory=dict)
    refunds: dict[str, TabRow] = field(default_factory=dict)
    reviews: dict[str, TabRow] = field(default_factory=dict)
    threads: dict[str, TabRow] = field(default_factory=dict)
    parcels: dict[str, TabRow] = field(default_factory=dict)


def order_cases(
    orders: TabRows,
    *,
    disputes: TabRows,
    refunds: TabRows,
    reviews: TabRows,
    threads: TabRows,
    parcels: TabRows,
    matched: Mapping[str, Mapping[str, str]],
) -> dict[str, OrderCase]:
    """
    Return the orders about which any other tab says something, by key.

    Args:
        orders: The tab `Orders`; a row elsewhere whose order is not in it is left out.
        disputes: The tab `Disputes`, and so on for the others.
        refunds: As above.
        reviews: As above.
        threads: The tab `Inbox`.
        parcels: As above.
        matched: The order of each matched row, by ``disputes``, ``reviews`` or ``threads`` and key.
    """
    cases: dict[str, OrderCase] = {}

    def put(kind: str, key: str, row: TabRow, order: str) -> None:
        if order in orders:
            case = cases.setdefault(order, OrderCase(order, orders[order]))
            getattr(case, kind)[key] = row

    for kind, rows in (("disputes", disputes), ("reviews", reviews), ("threads", threads)):
        for key, order in matched.get(kind, {}).items():
            put(kind, key, rows[key], order)
    for kind, rows in (("refunds", refunds), ("parcels", parcels)):
        for key, row in rows.items():
            put(kind, key, row, text_in(row, "order"))
    return cases
