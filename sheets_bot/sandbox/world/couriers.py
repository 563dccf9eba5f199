"""
Those who carry: they make the parcels of an order and let their routes happen.

Decides nothing: `routes.py` knows every way from the beginning. Here it comes to
pass, scan by scan, in the archive.
"""

from functools import partial

from sheets_bot.sandbox.world.agenda import Agenda, Deed
from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.lives import Life
from sheets_bot.sandbox.world.orders import DAY_SECONDS
from sheets_bot.sandbox.world.parcels import Parcel
from sheets_bot.sandbox.world.routes import Ending, Route, Step, routes_of

DELAY_SECONDS = 4 * DAY_SECONDS
"""How much later a carrier expects a parcel that it calls delayed."""


class Couriers:
    """All carriers and suppliers."""

    def __init__(self, seed: int, archive: Archive, agenda: Agenda, *, history_until: float) -> None:
        """What happens up to *history_until* nobody watches: it is written down at once, which is quicker."""
        self._seed = seed
        self._archive = archive
        self._agenda = agenda
        self._history_until = history_until

    def take(self, life: Life) -> None:
        """Send what was ordered, or do not, as the order's life has it."""
        for route in routes_of(self._seed, life):
            self._at(route.parcel.created_at, partial(self._make_label, route))

    def _make_label(self, route: Route, at: float) -> None:
        parcel = route.parcel
        self._archive.parcels.setdefault(parcel.order.name, []).append(parcel)
        self._archive.touch(parcel.order, at)
        for step in route.steps:
            self._at(step.at, partial(self._step, parcel, step))

    def _step(self, parcel: Parcel, step: Step, at: float) -> None:
        if step.scan is not None:
            parcel.scans.append(step.scan)
            if step.scan.status == "DELAYED" and parcel.expected_at is not None:
                parcel.expected_at = max(parcel.expected_at, at) + DELAY_SECONDS
        _end(parcel, step, at)
        self._archive.touch(parcel.order, at)

    def _at(self, at: float, deed: Deed) -> None:
        if at <= self._history_until:
            deed(at)
        else:
            self._agenda.plan(at, deed)


def _end(parcel: Parcel, step: Step, at: float) -> None:
    match step.ending:
        case Ending.DELIVERED | Ending.ELSEWHERE:
            parcel.delivered_at = at
            parcel.elsewhere = step.ending is Ending.ELSEWHERE
        case Ending.RETURNED:
            parcel.returned_at = at
        case Ending.LOST:
            parcel.lost_at = at
        case Ending.CANCELLED:
            parcel.cancelled_at = at
