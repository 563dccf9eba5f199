"""
The digest: the work of a shift for the specialist, the week for the owner; numbers and cases, no names.

Pure over the tabs as they stand. Each is a matter like any other: its thing is the shift, or the week, so it
is told once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sheets_bot.domain.acts.act import State, state_of
from sheets_bot.domain.deadlines import Flag
from sheets_bot.domain.notices.matter import Audience, Matter, Topic
from sheets_bot.domain.notices.matters import ACTS, DISPUTES, STATUS
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRows, day_in, money_in, text_in
from sheets_bot.domain.when_words import day_words, shift_words

WORK = (DISPUTES, "Orders at risk", "Inbox", "Reviews")
"""The tabs whose rows are work, and are counted."""
TODAY, SHIFT_ROW = "Today", "00"

_OPEN = (Flag.MISSED, Flag.LATE, Flag.LAST_SHIFT, Flag.NO_DATE, Flag.SOON, Flag.OK)
_NO_END = frozenset({"", "Check by hand"})
_WEEK = timedelta(days=7)


def digests(tabs: Mapping[str, TabRows], *, rules: Rules, now: datetime) -> list[Matter]:
    """Return the digests whose time it is: while a shift runs, and from the owner's hour for a week."""
    return [*_of_the_shift(tabs, rules, now), *_of_the_week(tabs, rules, now)]


def _of_the_shift(tabs: Mapping[str, TabRows], rules: Rules, now: datetime) -> Iterator[Matter]:
    span = rules.roster.next_ending_after(now)
    if span is None or now < span.starts_at:
        return
    row = tabs.get(TODAY, {}).get(SHIFT_ROW, {})
    lines = [text_in(row, "why"), *_counted(tabs)]
    yield Matter(
        Topic.DIGEST,
        thing=f"digest of the shift {span.starts_at:%Y-%m-%dT%H:%MZ}",
        what=f"Your shift {shift_words(span, rules.zone, now)}",
        said="\n".join(filter(None, lines)) or "Nothing is open.",
        only_for=Audience.SPECIALIST,
    )


def _of_the_week(tabs: Mapping[str, TabRows], rules: Rules, now: datetime) -> Iterator[Matter]:
    told_on = week_told_on(now, rules)
    disputes = tabs.get(DISPUTES, {})
    lines = [*_counted(tabs), _stake_words(disputes), _ended_words(disputes, told_on - _WEEK, told_on)]
    failed = sum(text_in(row, "state") == "failed" for row in tabs.get(STATUS, {}).values())
    in_doubt = {State.IN_DOUBT, State.UNKNOWN}
    doubts = sum(state_of(text_in(row, "state")) in in_doubt for row in tabs.get(ACTS, {}).values())
    lines += [f"Status: {failed} fail now."] if failed else []
    lines += [f"Acts: {doubts} in doubt; look by hand."] if doubts else []
    yield Matter(
        Topic.DIGEST,
        thing=f"digest of the week {told_on}",
        what=f"The week until {day_words(told_on - timedelta(days=1))}",
        said="\n".join(filter(None, lines)) or "Nothing is open.",
        only_for=Audience.OWNER,
    )


def week_told_on(now: datetime, rules: Rules) -> date:
    """Return the latest local day on which the owner's digest was, or is, to be told."""
    local = now.astimezone(rules.owner_zone)
    day = local.date() - timedelta(days=(local.weekday() - rules.notices.owner_weekday) % 7)
    begins_at = datetime.combine(day, time(rules.notices.digest_hour), tzinfo=rules.owner_zone)
    return day if now >= begins_at else day - _WEEK


def _counted(tabs: Mapping[str, TabRows]) -> Iterator[str]:
    """Yield a line for each tab with open work, e.g. ``Disputes: 1 LAST SHIFT, 4 OK``."""
    for tab in WORK:
        flags = Counter(text_in(row, "flag") for row in tabs.get(tab, {}).values())
        found = [f"{flags[flag]} {flag}" for flag in _OPEN if flags[flag]]
        if found:
            yield f"{tab}: {', '.join(found)}"


def _stake_words(disputes: TabRows) -> str:
    sums: dict[str, Decimal] = {}
    for row in disputes.values():
        if (stake := money_in(row, "at_stake")) and text_in(row, "flag") != Flag.CLOSED:
            sums[stake.currency] = sums.get(stake.currency, Decimal(0)) + stake.major()
    told = " + ".join(f"{amount} {currency}" for currency, amount in sorted(sums.items()) if amount)
    return f"At stake in open cases: {told}" if told else ""


def _ended_words(disputes: TabRows, first: date, until: date) -> str:
    outcomes = Counter(
        text_in(row, "outcome")
        for row in disputes.values()
        if (day := day_in(row, "closed_on")) and first <= day < until
    )
    told = ", ".join(
        f"{count} {outcome}" for outcome, count in outcomes.most_common() if outcome not in _NO_END
    )
    return f"Ended in the week: {told}" if told else ""
