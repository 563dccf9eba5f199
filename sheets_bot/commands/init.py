"""`sheets-bot init`: tabs, headers, drop-downs, charts as the schemas say; nothing that people typed."""

import typer

from sheets_bot.commands.options import ConfigOption, JsonOption
from sheets_bot.commands.outcome import print_json, told


def init(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """
    Prepare the spreadsheets: tabs, headers, drop-downs, notes, charts.

    A second time changes nothing. What people have typed, moved or coloured stays.

    \b
    Example:
      sheets-bot init --config sheets_bot.toml
    """
    with told(as_json=as_json):
        from sheets_bot.commands.opened import opened

        with opened(config) as everything:
            made = {bot.name: bot.provision() for bot in everything.bots}
        if as_json:
            print_json({"ok": True, "made": made})
            return
        for name, sentences in made.items():
            for sentence in sentences:
                typer.echo(f"{name}: {sentence}")
            if not sentences:
                typer.echo(f"{name}: everything stands already; nothing was changed")
