"""
Time and memory of the whole weekly run over 100,000 tracker rows, beside a plain pandas read of the same rows.

    PYTHONPATH=. python tests/bench/weekly_speed.py [ROWS]

The plain read makes frames of the same tabs with `pandas.DataFrame.from_records` and leaves the types to pandas: it
counts nothing. Each side runs in a process of its own, so that neither pays for the other's memory.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
ROWS = 100_000
SHARES = {"Orders": 0.55, "Inbox": 0.2, "Refunds": 0.1, "Reviews": 0.1, "Disputes": 0.05}
BRANDS = ("Birch", "Cove", "Dune", "Elm")

Tabs = dict[str, dict[str, dict[str, object]]]


def main(rows: int) -> None:
    """Print one line per side."""
    print(f"{rows:,} rows in {len(SHARES)} tabs, {len(BRANDS)} brands")
    print(f"{'':34}{'seconds':>9}{'CPU':>9}{'MB':>8}")
    for side in SIDES:
        subprocess.run([sys.executable, __file__, str(rows), side], check=True)


def run_one(rows: int, side: str) -> None:
    """Run one side in this process and print its line."""
    tabs = make_tabs(rows)
    before = _megabytes()
    began, cpu = time.perf_counter(), time.process_time()
    what = SIDES[side](tabs)
    seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    print(f"{what:34}{seconds:9.1f}{spent:9.1f}{_megabytes() - before:8.0f}", flush=True)


def plain_read(tabs: Tabs) -> str:
    """Make frames of the rows, as pandas likes them."""
    import pandas as pd

    frames = [pd.DataFrame.from_records(list(rows.values())) for rows in tabs.values()]
    return f"plain pandas, {sum(map(len, frames)):,} rows"


def weekly_run(tabs: Tabs) -> str:
    """Measure everything, as the weekly job does."""
    from sheets_bot.domain.rules.rules import parse_rules
    from sheets_bot.metrics.weekly import measure_weekly

    rules, _ = parse_rules({})
    found = measure_weekly(tabs, zone=ZoneInfo("UTC"), week_starts_on=0, now=NOW, roster=rules.roster)
    return f"weekly run, {len(found['Metrics data']):,} lines"


SIDES: dict[str, Callable[[Tabs], str]] = {"plain": plain_read, "weekly": weekly_run}


def make_tabs(rows: int) -> Tabs:
    """Make rows like those of a year, the same each time."""
    throw = Random(7)
    return {
        tab: {f"{tab} {n}": MAKERS[tab](throw, n) for n in range(round(rows * share))}
        for tab, share in SHARES.items()
    }


def _at(throw: Random) -> datetime:
    return NOW - timedelta(minutes=throw.randrange(365 * 24 * 60))


def _order(throw: Random, n: int) -> dict[str, object]:
    return {
        "brand": BRANDS[n % 4], "placed": _at(throw), "total": Decimal(throw.randrange(2000, 20000)) / 100,
        "currency": "USD", "status": "paid, shipped", "gateway": throw.choice(("paypal", "card (card)")),
    }  # fmt: skip


def _thread(throw: Random, n: int) -> dict[str, object]:
    first_in = _at(throw)
    first_out = first_in + timedelta(hours=throw.randrange(1, 90))
    return {
        "brand": BRANDS[n % 4], "first_in": first_in, "last_in": first_in, "first_out": first_out,
        "last_out": first_out, "messages_out": throw.randrange(1, 4), "whose_turn": "Nobody", "category": "Other",
    }  # fmt: skip


def _refund(throw: Random, n: int) -> dict[str, object]:
    amount = Decimal(throw.randrange(500, 9000)) / 100
    return {
        "brand": BRANDS[n % 4], "order": f"Orders {n * 5}", "refunded": _at(throw), "amount": amount, "paid": amount,
        "currency": "USD", "reason": throw.choice(("size_fit", "late_delivery", "unclassified")),
        "returned": throw.choice(("no return", "return done")),
    }  # fmt: skip


def _review(throw: Random, n: int) -> dict[str, object]:
    written, stars = _at(throw), throw.randrange(1, 6)
    return {
        "brand": BRANDS[n % 4], "written": written, "first_stars": stars, "stars": stars, "state": "online",
        "replied": written + timedelta(hours=20), "match": "sure", "order": f"Orders {n}",
    }  # fmt: skip


def _dispute(throw: Random, n: int) -> dict[str, object]:
    opened, shopify = _at(throw), n % 3 == 0
    return {
        "platform": "Shopify" if shopify else "PayPal", "brand": BRANDS[n % 4], "currency": "USD",
        "stage": "Chargeback" if shopify else "Claim", "opened": opened, "due": opened + timedelta(days=10),
        "answered_at": opened + timedelta(days=4), "closed_on": (opened + timedelta(days=40)).date(),
        "outcome": throw.choice(("Won", "Lost")), "amount": Decimal(50), "recovered": Decimal(0),
        "order": f"Orders {n * 7}", "network_code": "13.1" if shopify else "",
    }  # fmt: skip


MAKERS: dict[str, Callable[[Random, int], dict[str, object]]] = {
    "Orders": _order,
    "Inbox": _thread,
    "Refunds": _refund,
    "Reviews": _review,
    "Disputes": _dispute,
}


def _megabytes() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    if len(sys.argv) > 2:
        run_one(size, sys.argv[2])
    else:
        main(size)
