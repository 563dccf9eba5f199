"""Promise: a supplier that turns late is named by the weekly report within two weeks, and by none before; through
the whole bot, from the shop's answers to the mail that the owner gets."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sheets_bot.sandbox.app import start
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.sandbox.world.lanes import EAST
from sheets_bot.sandbox.world.turning import Turning
from whole_bot import House

MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)
TURNS_ON = MONDAY.replace(hour=0)
"""The first day of the week that nobody has been told about yet on this Monday."""
BRAND = replace(BRANDS[1], orders_per_week=120)
JOBS = (
    "keep_settings",
    "sync_orders",
    "watch_orders",
    "sync_paypal_disputes",
    "update_volumes",
    "weekly_metrics",
    "weekly_causes",
)


pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def house():
    turning = Turning(EAST, TURNS_ON.timestamp(), share=0.6)
    with ExitStack() as stack:
        sandbox = stack.enter_context(
            start(
                now=MONDAY,
                weeks=8,
                brands=(BRAND,),
                running=False,
                hostility="none",
                seller="usual",
                turning=turning,
            )
        )
        house = House(sandbox, sandbox.config, stack)
        house.config["report"] = {"to": ["owner@example.com"]}
        house.start_bot()
        house.provision()
        house.types("Value", "Delivery promise (days)", "DE 8, other 12", tab="Settings")
        house.types("Value", "Orders read back at first (days)", "100", tab="Settings")
        yield house


def a_monday(house):
    receipts = house.once(*JOBS, "weekly_report")
    assert all(receipt.ok for receipt in receipts.values()), receipts
    rows = house.person.table("Weekly report")
    newest = rows[0]["Week of"]
    return newest, [row["What is to say"] for row in rows if row["Week of"] == newest]


def names_it(lines):
    return [line for line in lines if EAST in line and "came late" in line and "higher than usual" in line]


@pytest.mark.slow
def test_a_supplier_that_turns_late_is_named_within_two_weeks_and_not_before(house):
    """Three Mondays: one before anything has turned, and the two of the promise."""
    told = []
    for _ in range(3):
        told.append(a_monday(house))
        house.later(days=7)

    (_, before), (_, first), (_, second) = told
    print(*(line for lines in (before, first, second) for line in lines), sep="\n")
    assert not names_it(before)
    assert names_it(first) or names_it(second)
    assert not any("Supplier North" in line and "higher than usual" in line for line in (*first, *second))
    mails = house.sandbox.mail.office.submissions
    assert len(mails) == 3
    assert all("owner@example.com" in mail.recipients for mail in mails)
