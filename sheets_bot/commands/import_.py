"""`sheets-bot import`: somebody's own tracker into one of our tabs."""

from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from sheets_bot.commands.asking import (
    LookOption,
    WorkbookOption,
    YesOption,
    accepted,
    only_looks,
    short,
    table,
)
from sheets_bot.commands.completing import tab_names
from sheets_bot.commands.options import DONE, REFUSED, ConfigOption, JsonOption
from sheets_bot.commands.outcome import print_json, status_of_receipts, tell_problems, told
from sheets_bot.errors import Misconfigured

if TYPE_CHECKING:
    from sheets_bot.domain.importing.comparing import Comparison
    from sheets_bot.service.importing import Imported
    from sheets_bot.sheets.schema import TabSchema

TabArgument = Annotated[
    str, typer.Argument(metavar="TAB", help="Our tab, e.g. Disputes.", autocompletion=tab_names)
]
SourceArgument = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="A CSV file, FILE.xlsx#Sheet, a tab of the spreadsheet, or a range Tab!A3:H200.",
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="'THEIRS=OURS'", help="What a header means; 'THEIRS=' keeps it in the notes."
    ),
]
DatesOption = Annotated[
    str | None,
    typer.Option("--dates", metavar="dmy|mdy", help="Whether their dates begin with day or month."),
]
MOST_SHOWN = 20


def import_(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    tab: TabArgument,
    source: SourceArgument,
    maps: MapOption = None,
    dates: DatesOption = None,
    look: LookOption = False,
    yes: YesOption = False,
    workbook: WorkbookOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Bring a tracker that people kept before into a tab of ours.

    Shows what each header is taken for, what would be filled in, what is new and where the two
    disagree; nothing is written before you accept it. Cells that hold something are never
    overwritten, what has no column goes into the notes, and a second import changes nothing. Take
    it back with sheets-bot undo.

    \b
    Examples:
      sheets-bot import Disputes cases.csv --dry-run
      sheets-bot import Disputes "tracker.xlsx#Claims 2026" --map "Who=Handled by" --dates dmy
      sheets-bot import Inbox "Old tracker!A3:H200" --yes
    """
    with told(as_json=as_json):
        from sheets_bot.commands.opened import opened
        from sheets_bot.service.importing import import_tracker
        from sheets_bot.service.progress import progress

        said, order = _said(maps or ()), _order(dates)
        with opened(config) as everything:
            bot = everything.bot_named(workbook)
            with progress(f"Reading {source}", parts=1, quiet=as_json) as advance:
                found = import_tracker(bot, tab, source, said=said, dates=order, dry_run=True)
                advance("")
            empty = found.comparison.plan.is_empty
            if not as_json:
                _tell(found.comparison, bot.schema(tab))
            look = only_looks(everything.settings, look=look)
            wanted = not empty and not look and accepted("Import this?", yes=yes)
            if wanted:
                with progress("Writing", parts=1, quiet=as_json) as advance:
                    found = import_tracker(bot, tab, source, said=said, dates=order, dry_run=False)
                    advance("")
    if as_json:
        print_json(_plain(found, written=wanted))
    elif wanted:
        done = "Imported" if found.receipt.ok else "Not all of it was imported"
        typer.echo(
            f"{done}, as run {found.receipt.run}; `sheets-bot undo {found.receipt.run}` takes it back."
        )
        tell_problems([found.receipt])
    status = status_of_receipts([found.receipt])
    raise typer.Exit(status or (DONE if wanted or look or empty else REFUSED))


def _said(maps: "list[str] | tuple[str, ...]") -> dict[str, str]:
    for text in maps:
        if "=" not in text:
            raise Misconfigured(f"--map {text!r}: write 'Their header=Our header'. Nothing was read.")
    return {their.strip(): our.strip() for their, _, our in (text.rpartition("=") for text in maps)}


def _order(text: str | None) -> 'Literal["dmy", "mdy"] | None':
    if text not in {None, "dmy", "mdy"}:
        raise Misconfigured(
            f"--dates {text!r}: write dmy (day first) or mdy (month first). Nothing was read."
        )
    return cast('Literal["dmy", "mdy"] | None', text)


def _tell(found: "Comparison", schema: "TabSchema") -> None:
    """Print what headers mean, and what would be written."""
    from sheets_bot.commands.plan import shown
    from sheets_bot.domain.importing.comparing import has_notes

    no_column = "(kept in Notes)" if has_notes(schema) else "(left out)"
    rows = [
        [
            one.header,
            schema.by_name[one.column].header if one.column else no_column,
            _sure(one.confidence_share),
        ]
        for one in found.meant
    ]
    table(["Theirs", "Ours", "How sure"], rows)
    typer.echo(
        f"\n{found.matched} rows stand in {schema.tab!r}, {len(found.plan.new_rows)} are new; "
        f"{found.filled} cells would be filled in, {len(found.conflicts)} disagree and stay as they are."
    )
    headers = {column.name: column.header for column in schema.column}
    lines = [
        f"  ~ {one.key}  {headers[name]}: {text}"
        for one in found.plan.changes
        for name, text in shown(found.plan, {one.name: one.new}).items()
    ]
    lines += [
        f"  + {row.key}  "
        + ", ".join(f"{headers[name]}: {text}" for name, text in shown(found.plan, row.cells, 30).items())
        for row in found.plan.new_rows
    ]
    lines += [f"  ! {one.key}  {one.header}: {short(one.theirs)}: {one.why}" for one in found.conflicts]
    lines += [f"  - left out: {short(one.theirs)}: {one.why}" for one in found.left_out]
    for line in lines[:MOST_SHOWN]:
        typer.echo(line)
    if len(lines) > MOST_SHOWN:
        typer.echo(f"  and {len(lines) - MOST_SHOWN} more; --json shows all.")


def _sure(share: float) -> str:
    return "known" if share == 1 else f"alike, {share:.0%}" if share else ""


def _plain(found: "Imported", *, written: bool) -> dict[str, object]:
    from dataclasses import asdict

    from sheets_bot.commands.plan import plain_plan

    what = found.comparison
    return {
        "ok": found.receipt.ok,
        "written": written,
        "headers": [asdict(one) for one in what.meant],
        "matched": what.matched,
        "plan": plain_plan(what.plan),
        "conflicts": [asdict(one) for one in what.conflicts],
        "left_out": [asdict(one) for one in what.left_out],
        "receipt": found.receipt.as_json(),
    }
