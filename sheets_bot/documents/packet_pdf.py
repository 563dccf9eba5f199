"""
An evidence packet as a PDF that a clerk can read, print in black and white, and trust.

Summary first, then what happened in order of time, each sentence with its source; then shipments,
refunds and a list of all facts. Equal packets make equal files, byte for byte. No links, no colour. Within
the limits of all who take it: 19 pages (Mastercard), under 2 MiB (Shopify); what does not fit is dropped
from the least important end, and the document says so.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from sheets_bot.documents.letters import BOLD, PLAIN, load_typeface, plain
from sheets_bot.documents.packet_parts import GREY, LEFT, WIDTH, story_of
from sheets_bot.domain.evidence.packet import Packet, Statement
from sheets_bot.domain.evidence.pieces import Strength

MOST_PAGES = 19
"""What Mastercard takes (Stripe, dispute categories); Shopify and PayPal take more."""
MOST_BYTES = 2 * 1024 * 1024 - 1
"""Shopify's form says under 2 MB a file (reported); PayPal takes 10 MB."""

_SLACK_BYTES = 4096
"""A drawing that names another number of pages may be this much longer."""
_TOP, _BOTTOM = 74.0, 64.0
_LONGEST_TITLE = 70
_WORTH = (Strength.STRONG.value, Strength.MODERATE.value)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A packet's file."""

    content: bytes
    pages: int
    left_out: int
    """How many statements did not fit."""


def render(packet: Packet) -> Rendered:
    """
    Return the PDF of a packet, with its pages and how much did not fit.

    Whatever stands in the packet: a text is cut before it fills the document alone, and the
    least important statements go first.
    """
    load_typeface()
    left_out, pages = 0, _pages(packet, 0)
    if pages is None and packet.statements:
        # The more is left out, the shorter it is: the fewest that must go are found by halving.
        counts = range(1, len(packet.statements) + 1)
        place = bisect_left(counts, True, key=lambda count: _pages(packet, count) is not None)
        left_out = counts[min(place, len(counts) - 1)]
        pages = _pages(packet, left_out)
    content, found = _draw(packet, left_out, of=pages or 0)
    return Rendered(content, found, left_out)


def _pages(packet: Packet, left_out: int) -> int | None:
    """Return how many pages it takes without some statements; None where that is more than may be."""
    content, pages = _draw(packet, left_out, of=MOST_PAGES)
    return pages if pages <= MOST_PAGES and len(content) <= MOST_BYTES - _SLACK_BYTES else None


def _without_least(statements: Sequence[Statement], count: int) -> list[Statement]:
    """Return the statements without the *count* least important: supporting ones first, from the end."""
    worth = [_WORTH.index(one.strength) if one.strength in _WORTH else len(_WORTH) for one in statements]
    order = sorted(range(len(statements)), key=lambda place: (worth[place], place))
    kept = set(order[: len(statements) - count])
    return [one for place, one in enumerate(statements) if place in kept]


def _draw(packet: Packet, left_out: int, *, of: int) -> tuple[bytes, int]:
    """Return one drawing and its number of pages; *of* is the number that its pages name."""
    statements = _without_least(packet.statements, left_out)
    target = BytesIO()
    pages = 0

    def furnish(canvas: Canvas, _document: BaseDocTemplate) -> None:
        nonlocal pages
        pages = canvas.getPageNumber()
        _furnish(canvas, packet, of=of)

    document = BaseDocTemplate(
        target,
        pagesize=A4,
        title=plain(f"Evidence {packet.dispute}")[:_LONGEST_TITLE],
        author=plain(packet.brand)[:_LONGEST_TITLE],
        subject=plain(f"Order {packet.order}")[:_LONGEST_TITLE],
        creator="sheets_bot",
        lang="en",
        invariant=1,
    )
    height = A4[1] - _TOP - _BOTTOM
    frame = Frame(LEFT, _BOTTOM, WIDTH, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document.addPageTemplates([PageTemplate(id="page", frames=[frame], onPage=furnish)])
    story: list[Flowable] = story_of(packet, statements, left_out=left_out)
    document.build(story)
    return target.getvalue(), pages


def _furnish(canvas: Canvas, packet: Packet, *, of: int) -> None:
    """Draw what stands on every page: which case, whose, and which page of how many."""
    top, bottom, right = A4[1] - 46, 42.0, LEFT + WIDTH
    canvas.saveState()
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.6)
    canvas.line(LEFT, top - 8, right, top - 8)
    canvas.setFillGray(0)
    canvas.setFont(BOLD, 8.5)
    canvas.drawString(LEFT, top, plain(f"Case {packet.dispute}")[:_LONGEST_TITLE])
    canvas.setFont(PLAIN, 8.5)
    canvas.drawRightString(right, top, plain(packet.brand)[:_LONGEST_TITLE])
    canvas.setFillGray(GREY)
    about = " · ".join(
        part for part in (f"Order {packet.order}" if packet.order else "", packet.transaction) if part
    )
    canvas.drawString(LEFT, bottom, plain(about)[:_LONGEST_TITLE])
    canvas.drawRightString(right, bottom, f"page {canvas.getPageNumber()} of {of}")
    canvas.restoreState()
