"""
One writer for each spreadsheet on this machine: a lock among threads, and one among processes.

A courtesy that saves calls; the last word on who may write is the epoch in the spreadsheet itself
(`sheets/workbook.py`), which also holds across machines. Locks vanish with their process.
"""

import contextlib
import fcntl
import hashlib
import os
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sheets_bot.errors import Misconfigured, TryLater


class WorkbookLocks:
    """The locks of one process, by spreadsheet id."""

    def __init__(self, folder: Path | None = None, *, at: str = "") -> None:
        """
        Keep the lock files in *folder*, by default one in the temporary folder.

        *at* is where Google, or a stand-in, answers: an id means another spreadsheet elsewhere.
        """
        self._at = at
        self._folder = folder or Path(tempfile.gettempdir()) / f"sheets-bot-locks-{os.getuid()}"
        self._threads: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    @contextlib.contextmanager
    def held(self, spreadsheet_id: str, *, wait_seconds: float = 600.0) -> Iterator[None]:
        """
        Hold the lock of one spreadsheet.

        Another job of this process is waited for; another process is not.

        Raises:
            TryLater: The lock could not be had.
        """
        with self._guard:
            lock = self._threads[spreadsheet_id]
        if not lock.acquire(timeout=wait_seconds):
            raise TryLater(
                f"Another job has been working on the same spreadsheet for {wait_seconds:.0f} seconds. "
                "This one did nothing; it is tried again at the next tick."
            )
        try:
            with self._against_processes(spreadsheet_id):
                yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def _against_processes(self, spreadsheet_id: str) -> Iterator[None]:
        with self._opened(spreadsheet_id) as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise TryLater(
                    "Another sheets-bot on this machine is working on the same spreadsheet. "
                    "This one did nothing; stop one of the two, or try again when the other is done."
                ) from None
            yield

    def _opened(self, spreadsheet_id: str) -> BinaryIO:
        # The id opens nothing by itself, yet need not be read off a folder that everybody can list.
        name = hashlib.sha256(f"{self._at} {spreadsheet_id}".encode()).hexdigest()[:24]
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return (self._folder / f"{name}.lock").open("ab")
        except OSError as error:
            raise Misconfigured(
                f"The lock folder {self._folder} cannot be used: {error.strerror}. Set lock_folder under "
                "[service] to a folder that the bot may write to. Nothing was written to the spreadsheet."
            ) from None
