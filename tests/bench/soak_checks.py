"""
What must hold on every day of the soak: compared with the world itself, by rules written down here anew.

Nothing of the bot's own reckoning is used. Each check returns what it found wrong, in sentences; none raises.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot_log import SCHEMAS
from sheets_bot.sandbox.app import Sandbox
from sheets_bot.sandbox.world.case import Status
from soak_bot import Turn
from soak_person import TABS, SoakPerson, key_header

ZONE = ZoneInfo("Europe/Berlin")
EVENING, SATURDAY = (time(17), time(21)), (time(9), time(18))
SHIFTS = {**dict.fromkeys(range(5), EVENING), 5: SATURDAY}
"""By weekday, as the settings have it before anybody types: evenings, and all of Saturday."""
MARGIN = timedelta(hours=24)
HEARTBEAT = timedelta(hours=1)
NUMBER = re.compile(r"this is note (\d+) of the season")
HAPPENED = {"done", "saved", "asked for", "confirmed"}
NOT_HAPPENED = {"not done", "refused", "taken back"}
ADDED_TO = {"Send message", "Offer replacement", "Provide evidence", "Add information", "Send mail"}
"""Acts whose text stays in the world; a reply or saved evidence may be replaced by a later one."""


@dataclass
class Known:
    """What the runs have told so far."""

    good_at: dict[str, datetime]
    """Start of each job's last good run."""
    last: dict[str, Turn]
    """Each job's last run that could write down how it fared."""

    def take(self, turns: Iterable[Turn]) -> None:
        """Take over the runs of a tick."""
        for turn in turns:
            if turn.ok:
                self.good_at[turn.job] = turn.at
            if turn.told:
                self.last[turn.job] = turn


def last_safe_shift_ends(due_at: datetime) -> datetime:
    """Return the end of the last shift that ends at least the margin before a due instant."""
    until = due_at - MARGIN
    day = until.astimezone(ZONE).date() + timedelta(days=1)
    while True:
        day -= timedelta(days=1)
        if day.weekday() in SHIFTS:
            end = datetime.combine(day, SHIFTS[day.weekday()][1], ZONE).astimezone(UTC)
            if end <= until:
                return end


def open_cases(sandbox: Sandbox) -> Iterator[tuple[str, datetime, datetime, str]]:
    """Yield every case that waits for us: key in the tab, due, last changed, and the job that brings it in."""
    for case in sandbox.world.cases.values():
        if case.status is Status.SELLERS_TURN and case.due_at and "status" not in case.disguise:
            yield case.dispute_id, _at(case.due_at), _at(case.updated_at), "sync_paypal_disputes"
    for several in sandbox.world.chargebacks.values():
        for case in several:
            if case.status == "NEEDS_RESPONSE" and case.due_at and case.sent_at is None:
                changed = _at(max(case.updated_at, case.initiated_at))
                yield f"SH-{case.number}", _at(case.due_at), changed, "sync_shopify_disputes"


def flags_late(
    sandbox: Sandbox, person: SoakPerson, known: Known, now: datetime, step: timedelta
) -> tuple[int, list[str]]:
    """
    Look at every case whose last safe shift ends before the next look, or has ended.

    Returns:
        How many were looked at, and which of them had neither LAST SHIFT nor MISSED.
    """
    looked, wrong = 0, []
    flags: dict[str, str] | None = None
    refreshed_at = known.good_at.get("refresh_deadlines")
    for key, due_at, changed_at, job in open_cases(sandbox):
        if last_safe_shift_ends(due_at) > now + step or refreshed_at is None:
            continue
        brought_at = known.good_at.get(job)
        if (
            brought_at is None
            or changed_at >= brought_at
            or now - refreshed_at > max(step, timedelta(minutes=10))
        ):
            continue  # not known yet, or the spreadsheet does not answer: nobody could have flagged it
        if now.timestamp() - person.removed.get(("Disputes", key), 0) < 86_400 + 3600:
            continue  # a person took the row away; the sweep of the next morning brings it back
        if flags is None:
            flags = {str(row["Dispute"]): str(row["Flag"]) for row in person.table("Disputes")}
        looked += 1
        wanted = {"MISSED"} if due_at <= refreshed_at else {"LAST SHIFT", "MISSED"}
        if flags.get(key) not in wanted:
            wrong.append(
                f"{now:%d %b %H:%M} {key}, due {due_at:%d %b %H:%M}: flag {flags.get(key, 'no row')!r}"
            )
    return looked, wrong


def doubled_rows(person: SoakPerson) -> list[str]:
    """Say which keys stand in two rows of a tab."""
    wrong = []
    for tab in SCHEMAS:
        keys = Counter(str(row[key_header(tab)]) for row in person.table(tab))
        wrong += [f"{tab}: {key} stands {n} times" for key, n in keys.items() if key and n > 1]
    return wrong


def hurt_cells(person: SoakPerson) -> list[str]:
    """Say what a person has typed that does not stand where they typed it, or stands elsewhere too."""
    found: dict[tuple[str, str, str], str] = {}
    for tab in TABS:
        ours = [column.header for column in SCHEMAS[tab].column if column.owner == "human"]
        for row in person.table(tab):
            for name in ours:
                if row[name]:
                    found[tab, str(row[key_header(tab)] or row[name]), name] = str(row[name])
    wrong = [
        f"{spot}: typed {text!r}, stands {found.get(spot, '')!r}"
        for spot, text in person.typed.items()
        if found.get(spot) != text
    ]
    return wrong + [
        f"{spot}: nobody typed {text!r}" for spot, text in found.items() if spot not in person.typed
    ]


def wrong_acts(sandbox: Sandbox, person: SoakPerson) -> list[str]:
    """Say which acts happened twice, and of which the tab `Acts` does not tell the truth."""
    times = Counter(texts_in(sandbox))
    wrong = [
        f"note {number} of {person.letters[number]} went out {n} times"
        for number, n in times.items()
        if n > 1
    ]
    for row in person.table("Acts"):
        number = next((int(found) for found in NUMBER.findall(str(row["Text"]))), 0)
        state, happened = row["State"], times[number]
        told_wrong = (state in NOT_HAPPENED and happened) or (
            state in HAPPENED and row["Action"] in ADDED_TO and not happened
        )
        if number and told_wrong:
            wrong.append(f"note {number}, {row['Action']}: {state!r}, in the world {happened} times")
    return wrong


def texts_in(sandbox: Sandbox) -> Iterator[int]:
    """Yield the number of each text of ours that reached the world, once for every time."""
    world = sandbox.world
    said: list[str] = []
    for case in world.cases.values():
        said += [message.content for message in case.messages if message.by == "SELLER"]
        said += [one.notes for one in case.evidences if one.source == "SUBMITTED_BY_SELLER"]
        said += [info.notes for info in case.supporting_info]
        said += [offer.notes for offer in case.offers if offer.actor == "SELLER"]
    for reviews in world.reviews.values():
        for review in reviews:
            said += [review.reply.text] if review.reply else []
            said += [request.message for request in sandbox.trustpilot.acts.added(review).requests]
    for letters in world.letters.values():
        said += [letter.text for letter in letters if not letter.inbound]
    for text in said:
        yield from {int(number) for number in NUMBER.findall(text)}
    for chargebacks in world.chargebacks.values():
        for case in chargebacks:
            texts = " ".join([*case.saved.values(), *case.sent.values()])
            yield from {int(number) for number in NUMBER.findall(texts)}


def untrue_status(
    person: SoakPerson, known: Known, now: datetime, trouble: Mapping[str, float], out: str, out_since: float
) -> list[str]:
    """
    Say where the tab `Status` is wrong about a job or a source.

    Args:
        person: Who looks.
        known: What the runs told.
        now: When.
        trouble: When each service last had trouble, in seconds since 1970.
        out: The service that is down, if any.
        out_since: Since when, in seconds since 1970.
    """
    rows = {str(row["What"]): row for row in person.table("Status")}
    wrong = [
        f"{now:%d %b %H:%M} {job}: {sentence}"
        for job, turn in known.last.items()
        for sentence in _untrue_of_job(rows.get(job, {}), turn, known.good_at.get(job), now)
    ]
    reachable = now.timestamp() - trouble.get("sheets", 0.0) > QUIET.total_seconds() and out != "sheets"
    if not reachable:
        return wrong
    for service, sources in SOURCES_OF.items():
        down = out == service and now.timestamp() - out_since > QUIET.total_seconds()
        well = out != service and now.timestamp() - trouble.get(service, 0.0) > QUIET.total_seconds()
        for what, row in rows.items():
            if what.partition(": ")[0] in sources and ": " in what and (down or well):
                should = "failed" if down else "ok"
                if row["State"] != should:
                    told = str(row["What happened"])[:200]
                    wrong.append(f"{now:%d %b %H:%M} {what}: {row['State']} ({told}), but it is {should}")
    return wrong


QUIET = timedelta(hours=2, minutes=30)
"""After so long without trouble, or in it, every source has been asked: the rarest comes once an hour."""
SOURCES_OF: Mapping[str, Sequence[str]] = {
    "paypal": ("PayPal",),
    "shopify": ("Shopify orders", "Shopify disputes"),
    "trustpilot": ("Trustpilot",),
    "imap": ("Mailbox",),
}


def _untrue_of_job(
    row: Mapping[str, Any], turn: Turn, good_at: datetime | None, now: datetime
) -> Iterator[str]:
    if not row:
        yield "has no row"
        return
    state = "ok" if turn.ok else "failed"
    if row["State"] != state:
        yield f"says {row['State']!r}, and its last run that could tell was {state!r}"
    shown = _instant(row["Last good run"])
    if shown and good_at and shown > good_at + timedelta(seconds=1):
        yield f"tells of a good run at {shown:%d %b %H:%M:%S}; the last was at {good_at:%d %b %H:%M:%S}"
    if (
        turn.ok
        and good_at == turn.at
        and (shown is None or turn.at - shown > HEARTBEAT + timedelta(seconds=1))
    ):
        yield f"shows {shown} as its last good run, which was at {turn.at}"


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _instant(cell: Any) -> datetime | None:
    """Return the instant of a cell, which Sheets keeps as a day count in the spreadsheet's zone."""
    if not isinstance(cell, int | float):
        return None
    wall = datetime(1899, 12, 30) + timedelta(days=cell)
    return wall.replace(tzinfo=ZONE).astimezone(UTC)
