"""`sheets-bot once`: jobs now, whether they are due or not; and the timetable."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sheets_bot.commands.colours import coloured
from sheets_bot.commands.completing import job_names
from sheets_bot.commands.options import BrandOption, ConfigOption, JsonOption, LargeOption, NowOption
from sheets_bot.commands.outcome import columns, print_json, status_of_receipts, told

if TYPE_CHECKING:
    from pathlib import Path

    from sheets_bot.sheets.receipt import Receipt

JobsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="JOB", help="Names of jobs.", autocompletion=job_names)
]
AllOption = Annotated[bool, typer.Option("--all", help="Every job, each after those that it works on.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Read and compute, write nothing.")]


def once(
    jobs: JobsArgument = None,
    every: AllOption = False,
    brand: BrandOption = None,
    dry_run: DryRunOption = False,
    allow_large: LargeOption = False,
    now: NowOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Run jobs now, once, whether they are due or not.

    Without a name it lists the jobs. The exit status tells how it went; see sheets-bot --help.

    \b
    Examples:
      sheets-bot once
      sheets-bot once sync_paypal_disputes
      sheets-bot once --all --brand aurora --dry-run
    """
    with told(as_json=as_json):
        if not jobs and not every:
            list_jobs(config, as_json=as_json)
            return
        receipts = receipts_of(
            [] if every else jobs or [],
            config=config,
            brands=brand or [],
            dry_run=dry_run,
            allow_large=allow_large,
            now=now,
            quiet=as_json,
        )
    if as_json:
        print_json({"ok": all(one.ok for _, one in receipts), "receipts": as_plain(receipts)})
    else:
        tell(receipts)
    raise typer.Exit(status_of_receipts(one for _, one in receipts))


def receipts_of(
    names: list[str],
    *,
    config: "Path | None",
    brands: list[str],
    dry_run: bool,
    allow_large: bool,
    now: str | None,
    quiet: bool,
) -> "list[tuple[str, Receipt]]":
    """Run some jobs (none: all) in every spreadsheet that has one of the brands, and return the receipts."""
    from sheets_bot.commands.opened import opened
    from sheets_bot.service.progress import progress
    from sheets_bot.service.rounds import carry_out

    receipts = []
    with opened(config, now=now) as everything:
        chosen = everything.jobs_named(names or everything.jobs)
        bots = everything.bots_with(brands)
        dry_run = dry_run or everything.settings.service.dry_run
        with progress("Running jobs", parts=len(chosen) * len(bots), quiet=quiet) as advance:
            for job in chosen:
                for bot in bots:
                    receipt = carry_out(
                        bot,
                        job,
                        dry_run=dry_run,
                        allow_large=allow_large,
                        brands=brands,
                    )
                    receipts.append((bot.name, receipt))
                    advance(job.name)
    return receipts


def list_jobs(config: "Path | None", *, as_json: bool) -> None:
    """Print the timetable."""
    from sheets_bot.commands.opened import jobs_of
    from sheets_bot.service.settings_file import load_settings

    jobs = jobs_of(load_settings(config)).values()
    if as_json:
        print_json([{"name": job.name, "every": str(job.every), "about": job.about} for job in jobs])
    else:
        typer.echo(columns((job.name, job.every, job.about) for job in jobs))


def as_plain(receipts: "list[tuple[str, Receipt]]") -> list[dict[str, object]]:
    """Return receipts as plain data."""
    return [{"workbook": name, **receipt.as_json()} for name, receipt in receipts]


def tell(receipts: "list[tuple[str, Receipt]]") -> None:
    """Print receipts for people: a line for each tab and each problem."""
    for name, receipt in receipts:
        would = " (dry run, nothing was written)" if receipt.dry_run else ""
        for tab in receipt.tabs:
            typer.echo(f"{receipt.job}  {name}  {tab.tab}: {tab.because}{would}")
        if receipt.ok and not receipt.tabs:
            typer.echo(f"{receipt.job}  {name}: nothing to do{would}")
    for problem, jobs in jobs_by_problem(receipts).items():
        typer.echo(f"{coloured(', '.join(jobs), 'bad', sys.stderr)}  {problem}", err=True)


def jobs_by_problem(receipts: "list[tuple[str, Receipt]]") -> dict[str, list[str]]:
    """Return the jobs that met each problem: what stops several is told once."""
    found: dict[str, list[str]] = {}
    for name, receipt in receipts:
        for where, problem in receipt.problems.items():
            place = name if where == name else f"{name}  {where}"
            found.setdefault(f"{place}: {type(problem).__name__}: {problem}", []).append(receipt.job)
    return found
