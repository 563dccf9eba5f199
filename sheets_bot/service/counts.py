"""
What the process counts about itself, in Prometheus' text format.

The only importer of prometheus-client, with a registry of its own. Labels are names of jobs, tabs, platforms
and spreadsheets, which the configuration bounds; never a case, a person or an address. Counts only: what
they mean for a probe is in `health.py`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from sheets_bot import __version__
from sheets_bot.service.health import Health
from sheets_bot.sheets.receipt import Receipt

_RUN_SECONDS = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900)
"""Bounds of the histogram; a first run of a large shop takes minutes."""


class Counts:
    """Counters and gauges of one process; safe to use from several threads."""

    def __init__(self, health: Health, clock: Callable[[], datetime]) -> None:
        self._registry = registry = CollectorRegistry()
        registry.register(_OfHealth(health, clock))
        info = Gauge("sheets_bot_info", "Which version runs.", ["version"], registry=registry)
        info.labels(__version__).set(1)
        place = ["job", "workbook"]
        self._runs = Counter(
            "sheets_bot_runs", "Runs of a job, by how they ended.", [*place, "outcome"], registry=registry
        )
        self._seconds = Histogram(
            "sheets_bot_run_seconds", "How long runs took.", ["job"], buckets=_RUN_SECONDS, registry=registry
        )
        self._calls = Counter(
            "sheets_bot_google_calls", "Calls to Google Sheets.", ["workbook", "kind"], registry=registry
        )
        cells, rows = "Cells that the bot changed.", "Rows that the bot added."
        self._cells = Counter("sheets_bot_changed_cells", cells, ["workbook", "tab"], registry=registry)
        self._new_rows = Counter("sheets_bot_new_rows", rows, ["workbook", "tab"], registry=registry)
        self._rows = Gauge(
            "sheets_bot_rows", "Rows of a tab, as last seen.", ["workbook", "tab"], registry=registry
        )
        self._hints = Counter(
            "sheets_bot_webhooks",
            "Webhooks by what became of them.",
            ["platform", "outcome"],
            registry=registry,
        )
        self._pings = Counter(
            "sheets_bot_pings", "Pings of the dead-man's switch.", ["outcome"], registry=registry
        )

    def ran(self, job: str, workbook: str, receipt: Receipt | None, seconds: float) -> None:
        """Count a run; None is one that crashed."""
        outcome = "crashed" if receipt is None else "ok" if receipt.ok else "failed"
        self._runs.labels(job, workbook, outcome).inc()
        self._seconds.labels(job).observe(seconds)
        if receipt is None:
            return
        self._calls.labels(workbook, "read").inc(receipt.reads)
        self._calls.labels(workbook, "write").inc(receipt.writes)
        for tab in receipt.tabs:
            self._rows.labels(workbook, tab.tab).set(tab.rows + tab.new_rows)
            if not receipt.dry_run:
                self._cells.labels(workbook, tab.tab).inc(tab.changed_cells)
                self._new_rows.labels(workbook, tab.tab).inc(tab.new_rows)

    def webhook(self, platform: str, outcome: str) -> None:
        """Count a webhook; both names come from fixed lists."""
        self._hints.labels(platform, outcome).inc()

    def pinged(self, outcome: str) -> None:
        """Count a ping of the dead-man's switch."""
        self._pings.labels(outcome).inc()

    def text(self) -> bytes:
        """Return the page that Prometheus reads."""
        return generate_latest(self._registry)


class _OfHealth(Collector):
    """Reads the board of `health.py` at the moment of asking, so that ages are never old themselves."""

    def __init__(self, health: Health, clock: Callable[[], datetime]) -> None:
        self._health = health
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        now = self._clock()
        states = {
            "live": self._health.is_live,
            "ready": self._health.is_ready,
            "fresh": self._health.is_fresh,
        }
        for state, holds in states.items():
            yield GaugeMetricFamily(f"sheets_bot_{state}", f"1 while the bot is {state}.", float(holds(now)))
        ages = GaugeMetricFamily(
            "sheets_bot_last_good_age_seconds", "Age of a source's last good run.", labels=["source"]
        )
        for source, age in self._health.ages(now).items():
            ages.add_metric([source], age.total_seconds())
        yield ages
