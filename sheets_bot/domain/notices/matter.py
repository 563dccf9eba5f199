"""
A matter: one thing that somebody should hear of, and who that may be.

Shapes and names only. What is a matter is found in `matters.py` and `digest.py`; when it is told, in
`choosing.py`; what was told stands in the tab `Notices` (`notice_rows.py`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Audience(StrEnum):
    """Who is told; the text is what stands in the tab `Notices` and in the configuration."""

    SPECIALIST = "specialist"
    OWNER = "owner"


class Topic(StrEnum):
    """What a matter is about; the text is what is typed in the tab `Settings`."""

    DEADLINES = "deadlines"
    """A case whose last safe shift has come, or whose date has passed."""
    ACTS = "acts"
    """What was done, or not done, in somebody's name and needs a look."""
    FAILURES = "failures"
    """What the bot cannot do until somebody changes something, or has not managed for a long time."""
    DIGEST = "digest"
    """The day's work for the specialist, the week for the owner."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing worth telling. It holds case numbers, brands, amounts and times, never a person's name."""

    topic: Topic
    thing: str
    """Names the thing: the same text means the same thing, which nobody is told twice."""
    what: str
    """E.g. ``LAST SHIFT: PayPal case PP-D-1 (Aurora)``."""
    said: str
    """What is to be said about it; matters of which the same is said share a line."""
    lost_at: datetime | None = None
    """When it is too late to do something about it; None where nothing is lost by waiting for a shift."""
    only_for: Audience | None = None
    """None: everybody who wants to hear of the topic."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that one audience is told at one time."""

    audience: Audience
    matters: tuple[Matter, ...]
    repeated: frozenset[str] = frozenset()
    """Things of which an earlier letter was perhaps lost; so the reader is told that it may be the second."""
