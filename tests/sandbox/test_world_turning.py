"""A planted change meets one supplier from one day on, and nothing else in the world."""

from datetime import UTC, datetime

import pytest

from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.sandbox.world.lanes import EAST
from sheets_bot.sandbox.world.turning import Turning

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC).timestamp()
FROM = NOW - 14 * 86_400.0


@pytest.fixture(scope="module")
def worlds():
    common = {"start_at": NOW, "weeks": 4, "brands": BRANDS[:1], "hostility": "none"}
    return World(**common), World(**common, turning=Turning(EAST, FROM))


def late_share(world, supplier, *, since, until):
    lives = world.lives
    due = [
        parcel
        for parcels in world.parcels.values()
        for parcel in parcels
        if parcel.supplier == supplier and since <= lives[parcel.order.name].promised_at < until
    ]
    late = [
        one for one in due if not one.delivered_at or one.delivered_at > lives[one.order.name].promised_at
    ]
    return len(late) / len(due)


def test_the_supplier_is_late_from_that_day_on_and_was_not_before(worlds):
    _, turned = worlds

    before = late_share(turned, EAST, since=FROM - 21 * 86_400.0, until=FROM)
    after = late_share(turned, EAST, since=FROM, until=NOW)

    assert before < 0.25
    assert after > before + 0.2


def test_everybody_elses_life_is_what_it_would_have_been(worlds):
    calm, turned = worlds

    changed = {name for name, life in turned.lives.items() if life != calm.lives[name]}
    assert changed
    for name in changed:
        life, old = turned.lives[name], calm.lives[name]
        assert life.promised_at >= FROM
        assert (old.cause, life.cause) in {("", "late_delivery"), ("question", "late_delivery")}
        assert life.arrives_at > life.promised_at
    assert list(calm.cases) == list(turned.cases)
