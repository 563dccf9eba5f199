"""
What puts a backup up in a spreadsheet that was just provisioned: layout first, then contents.

Pure: to requests. Columns stand where they stood, people's own among ours, so that formulas mean the same
cells; texts go in as texts. Looks of our columns are those of the schemas; of people's own, number
formats come back.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sheets_bot.sheets.backup import Backup, BackupCell, SheetBackup
from sheets_bot.sheets.cells import extended_value
from sheets_bot.sheets.provision import NEW_TAB_ROWS
from sheets_bot.sheets.structure import SALT_MARK, Sheet, Structure

Request = dict[str, Any]
_KINDS = {"%": "PERCENT", "@": "TEXT"}


def place_requests(backup: Backup) -> list[Request]:
    """Return what sets time zone and locale: before anything that is a date is written."""
    properties = {"timeZone": backup.zone} | ({"locale": backup.locale} if backup.locale else {})
    return [{"updateSpreadsheetProperties": {"properties": properties, "fields": ",".join(properties)}}]


def layout_requests(backup: Backup, structure: Structure) -> list[Request]:
    """
    Return what brings the tabs into the shape that they had: titles, order, sizes, columns.

    Args:
        backup: The spreadsheet as it was.
        structure: The new one, provisioned.
    """
    requests: list[Request] = []
    for index, sheet in enumerate(backup.sheets):
        now = _sheet_of(sheet, structure)
        if now is None:
            grid = {"rowCount": max(len(sheet.rows), NEW_TAB_ROWS), "columnCount": max(sheet.width, 1)}
            properties = {"title": sheet.title, "index": index, "gridProperties": grid}
            requests.append({"addSheet": {"properties": properties}})
            continue
        moves, width = _column_moves(sheet, now)
        requests += moves
        grid = {"rowCount": max(len(sheet.rows), now.row_count), "columnCount": max(width, sheet.width)}
        properties = {"sheetId": now.sheet_id, "title": sheet.title, "index": index, "gridProperties": grid}
        fields = "title,index,gridProperties.rowCount,gridProperties.columnCount"
        requests.append({"updateSheetProperties": {"properties": properties, "fields": fields}})
    return requests


def _sheet_of(sheet: SheetBackup, structure: Structure) -> Sheet | None:
    if not sheet.tab_mark:
        return None
    return next((now for now in structure.sheets if now.tab_mark == sheet.tab_mark), None)


def _column_moves(sheet: SheetBackup, now: Sheet) -> tuple[list[Request], int]:
    """Return what brings the columns into their order, and how many there are then."""
    requests: list[Request] = []
    layout = [now.column_marks.get(at) for at in range(now.column_count)]
    ours = set(now.column_marks.values())
    for at in range(sheet.width):
        name = sheet.column_marks.get(at)
        want = name if name in ours else None
        if at < len(layout) and layout[at] == want:
            continue
        if want is None or want not in layout[at:]:
            requests += _blank_column(now.sheet_id, at)
            layout.insert(at, None)
            continue
        source = layout.index(want, at)
        span = {"sheetId": now.sheet_id, "dimension": "COLUMNS", "startIndex": source, "endIndex": source + 1}
        requests.append({"moveDimension": {"source": span, "destinationIndex": at}})
        layout.insert(at, layout.pop(source))
    return requests, len(layout)


def _blank_column(sheet_id: int, at: int) -> Iterator[Request]:
    """Yield what makes a column of people's own, with nothing of its neighbours' looks."""
    span = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    whole = {"sheetId": sheet_id, "startColumnIndex": at, "endColumnIndex": at + 1}
    yield {"insertDimension": {"range": span, "inheritFromBefore": False}}
    yield {"repeatCell": {"range": whole, "cell": {}, "fields": "userEnteredFormat,note"}}
    yield {"setDataValidation": {"range": whole}}


def salt_request(backup: Backup) -> Request:
    """Return what keeps the marks of people comparable with new ones."""
    mark = {
        "metadataKey": SALT_MARK,
        "metadataValue": backup.salt,
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    return {"createDeveloperMetadata": {"developerMetadata": mark}}


def content_requests(backup: Backup, structure: Structure, *, most_cells: int) -> Iterator[list[Request]]:
    """
    Yield batches that write what stood in the tabs.

    Args:
        backup: The spreadsheet as it was.
        structure: The new one, in shape.
        most_cells: Most cells of one batch.
    """
    titles = {sheet.title: sheet for sheet in structure.sheets}
    for sheet in backup.sheets:
        now = titles[sheet.title]
        step = max(1, most_cells // max(sheet.width, 1))
        for top in range(0, len(sheet.rows), step):
            rows = sheet.rows[top : top + step]
            values = [[_value(cell) for cell in row] or [{}] for row in rows]
            requests = [_update(now.sheet_id, top, 0, values, "userEnteredValue")]
            requests += _format_requests(sheet, now, top, rows)
            requests += _link_requests(now, top, rows)
            yield requests


def _value(cell: BackupCell | None) -> dict[str, Any]:
    return extended_value(cell.content, formula=cell.is_formula) if cell else {}


def _update(sheet_id: int, row: int, column: int, rows: Sequence[Sequence[Any]], fields: str) -> Request:
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    return {
        "updateCells": {"start": start, "rows": [{"values": list(row)} for row in rows], "fields": fields}
    }


def _format_requests(
    sheet: SheetBackup, now: Sheet, top: int, rows: Sequence[Sequence[BackupCell | None]]
) -> Iterator[Request]:
    """Yield the number formats of people's own columns; those of ours came with the columns."""
    for at in range(sheet.width):
        cells = [row[at] if at < len(row) else None for row in rows]
        if at in now.column_marks or not any(cell and cell.pattern for cell in cells):
            continue
        looks = [[_format(cell.pattern) if cell and cell.pattern else {}] for cell in cells]
        yield _update(now.sheet_id, top, at, looks, "userEnteredFormat.numberFormat")


def _format(pattern: str) -> dict[str, Any]:
    bare = pattern.casefold()
    kind = next((kind for sign, kind in _KINDS.items() if sign in bare), "NUMBER")
    if "yy" in bare or "dd" in bare:
        kind = "DATE_TIME" if "h" in bare else "DATE"
    elif "h" in bare and ":" in bare:
        kind = "TIME"
    return {"userEnteredFormat": {"numberFormat": {"type": kind, "pattern": pattern}}}


def _link_requests(now: Sheet, top: int, rows: Sequence[Sequence[BackupCell | None]]) -> Iterator[Request]:
    """Yield the links behind cells, in runs of rows that follow."""
    width = max(map(len, rows), default=0)
    for at in range(width):
        links: Mapping[int, str] = {
            top + index: cell.link
            for index, row in enumerate(rows)
            if at < len(row) and (cell := row[at]) and cell.link and not cell.is_formula
        }
        for _, run in groupby(enumerate(links), key=lambda pair: pair[1] - pair[0]):
            places = [row for _, row in run]
            cells = [[{"userEnteredFormat": {"textFormat": {"link": {"uri": links[row]}}}}] for row in places]
            yield _update(now.sheet_id, places[0], at, cells, "userEnteredFormat.textFormat.link")
