"""The health page: who must be started anew, and which source is old."""

import http.client
import json
import socket
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from sheets_bot.errors import Misconfigured
from sheets_bot.service.counts import Counts
from sheets_bot.service.health import Health
from sheets_bot.service.health_page import HealthServer
from sheets_bot.sheets.receipt import Receipt, TabReceipt

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def health() -> Health:
    return Health(tick_seconds=60, hung_after_seconds=1800, started_at=START)


def ask(server: HealthServer, path: str) -> tuple[int, dict]:
    status, body = ask_text(server, path)
    return status, json.loads(body)


def ask_text(server: HealthServer, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_a_fresh_start_is_alive_and_not_ready_until_each_spreadsheet_was_reached(health):
    health.expects_spreadsheet("aurora")
    health.expects_spreadsheet("boreal")
    health.reached("aurora", START)

    assert health.is_live(START + MINUTE)
    assert not health.is_ready(START + MINUTE)
    health.reached("boreal", START)
    assert health.is_ready(START + MINUTE)


def test_a_spreadsheet_that_was_reached_once_is_out_of_touch_an_hour_later_and_the_bot_still_ready(health):
    health.expects_spreadsheet("aurora")
    health.expects_spreadsheet("boreal")
    assert not health.is_in_touch(START)
    health.reached("aurora", START)
    health.reached("boreal", START + 30 * MINUTE)

    assert health.is_in_touch(START + 60 * MINUTE)
    assert not health.is_in_touch(START + 61 * MINUTE)
    assert health.is_ready(START + 61 * MINUTE)
    health.reached("aurora", START + 62 * MINUTE)
    assert health.is_in_touch(START + 62 * MINUTE)


def test_a_timetable_that_stands_still_is_not_alive(health):
    health.ticked(START + 10 * MINUTE)

    assert health.is_live(START + 14 * MINUTE)
    assert not health.is_live(START + 15 * MINUTE)


def test_a_job_that_hangs_is_not_alive_although_the_timetable_moves(health):
    health.started("sync shared", START)
    health.ticked(START + 31 * MINUTE)

    assert not health.is_live(START + 31 * MINUTE)
    assert not health.is_ready(START + 31 * MINUTE)
    health.ended("sync shared")
    assert health.is_live(START + 31 * MINUTE)
    assert health.is_ready(START + 31 * MINUTE)


def test_a_source_that_is_old_is_not_fresh_and_the_bot_still_alive_and_ready(health):
    """PayPal being down must not make anybody restart the container, nor send no webhooks to it."""
    health.expects("shared: PayPal", stale_after=45 * MINUTE)
    health.succeeded("shared: PayPal", START)
    health.ticked(START + 46 * MINUTE)

    assert health.is_fresh(START + 45 * MINUTE)
    assert not health.is_fresh(START + 46 * MINUTE)
    assert health.is_live(START + 46 * MINUTE)
    assert health.is_ready(START + 46 * MINUTE)


def test_of_two_jobs_that_feed_one_source_the_more_frequent_says_how_old_it_may_get(health):
    health.expects("shared: PayPal", stale_after=45 * MINUTE)
    health.expects("shared: PayPal", stale_after=3 * 24 * 60 * MINUTE)
    health.succeeded("shared: PayPal", START)

    assert not health.is_fresh(START + 46 * MINUTE)


def test_what_the_status_tab_knows_of_the_time_before_this_start_counts_unless_it_is_older(health):
    health.knows("shared: PayPal: Aurora", START - 10 * MINUTE)
    health.knows("shared: PayPal: Aurora", START - 20 * MINUTE)

    assert health.ages(START) == {"shared: PayPal: Aurora": 10 * MINUTE}


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
    health.expects_spreadsheet("shared")

    with HealthServer(health, host="127.0.0.1", port=0, clock=lambda: START + MINUTE) as server:
        live, ready, other = ask(server, "/healthz"), ask(server, "/readyz?x=1"), ask(server, "/secrets")

    assert (live[0], live[1]["live"]) == (200, True)
    assert (ready[0], ready[1]["ready"]) == (503, False)
    assert other == (404, {"error": "There is /healthz, /readyz and /metrics."})


def test_the_page_tells_prometheus_what_was_counted_and_how_old_each_source_is(health):
    counts = Counts(health, lambda: START + 2 * MINUTE)
    health.succeeded("shared: PayPal", START)
    receipt = Receipt(
        run="r",
        job="sync",
        tabs=(TabReceipt("Disputes", changed_cells=7, new_rows=2, rows=10),),
        reads=1,
        writes=1,
    )

    counts.ran("sync", "shared", receipt, 1.5)
    counts.ran("sync", "shared", None, 0.1)
    counts.webhook("Shopify", "unverified")
    with HealthServer(health, host="127.0.0.1", port=0, clock=lambda: START, metrics=counts.text) as server:
        status, page = ask_text(server, "/metrics")

    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }
    assert status == 200
    assert samples["sheets_bot_runs_total", "ok", "shared", "sync"] == 1
    assert samples["sheets_bot_runs_total", "crashed", "shared", "sync"] == 1
    assert samples["sheets_bot_run_seconds_count", "sync"] == 2
    assert samples["sheets_bot_google_calls_total", "read", "shared"] == 1
    assert samples["sheets_bot_changed_cells_total", "Disputes", "shared"] == 7
    assert samples["sheets_bot_rows", "Disputes", "shared"] == 12
    assert samples["sheets_bot_last_good_age_seconds", "shared: PayPal"] == 120
    assert samples["sheets_bot_webhooks_total", "Shopify", "unverified"] == 1
    assert samples["sheets_bot_live",] == 1


def test_a_port_that_is_taken_is_told_with_the_way_out(health):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Misconfigured, match=rf"cannot listen on 127\.0\.0\.1:{port}: .* Set health_port"):
            HealthServer(health, host="127.0.0.1", port=port, clock=lambda: START)
