"""
The person of the soak: sorts, types, inserts, deletes, moves and hides columns, ticks; and remembers all of it.

What they typed is kept here, apart from the sheet, so that it can be compared with what stands there later.
Every text that may go out carries a number of its own, by which it can be found again in the world.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from random import Random
from typing import Any

from bot_log import SCHEMAS
from sheets_bot.sandbox.app import Sandbox
from tracker import Person

TABS = ("Disputes", "Reviews", "Inbox", "Orders at risk")
"""Where people work by hand."""
TYPED_INTO = ("Notes", "Handled by")
LETTER = "We have looked into it; this is note {number} of the season."
FEWEST_ROWS = 4
"""A tab without rows counts as made anew, and all is fetched for it: another story than the soak's."""
MOST_COLUMNS = 6
"""So many of their own in one tab."""

Spot = tuple[str, str, str]
"""Tab, key of the row (or the text itself in a row of their own), header."""


class SoakPerson:
    """One pair of hands, led by a die."""

    def __init__(self, sandbox: Sandbox, die: Random, spreadsheet_id: str) -> None:
        self._hands = Person(sandbox.base_url, spreadsheet_id=spreadsheet_id)
        self._die = die
        self._numbers = count(1)
        self._columns = dict.fromkeys(TABS, 0)
        self.typed: dict[Spot, str] = {}
        self.removed: dict[tuple[str, str], float] = {}
        """Rows that were deleted, by tab and key, and when (seconds since 1970)."""
        self.letters: dict[int, tuple[str, str, str]] = {}
        """By number: tab, key and action under which a text was ticked."""
        self.done = 0
        """How many things were done."""
        self._ways = (
            (self._types, 30),
            (self._ticks, 25),
            (self._sorts, 12),
            (self._inserts_a_row, 8),
            (self._types_a_row_of_their_own, 5),
            (self._moves_a_row, 6),
            (self._moves_a_column, 5),
            (self._hides_a_column, 4),
            (self._adds_a_column, 1),
            (self._overtypes_the_bot, 6),
            (self._removes_a_row, 4),
            (self._takes_a_tick_back, 4),
        )

    def leave(self) -> None:
        """Close the browser."""
        self._hands.leave()

    def table(self, tab: str) -> list[dict[str, Any]]:
        """Return the rows of a tab by header."""
        return self._hands.table(tab)

    def acts(self, now: float, *, gently: bool = False) -> None:
        """
        Do one thing somewhere. *gently*: nothing that moves columns or takes rows away.

        A column moved within the round trip of a write, and one more act within that of its repair, is the
        one case that Sheets gives no means against (`tests/acceptance/test_people_and_bot.py`).
        """
        rough = {self._moves_a_column, self._adds_a_column, self._removes_a_row}
        ways = [(way, weight) for way, weight in self._ways if not gently or way not in rough]
        way = self._die.choices([way for way, _ in ways], [weight for _, weight in ways])[0]
        tab = self._die.choice(TABS)
        header, *rows = self._hands.sees(tab)
        way(tab, header, rows, now)
        self.done += 1

    # -- one thing each --------------------------------------------------------------------

    def _types(self, tab: str, header: Sequence[str], rows: Sequence[Sequence[Any]], _now: float) -> None:
        at = self._keyed_row(tab, header, rows)
        if at is not None:
            name = self._die.choice(TYPED_INTO)
            self._type(
                tab, header, at, name, f"typed {next(self._numbers)}", key=self._key(tab, header, rows[at])
            )

    def _ticks(self, tab: str, header: Sequence[str], rows: Sequence[Sequence[Any]], _now: float) -> None:
        askable = [at for at, row in enumerate(rows) if self._cell(header, row, "You can ask for")]
        if not askable:
            return
        at = self._die.choice(askable)
        key = self._key(tab, header, rows[at])
        action = self._die.choice(str(self._cell(header, rows[at], "You can ask for")).split(", "))
        number = next(self._numbers)
        self.letters[number] = (tab, key, action)
        self._hands.types(tab, at + 1, header.index("Action"), action)
        self._type(tab, header, at, "Your text", LETTER.format(number=number), key=key)
        self._hands.types(tab, at + 1, header.index("Approved"), "TRUE")

    def _takes_a_tick_back(
        self, tab: str, header: Sequence[str], rows: Sequence[Sequence[Any]], _now: float
    ) -> None:
        ticked = [at for at, row in enumerate(rows) if self._cell(header, row, "Approved") is True]
        if ticked:
            self._hands.types(tab, self._die.choice(ticked) + 1, header.index("Approved"), "FALSE")

    def _sorts(self, tab: str, header: Sequence[str], rows: Sequence[Sequence[Any]], _now: float) -> None:
        area = {"sheetId": self._hands.sheet_id(tab), "startRowIndex": 1, "endRowIndex": len(rows) + 1}
        order = self._die.choice(["ASCENDING", "DESCENDING"])
        specs = [{"dimensionIndex": self._die.randrange(len(header)), "sortOrder": order}]
        if rows:
            self._hands.do({"sortRange": {"range": area, "sortSpecs": specs}})

    def _inserts_a_row(self, tab: str, _header: Sequence[str], rows: Sequence[Any], _now: float) -> None:
        self._insert(tab, "ROWS", self._die.randint(1, len(rows) + 1))

    def _types_a_row_of_their_own(
        self, tab: str, header: Sequence[str], rows: Sequence[Sequence[Any]], _now: float
    ) -> None:
        at = self._die.randint(0, len(rows))
        self._insert(tab, "ROWS", at + 1)
        text = f"own row {next(self._numbers)}"
        self._type(tab, header, at, "Notes", text, key=text)

    def _moves_a_row(self, tab: str, _header: Sequence[str], rows: Sequence[Any], _now: float) -> None:
        if rows:
            self._move(tab, "ROWS", self._die.randint(1, len(rows)), self._die.randint(1, len(rows)))

    def _moves_a_column(self, tab: str, header: Sequence[str], _rows: Sequence[Any], _now: float) -> None:
        self._move(tab, "COLUMNS", self._die.randrange(len(header)), self._die.randrange(len(header)))

    def _hides_a_column(self, tab: str, header: Sequence[str], _rows: Sequence[Any], _now: float) -> None:
        wish = {
            "range": self._span(tab, "COLUMNS", self._die.randrange(len(header))),
            "properties": {"hiddenByUser": self._die.random() < 0.5},
            "fields": "hiddenByUser",
        }
        self._hands.do({"updateDimensionProperties": wish})

    def _adds_a_column(self, tab: str, header: Sequence[str], _rows: Sequence[Any], _now: float) -> None:
        if self._columns[tab] < MOST_COLUMNS:
            self._columns[tab] += 1
            at = self._die.randrange(len(header))
            self._insert(tab, "COLUMNS", at)
            self._hands.types(tab, 0, at, f"Mine {next(self._numbers)}")

    def _overtypes_the_bot(
        self, tab: str, header: Sequence[str], rows: Sequence[Sequence[Any]], _now: float
    ) -> None:
        at = self._keyed_row(tab, header, rows)
        # Only what is worked out anew in each run: elsewhere the bot relies on what stands in the tab.
        clocks = [column.header for column in SCHEMAS[tab].column if column.owner == "bot" and column.clock]
        if at is not None:
            name = self._die.choice(clocks)
            self._hands.types(tab, at + 1, header.index(name), f"meddled {next(self._numbers)}")

    def _removes_a_row(
        self, tab: str, header: Sequence[str], rows: Sequence[Sequence[Any]], now: float
    ) -> None:
        if len(rows) < FEWEST_ROWS:
            return
        at = self._die.randrange(len(rows))
        key = self._key(tab, header, rows[at])
        owner = key or self._cell(header, rows[at], "Notes")
        self.typed = {spot: text for spot, text in self.typed.items() if spot[:2] != (tab, owner)}
        if key:
            self.removed[tab, key] = now
        self._hands.do({"deleteDimension": {"range": self._span(tab, "ROWS", at + 1)}})

    # -- hands -----------------------------------------------------------------------------

    def _type(self, tab: str, header: Sequence[str], at: int, name: str, text: str, *, key: str) -> None:
        self._hands.types(tab, at + 1, header.index(name), text)
        self.typed[tab, key, name] = text

    def _key(self, tab: str, header: Sequence[str], row: Sequence[Any]) -> str:
        return str(self._cell(header, row, key_header(tab)))

    @staticmethod
    def _cell(header: Sequence[str], row: Sequence[Any], name: str) -> Any:
        return row[header.index(name)]

    def _keyed_row(self, tab: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> int | None:
        keyed = [at for at, row in enumerate(rows) if self._key(tab, header, row)]
        return self._die.choice(keyed) if keyed else None

    def _span(self, tab: str, dimension: str, at: int) -> Mapping[str, Any]:
        sheet_id = self._hands.sheet_id(tab)
        return {"sheetId": sheet_id, "dimension": dimension, "startIndex": at, "endIndex": at + 1}

    def _insert(self, tab: str, dimension: str, at: int) -> None:
        self._hands.do(
            {"insertDimension": {"range": self._span(tab, dimension, at), "inheritFromBefore": at > 0}}
        )

    def _move(self, tab: str, dimension: str, source: int, target: int) -> None:
        self._hands.do(
            {"moveDimension": {"source": self._span(tab, dimension, source), "destinationIndex": target}}
        )


def key_header(tab: str) -> str:
    """Return the header of a tab's key."""
    return SCHEMAS[tab].by_name[SCHEMAS[tab].key].header
