"""
The tab `Themes`: recurring complaints of the last twelve whole weeks, with counts, trend and example rows.

Counts and words only; how texts become themes is in `themes.py`, which is imported late: scikit-learn takes
a second. A theme's place in the list is its row, since a theme has no name that lasts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sheets_bot.domain.causes.cause import UNKNOWN
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in
from sheets_bot.metrics.ranks import Values, listed, ranked
from sheets_bot.metrics.theme_texts import NOT_READ, READ, Text, texts_in
from sheets_bot.metrics.trend import Span, trend_of
from sheets_bot.metrics.weeks import Calendar
from sheets_bot.sheets.row import Row

if TYPE_CHECKING:
    from sheets_bot.metrics.themes import Theme

TAB = "Themes"
PLACES = 20
MOST_TEXTS = 3_000
"""The newest so many are looked at; the distances between all pairs must fit into memory."""

_EXAMPLES = 3
_NAMES = (
    "theme", "texts", "share", "last_weeks", "weeks_before", "weeks_known", "trend", "came_from", "brands",
    "causes", "examples", "note",
)  # fmt: skip
_WHY = "found in reviews, subjects and reasons"


def measure_themes(
    tabs: Mapping[str, TabRows],
    *,
    calendar: Calendar,
    now: datetime,
    known_since: date | None,
    left_out: Iterable[str] = (),
) -> list[Row]:
    """
    Return the rows of `Themes`.

    Args:
        tabs: `Reviews`, `Inbox` and `Disputes` as read.
        calendar: Time zone and first day of the week.
        now: The present; the running week is left out.
        known_since: The first day of which the record is whole.
        left_out: Words that say nothing here (Settings).
    """
    from sheets_bot.metrics.themes import find_themes  # noqa: PLC0415 - scikit-learn takes a second

    span = Span.until(calendar.day_of(now), calendar, known_since=known_since)

    def week_of(row: TabRow, name: str) -> date | None:
        at = instant_in(row, name)
        return calendar.week_of(calendar.day_of(at)) if at else None

    every = texts_in(tabs, week_of=week_of, left_out=left_out)
    texts = [text for text in every if span.holds(text.week)][-MOST_TEXTS:]
    themes = find_themes([text.words for text in texts])
    lines = [_line(theme, texts, span) for theme in themes[:PLACES]]
    return list(ranked(lines, places=PLACES, head=_head(texts, themes, span), names=_NAMES, why=_WHY))


def _line(theme: "Theme", texts: Sequence[Text], span: Span) -> Values:
    own = [texts[place] for place in theme.members]
    trend = trend_of((text.week for text in own), span)
    known = Counter(text.cause for text in own if text.cause and text.cause != UNKNOWN)
    return {
        "theme": theme.label or None,
        "texts": len(own),
        "share": Decimal(f"{len(own) / len(texts):.4f}"),
        "last_weeks": trend.late,
        "weeks_before": trend.early,
        "weeks_known": trend.early_weeks,
        "trend": trend.words,
        "came_from": listed(Counter(text.tab for text in own)),
        "brands": listed(Counter(text.brand for text in own)) or None,
        "causes": listed(known) or None,
        "examples": "\n".join(f"{text.tab} {text.key}" for text in own[:_EXAMPLES]),
    }


def _head(texts: Sequence[Text], themes: Sequence["Theme"], span: Span) -> Values:
    """The row above the themes: what was read, what was not, and how many texts are like no others."""
    inside = sum(len(theme.members) for theme in themes)
    trend = trend_of((text.week for text in texts), span, is_total=True)
    more = f" The {PLACES} largest of {len(themes)} themes are shown." if len(themes) > PLACES else ""
    note = (
        f"{inside} of {len(texts)} texts are in a theme; the others are like no others.{more} Read: {READ}. "
        f"Not read: {NOT_READ}. Counted: {span.words}, at most the newest {MOST_TEXTS:,} texts."
    )
    return {
        "theme": "all texts",
        "texts": len(texts),
        "last_weeks": trend.late,
        "weeks_before": trend.early,
        "weeks_known": trend.early_weeks,
        "trend": trend.words,
        "came_from": listed(Counter(text.tab for text in texts)) or None,
        "brands": listed(Counter(text.brand for text in texts)) or None,
        "note": note,
    }
