"""
The timetable of the service, from the jobs themselves.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path

from from_code.markdown import code, plain, table
from sheets_bot.service.job import Job, load_jobs
from sheets_bot.service.timetable import Every

INTRO = """\
# When it looks

Each minute every job is asked whether it is due. Clock times are in the time zone of `Settings`. A time
that was missed, because the bot was down or a platform was, is made up for at once (but for
`snapshot_backlog`: after three hours the day stays a gap); a run that fails is tried again after 1, 2, 4,
... 30 minutes. When all are due at once, they run in the order of this list.

What works from the tabs alone goes on when a platform is down. A source that is down, denied or slow leaves
its rows as they were and says so in `Status`."""

ASKS = {
    "carry_out": "the platform of each act",
    "weekly_report": "the mailbox",
    "send_notices": "the channels",
    "update_volumes": "PayPal payments, Shopify order counts",
}
"""What a job asks that no single source stands for."""
JOBS = Path(__file__).resolve().parents[2] / "jobs"


@cache
def shipped_jobs() -> Mapping[str, Job]:
    """Return the jobs that come with the bot, by name, in the order in which they run."""
    return load_jobs([JOBS])


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page of the timetable."""
    rows = [
        (
            f"**{code(job.name)}**",
            often(job.every),
            plain(job.about),
            ASKS.get(job.name) or job.source or "the tabs alone",
        )
        for job in shipped_jobs().values()
    ]
    yield "jobs", f"{INTRO}\n\n{table(('job', 'how often', 'what it does', 'asks'), rows)}"


def often(every: Every) -> str:
    """Return how often in words: ``5 minutes``, ``daily from 05:30``."""
    if not isinstance(every, timedelta):
        return str(every)
    minutes = int(every.total_seconds()) // 60
    number, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"{number} {unit}{'s' if number > 1 else ''}"
