"""
The command line: `sheets-bot COMMAND`.

Puts the commands of `commands/` together and teaches them in `--help`. Imports typer and nothing
heavy, so that help is there at once; a test sees to it.
"""

import gc
from typing import Annotated

import typer

from sheets_bot import __version__
from sheets_bot.commands.backup import export, restore
from sheets_bot.commands.check import check
from sheets_bot.commands.completion import complete_if_asked, completion
from sheets_bot.commands.demo import demo
from sheets_bot.commands.erase import erase
from sheets_bot.commands.health import health
from sheets_bot.commands.import_ import import_
from sheets_bot.commands.init import init
from sheets_bot.commands.log import log
from sheets_bot.commands.once import once
from sheets_bot.commands.packet import packet
from sheets_bot.commands.plan import plan
from sheets_bot.commands.practice import practice
from sheets_bot.commands.report import report
from sheets_bot.commands.run import run
from sheets_bot.commands.sandbox import sandbox
from sheets_bot.commands.undo import undo
from sheets_bot.commands.worker import worker
from sheets_bot.service.crashes import mask_crashes
from sheets_bot.service.masking import Masking

app = typer.Typer(
    name="sheets-bot",
    no_args_is_help=True,
    add_completion=False,  # it would add two options to every help; see commands/completion.py
    rich_markup_mode=None,  # rich costs 130 ms at every start
    pretty_exceptions_enable=False,  # it would print local variables, customers among them
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def main_options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """
    Keeps trackers in Google Sheets current while people edit them.

    Begin with the demo, which needs no account; then write a configuration.

    \b
      sheets-bot demo                           everything at work, in a browser
      sheets-bot practice                       some shifts of your own in an imitated world
      cp sheets_bot.example.toml sheets_bot.toml
      sheets-bot check                          what is missing, and what to do
      sheets-bot init                           prepare the tabs
      sheets-bot plan sync_paypal_disputes      what a job would write
      sheets-bot once --all                     every job, now
      sheets-bot run                            the service
      sheets-bot log                            what it wrote; undo RUN puts it back
      sheets-bot completion bash                let the Tab key complete what you type

    \b
    Exit status:
      0   done
      1   something failed, the rest was done
      2   wrong usage or configuration; a person must change it
      3   the bot refused, e.g. too big a change; a person must decide
      75  nothing could be done now; try later
    """
    del version
    # Here and not in `main`, since typer puts a hook of its own in the place when it is called.
    mask_crashes(Masking())


app.command()(demo)
app.command()(practice)
app.command()(sandbox)
app.command()(init)
app.command()(check)
app.command()(run)
app.command()(worker)
app.command()(once)
app.command()(plan)
app.command()(packet)
app.command()(report)
app.command()(health)
app.command()(log)
app.command()(undo)
app.command("import")(import_)
app.command()(export)
app.command()(restore)
app.command()(erase)
app.command()(completion)


def main() -> None:
    """Run the command line; the exit statuses are those of its help."""
    complete_if_asked()
    # Tabs as read and the imitated world are very many small things that live long. By Python's own threshold
    # a sixth of the processor's time goes into looking through all of them, again and again, for circles.
    gc.set_threshold(50_000, 20, 50)
    app(prog_name="sheets-bot")
