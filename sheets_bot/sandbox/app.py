"""
The whole sandbox put together: `start()` opens it on loopback and says how a bot reaches it.

Holds no behaviour of a service: those are the rooms (`google/`, `paypal/room.py`, `shopify/`,
`trustpilot/room.py`) and the mail server (`mailbox/`), the simulated business (`world/`), the
controls (`control.py`) and the viewer (`viewer/`).
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sheets_bot.sandbox.accounts import brand_tables
from sheets_bot.sandbox.clock import START_AT, Clock
from sheets_bot.sandbox.control import ControlRoom, Controls
from sheets_bot.sandbox.faults import Faults
from sheets_bot.sandbox.google.auth import TokenRoom, Tokens
from sheets_bot.sandbox.google.book import Books
from sheets_bot.sandbox.google.drive import DriveRoom
from sheets_bot.sandbox.google.quota import Quota
from sheets_bot.sandbox.google.room import SheetsRoom
from sheets_bot.sandbox.google.store import Store
from sheets_bot.sandbox.journal import Journal
from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.orders import BadOrder
from sheets_bot.sandbox.paypal.room import PayPalRoom
from sheets_bot.sandbox.server import Server
from sheets_bot.sandbox.service_account import new_service_account
from sheets_bot.sandbox.shopify import ShopifyRoom
from sheets_bot.sandbox.switchboard import Switchboard
from sheets_bot.sandbox.tracker import TRACKER_ID, new_tracker
from sheets_bot.sandbox.trustpilot.room import TrustpilotRoom
from sheets_bot.sandbox.viewer.room import ViewerRoom
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.conceding import concede
from sheets_bot.sandbox.world.plots import plot_of

LONGEST_LATENCY_SECONDS = 60.0


class Sandbox:
    """A running outside world; made by :func:`start`, ended by :meth:`stop`."""

    def __init__(self, *, clock: Clock, port: int, file: Path | None, world: Mapping[str, Any]) -> None:
        """Open on *port* with the spreadsheets of *file*; *world* are the arguments of the simulation."""
        self.clock = clock
        self.leap: Callable[[float], None] = self.advance
        """What the button "Next shift" does: whoever keeps a bot at work here lets it act on the way."""
        self.journal = Journal()
        self.faults = Faults()
        self.books = Books()
        self._store: Store | None = None
        self._world_arguments = dict(world)
        self.world = self._new_world()
        self.switchboard = Switchboard([], faults=self.faults, journal=self.journal)
        self.server = Server(self.switchboard, now=clock.now, port=port)
        with ExitStack() as undo:
            undo.callback(self.server.stop)
            self._furnish(file)
            self.mail.start()
            undo.pop_all()

    def _furnish(self, file: Path | None) -> None:
        """Open the services; until then every address answers 501."""
        if file:
            self._store = Store(file)
            self._store.open(self.books)
        self.service_account = new_service_account(self.base_url)
        self._tokens = Tokens()
        self._tokens.trust(self.service_account["client_email"], self.service_account["private_key"])
        self.sheets = SheetsRoom(self.books, self._tokens)
        hostility = str(self._world_arguments.get("hostility", "little"))
        self.paypal = PayPalRoom(self.world)
        self.shopify = ShopifyRoom(self.world, hostility=hostility)
        self.trustpilot = TrustpilotRoom(self.world)
        self.mail = MailServer(
            self.world, now=self.clock.now, faults=self.faults, journal=self.journal, hostility=hostility
        )
        self._put_tracker()
        self._open_rooms()

    @property
    def base_url(self) -> str:
        """Where every service is, e.g. ``http://127.0.0.1:8765``."""
        return self.server.base_url

    @property
    def endpoints(self) -> dict[str, str]:
        """The base URL of each service, as the bot's configuration names them."""
        services = dict.fromkeys(("sheets", "drive", "paypal", "trustpilot"), self.base_url)
        shopify = f"{self.base_url}/shopify/{{shop}}"
        return {**services, "shopify": shopify, "clock": f"{self.base_url}/_sandbox/clock"}

    @property
    def config(self) -> dict[str, Any]:
        """A ready configuration for the bot, as JSON; its credentials open nothing but this sandbox."""
        return {
            "endpoints": self.endpoints,
            "google": {"service_account": dict(self.service_account)},
            "workbooks": {"shared": TRACKER_ID},
            "brands": brand_tables(self.paypal, self.shopify, self.trustpilot, self.mail),
        }

    def advance(self, seconds: float) -> None:
        """
        Move the clock ahead and let the world live through the time.

        Raises:
            BadOrder: The clock cannot jump so far, or back.
        """
        self.world.advance_to(self.clock.advance(seconds))

    def reset(self) -> None:
        """
        Start over: time, world, spreadsheets, journal, faults and settings as after :func:`start`.

        Credentials, the tracker's id and the tokens issued stay good.
        """
        self.faults.clear()
        self.change_settings({"latency_seconds": 0.0, "quotas": False})
        self.clock.restart()
        self.world = self.paypal.world = self.shopify.world = self._new_world()
        self.trustpilot.change_world(self.world)
        self.mail.change_world(self.world)
        for book in self.books.all():
            self.books.remove(book.id)
        self._put_tracker()
        self._open_rooms()
        self.journal.clear()

    @property
    def settings(self) -> dict[str, Any]:
        """What can be changed while the sandbox runs."""
        return {
            "latency_seconds": self.switchboard.latency_seconds,
            "quotas": self.sheets.quota is not None,
        }

    def change_settings(self, given: Mapping[str, Any]) -> None:
        """
        Change some of the :attr:`settings`.

        Raises:
            BadOrder: A setting is unknown or its value means nothing; nothing is changed.
        """
        latency = given.get("latency_seconds", self.switchboard.latency_seconds)
        quotas = given.get("quotas", self.sheets.quota is not None)
        unknown = sorted(set(given) - set(self.settings))
        if unknown:
            raise BadOrder(f"There is no setting {unknown[0]!r}; there are {', '.join(self.settings)}.")
        if isinstance(latency, bool) or not isinstance(latency, int | float):
            raise BadOrder(f"'latency_seconds' must be a number, not {latency!r}. Nothing was changed.")
        if not 0 <= latency <= LONGEST_LATENCY_SECONDS:
            raise BadOrder(f"'latency_seconds' is from 0 to {LONGEST_LATENCY_SECONDS:g}, not {latency!r}.")
        if not isinstance(quotas, bool):
            raise BadOrder(f"'quotas' must be true or false, not {quotas!r}. Nothing was changed.")
        self.switchboard.latency_seconds = float(latency)
        if quotas != (self.sheets.quota is not None):
            self.sheets.quota = Quota() if quotas else None

    def changes(self) -> list[dict[str, Any]]:
        """
        Return every spreadsheet with its id, title and revision, oldest first.

        ``by_programs`` holds, by sheet id, the revision at which a program last changed that sheet.
        """
        return [
            {
                "id": book.id,
                "title": book.state.title,
                "revision": book.revision,
                "by_programs": dict(book.program_revisions),
            }
            for book in self.books.all()
        ]

    def stop(self) -> None:
        """Close every connection and free the port; a second time does nothing."""
        self.server.stop()
        self.mail.stop()
        if self._store:
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _open_rooms(self) -> None:
        self.switchboard.rooms = [
            ControlRoom(self._controls()),
            ViewerRoom(),
            TokenRoom(self._tokens),
            self.sheets,
            # Drive remembers folders, comments and the bin beside the spreadsheets: a new one has none.
            DriveRoom(self.books, self._tokens),
            self.paypal,
            self.shopify,
            self.trustpilot,
        ]

    def _controls(self) -> Controls:
        return Controls(
            clock=self.clock,
            journal=self.journal,
            faults=self.faults,
            advance=self._leap,
            truth=self._truth,
            events=self._events,
            plant=self._plant,
            accept=self._accept,
            reset=self.reset,
            settings=lambda: self.settings,
            change_settings=self.change_settings,
            changes=self.changes,
        )

    def _truth(self, zone: str, week_starts_on: int) -> Mapping[str, Any]:
        self.world.advance_to(self.clock.now())
        return self.world.truth(zone=zone, week_starts_on=week_starts_on)

    def _events(self, since: int, most: int) -> Mapping[str, Any]:
        self.world.advance_to(self.clock.now())
        return self.world.news(since=since, most=most)

    def _plant(self, given: Mapping[str, Any]) -> Mapping[str, str]:
        self.world.advance_to(self.clock.now())
        return self.world.plant(plot_of(given))

    def _leap(self, seconds: float) -> None:
        self.leap(seconds)

    def _accept(self, name: str) -> None:
        self.world.advance_to(self.clock.now())
        concede(self.world, name)

    def _new_world(self) -> World:
        return World(start_at=self.clock.now(), **self._world_arguments)

    def _put_tracker(self) -> None:
        if TRACKER_ID not in {book.id for book in self.books.all()}:
            self.books.add(new_tracker(self.service_account["client_email"], now=self.clock.now()))


def start(
    *,
    port: int = 0,
    seed: int = 7,
    weeks: int = 12,
    empty: bool = False,
    file: Path | None = None,
    now: datetime = START_AT,
    running: bool = True,
    **world: Any,
) -> Sandbox:
    """
    Open the sandbox and return when it answers.

    Args:
        port: Where to listen on 127.0.0.1; 0 for any free port.
        seed: Another seed, another season.
        weeks: How many weeks of business lie behind *now*.
        empty: Accounts without any business.
        file: Keep the spreadsheets here over a restart; None keeps them in memory.
        now: The sandbox's first instant (aware).
        running: Time goes by as on a wall clock; False: only when told.
        world: Further arguments of `World`: ``seller``, ``hostility``, ``brands``.

    Raises:
        OSError: The port is taken.
        ValueError: *now* has no time zone, or an argument of the world means nothing.
    """
    arguments = {"seed": seed, "weeks": weeks, "empty": empty, **world}
    return Sandbox(clock=Clock(now, running=running), port=port, file=file, world=arguments)
