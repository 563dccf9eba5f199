"""
The rules of the `Settings` tab that orders, parcels and refunds go by.

Definitions only, and `OrderRules`, which holds what they say. How a bad cell is met is
in `rules.py`; what the days mean for a parcel is in `shipment.py` and `at_risk.py`, what
the words mean for a refund in `refund_reasons.py`. The defaults are ours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from sheets_bot.domain.rules.rule_settings import Reader, Setting
from sheets_bot.domain.rules.typed import Unreadable, read_whole, text_of
from sheets_bot.sheets.row import Value

_DAYS = frozenset({"d", "day", "days"})
_HOURS = frozenset({"h", "hr", "hrs", "hour", "hours"})
_LONGEST_DAYS = 365

OTHER = "other"
_PROMISE = re.compile(r"(?P<country>[a-z]{2}|other)\s*[:=]?\s*(?P<days>[0-9]{1,3})\s*(?:d|days?)?")
_AMOUNT = re.compile(r"(?P<currency>[A-Z]{3})\s*[:=]?\s*(?P<amount>[0-9]{1,9}(?:\.[0-9]{1,3})?)")
_BETWEEN = re.compile(r"[,;\n]+")


@dataclass(frozen=True, slots=True)
class OrderRules:
    """What the `Settings` tab says of orders, ready for use."""

    read_back_days: int
    """How many days of orders the first run reads."""
    delivery_days: Mapping[str, int]
    """Promised days from order to delivery, by country of two capital letters or ``other``."""
    ship_days: int
    """Promised days from order to shipment."""
    label_days: int
    """How long a label may wait for the carrier's first scan."""
    quiet_days: int
    """How long a moving parcel may go without a scan, at least."""
    lost_days: int
    """How long after it was late, and silent, a parcel counts as lost."""
    risk_hours: int
    """Within how many hours somebody acts on a parcel at risk."""
    signature_from: Mapping[str, Decimal]
    """From which disputed amount on a signature is wanted, in major units, by currency."""
    reason_words: Mapping[str, tuple[str, ...]]
    """Words in a refund's note or an order's tags, by the reason that they mean; first reason first."""

    def promised_days(self, country: str) -> int | None:
        """Return the promised days of delivery to a country; None where nothing is promised."""
        return self.delivery_days.get(country.upper(), self.delivery_days.get(OTHER))


def read_promises(value: Value) -> dict[str, int]:
    """Days by country: ``US 6, GB 8, other 14``; a number alone is for every country."""
    parts = [part.strip().casefold() for part in _BETWEEN.split(text_of(value)) if part.strip()]
    promises: dict[str, int] = {}
    for part in parts:
        found = _PROMISE.fullmatch(f"{OTHER} {part}" if part.isdecimal() else part)
        if found is None:
            raise Unreadable
        country = found["country"] if found["country"] == OTHER else found["country"].upper()
        if country in promises:
            raise Unreadable(f"{country} stands twice")
        promises[country] = int(found["days"])
    return promises


def read_words(value: Value) -> tuple[str, ...]:
    """Words or phrases between commas or lines, in any capitals."""
    words = [" ".join(part.split()).casefold() for part in _BETWEEN.split(text_of(value))]
    return tuple(dict.fromkeys(word for word in words if word))


def read_amounts(value: Value) -> dict[str, Decimal]:
    """Amounts by currency: ``USD 750, EUR 700``."""
    amounts: dict[str, Decimal] = {}
    for part in (part.strip() for part in _BETWEEN.split(text_of(value)) if part.strip()):
        found = _AMOUNT.fullmatch(part.upper())
        if found is None:
            raise Unreadable
        if found["currency"] in amounts:
            raise Unreadable(f"{found['currency']} stands twice")
        amounts[found["currency"]] = Decimal(found["amount"])
    return amounts


def _days(name: str, default: str, meaning: str, *, empty_means: str = "") -> Setting[int]:
    return Setting(
        name,
        default,
        meaning,
        f"a whole number of days from 0 to {_LONGEST_DAYS}, such as {default}",
        partial(read_whole, most=_LONGEST_DAYS, units=_DAYS),
        empty_means=empty_means,
    )


READ_BACK = _days(
    "Orders read back at first (days)",
    "60",
    "How many days of changed orders the first run reads. A case finds its order only among those "
    "read, so 200 covers PayPal's cases; Shopify shows more than 60 only with the right read_all_orders.",
)
DELIVERY = Setting(
    "Delivery promise (days)",
    "other 14",
    "How many days after the order delivery is promised, by country. Counts where checkout stored no date.",
    "days by country such as US 6, GB 8, other 14",
    read_promises,
)
SHIPPING = _days(
    "Ship promise (days)",
    "5",
    "How many days after the order it is promised to leave, where Shopify has no date. "
    "Empty: nothing is promised, and 30 days count (US rule).",
    # 16 CFR 435.2(a)(1): thirty days where the seller states no time of shipment.
    empty_means="30",
)
LABEL = _days(
    "Label without scan (days)",
    "3",
    "How long a parcel may have a label and no scan before it stands in Orders at risk.",
)
QUIET = _days(
    "No scan for (days)",
    "7",
    "How long a moving parcel may go without a scan. A slow lane gets half of its usual time, if more.",
)
LOST = _days(
    "Lost after (days late)",
    "14",
    "A parcel this many days late, and without a scan for too long, counts as lost.",
)
RISK = Setting(
    "Act on orders at risk (hours)",
    "24",
    "Within how many hours the customer of a late, lost or stray parcel should hear from us.",
    "a whole number of hours from 0 to 720, such as 24",
    partial(read_whole, most=720, units=_HOURS),
)
SIGNATURE = Setting(
    "Signature wanted from",
    # PayPal's seller protection: 750 USD or its equivalent (help page faq1676; older texts say 250).
    "USD 750, EUR 750, GBP 600, CAD 1000, AUD 1100",
    "From which disputed amount on evidence wants a signature, by currency. The dollars are PayPal's, the "
    "others a guess at their equivalent: look at PayPal's terms of your country.",
    "amounts by currency such as USD 750, EUR 700",
    read_amounts,
)

# English, German, French, Spanish, Italian and Dutch (ours). The first reason that fits counts, so the
# narrow ones come first and `changed_mind`, which people write beside others, comes last.
_WORDS = {
    "duplicate_charge": "charged twice, double charge, duplicate, doppelt bezahlt, doppelt abgebucht",
    "lost": "lost in transit, lost by carrier, lost by the carrier, lost parcel, parcel lost, lost package, "
    "package lost, never arrived, not received, not delivered, verloren, nicht angekommen, colis perdu, "
    "non reçu, smarrito",
    "misdelivered": "wrong address, delivered elsewhere, misdelivered, falsche adresse, mauvaise adresse",
    "customs_hold": "customs, zoll, douane, aduana, dogana",
    "returned_to_sender": "returned to sender, return to sender, undeliverable, unzustellbar",
    "not_shipped": "not shipped, never shipped, out of stock, oos, ausverkauft, nicht lieferbar, "
    "rupture de stock, agotado, esaurito",
    "late_delivery": "late, delay, delayed, too slow, took too long, verspätet, zu spät, en retard, "
    "tarde, in ritardo, te laat",
    "wrong_item": "wrong item, wrong product, wrong size sent, wrong colour sent, wrong color sent, "
    "falscher artikel, mauvais article, artículo equivocado, articolo sbagliato",
    "missing_item": "missing item, item missing, missing part, not in parcel, not in the parcel, "
    "not in the box, incomplete, unvollständig, article manquant",
    "damaged": "damaged, broken, torn, beschädigt, kaputt, endommagé, abîmé, dañado, danneggiato",
    "quality_defect": "defect, defective, faulty, quality, hole, stain, mangelhaft, qualität, qualité, "
    "calidad, qualità",
    "not_as_described": "not as described, not as pictured, looks different, nicht wie beschrieben, "
    "pas conforme, no coincide",
    "size_fit": "size, sizing, fit, too small, too big, too large, too tight, too long, too short, "
    "größe, zu klein, zu groß, passt nicht, taille, trop petit, trop grand, talla, taglia, maat",
    "colour_style": "colour, color, style, farbe, couleur, colore, kleur",
    "wrong_amount": "price adjustment, price match, wrong price, overcharged, discount code",
    "cancellation_ignored": "cancellation ignored, shipped after cancellation, trotz stornierung",
    "changed_mind": "changed mind, changed their mind, change of mind, no longer needed, unwanted, "
    "cancelled by customer, customer cancelled, widerruf, gefällt nicht, rétractation, ripensamento",
}
REASONS = {
    code: Setting(
        f"Refund words: {code}",
        words,
        f"A refund whose note, or whose order's tags, has one of these words gets the reason {code}.",
        "words or phrases between commas, such as too small, zu klein",
        read_words,
    )
    for code, words in _WORDS.items()
}

SETTINGS: tuple[Setting[object], ...] = (
    READ_BACK,
    DELIVERY,
    SHIPPING,
    LABEL,
    QUIET,
    LOST,
    RISK,
    SIGNATURE,
    *REASONS.values(),
)
"""The settings of this area, in the order of the tab."""


def read_order_rules(reader: Reader) -> OrderRules:
    """Return what the settings of this area say; *reader* keeps what is wrong with them."""
    return OrderRules(
        read_back_days=reader.read(READ_BACK),
        delivery_days=reader.read(DELIVERY),
        ship_days=reader.read(SHIPPING),
        label_days=reader.read(LABEL),
        quiet_days=reader.read(QUIET),
        lost_days=reader.read(LOST),
        risk_hours=reader.read(RISK),
        signature_from=reader.read(SIGNATURE),
        reason_words={code: reader.read(setting) for code, setting in REASONS.items()},
    )
