"""
What goes wrong on purpose: a queue of faults that the next matching calls run into.

A fault takes the place of an answer, delays it, or cuts the connection before or
after the effect. Decides only; `switchboard.py` and `server.py` carry it out.
"""

import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from sheets_bot.sandbox.orders import BadOrder

Cut = Literal["", "before", "middle", "after"]
"""Where the connection is closed: before the effect; after it, with half an answer or with none."""

LONGEST_DELAY_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong, *times* times."""

    service: str = ""
    """``sheets``, ``drive``, ``paypal``...; empty: any."""
    method: str = ""
    """Upper case; empty: any."""
    path: str = ""
    """A regular expression searched in the path; empty: any."""
    times: int = 1
    status: int = 0
    """Answer with this status instead of asking the service; 0: ask the service."""
    delay_seconds: float = 0.0
    """Wait before anything else happens."""
    cut: Cut = ""
    body: Any = None
    """Sent with *status* (200 if that is 0): a string goes out as it is, anything else as JSON."""
    headers: Mapping[str, str] | None = None
    """Sent with *status*, e.g. ``{"retry-after": "2"}``."""
    after_effect: bool = False
    """With *status* or *body*: the service does what it was asked, and its own answer is thrown away."""

    @property
    def replaces(self) -> bool:
        """Whether the answer is the fault's own, so that the service is not asked."""
        return self.status != 0 or self.body is not None

    def says(self) -> str:
        """Name the fault in a few words, for the journal."""
        parts = [f"delay {self.delay_seconds:g} s"] if self.delay_seconds else []
        if self.cut:
            parts.append(f"cut {self.cut}")
        elif self.replaces:
            parts.append(f"status {self.status or 200}" + (" after the effect" if self.after_effect else ""))
        return ", ".join(parts)


class Faults:
    """The faults still to come, in the order in which they were added. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Queue one fault."""
        with self._lock:
            self._queue.append(fault)

    def take(self, *, service: str, method: str, path: str) -> Fault | None:
        """Use up and return the oldest fault that fits a call."""
        with self._lock:
            for position, fault in enumerate(self._queue):
                if _fits(fault, service, method, path):
                    if fault.times > 1:
                        self._queue[position] = replace(fault, times=fault.times - 1)
                    else:
                        del self._queue[position]
                    return fault
        return None

    def left(self) -> list[dict[str, Any]]:
        """Return the faults still to come, as the control endpoint shows them."""
        with self._lock:
            return [asdict(fault) for fault in self._queue]

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._queue.clear()


def fault_from_json(given: Any) -> Fault:
    """
    Return the fault that a JSON object describes.

    Raises:
        BadOrder: A field is unknown or has a value that means nothing; the sentence says which.
    """
    if not isinstance(given, dict):
        raise BadOrder(f"A fault is a JSON object, not {type(given).__name__}. Nothing was queued.")
    unknown = sorted(set(given) - set(Fault.__dataclass_fields__))
    if unknown:
        known = ", ".join(Fault.__dataclass_fields__)
        raise BadOrder(f"A fault has no field {unknown[0]!r}; it has {known}. Nothing was queued.")
    fault = Fault(**given)
    problem = _problem(fault)
    if problem:
        raise BadOrder(f"{problem} Nothing was queued.")
    return replace(fault, method=fault.method.upper())


def _fits(fault: Fault, service: str, method: str, path: str) -> bool:
    return (
        fault.service in ("", service)
        and fault.method in ("", method)
        and re.search(fault.path, path) is not None
    )


def _problem(fault: Fault) -> str:
    texts = (fault.service, fault.method, fault.path, fault.cut)
    if not all(isinstance(text, str) for text in texts):
        return "'service', 'method', 'path' and 'cut' are strings."
    if not _is_whole(fault.times) or fault.times < 1:
        return f"'times' is a whole number from 1, not {fault.times!r}."
    if not _is_whole(fault.status) or not (fault.status == 0 or 200 <= fault.status <= 599):
        return f"'status' is 0 or from 200 to 599, not {fault.status!r}."
    if isinstance(fault.delay_seconds, bool) or not isinstance(fault.delay_seconds, int | float):
        return f"'delay_seconds' is a number, not {fault.delay_seconds!r}."
    if not 0 <= fault.delay_seconds <= LONGEST_DELAY_SECONDS:
        return f"'delay_seconds' is from 0 to {LONGEST_DELAY_SECONDS:g}, not {fault.delay_seconds!r}."
    return _problem_of_the_rest(fault)


def _problem_of_the_rest(fault: Fault) -> str:
    if fault.headers is not None and not isinstance(fault.headers, dict):
        return f"'headers' is a JSON object, not {type(fault.headers).__name__}."
    if fault.after_effect not in (True, False):
        return f"'after_effect' is true or false, not {fault.after_effect!r}."
    if fault.cut not in get_args(Cut):
        return f"'cut' is 'before', 'middle' or 'after', not {fault.cut!r}."
    if not (fault.replaces or fault.cut or fault.delay_seconds):
        return "A fault needs a 'status', a 'body', a 'delay_seconds' or a 'cut'."
    try:
        re.compile(fault.path)
    except re.error as error:
        return f"'path' is no regular expression: {error}."
    return ""


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
