"""A spreadsheet that begins to be full says so, while there is a year left; Google stops at ten million cells."""

import pytest

from small_house import a_small_house

ROOM = "Room in the spreadsheet"


@pytest.fixture(scope="module")
def house():
    with a_small_house(ready=False) as house:
        yield house


def status(house):
    return house.keyed("Status")[ROOM]


def test_while_there_is_room_a_good_line_says_so(house):
    house.runs("watch_room")

    assert (status(house)["State"], status(house)["What happened"]) == ("ok", "")


def test_a_tab_that_somebody_adds_is_counted_though_it_is_empty_and_its_end_too(house):
    house.runs("watch_room")
    grid = {"rowCount": 500_000, "columnCount": 15}
    house.person.do({"addSheet": {"properties": {"sheetId": 77, "title": "Mine", "gridProperties": grid}}})

    receipt = house.runs("watch_room")["watch_room"]

    row = status(house)
    assert receipt.ok, "the job itself has done what it is for"
    assert (row["State"], row["Needs"]) == ("failed", "you")
    assert row["What happened"].startswith("7.6 of the 10 million cells")
    assert "restore --help" in row["What happened"]

    house.person.do({"deleteSheet": {"sheetId": 77}})
    house.runs("watch_room")
    assert status(house)["State"] == "ok"
