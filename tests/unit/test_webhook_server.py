"""The port of webhooks: only where configured, limited in size, time and number, and silent about what comes."""

import http.client
import io
import logging
import socket
import threading
import time
from contextlib import closing

import pytest
import structlog

from sheets_bot.errors import Misconfigured
from sheets_bot.service.job import Job, daily
from sheets_bot.service.logs import set_up_logs
from sheets_bot.service.service import serve
from sheets_bot.service.settings_sections import Service
from sheets_bot.service.webhooks import server as server_module
from sheets_bot.service.webhooks.server import WebhookServer
from sheets_bot.sheets.receipt import Receipt
from test_rounds import START, StandInBot
from test_webhook_desk import ORDER, a_desk
from webhook_senders import shopify

PATH = "/shopify/aurora"


@pytest.fixture
def logs():
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    set_up_logs(form="json", level="debug", stream=stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    structlog.reset_defaults()


@pytest.fixture
def told():
    return []


@pytest.fixture
def door(told, logs):
    with WebhookServer(a_desk("http://127.0.0.1:9"), told.append) as door:
        yield door


def post(door, body=ORDER, headers=None, *, path=PATH, method="POST"):
    with closing(http.client.HTTPConnection("127.0.0.1", door.port, timeout=10)) as connection:
        connection.request(method, path, body=body, headers=shopify(body) if headers is None else headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def raw(door, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", door.port), timeout=10) as plug:
        plug.sendall(data)
        plug.shutdown(socket.SHUT_WR)
        return plug.recv(4096)


def test_a_verified_delivery_is_answered_with_its_status_alone(door, told):
    assert post(door) == (200, b"")
    assert [(one.platform, one.brand, one.outcome) for one in told] == [("shopify", "aurora", "woken")]


def test_an_unverified_delivery_is_refused_counted_and_nothing_of_it_logged(door, told, logs):
    body = b'{"email": "jane.doe@mail.example.com", "note": "a-secret-of-the-customer"}'

    assert post(door, body, shopify(body, secret="wrong")) == (401, b"")
    assert [one.outcome for one in told] == ["unverified"]
    assert "a-secret-of-the-customer" not in logs.getvalue()
    assert "jane.doe" not in logs.getvalue()


def test_a_body_that_is_too_large_is_refused_unread(door, told):
    answer = raw(door, b"POST /shopify/aurora HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n")

    assert answer.startswith(b"HTTP/1.0 413")
    assert [one.outcome for one in told] == ["too large"]


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"", b"411"),
        (b"Content-Length: -1\r\n", b"411"),
        (b"Content-Length: 1e3\r\n", b"411"),
        (b"Content-Length: 99999999999999999999\r\n", b"413"),
        (b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", b"411"),
        (b"Content-Length: 500\r\n", b"400"),  # and less comes
    ],
)
def test_a_length_that_cannot_be_believed_is_refused(door, head, status):
    answer = raw(door, b"POST /shopify/aurora HTTP/1.1\r\nHost: x\r\n" + head + b"\r\nabc")

    assert answer.startswith(b"HTTP/1.0 " + status)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_nothing_but_a_delivery_is_answered(door, told, method):
    status, _ = post(door, method=method)

    assert status == 501
    assert told == []


def test_who_drips_is_cut_off_and_keeps_no_place(told, logs, monkeypatch):
    monkeypatch.setattr(server_module, "LONGEST_SECONDS", 0.3)
    monkeypatch.setattr(server_module, "MOST_CONNECTIONS", 2)
    with WebhookServer(a_desk("http://127.0.0.1:9"), told.append) as door:
        plugs = [socket.create_connection(("127.0.0.1", door.port), timeout=10) for _ in range(2)]
        for plug in plugs:
            plug.sendall(b"POST /shopify/aurora HTTP/1.1\r\n")
        ended = [plug.recv(100) for plug in plugs]  # ends when the other side cuts
        for plug in plugs:
            plug.close()
        for _ in range(100):  # until the places are free again
            try:
                status = post(door)[0]
                break
            except ConnectionError:  # cut before, while or after it was sent
                time.sleep(0.02)

    assert ended == [b"", b""]
    assert status == 200


def test_a_port_that_is_taken_is_told_with_the_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        desk = a_desk("http://127.0.0.1:9")
        desk.webhooks = desk.webhooks.model_copy(update={"port": taken.getsockname()[1]})

        with pytest.raises(
            Misconfigured, match=r"Webhooks cannot be heard on 127\.0\.0\.1:.* leave the port out"
        ):
            WebhookServer(desk, lambda _answer: None)


# -- in the service ----------------------------------------------------------------------


class CountingBot(StandInBot):
    """Is done with everything, and counts each run beyond."""

    brands = ("aurora",)

    def __init__(self) -> None:
        super().__init__("shared", Receipt(run="r", job="sync_shopify_disputes"))
        self.good_at = START


ORDERS_JOB = Job("sync_shopify_disputes", daily("06:30"), run=lambda bot: None)
QUIET = Service(health_port=0, tick_seconds=3600, jitter_seconds=0, stop_within_seconds=5)


def listening_ports(monkeypatch):
    """Every port that is opened from now on."""
    opened = []
    bind = socket.socket.bind

    def noting(self, address):
        bind(self, address)
        opened.append(self.getsockname()[1])

    monkeypatch.setattr(socket.socket, "bind", noting)
    return opened


def serve_while(act, *, desk, bot):
    stop = threading.Event()
    thread = threading.Thread(
        target=serve,
        args=(QUIET,),
        kwargs={"bots": [bot], "jobs": [ORDERS_JOB], "clock": lambda: START, "stop": stop, "desk": desk},
    )
    thread.start()
    try:
        act()
    finally:
        stop.set()
        thread.join()


def test_without_a_configured_port_the_service_opens_none_but_the_health_page_s(monkeypatch, logs):
    opened = listening_ports(monkeypatch)

    serve_while(lambda: time.sleep(0.3), desk=None, bot=CountingBot())

    assert len(opened) == 1


def test_a_hint_wakes_the_job_of_its_brand_long_before_its_time_and_a_burst_wakes_it_once(monkeypatch, logs):
    monkeypatch.setattr("sheets_bot.service.webhooks.hints.GATHER_SECONDS", 0.2)
    opened, bot = listening_ports(monkeypatch), CountingBot()

    def send():
        while len(opened) < 2:
            time.sleep(0.01)
        for number in range(20):
            body = b'{"id": %d}' % number
            door = type("Door", (), {"port": opened[1]})
            assert post(door, body)[0] == 200
        assert bot.ran.wait(10)
        time.sleep(0.5)

    serve_while(send, desk=a_desk("http://127.0.0.1:9"), bot=bot)

    assert bot.runs == 1


def test_an_unverified_delivery_wakes_nothing(monkeypatch, logs):
    monkeypatch.setattr("sheets_bot.service.webhooks.hints.GATHER_SECONDS", 0.05)
    opened, bot = listening_ports(monkeypatch), CountingBot()

    def send():
        while len(opened) < 2:
            time.sleep(0.01)
        door = type("Door", (), {"port": opened[1]})
        assert post(door, headers=shopify(ORDER, secret="wrong"))[0] == 401
        time.sleep(0.5)

    serve_while(send, desk=a_desk("http://127.0.0.1:9"), bot=bot)

    assert bot.runs == 0
