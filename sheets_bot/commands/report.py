"""`sheets-bot report`: the weekly report to look at, as PDF or HTML. Sends nothing and writes nothing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sheets_bot.commands.asking import WorkbookOption
from sheets_bot.commands.options import ConfigOption, JsonOption, NowOption
from sheets_bot.commands.outcome import columns, print_json, told

if TYPE_CHECKING:
    from sheets_bot.domain.report.report import Report
    from sheets_bot.service.bot_run import BotRun
    from sheets_bot.sheets.receipt import Receipt

OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE.pdf", help="Where to put the PDF.")]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE.html", help="Where to put the mail as one HTML file.")
]
FreshOption = Annotated[
    bool, typer.Option("--fresh", help="Compose it anew, even where the tab holds the week's report.")
]


def report(
    out: OutOption = None,
    html: HtmlOption = None,
    fresh: FreshOption = False,
    workbook: WorkbookOption = None,
    now: NowOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Show the weekly report: as text, or as the PDF or HTML that the owner gets.

    The report is the one in the tab Weekly report; where the week has none yet it is composed from the
    tabs as they stand. Nothing is sent or written in the sheet.

    \b
    Examples:
      sheets-bot report
      sheets-bot report --out week.pdf --html week.html
    """
    with told(as_json=as_json):
        found = found_report(config, workbook, now, fresh=fresh)
        files = put(found, out, html)
    if as_json:
        print_json({"ok": True, "title": found.title, **files})
    elif files:
        typer.echo(columns(files.items()))
    else:
        from sheets_bot.domain.report.as_text import as_text

        typer.echo(as_text(found))


def found_report(config: "Path | None", workbook: str | None, now: str | None, *, fresh: bool) -> "Report":
    """Return the report of the last week that is due, from the tab or composed. Writes nothing."""
    from sheets_bot.commands.opened import opened
    from sheets_bot.service.job import Job, hours
    from sheets_bot.service.report.round import standing_or_composed
    from sheets_bot.sheets.receipt import Receipt

    kept: list[Report] = []

    def look(run: "BotRun") -> "Receipt":
        kept.append(standing_or_composed(run, fresh=fresh))
        return Receipt(run="", job="report")

    with opened(config, now=now) as everything:
        everything.bot_named(workbook).run_job(Job(name="report", every=hours(1), run=look))
    return kept[0]


def put(found: "Report", out: "Path | None", html: "Path | None") -> dict[str, object]:
    """Write the files that were asked for and return their names. Raises Misconfigured."""
    from sheets_bot.documents.report_pdf import report_pdf
    from sheets_bot.errors import Misconfigured
    from sheets_bot.service.report.mailing import standalone_html

    wanted = {}
    if out:
        wanted[out] = report_pdf(found)
    if html:
        wanted[html] = standalone_html(found).encode()
    for file, content in wanted.items():
        try:
            file.write_bytes(content)
        except OSError as error:
            raise Misconfigured(
                f"{file} cannot be written: {error.strerror}. Choose another place. No file was made."
            ) from None
    return {name: str(file) for name, file in (("pdf", out), ("html", html)) if file}
