"""
Every hour: once a week, write the owner's report into its tab and send it by mail, with a PDF.

Sends the same report to nobody twice. What it says is in `domain/report/`; tab, mail and PDF are made in
`service/report/`.
"""

from sheets_bot.service.bot_run import BotRun
from sheets_bot.service.job import Job, hours
from sheets_bot.sheets.receipt import Receipt


def run(bot: BotRun) -> Receipt:
    """Report the last week that is due by Settings; nothing is written or sent twice."""
    from sheets_bot.service.report.round import report_week  # noqa: PLC0415 - draws, which is slow to load

    return report_week(bot)


JOB = Job(
    name="weekly_report",
    every=hours(1),
    run=run,
    after=("weekly_metrics", "weekly_causes", "advise_disputes"),
)
"""Day and hour stand in the tab Settings, so the clock of this job only says how soon it is noticed."""
