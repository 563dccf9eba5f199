"""
Versions of the API: one a quarter, each good for a year, and what becomes of a call for one that is gone.

A version that is no longer supported, or none at all, falls forward to the oldest that is, and only a
header of the answer says so (API versioning, shopify.dev). Whatever the version, the sandbox serves the
schema of 2026-10.
"""

import re
from datetime import UTC, datetime

MONTHS = (1, 4, 7, 10)
RELEASE_HOUR = 17
"""UTC, on the first day of the quarter."""


def supported(at: float) -> list[str]:
    """Return the stable versions at an instant, oldest first: those of the last twelve months."""
    year = datetime.fromtimestamp(at, UTC).year
    found = []
    for candidate in range(year - 1, year + 1):
        for month in MONTHS:
            released = datetime(candidate, month, 1, RELEASE_HOUR, tzinfo=UTC)
            retired = released.replace(year=candidate + 1)
            if released.timestamp() <= at < retired.timestamp():
                found.append(f"{candidate}-{month:02d}")
    return found


def served(asked: str, at: float) -> str | None:
    """Return the version that answers a call for *asked*; None where it was never a version."""
    if asked == "unstable":
        return asked
    if not re.fullmatch(r"\d{4}-(01|04|07|10)", asked):
        return None
    stable = supported(at)
    if asked > stable[-1]:
        return asked if asked == _next(stable[-1]) else None
    return asked if asked in stable else stable[0]


def _next(version: str) -> str:
    year, month = int(version[:4]), int(version[5:])
    return f"{year + 1}-01" if month == MONTHS[-1] else f"{year}-{month + 3:02d}"
