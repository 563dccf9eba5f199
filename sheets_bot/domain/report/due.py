"""
Which week is to be reported, and to whom the report still has to go.

Pure: rules, the rows of the tab `Notices` and the time go in. The ledger is that of all notices, since a
report is one: told once, outside the sheet, claimed before it is sent. Unlike them it can be proven (its
Message-ID lies in the mailbox), so after a crash it is looked for, and never sent a second time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sheets_bot.domain.notices.choosing import SENDING_ENDS_WITHIN
from sheets_bot.domain.notices.notice_rows import NOT_TOLD, SENDING, TOLD, UNKNOWN, notice_key
from sheets_bot.domain.report.series import WEEK
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in, whole_in
from sheets_bot.sheets.row import Row, Value

LOOKED_FOR = timedelta(hours=1)
"""A copy to ourselves comes within minutes; after an hour nobody can say (as with acts by mail)."""
PATIENCE = timedelta(hours=24)
"""For so long a report waits for numbers that are not measured yet; then it goes out and says so (ours)."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One report to one person."""

    key: str
    """In the tab `Notices`. The address is shortened: the sheet is read by many."""
    name: str
    """20 hexadecimal digits of spreadsheet, week and address; the Message-ID is made of them."""
    to: str = field(repr=False)


def due_at(now: datetime, rules: Rules) -> datetime:
    """Return the latest instant at which a report was, or is, to be written."""
    local = now.astimezone(rules.owner_zone)
    day = local.date() - timedelta(days=(local.weekday() - rules.metrics.report_weekday) % 7)
    for at in (day, day - WEEK):
        begins_at = datetime.combine(at, time(rules.metrics.report_hour), tzinfo=rules.owner_zone)
        if begins_at <= now:
            return begins_at
    raise AssertionError("a week has seven days")


def reported_week(due: datetime, rules: Rules) -> date:
    """Return the first day of the last week that was over when a report was due."""
    day = due.astimezone(rules.owner_zone).date()
    return day - timedelta(days=(day.weekday() - rules.week_starts_on) % 7) - WEEK


def sendings(week: date, workbook: str, addresses: Iterable[str]) -> list[Sending]:
    """Return one sending for each address, whichever way it is written."""
    found = {}
    for address in addresses:
        plain = address.strip()
        mark = sha256(f"weekly report\x1f{workbook}\x1f{week}\x1f{plain.casefold()}".encode()).hexdigest()
        user, _, domain = plain.rpartition("@")
        key = notice_key("owner", f"weekly report of {week} to {user[:1]}…@{domain} ({mark[:4]})")
        found[plain.casefold()] = Sending(key, mark[:20], plain)
    return list(found.values())


def to_send(found: Iterable[Sending], memory: TabRows) -> list[Sending]:
    """Return those that nobody has begun to send, or that surely did not go out."""
    return [one for one in found if text_in(memory.get(one.key, {}), "state") in {"", NOT_TOLD}]


def to_look_for(found: Iterable[Sending], memory: TabRows, now: datetime) -> list[Sending]:
    """Return those that were begun by a run that must have ended since."""
    return [one for one in found if _is_lost(memory.get(one.key, {}), now)]


def claims(found: Iterable[Sending], memory: TabRows, *, title: str, now: datetime) -> Iterator[Row]:
    """Yield the rows to write before anything is sent."""
    for one in found:
        row = memory.get(one.key, {})
        values: dict[str, Value] = {
            "notice": one.key,
            "state": SENDING,
            "to": "owner",
            "topic": "report",
            "words": title,
            "first_at": instant_in(row, "first_at") or now,
            "last_at": now,
            "tries": (whole_in(row, "tries") or 0) + 1,
            "outcome": None,
        }
        yield Row(one.key, values, why="the weekly report")


def outcome(one: Sending, state: str, words: str) -> Row:
    """Return the row that says what became of a report."""
    return Row(one.key, {"state": state, "outcome": words}, when_absent="leave", why="the weekly report")


def after_looking(one: Sending, row: TabRow, *, was_sent: bool, now: datetime) -> Row | None:
    """Return what a look into the mailbox says of a lost sending; None while a copy may still come."""
    if was_sent:
        return outcome(one, TOLD, "It lies in the mailbox: it was sent.")
    begun_at = instant_in(row, "last_at")
    if begun_at and now - begun_at < LOOKED_FOR:
        return None
    words = (
        "No copy came, so it may or may not have gone out. It is not repeated; `sheets-bot report` makes the "
        "file to send by hand."
    )
    return outcome(one, UNKNOWN, words)


def _is_lost(row: TabRow, now: datetime) -> bool:
    begun_at = instant_in(row, "last_at")
    return text_in(row, "state") == SENDING and (begun_at is None or now - begun_at > SENDING_ENDS_WITHIN)
