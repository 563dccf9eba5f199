"""
Every quarter of an hour: bring what changed at PayPal into the Disputes tab.

Answers no case. How a dispute becomes a row is in `domain/disputes/`; PayPal is read in `platforms/paypal/`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sheets_bot.domain.disputes.dispute import Dispute
from sheets_bot.domain.disputes.dispute_rows import most_urgent_first, refresh_clocks, shape_disputes
from sheets_bot.platforms.base import Fetched
from sheets_bot.service.bot_run import BotRun, Brand, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

TAB = "Disputes"
PAYPAL = "PayPal"
AS_FAR_BACK_AS_PAYPAL_GOES = timedelta(days=179)
"""PayPal lists what changed in the last 180 days (PayPal disputes API, list); a day is spare."""


def run(bot: BotRun) -> Receipt:
    """Ask each brand's PayPal for what changed since everything was last seen."""
    return bring_in(bot, since=lambda brand: bot.list_from(PAYPAL, brand))


def bring_in(
    bot: BotRun,
    *,
    since: Callable[[Brand], datetime | None],
    also: Mapping[str, Iterable[str]] | None = None,
    afresh: bool = False,
) -> Receipt:
    """
    Fetch disputes of every brand and bring the tab in line with them.

    A tab without any row of PayPal's was just made, perhaps in place of one that was deleted: then
    what was seen before stands nowhere, and all is fetched again.

    Args:
        bot: The run.
        since: From when on each brand's changes are fetched; None: as far back as PayPal goes.
        also: Ids to look up in any case, by brand name.
        afresh: The tab is blank, and everything is fetched.
    """
    seen = {brand: None if afresh else bot.seen_through(PAYPAL, brand) for brand in bot.brands}

    def ask(brand: Brand) -> Fetched[Dispute] | None:
        if brand.paypal is None:
            return None
        start = since(brand) or bot.now - AS_FAR_BACK_AS_PAYPAL_GOES
        named = [*(also or {}).get(brand.name, ()), *bot.ask_again(PAYPAL, brand)]
        return brand.paypal.fetch_disputes(since=start, until=bot.now, also=named)

    fetched = bot.fetch(PAYPAL, ask)

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        standing = {key: row for key, row in tabs.rows(TAB).items() if row.get("platform") == PAYPAL}
        if not standing and any(seen.values()):
            return {}
        rows: dict[str, Row] = {}
        for brand, found in fetched.items():
            for row in shape_disputes(
                found.records, rows=standing, rules=tabs.rules, now=bot.now, seen_through=seen[brand]
            ):
                # Brands that share one PayPal account see the same cases; the first one keeps them.
                rows.setdefault(row.key, row)
            for key in found.unknown_ids:
                rows.setdefault(key, _unknown(key))
        others = {key: row for key, row in standing.items() if key not in rows}
        return {
            TAB: [*most_urgent_first(rows.values()), *refresh_clocks(others, rules=tabs.rules, now=bot.now)]
        }

    receipt = bot.reconcile([TAB], shape)
    was_blank = TAB not in receipt.problems and all(tab.tab != TAB for tab in receipt.tabs)
    return bring_in(bot, since=lambda _brand: None, afresh=True) if was_blank else receipt


def _unknown(key: str) -> Row:
    problem = "PayPal knows no case with this id. Was it edited? Correct it, or remove the row."
    return Row(key, {"problem": problem}, when_absent="leave", why="PayPal: unknown id")


JOB = Job(name="sync_paypal_disputes", every=minutes(15), run=run, source=PAYPAL)
