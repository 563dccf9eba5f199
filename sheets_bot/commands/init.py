"""`sheets-bot init`: tabs, headers, drop-downs, charts as the schemas say; nothing that people typed."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

from sheets_bot.commands.colours import coloured
from sheets_bot.commands.options import ConfigOption, JsonOption
from sheets_bot.commands.outcome import print_json, status_of_error, told
from sheets_bot.errors import SheetsBotError

if TYPE_CHECKING:
    from sheets_bot.service.settings import Settings

DATABASE = "database of the queue"


def init(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """
    Prepare the spreadsheets: tabs, headers, drop-downs, notes, charts.

    A second time changes nothing. What people have typed, moved or coloured stays. With a database
    under [queue], its tables are made too.

    \b
    Example:
      sheets-bot init --config sheets_bot.toml
    """
    with told(as_json=as_json):
        from sheets_bot.commands.opened import opened
        from sheets_bot.service.progress import progress

        made: dict[str, tuple[str, ...]] = {}
        problems: dict[str, SheetsBotError] = {}
        with opened(config) as everything:
            with progress("Preparing the tabs", parts=len(everything.bots), quiet=as_json) as advance:
                for bot in everything.bots:
                    try:
                        made[bot.name] = bot.provision()
                    except SheetsBotError as error:  # the other spreadsheets are prepared all the same
                        problems[bot.name] = error
                    advance(bot.name)
            if everything.settings.queue.url is not None:
                prepare_queue(everything.settings, made, problems)
    if as_json:
        told_problems = {name: str(error) for name, error in problems.items()}
        print_json({"ok": not problems, "made": made, "problems": told_problems})
    else:
        tell(made, problems)
    if problems:
        raise typer.Exit(status_of_error(next(iter(problems.values()))))


def prepare_queue(
    settings: "Settings", made: dict[str, tuple[str, ...]], problems: dict[str, SheetsBotError]
) -> None:
    """Make or renew the tables of the queue's database, and add what was done."""
    from sheets_bot.service.queue.service import Queue

    queue = Queue(settings)
    try:
        made[DATABASE] = queue.database.migrate()
    except SheetsBotError as error:
        problems[DATABASE] = error
    finally:
        queue.close()


def tell(made: Mapping[str, tuple[str, ...]], problems: Mapping[str, SheetsBotError]) -> None:
    """Print what was made, and what could not be, spreadsheet by spreadsheet."""
    for name, sentences in made.items():
        for sentence in sentences:
            typer.echo(f"{name}: {sentence}")
        if not sentences:
            typer.echo(f"{name}: everything stands already; nothing was changed")
    for name, error in problems.items():
        kind = coloured(type(error).__name__, "bad", sys.stderr)
        typer.echo(f"{name}: {kind}: {error}", err=True)
