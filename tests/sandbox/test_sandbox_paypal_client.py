"""
The bot's own PayPal client against the sandbox, over a socket, and what it reads against the world's truth.

The two sides share no code, so each is a check of the other.
"""

from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sheets_bot.domain.disputes.dispute_readings import answered_at, closed_at, fees, recovered, result_of
from sheets_bot.platforms.paypal.client import PayPal
from sheets_bot.sandbox.app import start

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox():
    with start(running=False, now=NOW) as sandbox:
        yield sandbox


def client(sandbox, brand):
    keys = sandbox.config["brands"][brand]["paypal"]
    return closing(PayPal.connect(sandbox.endpoints["paypal"], brand=brand, **keys))


def text(at):
    return None if at is None else at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def amount(money):
    return None if money is None else str(money.major())


@pytest.mark.parametrize("brand", ["aurora", "velvet", "marlow", "solstice"])
def test_every_dispute_reads_as_it_happened(sandbox, brand):
    truth = sandbox.world.truth()["cases"]

    with client(sandbox, brand) as paypal:
        fetched = paypal.fetch_disputes(since=NOW - timedelta(days=179), until=NOW)

    assert fetched.complete
    assert fetched.skipped == ()
    expected = {dispute_id for dispute_id, case in truth.items() if case["brand"] == brand}
    assert {dispute.dispute_id for dispute in fetched.records} == expected
    for dispute in fetched.records:
        case = truth[dispute.dispute_id]
        result = result_of(dispute)
        assert (result and str(result)) == case["outcome"], dispute.dispute_id
        assert text(dispute.created_at) == case["opened_at"]
        assert text(closed_at(dispute)) == case["closed_at"], dispute.dispute_id
        assert text(answered_at(dispute)) == case["answered_at"]
        assert amount(dispute.amount) == case["amount"]
        assert amount(recovered(dispute)) == case["recovered"], dispute.dispute_id
        assert (amount(fees(dispute)) or "0.00") == case["fees"], dispute.dispute_id


def test_the_payments_of_complete_weeks_add_up_to_the_truth(sandbox):
    start_at, end_at = datetime(2026, 9, 7, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC)

    with client(sandbox, "marlow") as paypal:
        fetched = paypal.fetch_payments(start=start_at, end=NOW)

    count, value = Counter(), Counter()
    for payment in fetched.records:
        if payment.at < end_at:
            monday = payment.at.date() - timedelta(days=payment.at.weekday())
            count[str(monday)] += 1
            value[str(monday)] += payment.amount.major()
    weeks = [week for week in sandbox.world.truth()["weeks"] if week["brand"] == "marlow"]
    complete = [week for week in weeks if "2026-09-07" <= week["starts_on"] < "2026-11-16"]
    assert count == {week["starts_on"]: week["payments"] for week in complete}
    assert value == {week["starts_on"]: Decimal(week["payments_value"]) for week in complete}
