"""
Suggested causes as columns of `Disputes`, `Refunds`, `Reviews` and `Inbox`.

Which cause is decided in `suggest.py`; here it is asked for every row that is a complaint. A good
review is none, and a mail is one only where a fact or its words point to a cause: most are questions.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sheets_bot.domain.cases.families import Family, family_of
from sheets_bot.domain.causes.by_mail import category_in
from sheets_bot.domain.causes.by_text import words_of
from sheets_bot.domain.causes.cause import UNKNOWN, causes, group_of
from sheets_bot.domain.causes.clue import Complaint
from sheets_bot.domain.causes.said import causes_said
from sheets_bot.domain.causes.suggest import suggest
from sheets_bot.domain.join.incidents import WORST_STARS
from sheets_bot.domain.join.order_book import OrderBook
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in, whole_in
from sheets_bot.sheets.row import Row, Value

WRITTEN = ("Disputes", "Refunds", "Reviews", "Inbox")
RESTS_ON = ("Orders", "Parcels", *WRITTEN)
"""Without one of these nothing is suggested: a missing source would let a weaker one win."""

_FILLED_BY = {"Disputes": "platform", "Refunds": "status", "Reviews": "came_from", "Inbox": "first_in"}
"""The column that tells a row that the bot filled from one that a person typed."""
_BEGAN = {"Disputes": "opened", "Refunds": "refunded", "Reviews": "written", "Inbox": "first_in"}
_FAMILIES = {
    Family.INR: "delivery",
    Family.SNAD: "product",
    Family.FRAUD: "fraud",
    Family.CREDIT: "money",
    Family.BILLING: "money",
}
_CATEGORIES = {
    "Where is my order": "delivery",
    "Damaged or wrong item": "product",
    "Size or exchange": "product",
    "Cancel or change": "service",
    "Payment": "money",
    "No answer from us": "service",
}
_NOTHING: dict[str, Value] = {"suggested_cause": None, "suggested_why": None}


@dataclass(frozen=True, slots=True)
class Moment:
    """By what rules, and when, causes are suggested."""

    mail_answer_hours: int
    zone: ZoneInfo
    now: datetime


def cause_rows(
    tabs: Mapping[str, TabRows],
    at: Moment,
    *,
    forgotten: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> dict[str, list[Row]]:
    """
    Return the suggested cause of every complaint, by tab.

    Args:
        tabs: All of `RESTS_ON`, as read.
        at: Rules and moment.
        forgotten: Rows by tab whose personal data is gone: what was said there cannot be read any more, so
            what was suggested stays.
    """
    book = OrderBook.of(tabs)
    return {
        tab: [
            Row(key, _values(tab, key, row, book, at), when_absent="leave", why="cause suggested anew")
            for key, row in tabs[tab].items()
            if row.get(_FILLED_BY[tab]) and not (key in forgotten.get(tab, ()) and row.get("suggested_cause"))
        ]
        for tab in WRITTEN
    }


def topic_of(tab: str, row: TabRow) -> str:
    """Return what a row claims to be about: a group of causes, or ``""``."""
    if tab == "Disputes":
        family = family_of(row).family
        return _FAMILIES.get(family, "") if family else ""
    if tab == "Inbox":
        return _CATEGORIES.get(category_in(row), "")
    if tab == "Refunds":
        reason = text_in(row, "reason")
        return group_of(reason) if reason in causes() else ""
    said = next(causes_said("\n".join(words_of(tab, row))), ("", ""))[0]
    return group_of(said) if said else ""


def _values(tab: str, key: str, row: TabRow, book: OrderBook, at: Moment) -> dict[str, Value]:
    if tab == "Reviews" and not _is_bad(row):
        return dict(_NOTHING)
    order = text_in(row, "order")
    complaint = Complaint(
        tab,
        key,
        row,
        book.case(order) if order else None,
        topic_of(tab, row),
        instant_in(row, _BEGAN[tab]),
        timedelta(hours=at.mail_answer_hours),
        at.zone,
        at.now,
    )
    found = suggest(complaint)
    if tab == "Inbox" and found.code == UNKNOWN:
        return dict(_NOTHING)
    return {"suggested_cause": found.code, "suggested_why": found.why}


def _is_bad(row: TabRow) -> bool:
    stars = [each for name in ("first_stars", "stars") if (each := whole_in(row, name)) is not None]
    return min(stars, default=WORST_STARS + 1) <= WORST_STARS
