"""
Text and tables as Markdown, for pages that are made of other people's sentences.

Knows no page. What comes in is plain text, in which only `code` in backticks means something.
"""

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\*_<>\[\]{}|$#~])")
_CODE = re.compile(r"(`+[^`]+`+)")


def plain(text: str) -> str:
    """Return a text in one line in which nothing but code in backticks is taken for Markdown."""
    parts = _CODE.split(" ".join(text.split()))
    return "".join(part if part.startswith("`") else _SPECIAL.sub(r"\\\1", part) for part in parts)


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are Markdown in one line."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def code(text: str) -> str:
    """Return a short text as code, also inside a table."""
    # A bar would end the cell, whatever stands around it.
    return f"`{text}`".replace("|", "\\|") if text else ""


def page_name(title: str) -> str:
    """Return the file name of a page about something with a title: ``Orders at risk``, ``orders_at_risk``."""
    return re.sub(r"\W+", "_", title.casefold())
