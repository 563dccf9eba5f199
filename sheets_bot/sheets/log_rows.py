"""
The lines of the `Bot log` tab: what a write changes, as rows of a tab.

Pure. One line per changed cell and per new row, in the same batch as the change
itself, so that neither stands without the other. Read back by `log_lines.py`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sheets_bot.sheets.cells import Content, read_value, to_serial
from sheets_bot.sheets.plan import CellChange, NewRow, Plan
from sheets_bot.sheets.requests import TabWrite
from sheets_bot.sheets.schema import ColumnType
from sheets_bot.sheets.snapshot import Snapshot

LOG_TAB = "Bot log"
NEW_ROW = "(new row)"
PUT_BACK = "(put back)"
LONGEST_TEXT = 500
"""Longer texts are cut in the log: it is for looking back, not for keeping letters twice."""


def log_write(
    log: Snapshot, writes: Sequence[TabWrite], *, run: str, job: str, now: datetime, numbers: Iterator[int]
) -> TabWrite:
    """
    Return the write that adds one line per change to the `Bot log`.

    Args:
        log: The log tab; its header is enough.
        writes: What the batch does to the other tabs.
        run: Id of the run, the same in every line of it.
        job: Name of the job.
        now: When the run took place.
        numbers: Where the next line gets its number; a run that writes several times counts on.
    """
    lines = [line for write in writes if write.plan.schema.logged for line in _lines(write)]
    at = to_serial(now, log.zone)
    rows = tuple(
        NewRow(
            key=f"{run}-{number}",
            cells={"line": f"{run}-{number}", "at": at, "run": run, "job": job, **line},
        )
        for line, number in zip(lines, numbers, strict=False)
    )
    return TabWrite(log, Plan(log.schema, new_rows=rows))


def _lines(write: TabWrite) -> Iterator[dict[str, Content]]:
    schema, snapshot = write.plan.schema, write.snapshot
    for new in write.plan.new_rows:
        yield {"tab": schema.tab, "row_key": new.key, "column": NEW_ROW, "why": new.why or None}
        for name, content in new.cells.items():
            # Else an undo could not tell what the bot filled in there from what people typed.
            if schema.by_name[name].owner != "bot":
                yield from _cell_line(write, CellChange(new.key, -1, name, None, content, new.why))
    for change in write.plan.changes:
        yield from _cell_line(write, change)
    for restore in write.restores:
        header = snapshot.header[restore.position] if restore.position < len(snapshot.header) else ""
        yield {
            "tab": schema.tab,
            "row_key": snapshot.keys[restore.index],
            "column": f"{header} {PUT_BACK}".strip(),
            "why": "a person sorted or moved things while the bot wrote",
        }


def _cell_line(write: TabWrite, change: CellChange) -> Iterator[dict[str, Content]]:
    column, zone = write.plan.schema.by_name[change.name], write.snapshot.zone
    yield {
        "tab": write.plan.schema.tab,
        "row_key": change.key,
        "column": column.header,
        "old": None if change.forget else shown(column.type, change.old, zone),
        "new": shown(column.type, change.new, zone),
        "why": change.why or None,
        "exact": exact({"new": change.new} if change.forget else {"old": change.old, "new": change.new}),
    }


def shown(type_: ColumnType, content: Content, zone: ZoneInfo) -> str | None:
    """Return a content as people read it: dates as dates, in the spreadsheet's time zone."""
    if content is None or content == "":
        return None
    if isinstance(content, bool):
        return str(content).upper()
    if isinstance(content, int | float):
        # A person may have typed a number there that is no date.
        value = read_value(type_, content, zone)
        if isinstance(value, datetime):
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        return value.isoformat() if isinstance(value, date) else repr(content)
    return content if len(content) <= LONGEST_TEXT else content[:LONGEST_TEXT] + "…"


def exact(contents: Mapping[str, Content]) -> str:
    """
    Return what the words of a line leave open, as JSON: numbers and ticks as they are, a mark of a cut text.

    A side that is not in it was text as it is shown, or empty. A line of an older version has none of this.
    """
    left_open: dict[str, object] = {}
    for side, content in contents.items():
        if isinstance(content, bool | int | float):
            left_open[side] = content
        elif isinstance(content, str) and len(content) > LONGEST_TEXT:
            left_open[f"{side}_cut"] = text_mark(content)
    return json.dumps(left_open)


def text_mark(text: str) -> str:
    """Return what tells a text that was cut from another one that begins alike."""
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()[:16]
