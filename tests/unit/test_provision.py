"""Promises of `init`: it makes what is missing, never touches what is there, and a second time makes nothing."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders_tab import HEADER, ORDERS, schema_with
from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.provision import provision
from sheets_bot.sheets.schema import load_schemas
from sheets_bot.sheets.structure import parse_structure

HOUSE = list(load_schemas([Path(__file__).parents[2] / "sheet_schemas"]).values())
NAMES = list(ORDERS.names)


class Spreadsheet:
    """A spreadsheet as `init` sees it: only what structural requests make of it."""

    def __init__(self):
        self.sheets = {}
        self.notes = {}
        self.log = []

    def add(self, title, header=(), *, sheet_id=None, width=None, marks=None, tab_mark=None, charts=()):
        sheet_id = len(self.sheets) if sheet_id is None else sheet_id
        width = width or max(len(header), 1)
        self.sheets[sheet_id] = {
            "title": title,
            "columns": [[text, []] for text in [*header, *[""] * (width - len(header))]],
            "marks": [tab_mark] if tab_mark else [],
            "charts": list(charts),
        }
        for at, name in (marks or {}).items():
            self.sheets[sheet_id]["columns"][at][1].append(name)
        return sheet_id

    def structure(self):
        """Return the structure as `spreadsheets.get` tells it."""
        sheets = [
            {
                "properties": {
                    "sheetId": sheet_id,
                    "title": sheet["title"],
                    "gridProperties": {"rowCount": 200, "columnCount": len(sheet["columns"])},
                },
                "developerMetadata": [_mark("sheets_bot.tab", name) for name in sheet["marks"]],
                "charts": [{"chartId": chart} for chart in sheet["charts"]],
                "data": [
                    {
                        "columnMetadata": [
                            {"developerMetadata": [_mark("sheets_bot.column", name) for name in names]}
                            if names
                            else {}
                            for _, names in sheet["columns"]
                        ]
                    }
                ],
            }
            for sheet_id, sheet in self.sheets.items()
        ]
        return parse_structure(
            {"properties": {"title": "Trackers", "timeZone": "Europe/Berlin"}, "sheets": sheets}
        )

    def headers(self):
        return {
            sheet_id: tuple(text for text, _ in sheet["columns"]) for sheet_id, sheet in self.sheets.items()
        }

    def init(self, schemas, **options):
        """Provision once, carry it out, and return what was made."""
        made = provision(schemas, self.structure(), self.headers(), **options)
        for request in made.requests:
            ((kind, body),) = request.items()
            self.log.append(kind)
            method = "_" + re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", kind)
            getattr(self, method, self._in_grid)(body)
        return made

    def _in_grid(self, body):
        """Whatever only changes looks must lie in a tab that there is, below the header or beside it."""
        for where in _ranges(body):
            width = len(self.sheets[where["sheetId"]]["columns"])
            assert 0 <= where["startColumnIndex"] < where["endColumnIndex"] <= width
            assert where["startRowIndex"] == 1

    def _add_sheet(self, body):
        new = body["properties"]
        assert new["sheetId"] not in self.sheets
        assert new["title"] not in {sheet["title"] for sheet in self.sheets.values()}
        self.add(new["title"], sheet_id=new["sheetId"], width=new["gridProperties"]["columnCount"])

    def _create_developer_metadata(self, body):
        mark = body["developerMetadata"]
        place = mark["location"]
        if "sheetId" in place:
            self.sheets[place["sheetId"]]["marks"].append(mark["metadataValue"])
        else:
            span = place["dimensionRange"]
            assert span["endIndex"] == span["startIndex"] + 1
            self.sheets[span["sheetId"]]["columns"][span["startIndex"]][1].append(mark["metadataValue"])

    def _update_cells(self, body):
        start = body["start"]
        columns = self.sheets[start["sheetId"]]["columns"]
        (row,) = body["rows"]
        assert start["rowIndex"] == 0
        for at, cell in enumerate(row["values"], start=start["columnIndex"]):
            assert columns[at][0] == "", "a header that stands there is never rewritten"
            columns[at][0] = cell["userEnteredValue"]["stringValue"]
            self.notes[columns[at][0]] = cell["note"]

    def _append_dimension(self, body):
        self.sheets[body["sheetId"]]["columns"] += [["", []] for _ in range(body["length"])]

    def _insert_dimension(self, body):
        span = body["range"]
        columns = self.sheets[span["sheetId"]]["columns"]
        assert 0 <= span["startIndex"] < len(columns)
        columns[span["startIndex"] : span["startIndex"]] = [
            ["", []] for _ in range(span["startIndex"], span["endIndex"])
        ]

    def _update_dimension_properties(self, body):
        assert body["range"]["endIndex"] <= len(self.sheets[body["range"]["sheetId"]]["columns"])

    def _add_chart(self, body):
        chart = body["chart"]
        anchor = chart["position"]["overlayPosition"]["anchorCell"]
        sheet = self.sheets[anchor["sheetId"]]
        assert anchor["columnIndex"] < len(sheet["columns"]), "Google refuses an anchor beyond the grid"
        assert chart["chartId"] not in {c for other in self.sheets.values() for c in other["charts"]}
        sheet["charts"].append(chart["chartId"])

    def _delete_sheet(self, body):
        del self.sheets[body["sheetId"]]

    def tab(self, title):
        (sheet,) = [sheet for sheet in self.sheets.values() if sheet["title"] == title]
        return [(text, names) for text, names in sheet["columns"]]


def _mark(key, value):
    return {"metadataId": 1, "metadataKey": key, "metadataValue": value}


def _ranges(body):
    if isinstance(body, dict):
        if "startRowIndex" in body:
            yield body
        for part in body.values():
            yield from _ranges(part)
    elif isinstance(body, list):
        for part in body:
            yield from _ranges(part)


def marked(header=HEADER, names=NAMES):
    return [(text, [name]) for text, name in zip(header, names, strict=True)]


def test_a_new_spreadsheet_gets_all_tabs_of_the_house_and_loses_its_blank_sheet():
    book = Spreadsheet()
    blank = book.add("Sheet1", width=26)

    made = book.init(HOUSE, blank_sheet=blank)

    assert {sheet["title"] for sheet in book.sheets.values()} == {schema.tab for schema in HOUSE}
    for schema in HOUSE:
        columns = [column for column in book.tab(schema.tab) if column[0]]
        assert columns == [(column.header, [column.name]) for column in schema.column]
    assert made.words[-1] == "the blank first sheet removed"
    assert book.log[-1] == "deleteSheet"


def test_a_second_time_there_is_nothing_to_do():
    book = Spreadsheet()
    book.init(HOUSE, blank_sheet=book.add("Sheet1", width=26))

    again = book.init(HOUSE)

    assert again.requests == ()
    assert again.words == ()


def test_a_sheet_that_is_used_is_not_removed_as_blank():
    book = Spreadsheet()
    blank = book.add("Orders", width=26)

    book.init([ORDERS], blank_sheet=blank)

    assert [column for column in book.tab("Orders") if column[0]] == marked()


def test_nothing_is_removed_when_nothing_is_made():
    book = Spreadsheet()
    blank = book.add("Sheet1")

    book.init([], blank_sheet=blank)

    assert list(book.sheets) == [blank]


def test_the_ids_of_tabs_are_the_same_in_every_spreadsheet_unless_taken():
    one, two = Spreadsheet(), Spreadsheet()
    one.init([ORDERS])
    (usual,) = one.sheets
    two.add("Mine", sheet_id=usual)

    two.init([ORDERS])

    assert set(two.sheets) == {usual, usual + 1}
    assert 0 < usual < 2**31


def test_a_tab_that_people_made_is_recognised_and_only_marked():
    book = Spreadsheet()
    book.add("Orders", [*HEADER[::-1], "My own"])

    made = book.init([ORDERS])

    assert set(book.log) == {"createDeveloperMetadata"}
    assert book.tab("Orders") == [*marked()[::-1], ("My own", [])]
    assert made.words == ("tab 'Orders' recognised",)


def test_a_renamed_tab_with_renamed_columns_needs_nothing():
    book = Spreadsheet()
    book.init([ORDERS])
    (sheet,) = book.sheets.values()
    sheet["title"] = "Bestellungen"
    for column in sheet["columns"]:
        column[0] = f"{column[0]} (neu)"

    assert book.init([ORDERS]).requests == ()


def test_missing_columns_come_behind_the_last_header_and_nothing_else_is_touched():
    book = Spreadsheet()
    book.init([schema_with(column=ORDERS.column[:3] + ORDERS.column[-1:])])
    (sheet,) = book.sheets.values()
    sheet["columns"].append(["My own", []])
    book.log.clear()

    made = book.init([ORDERS])

    tab = book.tab("Orders")
    assert [text for text, _ in tab] == [*HEADER[:3], "Problem", "My own", *HEADER[3:8]]
    assert tab[5:] == marked()[3:8]
    assert made.words == ("tab 'Orders': new columns Total, Due, Shipped, Days left, Approved",)
    assert book.init([ORDERS]).requests == ()


def test_new_columns_do_not_land_on_what_a_person_keeps_without_a_header():
    book = Spreadsheet()
    book.add("Orders", HEADER[:-1], width=len(HEADER) + 2)
    (sheet,) = book.sheets.values()
    scratch = sheet["columns"][len(HEADER) - 1]

    book.init([ORDERS])

    assert sheet["columns"][len(HEADER) - 1][0] == "Problem"
    assert sheet["columns"][len(HEADER)] is scratch


def test_a_new_bot_column_warns_before_edits_like_the_others():
    book = Spreadsheet()
    book.init([schema_with(column=ORDERS.column[:1] + ORDERS.column[-1:])])
    book.log.clear()

    requests = book.init([ORDERS]).requests

    spans = [r["addProtectedRange"]["protectedRange"]["range"] for r in requests if "addProtectedRange" in r]
    shielded = {at for span in spans for at in range(span["startColumnIndex"], span["endColumnIndex"])}
    new = {text: at for at, (text, _) in enumerate(book.tab("Orders"))}
    assert shielded == {new[column.header] for column in ORDERS.column[1:-1] if column.owner == "bot"}
    assert all(
        r["addProtectedRange"]["protectedRange"]["warningOnly"] for r in requests if "addProtectedRange" in r
    )


@pytest.mark.parametrize("twice", ["Status", "Note"])
def test_a_header_that_could_be_one_of_several_is_never_added_a_third_time(twice):
    book = Spreadsheet()
    book.add("Orders", [*HEADER, twice])

    with pytest.raises(Misconfigured, match=f"'{twice}' could be one of several columns"):
        book.init([ORDERS])


def test_two_copies_of_a_tab_without_its_name_are_not_guessed_at():
    book = Spreadsheet()
    book.add("Copy of Orders", HEADER, tab_mark="Orders")
    book.add("Copy of Copy", HEADER, tab_mark="Orders")

    with pytest.raises(Misconfigured, match="has 2 copies of the tab 'Orders'"):
        book.init([ORDERS])


@pytest.mark.parametrize("column", ["status", "note"])
def test_a_stale_mark_is_not_stacked_with_a_new_one_at_every_init(column):
    """The schema's author renamed a column and kept its header."""
    book = Spreadsheet()
    at = NAMES.index(column)
    book.add("Orders", HEADER, tab_mark="Orders", marks={**dict(enumerate(NAMES)), at: "of_old"})

    assert book.init([ORDERS]).requests == ()


CHART = {
    "id": 5, "title": "A week", "kind": "LINE", "data_tab": "Orders", "x": "due", "series": ["total"],
    "anchor_column": 12, "width": 450,
}  # fmt: skip


def test_a_chart_is_made_once_and_finds_room():
    schema = schema_with(chart=[CHART])
    book = Spreadsheet()

    first, second = book.init([schema]), book.init([schema])

    assert "tab 'Orders': chart 'A week'" in first.words
    assert second.requests == ()


@pytest.mark.parametrize("charts", [1, 2])
def test_a_chart_that_comes_later_finds_room_in_an_old_tab(charts):
    schema = schema_with(chart=[{**CHART, "id": number} for number in range(1, charts + 1)])
    book = Spreadsheet()
    book.init([ORDERS])

    book.init([schema])

    assert len(book.tab("Orders")) == 17
    assert book.init([schema]).requests == ()


def test_a_chart_that_a_person_moved_to_another_tab_is_not_made_again():
    schema = schema_with(chart=[CHART])
    book = Spreadsheet()
    book.init([schema])
    (orders,) = book.sheets.values()
    orders["charts"].clear()
    book.add("Board", charts=[5])

    assert book.init([schema]).requests == ()


def test_every_header_says_in_its_note_whose_column_it_is():
    book = Spreadsheet()
    book.init([ORDERS])

    assert "The bot fills this column" in book.notes["Status"]
    assert "the bot never writes here" in book.notes["Note"]
    assert "the bot clears it when it is done" in book.notes["Approved"]


@settings(deadline=None)
@given(
    st.permutations([*HEADER, "My own", ""]),
    st.integers(0, 11),
    st.integers(0, 5),
    st.sets(st.sampled_from(range(11))),
)
def test_any_part_of_a_tab_is_completed_and_what_stood_there_stays(header, kept, spare, with_marks):
    book = Spreadsheet()
    header = header[:kept]
    marks = {
        at: NAMES[HEADER.index(text)] for at, text in enumerate(header) if at in with_marks and text in HEADER
    }
    book.add("Orders", header, width=len(header) + spare or 1, marks=marks)
    (sheet,) = book.sheets.values()
    before = list(sheet["columns"])
    texts = [text for text, _ in before]

    book.init([ORDERS])

    after = [column for column in sheet["columns"] if any(column is old for old in before)]
    assert all(one is other for one, other in zip(after, before, strict=True)), "kept, and in their order"
    assert [text for text, _ in after if text] == [text for text in texts if text]
    assert sorted(text for text, _ in sheet["columns"] if text in HEADER) == sorted(HEADER)
    assert all(names == [NAMES[HEADER.index(text)]] for text, names in sheet["columns"] if text in HEADER)
    assert book.init([ORDERS]).requests == ()
