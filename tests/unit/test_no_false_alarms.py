"""Promise: where nothing changes, the owner's view of four brands calls a week unusual as rarely as it says."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from scipy import stats

from sheets_bot.metrics.series import METRICS
from sheets_bot.metrics.slices import ALL_BRANDS
from sheets_bot.metrics.usual import WITHIN
from sheets_bot.metrics.weekly import measure_weekly

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
BRANDS = ("Birch", "Cove", "Dune", "Elm")
WEEKS = 26
WEEKS_WITH_A_WORD = 0.03
"""As it is told in the docs: the numbers keep their promise each by itself, and here are forty."""
UNUSUAL = ("more than usual", "fewer than usual", "higher than usual", "lower than usual")
HEADLINES = {metric.name for metric in METRICS if metric.headline}


def a_steady_shop(seed):
    """Rows of the same chances in every week, for longer than is measured."""
    throw = Random(seed)
    days = 7 * (WEEKS + 40)

    def some(a_week):
        for _ in range(round(throw.gauss(a_week * days / 7, (a_week * days / 7) ** 0.5))):
            yield NOW - timedelta(days=throw.random() * days), throw.choice(BRANDS)

    def keyed(rows):
        return {f"{place}": row for place, row in enumerate(rows)}

    monday = date(2026, 11, 16)
    return {
        "Inbox": keyed({"brand": brand, "first_in": at} for at, brand in some(40)),
        "Orders": keyed(
            {"brand": brand, "placed": at, "total": Decimal(50), "currency": "USD", "status": "paid"}
            for at, brand in some(150)
        ),
        "Reviews": keyed(
            {"brand": brand, "written": at, "first_stars": throw.choice((1, 2, 4, 5, 5)), "stars": 3}
            for at, brand in some(20)
        ),
        "Disputes": keyed(
            {
                "platform": throw.choice(("PayPal", "PayPal", "Shopify")),
                "brand": brand,
                "opened": at,
                "answered_at": at,
                "closed_on": (at + timedelta(days=20)).date(),
                "outcome": throw.choice(("Won", "Lost")),
            }
            for at, brand in some(12)
        ),
        "Volumes": keyed(
            {
                "brand": brand,
                "period": "week",
                "starts_on": monday - timedelta(weeks=back),
                "currency": "USD",
                "orders": 38,
                "complete": "whole",
            }
            for back in range(WEEKS + 40)
            for brand in BRANDS
        ),
    }


def words_of(seed):
    """The words of all whole weeks, by whether the number is a total that the owner reads, a brand's, or a cell."""
    found = measure_weekly(
        a_steady_shop(seed), zone=ZoneInfo("UTC"), week_starts_on=0, now=NOW, weeks=WEEKS
    )["Metrics data"]  # fmt: skip
    for row in found:
        line = row.values
        if line["complete"] == "whole" and _is_judged(line["verdict"]):
            is_total = line["brand"] == ALL_BRANDS and line["metric"] in HEADLINES
            yield line["week_starts_on"], is_total, line["metric"] in HEADLINES, line["verdict"] != WITHIN


def _is_judged(verdict):
    return verdict == WITHIN or any(word in verdict for word in UNUSUAL)


def at_most(count, promised):
    """What so many draws bring in 999 of 1000 such runs."""
    return stats.binom.ppf(0.999, count, promised)


@pytest.mark.parametrize("seeds", [(7, 8), pytest.param(range(20, 32), marks=pytest.mark.long)])
def test_a_steady_shop_is_called_unusual_as_rarely_as_is_promised(seeds):
    words = [(seed, *word) for seed in seeds for word in words_of(seed)]

    totals = [is_alarm for _, _, is_total, _, is_alarm in words if is_total]
    cells = [is_alarm for _, _, is_total, _, is_alarm in words if not is_total]
    owners = [(seed, week, is_alarm) for seed, week, _, is_headline, is_alarm in words if is_headline]
    weeks = {(seed, week) for seed, week, _ in owners}
    loud = {(seed, week) for seed, week, is_alarm in owners if is_alarm}
    print(f"totals {sum(totals)} of {len(totals)}, cells {sum(cells)} of {len(cells)}")
    print(f"{len(loud)} of {len(weeks)} weeks have a word in Weekly metrics")
    assert len(totals) > 150 * len(seeds)
    assert sum(totals) <= at_most(len(totals), 1 / 100)
    assert sum(cells) <= at_most(len(cells), 1 / 700)
    assert len(loud) <= at_most(len(weeks), WEEKS_WITH_A_WORD)
