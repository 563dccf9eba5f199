"""
What a person reads in a mail: the plain text, or else the words of the HTML.

Works on the beginning of a message, which may end in the middle of a part. Nothing is run, loaded or
followed; markup is only left out. Linear in the length, whatever stands there.
"""

import base64
import html
import re
from email.message import Message
from email.parser import BytesParser
from typing import Any

from sheets_bot.platforms.mailbox.records import in_charset

LONGEST_TEXT = 8_000
"""Characters of a mail's text that are kept: order numbers and addresses stand at its beginning (ours)."""

_MOST_PARTS = 50
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_TAG = re.compile(r"(<[^>]*>?)")
_TAG_NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9]*)")
_UNSHOWN = frozenset({"script", "style", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "hr"})


def text_of_message(content: bytes) -> str:
    """Return the text of a message, at most `LONGEST_TEXT` characters; ``""`` where none can be read."""
    try:
        return _text(content)
    except (RecursionError, ValueError, LookupError, TypeError):
        # Python's parser gives up on a thousand mails in each other, or a charset with a NUL in its name.
        return ""


def _text(content: bytes) -> str:
    plain, marked_up = "", ""
    for place, part in enumerate(BytesParser().parsebytes(content).walk()):
        if place >= _MOST_PARTS or plain:
            break
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() == "text/plain":
            plain = _content(part)
        elif part.get_content_type() == "text/html" and not marked_up:
            marked_up = text_of_html(_content(part))
    return _tidy(plain if plain.strip() else marked_up)


def text_of_html(page: str) -> str:
    """Return the words of a page; what it quotes in a blockquote is marked with ``>``."""
    words: list[str] = []
    hidden_by = ""
    for piece in _TAG.split(page):
        if not piece.startswith("<"):
            if not hidden_by:
                words.append(piece)
            continue
        name = _TAG_NAME.match(piece)
        tag, closes = (name[1].lower() if name else ""), piece.startswith("</")
        if hidden_by:
            hidden_by = "" if closes and tag == hidden_by else hidden_by
        elif tag in _UNSHOWN and not closes:
            hidden_by = tag
        elif tag == "blockquote" and not closes:
            words.append("\n> ")
        elif tag in _BREAKS:
            words.append("\n")
    return html.unescape("".join(words))


def _content(part: Message) -> str:
    if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64":
        content: Any = _from_base64(str(part.get_payload()))
    else:
        content = part.get_payload(decode=True)
    return in_charset(content, part.get_content_charset()) if isinstance(content, bytes) else ""


def _from_base64(text: str) -> bytes:
    """Read base64 up to where it was cut; the standard library gives up on a part that ends anywhere."""
    letters = _NOT_BASE64.sub("", text.partition("=")[0])
    return base64.b64decode(letters[: len(letters) - (len(letters) % 4 == 1)] + "==")


def _tidy(text: str) -> str:
    """Take out what no person sees: blanks at the ends of lines, all but one of several empty lines."""
    lines = [" ".join(line.split()) for line in text[: LONGEST_TEXT * 4].splitlines()]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept).strip()[:LONGEST_TEXT]
