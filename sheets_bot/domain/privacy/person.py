"""
The rows of one person, found by the marks that stand for an address or a name, or by an order.

Pure. A mark is compared with a mark, so the tabs need not hold what is searched for. What may be
somebody else's is set apart and left to a person: another address that wrote about the same order,
a case that has only the same short name.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sheets_bot.domain.join.match_numbers import may_mean, number_of, order_numbers
from sheets_bot.domain.masking import mark_of, masked_name
from sheets_bot.domain.privacy.retention import Tabs, owner_of
from sheets_bot.domain.tab_rows import TabRow, TabRows, text_in
from sheets_bot.errors import Misconfigured

Kind = Literal["email", "name", "order"]
Place = tuple[str, str]
"""Tab and key of a row."""

ORDERS, DISPUTES = "Orders", "Disputes"
CONTACT = "contact"
NAMES = ("name_mark", "ship_name_mark")
"""The columns with the marks of a person's address and names, in whatever tab."""
_NUMBER = re.compile(r"#?[0-9]{1,10}")
_KEY = re.compile(r"\S.* #[0-9]{1,10}")
"""A shop calls its orders otherwise where it likes to; those are known by their tab alone."""


@dataclass(frozen=True)
class Found:
    """What belongs to a person, and what may belong to somebody else."""

    rows: Mapping[Place, str]
    """Why each row was found, in words."""
    apart: Mapping[Place, str]
    """Rows that are left alone, and why."""
    addresses: int
    """How many different addresses the rows have; several under one name may be namesakes."""
    order: str = ""
    """The key of the order that was named, where it stands here."""
    not_there: tuple[str, ...] = ()
    """What was named and does not stand here, in words: it may stand in another spreadsheet."""


@dataclass
class _Search:
    tabs: Tabs
    rows: dict[Place, str] = field(default_factory=dict)
    apart: dict[Place, str] = field(default_factory=dict)

    def add(self, tab: str, key: str, why: str) -> None:
        self.rows.setdefault((tab, key), why)

    def row(self, place: Place) -> TabRow:
        return self.tabs[place[0]][place[1]]

    def contacts(self) -> frozenset[str]:
        return frozenset(filter(None, (text_in(self.row(place), CONTACT) for place in self.rows)))


def kind_of(person: str, orders: TabRows) -> Kind:
    """Return what was typed: an address, an order (its key, or a number such as ``#1042``), else a name."""
    if "@" in person:
        return "email"
    is_order = person in orders or _NUMBER.fullmatch(person) or _KEY.fullmatch(person)
    return "order" if is_order else "name"


def find_person(person: str, tabs: Tabs, *, salt: str, also: Collection[Place] = ()) -> Found:
    """
    Return the rows of a person in one spreadsheet.

    An order, or a row of *also*, that is not there is no error yet: see `require_somewhere`.

    Args:
        person: An e-mail address, a name, or an order.
        tabs: Every tab with personal columns, as read.
        salt: What the marks of this spreadsheet are made with.
        also: Rows that a person has looked at and adds.

    Raises:
        Misconfigured: Several orders may be meant; no name can be read.
    """
    search = _Search(tabs)
    orders = tabs.get(ORDERS, {})
    kind = kind_of(person, orders)
    contacts: frozenset[str] = frozenset()
    order = _order_of(person, orders) if kind == "order" else ""
    not_there = [f"Order {person!r} stands not in Orders"] if kind == "order" and not order else []
    if order:
        search.add(ORDERS, order, "the order")
        contacts = search.contacts()
    mark = mark_of(person.strip().casefold() if kind == "email" else person, salt=salt)
    if kind != "order" and not mark:
        raise Misconfigured(f"{person!r} is no name, address or order. Nothing was looked for.")
    if kind == "email":
        contacts = frozenset({mark})
    _by_marks(search, contacts, mark if kind == "name" else "")
    contacts = contacts or search.contacts()
    _by_orders(search, contacts)
    for tab, key in also:
        if key in tabs.get(tab, {}):
            search.add(tab, key, "named by you")
        else:
            not_there.append(f"--also {tab}: {key}: there is no such row")
    _what_belongs(search)
    _by_short_name(search, person if kind == "name" else "")
    apart = {place: why for place, why in search.apart.items() if place not in search.rows}
    return Found(search.rows, apart, len(search.contacts()), order, tuple(not_there))


def require_somewhere(found: Mapping[str, Found]) -> None:
    """
    Refuse what was named and stands in none of some spreadsheets, and a number that is of several orders.

    Args:
        found: What `find_person` found, by the spreadsheet's name.

    Raises:
        Misconfigured: With what is to be named instead.
    """
    missing = [set(one.not_there) for one in found.values()]
    nowhere = sorted(set.intersection(*missing)) if missing else []
    if nowhere:
        raise Misconfigured(f"{'. '.join(nowhere)}. Nothing was written.")
    orders = {name: one.order for name, one in found.items() if one.order}
    if len(set(orders.values())) > 1:
        which = ", ".join(f"{order} in {name}" for name, order in orders.items())
        raise Misconfigured(
            f"The order may be {which}; give it as it stands in Orders, or name its spreadsheet with "
            "--workbook. Nothing was written."
        )


def _order_of(text: str, orders: TabRows) -> str:
    """Return the key of the order that a text names; empty where it is not there."""
    if text in orders or not _NUMBER.fullmatch(text):
        return text if text in orders else ""
    (quoted,) = order_numbers(text) or (None,)
    found = [
        key
        for key, row in orders.items()
        if quoted
        and (number := number_of(key.removeprefix(text_in(row, "brand"))))
        and may_mean(quoted, number, brand=text_in(row, "brand"))
    ]
    if len(found) > 1:
        raise Misconfigured(
            f"Order {text!r} may be {', '.join(found)}; give it as it stands in Orders. Nothing was written."
        )
    return found[0] if found else ""


def _by_marks(search: _Search, contacts: Collection[str], name: str) -> None:
    for tab, rows in search.tabs.items():
        for key, row in rows.items():
            if text_in(row, CONTACT) in contacts and text_in(row, CONTACT):
                search.add(tab, key, "the same e-mail address")
            elif name and name in {text_in(row, column) for column in NAMES}:
                search.add(tab, key, "the same name")


def _by_orders(search: _Search, contacts: Collection[str]) -> None:
    """Add the rows about the orders that were found, unless another address wrote them."""
    orders = {key for tab, key in search.rows if tab == ORDERS}
    for tab, rows in search.tabs.items():
        for key, row in rows.items():
            order = text_in(row, "order")
            if tab == ORDERS or order not in orders:
                continue
            contact = text_in(row, CONTACT)
            if contact and contact not in contacts:
                search.apart[tab, key] = f"about order {order}, but from another address"
            else:
                search.add(tab, key, f"about order {order}")


def _what_belongs(search: _Search) -> None:
    for tab, rows in search.tabs.items():
        for key, row in rows.items():
            owner = owner_of(tab, row)
            if owner in search.rows:
                search.add(tab, key, f"belongs to {owner[0]} {owner[1]}")


def _by_short_name(search: _Search, name: str) -> None:
    """Set apart the cases without an order that show the same short name: nothing else ties them to it."""
    shorts = {text_in(search.row(place), "customer") for place in search.rows if place[0] == ORDERS}
    shorts = (shorts | {masked_name(name)}) - {""}
    for key, row in search.tabs.get(DISPUTES, {}).items():
        if text_in(row, "customer") in shorts and not text_in(row, "order"):
            search.apart[DISPUTES, key] = "the same short name, but no order is known"


def tells_of(person: str, text: str) -> bool:
    """True where a text holds an address, or all words of a name as whole words, in any order and case."""
    there = text.casefold()
    if "@" in person:
        return person.strip().casefold() in there
    words = set(_words(person))
    return bool(words) and words <= set(_words(there))


def _words(text: str) -> Iterator[str]:
    return (word for word in re.findall(r"\w+", text.casefold()) if len(word) > 1)
