"""
One spreadsheet at Google: read in one call, written in one call, proven in the same.

The protocol with the sheet. What to write is decided by `reconcile.py`, how a
batch is built stands in `requests.py`, what its answer proves in `proof.py`, and
the calls themselves are in `door.py`. Never repeats a write that Google would not
refuse a second time.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sheets_bot.errors import Misconfigured, SheetsBotError
from sheets_bot.sheets.cells import key_text
from sheets_bot.sheets.door import Barred, Door, EpochTaken, NotTaken, Outdated
from sheets_bot.sheets.proof import TabProof, parse_proofs, zone_told
from sheets_bot.sheets.ranges import (
    Grid,
    column_below_header,
    column_of,
    header_of,
    header_row,
    last_row_of,
    title_of,
    top_rows,
    whole_sheet,
)
from sheets_bot.sheets.requests import ANSWER_FIELDS, Batch, TabWrite, build_batch, epochs_after
from sheets_bot.sheets.schema import TabSchema
from sheets_bot.sheets.snapshot import Snapshot, locate_columns
from sheets_bot.sheets.structure import (
    EPOCH_BASE,
    STRUCTURE_FIELDS,
    Sheet,
    Structure,
    column_identities,
    parse_structure,
)


class Workbook:
    """
    One spreadsheet and what is remembered of it between runs.

    Remembered are only things that Google would refuse if they were wrong
    (epoch, sheet ids), or that every read checks (headers). Not thread-safe: one
    run at a time works on a workbook.
    """

    def __init__(self, door: Door, spreadsheet_id: str, *, fenced: bool = True) -> None:
        """
        Remember how to reach a spreadsheet; nothing is asked yet.

        Args:
            door: The way to Google.
            spreadsheet_id: The long id in the spreadsheet's address.
            fenced: False where Google does not refuse a taken epoch (`check --probe`).
        """
        self.spreadsheet_id = spreadsheet_id
        self.fenced = fenced
        self.reads = 0
        """Read calls made so far."""
        self.writes = 0
        """Write calls made so far, refused ones included."""
        self._door = door
        self._structure: Structure | None = None
        self._headers: dict[int, tuple[str, ...]] = {}
        self._keys: dict[int, frozenset[str]] = {}

    def structure(self, *, fresh: bool = False) -> Structure:
        """
        Return how the spreadsheet is built; one read the first time or when *fresh*.

        Raises:
            Misconfigured: It does not exist, is not shared with the bot, or the API is switched off.
            TryLater: Google does not answer.
        """
        if self._structure is None or fresh:
            self.reads += 1
            answer = self._door.structure(self.spreadsheet_id, fields=STRUCTURE_FIELDS)
            self._structure = parse_structure(answer)
            self._headers.clear()
        return self._structure

    def forget(self) -> None:
        """Drop what is remembered, so that the next call reads it again."""
        self._structure = None
        self._headers.clear()

    def read(
        self,
        schemas: Iterable[TabSchema],
        *,
        header_only: Iterable[TabSchema] = (),
        lenient: bool = False,
    ) -> dict[str, Snapshot | Misconfigured]:
        """
        Return tabs as they stand, in one read call; a tab that cannot be used is its error.

        Formulas are read as their text, so that the bot sees what people entered and
        can put it back. One more call is made when a header is not what it was, or
        when rows vanished: then columns are found by their marks, merges are known.

        Args:
            schemas: Tabs to read whole.
            header_only: Tabs of which the header is enough, since rows are only added.
            lenient: Whether a tab with missing columns is returned all the same: for putting
                back what the bot displaced while a person rebuilt the tab.
        """
        schemas, header_only = list(schemas), list(header_only)
        try:
            return self._read(schemas, header_only, lenient)
        except Outdated:
            # A tab that we remember is gone. Look at the structure once more, then it is named.
            self.forget()
            return self._read(schemas, header_only, lenient)

    def _read(
        self, schemas: Sequence[TabSchema], header_only: Sequence[TabSchema], lenient: bool
    ) -> dict[str, Snapshot | Misconfigured]:
        structure = self.structure()
        found: dict[str, Snapshot | Misconfigured] = {}
        sheets: dict[str, Sheet] = {}
        for schema in (*schemas, *header_only):
            try:
                sheets[schema.tab] = structure.need_sheet(schema)
            except Misconfigured as error:
                found[schema.tab] = error
        whole = [sheets[s.tab].sheet_id for s in schemas if s.tab in sheets]
        heads = [sheets[s.tab].sheet_id for s in header_only if s.tab in sheets]
        grids = self._grids(whole, heads)
        if not all(
            self._fits(schema, sheets[schema.tab], grids) for schema in schemas if schema.tab in sheets
        ):
            structure = self.structure(fresh=True)
        for schema in (*schemas, *header_only):
            if schema.tab in sheets:
                grid = grids[sheets[schema.tab].sheet_id]
                # A tab that rows are only added to is never put back, so it may be refused at any time.
                in_part = schema in header_only
                snapshot = self._snapshot(schema, structure, grid, lenient=lenient and not in_part)
                if in_part and isinstance(snapshot, Snapshot):
                    snapshot = replace(snapshot, grid=())
                found[schema.tab] = (
                    self._with_shown_keys(snapshot) if isinstance(snapshot, Snapshot) else snapshot
                )
        return self._with_merges(found)

    def _fits(self, schema: TabSchema, sheet: Sheet, grids: Mapping[int, Grid]) -> bool:
        """True where the header is the one that the remembered marks belong to."""
        header = grids[sheet.sheet_id].header
        if sheet.sheet_id in self._headers:
            return self._headers[sheet.sheet_id] == header
        # Read for the first time: then the marks must fit the texts, or somebody moved columns just now.
        return all(
            at < len(header) and name in schema.by_name and header[at] == schema.by_name[name].header
            for at, name in sheet.column_marks.items()
        )

    def _with_shown_keys(self, snapshot: Snapshot) -> Snapshot:
        """Look at what key cells show that people turned into formulas, e.g. into a HYPERLINK."""
        cells = list(snapshot.formula_cells([snapshot.schema.key]))
        if not cells:
            return snapshot
        # By place: without its key a row cannot be found again.
        position = cells[0][1]
        entry = self.values([column_below_header(snapshot.sheet_id, position)], render="UNFORMATTED_VALUE")[0]
        shown = dict(enumerate(column_of(entry)))
        return replace(snapshot, results={cell: shown.get(cell[0]) for cell in cells})

    def _snapshot(
        self, schema: TabSchema, structure: Structure, grid: Grid, *, lenient: bool
    ) -> Snapshot | Misconfigured:
        try:
            sheet = structure.need_sheet(schema)
            columns = locate_columns(
                schema, grid.header, sheet.column_marks, second_row=grid.second_row, lenient=lenient
            )
        except Misconfigured as error:
            return error
        self._headers[sheet.sheet_id] = grid.header
        return Snapshot(
            schema=schema,
            sheet_id=sheet.sheet_id,
            title=grid.title,
            zone=structure.zone,
            header=grid.header,
            columns=columns,
            identities=column_identities(grid.header, sheet.column_marks),
            grid=grid.values[1:],
            row_count=grid.row_count,
            merged_rows=sheet.merged_rows,
            chart_ids=sheet.chart_ids,
        )

    def _with_merges(self, found: dict[str, Snapshot | Misconfigured]) -> dict[str, Snapshot | Misconfigured]:
        """Look again at the merges when rows have gone: removed by a person, or hidden under a merge?"""
        snapshots = [snapshot for snapshot in found.values() if isinstance(snapshot, Snapshot)]
        gone = any(self._keys.get(s.sheet_id, frozenset()) - s.positions.keys() for s in snapshots)
        headers = dict(self._headers)
        merges = {s.sheet_id: s.merged_rows for s in self.structure(fresh=gone).sheets}
        self._headers = headers
        for snapshot in snapshots:
            self._keys[snapshot.sheet_id] = frozenset(snapshot.positions)
            merged_rows = merges.get(snapshot.sheet_id, ())
            if merged_rows != snapshot.merged_rows:
                found[snapshot.schema.tab] = replace(snapshot, merged_rows=merged_rows)
        return found

    def look(self, snapshot: Snapshot, cells: Sequence[tuple[int, int]]) -> Snapshot:
        """
        Return the snapshot with what formula-like cells show, by one more read.

        Args:
            snapshot: The tab as read.
            cells: (grid row, column position) of the cells in question.
        """
        columns = sorted({position for _, position in cells})
        key_at = snapshot.columns[snapshot.schema.key]
        ranges = [column_below_header(snapshot.sheet_id, position) for position in (key_at, *columns)]
        answer = self.values(ranges, render="UNFORMATTED_VALUE")
        key_column, *shown = [column_of(entry) for entry in answer]
        now = {key_text(content): index for index, content in enumerate(key_column) if key_text(content)}
        results = dict(snapshot.results)
        for index, position in cells:
            row = now.get(snapshot.keys[index], -1) if snapshot.keys[index] else index
            column = shown[columns.index(position)]
            results[index, position] = column[row] if 0 <= row < len(column) else None
        return replace(snapshot, results=results)

    def write(self, writes: Sequence[TabWrite]) -> tuple[Batch, dict[int, TabProof]]:
        """
        Write one atomic batch and return it with what the tabs look like after it.

        Raises:
            Outdated: Another writer was first, or a tab was rebuilt or deleted since it was read;
                nothing of this batch was applied.
            TryLater: Google did not answer; the batch was applied whole or not at all.
            Barred: There is no room, or something is protected; the tab is named where Google tells.
            Misconfigured: The bot may not write here.
        """
        structure = self.structure()
        batch = build_batch(
            writes,
            epoch=structure.epoch + 1,
            writer=secrets.token_hex(6),
            old_epochs=structure.epochs,
            fenced=self.fenced,
        )
        self.writes += 1
        zone = structure.zone.key
        try:
            # With the epoch in it, a repeated batch is refused instead of applied twice.
            answer = self._door.batch(
                self.spreadsheet_id, body=batch.body, repeatable=self.fenced, fields=ANSWER_FIELDS
            )
            proofs, zone = parse_proofs(answer), zone_told(answer) or zone
        except EpochTaken:
            proofs = self._settle(batch)
        except SheetsBotError as error:
            self.forget()
            if isinstance(error, NotTaken | Barred):
                error.tab = batch.tab_of(error.request)
            raise
        self._remember(batch, proofs)
        if zone != structure.zone.key:
            # This batch was written in the old zone; the next run reads in the new one, and puts it right.
            self.forget()
        return batch, proofs

    def send(self, requests: Sequence[Mapping[str, Any]], **options: Any) -> Mapping[str, Any]:
        """
        Send one atomic batch as it is, for provisioning and the probe; return Google's answer.

        Args:
            requests: Structural requests.
            options: Further fields of the body, e.g. ``includeSpreadsheetInResponse``.

        Raises:
            Outdated: Google refused the batch; nothing of it was applied.
            Misconfigured: The bot may not write here.
            TryLater: Google did not answer.
        """
        self.writes += 1
        try:
            return self._door.batch(
                self.spreadsheet_id, body={"requests": list(requests), **options}, repeatable=False
            )
        finally:
            self.forget()

    def parts(self, filters: Sequence[Mapping[str, Any]], *, fields: str) -> Mapping[str, Any]:
        """Return what a mask selects of some parts of the spreadsheet, cells included. One read call."""
        self.reads += 1
        return self._door.parts(self.spreadsheet_id, filters=filters, fields=fields)

    def server_at(self) -> datetime | None:
        """Return what time it is at Google; None where the answer does not say. One read call."""
        self.reads += 1
        return self._door.server_at(self.spreadsheet_id)

    def permissions(self) -> list[Mapping[str, Any]]:
        """Return who may do what with the spreadsheet, as far as the bot may know. One call to Drive."""
        return self._door.permissions(self.spreadsheet_id)

    @property
    def email(self) -> str:
        """The service account's address, with which the spreadsheet must be shared."""
        return self._door.email

    # -- how it is asked ----------------------------------------------------------------

    def _grids(self, whole: Sequence[int], heads: Sequence[int]) -> dict[int, Grid]:
        """Return tabs by sheet id, in one read call."""
        filters = [whole_sheet(sheet_id) for sheet_id in whole]
        filters += [top_rows(sheet_id) for sheet_id in heads]
        sizes = {sheet.sheet_id: sheet.row_count for sheet in self.structure().sheets}
        grids = {}
        for sheet_id, entry in zip((*whole, *heads), self.values(filters, render="FORMULA"), strict=True):
            values = entry.get("values", [])
            at = str(entry.get("range", ""))
            rows = sizes[sheet_id] if sheet_id in heads else max(last_row_of(at), len(values))
            grids[sheet_id] = Grid(title_of(at), rows, values)
        return grids

    def values(self, filters: Sequence[Mapping[str, Any]], *, render: str) -> list[Mapping[str, Any]]:
        """
        Return the value ranges of some data filters, one each, in order. One read call.

        Raises:
            Outdated: A filter names a tab that is not there any more.
        """
        if not filters:
            return []
        body = {
            "dataFilters": list(filters),
            "majorDimension": "ROWS",
            "valueRenderOption": render,
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        self.reads += 1
        answer = self._door.values(self.spreadsheet_id, body=body)
        ranges = [entry.get("valueRange", {}) for entry in answer.get("valueRanges", ())]
        if len(ranges) != len(filters):
            raise Outdated(f"Google answered {len(ranges)} of {len(filters)} ranges. Nothing was written.")
        return ranges

    def _settle(self, batch: Batch) -> dict[int, TabProof]:
        """The epoch is taken: by this very batch, whose answer was lost, or by somebody else."""
        self.reads += 1
        mark = self._door.mark(self.spreadsheet_id, EPOCH_BASE + batch.epoch)
        if mark.get("metadataValue") != batch.writer:
            self.forget()
            raise Outdated(
                f"Spreadsheet {self.structure().title!r}: another bot wrote first. "
                "Nothing of this write was applied; the tab is read again."
            )
        sheets = {sheet.sheet_id: sheet for sheet in self.structure(fresh=True).sheets}
        filters = []
        for write in batch.writes:
            sheet_id = write.snapshot.sheet_id
            filters.append(header_row(sheet_id))
            filters.append(column_below_header(sheet_id, write.snapshot.columns[write.plan.schema.key]))
        answer = self.values(filters, render="UNFORMATTED_VALUE")
        proofs = {}
        for write, head, keys in zip(batch.writes, answer[::2], answer[1::2], strict=True):
            sheet = sheets[write.snapshot.sheet_id]
            proofs[sheet.sheet_id] = TabProof(
                sheet_id=sheet.sheet_id,
                title=sheet.title,
                row_count=sheet.row_count,
                identities=column_identities(header_of(head.get("values", [])), sheet.column_marks),
                keys=tuple(key_text(content) for content in column_of(keys)),
            )
        return proofs

    def _remember(self, batch: Batch, proofs: Mapping[int, TabProof]) -> None:
        """Keep the epoch and the sizes that the answer told."""
        structure = self.structure()
        sheets = tuple(
            replace(sheet, title=proofs[sheet.sheet_id].title, row_count=proofs[sheet.sheet_id].row_count)
            if sheet.sheet_id in proofs
            else sheet
            for sheet in structure.sheets
        )
        epochs = structure.epochs
        # After a lost answer the structure was read anew: then this epoch, and newer ones, stand in it.
        if self.fenced and batch.epoch not in epochs:
            epochs = epochs_after(epochs, batch.epoch)
        self._structure = replace(structure, sheets=sheets, epochs=epochs)
