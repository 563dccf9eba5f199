"""
Those who carry: they make the parcels of an order and let their routes happen.

Decides nothing: `routes.py` knows every way from the beginning. Here it comes to
pass, scan by scan, in the archive; what is watched is told as well.
"""

from functools import partial

from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.chronicle import Chronicle, Happening
from sheets_bot.sandbox.world.lives import Life
from sheets_bot.sandbox.world.orders import DAY_SECONDS
from sheets_bot.sandbox.world.parcels import Parcel
from sheets_bot.sandbox.world.routes import Ending, Route, Step, routes_of

DELAY_SECONDS = 4 * DAY_SECONDS
"""How much later a carrier expects a parcel that it calls delayed."""


class Couriers:
    """All carriers and suppliers."""

    def __init__(
        self, seed: int, archive: Archive, agenda: Agenda, chronicle: Chronicle, *, history_until: float
    ) -> None:
        """What happens up to *history_until* nobody watches: it is written down at once, which is quicker."""
        self._seed = seed
        self._archive = archive
        self._agenda = agenda
        self._chronicle = chronicle
        self._history_until = history_until

    def take(self, life: Life) -> None:
        """Send what was ordered, or do not, as the order's life has it."""
        for route in routes_of(self._seed, life):
            self.carry(route)

    def carry(self, route: Route) -> None:
        """Let one parcel go its way."""
        created_at = route.parcel.created_at
        if created_at <= self._history_until:
            self._make_label(route, created_at)
        else:
            self._agenda.plan(created_at, partial(self._make_label, route))

    def _make_label(self, route: Route, at: float) -> None:
        parcel = route.parcel
        self._archive.parcels.setdefault(parcel.order.name, []).append(parcel)
        last_at = at
        for step in route.steps:
            if step.at <= self._history_until:
                _happen(parcel, step)
                last_at = step.at
            else:
                self._agenda.plan(step.at, partial(self._step, parcel, step))
        self._archive.touch(parcel.order, last_at)

    def _step(self, parcel: Parcel, step: Step, at: float) -> None:
        _happen(parcel, step)
        self._archive.touch(parcel.order, at)
        if step.scan is not None:
            order, detail = parcel.order, {"parcel": parcel, "scan": step.scan}
            self._chronicle.tell(Happening(at, "scanned", order.brand.slug, order.name, detail))


def _happen(parcel: Parcel, step: Step) -> None:
    if step.scan is not None:
        parcel.scans.append(step.scan)
        if step.scan.status == "DELAYED" and parcel.expected_at is not None:
            parcel.expected_at = max(parcel.expected_at, step.at) + DELAY_SECONDS
    match step.ending:
        case Ending.DELIVERED | Ending.ELSEWHERE:
            parcel.delivered_at = step.at
            parcel.elsewhere = step.ending is Ending.ELSEWHERE
        case Ending.RETURNED:
            parcel.returned_at = step.at
        case Ending.LOST:
            parcel.lost_at = step.at
        case Ending.CANCELLED:
            parcel.cancelled_at = step.at
