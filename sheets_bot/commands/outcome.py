"""
How a command ends: results on standard output, errors as a sentence or as JSON, and the exit status.

The outermost place where our errors are caught on the command line. Prints no traceback for an error
that we know how to explain; a fault of ours keeps its own.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from sheets_bot.commands.colours import coloured
from sheets_bot.commands.options import DONE, MISCONFIGURED, PARTLY_FAILED, REFUSED, TRY_LATER
from sheets_bot.errors import Misconfigured, Refused, SheetsBotError, TryLater

if TYPE_CHECKING:
    from sheets_bot.sheets.receipt import Receipt

STATUS_BY_KIND = {Misconfigured: MISCONFIGURED, Refused: REFUSED, TryLater: TRY_LATER}


@contextmanager
def told(*, as_json: bool = False) -> Iterator[None]:
    """Turn an error of ours into its sentence and its exit status."""
    try:
        yield
    except SheetsBotError as error:
        if as_json:
            print_json({"ok": False, "error": {"kind": type(error).__name__, "message": str(error)}})
        typer.echo(f"{coloured(type(error).__name__, 'bad', sys.stderr)}: {error}", err=True)
        raise typer.Exit(status_of_error(error)) from None


@contextmanager
def port_may_be_taken(port: int) -> Iterator[None]:
    """Turn the system's refusal to open a port into a sentence."""
    try:
        yield
    except OSError as error:
        raise Misconfigured(
            f"The sandbox cannot listen on 127.0.0.1:{port}: {error.strerror}. Choose another --port, "
            "or leave it out for any free one. Nothing was started."
        ) from None


def print_json(value: Any) -> None:
    """Print one JSON document on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def status_of_error(error: SheetsBotError) -> int:
    """Return the exit status of an error that ended everything."""
    return next((status for kind, status in STATUS_BY_KIND.items() if isinstance(error, kind)), PARTLY_FAILED)


def status_of_receipts(receipts: "Iterable[Receipt]") -> int:
    """
    Return the exit status of a number of runs.

    A refusal always shows, since a person must decide. Other problems: their own status where nothing
    at all was done, else "partly failed".
    """
    receipts = list(receipts)
    problems = [problem for receipt in receipts for problem in receipt.problems.values()]
    if not problems:
        return DONE
    statuses = {status_of_error(problem) for problem in problems}
    if REFUSED in statuses:
        return REFUSED
    nothing_done = not any(receipt.ok or receipt.tabs for receipt in receipts)
    return statuses.pop() if nothing_done and len(statuses) == 1 else PARTLY_FAILED


def tell_problems(receipts: "Iterable[Receipt]") -> None:
    """Print what went wrong in some runs, a line each, on standard error."""
    for receipt in receipts:
        for where, problem in receipt.problems.items():
            kind = coloured(type(problem).__name__, "bad", sys.stderr)
            typer.echo(f"{where}: {kind}: {problem}", err=True)


def columns(rows: Iterable[Iterable[object]]) -> str:
    """Return rows of words as aligned lines."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)) for row in texts)
    return "\n".join(line.rstrip() for line in lines)
