"""
Every five minutes: count the shifts that are left anew, whether or not a platform answers.

Asks nobody and decides nothing. Shifts and flags are in `domain/shifts.py` and `domain/deadlines.py`.
"""

from collections.abc import Iterable, Mapping

from sheets_bot.domain.disputes.dispute_rows import refresh_clocks
from sheets_bot.domain.disputes.shop_dispute_rows import refresh_shop_clocks
from sheets_bot.domain.reviews.review_turn import refresh_review_clocks
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

DISPUTES, REVIEWS = TABS = ("Disputes", "Reviews")


def run(bot: BotRun) -> Receipt:
    """
    Recompute flags and shifts from what stands in the tabs.

    The Inbox and the orders at risk have jobs of their own, which come often enough and do the same.
    """

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        rules, disputes, reviews = tabs.rules, tabs.rows(DISPUTES), tabs.rows(REVIEWS)
        return {
            DISPUTES: [
                *refresh_clocks(disputes, rules=rules, now=bot.now),
                *refresh_shop_clocks(disputes, rules=rules, now=bot.now),
            ],
            REVIEWS: refresh_review_clocks(reviews, rules=rules.reviews, clock=rules.clock, now=bot.now),
        }

    return bot.reconcile(TABS, shape)


JOB = Job(name="refresh_deadlines", every=minutes(5), run=run)
