"""Past one machine: a webhook becomes an item of the queue, and ready is who reaches the queue's database."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from sheets_bot.errors import TryLater
from sheets_bot.service.counts import Counts
from sheets_bot.service.queue.board import QUEUE, a_board
from sheets_bot.service.queue.hinted import Hinted
from sheets_bot.service.queue.item import Item
from sheets_bot.service.webhooks.desk import Answer
from sheets_bot.service.webhooks.hints import GATHER_SECONDS

NOW = datetime(2026, 11, 23, 9, 7, tzinfo=UTC)
WOKEN = Answer(200, "woken", "shopify", "aurora", ("sync_orders",))
BOTS = (
    SimpleNamespace(spreadsheet_id="S1", brands=("aurora", "borealis")),
    SimpleNamespace(spreadsheet_id="S2", brands=("cirrus",)),
)


def board(*, asks_every_seconds=60.0):
    return a_board(tick_seconds=60, asks_every_seconds=asks_every_seconds, hung_after_seconds=1800, at=NOW)


class Stand:
    """What hears hints, with time that moves by hand and a queue that is a list."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.put: list[Item] = []
        self.is_away = False
        self.counts = Counts(board(), lambda: NOW)
        self.hinted = Hinted(
            self.takes, BOTS, ["sync_orders", "plan_today"], counts=self.counts, clock=lambda: self.seconds
        )

    def takes(self, item: Item) -> None:
        if self.is_away:
            raise TryLater("The database is away.")
        self.put.append(item)

    def later(self, seconds: float) -> list[Item]:
        self.seconds += seconds
        self.hinted.put_what_is_gathered()
        return self.put


@pytest.fixture
def stand() -> Stand:
    return Stand()


def test_a_burst_of_webhooks_is_one_item_in_the_spreadsheet_of_their_brand(stand):
    for _ in range(20):
        stand.hinted.hear(WOKEN)

    assert stand.later(GATHER_SECONDS - 1) == []
    assert stand.later(1) == [Item("sync_orders", "S1", hinted=True)]
    assert stand.later(600) == [Item("sync_orders", "S1", hinted=True)]
    assert (
        'sheets_bot_webhooks_total{outcome="woken",platform="shopify"} 20.0' in stand.counts.text().decode()
    )


def test_a_hint_during_the_rest_of_its_job_waits_for_the_end_of_it(stand):
    stand.hinted.hear(WOKEN)
    stand.later(GATHER_SECONDS)
    stand.hinted.hear(WOKEN)

    assert len(stand.later(GATHER_SECONDS)) == 1
    assert len(stand.later(60)) == 2


def test_a_hint_at_a_job_or_a_brand_that_is_not_there_puts_nothing(stand):
    stand.hinted.hear(Answer(200, "woken", "shopify", "aurora", ("sweep_nothing",)))
    stand.hinted.hear(Answer(200, "woken", "shopify", "nobody", ("sync_orders",)))
    stand.hinted.hear(Answer(401, "unverified", "shopify", "aurora"))

    assert stand.later(600) == []


def test_a_hint_that_the_queue_did_not_take_is_put_when_it_is_back(stand):
    stand.is_away = True
    stand.hinted.hear(WOKEN)
    assert stand.later(GATHER_SECONDS) == []

    stand.is_away = False

    assert stand.later(600) == [Item("sync_orders", "S1", hinted=True)]


def test_a_worker_of_an_older_version_is_told_nothing_new_of_an_item_that_is_due():
    assert Item("sync_orders", "S1").as_arguments() == {"job": "sync_orders", "spreadsheet_id": "S1"}
    assert Item("sync_orders", "S1", hinted=True).as_arguments()["hinted"] is True
    assert Item("sync_orders", "S1", hinted=True).as_options() == Item("sync_orders", "S1").as_options()


def test_ready_is_who_has_reached_the_database_within_three_minutes():
    one = board()
    before = one.is_ready(NOW)
    one.succeeded(QUEUE, NOW)
    one.failed(QUEUE)

    assert before is False
    assert one.is_ready(NOW + timedelta(minutes=3))
    assert not one.is_ready(NOW + timedelta(minutes=3, seconds=1))


def test_where_the_database_is_asked_rarely_three_answers_have_to_be_missed():
    one = board(asks_every_seconds=600)
    one.succeeded(QUEUE, NOW)

    assert one.is_ready(NOW + timedelta(minutes=30))
    assert not one.is_ready(NOW + timedelta(minutes=31))


def test_a_run_that_hangs_makes_a_worker_unready_as_well():
    one = board()
    one.started("sync_orders S1", NOW)
    later = NOW + timedelta(seconds=1801)
    one.succeeded(QUEUE, later)

    assert not one.is_ready(later)
