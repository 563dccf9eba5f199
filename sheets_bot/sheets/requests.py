"""
From plans to one batch for ``spreadsheets:batchUpdate``, and what it must come out as.

Pure. The batch holds, in order: the epoch, which makes Google refuse a second
writer or a blind repeat; typed cells for what changed; inserted rows for what is
new, so that nothing a person typed meanwhile can be under them. It asks for the
header and the key column in the answer, which `proof.py` checks. Sent by
`workbook.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sheets_bot.sheets.cells import Content, extended_value
from sheets_bot.sheets.links import links_after
from sheets_bot.sheets.looks import chart_position
from sheets_bot.sheets.plan import NewRow, Plan
from sheets_bot.sheets.ranges import column_letter, quoted
from sheets_bot.sheets.snapshot import Snapshot
from sheets_bot.sheets.structure import EPOCH_BASE, EPOCH_MARK

Request = dict[str, Any]

EPOCHS_KEPT = 1000
"""So many of the newest epochs stay, so that a writer this far behind is still refused."""
_EPOCHS_SPARE = 100
"""Older epochs are deleted in hundreds: rarely, and never the ones that guard."""

ANSWER_FIELDS = (
    "replies(createDeveloperMetadata(developerMetadata(metadataId))),"
    "updatedSpreadsheet(properties(timeZone),sheets(properties(sheetId,title,gridProperties(rowCount)),"
    "data(startRow,startColumn,columnMetadata(developerMetadata(metadataKey,metadataValue)),"
    "rowData(values(effectiveValue)))))"
)


@dataclass(frozen=True, slots=True)
class Restore:
    """A cell that the bot itself displaced and puts back as it was, whoever owns it."""

    index: int
    """Grid row as read."""
    position: int
    content: Content


@dataclass(frozen=True)
class TabWrite:
    """What one batch does to one tab."""

    snapshot: Snapshot
    """The tab as read; with the restores already in their places."""
    plan: Plan
    restores: tuple[Restore, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when this tab is not touched."""
        return self.plan.is_empty and not self.restores


@dataclass(frozen=True, slots=True)
class Wrote:
    """One cell as the batch leaves it, by its place in the sheet after the batch."""

    row: int
    """Sheet row, zero-based."""
    position: int
    key: str
    """Key of the row that was meant; empty for a restored cell of a row without one."""
    content: Content
    is_new_row: bool = False


@dataclass(frozen=True)
class Batch:
    """One write: the requests, and where each cell must be found afterwards."""

    epoch: int
    writer: str
    """Random id of this batch; tells our own epoch from another writer's."""
    body: Mapping[str, Any]
    writes: tuple[TabWrite, ...]
    wrote: Mapping[int, tuple[Wrote, ...]]
    """By sheet id."""
    tabs: tuple[str, ...] = ()
    """The schema's tab that each request is about; empty for one about the spreadsheet."""

    def tab_of(self, request: int | None) -> str:
        """Return the tab that a request is about, by its place; empty where there is none."""
        return self.tabs[request] if request is not None and request < len(self.tabs) else ""


def build_batch(
    writes: Sequence[TabWrite], *, epoch: int, writer: str, old_epochs: Sequence[int], fenced: bool = True
) -> Batch:
    """
    Return the batch for some tabs of one spreadsheet.

    Args:
        writes: One per tab; empty ones are passed over.
        epoch: Number of this write: the newest epoch plus one.
        writer: Random id of this batch.
        old_epochs: Epochs that stand in the spreadsheet, ascending.
        fenced: False where `check --probe` found that Google does not refuse a taken id.
    """
    writes = tuple(write for write in writes if not write.is_empty)
    requests: list[Request] = list(_epoch_requests(epoch, writer, old_epochs)) if fenced else []
    tabs = [""] * len(requests)
    ranges: list[str] = []
    wrote: dict[int, tuple[Wrote, ...]] = {}
    for write in writes:
        requests += _cell_requests(write)
        requests += _link_requests(write)
        requests += _new_row_requests(write)
        tabs += [write.plan.schema.tab] * (len(requests) - len(tabs))
        ranges += _answer_ranges(write.snapshot)
        wrote[write.snapshot.sheet_id] = tuple(_wrote(write))
    body = {
        "requests": requests,
        "includeSpreadsheetInResponse": True,
        "responseRanges": ranges,
        "responseIncludeGridData": True,
    }
    return Batch(epoch, writer, body, writes, wrote, tuple(tabs))


def epochs_after(old_epochs: Sequence[int], epoch: int) -> tuple[int, ...]:
    """Return the epochs that stand in the spreadsheet after a batch with this one."""
    return (*old_epochs[_surplus(old_epochs) :], epoch)


def _surplus(old_epochs: Sequence[int]) -> int:
    """Return how many of the oldest epochs a batch deletes: none, until there are a hundred too many."""
    return len(old_epochs) - EPOCHS_KEPT if len(old_epochs) >= EPOCHS_KEPT + _EPOCHS_SPARE else 0


def _epoch_requests(epoch: int, writer: str, old_epochs: Sequence[int]) -> Iterator[Request]:
    yield {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataId": EPOCH_BASE + epoch,
                "metadataKey": EPOCH_MARK,
                "metadataValue": writer,
                "location": {"spreadsheet": True},
                "visibility": "DOCUMENT",
            }
        }
    }
    # Only ids known to stand there: what Google answers to deleting nothing is unverified.
    for old in old_epochs[: _surplus(old_epochs)]:
        lookup = {"metadataId": EPOCH_BASE + old}
        yield {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}


def _cells_by_row(write: TabWrite) -> dict[int, dict[int, tuple[Content, bool]]]:
    """Return (content, whether a formula may come back) by grid row and column position."""
    cells: dict[int, dict[int, tuple[Content, bool]]] = {}
    # What the bot wrote was text. A person's formula must come back as one.
    texts = {write.snapshot.columns.get(name) for name in write.plan.schema.bot_names}
    for restore in write.restores:
        is_theirs = restore.position not in texts
        cells.setdefault(restore.index, {})[restore.position] = (restore.content, is_theirs)
    for change in write.plan.changes:
        cells.setdefault(change.index, {})[write.snapshot.columns[change.name]] = (change.new, False)
    return cells


def _cell_requests(write: TabWrite) -> Iterator[Request]:
    """Yield one updateCells per rectangle of changed cells: equal runs of columns in rows that follow."""
    runs: list[tuple[int, int, tuple[dict[str, Any], ...]]] = []
    for index, row in sorted(_cells_by_row(write).items()):
        for _, run in groupby(enumerate(sorted(row)), key=lambda pair: pair[1] - pair[0]):
            positions = [position for _, position in run]
            values = tuple(extended_value(row[at][0], formula=row[at][1]) for at in positions)
            runs.append((positions[0], index, values))
    runs.sort(key=lambda run: (run[0], len(run[2]), run[1]))
    for _, group in groupby(enumerate(runs), key=lambda p: (p[1][0], len(p[1][2]), p[1][1] - p[0])):
        rectangle = [run for _, run in group]
        yield _update_cells(
            write.snapshot.sheet_id,
            row=rectangle[0][1] + 1,
            column=rectangle[0][0],
            rows=[values for _, _, values in rectangle],
        )


def _link_requests(write: TabWrite) -> Iterator[Request]:
    """Yield one updateCells per run of rows whose key leads elsewhere now."""
    snapshot = write.snapshot
    cells = {
        index: {at: content for at, (content, _) in row.items()}
        for index, row in _cells_by_row(write).items()
    }
    found = enumerate(links_after(snapshot, cells))
    for _, run in groupby(found, key=lambda pair: pair[1][0] - pair[0]):
        links = [link for _, link in run]
        yield _update_links(snapshot, row=links[0][0] + 1, links=[link for _, link in links])


def _update_links(snapshot: Snapshot, *, row: int, links: Iterable[str]) -> Request:
    return _update_cells(
        snapshot.sheet_id,
        row=row,
        column=snapshot.columns[snapshot.schema.key],
        # A field that the mask names and the cell leaves out is cleared.
        rows=[[{"userEnteredFormat": {"textFormat": {"link": {"uri": u}}}} if u else {}] for u in links],
        fields="userEnteredFormat.textFormat.link",
    )


def _update_cells(
    sheet_id: int, *, row: int, column: int, rows: Iterable[Sequence[Any]], fields: str = "userEnteredValue"
) -> Request:
    return {
        "updateCells": {
            "start": {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column},
            "rows": [{"values": list(values)} for values in rows],
            "fields": fields,
        }
    }


def _insert_row(write: TabWrite) -> int:
    """Return the sheet row at which new rows are inserted."""
    return 1 if write.plan.schema.newest_first else write.snapshot.data_end + 1


def _new_row_requests(write: TabWrite) -> Iterator[Request]:
    new_rows, snapshot = write.plan.new_rows, write.snapshot
    if not new_rows:
        return
    at = _insert_row(write)
    sheet_id = snapshot.sheet_id
    # Below the header the row that follows is inherited from, unless there is none.
    inherit = at > 1 or snapshot.row_count <= 1
    span = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": at, "endIndex": at + len(new_rows)}
    yield {"insertDimension": {"range": span, "inheritFromBefore": inherit}}
    positions = sorted({snapshot.columns[name] for row in new_rows for name in row.cells})
    yield _update_cells(
        sheet_id,
        row=at,
        column=positions[0],
        rows=[_dense(row, snapshot.columns, positions[0]) for row in new_rows],
    )
    if any(row.link for row in new_rows):
        yield _update_links(snapshot, row=at, links=[row.link for row in new_rows])
    yield from _trim_requests(write)
    if at == 1:
        yield from _chart_requests(write)


def _chart_requests(write: TabWrite) -> Iterator[Request]:
    """Put the charts back in their places: the first rows of a tab push down what floats over it."""
    snapshot = write.snapshot
    for chart in snapshot.schema.chart:
        if chart.id in snapshot.chart_ids:
            position = chart_position(chart, snapshot.sheet_id)
            move = {"objectId": chart.id, "newPosition": position, "fields": "anchorCell"}
            yield {"updateEmbeddedObjectPosition": move}


def _trim_requests(write: TabWrite) -> Iterator[Request]:
    """Drop the oldest rows of a log beyond the schema's limit."""
    most = write.plan.schema.most_rows
    after = write.snapshot.row_count + len(write.plan.new_rows)
    if most is not None and after > most + 1:
        span = {
            "sheetId": write.snapshot.sheet_id,
            "dimension": "ROWS",
            "startIndex": most + 1,
            "endIndex": after,
        }
        yield {"deleteDimension": {"range": span}}


def _dense(row: NewRow, columns: Mapping[str, int], first: int) -> list[dict[str, Any]]:
    """Return a new row's cells from its first to its last; the gaps are empty, as the row itself is."""
    by_position = {columns[name]: content for name, content in row.cells.items()}
    return [extended_value(by_position.get(at)) for at in range(first, max(by_position) + 1)]


def _wrote(write: TabWrite) -> Iterator[Wrote]:
    snapshot, plan = write.snapshot, write.plan
    new_at = _insert_row(write)
    for index, row in _cells_by_row(write).items():
        landed = index + 1 + (len(plan.new_rows) if index + 1 >= new_at else 0)
        for position, (content, _) in row.items():
            yield Wrote(landed, position, snapshot.keys[index], content)
    for offset, new in enumerate(plan.new_rows):
        for name, content in new.cells.items():
            yield Wrote(new_at + offset, snapshot.columns[name], new.key, content, is_new_row=True)


def _answer_ranges(snapshot: Snapshot) -> tuple[str, str]:
    """Return the header row and the key column below it, in A1 with the tab's title now."""
    title = quoted(snapshot.title)
    letter = column_letter(snapshot.columns[snapshot.schema.key])
    return f"{title}!1:1", f"{title}!{letter}2:{letter}"
