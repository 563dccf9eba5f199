"""
Every quarter of an hour: bring Shopify's chargebacks and inquiries into the Disputes tab.

Answers no case. How one becomes a row is in `domain/disputes/`; Shopify is read in `platforms/shopify/`.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sheets_bot.domain.disputes.dispute_rows import TabRows, most_urgent_first
from sheets_bot.domain.disputes.shop_dispute import ShopDispute
from sheets_bot.domain.disputes.shop_dispute_rows import (
    PLATFORM,
    key_of,
    number_in,
    refresh_shop_clocks,
    shape_shop_disputes,
)
from sheets_bot.platforms.base import Fetched
from sheets_bot.service.bot_run import BotRun, Brand, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

TAB = "Disputes"
SOURCE = "Shopify disputes"
AS_FAR_BACK_AS_CASES_MATTER = timedelta(days=400)
"""A cardholder may dispute for 120 days, some for over a year, and a decided case may come back (ours)."""


def run(bot: BotRun) -> Receipt:
    """Ask each brand's shop for new cases, and for those in the tab that may still change."""
    return bring_in(bot)


def bring_in(bot: BotRun, *, everything: bool = False) -> Receipt:
    """
    Fetch the disputes of every brand and bring Shopify's rows of the tab in line with them.

    Shopify keeps no time of change, so every case in the tab that is not closed is asked for by
    its number (Admin GraphQL, `disputes`). A tab without any row of Shopify's was just made, perhaps
    in place of one that was deleted: then what was seen before stands nowhere, and all is fetched again.

    Args:
        bot: The run.
        everything: Fetch closed cases again too, not only those opened since everything was last seen.
    """
    before = _ours(bot.read(TAB).rows(TAB))
    seen = {brand: bot.seen_through(SOURCE, brand) if before else None for brand in bot.brands}

    def ask(brand: Brand) -> Fetched[ShopDispute] | None:
        if brand.shopify is None:
            return None
        start = None if everything else seen[brand]
        return brand.shopify.fetch_disputes(
            since=start or bot.now - AS_FAR_BACK_AS_CASES_MATTER,
            until=bot.now,
            also=_open_numbers(before, brand),
        )

    fetched = bot.fetch(SOURCE, ask)

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        standing = _ours(tabs.rows(TAB))
        if before and not standing:
            # Emptied since it was read: the next run fetches everything.
            return {}
        rows: dict[str, Row] = {}
        for brand, found in fetched.items():
            for row in shape_shop_disputes(
                found.records, rows=standing, rules=tabs.rules, now=bot.now, seen_through=seen[brand]
            ):
                # Brands that share one shop see the same cases; the first one keeps them.
                rows.setdefault(row.key, row)
            for number in found.unknown_ids:
                rows.setdefault(key_of(number), _unknown(key_of(number)))
        rows.update((key, _unknown(key)) for key in standing if not number_in(key))
        others = {key: row for key, row in standing.items() if key not in rows}
        return {
            TAB: [
                *most_urgent_first(rows.values()),
                *refresh_shop_clocks(others, rules=tabs.rules, now=bot.now),
            ]
        }

    return bot.reconcile([TAB], shape)


def _ours(rows: TabRows) -> TabRows:
    return {key: row for key, row in rows.items() if row.get("platform") == PLATFORM}


def _open_numbers(rows: TabRows, brand: Brand) -> list[str]:
    """Return the numbers of a brand's cases that are not closed, as their keys give them."""
    return [
        number
        for key, row in rows.items()
        if row.get("brand") == brand.name and row.get("flag") != "CLOSED" and (number := number_in(key))
    ]


def _unknown(key: str) -> Row:
    problem = "Shopify knows no case with this number. Was it edited? Correct it, or remove the row."
    return Row(key, {"problem": problem}, when_absent="leave", why="Shopify: unknown number")


JOB = Job(name="sync_shopify_disputes", every=minutes(15), run=run, source=SOURCE)
