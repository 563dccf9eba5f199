"""
batchUpdate under random requests of every kind: it answers in Google's form or refuses, and never breaks.
"""

import functools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.discovery import SHEETS
from google_batch_stand import NOON, a_book
from sheets_bot.sandbox.google.batch import KINDS, batch_update
from sheets_bot.sandbox.google.enums import ENUMS
from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.google.get import spreadsheet_json
from sheets_bot.sandbox.google.shapes import SHAPES

INTEGERS = st.integers(-1, 12)
TEXTS = st.sampled_from(
    ["", "*", "a", "title", "range", "rowCount", "userEnteredValue", "=A1", "=A1*2", "1", "12", "(", "$1", "Etc/GMT",
     "2026-01-01", "\t", "é🙂", "x" * 300]
)  # fmt: skip
SCALARS = {
    "int": INTEGERS,
    "num": INTEGERS | st.floats(),
    "bool": st.booleans(),
    "any": st.just({}),
    "": TEXTS,
}


@functools.cache
def message(shape, depth=0):
    """Draw a message of the contract: any of its fields, fewer further down."""
    if depth > 4:
        return st.just({})
    fields = {name: field(f"{shape}.{name}", kind, depth) for name, kind in SHAPES[shape].items()}
    if len(fields) <= 6:
        return st.fixed_dictionaries({}, optional=fields)
    some = st.lists(st.sampled_from(sorted(fields)), max_size=3, unique=True)
    return some.flatmap(lambda names: st.fixed_dictionaries({name: fields[name] for name in names}))


def field(name, kind, depth):
    """Draw what a field may hold; an enum's word is sometimes none of its own."""
    if kind.startswith("+"):
        return st.lists(field(name, kind[1:], depth), max_size=3)
    if kind.startswith("*"):
        return st.dictionaries(st.sampled_from(["0", "1", "x"]), field(name, kind[1:], depth), max_size=2)
    if kind in SHAPES:
        return message(kind, depth + 1)
    return st.sampled_from([*sorted(ENUMS[name]), "OTHER"]) if name in ENUMS else SCALARS[kind]


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
    deadline=None,
    max_examples=settings.default.max_examples // 2,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_a_random_request_is_answered_or_refused(kind, data):
    body = data.draw(message(SHEETS.kinds["Request"][kind]))
    book = a_full_book()
    before = book.state

    try:
        answer = batch_update(book, {"requests": [{kind: body}]}, now=NOON + 1)
    except ApiError as refusal:
        answer = refusal

    if isinstance(answer, ApiError):
        assert answer.code in {400, 500, 501}
        assert book.state is before
    else:
        SHEETS.check("BatchUpdateSpreadsheetResponse", answer)
        SHEETS.check("Spreadsheet", spreadsheet_json(book.state, now=NOON, mask={}, include_grid=True))
        grid = next(sheet for sheet in book.state.sheets if sheet.row_count)
        range_ = {"sheetId": grid.id, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
        batch_update(book, {"requests": [{"insertDimension": {"range": range_}}]}, now=NOON + 2)
