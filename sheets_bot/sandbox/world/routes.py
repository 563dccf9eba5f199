"""
The way of every parcel of an order: which scan where and when, and how it ends.

Pure: a route follows from the order's life and is complete from the beginning;
`couriers.py` lets it happen. The shares are this project's judgement.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sheets_bot.sandbox.world.dice import dice
from sheets_bot.sandbox.world.lanes import (
    HUBS,
    WRONG_DOORS,
    Consignment,
    Place,
    consignments_of,
    origin_of,
)
from sheets_bot.sandbox.world.lives import Life
from sheets_bot.sandbox.world.orders import DAY_SECONDS
from sheets_bot.sandbox.world.parcels import Parcel, Scan

HOUR_SECONDS = 3600.0

LABEL_AFTER = (0.08, 0.15)
"""When labels are made, as a part of the time that checkout promised (0..1)."""

CANCELLED_LABEL_SHARE = 0.015
"""Of parcels, those whose first label is cancelled and replaced by another."""

NO_DELIVERY_SCAN_SHARE = 0.02
"""Of delivered parcels, those whose delivery is known although no scan says so."""

SECOND_ATTEMPT_SHARE = 0.08
"""Of deliveries, those that take two attempts."""


class Ending(StrEnum):
    """What becomes of a parcel in the end."""

    NONE = ""
    """Its label is all there ever is."""
    DELIVERED = "delivered"
    ELSEWHERE = "elsewhere"
    RETURNED = "returned"
    LOST = "lost"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to a parcel: a scan, an ending, or both at once."""

    at: float
    scan: Scan | None
    ending: Ending = Ending.NONE


@dataclass(frozen=True, slots=True)
class Route:
    """A parcel as it is when its label is made, and all that is going to happen to it."""

    parcel: Parcel
    steps: tuple[Step, ...]
    """In order of time."""


def routes_of(seed: int, life: Life) -> list[Route]:
    """Return the parcels of an order, in order of creation; none where nothing is ever sent."""
    if life.cause == "not_shipped" or life.cancelled_at is not None:
        return []
    throw = dice(seed, life.order.name, "routes")
    consignments = consignments_of(life.order, throw)
    way_seconds = life.promised_at - life.order.placed_at
    created = sorted(throw.uniform(*LABEL_AFTER) * way_seconds for _ in consignments)
    routes: list[Route] = []
    for place, consignment in enumerate(consignments):
        created_at = life.order.placed_at + created[place]
        if throw.random() < CANCELLED_LABEL_SHARE:
            routes.append(_cancelled(life, consignment, throw))
        # What goes wrong with an order goes wrong with its last parcel.
        troubled = place == len(consignments) - 1
        routes.append(_route(life, consignment, created_at, throw, troubled=troubled))
    routes.sort(key=lambda route: route.parcel.created_at)
    for place, route in enumerate(routes, start=1):
        route.parcel.place = place
    return routes


def _cancelled(life: Life, consignment: Consignment, throw: random.Random) -> Route:
    created_at = life.order.placed_at + throw.uniform(1, 6) * HOUR_SECONDS
    number = f"{consignment.number[:-3]}{throw.randrange(1000):03d}"
    parcel = _parcel(life, consignment, created_at, number)
    at = float(round(created_at + throw.uniform(1, 6) * HOUR_SECONDS))
    return Route(parcel, (Step(at, None, Ending.CANCELLED),))


def _route(
    life: Life, consignment: Consignment, created_at: float, throw: random.Random, *, troubled: bool
) -> Route:
    order = life.order
    arrives_at = life.arrives_at
    if not troubled:
        in_time = order.placed_at + throw.uniform(0.42, 0.96) * (life.promised_at - order.placed_at)
        arrives_at = float(round(in_time if arrives_at is None else min(in_time, arrives_at)))
    parcel = _parcel(life, consignment, created_at, consignment.number)
    cause = life.cause if troubled else ""
    steps = tuple(_steps(life, parcel, cause, arrives_at, throw))
    return Route(parcel, tuple(sorted(steps, key=lambda step: step.at)))


def _parcel(life: Life, consignment: Consignment, created_at: float, number: str) -> Parcel:
    return Parcel(
        order=life.order,
        place=1,
        carrier=consignment.carrier,
        number=number,
        supplier=consignment.supplier,
        created_at=float(round(created_at)),
        tracked=consignment.tracked,
        line_places=consignment.line_places,
        expected_at=life.promised_at - DAY_SECONDS if consignment.tracked else None,
    )


def _steps(
    life: Life, parcel: Parcel, cause: str, arrives_at: float | None, throw: random.Random
) -> Iterator[Step]:
    label = "LABEL_PRINTED" if throw.random() < 0.3 else "LABEL_PURCHASED"
    yield Step(parcel.created_at, Scan(parcel.created_at, label, message="Label created"))
    if cause == "label_only":
        return
    picked_up_at = parcel.created_at + throw.uniform(3, 16) * HOUR_SECONDS
    # The way to the buyer's own country takes as long as it would have, whatever happens there.
    planned_at = life.promised_at - DAY_SECONDS if arrives_at is None else min(arrives_at, life.promised_at)
    picked_up_at = min(picked_up_at, parcel.created_at + 0.3 * (planned_at - parcel.created_at))
    entered_at = picked_up_at + throw.uniform(0.3, 0.6) * (planned_at - picked_up_at)
    hub = HUBS[life.order.buyer.country]
    yield _scan(
        picked_up_at, "CARRIER_PICKED_UP", origin_of(parcel.supplier, life.order), "Accepted by carrier"
    )
    yield _scan(entered_at, "IN_TRANSIT", hub, "Arrived at sorting centre")
    if cause == "lost":
        yield from _lost(life, hub, throw)
    elif cause == "returned_to_sender":
        yield from _returned(life, hub, planned_at, throw)
    elif arrives_at is not None:
        yield from _delivery(life, cause, hub, entered_at, arrives_at, throw)


def _delivery(
    life: Life, cause: str, hub: Place, entered_at: float, arrives_at: float, throw: random.Random
) -> Iterator[Step]:
    if arrives_at > life.promised_at:
        held = cause == "customs_hold"
        told_at = entered_at + throw.uniform(0.2, 0.5) * (life.promised_at - entered_at)
        yield _scan(told_at, "DELAYED", hub, "Held by customs" if held else "Delayed by the carrier")
    buyer = life.order.buyer
    elsewhere = cause in {"misdelivered", "address_change_missed"}
    door = Place(buyer.city, buyer.postal_code, buyer.country)
    door = WRONG_DOORS[buyer.country] if cause == "misdelivered" else door
    out_at = arrives_at - throw.uniform(0.02, 0.08) * (arrives_at - entered_at)
    if throw.random() < SECOND_ATTEMPT_SHARE:
        tried_at = entered_at + 0.8 * (out_at - entered_at)
        yield _scan(tried_at, "ATTEMPTED_DELIVERY", door, "Nobody at home")
    yield _scan(out_at, "OUT_FOR_DELIVERY", door, "Out for delivery")
    silent = throw.random() < NO_DELIVERY_SCAN_SHARE
    scan = Scan(arrives_at, "DELIVERED", door.city, door.postal_code, door.country, "Delivered")
    yield Step(arrives_at, None if silent else scan, Ending.ELSEWHERE if elsewhere else Ending.DELIVERED)


def _lost(life: Life, hub: Place, throw: random.Random) -> Iterator[Step]:
    lost_at = float(round(life.order.placed_at + throw.uniform(24, 33) * DAY_SECONDS))
    admitted = throw.random() < 0.4
    scan = Scan(lost_at, "FAILURE", hub.city, hub.postal_code, hub.country, "Shipment lost")
    yield Step(lost_at, scan if admitted else None, Ending.LOST)


def _returned(life: Life, hub: Place, planned_at: float, throw: random.Random) -> Iterator[Step]:
    buyer = life.order.buyer
    door = Place(buyer.city, buyer.postal_code, buyer.country)
    yield _scan(planned_at, "ATTEMPTED_DELIVERY", door, "Recipient unknown at this address")
    turned_at = float(round(planned_at + throw.uniform(1, 3) * DAY_SECONDS))
    scan = Scan(turned_at, "FAILURE", hub.city, hub.postal_code, hub.country, "Returning to sender")
    yield Step(turned_at, scan, Ending.RETURNED)


def _scan(at: float, status: str, place: Place, message: str) -> Step:
    at = float(round(at))  # carriers tell whole seconds
    return Step(at, Scan(at, status, place.city, place.postal_code, place.country, message))
