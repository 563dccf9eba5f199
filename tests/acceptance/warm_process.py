"""
The command line in real processes that start warm, so that a test can afford hundreds of them.

A process of its own, in which everything is imported already (the fork server of `multiprocessing`),
forks a child for each command: a real process, with its own memory and connections, which a real
SIGKILL ends. It costs some 50 ms instead of the two seconds that an interpreter with pandas takes.
"""

import multiprocessing
import os
import sys
import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sheets_bot.cli import main

_IMPORTED = [
    "pytest",
    "sheets_bot.cli",
    "sheets_bot.commands.opened",
    "sheets_bot.service.progress",
    "sheets_bot.metrics.weekly",
    "sheets_bot.service.queue.service",
    "read_once",
]

_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload(_IMPORTED)


class Command:
    """One running `sheets-bot` command."""

    def __init__(self, *arguments: str, said: Path, **environment: str):
        """Start it: as typed after `sheets-bot`, with all that it prints in a file, and with some variables."""
        self._said = said
        self._dead = threading.Event()
        target = partial(_run, arguments, said, environment)
        self._process = _nursery.Process(target=target, name=f"sheets-bot {arguments[0]}", daemon=True)
        self._process.start()

    def kill(self) -> None:
        """End it with SIGKILL and return when it is dead; another thread must be waiting for its end."""
        self._process.kill()
        self._dead.wait(timeout=60)

    @property
    def process_id(self) -> int:
        """The number of the process, for signals of other kinds."""
        assert self._process.pid
        return self._process.pid

    def terminate(self) -> None:
        """Ask it to end, with SIGTERM."""
        self._process.terminate()

    def ended(self) -> tuple[int, str]:
        """Wait for its end and return exit status (negative: the signal that killed it) and what it printed."""
        self._process.join(timeout=120)
        status = self._process.exitcode
        assert status is not None, f"{self._process.name} hangs: {self._said.read_text()}"
        self._dead.set()
        self._process.close()
        return status, self._said.read_text()


def run(*arguments: str, said: Path, **environment: str) -> tuple[int, str]:
    """Run one command to its end; see `Command`."""
    return Command(*arguments, said=said, **environment).ended()


def _run(arguments: tuple[str, ...], said: Path, environment: Mapping[str, str]) -> None:
    """Be the new process."""
    os.environ.update(environment)
    with said.open("w", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", 1), os.fdopen(2, "w", 1)
    sys.argv = ["sheets-bot", *arguments]
    main()
