"""Promises of the PDF: the same bytes each time, within every limit, legible by others, whatever stands in the packet."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_bot.documents.letters import LOZENGE, marked, plain
from sheets_bot.documents.packet_pdf import MOST_BYTES, MOST_PAGES, Rendered, _pages, render
from sheets_bot.domain.evidence.packet import Packet, Statement, Tracking
from sheets_bot.domain.evidence.pieces import catalogue

AT = datetime(2026, 11, 8, 13, 2, tzinfo=UTC)


def a_statement(piece: str = "thread", sentence: str = "Answered.", **fields: Any) -> Statement:
    whole = {"title": piece.title(), "source": "Mailbox", "fact_at": AT, "strength": "moderate", **fields}
    return Statement(piece, sentence=sentence, **whole)


def a_packet(*statements: Statement, **fields: Any) -> Packet:
    whole: dict[str, Any] = {
        "dispute": "PP-R-ABC-123",
        "platform": "PayPal",
        "brand": "Aurora & Pine",
        "reason_code": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "order": "#1042",
        "transaction": "8AA11111AA1111111",
        "amount": "59.00 EUR",
        "summary": "The parcel came.",
        "zone": "Europe/Berlin",
        **fields,
    }
    return Packet(statements=statements, **whole)


def pages_of(content: bytes) -> list[str]:
    """The text of each page, as another program reads it."""
    document = pdfium.PdfDocument(content)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def text_of(packet: Packet) -> str:
    return " ".join(pages_of(render(packet).content))


def test_the_summary_comes_first_and_then_what_happened_in_order_of_time():
    packet = a_packet(
        a_statement("promise", "Second thing.", fact_at=AT),
        a_statement("order_total", "Without a time.", fact_at=None),
        a_statement("shipped_scan", "First thing.", fact_at=AT - timedelta(days=2)),
        a_statement("shipping_policy", "We ship.", fact_at=AT - timedelta(days=90)),
        trackings=(Tracking("Royal Mail", "RM1"),),
        refund_ids=("9BB22222BB2222222",),
    )

    text = text_of(packet)

    parts = [
        "The parcel came.",
        "First thing.",
        "Second thing.",
        "Without a time.",
        "We ship.",
        "RM1",
        "9BB22222BB2222222",
        "List of facts",
    ]
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
    assert "8 Nov 2026 14:02" in text
    assert "all in Europe/Berlin" in text


def test_each_sentence_stands_with_its_source():
    assert "Answered. Source: Mailbox" in text_of(a_packet(a_statement()))


def test_every_page_says_which_of_how_many_it_is_and_of_which_case():
    content = render(a_packet(*(a_statement(sentence="word " * 300) for _ in range(12)))).content

    pages = pages_of(content)

    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in page
        assert "Case PP-R-ABC-123" in page


def test_equal_packets_make_equal_files():
    packet = a_packet(a_statement(), summary="Łódź, Αθήνα, Москва, Zürich")

    assert render(packet).content == render(Packet.from_text(packet.as_text)).content
    assert render(packet).content != render(replace(packet, summary="Another.")).content


def test_there_is_no_link_no_colour_and_no_font_that_is_not_embedded():
    packet = a_packet(
        a_statement(
            sentence='See https://shop.example/x?a=1, "www.shop.example/y" or <a href="http://z">z</a>.'
        )
    )

    content = render(packet).content

    document = pdfium.PdfDocument(content)
    assert all(pdfium_raw.FPDFPage_GetAnnotCount(page) == 0 for page in document)
    for page in document:
        image = page.render(scale=0.4).to_numpy()
        assert int(image.max(axis=2).astype(int).__sub__(image.min(axis=2)).max()) <= 8
    document.close()
    assert b"/URI" not in content
    assert content.count(b"/FontFile2") >= 2
    assert "shop.example" not in " ".join(pages_of(content))


def test_names_of_europe_are_shown_and_what_cannot_be_shown_is_a_lozenge_that_is_explained():
    text = text_of(a_packet(a_statement(sentence="Łódź Őrség Škoda Αθήνα Москва São Tromsø 東京")))

    assert "Łódź Őrség Škoda Αθήνα Москва São Tromsø ◊◊" in text
    assert "◊ stands for a character that this document cannot show." in text


def test_text_that_would_turn_its_direction_or_hide_is_told_as_it_stands():
    assert plain("paid \u202e00.95\u202c no") == "paid 00.95 no"
    assert plain("a\u200bb\x00\x1bc") == "abc"
    assert plain("שלום") == LOZENGE * 4
    assert marked("<b>&amp;") == "&lt;b&gt;&amp;amp;"


def test_a_word_of_ten_thousand_letters_is_broken_and_a_text_that_would_fill_everything_is_cut():
    text = text_of(a_packet(a_statement(sentence="x" * 10_000), summary="y" * 50_000))

    assert "(cut)" in text
    assert text.replace(" ", "").count("x") > 3_000


def test_what_does_not_fit_goes_from_the_least_important_end_and_the_document_says_how_much():
    """The worst that can come: every piece at its longest, and the longest summary."""
    long = "word " * 1_000
    strengths = ["strong"] * 6 + ["moderate"] * 10 + ["supporting"] * 20
    statements = [
        a_statement("thread", f"Number {n}. {long}", strength=one) for n, one in enumerate(strengths)
    ]

    found = render(a_packet(*statements, summary=long * 10))

    text = " ".join(pages_of(found.content))
    assert found.pages <= MOST_PAGES
    assert len(found.content) <= MOST_BYTES
    assert 0 < found.left_out < len(statements)
    kept = [n for n in range(len(statements)) if f"Number {n}. " in text]
    assert kept == list(range(len(statements) - found.left_out))
    assert f"{found.left_out} statement(s) of less weight were left out" in text


def test_as_few_as_possible_are_left_out():
    packet = a_packet(*(a_statement(sentence=f"Number {n}. " + "word " * 700) for n in range(36)))

    found = render(packet)

    assert found.left_out > 1
    assert _pages(packet, found.left_out - 1) is None


def test_strong_statements_stay_whatever_their_place():
    statements = [
        a_statement(sentence=f"Weak {n}. " + "word " * 790, strength="supporting") for n in range(34)
    ]
    strong = a_statement("delivery_scan", "It was delivered.", strength="strong")

    assert "It was delivered." in text_of(a_packet(*statements, strong))


HOSTILE = st.text(
    st.characters(codec="utf-8")
    | st.sampled_from("<>&\"'\u202e\u200f\x00\x07\t\n\uffff\U0001f600#{}%()[]\\/"),
    max_size=120,
)
LONG = st.builds(str.__mul__, HOSTILE, st.integers(1, 40))
STATEMENTS = st.builds(
    Statement,
    st.sampled_from(sorted(catalogue().pieces)) | HOSTILE, HOSTILE, LONG, HOSTILE,
    st.none() | st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 28), timezones=st.just(UTC)),
    st.sampled_from(["strong", "moderate", "supporting", "new"]), st.booleans(),
)  # fmt: skip
HOSTILE_PACKETS = st.builds(
    Packet,
    dispute=HOSTILE, platform=HOSTILE, brand=HOSTILE, reason_code=HOSTILE, order=HOSTILE, transaction=HOSTILE,
    amount=HOSTILE, summary=LONG, statements=st.lists(STATEMENTS, max_size=5).map(tuple),
    trackings=st.lists(st.builds(Tracking, HOSTILE, HOSTILE), max_size=3).map(tuple),
    refund_ids=st.lists(HOSTILE, max_size=3).map(tuple),
    zone=st.sampled_from(["UTC", "Asia/Kathmandu", "No/Where", "../etc/passwd", ""]),
)  # fmt: skip


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(HOSTILE_PACKETS)
def test_any_text_makes_a_document_that_others_can_read(packet: Packet):
    found: Rendered = render(packet)

    pages = pages_of(found.content)
    assert (len(pages), found.content[:5]) == (found.pages, b"%PDF-")
    assert found.pages <= MOST_PAGES
    assert len(found.content) <= MOST_BYTES
    assert b"/URI" not in found.content


@given(HOSTILE)
def test_no_mark_of_control_or_direction_is_left_in_a_text(text: str):
    assert {unicodedata.category(letter) for letter in plain(text).replace("\n", "")} & {
        "Cc",
        "Cf",
        "Cs",
        "Cn",
    } == set()
    assert plain("東\U0001f9ff") == LOZENGE * 2


@pytest.mark.parametrize("lines", ["\n" * 7_000, "a\n" * 4_000, "a\n\n" * 2_600, " \n\t\n" * 2_000])
def test_lines_without_end_fill_no_document(lines: str):
    found = render(a_packet(a_statement(sentence=lines), summary=lines))

    assert (found.pages <= 8, found.left_out) == (True, 0)


@pytest.mark.parametrize("packet", [a_packet(summary=""), Packet("", "", "", "", "", "", "", "", ())])
def test_an_empty_packet_is_a_page_all_the_same(packet: Packet):
    assert render(packet).pages == 1
