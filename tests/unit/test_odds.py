"""Promises of refund or fight: the arithmetic of the field's worked example, honest chances, and plain words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from order_tabs import row
from playbook_cases import RULES, advice_on, told_case
from sheets_bot.domain.cases.beta import Beta
from sheets_bot.domain.cases.families import Family
from sheets_bot.domain.cases.odds import CONFIDENCE, Costs, Odds, odds
from sheets_bot.domain.cases.odds_words import chance_in, odds_words
from sheets_bot.domain.cases.priors import OWN_ALONE_FROM, Arrival, Decided, decided_cases, prior_of
from sheets_bot.domain.cases.stages import Stage
from sheets_bot.domain.disputes.decision_words import decision_words
from sheets_bot.domain.rules.rules import parse_rules

SIXTY = {"dispute": {"amount": "60.00"}}
MOVING_INQUIRY = {"reason": "INR", "stage": "PayPal inquiry", "state": "S2", **SIXTY}
MOVING_CLAIM = {**MOVING_INQUIRY, "stage": "PayPal claim"}
CHARGEBACK = {"reason": "INR", "stage": "Shopify chargeback", "state": "S4", **SIXTY}
EVENT = datetime(2026, 10, 1, 12, tzinfo=UTC)


def weighed(told, *, decided=(), rules=RULES, ratio_share=None):
    dispute, case = told_case(told)
    return odds(
        dispute, case, advice_on(told, rules=rules), decided=decided, rules=rules, ratio_share=ratio_share
    )


def own(won, lost, *, family=Family.INR, stage=Stage.PAYPAL_CLAIM, arrival=Arrival.NOT_YET):
    return [Decided(family, stage, arrival, True)] * won + [Decided(family, stage, arrival, False)] * lost


# --- The arithmetic -------------------------------------------------------------------------------------------


def test_the_worked_example_breaks_even_at_25_percent():
    found = weighed(MOVING_INQUIRY)

    assert found.costs == Costs(Decimal("60.00"), fee_if_lost=Decimal(15), work=Decimal("4.00"))
    assert round(found.costs.break_even, 3) == Decimal("0.253")
    assert found.costs.give_back == Decimal("-60.00")
    assert found.costs.fight(Decimal("0.45")) == Decimal("-45.25")


def test_once_a_chargeback_has_landed_only_the_work_is_left_to_weigh():
    found = weighed(CHARGEBACK)

    assert round(found.costs.break_even, 3) == Decimal("0.053")


def test_where_the_fee_never_comes_back_it_does_not_count_for_the_fight():
    rules = parse_rules({"Shopify gives the fee back on a win": "no"})[0]

    found = weighed(CHARGEBACK, rules=rules)

    assert round(found.costs.break_even, 3) == round(Decimal(4) / 60, 3)


@pytest.mark.parametrize(
    ("told", "fee"),
    [
        (MOVING_CLAIM, 15),
        ({**MOVING_CLAIM, "dispute": {"amount": "29.99"}}, 0),
        ({**MOVING_CLAIM, "reason": "FRAUD"}, 0),
        ({**MOVING_CLAIM, "reason": "FRAUD", "dispute": {"amount": "60.00", "channel": "Card or bank"}}, 15),
        ({**MOVING_CLAIM, "state": "S4", "dispute": {"amount": "60.00", "protection": "eligible"}}, 0),
        ({**MOVING_CLAIM, "state": "S2", "dispute": {"amount": "60.00", "protection": "eligible"}}, 15),
    ],
    ids=[
        "standard",
        "small",
        "unauthorised",
        "unauthorised, at the bank",
        "protected",
        "eligible, not delivered",
    ],
)
def test_paypal_waives_the_fee_of_the_small_the_unauthorised_and_the_protected(told, fee):
    assert weighed(told).costs.fee_if_lost == fee


def test_near_paypals_limit_one_more_claim_counts_but_only_where_a_refund_avoids_it():
    near, far = weighed(MOVING_INQUIRY, ratio_share=0.013), weighed(MOVING_INQUIRY, ratio_share=0.012)
    claim = weighed(MOVING_CLAIM, ratio_share=0.013)

    assert (near.costs.near_limit, far.costs.near_limit, claim.costs.near_limit) == (15, 0, 0)
    assert near.costs.break_even > far.costs.break_even
    assert "above 1.2 %" in odds_words(near)


def test_goods_that_come_back_speak_for_giving_in():
    rules = parse_rules({"Worth of returned goods": "50 %"})[0]

    found = weighed({**MOVING_CLAIM, "state": "S6"}, rules=rules)

    assert found.costs.goods == Decimal("30.00")
    assert found.costs.give_back == Decimal(-60 - 15 + 30)


def test_a_part_is_weighed_where_it_can_be_offered():
    found = weighed({**MOVING_INQUIRY, "reason": "SNAD", "state": "S4"})

    fight = found.costs.fight(found.chance)
    assert found.partial == Decimal("-0.5") * Decimal("0.25") * 60 + Decimal("0.5") * fight
    assert weighed(MOVING_INQUIRY).partial is None


amounts = st.decimals(1, 5000, places=2)
small = st.decimals(0, 100, places=2)


@given(amounts, small, small, small)
def test_at_the_break_even_chance_both_ways_are_worth_the_same(amount, fee, work, near):
    costs = Costs(amount, fee_if_lost=fee, work=work, near_limit=near)

    assert abs(costs.fight(costs.break_even) - costs.give_back) < Decimal("0.0001")


def test_nothing_is_weighed_where_there_is_nothing_to_weigh():
    assert weighed({**MOVING_CLAIM, "dispute": {"whose_turn": "Nobody", "outcome": "Won"}}) is None
    assert weighed({**MOVING_CLAIM, "refund": {"paid": "60.00", "amount": "60.00"}}) is None
    assert weighed({**MOVING_CLAIM, "reason": "MOON_PHASE"}) is None
    assert weighed({**MOVING_CLAIM, "dispute": {"amount": None}}) is None


# --- The chance -----------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.floats(0.3, 400), st.floats(0.3, 400), st.floats(0.001, 0.999))
def test_the_beta_distribution_is_that_of_scipy(won, lost, share):
    ours, theirs = Beta(won, lost), stats.beta(won, lost)

    assert ours.chance_below(share) == pytest.approx(theirs.cdf(share), abs=1e-9)
    assert ours.interval(CONFIDENCE) == pytest.approx(theirs.interval(CONFIDENCE), abs=1e-7)
    assert ours.interval(0.95) == pytest.approx(theirs.interval(0.95), abs=1e-7)


@pytest.mark.parametrize(
    ("band", "low", "high"),
    [
        ("VL", 0, 0.1),
        ("L", 0.1, 0.3),
        ("L-M", 0.1, 0.6),
        ("M", 0.3, 0.6),
        ("M-H", 0.3, 0.85),
        ("H", 0.6, 0.85),
        ("VH", 0.85, 1),
    ],
)
def test_the_chance_of_a_band_lies_in_it_and_its_interval_reaches_beyond(band, low, high):
    chance = prior_of(Family.MISC, Stage.PAYPAL_CLAIM, "S4", band, []).chance

    assert low < chance.mean < high
    assert chance.interval(0.95)[1] > high or high == 1


def test_own_cases_move_the_prior_and_from_twenty_on_count_alone():
    few = prior_of(Family.INR, Stage.PAYPAL_CLAIM, "S2", "M", own(5, 0))
    nineteen = prior_of(Family.INR, Stage.PAYPAL_CLAIM, "S2", "M", own(19, 0))
    twenty = prior_of(Family.INR, Stage.PAYPAL_CLAIM, "S2", "M", own(10, OWN_ALONE_FROM - 10))

    assert 0.45 < few.chance.mean < nineteen.chance.mean < 0.9
    assert (nineteen.is_own, twenty.is_own) == (False, True)
    assert twenty.chance == Beta(10.5, 10.5)


def test_cases_that_were_won_with_a_delivery_say_nothing_about_a_parcel_that_is_lost():
    found = prior_of(Family.INR, Stage.PAYPAL_CLAIM, "S7", "VL", own(40, 0, arrival=Arrival.ARRIVED))

    assert (found.cases, found.chance.mean) == (0, pytest.approx(0.05))


def test_an_inquiry_is_fought_as_the_claim_that_it_becomes():
    assert prior_of(Family.INR, Stage.PAYPAL_INQUIRY, "S2", "M", own(3, 1)).cases == 4


def test_without_band_and_own_cases_nobody_knows():
    assert prior_of(Family.INR, Stage.PAYPAL_CLAIM, "S2?", "", own(2, 1)) is None


def test_only_answered_cases_with_a_verdict_on_the_evidence_count():
    fought = {
        "platform": "PayPal",
        "stage": "Claim",
        "reason_code": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "answered_at": EVENT,
        "closed_on": date(2026, 10, 20),
        "order": "A",
    }
    disputes = {
        "won": row(**fought, outcome="Won"),
        "lost": row(**fought, outcome="Lost", decision=decision_words("NO_PROOF_OF_DELIVERY")),
        "silent": row(**{**fought, "answered_at": None}, outcome="Lost"),
        "conceded": row(**fought, outcome="Conceded"),
        "covered": row(**fought, outcome="Covered"),
        "inquiry": row(**{**fought, "stage": "Inquiry"}, outcome="Won"),
        **{
            code: row(**fought, outcome="Lost", decision=f"{decision_words(code)}. Lesson: none.")
            for code in ("TRUSTED_BUYER_PAYOUT", "GOODWILL_PAYOUT", "REPRESENTED_BY_PAYPAL")
        },
    }
    parcels = {"A / 1": row(order="A", state="S4", delivered=EVENT)}

    found = decided_cases(disputes, parcels)

    inr = (Family.INR, Stage.PAYPAL_CLAIM, Arrival.ARRIVED)
    assert found == [Decided(*inr, True), Decided(*inr, False)]


@pytest.mark.parametrize(
    ("parcel", "arrival"),
    [
        ({"state": "S4", "delivered": datetime(2026, 10, 19, tzinfo=UTC)}, Arrival.ARRIVED),
        ({"state": "S4", "delivered": datetime(2026, 11, 19, tzinfo=UTC)}, Arrival.NOT_YET),
        ({"state": "S7"}, Arrival.NOT_YET),
        (None, Arrival.ANY),
    ],
)
def test_whether_it_had_arrived_by_the_decision_is_read_from_the_parcels(parcel, arrival):
    dispute = row(
        platform="PayPal", stage="Claim", reason_code="UNAUTHORISED", outcome="Won", answered_at=EVENT,
        closed_on=date(2026, 10, 20), order="A",
    )  # fmt: skip
    parcels = {"A / 1": row(order="A", **parcel)} if parcel else {}

    (found,) = decided_cases({"PP-1": dispute}, parcels)

    assert found.arrival is arrival


# --- The words ------------------------------------------------------------------------------------------------


def test_an_inquiry_in_words():
    assert odds_words(weighed(MOVING_INQUIRY, decided=own(3, 2))) == (
        "Fight: it pays from 25 % on, and about 50 % are won (likely 34 to 66 %). "
        "On average a fight costs 41.50 USD, giving it back 60.00 USD: 60.00 USD disputed, 15.00 USD fee if it "
        "is lost, 4.00 USD of work. The chance is the playbook's guess, with 3 of 5 own cases won (INR, PayPal "
        "claim, not delivered); from 20 own cases on, they count alone."
    )


def test_where_the_buyer_is_right_that_comes_first_even_if_a_fight_would_pay():
    found = weighed({**MOVING_CLAIM, "state": "S7"}, decided=own(25, 0))

    assert found.low > found.costs.break_even
    assert odds_words(found).startswith(
        "Give it back: the facts are with the buyer. By numbers alone a fight pays"
    )


def test_where_a_person_decides_the_numbers_are_one_reason_among_others():
    words = odds_words(
        weighed({**CHARGEBACK, "state": "S3", "dispute": {"amount": "60.00", "shifts_left": 1}})
    )

    assert words.startswith("By numbers alone a fight pays from 5 % on, and about 20 % are won")


def test_what_nobody_knows_is_said():
    found = weighed({**MOVING_CLAIM, "state": "S2?", "reason": "FRAUD"})

    assert odds_words(found).startswith("How likely a fight is won is not known; a fight pays from 7 % on.")


def test_a_chance_that_may_lie_on_either_side_is_called_close():
    found = weighed(MOVING_INQUIRY)
    near = Odds(
        Costs(Decimal(60), fee_if_lost=Decimal(30), work=Decimal(10)),
        "USD",
        found.prior,
        found.low,
        found.high,
    )

    assert odds_words(near).startswith("Close, leaning to a fight: it pays from 44 % on")
    assert odds_words(replace(near, high=0.3)).startswith("Refund: a fight pays from 44 % on")
    never = replace(near, costs=Costs(Decimal(3), work=Decimal(4)))
    assert odds_words(never).startswith("Refund: a fight never pays")


def test_the_chance_can_be_read_back_from_the_words_and_is_none_where_they_tell_none():
    told = odds_words(weighed(MOVING_INQUIRY, decided=own(3, 2)))
    unknown = odds_words(weighed({**MOVING_CLAIM, "state": "S2?", "reason": "FRAUD"}))

    assert chance_in(told) == Decimal("0.5")
    assert chance_in(unknown) is chance_in("") is None


def test_the_sums_are_in_the_currency_of_the_case():
    case = {**CHARGEBACK, "dispute": {"amount": "60.00", "currency": "EUR"}}

    assert "60.00 EUR disputed, 15.00 EUR fee, due unless it is won" in odds_words(weighed(case))


def test_a_fee_that_does_not_come_back_on_a_win_is_not_told_as_if_it_did():
    kept = parse_rules({"Shopify gives the fee back on a win": "no"})[0]
    inquiry = {**CHARGEBACK, "stage": "Shopify inquiry"}

    landed, asked = odds_words(weighed(CHARGEBACK, rules=kept)), odds_words(weighed(inquiry, rules=kept))

    assert "60.00 USD disputed, 15.00 USD fee, due whether it is won or lost, 4.00 USD of work" in landed
    assert "60.00 USD disputed, 15.00 USD fee if you fight it, won or lost, 4.00 USD of work" in asked


def test_a_case_without_its_order_is_weighed_all_the_same():
    assert weighed({**CHARGEBACK, "state": "no order"}).prior is None
