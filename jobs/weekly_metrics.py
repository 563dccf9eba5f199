"""Every hour: measure the weeks from what stands in the tabs, for the owner's Monday."""

from collections.abc import Iterable, Mapping

from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, hours
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

READ = ("Disputes", "Volumes")
WRITTEN = ("Metrics data", "Weekly trend", "Weekly metrics")
WEEKS = 26


def run(bot: BotRun) -> Receipt:
    """Compute all metric tabs anew; a fact that came late changes the week it belongs to."""

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        from sheets_bot.metrics.weekly import measure_weekly  # noqa: PLC0415 - pandas takes a third of a second

        if not all(tabs.has(tab) for tab in READ):
            return {}
        return measure_weekly(
            tabs.rows("Disputes"),
            tabs.rows("Volumes"),
            zone=tabs.rules.zone,
            week_starts_on=tabs.rules.week_starts_on,
            now=bot.now,
            weeks=WEEKS,
        )

    return bot.reconcile([*READ, *WRITTEN], shape)


JOB = Job(name="weekly_metrics", every=hours(1), run=run)
