"""
Which rows stay behind when a spreadsheet is begun anew: those done with long ago, each story as a whole.

Pure. When nothing has happened to a row for too long is in `privacy/retention.py`; how a spreadsheet is put
up in a new one, in `sheets_bot/service/restoring.py`. Removes nothing: the old spreadsheet keeps every row.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sheets_bot.domain.privacy.person import CONTACT, NAMES, ORDERS, Place
from sheets_bot.domain.privacy.retention import Tabs, has_expired, owner_of
from sheets_bot.domain.tab_rows import TabRow, text_in

FEWEST_DAYS = 200
"""Weekly numbers are measured anew over 26 weeks; PayPal takes a case up to 180 days after the payment."""

GROWING = ("Orders", "Parcels", "Orders at risk", "Incidents", "Inbox", "Acts")
"""
The tabs that grow with every order and mail. The others come along whole: cases, reviews and refunds are few,
and a sweep would bring those of them back that the platforms still tell of.
"""

Thread = tuple[str, str]
"""What rows have in common: a row that they belong to, an order, or a mark of a person."""


def left_behind(
    tabs: Tabs, *, days: int, now: datetime, whole: Collection[str] = ()
) -> dict[str, frozenset[str]]:
    """
    Return the keys of the rows that stay behind, by tab.

    What hangs together comes along together: an order with its parcels, mails and acts, the other orders of
    the same person, and those that a row's `Match: why` weighs against each other. So nothing that comes
    along reads otherwise in the new spreadsheet for want of a row that was here.

    Args:
        tabs: Every tab as it stands, by title.
        days: For how long nothing must have happened to any of them; see `FEWEST_DAYS`.
        now: The present.
        whole: Tabs of which every row comes along.
    """
    keys = _keys_by_last_word(tabs.get(ORDERS, {}))
    threads = {
        (tab, key): frozenset(_threads(tab, key, row, keys))
        for tab, rows in tabs.items()
        for key, row in rows.items()
    }
    behind = {
        (tab, key)
        for tab in GROWING
        if tab not in whole
        for key, row in tabs.get(tab, {}).items()
        if has_expired(tab, row, tabs=tabs, days=days, now=now)
    }
    behind -= _drawn_along(threads, behind)
    found: dict[str, set[str]] = defaultdict(set)
    for tab, key in behind:
        found[tab].add(key)
    return {tab: frozenset(found[tab]) for tab in GROWING if tab in found}


def _drawn_along(threads: Mapping[Place, frozenset[Thread]], behind: set[Place]) -> set[Place]:
    """Return those of *behind* that a row which comes along draws along, over however many others."""
    at_thread = defaultdict(set)
    for place in behind:
        for thread in threads[place]:
            at_thread[thread].add(place)
    drawn: set[Place] = set()
    ahead = [place for place in threads if place not in behind]
    while ahead:
        for thread in threads[ahead.pop()]:
            new = at_thread.pop(thread, set()) - drawn
            drawn |= new
            ahead += new
    return drawn


def _threads(tab: str, key: str, row: TabRow, keys: Mapping[str, list[str]]) -> Iterator[Thread]:
    yield tab, key
    if owner := owner_of(tab, row):
        yield owner
    if order := text_in(row, "order"):
        yield ORDERS, order
    for name in (CONTACT, *NAMES):
        if mark := text_in(row, name):
            yield "person", mark
    for order in _named_in(text_in(row, "match_why"), keys):
        yield ORDERS, order


def _keys_by_last_word(orders: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the keys of orders by their last word: ``#1025`` of ``Aurora & Pine #1025``."""
    found: dict[str, list[str]] = defaultdict(list)
    for key in orders:
        found[key.rpartition(" ")[2]].append(key)
    return found


def _named_in(text: str, keys: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the keys of orders that stand in a text."""
    for word in re.findall(r"\S+", text):
        for key in keys.get(word.rstrip(".,:;)"), ()):
            if key in text:
                yield key
