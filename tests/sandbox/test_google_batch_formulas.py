"""
batchUpdate on formulas: which tab a reference means that names none.
"""

import pytest

from google_batch_stand import a_book, area, reply, run
from sheets_bot.sandbox.google.export import shown_rows


@pytest.fixture
def two_tabs():
    """Formulas on the second tab that name cells without a sheet; the first tab holds other numbers."""
    book = a_book([[10], [20], [30]])
    run(book, {"addSheet": {"properties": {"sheetId": 7, "title": "Two"}}})
    rows = [["=B1", 3], ["=B2", 1], ["=B3", 3]]
    for row, (formula, number) in enumerate(rows):
        typed = [
            {"userEnteredValue": {"formulaValue": formula}},
            {"userEnteredValue": {"numberValue": number}},
        ]
        start = {"sheetId": 7, "rowIndex": row}
        run(
            book, {"updateCells": {"rows": [{"values": typed}], "fields": "userEnteredValue", "start": start}}
        )
    return book


def on_two(top, left, bottom, right):
    return {**area(top, left, bottom, right), "sheetId": 7}


def shown_on_two(book):
    return [[str(text) for text in row] for row in shown_rows(book.state, book.state.find(7), now=0.0)]


def test_a_formula_without_a_sheet_means_its_own_wherever_it_is_looked_at(two_tabs):
    book = two_tabs
    assert shown_on_two(book) == [["3", "3"], ["1", "1"], ["3", "3"]]

    paste = {"source": on_two(0, 0, 1, 1), "destination": area(0, 3, 1, 4), "pasteType": "PASTE_VALUES"}
    run(book, {"copyPaste": paste})
    run(book, {"findReplace": {"find": "3", "replacement": "9", "range": on_two(0, 1, 1, 2)}})
    duplicates = reply(book, "deleteDuplicates", range=on_two(0, 0, 3, 1))
    run(book, {"sortRange": {"range": on_two(0, 0, 3, 2), "sortSpecs": [{"dimensionIndex": 0}]}})

    assert book.state.sheets[0].cell(0, 3).entered == 3
    assert duplicates == {}, "9, 1 and 3 differ"
    assert shown_on_two(book) == [["1", "1"], ["3", "3"], ["9", "9"]]
