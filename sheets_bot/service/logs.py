"""
Logs: one line for each unit of work, JSON for machines, readable in a terminal.

An event is a stable dotted name (`reconcile.written`), its fields are flat: counts, seconds, names of
tabs and jobs. Never a cell's content, a secret or a person; `masking.py` is the last defence. Lines of
other libraries take the same way, and go to standard error, which leaves standard output to results.
"""

import logging
import sys
from typing import Literal, TextIO

import stamina.instrumentation
import structlog
from structlog.typing import Processor

from sheets_bot.service.crashes import crash_text
from sheets_bot.service.masking import Masking

LogFormat = Literal["auto", "json", "text"]
TALKATIVE = ("httpx", "httpcore", "urllib3", "google")
"""Libraries whose information lines quote addresses with queries, or repeat each tick."""
TOLD_BY_US = ("procrastinate", "psycopg.pool")
"""Libraries that say at length what `service/queue/` says in a line."""


def set_up_logs(*, level: str = "info", form: LogFormat = "auto", stream: TextIO | None = None) -> Masking:
    """
    Send all logs to *stream* (standard error by default).

    Returns the masking, so that secrets can be registered once the configuration is read.
    """
    stream = stream or sys.stderr
    masking = Masking()
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    in_terminal = form == "text" or (form == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Before the masking, so that the text of an exception is masked as well.
                structlog.processors.ExceptionRenderer(lambda exc_info: crash_text(exc_info[1])),
                masking,
                _renderer(colours=stream.isatty()) if in_terminal else structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in TOLD_BY_US:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # That a run outlasts its tick is no news: the next tick finds it due or done (`rounds.py`).
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # stamina's own hook logs the arguments of what it repeats: requests, with tokens and customers.
    stamina.instrumentation.set_on_retry_hooks([])
    return masking


def _renderer(*, colours: bool) -> Processor:
    # The default would print exceptions through rich, with the values of local variables.
    return structlog.dev.ConsoleRenderer(
        colors=colours, exception_formatter=structlog.dev.plain_traceback, sort_keys=False
    )
