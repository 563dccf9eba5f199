"""
The whole bot at a small outside world, for acceptance tests: real jobs, real wiring, two brands.

Everything between the configuration and the wire is ours and real; beyond it is the
sandbox. A `House` is one day at work: the bot runs jobs, a person works in the same
spreadsheet (`tracker.Person`), the clock moves only when told.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sheets_bot.commands.opened import Opened, opened_settings
from sheets_bot.errors import SheetsBotError
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.google.book import Book
from sheets_bot.sandbox.google.model import Spreadsheet
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.service.bot import Check
from sheets_bot.service.rounds import carry_out
from sheets_bot.service.settings_file import settings_from
from sheets_bot.sheets.receipt import Receipt
from tracker import Person

AURORA, VELVET = (
    replace(brand, orders_per_week=brand.orders_per_week // 5, dispute_share=brand.dispute_share * 5)
    for brand in BRANDS[:2]
)
"""As many cases as those of the demo, in a fifth of the orders: what a test waits for is mostly the world's making."""
WHOLE_DAY = (
    "keep_settings",
    "refresh_deadlines",
    "sweep_paypal_disputes",
    "sync_paypal_disputes",
    "update_volumes",
    "weekly_metrics",
)
"""Every job, in the order of `once --all`."""


class House:
    """A sandbox, a bot that is set up on it, and a person at the first spreadsheet."""

    def __init__(self, sandbox: Sandbox, config: Mapping[str, Any], stack: ExitStack) -> None:
        self.sandbox = sandbox
        self.config = json.loads(json.dumps(config))
        self._stack = stack
        self.person = self.new_spreadsheet()
        self.typed: dict[str, tuple[str, str]] = {}
        """Notes and root cause that the person has typed, by case."""
        self.config["workbooks"] = {"shared": self.person.spreadsheet_id}
        # Google's limit is in real minutes, and a day takes a second here.
        self.config["sheets"] = {"reads_per_minute": 300, "writes_per_minute": 300}
        self.everything: Opened

    def new_spreadsheet(self, *, shared: bool = True) -> Person:
        """Return a person with a spreadsheet of their own, by default shared with the bot."""
        person = Person(self.sandbox.base_url)
        self._stack.callback(person.leave)
        if shared:
            person.share_with(self.sandbox.service_account["client_email"])
        return person

    def takes_over(self, spreadsheet: Spreadsheet) -> None:
        """Give the person and the bot a copy of a spreadsheet of another house, under its id."""
        mine = self.sandbox.books.get(self.person.spreadsheet_id)
        copy = Book(spreadsheet, created_at=mine.created_at)
        copy.permissions = mine.permissions
        self.sandbox.books.remove(mine.id)
        self.sandbox.books.add(copy)
        self.person.spreadsheet_id = spreadsheet.id
        self.config["workbooks"] = {"shared": spreadsheet.id}

    def start_bot(self) -> None:
        """Start the bot, or start it again: it remembers nothing of the time before."""
        settings = settings_from(self.config, where="the test")
        self.everything = self._stack.enter_context(opened_settings(settings))

    def provision(self) -> None:
        """Do what `sheets-bot init` does."""
        for bot in self.everything.bots:
            bot.provision()

    def once(self, *jobs: str, workbook: str = "", allow_large: bool = False) -> dict[str, Receipt]:
        """Run some jobs, all of them for no name, in one spreadsheet; return the receipts by job."""
        bot = next(bot for bot in self.everything.bots if workbook in ("", bot.name))
        chosen = [self.everything.jobs[name] for name in jobs or WHOLE_DAY]
        return {job.name: carry_out(bot, job, allow_large=allow_large) for job in chosen}

    def one(self, job: str, **options: Any) -> Receipt:
        """Run one job and return its receipt."""
        return self.once(job, **options)[job]

    def checks(self, *, workbook: str = "", probe: bool = False) -> dict[str, Check]:
        """Return what `sheets-bot check` finds, by what was looked at."""
        bot = next(bot for bot in self.everything.bots if workbook in ("", bot.name))
        return {check.what: check for check in bot.check(probe=probe, jobs=self.everything.jobs)}

    def later(self, **time: float) -> None:
        """Let time pass, in the world and for the bot."""
        self.sandbox.advance(timedelta(**time).total_seconds())

    # -- what the person sees and does ---------------------------------------------------

    def table(self, tab: str) -> dict[str, dict[str, Any]]:
        """Return the rows of a tab by what stands in its first column, each by header."""
        rows = self.person.table(tab)
        return {str(next(iter(row.values()))): row for row in rows}

    def disputes(self) -> dict[str, dict[str, Any]]:
        """Return the rows of the Disputes tab by the case's id."""
        return {str(row["Dispute"]): row for row in self.person.table("Disputes") if row["Dispute"]}

    def status(self) -> dict[str, tuple[str, str]]:
        """Return what the Status tab says: state and words, by job or source."""
        return {what: (row["State"], row["What happened"]) for what, row in self.table("Status").items()}

    def place(self, header: str, key: str = "", tab: str = "Disputes") -> tuple[int, int]:
        """Return row and column (zero-based) of a cell in a row of the Disputes tab; without a key, of the header."""
        head, *rows = self.person.sees(tab)
        if not key:
            return 0, head.index(header)
        at = next(i for i, row in enumerate(rows, start=1) if key in row)
        return at, head.index(header)

    def types(self, header: str, key: str, text: str, *, tab: str = "Disputes") -> None:
        """Type into a cell of a keyed row."""
        self.person.types(tab, *self.place(header, key, tab), text)

    def renames_header(self, header: str, text: str, *, tab: str = "Disputes") -> None:
        """Type over a header."""
        self.person.types(tab, *self.place(header, tab=tab), text)

    def span(self, tab: str, dimension: str, start: int, end: int) -> dict[str, Any]:
        """Return some rows or columns as the Sheets API names them."""
        return {
            "sheetId": self.person.sheet_id(tab),
            "dimension": dimension,
            "startIndex": start,
            "endIndex": end,
        }

    def enters_formula(self, header: str, key: str, formula: str) -> None:
        """Paste a formula into a cell, as from another sheet: then it is one in a column of text, too."""
        row, column = self.place(header, key)
        start = {"sheetId": self.person.sheet_id("Disputes"), "rowIndex": row, "columnIndex": column}
        rows = [{"values": [{"userEnteredValue": {"formulaValue": formula}}]}]
        self.person.do({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})

    def deletes_row(self, key: str) -> None:
        """Remove the row of a case."""
        at = self.place("Dispute", key)[0]
        self.person.do({"deleteDimension": {"range": self.span("Disputes", "ROWS", at, at + 1)}})
        self.typed.pop(key, None)

    def deletes_column(self, header: str) -> None:
        """Remove a column of the Disputes tab."""
        at = self.place(header)[1]
        self.person.do({"deleteDimension": {"range": self.span("Disputes", "COLUMNS", at, at + 1)}})

    def adds_column(self, header: str) -> None:
        """Insert a column of their own at the left."""
        self.person.do({"insertDimension": {"range": self.span("Disputes", "COLUMNS", 0, 1)}})
        self.person.types("Disputes", 0, 0, header)

    def deletes_tab(self, tab: str) -> None:
        self.person.do({"deleteSheet": {"sheetId": self.person.sheet_id(tab)}})

    def renames_tab(self, tab: str, title: str) -> None:
        properties = {"sheetId": self.person.sheet_id(tab), "title": title}
        self.person.do({"updateSheetProperties": {"properties": properties, "fields": "title"}})

    def copies_row(self, key: str) -> None:
        """Copy the row of a case and insert the copy below it."""
        at, sheet_id = self.place("Dispute", key)[0], self.person.sheet_id("Disputes")
        source = {"sheetId": sheet_id, "startRowIndex": at, "endRowIndex": at + 1}
        target = {"sheetId": sheet_id, "startRowIndex": at + 1, "endRowIndex": at + 2}
        self.person.do(
            {"insertDimension": {"range": self.span("Disputes", "ROWS", at + 1, at + 2)}},
            {"copyPaste": {"source": source, "destination": target}},
        )

    def merges(self, header: str, *, first: int, last: int) -> None:
        """Merge the cells of a column over some rows (zero-based, both inclusive)."""
        at = self.place(header)[1]
        area = {"sheetId": self.person.sheet_id("Disputes"), "startRowIndex": first, "endRowIndex": last + 1}
        area |= {"startColumnIndex": at, "endColumnIndex": at + 1}
        self.person.do({"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}})

    def works_on(self, *keys: str) -> None:
        """Type notes and a root cause into the rows of some cases."""
        for key in keys:
            self.typed[key] = (f"called the buyer of {key}", "lost")
            for header, text in zip(("Notes", "Root cause"), self.typed[key], strict=True):
                self.types(header, key, text)

    def check_human_cells(self, tab: str = "Disputes") -> None:
        """Fail unless everything that the person has typed stands, in the row of its case."""
        found = {row["Notes"]: row for row in self.person.table(tab) if row["Notes"]}
        for key, (note, cause) in self.typed.items():
            assert note in found, f"the note of {key} is lost"
            assert found[note]["Root cause"] == cause
            assert key in str(found[note]["Dispute"])


def said_once(house: House, receipt: Receipt, where: str, *words: str) -> SheetsBotError:
    """Return the one problem of a run, told in the receipt and, in the same words, once in the Status tab."""
    assert list(receipt.problems) == [where]
    told = str(receipt.problems[where])
    state, happened = house.status()[receipt.job]
    assert state == "failed"
    assert happened.count(told) == 1
    for word in words:
        assert word in told
    return receipt.problems[where]


@contextmanager
def a_house(*, ready: bool = True, weeks: int = 6, **world: Any) -> Iterator[House]:
    """
    Open a sandbox with two brands and a bot on it.

    Args:
        ready: Also set the spreadsheet up, and run every job but the slow metrics once.
        weeks: How long the brands have been trading.
        world: Further arguments of the sandbox.
    """
    with ExitStack() as stack:
        sandbox = stack.enter_context(start(weeks=weeks, brands=(AURORA, VELVET), running=False, **world))
        house = House(sandbox, sandbox.config, stack)
        if ready:
            start_in(house, key=(weeks, *sorted(world.items())))
        yield house


_READY: dict[tuple[Any, ...], Spreadsheet] = {}
"""The spreadsheets of houses that were ready, by what their world was made of: the same world fills the same rows."""


def start_in(house: House, *, key: tuple[Any, ...]) -> None:
    """Start the bot in a spreadsheet that is set up and filled: the first house of its kind does the work."""
    if key in _READY:
        house.takes_over(_READY[key])
        house.start_bot()
        return
    house.start_bot()
    house.provision()
    receipts = house.once(*WHOLE_DAY[:-1])
    assert all(receipt.ok for receipt in receipts.values()), receipts
    _READY[key] = house.sandbox.books.get(house.person.spreadsheet_id).state
