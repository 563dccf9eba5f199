"""
Every half hour: see what has become late and needs a hand, whether or not Shopify answers.

Tells no customer. What counts as late, lost or astray is in `domain/orders/at_risk.py`.
"""

from collections.abc import Iterable, Mapping

from sheets_bot.domain.orders.at_risk import find_risks
from sheets_bot.domain.orders.at_risk_cases import cases_of_orders
from sheets_bot.domain.orders.at_risk_rows import shape_at_risk
from sheets_bot.domain.orders.parcel_rows import refresh_parcels
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

ORDERS, PARCELS, DISPUTES, AT_RISK = TABS = ("Orders", "Parcels", "Disputes", "Orders at risk")


def run(bot: BotRun) -> Receipt:
    """Work states and risks out anew from what stands in the tabs; the time is all that is new."""

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        if not (tabs.has(ORDERS) and tabs.has(PARCELS)):
            # With half of what it rests on, a risk would look as if it were over.
            return {}
        rules, clock = tabs.rules.orders, tabs.rules.clock
        orders, standing = tabs.rows(ORDERS), tabs.rows(PARCELS)
        moved = refresh_parcels(standing, rules=rules, zone=tabs.rules.zone, now=bot.now)
        parcels = {**standing, **{row.key: {**standing[row.key], **row.values} for row in moved}}
        cases = cases_of_orders(tabs.rows(DISPUTES))
        risks = find_risks(orders, parcels, cases=cases, rules=rules, clock=clock, now=bot.now)
        at_risk = shape_at_risk(
            risks,
            standing=tabs.rows(AT_RISK),
            orders=orders,
            parcels=parcels,
            cases=cases,
            rules=rules,
            clock=clock,
            now=bot.now,
        )
        return {PARCELS: moved, AT_RISK: at_risk}

    return bot.reconcile(TABS, shape)


JOB = Job(name="watch_orders", every=minutes(30), run=run, after=("sync_orders", "join_orders"))
