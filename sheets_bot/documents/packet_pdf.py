"""
An evidence packet as a PDF that a clerk can read, print in black and white, and trust.

Summary first, then what happened in order of time, each sentence with its source; then shipments,
refunds and a list of all facts. Equal packets make equal files, byte for byte. No links, no colour. Within
the limits of all who take it: 19 pages (Mastercard), under 2 MiB (Shopify); what does not fit is dropped
from the least important end, and the document says so.
"""

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


def render(packet: Packet) -> bytes:
    """Return the PDF of a packet."""
    return render_whole(packet).content


def render_whole(packet: Packet) -> Rendered:
    """
    Return the PDF of a packet, with its pages and how much did not fit.

    Whatever stands in the packet: a text is cut before it fills the document alone, and the
    least important statements go first.
    """
    load_typeface()
    first = _attempt(packet, 0)
    if _fits(first):
        return first
    # The more is dropped, the shorter it is: the fewest that must go are found by halving.
    least, most = 1, len(packet.statements)
    best = _attempt(packet, most)
    while least < most:
        middle = (least + most) // 2
        found = _attempt(packet, middle)
        if _fits(found):
            best, most = found, middle
        else:
            least = middle + 1
    return best


def _fits(found: Rendered) -> bool:
    return found.pages <= MOST_PAGES and len(found.content) <= MOST_BYTES


def _attempt(packet: Packet, left_out: int) -> Rendered:
    kept = _without_least(packet.statements, left_out)
    _, pages = _draw(packet, kept, left_out=left_out, of=0)
    content, pages = _draw(packet, kept, left_out=left_out, of=pages)
    return Rendered(content, pages, left_out)


def _without_least(statements: Sequence[Statement], count: int) -> list[Statement]:
    """Return the statements without the *count* least important: supporting ones first, from the end."""
    worth = [_WORTH.index(one.strength) if one.strength in _WORTH else len(_WORTH) for one in statements]
    order = sorted(range(len(statements)), key=lambda place: (worth[place], place))
    kept = set(order[: len(statements) - count])
    return [one for place, one in enumerate(statements) if place in kept]


def _draw(packet: Packet, statements: list[Statement], *, left_out: int, of: int) -> tuple[bytes, int]:
    """Return one drawing and its number of pages; *of* is the number that its pages name."""
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
