"""
The parts of a mail as bytes (RFC 2046): which there are, and exactly what was sent in each.

Python's own parser decodes while it parses, so it cannot tell the bytes of a broken
part; a mail server must.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from sheets_bot.sandbox.mailbox.rfc822 import parsed

EMPTY_LINE = re.compile(rb"^\r?\n|\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Part:
    """A mail, or a part of one."""

    header: bytes
    """With the empty line that ends it."""
    body: bytes
    """Still encoded."""

    @property
    def fields(self) -> Message:
        """The header, parsed."""
        return parsed(self.header)

    @property
    def is_mail(self) -> bool:
        """Whether the body is a mail of its own."""
        return self.fields.get_content_type() == "message/rfc822"

    def parts(self) -> list["Part"]:
        """Return the parts one level down; none for a plain body."""
        fields = self.fields
        boundary = fields.get_boundary() if fields.get_content_maintype() == "multipart" else None
        return [split(piece) for piece in _pieces(self.body, boundary.encode())] if boundary else []


def split(raw: bytes) -> Part:
    """Return a mail as its header and its body."""
    end = EMPTY_LINE.search(raw)
    return Part(raw[: end.end()], raw[end.end() :]) if end else Part(raw, b"")


def part_of(raw: bytes, numbers: str) -> Part | None:
    """Return the part with a number such as ``1.2``; None where there is none."""
    part = split(raw)
    may_name_itself = True
    for number in numbers.split("."):
        if part.is_mail:
            part, may_name_itself = split(part.body), True
        parts = part.parts()
        # A body without parts is its own part 1, once: so RFC 3501 for a whole mail, and Dovecot for any.
        candidates = parts or [part] * may_name_itself
        may_name_itself = bool(parts)
        if int(number) > len(candidates):
            return None
        part = candidates[int(number) - 1]
    return part


def _pieces(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """Yield what stands between the delimiters; the line break before one belongs to it."""
    delimiter = re.compile(rb"(?:^|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|$)(?:\r?\n)?")
    begin: int | None = None
    for match in delimiter.finditer(body):
        if begin is not None:
            yield body[begin : match.start()]
        if match[1]:
            return
        begin = match.end()
    if begin is not None:  # never closed: the rest is the last part
        yield body[begin:]
