"""
What the bot asks of each source in an hour, against what it may: `python tests/bench/steady_hour.py`.

Lets one hour pass at the default timetable, for four brands in one spreadsheet and for a hundred in 25, all
under one service account, and prints the counts of the sandbox's journal beside the published quotas. The
hour has none of the daily jobs, which run between 04:30 and 05:30. How the hour is made, and what is not
imitated, stands in `bench_hour.py`.
"""

import argparse
import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bench_hour import Hour, a_company, some_brands
from bench_table import show
from sheets_bot.sandbox.journal import Line
from sheets_bot.sandbox.world.brands import BRANDS

GOOGLE_A_MINUTE = 60
"""Reads of one service account, and as many writes (Sheets API, usage limits)."""
SHOPIFY_POINTS_A_MINUTE = 60 * 100
"""Of one store on the Standard plan (Shopify API rate limits)."""
TRUSTPILOT_IN_FIVE_MINUTES = 833
"""Recommended ceiling (Trustpilot, rate limiting). Whose calls count together is not said; here all do."""
TRUSTPILOT_A_YEAR = 200_000
"""Tier 1 of the API module (Trustpilot, API module best practices)."""
IMAP_CONNECTIONS = 15
"""Of one Gmail mailbox at the same time (reported, not published as a promise)."""
HOURS_A_YEAR = 365 * 24

MOST_BRANDS_OF_A_USUAL_SIZE = len(BRANDS)
FEW_ORDERS_A_WEEK = 12
"""For more brands than the sandbox has: the calls hardly depend on it, the time to make the world does."""


@dataclass(frozen=True)
class Use:
    """What was asked of one source, in one of the ways in which it counts."""

    source: str
    in_the_hour: float
    at_worst: float
    """In the window that the allowance is for; the window slides, as the sources' own do."""
    allowed: float | None
    """In that window; None where nothing is published."""
    allowed_words: str
    refused: int
    other_errors: int = 0

    @property
    def cells(self) -> tuple[str, ...]:
        """The line of the table."""
        share = "" if self.allowed is None else f"{self.at_worst / self.allowed:.1%}"
        numbers = f"{self.in_the_hour:,.0f}", f"{self.at_worst:,.0f}", self.allowed_words, share
        return (self.source, *numbers, f"{self.refused:,}", f"{self.other_errors:,}")


def worst(asked: Iterable[tuple[float, float]], *, window_seconds: float = 60.0) -> float:
    """Return the most in any window; *asked* holds instants in seconds and how much each counts."""
    window: deque[tuple[float, float]] = deque()
    total = most = 0.0
    for at, much in sorted(asked):
        window.append((at, much))
        total += much
        while window[0][0] <= at - window_seconds:
            total -= window.popleft()[1]
        most = max(most, total)
    return most


def uses(hour: Hour) -> list[Use]:
    """Return what the hour asked of every source."""
    return [
        *_google(hour),
        _plain("PayPal", hour.calls("paypal"), None, "none published"),
        *_shopify(hour),
        *_trustpilot(hour),
        *_mailboxes(hour),
    ]


def _plain(
    source: str, lines: list[Line], allowed: float | None, words: str, *, window_seconds: float = 60.0
) -> Use:
    refused = sum(line.status == 429 for line in lines)
    failed = sum(line.status >= 400 or line.status == 0 for line in lines)
    at_worst = worst(((line.at, 1) for line in lines), window_seconds=window_seconds)
    return Use(source, len(lines), at_worst, allowed, words, refused, failed - refused)


def _google(hour: Hour) -> Iterable[Use]:
    for kind in ("read", "write"):
        words = f"{GOOGLE_A_MINUTE} a minute"
        yield _plain(f"Google Sheets, {kind}s", hour.calls("sheets", kind), GOOGLE_A_MINUTE, words)
    yield _plain("Google, sign-in", hour.calls("google-token"), None, "none published")


def _shopify(hour: Hour) -> Iterable[Use]:
    lines = hour.calls("shopify")
    yield _plain("Shopify, calls to all stores", lines, None, "counted in points")
    by_shop: dict[str, list[tuple[float, float]]] = {}
    for question in hour.questions:
        by_shop.setdefault(question.shop, []).append((question.at, question.points))
    yield Use(
        "Shopify, points of the busiest store",
        max((sum(points for _, points in asked) for asked in by_shop.values()), default=0),
        max(map(worst, by_shop.values()), default=0),
        SHOPIFY_POINTS_A_MINUTE,
        f"{SHOPIFY_POINTS_A_MINUTE:,} a minute",
        sum(question.throttled for question in hour.questions),
    )


def _trustpilot(hour: Hour) -> Iterable[Use]:
    lines = hour.calls("trustpilot")
    words = f"{TRUSTPILOT_IN_FIVE_MINUTES} in 5 minutes"
    yield _plain("Trustpilot, all brands", lines, TRUSTPILOT_IN_FIVE_MINUTES, words, window_seconds=300.0)
    for whose, calls in (("of one brand", len(lines) / hour.brands), ("of all", len(lines))):
        a_year, words = calls * HOURS_A_YEAR, f"{TRUSTPILOT_A_YEAR:,} a year"
        yield Use(f"Trustpilot, a year of such hours {whose}", calls, a_year, TRUSTPILOT_A_YEAR, words, 0)


def _mailboxes(hour: Hour) -> Iterable[Use]:
    lines = hour.calls("imap")
    refused = sum(line.status in {400, 403} for line in lines)
    commands = [(line.at, 1.0) for line in lines if line.method != "CONNECT"]
    yield Use("IMAP, commands", len(commands), worst(commands), None, "none published", refused)
    at_once = most = 0
    for line in lines:
        at_once += (line.method == "CONNECT") - (line.method == "LOGOUT")
        most = max(most, at_once)
    connections = sum(line.method == "CONNECT" for line in lines)
    words = f"{IMAP_CONNECTIONS} at once, a mailbox"
    yield Use("IMAP, connections to all mailboxes, at once", connections, most, IMAP_CONNECTIONS, words, 0)


def waits(hour: Hour) -> Iterable[tuple[str, str]]:
    """
    Yield what the one limiter at Google means for the timetable.

    A run writes at most once as a rule, and few runs of a quiet hour do; so what a busy hour
    could have is said, too.
    """
    for kind in ("reads", "writes"):
        due: Counter[datetime] = Counter()
        for turn in hour.turns:
            due[turn.due_at] += getattr(turn, kind)
        yield f"{kind} due in the hour", _of_quota(due.total())
        yield f"{kind} due at one moment, at worst", f"{max(due.values(), default=0):,}"
    yield "writes, had every run had something to write", _of_quota(hour.slots)
    late = [turn.late.total_seconds() / 60 for turn in hour.turns]
    yield "runs of jobs", f"{len(late):,}, of which {sum(not turn.ok for turn in hour.turns):,} failed"
    yield "slots passed over, since the job's next one had come", f"{hour.slots - len(late):,}"
    yield "runs over a minute late", f"{sum(minutes > 1 for minutes in late):,}"
    yield "the latest run", f"{max(late):.1f} minutes after its slot"
    before = hour.first_run.total_seconds() / 60
    yield "before: setting up and running everything once", f"{before:.1f} minutes"


def _of_quota(calls: int) -> str:
    quota = 60 * GOOGLE_A_MINUTE
    return f"{calls:,} of {quota:,}, {calls / quota:.0%}"


def print_hour(hour: Hour) -> None:
    """Print what was measured."""
    show(
        f"{hour.brands} brands, {hour.spreadsheets} spreadsheet(s): an hour at the default timetable",
        ("source", "in the hour", "at worst", "allowed", "used", "refused", "other errors"),
        [use.cells for use in uses(hour)],
    )
    show(f"{hour.brands} brands: turns at Google", ("what", "measured"), waits(hour))


def measured(brands: int, *, weeks: int) -> Hour:
    """Return the steady hour of so many brands; up to four are the sandbox's own, of a usual size."""
    few = brands <= MOST_BRANDS_OF_A_USUAL_SIZE
    chosen = BRANDS[:brands] if few else some_brands(brands, orders_per_week=FEW_ORDERS_A_WEEK)
    with a_company(chosen, weeks=weeks) as company:
        return company.steady_hour()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--brands", type=int, nargs="*", default=[4, 100])
    options.add_argument("--weeks", type=int, default=2, help="of trading that lie behind the hour")
    given = options.parse_args()
    for brands in given.brands:
        began = time.perf_counter()
        print_hour(measured(brands, weeks=given.weeks))
        print(f"\n  Measured in {time.perf_counter() - began:.0f} s.")
    print(
        "\n  Not in the hour: the daily jobs (04:30 to 05:30), among them the sweep of each brand's reviews at"
        "\n  Trustpilot. `sheets-bot check` tells the calls of a year with them."
        "\n  The one other error at Google is a token that ran out: the library that renews it in time goes by"
        "\n  the machine's clock, which does not see the hour pass."
    )


if __name__ == "__main__":
    main()
