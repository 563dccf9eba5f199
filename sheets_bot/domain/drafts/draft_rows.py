"""
The columns around a draft, for the rows of four tabs: draft, text check, offers, reminder, claim check.

Only open rows get a draft; a closed one is emptied. A row that is ticked, or whose act goes out, stays
exactly as a person saw it. Disputes are drafted by the job that advises them, with `dispute_columns`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sheets_bot.domain.cases.advice import Advice
from sheets_bot.domain.deadlines import Flag
from sheets_bot.domain.drafts.dispute_drafts import draft_for_dispute
from sheets_bot.domain.drafts.draft import Draft, DraftDesk, check_text
from sheets_bot.domain.drafts.offers import (
    offered_for_dispute,
    offered_for_order,
    offered_for_review,
    offered_for_risk,
    offered_for_thread,
)
from sheets_bot.domain.drafts.row_drafts import (
    draft_for_order,
    draft_for_review,
    draft_for_risk,
    draft_for_thread,
)
from sheets_bot.domain.join.incident_cases import OrderCase, order_cases
from sheets_bot.domain.lint.finding import LintPolicy
from sheets_bot.domain.mail.follow_up import follow_up
from sheets_bot.domain.reviews.review_claims import review_claims
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in
from sheets_bot.sheets.row import Row, Value

DRAFTED = ("Reviews", "Inbox", "Orders at risk", "Orders")
"""The tabs whose rows are made here."""
RESTS_ON = ("Parcels", "Refunds", "Disputes", "Templates")

_MATCHED = ("Disputes", "Reviews", "Inbox")
_GOES_OUT = ("Goes out", "Going out")
"""How `act` begins while an act waits or runs."""
_EMPTY: dict[str, Value] = {"draft": None, "text_check": None, "offered": None}
_FILLED_BY = {"Reviews": "came_from", "Inbox": "members", "Orders at risk": "risk", "Orders": "placed"}
"""The column that tells a row that the bot filled from one that a person typed."""


@dataclass(frozen=True, slots=True)
class OrderBook:
    """The orders with everything about them, to be asked by the key that stands in a row."""

    orders: TabRows
    cases: Mapping[str, OrderCase]

    @classmethod
    def of(cls, tabs: Mapping[str, TabRows]) -> "OrderBook":
        """Return the orders of some tabs as read; the column `order` says what belongs to which."""
        matched = {
            tab: {key: text_in(row, "order") for key, row in tabs.get(tab, {}).items()} for tab in _MATCHED
        }
        return cls(tabs.get("Orders", {}), order_cases(tabs, matched=matched))

    def case(self, order: str) -> OrderCase | None:
        """Return everything about an order; None where it is not in the tab."""
        if order in self.cases:
            return self.cases[order]
        return OrderCase(order, self.orders[order]) if order in self.orders else None


def draft_rows(tabs: Mapping[str, TabRows], *, desk: DraftDesk) -> dict[str, list[Row]]:
    """
    Return the rows of the four tabs with the columns around a draft.

    Args:
        tabs: The tabs as read, by title; one that is missing gets no rows.
        desk: Templates, house and moment.
    """
    book = OrderBook.of(tabs)
    return {tab: list(_rows(tab, tabs[tab], book, desk)) for tab in DRAFTED if tab in tabs}


def dispute_columns(
    row: TabRow, case: OrderCase | None, advice: Advice | None, *, desk: DraftDesk, key: str
) -> tuple[dict[str, Value], Draft]:
    """
    Return draft, text check and offers of one row of `Disputes`, and the draft with its facts.

    Of a row that `is_frozen`, nothing may be written: the caller leaves it out.
    """
    offered = offered_for_dispute(row, now=desk.at.now)
    if not offered:
        return dict(_EMPTY), Draft()
    draft = draft_for_dispute(row, case, advice, desk=desk, key=key)
    return _columns(row, draft, offered, desk), draft


def is_frozen(row: TabRow) -> bool:
    """True for a row that is ticked, or whose act waits or runs: it stays as a person saw it."""
    return row.get("approved") is True or text_in(row, "act").startswith(_GOES_OUT)


def _rows(tab: str, rows: TabRows, book: OrderBook, desk: DraftDesk) -> Iterator[Row]:
    for key, row in rows.items():
        if is_frozen(row) or not row.get(_FILLED_BY[tab]):
            continue
        values = _values(tab, key, row, book, desk)
        if values is not None:
            yield Row(key, values, when_absent="leave", why="drafted anew")


def _values(tab: str, key: str, row: TabRow, book: OrderBook, desk: DraftDesk) -> dict[str, Value] | None:
    """Return the columns of one row; None where nothing of it is to be touched."""
    if tab == "Orders":
        return _of_order(key, row, book, desk)
    case = book.case(text_in(row, "order"))
    is_open = text_in(row, "flag") != Flag.CLOSED
    if tab == "Orders at risk":
        draft = draft_for_risk(row, case, desk=desk, key=key) if is_open else None
        return _columns(row, draft, offered_for_risk(row), desk) if draft else dict(_EMPTY)
    if tab == "Inbox":
        reminder = _reminder(row, instant_in(row, "last_in"), desk)
        draft = draft_for_thread({**row, **reminder}, case, desk=desk) if is_open else None
        return reminder | (_columns(row, draft, offered_for_thread(row), desk) if draft else _EMPTY)
    return _of_review(row, case, desk, is_open=is_open)


def _of_review(row: TabRow, case: OrderCase | None, desk: DraftDesk, *, is_open: bool) -> dict[str, Value]:
    wrote = [instant_in(thread, "last_in") for thread in (case.threads.values() if case else ())]
    last = max(filter(None, [instant_in(row, "edited"), *wrote]), default=None)
    claims = review_claims(row, case, answer_hours=desk.at.answer_hours, zone=desk.at.zone, now=desk.at.now)
    values = {**_reminder(row, last, desk), "claim_check": claims or None}
    if not is_open:
        return values | _EMPTY
    return values | _columns(row, draft_for_review(row, case, desk=desk), offered_for_review(row), desk)


def _of_order(key: str, row: TabRow, book: OrderBook, desk: DraftDesk) -> dict[str, Value] | None:
    """Thousands of orders stand there; only one with a chosen action, or with remains of one, is touched."""
    if not text_in(row, "action"):
        return dict(_EMPTY) if any(row.get(name) for name in _EMPTY) else None
    draft = draft_for_order(row, book.case(key), desk=desk)
    return _columns(row, draft, offered_for_order(row), desk)


def _columns(row: TabRow, draft: Draft, offered: str, desk: DraftDesk) -> dict[str, Value]:
    yours = row.get("your_text")
    policy = LintPolicy(edit_line=desk.at.rules.edit_line)
    return {
        "draft": draft.text or None,
        "text_check": check_text(draft, yours if isinstance(yours, str) else "", policy=policy) or None,
        "offered": offered or None,
    }


def _reminder(row: TabRow, last_message_at: datetime | None, desk: DraftDesk) -> dict[str, Value]:
    return follow_up(row, now=desk.at.now, last_message_at=last_message_at, zone=desk.at.zone)
