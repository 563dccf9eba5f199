"""
How IMAP writes which mails are meant, and what stands in the answer to a FETCH (RFC 3501, 6.4.5 and 9).

Pure; the conversation is in `mailbox/imap.py`, the headers and texts are read in `mailbox/records.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_UID = re.compile(rb"\bUID (\d+)")
_INTERNALDATE = re.compile(rb'\bINTERNALDATE "([^"]{1,60})"')


@dataclass(frozen=True, slots=True)
class Part:
    """What was fetched of one mail."""

    uid: int
    received_at: datetime | None
    """INTERNALDATE, in UTC; None where the server gave none."""
    content: bytes


def uid_set(uids: Sequence[int]) -> str:
    """Return ascending UIDs as IMAP writes them: ``1:4,7`` (RFC 3501, sequence-set)."""
    runs: list[list[int]] = []
    for uid in uids:
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)


def read_parts(answer: Sequence[Any]) -> list[Part]:
    """
    Return what the answer to a FETCH holds, as imaplib gives it: pairs of a line and a literal.

    UID and date may stand before the literal or behind it, in the next line. A mail without
    a UID or a literal is not ours to interpret (flags that changed meanwhile) and is left out.
    """
    parts = []
    for place, item in enumerate(answer):
        if not isinstance(item, tuple) or len(item) < 2:
            continue
        behind = answer[place + 1] if place + 1 < len(answer) else b""
        line = item[0] + b" " + (behind if isinstance(behind, bytes) else b"")
        uid, came = _UID.search(line), _INTERNALDATE.search(line)
        if uid:
            parts.append(Part(int(uid[1]), _instant(came[1]) if came else None, item[1]))
    return parts


def _instant(text: bytes) -> datetime | None:
    """Read INTERNALDATE, e.g. `` 2-Nov-2026 17:03:00 +0100``; not strptime: its months follow the locale."""
    try:
        return parsedate_to_datetime(text.decode("ascii").replace("-", " ", 2)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
