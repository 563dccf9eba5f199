"""
A match: the order that was found for a row, how certain that is, and why.

The value and its words. The rules are in `matching.py`, `match_payments.py` and `match_people.py`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sheets_bot.domain.join.match_index import KnownOrder, OrderIndex
from sheets_bot.domain.tab_rows import TabRow, text_in

_CLOCKS_APART = timedelta(hours=1)
_MOST_NAMED = 3


class Certainty(StrEnum):
    """How certain an order is; the text is what stands in the column `Match`."""

    YOURS = "yours"
    SURE = "sure"
    LIKELY = "likely"
    SUGGESTION = "suggestion"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for one row."""

    certainty: Certainty
    why: str
    """The ground, or what is missing, in words for the row."""
    order: str = ""
    """Key of the order; filled for yours, sure and likely only."""


def suggestion(found: Collection[KnownOrder], ground: str) -> Match:
    """Return what a person may judge: the orders it might be, and on what ground."""
    return Match(Certainty.SUGGESTION, f"Maybe {named(found)}: {ground}.")


def named(found: Collection[KnownOrder]) -> str:
    """Return some orders by name, the first three of many."""
    names = [order.key for order in found][:_MOST_NAMED]
    return " or ".join(names) + (" or another" if len(found) > _MOST_NAMED else "")


def brands_of(row: TabRow, orders: OrderIndex) -> list[str]:
    """Return the brands whose orders a row can mean; all, where the row names none."""
    text = text_in(row, "brand")
    if not text or text in orders.brands:
        return [text] if text else sorted(orders.brands)
    return [part for part in map(str.strip, text.split(",")) if part in orders.brands]


def placed_by(found: Iterable[KnownOrder], at: datetime | None) -> list[KnownOrder]:
    """Leave out what was ordered after an event; where a time is not known, nothing is left out."""
    return [o for o in found if at is None or o.placed is None or o.placed <= at + _CLOCKS_APART]


def once(found: Iterable[KnownOrder]) -> list[KnownOrder]:
    """Return each order once, in the order in which they were found."""
    return list(dict.fromkeys(found))
