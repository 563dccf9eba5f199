"""
What happens to positions when rows or columns are inserted, deleted or moved.

Pure arithmetic on indexes, and one walk over the API's JSON that carries every
`GridRange`, `DimensionRange` and `GridCoordinate` along. `structure.py` applies it.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from sheets_bot.sandbox.google.model import ROWS, Json

_GRID_RANGE = {"sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"}
_DIMENSION_RANGE = {"sheetId", "dimension", "startIndex", "endIndex"}
_COORDINATE = {"sheetId", "rowIndex", "columnIndex"}

Span = tuple[int, int]


class Shift(Protocol):
    """One structural change, along one dimension of one sheet."""

    def index(self, at: int) -> int | None:
        """Return where a row or column has gone; None when it is no more."""

    def span(self, start: int, end: int) -> Span | None:
        """Return where a half-open range has gone; None when nothing of it is left."""


@dataclass(frozen=True)
class Inserted:
    """`count` new rows or columns before index `at`."""

    at: int
    count: int

    def index(self, at: int) -> int | None:
        """Everything at or after the place moves on."""
        return at + self.count if at >= self.at else at

    def span(self, start: int, end: int) -> Span | None:
        """Above the range shifts it, inside it grows it (measured), at its end leaves it."""
        if self.at <= start:
            return start + self.count, end + self.count
        return start, end + self.count if self.at < end else end


@dataclass(frozen=True)
class Deleted:
    """Rows or columns `start` to `end` (exclusive) are gone."""

    start: int
    end: int

    def _slide(self, edge: int) -> int:
        return edge - max(0, min(edge, self.end) - self.start) if edge > self.start else edge

    def index(self, at: int) -> int | None:
        """A deleted row takes what was attached to it along (measured)."""
        return None if self.start <= at < self.end else self._slide(at)

    def span(self, start: int, end: int) -> Span | None:
        """A range shrinks by what it lost."""
        left = self._slide(start), self._slide(end)
        return left if left[0] < left[1] else None


@dataclass(frozen=True)
class Moved:
    """Rows or columns `start` to `end` now stand before what was index `before` (measured)."""

    start: int
    end: int
    before: int

    @property
    def _landing(self) -> int:
        return self.before if self.before <= self.start else self.before - (self.end - self.start)

    def index(self, at: int) -> int | None:
        """Return where one row or column stands now."""
        count = self.end - self.start
        if self.start <= at < self.end:
            return self._landing + at - self.start
        left = at - count if at >= self.end else at
        return left + count if left >= self._landing else left

    def span(self, start: int, end: int) -> Span | None:
        """A range inside the block goes with it; any other keeps what stayed (unverified)."""
        if self.start <= start and end <= self.end:
            return self._landing + start - self.start, self._landing + end - self.start
        left = Deleted(self.start, self.end).span(start, end)
        return left and Inserted(self._landing, self.end - self.start).span(*left)


def follow(json: Any, sheet_id: int, dimension: str, shift: Shift) -> Any:
    """
    Return JSON with each position on that sheet carried along.

    A position that is no more becomes None; a list drops it, an object drops its name.
    Equal input is returned as it is, so that nothing is copied without need.
    """
    if isinstance(json, list):
        moved = [follow(entry, sheet_id, dimension, shift) for entry in json]
        kept = [entry for entry in moved if entry is not None]
        return json if kept == json else kept
    if not isinstance(json, dict):
        return json
    if json and json.keys() <= _GRID_RANGE:
        keys = (
            ("startRowIndex", "endRowIndex") if dimension == ROWS else ("startColumnIndex", "endColumnIndex")
        )
        return _follow_span(json, sheet_id, keys, shift)
    if "dimension" in json and json.keys() <= _DIMENSION_RANGE:
        same = json["dimension"] == dimension
        return _follow_span(json, sheet_id, ("startIndex", "endIndex"), shift) if same else json
    if json.keys() <= _COORDINATE and json.keys() & {"rowIndex", "columnIndex"}:
        return _follow_coordinate(json, sheet_id, dimension, shift)
    entries = {name: follow(value, sheet_id, dimension, shift) for name, value in json.items()}
    kept_names = {name: value for name, value in entries.items() if value is not None or json[name] is None}
    return json if kept_names == json else kept_names


def _follow_span(json: Json, sheet_id: int, keys: tuple[str, str], shift: Shift) -> Json | None:
    first, last = keys
    if json.get("sheetId", 0) != sheet_id or (first not in json and last not in json):
        return json
    unbounded = last not in json
    moved = shift.span(json.get(first, 0), 10**9 if unbounded else json[last])
    if moved is None:
        return None
    start, end = moved
    changed = dict(json)
    if first in json:
        changed[first] = start
    if not unbounded:
        changed[last] = end
    return changed


def _follow_coordinate(json: Json, sheet_id: int, dimension: str, shift: Shift) -> Json:
    name = "rowIndex" if dimension == ROWS else "columnIndex"
    if json.get("sheetId", 0) != sheet_id:
        return json
    at = json.get(name, 0)
    moved = shift.index(at)
    if moved is None:  # the row under a chart is gone: the chart stays, one up (unverified)
        moved = next((shift.index(up) for up in range(at - 1, -1, -1) if shift.index(up) is not None), 0)
    return json if moved == at else {**json, name: moved}
