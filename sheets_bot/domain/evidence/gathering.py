"""
Which open cases need Shopify's facts, and those facts as rows of the tab `Evidence`.

Shopify's half of the tab; see `evidence_rows.py` for who writes what. The asking is done in
`jobs/gather_evidence.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sheets_bot.domain.evidence.applying import wanted_pieces
from sheets_bot.domain.evidence.evidence_rows import TAB, evidence_rows, rows_without_order
from sheets_bot.domain.evidence.shop_facts import ORIGINS, shop_pieces
from sheets_bot.domain.join.double_payment import case_is_open
from sheets_bot.domain.join.incident_cases import OrderCase, order_cases
from sheets_bot.domain.orders.case_order import CaseOrder
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRows, text_in
from sheets_bot.sheets.row import Row


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One open case whose order is known."""

    key: str
    """In `Disputes`."""
    order: str
    """Key in `Orders`."""
    order_id: str
    """Shopify's number."""
    brand: str


def open_cases_of(disputes: TabRows, orders: TabRows) -> list[OpenCase]:
    """Return the open cases whose order stands in `Orders` with its number."""
    found = []
    for key, row in disputes.items():
        order = text_in(row, "order")
        number = text_in(orders.get(order, {}), "order_id")
        if _is_ours(row) and case_is_open(row) and number:
            found.append(OpenCase(key, order, number, text_in(orders[order], "brand")))
    return found


def cases_by_dispute(tabs: Mapping[str, TabRows]) -> dict[str, OrderCase]:
    """Return everything about the order of each dispute, by the dispute's key, of the tabs as read."""
    disputes = tabs.get("Disputes", {})
    matched = {
        tab: {key: text_in(row, "order") for key, row in tabs.get(tab, {}).items()}
        for tab in ("Disputes", "Inbox", "Reviews")
    }
    cases = order_cases(tabs, matched=matched)
    return {key: cases[order] for key in disputes if (order := matched["Disputes"][key]) in cases}


def shape_shop_evidence(
    tabs: Mapping[str, TabRows], orders: Iterable[CaseOrder], *, rules: Rules
) -> list[Row]:
    """
    Return Shopify's rows of all open cases.

    A case whose order did not come this time keeps its rows; one whose order is not known any more
    loses what they said.
    """
    disputes, standing = tabs["Disputes"], tabs.get(TAB, {})
    came = {(order.brand, order.order_id): order for order in orders}
    known = {case.key: case for case in open_cases_of(disputes, tabs["Orders"])}
    cases = cases_by_dispute(tabs)
    rows: list[Row] = []
    for key, dispute in disputes.items():
        if not (_is_ours(dispute) and case_is_open(dispute)):
            continue
        if key not in known:
            rows += rows_without_order(key, standing=standing, origins=ORIGINS)
            continue
        order = came.get((known[key].brand, known[key].order_id))
        if order is not None:
            wanted = wanted_pieces(dispute, cases[key], rules=rules.orders)
            pieces = shop_pieces(order)
            rows += evidence_rows(key, wanted, pieces, standing=standing, origins=ORIGINS)
    return rows


def _is_ours(dispute: Mapping[str, object]) -> bool:
    """True for a row that the bot has filled; one that a person typed has no platform."""
    return bool(dispute.get("platform"))
