"""
The sandbox's own controls under `/_sandbox`: clock, journal, faults, events, truth, plots, pages, settings,
reset.

Imitates no service. What it changes lives elsewhere (`clock.py`, `journal.py`,
`faults.py`, `switchboard.py`, `app.py`); it only takes orders and answers in JSON.
"""

import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sheets_bot.sandbox.clock import Clock
from sheets_bot.sandbox.faults import Faults, fault_from_json
from sheets_bot.sandbox.journal import Journal, as_json
from sheets_bot.sandbox.orders import BadOrder
from sheets_bot.sandbox.wire import Call, Reply

PREFIX = "/_sandbox"
MOST_EVENTS = 500
"""As many events are told at once, however many are asked for."""


@dataclass(frozen=True)
class Controls:
    """What the controls move."""

    clock: Clock
    journal: Journal
    faults: Faults
    advance: Callable[[float], None]
    """Moves the clock and lets the world catch up; BadOrder when the jump makes no sense."""
    truth: Callable[[str, int], Mapping[str, Any]]
    """Takes the time zone and the first weekday (0 is Monday) of the weekly tallies."""
    events: Callable[[int, int], Mapping[str, Any]]
    """Takes the number of the last event known and how many to tell at most (see `world/news.py`)."""
    plant: Callable[[Mapping[str, Any]], Mapping[str, str]]
    """Takes a plot (`world/plots.py`) and returns what it was given; ValueError when it means nothing."""
    reset: Callable[[], None]
    settings: Callable[[], Mapping[str, Any]]
    change_settings: Callable[[Mapping[str, Any]], None]
    """BadOrder when a setting is unknown or its value means nothing; then nothing is changed."""
    accept: Callable[[str], None]
    """Accepts a case at its platform, as a person at its page does; BadOrder when that is not possible."""
    changes: Callable[[], list[dict[str, Any]]]
    """Every spreadsheet with its id, title and revision."""


class ControlRoom:
    """Answers `/_sandbox/...`; never journaled, delayed or disturbed."""

    service = "control"

    def __init__(self, controls: Controls) -> None:
        self._controls = controls
        self._orders: dict[tuple[str, str], Callable[[Call], Any]] = {
            ("GET", "/journal"): self._journal,
            ("POST", "/journal/clear"): self._clear_journal,
            ("GET", "/faults"): self._faults,
            ("POST", "/faults"): self._add_faults,
            ("POST", "/faults/clear"): self._clear_faults,
            ("GET", "/clock"): self._clock,
            ("POST", "/clock/advance"): self._advance,
            ("GET", "/events"): self._events,
            ("GET", "/truth"): self._truth,
            ("POST", "/plots"): self._plant,
            ("POST", "/accept"): self._accept,
            ("GET", "/settings"): self._settings,
            ("POST", "/settings"): self._change_settings,
            ("POST", "/reset"): self._reset,
            ("GET", "/changes"): self._changes,
        }

    def handles(self, path: str) -> bool:
        """Say whether a path is one of the controls."""
        return path == PREFIX or path.startswith(PREFIX + "/")

    def answer(self, call: Call) -> Reply:
        """Carry out one order: 400 with a sentence if it makes no sense, 501 if there is no such control."""
        order = self._orders.get((call.method, call.path.removeprefix(PREFIX).rstrip("/")))
        if order is None:
            known = [f"{method} {PREFIX}{path}" for method, path in self._orders]
            said = f"The sandbox has no control {call.method} {call.path}."
            return Reply(501, {"error": {"code": 501, "message": said, "controls": known}})
        try:
            return Reply(200, order(call))
        except (BadOrder, ValueError) as error:  # ValueError: the body is not JSON
            return Reply(400, {"error": {"code": 400, "message": str(error)}})

    def _journal(self, call: Call) -> Any:
        lines = self._controls.journal.lines(
            since=_whole("since", call.arg("since", "0")), service=call.arg("service"), by=call.arg("by")
        )
        return as_json(lines)

    def _clear_journal(self, _call: Call) -> Any:
        self._controls.journal.clear()
        return {}

    def _faults(self, _call: Call) -> Any:
        return self._controls.faults.left()

    def _add_faults(self, call: Call) -> Any:
        given = call.json()
        # All are read before the first is queued: a list with a mistake queues nothing.
        faults = [fault_from_json(one) for one in (given if isinstance(given, list) else [given])]
        for fault in faults:
            self._controls.faults.add(fault)
        return self._controls.faults.left()

    def _clear_faults(self, _call: Call) -> Any:
        self._controls.faults.clear()
        return {}

    def _clock(self, _call: Call) -> Any:
        now = self._controls.clock.now()
        return {
            "now": datetime.fromtimestamp(now, UTC).isoformat(),
            "epoch_seconds": now,
            "running": self._controls.clock.running,
        }

    def _advance(self, call: Call) -> Any:
        seconds = _object(call).get("seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise BadOrder(f"'seconds' must be a number, not {seconds!r}. The clock did not move.")
        self._controls.advance(float(seconds))
        return self._clock(call)

    def _events(self, call: Call) -> Any:
        since = _whole("since", call.arg("since", "0"))
        most = _whole("most", call.arg("most", "100"))
        return self._controls.events(since, min(most, MOST_EVENTS))

    def _truth(self, call: Call) -> Any:
        zone = call.arg("zone", "UTC")
        if zone not in zoneinfo.available_timezones():
            raise BadOrder(f"'zone' must be a time zone such as Europe/Berlin, not {zone!r}.")
        week_starts_on = _whole("week_starts_on", call.arg("week_starts_on", "0"))
        if week_starts_on > 6:
            raise BadOrder(f"'week_starts_on' is from 0 (Monday) to 6, not {week_starts_on}.")
        return self._controls.truth(zone, week_starts_on)

    def _plant(self, call: Call) -> Any:
        return self._controls.plant(_object(call))

    def _accept(self, call: Call) -> Any:
        name = _object(call).get("case")
        if not isinstance(name, str):
            raise BadOrder(f"'case' must be the id of a case, not {name!r}. Nothing was accepted.")
        self._controls.accept(name)
        return {"accepted": name}

    def _settings(self, _call: Call) -> Any:
        return self._controls.settings()

    def _change_settings(self, call: Call) -> Any:
        self._controls.change_settings(_object(call))
        return self._controls.settings()

    def _reset(self, call: Call) -> Any:
        self._controls.reset()
        return self._clock(call)

    def _changes(self, call: Call) -> Any:
        return {**self._clock(call), "spreadsheets": self._controls.changes()}


def _object(call: Call) -> dict[str, Any]:
    given = call.json()
    if not isinstance(given, dict):
        raise BadOrder(f"The body must be a JSON object, not {type(given).__name__}. Nothing was changed.")
    return given


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise BadOrder(f"'{name}' must be a whole number, not {text!r}.")
    return int(text)
