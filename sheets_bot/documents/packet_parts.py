"""
The parts of an evidence packet on paper: its head, summary, statements and tables.

Shapes and sizes only; which statements go in, and how pages are counted, is in `packet_pdf.py`. Sentences
stand in paragraphs, never in tables: a table's row cannot go over two pages.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reportlab.lib.colors import Color, black
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, HRFlowable, Paragraph, Spacer, Table, TableStyle

from sheets_bot.documents.letters import BOLD, LOZENGE, PLAIN, marked, plain
from sheets_bot.domain.disputes import dispute_words, shop_dispute_words
from sheets_bot.domain.evidence.found import at_time_in
from sheets_bot.domain.evidence.packet import Packet, Statement, Tracking
from sheets_bot.domain.evidence.pieces import catalogue

LEFT = 62.0
"""Points from the left edge; the right margin is as wide."""
WIDTH = A4[0] - 2 * LEFT
COLUMN = 104.0
"""Points of the column of names and times on the left."""
GREY = 0.25
"""Dark enough for a fax."""

_THIN = Color(0.5, 0.5, 0.5)
_LONGEST_SUMMARY = 8_000
_LONGEST_SENTENCE = 4_000
_LONGEST_CELL = 160
_MOST_LINES = 100
_ROOM_FOR_FACT, _ROOM_FOR_HEADING = 58.0, 96.0
"""Points that must be left on a page, so that no title stays behind alone."""
_MOST_ROWS = 40
_BLANK_LINES = re.compile(r"\n\s*\n")
_CUT = " … (cut)"


def _style(name: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    settings: dict[str, object] = {"fontName": PLAIN, "textColor": black, "alignment": TA_LEFT, **more}
    return ParagraphStyle(name, fontSize=size, leading=leading, **settings)


_TITLE = _style("title", 19, 23, fontName=BOLD, spaceAfter=2)
_SUBTITLE = _style("subtitle", 10.5, 14, spaceAfter=12)
_HEADING = _style("heading", 12, 15, fontName=BOLD, spaceBefore=16, spaceAfter=5)
_TEXT = _style("text", 10, 14.2, spaceAfter=5)
_NOTE = _style("note", 8.5, 11.5, textColor=Color(GREY, GREY, GREY), spaceAfter=4)
_FACT = _style("fact", 10, 13.5, fontName=BOLD, leftIndent=COLUMN, spaceBefore=8, spaceAfter=1)
_FACT.bulletFontName, _FACT.bulletFontSize, _FACT.bulletIndent = PLAIN, 9, 0
_SENTENCE = _style("sentence", 10, 13.8, leftIndent=COLUMN, spaceAfter=1)
_SOURCE = _style("source", 8.5, 11, leftIndent=COLUMN, textColor=_NOTE.textColor, spaceAfter=5)
_CELL = _style("cell", 9, 11.8)
_LABEL = _style("label", 9, 11.8, textColor=_NOTE.textColor)
_HEAD_CELL = _style("head", 9, 11.8, fontName=BOLD)


def story_of(packet: Packet, statements: Sequence[Statement], *, left_out: int) -> list[Flowable]:
    """Return everything that the document says, in its order."""
    zone = _zone_of(packet)
    dated = sorted(filter(_has_its_day, statements), key=_instant)
    undated = [one for one in statements if not _has_its_day(one)]
    numbered = list(enumerate([*dated, *undated], start=1))
    story: list[Flowable] = [*_head(packet, zone), *_summary(packet)]
    if dated:
        story += _heading("What happened, in order of time")
        story += _statements(numbered[: len(dated)], zone)
    if undated:
        story += _heading("Further facts")
        story += _statements(numbered[len(dated) :], zone)
    story += _shipments(packet.trackings)
    story += _refunds(packet.refund_ids)
    story += _list_of_facts(numbered, zone)
    story += _notes(packet, statements, left_out)
    return story


def _head(packet: Packet, zone: ZoneInfo) -> list[Flowable]:
    words = shop_dispute_words if packet.platform == "Shopify" else dispute_words
    reason = words.reason_words(packet.reason_code)
    shown = f"{reason} ({packet.reason_code})" if reason != packet.reason_code else reason
    facts = [
        ("Case", packet.dispute),
        ("Platform", packet.platform),
        ("Complaint", shown),
        ("Merchant", packet.brand),
        ("Order", packet.order),
        ("Transaction", packet.transaction),
        ("Disputed amount", packet.amount),
        ("Times", f"all in {zone.key}"),
    ]
    rows = [[_cell(name, _LABEL), _cell(value)] for name, value in facts if value]
    table = Table(rows, colWidths=[COLUMN, WIDTH - COLUMN], hAlign="LEFT")
    table.setStyle(TableStyle([*_PADDING, ("LINEBELOW", (0, 0), (-1, -1), 0.25, _THIN)]))
    return [
        Paragraph("Merchant’s evidence", _TITLE),
        Paragraph(f"Answer to the complaint: {marked(reason[:_LONGEST_CELL])}", _SUBTITLE),
        table,
    ]


def _summary(packet: Packet) -> list[Flowable]:
    if not packet.summary.strip():
        return []
    return [*_heading("Summary"), *_paragraphs(packet.summary, _LONGEST_SUMMARY, _TEXT)]


def _statements(numbered: Iterable[tuple[int, Statement]], zone: ZoneInfo) -> Iterable[Flowable]:
    for number, one in numbered:
        when = _told(one.fact_at, zone) if _has_its_day(one) else ""
        title = f"{number}.  {marked(one.title[:_LONGEST_CELL])}"
        yield CondPageBreak(_ROOM_FOR_FACT)
        yield Paragraph(title, _FACT, bulletText=when or None)
        yield from _paragraphs(one.sentence, _LONGEST_SENTENCE, _SENTENCE)
        yield Paragraph(f"Source: {marked(one.source[:_LONGEST_CELL]) or 'not told'}", _SOURCE)


def _has_its_day(one: Statement) -> bool:
    """True for what happened at a time; the day on which a policy was changed is no event of the case."""
    piece = catalogue().pieces.get(one.piece)
    return one.fact_at is not None and not (piece and piece.rounds_off)


def _instant(one: Statement) -> datetime:
    assert one.fact_at is not None
    return one.fact_at


def _shipments(trackings: Sequence[Tracking]) -> list[Flowable]:
    if not trackings:
        return []
    rows = [(one.carrier or "not named", one.number) for one in trackings[:_MOST_ROWS]]
    return [*_heading("Shipments"), _table(("Carrier", "Tracking number"), rows, (0.4, 0.6))]


def _refunds(refund_ids: Sequence[str]) -> list[Flowable]:
    if not refund_ids:
        return []
    rows = [(refund_id,) for refund_id in refund_ids[:_MOST_ROWS]]
    return [*_heading("Refunds"), _table(("PayPal transaction of the refund",), rows, (1.0,))]


def _list_of_facts(numbered: Sequence[tuple[int, Statement]], zone: ZoneInfo) -> list[Flowable]:
    if not numbered:
        return []
    rows = [
        (str(number), one.title, _told(one.fact_at, zone) if _has_its_day(one) else "", one.source)
        for number, one in numbered
    ]
    heads = ("No.", "Fact", "Time", "Source")
    return [*_heading("List of facts"), _table(heads, rows, (0.07, 0.32, 0.23, 0.38))]


def _notes(packet: Packet, statements: Sequence[Statement], left_out: int) -> list[Flowable]:
    told = []
    if left_out:
        told.append(
            f"{left_out} statement(s) of less weight were left out: this document may have 19 pages at most."
        )
    if any(LOZENGE in plain(text) for text in _texts(packet, statements)):
        told.append(f"{LOZENGE} stands for a character that this document cannot show.")
    line = HRFlowable(width="100%", thickness=0.25, color=black, spaceBefore=10, spaceAfter=4)
    return [line, *(Paragraph(marked(text), _NOTE) for text in told)] if told else []


def _texts(packet: Packet, statements: Sequence[Statement]) -> Iterable[str]:
    yield from (packet.summary, packet.dispute, packet.brand, packet.order)
    for one in statements:
        yield from (one.title, one.sentence, one.source)


def _heading(text: str) -> list[Flowable]:
    """Return a heading with room below it, else on the next page; what follows may still be split."""
    return [CondPageBreak(_ROOM_FOR_HEADING), Paragraph(text, _HEADING)]


def _paragraphs(text: str, longest: int, style: ParagraphStyle) -> list[Flowable]:
    """Return one paragraph a line, empty lines as space; cut where one text would fill the document."""
    shown = text if len(text) <= longest else f"{text[: longest - len(_CUT)]}{_CUT}"
    lines = _BLANK_LINES.sub("\n\n", shown).splitlines()
    if len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], _CUT.strip()]
    return [Paragraph(marked(line), style) if line.strip() else Spacer(1, 5) for line in lines]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], shares: Sequence[float]) -> Flowable:
    cells = [[_cell(head, _HEAD_CELL) for head in heads]]
    cells += [[_cell(text) for text in row] for row in rows]
    table = Table(cells, colWidths=[share * WIDTH for share in shares], repeatRows=1, hAlign="LEFT")
    lines = [("LINEBELOW", (0, 0), (-1, 0), 0.8, black), ("LINEBELOW", (0, 1), (-1, -1), 0.25, _THIN)]
    table.setStyle(TableStyle([*_PADDING, *lines]))
    return table


_PADDING = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 8),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]


def _cell(text: str, style: ParagraphStyle = _CELL) -> Paragraph:
    one_line = " ".join(text.split())
    shown = one_line if len(one_line) <= _LONGEST_CELL else f"{one_line[: _LONGEST_CELL - 1]}…"
    return Paragraph(marked(shown), style)


def _told(at: datetime | None, zone: ZoneInfo) -> str:
    return at_time_in(at, zone) if at else ""


def _zone_of(packet: Packet) -> ZoneInfo:
    try:
        return ZoneInfo(packet.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
