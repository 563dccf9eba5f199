"""
One number at PayPal beside its like at Shopify: ``at PayPal 11, at Shopify 7``.

Each platform counts its cases by itself and they are never added up, so each number is said with its
platform. One that is not measured is left out, and the sentence stays true.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sheets_bot.domain.report.series import ALL_BRANDS, DATA_TAB, shown_in
from sheets_bot.domain.report.source import Source

PAYPAL, SHOPIFY = "PayPal", "Shopify"
_BEGINS = {PAYPAL: "", SHOPIFY: "shop_"}
"""How the names of a platform's numbers begin in `Metrics data`."""


@dataclass(frozen=True, slots=True)
class AtPlatform:
    """A number of all brands at one platform in the week."""

    platform: str
    shown: str
    rests_on: str


def at_each(source: Source, name: str) -> Iterator[AtPlatform]:
    """Yield a number of PayPal's, such as ``opened``, and its like at Shopify, where they are measured."""
    for platform in _BEGINS:
        if found := at_one(source, name, platform):
            yield found


def at_one(source: Source, name: str, platform: str) -> AtPlatform | None:
    """Return a number at one platform; None where it is not measured."""
    full = f"{_BEGINS[platform]}{name}"
    shown = shown_in(source.line(full, ALL_BRANDS))
    return AtPlatform(platform, shown, f"{DATA_TAB}: {full}|{source.week}|{ALL_BRANDS}") if shown else None
