"""
A few cases that nobody has got round to, so that the first look at the tracker shows every kind of deadline.

They are ordinary cases about ordinary orders; only their day is chosen, relative
to the world's start: one whose date has just passed, one due today, the next
ones a few days ahead, an inquiry that runs out, an alert with its twenty hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sheets_bot.sandbox.world.case import Channel, Stage
from sheets_bot.sandbox.world.dice import dice
from sheets_bot.sandbox.world.lives import Shown
from sheets_bot.sandbox.world.orders import Order, Shop
from sheets_bot.sandbox.world.policy import ALERT_SECONDS, CLAIM_DAYS, DAY_SECONDS, INQUIRY_DAYS


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One such case."""

    brand: int
    """Place in the world's list of brands, counted around."""
    cause: str
    channel: Channel
    stage: Stage
    opened_before_seconds: float
    """How long before the world's start it was filed."""


def _claim(brand: int, cause: str, *, due_in_days: int, channel: Channel = Channel.INTERNAL) -> Exhibit:
    return Exhibit(brand, cause, channel, Stage.CLAIM, (CLAIM_DAYS - due_in_days) * DAY_SECONDS)


def _inquiry(brand: int, cause: str, *, due_in_days: float) -> Exhibit:
    opened_before_seconds = (INQUIRY_DAYS - due_in_days) * DAY_SECONDS
    return Exhibit(brand, cause, Channel.INTERNAL, Stage.INQUIRY, opened_before_seconds)


EXHIBITS = (
    _claim(0, "late_delivery", due_in_days=-1),
    _claim(3, "quality_defect", due_in_days=0),
    _claim(1, "unrecognised_descriptor", due_in_days=0, channel=Channel.EXTERNAL),
    _claim(0, "size_fit", due_in_days=1),
    _claim(2, "refund_not_processed", due_in_days=2),
    _claim(3, "lost", due_in_days=3),
    _claim(2, "platform_error", due_in_days=4),
    _claim(1, "wrong_item", due_in_days=6),
    _inquiry(2, "late_delivery", due_in_days=1.3),
    _inquiry(0, "no_support_reply", due_in_days=16),
    Exhibit(3, "household_unaware", Channel.ALERT, Stage.CLAIM, ALERT_SECONDS * 0.35),
)


@dataclass(frozen=True, slots=True)
class CardExhibit:
    """One such case of an order paid by card."""

    brand: int
    """Place in the world's list of brands, counted around."""
    cause: str
    kind: str
    """INQUIRY or CHARGEBACK."""
    filed_before_seconds: float
    """How long before the world's start it was filed."""
    due_after_seconds: float
    """How long after the start it is due."""
    won_before: bool = False
    """It was answered and won already, and came back."""


CARD_EXHIBITS = (
    CardExhibit(0, "friendly_fraud_suspected", "CHARGEBACK", 9 * DAY_SECONDS, 0.9 * DAY_SECONDS),
    CardExhibit(3, "late_delivery", "INQUIRY", 8 * DAY_SECONDS, 2.6 * DAY_SECONDS),
    CardExhibit(1, "not_as_described", "CHARGEBACK", 20 * DAY_SECONDS, 6 * DAY_SECONDS, won_before=True),
    CardExhibit(2, "lost", "CHARGEBACK", 3 * DAY_SECONDS, 15.5 * DAY_SECONDS),
)


def choose_orders(
    seed: int, shops: Sequence[Shop], start_at: float, begins_at: float
) -> list[tuple[Order, Exhibit, float]]:
    """
    Return which order each exhibit at PayPal is about, and when it is filed; in order of time.

    Chosen beforehand, so that the order's whole life fits. Exhibits older than the
    world's disputes, and those without a fitting order, are left out.
    """
    filed = []
    for place, exhibit in enumerate(EXHIBITS):
        hours = dice(seed, "exhibit", place, "filed").uniform(0, 5)
        at = start_at - exhibit.opened_before_seconds + hours * 3600
        if at >= begins_at:
            filed.append((round(at, 3), place, exhibit))
    chosen: list[tuple[Order, Exhibit, float]] = []
    for at, place, exhibit in sorted(filed, key=lambda entry: entry[:2]):
        taken = {order.name for order, _, _ in chosen}
        orders = _weeks_old(shops[exhibit.brand % len(shops)], at, by_paypal=True)
        candidates = [order for order in orders if order.name not in taken]
        if candidates:
            chosen.append((dice(seed, "exhibit", place).choice(candidates), exhibit, at))
    return chosen


def choose_card_orders(
    seed: int, shops: Sequence[Shop], start_at: float, begins_at: float
) -> dict[str, Shown]:
    """Return which orders paid by card are put on show, by name; the same rules hold."""
    chosen: dict[str, Shown] = {}
    for place, exhibit in enumerate(CARD_EXHIBITS):
        at = start_at - exhibit.filed_before_seconds
        orders = _weeks_old(shops[exhibit.brand % len(shops)], at, by_paypal=False)
        candidates = [order for order in orders if order.name not in chosen]
        if candidates and at >= begins_at:
            order = dice(seed, "card exhibit", place).choice(candidates)
            due_at = start_at + exhibit.due_after_seconds
            chosen[order.name] = Shown(
                exhibit.cause, at, "card", exhibit.kind, due_at, won_before=exhibit.won_before
            )
    return chosen


def _weeks_old(shop: Shop, at: float, *, by_paypal: bool) -> list[Order]:
    """Return the orders, two or three weeks old at *at*, about which nobody has complained."""
    return [
        order
        for order in shop.between(at - 26 * DAY_SECONDS, at)
        if 12 <= (at - order.placed_at) / DAY_SECONDS <= 25
        and order.by_paypal == by_paypal
        and not order.denied
        and order.trouble is None
    ]
