"""
The order that a customer writes about: by the number he quotes, by his e-mail, by his name.

A quoted number alone proves nothing: people mistype, and the reference of a Trustpilot review is
not checked by anybody. So it counts with something that a stranger does not share. Compared are
marks and masked names only. Part of `matching.py`, which says what wins.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sheets_bot.domain.join.match_finding import Certainty, Match, once, placed_by, suggestion
from sheets_bot.domain.join.match_index import KnownOrder, OrderIndex
from sheets_bot.domain.join.match_numbers import OrderNumber

MOST_DAYS_LATER = 180
"""An e-mail alone leads to an order only so long after it was placed; PayPal takes cases for as long."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What a review or thread tells of who wrote it, when, and about what; of the person only marks."""

    brands: Collection[str]
    """Whose orders it can be about."""
    quoted: Collection[OrderNumber]
    began_at: datetime | None
    last_at: datetime | None
    """When the writer was last heard; an order may come after the first question."""
    contact: str
    name: str
    surname: str = ""
    postals: frozenset[str] = frozenset()
    shown: str = ""
    """The masked name."""


def by_writer(writing: Writing, orders: OrderIndex) -> Match:
    """Return the order of something that a customer wrote; never raises, for "none" is an answer too."""
    found = once(o for quoted in writing.quoted for o in orders.with_number(quoted, writing.brands))
    numbered = placed_by(found, writing.last_at)
    own = _orders_of(writing, orders)
    agreeing = {order: _agreement(order, writing, own) for order in numbered}
    for certainty in (Certainty.SURE, Certainty.LIKELY):
        fits = [order for order in numbered if agreeing[order][0] is certainty]
        if len(fits) == 1:
            return Match(certainty, f"The order number is quoted; {agreeing[fits[0]][1]}.", fits[0].key)
        if fits:
            return suggestion(fits, "several orders of this customer are quoted")
    if numbered:
        ground = f"a number is quoted, but {agreeing[numbered[0]][1]}"
        return suggestion(once([*own[:1], *numbered]), ground)
    return _by_contact(own, writing) or _by_name(writing, orders) or _nothing(writing.quoted)


def _orders_of(writing: Writing, orders: OrderIndex) -> list[KnownOrder]:
    """Return the orders with the writer's e-mail: those from before he wrote, else those from meanwhile."""
    if not writing.contact:
        return []
    found = orders.with_contact(writing.contact, writing.brands)
    return placed_by(found, writing.began_at) or placed_by(found, writing.last_at)


def _agreement(order: KnownOrder, writing: Writing, own: Collection[KnownOrder]) -> tuple[Certainty, str]:
    """Return how well a person fits an order whose number he quotes, with the reason in words."""
    if writing.contact and writing.contact == order.contact:
        return Certainty.SURE, "the e-mail is that of the order"
    if writing.name in order.names:
        return Certainty.SURE, "the name is that of the order"
    if own:
        return Certainty.SUGGESTION, "the e-mail is that of another order"
    surname = bool(writing.surname) and writing.surname == order.surname
    postal = bool(order.postal) and order.postal in writing.postals
    if surname and postal:
        return Certainty.SURE, "surname and postal code are those of the order"
    if surname or postal:
        # Shared by too many: of a thousand mails with a wrong number, one would go to a namesake.
        return (
            Certainty.SUGGESTION,
            f"only the {'surname' if surname else 'postal code'} is that of the order",
        )
    # One letter is shared by too many; "Jane D." is not.
    if " " in writing.shown and writing.shown == order.customer:
        return Certainty.LIKELY, "first name and initial are those of the order"
    return Certainty.SUGGESTION, "neither e-mail nor name nor postal code confirms it"


def _by_contact(own: list[KnownOrder], writing: Writing) -> Match | None:
    if len(own) > 1:
        return suggestion(own[:1], f"the latest of {len(own)} orders with this e-mail")
    if not own:
        return None
    at, placed = writing.last_at, own[0].placed
    if at is None or placed is None or at - placed > timedelta(days=MOST_DAYS_LATER):
        return suggestion(own, "the one order with this e-mail, but not of that time")
    return Match(Certainty.LIKELY, "The one order with this e-mail.", own[0].key)


def _by_name(writing: Writing, orders: OrderIndex) -> Match | None:
    found = placed_by(orders.with_name(writing.name, writing.brands), writing.last_at) if writing.name else []
    return suggestion(found, "the name is alike") if found else None


def _nothing(quoted: Collection[OrderNumber]) -> Match:
    if quoted:
        numbers = ", ".join(number.digits for number in quoted)
        return Match(
            Certainty.NONE, f"Quotes {numbers[:80]}, which is no order of that time in the tab Orders."
        )
    return Match(Certainty.NONE, "Quotes no order number, and no order has this e-mail or name.")
