"""
What the commands that change a spreadsheet have in common: show first, ask, then write.

Nothing is written without ``--yes`` or a person's "y" at a terminal. Imports nothing heavy.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from sheets_bot.commands.colours import is_colourful
from sheets_bot.commands.outcome import columns

if TYPE_CHECKING:
    from sheets_bot.service.settings import Settings

YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Accept what is shown; ask nothing.")]
LookOption = Annotated[bool, typer.Option("--dry-run", help="Only show what would be written.")]
WorkbookOption = Annotated[
    str | None,
    typer.Option(
        "--workbook", metavar="NAME", help="Which spreadsheet, as under [workbooks]; needed of several."
    ),
]
OnlyWorkbookOption = Annotated[
    str | None,
    typer.Option("--workbook", metavar="NAME", help="Only this spreadsheet, as under [workbooks]; else all."),
]


def only_looks(settings: "Settings", *, look: bool) -> bool:
    """Return whether nothing may be written: this was asked for, or the configuration says so. Tells that."""
    if settings.service.dry_run and not look:
        typer.echo(
            "Nothing was written: [service] dry_run is on in the configuration. To write, take it out there, "
            "or set SHEETS_BOT_SERVICE__DRY_RUN=false for this command.",
            err=True,
        )
    return look or settings.service.dry_run


def accepted(question: str, *, yes: bool) -> bool:
    """Return whether a person wants it: said beforehand, or asked now. Nobody to ask means no."""
    if yes:
        return True
    if not sys.stdin.isatty():
        typer.echo("Nothing was written. Add --yes to accept it.", err=True)
        return False
    return typer.confirm(question, default=False, err=True)


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table: drawn in a terminal, plain aligned lines elsewhere."""
    texts = [[" ".join(str(cell).split()) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        typer.echo(columns([headers, *texts]))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(header_style="bold" if is_colourful(sys.stdout) else "", box=None, pad_edge=False)
    for at, header in enumerate(headers):
        # An id of a run or a case is copied from here: it stays whole, and words beside it make room.
        is_id = not any(" " in row[at] for row in texts)
        drawn.add_column(header, overflow="ellipsis" if is_id else "fold", no_wrap=is_id)
    for row in texts:
        # As text: what stands in a cell is no mark-up.
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


def short(text: str, most: int = 60) -> str:
    """Return a text on one line, cut to what a line can show."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
