"""
The four tabs about causes, from the tabs as read: `Causes`, `Suppliers`, `Themes` and `Agreement`.

Puts together what the modules of these names measure; counts nothing itself.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sheets_bot.domain.causes.counted import counted_incidents
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRows
from sheets_bot.metrics import agreement, causes, suppliers, theme_rows
from sheets_bot.metrics.rates import TAB as RATES_TAB
from sheets_bot.metrics.rates import read_rates
from sheets_bot.metrics.weeks import Calendar
from sheets_bot.sheets.row import Row


def measure_all(
    tabs: Mapping[str, TabRows], *, rules: Rules, now: datetime, standing: Mapping[str, Iterable[str]]
) -> dict[str, list[Row]]:
    """
    Return the rows of the four tabs.

    Args:
        tabs: `Orders`, `Parcels`, `Disputes`, `Refunds`, `Reviews`, `Inbox`, `Acts` and `Rates` as read.
        rules: What stands in `Settings`.
        now: The present.
        standing: The keys that stand in the four tabs.
    """
    calendar = Calendar(rules.owner_zone, rules.week_starts_on)
    since = causes.known_since(tabs["Orders"], rules.owner_zone)
    incidents = counted_incidents(tabs)
    return {
        causes.TAB: causes.measure_causes(
            incidents,
            calendar=calendar,
            now=now,
            known_since=since,
            work=_work(rules),
            convert=read_rates(tabs.get(RATES_TAB, {}), rules.metrics.currency).convert,
            standing=standing[causes.TAB],
        ),
        suppliers.TAB: suppliers.measure_suppliers(
            tabs["Parcels"],
            incidents,
            calendar=calendar,
            now=now,
            known_since=since,
            standing=standing[suppliers.TAB],
        ),
        theme_rows.TAB: theme_rows.measure_themes(
            tabs, calendar=calendar, now=now, known_since=since, left_out=rules.causes.left_out
        ),
        agreement.TAB: agreement.measure_agreement(
            tabs["Acts"], tabs["Disputes"], standing=standing[agreement.TAB]
        ),
    }


def _work(rules: Rules) -> causes.Work:
    """Return what the work on an incident cost; nothing where `Settings` do not count it."""
    if not rules.causes.count_work:
        return lambda _incident: None
    today = rules.today
    minutes = {
        "Disputes": today.dispute_minutes,
        "Reviews": today.review_minutes,
        "Inbox": today.mail_minutes,
    }
    return causes.work_at(minutes, rules.cases.hour_cost)
