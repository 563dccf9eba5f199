"""
The sandbox's door: HTTP/1.1 on loopback, one thread per connection.

Reads calls from the wire and sends answers; what an answer says is decided by the
rooms behind `switchboard.py`. Never listens beyond loopback, and refuses pages of
other sites that a browser on this machine may have open.
"""

import gzip
import http
import ipaddress
import logging
import re
import socket
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from sheets_bot.sandbox.switchboard import Answer, Switchboard
from sheets_bot.sandbox.wire import Call, Reply

HOST = "127.0.0.1"
MOST_BODY_BYTES = 128 * 1024 * 1024
"""A body above this is refused with 413. Google names no limit and advises 2 MB (Sheets API usage limits)."""
COMPRESS_FROM_BYTES = 2_048
IDLE_SECONDS = 120.0
"""A connection on which nothing comes for this long is closed, as the real services do."""

log = logging.getLogger(__name__)


class BodyTooLong(Exception):
    """The request has a body above the limit; it was not read."""


class BadFraming(Exception):
    """The request's length makes no sense; the connection cannot be used further."""


class Server:
    """Listens from construction on; serves in threads of its own until :meth:`stop`."""

    def __init__(self, switchboard: Switchboard, *, now: Callable[[], float], port: int = 0) -> None:
        """Listen on *port* of 127.0.0.1, 0 for any free one; *now* is the sandbox's clock."""
        self._listener = _Listener((HOST, port), _Handler)
        self._listener.switchboard = switchboard
        self._listener.now = now
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, name="sandbox", daemon=True
        )
        self._thread.start()

    @property
    def base_url(self) -> str:
        """Where everything is, e.g. ``http://127.0.0.1:8765``."""
        return f"http://{HOST}:{self._listener.server_port}"

    def stop(self) -> None:
        """Stop listening, close every connection, and free the port. A second time does nothing."""
        self._listener.shutdown()
        self._listener.close_connections()
        self._listener.server_close()
        self._thread.join(timeout=5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Listener(ThreadingHTTPServer):
    """The listening socket; remembers open connections so that a stop ends them."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    switchboard: Switchboard
    now: Callable[[], float]

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        with self._open_lock:
            connections = tuple(self._open)
        for connection in connections:
            _hang_up(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002  (the signature is given)
        """Note that a client went away amid its call; nothing else can fail here."""
        log.debug("sandbox.connection_lost %s", client_address)


class _Handler(BaseHTTPRequestHandler):
    """One connection: reads calls one after the other and sends each answer in one piece."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    # Without it, small answers wait some 40 ms for the client's delayed acknowledgement.
    disable_nagle_algorithm = True
    server: _Listener

    def _serve(self) -> None:
        stranger = _stranger(self.headers, self.server.server_port)
        if stranger:
            self._send_error(403, f"The sandbox serves this machine only; {stranger} is somewhere else.")
            return
        try:
            body = self._read_body()
        except BodyTooLong as error:
            self._send_error(413, str(error))
        except BadFraming as error:
            self._send_error(400, str(error))
        else:
            self._answer(self._call(body))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve

    def _answer(self, call: Call) -> None:
        try:
            answer = self.server.switchboard.answer(call)
        except Exception:
            # The outermost loop of a connection. A room that fails has a defect: say so loudly, keep serving.
            log.exception("sandbox.room_failed %s %s", call.method, call.path)
            self._send_error(500, f"The sandbox has a defect: {call.method} {call.path} failed; see its log.")
            return
        if answer.cut in {"before", "after"}:
            self._cut()
            return
        self._send(answer)

    def _call(self, body: bytes) -> Call:
        url = urlsplit(self.path)
        return Call(
            method=self.command,
            path=unquote(url.path),
            query=parse_qs(url.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            at=self.server.now(),
        )

    def _read_body(self) -> bytes:
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            return self._read_chunks()
        given = self.headers.get("content-length", "0")
        if not (given.isascii() and given.isdigit()):
            raise BadFraming("Content-Length is not a whole number.")
        return self._read_exactly(_allowed(int(given)))

    def _read_chunks(self) -> bytes:
        parts: list[bytes] = []
        total = 0
        while size := self._read_chunk_size():
            total = _allowed(total + size)
            parts.append(self._read_exactly(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers mean nothing here
        return b"".join(parts)

    def _read_chunk_size(self) -> int:
        line = self.rfile.readline(1024).split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", line):
            raise BadFraming("A chunk's size is not a hexadecimal number.")
        return int(line, 16)

    def _read_exactly(self, size: int) -> bytes:
        body = self.rfile.read(size)
        if len(body) < size:
            raise BadFraming("The request's body ended early.")
        return body

    def _send(self, answer: Answer) -> None:
        body = answer.body
        headers = {name.title(): value for name, value in answer.headers.items()}
        if len(body) >= COMPRESS_FROM_BYTES and "gzip" in self.headers.get("accept-encoding", "").lower():
            body = gzip.compress(body, compresslevel=1, mtime=0)
            headers["Content-Encoding"] = "gzip"
            headers["Vary"] = "Accept-Encoding"
        headers["Content-Length"] = str(len(body))
        if self.close_connection:
            headers["Connection"] = "close"
        whole = _head(answer.status, headers) + (b"" if self.command == "HEAD" else body)
        if answer.cut == "middle":
            self.connection.sendall(whole[: len(whole) - max(1, len(body) // 2)])
            self._cut()
            return
        self.connection.sendall(whole)

    def _send_error(self, status: int, message: str) -> None:
        # The rest of the request was not read, so nothing more can be understood on this connection.
        self.close_connection = True
        body, content_type = Reply(status, {"error": {"code": status, "message": message}}).encoded()
        self._send(Answer(status, body, {"content-type": content_type}))

    def _cut(self) -> None:
        self.close_connection = True
        _hang_up(self.connection)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the signature is given)
        """Say nothing on the terminal; the journal keeps what matters."""


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    phrase = http.HTTPStatus(status).phrase if status in _KNOWN_STATUSES else "Status"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


_KNOWN_STATUSES = frozenset(int(status) for status in http.HTTPStatus)


def _allowed(size: int) -> int:
    if size > MOST_BODY_BYTES:
        raise BodyTooLong(f"The body is above {MOST_BODY_BYTES} bytes; it was not read.")
    return size


def _stranger(headers: Any, port: int) -> str:
    """
    Return the foreign host that a browser was sent from, or an empty string.

    Whoever sends no credentials is the owner of everything here, so a web page from
    elsewhere, open in the same browser, must not be able to write.
    """
    host = urlsplit(f"//{headers.get('host', HOST)}").hostname or ""
    if not _is_loopback(host):
        return host
    origin: str = headers.get("origin", "")
    if origin:
        from_url = urlsplit(origin)
        if not (_is_loopback(from_url.hostname or "") and from_url.port == port):
            return origin
    return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("sandbox.already_closed")
