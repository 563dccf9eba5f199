"""
What has happened: the world's own log, and the way its people hear of it.

Append only. `truth.py` counts from it; buyers and the seller listen to it.
Knows nothing of what the entries mean.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

OF_CASES = frozenset({"opened", "turn", "message", "offer", "escalated", "answered", "closed", "reopened"})
"""What happens to PayPal's cases; ``turn`` is the seller's, with its date."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened."""

    at: float
    """Seconds since 1970."""
    kind: str
    """
    Of orders: ``ordered``, ``paid``, ``spared`` (a complaint that was going to be made, and was
    not). Of parcels: ``scanned``, since somebody watches. Of PayPal's cases: those of
    `OF_CASES`. Of chargebacks: ``charged back``, ``evidence wanted``, ``evidence sent``,
    ``decided``. Of mails: ``letter``. Of reviews: ``reviewed``, ``review edited``, ``replied``,
    ``review restored``.
    """
    brand: str
    subject: str
    """An order number, a dispute id, or another name of what it happened to."""
    detail: Mapping[str, Any] = field(default_factory=dict)


Listener = Callable[[Happening], None]


class Chronicle:
    """The log. Listeners are told at once, in the order in which they came."""

    def __init__(self) -> None:
        self.entries: list[Happening] = []
        self._listeners: dict[str, list[Listener]] = {}

    def listen(self, listener: Listener, kinds: Iterable[str]) -> None:
        """Tell *listener* of everything of these *kinds* from now on."""
        for kind in kinds:
            self._listeners.setdefault(kind, []).append(listener)

    def tell(self, happening: Happening) -> None:
        """Write *happening* down and pass it on."""
        self.entries.append(happening)
        for listener in self._listeners.get(happening.kind, ()):
            listener(happening)
