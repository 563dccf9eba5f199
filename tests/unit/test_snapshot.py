"""Promises of a tab as read: columns are found wherever people put them, never guessed; rows by their key."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders_tab import HEADER, ORDERS, snapshot
from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.snapshot import locate_columns

NAMES = list(ORDERS.names)
MARKS = dict(enumerate(NAMES))


def positions(header, marks=None, *, lenient=False):
    return locate_columns(ORDERS, header, marks or {}, lenient=lenient)


@settings(deadline=None)
@given(st.permutations(range(len(HEADER) + 3)))
def test_columns_are_found_wherever_people_move_them(order):
    """With a person's own columns among them, one without a header."""
    headers = [*HEADER, "My own", "", "Phone"]
    header = [headers[at] for at in order]

    found = positions(header)

    assert {header[at]: name for name, at in found.items()} == dict(zip(HEADER, NAMES, strict=True))


@settings(deadline=None)
@given(
    st.permutations(range(len(HEADER))),
    st.lists(st.text(max_size=3), min_size=len(HEADER), max_size=len(HEADER)),
)
def test_marked_columns_are_found_whatever_people_call_them(order, header):
    marks = {place: NAMES[at] for place, at in enumerate(order)}

    assert positions(header, marks) == {name: place for place, name in marks.items()}


def test_a_renamed_bot_column_without_a_mark_stops_the_tab():
    header = ["State" if text == "Status" else text for text in HEADER]

    with pytest.raises(Misconfigured) as caught:
        positions(header)

    assert str(caught.value).startswith(
        "Tab 'Orders': column 'Status' is missing; row 1 reads ['Order', 'State', "
    )
    assert str(caught.value).endswith("Nothing was written to this tab.")


def test_all_that_is_wrong_with_a_header_is_said_at_once():
    header = ["Order", "Order", *HEADER[2:]]

    with pytest.raises(Misconfigured, match="column 'Order' stands 2 times; column 'Status' is missing"):
        positions(header)


@pytest.mark.parametrize("column", ["Note", "Approved"])
def test_the_bot_works_without_a_column_of_the_people(column):
    found = positions([text for text in HEADER if text != column])

    assert len(found) == len(HEADER) - 1


@pytest.mark.parametrize("column", ["Note", "Status"])
def test_a_doubled_header_is_never_guessed_at(column):
    with pytest.raises(Misconfigured, match=f"column '{column}' stands 2 times"):
        positions([*HEADER, column])


def test_a_copied_column_is_known_by_the_header_that_the_person_changed():
    """The copy took the mark along; the original still has its name."""
    header = [*HEADER, "Status before"]

    assert positions(header, {**MARKS, 9: "status"})["status"] == 1


def test_a_copied_column_under_the_same_header_stops_the_tab():
    with pytest.raises(Misconfigured, match="column 'Status' stands 2 times"):
        positions([*HEADER, "Status"], {**MARKS, 9: "status"})


def test_a_mark_tells_the_original_from_a_persons_column_of_the_same_name():
    assert positions(["Status", *HEADER], {2: "status"})["status"] == 2


def test_no_column_is_taken_for_two():
    """Due was deleted and Status, which carries its mark, was called Due."""
    header = ["Due" if text == "Status" else text for text in HEADER if text != "Due"]

    with pytest.raises(Misconfigured, match="column 'Due' is missing"):
        positions(header, {1: "status"})


def test_a_mark_of_a_name_that_the_schema_gave_up_does_not_hide_a_column():
    assert positions(HEADER, {**MARKS, 1: "state_of_old"})["status"] == 1


def test_a_lenient_look_leaves_out_what_cannot_be_found():
    header = [*(text for text in HEADER if text != "Status"), "Total"]

    found = positions(header, lenient=True)

    assert sorted(set(NAMES) - found.keys()) == ["status", "total"]
    assert not snapshot([header], lenient=True).is_whole
    assert snapshot([HEADER]).is_whole


TITLES = ["THE CASE", "", "", "", "", "", "", "", "MONEY"]


@pytest.mark.parametrize("marks", [{}, MARKS])
@pytest.mark.parametrize("row_above", [[], [""], TITLES, ["", "Status"]])
def test_a_row_above_the_header_stops_the_tab_whatever_the_marks_say(marks, row_above):
    with pytest.raises(Misconfigured) as caught:
        locate_columns(ORDERS, row_above, marks, second_row=HEADER)

    assert str(caught.value).startswith("Tab 'Orders': a row was inserted above the header")
    assert "Delete row 1" in str(caught.value)


@pytest.mark.parametrize(
    ("header", "second_row"),
    [
        (HEADER, HEADER),
        (HEADER, ["A1", "Order", "Status"]),
        (["Number", *HEADER[1:]], ["A1", "paid"]),
        (["Number", *HEADER[1:]], []),
    ],
)
def test_a_header_on_top_is_one_whatever_stands_below_it(header, second_row):
    assert locate_columns(ORDERS, header, MARKS, second_row=second_row)["order_id"] == 0


def test_below_a_row_of_titles_a_lenient_look_finds_the_columns_and_the_tab_is_not_whole():
    """What was displaced is put back; nothing else is written."""
    tab = snapshot([TITLES, HEADER, ["A1", "paid"]], marks=MARKS, lenient=True)

    assert tab.columns["order_id"] == 0
    assert not tab.is_whole


def test_a_missing_column_of_the_people_leaves_the_tab_whole():
    assert snapshot([[text for text in HEADER if text != "Note"]]).is_whole


def test_rows_are_typed_by_the_schema_and_short_rows_are_full_of_blanks():
    tab = snapshot([HEADER, ["A1", "paid", "call back", 12.3, 46348.5, 46348, 3, True], ["A2"]])

    assert tab.rows["A1"] == {
        "order_id": "A1",
        "status": "paid",
        "note": "call back",
        "total": Decimal("12.3"),
        "due": datetime(2026, 11, 22, 17, tzinfo=UTC),
        "shipped_on": date(2026, 11, 22),
        "left": 3,
        "approved": True,
        "problem": None,
    }
    assert set(tab.rows["A2"].values()) == {"A2", None}
    assert tab.value("A1", "status") == "paid"
    assert tab.value("A2", "status") is None
    assert tab.value("A9", "status") is None
    assert tab.value("A1", "nonsense") is None


def test_what_a_formula_shows_counts_where_it_was_looked_at():
    tab = snapshot([HEADER, ["A1", "", "=B9"]], results={(0, 2): "call back"})

    assert tab.value("A1", "note") == "call back"
    assert tab.content(0, 2) == "=B9"


def test_rows_without_a_key_are_no_rows_and_keys_are_text():
    tab = snapshot([HEADER, ["", "typed by hand"], [7.0, "paid"], [" A1 "], []])

    assert tab.keys == ("", "7", "A1", "")
    assert tab.positions == {"7": 1, "A1": 2}
    assert tab.doubles == {}


def test_a_key_that_stands_twice_is_told_with_all_its_rows():
    tab = snapshot([HEADER, ["A1"], ["A2"], ["A1"], [""], ["A1"]])

    assert tab.doubles == {"A1": (0, 2, 4)}
    assert tab.positions == {"A1": 0, "A2": 1}
    assert list(tab.rows) == ["A1", "A2"]


@pytest.mark.parametrize(
    ("rows", "end"),
    [
        ([], 0),
        ([[], [""]], 0),
        ([["A1"], [], ["", "", "a note far below"]], 3),
        ([["A1"], ["", "", "", "", "", "", "", False]], 1),
        ([["A1"], ["", "", "", "", "", "", "", True]], 2),
        ([["A1"], ["", "", "", 0]], 2),
    ],
)
def test_the_data_end_where_anything_stands_but_unticked_boxes(rows, end):
    assert snapshot([HEADER, *rows]).data_end == end


def test_a_row_under_a_merge_is_known():
    tab = snapshot([HEADER, ["A1"], ["A2"], ["A3"]], merged_rows=(range(2, 4),))

    assert [tab.is_merged(index) for index in range(3)] == [False, True, True]


def test_cells_that_may_be_formulas_are_found_in_the_columns_asked_for():
    tab = snapshot([HEADER, ["=A9", "=B9", "=C9"], ["A1", "paid"], ["A2", "=", "=x"]])

    assert list(tab.formula_cells(["status", "note", "nonsense"])) == [(0, 1), (0, 2), (2, 2)]
