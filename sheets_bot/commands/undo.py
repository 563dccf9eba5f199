"""`sheets-bot undo`: old values back where nobody has touched the cells since."""

from typing import TYPE_CHECKING, Annotated

import typer

from sheets_bot.commands.asking import LookOption, OnlyWorkbookOption, YesOption, accepted, only_looks
from sheets_bot.commands.options import DONE, REFUSED, ConfigOption, JsonOption
from sheets_bot.commands.outcome import print_json, status_of_receipts, tell_problems, told

if TYPE_CHECKING:
    from sheets_bot.commands.opened import Opened
    from sheets_bot.service.spreadsheet_bot import SpreadsheetBot
    from sheets_bot.service.undoing import Undone
    from sheets_bot.sheets.log_lines import LogLine

RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="Id of a run, as `sheets-bot log` shows it.")]


def undo(
    run: RunArgument,
    look: LookOption = False,
    yes: YesOption = False,
    workbook: OnlyWorkbookOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Put back what one run wrote, where nobody has touched the cells since.

    Not put back: texts longer than the log keeps, cells that have changed since, what people asked
    for. Rows that the run added are emptied and stay; delete them by hand. A second time changes
    nothing. The next run of the same job writes again as long as its cause stands.

    \b
    Examples:
      sheets-bot undo 261123-090000-a1b2 --dry-run
      sheets-bot undo 261123-090000-a1b2 --yes
    """
    with told(as_json=as_json):
        from sheets_bot.commands.opened import opened
        from sheets_bot.service.progress import progress
        from sheets_bot.service.undoing import undo_run

        with opened(config) as everything:
            bot, lines = _where(everything, run, workbook)
            with progress("Comparing with what stands there", parts=1, quiet=as_json) as advance:
                found = undo_run(bot, run, lines, dry_run=True)
                advance("")
            if not as_json:
                _tell(found)
            look = only_looks(everything.settings, look=look)
            wanted = not look and found.cells > 0 and accepted("Put this back?", yes=yes)
            done = found
            if wanted:
                with progress("Putting it back", parts=1, quiet=as_json) as advance:
                    done = undo_run(bot, run, lines, dry_run=False)
                    advance("")
            jobs = [job for job in done.jobs if job in everything.jobs]
    if as_json:
        print_json(_plain(done))
    elif wanted:
        typer.echo(f"{done.cells} cells were put back, as run {done.receipt.run}.")
        tell_problems([done.receipt])
        _warn(jobs)
    status = status_of_receipts([done.receipt])
    raise typer.Exit(status or (DONE if wanted or look or not found.cells else REFUSED))


def _where(everything: "Opened", run: str, workbook: str | None) -> "tuple[SpreadsheetBot, list[LogLine]]":
    """Return the spreadsheet in whose log a run stands, with its lines; the first one where none has it."""
    from sheets_bot.service.undoing import read_log

    bots = [everything.bot_named(workbook)] if workbook else list(everything.bots)
    logs = [(bot, read_log(bot)) for bot in bots]
    return next(((bot, lines) for bot, lines in logs if any(line.run == run for line in lines)), logs[0])


def _tell(found: "Undone") -> None:
    """Print what would be put back, and what would not and why."""
    from sheets_bot.commands.plan import tell_plan

    for tab, plan in found.plans.items():
        if plan.changes:
            tell_plan(tab, plan)
    for why, count in found.counts.items():
        some = [f"{left.tab} {left.key} {left.column}" for left in found.left if left.why == why]
        more = f" and {count - 3} more" if count > 3 else ""
        typer.echo(f"  not put back ({count}): {why}\n      {'; '.join(some[:3])}{more}")
    tell_problems([found.receipt])
    if found.receipt.ok and not found.cells:
        typer.echo(f"Nothing of run {found.run} is left to put back.")


def _warn(jobs: list[str]) -> None:
    """Say that the bot works by level: it writes the same again while the cause stands."""
    if jobs:
        typer.echo(
            f"The next run of {', '.join(jobs)} writes again what it finds. If the cause is not gone, stop "
            "the service, or let it only look (SHEETS_BOT_SERVICE__DRY_RUN=true), until it is."
        )


def _plain(done: "Undone") -> dict[str, object]:
    return {
        "ok": done.receipt.ok,
        "undone": done.run,
        "jobs": list(done.jobs),
        "cells": done.cells,
        "left": dict(done.counts),
        "receipt": done.receipt.as_json(),
    }
