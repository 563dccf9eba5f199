"""Promise: where nothing changes, the owner's view of four brands seldom calls a week unusual."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from sheets_bot.metrics.series import METRICS
from sheets_bot.metrics.usual import HIGHER, LOWER, TOO_SHORT, WITHIN
from sheets_bot.metrics.weekly import measure_weekly

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
BRANDS = ("Birch", "Cove", "Dune", "Elm")
WEEKS = 52
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


def test_a_steady_shop_is_called_unusual_less_than_once_in_two_weeks():
    found = measure_weekly(
        a_steady_shop(seed=7), zone=ZoneInfo("UTC"), week_starts_on=0, now=NOW, weeks=WEEKS
    )["Metrics data"]  # fmt: skip

    judged = [
        row.values
        for row in found
        if row.values["metric"] in HEADLINES
        and row.values["complete"] == "whole"
        and ("usual" in row.values["verdict"] or row.values["verdict"] in {WITHIN, HIGHER, LOWER})
        and row.values["verdict"] != TOO_SHORT
    ]
    alarms = [line for line in judged if line["verdict"] != WITHIN]
    print(f"{len(alarms)} of {len(judged)} numbers of {WEEKS} weeks called unusual")
    assert len(judged) > 1000
    assert len(alarms) < WEEKS / 2
