"""
The jobs about reviews in a real spreadsheet of the sandbox, with a Trustpilot of a few lines behind them.

Aurora has an account at Trustpilot, Pine has none: its reviews are pasted by a person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from jobs import read_pasted_reviews, sweep_reviews, sync_reviews
from sheets_bot.errors import Refused
from sheets_bot.sandbox.app import start
from sheets_bot.service.bot_run import Brand
from sheets_bot.service.job import Job
from sheets_bot.service.spreadsheet_bot import SpreadsheetBot
from sheets_bot.service.workbook_lock import WorkbookLocks
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.schema import load_schemas
from tracker import BusyDoor, Person, a_tracker, busy_door
from trustpilot_stand_in import LIST, NOW, SINGLE, StandIn, a_client, a_review, an_id, at

SCHEMAS = {
    tab: schema
    for tab, schema in load_schemas([Path(__file__).parents[2] / "sheet_schemas"]).items()
    if tab in {"Reviews", "Review history", "Pasted reviews", "Settings", "Status", "Bot log"}
}
LINK = f"https://www.trustpilot.com/reviews/{an_id(77)}"


@dataclass
class House:
    """A spreadsheet with a person at it, the bot, and Trustpilot."""

    person: Person
    door: BusyDoor
    trustpilot: StandIn
    bot: SpreadsheetBot
    now: Any = NOW

    def run(self, *jobs: Job, **options: Any) -> list[Receipt]:
        return [self.bot.run_job(job, **options) for job in jobs]

    def one(self, job: Job, **options: Any) -> Receipt:
        (receipt,) = self.run(job, **options)
        return receipt

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def reviews(self) -> dict[str, dict[str, Any]]:
        return {row["Review"]: row for row in self.person.table("Reviews") if row["Review"]}

    def history(self, number: int = 1) -> list[tuple[str, Any, Any]]:
        """What happened to a review, the oldest first, with the stars before and after."""
        rows = [row for row in self.person.table("Review history") if row["Review"] == an_id(number)]
        return [(row["What"], row["Stars before"], row["Stars"]) for row in reversed(rows)]

    def pastes(self, **cells: Any) -> None:
        """Type a row into the tab of pasted reviews."""
        header, *rows = self.person.sees("Pasted reviews")
        for title, text in cells.items():
            self.person.types(
                "Pasted reviews", len(rows) + 1, header.index(title.replace("_", " ")), str(text)
            )

    def corrects(self, link: str, header: str, text: str) -> None:
        titles, *rows = self.person.sees("Pasted reviews")
        at_row = next(i for i, row in enumerate(rows, start=1) if row[0] == link)
        self.person.types("Pasted reviews", at_row, titles.index(header), text)

    def pasted(self) -> dict[str, dict[str, Any]]:
        return {row["Link"]: row for row in self.person.table("Pasted reviews") if row["Link"]}


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with start(empty=True, running=False) as sandbox, busy_door(sandbox) as door:
        person, book = a_tracker(door, sandbox.base_url, *SCHEMAS.values())
        trustpilot = StandIn()
        brands = [Brand("aurora", "Aurora", trustpilot=a_client(trustpilot)), Brand("pine", "Pine")]
        house: House
        bot = SpreadsheetBot(
            "shared", book, brands, SCHEMAS, clock=lambda: house.now, locks=WorkbookLocks(), most_cells=60_000
        )
        house = House(person, door, trustpilot, bot)
        yield house
        person.leave()


def test_new_reviews_come_once_with_one_read_and_one_write_and_then_nothing_is_written(house):
    house.trustpilot.reviews += [a_review(1, days_ago=0.1), a_review(2, stars=5, days_ago=60)]

    first = house.one(sync_reviews.JOB)
    house.later(hours=1)
    second = house.one(sync_reviews.JOB)

    assert first.ok
    assert second.ok
    assert (first.reads, first.writes) == (1, 1)
    assert second.writes <= 1  # the Status tab
    assert {key: row["Flag"] for key, row in house.reviews().items()} == {
        an_id(1): "SOON",
        an_id(2): "CLOSED",
    }
    assert house.history(1) == [("first seen", "", 1)]


def test_the_sweep_finds_an_edit_a_reply_and_a_deletion_and_tells_each_once(house):
    house.trustpilot.reviews += [a_review(n, days_ago=5) for n in (1, 2, 3)]
    house.run(sync_reviews.JOB)

    house.trustpilot.reviews[0] |= {"stars": 4, "text": "They solved it."}
    house.trustpilot.reviews[1] |= {"companyReply": {"text": "Sorry!", "createdAt": at(0), "updatedAt": None}}
    del house.trustpilot.reviews[2]
    house.later(days=1)
    house.run(sweep_reviews.JOB, sweep_reviews.JOB, sync_reviews.JOB)

    assert house.history(1) == [("first seen", "", 1), ("edited", 1, 4)]
    assert house.history(2) == [("first seen", "", 1), ("replied", 1, 1)]
    assert house.history(3) == [("first seen", "", 1), ("gone", 1, 1)]
    rows = house.reviews()
    assert (rows[an_id(1)]["Stars"], rows[an_id(1)]["First stars"]) == (4, 1)
    assert (rows[an_id(2)]["Flag"], rows[an_id(2)]["Reply"]) == ("CLOSED", "Sorry!")
    assert (rows[an_id(3)]["State"], rows[an_id(3)]["Flag"]) == ("gone", "CLOSED")


def test_fault_2_with_a_filter_of_stars_the_improved_review_is_still_found(house):
    house.trustpilot.reviews.append(a_review(1, days_ago=5))
    house.run(sync_reviews.JOB)
    titles, *rows = house.person.sees("Settings")
    row = next(
        (i for i, r in enumerate(rows, start=1) if r[0] == "Watch reviews up to (stars)"), len(rows) + 1
    )
    house.person.types("Settings", row, titles.index("Setting"), "Watch reviews up to (stars)")
    house.person.types("Settings", row, titles.index("Value"), "3")
    house.trustpilot.reviews[0]["stars"] = 5

    house.run(sync_reviews.JOB, sweep_reviews.JOB)

    assert house.trustpilot.asked(LIST)[-1].url.params["stars"] == "1,2,3"
    assert house.history(1) == [("first seen", "", 1), ("edited", 1, 5)]


def test_a_sweep_before_any_sync_leaves_nothing_out(house):
    house.trustpilot.reviews += [a_review(1, days_ago=190), a_review(2, stars=5, days_ago=190)]

    house.run(sweep_reviews.JOB)

    assert set(house.reviews()) == {an_id(1), an_id(2)}


def test_a_tab_that_was_made_anew_is_filled_again_and_the_history_goes_on(house):
    house.trustpilot.reviews.append(a_review(1, days_ago=90))
    house.run(sync_reviews.JOB)
    sheet_id = house.person.sheet_id("Reviews")
    area = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    house.person.do({"deleteDimension": {"range": area}})

    house.later(hours=1)
    house.run(sync_reviews.JOB)

    assert set(house.reviews()) == {an_id(1)}
    assert house.history(1) == [("first seen", "", 1)]


def test_a_plan_without_the_api_is_said_and_stops_nothing_else(house):
    house.trustpilot.say(LIST, httpx.Response(403, json={"ErrorCode": 1, "Error": "x"}))
    house.pastes(Link=LINK, Brand="Pine", Stars=2, Text="Late.", Written_on="2026-11-22")

    sync, pasted = house.run(sync_reviews.JOB, read_pasted_reviews.JOB)

    assert "plan lacks the API module" in str(sync.problems["Trustpilot: Aurora"])
    assert pasted.ok
    assert set(house.reviews()) == {an_id(77)}
    assert not [r for r in house.trustpilot.requests if r.url.path.startswith(SINGLE)]


def test_a_pasted_review_lives_like_a_fetched_one_and_the_typed_cells_stay(house):
    house.pastes(Link=LINK, Brand="Pine", Stars=2, Text="=1+1", Written_on="2026-11-22", Reviewer="Jane Doe")
    house.run(read_pasted_reviews.JOB)
    row = house.reviews()[an_id(77)]
    assert (row["Brand"], row["Stars"], row["Came from"], row["Reviewer"]) == ("Pine", 2, "pasted", "Jane D.")
    assert row["Flag"] == "LAST SHIFT"

    house.corrects(LINK, "Stars", "5")
    house.later(hours=1)
    house.run(read_pasted_reviews.JOB, read_pasted_reviews.JOB)

    assert house.history(77) == [("first seen", "", 2), ("edited", 2, 5)]
    assert house.pasted()[LINK]["Reviewer"] == "Jane Doe"
    assert house.pasted()[LINK]["Problem"] == ""


def test_a_bad_pasted_row_says_why_beside_it_and_is_taken_once_it_is_corrected(house):
    house.pastes(Link=LINK, Brand="Pine", Stars="five")
    house.pastes(Link="not a link", Stars="1")

    house.run(read_pasted_reviews.JOB)
    told = {link: row["Problem"] for link, row in house.pasted().items()}
    assert told[LINK] == "Type the stars as a whole number from 1 to 5."
    assert told["not a link"].startswith("This is no link to a review.")
    assert house.reviews() == {}

    house.corrects(LINK, "Stars", "1")
    house.run(read_pasted_reviews.JOB)
    assert set(house.reviews()) == {an_id(77)}
    assert house.pasted()[LINK]["Problem"] == "Type the day on which it was written."


def test_what_trustpilot_tells_takes_a_pasted_review_over(house):
    house.pastes(Link=LINK, Brand="Aurora", Stars=2, Text="Late.", Written_on="2026-11-22")
    house.run(read_pasted_reviews.JOB)
    house.trustpilot.reviews.append(a_review(77, stars=1, days_ago=1))

    house.run(sync_reviews.JOB, read_pasted_reviews.JOB, read_pasted_reviews.JOB)

    assert house.history(77) == [("first seen", "", 2), ("now from Trustpilot", 2, 1)]
    assert house.reviews()[an_id(77)]["Came from"] == "Trustpilot"
    assert "comes from Trustpilot by itself" in house.pasted()[LINK]["Problem"]


class Killed(BaseException):
    """The container is gone."""


@pytest.mark.parametrize("most_cells", [40, 60, 60_000])
def test_killed_before_any_write_or_cut_into_small_ones_the_history_tells_each_change_once(house, most_cells):
    house.bot.most_cells = most_cells
    house.trustpilot.reviews += [a_review(n, days_ago=5) for n in (1, 2, 3)]

    for stars in (1, 4, 2):
        for review in house.trustpilot.reviews:
            review["stars"] = stars
        for survived in range(4):
            house.door.meanwhile = [lambda: None] * survived + [_kill]
            try:
                house.run(sweep_reviews.JOB, allow_large=True)
            except Killed:
                continue
        house.door.meanwhile = []
        house.run(sweep_reviews.JOB, allow_large=True)

    for number in (1, 2, 3):
        assert house.history(number) == [("first seen", "", 1), ("edited", 1, 4), ("edited", 4, 2)]
        assert house.reviews()[an_id(number)]["Stars"] == 2
        assert house.reviews()[an_id(number)]["First stars"] == 1


def _kill() -> None:
    raise Killed


def test_a_change_of_most_reviews_at_once_waits_for_a_person(house):
    house.trustpilot.reviews += [a_review(n, days_ago=5) for n in range(1, 31)]
    house.run(sync_reviews.JOB)
    for review in house.trustpilot.reviews:
        review["text"] = "scrambled"

    receipt = house.one(sweep_reviews.JOB)

    assert isinstance(receipt.problems["Reviews"], Refused)
    assert house.reviews()[an_id(1)]["Text"] == "Three weeks and nothing."
