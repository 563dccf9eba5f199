"""How the people of the simulated world behave: sellers, buyers, and PayPal as the judge."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.sandbox.world.case import Channel, Evidence, Message, Outcome, Stage, Status
from sheets_bot.sandbox.world.policy import allowed_actions, worth_of
from sheets_bot.sandbox.world.troubles import CREDIT, NOT_AS_DESCRIBED, NOT_RECEIVED
from sheets_bot.sandbox.world.verdict import for_seller

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC).timestamp()
DAY = 86_400.0
FEW_ORDERS = tuple(
    replace(brand, orders_per_week=brand.orders_per_week // 4, dispute_share=brand.dispute_share * 4)
    for brand in BRANDS
)
"""As many cases in a quarter of the orders: a world is made for nearly every test here."""


def proof(at: float, **more) -> Evidence:
    return Evidence("PROOF_OF_FULFILLMENT", "SUBMITTED_BY_SELLER", at, Stage.CLAIM, "shipped", **more)


def waiting(world: World, stage: Stage, reason: str = ""):
    """Return a case that waits for somebody to answer it, and that the simulated people leave alone."""
    return next(
        case
        for case in world.cases.values()
        if case.neglected
        and case.status is Status.SELLERS_TURN
        and case.stage is stage
        and case.channel is Channel.INTERNAL
        and reason in {"", case.reason}
        and case.due_at > world.now
    )


def test_a_silent_seller_loses_every_claim_and_pays_for_it():
    world = World(start_at=NOW, brands=FEW_ORDERS, seller="silent")

    decided = [case for case in world.cases.values() if not case.is_open and case.stage is not Stage.INQUIRY]
    outcomes = {case.outcome for case in decided}

    assert outcomes <= {Outcome.FOR_BUYER, Outcome.WITHDRAWN}
    lost = [case for case in decided if case.outcome is Outcome.FOR_BUYER]
    assert lost
    assert {case.adjudications[-1].reason for case in lost} == {"NO_SELLER_RESPONSE"}
    assert all(case.answered_at is None for case in world.cases.values())


def test_a_diligent_seller_is_never_late_and_wins_more_than_a_silent_one():
    diligent, silent = (
        World(start_at=NOW, brands=FEW_ORDERS, seller=seller) for seller in ("diligent", "silent")
    )

    def kept(world):
        return sum(
            case.amount_minor - case.refunded_minor for case in world.cases.values() if not case.is_open
        )

    assert sum(case.late_attempts for case in diligent.cases.values()) == 0
    assert kept(diligent) > kept(silent)


def test_the_usual_seller_has_answered_in_time_late_and_never():
    cases = World(start_at=NOW, brands=FEW_ORDERS).cases.values()

    lost = [case for case in cases if case.outcome is Outcome.FOR_BUYER]

    assert any(case.answered_at and case.answered_at <= case.last_due_at for case in lost)
    assert any(case.late_attempts for case in cases)
    assert any(not case.answered_at and not case.late_attempts for case in lost)


def test_a_seller_who_stops_leaves_the_future_to_others():
    world = World(start_at=NOW, brands=FEW_ORDERS, seller="stops")
    answered = {case.dispute_id for case in world.cases.values() if case.answered_at}

    world.advance_to(NOW + 30 * DAY)

    assert answered
    assert {case.dispute_id for case in world.cases.values() if case.answered_at} == answered


def test_one_act_of_a_bot_changes_its_case_and_no_other():
    touched, left_alone = World(start_at=NOW, brands=FEW_ORDERS), World(start_at=NOW, brands=FEW_ORDERS)
    case = waiting(touched, Stage.CLAIM)

    touched.centre.provide_evidence(case, [proof(NOW, tracking=(("UPS", "1Z999"),))], NOW)
    for world in (touched, left_alone):
        world.advance_to(NOW + 40 * DAY)

    ours, theirs = touched.truth()["cases"], left_alone.truth()["cases"]
    assert ours.pop(case.dispute_id) != theirs.pop(case.dispute_id)
    assert ours == theirs


def test_after_the_date_nothing_is_allowed_although_the_case_is_still_open():
    world = World(start_at=NOW, brands=FEW_ORDERS)

    missed = [case for case in world.cases.values() if case.due_at and case.due_at < NOW]

    assert missed
    for case in missed:
        assert case.is_open
        assert allowed_actions(case, NOW) == ()
        assert "provide_evidence" in allowed_actions(case, case.due_at)


def test_an_unanswered_claim_is_closed_for_the_buyer_some_hours_after_its_date():
    world = World(start_at=NOW, brands=FEW_ORDERS)
    case = waiting(world, Stage.CLAIM)
    due_at = case.due_at

    world.advance_to(due_at + 31 * 3600)

    assert case.outcome is Outcome.FOR_BUYER
    assert 2 * 3600 <= case.closed_at - due_at <= 30 * 3600
    assert case.refunded_minor == case.amount_minor


def test_a_lost_case_can_be_appealed_for_a_while_and_a_won_appeal_gives_everything_back():
    world = World(start_at=NOW, brands=FEW_ORDERS)
    case = waiting(world, Stage.CLAIM, CREDIT)
    world.advance_to(case.due_at + 31 * 3600)
    assert allowed_actions(case, world.now) == ("appeal",)

    evidence = Evidence("PROOF_OF_REFUND", "SUBMITTED_BY_SELLER", world.now, case.stage, refund_ids=("R1",))
    world.centre.appeal(case, [evidence], world.now)
    assert case.is_open
    world.centre.judge(case, for_seller(case), world.now)

    assert case.stage is Stage.PRE_ARBITRATION
    assert case.outcome is Outcome.FOR_SELLER
    assert case.refunded_minor == case.fees_minor == 0
    assert world.ledger.sale(case.order.transaction_id).status == "S"


def test_an_inquiry_that_nobody_escalates_is_closed_after_twenty_days():
    world = World(start_at=NOW, brands=FEW_ORDERS)
    case = waiting(world, Stage.INQUIRY, NOT_RECEIVED)

    world.advance_to(case.opened_at + 22 * DAY)

    assert case.outcome is Outcome.WITHDRAWN
    assert case.fees_minor == 0
    assert case.refunded_minor == 0


def test_with_accelerated_response_an_early_message_buys_time_and_silence_costs_the_case():
    outcomes = {}
    for wrote in (False, True):
        world = World(start_at=NOW, brands=FEW_ORDERS, seller="stops")
        case = next(
            c
            for c in world.cases.values()
            if c.neglected and c.brand == "aurora" and c.stage is Stage.INQUIRY
        )
        if wrote:
            case.messages.append(Message("SELLER", NOW, "We are looking into it."))
        world.centre.escalate(case, "BUYER", case.opened_at + 11 * DAY)
        outcomes[wrote] = (case.outcome, case.due_at and round((case.due_at - case.updated_at) / DAY))

    assert outcomes == {False: (Outcome.FOR_BUYER, None), True: (None, 4)}


def test_an_alert_that_is_left_alone_becomes_a_chargeback_of_the_card():
    world = World(start_at=NOW, brands=FEW_ORDERS)
    alert = next(case for case in world.cases.values() if case.channel is Channel.ALERT and case.is_open)

    world.advance_to(alert.due_at + 31 * 3600)

    assert alert.channel is Channel.EXTERNAL
    assert alert.external_reason_code
    assert alert.fees_minor > 0
    assert alert.status is Status.SELLERS_TURN


def test_evidence_is_worth_what_paypal_asked_for():
    tracked, told = proof(NOW, tracking=(("UPS", "1Z"),)), proof(NOW)
    asked = Evidence("PROOF_OF_FULFILLMENT", "REQUESTED_FROM_SELLER", NOW, Stage.CLAIM)

    assert worth_of([tracked], NOT_RECEIVED) == 1
    assert worth_of([told], NOT_RECEIVED) == pytest.approx(0.34)
    assert worth_of([tracked], NOT_AS_DESCRIBED) < 1
    assert worth_of([asked], NOT_RECEIVED) == 0


def test_buyers_withdraw_escalate_bargain_reopen_and_change_their_story():
    world = World(start_at=NOW, brands=FEW_ORDERS, weeks=26)

    kinds = {happening.kind for happening in world.chronicle.entries}
    cases = world.cases.values()

    assert kinds >= {"message", "offer", "escalated", "answered", "closed", "reopened"}
    assert any(case.outcome is Outcome.WITHDRAWN for case in cases)
    assert any(
        case.outcome is Outcome.ACCEPTED and 0 < case.refunded_minor < case.amount_minor for case in cases
    )
    assert any(case.reason != case.trouble.reason for case in cases)


def test_a_hostile_world_has_odd_names_codes_and_holes_and_a_clean_one_none():
    hostile = World(start_at=NOW, brands=FEW_ORDERS, weeks=4, hostility="full").cases.values()
    clean = World(start_at=NOW, brands=FEW_ORDERS, weeks=4, hostility="none").cases.values()

    names = {case.order.buyer.given_name[0] for case in hostile}

    assert names & set("=+-@'\t")
    assert any("dispute_channel" in case.disguise for case in hostile)
    assert any("outcome_code" in case.disguise for case in hostile)
    assert any(len(message.content) == 2000 for case in hostile for message in case.messages)
    assert not any(case.disguise for case in clean)
    assert all(case.order.buyer.given_name[0].isalpha() for case in clean)
