"""
What really happened at PayPal, as JSON: every case with its true cause, and tallies by week and brand.

Cases are read from PayPal's files; the weekly tallies are counted from the
chronicle alone, so the two can be held against each other. Reading changes
nothing. Amounts are decimal text in major units, instants ISO 8601 in UTC. What is
true outside PayPal is in `truth_of_sources.py`.
"""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sheets_bot.sandbox.world.case import Case, Outcome
from sheets_bot.sandbox.world.chronicle import Happening

if TYPE_CHECKING:
    from sheets_bot.sandbox.world.simulation import World

OUTCOMES = {
    Outcome.FOR_SELLER: "Won",
    Outcome.WITH_PAYOUT: "Covered",
    Outcome.FOR_BUYER: "Lost",
    Outcome.ACCEPTED: "Conceded",
    Outcome.WITHDRAWN: "Withdrawn",
}
"""The words of the tracker for PayPal's outcome codes."""

BUSINESS = frozenset({"ordered", "paid", "opened"})


def truth_of(world: "World", *, zone: str, week_starts_on: int) -> dict[str, Any]:
    """
    Return the whole truth.

    ``cases`` by dispute id; ``weeks`` as a list of tallies, one per brand and week
    in which the brand traded, in order of time. *week_starts_on* is 0 for Monday.
    """
    return {
        "at": instant(world.now),
        "seed": world.seed,
        "begins_at": instant(world.begins_at),
        "brands": {brand.slug: {"name": brand.name, "currency": brand.currency} for brand in world.brands},
        "cases": {dispute_id: case_truth(case) for dispute_id, case in world.cases.items()},
        "weeks": _Weeks(world, ZoneInfo(zone), week_starts_on).count(),
    }


def case_truth(case: Case) -> dict[str, Any]:
    """Return one case as it stands."""
    return {
        "brand": case.brand,
        "order": case.order.name,
        "transaction_id": case.order.transaction_id,
        "cause": case.trouble.cause,
        "reason": case.disguise.get("reason", case.reason),
        "channel": case.channel,
        "stage": case.stage,
        "currency": case.currency,
        "amount": major(case.amount_minor),
        "refunded": major(case.refunded_minor),
        "recovered": None if case.is_open else major(case.amount_minor - case.refunded_minor),
        "fees": major(case.fees_minor),
        "paid_at": instant(case.order.placed_at),
        "opened_at": instant(case.opened_at),
        "due_at": instant(case.last_due_at),
        "answered_at": instant(case.answered_at),
        "late_attempts": case.late_attempts,
        "closed_at": instant(case.closed_at),
        "outcome": OUTCOMES[case.outcome] if case.outcome else None,
        "neglected": case.neglected,
        "disguised": sorted(case.disguise),
    }


def instant(at: float | None) -> str | None:
    """Write an instant as ISO 8601 with milliseconds."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def major(minor: int) -> str:
    """Write an amount of a currency with two decimals."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"


class _Week:
    """The tally of one brand and week."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(
            ("orders", "payments", "opened", "answered", "needed_answer", "on_time"), 0
        )
        self.minor = dict.fromkeys(("payments_value", "opened_value"), 0)
        self.closed = dict.fromkeys(OUTCOMES.values(), 0)
        self.closed_minor = dict.fromkeys(OUTCOMES.values(), 0)
        self.contested = {"Won": 0, "Lost": 0}

    def as_json(self) -> dict[str, Any]:
        return {
            **self.counts,
            **{name: major(minor) for name, minor in self.minor.items()},
            "closed": self.closed,
            "closed_value": {outcome: major(minor) for outcome, minor in self.closed_minor.items()},
            "contested": self.contested,
        }


class _Weeks:
    """Tallies by week and brand, counted from the chronicle alone but for amounts of cases."""

    def __init__(self, world: "World", zone: ZoneInfo, week_starts_on: int) -> None:
        self._world = world
        self._zone = zone
        self._week_starts_on = week_starts_on
        self._weeks: dict[tuple[date, str], _Week] = {}

    def count(self) -> list[dict[str, Any]]:
        """
        Return the tallies.

        A case counts where it was opened, where its first evidence was handed in, where it was
        last closed (unless it was opened again), and where its last date fell (unless that is
        still to come, or the case was over before without needing evidence).
        """
        answers: dict[str, Happening] = {}
        closings: dict[str, Happening] = {}
        due_at: dict[str, float] = {}
        for happening in self._world.chronicle.entries:
            self._count_business(happening)
            if happening.kind == "answered":
                answers.setdefault(happening.subject, happening)
            elif happening.kind == "closed":
                closings[happening.subject] = happening
            elif happening.kind == "reopened":
                closings.pop(happening.subject, None)
            elif happening.kind == "turn":
                due_at[happening.subject] = happening.detail["due_at"]
        for answer in answers.values():
            self._week(answer.at, answer.brand).counts["answered"] += 1
        for closing in closings.values():
            self._count_closing(closing, answered=closing.subject in answers)
        for dispute_id, due in due_at.items():
            self._count_due(dispute_id, due, answers.get(dispute_id), closings.get(dispute_id))
        return [self._row(starts_on, brand, week) for (starts_on, brand), week in sorted(self._weeks.items())]

    def _count_business(self, happening: Happening) -> None:
        if happening.kind not in BUSINESS:
            return
        week = self._week(happening.at, happening.brand)
        if happening.kind == "ordered":
            week.counts["orders"] += 1
        elif happening.kind == "paid":
            week.counts["payments"] += 1
            week.minor["payments_value"] += happening.detail["minor"]
        elif happening.kind == "opened":
            week.counts["opened"] += 1
            week.minor["opened_value"] += self._world.cases[happening.subject].amount_minor

    def _count_closing(self, closing: Happening, *, answered: bool) -> None:
        week = self._week(closing.at, closing.brand)
        outcome = OUTCOMES[closing.detail["outcome"]]
        week.closed[outcome] += 1
        week.closed_minor[outcome] += self._world.cases[closing.subject].amount_minor
        if outcome in week.contested and answered:
            week.contested[outcome] += 1

    def _count_due(
        self, dispute_id: str, due_at: float, answer: Happening | None, closing: Happening | None
    ) -> None:
        over_before = closing is not None and closing.at < due_at
        if due_at > self._world.now or (over_before and answer is None):
            return
        week = self._week(due_at, self._world.cases[dispute_id].brand)
        week.counts["needed_answer"] += 1
        week.counts["on_time"] += answer is not None and answer.at <= due_at

    def _week(self, at: float, brand: str) -> _Week:
        day = datetime.fromtimestamp(at, self._zone).date()
        starts_on = day - timedelta(days=(day.weekday() - self._week_starts_on) % 7)
        return self._weeks.setdefault((starts_on, brand), _Week())

    def _row(self, starts_on: date, brand: str, week: _Week) -> dict[str, Any]:
        currency = self._world.brand(brand).currency
        return {"brand": brand, "starts_on": starts_on.isoformat(), "currency": currency, **week.as_json()}
