"""Every half hour: bring the shops' orders, parcels and refunds into their ledgers."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sheets_bot.domain.orders.order import Order
from sheets_bot.domain.orders.order_readings import each_once
from sheets_bot.domain.orders.order_rows import shape_orders
from sheets_bot.domain.orders.parcel_rows import shape_parcels
from sheets_bot.domain.orders.refund_rows import shape_refunds
from sheets_bot.platforms.base import Fetched
from sheets_bot.service.bot_run import BotRun, Brand, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

SOURCE = "Shopify orders"
ORDERS, PARCELS, REFUNDS = TABS = ("Orders", "Parcels", "Refunds")


def run(bot: BotRun) -> Receipt:
    """Ask each brand's shop for the orders that changed since everything was last seen."""
    return bring_in(bot, since=lambda brand: bot.seen_through(SOURCE, brand))


def bring_in(bot: BotRun, *, since: Callable[[Brand], datetime | None], afresh: bool = False) -> Receipt:
    """
    Fetch orders of every brand and bring the three ledgers in line with them, in one write.

    A ledger without any row was just made, perhaps in place of one that was deleted: then
    what was seen before stands nowhere, and all is fetched again.

    Args:
        bot: The run.
        since: From when on each brand's changes are fetched; None: as far back as `Settings` says.
        afresh: The ledger is blank, and everything is fetched.
    """
    was_seen = not afresh and any(bot.seen_through(SOURCE, brand) for brand in bot.brands)

    def ask(brand: Brand) -> Fetched[Order] | None:
        if brand.shopify is None:
            return None
        start = since(brand) or bot.now - timedelta(days=bot.rules.orders.read_back_days)
        return brand.shopify.fetch_orders(since=start, until=bot.now)

    fetched = bot.fetch(SOURCE, ask)
    orders = each_once(order for found in fetched.values() for order in found.records)

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        if was_seen and not tabs.rows(ORDERS):
            return {}
        rules = tabs.rules
        return {
            ORDERS: shape_orders(orders, rules=rules.orders, salt=bot.salt),
            PARCELS: shape_parcels(
                orders, rows=tabs.rows(PARCELS), rules=rules.orders, zone=rules.zone, now=bot.now
            ),
            REFUNDS: shape_refunds(orders, rules=rules.orders),
        }

    receipt = bot.reconcile(TABS, shape)
    was_blank = ORDERS not in receipt.problems and all(tab.tab != ORDERS for tab in receipt.tabs)
    return bring_in(bot, since=lambda _brand: None, afresh=True) if was_blank and not afresh else receipt


JOB = Job(name="sync_orders", every=minutes(30), run=run, source=SOURCE)
