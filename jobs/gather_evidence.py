"""
Every half hour: ask Shopify for what only it knows of disputed orders, and fill its rows of Evidence.

Changes nothing at Shopify. What proves what is in `domain/evidence/`; what the tabs can say by themselves is
filled in by `advise_disputes`.
"""

from collections.abc import Iterable, Mapping

from sheets_bot.domain.evidence.gathering import open_cases_of, shape_shop_evidence
from sheets_bot.domain.orders.case_order import CaseOrder
from sheets_bot.platforms.base import Fetched
from sheets_bot.service.bot_run import BotRun, Brand, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

SOURCE = "Shopify evidence"
DISPUTES, ORDERS, EVIDENCE = "Disputes", "Orders", "Evidence"
RESTS_ON = (DISPUTES, ORDERS, "Parcels", "Refunds")


def run(bot: BotRun) -> Receipt:
    """
    Ask each brand's shop for the orders of its open cases, and write the rows that are Shopify's.

    Only open cases whose order is known are asked for; without one, nothing is. The rows of the same tab
    that rest on other tabs are another job's: no row has two writers.
    """
    before = bot.read(*RESTS_ON, EVIDENCE)
    wanted = open_cases_of(before.rows(DISPUTES), before.rows(ORDERS))

    def ask(brand: Brand) -> Fetched[CaseOrder] | None:
        numbers = [case.order_id for case in wanted if case.brand == brand.name]
        if brand.shopify is None or not numbers:
            return None
        return brand.shopify.fetch_case_orders(numbers)

    fetched = bot.fetch(SOURCE, ask)
    orders = [order for found in fetched.values() for order in found.records]

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        if not all(tabs.has(tab) for tab in RESTS_ON):
            # With half of what it rests on, a piece would look as if it did not fit.
            return {}
        readable = {tab: tabs.rows(tab) for tab in (*RESTS_ON, EVIDENCE)}
        return {EVIDENCE: shape_shop_evidence(readable, orders, rules=tabs.rules)}

    return bot.reconcile([*RESTS_ON, EVIDENCE], shape)


JOB = Job(
    name="gather_evidence",
    every=minutes(30),
    run=run,
    source=SOURCE,
    after=("join_orders", "sync_orders", "sweep_orders"),
)
