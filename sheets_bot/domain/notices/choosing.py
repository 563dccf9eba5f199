"""
Who is told what now: never twice for one thing, and quiet where nobody works, unless something would be lost.

Pure: matters, the memory of the tab `Notices`, the rules and the time go in; letters come out. What a claimed
row means after a crash is decided here too: told again once, with a word of warning, and then never.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from sheets_bot.domain.notices.matter import Audience, Letter, Matter, Topic
from sheets_bot.domain.notices.notice_rows import NOT_TOLD, SENDING, notice_key
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.shifts import Roster
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in, whole_in

SENDING_ENDS_WITHIN = timedelta(minutes=15)
"""A claim that is older has lost its run; a sending takes a minute at most (ours)."""
MOST_TRIES_AFTER_A_CRASH = 2
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
_MOST_DOUBLINGS = 7


def choose(
    found: Collection[Matter],
    memory: TabRows,
    *,
    rules: Rules,
    audiences: Iterable[Audience],
    now: datetime,
) -> list[Letter]:
    """
    Return at most one letter for each audience.

    Args:
        found: Everything worth telling at this moment.
        memory: The rows of the tab `Notices`.
        rules: Shifts, topics and quiet hours.
        audiences: Those who can be told at all.
        now: The present.
    """
    letters = []
    for audience in audiences:
        wanted = rules.notices.topics(audience)
        due = [
            matter
            for matter in found
            if matter.topic in wanted
            and matter.only_for in {None, audience}
            and _is_open(memory.get(notice_key(audience, matter.thing), {}), now)
            and not _is_quiet(matter, audience, rules, now)
        ]
        if due:
            letters.append(Letter(audience, tuple(due), frozenset(_repeated(due, audience, memory))))
    return letters


def roster_of(audience: Audience, rules: Rules) -> Roster:
    """Return when somebody may be disturbed: the specialist in the shifts, the owner in hours of each day."""
    if audience is Audience.SPECIALIST:
        return rules.roster
    return Roster(rules.notices.owner_hours, rules.owner_zone)


def _is_open(row: TabRow, now: datetime) -> bool:
    """True for a thing that was not told yet."""
    state, told_at, tries = text_in(row, "state"), instant_in(row, "last_at"), whole_in(row, "tries") or 0
    if state == SENDING:
        lost = told_at is None or now - told_at > SENDING_ENDS_WITHIN
        return lost and tries < MOST_TRIES_AFTER_A_CRASH
    if state == NOT_TOLD:
        return told_at is None or now >= told_at + _wait(tries)
    return not state


def _wait(tries: int) -> timedelta:
    return min(FIRST_WAIT * (1 << min(max(tries - 1, 0), _MOST_DOUBLINGS)), LONGEST_WAIT)


def _is_quiet(matter: Matter, audience: Audience, rules: Rules, now: datetime) -> bool:
    """True where it waits for the next shift without losing anything."""
    coming = roster_of(audience, rules).next_ending_after(now)
    if not rules.notices.quiet or coming is None or now >= coming.starts_at:
        return False
    if matter.topic is Topic.DIGEST or matter.lost_at is None:
        return True
    # What is due just after a shift begins cannot be answered in it.
    return matter.lost_at >= coming.starts_at + timedelta(minutes=rules.today.dispute_minutes)


def _repeated(due: Iterable[Matter], audience: Audience, memory: TabRows) -> Iterator[str]:
    for matter in due:
        if text_in(memory.get(notice_key(audience, matter.thing), {}), "state"):
            yield matter.thing
