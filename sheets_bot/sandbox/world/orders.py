"""
The shops: orders day by day, what was bought, how it was paid, and what will go wrong.

A day's orders depend on the seed, the brand and the day alone. Nothing here
acts; `simulation.py` puts the orders on the agenda, `lives.py` says how they go on.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sheets_bot.sandbox.world.brands import Brand
from sheets_bot.sandbox.world.dice import chance, code, dice
from sheets_bot.sandbox.world.people import Buyer, Line, basket, somebody
from sheets_bot.sandbox.world.troubles import Trouble, some_trouble

DAY_SECONDS = 86_400.0

PAYPAL_SHARE = 0.7
"""Of all orders; the others pay by card through the shop."""

DENIED_SHARE = 0.006
"""Of the PayPal payments, those that PayPal or the buyer's bank refuses."""

BAD_FORTNIGHT_SHARE = 0.12
BAD_FORTNIGHT_FACTOR = 2.5
"""Now and then a supplier or a carrier fails a brand for two weeks, and disputes follow."""

OLD_CUSTOMER_SHARE = 0.07
"""Of orders, those by somebody who has ordered at the brand lately."""
OLD_CUSTOMER_DAYS = 60

WEEKDAY_PULL = (0.95, 0.9, 0.9, 1.0, 1.05, 1.05, 1.15)
"""Monday to Sunday; the mean is 1."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order of one shop."""

    brand: Brand
    number: int
    placed_at: float
    buyer: Buyer
    lines: tuple[Line, ...]
    shipping_minor: int
    by_paypal: bool
    denied: bool
    trouble: Trouble | None
    transaction_id: str
    """The seller's id of the payment, 17 characters."""
    buyer_transaction_id: str
    """The buyer's id of the SAME payment: another one, as at PayPal."""
    name: str = field(init=False)
    """What the shop calls it, e.g. ``AURORA-1042``."""

    def __post_init__(self) -> None:
        """Make the name once: the shops look everything up by it."""
        object.__setattr__(self, "name", name_of(self.brand, self.number))

    @property
    def total_minor(self) -> int:
        """What the buyer paid, in minor units."""
        return self.shipping_minor + sum(line.quantity * line.unit_minor for line in self.lines)


def name_of(brand: Brand, number: int) -> str:
    """Return what the shop calls its order with this number."""
    return f"{brand.slug.upper()}-{number}"


def orders_of_day(seed: int, brand: Brand, day: int, first_number: int) -> list[Order]:
    """Return the orders that *brand* takes on *day* (days since 1970, UTC), in order of time."""
    throw = dice(seed, brand.slug, "orders", day)
    weekday = datetime.fromtimestamp(day * DAY_SECONDS, UTC).weekday()
    mean = brand.orders_per_week / 7 * WEEKDAY_PULL[weekday]
    count = max(0, round(throw.gauss(mean, mean**0.5)))
    instants = sorted(round((day + throw.random()) * DAY_SECONDS, 3) for _ in range(count))
    dispute_share = brand.dispute_share * (BAD_FORTNIGHT_FACTOR if in_bad_fortnight(seed, brand, day) else 1)
    return [_order(seed, brand, first_number + place, at, dispute_share) for place, at in enumerate(instants)]


def in_bad_fortnight(seed: int, brand: Brand, day: int) -> bool:
    """Say whether *day* (days since 1970) is one of those in which much goes wrong at *brand*."""
    return chance(BAD_FORTNIGHT_SHARE, seed, brand.slug, "bad fortnight", day // 14)


class Shop:
    """The orders of one brand, past and to come; the number of each follows from the days before."""

    def __init__(self, seed: int, brand: Brand, first_day: int) -> None:
        self.brand = brand
        self.first_day = first_day
        self._seed = seed
        self._days: list[list[Order]] = []
        self._next_number = brand.orders_from

    def orders_of(self, day: int) -> list[Order]:
        """Return what is ordered on *day* (days since 1970, from the first day on)."""
        while len(self._days) <= day - self.first_day:
            orders = orders_of_day(
                self._seed, self.brand, self.first_day + len(self._days), self._next_number
            )
            self._next_number += len(orders)
            self._days.append(self._with_old_customers(orders))
        return self._days[day - self.first_day]

    def _with_old_customers(self, orders: list[Order]) -> list[Order]:
        """Give some of a new day's *orders* to people who have ordered before."""
        day = self.first_day + len(self._days)
        throw = dice(self._seed, self.brand.slug, "old customers", day)
        before = [order.buyer for orders_before in self._days[-OLD_CUSTOMER_DAYS:] for order in orders_before]
        return [
            replace(order, buyer=throw.choice(before))
            if before and throw.random() < OLD_CUSTOMER_SHARE
            else order
            for order in orders
        ]

    def between(self, start: float, end: float) -> list[Order]:
        """Return the orders from *start* to *end* (seconds since 1970), both included, in order of time."""
        days = range(max(self.first_day, int(start // DAY_SECONDS)), int(end // DAY_SECONDS) + 1)
        orders = [order for day in days for order in self.orders_of(day)]
        return [order for order in orders if start <= order.placed_at <= end]


def _order(seed: int, brand: Brand, number: int, placed_at: float, dispute_share: float) -> Order:
    throw = dice(seed, brand.slug, "order", number)
    lines = basket(throw)
    by_paypal = throw.random() < PAYPAL_SHARE
    denied = by_paypal and throw.random() < DENIED_SHARE
    troubled = by_paypal and not denied and throw.random() < dispute_share
    return Order(
        brand=brand,
        number=number,
        placed_at=placed_at,
        buyer=somebody(throw),
        lines=lines,
        shipping_minor=0 if sum(line.unit_minor for line in lines) >= 10_000 else 595,
        by_paypal=by_paypal,
        denied=denied,
        trouble=some_trouble(throw) if troubled else None,
        transaction_id=code(17, throw),
        buyer_transaction_id=code(17, throw),
    )
