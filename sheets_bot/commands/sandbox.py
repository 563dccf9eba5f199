"""`sheets-bot sandbox`: the imitated outside world alone, for practice and for other programs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sheets_bot.commands.options import BrandsOption, PortOption, SeedOption, WeeksOption, moment_of
from sheets_bot.commands.outcome import port_may_be_taken, told
from sheets_bot.errors import Misconfigured

EmptyOption = Annotated[bool, typer.Option("--empty", help="Brands without a single case.")]
FileOption = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="Keep the spreadsheets here, for the next start too."),
]
StartOption = Annotated[
    str | None, typer.Option("--now", metavar="TIME", help="When it starts, e.g. 2026-11-23T09:00+01:00.")
]
StillOption = Annotated[
    bool, typer.Option("--still", help="Time stands still until /_sandbox/clock moves it.")
]


def sandbox(
    port: PortOption = 0,
    seed: SeedOption = 7,
    weeks: WeeksOption = 12,
    brands: BrandsOption = 4,
    empty: EmptyOption = False,
    file: FileOption = None,
    now: StartOption = None,
    still: StillOption = False,
) -> None:
    """
    Run the imitated world (Google Sheets, PayPal, Shopify, Trustpilot, a mail server) until SIGTERM or
    Ctrl-C.

    When it is ready, one line of JSON goes to standard output: a ready configuration, with the base
    address of each service under "endpoints". It holds keys of the sandbox only, and works as it is.
    The spreadsheets are shown at the base address in a browser; /_sandbox/ holds clock, journal and faults.

    \b
    Examples:
      sheets-bot sandbox --port 8790 > sandbox.json &
      sheets-bot init --config sandbox.json
      sheets-bot once --all --config sandbox.json
      sheets-bot sandbox --empty --still --now 2026-11-23T09:00+01:00
    """
    with told():
        from sheets_bot.sandbox.app import start
        from sheets_bot.sandbox.clock import START_AT
        from sheets_bot.sandbox.world.brands import BRANDS
        from sheets_bot.service.scheduler import stopped_by_signals

        starts_at = moment_of(now) or START_AT
        with port_may_be_taken(port), file_may_be_something_else(file):
            world = start(
                port=port,
                seed=seed,
                weeks=weeks,
                brands=BRANDS[:brands],
                empty=empty,
                file=file,
                now=starts_at,
                running=not still,
            )
        with stopped_by_signals() as stop, world:
            typer.echo(json.dumps(world.config))
            typer.echo(f"The sandbox is ready: {world.base_url} (Ctrl-C ends it)", err=True)
            stop.wait()


@contextmanager
def file_may_be_something_else(file: Path | None) -> Iterator[None]:
    """Turn SQLite's refusal to open a file into a sentence."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as error:
        raise Misconfigured(
            f"--file {file}: {error}. Name a file that the sandbox made, or a new one in a folder that "
            "can be written. Nothing was started."
        ) from None
