"""
Which order a dispute, a review or a mail thread belongs to, how certain that is, and why.

Works on rows of tabs as read, so it goes on when a platform is down. A wrong order is worse
than none: only grounds that two strangers cannot share are sure or likely; everything else is
a suggestion for a person, and fills no order. What a person typed always wins.

The rules are ours. They follow what the platforms warn of: PayPal hides the buyer's e-mail
but names the payment; the reference of a Trustpilot review may be typed by its writer and is
not checked; people misquote numbers. Looking up is in `match_index.py`.
"""

from sheets_bot.domain.join.match_finding import Certainty, Match, brands_of, named
from sheets_bot.domain.join.match_index import KnownOrder, OrderIndex
from sheets_bot.domain.join.match_numbers import OrderNumber, order_numbers
from sheets_bot.domain.join.match_payments import by_likeness, by_payment, by_reference
from sheets_bot.domain.join.match_people import Writing, by_writer
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in

_NO_ORDER = frozenset({"none", "no order", "no", "-", "–", "—"})


def match_dispute(row: TabRow, orders: OrderIndex) -> Match:
    """
    Return the order of a row of `Disputes`.

    In this order: the disputed payment stands on an order (sure); Shopify names the order (sure); the
    checkout's reference is an order's number, and amount and date of the payment fit (sure) or one of
    amount, date and buyer does (likely); amount, date and buyer alone (suggestion).
    """
    return (
        match_typed(row, orders)
        or by_payment(row, orders)
        or by_reference(row, orders)
        or by_likeness(row, orders)
    )


def match_review(row: TabRow, orders: OrderIndex) -> Match:
    """Return the order of a row of `Reviews`: by its reference, its writer's e-mail, or his name."""
    written = instant_in(row, "written")
    writing = Writing(
        brands=brands_of(row, orders),
        quoted=order_numbers(text_in(row, "reference")),
        began_at=written,
        last_at=written,
        contact=text_in(row, "contact"),
        name=text_in(row, "name_mark"),
        shown=text_in(row, "reviewer"),
    )
    return match_typed(row, orders) or by_writer(writing, orders)


def match_thread(row: TabRow, orders: OrderIndex) -> Match:
    """Return the order of a row of `Inbox`: by the numbers quoted in it, its writer's e-mail, or his name."""
    writing = Writing(
        brands=brands_of(row, orders),
        quoted=order_numbers(text_in(row, "order_numbers")),
        began_at=instant_in(row, "first_in"),
        last_at=instant_in(row, "last_in") or instant_in(row, "first_in"),
        contact=text_in(row, "contact"),
        name=text_in(row, "name_mark"),
        surname=text_in(row, "surname_mark"),
        postals=frozenset(text_in(row, "postal_marks").split()),
    )
    return match_typed(row, orders) or by_writer(writing, orders)


def match_typed(row: TabRow, orders: OrderIndex) -> Match | None:
    """
    Return the order that a person typed; None where nobody typed one.

    A person's word is followed; one that cannot be followed is said, and nothing is put in its place.
    """
    text = text_in(row, "order_typed")
    if not text:
        return None
    if text.casefold() in _NO_ORDER:
        return Match(Certainty.YOURS, "You typed that this belongs to no order.")
    whole = orders.with_key(text)
    found = [whole] if whole else [o for q in order_numbers(text) for o in _numbered(row, q, orders)]
    if len(found) == 1:
        return Match(Certainty.YOURS, "You typed it.", found[0].key)
    if found:
        problem = f"which can mean {named(found)}; type one of them."
    else:
        problem = "but no such order stands in the tab Orders; correct it, or clear the cell."
    return Match(Certainty.YOURS, f'You typed "{text[:40]}", {problem}')


def _numbered(row: TabRow, quoted: OrderNumber, orders: OrderIndex) -> list[KnownOrder]:
    """Return the orders with that number in the row's brand; only where there is none, in any brand."""
    return orders.with_number(quoted, brands_of(row, orders)) or orders.with_number(quoted, orders.brands)
