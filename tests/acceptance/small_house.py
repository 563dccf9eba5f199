"""
A house of one tiny brand with all four sources, and a way back to its first evening.

Several promises are tried from one start: the spreadsheet is put back as it was, the bot starts anew and
remembers nothing, and the world's clock stands still unless a test moves it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from bot_log import SCHEMAS
from rewinding import States, rewind, states
from sheets_bot.sandbox.app import start
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world.brands import BRANDS, Brand
from sheets_bot.sheets.receipt import Receipt
from whole_bot import House

TINY_BRAND = replace(BRANDS[0], orders_per_week=6, dispute_share=0.2)
SOURCES = ("sync_orders", "sync_paypal_disputes", "sync_shopify_disputes", "sync_reviews", "sync_mailbox")
DERIVED = ("join_orders", "watch_orders", "plan_today")
WRITE = ":batchUpdate"


class SmallHouse(House):
    """A house in which each job may be watched: a person acts between the bot's reading and its writing."""

    evening: States

    def begins_again(self) -> None:
        """Put the spreadsheet back to how it was after the first runs, with a bot that has just started."""
        rewind(self.sandbox, self.evening)
        self.typed.clear()
        self.start_bot()

    def runs(self, *jobs: str, allow_large: bool = False) -> dict[str, Receipt]:
        """Run some jobs; fail unless each ends well."""
        receipts = self.once(*jobs, allow_large=allow_large)
        assert all(receipt.ok for receipt in receipts.values()), receipts
        return receipts

    @contextmanager
    def meanwhile(self, *acts: Callable[[], Any]) -> Iterator[None]:
        """Let a person do one thing just before each of the next writes of the bot."""
        waiting = list(acts)

        def before(call: Call) -> None:
            # What comes without a token is the person's own.
            if waiting and call.path.endswith(WRITE) and "authorization" in call.headers:
                waiting.pop(0)()

        self.sandbox.switchboard.before_each.append(before)
        try:
            yield
        finally:
            self.sandbox.switchboard.before_each.remove(before)

    def human_headers(self, tab: str) -> list[str]:
        """Return the headers of the columns that are people's, as the schemas name them."""
        return [column.header for column in SCHEMAS[tab].column if column.owner == "human"]

    def bot_headers(self, tab: str) -> list[str]:
        """Return the headers of the columns that are the bot's."""
        return [column.header for column in SCHEMAS[tab].column if column.owner == "bot"]

    def key_header(self, tab: str) -> str:
        """Return the header of a tab's key."""
        return SCHEMAS[tab].by_name[SCHEMAS[tab].key].header

    def keyed(self, tab: str) -> dict[str, dict[str, Any]]:
        """Return the rows of a tab by key; a key that stands in two rows fails."""
        found: dict[str, dict[str, Any]] = {}
        header = self.key_header(tab)
        for row in self.person.table(tab):
            if row[header]:
                assert row[header] not in found, f"{tab}: {row[header]} stands in two rows"
                found[row[header]] = row
        return found

    def sorts(self, tab: str, header: str, *, descending: bool = False) -> None:
        """Sort all rows of a tab by a column."""
        area = {"sheetId": self.person.sheet_id(tab), "startRowIndex": 1}
        order = "DESCENDING" if descending else "ASCENDING"
        specs = [{"dimensionIndex": self.place(header, tab=tab)[1], "sortOrder": order}]
        self.person.do({"sortRange": {"range": area, "sortSpecs": specs}})

    def inserts_row(self, tab: str) -> None:
        """Insert an empty row below the header, so that every other row moves."""
        self.person.do({"insertDimension": {"range": self.span(tab, "ROWS", 1, 2)}})

    def copies(self, tab: str, key: str) -> None:
        """Copy the row of a key and insert the copy below it."""
        at, sheet_id = self.place(self.key_header(tab), key, tab)[0], self.person.sheet_id(tab)
        source, target = (
            {"sheetId": sheet_id, "startRowIndex": row, "endRowIndex": row + 1} for row in (at, at + 1)
        )
        self.person.do(
            {"insertDimension": {"range": self.span(tab, "ROWS", at + 1, at + 2)}},
            {"copyPaste": {"source": source, "destination": target}},
        )

    def removes(self, tab: str, *keys: str) -> None:
        """Delete the rows of some keys."""
        for key in keys:
            at = self.place(self.key_header(tab), key, tab)[0]
            self.person.do({"deleteDimension": {"range": self.span(tab, "ROWS", at, at + 1)}})

    def inserts_column(self, tab: str, header: str, *, at: int) -> None:
        """Insert a column of their own."""
        self.person.do({"insertDimension": {"range": self.span(tab, "COLUMNS", at, at + 1)}})
        self.person.types(tab, 0, at, header)

    def filters(self, tab: str, header: str, hidden: str) -> None:
        """Set a filter that hides the rows with a value."""
        area = {"sheetId": self.person.sheet_id(tab)}
        criteria = {str(self.place(header, tab=tab)[1]): {"hiddenValues": [hidden]}}
        self.person.do({"setBasicFilter": {"filter": {"range": area, "criteria": criteria}}})


@contextmanager
def a_small_house(
    *, brand: Brand = TINY_BRAND, weeks: int = 1, ready: bool = True, **world: Any
) -> Iterator[SmallHouse]:
    """
    Open it, with a spreadsheet that is set up.

    Args:
        brand: The only brand.
        weeks: How long it has been trading.
        ready: Also let every source fill its tabs, and join everything.
        world: Further arguments of the sandbox.
    """
    with ExitStack() as stack:
        sandbox = stack.enter_context(start(weeks=weeks, running=False, brands=(brand,), **world))
        house = SmallHouse(sandbox, sandbox.config, stack)
        house.start_bot()
        house.provision()
        if ready:
            house.runs(*SOURCES, *DERIVED)
            house.evening = states(sandbox)
        yield house
