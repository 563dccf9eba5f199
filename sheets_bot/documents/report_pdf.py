"""
The weekly report as a PDF that an owner prints: the same sentences and pictures as the mail.

Equal reports make equal files, byte for byte. No links; legible without colour. What a sentence rests on
stands in a list at the end, by the sentence's number.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

from reportlab.graphics.shapes import Circle, Drawing, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, black
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
)

from sheets_bot.documents.chart import HEIGHT, WIDTH, Anchor, Look, Point, Rgb, draw
from sheets_bot.documents.letters import BOLD, PLAIN, load_typeface, marked, plain
from sheets_bot.domain.report.report import DECIDE, MINUTE, UNMEASURED, Chart, Report, Sentence

_LEFT, _TOP, _BOTTOM = 58.0, 56.0, 52.0
_ROOM = A4[0] - 2 * _LEFT
_SMALLER = _ROOM / WIDTH
_LONGEST_TITLE = 90
_LONGEST_SENTENCE = 2000
_ROOM_FOR_HEADING = 84.0
_QUIET = Color(0.3, 0.33, 0.36)
_BOXED = {
    MINUTE: Color(0.95, 0.96, 0.97),
    DECIDE: Color(0.99, 0.965, 0.89),
    UNMEASURED: Color(0.97, 0.97, 0.97),
}


def _style(name: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    settings: dict[str, object] = {"fontName": PLAIN, "textColor": black, "alignment": TA_LEFT, **more}
    return ParagraphStyle(name, fontSize=size, leading=leading, **settings)


_TITLE = _style("title", 19, 24, fontName=BOLD, spaceAfter=10)
_HEADING = _style("heading", 12.5, 16, fontName=BOLD, spaceBefore=13, spaceAfter=5)
_SENTENCE = _style("sentence", 10, 14, leftIndent=24, bulletIndent=0, spaceAfter=4)
_SENTENCE.bulletFontName, _SENTENCE.bulletFontSize, _SENTENCE.bulletColor = PLAIN, 8.5, _QUIET
_WORDS = _style("words", 8.5, 11.5, textColor=_QUIET, spaceBefore=3, spaceAfter=12)
_SMALL = _style("small", 7.5, 10.2, textColor=_QUIET, leftIndent=24, spaceAfter=1.5, splitLongWords=1)
_SMALL.bulletFontName, _SMALL.bulletFontSize, _SMALL.bulletColor = PLAIN, 7.5, _QUIET


def report_pdf(report: Report) -> bytes:
    """Return the PDF of a report."""
    load_typeface()
    pages = _draw(report, of=0)[1]
    return _draw(report, of=pages)[0]


def _draw(report: Report, *, of: int) -> tuple[bytes, int]:
    """Return one drawing and its number of pages; *of* is the number that its pages name."""
    target = BytesIO()
    pages = 0

    def furnish(canvas: Canvas, _document: BaseDocTemplate) -> None:
        nonlocal pages
        pages = canvas.getPageNumber()
        canvas.saveState()
        canvas.setFont(PLAIN, 8)
        canvas.setFillColor(_QUIET)
        canvas.drawString(_LEFT, 30, plain(report.title)[:_LONGEST_TITLE])
        canvas.drawRightString(_LEFT + _ROOM, 30, f"page {pages} of {of}")
        canvas.restoreState()

    document = BaseDocTemplate(
        target,
        pagesize=A4,
        title=plain(report.title)[:_LONGEST_TITLE],
        author="sheets_bot",
        creator="sheets_bot",
        lang="en",
        invariant=1,
    )
    height = A4[1] - _TOP - _BOTTOM
    frame = Frame(_LEFT, _BOTTOM, _ROOM, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document.addPageTemplates([PageTemplate(id="page", frames=[frame], onPage=furnish)])
    document.build(list(_story(report)))
    return target.getvalue(), pages


def _story(report: Report) -> Iterator[Flowable]:
    yield Paragraph(marked(report.title), _TITLE)
    for title, sentences in report.numbered():
        yield CondPageBreak(_ROOM_FOR_HEADING)
        yield _heading(title)
        yield from (_sentence(number, one) for number, one in sentences)
    for chart in report.charts:
        words = Paragraph(marked(f"{chart.title}. {chart.says}"[:_LONGEST_SENTENCE]), _WORDS)
        yield KeepTogether([Spacer(1, 10), _drawing(chart), words])
    yield from _rests(report)


def _sentence(number: int, one: Sentence) -> Flowable:
    return Paragraph(marked(one.text[:_LONGEST_SENTENCE]), _SENTENCE, bulletText=str(number))


def _rests(report: Report) -> Iterator[Flowable]:
    found = [(number, one) for _, told in report.numbered() for number, one in told if one.rests_on]
    if not found:
        return
    yield CondPageBreak(_ROOM_FOR_HEADING)
    yield _heading("What each sentence rests on")
    for number, one in found:
        yield Paragraph(marked(one.rests_words[:_LONGEST_SENTENCE]), _SMALL, bulletText=str(number))


def _heading(title: str) -> Flowable:
    """Return a heading; those that must not be missed stand in a band, as in the mail."""
    style = _HEADING
    if title in _BOXED:
        style = _HEADING.clone("boxed", backColor=_BOXED[title], borderPadding=(3, 6, 4, 6))
    return Paragraph(marked(title), style)


def _drawing(chart: Chart) -> Drawing:
    drawing = Drawing(WIDTH, HEIGHT)
    draw(chart, _PdfPen(drawing))
    drawing.scale(_SMALLER, _SMALLER)
    drawing.width, drawing.height = _ROOM, HEIGHT * _SMALLER
    return drawing


class _PdfPen:
    """The pen of `chart.draw` in a drawing of reportlab's, whose origin is the lower left corner."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing

    def box(self, at: Point, to: Point, colour: Rgb) -> None:
        (x, y), width, height = _up(at, by=to[1] - at[1]), to[0] - at[0], to[1] - at[1]
        self._drawing.add(Rect(x, y, width, height, fillColor=Color(*colour), strokeColor=None))

    def line(
        self, points: Sequence[Point], colour: Rgb, *, width: float, dash: tuple[float, ...] = ()
    ) -> None:
        flat = [part for point in points for part in _up(point)]
        self._drawing.add(
            PolyLine(
                flat,
                strokeColor=Color(*colour),
                strokeWidth=width,
                strokeDashArray=list(dash) or None,
                strokeLineJoin=1,
                fillColor=None,
            )
        )

    def mark(self, at: Point, look: Look) -> None:
        (x, y), size, colour = _up(at), 3.4, Color(*look.colour)
        if look.mark == "square":
            shape = Rect(x - size, y - size, 2 * size, 2 * size, fillColor=colour, strokeColor=None)
        elif look.mark == "triangle":
            wide = 1.2 * size
            corners = [x, y + wide, x + wide, y - size, x - wide, y - size]
            shape = Polygon(corners, fillColor=colour, strokeColor=None)
        elif look.mark == "ring":
            shape = Circle(x, y, size, fillColor=Color(1, 1, 1), strokeColor=colour, strokeWidth=1.4)
        else:
            shape = Circle(x, y, size, fillColor=colour, strokeColor=None)
        self._drawing.add(shape)

    def text(
        self, at: Point, words: str, colour: Rgb, *, size: float, bold: bool = False, anchor: Anchor = "left"
    ) -> float:
        font = BOLD if bold else PLAIN
        x, y = _up(at)
        anchors = {"left": "start", "middle": "middle", "right": "end"}
        self._drawing.add(
            String(
                x,
                y,
                words,
                fontName=font,
                fontSize=size,
                fillColor=Color(*colour),
                textAnchor=anchors[anchor],
            )
        )
        return float(stringWidth(words, font, size))


def _up(point: Point, *, by: float = 0.0) -> Point:
    return point[0], HEIGHT - point[1] - by
