"""Evidence in the whole bot: Shopify is asked for open cases only, a person's word goes into the file, PayPal takes the form."""

import json
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pytest
from typer.testing import CliRunner

from sheets_bot.cli import app
from sheets_bot.documents.packet_pdf import Rendered, render
from sheets_bot.domain.acts.sent_file import file_words
from sheets_bot.domain.evidence.packet import Packet, Statement
from sheets_bot.platforms.shopify.client import Shopify
from small_house import SmallHouse, a_small_house


@pytest.fixture(scope="module")
def house() -> Iterator[SmallHouse]:
    with a_small_house(weeks=3) as opened:
        yield opened


@pytest.fixture
def asked(monkeypatch) -> list[list[str]]:
    """The numbers of orders that Shopify was asked for, call by call."""
    calls: list[list[str]] = []
    real = Shopify.fetch_case_orders

    def noted(self, order_ids):
        calls.append(list(order_ids))
        return real(self, order_ids)

    monkeypatch.setattr(Shopify, "fetch_case_orders", noted)
    return calls


def open_cases(house: SmallHouse) -> dict[str, dict[str, Any]]:
    return {key: row for key, row in house.keyed("Disputes").items() if not row["Outcome"] and row["Order"]}


def file_of(house: SmallHouse, tmp_path, *arguments: str) -> tuple[dict[str, Any], str]:
    """What the command prints, and the text of the file that it made."""
    config = tmp_path / "sandbox.json"
    config.write_text(json.dumps(house.config))
    out = tmp_path / "packet.pdf"
    done = CliRunner().invoke(
        app, ["packet", *arguments, "--out", str(out), "--config", str(config), "--json"]
    )
    assert done.exit_code == 0, done.output
    document = pdfium.PdfDocument(out.read_bytes())
    text = " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    document.close()
    return json.loads(done.stdout), text


def test_open_cases_get_what_only_the_shop_knows_and_a_second_run_changes_nothing(house, asked):
    house.begins_again()

    house.runs("gather_evidence")
    rows = house.keyed("Evidence")
    again = house.runs("gather_evidence")["gather_evidence"]

    orders = house.keyed("Orders")
    cases = open_cases(house)
    assert cases
    assert {number for call in asked for number in call} == {
        orders[row["Order"]]["Order id"] for row in cases.values()
    }
    assert {row["Dispute"] for row in rows.values()} == set(cases)
    present = {row["Evidence"] for row in rows.values() if row["State"] == "present"}
    assert {"Order confirmation", "Tracking history"} <= present
    assert sum(tab.new_rows + tab.changed_cells for tab in again.tabs if tab.tab == "Evidence") == 0


def test_without_an_open_case_shopify_is_not_asked(house, asked):
    house.begins_again()
    for key in house.keyed("Disputes"):
        house.types("Order (yours)", key, "none")
    house.runs("join_orders")

    house.runs("gather_evidence")

    assert asked == []
    assert house.keyed("Evidence") == {}


def test_no_name_street_or_mail_address_of_a_buyer_comes_into_the_tab(house):
    house.begins_again()

    house.runs("gather_evidence")

    told = " ".join(str(cell) for row in house.keyed("Evidence").values() for cell in row.values())
    people = {order.buyer for orders in house.sandbox.world.orders.values() for order in orders}
    assert told
    assert [p.email for p in people if p.email in told or p.street in told or p.surname in told.split()] == []


def test_the_file_is_made_of_the_rows_as_a_person_left_them(house, tmp_path):
    house.begins_again()
    house.runs("gather_evidence")
    rows = house.keyed("Evidence")
    key = next(key for key, row in rows.items() if row["State"] == "present" and "delivery" not in key)
    case = rows[key]["Dispute"]
    house.types("Your sentence", key, "We have it in writing.", tab="Evidence")
    house.types("Your text", case, "In short: it came.")

    facts, text = file_of(house, tmp_path, case)
    same, _ = file_of(house, tmp_path, case)

    assert "In short: it came." in text
    assert "We have it in writing. Source: Added by the shop's staff" in text
    assert f"page 1 of {facts['pages']}" in text
    assert facts["sha256"] == same["sha256"]


@pytest.mark.parametrize(
    ("piece", "job"), [("Delivery scan", "advise_disputes"), ("Tracking history", "gather_evidence")]
)
def test_what_may_not_be_said_stands_beside_a_persons_sentence_before_anybody_ticks(house, piece, job):
    house.begins_again()
    house.runs("gather_evidence", "advise_disputes")
    key = next(key for key, row in house.keyed("Evidence").items() if row["Evidence"] == piece)
    house.types("Your sentence", key, "It stands at https://shop.example/x.", tab="Evidence")

    house.runs(job)

    assert "https://shop.example/x" in house.keyed("Evidence")[key]["Problem"]


@pytest.mark.parametrize(
    ("kept", "is_as_sent", "said"),
    [
        (lambda packet: file_words(packet, render(packet)), True, "This is the file that went out"),
        (lambda packet: file_words(packet, Rendered(b"%PDF", 1, 0)), False, "This is NOT the file"),
        (
            lambda packet: f"1 statements, SHA-256 {packet.digest}",
            None,
            "Acts has no SHA-256 of this act's file",
        ),
        (lambda _packet: "", None, "Acts has no SHA-256 of this act's file"),
    ],
    ids=["the same", "another", "from before the bot kept it", "nothing kept"],
)
def test_the_file_of_an_act_is_made_again_and_held_against_what_was_kept(
    house, tmp_path, kept, is_as_sent, said
):
    house.begins_again()
    packet = Packet(
        "PP-D-9",
        "PayPal",
        "Aurora",
        "OTHER",
        "#7",
        "T",
        "1.00 USD",
        "As it went out.",
        (Statement("thread", "T", "S.", "M", None, "strong"),),
    )
    head = house.person.sees("Acts")[0]
    for header, cell in (("Act", "abc123"), ("Packet", kept(packet)), ("Packet: text", packet.as_text)):
        house.person.types("Acts", 1, head.index(header), cell)

    facts, text = file_of(house, tmp_path, "--act", "abc123")
    config, out = tmp_path / "sandbox.json", tmp_path / "packet.pdf"
    told = CliRunner().invoke(app, ["packet", "--act", "abc123", "--out", str(out), "--config", str(config)])

    assert "As it went out." in text
    assert facts["is_as_sent"] is is_as_sent
    assert said in told.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Name a case, or an act"),
        (("PP-NO",), "There is no case 'PP-NO'"),
        (("--act", "no"), "There is no act 'no'"),
    ],
)
def test_what_is_not_there_is_said(house, tmp_path, arguments, words):
    config = tmp_path / "sandbox.json"
    config.write_text(json.dumps(house.config))

    done = CliRunner().invoke(app, ["packet", *arguments, "--config", str(config)])

    assert done.exit_code == 2
    assert words in done.output
