"""
The way to PostgreSQL: sessions, short statements, the tables, and what its errors mean.

Knows nothing of jobs. A session of its own carries a lock for as long as it lives, so dead hosts must be
noticed: both ends ask each other for a sign of life. For the same reason a proxy that shares sessions
between clients (PgBouncer by transaction) cannot stand in front of the database.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, LiteralString, cast

import psycopg
import psycopg_pool
from procrastinate import App, SyncPsycopgConnector
from procrastinate.schema import migrations_path
from psycopg.conninfo import conninfo_to_dict

from sheets_bot.errors import Misconfigured, TryLater

Session = psycopg.Connection[tuple[Any, ...]]

CONNECT_SECONDS = 5
SIGNS_OF_LIFE = {
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
}
"""A dead host at the other end is noticed after some 11 seconds, after 15 where something is on its way."""
_SIGNS_OF_LIFE_AT_SERVER: tuple[LiteralString, ...] = (
    "SET tcp_keepalives_idle = 5",
    "SET tcp_keepalives_interval = 2",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = 15000",  # milliseconds
)
_MIGRATING = 7_304_120_001
"""A lock number of ours, against two `sheets-bot init` at once."""


class Database:
    """One PostgreSQL database; safe to use from several threads."""

    def __init__(self, url: str, *, name: str, connections: int = 2) -> None:
        """
        Remember how to reach it; nothing is asked yet.

        Args:
            url: ``postgresql://user:password@host/name``.
            name: What the server shows as the sessions' application.
            connections: How many short statements may run side by side.

        Raises:
            Misconfigured: The address is none. It is not quoted, since it holds a password.
        """
        try:
            conninfo_to_dict(url)
        except psycopg.Error:
            raise Misconfigured(
                "[queue] url is no address of a PostgreSQL database; write "
                "postgresql://user:password@host/name. Nothing was started."
            ) from None
        self.url = url
        self.options: dict[str, Any] = {
            **SIGNS_OF_LIFE,
            "connect_timeout": CONNECT_SECONDS,
            "application_name": name,
        }
        self._connections = connections
        self._opening = threading.Lock()
        self._opened: psycopg_pool.ConnectionPool[Session] | None = None

    @property
    def pool_options(self) -> dict[str, Any]:
        """How a pool of connections is made, here and in the queue's own."""
        # A pool that has waited long for a database does not notice at once that it is back.
        patience = {"timeout": CONNECT_SECONDS, "reconnect_timeout": CONNECT_SECONDS}
        return {"conninfo": self.url, "kwargs": self.options, "min_size": 1, **patience}

    @contextmanager
    def session(self) -> Iterator[Session]:
        """
        Open a session of its own, which ends with the block or with its process; each statement is final.

        Raises:
            TryLater: The database does not answer.
        """
        with answering():
            session = psycopg.connect(self.url, autocommit=True, **self.options)
        try:
            with answering():
                for statement in _SIGNS_OF_LIFE_AT_SERVER:
                    session.execute(statement)
            yield session
        finally:
            session.close()

    def rows(
        self, statement: LiteralString, parameters: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[tuple[Any, ...]]:
        """
        Carry out one short statement and return its rows; none for one that returns nothing.

        Raises:
            TryLater: The database does not answer.
            Misconfigured: The tables are missing.
        """
        with answering(), self._pool().connection() as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def migrate(self) -> tuple[str, ...]:
        """
        Make or renew the tables, Procrastinate's and ours; return a sentence for each step taken.

        Raises:
            TryLater: The database does not answer.
        """
        with self.session() as session, answering():
            session.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
            with session.transaction():
                return _migrated(session)

    def close(self) -> None:
        """Close what is open."""
        if self._opened is not None:
            self._opened.close()

    def _pool(self) -> psycopg_pool.ConnectionPool[Session]:
        with self._opening:
            if self._opened is None:
                self._opened = psycopg_pool.ConnectionPool(
                    **self.pool_options,
                    max_size=self._connections,
                    check=psycopg_pool.ConnectionPool.check_connection,
                    open=True,
                )
            return self._opened


@contextmanager
def answering() -> Iterator[None]:
    """Turn what PostgreSQL or the way to it says into an error of ours."""
    try:
        yield
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedFunction) as error:
        raise Misconfigured(
            f"The database of the queue lacks something ({_first_line(error)}). Run `sheets-bot init`, which "
            "makes its tables. Nothing was done."
        ) from None
    except psycopg.Error as error:
        raise TryLater(
            f"The database of the queue does not answer: {_first_line(error)} It is asked again; jobs wait "
            "until then."
        ) from None


def _first_line(error: psycopg.Error) -> str:
    """Return what was said in one line; libpq names host and user there, and no password."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0].removesuffix(".") + "."


def _migrated(session: Session) -> tuple[str, ...]:
    """
    Bring the tables up to date, whatever version made them.

    Procrastinate gives each change as a file; which of them stand is written down in a table of ours.
    """
    files = sorted(path.name for path in migrations_path.glob("*.sql"))
    fresh = session.execute("SELECT to_regclass('procrastinate_jobs') IS NULL").fetchone() == (True,)
    session.execute("CREATE TABLE IF NOT EXISTS sheets_bot_migrations (file text PRIMARY KEY)")
    done = {file for (file,) in session.execute("SELECT file FROM sheets_bot_migrations")}
    steps = []
    if fresh:
        session.execute(App(connector=SyncPsycopgConnector()).schema_manager.get_schema())
        steps.append("the queue's tables")
    for file in () if fresh else (file for file in files if file not in done):
        session.execute(_text_of(migrations_path / file))
        steps.append(f"the queue's tables: {file}")
    with session.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO sheets_bot_migrations VALUES (%s) ON CONFLICT DO NOTHING",
            [(file,) for file in files],
        )
    new = session.execute("SELECT to_regclass('sheets_bot_runs') IS NULL").fetchone() == (True,)
    session.execute(_text_of(Path(str(resources.files(__package__) / "tables.sql"))))
    return (*steps, "the tables of runs and turns") if new else tuple(steps)


def _text_of(file: Path) -> LiteralString:
    """Return statements that came with a package, and so are as good as code."""
    text: Any = file.read_text(encoding="utf-8")
    return cast("LiteralString", text)
