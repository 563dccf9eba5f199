"""
What is kept of the PDF that goes with an act's evidence, and how a file made again is held against it.

Words only. What the PDF says is kept beside it, as the packet; it is drawn in `documents/packet_pdf.py` and
sent by `sheets_bot/approvals/`.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Protocol

from sheets_bot.domain.acts.act import HAPPENED, MAY_HAVE_HAPPENED, Outcome
from sheets_bot.domain.acts.case_traces import file_name_of
from sheets_bot.domain.evidence.packet import Packet

_KEPT = re.compile(r"\d+ pages?, \d+ bytes, SHA-256 ([0-9a-f]{64}), ")


class Pdf(Protocol):
    """A packet's file."""

    @property
    def content(self) -> bytes:
        """The file itself."""

    @property
    def pages(self) -> int:
        """How many it has."""

    @property
    def left_out(self) -> int:
        """How many statements did not fit."""


MakePdf = Callable[[Packet], Pdf]
"""Equal packets make equal files."""


def with_file(outcome: Outcome, packet: Packet, make_pdf: MakePdf) -> Outcome:
    """Return an outcome that tells of the file that went, or may have gone, with it, and what it lacks."""
    if outcome.state not in HAPPENED | MAY_HAVE_HAPPENED:
        return outcome
    pdf = make_pdf(packet)
    told = replace(outcome, file=file_words(packet, pdf))
    if pdf.left_out and outcome.state in HAPPENED:
        return replace(
            told, words=f"{outcome.words} {_left_out(pdf)} of the PDF: it is as long as it may be."
        )
    return told


def file_words(packet: Packet, pdf: Pdf) -> str:
    """Return what `Acts` keeps of a file: name, pages, bytes, SHA-256, and how much did not fit."""
    pages = f"{pdf.pages} page{'' if pdf.pages == 1 else 's'}"
    digest = sha256(pdf.content).hexdigest()
    return f"{file_name_of(packet)}, {pages}, {len(pdf.content)} bytes, SHA-256 {digest}, {_left_out(pdf)}"


def kept_sha256(words: str) -> str:
    """Return the SHA-256 of a file out of what `file_words` returned; ``""`` for anything else."""
    found = _KEPT.search(words)
    return found[1] if found else ""


def _left_out(pdf: Pdf) -> str:
    return f"{pdf.left_out or 'no'} statement{'' if pdf.left_out == 1 else 's'} left out"
