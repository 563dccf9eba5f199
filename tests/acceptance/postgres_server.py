"""
A real PostgreSQL on loopback, for tests: a cluster of its own in the temporary folder, gone at the end.

Needs Debian's `postgresql` and no rights; as root it is handed over to nobody, since it refuses to run as
root. What a disk would make sure of is switched off: it only has to outlive its own restarts.
"""

import contextlib
import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=str(DEBIAN[-1]) if DEBIAN else "")


INITDB, PG_CTL = _program("initdb"), _program("pg_ctl")
IS_THERE = bool(INITDB and PG_CTL)
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "100",
    "autovacuum": "off",
}


@dataclass
class Postgres:
    """A running server."""

    home: Path
    port: int
    user: str
    _made: int = field(default=0)

    def url(self, database: str = "postgres", *, port: int = 0) -> str:
        """Return the address of a database, at another port where something stands in front of it."""
        return f"postgresql://{self.user}@127.0.0.1:{port or self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database and return its name."""
        self._made += 1
        name = f"queue{self._made}"
        self.asks(f"CREATE DATABASE {name}")
        return name

    def asks(self, statement: Any, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Carry out one statement and return its rows."""
        with psycopg.connect(self.url(database), autocommit=True) as session:
            cursor = session.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def starts(self) -> None:
        settings = {**_SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.home)}
        words = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._runs(PG_CTL, "start", "-w", "-D", self._cluster, "-l", str(self.home / "log"), "-o", words)

    def stops(self, *, at_once: bool = True) -> None:
        """Stop it; at once is as a crash, and whoever was connected is cut off either way."""
        self._runs(PG_CTL, "stop", "-w", "-D", self._cluster, "-m", "immediate" if at_once else "fast")

    def makes_cluster(self) -> None:
        self._runs(INITDB, "-D", self._cluster, "-A", "trust", "-U", self.user, "--no-sync", "-E", "UTF8")

    @property
    def _cluster(self) -> str:
        return str(self.home / "cluster")

    def _runs(self, *words: Any) -> None:
        is_root = os.geteuid() == 0
        done = subprocess.run(
            words,
            user=self.user if is_root else None,
            group=pwd.getpwnam(self.user).pw_gid if is_root else None,
            extra_groups=[] if is_root else None,
            cwd=self.home,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdout=subprocess.PIPE if words[1] != "start" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Make a cluster in a folder of its own, start it, and stop and remove it at the end."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        user = "nobody" if os.geteuid() == 0 else getpass.getuser()
        home = Path(folder)
        if os.geteuid() == 0:
            os.chown(home, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        server = Postgres(home, port, user)
        server.makes_cluster()
        server.starts()
        try:
            yield server
        finally:
            server.stops()


class Cable:
    """What leads to the server, and can be cut: connections through it end, new ones are refused."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends: list[socket.socket] = []
        self._whole = True
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> int:
        """Cut it, and return how many connections went through it."""
        with self._lock:
            self._whole = False
            ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        return len(ends) // 2

    def mend(self) -> None:
        with self._lock:
            self._whole = True

    def close(self) -> None:
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._join(near)

    def _join(self, near: socket.socket) -> None:
        with self._lock:
            if not self._whole:
                near.close()
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._to_port))
            except OSError:
                near.close()
                return
            self._ends += [near, far]
        for source, target in ((near, far), (far, near)):
            threading.Thread(target=_pour, args=[source, target], daemon=True).start()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
