"""How often the weekly report cries wolf: worlds in which nothing changes, drawn from the distributions themselves.

Run it: `PYTHONPATH=. .venv/bin/python tests/bench/false_alarms.py [WORLDS]`
"""

import math
import random
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta

from sheets_bot.domain.report.chance import PROMISED_SHARE
from sheets_bot.domain.report.changes import judge
from sheets_bot.domain.report.series import (
    ALL_BRANDS,
    PARCELS_TAB,
    Point,
    Sample,
    Series,
    series_in,
    share_words,
)

FIRST = date(2026, 1, 5)
WEEK = timedelta(weeks=1)
ORDERS = {"Aurora": 140, "Velvet": 120, "Marlow": 95, "Solstice": 150}
DISPUTED = {"Aurora": 0.024, "Velvet": 0.019, "Marlow": 0.018, "Solstice": 0.029}
ENDINGS = {"won": 0.35, "lost": 0.25, "conceded": 0.15, "withdrawn": 0.15, "covered": 0.05, "prevented": 0.05}
SHARES = {"on_time": 0.93, "cause_known": 0.8, "reply_rate": 0.7, "low_stars": 0.2, "avoidable": 0.6}
"""Shares of some tens of cases each, for the further metrics of refunds, reviews and mail."""
RATES = {"refunded_per_100_orders": 0.08, "tickets_per_100_orders": 0.067}
SUPPLIERS = {"Warehouse": (250, 0.04), "Supplier North": (110, 0.08), "Supplier East": (140, 0.12)}


@dataclass(frozen=True)
class Alarms:
    weeks: int
    false: int

    @property
    def share(self) -> float:
        return self.false / self.weeks


def poisson(throw: random.Random, mean: float) -> int:
    """Knuth's way, which is exact; in parts, since it underflows at large means."""
    count = 0
    while mean > 0:
        part = min(mean, 30.0)
        mean -= part
        limit, product = math.exp(-part), throw.random()
        while product > limit:
            count += 1
            product *= throw.random()
    return count


def binomial(throw: random.Random, trials: int, share: float) -> int:
    return sum(throw.random() < share for _ in range(trials))


def a_week(throw: random.Random) -> dict[str, dict[str, tuple[str, int, int]]]:
    """One week of every brand: number, unit, part, whole."""
    found = {}
    for brand, mean in ORDERS.items():
        orders = poisson(throw, mean)
        payments = binomial(throw, orders, 0.7)
        opened = poisson(throw, payments * DISPUTED[brand])
        closed = {name: poisson(throw, mean * DISPUTED[brand] * share) for name, share in ENDINGS.items()}
        numbers = {"opened": ("cases", opened, 0), "opened_per_100_payments": ("per 100", opened, payments)}
        numbers |= {"opened_per_100_orders": ("per 100", opened, orders)}
        numbers |= {name: ("cases", count, 0) for name, count in closed.items()}
        contested = closed["won"] + closed["lost"]
        numbers["win_rate_contested"] = ("share", closed["won"], contested)
        numbers["win_rate_all_in"] = (
            "share",
            closed["won"],
            contested + closed["covered"] + closed["conceded"],
        )
        for name, share in SHARES.items():
            whole = poisson(throw, mean / 10)
            numbers[name] = ("share", binomial(throw, whole, share), whole)
        for name, rate in RATES.items():
            numbers[name] = ("per 100", poisson(throw, orders * rate), orders)
        found[brand] = numbers
    first = next(iter(found.values()))
    found[ALL_BRANDS] = {
        name: (unit, sum(one[name][1] for one in found.values()), sum(one[name][2] for one in found.values()))
        for name, (unit, _, _) in first.items()
    }
    return found


def rows_of(week: date, numbers) -> dict[str, dict]:
    """As they stand in `Metrics data`."""
    return {
        f"{name}|{week}|{scope}": {
            "brand": scope,
            "week_starts_on": week,
            "unit": unit,
            "numerator": part,
            "denominator": whole or None,
            "complete": "whole",
            "shown": str(part),
            "usual_range": "0 to 9",
        }
        for scope, named in numbers.items()
        for name, (unit, part, whole) in named.items()
        if whole or unit == "cases"
    }


def suppliers(throw: random.Random, weeks: list[date]) -> list[Series]:
    found = []
    for name, (mean, share) in SUPPLIERS.items():
        points = {}
        for week in weeks:
            due = poisson(throw, mean)
            late = binomial(throw, due, share)
            points[week] = Point(Sample(late, due), share_words(late, due))
        found.append(Series("late", "Parcels that came late", name, "share", points, tab=PARCELS_TAB))
    return found


def false_alarms(*, worlds: int, weeks: int = 26, seed: int = 1) -> Alarms:
    """Live through *worlds* in which nothing changes, and count the weeks in which the report names a change."""
    judged = false = 0
    for world in range(worlds):
        throw = random.Random(f"{seed} {world}")
        starts = [FIRST + n * WEEK for n in range(weeks)]
        data: dict[str, dict] = {}
        for week in starts:
            data |= rows_of(week, a_week(throw))
        found = [*series_in(data, {}), *suppliers(throw, starts)]
        for week in starts[12:]:
            judged += 1
            false += bool(judge(found, week).changes)
    return Alarms(judged, false)


if __name__ == "__main__":
    began = time.perf_counter()
    found = false_alarms(worlds=int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    print(
        f"{found.weeks} weeks without a change, {found.false} with a false alarm: {100 * found.share:.2f} %"
    )
    print(f"promised: at most {100 * PROMISED_SHARE:.0f} %   ({time.perf_counter() - began:.0f} s)")
