"""
Colours for people at a terminal: none in a file or a pipe, none where NO_COLOR says so (no-color.org).

Modest on purpose: a word is coloured, never the only sign of anything. Knows no command.
"""

import os
import sys
from typing import Any, Literal, TextIO

import typer

Tone = Literal["good", "care", "bad", "title"]

STYLES: dict[Tone, dict[str, Any]] = {
    "good": {"fg": typer.colors.GREEN},
    "care": {"fg": typer.colors.YELLOW},
    "bad": {"fg": typer.colors.RED},
    "title": {"bold": True},
}


def coloured(text: str, tone: Tone, stream: TextIO | None = None) -> str:
    """Return *text* as it should look on *stream*, by default standard output."""
    return typer.style(text, **STYLES[tone]) if is_colourful(stream or sys.stdout) else text


def is_colourful(stream: TextIO) -> bool:
    """Say whether somebody looks at *stream* in a terminal that shows colours, and wants them."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
