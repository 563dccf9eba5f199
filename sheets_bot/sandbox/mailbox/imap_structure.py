"""
IMAP's ENVELOPE and BODYSTRUCTURE (RFC 3501, section 7.4.2).

Pure: a mail's bytes in, bytes of the answer out.
"""

from email.message import Message
from email.utils import getaddresses

from sheets_bot.sandbox.mailbox.mime import Part, split
from sheets_bot.sandbox.mailbox.rfc822 import field_of


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
    return _structure(split(raw))


def _structure(part: Part) -> bytes:
    parts, fields = part.parts(), part.fields
    kind, subkind = fields.get_content_maintype(), fields.get_content_subtype()
    if parts:
        return b"(%s %s)" % (b"".join(_structure(one) for one in parts), quoted(subkind))
    told = [
        quoted(kind),
        quoted(subkind),
        _parameters(fields, kind),
        quoted(str(fields.get("Content-ID", ""))),
        quoted(str(fields.get("Content-Description", ""))),
        quoted(str(fields.get("Content-Transfer-Encoding", "7bit"))),
        b"%d" % len(part.body),
    ]
    if part.is_mail:
        inner = split(part.body)
        told += [envelope(inner.header), _structure(inner)]
    if kind == "text" or part.is_mail:
        told.append(b"%d" % part.body.count(b"\n"))
    return b"(%s)" % b" ".join(told)


def _parameters(fields: Message, kind: str) -> bytes:
    """Return the parameters of the content type; a text without any is ASCII."""
    given = [(str(name), str(value)) for name, value in (fields.get_params() or [])[1:]]
    pairs = given or ([("charset", "us-ascii")] if kind == "text" else [])
    words = b" ".join(quoted(word) for pair in pairs for word in pair)
    return b"(%s)" % words if words else b"NIL"


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
