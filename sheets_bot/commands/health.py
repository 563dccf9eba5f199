"""`sheets-bot health`: asks the running service how it is; for a container's health check."""

from typing import Annotated

import typer

from sheets_bot.commands.options import DONE, PARTLY_FAILED, ConfigOption
from sheets_bot.commands.outcome import told

ReadyOption = Annotated[bool, typer.Option("--ready", help="Ask whether every spreadsheet was reached, too.")]


def health(ready: ReadyOption = False, config: ConfigOption = None) -> None:
    """
    Ask the service on this machine how it is. Prints its JSON; exit status 0 means well.

    \b
    Example:
      sheets-bot health --ready
    """
    import http.client

    with told():
        from sheets_bot.service.settings_file import load_settings

        service = load_settings(config).service
    host = "127.0.0.1" if service.health_host in {"0.0.0.0", "::"} else service.health_host  # noqa: S104 - no bind
    connection = http.client.HTTPConnection(host, service.health_port, timeout=5)
    try:
        connection.request("GET", "/readyz" if ready else "/healthz")
        answer = connection.getresponse()
        typer.echo(answer.read().decode())
        well = answer.status == 200
    except OSError as error:
        typer.echo(
            f"No service answers on {host}:{service.health_port}: {error.strerror or error}.", err=True
        )
        well = False
    except (http.client.HTTPException, ValueError):
        typer.echo(
            f"What answers on {host}:{service.health_port} is no health page of sheets-bot. Look at "
            "health_port under [service].",
            err=True,
        )
        well = False
    finally:
        connection.close()
    raise typer.Exit(DONE if well else PARTLY_FAILED)
