"""
Plots: orders whose story is written beforehand, scan by scan, for practice and for tests of one situation.

A plot begins at the present and lies wholly in the future, so that everything happens in its time, as
everything else does. Its people are ordinary ones: what is done to the dispute, the review or the mails
is answered by the same buyers, desks and banks. `/_sandbox/plots` takes one as JSON (`control.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from sheets_bot.sandbox.world.case import Channel, Stage
from sheets_bot.sandbox.world.dice import code, dice
from sheets_bot.sandbox.world.lanes import LOCAL_CARRIERS, WAREHOUSE
from sheets_bot.sandbox.world.lives import Life
from sheets_bot.sandbox.world.orders import DAY_SECONDS, Order, Shop
from sheets_bot.sandbox.world.parcels import Parcel, Scan, promised_at
from sheets_bot.sandbox.world.people import Buyer, Line
from sheets_bot.sandbox.world.reviews import Review
from sheets_bot.sandbox.world.routes import Ending, Route, Step

FIRST_NUMBER = 900_001
"""Of planted orders; no shop gets so far by itself."""

ENDINGS = {
    "DELIVERED": Ending.DELIVERED,
    "DELIVERED_ELSEWHERE": Ending.ELSEWHERE,
    "RETURNED": Ending.RETURNED,
    "LOST": Ending.LOST,
}
"""Statuses of a planted scan that end the parcel's way; Shopify sees the first two as DELIVERED."""

BUYER = Buyer("Robin", "Underhill", "BUYER00000000", "9 Mill Lane", "Portland", "OR", "97204", "US")
LINE = Line("WRAPDRESSM", "Wrap dress", 1, 8400)


@dataclass(frozen=True, slots=True)
class Plot:
    """What is going to happen with one order; all instants in days from now."""

    brand: str
    """Slug."""
    scans: tuple[tuple[float, str, str], ...] = ()
    """Days, a status of Shopify's or of `ENDINGS`, and the town; the first makes the label."""
    by_paypal: bool = True
    cause: str = "late_delivery"
    """A code of `troubles.py`."""
    disputed_after: float | None = None
    stage: str = "INQUIRY"
    """Where the dispute at PayPal begins: INQUIRY or CHARGEBACK, PayPal's word for a claim."""
    patient: bool = False
    """The buyer only waits, whatever happens to the dispute."""
    mails: tuple[tuple[float, str, str], ...] = ()
    """Days, subject and text of the customer's mails in one thread; the built-in support ignores them."""
    reviewed_after: float | None = None
    stars: int = 1
    title: str = "Scam, stay away"
    text: str = "Late, and nobody is helping me."
    invited: bool = True
    """The review carries address and order number, as one that the shop had asked for."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What a plot has been given."""

    order: Order
    life: Life
    route: Route | None


class Plots:
    """Makes the orders of plots."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._numbers = count(FIRST_NUMBER)

    def plant(self, plot: Plot, shop: Shop, at: float) -> Planted:
        """Return the order of *plot*, placed at *at*, with its life and the way of its parcel."""
        number = next(self._numbers)
        throw = dice(self._seed, plot.brand, "planted", number)
        order = Order(
            brand=shop.brand,
            number=number,
            placed_at=round(at, 3),
            buyer=replace(BUYER, account_id=f"BUYER{number:08d}"),
            lines=(LINE,),
            shipping_minor=595,
            by_paypal=plot.by_paypal,
            denied=False,
            trouble=None,
            transaction_id=code(17, throw),
            buyer_transaction_id=code(17, throw),
        )
        ends = [at + days * DAY_SECONDS for days, status, _ in plot.scans if status.startswith("DELIVERED")]
        life = Life(
            order, plot.cause, "", None, promised_at(order), ends[-1] if ends else None, None, False, 1.0
        )
        return Planted(order, life, _route(plot, order, at) if plot.scans else None)


def plot_of(given: Mapping[str, Any]) -> Plot:
    """
    Return the plot that is described in JSON: the fields of `Plot` by name.

    Raises:
        ValueError: A field is unknown, or its value means nothing.
    """
    known = Plot.__dataclass_fields__
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ValueError(f"A plot has no field {unknown[0]!r}; there are {', '.join(known)}.")
    lists = {name: tuple(_triple(name, one) for one in given.get(name, ())) for name in ("scans", "mails")}
    try:
        plot = Plot(**{**given, **lists})
        Stage(plot.stage)
    except (TypeError, ValueError) as error:
        raise ValueError(f"This is no plot: {error}. Nothing was planted.") from error
    return plot


def channel_of(plot: Plot) -> tuple[Channel, Stage]:
    """Return where the dispute of *plot* is filed."""
    return Channel.INTERNAL, Stage(plot.stage)


def review_of(plot: Plot, order: Order, at: float) -> Review:
    """Return the review of *plot*."""
    throw = dice(order.transaction_id, "planted review")
    return Review(
        review_id=f"{throw.getrandbits(96):024x}",
        brand_slug=order.brand.slug,
        order_name=order.name,
        consumer_id=f"{throw.getrandbits(96):024x}",
        display_name=order.buyer.name,
        stars=plot.stars,
        title=plot.title,
        text=plot.text,
        language="en",
        created_at=at,
        updated_at=None,
        experienced_at=at,
        referral_email=order.buyer.email if plot.invited else "",
        reference=str(order.number) if plot.invited else "",
        reply=None,
        hidden=False,
        deleted_at=None,
        source="InvitationApi" if plot.invited else "Organic",
        star_history=[(at, plot.stars)],
        cause=plot.cause,
    )


def _route(plot: Plot, order: Order, at: float) -> Route:
    throw = dice(order.transaction_id, "planted parcel")
    carrier = LOCAL_CARRIERS[order.buyer.country][0]
    created_at = float(round(at + plot.scans[0][0] * DAY_SECONDS))
    parcel = Parcel(
        order=order,
        place=1,
        carrier=carrier.name,
        number=carrier.number(throw),
        supplier=WAREHOUSE,
        created_at=created_at,
        tracked=True,
        line_places=(0,),
        expected_at=promised_at(order) - DAY_SECONDS,
    )
    return Route(parcel, tuple(_step(order, at, *scan) for scan in plot.scans))


def _step(order: Order, at: float, days: float, status: str, town: str) -> Step:
    instant = float(round(at + days * DAY_SECONDS))
    buyer = order.buyer
    home = town in {"", buyer.city}
    shown = {"DELIVERED_ELSEWHERE": "DELIVERED", "RETURNED": "FAILURE", "LOST": "FAILURE"}.get(status, status)
    scan = Scan(instant, shown, town or buyer.city, buyer.postal_code if home else "", buyer.country, "")
    return Step(instant, scan, ENDINGS.get(status, Ending.NONE))


def _triple(name: str, given: Any) -> tuple[float, str, str]:
    if not isinstance(given, list | tuple) or not 2 <= len(given) <= 3:
        raise ValueError(f"'{name}' is a list of [days, text, text], not {given!r}. Nothing was planted.")
    days, first, *rest = given
    if isinstance(days, bool) or not isinstance(days, int | float) or days < 0:
        raise ValueError(f"Days are a number from 0 on, not {days!r}. Nothing was planted.")
    return float(days), str(first), str(rest[0]) if rest else ""
