"""
Shopify's scalars as values.

Pure and total: whatever stands in a field, the result is a value or "missing". What
the fields mean is in `shopify/records.py`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sheets_bot.domain.money import Money
from sheets_bot.platforms.base import plausible

Json = Mapping[str, Any]

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_GID = re.compile(r"gid://shopify/[A-Za-z]{1,80}/(\d{1,20})(?:\?.*)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,20}", re.ASCII)


def object_in(value: Any, *names: str) -> Json:
    """Return the object under *names*, one in the other; an empty one if any is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objects_in(value: Any, *names: str) -> Iterable[Json]:
    """Return the objects of a list, or of the `nodes` of a connection; nothing for anything else."""
    found = object_in(value, *names[:-1]).get(names[-1]) if names else value
    if isinstance(found, dict):
        found = found.get("nodes")
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []


def text_in(value: Any, name: str) -> str:
    """Return a text or a whole number as text; half of a surrogate pair, which no cell can hold, as ``?``."""
    found = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return str(found).encode("utf-8", "replace").decode("utf-8")


def number_in(value: Any, name: str = "id") -> str:
    """Return the number in a global id (``gid://shopify/Order/12``), or a bare one; ``""`` for none."""
    found = text_in(value, name)
    inside = _GID.fullmatch(found)
    return inside[1] if inside else found if _NUMBER.fullmatch(found) else ""


def instant_in(value: Any, name: str) -> datetime | None:
    """Read a `DateTime` (ISO 8601 with offset) as an aware datetime in UTC, without fractions of a second."""
    found = text_in(value, name)
    if not _INSTANT.fullmatch(found):
        return None
    try:
        return plausible(datetime.fromisoformat(found).astimezone(UTC).replace(microsecond=0))
    except (ValueError, OverflowError):
        return None


def money_in(value: Any, *names: str) -> Money | None:
    """Read a `MoneyV2`, ``{"amount": "12.3", "currencyCode": "USD"}``, under *names*."""
    found = object_in(value, *names)
    try:
        return Money.parse(text_in(found, "amount"), text_in(found, "currencyCode"))
    except ValueError:
        return None


def has_more(value: Any, *names: str) -> bool:
    """Say whether the connection under *names* goes on after what was fetched."""
    return object_in(value, *names, "pageInfo").get("hasNextPage") is True
