"""The door against real sockets: cut connections, silence, and answers that drip."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.http import Http, maybe_done_before
from sheets_bot.platforms.patience import Patience

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
QUICK = Patience(read_seconds=0.3, answer_seconds=0.6, first_wait_seconds=0.0, attempts=3)


def answer(connection: socket.socket) -> None:
    connection.sendall(OK)


def hang_up(_: socket.socket) -> None:
    """Close without a word, after the request was read."""


def stop_in_the_middle(connection: socket.socket) -> None:
    connection.sendall(OK[:-1])


def stay_silent(connection: socket.socket) -> None:
    connection.recv(1)


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    pause = threading.Event()
    while not pause.wait(0.1):
        connection.sendall(b"x")


@contextmanager
def a_server(*behaviours: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve one connection after the other, each with its behaviour, the last one for ever."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        left = list(behaviours)
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                behave = left.pop(0) if len(left) > 1 else left[0]
                with connection, suppress(OSError):
                    connection.recv(65536)
                    behave(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@pytest.fixture(autouse=True)
def no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)


@pytest.mark.parametrize("trouble", [hang_up, stop_in_the_middle, stay_silent, drip])
def test_a_lost_answer_is_asked_for_again(trouble: Callable[[socket.socket], None]):
    with a_server(trouble, answer) as base, Http("Shop", base, patience=QUICK) as door:
        response = door.send("GET", "/v1/orders", repeatable=True)

    assert response.json() == {}
    assert maybe_done_before(response)


@pytest.mark.parametrize("trouble", [hang_up, stop_in_the_middle, stay_silent, drip])
def test_a_lost_answer_to_an_act_is_reported_and_not_repeated(trouble: Callable[[socket.socket], None]):
    with a_server(trouble, answer) as base, Http("Shop", base, patience=QUICK) as door:
        with pytest.raises(NoAnswer) as caught:
            door.send("POST", "/v1/evidence", json={"note": "x"}, repeatable=False)

        assert caught.value.maybe_done
        assert door.traffic.calls == 1


def test_a_redirect_to_nowhere_is_an_answer_that_makes_no_sense():
    def send_away(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: mailto:a\r\nContent-Length: 0\r\n\r\n")

    with a_server(send_away) as base, Http("Shop", base, patience=QUICK) as door:
        with pytest.raises(NoAnswer) as caught:
            door.send("POST", "/v1/evidence", json={"note": "x"}, repeatable=False)

        assert caught.value.maybe_done


def test_nobody_at_the_door_means_nothing_was_done():
    with a_server(answer) as base:
        pass

    with Http("Shop", base, patience=QUICK) as door, pytest.raises(NoAnswer, match="refused") as caught:
        door.send("POST", "/v1/evidence", repeatable=False)

    assert not caught.value.maybe_done


def test_a_proxy_of_the_environment_is_not_asked_about_this_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with a_server(answer) as base, Http("Shop", base, patience=QUICK) as door:
        assert door.send("GET", "/v1/orders", repeatable=True).status_code == 200
