"""A web server on this machine for tests: keeps what it is sent, and answers as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Listener:
    """What was heard, and what is answered."""

    def __init__(self) -> None:
        self.base = ""
        self.status = 200
        self.headers: dict[str, str] = {}
        self.answer = b""
        self.silence = threading.Event()
        """While set, requests are read and never answered."""
        self.paths: list[str] = []
        self.bodies: list[bytes] = []

    @property
    def address(self) -> str:
        """Host and port."""
        return self.base.removeprefix("http://")

    def letters(self) -> list[dict]:
        """What came as JSON."""
        return [json.loads(body) for body in self.bodies]


@contextmanager
def a_listener(status: int = 200) -> Iterator[Listener]:
    """Open it on any free port."""
    heard = Listener()
    heard.status = status
    ending = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.paths.append(self.path)
            heard.bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            while heard.silence.is_set() and not ending.wait(0.01):
                pass
            self.send_response(heard.status)
            for name, value in heard.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(heard.answer)))
            self.end_headers()
            self.wfile.write(heard.answer)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        heard.base = f"http://127.0.0.1:{server.server_address[1]}"
        yield heard
        ending.set()
        server.shutdown()
