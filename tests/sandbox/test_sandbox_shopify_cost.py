"""
The sandbox's Shopify and what a query costs: the published table, the bucket, and both ways of being refused.
"""

import itertools

import pytest

from sheets_bot.sandbox.shopify import ShopifyRoom, engine
from sheets_bot.sandbox.shopify.bucket import STANDARD
from sheets_bot.sandbox.world import World
from shopify_store import NOW, Store

SHOP = "{ shop { name } }"


@pytest.fixture(scope="module")
def world():
    """A clean season that nobody in this module changes."""
    return World(start_at=NOW.timestamp(), hostility="none")


class Stopwatch:
    """Real time that only goes by when told."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def stopwatch():
    return Stopwatch()


@pytest.fixture
def store(world, stopwatch):
    return Store(ShopifyRoom(world, monotonic=stopwatch)).log_in()


def test_every_answer_tells_the_cost_and_what_is_left(store):
    cost = store.answer("{ orders(first: 10) { nodes { id totalPriceSet { shopMoney { amount } } } } }")

    told = cost["extensions"]["cost"]
    assert (told["requestedQueryCost"], told["actualQueryCost"]) == (30, 30)
    assert told["throttleStatus"] == {
        "maximumAvailable": 400_000,
        "currentlyAvailable": 399_970,
        "restoreRate": 20_000,
    }


def test_what_a_query_did_not_use_is_given_back(store):
    body = store.answer("{ returnReasonDefinitions(first: 200) { nodes { id } } }")

    told = body["extensions"]["cost"]
    assert (told["requestedQueryCost"], told["actualQueryCost"]) == (200, 10)
    assert told["throttleStatus"]["currentlyAvailable"] == 399_990


def test_an_empty_bucket_throttles_in_a_200_and_fills_by_the_second(store, stopwatch):
    store.room.plan = STANDARD
    dear = "{ orders(first: 250) { nodes { id totalPriceSet { shopMoney { amount } } } } }"

    answers = list(itertools.takewhile(lambda body: "data" in body, iter(lambda: store.answer(dear), None)))
    refused = store.answer(dear)
    told = refused["extensions"]["cost"]

    assert len(answers) == 2
    assert "data" not in refused
    assert refused["errors"][0]["message"] == "Throttled"
    assert refused["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert (told["requestedQueryCost"], told["actualQueryCost"]) == (750, None)
    assert told["throttleStatus"] == {"maximumAvailable": 2000, "currentlyAvailable": 500, "restoreRate": 100}
    stopwatch.seconds += 2.5
    assert "data" in store.answer(dear)


def test_each_store_has_a_bucket_of_its_own(store):
    store.room.plan = STANDARD
    store.answer("{ orders(first: 250) { nodes { id totalPriceSet { shopMoney { amount } } } } }")

    other = Store(store.room, "velvet").log_in().answer(SHOP)

    assert other["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 1999


def test_a_query_over_a_thousand_points_is_refused_before_it_runs_whatever_is_left(store):
    body = store.answer("{ orders(first: 250) { nodes { id transactions(first: 5) { id } } } }")

    assert body["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert body["errors"][0]["extensions"]["cost"] == 1500
    assert "data" not in body


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ shop { name currencyCode } }", 1),
        ("{ shop { plan { publicDisplayName } } }", 2),
        ("query($n: Int!) { orders(first: $n) { nodes { id } pageInfo { hasNextPage } } }", 8),
        ("query($k: Int = 9) { orders(first: $k) { nodes { id } } }", 9),
        ("{ orders(last: 7) { nodes { id } } }", 7),
        ("{ orders(first: 7) { edges { cursor node { id } } } }", 7),
        ("fragment P on OrderConnection { nodes { customer { id } } } { orders(first: 7) { ...P } }", 14),
        ("{ orders(first: 7) { nodes { refunds(first: 3) { id } } } }", 28),
        ("{ orders(first: 7) { nodes { lineItems(first: 3) { nodes { id } } } } }", 28),
        ("fragment O on Order { customer { id } } { orders(first: 7) { nodes { ...O } } }", 14),
        ("{ order(id: 1) { customer { id } ... on Order { risk { recommendation } } } }", 3),
        ('mutation { disputeEvidenceUpdate(id: "1", input: {}) { userErrors { code } } }', 12),
    ],
)
def test_a_query_costs_what_the_published_table_says(query, cost):
    asked = engine.asked(query, None, {"n": 7})

    assert asked.cost == cost
