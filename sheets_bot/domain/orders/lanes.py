"""
Lanes: how long parcels of one sender to one country have taken so far.

A company that ships from several suppliers has fast and slow lanes, and "late" means
another day on each. The past is read from the tab `Parcels`; a lane with too short a past
does not count, and `Settings` decide. What is late is in `shipment.py`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sheets_bot.domain.orders.shipment import Limits
from sheets_bot.domain.rules.order_settings import OrderRules
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in

ENOUGH = 20
"""So many delivered parcels make a lane's past count (ours; the field's limit for its priors)."""
NEWEST = 100
"""So many of the last deliveries are the past: a lane changes with season and carrier (ours)."""


@dataclass(frozen=True, slots=True)
class Past:
    """
    How long a lane took, from shipment to delivery.

    Only delivered parcels can tell, so a lane that loses many looks better than it is.
    """

    delivered: int
    half: timedelta
    """Half of the parcels took no longer."""
    most: timedelta
    """Nine of ten took no longer."""


class Lanes:
    """The past of all lanes; a carrier counts by itself where it has enough of a past there."""

    def __init__(self, rows: Iterable[TabRow]) -> None:
        took: dict[tuple[str, ...], list[tuple[datetime, timedelta]]] = defaultdict(list)
        for row in rows:
            shipped, delivered = instant_in(row, "shipped"), instant_in(row, "delivered")
            if shipped is None or delivered is None or delivered < shipped:
                continue
            lane = (text_in(row, "supplier"), text_in(row, "country"))
            for key in (lane, (*lane, text_in(row, "carrier"))):
                took[key].append((delivered, delivered - shipped))
        self._past = {key: _past(times) for key, times in took.items() if len(times) >= ENOUGH}

    def past(self, supplier: str, country: str, carrier: str) -> Past | None:
        """Return what is known of a lane; None where too few parcels of it were delivered."""
        lane = (supplier, country)
        return self._past.get((*lane, carrier)) or self._past.get(lane)


def limits_of(past: Past | None, rules: OrderRules) -> Limits:
    """
    Return how long is too long on a lane.

    Without a scan: the days of `Settings`, or half of the lane's usual time where that is
    longer, since slow lanes are scanned seldom. Lost: the days of `Settings` after being
    late, or half of the time of nine in ten, where that is longer. Both rules are ours.
    """
    quiet, lost = timedelta(days=rules.quiet_days), timedelta(days=rules.lost_days)
    if past is None:
        return Limits(quiet, lost)
    return Limits(max(quiet, past.half / 2), max(lost, past.most / 2), past.most)


def _past(times: list[tuple[datetime, timedelta]]) -> Past:
    newest = sorted(took for _, took in sorted(times)[-NEWEST:])
    return Past(len(newest), _rank(newest, 50), _rank(newest, 90))


def _rank(ordered: list[timedelta], percent: int) -> timedelta:
    """Return the smallest value that *percent* of the values do not exceed (nearest rank)."""
    return ordered[-(-len(ordered) * percent // 100) - 1]
