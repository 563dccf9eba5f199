"""
What webhooks hint at goes into the queue, from whichever process heard them, leading or standing by.

The counterpart of what `service/service.py` does with a scheduler. A burst of hints becomes one item, which
the queue takes once; whether a failure of the job has to be waited for is asked by the worker. How long a
burst is gathered, and a job rests, is in `webhooks/hints.py`. A lost hint costs a delay, nothing else.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterable
from typing import Self

import structlog

from sheets_bot.errors import SheetsBotError
from sheets_bot.service.bot import Bot
from sheets_bot.service.counts import Counts
from sheets_bot.service.queue.item import Item
from sheets_bot.service.webhooks.desk import Answer
from sheets_bot.service.webhooks.hints import Hints

log = structlog.get_logger()

LOOK_SECONDS = 1.0
"""How often it is looked whether a hint has been gathered for long enough."""


class Hinted:
    """Gathers hints and puts their items into the queue, in a thread of its own; a context manager."""

    def __init__(
        self,
        put: Callable[[Item], object],
        bots: Iterable[Bot],
        jobs: Collection[str],
        *,
        counts: Counts,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Put it together; nothing is asked yet.

        Args:
            put: Puts an item into the queue, or raises one of our errors.
            bots: Every spreadsheet.
            jobs: The names of the timetable; a hint at another one is dropped.
            counts: Where webhooks are counted.
            clock: Seconds that only grow.
        """
        self._put = put
        self._bots = tuple(bots)
        self._jobs = frozenset(jobs)
        self._counts = counts
        self._clock = clock
        self._hints = Hints(clock)
        self._look_at: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="hinted", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._leave.set()
        self._thread.join()

    def hear(self, answer: Answer) -> None:
        """Count a webhook, and remember what it hints at in the spreadsheet of its brand."""
        self._counts.webhook(answer.platform, answer.outcome)
        for bot in self._bots:
            if answer.brand in bot.brands:
                for job in self._jobs.intersection(answer.jobs):
                    self._remember(bot.spreadsheet_id, job)

    def put_what_is_gathered(self) -> None:
        """Put an item for each hint whose time has come; one that cannot be put is tried again."""
        with self._lock:
            now = self._clock()
            come = [place for place, at in self._look_at.items() if at <= now]
            for place in come:
                del self._look_at[place]
        for spreadsheet_id, job in come:
            if not self._hints.take(spreadsheet_id, job):
                continue
            try:
                self._put(Item(job, spreadsheet_id, hinted=True))
            except SheetsBotError as error:
                log.warning("queue.hint_not_put", job=job, spreadsheet=spreadsheet_id, problem=str(error))
                self._remember(spreadsheet_id, job)

    def _remember(self, spreadsheet_id: str, job: str) -> None:
        in_seconds = self._hints.add(spreadsheet_id, job)
        with self._lock:
            self._look_at.setdefault((spreadsheet_id, job), self._clock() + in_seconds)

    def _watch(self) -> None:
        while not self._leave.wait(LOOK_SECONDS):
            self.put_what_is_gathered()
