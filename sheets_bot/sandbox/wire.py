"""
What passes between the sandbox's server and its rooms: one call in, one reply out.

Knows no service. `server.py` reads calls from the wire; each room (`google/`,
`paypal/room.py`, `control.py`, `viewer/`) answers those whose path it handles.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Call:
    """One request as it arrived."""

    method: str
    """Upper case, e.g. ``POST``."""
    path: str
    """Decoded path without the query, e.g. ``/v4/spreadsheets/abc:batchUpdate``."""
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    at: float
    """The sandbox's clock, in seconds since 1970."""

    def arg(self, name: str, default: str = "") -> str:
        """Return the last value of a query parameter."""
        values = self.query.get(name)
        return values[-1] if values else default

    def json(self) -> Any:
        """
        Return the body as JSON; an empty body is an empty object.

        Raises:
            ValueError: The body is not JSON; rooms answer it as their service would.
        """
        return json.loads(self.body) if self.body.strip() else {}


@dataclass(frozen=True)
class Reply:
    """One answer: *body* is sent as it is when bytes, else as JSON."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> tuple[bytes, str]:
        """Return the bytes and their content type."""
        if isinstance(self.body, bytes):
            return self.body, self.headers.get("content-type", "application/octet-stream")
        if self.body is None:
            return b"", self.headers.get("content-type", "application/json; charset=UTF-8")
        # Rooms build trees; looking for circles costs a quarter of the writing.
        text = json.dumps(self.body, ensure_ascii=False, separators=(",", ":"), check_circular=False)
        return text.encode(), self.headers.get("content-type", "application/json; charset=UTF-8")


class Room(Protocol):
    """One imitated service."""

    service: str
    """The name that stands in the journal, e.g. ``sheets``."""

    def handles(self, path: str) -> bool:
        """Say whether a path belongs to this room."""

    def answer(self, call: Call) -> Reply:
        """Answer one call; raises nothing, an unknown endpoint is a 501 that names itself."""
