"""
Where did a write land? The answer of the same call tells, and what to put back.

People sort, insert and move while a batch is under way. The batch is atomic, so
its answer shows the tab exactly as the write left it: each written cell must lie
in the row of its key and under its header. Where one does not, this module says
which cell was hit instead, so that it can be put back as it was read. Pure;
`reconcile.py` decides, `workbook.py` sends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets_bot.sheets.cells import Content, is_empty, key_text, same
from sheets_bot.sheets.requests import Batch, Restore, TabWrite, Wrote
from sheets_bot.sheets.snapshot import Snapshot


@dataclass(frozen=True)
class TabProof:
    """One tab right after a write: header row and key column."""

    sheet_id: int
    title: str
    row_count: int
    header: tuple[str, ...]
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
            header=header,
            keys=keys,
        )
    return proofs


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
        keys_told = _header_holds(before, proof)
        stray = tuple(
            cell
            for cell in batch.wrote[proof.sheet_id]
            if not keys_told
            or _key_at(proof, cell.row) != cell.key
            or _at(proof.header, cell.position) != _at(before.header, cell.position)
        )
        if stray:
            found.append(Displaced(write, proof, stray))
    return found


def _header_holds(before: Snapshot, proof: TabProof) -> bool:
    """True where the key column still stands where the answer's key column was read."""
    at = before.columns[before.schema.key]
    return _at(proof.header, at) == _at(before.header, at)


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
    before = displaced.before.snapshot
    by_header = {text: at for at, text in enumerate(now.header) if text and now.header.count(text) == 1}
    for cell in displaced.cells:
        header = _at(displaced.proof.header, cell.position)
        position = by_header.get(header, cell.position)
        index = _find_row(displaced, cell, now)
        if index is None or not same(now.content(index, position), cell.content):
            continue
        content = _content_before(before, now.keys[index], header)
        if not same(content, cell.content):
            yield Restore(index, position, content)


def _find_row(displaced: Displaced, cell: Wrote, now: Snapshot) -> int | None:
    """Return the grid row, in the fresh snapshot, of the row that a stray cell landed in."""
    if _header_holds(displaced.before.snapshot, displaced.proof):
        key = _key_at(displaced.proof, cell.row)
        if key:
            return now.positions.get(key)
    # No key to go by: a row without one, or the columns moved. Then the place itself decides.
    index = cell.row - 1
    return index if index < len(now.grid) else None


def _content_before(before: Snapshot, key: str, header: str) -> Content:
    """Return what stood under a key and a header before the write; None where neither was known."""
    index = before.positions.get(key)
    at = [position for position, text in enumerate(before.header) if text == header]
    if index is None or len(at) != 1 or not header:
        return None
    content = before.content(index, at[0])
    return None if is_empty(content) else content
