"""
A funnel: how far a share may lie from the house's average by chance alone, for so many trials.

The limits are exact binomial tails, wide for few trials and narrow for many. Arithmetic only; what is
counted is in `suppliers.py`.
"""

from dataclasses import dataclass
from itertools import accumulate

from sheets_bot.metrics.small_numbers import STRONG_ALARM_CHANCE, binomial_chance


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many of some trials are ordinary."""

    low: int
    """The fewest that chance alone may bring; fewer are out of the ordinary."""
    high: int
    """The most."""


def funnel(trials: int, share: float, *, chance: float = STRONG_ALARM_CHANCE) -> Funnel:
    """
    Return the ordinary numbers of successes among *trials* that each succeed with chance *share*.

    Outside lies on either side what is rarer than *chance*. Raises ValueError for a share
    outside 0 to 1 or negative trials.
    """
    if not 0 <= share <= 1 or trials < 0:
        raise ValueError(f"{trials} trials with a share of {share} are none.")
    if share in {0.0, 1.0}:
        certain = trials if share else 0
        return Funnel(certain, certain)
    chances = [binomial_chance(k, trials, share) for k in range(trials + 1)]
    at_most = list(accumulate(chances))
    at_least = list(accumulate(reversed(chances)))[::-1]
    low = next((k for k in range(trials + 1) if at_most[k] >= chance), trials)
    high = next((k for k in range(trials, -1, -1) if at_least[k] >= chance), 0)
    return Funnel(low, high)
