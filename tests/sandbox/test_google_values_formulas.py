"""The sandbox's small calculator, and formulas that follow rows and columns."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.sandbox.google.book import Book
from sheets_bot.sandbox.google.follow import Deleted, Inserted, Moved
from sheets_bot.sandbox.google.formula_follow import followed
from sheets_bot.sandbox.google.formulas import Calculator
from sheets_bot.sandbox.google.model import COLUMNS, ROWS, Cell, CellError, Formula
from sheets_bot.sandbox.google.new import new_sheet, new_spreadsheet
from sheets_bot.sandbox.google.structure import insert_dimension

NOW = 1_795_000_000.0


def value(text: str, *, locale: str = "en_US") -> object:
    """Work a formula out beside the cells 1, 2.5, LOST, lost, TRUE in A1:A5."""
    spreadsheet = new_spreadsheet("x", locale=locale)
    for row, entered in enumerate([1, 2.5, "LOST", "lost", True, Formula("=A7"), Formula("=A6")]):
        spreadsheet.sheets[0].put(row, 0, Cell(entered))
    found = Calculator(spreadsheet, NOW).value_of(Formula(text), 0)
    return found.shown if isinstance(found, CellError) else found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+2*3", 7),
        ("= 1 / 1024", 1 / 1024),
        ("=-A2", -2.5),
        ("=2^3", 8),
        ("=50%", 0.5),
        ('="a"&1&TRUE&"""b"', 'a1TRUE"b'),
        ("=A1=1", True),
        ('=A3="lost"', True),
        ("=SUM(A1:A5,10)", 13.5),
        ("=COUNT(A1:A5)", 2),
        ("=COUNTA(A1:A5)", 5),
        ('=COUNTIF(A1:A5,"lost")', 2),
        ('=COUNTIF(A1:A5,"<>lost")', 3),
        ('=COUNTIF(A1:A5,"l*")', 2),
        ('=COUNTIF(A1:A5,">1")', 1),
        ('=SUMIF(A1:A5,">0")', 3.5),
        ("=AVERAGE(A1:A2)", 1.75),
        ("=MIN(A1:A2)", 1),
        ("=ROUND(2.345,2)", 2.35),
        ('=IF(A1>0,"yes","no")', "yes"),
        ('=IFERROR(1/0,"none")', "none"),
        ("=AND(A5,NOT(FALSE))", True),
        ("=TODAY()", 46_344),
        ('=HYPERLINK("https://x.example","label")', "label"),
        ("=Sheet1!A2", 2.5),
        ("=$A$2", 2.5),
        ("=C9", None),
        ("=1/0", "#DIV/0!"),
        ("=A6", "#REF!"),
        ("=A3+1", "#VALUE!"),
        ("=IF(1)", "#N/A"),
        ("=2^1024", "#NUM!"),
        ('=IMPORTXML("https://x.example","//a")', "#NAME?"),
        ("=UNKNOWN", "#NAME?"),
        ("=Nope!A1", "#NAME?"),
        ("=(1+", "#ERROR!"),
        ("=}", "#ERROR!"),
    ],
)
def test_a_formula_comes_to(text: str, expected: object):
    assert value(text) == expected


def test_a_german_spreadsheet_parts_arguments_by_semicolons():
    assert value("=SUM(1,5;2)", locale="de_DE") == 3.5
    assert value("=SUM(1,5;2)") == 8


@given(st.text(max_size=30))
@settings(deadline=None)
def test_no_text_brings_the_calculator_down(text: str):
    value("=" + text)


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("=A5+B2", "=A6+B2"),
        ("=SUM(A1:A5)", "=SUM(A1:A6)"),
        ("=SUM(A4:A5)", "=SUM(A5:A6)"),
        ("=SUM(A2:A)", "=SUM(A2:A)"),
        ("=SUM(A9:A)", "=SUM(A10:A)"),
        ("=SUM(A:A)", "=SUM(A:A)"),
        ("=SUM(3:9)", "=SUM(3:10)"),
        ("=$A$5", "=$A$6"),
        ('="A5"&A5', '="A5"&A6'),
        ("=Sheet1!A5", "=Sheet1!A6"),
        ("=Other!A5", "=Other!A5"),
        ("='Other one'!A5", "='Other one'!A5"),
        ("=LOG10(A5)", "=LOG10(A6)"),
    ],
)
def test_references_move_with_a_row_inserted_above_the_fourth(text: str, moved: str):
    assert followed(text, "Sheet1", "Sheet1", ROWS, Inserted(3, 1)) == moved


def test_references_to_deleted_rows_break_and_ranges_shrink():
    shift = Deleted(1, 3)

    assert followed("=A2+SUM(A1:A5)", "S", "S", ROWS, shift) == "=#REF!+SUM(A1:A3)"
    assert followed("=SUM(A2:A3)", "S", "S", ROWS, shift) == "=SUM(#REF!)"


def test_references_follow_moved_columns():
    assert followed("=A1+$C$1", "S", "S", COLUMNS, Moved(2, 3, 0)) == "=B1+$A$1"


def test_a_formula_on_another_sheet_follows_too():
    state = new_spreadsheet("x", sheets=[new_sheet(0, "Data"), new_sheet(1, "Sums")])
    state.sheets[1].put(0, 0, Cell(Formula("=SUM(Data!A2:A9)")))
    book = Book(state)

    with book.transaction(NOW) as draft:
        insert_dimension(draft, 0, ROWS, 4, 3)

    assert book.state.sheets[1].cell(0, 0) == Cell(Formula("=SUM(Data!A2:A12)"))
    assert state.sheets[1].cell(0, 0) == Cell(Formula("=SUM(Data!A2:A9)"))


@given(st.integers(0, 30), st.integers(1, 9), st.integers(0, 40))
@settings(deadline=None)
def test_a_moved_row_is_found_where_the_list_has_it(start: int, count: int, before: int):
    if start < before < start + count:
        before = start
    rows = list(range(41))
    block, rest = rows[start : start + count], rows[:start] + rows[start + count :]
    landing = before if before <= start else before - count
    expected = rest[:landing] + block + rest[landing:]

    shift = Moved(start, min(start + count, 41), before)

    assert [expected.index(row) for row in rows] == [shift.index(row) for row in rows]
