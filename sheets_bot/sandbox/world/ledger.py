"""
PayPal's books: every payment, refund, hold and fee of every brand.

Append only, but for the status of a payment that was paid back. The PayPal room
answers transaction searches from here. Knows nothing of disputes.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from sheets_bot.sandbox.world.orders import Order

SALE = "T0006"
REFUND = "T1107"
HOLD = "T1110"
RELEASE = "T1111"
REVERSAL = "T1106"
CHARGEBACK = "T1201"
CHARGEBACK_BACK = "T1202"
CHARGEBACK_FEE = "T0106"
DISPUTE_FEE = "T0114"
"""Event codes as in PayPal's table of transaction event codes."""


@dataclass(slots=True)
class Entry:
    """One line of the books."""

    transaction_id: str
    at: float
    updated_at: float
    event_code: str
    minor: int
    """Signed: negative leaves the seller's balance."""
    currency: str
    fee_minor: int
    status: str
    """S done, D denied, V paid back in full (PayPal transaction search reference)."""
    order: Order
    reference_id: str = ""


class Ledger:
    """The books of all brands, each in order of time."""

    def __init__(self) -> None:
        self._by_brand: dict[str, list[Entry]] = {}
        self._sales: dict[str, Entry] = {}

    def write(self, entry: Entry) -> None:
        """Add a line; lines come in order of time."""
        self._by_brand.setdefault(entry.order.brand.slug, []).append(entry)
        if entry.event_code == SALE:
            self._sales[entry.transaction_id] = entry

    def sale(self, transaction_id: str) -> Entry:
        """Return the payment with this id."""
        return self._sales[transaction_id]

    def between(self, brand: str, start: float, end: float) -> list[Entry]:
        """Return the lines of *brand* from *start* to *end*, both included."""
        entries = self._by_brand.get(brand, [])
        first = bisect_left(entries, start, key=lambda entry: entry.at)
        last = bisect_right(entries, end, key=lambda entry: entry.at)
        return entries[first:last]
