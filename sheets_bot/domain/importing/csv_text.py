"""
A CSV file of unknown make as rows of texts: whatever its encoding and its separator.

Pure: from bytes to texts. Spreadsheets in different countries write different files; all of them are meant.
"""

import csv
import io
from collections import Counter

from sheets_bot.errors import Misconfigured

_SEPARATORS = (",", ";", "\t", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOOKED_AT = 50
"""So many rows tell the separator."""


def rows_of_csv(data: bytes, *, source: str) -> list[list[str]]:
    """
    Return the rows of a CSV file.

    Without a mark of its encoding a file is UTF-8, or else what Windows writes (cp1252). The separator is
    the one that cuts most rows into the same number of cells, two or more.

    Raises:
        Misconfigured: It is no text, or no separator is found.
    """
    text = _text(data, source)
    counts = {mark: _evenness(text, mark) for mark in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda mark: counts[mark])
    if not counts[best]:
        raise Misconfigured(
            f"{source}: no column is found; commas, semicolons, tabs and bars were tried. Save it as CSV "
            "again. Nothing was written."
        )
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=best))


def _text(data: bytes, source: str) -> str:
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        raise Misconfigured(f"{source} is no CSV file. Save it as CSV or XLSX. Nothing was written.")
    return data.decode("cp1252", errors="replace")


def _evenness(text: str, mark: str) -> tuple[int, int] | tuple[()]:
    """Return how many of the first rows have the commonest number of cells, and that; empty for one."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        widths = Counter(len(row) for _, row in zip(range(_LOOKED_AT), rows, strict=False) if len(row) > 1)
    except csv.Error:
        return ()
    return max(((count, width) for width, count in widths.items()), default=())
