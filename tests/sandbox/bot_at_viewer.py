"""
A real bot and a browser at one spreadsheet, for the viewer's tests: one tiny brand, every tab, some tabs filled.

The bot runs when a test says so; the person works in the browser alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from acting_house import FEW_ORDERS
from sheets_bot.sandbox.world.case import Stage
from small_house import SmallHouse, a_small_house
from viewer_page import PATIENCE_SECONDS, Viewer, watched

FILLED_BY = (
    "keep_settings", "keep_templates", "sync_orders", "sync_paypal_disputes", "sync_reviews", "join_orders",
    "refresh_deadlines", "advise_disputes", "write_drafts", "plan_today",
)  # fmt: skip


@dataclass
class BotAtViewer:
    """The page, and the house in which the bot lives."""

    viewer: Viewer
    house: SmallHouse

    @property
    def page(self) -> Any:
        return self.viewer.page

    def open(self, tab: str) -> None:
        self.page.goto("about:blank")
        person = self.house.person
        self.viewer.open(f"/?spreadsheet={person.spreadsheet_id}#gid={person.sheet_id(tab)}")

    def tabs(self) -> list[str]:
        return self.page.locator("#tabs .name").all_text_contents()

    def goes_to(self, tab: str, header: str, key: str) -> Any:
        """Follow a link to a cell, as `Today` has them; return its element."""
        row, column = self.house.place(header, key, tab)
        self.page.evaluate(
            "hash => { location.hash = hash }",
            f"#gid={self.house.person.sheet_id(tab)}&range={letters(column)}{row + 1}",
        )
        cell = self.page.locator(f"#cell-{row}-{column}.active")
        cell.wait_for()
        return cell

    def an_inquiry(self) -> Any:
        """Return a case of the world in which the bot offers to send a message."""
        rows = self.house.disputes()
        return next(
            case
            for case in self.house.sandbox.world.cases.values()
            if case.stage is Stage.INQUIRY
            and "Send message" in str(rows.get(case.dispute_id, {}).get("You can ask for", ""))
        )


def letters(column: int) -> str:
    """Return A for 0 and AA for 26."""
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


@pytest.fixture(scope="module")
def desk(browser: Any) -> Iterator[BotAtViewer]:
    """The house is filled once, and the tests go on from where the ones before have left it."""
    with a_small_house(brand=FEW_ORDERS, seed=11, seller="stops", hostility="none", ready=False) as house:
        house.runs(*FILLED_BY)
        page = browser.new_page(viewport={"width": 1280, "height": 600})
        page.set_default_timeout(PATIENCE_SECONDS * 1000)
        yield BotAtViewer(watched(Viewer(page, house.sandbox)), house)
        page.close()
