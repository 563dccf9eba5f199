"""Promises of the catalogue: complete, sound, and refused with a sentence where somebody has broken it."""

import tomllib
from importlib.resources import files

import pytest

from sheets_bot.domain.disputes import dispute_words, shop_dispute_words
from sheets_bot.domain.evidence import shop_facts, tab_facts
from sheets_bot.domain.evidence.pieces import CONDITIONS, Origin, Strength, catalogue, read_catalogue
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.errors import Misconfigured

ASKED_FOR = [
    "delivery_scan",
    "delivery_place",
    "signature",
    "tracking_history",
    "shipped_scan",
    "promise",
    "ship_notice",
    "order_confirmation",
    "address_match",
    "thread",
    "shipping_policy",
    "refund_policy",
    "refund_proof",
    "listing",
    "variant",
    "size_chart",
    "no_return",
    "return_scan",
    "return_instruction",
    "customer_history",
    "buyer_recognised",
    "payment_check",
    "descriptor",
    "two_orders",
    "charges",
    "order_total",
    "cancellation",
    "delay_notice",
    "trace",
    "address_change",
    "refusal",
    "other_payment",
    "supplier_record",
    "seller_protection",
]
TEXT = files("sheets_bot.domain.evidence").joinpath("pieces.toml").read_text("utf-8")


def test_every_piece_that_the_playbooks_name_is_there():
    assert set(ASKED_FOR) == set(catalogue().pieces)


def test_every_piece_matters_for_some_complaint():
    used = {code for ground in catalogue().grounds for code in ground.strengths}

    assert used == set(catalogue().pieces)


def test_two_writers_share_the_tab_and_no_row():
    """What one fills, the other never does; together they fill everything."""
    origins = {code: piece.origin for code, piece in catalogue().pieces.items()}

    assert tab_facts.ORIGINS.isdisjoint(shop_facts.ORIGINS)
    assert set(Origin) == tab_facts.ORIGINS | shop_facts.ORIGINS
    assert {code for code, origin in origins.items() if origin is Origin.SHOP} == set(shop_facts._FACTS)
    assert {code for code, origin in origins.items() if origin is Origin.TABS} == tab_facts.CODES


@pytest.mark.parametrize("piece", ["shipping_policy", "refund_policy", "listing", "size_chart"])
def test_policies_and_pages_never_lift_the_strength(piece):
    worth = {ground.strengths.get(piece, Strength.SUPPORTING) for ground in catalogue().grounds}

    assert worth == {Strength.SUPPORTING}
    with pytest.raises(Misconfigured, match=f"'{piece}' as moderate, but it only rounds off"):
        read_catalogue(TEXT.replace('moderate = ["charges", "thread"]', f'moderate = ["{piece}"]', 1))


def test_every_reason_of_both_platforms_has_its_ground():
    """What is about the payment service itself, and what says nothing, goes to the last one."""
    reasons = {*dispute_words._REASONS, *shop_dispute_words._REASONS}
    last = catalogue().grounds[-1].name

    unsorted = {reason for reason in reasons if catalogue().ground_of(reason).name == last}

    assert unsorted == {
        "OTHER", "GENERAL", "CUSTOMER_INITIATED", "PROBLEM_WITH_REMITTANCE", "BANK_CANNOT_PROCESS",
        "INCORRECT_ACCOUNT_DETAILS", "INSUFFICIENT_FUNDS", "NONCOMPLIANT",
    }  # fmt: skip
    assert catalogue().ground_of("SOMETHING_NEW").name == last


def test_states_and_conditions_are_those_that_there_are():
    states = {state.value for state in ShipState}

    assert all(piece.states <= states for piece in catalogue().pieces.values())
    assert {piece.when for piece in catalogue().pieces.values()} - {""} == CONDITIONS


def test_a_needed_piece_decides_only_where_it_is_strong():
    for ground in catalogue().grounds:
        assert {ground.strengths[code] for code in ground.needed} <= {Strength.STRONG}


@pytest.mark.parametrize(
    ("wrong", "instead", "words"),
    [
        ("[[piece]]", "[[piece", "cannot be read"),
        ('from = "tabs"', 'from = "nowhere"', "nowhere"),
        ('title = "Delivery scan"', "", "lacks something: 'title'"),
        ('when = "signature"', 'when = "full moon"', "the condition 'full moon'; there are card"),
        (
            'strong = ["refund_proof", "supplier_record"]',
            'strong = ["magic"]',
            "names the piece 'magic', which is not",
        ),
        (
            'strong = ["refund_proof", "supplier_record"]',
            'strong = ["thread"]',
            "names the piece 'thread' twice",
        ),
        ("reasons = []", 'reasons = ["GENERAL"]', "the last ground must have no reasons"),
        ('needed = ["delivery_scan", "signature"]', 'needed = ["descriptor"]', "needs 'descriptor'"),
    ],
)
def test_a_broken_table_is_refused_with_the_place(wrong, instead, words):
    with pytest.raises(Misconfigured, match=words):
        read_catalogue(TEXT.replace(wrong, instead, 1))


def test_a_specialist_can_let_a_piece_weigh_more():
    told = TEXT.replace('"supplier_record"]', '"supplier_record", "variant"]', 1).replace(
        'moderate = ["variant", ', "moderate = [", 1
    )

    changed = read_catalogue(told)

    assert changed.ground_of("PRODUCT_UNACCEPTABLE").strengths["variant"] is Strength.STRONG
    assert tomllib.loads(told)
