"""
All orders, ready to be looked up: by payment, by number, by person, by amount.

Built once per run from the rows of the tab `Orders`, in one pass. Looks up only; what a
finding is worth is decided in `matching.py`. Test orders are left out: they belong to nobody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sheets_bot.domain.join.match_charges import charges_in
from sheets_bot.domain.join.match_numbers import OrderNumber, may_mean, number_of
from sheets_bot.domain.money import Money
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, money_in, text_in

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """What of an order is needed to recognise it. Marks stand for personal data; see `masking.mark_of`."""

    key: str
    brand: str
    number: OrderNumber | None
    placed: datetime | None
    amounts: frozenset[Money]
    """The total, and what was charged: the buyer may have paid in another currency."""
    customer: str
    """Masked."""
    contact: str
    names: frozenset[str]
    """Marks of the customer's name and of the name on the parcel."""
    surname: str
    postal: str


class OrderIndex:
    """The orders of a spreadsheet. The order of the rows does not matter to any answer."""

    def __init__(self, rows: TabRows) -> None:
        self._by_key: dict[str, KnownOrder] = {}
        self._by_payment: dict[str, set[KnownOrder]] = defaultdict(set)
        self._by_digits: dict[str, set[KnownOrder]] = defaultdict(set)
        self._by_contact: dict[str, set[KnownOrder]] = defaultdict(set)
        self._by_name: dict[str, set[KnownOrder]] = defaultdict(set)
        self._by_amount: dict[Money, set[KnownOrder]] = defaultdict(set)
        self._first_placed: dict[str, datetime] = {}
        for key, row in rows.items():
            if row.get("test") is not True:
                self._add(_known(key, row), text_in(row, "payment_ids"))
        self.brands: frozenset[str] = frozenset(order.brand for order in self._by_key.values())

    def with_key(self, key: str) -> KnownOrder | None:
        """Return the order that the trackers call so; capitals and blanks do not count."""
        return self._by_key.get(_plain(key))

    def with_payment(self, payment_id: str) -> list[KnownOrder]:
        """Return the orders that a payment provider's id of a payment or refund stands on."""
        return _latest_first(self._by_payment.get(payment_id, ()))

    def with_number(self, quoted: OrderNumber, brands: Collection[str]) -> list[KnownOrder]:
        """Return the orders of some brands that a quoted number can mean."""
        return _latest_first(
            order
            for order in self._by_digits.get(quoted.digits, ())
            if order.brand in brands and order.number and may_mean(quoted, order.number, brand=order.brand)
        )

    def with_contact(self, mark: str, brands: Collection[str]) -> list[KnownOrder]:
        """Return the orders of some brands placed with an e-mail address."""
        return _latest_first(order for order in self._by_contact.get(mark, ()) if order.brand in brands)

    def with_name(self, mark: str, brands: Collection[str]) -> list[KnownOrder]:
        """Return the orders of some brands placed by, or sent to, somebody of that name."""
        return _latest_first(order for order in self._by_name.get(mark, ()) if order.brand in brands)

    def with_amount(self, amount: Money, brands: Collection[str]) -> list[KnownOrder]:
        """Return the orders of some brands with exactly that total or charge."""
        return _latest_first(order for order in self._by_amount.get(amount, ()) if order.brand in brands)

    def is_before_all(self, at: datetime, brands: Collection[str]) -> bool:
        """True where every order of these brands was placed after an instant: the ledger begins later."""
        first = [self._first_placed.get(brand) for brand in brands]
        return bool(first) and all(placed is not None and at < placed for placed in first)

    def _add(self, order: KnownOrder, payment_ids: str) -> None:
        self._by_key[_plain(order.key)] = order
        if order.placed:
            first = self._first_placed.setdefault(order.brand, order.placed)
            self._first_placed[order.brand] = min(first, order.placed)
        for payment_id in payment_ids.split():
            self._by_payment[payment_id].add(order)
        if order.number:
            self._by_digits[order.number.digits].add(order)
        if order.contact:
            self._by_contact[order.contact].add(order)
        for name in order.names:
            self._by_name[name].add(order)
        for amount in order.amounts:
            self._by_amount[amount].add(order)


def _known(key: str, row: TabRow) -> KnownOrder:
    brand = text_in(row, "brand")
    return KnownOrder(
        key=key,
        brand=brand,
        number=number_of(key.removeprefix(brand)),
        placed=instant_in(row, "placed"),
        amounts=frozenset(
            filter(None, (money_in(row, "total"), *(c.money for c in charges_in(text_in(row, "charges")))))
        ),
        customer=text_in(row, "customer"),
        contact=text_in(row, "contact"),
        names=frozenset({text_in(row, "name_mark"), text_in(row, "ship_name_mark")} - {""}),
        surname=text_in(row, "surname_mark"),
        postal=text_in(row, "postal_mark"),
    )


def _plain(key: str) -> str:
    return " ".join(key.casefold().split())


def _latest_first(orders: Iterable[KnownOrder]) -> list[KnownOrder]:
    return sorted(orders, key=lambda order: (order.placed or _LONG_AGO, order.key), reverse=True)
