"""
IMAP's SEARCH (RFC 3501, section 6.4.4; YOUNGER and OLDER of RFC 5032): criteria in, a test of one mail out.

Substrings are compared without regard to case, in decoded headers. Days are the
server's, which is UTC: a mail filed late in the evening further west is of the next day.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from sheets_bot.sandbox.mailbox.imap_grammar import Arguments, text_of
from sheets_bot.sandbox.mailbox.imap_state import Bad, View
from sheets_bot.sandbox.mailbox.rfc822 import decoded_header, field_of, fields_of, text_for_search
from sheets_bot.sandbox.mailbox.store import Mail

Test = Callable[[int, Mail], bool]
"""Takes the place of a mail in the folder, and the mail."""

FLAGS = {
    "ANSWERED": "\\Answered",
    "DELETED": "\\Deleted",
    "DRAFT": "\\Draft",
    "FLAGGED": "\\Flagged",
    "SEEN": "\\Seen",
}
HEADERS = {"BCC", "CC", "FROM", "SUBJECT", "TO"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})")


def criteria(arguments: Arguments, view: View, *, now: float) -> Test:
    """
    Return the test that the arguments of a SEARCH describe, ``CHARSET`` already taken off.

    Raises:
        Bad: A criterion is unknown or lacks its argument.
    """
    if not arguments:
        raise Bad("Missing search parameters")
    return _Reader(list(arguments), view, now).all_of_them()


class _Reader:
    """Takes criteria off the front of the arguments."""

    def __init__(self, left: Arguments, view: View, now: float) -> None:
        self._left = left
        self._view = view
        self._now = now

    def all_of_them(self) -> Test:
        tests = []
        while self._left:
            tests.append(self._one())
        return lambda place, mail: all(test(place, mail) for test in tests)

    def _next(self) -> Any:
        if not self._left:
            raise Bad("Missing search parameters")
        return self._left.pop(0)

    def _text(self) -> str:
        return text_of(self._next())

    def _one(self) -> Test:
        token = self._next()
        if isinstance(token, list):
            return _Reader(list(token), self._view, self._now).all_of_them()
        key = text_of(token).upper()
        return self._of_flags(key) or self._of_dates(key) or self._of_texts(key) or self._of_sets(key)

    def _of_flags(self, key: str) -> Test | None:
        if key in {"ALL", "OLD"}:
            return lambda _place, _mail: True
        if key in {"NEW", "RECENT"}:  # this server calls no mail recent
            return lambda _place, _mail: False
        if key in FLAGS:
            return _flagged(FLAGS[key])
        if key.startswith("UN") and key[2:] in FLAGS:
            return _not(_flagged(FLAGS[key[2:]]))
        if key == "KEYWORD":
            return _flagged(self._text())
        if key == "UNKEYWORD":
            return _not(_flagged(self._text()))
        return None

    def _of_dates(self, key: str) -> Test | None:
        if key in {"BEFORE", "ON", "SINCE"}:
            return _compared(key, _day(self._text()), _received_on)
        if key in {"SENTBEFORE", "SENTON", "SENTSINCE"}:
            return _compared(key.removeprefix("SENT"), _day(self._text()), _sent_on)
        if key in {"YOUNGER", "OLDER"}:
            border = self._now - _whole(self._text())
            younger = key == "YOUNGER"
            return lambda _place, mail: (mail.received_at >= border) == younger
        return None

    def _of_texts(self, key: str) -> Test | None:
        if key in HEADERS:
            return _header_has(key, self._text())
        if key == "HEADER":
            return _header_has(self._text(), self._text())
        if key in {"BODY", "TEXT"}:
            wanted = self._text().casefold()
            whole = key == "TEXT"
            return lambda _place, mail: wanted in text_for_search(mail.raw, whole=whole).casefold()
        if key in {"LARGER", "SMALLER"}:
            size = _whole(self._text())
            larger = key == "LARGER"
            return lambda _place, mail: len(mail.raw) > size if larger else len(mail.raw) < size
        return None

    def _of_sets(self, key: str) -> Test:
        if key == "NOT":
            return _not(self._one())
        if key == "OR":
            one, other = self._one(), self._one()
            return lambda place, mail: one(place, mail) or other(place, mail)
        if key == "UID":
            return _at(self._view.places(self._text(), by_uid=True))
        if key[:1].isdigit() or key[:1] == "*":
            return _at(self._view.places(key, by_uid=False))
        raise Bad(f"Unknown argument {key}")


def _flagged(flag: str) -> Test:
    wanted = flag.lower()
    return lambda _place, mail: any(standing.lower() == wanted for standing in mail.flags)


def _at(places: list[int]) -> Test:
    among = set(places)
    return lambda place, _mail: place in among


def _not(test: Test) -> Test:
    return lambda place, mail: not test(place, mail)


def _compared(how: str, day: date, day_of: Callable[[Mail], date]) -> Test:
    if how == "BEFORE":
        return lambda _place, mail: day_of(mail) < day
    if how == "ON":
        return lambda _place, mail: day_of(mail) == day
    return lambda _place, mail: day_of(mail) >= day


def _received_on(mail: Mail) -> date:
    return datetime.fromtimestamp(mail.received_at, UTC).date()


def _sent_on(mail: Mail) -> date:
    try:
        return parsedate_to_datetime(field_of(mail.header, "date")).date()
    except ValueError:
        # Dovecot 2.3 does the same: a mail without a Date that can be read was sent long ago.
        return date(1970, 1, 1)


def _header_has(name: str, wanted: str) -> Test:
    """Return a test for a substring; an empty one asks whether the field is there at all."""
    field, part = name.lower(), wanted.casefold()

    def test(_place: int, mail: Mail) -> bool:
        # Most mails lack most words: decoding only what might hold the word keeps a search quick.
        return any(
            part in value.casefold() or ("=?" in value and part in decoded_header(value).casefold())
            for standing, value in fields_of(mail.header)
            if standing == field
        )

    return test


def _day(text: str) -> date:
    match = DAY.fullmatch(text)
    if match is None or match[2].lower() not in MONTHS:
        raise Bad("Invalid search date parameter")
    try:
        return date(int(match[3]), MONTHS.index(match[2].lower()) + 1, int(match[1]))
    except ValueError as error:
        raise Bad("Invalid search date parameter") from error


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Bad("Invalid search number")
    return int(text)
