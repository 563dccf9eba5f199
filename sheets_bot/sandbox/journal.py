"""
What was asked of the sandbox: one line per call, in the order of the answers.

Keeps no body and no header, so no secret; sizes only.
"""

import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One call that was answered, or cut."""

    n: int
    """Counts from 1, also over a clearing of the journal."""
    at: float
    """The sandbox's clock when the call came, in seconds since 1970."""
    service: str
    by: str
    """``person`` for a call to a spreadsheet without credentials (the viewer's), else ``program``."""
    method: str
    path: str
    query: dict[str, list[str]]
    status: int
    """0 when the connection was cut by a fault before an answer was sent whole."""
    request_bytes: int
    response_bytes: int
    """Before compression."""
    fault: str
    """What a fault did to this call, e.g. ``status 503`` or ``cut after``; empty without one."""


class Journal:
    """The lines, oldest first. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: list[Line] = []
        self._count = 0

    def write(self, **fields: Any) -> Line:
        """Add a line; *fields* are those of :class:`Line` without ``n``."""
        with self._lock:
            self._count += 1
            line = Line(n=self._count, **fields)
            self._lines.append(line)
            return line

    def lines(self, *, since: int = 0, service: str = "", by: str = "") -> list[Line]:
        """Return the lines with a number above *since*, of one service or one kind of caller if given."""
        with self._lock:
            lines = list(self._lines)
        return [
            line for line in lines if line.n > since and service in ("", line.service) and by in ("", line.by)
        ]

    def clear(self) -> None:
        """Forget all lines; the numbers go on."""
        with self._lock:
            self._lines.clear()


def as_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return the lines as the control endpoint shows them."""
    return [asdict(line) for line in lines]
