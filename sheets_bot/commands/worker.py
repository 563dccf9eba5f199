"""`sheets-bot worker`: carries out what `sheets-bot run` has put into the queue, until it is told to stop."""

from typing import Annotated

import typer

from sheets_bot.commands.options import DONE, PARTLY_FAILED, ConfigOption
from sheets_bot.commands.outcome import told
from sheets_bot.errors import Misconfigured

ConcurrencyOption = Annotated[
    int | None,
    typer.Option(
        "--concurrency", min=1, max=32, help="Spreadsheets to work on side by side. Else [queue] workers."
    ),
]


def worker(concurrency: ConcurrencyOption = None, config: ConfigOption = None) -> None:
    """
    Work off the queue of a set-up with several machines, until SIGTERM or Ctrl-C.

    Needs the address of a PostgreSQL database under [queue], and a `sheets-bot run` somewhere that says
    what is due. Any number of workers may run; `sheets-bot init` makes the tables.

    \b
    Example:
      SHEETS_BOT_QUEUE__URL=postgresql://bot:secret@db/bot sheets-bot worker --concurrency 8
    """
    with told():
        from sheets_bot.commands.opened import opened

        with opened(config, long_running=True) as everything:
            if everything.queue is None:
                raise Misconfigured(
                    "There is no queue to work off: [queue] url is missing. Set it to the address of a "
                    "PostgreSQL database, or use `sheets-bot run` alone, which needs none. Nothing was "
                    "started."
                )
            ended = everything.queue.work(
                everything.settings.service,
                bots=everything.bots,
                jobs=everything.jobs.values(),
                clock=everything.clock,
                side_by_side=concurrency or everything.settings.queue.workers,
            )
    raise typer.Exit(DONE if ended else PARTLY_FAILED)
