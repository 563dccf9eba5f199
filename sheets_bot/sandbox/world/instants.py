"""
How the truth writes instants and amounts. Nothing else.
"""

from datetime import UTC, datetime


def instant(at: float | None) -> str | None:
    """Write an instant as ISO 8601 with milliseconds."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def major(minor: int) -> str:
    """Write an amount of a currency with two decimals."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"
