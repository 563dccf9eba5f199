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
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sheets_bot.errors import Misconfigured, TryLater

_LOOK_UP_SECONDS = 0.2


class Ending(TryLater):
    """The process is about to end, and begins nothing new."""


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
        self._ending = threading.Event()

    def end(self) -> None:
        """Let nobody in any more: the process is about to end. Who is in may finish; who waits gives up."""
        self._ending.set()

    @property
    def is_ending(self) -> bool:
        """True once nobody is let in any more."""
        return self._ending.is_set()

    @contextlib.contextmanager
    def held(
        self, spreadsheet_id: str, *, wait_seconds: float = 600.0, has_acted: bool = False
    ) -> Iterator[None]:
        """
        Hold the lock of one spreadsheet.

        Another job of this process is waited for; another process is not. *has_acted* is for a run that did
        something in the world which has to be written down: it is let in even when the process is ending.

        Raises:
            Ending: The process is about to end.
            TryLater: The lock could not be had.
        """
        with self._guard:
            lock = self._threads[spreadsheet_id]
        self._acquire(lock, wait_seconds, has_acted=has_acted)
        try:
            with self._against_processes(spreadsheet_id):
                yield
        finally:
            lock.release()

    def _acquire(self, lock: threading.Lock, wait_seconds: float, *, has_acted: bool) -> None:
        """Take a lock as soon as it is free, looking up now and then whether the process is ending."""
        give_up_at = time.monotonic() + wait_seconds
        while has_acted or not self.is_ending:
            left_seconds = give_up_at - time.monotonic()
            if lock.acquire(timeout=max(0.0, min(left_seconds, _LOOK_UP_SECONDS))):
                return
            if left_seconds <= 0:
                raise TryLater(
                    f"Another job has been working on the same spreadsheet for {wait_seconds:.0f} seconds. "
                    "This one did nothing; it is tried again at the next tick."
                )
        raise Ending("The service is ending. This run wrote nothing; it comes up again at the next start.")

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
