"""Promises of the whole playbook: every reason, stage, state and situation has an answer, and one that can be done."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_tabs import case_of, row
from playbook_cases import BERLIN, EVERYTHING, KEY, NOW, RULES, STAGES, days, dispute_row, parcel_row
from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.cases.advise import advise
from sheets_bot.domain.cases.families import FAMILIES, Family
from sheets_bot.domain.cases.order_state import STATE_WORDS
from sheets_bot.domain.cases.playbook import EVIDENCE, default_table, parse_table
from sheets_bot.domain.cases.situation import Situation
from sheets_bot.domain.cases.so_far import SoFar
from sheets_bot.domain.cases.stages import ACTIONS, ALWAYS, PAYS, POSSIBLE, Stage, Step, offered_now
from sheets_bot.domain.cases.timing import is_last_shift
from sheets_bot.domain.disputes import dispute_words, shop_dispute_words
from sheets_bot.domain.money import Money
from sheets_bot.errors import Misconfigured

# Written out, so that a family that is dropped from the table is missed.
PAYPAL_REASONS = [
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED",
    "UNAUTHORISED",
    "CREDIT_NOT_PROCESSED",
    "DUPLICATE_TRANSACTION",
    "INCORRECT_AMOUNT",
    "PAYMENT_BY_OTHER_MEANS",
    "CANCELED_RECURRING_BILLING",
    "PROBLEM_WITH_REMITTANCE",
    "OTHER",
]
SHOPIFY_REASONS = [
    "BANK_CANNOT_PROCESS",
    "CREDIT_NOT_PROCESSED",
    "CUSTOMER_INITIATED",
    "DEBIT_NOT_AUTHORIZED",
    "DUPLICATE",
    "FRAUDULENT",
    "GENERAL",
    "INCORRECT_ACCOUNT_DETAILS",
    "INSUFFICIENT_FUNDS",
    "NONCOMPLIANT",
    "PRODUCT_NOT_RECEIVED",
    "PRODUCT_UNACCEPTABLE",
    "SUBSCRIPTION_CANCELLED",
    "UNRECOGNIZED",
]
REASONS = [*PAYPAL_REASONS, *SHOPIFY_REASONS, "NEVER_HEARD_OF", ""]
STATES = list(STATE_WORDS)


def test_every_reason_of_both_platforms_has_a_family():
    assert set(PAYPAL_REASONS) == set(dispute_words._REASONS)
    assert set(SHOPIFY_REASONS) == set(shop_dispute_words._REASONS)
    assert {*PAYPAL_REASONS, *SHOPIFY_REASONS} <= FAMILIES.keys()


@pytest.mark.parametrize("family", list(Family))
def test_every_place_of_the_table_has_a_line_that_can_be_done_there(family):
    for stage, state, situation in product(Stage, STATES, [None, *Situation]):
        line = default_table().line_for(family, stage, state, [situation] if situation else [])

        assert line, (family, stage, state, situation)
        assert {line.action, line.then} - {""} <= POSSIBLE[stage]
        assert line.why
        assert line.points or line.action not in {Kind.SEND_MESSAGE, Kind.SEND_MAIL}
        assert line.evidence or line.action not in {Kind.PROVIDE_EVIDENCE, Kind.SUBMIT_EVIDENCE, Kind.APPEAL}


def test_whatever_waits_says_what_it_becomes_in_the_last_safe_shift():
    for line in default_table().lines:
        waits = line.action in {Kind.HOLD, Kind.SAVE_EVIDENCE}
        assert not waits or line.then
        assert line.then not in {Kind.HOLD, Kind.SAVE_EVIDENCE}


def test_every_line_is_reached_by_some_case_and_no_line_hides_another():
    used = {
        default_table().line_for(family, stage, state, [situation] if situation else []).key
        for family, stage, state, situation in product(Family, Stage, STATES, [None, *Situation])
    }

    assert used | {"any, PayPal inquiry / PayPal claim / Shopify inquiry / Shopify chargeback, any, any"} >= {
        line.key for line in default_table().lines
    }


def test_a_word_that_nobody_knows_is_refused_with_its_cell():
    cell = """
        [[cell]]
        family = "INR"
        states = ["S9"]
        situation = "any"
        evidence = ["pigeon"]
        points = []
        not_to_say = []
        band = "M"
        [cell."Shopify chargeback"]
        action = "Send message"
        clock = ""
        why = "x"
    """

    with pytest.raises(Misconfigured) as refused:
        parse_table(cell, source="mine.toml")

    for words in (
        "mine.toml, cell 1",
        "'S9'",
        "'pigeon'",
        "'Send message' cannot be done in a Shopify chargeback",
    ):
        assert words in str(refused.value)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_at_every_stage_and_state_is_answered(reason):
    for stage, state in product(STAGES, [*STATES, "no order"]):
        dispute = dispute_row(reason=reason, stage=stage)
        parcels = {} if state in {"unknown", "cancelled", "no order"} else {"A / 1": parcel_row(state)}
        order = {"cancelled": days(-1)} if state == "cancelled" else {}
        case = None if state == "no order" else case_of(order=order, disputes={KEY: dispute}, parcels=parcels)

        advice = advise(dispute, case, table=default_table(), rules=RULES, now=NOW, zone=BERLIN)

        assert advice.action in ACTIONS
        assert advice.why
        assert advice.line or advice.gate
        if reason not in FAMILIES:
            assert (advice.action, advice.gate) == (Step.PERSON, "new value")


money = st.sampled_from(["0.00", "10.00", "59.00"])


@st.composite
def cases(draw):
    """A case with anything in it that may meet anything else."""
    stage = draw(st.sampled_from(list(STAGES)))
    offers = draw(st.lists(st.sampled_from(EVERYTHING.split(", ")), unique=True))
    left = draw(st.one_of(st.none(), st.integers(0, 6)))
    told = {
        "allowed_now": ", ".join(offers) if stage.startswith("PayPal") else None,
        "shifts_left": left,
        "respond_by": None if left is None else NOW + timedelta(days=draw(st.integers(-2, 9))),
        "flag": draw(st.sampled_from(["OK", "SOON", "LAST SHIFT", "MISSED", "NO DATE"])),
        "opened": NOW - timedelta(days=draw(st.integers(0, 25))),
        "owner_decision": draw(
            st.sampled_from([None, "Fight", "Refund", "Partial refund", "Reship", "Wait", "Ask owner"])
        ),
        "root_cause": draw(st.sampled_from([None, "damaged", "size_fit", "lost", "refund_not_processed"])),
        "protection": draw(st.sampled_from([None, "eligible", "not eligible"])),
        "whose_turn": draw(st.sampled_from(["You", "Not clear", "Buyer", "PayPal", "You may appeal"])),
    }
    dispute = dispute_row(reason=draw(st.sampled_from(REASONS)), stage=stage, **told)
    disputes = {KEY: dispute}
    if draw(st.booleans()):
        disputes["SH-2"] = row(dispute_id="SH-2", platform="Shopify", amount="59.00")
    states = draw(st.lists(st.sampled_from([each for each in STATES if each.startswith("S")]), max_size=3))
    refunds = {
        f"R-{n}": {
            "paid": draw(money),
            "amount": draw(money),
            "currency": draw(st.sampled_from(["USD", "EUR"])),
        }
        for n in range(draw(st.integers(0, 2)))
    }
    case = case_of(
        order={"to_ship": draw(st.sampled_from(["", "open"]))},
        disputes=disputes,
        refunds=refunds,
        parcels={f"A / {n}": parcel_row(state) for n, state in enumerate(states)},
        threads={"T-1": {"category": draw(st.sampled_from(["Cancel or change", "Size or exchange"]))}},
    )
    done = draw(st.one_of(st.none(), st.integers(0, 5).map(lambda ago: NOW - timedelta(days=ago))))
    return dispute, draw(st.sampled_from([case, case, case, None])), SoFar(messaged_at=done, saved_at=done)


@settings(deadline=None, max_examples=300)
@given(cases())
def test_advice_is_possible_pays_once_and_waits_past_the_last_safe_shift_only_for_an_answer(told):
    dispute, case, done = told

    advice = advise(dispute, case, table=default_table(), rules=RULES, now=NOW, zone=BERLIN, so_far=done)

    if advice.action not in ALWAYS:
        assert advice.action in offered_now(dispute, Stage(advice.stage))
    if advice.stage == Stage.SHOPIFY_CHARGEBACK:
        assert advice.action != Step.REFUND
    if advice.action in PAYS:
        assert case is not None
        paid = [Money.parse(str(each["paid"]), each["currency"]) for each in case.refunds.values()]
        assert not any(each.minor for each in paid)
        assert "SH-2" not in case.disputes
    if is_last_shift(dispute, NOW):
        assert advice.action != Kind.SAVE_EVIDENCE
        if advice.action == Kind.HOLD:
            assert advice.stage == Stage.PAYPAL_INQUIRY
            assert dispute["opened"] <= done.messaged_at
            assert NOW - done.messaged_at < timedelta(days=RULES.cases.message_days)
    assert set(advice.evidence) <= EVIDENCE
