"""`sheets-bot log`: what the bot wrote, from the tab Bot log."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sheets_bot.commands.asking import OnlyWorkbookOption, short, table
from sheets_bot.commands.completing import tab_names
from sheets_bot.commands.options import ConfigOption, JsonOption, moment_of
from sheets_bot.commands.outcome import print_json, told

if TYPE_CHECKING:
    from sheets_bot.sheets.log_lines import LogLine

RunOption = Annotated[str | None, typer.Option("--run", metavar="RUN", help="Only this run.")]
TabOption = Annotated[
    str | None, typer.Option("--tab", metavar="TAB", help="Only this tab.", autocompletion=tab_names)
]
KeyOption = Annotated[
    str | None,
    typer.Option("--key", metavar="KEY", help="Only the row of this key, e.g. a dispute's number."),
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Only from then on, e.g. 2026-11-23T09:00+01:00."),
]
LimitOption = Annotated[int, typer.Option("--limit", min=0, help="At most so many lines; 0 is all.")]


def log(
    run: RunOption = None,
    tab: TabOption = None,
    key: KeyOption = None,
    since: SinceOption = None,
    limit: LimitOption = 50,
    workbook: OnlyWorkbookOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Show what the bot wrote, newest first: when, where, what stood there before, and why.

    It reads the tab Bot log, so it shows what stands there, however long ago it ran.

    \b
    Examples:
      sheets-bot log
      sheets-bot log --key PP-D-27803 --limit 0
      sheets-bot log --tab Disputes --since 2026-11-23T09:00+01:00 --json
    """
    with told(as_json=as_json):
        from sheets_bot.commands.opened import opened
        from sheets_bot.service.undoing import read_log

        start = moment_of(since, option="--since")
        with opened(config) as everything:
            bots = [everything.bot_named(workbook)] if workbook else list(everything.bots)
            found = [
                (bot.name, line)
                for bot in bots
                for line in read_log(bot)
                if _wanted(line, run=run, tab=tab, key=key, since=start)
            ]
            zones = {bot.name: bot.book.structure().zone for bot in bots}
    shown = found[:limit] if limit else found
    if as_json:
        print_json([{"workbook": name, **plain_line(line)} for name, line in shown])
        return
    rows = [
        [
            f"{line.at.astimezone(zones[name]):%Y-%m-%d %H:%M:%S}" if line.at else "?",
            line.run,
            line.tab,
            line.key,
            line.column,
            short(line.old, 40),
            short(line.new, 40),
            short(line.why),
        ]
        for name, line in shown
    ]
    table(["Time", "Run", "Tab", "Row", "Column", "Old", "New", "Why"], rows)
    if len(shown) < len(found):
        typer.echo(f"{len(found) - len(shown)} more lines; see --limit.", err=True)


def _wanted(
    line: "LogLine", *, run: str | None, tab: str | None, key: str | None, since: datetime | None
) -> bool:
    return (
        run in (None, line.run)
        and tab in (None, line.tab)
        and key in (None, line.key)
        and (since is None or (line.at is not None and line.at >= since))
    )


def plain_line(line: "LogLine") -> dict[str, object]:
    """Return one line as plain data."""
    return {
        "at": line.at.isoformat() if line.at else None,
        "run": line.run,
        "job": line.job,
        "tab": line.tab,
        "key": line.key,
        "column": line.column,
        "old": line.old,
        "new": line.new,
        "why": line.why,
    }
