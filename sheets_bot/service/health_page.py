"""
The small web page on which an orchestrator reads how the bot is, and Prometheus what it counts.

Three addresses, all read only, on the one port of `[service] health_port`. What they say is made in
`health.py` and `counts.py`.
"""

import json
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from sheets_bot.errors import Misconfigured
from sheets_bot.service.health import Health

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus' text format."""


class HealthServer:
    """The web page, in a thread of its own; a context manager."""

    def __init__(
        self,
        health: Health,
        *,
        host: str,
        port: int,
        clock: Callable[[], datetime],
        metrics: Callable[[], bytes] = bytes,
    ) -> None:
        """
        Open the port; 0 takes a free one.

        Raises:
            Misconfigured: The port is taken or the address is not this machine's.
        """
        parts = {"health": health, "clock": staticmethod(clock), "metrics": staticmethod(metrics)}
        handler = type("Handler", (_Page,), parts)
        try:
            self._server = _Server((host, port), handler)
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


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_arguments: object) -> None:
        """Log nothing: whoever asked has hung up."""


class _Page(BaseHTTPRequestHandler):
    """Answers three paths."""

    health: Health
    clock: Callable[[], datetime]
    metrics: Callable[[], bytes]
    server_version = "sheets-bot"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        """Answer with the state; the status says it to those who read no JSON."""
        path = self.path.split("?")[0]
        if path == "/metrics":
            self._answer(200, type(self).metrics(), METRICS_TYPE)
            return
        now = type(self).clock()
        check = {"/healthz": self.health.is_live, "/readyz": self.health.is_ready}.get(path)
        if check is None:
            self._answer_json(404, {"error": "There is /healthz, /readyz and /metrics."})
        else:
            self._answer_json(200 if check(now) else 503, self.health.report(now))

    def _answer_json(self, status: int, body: dict[str, Any]) -> None:
        self._answer(status, json.dumps(body).encode(), "application/json")

    def _answer(self, status: int, data: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        """Log nothing: a probe every few seconds would bury the rest."""
