"""
What is worth telling, found in the tabs as they stand: deadlines, acts and failures.

Pure. Only what needs a person: a platform that is down for a minute is none of it. Says case numbers, brands,
amounts and times; no name, no text of a mail.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sheets_bot.domain.acts.act import State, state_of
from sheets_bot.domain.deadlines import Flag
from sheets_bot.domain.notices.matter import Matter, Topic
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, money_in, text_in
from sheets_bot.domain.when_words import moment_words

DISPUTES, ACTS, STATUS = "Disputes", "Acts", "Status"
"""The tabs that are looked at."""

_PRESSING = frozenset({Flag.MISSED, Flag.LAST_SHIFT})
_ACT_WORDS = {
    State.IN_DOUBT: "it may have happened, and the bot goes on looking",
    State.UNKNOWN: "nothing tells whether it happened: look by hand, it is never repeated",
    State.REFUSED: "it was refused, and nothing went out",
    State.NOT_DONE: "it surely did not happen: tick again if it still should",
}
_NEWS = timedelta(days=7)
"""An act that ended earlier is history, and no news to somebody who has only now set up notices (ours)."""
_LONGEST_SAID = 300


def matters(
    tabs: Mapping[str, TabRows], *, zone: ZoneInfo, heartbeat: timedelta, now: datetime
) -> list[Matter]:
    """
    Return the matters of the tabs that could be read, deadlines first, each in the order of its rows.

    Args:
        tabs: By title; one that is missing has no matters.
        zone: Of the times in words.
        heartbeat: How long a failure that time may heal can last before it is told.
        now: The present.
    """
    return [
        *_deadlines(tabs.get(DISPUTES, {}), zone),
        *_acts(tabs.get(ACTS, {}), now),
        *_failures(tabs.get(STATUS, {}), heartbeat, now),
    ]


def _deadlines(rows: TabRows, zone: ZoneInfo) -> Iterator[Matter]:
    for key, row in rows.items():
        flag = text_in(row, "flag")
        if flag not in _PRESSING:
            continue
        due_at, respond_by = instant_in(row, "due"), instant_in(row, "respond_by")
        told = [str(money)] if (money := money_in(row, "amount")) else []
        told += [f"respond by {moment_words(respond_by, zone)}"] if respond_by and flag != Flag.MISSED else []
        told += [f"due {moment_words(due_at, zone)}"] if due_at else []
        yield Matter(
            Topic.DEADLINES,
            # A date that the platform moves makes it another thing.
            thing=f"{key} {flag} {_stamp(due_at)}",
            what=" ".join(f"{flag}: {text_in(row, 'platform')} case {key}{_of(row)}".split()),
            said=", ".join(told),
            lost_at=due_at,
        )


def _acts(rows: TabRows, now: datetime) -> Iterator[Matter]:
    for key, row in rows.items():
        state = state_of(text_in(row, "state"))
        words = _ACT_WORDS.get(state, "")
        ended_at = instant_in(row, "ended_at") or instant_in(row, "ticked_at")
        if not words or (ended_at and now - ended_at > _NEWS):
            continue
        tab = text_in(row, "tab")
        # Rows of the other tabs may be called after a mail or an order, which need not travel.
        case = f" {text_in(row, 'row_key')}" if tab == DISPUTES else ""
        yield Matter(
            Topic.ACTS,
            thing=f"act {key} {state}",
            what=f"Act {state}: {text_in(row, 'action')}, {tab}{case}{_of(row)}",
            said=f"{words}; see the tab Acts",
        )


def _failures(rows: TabRows, heartbeat: timedelta, now: datetime) -> Iterator[Matter]:
    failed = {what: row for what, row in rows.items() if text_in(row, "state") == "failed"}
    by_source = [f"{what}: {text_in(row, 'happened')}" for what, row in failed.items() if ": " in what]
    for what, row in failed.items():
        since = instant_in(row, "failed_since")
        lasts = since is None or now - since > heartbeat
        if (text_in(row, "needs") != "you" and not lasts) or _is_covered(text_in(row, "happened"), by_source):
            continue
        yield Matter(
            Topic.FAILURES,
            thing=f"{what} failed {_stamp(since)}",
            what=what,
            said=_cut(text_in(row, "happened") or "failed; see the tab Status"),
        )


def _is_covered(happened: str, by_source: list[str]) -> bool:
    """True for a job that failed only because of sources, which are told themselves."""
    rest = happened
    for told in by_source:
        rest = rest.replace(told, "")
    return rest != happened and not rest.strip()


def _of(row: TabRow) -> str:
    brand = text_in(row, "brand")
    return f" ({brand})" if brand else ""


def _stamp(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%dT%H:%MZ}" if instant else "(no date)"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SAID else f"{line[: _LONGEST_SAID - 1]}…"
