"""The health page: who must be started anew, and which source is old."""

import http.client
import json
import socket
from datetime import UTC, datetime, timedelta

import pytest

from sheets_bot.errors import Misconfigured
from sheets_bot.service.health import Health, HealthServer

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def health() -> Health:
    return Health(tick_seconds=60, hung_after_seconds=1800, started_at=START)


def ask(server: HealthServer, path: str) -> tuple[int, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    return answer.status, body


def test_a_fresh_start_is_alive_and_not_yet_ready(health):
    health.expects("shared: PayPal", stale_after=45 * MINUTE)

    assert health.is_live(START + MINUTE)
    assert not health.is_ready(START + MINUTE)


def test_a_timetable_that_stands_still_is_not_alive(health):
    health.ticked(START + 10 * MINUTE)

    assert health.is_live(START + 14 * MINUTE)
    assert not health.is_live(START + 15 * MINUTE)


def test_a_job_that_hangs_is_not_alive_although_the_timetable_moves(health):
    health.started("sync shared", START)
    health.ticked(START + 31 * MINUTE)

    assert not health.is_live(START + 31 * MINUTE)
    health.ended("sync shared")
    assert health.is_live(START + 31 * MINUTE)


def test_a_source_that_is_old_is_not_ready_and_still_alive(health):
    """PayPal being down must not make anybody restart the container."""
    health.expects("shared: PayPal", stale_after=45 * MINUTE)
    health.succeeded("shared: PayPal", START)
    health.ticked(START + 46 * MINUTE)

    assert health.is_ready(START + 45 * MINUTE)
    assert not health.is_ready(START + 46 * MINUTE)
    assert health.is_live(START + 46 * MINUTE)


def test_the_report_tells_ages_and_failures(health):
    health.expects("shared: PayPal", stale_after=45 * MINUTE)
    health.succeeded("shared: PayPal", START)
    health.failed("shared: PayPal")
    health.started("sync shared", START + MINUTE)

    report = health.report(START + 2 * MINUTE)

    assert report["up_seconds"] == 120
    assert report["running_seconds"] == {"sync shared": 60}
    assert report["sources"]["shared: PayPal"] == {
        "fresh": True,
        "last_good_age_seconds": 120,
        "failures_in_a_row": 1,
    }


def test_the_page_says_with_its_status_what_it_says_in_json(health):
    health.expects("shared: PayPal", stale_after=45 * MINUTE)

    with HealthServer(health, host="127.0.0.1", port=0, clock=lambda: START + MINUTE) as server:
        live, ready, other = ask(server, "/healthz"), ask(server, "/readyz?x=1"), ask(server, "/secrets")

    assert (live[0], live[1]["live"]) == (200, True)
    assert (ready[0], ready[1]["ready"]) == (503, False)
    assert other == (404, {"error": "There is /healthz and /readyz."})


def test_a_port_that_is_taken_is_told_with_the_way_out(health):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Misconfigured, match=rf"cannot listen on 127\.0\.0\.1:{port}: .* Set health_port"):
            HealthServer(health, host="127.0.0.1", port=port, clock=lambda: START)
