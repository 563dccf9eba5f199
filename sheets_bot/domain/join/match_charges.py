"""
The charges of an order, read back from the cell of the tab `Orders` in which they stand.

One charge is ``2026-11-01T10:00Z 59.00 USD paypal``, several are separated by ``;``; what cannot
be read is left out, for a person may have typed into the cell.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sheets_bot.domain.money import Money

_CHARGE = re.compile(
    r"(?:(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d)Z|\?) "
    r"(?P<amount>\d+(?:\.\d+)?) (?P<currency>[A-Z]{3})(?: (?P<by>.*))?"
)


@dataclass(frozen=True, slots=True)
class Charge:
    """One payment that succeeded."""

    money: Money
    """In the buyer's currency, which is the one that a dispute names."""
    at: datetime | None
    gateway: str


def charges_in(text: str) -> list[Charge]:
    """Return the charges that a cell tells, in its order."""
    return list(_charges(text))


def _charges(text: str) -> Iterator[Charge]:
    for part in text.split(";"):
        found = _CHARGE.fullmatch(part.strip())
        if found is None:
            continue
        try:
            money = Money.parse(found["amount"], found["currency"])
            at = datetime.fromisoformat(found["at"]).replace(tzinfo=UTC) if found["at"] else None
        except ValueError:
            continue
        yield Charge(money, at, found["by"] or "")
