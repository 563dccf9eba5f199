"""
What the process knows about its own state, and the small web page that tells it.

`/healthz` fails when starting the container anew would help: the timetable stands still, or a job
hangs. `/readyz` fails as long as some source has no good run, or only an old one. Both answer JSON
with the age of each source's last good run. No cell, no secret, no message of an error is shown.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from sheets_bot.errors import Misconfigured

MISSED_TICKS = 3
SLACK = timedelta(seconds=60)


@dataclass
class Health:
    """The board on which the scheduler and the jobs write; safe to use from several threads."""

    tick_seconds: int
    hung_after_seconds: int
    started_at: datetime
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _ticked_at: datetime | None = None
    _running: dict[str, datetime] = field(default_factory=dict)
    _stale_after: dict[str, timedelta] = field(default_factory=dict)
    _last_good_at: dict[str, datetime] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)

    def expects(self, source: str, *, stale_after: timedelta) -> None:
        """Name a source that must have a good run at least this often to be fresh."""
        with self._lock:
            self._stale_after[source] = stale_after

    def ticked(self, now: datetime) -> None:
        """Note that the timetable moves."""
        with self._lock:
            self._ticked_at = now

    def started(self, work: str, now: datetime) -> None:
        """Note that a piece of work runs."""
        with self._lock:
            self._running[work] = now

    def ended(self, work: str) -> None:
        """Note that it runs no more."""
        with self._lock:
            self._running.pop(work, None)

    def succeeded(self, source: str, now: datetime) -> None:
        """Note a good run of a source."""
        with self._lock:
            self._last_good_at[source] = now
            self._failures[source] = 0

    def told(self, source: str, *, good_at: datetime | None, failures: int) -> None:
        """Note how a source fared in other processes."""
        with self._lock:
            if good_at is not None:
                self._last_good_at[source] = good_at
            self._failures[source] = failures

    def failed(self, source: str) -> None:
        """Note a run of a source that failed."""
        with self._lock:
            self._failures[source] = self._failures.get(source, 0) + 1

    def is_live(self, now: datetime) -> bool:
        """Say whether the timetable moves and nothing hangs."""
        with self._lock:
            since = self._ticked_at or self.started_at
            longest = MISSED_TICKS * timedelta(seconds=self.tick_seconds) + SLACK
            hung = timedelta(seconds=self.hung_after_seconds)
            return now - since <= longest and all(now - at <= hung for at in self._running.values())

    def is_ready(self, now: datetime) -> bool:
        """Say whether every source is fresh."""
        with self._lock:
            return all(self._is_fresh(source, now) for source in self._stale_after)

    def report(self, now: datetime) -> dict[str, Any]:
        """Return everything as JSON values; ages in whole seconds, None for never."""
        live, ready = self.is_live(now), self.is_ready(now)
        with self._lock:
            return {
                "live": live,
                "ready": ready,
                "up_seconds": _seconds(now - self.started_at),
                "sources": {
                    source: {
                        "fresh": self._is_fresh(source, now),
                        "last_good_age_seconds": _seconds(now - at)
                        if (at := self._last_good_at.get(source))
                        else None,
                        "failures_in_a_row": self._failures.get(source, 0),
                    }
                    for source in sorted({*self._stale_after, *self._last_good_at, *self._failures})
                },
                "running_seconds": {work: _seconds(now - at) for work, at in sorted(self._running.items())},
            }

    def _is_fresh(self, source: str, now: datetime) -> bool:
        at = self._last_good_at.get(source)
        return at is not None and now - at <= self._stale_after.get(source, timedelta.max)


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


class HealthServer:
    """The web page, in a thread of its own; a context manager."""

    def __init__(self, health: Health, *, host: str, port: int, clock: Callable[[], datetime]) -> None:
        """
        Open the port; 0 takes a free one.

        Raises:
            Misconfigured: The port is taken or the address is not this machine's.
        """
        handler = type("Handler", (_Page,), {"health": health, "clock": staticmethod(clock)})
        try:
            self._server = ThreadingHTTPServer((host, port), handler)
        except OSError as error:
            raise Misconfigured(
                f"The health page cannot listen on {host}:{port}: {error.strerror}. Set health_port or "
                "health_host under [service], or stop the other process. Nothing was started."
            ) from None
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)

    @property
    def port(self) -> int:
        """The port that is really open."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Page(BaseHTTPRequestHandler):
    """Answers two paths."""

    health: Health
    clock: Callable[[], datetime]
    server_version = "sheets-bot"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        """Answer with the state; the status says it to those who read no JSON."""
        now = type(self).clock()
        checks = {"/healthz": self.health.is_live, "/readyz": self.health.is_ready}
        check = checks.get(self.path.split("?")[0])
        if check is None:
            self._answer(404, {"error": "There is /healthz and /readyz."})
        else:
            self._answer(200 if check(now) else 503, self.health.report(now))

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        """Log nothing: a probe every few seconds would bury the rest."""
