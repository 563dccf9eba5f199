"""
What came of somebody's shifts, counted from the world's truth once all is decided: case by case, and in sums.

Counts only; the words are in `telling.py`. Two accounts of the same season can be held side by side, since a
case has the same name whoever works on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.rules.today_settings import TodayRules
from sheets_bot.domain.shifts import Span
from sheets_bot.practice.seen import missed_after_a_shift
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.truth_of_deeds import truth_of_deeds

Json = dict[str, Any]
Money = Mapping[str, Decimal]
"""Amounts in major units by currency."""


@dataclass(frozen=True)
class Account:
    """One specialist's shifts and what came of them."""

    shifts: tuple[Span, ...]
    cases: Mapping[str, Json]
    """By name, as `truth_of_deeds` tells them; so are the next two."""
    reviews: Mapping[str, Json]
    mails: Mapping[str, Json]
    spared: int
    """Customers who were about to complain of an order and did not."""
    missed: int
    """Dates at PayPal that passed unanswered although a whole shift lay before them."""
    minutes: int
    """What was done, in minutes as `Settings` counts them."""

    @property
    def shift_minutes(self) -> int:
        """All the time there was."""
        return sum(int((span.ends_at - span.starts_at).total_seconds()) // 60 for span in self.shifts)

    def decided(self) -> list[Json]:
        """Return the cases that ended."""
        return [case for case in self.cases.values() if case["outcome"]]

    def sums(self, name: str) -> Money:
        """Return the sums of an amount over the decided cases."""
        found: dict[str, Decimal] = {}
        for case in self.decided():
            found[case["currency"]] = found.get(case["currency"], Decimal(0)) + Decimal(case[name])
        return found

    def kept_after_fees(self) -> Money:
        """Return what the decided cases left in the till."""
        fees = self.sums("fees")
        return {currency: kept - fees[currency] for currency, kept in self.sums("kept").items()}

    @property
    def improved(self) -> int:
        """Reviews whose stars rose after a reply."""
        return sum(review["stars"] > review["stars_before"] for review in self.replied())

    def replied(self) -> list[Json]:
        """Return the reviews that were replied to."""
        return [review for review in self.reviews.values() if review["deeds"]]

    @property
    def mails_written(self) -> int:
        """Mails to customers, of our own accord or in answer."""
        return sum(len(thread["deeds"]) for thread in self.mails.values())


def net(case: Json) -> Decimal:
    """Return what a case left in the till: what was kept, less what the platform charged."""
    return Decimal(case["kept"]) - Decimal(case["fees"])


@dataclass(frozen=True)
class Lived:
    """A world in which somebody has worked, and in which everything is decided by now."""

    world: World
    seen: frozenset[str]
    """What tells of the work, when it ended; see `seen_in`."""
    shifts: tuple[Span, ...]
    rules: Rules


def accounts_of(all_lived: Sequence[Lived]) -> list[Account]:
    """
    Count what came of the same shifts, for each who lived them.

    A case counts for all when it tells of the work of one: who left it for later, where another answered it,
    has lost it too.
    """
    seen = frozenset[str]().union(*(lived.seen for lived in all_lived))
    return [_account_of(lived, seen) for lived in all_lived]


def _account_of(lived: Lived, seen: frozenset[str]) -> Account:
    told = truth_of_deeds(lived.world, only=seen)
    return Account(
        shifts=lived.shifts,
        cases=told["cases"],
        reviews=told["reviews"],
        mails=told["mails"],
        spared=_spared(lived),
        missed=len(missed_after_a_shift(lived.world, seen, lived.shifts)),
        minutes=_minutes(told, lived.rules.today),
    )


def _spared(lived: Lived) -> int:
    """Count complaints that were not made until the last shift ended; later ones are nobody's merit."""
    start = lived.world.starts_at
    end = lived.shifts[-1].ends_at.timestamp() if lived.shifts else start
    with lived.world.lock:
        return sum(one.kind == "spared" and start < one.at <= end for one in lived.world.chronicle.entries)


def _minutes(told: Json, minutes_for: TodayRules) -> int:
    begun = (thread for thread in told["mails"].values() if thread["begun_by_us"])
    answered = (thread for thread in told["mails"].values() if not thread["begun_by_us"])
    return (
        _count(told["cases"].values()) * minutes_for.dispute_minutes
        + _count(told["reviews"].values()) * minutes_for.review_minutes
        + _count(begun) * minutes_for.risk_minutes
        + _count(answered) * minutes_for.mail_minutes
    )


def _count(ones: Iterable[Json]) -> int:
    return sum(len(one["deeds"]) for one in ones)
