"""
What a shop gives back for an order, and what the buyer sends back: the intentions.

Pure: it follows from the seed and the order's life; `refund_desk.py` carries it out.
Reasons are told as people tell them: with a handle where a return was made, else
in a few careless words, or not at all. Handles are the old `ReturnReason` values in
lower case with hyphens (that Shopify spells its own so is unverified). Shares are
this project's judgement.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from sheets_bot.sandbox.world.dice import dice, weighted
from sheets_bot.sandbox.world.lives import Life
from sheets_bot.sandbox.world.orders import DAY_SECONDS, Order

PENDING_SHARE = 0.03
FAILURE_SHARE = 0.02

TWICE_SHARE = 0.06
"""Of disputed orders, those that somebody refunds as well while the dispute runs."""

HANDLES: dict[str, tuple[tuple[str, float], ...]] = {
    "size_fit": (("size-too-small", 6), ("size-too-large", 3), ("unknown", 1)),
    "changed_mind": (("unwanted", 7), ("other", 2), ("unknown", 1)),
    "colour_style": (("color", 5), ("style", 5)),
    "quality_defect": (("defective", 8), ("other", 2)),
    "damaged": (("defective", 1),),
    "wrong_item": (("wrong-item", 1),),
    "not_as_described": (("not-as-described", 1),),
    "cancellation_ignored": (("unwanted", 1),),
    "refund_slow": (("size-too-small", 1), ("unwanted", 1)),
    "refund_not_processed": (("size-too-large", 1), ("defective", 1)),
}
"""Which reason a buyer chooses who sends something back, with weights."""

SENDS_BACK_SHARE = {
    "size_fit": 0.85, "changed_mind": 0.9, "colour_style": 0.7, "quality_defect": 0.5, "damaged": 0.3,
    "wrong_item": 0.6, "not_as_described": 0.6, "cancellation_ignored": 0.8, "refund_slow": 1.0,
    "refund_not_processed": 1.0,
}  # fmt: skip

RETURN_NOTES = ("", "", "", "too small", "does not fit", "not for me", "see photos I sent")

GOODWILL_NOTES: dict[str, tuple[str, ...]] = {
    "late_delivery": ("arrived late", "late", "shipping delay, goodwill", "", ""),
    "customs_hold": ("customs", "shipping back", ""),
    "lost": ("lost by carrier", "lost in transit", "never arrived", ""),
    "misdelivered": ("delivered to wrong address", "never arrived", ""),
    "returned_to_sender": ("parcel came back", "returned to sender", ""),
    "quality_defect": ("seam open, keeps it", "quality", ""),
    "damaged": ("stain, keeps it", "damaged", ""),
    "missing_item": ("item missing", "1 item not in parcel", ""),
    "address_change_missed": ("sent to old address", ""),
    "size_fit": ("too small", "customer says too small, keeps it", ""),
}

RETURNS_NOTE = ("", "", "return received", "Retoure", "too small", "customer changed mind")


@dataclass(frozen=True, slots=True)
class ReturnIntent:
    """A return, and how it ends."""

    at: float
    handle: str
    note: str
    line_place: int
    ends_at: float | None
    """None: nobody ever deals with it."""
    ends_as: str
    """CLOSED or DECLINED."""


@dataclass(frozen=True, slots=True)
class RefundIntent:
    """A refund."""

    at: float
    minor: int
    note: str
    line_places: tuple[int, ...] = ()
    shipping_minor: int = 0
    fate: str = "SUCCESS"
    """PENDING: it succeeds some days later; FAILURE: it is made again some days later."""
    for_return: bool = False


@dataclass(frozen=True, slots=True)
class Giveback:
    """All that is intended for one order."""

    sent_back: ReturnIntent | None
    refunds: tuple[RefundIntent, ...]


def giveback_of(seed: int, life: Life) -> Giveback:
    """Return what goes back for an order."""
    if life.order.denied or not life.cause:
        return Giveback(None, ())
    throw = dice(seed, life.order.name, "giveback")
    if life.cancelled_at is not None:
        note = (
            "out of stock" if life.cause == "not_shipped" else throw.choice(("cancelled", "", "by customer"))
        )
        return Giveback(None, (_whole(life.order, life.cancelled_at + throw.uniform(30, 600), note, throw),))
    sent_back = _return(life, throw)
    refunds = list(_refunds(life, sent_back, throw))
    if life.disputed and life.complains_at is not None and throw.random() < TWICE_SHARE:
        at = life.complains_at + throw.uniform(1, 7) * DAY_SECONDS
        refunds.append(_whole(life.order, at, throw.choice(("", "as agreed", "customer complained")), throw))
    return Giveback(sent_back, tuple(refunds))


def _return(life: Life, throw: random.Random) -> ReturnIntent | None:
    share = SENDS_BACK_SHARE.get(life.cause, 0)
    settled_by_paper = life.cause.startswith("refund_")
    if life.disputed and not settled_by_paper:
        share *= 0.4
    if life.arrives_at is None or throw.random() >= share:
        return None
    at = life.arrives_at + throw.uniform(0.5, 6) * DAY_SECONDS
    if life.complains_at is not None:
        at = min(at, life.arrives_at + 0.6 * (life.complains_at - life.arrives_at))
    handle = weighted(throw, HANDLES[life.cause])
    note = throw.choice(RETURN_NOTES)
    days = throw.uniform(5, 13)
    if life.cause == "refund_slow":
        days = throw.uniform(22, 30)
    if life.disputed and life.cause == "refund_slow" and life.complains_at is not None:
        days = (life.complains_at - at) / DAY_SECONDS + throw.uniform(1, 5)
    ends_at: float | None = at + days * DAY_SECONDS
    if life.cause == "refund_not_processed":
        ends_at = None
    declined = life.disputed and not settled_by_paper
    line_place = throw.randrange(len(life.order.lines))
    return ReturnIntent(at, handle, note, line_place, ends_at, "DECLINED" if declined else "CLOSED")


def _refunds(life: Life, sent_back: ReturnIntent | None, throw: random.Random) -> list[RefundIntent]:
    if sent_back is not None:
        if sent_back.ends_at is None or sent_back.ends_as == "DECLINED":
            return []
        line = life.order.lines[sent_back.line_place]
        minor = line.quantity * line.unit_minor
        at = sent_back.ends_at + throw.uniform(30, 300)
        note, place = throw.choice(RETURNS_NOTE), (sent_back.line_place,)
        return [RefundIntent(at, minor, note, place, fate=_fate(throw), for_return=True)]
    make = GOODWILL.get(life.cause)
    if make is None or (life.disputed and throw.random() < 0.9):
        return []
    refund = make(life, throw)
    too_late = life.complains_at is not None and refund is not None and refund.at >= life.complains_at
    return [refund] if refund is not None and not too_late else []


def _part(life: Life, throw: random.Random) -> RefundIntent | None:
    """Give back a tenth to a third, or nothing."""
    if throw.random() < 0.5:
        return None
    goods_minor = life.order.total_minor - life.order.shipping_minor
    minor = round(goods_minor * throw.choice((0.1, 0.15, 0.2, 0.3)))
    at = (life.arrives_at or life.promised_at) + throw.uniform(0.5, 6) * DAY_SECONDS
    if life.disputed:
        at = life.promised_at + throw.uniform(0.2, 3) * DAY_SECONDS
    return RefundIntent(at, minor, _note(life, throw), fate=_fate(throw))


def _shipping(life: Life, throw: random.Random) -> RefundIntent | None:
    if not life.order.shipping_minor:
        return None
    at = life.promised_at + throw.uniform(1, 6) * DAY_SECONDS
    minor = life.order.shipping_minor
    return RefundIntent(at, minor, _note(life, throw), shipping_minor=minor, fate=_fate(throw))


def _all(life: Life, throw: random.Random) -> RefundIntent | None:
    if life.disputed:
        return None
    at = life.promised_at + throw.uniform(5, 16) * DAY_SECONDS
    return _whole(life.order, at, _note(life, throw), throw)


def _line(life: Life, throw: random.Random) -> RefundIntent | None:
    if life.arrives_at is None:
        return None
    place = throw.randrange(len(life.order.lines))
    line = life.order.lines[place]
    at = life.arrives_at + throw.uniform(1, 8) * DAY_SECONDS
    return RefundIntent(at, line.quantity * line.unit_minor, _note(life, throw), (place,), fate=_fate(throw))


GOODWILL: dict[str, Callable[[Life, random.Random], RefundIntent | None]] = {
    "late_delivery": _part,
    "customs_hold": _shipping,
    "lost": _all,
    "misdelivered": _all,
    "returned_to_sender": _all,
    "address_change_missed": _all,
    "quality_defect": _part,
    "damaged": _part,
    "size_fit": _part,
    "missing_item": _line,
}
"""What is given without a return, by cause."""


def _whole(order: Order, at: float, note: str, throw: random.Random) -> RefundIntent:
    places = tuple(range(len(order.lines)))
    return RefundIntent(at, order.total_minor, note, places, order.shipping_minor, _fate(throw))


def _note(life: Life, throw: random.Random) -> str:
    return throw.choice(GOODWILL_NOTES[life.cause])


def _fate(throw: random.Random) -> str:
    ordinary = 1 - PENDING_SHARE - FAILURE_SHARE
    return weighted(throw, [("SUCCESS", ordinary), ("PENDING", PENDING_SHARE), ("FAILURE", FAILURE_SHARE)])
