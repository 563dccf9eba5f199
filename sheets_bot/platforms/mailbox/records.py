"""
Mail as it comes over the wire becomes Records.

Whatever stands in a header, a Record comes out: wrong charsets, broken encoded words, no Message-ID,
a References line of a megabyte. What cannot be read is missing, never guessed. The text is read in
`mailbox/text.py`.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime

from sheets_bot.domain.mail.mail import Mail, Party, Place
from sheets_bot.domain.mail.mail_readings import HINT_HEADERS

FIELDS = (
    "message-id",
    "in-reply-to",
    "references",
    "from",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    *HINT_HEADERS,
)
"""The header fields that are read."""

_MOST_HEADER_BYTES = 512 * 1024
_LONGEST_VALUE = 64 * 1024
_LONGEST_HINT = 200
_MOST_NAMED_IDS = 100
"""Of a longer chain the latest: they are the nearest."""
_MOST_RECIPIENTS = 50
_ID = re.compile(r"<([^<>\s]{1,998})>")


def read_mail_headers(
    content: bytes, *, brand: str, place: Place, received_at: datetime | None
) -> Mail | None:
    """
    Return the Record of a mail, without text; None where nothing says when it came.

    *received_at* is the server's INTERNALDATE; the Date header stands in where there is none.
    """
    headers = _headers(content)
    at = received_at or _date(_first(headers, "date"))
    if at is None:
        return None
    mail_id = next(_ids(_first(headers, "message-id")), "") or _made_up_id(headers, at)
    named = [*_ids(_all(headers, "references")), *_ids(_all(headers, "in-reply-to"))]
    sender, reply_to = _parties(headers, "from"), _parties(headers, "reply-to")
    return Mail(
        mail_id=mail_id,
        brand=brand,
        place=place,
        at=at,
        sender=sender[0] if sender else Party(),
        reply_to=reply_to[0] if reply_to else Party(),
        recipients=tuple(
            dict.fromkeys(party.email for field in ("to", "cc") for party in _parties(headers, field))
        )[:_MOST_RECIPIENTS],
        subject=decoded(_first(headers, "subject")),
        named_ids=tuple(one for one in dict.fromkeys(named[-_MOST_NAMED_IDS:]) if one != mail_id),
        hints=tuple(_hints(headers)),
    )


def decoded(raw: str) -> str:
    """Return a header's text with encoded words (RFC 2047) read and line breaks taken out; total."""
    text = " ".join(_repaired(raw[:_LONGEST_VALUE]).split())
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return " ".join("".join(_piece(content, charset) for content, charset in pieces).split())


def in_charset(content: bytes, charset: str | None) -> str:
    """Return text from bytes; where its charset is unknown or wrong, as UTF-8, else as Windows does."""
    for name in (charset, "utf-8"):
        try:
            return content.decode(name or "utf-8")
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", errors="replace")


def _headers(content: bytes) -> dict[str, list[str]]:
    message = BytesHeaderParser().parsebytes(content[:_MOST_HEADER_BYTES])
    headers: dict[str, list[str]] = {}
    # Raw items: reading a value through the message would decode it, and may fail.
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), []).append(str(value))
    return headers


def _first(headers: dict[str, list[str]], name: str) -> str:
    return headers.get(name, [""])[0]


def _all(headers: dict[str, list[str]], name: str) -> str:
    return " ".join(headers.get(name, []))


def _ids(value: str) -> Iterator[str]:
    """Yield the Message-IDs in a header; one without brackets, alone in its header, gets them."""
    found = _ID.findall(_repaired(value[-_LONGEST_VALUE:]))
    if not found and len(value.split()) == 1 and "<" not in value:
        found = [value.strip()]
    return (f"<{one}>" for one in found)


def _made_up_id(headers: dict[str, list[str]], at: datetime) -> str:
    """Name a mail without Message-ID after what its copies have in common, wherever they lie."""
    parts = [_first(headers, name) for name in ("date", "from", "to", "subject")]
    if not parts[0]:
        parts[0] = at.isoformat()
    told = "\n".join(" ".join(part.split()) for part in parts)
    return f"<{hashlib.sha256(told.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}@no.message.id>"


def _parties(headers: dict[str, list[str]], name: str) -> list[Party]:
    values = [value[:_LONGEST_VALUE] for value in headers.get(name, [])]
    try:
        # Taken apart before decoding: a decoded name may hold a comma.
        people = getaddresses([" ".join(value.split()) for value in values])
    except (RecursionError, ValueError, IndexError):
        # CPython goes one call deeper for each "(" and ":"; who writes hundreds of them names nobody.
        return []
    found = []
    for person, address in people:
        email = _repaired(address).strip().lower()
        shown = decoded(person).strip("'\" ")
        if "@" in email.strip("@"):
            found.append(Party(email, "" if "@" in shown else shown))
    return found


def _hints(headers: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for name in HINT_HEADERS:
        value = " ".join(_first(headers, name).split()).lower()[:_LONGEST_HINT]
        # Most mail has these two, and then they tell nothing.
        usual = (name == "content-type" and not value.startswith("multipart/report")) or (
            name == "return-path" and value != "<>"
        )
        if name in headers and not usual:
            yield name, _repaired(value)


def _date(value: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(value)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _repaired(raw: str) -> str:
    """Read the bytes that the parser could not, which it keeps as lone surrogates."""
    return raw if raw.isascii() else in_charset(raw.encode("utf-8", "surrogateescape"), None)


def _piece(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    if charset is None:
        # What stands between encoded words comes back in this disguise (CPython, email.header).
        return in_charset(content, "raw-unicode-escape")
    return in_charset(content, charset)
