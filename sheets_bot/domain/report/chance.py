"""
Whether a change is more than chance, for many numbers at once and with one promise for all of them.

Exact and pure. A window of one or two weeks is held against the weeks before it, and both are taken as
samples: given their sum, a count is binomial and a share hypergeometric, so no "usual rate" is pretended to
be known. Of many tests some look rare by themselves; the limit of a family is therefore divided among those
of its tests that could reach it at all. Knows no tab and no words.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

FAMILY_CHANCE = {"totals": 0.03, "parts": 0.02}
"""
How often a week in which nothing changed may name any total, and any part (a brand, a supplier), as changed.

Ours. The owner looks at totals first, so they have the larger share of the promise; parts are many.
"""
PROMISED_SHARE = sum(FAMILY_CHANCE.values())
"""Together: at most so large a share of the weeks in which nothing changed has a false alarm (0 to 1)."""

_NEGLIGIBLE = 1e-16


class Side(StrEnum):
    """Which way a number has gone; the text is what is said of a count."""

    UP = "more"
    DOWN = "fewer"


@dataclass(frozen=True, slots=True)
class Sample:
    """Some weeks together: *part* cases, out of *whole*."""

    part: int
    whole: float
    """For a share the number of all cases, for a rate the sales, for a plain count the number of weeks."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: how rare is *now* beside *before*, on one side, if nothing changed."""

    now: Sample
    before: Sample
    is_share: bool
    """True where *part* is some of *whole*; False where cases happen at a rate."""
    side: Side

    @property
    def chance(self) -> float:
        """So far or farther to this side, by chance alone (0 to 1)."""
        return self._tail(self.now.part)

    @property
    def least_chance(self) -> float:
        """The smallest that `chance` could have been with these sums: none of all cases now, or all."""
        if self.side is Side.DOWN:
            return self._tail(self._fewest())
        return self._tail(self._most())

    def _tail(self, part: int) -> float:
        if self.side is Side.UP:
            beyond, rest = range(part, self._most() + 1), range(part - 1, self._fewest() - 1, -1)
            is_far = part > self._expected
        else:
            beyond, rest = range(part, self._fewest() - 1, -1), range(part + 1, self._most() + 1)
            is_far = part < self._expected
        # Away from the middle each term is smaller than the one before it, so the sum may stop early.
        found = _falling_sum(map(self._point, beyond)) if is_far else 1 - _falling_sum(map(self._point, rest))
        return min(1.0, max(0.0, found))

    @property
    def _expected(self) -> float:
        return (self.now.part + self.before.part) * self.now.whole / (self.now.whole + self.before.whole)

    def _point(self, part: int) -> float:
        both = self.now.part + self.before.part
        if self.is_share:
            return _hypergeometric(part, int(self.now.whole), both, int(self.now.whole + self.before.whole))
        return _binomial(part, both, self.now.whole / (self.now.whole + self.before.whole))

    def _most(self) -> int:
        both = self.now.part + self.before.part
        return min(both, int(self.now.whole)) if self.is_share else both

    def _fewest(self) -> int:
        both = self.now.part + self.before.part
        return max(0, both - int(self.before.whole)) if self.is_share else 0


def beyond_chance(tests: Mapping[str, Question], *, family_chance: float) -> frozenset[str]:
    """
    Return the names of the tests that are beyond chance, all of them together under one limit.

    With a chance of at most *family_chance* any is named when nothing changed, however the tests hang
    together. R. E. Tarone, "A modified Bonferroni method for discrete data", Biometrics 46 (1990): a test
    whose sums are so small that it could never reach the limit takes nothing from the others.
    """
    least = sorted(test.least_chance for test in tests.values())
    divisor = next((k for k in range(1, len(least) + 1) if bisect_right(least, family_chance / k) <= k), 1)
    limit = family_chance / divisor
    return frozenset(name for name, test in tests.items() if test.chance <= limit)


def together(samples: Iterable[Sample]) -> Sample:
    """Return several weeks as one sample."""
    found: Sequence[Sample] = tuple(samples)
    return Sample(sum(one.part for one in found), sum(one.whole for one in found))


def _falling_sum(terms: Iterable[float]) -> float:
    total = 0.0
    for term in terms:
        total += term
        if term <= total * _NEGLIGIBLE:
            break
    return total


def _binomial(successes: int, trials: int, share: float) -> float:
    if share >= 1:
        return float(successes == trials)
    if share <= 0:
        return float(successes == 0)
    others = trials - successes
    return math.exp(_ln_choose(trials, successes) + successes * math.log(share) + others * math.log1p(-share))


def _hypergeometric(part: int, whole: int, parts: int, wholes: int) -> float:
    """The chance that *whole* of *wholes* cases hold *part* of the *parts* marked ones."""
    ways = _ln_choose(parts, part) + _ln_choose(wholes - parts, whole - part)
    return math.exp(ways - _ln_choose(wholes, whole))


def _ln_choose(items: int, chosen: int) -> float:
    return math.lgamma(items + 1) - math.lgamma(chosen + 1) - math.lgamma(items - chosen + 1)
