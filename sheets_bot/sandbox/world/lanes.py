"""
Who sends, who carries, and along which places: suppliers, carriers, hubs.

Tables and small choices; nothing moves here. The carriers are real ones, their
numbers are made up in the shape that each of them uses. Which carriers Shopify
cannot follow is this project's assumption.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from sheets_bot.sandbox.world.orders import Order

WAREHOUSE = "Warehouse"
NORTH = "Supplier North"
EAST = "Supplier East"

DROPSHIPPED = {
    "SILKSCARF": EAST,
    "LEATHERBELT": EAST,
    "RIBBEDTEE": EAST,
    "KNITCARDIGAN": NORTH,
    "PLEATEDSKIRT": NORTH,
}
"""What the brands do not keep themselves, by the beginning of the article number."""

SPLIT_SHARE = 0.45
"""Of the orders with goods of two suppliers, those that come in two parcels."""

UNTRACKED_SHARE = {WAREHOUSE: 0.0, NORTH: 0.05, EAST: 0.3}
"""Of a supplier's parcels, those with a carrier of whom Shopify hears nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """A town on the way."""

    city: str
    postal_code: str
    country: str


HOMES = {
    "US": Place("Columbus", "43217", "US"),
    "GB": Place("Coventry", "CV3 4FD", "GB"),
    "DE": Place("Leipzig", "04158", "DE"),
}
ORIGINS = {NORTH: Place("Poznań", "60-003", "PL"), EAST: Place("Shenzhen", "518103", "CN")}

HUBS = {
    "US": Place("Chicago", "60666", "US"),
    "GB": Place("London", "TW6 2GW", "GB"),
    "DE": Place("Frankfurt", "60549", "DE"),
    "FR": Place("Paris", "95700", "FR"),
    "ES": Place("Madrid", "28042", "ES"),
    "IT": Place("Milano", "20090", "IT"),
}
"""Where a parcel enters the country that it goes to."""

WRONG_DOORS = {
    "US": Place("Tulsa", "74103", "US"),
    "GB": Place("Leeds", "LS1 4AP", "GB"),
    "DE": Place("Kassel", "34117", "DE"),
    "FR": Place("Nantes", "44000", "FR"),
    "ES": Place("Sevilla", "41001", "ES"),
    "IT": Place("Bari", "70121", "IT"),
}
"""Where a parcel ends that is handed to a stranger."""


def _digits(throw: random.Random, count: int) -> str:
    return f"{throw.randrange(10**count):0{count}d}"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier, by the name that Shopify shows."""

    name: str
    number: Callable[[random.Random], str]


UPS = Carrier("UPS", lambda throw: f"1Z{_digits(throw, 16)}")
USPS = Carrier("USPS", lambda throw: f"9400{_digits(throw, 18)}")
ROYAL_MAIL = Carrier("Royal Mail", lambda throw: f"LX{_digits(throw, 9)}GB")
DPD = Carrier("DPD", lambda throw: _digits(throw, 14))
DHL = Carrier("DHL Express", lambda throw: _digits(throw, 10))
COLISSIMO = Carrier("La Poste", lambda throw: f"6A{_digits(throw, 11)}")
CORREOS = Carrier("Correos", lambda throw: f"PQ{_digits(throw, 9)}ES")
POSTE_ITALIANE = Carrier("Poste Italiane", lambda throw: f"RR{_digits(throw, 9)}IT")
YUN_EXPRESS = Carrier("YunExpress", lambda throw: f"YT{_digits(throw, 16)}")
UNKNOWN_LINE = Carrier("Swift Line", lambda throw: f"SL{_digits(throw, 12)}")
"""An invented carrier that Shopify does not follow."""

LOCAL_CARRIERS = {
    "US": (USPS, UPS),
    "GB": (ROYAL_MAIL, DPD),
    "DE": (DHL, DPD),
    "FR": (COLISSIMO, DPD),
    "ES": (CORREOS, DPD),
    "IT": (POSTE_ITALIANE, DHL),
}


@dataclass(frozen=True, slots=True)
class Consignment:
    """Some lines of an order that one supplier sends in one parcel."""

    supplier: str
    line_places: tuple[int, ...]
    carrier: str
    number: str
    tracked: bool


def consignments_of(order: Order, throw: random.Random) -> list[Consignment]:
    """Return the parcels that an order makes, one as a rule, one per supplier for some."""
    suppliers = [_supplier_of(line.sku) for line in order.lines]
    if throw.random() >= SPLIT_SHARE:
        suppliers = [suppliers[0]] * len(suppliers)
    return [_consignment(order, supplier, suppliers, throw) for supplier in dict.fromkeys(suppliers)]


def _supplier_of(sku: str) -> str:
    senders = (supplier for article, supplier in DROPSHIPPED.items() if sku.startswith(article))
    return next(senders, WAREHOUSE)


def origin_of(supplier: str, order: Order) -> Place:
    """Return where *supplier* hands a parcel to the carrier."""
    return ORIGINS.get(supplier) or HOMES[order.brand.home]


def _consignment(order: Order, supplier: str, suppliers: list[str], throw: random.Random) -> Consignment:
    tracked = throw.random() >= UNTRACKED_SHARE[supplier]
    carrier = throw.choice(LOCAL_CARRIERS[order.buyer.country])
    if not tracked:
        carrier = UNKNOWN_LINE
    elif supplier == EAST:
        carrier = YUN_EXPRESS
    places = tuple(place for place, sender in enumerate(suppliers) if sender == supplier)
    return Consignment(supplier, places, carrier.name, carrier.number(throw), tracked)
