"""`sheets-bot demo`: an imitated world, its tabs, every job, and the bot at work in a browser."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sheets_bot.commands.options import BrandsOption, JsonOption, PortOption, SeedOption, WeeksOption
from sheets_bot.commands.outcome import columns, port_may_be_taken, print_json, status_of_receipts, told
from sheets_bot.errors import Misconfigured

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from threading import Event

    from sheets_bot.commands.opened import Opened
    from sheets_bot.sandbox.app import Sandbox
    from sheets_bot.service.job import Job
    from sheets_bot.sheets.receipt import Receipt, TabReceipt

ExitOption = Annotated[bool, typer.Option("--exit", help="End when the tabs are filled, serve nothing.")]
ExportOption = Annotated[
    Path | None, typer.Option("--export", metavar="FILE.xlsx", help="Also save the spreadsheet to a file.")
]


def demo(
    weeks: WeeksOption = 12,
    seed: SeedOption = 7,
    brands: BrandsOption = 4,
    port: PortOption = 0,
    leave: ExitOption = False,
    export: ExportOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Show everything at work, on this machine alone: no account, no key, nothing leaves it.

    Makes an imitated world (Google Sheets, PayPal, Shopify, Trustpilot, a mail server, some weeks of
    orders), prepares the tabs, shows the spreadsheet in a browser, runs every job while you look, and
    goes on working in it.

    \b
    Examples:
      sheets-bot demo
      sheets-bot demo --brands 1
      sheets-bot demo --weeks 26 --exit --export tracker.xlsx
    """
    with told(as_json=as_json):
        from sheets_bot.commands.opened import opened_settings
        from sheets_bot.sandbox.app import start
        from sheets_bot.sandbox.world.brands import BRANDS
        from sheets_bot.service.backup_file import require_place
        from sheets_bot.service.progress import progress
        from sheets_bot.service.settings_file import settings_from

        if export:
            require_place(export)
        with progress(f"Making a world of {weeks} weeks", parts=1, quiet=as_json), port_may_be_taken(port):
            world = start(port=port, seed=seed, weeks=weeks, brands=BRANDS[:brands])
        with world:
            settings = settings_from(world.config, where="the demo")
            # Who only wants the tabs filled gets Ctrl-C as ever: at once, and with its own exit status.
            with opened_settings(settings) as everything, nullcontext() if leave else stopped() as stop:
                prepare(everything, quiet=as_json)
                if stop and not as_json:
                    typer.echo(f"\nLook at the spreadsheet: {world.base_url}\nIt fills while you look.\n")
                receipts = fill(everything, stop=stop, quiet=as_json)
                if export and not (stop and stop.is_set()):
                    with progress(f"Saving {export}", parts=1, quiet=as_json):
                        save(everything, export)
                report(receipts, world.base_url, as_json=as_json)
                if stop:
                    stay(everything, world, stop)
    raise typer.Exit(status_of_receipts(receipts))


def stopped() -> "AbstractContextManager[Event]":
    """Return the event that Ctrl-C sets; a second one ends the process at once."""
    from sheets_bot.service.scheduler import stopped_by_signals

    return stopped_by_signals()


def prepare(everything: "Opened", *, quiet: bool) -> None:
    """Make the tabs."""
    from sheets_bot.service.progress import progress

    with progress("Preparing the tabs", parts=len(everything.bots), quiet=quiet) as advance:
        for bot in everything.bots:
            bot.provision()
            advance(bot.name)


def fill(everything: "Opened", *, stop: "Event | None", quiet: bool) -> "list[Receipt]":
    """Run every job once, up to the one in which *stop* is set."""
    from sheets_bot.service.progress import progress
    from sheets_bot.service.rounds import carry_out

    receipts: list[Receipt] = []
    jobs = everything.jobs.values()
    with progress("Running every job", parts=len(jobs) * len(everything.bots), quiet=quiet) as advance:
        for job in jobs:
            for bot in everything.bots:
                if stop and stop.is_set():
                    return receipts
                receipts.append(carry_out(bot, job))
                advance(job.name)
    return receipts


def save(everything: "Opened", file: Path) -> None:
    """Save the spreadsheet of the demo; there is one."""
    from sheets_bot.platforms.http import Http
    from sheets_bot.service.spreadsheet_file import FIELDS, save_spreadsheet

    # Without a credential the sandbox takes us for the person at this machine.
    with Http("sandbox", everything.settings.endpoints.sheets) as sheets:
        for spreadsheet_id in everything.settings.brands_by_workbook():
            path = f"/v4/spreadsheets/{spreadsheet_id}"
            spreadsheet = sheets.fetch_json(path, params={"fields": FIELDS})
            try:
                save_spreadsheet(spreadsheet, file)
            except OSError as error:
                raise Misconfigured(
                    f"--export {file}: {error.strerror}. Name a file that can be written. Nothing was saved."
                ) from None


def report(receipts: "list[Receipt]", address: str, *, as_json: bool) -> None:
    """Say what stands in the tabs now, and where to look."""
    if as_json:
        ok = all(receipt.ok for receipt in receipts)
        print_json({"ok": ok, "viewer": address, "receipts": [receipt.as_json() for receipt in receipts]})
        return
    totals: dict[str, TabReceipt] = {}
    for receipt in receipts:
        for tab in receipt.tabs:
            totals[tab.tab] = totals[tab.tab] + tab if tab.tab in totals else tab
    rows = (
        (f"  {tab.tab}", f"{tab.new_rows} new rows,", f"{tab.changed_cells} changed cells")
        for tab in totals.values()
    )
    typer.echo(columns(rows))
    for receipt in receipts:
        for where, problem in receipt.problems.items():
            typer.echo(f"  {receipt.job}, {where}: {problem}", err=True)


def stay(everything: "Opened", world: "Sandbox", stop: "Event") -> None:
    """Keep the bot at work until *stop* is set; the viewer is served anyway."""
    from sheets_bot.practice.person import Person
    from sheets_bot.practice.place import Place
    from sheets_bot.service.service import serve

    if stop.is_set():
        return
    quick = {"tick_seconds": 2, "jitter_seconds": 0, "health_port": 0}
    (bot,) = everything.bots
    with Person(world.base_url, bot.spreadsheet_id) as person:
        # A button that moves the clock must not leave what was ticked behind, to be done hours later.
        world.leap = Place(world, bot, everything.jobs, person).leap
        typer.echo(
            f"\nLook at the spreadsheet: {world.base_url}\n"
            "The bot goes on working in it. Ctrl-C ends the demo."
        )
        serve(
            everything.settings.service.model_copy(update=quick),
            bots=everything.bots,
            jobs=map(lively, everything.jobs.values()),
            clock=everything.clock,
            stop=stop,
        )


def lively(job: "Job") -> "Job":
    """Return a job as the demo runs it: what comes several times an hour comes twice a minute."""
    often = timedelta(minutes=30)
    quick = isinstance(job.every, timedelta) and job.every < often
    return replace(job, every=timedelta(seconds=30)) if quick else job
