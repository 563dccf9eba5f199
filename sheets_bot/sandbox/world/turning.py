"""
A planted change: from one day on a supplier sends late, and all that follows from late parcels follows.

Off by default. A report that claims to name changes can be tried against it, since its day, its supplier
and its size are known. Pure: which orders it meets follows from the seed. Disputes are not multiplied:
whoever goes to PayPal was decided with the order.
"""

from dataclasses import dataclass, replace

from sheets_bot.sandbox.world.dice import chance, dice
from sheets_bot.sandbox.world.lanes import consignments_of
from sheets_bot.sandbox.world.lives import QUESTION, Life
from sheets_bot.sandbox.world.orders import DAY_SECONDS

LATE_DAYS = (2.0, 9.0)
"""After the promise."""


@dataclass(frozen=True, slots=True)
class Turning:
    """A supplier turns."""

    supplier: str
    """As in `lanes.py`."""
    from_at: float
    """Parcels promised for this instant or later are met (seconds since 1970)."""
    share: float = 0.5
    """Of its parcels with which all would have been well, those that come late (0..1)."""

    def turned(self, seed: int, life: Life) -> Life:
        """Return what becomes of an order now; the same life where the change does not meet it."""
        order = life.order
        is_well = life.cause in {"", QUESTION} and life.arrives_at is not None and life.shown is None
        if not is_well or life.promised_at < self.from_at:
            return life
        last = consignments_of(order, dice(seed, order.name, "routes"))[-1]
        if last.supplier != self.supplier or not chance(self.share, seed, order.name, "turned"):
            return life
        days = dice(seed, order.name, "turned by").uniform(*LATE_DAYS)
        arrives_at = float(round(life.promised_at + days * DAY_SECONDS))
        return replace(life, cause="late_delivery", arrives_at=arrives_at)
