"""
How the runs of every job ended, by spreadsheet, for all processes: what decides the next ones.

What `rounds.py` keeps in its memory, kept in the database. A cache: where it knows nothing, the `Status` tab
of the spreadsheet does. Decides nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sheets_bot.service.queue.database import Database
from sheets_bot.service.rounds import Setback


@dataclass(frozen=True, slots=True)
class LastRun:
    """How a job fared last in one spreadsheet."""

    last_good_at: datetime | None
    setback: Setback | None
    noted_good_at: datetime | None
    """When the last good run ended, by the database's clock."""


class Runs:
    """The runs of all processes on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[tuple[str, str], LastRun]:
        """Return the last run of each job, by (spreadsheet id, job)."""
        rows = self._database.rows(
            "SELECT spreadsheet_id, job, last_good_at, last_tried_at, failures, noted_good_at"
            " FROM sheets_bot_runs"
        )
        return {(spreadsheet_id, job): _last_run(*rest) for spreadsheet_id, job, *rest in rows}

    def of(self, spreadsheet_id: str, job: str) -> LastRun | None:
        """Return the last run of one job; None where none is known."""
        rows = self._database.rows(
            "SELECT last_good_at, last_tried_at, failures, noted_good_at FROM sheets_bot_runs"
            " WHERE spreadsheet_id = %s AND job = %s",
            [spreadsheet_id, job],
        )
        return _last_run(*rows[0]) if rows else None

    def note(self, spreadsheet_id: str, job: str, *, started_at: datetime, ok: bool) -> int:
        """Write down how a run ended, and return how many have failed in a row."""
        [(failures,)] = self._database.rows(
            """
            -- A worker whose clock is ahead must not make a run of the future, which would count as due.
            INSERT INTO sheets_bot_runs AS known
            SELECT
                %(spreadsheet_id)s, %(job)s,
                CASE WHEN %(ok)s THEN at END, CASE WHEN NOT %(ok)s THEN at END,
                CASE WHEN %(ok)s THEN 0 ELSE 1 END, CASE WHEN %(ok)s THEN clock_timestamp() END
            FROM (SELECT least(%(at)s::timestamptz, clock_timestamp()) AS at) AS began
            ON CONFLICT (spreadsheet_id, job) DO UPDATE SET
                last_good_at = greatest(excluded.last_good_at, known.last_good_at),
                last_tried_at = greatest(excluded.last_tried_at, known.last_tried_at),
                failures = CASE  -- a sleeper's news are old
                    WHEN %(ok)s OR known.last_good_at > excluded.last_tried_at THEN 0
                    ELSE known.failures + 1
                END,
                noted_good_at = greatest(excluded.noted_good_at, known.noted_good_at)
            RETURNING failures
            """,
            {"spreadsheet_id": spreadsheet_id, "job": job, "ok": ok, "at": started_at},
        )
        return int(failures)

    def learn(self, spreadsheet_id: str, job: str, last_good_at: datetime) -> None:
        """Write down a good run of which the database knew nothing."""
        self._database.rows(
            "INSERT INTO sheets_bot_runs VALUES (%(id)s, %(job)s, %(at)s, NULL, 0, %(at)s)"
            " ON CONFLICT DO NOTHING",
            {"id": spreadsheet_id, "job": job, "at": last_good_at},
        )

    def begin(self, spreadsheet_id: str, worker: str) -> bool:
        """Write down who works on a spreadsheet now, and say whether nobody else did since this worker."""
        known = self._database.rows(
            "SELECT worker FROM sheets_bot_spreadsheets WHERE spreadsheet_id = %s", [spreadsheet_id]
        )
        if known == [(worker,)]:
            return True
        self._database.rows(
            "INSERT INTO sheets_bot_spreadsheets VALUES (%s, %s)"
            " ON CONFLICT (spreadsheet_id) DO UPDATE SET worker = excluded.worker",
            [spreadsheet_id, worker],
        )
        return False

    def zones(self, *spreadsheet_ids: str) -> dict[str, ZoneInfo]:
        """Return the time zones in the `Settings` of some spreadsheets (none: of all), as last read."""
        rows = self._database.rows(
            "SELECT spreadsheet_id, zone FROM sheets_bot_spreadsheets"
            " WHERE zone IS NOT NULL AND (%(all)s OR spreadsheet_id = ANY(%(ids)s))",
            {"all": not spreadsheet_ids, "ids": list(spreadsheet_ids)},
        )
        found = {spreadsheet_id: _zone(name) for spreadsheet_id, name in rows}
        return {spreadsheet_id: zone for spreadsheet_id, zone in found.items() if zone}

    def take_zone(self, spreadsheet_id: str, zone: ZoneInfo) -> None:
        """Write down a spreadsheet's time zone where it is news."""
        self._database.rows(
            "UPDATE sheets_bot_spreadsheets SET zone = %(zone)s"
            " WHERE spreadsheet_id = %(id)s AND zone IS DISTINCT FROM %(zone)s",
            {"id": spreadsheet_id, "zone": str(zone)},
        )


def _last_run(
    last_good_at: datetime | None,
    last_tried_at: datetime | None,
    failures: int,
    noted_good_at: datetime | None,
) -> LastRun:
    setback = Setback(failures, last_tried_at) if failures and last_tried_at else None
    return LastRun(last_good_at, setback, noted_good_at)


def _zone(name: str) -> ZoneInfo | None:
    """Return a zone by its name; None for one that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
