"""
The port on which platforms may knock: opened only where it is configured.

Reads a body of limited size in limited time, hands it to the desk, and answers with a status and nothing
else. So many connections at a time, no more; none lives longer than some seconds. Logs nothing of what comes.
"""

import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import structlog

from sheets_bot.errors import Misconfigured
from sheets_bot.service.webhooks.desk import Answer, Desk

log = structlog.get_logger()

MOST_CONNECTIONS = 16
LONGEST_SECONDS = 15.0
"""Of a whole connection; platforms give up after 5 (Shopify) to 30 s."""
PIECE_BYTES = 65_536


class WebhookServer:
    """The port, in a thread of its own; a context manager."""

    def __init__(self, desk: Desk, tell: Callable[[Answer], None]) -> None:
        """
        Open the port; 0 takes a free one.

        Args:
            desk: Looks at what comes.
            tell: Is told what became of each delivery, before it is answered; must be quick.

        Raises:
            Misconfigured: The port is taken or the address is not this machine's.
        """
        host, port = desk.webhooks.host, desk.webhooks.port or 0
        parts = {"desk": desk, "tell": staticmethod(tell)}
        try:
            self._server = _Limited((host, port), type("Handler", (_Knock,), parts))
        except OSError as error:
            raise Misconfigured(
                f"Webhooks cannot be heard on {host}:{port}: {error.strerror}. Set another port or host "
                "under [webhooks], stop the other process, or leave the port out. Nothing was started."
            ) from None
        self._desk = desk
        self._thread = threading.Thread(target=self._server.serve_forever, name="webhooks", daemon=True)

    @property
    def port(self) -> int:
        """The port that is really open."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        log.info("webhooks.open", port=self.port, paths=self._desk.paths())
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._desk.close()


class _Limited(ThreadingHTTPServer):
    """Closes what is too much, and what takes too long, unanswered."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: Any) -> None:
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        # A time limit for each read alone would let one connection drip for hours.
        limit = threading.Timer(LONGEST_SECONDS, _cut, (request,))
        limit.daemon = True
        limit.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            limit.cancel()
            self._places.release()

    def handle_error(self, *_arguments: object) -> None:
        """Log nothing: the other end went away, and a traceback could quote what it sent."""


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself


class _Knock(BaseHTTPRequestHandler):
    """Answers one delivery, and closes."""

    desk: Desk
    tell: Callable[[Answer], None]
    server_version = "sheets-bot"
    sys_version = ""
    timeout = 5

    def do_POST(self) -> None:
        """Look at a delivery; its status is all that the sender hears."""
        answer = self._looked_at()
        type(self).tell(answer)
        self.send_response(answer.status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def _looked_at(self) -> Answer:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or self.headers.get("Transfer-Encoding"):
            return Answer(411, "unreadable")
        if len(length) > 9 or int(length) > self.desk.webhooks.most_bytes:
            return Answer(413, "too large")
        body = self._body(int(length))
        if len(body) < int(length):
            return Answer(400, "unreadable")
        headers = {name.casefold(): value for name, value in self.headers.items()}
        return self.desk.receive(self.path.partition("?")[0], headers, body)

    def _body(self, length: int) -> bytes:
        body, ends_at = bytearray(), time.monotonic() + LONGEST_SECONDS
        while len(body) < length and time.monotonic() < ends_at:
            piece = self.rfile.read1(min(length - len(body), PIECE_BYTES))
            if not piece:
                break
            body += piece
        return bytes(body)

    def log_message(self, *_arguments: object) -> None:
        """Log nothing: the counts say how many came, and what came is nobody's business."""
