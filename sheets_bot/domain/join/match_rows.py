"""
The join written down: for each dispute, review and thread its order, how certain, and why.

Also what needs the order: the claim check of a dispute, the guard against paying twice, and the
incidents. Makes rows of just these columns; everything else of a row belongs to the job of its
platform. Pure over the tabs as read.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sheets_bot.domain.join.claim_check import check_claims, claim_text
from sheets_bot.domain.join.double_payment import double_payments, guard_text
from sheets_bot.domain.join.incident_cases import OrderCase, order_cases
from sheets_bot.domain.join.incident_rows import shape_incidents
from sheets_bot.domain.join.match_finding import Certainty, Match
from sheets_bot.domain.join.match_index import OrderIndex
from sheets_bot.domain.join.matching import match_dispute, match_review, match_thread
from sheets_bot.domain.tab_rows import TabRow, TabRows, text_in
from sheets_bot.sheets.row import Row, Value

SOURCES = ("Orders", "Parcels", "Disputes", "Refunds", "Reviews", "Inbox")
"""The tabs that tell about orders."""

_RULES: Mapping[str, Callable[[TabRow, OrderIndex], Match]] = {
    "Disputes": match_dispute,
    "Reviews": match_review,
    "Inbox": match_thread,
}
_FILLED_BY = {"Disputes": "platform", "Reviews": "came_from", "Inbox": "first_in"}
"""The column that tells a row that the bot filled from one that a person typed."""
_CLAIMS_REST_ON = {"Disputes", "Orders", "Parcels", "Refunds", "Inbox"}
_GUARDED = {"Disputes", "Refunds"}

_Columns = dict[str, dict[str, Value]]
"""Some columns of some rows, by key."""


def shape_join(
    tabs: Mapping[str, TabRows],
    *,
    zone: ZoneInfo,
    now: datetime,
    forgotten: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> dict[str, list[Row]]:
    """
    Return the rows of `Disputes`, `Reviews`, `Inbox`, `Refunds` and `Incidents` that the join fills.

    Args:
        tabs: The tabs that could be read, by title. What a missing one would have said is left as it
            stands; without orders nothing is touched.
        zone: In which times are told.
        now: The present.
        forgotten: Rows by tab whose personal data is gone: what they were found by cannot be compared
            any more, so the order that was found for them stays.
    """
    if not tabs.get("Orders"):
        return {}
    index = OrderIndex(tabs["Orders"])
    matches = {tab: _matches(tab, tabs[tab], index, forgotten.get(tab, ())) for tab in _RULES if tab in tabs}
    found = {tab: {key: match.order for key, match in each.items()} for tab, each in matches.items()}
    cases = list(order_cases(tabs, matched=found).values())
    columns: dict[str, list[_Columns]] = {tab: [_match_columns(each)] for tab, each in matches.items()}
    if tabs.keys() >= _CLAIMS_REST_ON:
        columns["Disputes"].append(_claim_columns(found["Disputes"], cases, zone=zone, now=now))
    if tabs.keys() >= _GUARDED:
        columns["Disputes"].append(_guard_columns("Disputes", found["Disputes"], cases, zone=zone))
        columns["Refunds"] = [_guard_columns("Refunds", tabs["Refunds"], cases, zone=zone)]
    rows = {tab: _rows(parts) for tab, parts in columns.items()}
    if tabs.keys() >= {*SOURCES, "Incidents"}:
        rows["Incidents"] = shape_incidents(cases, rows=tabs["Incidents"], zone=zone)
    return rows


def _matches(tab: str, rows: TabRows, orders: OrderIndex, forgotten: Collection[str]) -> dict[str, Match]:
    """Return the match of every row that the bot filled."""
    found = {key: _RULES[tab](row, orders) for key, row in rows.items() if row.get(_FILLED_BY[tab])}
    kept = {
        key: match
        for key in found.keys() & set(forgotten)
        if not found[key].order and (match := _found_before(rows[key]))
    }
    return found | kept


def _found_before(row: TabRow) -> Match | None:
    """Return the match that stands in a row; None where it names no order."""
    certainty = next((word for word in Certainty if word == text_in(row, "match")), None)
    order = text_in(row, "order")
    return Match(certainty, text_in(row, "match_why"), order) if certainty and order else None


def _match_columns(matches: Mapping[str, Match]) -> _Columns:
    return {
        key: {"order": match.order or None, "match": match.certainty.value, "match_why": match.why}
        for key, match in matches.items()
    }


def _claim_columns(
    keys: Iterable[str], cases: Iterable[OrderCase], *, zone: ZoneInfo, now: datetime
) -> _Columns:
    """Return the claim check of disputes; emptied where the order is not known."""
    columns: _Columns = {key: {"claim_check": None} for key in keys}
    for case in cases:
        for key, row in case.disputes.items():
            columns[key] = {"claim_check": claim_text(check_claims(row, case, zone=zone, now=now)) or None}
    return columns


def _guard_columns(tab: str, keys: Iterable[str], cases: Iterable[OrderCase], *, zone: ZoneInfo) -> _Columns:
    """Return the guard of disputes or refunds; emptied where there is nothing to warn of."""
    columns: _Columns = {key: {"guard": None} for key in keys}
    for case in cases:
        warnings = double_payments(case, zone=zone) if tab in case.tabs else []
        if warnings:
            columns |= {key: {"guard": guard_text(warnings, key) or None} for key in case.tabs[tab]}
    return columns


def _rows(parts: Iterable[_Columns]) -> list[Row]:
    """Return one row per key with the columns of all parts; never a new one."""
    merged: _Columns = {}
    for part in parts:
        for key, values in part.items():
            merged.setdefault(key, {}).update(values)
    return [Row(key, values, when_absent="leave", why="joined by order") for key, values in merged.items()]
