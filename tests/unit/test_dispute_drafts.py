"""Promises of the texts of disputes: by action, advice and shipment, and never against the money of the case."""

from dataclasses import replace

import pytest

from drafting import TRACKING, desk, dispute, is_clean, order_case, parcel
from order_tabs import case_of
from sheets_bot.domain.cases.advice import Advice
from sheets_bot.domain.drafts.dispute_drafts import STATE_NAMES, draft_for_dispute
from sheets_bot.domain.drafts.draft_rows import dispute_columns
from sheets_bot.domain.lint.finding import Audience


def of_dispute(state="S2", *, advice=None, case=None, **told):
    case = case or order_case(state, disputes={"PP-D-1": dispute()})
    return draft_for_dispute(dispute(**told), case, advice, desk=desk(), key="PP-D-1")


# -- disputes ----------------------------------------------------------------------------


def test_a_buyer_whose_parcel_moves_is_told_where_it_is_and_what_happens_if_it_slips():
    draft = of_dispute("S2")

    assert (draft.template, draft.audience) == ("paypal_inr_s2", Audience.PAYPAL_BUYER)
    assert "shipped on Friday 6 November with DHL" in draft.text
    assert f"The tracking number is {TRACKING}: https://carrier.example/{TRACKING}." in draft.text
    assert "expects delivery on Thursday 12 November. If it is not there by Sunday 15 November" in draft.text
    assert "You will hear from us by Friday 13 November" in draft.text
    assert is_clean(draft)
    assert draft.facts["order_number"] == "#1042"


@pytest.mark.parametrize("state", STATE_NAMES)
def test_every_shipment_state_has_its_message_and_none_breaks_a_rule(state):
    draft = of_dispute(state)

    assert draft.template == f"paypal_inr_{STATE_NAMES[state]}"
    assert is_clean(draft)


def test_the_chosen_action_decides_before_the_advice():
    advice = Advice(action="Send message", why="", family="INR", state="S2")

    draft = of_dispute(advice=advice, action="Provide evidence")

    assert (draft.template, draft.audience) == ("evidence_inr", Audience.PLATFORM)
    assert "Summary of case PP-D-1, transaction 8XY12345AB678901C, 59.00 USD." in draft.text
    assert "First scan of the carrier on 6 November 2026, DHL" in draft.text


@pytest.mark.parametrize(
    ("told", "begins"),
    [
        ({"action": "Send message"}, "Hello Jane,"),
        ({"action": "Offer replacement"}, "Hello Jane,"),
        ({"action": "Provide evidence"}, "Summary of case PP-D-1"),
        ({"action": "Send mail"}, "Subject: Your order #1042\n\nHello Jane,"),
    ],
)
def test_only_a_mail_has_a_subject(told, begins):
    values, _ = dispute_columns(dispute(**told), order_case("S2"), None, desk=desk(), key="PP-D-1")

    assert values["draft"].startswith(begins)


def test_against_the_advice_nobody_is_nudged_into_a_fight():
    advice = Advice(action="Accept at the platform", why="", family="INR", state="S7")

    claim = of_dispute("S7", advice=advice, allowed_now="Provide evidence, Accept claim", order=None)
    inquiry = of_dispute("S7", advice=advice)

    assert (claim.template, claim.text) == ("", "")
    assert inquiry.template == "paypal_inr_s7"


SNAD = "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED"


@pytest.mark.parametrize(
    ("reason", "state", "line", "template"),
    [
        (SNAD, "S4", "", "paypal_snad"),
        (SNAD, "S2", "", "paypal_snad_not_there"),
        (SNAD, "S2?", "", "paypal_snad"),
        (SNAD, "S4", "SNAD, PayPal inquiry, S4, opened before it arrived", "paypal_snad_early"),
        (SNAD, "S2", "SNAD, PayPal inquiry, S2, opened before it arrived", "paypal_snad_not_there"),
        (SNAD, "S4", "SNAD, PayPal inquiry, any, complaint by mail", "paypal_snad_complaint"),
        # It goes back, and the buyer has never had it: no return of theirs has arrived.
        (SNAD, "S6", "SNAD, PayPal inquiry, any, return delivered", "paypal_inr_s6"),
        (SNAD, "S4", "SNAD, PayPal inquiry, S4, size or fit", "paypal_snad_size"),
        (SNAD, "S4", "SNAD, PayPal inquiry, any, return delivered", "paypal_snad_returned"),
        ("UNAUTHORISED", "S4", "", "paypal_fraud"),
        ("CREDIT_NOT_PROCESSED", "S4", "", "paypal_credit"),
        ("DUPLICATE_TRANSACTION", "S4", "", "paypal_duplicate"),
        ("INCORRECT_AMOUNT", "S4", "", "paypal_amount"),
        ("PAYMENT_BY_OTHER_MEANS", "S4", "", "paypal_other_means"),
        ("CANCELED_RECURRING_BILLING", "S4", "", "paypal_subs"),
        ("SOMETHING_NEW", "S4", "", "paypal_misc"),
    ],
)
def test_other_reasons_have_messages_of_their_own(reason, state, line, template):
    advice = Advice(action="Send message", why="", line=line) if line else None

    draft = of_dispute(state, advice=advice, reason_code=reason, action="Send message")

    assert draft.template == template
    assert is_clean(draft)


@pytest.mark.parametrize("action", ["Offer replacement", "Add information"])
def test_goods_and_added_facts_are_drafted_only_where_somebody_asks_for_them(action):
    """In a claim no message can be sent; a new parcel is no answer to every claim."""
    allowed = "Make offer, Add information, Accept claim"
    advised = Advice(action=action, why="", family="INR", state="S4")

    by_itself = of_dispute("S4", stage="Claim", allowed_now=allowed)
    against = of_dispute(
        "S0", stage="Claim", allowed_now=allowed, advice=replace(advised, action="Refund at the platform")
    )
    wanted = [
        of_dispute("S4", stage="Claim", allowed_now=allowed, advice=advised),
        of_dispute("S4", stage="Claim", allowed_now=allowed, action=action),
    ]

    assert by_itself.text == against.text == ""
    assert all(draft.kind == action and draft.text for draft in wanted)


@pytest.mark.parametrize(
    ("reason", "state", "situation", "template"),
    [
        ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "S0", "any", "paypal_pays"),
        ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "S3", "promise passed", "paypal_pays"),
        ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "S5", "decision day", "paypal_pays"),
        ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "S7", "any", "paypal_inr_s7"),
        ("UNAUTHORISED", "S0", "any", "paypal_pays"),
        (SNAD, "S4", "return delivered", "paypal_snad_returned"),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_who_is_to_be_refunded_is_told_so_and_not_to_choose_or_wait(
    reason, state, situation, template, language
):
    family = {"UNAUTHORISED": "FRAUD", SNAD: "SNAD"}.get(reason, "INR")
    line = f"{family}, PayPal inquiry, {state}, {situation}"
    advice = Advice(action="Refund at the platform", why="", family=family, state=state, line=line)

    draft = draft_for_dispute(
        dispute(reason_code=reason),
        order_case(state),
        advice,
        desk=desk(Language_of_letters=language),
        key="PP-D-1",
    )

    assert draft.template.partition(".")[0] == template
    assert is_clean(draft)


def test_nothing_is_said_of_a_day_on_which_an_order_leaves_that_nobody_knows():
    assert "days" not in of_dispute("S0").text


def test_a_hold_and_a_case_in_which_nothing_can_be_asked_for_have_no_text():
    assert of_dispute(action="Hold").text == ""
    values, draft = dispute_columns(dispute(flag="CLOSED", allowed_now=""), None, None, desk=desk(), key="1")

    assert values == {"draft": None, "text_check": None, "offered": None, "draft_basis": None}
    assert draft.text == ""


@pytest.mark.parametrize(
    "reason",
    [
        "PRODUCT_NOT_RECEIVED",
        "FRAUDULENT",
        "GENERAL",
        "DUPLICATE",
        "SUBSCRIPTION_CANCELLED",
        "CREDIT_NOT_PROCESSED",
        "PRODUCT_UNACCEPTABLE",
    ],
)
def test_a_bank_reads_days_with_their_year_and_no_link(reason):
    told = {"platform": "Shopify", "reason_code": reason, "allowed_now": "", "action": "Save evidence"}

    draft = of_dispute("S4", **told)

    assert draft.audience is Audience.PLATFORM
    assert "2026" in draft.text
    assert "https://" not in draft.text
    assert is_clean(draft)


@pytest.mark.parametrize(
    ("told", "template"),
    [
        ({}, "paypal_inr_s7"),
        ({"platform": "Shopify", "stage": "Inquiry"}, "mail_where_s7"),
        ({"platform": "Shopify", "stage": "Chargeback"}, "mail_chargeback"),
    ],
)
def test_a_mail_about_a_case_promises_no_money_that_the_case_has_taken(told, template):
    draft = of_dispute("S7", action="Send mail", **told)

    assert (draft.template, draft.audience) == (template, Audience.CUSTOMER)
    assert draft.subject == "Your order #1042"
    assert is_clean(draft)
    if template == "mail_chargeback":
        assert "refund" not in draft.text
        assert "money back" not in draft.text


def test_while_others_decide_no_mail_is_put_forward():
    values, _ = dispute_columns(
        dispute(flag="WAITING", whose_turn="PayPal", allowed_now=""), order_case(), None, desk=desk(), key="1"
    )

    assert {name: values[name] for name in ("draft", "text_check", "offered")} == {
        "draft": None,
        "text_check": None,
        "offered": "Send mail",
    }


def test_the_parcel_that_the_advice_speaks_of_is_the_one_in_the_letter():
    both = {"A / 1": parcel("S3", tracking="LX111111111CN"), "A / 2": parcel("S4", tracking="LX222222222CN")}
    case = case_of(order={}, parcels=both)
    advice = Advice(action="Send message", why="", family="INR", state="S4")

    assert "LX222222222CN" in draft_for_dispute(dispute(), case, advice, desk=desk(), key="1").text
    assert "LX111111111CN" in draft_for_dispute(dispute(), case, None, desk=desk(), key="1").text
