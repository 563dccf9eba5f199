"""
When the personal data of a row has expired: it is closed, and nothing has happened to it for the set time.

Data about our tabs and pure questions about rows. Which columns are personal is said in the schemas
(`personal = true`); what happens to them is in `withholding.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sheets_bot.domain.tab_rows import TabRow, TabRows, text_in

Tabs = Mapping[str, TabRows]
"""Tabs as read, by title."""


@dataclass(frozen=True, slots=True)
class Age:
    """How old a row of a tab is, and when it counts as closed."""

    dates: tuple[str, ...]
    """Columns with the times of what happened; the latest counts. A row without any never expires."""
    state: str = ""
    """Column that says whether it is closed; empty where rows of the tab need nothing from anybody."""
    closed: frozenset[str] = frozenset()


_CLOSED_FLAG = frozenset({"CLOSED"})
AGES: Mapping[str, Age] = {
    "Disputes": Age(("closed_on", "updated", "opened"), "flag", _CLOSED_FLAG),
    "Inbox": Age(("updated", "last_in", "last_out"), "flag", _CLOSED_FLAG),
    "Reviews": Age(("updated", "edited", "replied", "written"), "flag", _CLOSED_FLAG),
    "Review history": Age(("seen",)),
    "Orders": Age(("updated", "placed")),
    "Parcels": Age(("updated", "delivered", "shipped")),
    "Orders at risk": Age(("last_scan", "promised_by", "began"), "flag", _CLOSED_FLAG),
    "Incidents": Age(("last_at",), "state", frozenset({"closed", "no longer"})),
    "Acts": Age(("ended_at",)),
}
"""By tab. A tab that is not here, of ours or of the user's own, expires with the row that it belongs to."""

BELONGS: Mapping[str, tuple[str, str]] = {
    "Review history": ("review_id", "Reviews"),
    "Evidence": ("dispute", "Disputes"),
    "Parcels": ("order", "Orders"),
    "Orders at risk": ("order", "Orders"),
    "Incidents": ("order", "Orders"),
    "Letters": ("order", "Orders"),
}
"""The row of another tab that a row belongs to: the column that names it, and its tab."""


def owner_of(tab: str, row: TabRow) -> tuple[str, str] | None:
    """Return tab and key of the row that a row belongs to; None where it stands for itself."""
    if tab == "Acts":
        return text_in(row, "tab"), text_in(row, "row_key")
    column, owner = BELONGS.get(tab, ("", ""))
    key = text_in(row, column) if column else ""
    return (owner, key) if key else None


def has_expired(tab: str, row: TabRow, *, tabs: Tabs, days: int, now: datetime) -> bool:
    """
    True where the personal data of a row shall be there no longer.

    Args:
        tab: The tab's title.
        row: The row, with all that is known of it.
        tabs: The tabs as read, for the row that it belongs to.
        days: For how long nothing must have happened; 0 is never.
        now: The present.
    """
    if not days:
        return False
    age = AGES.get(tab)
    if age is None:
        above, key = owner_of(tab, row) or ("", "")
        standing = tabs.get(above, {}).get(key)
        return standing is not None and has_expired(above, standing, tabs=tabs, days=days, now=now)
    if age.state and text_in(row, age.state) not in age.closed:
        return False
    happened = [at for name in age.dates if (at := _instant(row.get(name)))]
    return bool(happened) and max(happened) < now - timedelta(days=days)


def _instant(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time.max, tzinfo=UTC) if isinstance(value, date) else None
