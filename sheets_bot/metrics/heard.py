"""
Up to when each source has answered for each brand, from the tab `Status`: what came since is no zero.

Reads what the runs wrote down; asks nobody, and counts nothing. A brand of which `Status` says nothing, such
as one whose tracker was imported, is measured as it stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sheets_bot.domain.disputes.dispute_rows import PLATFORM as PAYPAL
from sheets_bot.domain.reviews.review import TRUSTPILOT
from sheets_bot.domain.when_words import moment_words
from sheets_bot.metrics.readings import Rows, instant_of
from sheets_bot.metrics.slices import Source
from sheets_bot.metrics.weeks import Calendar

STATUS_TAB = "Status"

FEEDS: Mapping[Source, str] = {
    "paypal cases": PAYPAL,
    "shop cases": "Shopify disputes",
    "threads": "Mailbox",
    "orders": "Shopify orders",
    "refunds": "Shopify orders",
    "reviews": TRUSTPILOT,
    "snapshots": "Mailbox",
}
"""By what is counted, the source that tells it, as the jobs name it in `Status`."""

RECENTLY = timedelta(days=1)
"""A running week counts so far while its source has answered within this time (ours)."""

_BETWEEN_RUNS = timedelta(hours=2)
"""No source is asked less often than hourly; the other hour is for a run that takes long (ours)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One source for one brand."""

    day: date
    """The local day on which it last answered: all days before it are known whole."""
    lately: bool
    """Whether it has answered recently enough for a week that still runs."""
    words: str
    """The reason why a week after *day* is not measured."""


def heard_of(
    status: Rows, *, calendar: Calendar, now: datetime, heartbeat: timedelta
) -> Mapping[Source, Mapping[str, Heard]]:
    """
    Return what `Status` tells, by source and brand.

    A run that has nothing new to tell is written down only once per *heartbeat*; as long as no failure is,
    the source has answered until *now*. A record that could not be read is one number less, and no silence.
    """
    return {source: dict(_of_feed(feed, status, calendar, now, heartbeat)) for source, feed in FEEDS.items()}


def _of_feed(
    feed: str, status: Rows, calendar: Calendar, now: datetime, heartbeat: timedelta
) -> Iterable[tuple[str, Heard]]:
    for what, row in status.items():
        named, _, brand = what.partition(": ")
        whole = instant_of(row.get("seen_through")) or instant_of(row.get("last_good_at"))
        in_part = instant_of(row.get("answered_at"))
        answered = max(filter(None, (whole, in_part)), default=None)
        until = answered or instant_of(row.get("failed_since"))
        if named != feed or until is None:
            continue
        told = instant_of(row.get("last_try_at")) or until
        is_good = row.get("state") == "ok" or answered == told
        if is_good and now - told <= heartbeat + _BETWEEN_RUNS:
            until = max(until, now)
        words = f"{feed} of {brand} {_words(answered, calendar, is_good=is_good)}"
        yield brand, Heard(calendar.day_of(until), now - until <= RECENTLY, words)


def _words(answered: datetime | None, calendar: Calendar, *, is_good: bool) -> str:
    if answered is None:
        return "has never answered."
    last = f"last answered on {moment_words(answered, calendar.zone)}"
    if is_good:
        # No run asks it any more, and none will say so in its line.
        return f"{last}, and is no longer asked. If it is gone for good, delete its line in {STATUS_TAB}."
    return f"{last}; what came since is not known."
