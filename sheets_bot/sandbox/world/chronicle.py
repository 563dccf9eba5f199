"""
What has happened: the world's own log, and the way its people hear of it.

Append only. `truth.py` counts from it; buyers and the seller listen to it.
Knows nothing of what the entries mean.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened."""

    at: float
    """Seconds since 1970."""
    kind: str
    """
    Of orders: ``ordered``, ``paid``. Of cases: ``opened``, ``turn`` (the seller's, with
    its date), ``message``, ``offer``, ``escalated``, ``answered``, ``closed``, ``reopened``.
    """
    brand: str
    subject: str
    """An order number or a dispute id."""
    detail: Mapping[str, Any] = field(default_factory=dict)


Listener = Callable[[Happening], None]


class Chronicle:
    """The log. Listeners are told at once, in the order in which they came."""

    def __init__(self) -> None:
        self.entries: list[Happening] = []
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Tell *listener* of everything from now on."""
        self._listeners.append(listener)

    def tell(self, happening: Happening) -> None:
        """Write *happening* down and pass it on."""
        self.entries.append(happening)
        for listener in self._listeners:
            listener(happening)
