"""`sheets-bot check`: can the bot work with what it was given? One line each, with the way out."""

from dataclasses import asdict
from typing import Annotated

import typer

from sheets_bot.commands.colours import Tone, coloured
from sheets_bot.commands.options import DONE, MISCONFIGURED, ConfigOption, JsonOption
from sheets_bot.commands.outcome import columns, print_json, told

ProbeOption = Annotated[
    bool, typer.Option("--probe", help="Also try Google's habits that the bot relies on, on a scratch tab.")
]

SERVICE = "service"
"""What stands where a line is about no spreadsheet."""
TONES: dict[str, Tone] = {"ok": "good", "warning": "care", "failed": "bad"}


def check(config: ConfigOption = None, probe: ProbeOption = False, as_json: JsonOption = False) -> None:
    """
    Look at credentials, sharing, headers, clocks, and what the service needs; say what to do.

    Exit status 2 if something must be put right before the bot can work.

    \b
    Examples:
      sheets-bot check
      sheets-bot check --probe --json
    """
    with told(as_json=as_json):
        from sheets_bot.commands.opened import opened
        from sheets_bot.service.checks_service import service_checks
        from sheets_bot.service.progress import progress

        checks = []
        with (
            opened(config) as everything,
            progress("Looking", parts=len(everything.bots), quiet=as_json) as advance,
        ):
            for bot in everything.bots:
                checks += [(bot.name, one) for one in bot.check(probe=probe, jobs=everything.jobs)]
                advance(bot.name)
            checks += [(SERVICE, one) for one in service_checks(everything.settings)]
    ok = all(one.state != "failed" for _, one in checks)
    if as_json:
        print_json({"ok": ok, "checks": [{"workbook": name, **asdict(one)} for name, one in checks]})
    else:
        rows = [(one.state, name, one.what, one.found) for name, one in checks]
        for line, (_, one) in zip(columns(rows).splitlines(), checks, strict=False):
            typer.echo(f"{coloured(one.state, TONES[one.state])}{line.removeprefix(one.state)}")
            if one.way_out:
                typer.echo(f"    -> {one.way_out}")
    raise typer.Exit(DONE if ok else MISCONFIGURED)
