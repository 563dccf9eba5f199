"""
batchUpdate under random requests of every kind: it answers in Google's form or refuses, and never breaks.
"""

from typing import Any

import pytest
from conformance.discovery import SHEETS
from google_batch_stand import NOON, a_book
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_bot.sandbox.google.batch import KINDS, batch_update
from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.google.get import spreadsheet_json
from sheets_bot.sandbox.google.shapes import SHAPES

INTEGERS = st.integers(-1, 12)
TEXTS = st.sampled_from(
    ["", "*", "a", "title", "range", "rowCount", "userEnteredValue", "ROWS", "COLUMNS", "GRID", "MERGE_ALL", "DOCUMENT",
     "PASTE_NORMAL", "PASTE_VALUES", "ASCENDING", "DESCENDING", "BOOLEAN", "TEXT_EQ", "NUMBER_BETWEEN", "ONE_OF_LIST",
     "COMMA", "AUTODETECT", "=A1", "=A1*2", "1", "12", "(", "$1", "Etc/GMT", "2026-01-01", "\t", "é🙂", "x" * 300]
)  # fmt: skip
KEPT = 2
"""So many levels down, only what is needed to go on is drawn."""


def message(shape: str, depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a message of the contract: each field sometimes there, most of the time plausible."""
    fields = SHAPES[shape]
    if depth > 3:
        return st.just({})
    drawn = {name: field(kind, depth) for name, kind in fields.items()}
    if depth <= 1 or len(drawn) <= 6:
        return st.fixed_dictionaries({}, optional=drawn)
    few = st.lists(st.sampled_from(sorted(drawn)), max_size=KEPT, unique=True)
    return few.flatmap(lambda names: st.fixed_dictionaries({name: drawn[name] for name in names}))


def field(kind: str, depth: int) -> st.SearchStrategy[Any]:
    if kind.startswith("+"):
        return st.lists(field(kind[1:], depth), max_size=3)
    if kind.startswith("*"):
        return st.dictionaries(st.sampled_from(["0", "1", "x"]), field(kind[1:], depth), max_size=2)
    if kind in SHAPES:
        return message(kind, depth + 1)
    scalars = {"int": INTEGERS, "num": INTEGERS | st.floats(), "bool": st.booleans(), "any": st.just({})}
    return scalars.get(kind, TEXTS)


def a_full_book():
    """A tab on which something of everything hangs, so that random requests find it."""
    book = a_book([["Name", "Age"], ["Ada", 36], ["bo", "=B2"], [True, None, "x"]])
    box = {"startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 2}
    rule = {"ranges": [box], "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}}}
    requests = [
        {"addConditionalFormatRule": {"rule": rule}},
        {"addBanding": {"bandedRange": {"bandedRangeId": 1, "range": box, "rowProperties": {}}}},
        {"addChart": {"chart": {"chartId": 1, "spec": {"pieChart": {}}}}},
        {"addSlicer": {"slicer": {"slicerId": 2, "spec": {"dataRange": box}}}},
        {"addFilterView": {"filter": {"filterViewId": 1, "range": box}}},
        {"addNamedRange": {"namedRange": {"namedRangeId": "1", "name": "Data", "range": box}}},
        {"addProtectedRange": {"protectedRange": {"protectedRangeId": 1, "range": box}}},
        {"addTable": {"table": {"tableId": "1", "name": "T", "range": box}}},
        {"addDimensionGroup": {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 3}}},
        {"addSheet": {"properties": {"sheetId": 1, "title": "Other"}}},
    ]
    batch_update(book, {"requests": requests}, now=NOON)
    return book


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_a_random_request_is_answered_or_refused(kind, data):
    body = data.draw(message(SHEETS.kinds["Request"][kind]))
    book = a_full_book()
    before = book.state

    try:
        answer = batch_update(book, {"requests": [{kind: body}]}, now=NOON + 1)
    except ApiError as refusal:
        assert refusal.code in {400, 500, 501}
        assert book.state is before
    else:
        SHEETS.check("BatchUpdateSpreadsheetResponse", answer)
        SHEETS.check("Spreadsheet", spreadsheet_json(book.state, now=NOON, mask={}, include_grid=True))
        batch_update(
            book,
            {
                "requests": [
                    {"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}}}
                ]
            },
            now=NOON + 2,
        )
