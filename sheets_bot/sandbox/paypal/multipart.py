"""
Reads multipart/form-data bodies byte for byte.

The standard library's mail parser may touch line ends inside binary parts; files
handed in as evidence must arrive exactly as sent. Knows nothing of PayPal.
"""

import re
from dataclasses import dataclass

BOUNDARY = re.compile(r'boundary="?([^";,]{1,70})"?', re.IGNORECASE)
NAME = re.compile(r'[;\s]name="([^"]*)"')
FILENAME = re.compile(r'[;\s]filename="([^"]*)"')
MEDIA_TYPE = re.compile(r"^content-type:\s*([^;\s]+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form."""

    name: str
    filename: str
    """Empty for a part that is no file."""
    content: bytes
    media_type: str = ""
    """As the part's own header says, in small letters; empty where it says nothing."""


def parts_of(content_type: str, body: bytes) -> list[Part]:
    """
    Return the parts of a form.

    Raises:
        ValueError: The content type names no boundary, or the body does not keep to it.
    """
    boundary = BOUNDARY.search(content_type)
    if not boundary:
        raise ValueError("The content type names no boundary.")
    mark = b"--" + boundary[1].encode("latin-1")
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise ValueError("The body does not end with its boundary.")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, blank, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not blank:
        raise ValueError("A part has no end of its headers.")
    disposition = head.decode("utf-8", "replace")
    name, filename = NAME.search(disposition), FILENAME.search(disposition)
    media_type = MEDIA_TYPE.search(disposition)
    return Part(
        name[1] if name else "",
        filename[1] if filename else "",
        content,
        media_type[1].lower() if media_type else "",
    )
