"""
What a run did: a value for the log, the terminal and the `Status` tab.

Counts and sentences only, never a cell's content.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sheets_bot.errors import SheetsBotError
from sheets_bot.sheets.plan import Plan


@dataclass(frozen=True)
class TabReceipt:
    """What was done to one tab."""

    tab: str
    changed_cells: int = 0
    changed_rows: int = 0
    new_rows: int = 0
    left_out: int = 0
    """Records whose row a person removed and which need nothing."""
    in_doubt: int = 0
    """Rows left alone; their problem column says why."""
    rows: int = 0
    """Keyed rows before the run."""
    because: str = ""
    """In words: why nothing was written, or what was."""

    @staticmethod
    def of(plan: Plan) -> "TabReceipt":
        """Return the counts of a plan."""
        return TabReceipt(
            tab=plan.schema.tab,
            changed_cells=len(plan.changes),
            changed_rows=len({change.key for change in plan.changes}),
            new_rows=len(plan.new_rows),
            left_out=len(plan.left_out),
            in_doubt=len(plan.in_doubt),
            rows=plan.rows_before,
            because=plan.because,
        )

    def __add__(self, later: "TabReceipt") -> "TabReceipt":
        """Return the two portions of one run as one; what is said is said by those that wrote."""
        wrote = [part for part in (self, later) if part.changed_cells or part.new_rows]
        return TabReceipt(
            tab=self.tab,
            changed_cells=self.changed_cells + later.changed_cells,
            changed_rows=self.changed_rows + later.changed_rows,
            new_rows=self.new_rows + later.new_rows,
            left_out=later.left_out,
            in_doubt=later.in_doubt,
            rows=self.rows,
            because=next((part.because for part in wrote if part.because), "") if wrote else later.because,
        )


@dataclass(frozen=True)
class Receipt:
    """What one run of one job did to one spreadsheet."""

    run: str
    job: str
    tabs: tuple[TabReceipt, ...] = ()
    problems: Mapping[str, SheetsBotError] = field(default_factory=dict)
    """What went wrong, by tab or by source; everything else went on."""
    reads: int = 0
    """Read calls at Google."""
    writes: int = 0
    """Write calls at Google."""
    repaired_cells: int = 0
    """Cells put back because a person sorted or moved things during the write."""
    dry_run: bool = False
    plans: tuple[Plan, ...] = ()
    """Kept for a dry run only."""
    in_doubt: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    """Keys of the rows that were left alone, by tab; for a job that meant to claim one of them."""

    @property
    def ok(self) -> bool:
        """True when nothing went wrong."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """Return the receipt as plain data."""
        return {
            "run": self.run,
            "job": self.job,
            "ok": self.ok,
            "dry_run": self.dry_run,
            "reads": self.reads,
            "writes": self.writes,
            "repaired_cells": self.repaired_cells,
            "tabs": [asdict(tab) for tab in self.tabs],
            "problems": {
                where: {"kind": type(error).__name__, "message": str(error)}
                for where, error in self.problems.items()
            },
        }
