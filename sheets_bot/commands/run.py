"""`sheets-bot run`: the service, until it is told to stop."""

import typer

from sheets_bot.commands.options import DONE, PARTLY_FAILED, ConfigOption
from sheets_bot.commands.outcome import told


def run(config: ConfigOption = None) -> None:
    """
    Run the service: every job at its time, until SIGTERM or Ctrl-C.

    With a database under [queue] it only says what is due, and `sheets-bot worker` carries it out. Several
    may run then: one leads, the others stand by.

    Logs go to standard error. /healthz, /readyz and /metrics answer on the health port. A first signal lets
    the running write end and exits with 0; a second one ends at once.

    \b
    Examples:
      sheets-bot run --config sheets_bot.toml
      SHEETS_BOT_SERVICE__DRY_RUN=true sheets-bot run
    """
    with told():
        from sheets_bot.commands.opened import opened
        from sheets_bot.service.service import serve
        from sheets_bot.service.wiring import open_desk

        with opened(config, long_running=True) as everything:
            settings, clock = everything.settings, everything.clock
            runs = everything.queue.lead if everything.queue else serve
            ended = runs(
                settings.service,
                bots=everything.bots,
                jobs=everything.jobs.values(),
                clock=clock,
                notices=settings.notices,
                desk=open_desk(settings, clock),
            )
    raise typer.Exit(DONE if ended else PARTLY_FAILED)
