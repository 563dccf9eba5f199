"""
The Beta distribution: how sure a share is, of which few cases are known.

Plain arithmetic, without a library: the running bot carries none for it. The tests hold it against one.
"""

import math
from dataclasses import dataclass

_SMALLEST = 1e-300
_ENOUGH = 1e-14
_MOST_STEPS = 300


@dataclass(frozen=True, slots=True)
class Beta:
    """A share from 0 to 1 that is not known for sure: as if *won* of *won* + *lost* cases had been won."""

    won: float
    lost: float

    def __post_init__(self) -> None:
        if not (self.won > 0 and self.lost > 0):
            raise ValueError(f"Beta({self.won}, {self.lost}) is no distribution; both must be above zero.")

    @property
    def mean(self) -> float:
        """The share to reckon with."""
        return self.won / (self.won + self.lost)

    def chance_below(self, share: float) -> float:
        """The chance that the true share is at most *share*: the regularised incomplete beta function."""
        if share <= 0:
            return 0.0
        if share >= 1:
            return 1.0
        a, b = self.won, self.lost
        ends = math.exp(
            math.lgamma(a + b)
            - math.lgamma(a)
            - math.lgamma(b)
            + a * math.log(share)
            + b * math.log1p(-share)
        )
        # The fraction converges quickly on one side of the mean only; the other is its mirror.
        if share < (a + 1) / (a + b + 2):
            return ends * _fraction(a, b, share) / a
        return 1.0 - ends * _fraction(b, a, 1 - share) / b

    def quantile(self, chance: float) -> float:
        """The share below which the true one lies with this *chance*, 0 to 1, found by halving."""
        if not 0 <= chance <= 1:
            raise ValueError(f"{chance} is no chance.")
        low, high = 0.0, 1.0
        while (middle := (low + high) / 2) not in {low, high}:
            low, high = (middle, high) if self.chance_below(middle) < chance else (low, middle)
        return middle

    def interval(self, confidence: float) -> tuple[float, float]:
        """The middle part that holds the true share with this *confidence*, such as 0.8."""
        tail = (1 - confidence) / 2
        return self.quantile(tail), self.quantile(1 - tail)


def _fraction(a: float, b: float, x: float) -> float:
    """
    The continued fraction of the incomplete beta function, by Lentz's method.

    Source: NIST Digital Library of Mathematical Functions, 8.17.22 and 3.10.
    """
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return value


def _not_zero(number: float) -> float:
    return number if abs(number) > _SMALLEST else _SMALLEST
