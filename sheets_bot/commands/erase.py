"""`sheets-bot erase`: empties what stands about one person, in every tab, for good."""

from typing import TYPE_CHECKING, Annotated

import typer

from sheets_bot.commands.asking import LookOption, OnlyWorkbookOption, YesOption, accepted, only_looks, table
from sheets_bot.commands.options import DONE, REFUSED, ConfigOption, JsonOption
from sheets_bot.commands.outcome import print_json, status_of_receipts, tell_problems, told
from sheets_bot.errors import Misconfigured, SheetsBotError

if TYPE_CHECKING:
    from sheets_bot.service.erasing import Erasure
    from sheets_bot.service.spreadsheet_bot import SpreadsheetBot
    from sheets_bot.sheets.receipt import Receipt

PersonArgument = Annotated[
    str, typer.Argument(metavar="PERSON", help="An e-mail address, a name, or an order such as #1042.")
]
AlsoOption = Annotated[
    list[str] | None,
    typer.Option("--also", metavar="'TAB: KEY'", help="A row that is the person's too; may be repeated."),
]


def erase(
    person: PersonArgument,
    also: AlsoOption = None,
    look: LookOption = False,
    yes: YesOption = False,
    workbook: OnlyWorkbookOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Empty the personal columns of one person's rows, in every tab, for good.

    Shows the rows first. Keys, numbers and dates stay, so metrics stay right; no sync fills the rows in
    again. What people typed is listed for you to clear by hand. PayPal, Shopify, Trustpilot, the mailbox,
    and the spreadsheet's own version history keep what they have: erase there too.

    \b
    Examples:
      sheets-bot erase jane.doe@example.com --dry-run
      sheets-bot erase "Jane Doe" --also "Disputes: PP-D-27803" --yes
      sheets-bot erase "#1042" --yes
    """
    with told(as_json=as_json):
        from sheets_bot.commands.opened import opened
        from sheets_bot.domain.privacy.person import require_somewhere
        from sheets_bot.service.erasing import look_for
        from sheets_bot.service.progress import progress

        person = person.strip()
        places = [_place(text) for text in also or ()]
        with opened(config) as everything:
            bots = [everything.bot_named(workbook)] if workbook else list(everything.bots)
            found = {}
            with progress("Looking in every tab", parts=len(bots), quiet=as_json) as advance:
                for bot in bots:
                    found[bot.name] = look_for(bot, person, places)
                    advance(bot.name)
            require_somewhere({name: erasure.found for name, erasure in found.items()})
            if not as_json:
                for name, erasure in found.items():
                    _tell(name, erasure)
            some = any(erasure.found.rows for erasure in found.values())
            look = only_looks(everything.settings, look=look)
            wanted = some and not look and accepted("Erase this for good?", yes=yes)
            chosen = [bot for bot in bots if wanted and found[bot.name].found.rows]
            receipts = []
            with progress("Erasing", parts=len(chosen), quiet=as_json or not chosen) as advance:
                for bot in chosen:
                    receipts.append(_carried_out(bot, found[bot.name]))
                    advance(bot.name)
    if as_json:
        print_json(_plain(found, receipts))
    elif wanted:
        done = "Erased" if all(receipt.ok for receipt in receipts) else "Not everything was erased"
        typer.echo(f"{done}. PayPal, Shopify, Trustpilot and the mailbox still have it: erase there too.")
        tell_problems(receipts)
    status = status_of_receipts(receipts)
    raise typer.Exit(status or (DONE if wanted or look or not some else REFUSED))


def _carried_out(bot: "SpreadsheetBot", erasure: "Erasure") -> "Receipt":
    """Erase in one spreadsheet; what stops it there stands in the receipt, beside what was done elsewhere."""
    from sheets_bot.service.erasing import erase as carry_out
    from sheets_bot.sheets.receipt import Receipt

    try:
        return carry_out(bot, erasure)
    except SheetsBotError as error:
        return Receipt(run="", job="erase", problems={bot.name: error})


def _place(text: str) -> tuple[str, str]:
    tab, colon, key = text.partition(":")
    if not colon or not key.strip():
        raise Misconfigured(
            f"--also {text!r}: write tab and key, e.g. 'Disputes: PP-D-27803'. Nothing was read."
        )
    return tab.strip(), key.strip()


def _tell(name: str, erasure: "Erasure") -> None:
    """Print the rows of the person, those set apart, and where people have to look; no contents."""
    found = erasure.found
    for words in found.not_there:
        typer.echo(f"{name}: {words}.")
    if not found.rows:
        typer.echo(f"{name}: no row of this person was found.")
    else:
        rows = [
            [tab, key, why, ", ".join(erasure.filled.get((tab, key), ())) or "(nothing)"]
            for (tab, key), why in found.rows.items()
        ]
        table(["Tab", "Row", "Found by", "Would be emptied"], rows)
        typer.echo(f"{name}: {len(found.rows)} rows, and {len(erasure.log_lines)} lines of the Bot log.")
    if found.addresses > 1:
        typer.echo(f"They have {found.addresses} different addresses: namesakes? Then erase by address.")
    for (tab, key), why in found.apart.items():
        typer.echo(f"  not erased: {tab}: {key}: {why}. If it is the person's, add --also '{tab}: {key}'.")
    for trace in erasure.traces:
        typer.echo(f"  look by hand: {trace.where}: {trace.why}.")


def _plain(found: "dict[str, Erasure]", receipts: "list[Receipt]") -> dict[str, object]:
    return {
        "ok": all(receipt.ok for receipt in receipts),
        "erased": bool(receipts),
        "found": {
            name: {
                "rows": [
                    {"tab": tab, "key": key, "why": why, "filled": erasure.filled.get((tab, key), ())}
                    for (tab, key), why in erasure.found.rows.items()
                ],
                "apart": [
                    {"tab": tab, "key": key, "why": why} for (tab, key), why in erasure.found.apart.items()
                ],
                "not_there": erasure.found.not_there,
                "log_lines": len(erasure.log_lines),
                "look_by_hand": [{"where": trace.where, "why": trace.why} for trace in erasure.traces],
            }
            for name, erasure in found.items()
        },
        "receipts": [receipt.as_json() for receipt in receipts],
    }
