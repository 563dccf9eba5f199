"""
What small counts can tell, and what they cannot: exact limits and intervals.

Plain arithmetic on numbers: no pandas, no rows, no words for people (`usual.py`
has those). A week of a small shop holds three disputes or seven, and the usual
"mean plus three standard deviations" is wrong for such counts; everything here
is summed exactly from the Poisson and binomial distributions instead.

Shares are 0 to 1 throughout. A *chance* is a probability.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import count, takewhile
from statistics import NormalDist

ALARM_CHANCE = 0.01
"""How rarely an ordinary week may raise any alarm. For totals: a few numbers that a person looks at."""

STRONG_ALARM_CHANCE = 0.00135
"""
The same for cells (a metric of one brand): twenty cells at one in a hundred
would raise a false alarm every five weeks. 0.135 % is the tail beyond three
standard deviations, the custom of control charts.
"""

CONFIDENCE = 0.95
"""Of all intervals, unless told otherwise."""

_NEGLIGIBLE = 1e-17


def wilson_interval(successes: int, trials: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """
    The Wilson score interval of a share: (0.23, 0.88) for 3 of 5.

    Source: E. B. Wilson, "Probable inference, the law of succession, and
    statistical inference", 1927. Raises ValueError unless 0 <= successes <= trials
    and there is at least one trial.
    """
    if not 0 <= successes <= trials or trials == 0:
        raise ValueError(f"{successes} of {trials} is no share.")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / trials
    middle = share + z * z / (2 * trials)
    reach = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # At the ends the formula gives 0 and 1 exactly; rounding must not push it past them.
    low = 0.0 if successes == 0 else (middle - reach) / scale
    high = 1.0 if successes == trials else (middle + reach) / scale
    return low, high


def poisson_at_least(events: int, mean: float) -> float:
    """The chance of *events* or more when *mean* are expected."""
    if events <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if events <= mean:
        return 1.0 - poisson_at_most(events - 1, mean)
    # Beyond the mean each term is smaller than the one before it, so the sum may stop early.
    terms = (_poisson_chance(k, mean) for k in count(events))
    kept: Iterator[float] = takewhile(lambda term: term > _NEGLIGIBLE, terms)
    return math.fsum(kept)


def poisson_at_most(events: int, mean: float) -> float:
    """The chance of *events* or fewer when *mean* are expected."""
    if events < 0:
        return 0.0
    if mean <= 0:
        return 1.0
    return min(1.0, math.fsum(_poisson_chance(k, mean) for k in range(events + 1)))


def binomial_at_least(successes: int, trials: int, share: float) -> float:
    """The chance of *successes* or more in *trials* when each succeeds with chance *share*."""
    return min(
        1.0, math.fsum(binomial_chance(k, trials, share) for k in range(max(successes, 0), trials + 1))
    )


def binomial_at_most(successes: int, trials: int, share: float) -> float:
    """The chance of *successes* or fewer in *trials* when each succeeds with chance *share*."""
    return min(1.0, math.fsum(binomial_chance(k, trials, share) for k in range(min(successes, trials) + 1)))


@lru_cache(maxsize=10_000)
def poisson_interval(events: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """
    The exact interval of the mean behind one observed count: (0.62, 8.77) for 3.

    Source: F. Garwood, "Fiducial limits for the Poisson distribution", 1936.
    Divide both limits by the exposure for the interval of a rate. Remembered, since
    a table has the same few counts again and again.
    """
    tail = (1 - confidence) / 2
    above = events + 10 * math.sqrt(events + 1) + 20
    low = (
        0.0 if events == 0 else _root(lambda mean: poisson_at_least(events, mean) - tail, 0.0, float(events))
    )
    high = _root(lambda mean: tail - poisson_at_most(events, mean), float(events), above)
    return low, high


def week_on_week_chance(before: int, after: int, *, exposures: tuple[float, float] = (1.0, 1.0)) -> float:
    """
    The chance of a rise like *before* to *after*, or a greater one, when nothing has changed.

    Given the sum of both counts, the second one is binomial; one-sided. 3 then 7
    gives 0.17: a doubling is usually noise. *exposures* are what the counts were
    taken from (orders, days), where they differ.
    """
    return binomial_at_least(after, before + after, exposures[1] / sum(exposures))


def nearest_rank(ordered: Sequence[float], share: float) -> float:
    """
    The value below or at which *share* of the *ordered* values lie: one that was really seen.

    With fewer than ten values, 0.9 gives the greatest and 0.1 the least, which is
    all that so few can tell. Raises ValueError for no values.
    """
    if not ordered:
        raise ValueError("No values, no rank.")
    return ordered[max(math.ceil(round(share * len(ordered), 9)), 1) - 1]


def first_that(holds: Callable[[int], bool], end: int) -> int:
    """The first number below *end* from which on *holds* is true, by halving; *end* where there is none."""
    low, high = 0, end
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _poisson_chance(events: int, mean: float) -> float:
    return math.exp(events * math.log(mean) - mean - math.lgamma(events + 1))


def binomial_chance(successes: int, trials: int, share: float) -> float:
    """The chance of exactly *successes* in *trials* when each succeeds with chance *share*."""
    if share in {0.0, 1.0}:
        return float(successes == trials * share)
    # By logarithms: the number of ways to choose among thousands does not fit into a float.
    ways = math.lgamma(trials + 1) - math.lgamma(successes + 1) - math.lgamma(trials - successes + 1)
    return math.exp(ways + successes * math.log(share) + (trials - successes) * math.log1p(-share))


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where *rising* crosses zero between *low* and *high*, by halving until the floats run out."""
    while (middle := (low + high) / 2) not in {low, high}:
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return middle
