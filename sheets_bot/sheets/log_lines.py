"""
The lines of the `Bot log` as they are read back: what each write found and left.

Pure. What the bot writes there is in `log_rows.py`; what is put back with it in `undo.py`. People
may sort, cut and type in the log: what cannot be read is treated as not known, never guessed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from sheets_bot.sheets.cells import Content, is_empty, same, to_serial
from sheets_bot.sheets.log_rows import LONGEST_TEXT, NEW_ROW, PUT_BACK, shown, text_mark
from sheets_bot.sheets.schema import ColumnType
from sheets_bot.sheets.snapshot import Snapshot

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class CutText(ValueError):
    """The log keeps only the beginning of this text."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log: one cell that was written, or one row that was added."""

    line: str
    """Id of the line: its run and its number in it."""
    run: str
    job: str
    at: datetime | None
    """None where a person has typed over it."""
    tab: str
    key: str
    column: str
    """Header of the cell's column as it was, or a word in brackets."""
    old: str
    new: str
    why: str
    left_open: Mapping[str, object] | None = field(default=None, repr=False)
    """What the words leave open (`log_rows.exact`); None in a line of an older version."""

    @property
    def number(self) -> int:
        """Place of the line in its run, from 1; 0 where its id was typed over."""
        digits = self.line.rpartition("-")[2]
        return int(digits) if digits.isascii() and digits.isdigit() else 0

    @property
    def is_new_row(self) -> bool:
        """True where the bot added a row."""
        return self.column == NEW_ROW

    @property
    def is_put_back(self) -> bool:
        """True where the bot put back a cell that it had hit by mistake."""
        return self.column.endswith(PUT_BACK)

    def old_content(self, type_: ColumnType, zone: ZoneInfo) -> Content:
        """
        Return what stood in the cell before.

        Raises:
            CutText: The text was longer than the log keeps.
        """
        if self.left_open is None:
            if _is_cut(self.old):
                raise CutText
            return _content_of(self.old, type_, zone)
        if "old_cut" in self.left_open:
            raise CutText
        given = self.left_open.get("old", self.old or None)
        return given if isinstance(given, str | bool | int | float) else None

    def left(self, have: Content, type_: ColumnType, zone: ZoneInfo) -> bool:
        """True where a cell still holds what this line says was written; in doubt it does not."""
        if self.left_open is None:
            return not _is_cut(self.new) and (shown(type_, have, zone) or "") == self.new
        if (mark := self.left_open.get("new_cut")) is not None:
            return isinstance(have, str) and text_mark(have) == mark
        wrote = self.left_open.get("new", self.new or None)
        return same(have, wrote if isinstance(wrote, str | bool | int | float) else None)


def _is_cut(text: str) -> bool:
    """True for a text that was cut: it is then just one character longer than what is kept."""
    return len(text) == LONGEST_TEXT + 1 and text.endswith("…")


def _content_of(text: str, type_: ColumnType, zone: ZoneInfo) -> Content:
    """Return the content that an older line shows, as far as the column's type tells it from text."""
    if not text or type_ in {"text", "longtext", "choice"}:
        return text or None
    if type_ == "checkbox" and text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    if type_ in {"date", "datetime"}:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        return to_serial(moment.date() if type_ == "date" else moment.replace(tzinfo=zone), zone)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    return int(number) if number == number.to_integral_value() else float(number)


def log_lines(log: Snapshot) -> list[LogLine]:
    """Return the lines of the log, newest first, however people sorted it; rows without an id are theirs."""
    lines = [_line(row) for row in log.rows.values()]
    # Runs of one second stand as they were written: the newest on top.
    places = {line.run: place for place, line in reversed(list(enumerate(lines)))}
    return sorted(
        lines, key=lambda line: (line.at or _LONG_AGO, -places[line.run], line.number), reverse=True
    )


def _line(row: Mapping[str, object]) -> LogLine:
    def text(name: str) -> str:
        value = row.get(name)
        return "" if value is None else str(value)

    at = row.get("at")
    return LogLine(
        line=text("line"),
        run=text("run"),
        job=text("job"),
        at=at if isinstance(at, datetime) else None,
        tab=text("tab"),
        key=text("row_key"),
        column=text("column"),
        old=text("old"),
        new=text("new"),
        why=text("why"),
        left_open=_left_open(text("exact")),
    )


def _left_open(text: str) -> Mapping[str, object] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def holds_nothing(content: Content) -> bool:
    """True for a cell in which nobody has put anything; an unticked box is such a one."""
    return is_empty(content) or content is False
