"""
What the calls to Trustpilot add up to in a year, against what a plan allows.

The API module is sold by calls a year, and failed calls count (Trustpilot, API module best
practices). Figures only; nothing is asked.
"""

from collections.abc import Iterable
from datetime import timedelta

from sheets_bot.platforms.trustpilot.listing import PAGE_SIZE

SMALLEST_ALLOWANCE = 200_000
"""Calls a year of tier 1 of the API module (Trustpilot, API module best practices; plans change)."""

_YEAR = timedelta(days=365)
_LOOK_UPS_EACH_SWEEP = 2
"""Single reviews that vanished from the list, hidden ones among them, looked up in a sweep (our guess)."""
_LIFE_OF_A_TOKEN = timedelta(hours=100)


def projected_calls_a_year(
    watched_by_brand: Iterable[int], *, sync_every: timedelta, sweep_every: timedelta
) -> int:
    """
    Return how many calls a year the timetable makes, if nothing fails.

    A look for new reviews is one page as a rule. A sweep is one page for each hundred reviews,
    an empty one at its end, and the look-ups. A token costs a call every hundred hours.

    Args:
        watched_by_brand: For each brand, how many reviews a sweep reads.
        sync_every: How often new reviews are looked for.
        sweep_every: How often all watched reviews are read again.
    """
    syncs, sweeps, tokens = _YEAR / sync_every, _YEAR / sweep_every, _YEAR / _LIFE_OF_A_TOKEN
    calls = 0.0
    for watched in watched_by_brand:
        pages = -(-watched // PAGE_SIZE) + 1
        calls += syncs + sweeps * (pages + _LOOK_UPS_EACH_SWEEP) + tokens
    return round(calls)


def allowance_words(calls_a_year: int) -> str:
    """Return the calls a year in a sentence for `check`."""
    share = calls_a_year / SMALLEST_ALLOWANCE
    return (
        f"about {calls_a_year:,} calls a year at this timetable, {share:.0%} of the {SMALLEST_ALLOWANCE:,} "
        "of the smallest API module"
    )
