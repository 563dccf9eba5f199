"""
Whether a parcel was handed over where the order wanted it.

Compares the place in a carrier's scan with the order's address, by country, postal
code and city. What the scan does not say stays unknown: nothing is called misdelivered
because a carrier is silent. What follows from it is in `shipment.py`.
"""

import re
import unicodedata
from enum import StrEnum

from sheets_bot.domain.orders.order import Address, Scan

_SHORTEST_POSTAL_CODE = 3


class Place(StrEnum):
    """Where something was handed over, measured by the order's address."""

    HERE = "here"
    CITY = "city"
    """The right city, but another postal code: a neighbouring one, or a depot's, or not the buyer's."""
    ELSEWHERE = "elsewhere"
    NOT_TOLD = "not told"
    """The scan or the address says too little to compare."""


def place_of(scan: Scan, address: Address | None) -> Place:
    """
    Return whether the place of *scan* is that of *address*.

    The postal code decides where both sides have one; British outward codes and American
    five-digit codes match the longer forms that begin with them. Without postal codes the
    city decides, then the country, which can only tell that it is elsewhere.
    """
    if address is None:
        return Place.NOT_TOLD
    if _other_country(scan.country, address.country):
        return Place.ELSEWHERE
    postal = _same_postal_code(scan.postal_code, address.postal_code)
    city = _same_city(scan.city, address.city)
    if postal or (postal is None and city):
        return Place.HERE
    if city:
        return Place.CITY
    return Place.NOT_TOLD if postal is None and city is None else Place.ELSEWHERE


def city_words(scan: Scan) -> str:
    """Return e.g. ``Leeds, GB``: as much of the place as the sheet may show. ``""`` where nothing is told."""
    return ", ".join(
        part for part in (" ".join(text.split())[:40] for text in (scan.city, scan.country)) if part
    )


def _other_country(one: str, other: str) -> bool:
    """True for two different codes of two letters; Shopify's events tell names as well, in any language."""
    return len(one) == len(other) == 2 and one.upper() != other.upper()


def _same_postal_code(one: str, other: str) -> bool | None:
    """True or False; None where one is missing or too short to compare."""
    short, long = sorted((_letters_and_digits(one), _letters_and_digits(other)), key=len)
    if len(short) < _SHORTEST_POSTAL_CODE:
        return None
    return long.startswith(short)


def _same_city(one: str, other: str) -> bool | None:
    """True where all words of the shorter name stand in the longer one: ``Berlin`` and ``Berlin-Mitte``."""
    fewer, more = sorted((_words(one), _words(other)), key=len)
    return fewer <= more if fewer else None


def _letters_and_digits(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return frozenset(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))))
