"""
What a run would change in a tab: a value that can be printed, counted and refused.

`diff.py` makes plans, `requests.py` turns them into API requests. A plan never
writes itself and knows nothing of the network.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sheets_bot.errors import Refused
from sheets_bot.sheets.cells import Content
from sheets_bot.sheets.schema import TabSchema


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell of an existing row that shall hold something else."""

    key: str
    index: int
    """Grid row as read (row 0 is the sheet's second)."""
    name: str
    old: Content
    new: Content
    why: str = ""
    forget: bool = False
    """Whether the `Bot log` must not keep the old content."""


@dataclass(frozen=True, slots=True)
class NewRow:
    """One row that the tab has not yet."""

    key: str
    cells: Mapping[str, Content]
    """By column name; the key's own cell included."""
    link: str = ""
    """Address behind the key cell; empty for none."""
    why: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything one run wants to write to one tab."""

    schema: TabSchema
    changes: tuple[CellChange, ...] = ()
    new_rows: tuple[NewRow, ...] = ()
    rows_before: int = 0
    """Keyed rows in the tab as read."""
    left_out: tuple[str, ...] = ()
    """Keys of records whose row a person removed and which need nothing."""
    in_doubt: Mapping[str, str] = field(default_factory=dict)
    """Rows that are left alone, with the reason in words, by key."""

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to write."""
        return not self.changes and not self.new_rows

    @property
    def because(self) -> str:
        """Why the plan is empty, or what it holds, in words."""
        if self.is_empty:
            doubt = f", but for {_counted(len(self.in_doubt), 'row')} in doubt" if self.in_doubt else ""
            return "the bot's columns already match" + doubt
        rows = len({change.key for change in self.changes})
        parts = [_counted(len(self.new_rows), "new row")] if self.new_rows else []
        if self.changes:
            parts.append(f"{_counted(len(self.changes), 'changed cell')} in {_counted(rows, 'row')}")
        return ", ".join(parts)

    def portion(self, most_cells: int) -> "Plan":
        """
        Return the first part of a plan that is too large for one request.

        The rest needs no memory: the next comparison finds it again.
        """
        changes = self.changes[:most_cells]
        room = most_cells - len(changes)
        width = max((len(row.cells) for row in self.new_rows), default=1)
        return replace(self, changes=changes, new_rows=self.new_rows[: room // width])

    @property
    def changes_alone(self) -> "Plan":
        """The plan without its new rows: what can be written where there is no room for any."""
        return replace(self, new_rows=())

    @property
    def changed_share(self) -> float:
        """
        Share of the tab's rows that change by something other than the passing of time, 0 to 1.

        Cells that were empty do not count: a column that fills for the first time takes nothing away.
        """
        if not self.rows_before:
            return 0.0
        return len({change.key for change in self._weighty}) / self.rows_before

    @property
    def _weighty(self) -> tuple[CellChange, ...]:
        # A request that was carried out takes nothing away either.
        clocks = {c.name for c in self.schema.column if c.clock or c.owner == "request"}
        return tuple(
            change
            for change in self.changes
            if change.name not in clocks
            and change.name != self.schema.problem
            and change.old not in (None, "")
        )

    def check_size(self, *, limit_share: float, fewest_rows: int = 20) -> None:
        """
        Refuse a plan that would change more of the tab than is ever normal.

        Args:
            limit_share: Largest share of rows, 0 to 1.
            fewest_rows: A tab with fewer rows than this is never refused: there every share is large.

        Raises:
            Refused: Too much would change.
        """
        if self.rows_before >= fewest_rows and self.changed_share > limit_share:
            raise Refused(
                f"Tab {self.schema.tab!r}: this run would change {self.changed_share:.0%} of "
                f"{self.rows_before} rows; the limit is {limit_share:.0%}. {self._on_times}Look at it with "
                "`sheets-bot plan`; if it is right, set 'Allow a big change' in Settings to yes, or add "
                "--allow-large. Nothing was written to this tab."
            )

    @property
    def _on_times(self) -> str:
        """When a change of nothing but times is right; empty where something else would change."""
        if any(self.schema.by_name[change.name].type != "datetime" for change in self._weighty):
            return ""
        return (
            "Only times would change: that is right if the spreadsheet's time zone (File > Settings) was "
            "changed since they were written. "
        )


def _counted(number: int, what: str) -> str:
    """``1 row``, ``2 rows``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
