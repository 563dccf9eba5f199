"""
The rows of the tab `Notices`: the memory of what was told, written before it is told.

One row per audience and thing. It is claimed first (`sending`), then told, then says what became of it; so a
crash in between leaves a trace, and nothing is told twice in silence. Pure.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from sheets_bot.domain.notices.matter import Letter
from sheets_bot.domain.tab_rows import TabRows, instant_in, text_in, whole_in
from sheets_bot.errors import Refused
from sheets_bot.sheets.row import Row

NOTICES_TAB = "Notices"
SENDING, TOLD, NOT_TOLD, UNKNOWN = "sending", "told", "not told", "unknown"
"""What became of a notice. ``unknown``: the bot stopped twice while telling it, and will not try again."""


def notice_key(audience: str, thing: str) -> str:
    """Return the key of a row."""
    return f"{audience}: {thing}"


def claims(letters: Iterable[Letter], memory: TabRows, *, now: datetime) -> Iterator[Row]:
    """Yield the rows to write before letters are sent."""
    for letter in letters:
        for matter in letter.matters:
            key = notice_key(letter.audience, matter.thing)
            row = memory.get(key, {})
            yield Row(
                key,
                {
                    "notice": key,
                    "state": SENDING,
                    "to": letter.audience,
                    "topic": matter.topic,
                    "words": f"{matter.what}: {matter.said}",
                    "first_at": instant_in(row, "first_at") or now,
                    "last_at": now,
                    "tries": (whole_in(row, "tries") or 0) + 1,
                    "outcome": None,
                },
                why=f"told to the {letter.audience}",
            )


def without(letter: Letter, keys: Collection[str]) -> Letter:
    """Return a letter without the matters of some rows: those that could not be claimed."""
    left = (matter for matter in letter.matters if notice_key(letter.audience, matter.thing) not in keys)
    return replace(letter, matters=tuple(left))


def unclaimed(count: int) -> Refused:
    """Return what to say of rows that could not be claimed, so that what they are about was not sent."""
    return Refused(
        f"Tab {NOTICES_TAB!r}: {count} of the notices due now have a row that stands twice, is merged with "
        "others, or holds a formula where the bot writes. Nothing can be noted there, so they were not "
        "sent. Keep one of each row, unmerge it, clear the formula; or delete it, then it is told anew."
    )


def outcomes(letter: Letter, *, told: bool, words: str) -> Iterator[Row]:
    """Yield the rows that say what became of a letter; *words* names the channels."""
    for matter in letter.matters:
        key = notice_key(letter.audience, matter.thing)
        values = {"state": TOLD if told else NOT_TOLD, "outcome": words}
        yield Row(key, values, when_absent="leave", why=f"told to the {letter.audience}")


def given_up(memory: TabRows, *, most_tries: int, before: datetime) -> Iterator[Row]:
    """Yield the rows whose run was lost so often that nobody can say whether they were told."""
    for key, row in memory.items():
        told_at = instant_in(row, "last_at")
        lost = text_in(row, "state") == SENDING and (told_at is None or told_at < before)
        if lost and (whole_in(row, "tries") or 0) >= most_tries:
            values = {"state": UNKNOWN, "outcome": "The bot stopped twice while it told this."}
            yield Row(key, values, when_absent="leave", why="its run was lost")
