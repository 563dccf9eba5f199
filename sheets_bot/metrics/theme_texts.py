"""
What customers wrote, ready for `themes.py`: which texts are read, and everything personal taken out.

Read are bad reviews with their titles, subjects of mails with what they are filed under, the reasons of
cases, and our phrases that were found in mails and messages (`domain/causes/said.py`). Their whole texts stay
in the mailbox and at PayPal, and what people note is theirs: none of it is read. Words only; no theme is
found here.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sheets_bot.domain.causes.by_mail import category_in
from sheets_bot.domain.causes.by_text import words_of
from sheets_bot.domain.causes.cause import causes
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in

TABS = ("Reviews", "Inbox", "Disputes")
READ = (
    "titles and texts of reviews with up to 3 stars; of mails subjects, categories and Words found; of cases "
    "reasons and Words found"
)
NOT_READ = (
    "the rest of mails and of messages in cases (they stay in the mailbox and at PayPal), notes of yours"
)

_BEGAN = {"Reviews": "written", "Inbox": "first_in", "Disputes": "opened"}
PART = " | "
"""Between the parts of a text: words on either side do not belong together."""

_LONGEST_TEXT = 2_000
_CODES = re.compile(r"\S*[@\d]\S*|\bhttps?\S*|\bwww\.\S*")
"""Addresses, links, numbers, and words with a digit in them: order numbers, codes, dates."""
_WORD = re.compile(r"[^\W\d_]{2,24}(?:'[^\W\d_]{1,3})?")
_NAMED = ("customer", "reviewer", "handled_by")


@dataclass(frozen=True, slots=True)
class Text:
    """One text, in plain words."""

    tab: str
    key: str
    brand: str
    week: date | None
    words: str
    """Small letters, blanks, and `PART` between title and text: no formula, no address, no number."""
    cause: str
    """Typed, else suggested; ``""`` for none."""


def texts_in(
    tabs: Mapping[str, TabRows], *, week_of: Callable[[TabRow, str], date | None], left_out: Iterable[str]
) -> list[Text]:
    """
    Return every text of the tabs that says something, the oldest first, whatever the order of the rows.

    Args:
        tabs: `Reviews`, `Inbox` and `Disputes` as read.
        week_of: The first day of the week in which something happened, by row and column.
        left_out: Words that say nothing here.
    """
    ours = {word for cause in causes().values() for said in cause.said for word in plain_words(said)}
    # Somebody may be called Late or Broken: what our own phrases are made of stays a word.
    silent = {*(set(_names(tabs)) - ours), *(word for phrase in left_out for word in plain_words(phrase))}
    found = (
        Text(
            tab,
            key,
            text_in(row, "brand"),
            week_of(row, _BEGAN[tab]),
            _said(_told(tab, row), silent),
            text_in(row, "root_cause") or text_in(row, "suggested_cause"),
        )
        for tab in TABS
        for key, row in tabs.get(tab, {}).items()
        if instant_in(row, _BEGAN[tab])
    )
    return sorted(
        (text for text in found if text.words), key=lambda text: (text.week or date.min, text.tab, text.key)
    )


def _said(parts: Iterable[str], silent: Collection[str]) -> str:
    plain = (" ".join(word for word in plain_words(part) if word not in silent) for part in parts)
    return PART.join(part for part in plain if part)


def plain_words(text: str) -> list[str]:
    """Return the words of a text in small letters, without addresses, links and anything with a digit."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).replace("’", "'").lower()
    return _WORD.findall(_CODES.sub(" ", plain))


def _told(tab: str, row: TabRow) -> Iterator[str]:
    if tab == "Disputes":
        yield text_in(row, "reason")
    yield from words_of(tab, row)
    if tab == "Inbox":
        yield category_in(row)


def _names(tabs: Mapping[str, TabRows]) -> Iterator[str]:
    """Yield the names that the tabs know: of customers, of who works here, and of the brands."""
    for rows in tabs.values():
        for row in rows.values():
            for name in (*_NAMED, "brand"):
                yield from plain_words(text_in(row, name))
