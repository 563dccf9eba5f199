"""
One item of the queue: a job that is due, or hinted at, in one spreadsheet.

Only which job and where, never what it found: the run reads everything anew. A spreadsheet's brands are
one item, since together they cost one read and one write, and since the `Status` tab keeps one last good run
for them; a brand with a spreadsheet of its own is an item of its own.
"""

from dataclasses import dataclass
from typing import Any

TASK = "sheets_bot.run_job"
"""The queue's name for the one thing that its workers do."""


@dataclass(frozen=True, slots=True)
class Item:
    """A job and the spreadsheet in which it is due."""

    job: str
    spreadsheet_id: str
    hinted: bool = False
    """A webhook asks for it: it is carried out though the timetable would have it later."""

    @property
    def lock(self) -> str:
        """Items with the same lock are carried out one after the other."""
        return self.spreadsheet_id

    @property
    def queueing_lock(self) -> str:
        """No second item with this one waits in the queue."""
        return f"{self.job} {self.spreadsheet_id}"

    def as_options(self) -> dict[str, Any]:
        """
        Return how the item is put into the queue.

        Never with a time to come: an item that waits for its hour would keep every later one of its
        spreadsheet waiting as well.
        """
        return {"lock": self.lock, "queueing_lock": self.queueing_lock}

    def as_arguments(self) -> dict[str, Any]:
        """Return what a worker is told."""
        told: dict[str, Any] = {"job": self.job, "spreadsheet_id": self.spreadsheet_id}
        return told | {"hinted": True} if self.hinted else told
