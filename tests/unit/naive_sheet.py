"""
A naive sheet for tests of the protocol: Google's part of a batch, and the people who work in it.

Rows and columns are things with an identity, so that a test can say afterwards what became of each cell,
wherever it was moved. Shares no code with what is tested.
"""

from itertools import count
from typing import Any

Content = Any


class Formula(str):
    """A formula, apart from text that only looks like one."""

    __slots__ = ()


class Line(dict):
    """One row: contents by column identity. Compared by identity."""

    __hash__ = object.__hash__

    def __eq__(self, other):
        return self is other


class OutOfGrid(Exception):
    """What Google answers with 400: nothing of the batch is applied."""


def entered(cell: dict) -> Content:
    """Return what a CellData of the API puts into a cell."""
    value = cell.get("userEnteredValue", {})
    assert len(value) <= 1, f"one kind of value per cell, not {value}"
    for kind, content in value.items():
        expected = {"stringValue": str, "numberValue": (int, float), "boolValue": bool, "formulaValue": str}
        assert isinstance(content, expected[kind]), f"{kind} cannot be {content!r}"
        return Formula(content) if kind == "formulaValue" else content
    return None


class NaiveSheet:
    """One tab. Row 0 is the header."""

    def __init__(
        self, values: list[list[Content]], *, title: str = "Orders", sheet_id: int = 7, spare_rows: int = 3
    ):
        self._ids = count()
        self.title = title
        self.sheet_id = sheet_id
        self.columns = [next(self._ids) for _ in range(max(map(len, values)))]
        self.lines = [Line(zip(self.columns, row, strict=False)) for row in values]
        self.lines += [Line() for _ in range(spare_rows)]
        self.marks: dict[int, str] = {}
        """Column mark by column identity."""
        self.links: dict[tuple[int, int], str] = {}
        """Link by (row, column) position when it was written."""
        self.touched: list[tuple[Line, int]] = []
        """Cells that batches wrote, as (row, column identity)."""

    # -- as the API shows it ------------------------------------------------------------

    def grid(self) -> list[list[Content]]:
        """Return all values as the values call gives them: no trailing empty cells or rows."""
        rows = [[line.get(column) for column in self.columns] for line in self.lines]
        for row in rows:
            while row and row[-1] in (None, ""):
                row.pop()
        while rows and not rows[-1]:
            rows.pop()
        return [["" if content is None else content for content in row] for row in rows]

    def marks_by_position(self) -> dict[int, str]:
        """Return the column marks as the structure tells them."""
        return {at: self.marks[column] for at, column in enumerate(self.columns) if column in self.marks}

    def answer(self, ranges: list[str]) -> dict:
        """Return what a batch shows of this tab after it: header row and one column."""
        header, column = ranges
        quoted = "'" + self.title.replace("'", "''") + "'"
        assert header == f"{quoted}!1:1"
        letters = column.removeprefix(f"{quoted}!").split("2:", 1)[0]
        at = 0
        for letter in letters:
            at = at * 26 + ord(letter) - 64
        columns = [at - 1] if at <= len(self.columns) else []
        cells = [[self.lines[0].get(c) for c in self.columns]]
        keys = [[line.get(self.columns[c]) for c in columns] for line in self.lines[1:]]
        return {
            "properties": {
                "sheetId": self.sheet_id,
                "title": self.title,
                "gridProperties": {"rowCount": len(self.lines)},
            },
            "data": [
                {"rowData": _shown(cells), "columnMetadata": self._marked()},
                {"startRow": 1, "startColumn": at - 1, "rowData": _shown(keys)},
            ],
        }

    def _marked(self) -> list[dict]:
        return [
            {"developerMetadata": [{"metadataKey": "sheets_bot.column", "metadataValue": self.marks[column]}]}
            if column in self.marks
            else {}
            for column in self.columns
        ]

    # -- Google's part ------------------------------------------------------------------

    def apply(self, requests: list[dict]) -> None:
        """Carry out the requests of a batch that are meant for this sheet."""
        for request in requests:
            ((kind, body),) = request.items()
            if kind == "updateCells":
                self._update(body)
            elif kind in {"insertDimension", "deleteDimension"}:
                self._resize(kind, body)
            else:
                assert kind in {"createDeveloperMetadata", "deleteDeveloperMetadata"}, kind

    def _update(self, body: dict) -> None:
        start = body["start"]
        if start["sheetId"] != self.sheet_id:
            return
        for down, row in enumerate(body["rows"]):
            for right, cell in enumerate(row["values"]):
                at = (start["rowIndex"] + down, start["columnIndex"] + right)
                if at[0] >= len(self.lines) or at[1] >= len(self.columns):
                    raise OutOfGrid(str(at))
                if body["fields"] == "userEnteredValue":
                    self.touched.append((self.lines[at[0]], self.columns[at[1]]))
                    self.lines[at[0]][self.columns[at[1]]] = entered(cell)
                else:
                    assert body["fields"] == "userEnteredFormat.textFormat.link"
                    self.links[at] = cell["userEnteredFormat"]["textFormat"]["link"]["uri"]

    def _resize(self, kind: str, body: dict) -> None:
        span = body["range"]
        if span["sheetId"] != self.sheet_id:
            return
        first, end = span["startIndex"], span["endIndex"]
        if first >= end or first > len(self.lines) or (kind == "deleteDimension" and end > len(self.lines)):
            raise OutOfGrid(str(span))
        if kind == "insertDimension":
            # Rows at the very end must inherit from the row before them.
            if first == len(self.lines) and not body.get("inheritFromBefore"):
                raise OutOfGrid(str(span))
            self.lines[first:first] = [Line() for _ in range(end - first)]
        else:
            del self.lines[first:end]

    # -- people -------------------------------------------------------------------------

    def sort(self, at: int, *, descending: bool = False) -> None:
        """Sort the rows below the header; empty cells come last both ways."""
        column = self.columns[at % len(self.columns)]
        filled = [line for line in self.lines[1:] if line.get(column) not in (None, "")]
        empty = [line for line in self.lines[1:] if line.get(column) in (None, "")]
        filled.sort(key=lambda line: _rank(line[column]), reverse=descending)
        self.lines[1:] = filled + empty

    def insert_row(self, at: int, **cells: Content) -> Line:
        """Insert a row somewhere below the header; cells are typed by header."""
        line = Line({self.column(header): content for header, content in cells.items()})
        self.lines.insert(1 + at % len(self.lines), line)
        return line

    def delete_row(self, at: int) -> None:
        """Delete a row below the header, unless it is the last one left."""
        if len(self.lines) > 2:
            del self.lines[1 + at % (len(self.lines) - 1)]

    def move_column(self, source: int, target: int) -> None:
        """Drag a column to another place."""
        column = self.columns.pop(source % len(self.columns))
        self.columns.insert(target % (len(self.columns) + 1), column)

    def insert_column(self, at: int, header: str | None = None) -> int:
        """Insert a column, empty but for its header."""
        column = next(self._ids)
        self.columns.insert(at % (len(self.columns) + 1), column)
        self.lines[0][column] = header
        return column

    def delete_column(self, header: str) -> None:
        """Delete a column with all that it holds."""
        self.columns.remove(self.column(header))

    def column(self, header: str) -> int:
        """Return the identity of the one column with this header."""
        (column,) = [column for column in self.columns if self.lines[0].get(column) == header]
        return column

    def type(self, line: Line, header: str, content: Content) -> None:
        """Type something into a cell."""
        line[self.column(header)] = content

    def line(self, key: str, header: str) -> Line:
        """Return the one row that has this text under this header."""
        column = self.column(header)
        (line,) = [line for line in self.lines[1:] if str(line.get(column)) == key]
        return line

    def cells(self, line: Line) -> dict[str, Content]:
        """Return a row by header, without its empty cells."""
        named = {str(self.lines[0].get(column) or ""): line.get(column) for column in self.columns}
        return {header: content for header, content in named.items() if content not in (None, "")}


def _rank(content: Content) -> tuple[int, Any]:
    if isinstance(content, bool):
        return (2, content)
    return (0, content) if isinstance(content, int | float) else (1, str(content))


def _shown(rows: list[list[Content]]) -> list[dict]:
    kinds = {
        str: "stringValue",
        bool: "boolValue",
        int: "numberValue",
        float: "numberValue",
        Formula: "stringValue",
    }
    shown = []
    for row in rows:
        cells: list[dict] = [
            {} if content in (None, "") else {"effectiveValue": {kinds[type(content)]: content}}
            for content in row
        ]
        shown.append({"values": cells} if any(cells) else {})
    return shown
