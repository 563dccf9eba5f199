"""What time it is: the machine's, or the sandbox's where one is configured."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from sheets_bot.errors import TryLater
from sheets_bot.service.clock import clock_at, machine_clock


@pytest.fixture
def world() -> Iterator[HTTPServer]:
    """Answers every request with what the test puts into `said`."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(self.server.said if self.path == "/_sandbox/clock" else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def url_of(world: HTTPServer) -> str:
    return f"http://127.0.0.1:{world.server_address[1]}/_sandbox/clock"


def test_without_a_sandbox_it_is_the_machine_s_time():
    assert clock_at(None) is machine_clock
    assert machine_clock().utcoffset() == timedelta(0)


def test_the_sandbox_is_asked_each_time(world):
    clock = clock_at(url_of(world))

    world.said = {"now": "2026-11-23T09:00:00+01:00"}
    first = clock()
    world.said = {"now": "2026-11-24T08:00:00+00:00"}

    assert first == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert first.tzinfo is UTC
    assert clock() == datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.mark.parametrize("said", [{}, {"now": "soon"}, {"now": 5}, []])
def test_an_answer_without_a_time_ends_the_run_and_not_the_service(world, said):
    world.said = said

    with pytest.raises(TryLater, match="did not answer with a time"):
        clock_at(url_of(world))()
