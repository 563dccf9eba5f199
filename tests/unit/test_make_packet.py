"""Promises of the packet: what stood there goes out, what a person left out does not, and their word wins."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evidence_cases import KEY, a_dispute, case_in, some_tabs
from order_tabs import ORDER
from sheets_bot.domain.evidence.make_packet import BY_PERSON, make_packet
from sheets_bot.domain.evidence.packet import Packet, Tracking
from sheets_bot.domain.evidence.packet_name import packet_file_name

AT = datetime(2026, 11, 8, 13, 2, tzinfo=UTC)
MOVING = {"state": "S2", "carrier": "Royal Mail", "tracking": "RM1"}


def a_row(code: str, rank: int = 1, **fields: Any) -> dict[str, Any]:
    whole = {
        "piece": f"{KEY}:{code}", "dispute": KEY, "title": code.title(), "state": "present", "strength": "strong",
        "sentence": f"Fact of {code}.", "source": "Shopify, order #1042", "fact_at": AT, "rank": rank,
    }  # fmt: skip
    return {f"{KEY}:{code}": {**whole, **fields}}


def packet_of(*rows: dict[str, Any], text: str = "It came.", dispute: Any = None, **told: Any) -> Packet:
    dispute = dispute or a_dispute(transaction_id="8AA11111AA1111111")
    tabs = some_tabs(dispute, **told)
    evidence = {key: row for each in rows for key, row in each.items()}
    return make_packet(KEY, dispute, evidence=evidence, case=case_in(tabs), text=text)


def codes(packet: Packet) -> list[str]:
    return [one.piece for one in packet.statements]


def test_statements_stand_by_rank_and_carry_their_facts():
    packet = packet_of(a_row("promise", 6), a_row("delivery_scan", 2))

    assert codes(packet) == ["delivery_scan", "promise"]
    first = packet.statements[0]
    assert (first.sentence, first.source, first.fact_at) == (
        "Fact of delivery_scan.",
        "Shopify, order #1042",
        AT,
    )
    assert (packet.order, packet.amount, packet.summary) == ("#1042", "59.00 USD", "It came.")


def test_what_is_missing_left_out_or_of_another_case_stays_out():
    packet = packet_of(
        a_row("promise", state="missing"),
        a_row("thread", leave_out=True),
        a_row("descriptor", leave_out=True, your_sentence="Said."),
        {"PP-D-OTHER:delivery_scan": {"state": "present", "sentence": "x"}},
        {f"{KEY}:made_up": {"state": "present", "sentence": "x"}},
    )

    assert packet.statements == ()


def test_a_persons_sentence_wins_and_stands_for_a_piece_that_is_missing():
    packet = packet_of(
        a_row("promise", 6, your_sentence="Promised for the 9th."),
        a_row("trace", 9, state="missing", sentence=None, your_sentence="Enquiry 4711 of 9 November."),
    )

    assert [one.sentence for one in packet.statements] == [
        "Promised for the 9th.",
        "Enquiry 4711 of 9 November.",
    ]
    assert all(one.by_person and one.source == BY_PERSON and one.fact_at is None for one in packet.statements)


def test_a_row_that_the_shop_filled_for_another_order_is_passed_over():
    """The order of a case was corrected, and Shopify has not been asked again yet."""
    packet = packet_of(
        a_row("delivery_place", source="Shopify, order #999"), a_row("delivery_scan", source="Carrier")
    )

    assert codes(packet) == ["delivery_scan"]


def test_parcels_go_along_once_a_carrier_has_them_and_a_label_does_not():
    parcels = {
        f"{ORDER} / 1": MOVING,
        f"{ORDER} / 2": {"state": "S1", "carrier": "DHL", "tracking": "LABEL"},
        f"{ORDER} / 3": {"state": "S4", "tracking": "A1 A2"},
        f"{ORDER} / 4": {"state": "cancelled", "tracking": "NO", "cancelled": True},
    }

    assert packet_of(parcels=parcels).trackings == (
        Tracking("Royal Mail", "RM1"), Tracking("", "A1"), Tracking("", "A2"),
    )  # fmt: skip
    assert packet_of(a_row("tracking_history", leave_out=True), parcels=parcels).trackings == ()


def test_refund_ids_go_along_with_the_statement_about_the_refund_only():
    refund = {"paid": "59.00", "payment_ids": "9BB22222BB2222222 8AA11111AA1111111"}

    told = packet_of(a_row("refund_proof"), refunds={"900": refund})
    left_out = packet_of(a_row("refund_proof", leave_out=True), refunds={"900": refund})

    assert (told.refund_ids, left_out.refund_ids) == (("9BB22222BB2222222",), ())


def test_equal_rows_make_equal_packets_and_a_packet_comes_back_from_its_text():
    packet = packet_of(
        a_row("promise"), a_row("thread", your_sentence="Łódź 中 \u202e"), parcels={f"{ORDER} / 1": MOVING}
    )

    assert (
        packet.digest
        == packet_of(
            a_row("thread", your_sentence="Łódź 中 \u202e"),
            a_row("promise"),
            parcels={f"{ORDER} / 1": MOVING},
        ).digest
    )
    assert Packet.from_text(packet.as_text) == packet
    assert Packet.from_text(packet.as_text).digest == packet.digest


@given(st.text(max_size=200))
def test_a_files_name_is_one_that_paypal_takes(dispute: str):
    """PayPal's pattern, one dot, letters and digits: whatever a case is called."""
    name = packet_file_name(dispute)

    stem, dot, ending = name.rpartition(".")
    assert (dot, ending, stem.startswith("evidence-")) == (".", "pdf", True)
    assert stem.replace("-", "").isalnum()
    assert stem.isascii()
    assert packet_file_name("PP-R-ABC-123") == "evidence-PP-R-ABC-123.pdf"
