"""`sheets-bot export` and `sheets-bot restore`: a spreadsheet as a file, and back again."""

from pathlib import Path
from typing import Annotated

import typer

from sheets_bot.commands.asking import WorkbookOption
from sheets_bot.commands.options import ConfigOption, JsonOption
from sheets_bot.commands.outcome import print_json, told
from sheets_bot.domain.leaving_behind import FEWEST_DAYS

ExportArgument = Annotated[
    Path | None, typer.Argument(metavar="[FILE.xlsx]", help="Where to; by default WORKBOOK-DATE.xlsx here.")
]
RestoreArgument = Annotated[
    Path, typer.Argument(metavar="FILE.xlsx", help="What sheets-bot export has saved.")
]
LeaveBehindOption = Annotated[
    int | None,
    typer.Option(
        "--leave-behind",
        metavar="DAYS",
        min=FEWEST_DAYS,
        help="Leave out orders, parcels, mails and acts that are done with and in which nothing has "
        "happened for so many days.",
    ),
]


def export(
    file: ExportArgument = None,
    workbook: WorkbookOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Save all tabs of a spreadsheet as an .xlsx file: a backup that sheets-bot restore can put up again.

    Values keep their types, formulas stay formulas, text stays text; people's own columns and tabs are in
    it. It holds personal data: keep it as you keep the spreadsheet, and no longer.

    \b
    Examples:
      sheets-bot export
      sheets-bot export backup.xlsx --workbook shared
    """
    with told(as_json=as_json):
        from sheets_bot.commands.opened import opened
        from sheets_bot.service.progress import progress
        from sheets_bot.service.restoring import export_spreadsheet

        with opened(config) as everything:
            bot = everything.bot_named(workbook)
            target = file or Path(f"{bot.name}-{bot.now():%Y-%m-%d}.xlsx")
            with progress(f"Saving {target}", parts=1, quiet=as_json) as advance:
                tabs = export_spreadsheet(bot, target)
                advance("")
    if as_json:
        print_json({"ok": True, "file": str(target), "tabs": list(tabs)})
    else:
        typer.echo(f"{target}: {len(tabs)} tabs")


def restore(
    file: RestoreArgument,
    leave_behind: LeaveBehindOption = None,
    workbook: WorkbookOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Put a backup up in an empty spreadsheet, the one that the configuration names.

    Every cell stands where it stood: people's, columns and tabs, ledgers, marks, Status. Looks are those of a
    new spreadsheet: colours, notes, drop-downs, filters and charts of your own are not in a backup. Refuses a
    spreadsheet that holds anything. Keep the service stopped until it is done.

    With --leave-behind the new spreadsheet begins smaller: what is done with stays in the old one alone,
    which you keep as the archive. An order that a case, refund, review or open mail names comes along.

    \b
    Examples:
      sheets-bot restore backup.xlsx
      sheets-bot restore backup.xlsx --workbook shared
      sheets-bot restore backup.xlsx --leave-behind 400
    """
    with told(as_json=as_json):
        from sheets_bot.commands.opened import opened
        from sheets_bot.service.progress import progress
        from sheets_bot.service.restoring import restore_spreadsheet

        with opened(config) as everything:
            bot = everything.bot_named(workbook)
            with progress(f"Restoring {file}", parts=1, quiet=as_json) as advance:
                done = restore_spreadsheet(bot, file, leave_behind_days=leave_behind)
                advance("")
    if as_json:
        left = {"left_behind": dict(done.left_behind), "whole": list(done.whole)}
        print_json({"ok": True, "tabs": list(done.tabs), "rows": done.rows, **left})
        return
    typer.echo(
        f"{bot.name}: {len(done.tabs)} tabs with {done.rows} rows were restored. Now start the service."
    )
    if leave_behind is not None:
        stay = ", ".join(f"{tab} {rows}" for tab, rows in done.left_behind.items()) or "none"
        typer.echo(f"Rows that stay in the old spreadsheet alone: {stay}.")
    for tab in done.whole:
        typer.echo(f"{tab} came along whole: a formula of yours stands in it, or names its cells.")
