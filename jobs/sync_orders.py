"""
Every half hour: bring the shops' orders, parcels and refunds into their ledgers.

Writes nothing at Shopify. How orders, parcels and refunds become rows is in `domain/orders/`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sheets_bot.domain.orders.order import Order
from sheets_bot.domain.orders.order_readings import each_once
from sheets_bot.domain.orders.order_rows import shape_orders
from sheets_bot.domain.orders.parcel_rows import parcel_facts, shape_parcels
from sheets_bot.domain.orders.refund_rows import shape_refunds
from sheets_bot.domain.rules.order_settings import OrderRules
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

    shaped_by: OrderRules | None = None
    shaped: Mapping[str, list[Row]] = {}

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        nonlocal shaped_by, shaped
        if was_seen and not tabs.rows(ORDERS):
            return {}
        rules = tabs.rules
        # A first fill is written in portions, and each asks again; only the rules could change these.
        if rules.orders != shaped_by:
            shaped_by, shaped = rules.orders, _shaped(orders, rules.orders, salt=bot.salt)
        parcels = shape_parcels(
            shaped[PARCELS], rows=tabs.rows(PARCELS), rules=rules.orders, zone=rules.zone, now=bot.now
        )
        return {**shaped, PARCELS: parcels}

    receipt = bot.reconcile(TABS, shape)
    was_blank = ORDERS not in receipt.problems and all(tab.tab != ORDERS for tab in receipt.tabs)
    return bring_in(bot, since=lambda _brand: None, afresh=True) if was_blank and not afresh else receipt


def _shaped(orders: Sequence[Order], rules: OrderRules, *, salt: str) -> dict[str, list[Row]]:
    """Return what the orders alone tell; parcels without their state, for which time and the tab count."""
    return {
        ORDERS: shape_orders(orders, rules=rules, salt=salt),
        PARCELS: parcel_facts(orders, rules=rules),
        REFUNDS: shape_refunds(orders, rules=rules),
    }


JOB = Job(name="sync_orders", every=minutes(30), run=run, source=SOURCE)
