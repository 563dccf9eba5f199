"""
Folder names on IMAP's wire: modified UTF-7 (RFC 3501, section 5.1.3), both ways.

Pure. Python's library has no such codec.
"""

import base64
import binascii
import re

SHIFTED = re.compile(r"&([^-]*)-")
OUTSIDE_ASCII = re.compile(r"[^\x20-\x7e]+")


def to_wire(name: str) -> str:
    """Return a name as it is sent, e.g. ``Entw&APw-rfe`` for ``Entwürfe``."""
    return OUTSIDE_ASCII.sub(_shift, name.replace("&", "&-"))


def from_wire(name: str) -> str:
    """
    Return the name that was sent.

    Raises:
        ValueError: A shifted part is not UTF-16 in IMAP's base64.
    """
    return SHIFTED.sub(_unshift, name)


def _shift(match: re.Match[str]) -> str:
    packed = base64.b64encode(match[0].encode("utf-16-be")).decode().rstrip("=")
    return f"&{packed.replace('/', ',')}-"


def _unshift(match: re.Match[str]) -> str:
    packed = match[1].replace(",", "/")
    if not packed:
        return "&"
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(f"{match[0]!r} is not modified UTF-7.") from error
