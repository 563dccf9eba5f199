"""How often the weekly report cries wolf: worlds in which nothing changes, drawn from the distributions themselves.

Run it: `PYTHONPATH=. .venv/bin/python tests/bench/false_alarms.py [WORLDS]`
"""

import math
import random
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from sheets_bot.domain.report.chance import PROMISED_SHARE
from sheets_bot.domain.report.changes import judge
from sheets_bot.domain.report.series import (
    ALL_BRANDS,
    PARCELS_TAB,
    Point,
    Sample,
    Series,
    late_by_supplier,
    series_in,
    share_words,
)
from sheets_bot.sandbox.world import World, orders
from sheets_bot.sandbox.world.parcels import promised_at, state_of

FIRST = date(2026, 1, 5)
WEEK = timedelta(weeks=1)
SETTLING_WEEKS = 26
"""A world needs so long until as many cases end as begin: the slow ones take months."""
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
    return found | {ALL_BRANDS: totals_of(found)}


def totals_of(by_brand: dict[str, dict]) -> dict[str, tuple[str, int, int]]:
    first = next(iter(by_brand.values()))
    return {
        name: (unit, *(sum(numbers[name][part] for numbers in by_brand.values()) for part in (1, 2)))
        for name, (unit, _, _) in first.items()
    }


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


def lived_worlds(*, worlds: int, weeks: int = 14, seed: int = 100) -> Alarms:
    """
    The same with worlds of the sandbox that are lived through: the counts of their truth, and their parcels.

    Fortnights in which much goes wrong are switched off: they are changes, and naming them is no false alarm.
    """
    share, orders.BAD_FORTNIGHT_SHARE = orders.BAD_FORTNIGHT_SHARE, 0.0
    judged = false = 0
    try:
        for number in range(worlds):
            found, starts = series_of_a_life(seed + number, weeks)
            for week in starts:
                judged += 1
                false += bool(judge(found, week).changes)
    finally:
        orders.BAD_FORTNIGHT_SHARE = share
    return Alarms(judged, false)


def series_of_a_life(seed: int, weeks: int) -> tuple[list[Series], list[date]]:
    """All series of one world, and the weeks to judge: the last ones, after a time of settling in."""
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    world = World(start_at=now.timestamp(), weeks=weeks + SETTLING_WEEKS, seed=seed, hostility="none")
    truth = world.truth()
    data: dict[str, dict] = {}
    every = sorted({date.fromisoformat(tally["starts_on"]) for tally in truth["weeks"]})
    starts = [week for week in every if week + WEEK <= now.date()][-weeks - 14 :]
    for week in starts:
        by_brand = {t["brand"]: numbers_of(t) for t in truth["weeks"] if t["starts_on"] == str(week)}
        data |= rows_of(week, by_brand | {ALL_BRANDS: totals_of(by_brand)})
    parcels = {str(n): parcel_row(one, now) for n, one in enumerate(chain(*world.parcels.values()))}
    late = late_by_supplier(parcels, weeks=starts, zone=ZoneInfo("UTC"), now=now)
    return [*series_in(data, {}), *late], starts[-weeks:]


def numbers_of(tally: dict) -> dict[str, tuple[str, int, int]]:
    contested = tally["contested"]
    closed = {name.lower(): ("cases", count, 0) for name, count in tally["closed"].items()}
    rate = ("per 100", tally["opened"], tally["payments"])
    won = ("share", contested["Won"], sum(contested.values()))
    return {**closed, "opened_per_100_payments": rate, "win_rate_contested": won}


def parcel_row(parcel, now: datetime) -> dict:
    promised, delivered = promised_at(parcel.order), parcel.delivered_at
    return {
        "supplier": parcel.supplier,
        "promised_by": datetime.fromtimestamp(promised, UTC),
        "delivered": datetime.fromtimestamp(delivered, UTC) if delivered else None,
        "state": state_of(parcel, promised, now.timestamp()) if parcel.tracked else "S2?",
    }


def told(what: str, found: Alarms) -> None:
    print(
        f"{what}: {found.weeks} weeks without a change, {found.false} false alarms, {100 * found.share:.2f} %"
    )


if __name__ == "__main__":
    began = time.perf_counter()
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    told(f"{worlds} drawn worlds", false_alarms(worlds=worlds))
    told(f"{max(worlds // 20, 1)} lived worlds", lived_worlds(worlds=max(worlds // 20, 1)))
    print(f"promised: at most {100 * PROMISED_SHARE:.0f} %   ({time.perf_counter() - began:.0f} s)")
