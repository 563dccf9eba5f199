"""
The whole sandbox put together: `start()` opens it on loopback and says how a bot reaches it.

Holds no behaviour of a service: those are the rooms (`google/`, `paypal.py`), the
simulated business (`world/`), the controls (`control.py`) and the viewer (`viewer/`).
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sheets_bot.sandbox.clock import START_AT, Clock
from sheets_bot.sandbox.control import ControlRoom, Controls
from sheets_bot.sandbox.faults import Faults
from sheets_bot.sandbox.google.auth import TokenRoom, Tokens
from sheets_bot.sandbox.google.book import Book, Books
from sheets_bot.sandbox.google.drive import DriveRoom
from sheets_bot.sandbox.google.quota import Quota
from sheets_bot.sandbox.google.room import SheetsRoom
from sheets_bot.sandbox.journal import Journal
from sheets_bot.sandbox.orders import BadOrder
from sheets_bot.sandbox.paypal import PayPalRoom
from sheets_bot.sandbox.server import Server
from sheets_bot.sandbox.service_account import new_service_account
from sheets_bot.sandbox.switchboard import Switchboard
from sheets_bot.sandbox.tracker import TRACKER_ID, put_tracker
from sheets_bot.sandbox.viewer.room import ViewerRoom
from sheets_bot.sandbox.wire import Call, Reply, Room
from sheets_bot.sandbox.world import World


class Sandbox:
    """A running outside world; made by :func:`start`, ended by :meth:`stop`."""

    def __init__(self, *, clock: Clock, port: int, file: Path | None, world: Mapping[str, Any]) -> None:
        """Open on *port* with the spreadsheets of *file*; *world* are the arguments of the simulation."""
        self.clock = clock
        self.journal = Journal()
        self.faults = Faults()
        self.switchboard = Switchboard([], faults=self.faults, journal=self.journal)
        self.books = Books()
        self._tokens = Tokens()
        self._sheets = SheetsRoom(self.books, self._tokens)
        self._drive = DriveRoom(self.books, self._tokens)
        self._world_arguments = dict(world)
        self.world = self._new_world()
        self.server = Server(self.switchboard, now=clock.now, port=port)
        self.service_account = new_service_account(self.base_url)
        self._tokens.trust(self.service_account["client_email"], self.service_account["private_key"])
        if TRACKER_ID not in {book.id for book in self.books.all()}:
            self._put_tracker()
        self._open_rooms()

    @property
    def base_url(self) -> str:
        """Where every service is, e.g. ``http://127.0.0.1:8765``."""
        return self.server.base_url
