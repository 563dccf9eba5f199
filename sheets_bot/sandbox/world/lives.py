"""
What becomes of an order: what really goes wrong with it, when it arrives, whether the buyer disputes it.

The one place where troubles are given to orders, so that parcels, letters,
refunds, reviews and disputes of an order tell one story. Pure: a life follows from
the seed and the order, and is known from the day of the order on; those who act it
out are `couriers.py`, `refund_desk.py`, `correspondents.py`, `reviewers.py`, `bank.py`
and, for PayPal, `buyers.py`. All shares are this project's judgement.
"""

import random
from dataclasses import dataclass

from sheets_bot.sandbox.world.dice import dice, weighted
from sheets_bot.sandbox.world.orders import BAD_FORTNIGHT_FACTOR, DAY_SECONDS, Order, in_bad_fortnight
from sheets_bot.sandbox.world.parcels import promised_at
from sheets_bot.sandbox.world.troubles import BY_CAUSE, some_trouble

MINOR_SHARE = 0.11
"""Of the orders that nobody disputes, those with which something goes wrong all the same."""

QUESTION_SHARE = 0.045
"""Of the orders with which nothing goes wrong, those about which somebody asks."""

CONFIRMED_SHARE = 0.02
"""Of orders, those whose confirmation went out by the support mailbox; the shop sends the others."""

QUESTION = "question"

MINOR_CAUSES = (
    ("late_delivery", 30), ("size_fit", 20), ("changed_mind", 8), ("quality_defect", 8),
    ("colour_style", 5), ("wrong_item", 4), ("damaged", 3), ("missing_item", 3), ("lost", 3),
    ("not_as_described", 3), ("not_shipped", 2), ("customs_hold", 2), ("cancellation_ignored", 2),
    ("no_support_reply", 2), ("refund_slow", 2), ("returned_to_sender", 1.5), ("misdelivered", 1.5),
    ("address_change_missed", 1),
)  # fmt: skip
"""What goes wrong without a dispute, with weights: the same troubles, met in time or borne with patience."""

NEVER_ARRIVES = frozenset({"not_shipped", "label_only", "lost", "returned_to_sender"})
ARRIVES_LATE = frozenset({"late_delivery", "customs_hold", "no_support_reply"})

CANCELS_SHARE = 0.35
"""Of the buyers who change their mind, those who do so before anything is sent."""

EXHIBIT_LATE_DAYS = (19.5, 24.0)
"""Late parcels of the cases that a newcomer sees first are still on their way then."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A dispute that is put on show (`showcase.py`)."""

    cause: str
    at: float
    """When it is filed."""
    rail: str = "paypal"
    kind: str = ""
    """Of one by card: INQUIRY or CHARGEBACK."""
    due_at: float | None = None
    """Of one by card: its date."""
    won_before: bool = False
    """Of one by card: it was answered and won already, and came back."""


@dataclass(frozen=True, slots=True)
class Life:
    """The intended life of one order."""

    order: Order
    cause: str
    """A code of the trackers' root causes, ``question``, or empty where all goes well."""
    rail: str
    """Where the buyer disputes it: ``paypal``, ``card``, or empty: nowhere."""
    complains_at: float | None
    """When; None where nowhere."""
    promised_at: float
    arrives_at: float | None
    """When the last parcel is handed over, wherever; None: never."""
    cancelled_at: float | None
    """When the shop takes the order back before anything is sent; None as a rule."""
    confirmed: bool
    """Its confirmation went out by the support mailbox."""
    review_luck: float
    """0..1, drawn once: the order is reviewed when it is below the share of those who review."""
    shown: Shown | None = None
    """The order has been chosen for the showcase."""

    @property
    def disputed(self) -> bool:
        """Say whether it ends in a dispute."""
        return bool(self.rail)


def complains_at(order: Order) -> float | None:
    """Return when the buyer of an order paid by PayPal goes to PayPal; None: never."""
    if order.trouble is None:
        return None
    days = dice(order.transaction_id, "complains").uniform(*order.trouble.days)
    return order.placed_at + days * DAY_SECONDS


def life_of(seed: int, order: Order, shown: Shown | None = None) -> Life:
    """Return what becomes of *order*; *shown* where it has been chosen for the showcase."""
    throw = dice(seed, order.name, "life")
    if shown is not None:
        return _life(order, shown.cause, shown.rail, shown.at, throw, shown=shown)
    if order.denied:
        return _life(order, "", "", None, throw)
    if order.trouble is not None:
        return _life(order, order.trouble.cause, "paypal", complains_at(order), throw)
    bad = in_bad_fortnight(seed, order.brand, int(order.placed_at // DAY_SECONDS))
    factor = BAD_FORTNIGHT_FACTOR if bad else 1
    if not order.by_paypal and throw.random() < order.brand.dispute_share * factor:
        trouble = some_trouble(throw)
        # A bank is slower to hear of it, and to tell, than PayPal.
        days = throw.uniform(*trouble.days) + throw.uniform(2, 20)
        return _life(order, trouble.cause, "card", order.placed_at + days * DAY_SECONDS, throw)
    if throw.random() < MINOR_SHARE * (1 + factor) / 2:
        return _life(order, weighted(throw, MINOR_CAUSES), "", None, throw)
    return _life(order, QUESTION if throw.random() < QUESTION_SHARE else "", "", None, throw)


def story_of(cause: str) -> str:
    """Return what a buyer says about *cause*; empty where no dispute is ever about it."""
    return BY_CAUSE[cause].story if cause in BY_CAUSE else ""


def _life(
    order: Order,
    cause: str,
    rail: str,
    complaint_at: float | None,
    throw: random.Random,
    *,
    shown: Shown | None = None,
) -> Life:
    promise = promised_at(order)
    arrival = _arrival(order, cause, complaint_at, promise, throw)
    if shown and cause == "late_delivery" and complaint_at is not None:
        arrival = complaint_at + throw.uniform(*EXHIBIT_LATE_DAYS) * DAY_SECONDS
    cancelled = _cancelled_at(order, cause, throw) if not rail else None
    arrival = None if arrival is None or cancelled is not None else float(round(arrival))
    return Life(
        order=order,
        cause=cause,
        rail=rail,
        complains_at=complaint_at,
        promised_at=promise,
        arrives_at=arrival,
        cancelled_at=cancelled,
        confirmed=throw.random() < CONFIRMED_SHARE,
        review_luck=throw.random(),
        shown=shown,
    )


def _cancelled_at(order: Order, cause: str, throw: random.Random) -> float | None:
    if order.denied:
        return order.placed_at + throw.uniform(1, 30) * 3600
    if cause == "not_shipped":
        return order.placed_at + throw.uniform(5, 11) * DAY_SECONDS
    if cause == "changed_mind" and throw.random() < CANCELS_SHARE:
        return order.placed_at + throw.uniform(0.3, 7) * 3600
    return None


def _arrival(
    order: Order, cause: str, complaint_at: float | None, promise: float, throw: random.Random
) -> float | None:
    in_time = order.placed_at + throw.uniform(0.42, 0.96) * (promise - order.placed_at)
    late_days = throw.uniform(1, 8)
    if cause in NEVER_ARRIVES:
        return None
    if cause not in ARRIVES_LATE:
        # What is wrong with a thing, nobody knows before it has come.
        return in_time if complaint_at is None else min(in_time, complaint_at - 1.2 * DAY_SECONDS)
    if cause == "customs_hold":
        return max(complaint_at or 0, promise + 3 * DAY_SECONDS) + late_days * DAY_SECONDS
    if complaint_at is not None and cause == "late_delivery" and throw.random() < 0.7:
        return max(complaint_at, promise + 0.5 * DAY_SECONDS) + late_days * DAY_SECONDS
    return promise + late_days * DAY_SECONDS
