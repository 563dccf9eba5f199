"""
The desk of a specialist: the tabs by header, a hand for ticks, and the pages of PayPal and the shop.

What is done on a platform's page goes past the bot, which only sees what came of it. Decides nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sheets_bot.domain.rules.rules import Rules
from sheets_bot.practice.place import Place

KEYS = {"Disputes": "Dispute", "Orders at risk": "Parcel", "Inbox": "Thread", "Reviews": "Review"}
"""Tabs with work, and the header of the key of each."""

WAITS_FOR_US = frozenset({"MISSED", "LATE", "LAST SHIFT", "SOON", "OK", "NO DATE"})


@dataclass(frozen=True)
class Item:
    """One row that wants something, as the specialist reads it."""

    tab: str
    key: str
    row: dict[str, Any]
    place: int
    """Of the row in the tab, zero-based, header included."""
    minutes: int

    def says(self, header: str) -> str:
        """Return what stands under a header; ``""`` where it is empty or there is no such column."""
        return str(self.row.get(header) or "").strip()

    @property
    def offered(self) -> tuple[str, ...]:
        """What can be asked for at this moment."""
        return tuple(part.strip() for part in self.says("You can ask for").split(",") if part.strip())

    @property
    def is_ticked(self) -> bool:
        """Say whether a tick stands already."""
        return self.row.get("Approved") is True


class Desk:
    """One specialist's place of work."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.minutes = 0
        """Used so far, as Settings count them."""
        self.ticks = 0
        self.chosen = 0
        """Rows in which an action was chosen, to be ticked once its draft stands there."""
        self._read: set[str] = set()
        self._heads: dict[str, list[str]] = {}
        self._sheet_ids: dict[str, int] = {}
        self._known_rules: Rules | None = None

    # -- what stands there ---------------------------------------------------------------

    def today(self) -> Iterator[Item]:
        """Return the tasks of the tab `Today` in their order, each with its row."""
        tabs = {tab: self._items(tab) for tab in KEYS}
        for row in self.place.person.table("Today"):
            found = tabs.get(str(row["Tab"]), {}).get(str(row["Item"]))
            if found is not None:
                yield Item(found.tab, found.key, found.row, found.place, int(row["Minutes"] or 0))

    def open_items(self) -> list[Item]:
        """Return every row of every tab that waits for us, in no order of importance."""
        rows = [item for tab in KEYS for item in self._items(tab).values()]
        return [item for item in rows if item.says("Flag") in WAITS_FOR_US]

    def _items(self, tab: str) -> dict[str, Item]:
        head, *rows = self.place.person.sees(tab)
        self._heads[tab] = [str(header) for header in head]
        at = self._heads[tab].index(KEYS[tab])
        minutes = self._minutes_for(tab)
        return {
            str(row[at]): Item(
                tab, str(row[at]), dict(zip(self._heads[tab], row, strict=False)), place, minutes
            )
            for place, row in enumerate(rows, start=1)
            if row[at]
        }

    def _minutes_for(self, tab: str) -> int:
        today = self._rules.today
        return {
            "Disputes": today.dispute_minutes,
            "Orders at risk": today.risk_minutes,
            "Inbox": today.mail_minutes,
            "Reviews": today.review_minutes,
        }[tab]

    @property
    def _rules(self) -> Rules:
        if self._known_rules is None:
            self._known_rules = self.place.rules()
        return self._known_rules

    # -- what a hand does ----------------------------------------------------------------

    def ask(self, item: Item, action: str, *, text: str = "") -> None:
        """Choose an action, type a text of one's own if any, and tick; a chosen row has had its minutes."""
        cells: dict[str, dict[str, Any]] = {
            "Action": {"stringValue": action},
            "Approved": {"boolValue": True},
        }
        if text:
            cells["Your text"] = {"stringValue": text}
        self.place.person.do(*(self._types(item, header, value) for header, value in cells.items()))
        self.ticks += 1
        self.minutes += 0 if item.key in self._read else item.minutes
        self._read.discard(item.key)

    def choose(self, item: Item, action: str) -> None:
        """Choose an action without ticking, so that the draft for it can be read first."""
        self.place.person.do(self._types(item, "Action", {"stringValue": action}))
        self.chosen += 1
        self.minutes += item.minutes
        self._read.add(item.key)

    def has_read(self, item: Item) -> bool:
        """Say whether an action was chosen there, so that only the tick is missing."""
        return item.key in self._read

    def _types(self, item: Item, header: str, value: dict[str, Any]) -> dict[str, Any]:
        if item.tab not in self._sheet_ids:
            self._sheet_ids[item.tab] = self.place.person.tabs()[item.tab]
        start = {
            "sheetId": self._sheet_ids[item.tab],
            "rowIndex": item.place,
            "columnIndex": self._heads[item.tab].index(header),
        }
        rows = [{"values": [{"userEnteredValue": value}]}]
        return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}

    # -- on the platforms' own pages -----------------------------------------------------

    def concede(self, item: Item) -> bool:
        """Accept a case on its platform's page, all of it; say whether that was possible."""
        done = self.place.person.accepts(item.key)
        if done:
            self.minutes += item.minutes
        return done
