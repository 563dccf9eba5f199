"""
The settings about notices: who is told what, and when not to be disturbed.

Definitions only; `rules.py` reads the tab with them. Where somebody is told (channels are secrets) stands in
the configuration, `[notices]`.
"""

import re
from dataclasses import dataclass
from functools import partial

from sheets_bot.domain.notices.matter import Audience, Topic
from sheets_bot.domain.rules.rule_settings import Reader, Setting
from sheets_bot.domain.rules.typed import (
    Unreadable,
    read_shifts,
    read_weekday,
    read_whole,
    read_yes,
    text_of,
)
from sheets_bot.domain.shifts import Shift
from sheets_bot.sheets.row import Value

_NOTHING = frozenset({"", "nothing", "none", "no", "off", "-"})
_BETWEEN = re.compile(r"[\s,;/+&]+")


def read_topics(value: Value) -> frozenset[Topic]:
    """Topics such as ``deadlines, failures``, each with three letters or more; none for nothing."""
    text = text_of(value).casefold()
    if text in _NOTHING:
        return frozenset()
    found = set()
    for word in filter(None, _BETWEEN.split(text)):
        topics = [topic for topic in Topic if len(word) >= 3 and topic.startswith(word)]
        if len(topics) != 1:
            raise Unreadable(f"there are {', '.join(Topic)}")
        found.add(topics[0])
    return frozenset(found)


def read_hours_of_each_day(value: Value) -> tuple[Shift, ...]:
    """Hours such as ``08:00-20:00``, the same on every day of the week; none for off."""
    return tuple(shift for weekday in range(7) for shift in read_shifts(value, weekday=weekday))


def _topics(whom: str, default: str) -> Setting[frozenset[Topic]]:
    return Setting(
        f"Tell the {whom}",
        default,
        f"What the {whom} is told of by Slack, mail or whatever is configured: deadlines (last shift, "
        "missed), acts (refused, in doubt), failures (that need a person), digest.",
        "some of deadlines, acts, failures, digest; or nothing",
        read_topics,
        empty_means="nothing",
    )


SPECIALIST = _topics("specialist", "deadlines, acts, failures, digest")
OWNER = _topics("owner", "failures, digest")
QUIET = Setting(
    "Quiet outside shifts",
    "yes",
    "With yes, notices wait for your next shift (the owner's hours), unless a deadline is lost by then.",
    "yes or no",
    read_yes,
)
OWNER_HOURS = Setting(
    "Owner may be told",
    "08:00-20:00",
    "The hours of each day in which the owner may be disturbed. Off means at any time.",
    "hours such as 08:00-20:00, or off",
    read_hours_of_each_day,
    empty_means="off",
)
DIGEST_HOUR = Setting(
    "Owner's digest from (hour)",
    "9",
    "From which hour of that day the owner is told the week. The specialist's comes when a shift begins.",
    "a whole number of hours from 0 to 23, such as 9",
    partial(read_whole, most=23, units=frozenset({"h", "uhr", "hour", "hours"})),
)
OWNER_WEEKDAY = Setting(
    "Owner's digest on",
    "Monday",
    "The day on which the owner is told the week.",
    "a weekday such as Monday",
    read_weekday,
)

SETTINGS: tuple[Setting[object], ...] = (SPECIALIST, OWNER, QUIET, OWNER_HOURS, OWNER_WEEKDAY, DIGEST_HOUR)
"""All settings about notices, in the order of the tab."""

_ALL_TOPICS = frozenset(Topic)


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """What the `Settings` tab says about notices."""

    specialist: frozenset[Topic] = _ALL_TOPICS
    owner: frozenset[Topic] = frozenset({Topic.FAILURES, Topic.DIGEST})
    quiet: bool = True
    """True: what can wait for a shift waits for it."""
    owner_hours: tuple[Shift, ...] = ()
    """When the owner may be told; none means always."""
    owner_weekday: int = 0
    """0 is Monday."""
    digest_hour: int = 9

    def topics(self, audience: Audience) -> frozenset[Topic]:
        """Return what somebody wants to hear of."""
        return self.specialist if audience is Audience.SPECIALIST else self.owner


def read_notice_rules(reader: Reader) -> NoticeRules:
    """Return the rules about notices; what is wrong stays with the reader."""
    return NoticeRules(
        specialist=reader.read(SPECIALIST),
        owner=reader.read(OWNER),
        quiet=reader.read(QUIET),
        owner_hours=reader.read(OWNER_HOURS),
        owner_weekday=reader.read(OWNER_WEEKDAY),
        digest_hour=reader.read(DIGEST_HOUR),
    )
