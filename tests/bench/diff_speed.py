"""
How long the comparison of a large tab takes, and what it needs of memory: `python tests/bench/diff_speed.py`.

By default 100,000 rows of 30 columns with 1,000 changed and 500 new rows, beside a plain comparison of
the same cells with pandas, in the same process. pandas gets the cells as the API carries them; the
diff starts from what they mean (decimals, instants) and also yields old value, new value and reason.
"""

import argparse
import resource
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bench_frames import compared, frames_of
from bench_table import best_of, megabytes, show
from sheets_bot.sheets.cells import writer
from sheets_bot.sheets.diff import diff, unclear_cells
from sheets_bot.sheets.plan import Plan
from sheets_bot.sheets.row import Row, Value
from sheets_bot.sheets.schema import TabSchema
from sheets_bot.sheets.snapshot import Snapshot

Made = TypeVar("Made")

BERLIN = ZoneInfo("Europe/Berlin")
TYPES = ("text", "text", "money", "datetime", "choice", "text", "integer", "datetime", "longtext", "money")
"""Repeated over the columns: about what a tracker of disputes holds."""
START_AT = datetime(2026, 1, 1, tzinfo=UTC)


def a_schema(columns: int) -> TabSchema:
    """Return a tab whose columns are all the bot's: the most that a diff can have to do."""
    listed: list[dict[str, Any]] = [{"name": "case_id", "header": "Case", "owner": "bot"}]
    for number in range(1, columns):
        type_ = TYPES[number % len(TYPES)]
        column = {"name": f"c{number}", "header": f"Column {number}", "owner": "bot", "type": type_}
        listed.append(column | ({"choices": ["Open", "Closed"]} if type_ == "choice" else {}))
    return TabSchema.model_validate({"tab": "Cases", "key": "case_id", "purpose": "Large.", "column": listed})


def a_value(type_: str, row: int, column: int) -> Value:
    """Return what one cell means; about one in eight is empty."""
    number = row * 31 + column * 7
    if number % 8 == 0:
        return None
    match type_:
        case "money":
            return Decimal(number % 100_000) / 100
        case "datetime":
            return START_AT + timedelta(minutes=number % 500_000)
        case "integer":
            return number % 1000
        case "choice":
            return "Open" if number % 3 else "Closed"
        case "longtext":
            return f"Case {number}: the buyer says that parcel {number % 977} did not arrive.\nTracking is shown."
        case _:
            return f"value {number % 5000}"


def some_rows(schema: TabSchema, rows: int) -> list[Row]:
    """Return what should stand in a tab."""
    return [
        Row(
            f"PP-D-{row:06}",
            {
                column.name: a_value(column.type, row, at)
                for at, column in enumerate(schema.column)
                if column.name != schema.key
            },
            why="PayPal: updated",
        )
        for row in range(rows)
    ]


def as_read(schema: TabSchema, rows: list[Row]) -> Snapshot:
    """Return the tab in which these rows stand, with cells of their own, as the wire brings them."""
    writers = [(column.name, writer(column.type, BERLIN)) for column in schema.column]
    grid = []
    for row in rows:
        values = {**row.values, schema.key: row.key}
        cells = [write(values[name]) for name, write in writers]
        grid.append([f"{cell}" if isinstance(cell, str) else "" if cell is None else cell for cell in cells])
    columns = {name: at for at, name in enumerate(schema.names)}
    return Snapshot(
        schema,
        0,
        schema.tab,
        BERLIN,
        tuple(c.header for c in schema.column),
        columns,
        grid,
        row_count=len(grid) + 1,
    )


def a_case(rows: int, columns: int, *, changed: int, new: int) -> tuple[TabSchema, Snapshot, list[Row]]:
    """Return a tab as read, and the rows that should stand in it: three cells differ in each changed row."""
    schema = a_schema(columns)
    snapshot = as_read(schema, some_rows(schema, rows))
    desired = some_rows(schema, rows + new)
    for number in range(changed):
        at = number * rows // changed
        changes = {
            "c1": f"changed {number}",
            "c2": Decimal(number) + Decimal("0.5"),
            "c5": f"changed {number}",
        }
        desired[at] = replace(desired[at], values={**desired[at].values, **changes})
    return schema, snapshot, desired


def plan_of(schema: TabSchema, snapshot: Snapshot, desired: list[Row]) -> Plan:
    """Do what a run does between reading and writing; nothing is remembered from an earlier round."""
    fresh = replace(snapshot)
    assert not unclear_cells(schema, fresh, desired)
    return diff(schema, fresh, desired)


def sides(schema: TabSchema, snapshot: Snapshot, desired: list[Row]) -> tuple[Any, Any]:
    """Return both sides as pandas frames of cells, by key."""
    writers = {column.name: writer(column.type, BERLIN) for column in schema.column}
    want = [
        {name: writers[name](value) for name, value in row.values.items()} | {schema.key: row.key}
        for row in desired
    ]
    return frames_of(snapshot.grid, want, names=schema.names, key=schema.key)


def peak_bytes(work: Callable[[], object]) -> int:
    """Return how much memory *work* takes on top of what stands already."""
    tracemalloc.start()
    made = work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del made
    return peak


def processor_seconds(rounds: int, work: Callable[[], Made]) -> tuple[float, Made]:
    """Return the least processor time of some rounds, and what the last one made: nothing here waits."""
    return best_of(rounds, work, clock=time.process_time)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--columns", type=int, default=30)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    changed, new = given.rows // 100, given.rows // 200
    shaping, _ = processor_seconds(1, lambda: some_rows(a_schema(given.columns), given.rows))
    schema, snapshot, desired = a_case(given.rows, given.columns, changed=changed, new=new)
    standing = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    def ours() -> Plan:
        return plan_of(schema, snapshot, desired)

    seconds, plan = processor_seconds(given.rounds, ours)
    top = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    making, frames = processor_seconds(1, lambda: sides(schema, snapshot, desired))
    comparing, (cells, keys) = processor_seconds(given.rounds, lambda: compared(*frames))
    both = making + comparing
    assert (cells, keys) == (len(plan.changes), len(plan.new_rows))
    found = f"{cells:,} + {keys:,}"
    show(
        f"{given.rows:,} rows x {given.columns} columns, {changed:,} rows changed, {new:,} new",
        ("", "processor seconds", "ratio", "memory on top", "cells + rows found"),
        [
            ("sheets_bot: diff", f"{seconds:.2f}", "1.0", megabytes(peak_bytes(ours)), found),
            (
                "pandas: frames made, then compared", f"{both:.2f}", f"{both / seconds:.1f}",
                megabytes(peak_bytes(lambda: compared(*sides(schema, snapshot, desired)))), found,
            ),
            (
                "pandas: compared alone", f"{comparing:.2f}", f"{comparing / seconds:.1f}",
                megabytes(peak_bytes(lambda: compared(*frames))), found,
            ),
        ],
    )  # fmt: skip
    print(f"\n  Making the rows that should stand there, apart: {shaping:.2f} s.")
    print(
        f"  Process with both tables in memory: {megabytes(standing)}; at its highest in the diff: {megabytes(top)}."
    )


if __name__ == "__main__":
    main()
