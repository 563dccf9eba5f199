"""
Every ten minutes: bring the reviews that people pasted into the Reviews tab.

Asks no platform: it is for houses without Trustpilot's API. How a pasted row is read is in
`domain/reviews/review_pasted.py`.
"""

from collections.abc import Iterable, Mapping

from jobs.sync_reviews import HISTORY, TAB, review_tabs
from sheets_bot.domain.reviews.review_pasted import pasted_rows, read_pasted
from sheets_bot.domain.reviews.review_rows import shape_reviews
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

PASTED = "Pasted reviews"


def run(bot: BotRun) -> Receipt:
    """Treat each pasted row as if it had been fetched, and say beside a bad one what is wrong."""

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        if not all(tabs.has(tab) for tab in (HISTORY, TAB, PASTED)):
            return {}
        pasted = read_pasted(
            tabs.rows(PASTED),
            standing=tabs.rows(TAB),
            brands=bot.all_brand_names,
            zone=tabs.rules.zone,
        )
        shaped = shape_reviews(pasted.reviews, tabs=review_tabs(bot, tabs))
        return {HISTORY: shaped.history, TAB: shaped.reviews, PASTED: pasted_rows(pasted)}

    return bot.reconcile([HISTORY, TAB, PASTED], shape)


JOB = Job(name="read_pasted_reviews", every=minutes(10), run=run)
