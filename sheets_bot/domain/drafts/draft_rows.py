"""
The columns around a draft, for the rows of four tabs: draft, text check, offers, reminder, claim check.

Only open rows get a draft; a closed one is emptied. A row that is ticked, or whose act goes out, stays
exactly as a person saw it. Disputes are drafted by the job that advises them, with `dispute_columns`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sheets_bot.domain.acts.basis import basis_cell, facts_of
from sheets_bot.domain.acts.words import is_under_way
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
    draft_for_letter,
    draft_for_review,
    draft_for_risk,
    draft_for_thread,
)
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.join.matching import match_typed
from sheets_bot.domain.join.order_book import OrderBook
from sheets_bot.domain.lint.finding import LintPolicy
from sheets_bot.domain.mail.follow_up import follow_up
from sheets_bot.domain.reviews.review_claims import review_claims
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in
from sheets_bot.sheets.row import Row, Value

DRAFTED = ("Reviews", "Inbox", "Orders at risk", "Letters")
"""The tabs whose rows are made here."""
RESTS_ON = ("Orders", "Parcels", "Refunds", "Disputes", "Templates")

_EMPTY: dict[str, Value] = {"draft": None, "text_check": None, "offered": None, "draft_basis": None}
_FILLED_BY = {"Reviews": "came_from", "Inbox": "members", "Orders at risk": "risk"}
"""The column that tells a row that the bot filled from one that a person typed."""


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
    row: TabRow,
    case: OrderCase | None,
    advice: Advice | None,
    *,
    desk: DraftDesk,
    key: str,
    pieces: frozenset[str] = frozenset(),
) -> tuple[dict[str, Value], Draft]:
    """
    Return draft, text check and offers of one row of `Disputes`, and the draft with its facts.

    *pieces* are the codes of the pieces of evidence that its packet would hold.
    Of a row that `is_under_way`, nothing may be written: the caller leaves it out.
    """
    offered = offered_for_dispute(row, now=desk.at.now)
    if not offered:
        return dict(_EMPTY), Draft()
    draft = draft_for_dispute(row, case, advice, desk=desk, key=key, pieces=pieces)
    return _columns(("Disputes", key), row, case, draft, offered, desk), draft


def _rows(tab: str, rows: TabRows, book: OrderBook, desk: DraftDesk) -> Iterator[Row]:
    for key, row in rows.items():
        if is_under_way(row) or not row.get(_FILLED_BY.get(tab, "order_typed")):
            continue
        values = _values(tab, key, row, book, desk)
        if values is not None:
            yield Row(key, values, when_absent="leave", why="drafted anew")


def _values(tab: str, key: str, row: TabRow, book: OrderBook, desk: DraftDesk) -> dict[str, Value] | None:
    """Return the columns of one row; None where nothing of it is to be touched."""
    if tab == "Letters":
        return _of_letter(key, row, book, desk)
    case = book.case(text_in(row, "order"))
    is_open = text_in(row, "flag") != Flag.CLOSED
    if tab == "Orders at risk":
        draft = draft_for_risk(row, case, desk=desk, key=key) if is_open else None
        return _columns((tab, key), row, case, draft, offered_for_risk(row), desk) if draft else dict(_EMPTY)
    if tab == "Inbox":
        reminder = _reminder(row, instant_in(row, "last_in"), desk)
        draft = draft_for_thread({**row, **reminder}, case, desk=desk) if is_open else None
        offered = offered_for_thread(row)
        return reminder | (_columns((tab, key), row, case, draft, offered, desk) if draft else _EMPTY)
    return _of_review(key, row, case, desk, is_open=is_open)


def _of_review(
    key: str, row: TabRow, case: OrderCase | None, desk: DraftDesk, *, is_open: bool
) -> dict[str, Value]:
    wrote = [instant_in(thread, "last_in") for thread in (case.threads.values() if case else ())]
    last = max(filter(None, [instant_in(row, "edited"), *wrote]), default=None)
    claims = review_claims(row, case, answer_hours=desk.at.answer_hours, zone=desk.at.zone, now=desk.at.now)
    values = {**_reminder(row, last, desk), "claim_check": claims or None}
    if not is_open:
        return values | _EMPTY
    draft = draft_for_review(row, case, desk=desk)
    return values | _columns(("Reviews", key), row, case, draft, offered_for_review(row), desk)


def _of_letter(key: str, row: TabRow, book: OrderBook, desk: DraftDesk) -> dict[str, Value]:
    """A row of `Letters` is people's; beside it the bot says which order they mean, and drafts the letter."""
    match = match_typed(row, book.index)
    case = book.case(match.order) if match and match.order else None
    order = case.order if case else {}
    values: dict[str, Value] = {
        "order": case.key if case else None,
        "brand": text_in(order, "brand") or None,
        "customer": text_in(order, "customer") or None,
        "problem": None if case else match.why if match else None,
    }
    row = {**row, **values}
    draft = draft_for_letter(row, case, desk=desk)
    offered = offered_for_order(order, case.parcels) if case else ""
    return values | _columns(("Letters", key), row, case, draft, offered, desk)


def _columns(
    place: tuple[str, str], row: TabRow, case: OrderCase | None, draft: Draft, offered: str, desk: DraftDesk
) -> dict[str, Value]:
    """Return the columns about a text of a row, whose *place* is its tab and its key."""
    tab, key = place
    yours = row.get("your_text")
    policy = LintPolicy(edit_line=desk.at.rules.edit_line)
    standing = row.get("draft_basis")
    return {
        "draft": draft.cell or None,
        "text_check": check_text(draft, yours if isinstance(yours, str) else "", policy=policy) or None,
        "offered": offered or None,
        "draft_basis": basis_cell(
            facts_of(tab, row, case),
            of=key,
            action=draft.kind.value if draft.kind else "",
            draft=draft.cell,
            standing=standing if isinstance(standing, str) else "",
            now=desk.at.now,
        ),
    }


def _reminder(row: TabRow, last_message_at: datetime | None, desk: DraftDesk) -> dict[str, Value]:
    return follow_up(row, now=desk.at.now, last_message_at=last_message_at, zone=desk.at.zone)
