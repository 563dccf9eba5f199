"""
What is still to happen: the one queue of the world, in order of time.

Knows nothing of shops or disputes: an entry is an instant and something to do.
"""

import heapq
from collections.abc import Callable, Iterator
from itertools import count

Deed = Callable[[float], None]
"""Something that happens; it is told its own instant (seconds since 1970), never the clock's."""


class Agenda:
    """Deeds by instant; those of one instant happen in the order in which they were planned."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Deed]] = []
        self._count = count()

    def plan(self, at: float, deed: Deed) -> None:
        """
        Let *deed* happen at *at*, to the millisecond; an instant that has passed means: next.

        Platforms keep milliseconds, so what they say can be compared with what happened.
        """
        heapq.heappush(self._heap, (round(at, 3), next(self._count), deed))

    def due(self, until: float) -> Iterator[tuple[float, Deed]]:
        """Yield what happens up to and including *until*, deeds planned meanwhile included."""
        while self._heap and self._heap[0][0] <= until:
            at, _, deed = heapq.heappop(self._heap)
            yield at, deed
