"""
IMAP's ENVELOPE and BODYSTRUCTURE (RFC 3501, section 7.4.2), and the parts that BODY[1.2] names.

Pure: a mail's bytes in, bytes of the answer out.
"""

from email.message import Message
from email.utils import getaddresses

from sheets_bot.sandbox.mailbox.rfc822 import field_of, parsed, part_bytes


def quoted(text: str) -> bytes:
    """Return a text as a quoted string, or as a literal where quotes cannot hold it; NIL where empty."""
    if not text:
        return b"NIL"
    data = text.encode("utf-8", "surrogateescape")
    if not data.isascii() or any(byte < 32 or byte in b'"\\' for byte in data):
        return b"{%d}\r\n%s" % (len(data), data)
    return b'"%s"' % data


def envelope(header: bytes) -> bytes:
    """Return the ENVELOPE; Sender and Reply-To repeat From where they are missing."""
    sender = field_of(header, "from")
    texts = [quoted(field_of(header, name)) for name in ("date", "subject")]
    parties = [
        _addresses(value)
        for value in (
            sender,
            field_of(header, "sender") or sender,
            field_of(header, "reply-to") or sender,
            field_of(header, "to"),
            field_of(header, "cc"),
            field_of(header, "bcc"),
        )
    ]
    ids = [quoted(field_of(header, name)) for name in ("in-reply-to", "message-id")]
    return b"(%s)" % b" ".join((*texts, *parties, *ids))


def body_structure(raw: bytes) -> bytes:
    """Return the BODYSTRUCTURE without its extension data."""
    return _structure(parsed(raw))


def part_of(raw: bytes, numbers: str) -> Message | None:
    """Return the part with a number such as ``1.2``; None where there is none."""
    part = parsed(raw)
    for number in numbers.split("."):
        place = int(number) - 1
        parts = _parts(part)
        if not parts and place == 0:  # a mail of one part calls its body 1
            continue
        if place >= len(parts):
            return None
        part = parts[place]
    return part


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload() if part.is_multipart() else None
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _structure(part: Message) -> bytes:
    parts = _parts(part)
    if parts:
        inner = b"".join(_structure(one) for one in parts)
        return b"(%s %s)" % (inner, quoted(part.get_content_subtype()))
    data = part_bytes(part)
    pairs = [(str(name), str(value)) for name, value in (part.get_params() or [])[1:]]
    words = b" ".join(quoted(word) for pair in pairs for word in pair)
    fields = [
        quoted(part.get_content_maintype()),
        quoted(part.get_content_subtype()),
        b"(%s)" % words if words else b"NIL",
        quoted(str(part.get("Content-ID", ""))),
        quoted(str(part.get("Content-Description", ""))),
        quoted(str(part.get("Content-Transfer-Encoding", "7bit"))),
        b"%d" % len(data),
    ]
    if part.get_content_maintype() == "text":
        fields.append(b"%d" % data.count(b"\n"))
    return b"(%s)" % b" ".join(fields)


def _addresses(value: str) -> bytes:
    parties = [
        b"(%s NIL %s %s)" % (quoted(name), *(quoted(half) for half in _halves(email)))
        for name, email in getaddresses([value])
        if email
    ]
    return b"(%s)" % b"".join(parties) if parties else b"NIL"


def _halves(email: str) -> tuple[str, str]:
    local, _, domain = email.rpartition("@")
    return (local, domain) if local else (email, "")
