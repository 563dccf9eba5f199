"""
IMAP's FETCH (RFC 3501, section 6.4.5): items in, the bytes of the answer out.

BODY[] and RFC822 mark a mail as seen unless the folder was opened to read only;
BODY.PEEK[] never does.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sheets_bot.sandbox.mailbox.imap_grammar import Arguments, text_of
from sheets_bot.sandbox.mailbox.imap_state import Bad, View
from sheets_bot.sandbox.mailbox.imap_structure import body_structure, envelope
from sheets_bot.sandbox.mailbox.mime import Part, part_of, split
from sheets_bot.sandbox.mailbox.rfc822 import header_with
from sheets_bot.sandbox.mailbox.store import Mail

MACROS = {
    "ALL": ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"],
    "FAST": ["FLAGS", "INTERNALDATE", "RFC822.SIZE"],
    "FULL": ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"],
}
OLD_NAMES = {"RFC822": "BODY[]", "RFC822.HEADER": "BODY.PEEK[HEADER]", "RFC822.TEXT": "BODY[TEXT]"}
SECTION = re.compile(
    r"BODY(?P<peek>\.PEEK)?\[(?P<section>[^\]]*)\](?:<(?P<start>\d+)\.(?P<length>\d+)>)?", re.IGNORECASE
)
FIELDS = re.compile(r"HEADER\.FIELDS(?P<but>\.NOT)? \((?P<names>[^)]*)\)", re.IGNORECASE)
PART = re.compile(r"(?P<numbers>[1-9]\d*(?:\.[1-9]\d*)*)(?:\.(?P<what>MIME|HEADER|TEXT))?", re.IGNORECASE)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked of each mail."""

    name: bytes
    """As it stands in the answer."""
    value: Callable[[Mail], bytes]
    marks_seen: bool = False


def items_of(asked: Arguments) -> list[Item]:
    """
    Return what a FETCH asks for.

    Raises:
        Bad: An item is unknown.
    """
    words = [
        text_of(word) for word in (asked[0] if len(asked) == 1 and isinstance(asked[0], list) else asked)
    ]
    if len(words) == 1:
        words = MACROS.get(words[0].upper(), words)
    if not words:
        raise Bad("Missing fetch items")
    return [_item(word) for word in words]


def fetched(view: View, place: int, mail: Mail, items: list[Item], *, by_uid: bool) -> bytes:
    """Return the untagged answer for one mail, and mark the mail as seen where an item does so."""
    now_seen = not view.read_only and "\\Seen" not in mail.flags and any(item.marks_seen for item in items)
    if now_seen:
        mail.flags.add("\\Seen")
    names = {item.name for item in items}
    told = list(items)
    if by_uid and b"UID" not in names:
        told.insert(0, UID)
    if now_seen and b"FLAGS" not in names:
        told.append(FLAGS)
    values = b" ".join(b"%s %s" % (item.name, item.value(mail)) for item in told)
    return b"* %d FETCH (%s)\r\n" % (place, values)


def flags_of(mail: Mail) -> bytes:
    """Return the flags in parentheses."""
    return f"({' '.join(sorted(mail.flags))})".encode()


def internal_date(mail: Mail) -> bytes:
    """Return the INTERNALDATE, e.g. ``"23-Nov-2026 08:00:00 +0000"``."""
    at = datetime.fromtimestamp(int(mail.received_at), UTC)
    return f'"{at.day:2d}-{MONTHS[at.month - 1]}-{at.year} {at:%H:%M:%S} +0000"'.encode()


def literal(data: bytes) -> bytes:
    """Return bytes as a literal."""
    return b"{%d}\r\n%s" % (len(data), data)


FLAGS = Item(b"FLAGS", flags_of)
UID = Item(b"UID", lambda mail: b"%d" % mail.uid)
SIMPLE = {
    "FLAGS": FLAGS,
    "UID": UID,
    "INTERNALDATE": Item(b"INTERNALDATE", internal_date),
    "RFC822.SIZE": Item(b"RFC822.SIZE", lambda mail: b"%d" % len(mail.raw)),
    "ENVELOPE": Item(b"ENVELOPE", lambda mail: envelope(mail.header)),
    "BODY": Item(b"BODY", lambda mail: body_structure(mail.raw)),
    "BODYSTRUCTURE": Item(b"BODYSTRUCTURE", lambda mail: body_structure(mail.raw)),
}


def _item(word: str) -> Item:
    simple = SIMPLE.get(word.upper())
    if simple:
        return simple
    old = OLD_NAMES.get(word.upper())
    match = SECTION.fullmatch(old or word)
    if match is None:
        raise Bad(f"Unknown parameter {word[:40]}")
    name = (old and word.upper()) or f"BODY[{match['section'].upper()}]"
    cut = _section(match["section"])
    if match["start"] is None:
        return Item(name.encode(), lambda mail: literal(cut(mail)), marks_seen=match["peek"] is None)
    start, length = int(match["start"]), int(match["length"])
    return Item(
        f"{name}<{start}>".encode(),
        lambda mail: literal(cut(mail)[start : start + length]),
        marks_seen=match["peek"] is None,
    )


def _section(section: str) -> Callable[[Mail], bytes]:
    whole: dict[str, Callable[[Mail], bytes]] = {
        "": lambda mail: mail.raw,
        "HEADER": lambda mail: mail.header,
        "TEXT": lambda mail: mail.text,
    }
    if section.upper() in whole:
        return whole[section.upper()]
    fields = FIELDS.fullmatch(section)
    if fields:
        names = [name.strip('"') for name in fields["names"].split()]
        but = bool(fields["but"])
        return lambda mail: header_with(mail.header, names, but=but)
    part = PART.fullmatch(section)
    if part is None:
        raise Bad(f"Invalid BODY[..] parameter: {section[:40]}")
    return lambda mail: _part(mail, part["numbers"], (part["what"] or "").upper())


def _part(mail: Mail, numbers: str, what: str) -> bytes:
    part = part_of(mail.raw, numbers)
    if part is None:
        return b""
    if what in {"HEADER", "TEXT"}:  # only a mail within the mail has these
        inner = split(part.body) if part.is_mail else Part(b"", b"")
        return inner.header if what == "HEADER" else inner.body
    return part.header if what == "MIME" else part.body
