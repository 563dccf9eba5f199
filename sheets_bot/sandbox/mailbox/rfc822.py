"""
Looks into the bytes of a mail (RFC 5322): header fields, decoded text.

Reads what a mail server reads, leniently; makes no mail (`render.py` does).
"""

import re
from collections.abc import Iterable
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

FIELD_BREAK = re.compile(rb"\r?\n(?![ \t])")
FOLD = re.compile(r"\r?\n(?=[ \t])")


def fields_of(header: bytes) -> list[tuple[str, str]]:
    """Return the fields in order: name in lower case, and the value unfolded but not decoded."""
    fields = []
    for line in FIELD_BREAK.split(header):
        name, colon, value = line.partition(b":")
        if colon:
            unfolded = FOLD.sub("", value.decode("utf-8", "replace")).strip()
            fields.append((name.decode("ascii", "replace").strip().lower(), unfolded))
    return fields


def field_of(header: bytes, name: str) -> str:
    """Return the first value of a field, empty where it is missing."""
    return next((value for standing, value in fields_of(header) if standing == name.lower()), "")


def header_with(header: bytes, names: Iterable[str], *, but: bool = False) -> bytes:
    """Return the fields of these *names* as they stand (all others with *but*), and the empty line."""
    wanted = {name.lower().encode() for name in names}
    lines = [
        line
        for line in FIELD_BREAK.split(header)
        if line and (line.partition(b":")[0].strip().lower() in wanted) != but
    ]
    return b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def parsed(raw: bytes) -> Message:
    """Return the mail as a tree of parts; nothing is decoded."""
    return message_from_bytes(raw)


def readable_text(raw: bytes) -> str:
    """Return the first text part, decoded as well as its charset allows."""
    for part in parsed(raw).walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            return decoded(bytes(payload), part.get_content_charset() or "utf-8")
    return ""


def text_for_search(raw: bytes, *, whole: bool) -> str:
    """Return what SEARCH BODY looks through, or with *whole* SEARCH TEXT."""
    header = " ".join(value for _, value in fields_of(raw.partition(b"\r\n\r\n")[0])) if whole else ""
    return f"{header} {readable_text(raw)}"


def decoded(data: bytes, charset: str) -> str:
    """Return bytes as text; an unknown charset is read as Latin-1, which never fails."""
    try:
        return data.decode(charset, "replace")
    except LookupError:
        return data.decode("latin-1")


def decoded_header(value: str) -> str:
    """Return a field's value with its encoded words decoded; as it stands where they cannot be."""
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeDecodeError):
        return value
