"""
One hour of the whole bot in its steady state, by the sandbox's clock: what was asked, and what refused.

Everything between the timetable and the wire is the real thing. Time is not: the clock stands still while
the bot works and jumps from minute to minute, and where the bot waits for its turn at Google the clock moves
by that wait. So the sandbox's quota of 60 a minute judges the same minutes in which our limiter counts.
Not imitated: how long a call takes, and that jobs run side by side (here one after the other). The shops'
buckets refill in real time, of which less goes by: they are stricter. `steady_hour.py` prints the figures.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1] / "acceptance"))

from sheets_bot.commands.opened import opened_settings
from sheets_bot.platforms.google import kind_of_google_request
from sheets_bot.platforms.limiter import Limiter
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.clock import START_AT
from sheets_bot.sandbox.google.quota import Quota
from sheets_bot.sandbox.journal import Line
from sheets_bot.sandbox.shopify.bucket import STANDARD
from sheets_bot.sandbox.wire import Call, Reply, Room
from sheets_bot.sandbox.world.brands import BRANDS, Brand
from sheets_bot.service import wiring
from sheets_bot.service.health import Health
from sheets_bot.service.job import Job
from sheets_bot.service.rounds import Rounds
from sheets_bot.service.settings_file import settings_from
from sheets_bot.service.timetable import last_slot_at
from tracker import Person

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BRANDS_IN_A_SPREADSHEET = 4


def some_brands(count: int, *, orders_per_week: int) -> tuple[Brand, ...]:
    """Return brands like the sandbox's, each with accounts, an address and order numbers of its own."""
    return tuple(
        replace(
            BRANDS[at % len(BRANDS)],
            slug=f"brand{at + 1}",
            name=f"Brand {at + 1}",
            merchant_id=f"SBXBENCH{at + 1:05}",
            email=f"payments@brand{at + 1}.example",
            site=f"https://brand{at + 1}.example",
            orders_per_week=orders_per_week,
            orders_from=10_000 * (at + 1) + 1,
        )
        for at in range(count)
    )


@dataclass(frozen=True)
class Turn:
    """One run of a job in one spreadsheet."""

    job: str
    due_at: datetime
    started_at: datetime
    ok: bool
    reads: int
    """Read calls to Google Sheets."""
    writes: int

    @property
    def late(self) -> timedelta:
        """How long after its slot it started."""
        return self.started_at - self.due_at


@dataclass(frozen=True)
class Question:
    """One question to a store of Shopify."""

    at: float
    shop: str
    points: float
    """What it cost; nothing where it was refused."""
    throttled: bool


class ShopMeter:
    """Stands before the stores' door and notes what each answer cost: the journal keeps no bodies."""

    service = "shopify"

    def __init__(self, room: Room) -> None:
        self._room = room
        self.questions: list[Question] = []

    def handles(self, path: str) -> bool:
        """As the stores say."""
        return self._room.handles(path)

    def answer(self, call: Call) -> Reply:
        """Let the store answer, and look at the answer."""
        reply = self._room.answer(call)
        body = reply.body if isinstance(reply.body, Mapping) else {}
        cost = body.get("extensions", {}).get("cost")
        if cost:
            shop = call.path.split("/")[2]
            codes = [error.get("extensions", {}).get("code") for error in body.get("errors", ())]
            points = cost["actualQueryCost"] or 0.0
            self.questions.append(Question(call.at, shop, points, "THROTTLED" in codes))
        return reply


@dataclass(frozen=True)
class Hour:
    """What one hour amounted to."""

    began_at: float
    """Seconds since 1970, as in the journal."""
    brands: int
    spreadsheets: int
    slots: int
    """How many runs the timetable has in it."""
    turns: Sequence[Turn]
    """Fewer than the slots where the bot was so late that the next slot of a job had come."""
    lines: Sequence[Line]
    """What programs asked."""
    questions: Sequence[Question]
    """The part of it that cost points at Shopify."""
    first_run: timedelta
    """How long everything took the first time: what the bot waited for its turn at Google."""

    def calls(self, service: str, kind: str = "") -> list[Line]:
        """Return the calls to a service; for Google of one kind, ``read`` or ``write``, if given."""
        return [
            line
            for line in self.lines
            if line.service == service and kind in ("", kind_of_google_request(line.method, line.path))
        ]


class Company:
    """The bot of some brands with their spreadsheets, and the clock that all of them live by."""

    def __init__(self, sandbox: Sandbox, stack: ExitStack) -> None:
        """Share a new spreadsheet with the bot for every four brands, and open the bots."""
        self.sandbox = sandbox
        self._turns: list[Turn] = []
        self._meter = ShopMeter(sandbox.shopify)
        sandbox.switchboard.rooms = [
            self._meter if room is sandbox.shopify else room for room in sandbox.switchboard.rooms
        ]
        sandbox.sheets.quota = Quota(monotonic=sandbox.clock.now)
        self._first_at = sandbox.clock.instant()
        settings = settings_from(_config(sandbox, stack), where="the benchmark")
        limiter = partial(Limiter, clock=sandbox.clock.now, sleep=sandbox.advance)
        with patch.object(wiring, "Limiter", limiter):
            opened = stack.enter_context(opened_settings(settings, clock=sandbox.clock.instant))
        self._bots = opened.bots
        self.jobs = tuple(opened.jobs.values())
        self._jobs = [replace(job, run=partial(self._take_turn, job)) for job in opened.jobs.values()]
        service = settings.service
        health = Health(service.tick_seconds, service.hung_after_seconds, started_at=self._first_at)
        self._rounds = Rounds(self._bots, clock=sandbox.clock.instant, health=health)

    def settle(self) -> timedelta:
        """Set the spreadsheets up, run every job once, and return how long the bot waited for its turns."""
        for bot in self._bots:
            bot.provision()
        self._tick()
        return self.sandbox.clock.instant() - self._first_at

    def steady_hour(self) -> Hour:
        """Let time pass up to the full hour, then one hour more, and return what that one amounted to."""
        first_run = self.settle()
        begins_at = _floor(self.sandbox.clock.instant(), HOUR) + HOUR
        self._live(until=begins_at)
        # Only now: the first run fetches weeks, and would wait for points in real time.
        self.sandbox.shopify.plan = STANDARD
        self._turns.clear()
        self._meter.questions.clear()
        self.sandbox.journal.clear()
        self._live(until=begins_at + HOUR)
        return Hour(
            began_at=begins_at.timestamp(),
            brands=len(self.sandbox.world.brands),
            spreadsheets=len(self._bots),
            slots=len(self._bots)
            * sum(HOUR // job.every for job in self._jobs if isinstance(job.every, timedelta)),
            turns=tuple(self._turns),
            lines=self.sandbox.journal.lines(by="program"),
            questions=tuple(self._meter.questions),
            first_run=first_run,
        )

    def _live(self, *, until: datetime) -> None:
        """Ask every job at each full minute whether it is due, as the scheduler does."""
        while (minute := _floor(self.sandbox.clock.instant(), MINUTE) + MINUTE) < until:
            self.sandbox.advance((minute - self.sandbox.clock.instant()).total_seconds())
            self._tick()

    def _tick(self) -> None:
        for job in self._jobs:
            self._rounds.tick(job)

    def _take_turn(self, job: Job, bot: Any) -> Any:
        """Run the job as it is, and note what it asked of Google."""
        lines = self.sandbox.journal.lines()
        mark = lines[-1].n if lines else 0
        receipt = job.run(bot)
        asked = self.sandbox.journal.lines(since=mark, service="sheets", by="program")
        reads = sum(kind_of_google_request(line.method, line.path) == "read" for line in asked)
        due_at = last_slot_at(job.every, now=bot.now, zone=bot.rules.zone)
        self._turns.append(Turn(job.name, due_at, bot.now, receipt.ok, reads, len(asked) - reads))
        return receipt


def _config(sandbox: Sandbox, stack: ExitStack) -> dict[str, Any]:
    """Return the sandbox's configuration with a spreadsheet for every four brands, shared by a person."""
    config = sandbox.config
    slugs = list(config["brands"])
    workbooks = {}
    for first in range(0, len(slugs), BRANDS_IN_A_SPREADSHEET):
        person = Person(sandbox.base_url)
        stack.callback(person.leave)
        person.share_with(sandbox.service_account["client_email"])
        together = slugs[first : first + BRANDS_IN_A_SPREADSHEET]
        workbooks.update(dict.fromkeys(together, person.spreadsheet_id))
    return {**config, "workbooks": workbooks}


def _floor(at: datetime, step: timedelta) -> datetime:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (at - midnight) // step * step


@contextmanager
def a_company(brands: Sequence[Brand], *, weeks: int) -> Iterator[Company]:
    """
    Open a company that has been trading for *weeks* weeks, late on a Monday morning.

    The daily jobs are due between 04:30 and 05:30, so the hour that follows has none of them but
    each of the others.
    """
    with ExitStack() as stack:
        now = START_AT + HOUR / 2
        sandbox = stack.enter_context(start(weeks=weeks, brands=tuple(brands), running=False, now=now))
        yield Company(sandbox, stack)
