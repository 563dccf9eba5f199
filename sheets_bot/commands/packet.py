"""`sheets-bot packet`: the evidence of a case as the PDF that would go out, or of an act as it went out."""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from sheets_bot.commands.options import ConfigOption, JsonOption
from sheets_bot.commands.outcome import columns, print_json, told

if TYPE_CHECKING:
    from sheets_bot.domain.evidence.packet import Packet
    from sheets_bot.service.bot import Bot
    from sheets_bot.service.bot_run import BotRun, Tabs
    from sheets_bot.sheets.receipt import Receipt

DisputeArgument = Annotated[str, typer.Argument(metavar="[DISPUTE]", help="A case, as in the tab Disputes.")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Where to put it; else under its own name in this folder."),
]
ActOption = Annotated[
    str, typer.Option("--act", metavar="ACT", help="An act of the tab Acts: its file is made again.")
]
TABS = ("Disputes", "Evidence", "Orders", "Parcels", "Refunds", "Inbox", "Reviews")


class Found(NamedTuple):
    """A packet, and where it is an act's what `Acts` keeps of the file that went out with it."""

    packet: "Packet"
    kept: str | None = None


def packet(
    dispute: DisputeArgument = "",
    out: OutOption = None,
    act: ActOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Make the PDF of a case's evidence from the sheet as it stands. Nothing is sent or written in the sheet.

    Left-out pieces are left out and your sentences count. With --act, the file of an act that went out
    is made again, and held against what Acts keeps of it: name, pages, bytes and SHA-256.

    \b
    Examples:
      sheets-bot packet PP-R-ABC-123
      sheets-bot packet --act 3f2a9c0d1b4e5f607182 --out sent.pdf
    """
    with told(as_json=as_json):
        made = found_packet(dispute, act, config)
        facts = put(made, out)
    if as_json:
        print_json({"ok": True, **facts})
        return
    same = facts.pop("is_as_sent", "")
    typer.echo(columns(facts.items()))
    if same != "":
        typer.echo(_SAME[same])


_SAME = {
    True: "This is the file that went out: its SHA-256 is the one in Acts.",
    False: "This is NOT the file that went out: Acts has another SHA-256. Its line there was changed, or "
    "another version of the bot drew the file.",
    None: "Acts has no SHA-256 of this act's file: it has not gone out, or did before the bot kept that.",
}


def found_packet(dispute: str, act: str, config: "Path | None") -> Found:
    """Return a packet from the first spreadsheet that has the case or act. Raises Misconfigured."""
    from sheets_bot.commands.opened import opened
    from sheets_bot.errors import Misconfigured

    if bool(dispute) == bool(act):
        raise Misconfigured("Name a case, or an act with --act; one of the two. No file was made.")
    with opened(config) as everything:
        for bot in everything.bots:
            found = packet_of_act(bot, act) if act else packet_of_case(bot, dispute)
            if found is not None:
                return found
    what = f"act {act!r} with a packet in the tab Acts" if act else f"case {dispute!r} in the tab Disputes"
    raise Misconfigured(f"There is no {what}. No file was made.")


def packet_of_case(bot: "Bot", dispute: str) -> Found | None:
    """Return the packet of a case as the sheet stands; None where the spreadsheet has no such case."""
    from sheets_bot.domain.evidence.gathering import cases_by_dispute
    from sheets_bot.domain.evidence.make_packet import make_packet
    from sheets_bot.domain.tab_rows import text_in

    tabs = looked_at(bot, *TABS)
    row = tabs.rows("Disputes").get(dispute)
    if row is None:
        return None
    cases = cases_by_dispute({tab: tabs.rows(tab) for tab in TABS})
    made = make_packet(
        dispute,
        row,
        evidence=tabs.rows("Evidence"),
        case=cases.get(dispute),
        text=text_in(row, "your_text") or text_in(row, "draft"),
    )
    return Found(made)


def packet_of_act(bot: "Bot", act: str) -> Found | None:
    """Return the packet that went out with an act; None where there is none. Raises Misconfigured."""
    from sheets_bot.domain.evidence.packet import Packet
    from sheets_bot.domain.tab_rows import text_in
    from sheets_bot.errors import Misconfigured

    row = looked_at(bot, "Acts").rows("Acts").get(act)
    if row is None or not row.get("packet_text"):
        return None
    try:
        return Found(Packet.from_text(str(row["packet_text"])), text_in(row, "packet"))
    except ValueError:
        raise Misconfigured(
            f"Act {text_in(row, 'act_id')}: what stands under 'Packet: text' is no packet any more; it was "
            "changed. No file was made."
        ) from None


def looked_at(bot: "Bot", *titles: str) -> "Tabs":
    """Return some tabs as they stand. Nothing is written, not even in `Status`."""
    from sheets_bot.service.job import Job, hours
    from sheets_bot.sheets.receipt import Receipt

    found: list[Tabs] = []

    def look(run: "BotRun") -> "Receipt":
        found.append(run.read(*titles))
        return Receipt(run="", job="packet")

    bot.run_job(Job(name="packet", every=hours(1), run=look))
    return found[0]


def put(found: Found, out: "Path | None") -> dict[str, Any]:
    """
    Write the file and return what is known of it.

    Of an act also ``is_as_sent``: whether it is the file that went out; None where `Acts` does not tell.

    Raises:
        Misconfigured: It cannot be written.
    """
    from sheets_bot.documents.packet_pdf import render
    from sheets_bot.domain.acts.case_traces import file_name_of
    from sheets_bot.domain.acts.sent_file import kept_sha256
    from sheets_bot.domain.evidence.packet_name import packet_file_name
    from sheets_bot.errors import Misconfigured

    made, kept = found
    rendered = render(made)
    file = out or Path(packet_file_name(made.dispute) if kept is None else file_name_of(made))
    try:
        file.write_bytes(rendered.content)
    except OSError as error:
        raise Misconfigured(
            f"{file} cannot be written: {error.strerror}. Choose another --out. No file was made."
        ) from None
    facts: dict[str, Any] = {
        "file": str(file),
        "pages": rendered.pages,
        "bytes": len(rendered.content),
        "sha256": sha256(rendered.content).hexdigest(),
        "left_out": rendered.left_out,
    }
    if kept is None:
        return facts
    sent = kept_sha256(kept)
    return {**facts, "is_as_sent": sent == facts["sha256"] if sent else None}
