"""
The sandbox's door and switchboard, over real sockets: framing, compression, faults, journal, strangers.

An echo room stands in for a service. The clock is tested on its own below; nothing
here measures time, save that a delay is at least as long as asked.
"""

import gzip
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from sheets_bot.sandbox import server as server_module
from sheets_bot.sandbox.faults import Fault, Faults, fault_from_json
from sheets_bot.sandbox.journal import Journal
from sheets_bot.sandbox.orders import BadOrder
from sheets_bot.sandbox.server import Server
from sheets_bot.sandbox.switchboard import Switchboard
from sheets_bot.sandbox.wire import Call, Reply


@dataclass
class EchoRoom:
    """Says what it was asked, and counts its effects."""

    service: str = "echo"
    effects: list[str] = field(default_factory=list)

    def handles(self, path: str) -> bool:
        return path.startswith("/echo")

    def answer(self, call: Call) -> Reply:
        if call.path == "/echo/broken":
            raise RuntimeError("a defect of this room")
        self.effects.append(call.body.decode())
        if call.path == "/echo/long":
            return Reply(200, {"text": "long " * 10_000})
        return Reply(
            200, {"method": call.method, "path": call.path, "query": call.query, "body": call.body.decode()}
        )


@dataclass
class Place:
    server: Server
    board: Switchboard
    room: EchoRoom
    port: int

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def ask(self, method, path, body=None, headers=None):
        connection = self.connect()
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        finally:
            connection.close()


@pytest.fixture
def place() -> Iterator[Place]:
    room = EchoRoom()
    board = Switchboard([room], faults=Faults(), journal=Journal())
    with Server(board, now=lambda: 1_000_000.0) as server:
        yield Place(server, board, room, int(server.base_url.rsplit(":", 1)[1]))


def test_a_call_arrives_decoded_and_its_answer_is_json(place):
    status, body, headers = place.ask("POST", "/echo/a%20b%21?x=1&x=2&y=", "hello")

    assert status == 200
    assert headers["Content-Type"].startswith("application/json")
    assert json.loads(body) == {
        "method": "POST",
        "path": "/echo/a b!",
        "query": {"x": ["1", "2"], "y": [""]},
        "body": "hello",
    }


def test_one_connection_carries_many_calls(place):
    connection = place.connect()
    sockets = set()

    for n in range(5):
        connection.request("PUT", "/echo", str(n))
        assert json.loads(connection.getresponse().read())["body"] == str(n)
        sockets.add(id(connection.sock))

    assert len(sockets) == 1
    connection.close()


def test_an_answer_leaves_in_one_piece(place):
    """Head and body in two sends would cost some 40 ms each on a kernel that delays acknowledgements."""
    with socket.create_connection(("127.0.0.1", place.port), timeout=10) as raw:
        raw.sendall(b"GET /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        first = raw.recv(65_536)

    assert first.startswith(b"HTTP/1.1 200 OK\r\n")
    assert json.loads(first.partition(b"\r\n\r\n")[2])["path"] == "/echo"


def test_a_chunked_body_is_put_together(place):
    """`http.client` sends a body of unknown length in chunks."""
    status, body, _ = place.ask("POST", "/echo", iter([b"one, ", b"two"]))

    assert status == 200
    assert json.loads(body)["body"] == "one, two"


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: many\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    ],
)
def test_a_length_that_makes_no_sense_is_a_400_and_ends_the_connection(place, request_bytes):
    with socket.create_connection(("127.0.0.1", place.port), timeout=10) as raw:
        raw.sendall(request_bytes)
        everything = b"".join(iter(lambda: raw.recv(65_536), b""))

    assert everything.startswith(b"HTTP/1.1 400 ")
    assert place.room.effects == []


def test_a_body_above_the_limit_is_refused_unread(place, monkeypatch):
    monkeypatch.setattr(server_module, "MOST_BODY_BYTES", 10)

    status, body, _ = place.ask("POST", "/echo", "x" * 11)

    assert status == 413
    assert "above 10 bytes" in json.loads(body)["error"]["message"]
    assert place.room.effects == []


def test_a_long_answer_is_compressed_for_those_who_take_it(place):
    _, plain, plain_headers = place.ask("GET", "/echo/long")
    _, packed, packed_headers = place.ask("GET", "/echo/long", headers={"Accept-Encoding": "gzip, deflate"})
    _, _, short_headers = place.ask("GET", "/echo", headers={"Accept-Encoding": "gzip"})

    assert packed_headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert "Content-Encoding" not in plain_headers
    assert "Content-Encoding" not in short_headers


def test_a_head_request_has_no_body(place):
    status, body, headers = place.ask("HEAD", "/echo")

    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 0


def test_many_callers_are_served_at_once_and_each_gets_its_own_answer(place):
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda n: json.loads(place.ask("POST", "/echo", str(n))[1])["body"], range(200))
        )

    assert answers == [str(n) for n in range(200)]
    assert sorted(line.n for line in place.board.journal.lines()) == list(range(1, 201))


def test_an_address_that_no_room_knows_names_itself(place):
    status, body, _ = place.ask("PATCH", "/v9/nothing")

    assert status == 501
    assert "PATCH /v9/nothing" in json.loads(body)["error"]["message"]
    assert place.board.journal.lines()[0].service == "unknown"


def test_a_room_with_a_defect_is_a_500_and_the_next_call_works(place, caplog):
    status, body, _ = place.ask("GET", "/echo/broken")

    assert status == 500
    assert "defect" in json.loads(body)["error"]["message"]
    assert "a defect of this room" in caplog.text
    assert place.ask("GET", "/echo")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
def test_a_page_from_elsewhere_is_refused(place, headers):
    """Whoever sends no credentials owns everything here, so another site's page must not get in."""
    status, _, _ = place.ask("POST", "/echo", "x", headers)

    assert status == 403
    assert place.room.effects == []


def test_the_page_of_this_server_is_welcome(place):
    for host in ("127.0.0.1", "localhost"):
        origin = f"http://{host}:{place.port}"
        assert place.ask("POST", "/echo", "x", {"Host": f"{host}:{place.port}", "Origin": origin})[0] == 200


def test_a_stop_ends_open_connections_and_frees_the_port(place):
    connection = place.connect()
    connection.request("GET", "/echo")
    connection.getresponse().read()

    place.server.stop()

    assert connection.sock.recv(1) == b""
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", place.port), timeout=10)
    place.server.stop()


def test_the_journal_has_sizes_and_no_contents(place):
    place.room.service = "sheets"
    _, body, _ = place.ask("POST", "/echo?a=1", "secret", {"Authorization": "Bearer hush"})
    place.ask("GET", "/echo")

    first, second = place.board.journal.lines()
    assert (first.n, first.at, first.service, first.method, first.path) == (1, 1e6, "sheets", "POST", "/echo")
    assert (first.query, first.status, first.request_bytes, first.response_bytes) == (
        {"a": ["1"]},
        200,
        6,
        len(body),
    )
    assert (first.by, second.by) == ("program", "person")
    assert "secret" not in repr(first)
    assert "hush" not in repr(first)


def test_a_status_fault_answers_in_the_place_of_the_service(place):
    place.board.faults.add(Fault(status=503, body={"why": "busy"}, headers={"retry-after": "2"}, times=2))

    statuses = [place.ask("POST", "/echo", "x") for _ in range(3)]

    assert [status for status, _, _ in statuses] == [503, 503, 200]
    assert statuses[0][1] == b'{"why":"busy"}'
    assert statuses[0][2]["Retry-After"] == "2"
    assert place.room.effects == ["x"]
    assert [line.fault for line in place.board.journal.lines()] == ["status 503", "status 503", ""]


def test_a_body_fault_is_sent_as_it_is(place):
    place.board.faults.add(Fault(body="<html>not json"))

    status, body, _ = place.ask("GET", "/echo")

    assert (status, body) == (200, b"<html>not json")


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_fault_after_the_effect_lets_the_service_act_and_throws_its_answer_away(place, after_effect):
    place.board.faults.add(Fault(status=500, after_effect=after_effect))

    status, _, _ = place.ask("POST", "/echo", "x")

    assert (status, place.room.effects) == (500, ["x"] if after_effect else [])
    (line,) = place.board.journal.lines()
    assert line.fault == ("status 500 after the effect" if after_effect else "status 500")


@pytest.mark.parametrize(("cut", "effects"), [("before", []), ("middle", ["x"]), ("after", ["x"])])
def test_a_cut_loses_the_answer_and_its_place_decides_over_the_effect(place, cut, effects):
    place.board.faults.add(Fault(cut=cut))

    with pytest.raises((http.client.HTTPException, ConnectionError)):
        place.ask("POST", "/echo", "x")

    assert place.room.effects == effects
    (line,) = place.board.journal.lines()
    assert (line.status, line.fault) == (0, f"cut {cut}")


def test_a_delay_holds_the_call_and_then_lets_it_through(place):
    place.board.faults.add(Fault(delay_seconds=0.05))
    began = time.monotonic()

    status, _, _ = place.ask("GET", "/echo")

    assert status == 200
    assert time.monotonic() - began >= 0.05


def test_latency_and_delay_add_up():
    slept: list[float] = []
    board = Switchboard([EchoRoom()], faults=Faults(), journal=Journal(), sleep=slept.append)
    board.latency_seconds = 0.25
    board.faults.add(Fault(delay_seconds=1.0))

    board.answer(Call("GET", "/echo", {}, {}, b"", 0.0))
    board.answer(Call("GET", "/echo", {}, {}, b"", 0.0))

    assert slept == [1.25, 0.25]


def test_a_fault_hits_only_the_calls_it_names(place):
    place.board.faults.add(Fault(service="sheets", status=500))
    place.board.faults.add(Fault(method="PUT", path=r"^/echo/\d+$", status=418))

    assert place.ask("GET", "/echo/12")[0] == 200
    assert place.ask("PUT", "/echo/twelve")[0] == 200
    assert place.ask("PUT", "/echo/12")[0] == 418
    assert [fault["status"] for fault in place.board.faults.left()] == [500]


def test_a_fault_is_used_up_once_however_many_ask_at_once():
    faults = Faults()
    faults.add(Fault(status=503, times=10))
    taken = []

    def take() -> None:
        taken.extend(faults.take(service="s", method="GET", path="/") for _ in range(20))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(fault is not None for fault in taken) == 10


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "JSON object"),
        ({"stats": 503}, "no field 'stats'"),
        ({}, "needs a 'status'"),
        ({"status": 99}, "'status'"),
        ({"status": True}, "'status'"),
        ({"status": 500, "times": 0}, "'times'"),
        ({"delay_seconds": -1}, "'delay_seconds'"),
        ({"delay_seconds": "1"}, "'delay_seconds'"),
        ({"delay_seconds": float("nan")}, "'delay_seconds'"),
        ({"cut": "sideways"}, "'cut'"),
        ({"status": 500, "path": "("}, "regular expression"),
        ({"status": 500, "path": 7}, "strings"),
        ({"status": 500, "headers": ["a"]}, "'headers'"),
        ({"status": 500, "after_effect": "yes"}, "'after_effect'"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_with_a_reason(given, said):
    with pytest.raises(BadOrder, match=said):
        fault_from_json(given)


def test_a_person_can_act_between_two_calls(place):
    seen = []
    place.board.before_each.append(lambda call: seen.append((call.body, tuple(place.room.effects))))

    place.ask("POST", "/echo", "one")
    place.ask("POST", "/echo", "two")

    assert seen == [(b"one", ()), (b"two", ("one",))]
