"""
Every hour: bring new reviews from Trustpilot into the Reviews tab.

Answers no review. How one becomes a row is in `domain/reviews/`; Trustpilot is read in
`platforms/trustpilot/`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sheets_bot.domain.reviews.review import TRUSTPILOT, Review
from sheets_bot.domain.reviews.review_rows import ReviewTabs, shape_reviews
from sheets_bot.domain.reviews.review_turn import refresh_review_clocks, watched_from
from sheets_bot.platforms.base import Fetched
from sheets_bot.service.bot_run import BotRun, Brand, Tabs
from sheets_bot.service.job import Job, hours
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

TAB = "Reviews"
HISTORY = "Review history"

Ask = Callable[[Brand, datetime | None], Fetched[Review] | None]
"""Fetches for one brand; given up to when all its reviews were in the tab before."""


def run(bot: BotRun) -> Receipt:
    """Ask each brand's Trustpilot for what was written since everything was last seen."""
    return bring_in(bot, lambda brand, seen: ask_for_new(bot, brand, seen))


def ask_for_new(bot: BotRun, brand: Brand, seen: datetime | None) -> Fetched[Review] | None:
    """Fetch the reviews written since *seen*, or all that are still watched; None without an account."""
    if brand.trustpilot is None:
        return None
    since = seen or watched_from(bot.rules.reviews, bot.now)
    return brand.trustpilot.fetch_reviews(since=since, until=bot.now)


def bring_in(bot: BotRun, ask: Ask, *, afresh: bool = False) -> Receipt:
    """
    Fetch reviews of every brand, and bring tab and history in line with them.

    A tab without any row was just made, perhaps in place of one that was deleted: then
    what was seen before stands nowhere, and all is fetched again.

    Args:
        bot: The run.
        ask: How a brand is asked.
        afresh: The tab is blank, and everything is fetched.
    """
    seen = {brand: None if afresh else bot.seen_through(TRUSTPILOT, brand) for brand in bot.brands}
    fetched = bot.fetch(TRUSTPILOT, lambda brand: ask(brand, seen[brand]))

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        standing = tabs.rows(TAB)
        if not standing and any(seen.values()):
            return {}
        rows: list[Row] = []
        history: list[Row] = []
        if tabs.has(HISTORY):
            shaped = shape_reviews(
                (review for found in fetched.values() for review in found.records),
                tabs=review_tabs(bot, tabs),
                gone={brand.name: found.unknown_ids for brand, found in fetched.items()},
                seen_through={brand.name: at for brand, at in seen.items()},
            )
            rows, history = shaped.reviews, shaped.history
        fresh = {row.key for row in rows}
        others = {key: row for key, row in standing.items() if key not in fresh}
        rules = tabs.rules
        rows += refresh_review_clocks(others, rules=rules.reviews, clock=rules.clock, now=bot.now)
        return {HISTORY: history, TAB: rows}

    # The history first: of a write that is cut, it is the part that must not be missing.
    receipt = bot.reconcile([HISTORY, TAB], shape)
    was_blank = TAB not in receipt.problems and all(tab.tab != TAB for tab in receipt.tabs)
    return (
        bring_in(bot, lambda brand, _: ask_for_new(bot, brand, None), afresh=True) if was_blank else receipt
    )


def review_tabs(bot: BotRun, tabs: Tabs) -> ReviewTabs:
    """Return what reviews are compared with."""
    return ReviewTabs(
        reviews=tabs.rows(TAB),
        history=tabs.rows(HISTORY),
        rules=tabs.rules.reviews,
        clock=tabs.rules.clock,
        now=bot.now,
        salt=bot.salt,
    )


JOB = Job(name="sync_reviews", every=hours(1), run=run, source=TRUSTPILOT)
