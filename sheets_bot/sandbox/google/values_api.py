"""
The calls under `/values`: get, update, append, clear, their batches and data filters.

Each function takes the book, what the call said, and the sandbox's clock, and returns the
JSON of the answer or raises `ApiError`. A batch is all or nothing (documented). HTTP is in
`room.py`, the work on cells in `values.py` and `append.py`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from sheets_bot.sandbox.google.a1 import Area, find_area, range_text, sheet_of
from sheets_bot.sandbox.google.append import append_values
from sheets_bot.sandbox.google.book import Book, Draft
from sheets_bot.sandbox.google.errors import ApiError, invalid
from sheets_bot.sandbox.google.filters_data import areas_of
from sheets_bot.sandbox.google.model import Json, Spreadsheet
from sheets_bot.sandbox.google.options import Said, by_columns, is_true, read_options, require_known_word
from sheets_bot.sandbox.google.render import Renderer
from sheets_bot.sandbox.google.serials import now_there
from sheets_bot.sandbox.google.values import Reading, Writer, Written, clear_values, read_values


def get_values(state: Spreadsheet, ranges: Iterable[str], said: Said, *, now: float) -> list[Json]:
    """
    Return the `ValueRange` of each range.

    Raises:
        ApiError: 400 for a range or an option that cannot be read.
    """
    reading, renderer = read_options(said), Renderer(state, now)
    return [_read(state, find_area(state, text), reading, renderer) for text in ranges]


def get_by_filter(state: Spreadsheet, body: Said, *, now: float) -> Json:
    """
    Answer `values:batchGetByDataFilter`: one entry per area, with the filters that meant it.

    Raises:
        ApiError: As `get_values`.
    """
    reading, renderer = read_options(body), Renderer(state, now)
    filters_of: dict[Area, list[Json]] = {}
    for data_filter in body.get("dataFilters", []):
        for area in areas_of(state, data_filter):
            filters_of.setdefault(area, []).append(data_filter)
    matched = [
        {"valueRange": _read(state, area, reading, renderer), "dataFilters": filters}
        for area, filters in filters_of.items()
    ]
    return _sparse({"spreadsheetId": state.id, "valueRanges": matched})


def update(book: Book, text: str, body: Said, said: Said, *, now: float) -> Json:
    """
    Answer `values.update`.

    Raises:
        ApiError: 400, nothing is written.
    """
    with book.transaction(now) as draft:
        area = find_area(draft, text)
        _same_range(draft, area, text, body.get("range"))
        written = _writer(draft, said, now).write(area, body.get("values", []), by_columns=by_columns(body))
        return _update_answer(draft, written, said, body, now)


def append(book: Book, text: str, body: Said, said: Said, *, now: float, skip_hidden: bool = False) -> Json:
    """
    Answer `values.append`.

    Raises:
        ApiError: 400, nothing is written.
    """
    require_known_word("insertDataOption", said)
    with book.transaction(now) as draft:
        appended = append_values(
            _writer(draft, said, now),
            find_area(draft, text),
            body.get("values", []),
            by_columns=by_columns(body),
            insert_rows=said.get("insertDataOption") == "INSERT_ROWS",
            skip_hidden=skip_hidden,
        )
        updates = _update_answer(draft, appended.written, said, body, now)
    table = {"tableRange": appended.table_range} if appended.table_range else {}
    return {"spreadsheetId": book.id, **table, "updates": updates}


def batch_update(book: Book, body: Said, *, now: float) -> Json:
    """
    Answer `values:batchUpdate`.

    Raises:
        ApiError: 400, nothing is written.
    """
    with book.transaction(now) as draft:
        writer = _writer(draft, body, now)
        written = []
        for number, given in enumerate(body.get("data", [])):
            with _naming(f"Invalid data[{number}]: "):
                area = find_area(draft, given.get("range", ""))
                written.append((given, _write(writer, area, given)))
        answers = [_update_answer(draft, done, body, given, now) for given, done in written]
    return _batch_answer(book.id, [done for _given, done in written], answers)


def batch_update_by_filter(book: Book, body: Said, *, now: float) -> Json:
    """
    Answer `values:batchUpdateByDataFilter`: the values go to every area a filter means.

    Nulls are skipped as in a `ValueRange` (unverified).

    Raises:
        ApiError: 400, nothing is written.
    """
    with book.transaction(now) as draft:
        writer = _writer(draft, body, now)
        written = []
        for number, given in enumerate(body.get("data", [])):
            with _naming(f"Invalid data[{number}]: "):
                data_filter = given.get("dataFilter", {})
                written += [
                    (given, data_filter, _write(writer, area, given)) for area in areas_of(draft, data_filter)
                ]
        answers = [
            {"dataFilter": data_filter, **_without_id(_update_answer(draft, done, body, given, now))}
            for given, data_filter, done in written
        ]
    return _batch_answer(book.id, [done for _given, _filter, done in written], answers)


def clear(book: Book, texts: Iterable[str], *, now: float) -> list[str]:
    """
    Clear ranges and return them as Google prints them.

    Raises:
        ApiError: 400, nothing is cleared.
    """
    with book.transaction(now) as draft:
        return [_cleared(draft, find_area(draft, text)) for text in texts]


def clear_by_filter(book: Book, body: Said, *, now: float) -> list[str]:
    """
    Clear what data filters mean and return the ranges as Google prints them.

    Raises:
        ApiError: 400, nothing is cleared.
    """
    with book.transaction(now) as draft:
        areas = [area for each in body.get("dataFilters", []) for area in areas_of(draft, each)]
        return [_cleared(draft, area) for area in areas]


def _read(state: Spreadsheet, area: Area, reading: Reading, renderer: Renderer) -> Json:
    return read_values(sheet_of(state, area), area, reading, renderer)


def _write(writer: Writer, area: Area, given: Said) -> Written:
    return writer.write(area, given.get("values", []), by_columns=by_columns(given))


def _cleared(draft: Draft, area: Area) -> str:
    box = clear_values(draft, area)
    return range_text(sheet_of(draft, area).title, box)


def _writer(draft: Draft, said: Said, now: float) -> Writer:
    require_known_word("valueInputOption", said)
    option = said.get("valueInputOption")
    if option not in {"RAW", "USER_ENTERED"}:
        raise invalid("'valueInputOption' is required but not specified")
    return Writer(draft, option == "USER_ENTERED", now_there(now, draft.time_zone).date())


def _same_range(draft: Draft, area: Area, text: str, in_body: str | None) -> None:
    if in_body and find_area(draft, in_body) != area:
        raise invalid(f"Requested writing to range [{text}], but the values are for range [{in_body}]")


def _update_answer(draft: Draft, written: Written, said: Said, given: Said, now: float) -> Json:
    sheet = sheet_of(draft, written.area)
    answer: Json = {"spreadsheetId": draft.id, "updatedRange": range_text(sheet.title, written.box)}
    if written.cells:
        answer["updatedRows"] = len(written.rows)
        answer["updatedColumns"] = len(written.columns)
        answer["updatedCells"] = written.cells
    if is_true(said.get("includeValuesInResponse")):
        reading = replace(read_options(said, prefix="response"), by_columns=by_columns(given))
        answer["updatedData"] = read_values(sheet, _answered_area(written), reading, Renderer(draft, now))
    return answer


def _answered_area(written: Written) -> Area:
    """A range wider than what was written is answered whole (documented)."""
    area, box = written.area, written.box
    if area.is_cell or area.bottom is None or area.right is None:
        return Area(area.sheet_id, box.top, box.left, box.bottom, box.right)
    return area


def _batch_answer(book_id: str, written: list[Written], answers: list[Json]) -> Json:
    rows = {(done.area.sheet_id, row) for done in written for row in done.rows}
    columns = {(done.area.sheet_id, column) for done in written for column in done.columns}
    return _sparse(
        {
            "spreadsheetId": book_id,
            "totalUpdatedRows": len(rows),
            "totalUpdatedColumns": len(columns),
            "totalUpdatedCells": sum(done.cells for done in written),
            "totalUpdatedSheets": len({done.area.sheet_id for done in written}),
            "responses": answers,
        }
    )


def _sparse(answer: Json) -> Json:
    """Leave zero values out, as the JSON of Google's messages does (cassette)."""
    return {name: value for name, value in answer.items() if value not in (0, [], "")}


def _without_id(answer: Json) -> Json:
    return {name: value for name, value in answer.items() if name != "spreadsheetId"}


@contextmanager
def _naming(prefix: str) -> Iterator[None]:
    """Put words before the message of a refusal, so that it names the entry of a batch."""
    try:
        yield
    except ApiError as error:
        raise error.prefixed(prefix) from error
