"""
Options that several commands share, and what the exit statuses mean.

Imports nothing heavy: see `commands/__init__.py`.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sheets_bot.commands.completing import brand_names
from sheets_bot.errors import Misconfigured

DONE = 0
PARTLY_FAILED = 1
MISCONFIGURED = 2
REFUSED = 3
TRY_LATER = 75
"""As `EX_TEMPFAIL` in sysexits.h, so that service managers understand it."""

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Configuration, TOML or JSON. Else $SHEETS_BOT_CONFIG, else ./sheets_bot.toml.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]
BrandOption = Annotated[
    list[str] | None,
    typer.Option(
        "--brand", metavar="BRAND", help="Only this brand; may be repeated.", autocompletion=brand_names
    ),
]
NowOption = Annotated[
    str | None,
    typer.Option(
        "--now", metavar="TIME", help="Work as if it were this moment, e.g. 2026-11-23T09:00+01:00."
    ),
]
LargeOption = Annotated[
    bool,
    typer.Option("--allow-large", help="Let through a change of more rows than the settings allow."),
]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed makes the same world.")]
WeeksOption = Annotated[int, typer.Option("--weeks", min=1, max=104, help="Weeks of history in the world.")]
BrandsOption = Annotated[
    int, typer.Option("--brands", min=1, max=4, help="How many of the four brands trade.")
]
PortOption = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="Port on 127.0.0.1; 0 is any free one.")
]


def moment_of(text: str | None, *, option: str = "--now") -> datetime | None:
    """
    Return the moment that was typed after an option; None where nothing was.

    Raises:
        Misconfigured: It is no moment, or names no time zone.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Misconfigured(
            f"{option} {text!r} is no moment; write date, time and offset, e.g. 2026-11-23T09:00+01:00. "
            "Nothing was started."
        )
    return moment
