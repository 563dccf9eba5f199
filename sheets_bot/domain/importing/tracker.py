"""
Somebody's own tracker as a table: where its header stands, and the rows below it.

Values only, as the file or the tab gave them; what they mean in our columns is decided later.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.ranges import column_letter

Cell = None | str | bool | int | float | date | datetime
"""One cell of a tracker: a file tells dates apart from numbers, a tab of a spreadsheet does not."""

_DEEPEST_HEADER = 20
"""So many rows may stand above the header: titles, dates, logos."""


@dataclass(frozen=True)
class Tracker:
    """One table of a tracker."""

    source: str
    """File or tab, as people call it."""
    headers: tuple[str, ...]
    """The texts of the header row; a column without one is called by its letter, an empty one by nothing."""
    rows: tuple[tuple[Cell, ...], ...]
    """As long as the header each; rows without anything are left out."""

    def column(self, at: int) -> list[Cell]:
        """Return the cells of one column."""
        return [row[at] for row in self.rows]


def tracker_of(source: str, grid: Sequence[Sequence[Cell]], is_header: Callable[[str], bool]) -> Tracker:
    """
    Return the table in a grid of cells.

    The header is the row, of the first twenty, with most cells that are headers for *is_header*;
    merged titles above it are passed over.

    Raises:
        Misconfigured: There is no row with at least two headers, or nothing below it.
    """
    scores = [sum(is_header(text_of(cell)) for cell in row) for row in grid[:_DEEPEST_HEADER]]
    best = max(scores, default=0)
    if not best:
        raise Misconfigured(
            f"{source}: no row of the first {_DEEPEST_HEADER} looks like a header. Name one with "
            "--map 'Their header=Our header'. Nothing was written."
        )
    top = scores.index(best)
    width = max(len(row) for row in grid[top:])
    header, *below = [(*row, *[None] * (width - len(row))) for row in grid[top:]]
    rows = tuple(row for row in below if any(map(text_of, row)))
    if not rows:
        raise Misconfigured(f"{source}: nothing stands below the header. Nothing was written.")
    headers = (text_of(cell) or _called(at, rows) for at, cell in enumerate(header))
    return Tracker(source, tuple(headers), rows)


def _called(at: int, rows: Sequence[Sequence[Cell]]) -> str:
    """Return what to call a column that nobody gave a header, or merged its header away."""
    return f"column {column_letter(at)}" if any(text_of(row[at]) for row in rows) else ""


def text_of(cell: Cell) -> str:
    """Return a cell as a person would read it, without blanks around it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == cell.min.time() else cell.isoformat(" ", "minutes")
    return str(cell).strip()
