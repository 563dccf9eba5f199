"""
A spreadsheet of an older version is brought up to date by `init`, and what people made of it stays.

The older version is the one before the bot could act: some tabs had fewer columns, two tabs were not there. Its
schemas are today's without those; the spreadsheet is made from them by the code that made it then.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sheet_schemas
from sheets_bot.sandbox.google.model import Sheet
from sheets_bot.sheets.schema import parse_schema
from sheets_bot.sheets.setup import set_up
from whole_bot import House, a_house

NEW_TABS = {"Acts", "Evidence", "Letters"}
ACTING = {"act", "offered", "draft", "your_text", "text_check", "draft_basis"}
FOLLOWING = {"follow_up_on", "follow_up", "follow_up_seen"}
NEW_COLUMNS = {
    "Disputes": {"advice", "advice_why", "evidence_state", "odds"} | ACTING,
    "Inbox": {"action", "approved"} | ACTING | FOLLOWING,
    "Orders at risk": {"action", "approved"} | ACTING,
    "Reviews": {"claim_check", "action", "approved"} | ACTING | FOLLOWING,
}
FILLED = {"Settings", "Status", "Bot log"}
"""`init` fills the first, and what it wrote is told in the others."""
RED = {"red": 1.0, "green": 0.0, "blue": 0.0}


def older_schemas() -> Iterator[Any]:
    """Yield today's schemas without what the older version had not."""
    for file in sorted(Path(next(iter(sheet_schemas.__path__))).glob("*.toml")):
        text = file.read_text(encoding="utf-8")
        tab = tomllib.loads(text)["tab"]
        if tab in NEW_TABS:
            continue
        head, *columns = re.split(r"^(?=\[\[column\]\]$)", text, flags=re.MULTILINE)
        names = [re.search(r'^name = "(\w+)"', column, re.MULTILINE)[1] for column in columns]
        new = NEW_COLUMNS.get(tab, set())
        kept = [column for name, column in zip(names, columns, strict=True) if name not in new]
        assert len(columns) - len(kept) == len(new), tab
        yield parse_schema(head + "".join(kept), source=file.name)


pytestmark = pytest.mark.slow


@pytest.fixture
def house() -> Iterator[House]:
    with a_house(ready=False, weeks=1) as house:
        house.start_bot()
        [bot] = house.everything.bots
        set_up(bot.book, list(older_schemas()))
        yield house


def a_person_settles_in(house: House) -> None:
    """Rows, notes, a column of their own, another order, colours, a note at a header, a width."""
    person, cases = house.person, sorted(house.sandbox.world.cases)[:3]
    header = person.sees("Disputes")[0]
    for row, case in enumerate(cases, start=1):
        person.types("Disputes", row, header.index("Dispute"), case)
        person.types("Disputes", row, header.index("Notes"), f"called the buyer of {case}")
        person.types("Disputes", row, header.index("Root cause"), "lost")
    house.adds_column("Who")
    for row in (1, 2, 3):
        person.types("Disputes", row, 0, f"Ana {row}")
    sheet_id = person.sheet_id("Disputes")
    notes_at = house.place("Notes")[1]
    person.do(
        {
            "moveDimension": {
                "source": house.span("Disputes", "COLUMNS", notes_at, notes_at + 1),
                "destinationIndex": 1,
            }
        }
    )
    cell = {
        "sheetId": sheet_id,
        "startRowIndex": 0,
        "endRowIndex": 3,
        "startColumnIndex": 0,
        "endColumnIndex": 3,
    }
    person.do(
        {
            "repeatCell": {
                "range": cell,
                "cell": {"userEnteredFormat": {"backgroundColor": RED}},
                "fields": "userEnteredFormat.backgroundColor",
            }
        }
    )
    first = {**cell, "endRowIndex": 1, "endColumnIndex": 1}
    person.do({"repeatCell": {"range": first, "cell": {"note": "ours"}, "fields": "note"}})
    width = {
        "range": house.span("Disputes", "COLUMNS", 0, 1),
        "properties": {"pixelSize": 333},
        "fields": "pixelSize",
    }
    person.do({"updateDimensionProperties": width})


def tab(house: House, title: str) -> Sheet:
    """Return a tab as it stands in the imitated Google, with everything that it holds."""
    return house.sandbox.books.get(house.person.spreadsheet_id).state.find_title(title)


def without(header: list[str], names: set[str], house: House, title: str) -> list[str]:
    headers = {house.everything.bots[0].schema(title).by_name[name].header for name in names}
    return [text for text in header if text not in headers]


def test_new_tabs_and_columns_appear_and_everything_of_the_peoples_stays_where_it_is(house):
    a_person_settles_in(house)
    titles = [sheet["properties"]["title"] for sheet in structure(house)]
    before = {title: tab(house, title) for title in titles}
    header_before = {title: house.person.sees(title)[0] for title in NEW_COLUMNS}

    house.provision()

    assert {sheet["properties"]["title"] for sheet in structure(house)} >= NEW_TABS
    for title, names in NEW_COLUMNS.items():
        schema, header = house.everything.bots[0].schema(title), house.person.sees(title)[0]
        assert {schema.by_name[name].header for name in names} <= set(header)
        assert without(header, names, house, title) == header_before[title], (
            f"{title}: the order of what was there"
        )
    for title in set(titles) - NEW_COLUMNS.keys() - FILLED:
        assert tab(house, title) == before[title], f"{title} had nothing to gain"
    check_the_peoples(house, before["Disputes"])


def structure(house: House) -> list[dict[str, Any]]:
    url = f"{house.sandbox.base_url}/v4/spreadsheets/{house.person.spreadsheet_id}"
    return house.person._http.get(url, timeout=30).json()["sheets"]


def check_the_peoples(house: House, before: Sheet) -> None:
    """Every old cell of the tab, with format and note, stands in the column of its header."""
    after = tab(house, "Disputes")
    places = {cell.entered: at for at, cell in enumerate(after.rows[0]) if cell}
    for at, head in enumerate(before.rows[0]):
        if not head:
            continue
        for row in range(4):
            old = before.rows[row][at] if at < len(before.rows[row]) else None
            now = after.rows[row]
            new = now[places[head.entered]] if places[head.entered] < len(now) else None
            assert new == old, f"{head.entered!r}, row {row + 1}"


def test_a_second_time_changes_nothing(house):
    a_person_settles_in(house)
    house.provision()
    state = house.sandbox.books.get(house.person.spreadsheet_id).state

    [bot] = house.everything.bots
    assert bot.provision() == ()

    assert house.sandbox.books.get(house.person.spreadsheet_id).state is state


def test_the_jobs_of_the_new_version_work_in_the_old_spreadsheet_and_fill_the_new_columns(house):
    a_person_settles_in(house)
    house.provision()

    receipts = house.once()

    assert all(receipt.ok for receipt in receipts.values()), receipts
    rows = {row["Dispute"]: row for row in house.person.table("Disputes")}
    assert len(rows) == len(house.sandbox.world.cases)
    for number, case in enumerate(sorted(house.sandbox.world.cases)[:3], start=1):
        assert (rows[case]["Who"], rows[case]["Notes"]) == (f"Ana {number}", f"called the buyer of {case}")
        assert rows[case]["Root cause"] == "lost"
        assert rows[case]["Flag"], "the bot's columns are filled"


def test_before_init_the_new_version_says_what_to_do_and_writes_nothing(house):
    a_person_settles_in(house)
    before = tab(house, "Disputes")

    receipt = house.one("sync_paypal_disputes")

    assert "sheets-bot init" in str(receipt.problems["Disputes"])
    assert tab(house, "Disputes") == before
