"""
The settings about cases: what a fight costs, and how an inquiry is kept warm.

Definitions only; `rules.py` reads the tab with them. What the sums mean for a case is in
`domain/cases/odds.py`. Sums without a currency are compared by number with any currency.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from sheets_bot.domain.rules.rule_settings import Reader, Setting
from sheets_bot.domain.rules.typed import Unreadable, read_whole, read_yes, text_of
from sheets_bot.sheets.row import Value

_DAYS = frozenset({"d", "day", "days"})
_OTHER = "other"
_NUMBER = r"[0-9]{1,5}(?:[.,][0-9]{1,2})?"
_FEE = re.compile(rf"(?:(?P<currency>[a-z]{{3}}|{_OTHER})\s*[:=]?\s*)?(?P<sum>{_NUMBER})")
_SUM = re.compile(rf"{_NUMBER}")
_PART = re.compile(rf"(?P<number>{_NUMBER})\s*%?")
# A comma before a blank or a letter parts two fees; one between digits is a decimal comma.
_BETWEEN = re.compile(r"[;\n]+|,(?!\d)")


def read_fees(value: Value) -> dict[str, Decimal]:
    """Sums by currency: ``USD 15, EUR 14.50, other 15``; a sum alone is for every currency."""
    fees: dict[str, Decimal] = {}
    for part in _BETWEEN.split(text_of(value)):
        if not part.strip():
            continue
        found = _FEE.fullmatch(part.strip().casefold())
        if found is None:
            raise Unreadable
        named = found["currency"] or _OTHER
        currency = named if named == _OTHER else named.upper()
        if currency in fees:
            raise Unreadable(f"{currency} stands twice")
        fees[currency] = Decimal(found["sum"].replace(",", "."))
    return fees


def read_sum(value: Value) -> Decimal:
    """A sum of money without a currency: ``6`` or ``6.50``."""
    text = text_of(value)
    if not _SUM.fullmatch(text):
        raise Unreadable
    return Decimal(text.replace(",", "."))


def read_part(value: Value) -> Decimal:
    """A part from 0 to 1 of something: ``25 %``, ``25`` and ``0.25`` are the same; ``0`` is nothing."""
    text = text_of(value)
    found = _PART.fullmatch(text)
    if found is None:
        raise Unreadable
    number = Decimal(found["number"].replace(",", "."))
    part = number / 100 if "%" in text or number > 1 else number
    if part > 1:
        raise Unreadable("at most 100 % can be used")
    return part


# Reported by sellers in the USA (PayPal's standard fee, Shopify's); elsewhere they differ.
PAYPAL_FEE = Setting(
    "PayPal fee for a lost claim",
    "USD 15, other 15",
    "What PayPal charges for a claim that is lost or given in to, by the currency of the case. "
    "Look it up in your PayPal account; the high volume fee is about twice as much.",
    "sums by currency such as USD 15, EUR 14, other 15",
    read_fees,
)
SHOPIFY_FEE = Setting(
    "Shopify fee for a chargeback",
    "USD 15, other 15",
    "What Shopify takes for a chargeback, by the currency of the case.",
    "sums by currency such as USD 15, EUR 14, other 15",
    read_fees,
)
SHOPIFY_FEE_BACK = Setting(
    "Shopify gives the fee back on a win",
    "yes",
    "Whether a won chargeback brings the fee back too: so in the USA, not in every country.",
    "yes or no",
    read_yes,
)
# Six an hour makes forty minutes cost four, as in the field's worked example; ours.
HOUR = Setting(
    "Cost of an hour of work",
    "6",
    "What an hour of the specialist costs. With Minutes for a dispute it is what a fight costs in work.",
    "a sum such as 6 or 12.50",
    read_sum,
)
RESALE = Setting(
    "Worth of returned goods",
    "0 %",
    "How much of the price goods that come back can be sold for. Dropshipped goods: usually nothing.",
    "a part from 0 % to 100 %, such as 30 %",
    read_part,
)
PARTIAL = Setting(
    "Partial refund offered",
    "25 %",
    "How much of the price a partial refund offers. The field offers 10 to 40 %.",
    "a part from 0 % to 100 %, such as 25 %",
    read_part,
)
TAKEN = Setting(
    "Partial refunds that are taken",
    "50 %",
    "How many buyers take such an offer. A guess, until you know it.",
    "a part from 0 % to 100 %, such as 50 %",
    read_part,
)
# What the high volume fee costs more than the standard one; ours.
RATIO_COST = Setting(
    "Cost of one more claim near PayPal's limit",
    "15",
    "What one more claim costs you beyond itself while PayPal's dispute ratio is above 1.2 %: over 1.5 % "
    "nearly every case costs the high volume fee.",
    "a sum such as 15",
    read_sum,
)
MESSAGE_DAYS = Setting(
    "Message in an inquiry every (days)",
    "3",
    "How many days after your last message in an open inquiry the next one is due, if the carrier is silent.",
    "a whole number of days from 0 to 30, such as 3",
    partial(read_whole, most=30, units=_DAYS),
)
DECISION_DAY = Setting(
    "Decide an inquiry on day",
    "12",
    "From this day of an inquiry on, the advice asks for a decision. On day 20 PayPal ends it.",
    "a whole number of days from 0 to 20, such as 12",
    partial(read_whole, most=20, units=_DAYS),
)

SETTINGS: tuple[Setting[object], ...] = (
    MESSAGE_DAYS,
    DECISION_DAY,
    PAYPAL_FEE,
    SHOPIFY_FEE,
    SHOPIFY_FEE_BACK,
    HOUR,
    RESALE,
    PARTIAL,
    TAKEN,
    RATIO_COST,
)
"""All settings about cases, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class CaseRules:
    """What the `Settings` tab says about cases. Sums are in major units."""

    message_days: int = 3
    decision_day: int = 12
    paypal_fees: Mapping[str, Decimal] = field(default_factory=lambda: {_OTHER: Decimal(15)})
    """By currency code, or ``other``."""
    shopify_fees: Mapping[str, Decimal] = field(default_factory=lambda: {_OTHER: Decimal(15)})
    shopify_fee_back: bool = True
    hour_cost: Decimal = Decimal(6)
    resale_share: Decimal = Decimal(0)
    """0 to 1, as are the next two."""
    partial_share: Decimal = Decimal("0.25")
    taken_share: Decimal = Decimal("0.5")
    ratio_cost: Decimal = Decimal(15)

    def fee(self, platform: str, currency: str) -> Decimal:
        """Return what *platform* charges for a lost case; zero where no sum is set for the currency."""
        fees = self.paypal_fees if platform == "PayPal" else self.shopify_fees
        return fees.get(currency, fees.get(_OTHER, Decimal(0)))


def read_case_rules(reader: Reader) -> CaseRules:
    """Return the rules about cases; what is wrong stays with the reader."""
    return CaseRules(
        message_days=reader.read(MESSAGE_DAYS),
        decision_day=reader.read(DECISION_DAY),
        paypal_fees=reader.read(PAYPAL_FEE),
        shopify_fees=reader.read(SHOPIFY_FEE),
        shopify_fee_back=reader.read(SHOPIFY_FEE_BACK),
        hour_cost=reader.read(HOUR),
        resale_share=reader.read(RESALE),
        partial_share=reader.read(PARTIAL),
        taken_share=reader.read(TAKEN),
        ratio_cost=reader.read(RATIO_COST),
    )
