"""
Every number that the bot computes, in the words of the function that counts it.

The same sentences stand in the tab `Metrics explained`, by the same means (`Metric.gist`, `Metric.rest`).
"""

from collections.abc import Iterator
from itertools import groupby

from from_code.markdown import code, plain
from sheets_bot.metrics.figure import Metric
from sheets_bot.metrics.series import METRICS

INTRO = """\
# Every number

What each number counts, by which date, what is left out and what may still change. The sentences are those
of the code that does the counting; the tab `Metrics explained` holds them as well. How to read the word
beside a number is in [Within the usual range](/owner/usual_range.md)."""

UNITS = {
    "cases": "a count",
    "share": 'a share, shown in percent; of fewer than ten as "3 of 7"',
    "per 100": "so many per 100",
    "money": "money, each currency by itself",
    "hours": "hours",
    "stars": "stars, 1 to 5",
}
ROWS = {
    "paypal cases": "the rows of `Disputes` that are PayPal's",
    "shop cases": "the rows of `Disputes` that are Shopify's",
    "threads": "the rows of `Inbox`",
    "orders": "the rows of `Orders`",
    "refunds": "the rows of `Refunds`",
    "reviews": "the rows of `Reviews`",
    "snapshots": "the rows of `Backlog`",
}


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page of all numbers."""
    parts = [INTRO]
    for area, metrics in groupby(METRICS, key=lambda metric: metric.area):
        parts.append(f"## {plain(area)}")
        parts += [_entry(metric) for metric in metrics]
    yield "numbers", "\n\n".join(parts) + "\n"


def _entry(metric: Metric) -> str:
    rest = "\n\n".join(plain(paragraph) for paragraph in metric.rest.splitlines())
    facts = [
        f"Unit: {UNITS[metric.unit]}.",
        f"Counted: {ROWS[metric.source]}.",
        f"Stands in: *{'Weekly metrics' if metric.headline else 'Metrics data'}*, as {code(metric.name)}.",
    ]
    if metric.brands_only:
        facts.append("For each brand only.")
    if metric.now_only:
        facts.append("Known for the running week only.")
    return "\n\n".join([f"### {plain(metric.title)}", plain(metric.gist), rest, " ".join(facts)])
