"""
The command line in real processes that start warm, so that a test can afford hundreds of them.

A process of its own, in which everything is imported already (the fork server of `multiprocessing`),
forks a child for each command: a real process, with its own memory and connections, which a real
SIGKILL ends. It costs some 50 ms instead of the two seconds that an interpreter with pandas takes.
"""

import multiprocessing
import multiprocessing.connection
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_IMPORTED = [
    "pytest",
    "sheets_bot.cli",
    "sheets_bot.commands.opened",
    "sheets_bot.service.progress",
    "sheets_bot.metrics.weekly",
]

_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload([*_IMPORTED, "warm_process"])


class Command:
    """One running `sheets-bot` command."""

    def __init__(
        self, *arguments: str, said: Path, prepare: Callable[[], Any] | None = None, **environment: str
    ):
        """
        Start it.

        Args:
            arguments: As typed after `sheets-bot`.
            said: File for everything that it prints.
            prepare: Called in the new process before the command.
            environment: Variables beside those of this process.
        """
        self._said = said
        target = partial(_run, arguments, said, prepare, environment)
        self._process = _nursery.Process(target=target, name=f"sheets-bot {arguments[0]}", daemon=True)
        self._process.start()

    def kill(self) -> None:
        """End it with SIGKILL, and return when it is dead."""
        self._process.kill()
        multiprocessing.connection.wait([self._process.sentinel], timeout=60)

    def ended(self) -> tuple[int, str]:
        """Wait for its end and return exit status (negative: the signal that killed it) and what it printed."""
        self._process.join(timeout=120)
        status = self._process.exitcode
        assert status is not None, f"{self._process.name} hangs: {self._said.read_text()}"
        self._process.close()
        return status, self._said.read_text()


def run(*arguments: str, said: Path, **others: Any) -> tuple[int, str]:
    """Run one command to its end; see `Command`."""
    return Command(*arguments, said=said, **others).ended()


def _run(
    arguments: tuple[str, ...],
    said: Path,
    prepare: Callable[[], Any] | None,
    environment: Mapping[str, str],
) -> None:
    """Be the new process."""
    os.environ.update(environment)
    with said.open("w", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", 1), os.fdopen(2, "w", 1)
    sys.argv = ["sheets-bot", *arguments]
    if prepare:
        prepare()
    from sheets_bot.cli import main

    main()
