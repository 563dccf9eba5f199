"""
A letter of the world as bytes on the wire (RFC 5322, MIME), in the ways that mail programs write them.

Which program a sender uses follows from the letter itself, so a letter always looks
the same. A hostile world adds what RFCs forbid and mailboxes hold all the same.
"""

import base64
import hashlib
import quopri
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from sheets_bot.sandbox.mailbox.encoded_words import encoded_words
from sheets_bot.sandbox.world.letters import Letter

BREAKS = re.compile(r"[\r\n]+")
NEEDS_ENCODING = re.compile(r"[^\x20-\x7e]|=\?")
NEEDS_QUOTES = re.compile(r"[^A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]")


@dataclass(frozen=True, slots=True)
class Body:
    """A body with the fields that describe it."""

    fields: tuple[tuple[str, str], ...]
    data: bytes


def render(letter: Letter, *, hostility: str = "none") -> bytes:
    """Return the whole mail; *hostility* is that of the world (``none``, ``little``, ``full``)."""
    name = f"{letter.at}|{letter.sender_email}|{letter.subject}"
    number = int(hashlib.sha256(name.encode("utf-8", "replace")).hexdigest(), 16)
    body = _body(letter, number, hostility)
    lines = [f"{name}: {value}" for name, value in _fields(letter)]
    lines += [f"{name}: {value}" for name, value in body.fields]
    header = "\r\n".join(lines).encode("utf-8", "replace")
    if hostility == "full" and number % 9 == 0:
        header = _spoiled(header, number // 9)
    return header + b"\r\n\r\n" + body.data


def _fields(letter: Letter) -> list[tuple[str, str]]:
    """Return what stands in the header, in the order in which servers and programs put it there."""
    date = format_datetime(datetime.fromtimestamp(int(letter.at), UTC))
    in_order = [
        *(_trace(letter, date) if letter.inbound else ()),
        ("From", address(letter.sender_name, letter.sender_email)),
        ("To", f"<{letter.to_email}>"),
        ("Reply-To", f"<{letter.reply_to}>" if letter.reply_to else ""),
        ("Subject", _folded_text(letter.subject)),
        ("Date", date),
        ("Message-ID", letter.message_id),
        ("In-Reply-To", letter.in_reply_to),
        ("References", "\r\n ".join(letter.references)),
    ]
    fields = [(name, value) for name, value in in_order if value]
    standing = {name.lower() for name, _ in fields}
    extra = [(_one_line(name), _folded_text(value)) for name, value in letter.extra_headers]
    overridden = {name.lower() for name, _ in extra} & standing
    return [(name, value) for name, value in fields if name.lower() not in overridden] + extra


def _trace(letter: Letter, date: str) -> tuple[tuple[str, str], ...]:
    """Return what the receiving server puts on top."""
    sender, recipient = (email.partition("@")[2] for email in (letter.sender_email, letter.to_email))
    return (
        ("Return-Path", "<>" if _is_bounce(letter) else f"<{letter.sender_email}>"),
        ("Received", f"from mx.{sender} by mx.{recipient} with ESMTPS;\r\n {date}"),
    )


def address(name: str, email: str) -> str:
    """Return a name and an address as they stand in From or To."""
    plain = _one_line(name).strip()
    if not plain:
        return f"<{email}>"
    if NEEDS_ENCODING.search(plain):
        return f"{encoded_words(plain)} <{email}>"
    if NEEDS_QUOTES.search(plain):
        quoted = plain.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{email}>'
    return f"{plain} <{email}>"


def _is_bounce(letter: Letter) -> bool:
    return letter.sender_email.lower().startswith("mailer-daemon@")


def _one_line(text: str) -> str:
    """Return text that cannot begin a field of its own."""
    return BREAKS.sub(" ", text)


def _folded_text(text: str) -> str:
    line = _one_line(text)
    if NEEDS_ENCODING.search(line) or len(line) > 900:
        return encoded_words(line)
    return line


def _body(letter: Letter, number: int, hostility: str) -> Body:
    text = letter.text.replace("\r\n", "\n")
    if _is_bounce(letter):
        return _report(letter, text, number)
    if hostility == "full" and number % 7 == 0:
        return ODD[number // 7 % len(ODD)](text)
    if letter.inbound and not letter.automatic and number % 3 == 0:
        return _with_html(text, number)
    if text.isascii() and all(len(line) < 900 for line in text.split("\n")):
        return _plain(text, "us-ascii", "7bit")
    return WAYS[number % len(WAYS)](text)


def _plain(text: str, charset: str, encoding: str) -> Body:
    return Body(
        (
            ("MIME-Version", "1.0"),
            ("Content-Type", f'text/plain; charset="{charset}"'),
            ("Content-Transfer-Encoding", encoding),
        ),
        _packed(text.encode(charset, "replace"), encoding),
    )


def _packed(data: bytes, encoding: str) -> bytes:
    lines = data.replace(b"\n", b"\r\n")
    if encoding == "base64":
        return base64.encodebytes(lines).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        return quopri.encodestring(data).replace(b"\n", b"\r\n") + b"\r\n"
    return lines + b"\r\n"


def _with_html(text: str, number: int) -> Body:
    """Return plain text and the same as HTML, as most programs send it; some send the HTML alone."""
    paragraphs = "".join(f"<p>{line}</p>\n" for line in escape(text).split("\n"))
    html = f"<html><body>{paragraphs}</body></html>".encode("utf-8", "replace")
    as_html = _packed(html, "quoted-printable")
    if number % 15 == 0:
        return Body(
            (
                ("MIME-Version", "1.0"),
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Transfer-Encoding", "quoted-printable"),
            ),
            as_html,
        )
    boundary = f"=_part_{number % 10**12:012d}"
    part = f'--{boundary}\r\nContent-Type: text/%s; charset="UTF-8"\r\nContent-Transfer-Encoding: %s\r\n\r\n'
    data = b"".join(
        (
            (part % ("plain", "base64")).encode(),
            _packed(text.encode("utf-8", "replace"), "base64"),
            b"\r\n",
            (part % ("html", "quoted-printable")).encode(),
            as_html,
            f"\r\n--{boundary}--\r\n".encode(),
        )
    )
    kind = f'multipart/alternative;\r\n boundary="{boundary}"'
    return Body((("MIME-Version", "1.0"), ("Content-Type", kind)), data)


def _report(letter: Letter, text: str, number: int) -> Body:
    """Return a delivery report (RFC 3462): words for people, words for machines, the original's header."""
    boundary = f"=_report_{number % 10**12:012d}"
    original = f"Message-ID: {letter.in_reply_to}" if letter.in_reply_to else "Subject: (lost)"
    parts = (
        ("text/plain; charset=us-ascii", text.encode("ascii", "replace").decode()),
        ("message/delivery-status", "Reporting-MTA: dns; mx.mail.example\n\nAction: failed\nStatus: 5.1.1"),
        ("text/rfc822-headers", original),
    )
    lines = [f"--{boundary}\nContent-Type: {kind}\n\n{content}\n" for kind, content in parts]
    kind = f'multipart/report; report-type=delivery-status;\r\n boundary="{boundary}"'
    return Body(
        (("MIME-Version", "1.0"), ("Content-Type", kind)),
        _packed(f"{''.join(lines)}--{boundary}--".encode(), "7bit"),
    )


def _latin(text: str) -> Body:
    try:
        text.encode("windows-1252")
    except UnicodeEncodeError:
        return _plain(text, "utf-8", "quoted-printable")
    return _plain(text, "windows-1252", "quoted-printable")


def _unknown_charset(text: str) -> Body:
    body = _plain(text, "utf-8", "8bit")
    return Body(
        (*body.fields[:1], ("Content-Type", "text/plain; charset=x-user-defined"), body.fields[2]), body.data
    )


def _no_mime_at_all(text: str) -> Body:
    return Body((), _packed(text.encode("utf-8", "replace"), "8bit"))


def _broken_base64(text: str) -> Body:
    body = _plain(text, "utf-8", "base64")
    return Body(body.fields, body.data[: len(body.data) // 2] + b"*!\r\n")


def _unclosed_multipart(text: str) -> Body:
    kind = ("Content-Type", 'multipart/mixed; boundary="never"')
    return Body(
        (("MIME-Version", "1.0"), kind), b"--never\r\n\r\n" + _packed(text.encode("utf-8", "replace"), "8bit")
    )


WAYS: tuple[Callable[[str], Body], ...] = (
    lambda text: _plain(text, "utf-8", "quoted-printable"),
    lambda text: _plain(text, "utf-8", "base64"),
    lambda text: _plain(text, "utf-8", "8bit"),
    _latin,
)
"""How programs send text that is not plain ASCII."""

ODD: tuple[Callable[[str], Body], ...] = (
    _unknown_charset,
    _no_mime_at_all,
    _broken_base64,
    _unclosed_multipart,
)
"""What no program should send, and some do."""


def _spoiled(header: bytes, number: int) -> bytes:
    """Return a header with one fault: no date, a date that is none, raw Latin-1, or a very long field."""
    way = number % 4
    if way == 0:
        return re.sub(rb"\r\nDate: [^\r]*", b"", header)
    if way == 1:
        return re.sub(rb"\r\nDate: [^\r]*", b"\r\nDate: yesterday at noon", header)
    if way == 2:
        return header + b"\r\nX-Mailer: Caf\xe9 \xff\xfe"
    return header + b"\r\nX-Padding: " + b"a" * 40_000
