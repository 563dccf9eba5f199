"""
Amounts of money: a whole number of minor units beside a currency.

Never a float, and never a sum over two currencies: that raises. Cells hold
`Money.major()`, a Decimal in major units, with the currency in a column of its
own. What a dispute is worth is in `dispute.py`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

# ISO 4217, list one: the currencies whose minor unit is not a hundredth. Every other code has two decimals.
_WITHOUT_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"}
    | {"RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_WITH_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_WITH_FOUR_DECIMALS = frozenset({"CLF", "UYW"})

_CURRENCY = re.compile(r"[A-Z]{3}")
# Twelve digits before the point exceed any dispute and stay exact as a number in a sheet (15 digits).
_AMOUNT = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,12})(?:\.(?P<part>[0-9]{0,9}))?")


def decimals_of(currency: str) -> int:
    """How many decimals *currency* has by ISO 4217: JPY 0, USD 2, KWD 3."""
    if currency in _WITHOUT_DECIMALS:
        return 0
    if currency in _WITH_THREE_DECIMALS:
        return 3
    return 4 if currency in _WITH_FOUR_DECIMALS else 2


@dataclass(frozen=True, slots=True)
class Money:
    """*minor* is in the smallest unit of *currency*, an ISO 4217 code: 1234 with USD is 12.34 dollars."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError(
                f"{self.currency[:12]!r} is not a currency code; three capital letters are expected."
            )

    @classmethod
    def parse(cls, value: str, currency: str) -> "Money":
        """
        Read a decimal string as platforms send it: ``Money.parse("12.34", "USD")``.

        Raises ValueError for anything but plain digits with one point, and for
        more decimals than the currency has, zeros apart: nothing is rounded.
        """
        found = _AMOUNT.fullmatch(value)
        if found is None:
            raise ValueError("An amount of money is not a plain decimal number such as 12.34.")
        decimals = decimals_of(currency)
        part = (found["part"] or "").rstrip("0")
        if len(part) > decimals:
            raise ValueError(f"An amount has {len(part)} decimals, but {currency} has {decimals}.")
        minor = int(found["whole"] + part.ljust(decimals, "0"))
        return cls(-minor if found["sign"] == "-" else minor, currency)

    def major(self) -> Decimal:
        """The amount in major units, with all decimals of the currency: ``Decimal("12.30")``. Exact."""
        return Decimal(f"{self.minor}e-{decimals_of(self.currency)}")

    def __add__(self, other: "Money") -> "Money":
        self._refuse_another_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        return f"{self.major():f} {self.currency}"

    def _refuse_another_currency(self, other: "Money") -> None:
        if other.currency != self.currency:
            raise ValueError(
                f"{self.currency} and {other.currency} cannot be added; keep one sum per currency."
            )


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of *amounts*, zero for none. Raises ValueError if one is not in *currency*."""
    return sum(amounts, Money(0, currency))
