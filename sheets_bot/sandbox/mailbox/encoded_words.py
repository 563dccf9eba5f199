"""
Text in header fields as encoded words (RFC 2047): Q where most of it is ASCII, base64 elsewhere.

Pure. Python's `email.header` does the same several times slower, which a mailbox of
thousands of letters feels.
"""

import base64
import string
from collections.abc import Iterator

LONGEST_PIECE_BYTES = 39
"""Of the text in one word: with it, a word in base64 stays within RFC 2047's 75 characters."""
LONGEST_Q_PIECE_BYTES = 20
"""The same for Q, where a byte takes up to three characters."""
PLAIN = frozenset((string.ascii_letters + string.digits + " ").encode())
Q_SHARE = 0.75
Q_LETTERS = ["_" if byte == 32 else chr(byte) if byte in PLAIN else f"={byte:02X}" for byte in range(256)]


def encoded_words(text: str) -> str:
    """Return a text as encoded words, each on a line of its own but the first."""
    data = text.encode("utf-8", "replace")
    if sum(map(PLAIN.__contains__, data)) >= Q_SHARE * len(data):
        return "\r\n ".join(_q(piece) for piece in _pieces(data, LONGEST_Q_PIECE_BYTES))
    return "\r\n ".join(_b(piece) for piece in _pieces(data, LONGEST_PIECE_BYTES))


def _pieces(data: bytes, limit: int) -> Iterator[bytes]:
    """Yield UTF-8 in pieces, cut between characters only (RFC 2047, section 5)."""
    start = 0
    while start < len(data):
        end = min(start + limit, len(data))
        while end < len(data) and data[end] & 0b1100_0000 == 0b1000_0000:  # amid a character
            end -= 1
        yield data[start:end]
        start = end


def _q(piece: bytes) -> str:
    return f"=?utf-8?q?{''.join(map(Q_LETTERS.__getitem__, piece))}?="


def _b(piece: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(piece).decode()}?="
