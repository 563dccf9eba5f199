"""
Promise: the weekly numbers that the bot writes into the spreadsheet equal what really happened in the world.

Two brands, looked at every evening for some weeks; then every job, and `Metrics data` is read back. With `-s` a
table says for each metric how many of its numbers were held against the truth. The season of four brands and 52
weeks is `python tests/bench/season_of_metrics.py`.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from statistics import median

import pytest

from sheets_bot.sandbox.app import start
from sheets_bot.sandbox.world.brands import BRANDS
from whole_bot import House

pytestmark = pytest.mark.long

EVENINGS = 38
EVERY_EVENING = ("sync_reviews", "sync_mailbox", "snapshot_backlog")
AT_LAST = (
    *("sweep_paypal_disputes", "sync_orders", "sync_shopify_disputes", "sweep_shopify_disputes"),
    *("sync_reviews", "sweep_reviews", "sync_mailbox", "join_orders", "update_volumes", "weekly_metrics"),
)
READ_BACK_DAYS = "365"
"""So far back orders are read at first; without them the orders of a year would be known in part."""

MAIL_READ_BACK = timedelta(days=58)
"""A little less than the default of the setting; since when somebody waits who wrote before is not known."""

COUNTS = {
    "opened": "opened",
    "shop_opened": "cases_opened",
    "shop_won": "cases_won",
    "shop_lost": "cases_lost",
    "shop_conceded": "cases_conceded",
    "shop_prevented": "cases_prevented",
    "refunds_made": "refunds",
    "reviews_written": "reviews",
    "contacts": "contacts",
}
SHARES = {
    "shop_on_time": ("cases_in_time", "cases_due"),
    "shop_win_rate_contested": ("contested_won", "contested"),
    "refund_rate": ("orders_refunded", "orders"),
    "amount_refunds_share": ("refunds_of_amounts", "refunds"),
    "low_star_share": ("reviews_low", "reviews"),
    "low_star_share_invited": ("reviews_invited_low", "reviews_invited"),
    "low_star_share_organic": ("reviews_organic_low", "reviews_organic"),
    "average_stars": ("stars", "reviews"),
    "average_stars_invited": ("stars_invited", "reviews_invited"),
    "average_stars_organic": ("stars_organic", "reviews_organic"),
    "reply_rate": ("reviews_answered", "reviews_to_answer"),
    "stars_up_share": ("reviews_risen", "reviews_grown"),
}
AMOUNTS = {"refunded_value": "refunds_minor", "shop_opened_value": "cases_opened_minor"}
MEDIANS = {"first_response_median": "first_answer_hours", "reply_time_median": "reply_hours"}
BY_MAIL = {"contacts", "first_response_median"}
"""Conversations whose headers do not tie them together may be counted in pieces: their weeks are left out."""


BY_FIRST_STARS = {
    "reviews_written",
    "reply_time_median",
    "low_star_share",
    "low_star_share_invited",
    "low_star_share_organic",
    "average_stars",
    "average_stars_invited",
    "average_stars_organic",
    "reply_rate",
    "stars_up_share",
}
"""Which reviews were deleted or changed before the bot first looked is not known: earlier weeks are left out."""


class Season:
    """What stands in the spreadsheet after the season, and what really happened."""

    def __init__(self, house: House) -> None:
        house.start_bot()
        house.provision()
        house.types("Value", "Orders read back at first (days)", READ_BACK_DAYS, tab="Settings")
        house.start_bot()
        (bot,) = house.everything.bots
        world, zone = house.sandbox.world, bot.rules.zone
        self.waiting: dict[tuple[str, date], set[datetime]] = {}
        now = datetime.fromtimestamp(world.now, zone)
        evening = datetime.combine(now.date(), time(23, 31), zone)
        self.first_look = evening.date()
        house.later(seconds=(evening - now).total_seconds())
        for _ in range(EVENINGS):
            self._run(house, *EVERY_EVENING)
            self._count_waiting(world.truth(), datetime.fromtimestamp(world.now, zone).date())
            house.later(days=1)
        house.later(hours=10.5)
        self._run(house, *AT_LAST)
        tabs = bot.read(["Metrics data", "Backlog"])
        self.lines = tabs["Metrics data"].rows
        self.backlog = tabs["Backlog"].rows
        self.truth = world.truth(zone=zone.key, week_starts_on=bot.rules.week_starts_on)
        self.brands = {slug: brand["name"] for slug, brand in self.truth["brands"].items()}
        self.checked: Counter[str] = Counter()

    def _run(self, house: House, *jobs: str) -> None:
        receipts = house.once(*jobs)
        assert all(receipt.ok for receipt in receipts.values()), receipts

    def _count_waiting(self, truth: dict, day: date) -> None:
        """Remember since when people wait in truth; of conversations in pieces nobody can say."""
        read_from = (day - MAIL_READ_BACK).isoformat()
        for slug, brand in truth["brands"].items():
            self.waiting[brand["name"], day] = {
                datetime.fromisoformat(thread["waiting_since"])
                for thread in truth["threads"].values()
                if thread["brand"] == slug
                and thread["wants_answer"]
                and thread["whole"]
                and thread["waiting_since"] > read_from
            }

    def tallies(self) -> Iterator[dict]:
        """What is true of each brand and week, from PayPal and elsewhere together."""
        at_paypal = {(week["brand"], week["starts_on"]): week for week in self.truth["weeks"]}
        for week in self.truth["weeks_elsewhere"]:
            more = at_paypal.get((week["brand"], week["starts_on"]), {})
            contested = week.get("contested_won", 0) + week.get("contested_lost", 0)
            yield {**more, **week, "contested": contested}

    def _first_stars_from(self, metric: str) -> date:
        return self.first_look + timedelta(days=30 if metric == "stars_up_share" else 0)

    def pairs(self, metrics) -> Iterator[tuple[str, str, dict, dict]]:
        """Yield metric, what it should be, its line and the tally, wherever the bot has a line."""
        for tally in self.tallies():
            place = f"{tally['starts_on']}|{self.brands[tally['brand']]}"
            currency = self.truth["brands"][tally["brand"]]["currency"]
            for metric, name in metrics.items():
                line = self.lines.get(f"{metric}|{place}") or self.lines.get(f"{metric}.{currency}|{place}")
                if line is None or (metric in BY_MAIL and tally.get("letters_of_pieces")):
                    continue
                if metric in BY_FIRST_STARS and line["week_starts_on"] < self._first_stars_from(metric):
                    continue
                self.checked[metric] += 1
                yield metric, name, line, tally


@pytest.fixture(scope="module")
def season() -> Iterator[Season]:
    brands = [replace(brand, orders_per_week=30) for brand in BRANDS[:2]]
    with ExitStack() as stack:
        sandbox = stack.enter_context(start(weeks=3, running=False, brands=brands, hostility="none"))
        found = Season(House(sandbox, sandbox.config, stack))
        yield found
    for metric, number in sorted(found.checked.items()):
        print(f"{metric:28} {number:4} numbers equal the truth")


def place(line) -> str:
    return f"{line['metric']} of {line['brand']}, week of {line['week_starts_on']}: {line['shown']}"


def test_counts_equal_the_truth(season):
    for _, name, line, tally in season.pairs(COUNTS):
        assert line["value"] == tally.get(name, 0), place(line)


def test_shares_equal_the_truth(season):
    for _, (part, whole), line, tally in season.pairs(SHARES):
        found = (line["numerator"] or 0, line["denominator"] or 0)
        expected = (tally.get(part, 0), tally.get(whole, 0))
        assert found == expected, place(line)


def test_amounts_equal_the_truth(season):
    for _, name, line, tally in season.pairs(AMOUNTS):
        assert line["value"] * 100 == tally.get(name, 0), place(line)


def test_the_refund_rate_by_value_equals_the_truth(season):
    for _, _, line, tally in season.pairs({"refund_value_rate": "orders"}):
        found = ((line["numerator"] or 0) * 100, (line["denominator"] or 0) * 100)
        assert found == (tally.get("orders_refunded_minor", 0), tally.get("orders_minor", 0)), place(line)


def test_hours_equal_the_truth(season):
    for _, name, line, tally in season.pairs(MEDIANS):
        hours = tally.get(name, [])
        assert (line["denominator"] or 0) == len(hours), place(line)
        assert not hours or abs(float(line["value"]) - median(hours)) <= 0.051


def test_the_backlog_of_every_evening_stands_once_and_knows_everybody_who_waits(season):
    assert len(season.backlog) == EVENINGS * len(season.brands)
    for row in season.backlog.values():
        true = season.waiting[row["brand"], row["day"]]
        assert len(true) <= row["waiting"], f"{row['brand']} on {row['day']}"
        if true:
            oldest = (row["taken"] - min(true)) / timedelta(hours=1)
            assert float(row["oldest_hours"]) >= oldest - 0.051


def test_no_metric_went_unseen(season):
    """Every test above holds its metrics against something, whoever runs it."""
    for names in (COUNTS, SHARES, AMOUNTS, MEDIANS):
        assert list(season.pairs(names))

    assert min(season.checked[metric] for metric in (*COUNTS, *SHARES, *AMOUNTS, *MEDIANS)) >= 2
