"""Promises of a batch: the epoch first, every cell where the plan wants it, and not one cell more."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naive_sheet import NaiveSheet
from orders_tab import HEADER, ORDERS, schema_with, snapshot
from sheets_bot.sheets.diff import diff
from sheets_bot.sheets.plan import CellChange, NewRow, Plan
from sheets_bot.sheets.requests import EPOCHS_KEPT, Restore, TabWrite, build_batch, epochs_after
from sheets_bot.sheets.row import Row
from sheets_bot.sheets.structure import EPOCH_BASE, EPOCH_MARK

TAB = [HEADER, ["A1", "open", "call back"], ["A2", "open"], ["A3", "open"]]


def batch_of(*writes, epoch=5, old_epochs=(3, 4), fenced=True):
    return build_batch(writes, epoch=epoch, writer="w1", old_epochs=old_epochs, fenced=fenced)


def write_of(*changes, new_rows=(), restores=(), tab=TAB, schema=ORDERS, row_count=None):
    """Return the write of some cells, each (grid row, column name, content)."""
    before = snapshot(tab, schema=schema, row_count=row_count)
    cells = tuple(CellChange(before.keys[index], index, name, None, new) for index, name, new in changes)
    return TabWrite(before, Plan(schema, cells, new_rows), restores)


def new_row(key, link="", **cells):
    return NewRow(key, {"order_id": key, **cells}, link)


def kinds(batch):
    return [next(iter(request)) for request in batch.body["requests"]]


def bodies(batch, kind):
    return [request[kind] for request in batch.body["requests"] if kind in request]


# -- the epoch -----------------------------------------------------------------------------


def test_the_epoch_comes_first_so_that_a_second_writer_is_refused():
    batch = batch_of(write_of((0, "status", "paid"), new_rows=(new_row("A4"),)))

    assert kinds(batch) == ["createDeveloperMetadata", "updateCells", "insertDimension", "updateCells"]
    assert bodies(batch, "createDeveloperMetadata")[0]["developerMetadata"] == {
        "metadataId": EPOCH_BASE + 5,
        "metadataKey": EPOCH_MARK,
        "metadataValue": "w1",
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }


def test_without_a_fence_there_is_no_epoch():
    assert kinds(batch_of(write_of((0, "status", "paid")), fenced=False)) == ["updateCells"]


@pytest.mark.parametrize("standing", [0, 1, EPOCHS_KEPT, EPOCHS_KEPT + 99])
def test_no_epoch_is_deleted_until_a_hundred_are_too_many(standing):
    old = tuple(range(1, standing + 1))

    batch = batch_of(write_of((0, "status", "paid")), epoch=standing + 1, old_epochs=old)

    assert "deleteDeveloperMetadata" not in kinds(batch)
    assert epochs_after(old, standing + 1) == (*old, standing + 1)


def test_of_too_many_epochs_the_oldest_go_and_the_last_thousand_stay():
    old = tuple(range(10, 10 + EPOCHS_KEPT + 100))

    batch = batch_of(write_of((0, "status", "paid")), epoch=2000, old_epochs=old)

    deleted = [
        body["dataFilter"]["developerMetadataLookup"]["metadataId"] - EPOCH_BASE
        for body in bodies(batch, "deleteDeveloperMetadata")
    ]
    assert kinds(batch)[0] == "createDeveloperMetadata"
    assert deleted == list(range(10, 110))
    assert epochs_after(old, 2000) == (*old[100:], 2000)
    assert EPOCHS_KEPT == 1000


def test_marks_of_epochs_stay_within_what_google_allows():
    """30,000 characters of keys and values on a spreadsheet (Sheets API guide on metadata)."""
    assert (EPOCHS_KEPT + 100) * (len(EPOCH_MARK) + 12) < 30_000
    assert EPOCH_BASE + 10**9 < 2**31


# -- cells ---------------------------------------------------------------------------------


def test_cells_that_touch_go_in_one_rectangle():
    write = write_of(
        *[(row, name, f"{name}{row}") for row in range(3) for name in ("total", "due", "shipped_on")]
    )

    (body,) = bodies(batch_of(write), "updateCells")

    assert body["start"] == {"sheetId": 7, "rowIndex": 1, "columnIndex": 3}
    assert [[c["userEnteredValue"]["stringValue"] for c in row["values"]] for row in body["rows"]] == [
        [f"total{row}", f"due{row}", f"shipped_on{row}"] for row in range(3)
    ]
    assert body["fields"] == "userEnteredValue"


@pytest.mark.parametrize(
    ("cells", "rectangles"),
    [
        ([(0, "status"), (2, "status")], 2),
        ([(0, "status"), (1, "status"), (2, "status")], 1),
        ([(0, "status"), (0, "total")], 2),
        ([(0, "status"), (1, "status"), (0, "total"), (1, "total")], 2),
        ([(0, "total"), (0, "due"), (1, "total")], 2),
        ([(0, "order_id"), (0, "status"), (1, "problem")], 2),
    ],
)
def test_cells_with_a_gap_between_them_never_share_a_rectangle(cells, rectangles):
    """What lies between is a person's, or right as it is."""
    batch = batch_of(write_of(*[(index, name, "x") for index, name in cells]))

    assert len(bodies(batch, "updateCells")) == rectangles


def test_an_emptied_cell_is_cleared_and_every_content_has_its_kind():
    write = write_of((0, "status", None), (0, "order_id", "=1+1"), (1, "total", 12.5), (2, "approved", False))

    cells = [
        cell
        for body in bodies(batch_of(write), "updateCells")
        for row in body["rows"]
        for cell in row["values"]
    ]

    assert cells == [
        {"userEnteredValue": {"stringValue": "=1+1"}},
        {},
        {"userEnteredValue": {"numberValue": 12.5}},
        {"userEnteredValue": {"boolValue": False}},
    ]


def test_only_a_restored_cell_may_hold_a_formula_again():
    write = write_of((0, "status", "=A9"), restores=(Restore(1, 2, "=B9"),))

    cells = [body["rows"][0]["values"][0] for body in bodies(batch_of(write), "updateCells")]

    assert cells == [
        {"userEnteredValue": {"stringValue": "=A9"}},
        {"userEnteredValue": {"formulaValue": "=B9"}},
    ]


# -- new rows ------------------------------------------------------------------------------


def test_new_rows_are_inserted_below_the_data_and_look_like_the_row_above():
    batch = batch_of(write_of(new_rows=(new_row("A4", total=3), new_row("A5"))))

    (insert,) = bodies(batch, "insertDimension")
    (cells,) = bodies(batch, "updateCells")
    assert insert == {
        "range": {"sheetId": 7, "dimension": "ROWS", "startIndex": 4, "endIndex": 6},
        "inheritFromBefore": True,
    }
    assert cells["start"] == {"sheetId": 7, "rowIndex": 4, "columnIndex": 0}
    assert [len(row["values"]) for row in cells["rows"]] == [4, 1]


def test_the_first_row_does_not_look_like_the_header():
    (insert,) = bodies(batch_of(write_of(new_rows=(new_row("A1"),), tab=[HEADER])), "insertDimension")

    assert insert["range"]["startIndex"] == 1
    assert insert["inheritFromBefore"] is False


def test_a_tab_of_nothing_but_a_header_can_grow():
    """Google inserts at the very end only what inherits from the row before."""
    write = write_of(new_rows=(new_row("A1"),), tab=[HEADER], row_count=1)
    sheet = NaiveSheet([HEADER], spare_rows=0)

    sheet.apply(batch_of(write).body["requests"])

    assert sheet.grid() == [HEADER, ["A1"]]


def test_a_row_that_a_person_typed_meanwhile_is_pushed_down():
    sheet = NaiveSheet(TAB)
    sheet.lines[4].update({sheet.column("Note"): "typed a second ago"})

    sheet.apply(batch_of(write_of(new_rows=(new_row("A4", status="open"),))).body["requests"])

    assert sheet.grid()[4:] == [["A4", "open"], ["", "", "typed a second ago"]]


def test_links_are_written_beside_the_keys_of_new_rows_only():
    rows = (new_row("A4", link="https://shop.test/A4"), new_row("A5", link="https://shop.test/A5"))
    sheet = NaiveSheet(TAB)

    sheet.apply(batch_of(write_of((0, "status", "paid"), new_rows=rows)).body["requests"])

    assert sheet.links == {(4, 0): "https://shop.test/A4", (5, 0): "https://shop.test/A5"}


def test_the_link_follows_the_key_column():
    moved = [["Note", *HEADER[:2], *HEADER[3:]], ["call back", "A1"]]
    sheet = NaiveSheet(moved)

    write = write_of(new_rows=(new_row("A2", link="https://shop.test/A2", total=1),), tab=moved)
    sheet.apply(batch_of(write).body["requests"])

    assert sheet.links == {(2, 1): "https://shop.test/A2"}


STATUS_LINK = ORDERS.column[0].model_copy(update={"link": "https://shop.test/{order_id}/{status}"})
LINKED = schema_with(column=(STATUS_LINK, *ORDERS.column[1:]))


def test_a_link_follows_the_value_it_is_made_of():
    sheet = NaiveSheet(TAB)
    write = write_of((0, "status", "paid"), (1, "total", 5), (2, "status", "shipped"), schema=LINKED)

    sheet.apply(batch_of(write).body["requests"])

    assert sheet.links == {(1, 0): "https://shop.test/A1/paid", (3, 0): "https://shop.test/A3/shipped"}


def test_rows_that_follow_one_another_get_their_links_in_one_request():
    write = write_of(*((row, "status", "paid") for row in range(3)), schema=LINKED)

    links = [body for body in bodies(batch_of(write), "updateCells") if "link" in body["fields"]]

    assert [len(body["rows"]) for body in links] == [3]


def test_a_row_without_an_address_loses_its_link():
    column = STATUS_LINK.model_copy(update={"link": "{status}"})
    write = write_of((0, "status", None), schema=schema_with(column=(column, *ORDERS.column[1:])))

    (link,) = [body for body in bodies(batch_of(write), "updateCells") if "link" in body["fields"]]

    assert link["rows"] == [{"values": [{}]}]


def test_a_row_that_was_hit_by_mistake_gets_its_own_link_back():
    """People sorted while we wrote: the link went astray with the value, so it comes back with it."""
    restore = Restore(1, HEADER.index("Status"), "open")
    sheet = NaiveSheet(TAB)

    sheet.apply(batch_of(write_of(restores=(restore,), schema=LINKED)).body["requests"])

    assert sheet.links == {(2, 0): "https://shop.test/A2/open"}


LOG = schema_with(newest_first=True, most_rows=4, logged=False)


@pytest.mark.parametrize(
    ("before", "new", "left"),
    [
        (0, 3, ["N0", "N1", "N2"]),
        (3, 1, ["N0", "A0", "A1", "A2"]),
        (4, 2, ["N0", "N1", "A0", "A1"]),
        (2, 6, ["N0", "N1", "N2", "N3"]),
    ],
)
def test_a_log_grows_at_the_top_and_drops_its_oldest_rows(before, new, left):
    tab = [HEADER, *[[f"A{number}"] for number in range(before)]]
    sheet = NaiveSheet(tab, spare_rows=1)
    rows = tuple(new_row(f"N{number}") for number in range(new))

    batch = batch_of(write_of(new_rows=rows, tab=tab, schema=LOG, row_count=len(tab) + 1))
    sheet.apply(batch.body["requests"])

    assert [row[0] for row in sheet.grid()[1:]] == left
    assert len(sheet.lines) <= LOG.most_rows + 1


def test_charts_that_new_rows_push_down_are_put_back_where_they_belong():
    chart = {
        "title": "T",
        "kind": "LINE",
        "data_tab": "Orders",
        "x": "due",
        "series": ["total"],
        "anchor_row": 2,
    }
    schema = schema_with(newest_first=True, chart=[{**chart, "id": 5}, {**chart, "id": 6}])
    write = write_of(new_rows=(new_row("A9"),), schema=schema)

    batch = batch_of(TabWrite(replace(write.snapshot, chart_ids=frozenset({5})), write.plan))

    (move,) = bodies(batch, "updateEmbeddedObjectPosition")
    assert kinds(batch)[-1] == "updateEmbeddedObjectPosition"
    assert move["objectId"] == 5
    assert move["newPosition"]["overlayPosition"]["anchorCell"]["rowIndex"] == 2


# -- what it asks for, and what it remembers -----------------------------------------------


def test_the_answer_shows_header_and_keys_of_each_tab_that_is_written():
    renamed = replace(snapshot(TAB), title="It's ours")
    write = TabWrite(renamed, write_of((0, "status", "paid")).plan)

    body = batch_of(write, TabWrite(snapshot(TAB), Plan(ORDERS))).body

    assert body["responseRanges"] == ["'It''s ours'!1:1", "'It''s ours'!A2:A"]
    assert body["includeSpreadsheetInResponse"]
    assert body["responseIncludeGridData"]


def test_a_tab_without_anything_to_write_is_passed_over():
    batch = batch_of(TabWrite(snapshot(TAB), Plan(ORDERS)))

    assert batch.writes == ()
    assert kinds(batch) == ["createDeveloperMetadata"]


# -- rules with a space --------------------------------------------------------------------

KEYS = [f"A{number}" for number in range(6)]
VALUES = {
    "status": st.none() | st.sampled_from(["open", "paid", "=1+1"]),
    "total": st.none() | st.decimals(places=2, min_value=0, max_value=99),
    "due": st.none() | st.just(datetime(2026, 11, 22, 17, tzinfo=UTC)),
    "shipped_on": st.none() | st.just(date(2026, 11, 22)),
    "left": st.none() | st.integers(0, 9),
    "problem": st.none() | st.text("xyz", max_size=3),
}
CONTENTS = (
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["open", "paid", "call back", "=1+1"])
)
desired_rows = st.lists(
    st.builds(Row, st.sampled_from(KEYS), st.fixed_dictionaries({}, optional=VALUES)),
    max_size=5,
    unique_by=lambda row: row.key,
)


@st.composite
def arranged_tabs(draw):
    """A tab with some keyed and some other rows, and its columns in any order among a person's own."""
    headers = draw(st.permutations([*HEADER, "My own", "Phone"]))
    keys = draw(st.lists(st.sampled_from([*KEYS, ""]), max_size=6, unique_by=lambda key: key or object()))
    rows = [[key if header == "Order" else draw(CONTENTS) for header in headers] for key in keys]
    return [list(headers), *rows]


@settings(deadline=None)
@given(arranged_tabs(), desired_rows, st.integers(0, 3), st.booleans())
def test_a_batch_makes_exactly_the_desired_grid_and_touches_no_other_cell(
    values, desired, spare_rows, newest_first
):
    schema = schema_with(newest_first=newest_first)
    sheet = NaiveSheet(values, spare_rows=spare_rows)
    before = [dict(line) for line in sheet.lines]
    existing = list(sheet.lines)
    tab = snapshot(values, schema=schema, row_count=len(sheet.lines))
    plan = diff(schema, tab, desired)

    batch = batch_of(TabWrite(tab, plan))
    sheet.apply(batch.body["requests"])

    by_header = {header: sheet.column(header) for header in values[0]}
    headers = {column.name: column.header for column in schema.column}
    expected = [dict(line) for line in before]
    for change in plan.changes:
        expected[change.index + 1][by_header[headers[change.name]]] = change.new
    for line, cells in zip(existing, expected, strict=True):
        assert {c: v for c, v in line.items() if v is not None} == {
            c: v for c, v in cells.items() if v is not None
        }
    new = [line for line in sheet.lines if not any(line is old for old in existing)]
    assert [sheet.cells(line) for line in new] == [
        {headers[name]: content for name, content in row.cells.items()} for row in plan.new_rows
    ]
    meant = Counter((id(existing[c.index + 1]), by_header[headers[c.name]]) for c in plan.changes)
    touched = Counter((id(line), column) for line, column in sheet.touched if line in existing)
    assert touched == meant, "each cell once, and no other"


@settings(deadline=None)
@given(arranged_tabs(), desired_rows, st.booleans())
def test_a_batch_knows_where_each_of_its_cells_stands_afterwards(values, desired, newest_first):
    schema = schema_with(newest_first=newest_first)
    sheet = NaiveSheet(values)
    tab = snapshot(values, schema=schema, row_count=len(sheet.lines))

    batch = batch_of(TabWrite(tab, diff(schema, tab, desired)))
    sheet.apply(batch.body["requests"])

    key_at = values[0].index("Order")
    for wrote in batch.wrote.get(7, ()):
        line = sheet.lines[wrote.row]
        assert line.get(sheet.columns[wrote.position]) == wrote.content
        assert (line.get(sheet.columns[key_at]) or "") == wrote.key


def test_a_decimal_goes_out_as_a_number():
    tab = snapshot(TAB)
    plan = diff(ORDERS, tab, [Row("A1", {"total": Decimal("12.34")})])

    (body,) = bodies(batch_of(TabWrite(tab, plan)), "updateCells")

    assert body["rows"] == [{"values": [{"userEnteredValue": {"numberValue": 12.34}}]}]
