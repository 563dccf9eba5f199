"""`sheets-bot practice`: some shifts in an imitated world that reacts, and what was won and lost, and why."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sheets_bot.commands.colours import coloured
from sheets_bot.commands.options import BrandsOption, JsonOption, PortOption, SeedOption
from sheets_bot.commands.outcome import port_may_be_taken, print_json, told
from sheets_bot.errors import Misconfigured

if TYPE_CHECKING:
    from sheets_bot.domain.shifts import Span
    from sheets_bot.practice.account import Lived
    from sheets_bot.practice.attendance import Attendance
    from sheets_bot.practice.place import Place

ShiftsOption = Annotated[int, typer.Option("--shifts", min=1, max=60, help="How many shifts.")]
AloneOption = Annotated[
    bool, typer.Option("--alone", help="Do not live the same shifts again by the recommended play.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Also save the account to a text file.")
]

WELCOME = """
Look at the spreadsheet: {address}

  1. Open the tab Today. It ranks what is open; work from the top.
  2. In the row of each task choose an Action, read the Draft that appears, and tick Approved. The bot
     carries it out a few minutes after the tick, or when you press a button that moves the clock.
  3. Where the advice is to accept or refund a case at the platform, type here: accept CASE
  4. When you are done, press "Next shift" in the browser, or type here: next

This shift: {shift}, the first of {count}. To end early and read the account,
type end or press Ctrl-C.
"""
HELP = "Type next, accept CASE (e.g. accept PP-R-ABC-12345678), or end."


def practice(
    shifts: ShiftsOption = 5,
    seed: SeedOption = 7,
    brands: BrandsOption = 1,
    port: PortOption = 0,
    alone: AloneOption = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Work through some shifts in an imitated world, and read what came of it.

    Nothing leaves this machine. Customers, PayPal and banks react to what you tick in the spreadsheet, and
    nobody answers for you. At the end, all open cases are decided; you are told what was won and lost and
    why, beside what the recommended play makes of the same shifts.

    \b
    Examples:
      sheets-bot practice
      sheets-bot practice --shifts 2 --seed 11
      sheets-bot practice --out practice.txt
    """
    with told(as_json=as_json):
        with opened_place(seed=seed, brands=brands, port=port, running=True, quiet=as_json) as place:
            spans = prepared(place, shifts, quiet=as_json)
            past = worked(place, spans, quiet=as_json)
            lived = [decided(place, past)]
        if past and not alone:
            lived += recommended(past, seed=seed, brands=brands, quiet=as_json)
        from sheets_bot.practice.account import accounts_of
        from sheets_bot.practice.telling import account_lines, as_plain

        yours, *others = accounts_of(lived)
        advised = others[0] if others else None
        lines = list(account_lines(yours, advised, lived[0].rules.zone))
        if as_json:
            print_json({"you": as_plain(yours), "recommended": as_plain(advised) if advised else None})
        else:
            for line in lines:
                # Headings stand at the left; stories are indented.
                typer.echo(coloured(line, "title") if line[:1].strip() else line)
        if out:
            saved(lines, out)


@contextmanager
def opened_place(*, seed: int, brands: int, port: int = 0, running: bool, quiet: bool) -> "Iterator[Place]":
    """Open a world with a bot and a person in it; close them at the end."""
    from sheets_bot.commands.opened import opened_settings
    from sheets_bot.practice.opening import configuration_of, open_world
    from sheets_bot.practice.person import Person
    from sheets_bot.practice.place import Place
    from sheets_bot.service.progress import progress
    from sheets_bot.service.settings_file import settings_from

    with progress("Making a small world", parts=1, quiet=quiet), port_may_be_taken(port):
        world = open_world(seed=seed, brands=brands, port=port, running=running)
    with world:
        settings = settings_from(configuration_of(world), where="the practice")
        sheet = settings.workbooks["shared"]
        with opened_settings(settings) as everything, Person(world.base_url, sheet) as person:
            yield Place(world, everything.bots[0], everything.jobs, person)


def prepared(place: "Place", shifts: int, *, quiet: bool) -> "list[Span]":
    """Set the tabs up, and return the shifts to come."""
    from sheets_bot.practice.attendance import first_shifts
    from sheets_bot.service.progress import progress

    with progress("Preparing the tabs", parts=1, quiet=quiet):
        place.bot.provision()
    return first_shifts(place, shifts)


def worked(place: "Place", spans: "list[Span]", *, quiet: bool) -> "list[Span]":
    """Keep the bot at work around a person until the last shift or a signal; return the shifts past."""
    from sheets_bot.commands.demo import lively
    from sheets_bot.practice.attendance import TICK_SECONDS, Attendance
    from sheets_bot.service.scheduler import stopped_by_signals

    teller = Teller(place, spans, quiet=quiet)
    jobs = [lively(job) for job in place.jobs.values()]
    attendance = Attendance(place, spans, jobs, sync=teller.sync, ended=teller.ended)
    with stopped_by_signals() as stop:
        attendance.begin()
        teller.welcome()
        if sys.stdin.isatty():
            threading.Thread(target=listen, args=(attendance, place, stop), daemon=True).start()
        while not (stop.wait(TICK_SECONDS) or attendance.over.is_set()):
            attendance.attend(stop)
        attendance.end()
    return attendance.past


class Teller:
    """Tells in the terminal how the shifts go."""

    def __init__(self, place: "Place", spans: "list[Span]", *, quiet: bool) -> None:
        self._place, self._spans, self._quiet = place, spans, quiet
        self._zone = place.rules().zone
        self._since = place.now
        """When the bot last made its round."""

    def welcome(self) -> None:
        """Say what to do."""
        self._say(
            WELCOME.format(
                address=self._place.sandbox.base_url,
                shift=self._words(self._spans[0]),
                count=len(self._spans),
            )
        )

    def sync(self, span: "Span") -> None:
        """Let the bot make its round before a shift, and say what has happened and what it flags."""
        from sheets_bot.practice.days import events_between, flags_in
        from sheets_bot.practice.season import SYNC
        from sheets_bot.service.progress import progress

        with progress("The bot looks at what is new", parts=len(SYNC), quiet=self._quiet) as advance:
            self._place.round(SYNC, advance=advance)
        if span != self._spans[0]:
            happened = events_between(self._place.sandbox.world, self._since, self._place.now)
            self._say(f"Until {self._words(span)}: {happened}.\n  Today: {flags_in(self._place.person)}.")
        self._since = self._place.now

    def ended(self, span: "Span") -> None:
        """Say what was done in a shift."""
        from sheets_bot.practice.days import deeds_between

        done = deeds_between(self._place.sandbox.world, self._since, self._place.now)
        number = self._spans.index(span) + 1
        self._say(f"\nShift {number} of {len(self._spans)} is over ({self._words(span)}). You: {done}.")

    def _words(self, span: "Span") -> str:
        from sheets_bot.domain.when_words import moment_words

        return f"{moment_words(span.starts_at, self._zone)}-{span.ends_at.astimezone(self._zone):%H:%M}"

    def _say(self, text: str) -> None:
        typer.echo(text, err=self._quiet)


def listen(attendance: "Attendance", place: "Place", stop: threading.Event) -> None:
    """Do what is typed in the terminal, line by line."""
    for line in sys.stdin:
        if line.strip() == "end":
            stop.set()
            return
        typer.echo(obeyed(line, attendance, place))


def obeyed(line: str, attendance: "Attendance", place: "Place") -> str:
    """Do what one line says, and return what to answer."""
    from sheets_bot.sandbox.orders import BadOrder

    word, _, rest = line.strip().partition(" ")
    if word == "accept" and rest.strip():
        done = place.person.accepts(rest.strip())
        return f"{rest.strip()} {'is' if done else 'cannot be'} accepted."
    if word == "next":
        try:
            attendance.next_shift()
        except BadOrder as error:
            return str(error)
        return ""
    return HELP


def decided(place: "Place", past: "list[Span]") -> "Lived":
    """Let everything be decided while nobody works any more."""
    from sheets_bot.practice.account import Lived
    from sheets_bot.practice.opening import UNTIL_DECIDED
    from sheets_bot.practice.seen import seen_in

    lived = Lived(place.sandbox.world, seen_in(place.sandbox.world), tuple(past), place.rules())
    place.until(place.now + UNTIL_DECIDED)
    return lived


def recommended(past: "list[Span]", *, seed: int, brands: int, quiet: bool) -> "list[Lived]":
    """Let the recommended play live the same shifts; nothing for who does not wait for it."""
    try:
        return [lived_by_the_sheet(past, seed=seed, brands=brands, quiet=quiet)]
    except KeyboardInterrupt:
        typer.echo("The recommended play was not lived to its end. Here is your account alone.", err=True)
        return []


def lived_by_the_sheet(past: "list[Span]", *, seed: int, brands: int, quiet: bool) -> "Lived":
    """Live some shifts as the sheet recommends, from the same start."""
    from sheets_bot.practice.desk import Desk
    from sheets_bot.practice.follower import Follower
    from sheets_bot.practice.season import Season
    from sheets_bot.service.progress import progress

    with opened_place(seed=seed, brands=brands, running=False, quiet=True) as place:
        label = "The same shifts by the recommended play"
        with progress(label, parts=len(past) + 1, quiet=quiet) as advance:
            place.bot.provision()
            advance("")
            Season(place, Follower(), Desk(place)).works(past, told=lambda _span: advance(""))
        return decided(place, past)


def saved(lines: list[str], file: Path) -> None:
    """Save the account."""
    try:
        file.write_text("\n".join(lines).strip() + "\n", encoding="utf-8")
    except OSError as error:
        raise Misconfigured(
            f"--out {file}: {error.strerror}. Name a file that can be written. The account was not saved."
        ) from None
