"""
Once a day: read every watched review again, for edits, answers and what has disappeared.

Answers no review. How a review becomes a row is in `sync_reviews.py`; which are watched is in
`domain/reviews/review_turn.py`.
"""

from datetime import datetime

from jobs.sync_reviews import TAB, ask_for_new, bring_in
from sheets_bot.domain.reviews.review import TRUSTPILOT, Review
from sheets_bot.domain.reviews.review_turn import watched_from, watched_ids, watched_stars
from sheets_bot.platforms.base import Fetched
from sheets_bot.service.bot_run import BotRun, Brand
from sheets_bot.service.job import Job, daily
from sheets_bot.sheets.receipt import Receipt


def run(bot: BotRun) -> Receipt:
    """
    Fetch the whole list of each brand, and look up what is watched and not in it.

    An edited review never comes up as a new one, so this is how edits are found. A brand of which
    nothing was seen yet has all its reviews fetched instead.
    """
    standing = bot.read(TAB).rows(TAB)
    rules = bot.rules.reviews

    def ask(brand: Brand, seen: datetime | None) -> Fetched[Review] | None:
        if brand.trustpilot is None or seen is None:
            return ask_for_new(bot, brand, None)
        return brand.trustpilot.sweep(
            since=watched_from(rules, bot.now),
            watched=watched_ids(standing, brand.name, rules=rules, now=bot.now),
            stars=tuple(watched_stars(rules)),
        )

    return bring_in(bot, ask)


JOB = Job(name="sweep_reviews", every=daily("04:30"), run=run, source=TRUSTPILOT)
