"""
What came of a season, counted from the world's truth, and the table that puts several side by side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sheets_bot.practice.season import Season
from sheets_bot.practice.seen import missed_after_a_shift
from sheets_bot.sandbox.world.truth_of_work import truth_of_work

WON = ("Won", "Covered", "Withdrawn", "Prevented")
"""Outcomes after which the money is ours."""


@dataclass(frozen=True)
class Result:
    """One specialist's season in figures. Money is counted without regard to its currency."""

    specialist: str
    cases: int
    """Decided since the start, at PayPal and at banks."""
    missed: int
    """PayPal dates that passed unanswered although a shift lay before them."""
    missed_at_all: int
    won_by_family: Mapping[str, tuple[int, int]]
    """Cases of PayPal and banks in which the money stayed, and all that ended, by family of reasons."""
    disputed: Decimal
    kept: Decimal
    """Of `disputed`."""
    fees: Decimal
    paid_back: Decimal
    """By the specialist, at the shop's own page."""
    spared: int
    bad_reviews: int
    answered: int
    improved: int
    warnings: int
    mails: int
    mails_waiting: int
    ticks: int
    minutes: int

    @property
    def kept_share(self) -> float:
        """Of the disputed money, what stayed after fees (0..1, or below where fees are higher)."""
        return float((self.kept - self.fees) / self.disputed) if self.disputed else 0.0


def result_of(season: Season, seen: frozenset[str]) -> Result:
    """Count what came of everything *seen* (see `seen_in`)."""
    world = season.place.sandbox.world
    work = truth_of_work(world, only=seen)
    paypal, cards, reviews = work["paypal"], work["cards"], work["reviews"]
    return Result(
        specialist=season.specialist.name,
        cases=paypal["closed"] + cards["closed"],
        missed=len(missed_after_a_shift(world, seen, season.shifts)),
        missed_at_all=sum(len(dates) for dates in paypal["missed"].values()),
        won_by_family=_by_family(paypal["outcomes"], cards["outcomes"]),
        disputed=_sum(paypal["disputed"], cards["disputed"]),
        kept=_sum(paypal["kept"], cards["kept"]),
        fees=_sum(paypal["fees"], cards["fees"]),
        paid_back=_sum(work["paid_back"]),
        spared=work["spared"],
        bad_reviews=reviews["bad"],
        answered=reviews["answered"],
        improved=reviews["improved"],
        warnings=reviews["warnings"],
        mails=work["mails"]["threads"],
        mails_waiting=work["mails"]["waiting"],
        ticks=season.desk.ticks,
        minutes=season.desk.minutes,
    )


def table_of(results: Sequence[Result]) -> str:
    """Return the results side by side, as text."""
    families = sorted({family for result in results for family in result.won_by_family})
    lines: list[tuple[str, list[str]]] = [
        ("", [result.specialist for result in results]),
        ("cases decided", [str(result.cases) for result in results]),
        ("PayPal dates missed after a shift", [str(result.missed) for result in results]),
        ("PayPal dates missed at all", [str(result.missed_at_all) for result in results]),
        ("disputed", [f"{result.disputed:.0f}" for result in results]),
        ("kept", [f"{result.kept:.0f}" for result in results]),
        ("fees", [f"{result.fees:.0f}" for result in results]),
        ("kept after fees", [f"{result.kept_share:.0%}" for result in results]),
        ("paid back by hand", [f"{result.paid_back:.0f}" for result in results]),
        *((f"money stayed: {family}", [_pair(result, family) for result in results]) for family in families),
        ("complaints spared", [str(result.spared) for result in results]),
        (
            "bad reviews, answered, improved",
            [f"{r.bad_reviews}, {r.answered}, {r.improved}" for r in results],
        ),
        ("Trustpilot warnings", [str(result.warnings) for result in results]),
        ("threads, of them waiting at last", [f"{r.mails}, {r.mails_waiting}" for r in results]),
        ("ticks", [str(result.ticks) for result in results]),
        ("minutes", [str(result.minutes) for result in results]),
    ]
    return "\n".join(f"{what:36}" + "".join(f"{cell:>20}" for cell in cells) for what, cells in lines)


def _pair(result: Result, family: str) -> str:
    won, ended = result.won_by_family.get(family, (0, 0))
    return f"{won} of {ended}"


def _by_family(*parts: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for part in parts:
        for family, outcomes in part.items():
            won, ended = found.get(family, (0, 0))
            more = sum(outcomes.get(outcome, 0) for outcome in WON)
            found[family] = (won + more, ended + sum(outcomes.values()))
    return found


def _sum(*amounts: Mapping[str, Any]) -> Decimal:
    return sum((Decimal(amount) for part in amounts for amount in part.values()), Decimal(0))
