"""
What `sheets-bot check` looks at, one line each, with the way out.

Asks, and changes nothing but the scratch tab of the probe and, after it, one row
of `Status`. The brands' accounts are looked at in `checks_accounts.py`, what belongs to no spreadsheet
in `checks_service.py`; the habits of Google themselves are tried in `sheets/probe.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sheets_bot.domain.reviews.review_turn import watched_ids
from sheets_bot.errors import Misconfigured, SheetsBotError
from sheets_bot.service.bot import Check
from sheets_bot.service.bot_run import Brand
from sheets_bot.service.checks_accounts import account_checks, allowance_check
from sheets_bot.service.clock import machine_clock
from sheets_bot.service.job import Job
from sheets_bot.service.status import EPOCH_ROW, Note
from sheets_bot.service.ways_out import way_out_of
from sheets_bot.sheets.probe import EPOCH
from sheets_bot.sheets.probe import probe as try_habits
from sheets_bot.sheets.snapshot import Snapshot

if TYPE_CHECKING:
    from sheets_bot.service.spreadsheet_bot import SpreadsheetBot

REVIEWS_TAB = "Reviews"
_CLOCK_TOLERANCE_SECONDS = 60


def checks(
    bot: "SpreadsheetBot", brands: Sequence[Brand], *, probe: bool, jobs: Mapping[str, Job]
) -> Iterator[Check]:
    """Yield what was found, in the order in which a person would put things right."""
    try:
        with bot.lock():
            structure = bot.book.structure(fresh=True)
    except SheetsBotError as error:
        yield Check("Spreadsheet", "failed", str(error), way_out_of(error))
    else:
        yield Check(
            "Spreadsheet", "ok", f"{structure.title!r} can be read; its time zone is {structure.zone}"
        )
        yield from _sharing(bot)
        yield from _tabs(bot)
    yield from _clock(bot)
    yield Check("Quota", "ok", bot.pace)
    for brand in brands:
        yield from account_checks(brand)
    yield from _allowance(bot, brands, jobs)
    yield from _channels(bot)
    if probe:
        yield from _habits(bot)


def _sharing(bot: "SpreadsheetBot") -> Iterator[Check]:
    try:
        rights = bot.book.permissions()
    except SheetsBotError as error:
        yield Check("Sharing", "warning", str(error), "Switch on the Drive API, or ignore this line.")
        return
    mine = [r.get("role") for r in rights if str(r.get("emailAddress", "")).lower() == bot.book.email.lower()]
    if any(role in {"owner", "writer", "organizer", "fileOrganizer"} for role in mine):
        yield Check("Sharing", "ok", f"{bot.book.email} may edit")
    else:
        yield Check(
            "Sharing",
            "warning",
            f"{bot.book.email} is not named as an editor (found: {', '.join(map(str, mine)) or 'nothing'})",
            f"Open the spreadsheet, press Share, and add {bot.book.email} as Editor.",
        )


def _tabs(bot: "SpreadsheetBot") -> Iterator[Check]:
    with bot.lock():
        found = bot.book.read(bot.schemas.values())
    for title, snapshot in found.items():
        if isinstance(snapshot, Snapshot):
            yield _tab(title, snapshot)
        else:
            yield Check(f"Tab {title}", "failed", str(snapshot), "Run `sheets-bot init`, or put it back.")


def _tab(title: str, snapshot: Snapshot) -> Check:
    what, rows = f"Tab {title}", f"{len(snapshot.positions)} rows"
    lacking = [c.header for c in snapshot.schema.column if c.name not in snapshot.columns]
    if lacking:
        found = f"{rows}; without the columns {', '.join(lacking)}"
        return Check(what, "warning", found, "Run `sheets-bot init` to add them.")
    if snapshot.doubles:
        keys = ", ".join(sorted(snapshot.doubles)[:3])
        return Check(what, "warning", f"{rows}; keys that stand twice: {keys}", "Keep one row of each.")
    return Check(what, "ok", rows)


def _clock(bot: "SpreadsheetBot") -> Iterator[Check]:
    """Google refuses tokens of a machine whose clock is wrong, and every deadline would be wrong too."""
    try:
        theirs = bot.book.server_at()
    except SheetsBotError:
        return  # the first line has said so
    if theirs is None:
        return
    ahead_seconds = round((machine_clock() - theirs).total_seconds())
    if abs(ahead_seconds) <= _CLOCK_TOLERANCE_SECONDS:
        yield Check("Clock", "ok", f"{ahead_seconds} s from Google's")
    else:
        way_out = "Let the machine set its clock from the network (NTP)."
        yield Check(
            "Clock", "failed", f"this machine's clock is {ahead_seconds} s ahead of Google's", way_out
        )


def _allowance(bot: "SpreadsheetBot", brands: Sequence[Brand], jobs: Mapping[str, Job]) -> Iterator[Check]:
    """Count the reviews that are read again each day; without the tab nothing is said."""
    reviewed = [brand.name for brand in brands if brand.trustpilot]
    try:
        with bot.lock():
            snapshots = bot.read([REVIEWS_TAB]) if reviewed and REVIEWS_TAB in bot.schemas else {}
    except SheetsBotError:
        return  # the first line has said so
    if REVIEWS_TAB in snapshots:
        rows = snapshots[REVIEWS_TAB].rows
        watched = {
            name: len(watched_ids(rows, name, rules=bot.rules.reviews, now=bot.now())) for name in reviewed
        }
        yield from allowance_check(watched, jobs)


def _channels(bot: "SpreadsheetBot") -> Iterator[Check]:
    """Say on which channels people are told; nothing is sent."""
    for audience in bot.channels.audiences:
        try:
            names = bot.channels.names(audience)
        except Misconfigured as error:
            yield Check(f"Notices, {audience}", "failed", str(error), way_out_of(error))
        else:
            yield Check(f"Notices, {audience}", "ok", f"{', '.join(names)}; nothing was sent")


def _habits(bot: "SpreadsheetBot") -> Iterator[Check]:
    try:
        with bot.lock():
            for habit in try_habits(bot.book):
                if habit.what == EPOCH:
                    fenced = habit.holds
                what = f"Google {habit.what}"
                if habit.holds:
                    yield Check(what, "ok", habit.found)
                else:
                    yield Check(what, "failed", habit.found, habit.otherwise)
    except SheetsBotError as error:
        yield Check("Google's habits", "failed", str(error), "Do what the line says, then probe again.")
        return
    note = Note(
        EPOCH_ROW,
        ok=fenced,
        happened="" if fenced else "Found by `check --probe`. The bot works with proof and repair alone.",
    )
    try:
        bot.write_note(note)
    except Misconfigured as error:
        yield Check("Status tab", "warning", str(error), "Run `sheets-bot init`, then probe again.")
