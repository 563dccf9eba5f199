"""
How one spreadsheet ages: rows, cells, processor and memory after months and years: `python tests/bench/years.py`.

Some brands trade for the sixty days that a first run reads, and the whole bot fills their tabs. Then these rows
are put into the tabs again and again, by hand and as older and older ones, closed and under names of their own,
until the spreadsheet is of the age asked for. Then the bot starts, runs every job twice, and is measured in its
own process. What a year brings is therefore that of the imitated shops (about 140 orders a week each).
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "acceptance"))

from bench_table import megabytes, show
from bot_log import SCHEMAS
from sheets_bot.commands.opened import jobs_of
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.tracker import TRACKER_ID
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.service.settings_file import settings_from
from sheets_bot.sheets.schema import TabSchema
from sheets_bot.sheets.structure import MOST_CELLS
from soak_bot import BotProcess, Turn
from tracker import Person

DAYS_OF_A_FILL = 60
"""As `Settings` has it before anybody types."""
GROWING = {
    **dict.fromkeys(
        ("Orders", "Parcels", "Inbox", "Disputes", "Reviews", "Refunds"),
        ("order", "contact", "name_mark", "ship_name_mark"),
    ),
    "Evidence": ("dispute",),
    "Review history": ("review_id",),
}
"""The tabs that grow, and the columns that name what an older row must not share with a newer one."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Age:
    """What a spreadsheet of one age is like."""

    years: float
    orders: int
    cells: int
    """That hold a row of ours; columns of people's own and empty rows come on top."""
    processor_seconds: float
    """Of an hour of the timetable."""
    longest: Turn
    """The run that took the processor longest."""
    memory_bytes: int
    """The most that the process ever needed."""


def aged(years: float, brands: int) -> Age:
    """Make a spreadsheet of some age, and measure the bot at work in it."""
    with start(weeks=9, running=False, brands=BRANDS[:brands], hostility="little") as sandbox:
        filler = BotProcess(sandbox.config)
        filler.begins(sandbox.clock.instant(), provision=True)
        filler.ticks(sandbox.clock.instant())
        filler.stop()
        hand = Person(sandbox.base_url, spreadsheet_id=TRACKER_ID)
        for tab in GROWING:
            _grow(hand, SCHEMAS[tab], times=round(years * 365 / DAYS_OF_A_FILL) - 1)
        turns, memory_bytes = _worked(sandbox)
        rows = {tab: len(hand.sees(tab)) - 1 for tab in SCHEMAS}
        hand.leave()
    return Age(
        years,
        rows["Orders"],
        sum(count * len(SCHEMAS[tab].column) for tab, count in rows.items()),
        _of_an_hour(sandbox.config, turns),
        max(turns, key=lambda turn: turn.processor_seconds),
        memory_bytes,
    )


def _worked(sandbox: Sandbox) -> tuple[Sequence[Turn], int]:
    """Let a bot that has just started run every job, and return its next runs of all and its largest size."""
    bot = BotProcess(sandbox.config)
    bot.begins(sandbox.clock.instant())
    turns: Sequence[Turn] = ()
    for _ in range(2):  # the first run joins the rows that it has never seen, which is no day's work
        sandbox.advance(HOUR.total_seconds())
        turns = bot.ticks(sandbox.clock.instant())
    memory_bytes = bot.vitals().most_memory_bytes
    bot.stop()
    return turns, memory_bytes


def _grow(hand: Person, schema: TabSchema, *, times: int) -> None:
    """Append the rows of a tab again, each time two months older."""
    header, *rows = hand.sees(schema.tab)
    hand.appends(
        schema.tab, [list(older(schema, header, row, age)) for age in range(1, times + 1) for row in rows]
    )


def older(schema: TabSchema, header: Sequence[str], row: Sequence[Any], times: int) -> Iterator[Any]:
    """Yield the cells of a row as it would stand so many times sixty days earlier, closed and of another order."""
    columns = {column.header: column for column in schema.column}
    renamed = {schema.key, *GROWING[schema.tab]}
    for name, content in zip(header, row, strict=True):
        column = columns[name]
        if column.owner != "bot" or content == "":
            yield ""
        elif column.name in renamed:
            yield f"{content}~{times}"
        elif column.type in {"date", "datetime"} and isinstance(content, int | float):
            yield content - times * DAYS_OF_A_FILL
        else:
            yield "CLOSED" if column.name == "flag" else content


def _of_an_hour(config: Mapping[str, Any], turns: Sequence[Turn]) -> float:
    """Return the processor seconds of an hour: each job as often as the timetable has it."""
    spent = defaultdict(list)
    for turn in turns:
        spent[turn.job].append(turn.processor_seconds)
    jobs = jobs_of(settings_from(config, where="the benchmark"))
    return sum(
        max(spent[job.name], default=0.0) * (HOUR / job.every if isinstance(job.every, timedelta) else 1 / 24)
        for job in jobs.values()
    )


def line_of(age: Age) -> tuple[str, ...]:
    """Return an age as a line of the table."""
    return (
        f"{age.years:g}",
        f"{age.orders:,}",
        f"{age.cells / 1e6:.1f} M",
        f"{age.cells / MOST_CELLS:.0%}",
        f"{age.processor_seconds:,.0f}",
        f"{age.longest.processor_seconds:.1f} ({age.longest.job})",
        megabytes(age.memory_bytes),
    )


HEADER = ("Years", "Orders", "Cells", "Of Google's", "CPU s/hour", "Longest run, CPU s", "Memory")


def main() -> None:
    """Read the command line, measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    options.add_argument("--brands", type=int, default=4)
    options.add_argument("--years", type=float, nargs="+", default=[0.17, 0.5, 1, 2])
    given = options.parse_args()
    lines = []
    for years in given.years:
        lines.append(line_of(aged(years, given.brands)))
        print("  ".join(lines[-1]), flush=True)
    show(f"{given.brands} brands in one spreadsheet", HEADER, lines)


if __name__ == "__main__":
    main()
