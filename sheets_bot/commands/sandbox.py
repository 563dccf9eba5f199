"""`sheets-bot sandbox`: the imitated outside world alone, for practice and for other programs."""

import json
from typing import Annotated

import typer

from sheets_bot.commands.options import PortOption, SeedOption, WeeksOption
from sheets_bot.commands.outcome import port_may_be_taken, told

EmptyOption = Annotated[bool, typer.Option("--empty", help="Brands without a single case.")]


def sandbox(
    port: PortOption = 0, seed: SeedOption = 7, weeks: WeeksOption = 12, empty: EmptyOption = False
) -> None:
    """
    Run the imitated world (Google Sheets, PayPal) until SIGTERM or Ctrl-C.

    When it is ready, one line of JSON goes to standard output: a ready configuration, with the base
    address of each service under "endpoints". It holds keys of the sandbox only, and works as it is:

    \b
      sheets-bot sandbox --port 8790 > sandbox.json &
      sheets-bot init --config sandbox.json
      sheets-bot once --all --config sandbox.json

    The spreadsheets are shown at the base address in a browser; /_sandbox/ holds clock, journal and faults.
    """
    with told():
        from sheets_bot.sandbox.app import start
        from sheets_bot.service.scheduler import stopped_by_signals

        with port_may_be_taken(port):
            world = start(port=port, seed=seed, weeks=weeks, empty=empty)
        with stopped_by_signals() as stop, world:
            typer.echo(json.dumps(world.config))
            typer.echo(f"The sandbox is ready: {world.base_url} (Ctrl-C ends it)", err=True)
            stop.wait()
