"""
Past one machine nothing that was configured is dropped: webhooks, the dead-man's switch, metrics, readiness.

The leader and a worker as they run, in threads of this process, on a real PostgreSQL; spreadsheets are stand-ins.
"""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from structlog.testing import capture_logs

from listener import a_listener
from postgres_server import IS_THERE, Postgres, running_postgres
from sheets_bot.service.clock import machine_clock
from sheets_bot.service.job import Job, hours
from sheets_bot.service.queue.service import Queue
from sheets_bot.service.settings_file import settings_from
from sheets_bot.service.wiring import open_desk
from sheets_bot.sheets.receipt import Receipt
from test_queue_parts import StandInBot
from webhook_senders import APP_SECRET, shopify

pytestmark = pytest.mark.skipif(not IS_THERE, reason="needs Debian's postgresql")

PATIENCE_SECONDS = 60.0
ORDERS = Job("sync_orders", hours(6), run=lambda _bot: Receipt(run="r", job="sync_orders"))
PING, PING_FAIL = "/all-is-well", "/something-is-wrong"


class BrandsBot(StandInBot):
    """The spreadsheet of the brand to which webhooks come."""

    brands = ("aurora",)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(autouse=True)
def logged() -> Iterator[list]:
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def heard():
    with a_listener() as listener:
        yield listener


class Company:
    """A leader, and a worker where a test starts one."""

    def __init__(self, url: str, heard, logged: list, folder, stack: ExitStack) -> None:
        self.bot = BrandsBot("S1")
        self._logged = logged
        self._stack = stack
        config = {
            "google": {"service_account_file": "x.json"},
            "workbooks": {"shared": "S1"},
            "endpoints": dict.fromkeys(("sheets", "drive", "paypal", "trustpilot"), heard.base)
            | {"shopify": f"{heard.base}/{{shop}}"},
            "brands": {"aurora": {"shopify": {"shop": "a", "client_id": "c", "client_secret": APP_SECRET}}},
            "webhooks": {"port": 0},
            "queue": {"url": url, "stalled_after_seconds": 1},
            "service": {"tick_seconds": 1, "health_port": 0, "lock_folder": str(folder)},
            "notices": {
                "ping_url": heard.base + PING,
                "ping_fail_url": heard.base + PING_FAIL,
                "ping_seconds": 1,
            },
        }
        self.settings = settings_from(config, where="the test")
        self.queue = Queue(self.settings)
        stack.callback(self.queue.close)

    def leads(self) -> None:
        options = {"notices": self.settings.notices, "desk": open_desk(self.settings, machine_clock)}
        self._starts(self.queue.lead, **options)

    def works(self) -> None:
        self._starts(self.queue.work, side_by_side=1)

    def port(self, event: str, name: str, role: str = "") -> int:
        """Return the port that a log line tells."""
        return self.waits_for(
            lambda: next(
                (
                    line[name]
                    for line in self._logged
                    if line["event"] == event and role in str(line.get("role", ""))
                ),
                None,
            )
        )

    def page(self, path: str, role: str = "leader") -> tuple[int, str]:
        port = self.port("service.started", "health_port", role)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        found = answer.status, answer.read().decode()
        connection.close()
        return found

    def a_webhook_comes(self, body: bytes) -> int:
        port = self.port("webhooks.open", "port")
        headers = shopify(body, topic="orders/updated", at=machine_clock())
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("POST", "/shopify/aurora", body=body, headers=headers)
        status = connection.getresponse().status
        connection.close()
        return status

    def waiting(self) -> list[tuple[str, bool]]:
        return self.queue.database.rows(
            "SELECT args->>'job', args->>'hinted' = 'true' FROM procrastinate_jobs WHERE status = 'todo'"
        )

    @staticmethod
    def waits_for(what):
        end = time.monotonic() + PATIENCE_SECONDS
        while not (found := what()):
            assert time.monotonic() < end
            time.sleep(0.02)
        return found

    def _starts(self, runs, **options) -> None:
        stop = threading.Event()
        thread = threading.Thread(
            target=runs,
            args=[self.settings.service],
            kwargs={"bots": [self.bot], "jobs": [ORDERS], "clock": machine_clock, "stop": stop, **options},
        )
        thread.start()
        self._stack.callback(thread.join)
        self._stack.callback(stop.set)


@contextmanager
def a_company(url: str, heard, logged, folder) -> Iterator[Company]:
    with ExitStack() as stack:
        yield Company(url, heard, logged, folder, stack)


@pytest.fixture
def company(postgres, heard, logged, tmp_path) -> Iterator[Company]:
    with a_company(postgres.url(postgres.new_database()), heard, logged, tmp_path) as company:
        company.queue.database.migrate()
        yield company


def ran_well(company: Company) -> None:
    company.queue.database.rows(
        "INSERT INTO sheets_bot_runs VALUES ('S1', 'sync_orders', now(), NULL, 0, now())"
    )


def test_a_burst_of_webhooks_puts_one_item_which_a_worker_carries_out_though_it_is_not_due(company):
    ran_well(company)
    company.leads()

    statuses = {company.a_webhook_comes(json.dumps({"id": number}).encode()) for number in range(5)}

    assert statuses == {200}
    assert company.waits_for(company.waiting) == [("sync_orders", True)]
    company.works()
    company.waits_for(lambda: company.bot.ran)
    company.waits_for(lambda: 'outcome="ok",workbook="S1"} 1.0' in company.page("/metrics", "worker")[1])
    assert company.bot.ran == ["sync_orders"]
    assert 'webhooks_total{outcome="woken",platform="shopify"} 5.0' in company.page("/metrics")[1]


def test_while_a_failure_waits_for_its_next_try_so_does_a_hint(company):
    company.queue.database.rows(
        "INSERT INTO sheets_bot_runs VALUES ('S1', 'sync_orders', now(), now(), 3, now())"
    )
    company.leads()
    company.a_webhook_comes(b'{"id": 1}')
    company.waits_for(company.waiting)

    company.works()

    company.waits_for(lambda: not company.waiting())
    company.waits_for(lambda: any(line["event"] == "queue.done_already" for line in company._logged))
    assert company.bot.ran == []


def test_the_switch_hears_that_all_is_well_only_while_a_worker_lives(company, heard):
    company.leads()
    company.waits_for(lambda: heard.paths)
    before = set(heard.paths)

    company.works()

    company.waits_for(lambda: PING in heard.paths)
    assert before == {PING_FAIL}
    assert company.page("/readyz")[0] == company.page("/readyz", "worker")[0] == 200
    metrics = company.page("/metrics")[1]
    assert "sheets_bot_ready 1.0" in metrics
    assert "sheets_bot_pings_total" in metrics


def test_a_process_that_never_reached_the_database_lives_and_is_not_ready(postgres, heard, logged, tmp_path):
    with a_company(postgres.url(port=1), heard, logged, tmp_path) as company:
        company.leads()
        company.waits_for(lambda: any(line["event"] == "queue.away" for line in logged))

        assert [company.page(path)[0] for path in ("/healthz", "/readyz")] == [200, 503]
        assert "sheets_bot_ready 0.0" in company.page("/metrics")[1]
        company.waits_for(lambda: PING_FAIL in heard.paths)
        assert PING not in heard.paths
