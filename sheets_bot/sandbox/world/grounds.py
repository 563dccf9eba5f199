"""
What is true of an order at one instant: where its parcels stand, what was paid back, who was told.

What desks and people base their judgement on. Pure readings of the archive; nothing later than the
instant is seen, although the archive may know it already (`couriers.py` writes history at once).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.letters import Letter
from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.parcels import Parcel, promised_at, state_of_order
from sheets_bot.sandbox.world.refunds import Refund
from sheets_bot.sandbox.world.well_said import names_date, names_facts, names_remedy


@dataclass(frozen=True, slots=True)
class Grounds:
    """The facts of an order as of `at`."""

    order: Order
    at: float
    parcels: tuple[Parcel, ...]
    """As they stood then; those whose label was taken back are left out."""
    refunds: tuple[Refund, ...]
    """Paid by then."""

    @property
    def state(self) -> str:
        """The worst state of the parcels, S1 to S7; S0 where there is none."""
        return self.state_of(self.parcels)

    def state_of(self, parcels: Sequence[Parcel]) -> str:
        """Return the worst state of some of the parcels."""
        return state_of_order(parcels, promised_at(self.order), self.at)

    @property
    def delivered_at(self) -> float | None:
        """When the last parcel was handed over; None while one is missing."""
        if not self.parcels or any(parcel.delivered_at is None for parcel in self.parcels):
            return None
        return max(parcel.delivered_at or 0 for parcel in self.parcels)

    @property
    def in_time(self) -> bool:
        """Say whether everything was handed over by the promised day."""
        return self.delivered_at is not None and self.delivered_at <= promised_at(self.order)

    @property
    def refunded_minor(self) -> int:
        """What the shop has paid back."""
        return sum(refund.minor for refund in self.refunds)


def grounds_of(archive: Archive, order: Order, at: float) -> Grounds:
    """Return the facts of *order* as they stood at *at*."""
    parcels = [as_of(parcel, at) for parcel in archive.parcels.get(order.name, []) if parcel.created_at <= at]
    refunds = [
        refund
        for refund in archive.refunds[order.brand.slug]
        if refund.order.number == order.number and refund.status == "SUCCESS" and refund.updated_at <= at
    ]
    standing = tuple(parcel for parcel in parcels if parcel.cancelled_at is None)
    return Grounds(order, at, standing, tuple(refunds))


def as_of(parcel: Parcel, at: float) -> Parcel:
    """Return a copy of *parcel* without what came later than *at*."""

    def known(instant: float | None) -> float | None:
        return instant if instant is not None and instant <= at else None

    return replace(
        parcel,
        scans=[scan for scan in parcel.scans if scan.at <= at],
        delivered_at=known(parcel.delivered_at),
        cancelled_at=known(parcel.cancelled_at),
        returned_at=known(parcel.returned_at),
        lost_at=known(parcel.lost_at),
        elsewhere=parcel.elsewhere and known(parcel.delivered_at) is not None,
    )


def was_told(archive: Archive, grounds: Grounds) -> bool:
    """Say whether the buyer had a mail from a person of the shop that tells something about this order."""
    return any(
        not letter.inbound and not letter.automatic and _tells(grounds, f"{letter.subject}\n{letter.text}")
        for letter in _letters(archive, grounds)
    )


def _tells(grounds: Grounds, text: str) -> bool:
    """Say whether *text* is about this order and names a day or a remedy (ours)."""
    about = names_facts(grounds.order, grounds.parcels, text)
    return about and (names_date(text) or names_remedy(text))


def is_heard(archive: Archive, grounds: Grounds) -> bool:
    """Say whether nobody waits for an answer about this order by mail."""
    persons = [letter for letter in _letters(archive, grounds) if not letter.automatic]
    return not persons or not persons[-1].inbound or not persons[-1].wants_answer


def _letters(archive: Archive, grounds: Grounds) -> list[Letter]:
    order = grounds.order
    letters = archive.letters[order.brand.slug]
    first = bisect_left(letters, order.placed_at, key=lambda letter: letter.at)
    last = bisect_right(letters, grounds.at, key=lambda letter: letter.at)
    return [
        letter
        for letter in letters[first:last]
        if letter.order_name == order.name or letter.to_email.casefold() == order.buyer.email
    ]
