"""
The world of a practice: small, so that a shift costs seconds, and with more trouble than usual.

Only what is asked of the sandbox; what is opened and closed is the command's business.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.world.brands import BRANDS

WEEKS_OF_PAST = 2
ORDERS_PER_WEEK = 12
"""Of all brands together; a brand of the demo has ten times as many."""
DISPUTE_SHARE = 0.3
"""Of the orders paid by PayPal: a new case or two between shifts. Real shops have one in a hundred."""
UNTIL_DECIDED = timedelta(weeks=11)
"""PayPal and the banks, who take up to 75 days, decide what is open while nobody works any more."""


def open_world(*, seed: int, brands: int, port: int = 0, running: bool) -> Sandbox:
    """
    Start a world on a Monday morning; whoever answered there until then does nothing from now on.

    Raises:
        OSError: The port is taken.
    """
    orders = max(1, ORDERS_PER_WEEK // brands)
    shops = [replace(brand, orders_per_week=orders, dispute_share=DISPUTE_SHARE) for brand in BRANDS[:brands]]
    return start(
        port=port,
        seed=seed,
        weeks=WEEKS_OF_PAST,
        brands=shops,
        running=running,
        seller="stops",
    )


def configuration_of(world: Sandbox) -> Mapping[str, Any]:
    """Return the bot's configuration; Google's limits are in real minutes, and here days pass in seconds."""
    return {**world.config, "sheets": {"reads_per_minute": 300, "writes_per_minute": 300}}
