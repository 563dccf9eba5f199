"""Promise: what the bot reads from PayPal's JSON is what really happened in the simulated world, which shares
no code with the bot; and of a case whose codes it does not know, it says so instead of guessing."""

import json
from datetime import UTC, datetime

import pytest

from sheets_bot.domain.disputes.dispute_readings import answered_at, closed_at
from sheets_bot.domain.disputes.dispute_rows import shape_disputes
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.platforms.paypal.records import dispute_from_json
from sheets_bot.sandbox.paypal.dispute_json import details
from sheets_bot.sandbox.world.simulation import World

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
RULES, _ = parse_rules({"Time zone": "Europe/Berlin"})


def a_world(**how):
    world = World(start_at=NOW.timestamp(), weeks=8, **how)
    world.advance_to(NOW.timestamp())
    return world


def records_and_rows(world):
    answers = {
        case.dispute_id: json.loads(json.dumps(details(case, world.now, ""))) for case in world.cases.values()
    }
    records = [dispute_from_json(answer, brand=world.cases[key].brand) for key, answer in answers.items()]
    rows = shape_disputes(records, rows={}, rules=RULES, now=NOW, seen_through=None)
    return list(zip(records, rows, strict=True))


def iso(instant):
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z") if instant else None


@pytest.mark.parametrize(("seed", "seller"), [(1, "usual"), (2, "usual"), (3, "silent")])
def test_outcome_times_and_money_equal_the_truth(seed, seller):
    world = a_world(seed=seed, seller=seller, hostility="little")
    truth = world.truth()["cases"]

    found = records_and_rows(world)

    assert len(found) == len(truth) > 20
    for record, row in found:
        case = truth[record.dispute_id]
        assert row.values["outcome"] == case["outcome"]
        assert iso(answered_at(record)) == case["answered_at"]
        assert iso(closed_at(record)) == case["closed_at"]
        assert str(row.values.get("fees", "0.00")) == case["fees"]
        assert (str(row.values["amount"]), row.values["currency"]) == (case["amount"], case["currency"])
        assert row.values["problem"] is None or "reason" in case["disguised"]


def test_a_case_that_is_odd_is_right_or_says_that_it_is_not_known():
    world = a_world(seed=4, hostility="full")
    truth = world.truth()["cases"]

    for record, row in records_and_rows(world):
        right = row.values["outcome"] == truth[record.dispute_id]["outcome"]
        assert right or (row.values["outcome"] in {None, "Check by hand"} and row.values["problem"])
        assert row.values["flag"] != "OK" or row.values["shifts_left"] > RULES.soon_shifts
