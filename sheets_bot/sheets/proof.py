"""
Where did a write land? The answer of the same call tells, and what to put back.

People sort, insert and move while a batch is under way. The batch is atomic, so
its answer shows the tab exactly as the write left it: each written cell must lie
in the row of its key and under its header. Where one does not, this module says
which cell was hit instead, so that it can be put back as it was read. Only a column
that is moved within the round trip can make it a cell of a person's. If they act on
that very cell once more within the next round trip, it is beyond us: Sheets has no
conditional write. Pure; `reconcile.py` decides, `workbook.py` sends.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sheets_bot.sheets.cells import Content, is_empty, key_text, same
from sheets_bot.sheets.requests import Batch, Restore, TabWrite, Wrote
from sheets_bot.sheets.snapshot import Snapshot
from sheets_bot.sheets.structure import column_identities, column_marks


@dataclass(frozen=True)
class TabProof:
    """One tab right after a write: header row and key column."""

    sheet_id: int
    title: str
    row_count: int
    identities: tuple[str, ...]
    """What each column is known by, as in `Snapshot.identities`."""
    keys: tuple[str, ...]
    """By sheet row, from row 1 (zero-based): entry 0 is the first row below the header."""


@dataclass(frozen=True)
class Displaced:
    """The cells of one tab that a write hit instead of those it meant."""

    before: TabWrite
    proof: TabProof
    cells: tuple[Wrote, ...]


def parse_proofs(answer: Mapping[str, Any]) -> dict[int, TabProof]:
    """Return what a batch's answer tells of each tab it asked for, by sheet id."""
    proofs: dict[int, TabProof] = {}
    for sheet in answer.get("updatedSpreadsheet", {}).get("sheets", ()):
        properties = sheet.get("properties", {})
        header: tuple[str, ...] = ()
        keys: tuple[str, ...] = ()
        marks = column_marks(sheet.get("data", ()))
        for data in sheet.get("data", ()):
            rows = [_contents(row) for row in data.get("rowData", ())]
            if data.get("startRow", 0) == 0:
                header = tuple(key_text(content) for content in (rows[0] if rows else ()))
            else:
                keys = tuple(key_text(row[0]) if row else "" for row in rows)
        sheet_id = int(properties.get("sheetId", 0))
        proofs[sheet_id] = TabProof(
            sheet_id=sheet_id,
            title=str(properties.get("title", "")),
            row_count=int(properties.get("gridProperties", {}).get("rowCount", 0)),
            identities=column_identities(header, marks),
            keys=keys,
        )
    return proofs


def zone_told(answer: Mapping[str, Any]) -> str:
    """Return the name of the spreadsheet's time zone at a batch's answer; empty where it does not say."""
    return str(answer.get("updatedSpreadsheet", {}).get("properties", {}).get("timeZone", ""))


def _contents(row: Mapping[str, Any]) -> list[Content]:
    found: list[Content] = []
    for cell in row.get("values", ()):
        value = cell.get("effectiveValue") or {}
        found.append(next((v for k, v in value.items() if k.endswith("Value") and k != "errorValue"), None))
    return found


def find_displaced(batch: Batch, proofs: Mapping[int, TabProof]) -> list[Displaced]:
    """
    Return the tabs in which cells did not land where they were meant, with those cells.

    Args:
        batch: What was sent.
        proofs: What the answer shows, by sheet id; a tab that is missing there is not judged.
    """
    found = []
    for write in batch.writes:
        proof = proofs.get(write.snapshot.sheet_id)
        if proof is None:
            continue
        before = write.snapshot
        keys_told = _keys_told(before, proof)
        stray = tuple(
            cell
            for cell in batch.wrote[proof.sheet_id]
            if not keys_told
            or _key_at(proof, cell.row) != cell.key
            or not _in_its_column(cell, before, proof)
        )
        if stray:
            found.append(Displaced(write, proof, stray))
    return found


def _keys_told(before: Snapshot, proof: TabProof) -> bool:
    """True where the key column still stands where the answer's keys were read."""
    at = before.columns[before.schema.key]
    return _at(proof.identities, at) == _at(before.identities, at)


def _in_its_column(cell: Wrote, before: Snapshot, proof: TabProof) -> bool:
    """True where the column that a cell landed in is the one that was meant."""
    return _at(proof.identities, cell.position) == _at(before.identities, cell.position)


def _at(texts: Sequence[str], position: int) -> str:
    return texts[position] if 0 <= position < len(texts) else ""


def _key_at(proof: TabProof, row: int) -> str:
    return _at(proof.keys, row - 1)


def restores(displaced: Displaced, now: Snapshot) -> Iterator[Restore]:
    """
    Yield what puts the hit cells back, against a fresh snapshot of the tab.

    A hit cell is put back only while it still holds what the bot wrote there by
    mistake: what a person typed since stays. Its right content is what stood
    under the same key and header before. A cell that nobody knew before (in a row
    or column that a person had just made) is emptied again.

    Args:
        displaced: The cells, and the tab before and right after the write.
        now: The tab as read again.
    """
    before, proof = displaced.before.snapshot, displaced.proof
    now_at = _places(now.identities)
    for row, cells in groupby(displaced.cells, key=lambda cell: cell.row):
        hit = {now_at.get(_at(proof.identities, cell.position), cell.position): cell for cell in cells}
        index = _find_row(_telling(hit, before, proof), now, _row_by_proof(before, proof, row, now), row - 1)
        if index is None:
            continue
        row_before = _row_before(before, now, index, hit)
        for position, cell in hit.items():
            if _in_its_column(cell, before, proof) and now.keys[index] == cell.key:
                continue  # It landed where it was meant; only the answer could not tell.
            column = _column_before(displaced, now, position, _at(proof.identities, cell.position))
            content = _content_before(before, row_before, column)
            if same(now.content(index, position), cell.content) and not same(content, cell.content):
                yield Restore(index, position, content)


def keyless(displaced: Displaced) -> Displaced:
    """Return only the strays in rows that were new, of which no key column tells where they are."""
    return replace(displaced, cells=tuple(cell for cell in displaced.cells if cell.is_new_row))


def healed(now: Snapshot, put_back: Iterable[Restore]) -> Snapshot:
    """Return a tab as it will be once some cells are put back: what to compare the desired rows with."""
    put_back = list(put_back)
    if not put_back:
        return now
    grid, results = list(now.grid), dict(now.results)
    for restore in put_back:
        row = list(grid[restore.index])
        row += [None] * (restore.position + 1 - len(row))
        row[restore.position] = restore.content
        grid[restore.index] = row
        # What the bot puts into its own columns is text, whatever it looks like.
        results[restore.index, restore.position] = restore.content
    return replace(now, grid=grid, results=results)


Hit = Mapping[int, Wrote]
"""The stray cells of one row, by their column position now."""


def _row_by_proof(before: Snapshot, proof: TabProof, row: int, now: Snapshot) -> int | None:
    """Return the grid row now of the key that the proof shows in a row, where it can be believed."""
    return now.positions.get(_key_at(proof, row)) if _keys_told(before, proof) else None


def _telling(hit: Hit, before: Snapshot, proof: TabProof) -> Hit:
    """Return the cells that landed under another column: no row holds those contents but by mistake."""
    strange = {at: cell for at, cell in hit.items() if not _in_its_column(cell, before, proof)}
    return strange or hit


def _find_row(hit: Hit, now: Snapshot, *likely: int | None) -> int | None:
    """Return the grid row that still holds what was written: a likely one, else the only one there is."""

    def holds(index: int) -> bool:
        return all(same(now.content(index, at), cell.content) for at, cell in hit.items())

    for index in likely:
        if index is not None and index < len(now.grid) and holds(index):
            return index
    if all(is_empty(cell.content) for cell in hit.values()):
        return None
    found = [index for index in range(len(now.grid)) if holds(index)]
    return found[0] if len(found) == 1 else None


def _row_before(before: Snapshot, now: Snapshot, index: int, hit: Hit) -> int | None:
    """
    Return the grid row, before the write, of the row that was hit; None for one that did not exist.

    A row without a key, or whose key cell itself was hit, is known again by its other cells.
    """
    key_was_hit = now.columns.get(now.schema.key) in hit
    if now.keys[index] and not key_was_hit:
        return before.positions.get(now.keys[index])
    meant = next(iter(hit.values()))
    if meant.is_new_row:
        return None
    before_at = _places(before.identities)
    rest = [
        (before_at[identity], now.content(index, at))
        for identity, at in _places(now.identities).items()
        if at not in hit and identity in before_at
    ]
    alike = [
        row
        for row, key in enumerate(before.keys)
        if bool(key) == key_was_hit and all(same(before.content(row, at), content) for at, content in rest)
    ]
    if len(alike) == 1:
        return alike[0]
    return before.positions.get(meant.key) if key_was_hit else None


def _column_before(displaced: Displaced, now: Snapshot, position: int, identity: str) -> int | None:
    """
    Return where a column stood before; None for one that did not exist.

    Where people use a header twice, or none, a column is known again by its other cells.
    """
    before = displaced.before.snapshot
    at = _places(before.identities).get(identity)
    if at is not None:
        return at
    width = max([len(before.identities), *map(len, before.grid)])
    alike = [at for at in range(width) if _at(before.identities, at) == identity]
    known = False
    for key, index in now.positions.items():
        content = now.content(index, position)
        if key in before.positions and not any(same(content, cell.content) for cell in displaced.cells):
            alike = [at for at in alike if same(before.content(before.positions[key], at), content)]
            known = known or not is_empty(content)
    return alike[0] if known and len(alike) == 1 else None


def _content_before(before: Snapshot, index: int | None, at: int | None) -> Content:
    """Return what stood in a cell before the write; None where its row or column did not exist."""
    if index is None or at is None:
        return None
    content = before.content(index, at)
    return None if is_empty(content) else content


def _places(identities: Sequence[str]) -> dict[str, int]:
    """Return the position of each column that can be told from all others."""
    count = Counter(identities)
    return {identity: at for at, identity in enumerate(identities) if identity and count[identity] == 1}
