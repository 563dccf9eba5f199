"""Promises of the reasons of refunds: by example (`tests/cases/refunds.toml`)."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders_of_a_shop import NOW, RULES, a_refund, an_order, schema
from sheets_bot.domain.orders.order import Return, ReturnedLine
from sheets_bot.domain.orders.refund_reasons import UNCLASSIFIED, reason_of
from sheets_bot.domain.rules.order_settings import REASONS

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "refunds.toml").read_text("utf-8"))
WORDS = RULES.orders.reason_words
CAUSES = schema("refunds").by_name["root_cause"].choices


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_a_refund_has_the_reason_that_the_case_says(case):
    returns = ()
    if "return" in case:
        returns = (Return("R1", "CLOSED", tuple(ReturnedLine(*line) for line in case["return"])),)
    refund = a_refund(
        note=case.get("note", ""),
        adjustments=tuple(case.get("adjustments", [])),
        return_id="R1" if returns else "",
    )
    order = an_order(
        returns=returns,
        tags=tuple(case.get("tags", [])),
        cancelled_at=NOW if "cancelled" in case else None,
        cancel_reason=case.get("cancelled", ""),
    )

    found = reason_of(refund, order, words=WORDS)

    assert (found.code, found.decided_by) == (case["reason"], case["by"])


def test_every_reason_is_a_root_cause():
    """So that what a refund was noted as can be held against what really happened."""
    assert set(REASONS) <= set(CAUSES)
    assert {case["reason"] for case in CASES["case"]} <= {*CAUSES, UNCLASSIFIED}


def test_the_causes_to_choose_from_are_those_of_disputes():
    assert schema("disputes").by_name["root_cause"].choices == CAUSES


def test_the_return_of_another_refund_says_nothing():
    order = an_order(returns=(Return("R1", "CLOSED", (ReturnedLine("too-small"),)),))

    assert reason_of(a_refund(return_id="R2"), order, words=WORDS).code == UNCLASSIFIED


def test_people_can_teach_it_their_own_words():
    words = {**WORDS, "size_fit": ("runs small",)}

    found = reason_of(a_refund(note="this one RUNS  small"), an_order(), words=words)

    assert found.code == "size_fit"
    assert reason_of(a_refund(note="too tight"), an_order(), words=words).code == UNCLASSIFIED


def test_a_reason_without_words_is_never_found():
    assert reason_of(a_refund(note="late"), an_order(), words={"late_delivery": ()}).code == UNCLASSIFIED


@given(st.text(), st.sampled_from(["", "late", "too small"]), st.lists(st.text(), max_size=3))
@settings(deadline=None)
def test_a_note_is_never_shown_beyond_the_word_that_decided(note, word, tags):
    found = reason_of(a_refund(note=f"{note} {word} qxz-private"), an_order(tags=tuple(tags)), words=WORDS)

    assert found.code in {*REASONS, UNCLASSIFIED}
    assert "qxz" not in found.decided_by
    assert len(found.decided_by) < 80
