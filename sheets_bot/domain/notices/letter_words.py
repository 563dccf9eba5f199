"""
A letter in words: a subject and plain text, short enough for a telephone.

Several matters share one letter, and matters of which the same is said share a line. Pure.
"""

from collections.abc import Iterator

from sheets_bot.domain.notices.matter import Letter, Matter, Topic

MOST_LINES = 12
"""More is read in the sheet (ours)."""
MOST_LETTERS = 1800
"""The narrowest usual channel, Discord, takes 2,000 (its documentation)."""


def subject(letter: Letter, workbook: str) -> str:
    """Return e.g. ``sheets_bot: 2 deadlines, 1 failure``; *workbook* is named unless it is the shared one."""
    counts = [(topic, sum(matter.topic is topic for matter in letter.matters)) for topic in Topic]
    told = [_counted(count, topic) for topic, count in counts if count]
    place = "" if workbook == "shared" else f" ({workbook})"
    return f"sheets_bot{place}: {', '.join(told)}"


def text(letter: Letter) -> str:
    """Return the plain text of a letter."""
    lines = list(_lines(letter))
    left = len(lines) - MOST_LINES
    if left > 0:
        lines = [*lines[:MOST_LINES], f"{left} more: see the spreadsheet, tab Notices."]
    whole = "\n\n".join(lines)
    return whole if len(whole) <= MOST_LETTERS else f"{whole[: MOST_LETTERS - 1]}…"


def _counted(count: int, topic: Topic) -> str:
    if topic is Topic.DIGEST:
        return str(topic)
    return f"{count} {topic if count > 1 else str(topic).removesuffix('s')}"


def _lines(letter: Letter) -> Iterator[str]:
    """Yield a paragraph for each thing that is said, with everything of which it is said."""
    by_words: dict[tuple[str, bool], list[Matter]] = {}
    for matter in letter.matters:
        by_words.setdefault((matter.said, matter.thing in letter.repeated), []).append(matter)
    for (said, repeated), matters in by_words.items():
        what = ", ".join(matter.what for matter in matters)
        perhaps = "(You may have had this before.) " if repeated else ""
        between = "\n" if "\n" in said else " "
        yield f"{perhaps}{what}{f':{between}{said}' if said else ''}"
