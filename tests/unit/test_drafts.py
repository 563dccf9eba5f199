"""Promises of the drafts: each row gets the letter that fits it, with its facts, and what is unknown is not said."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting import DAY, NOW, TRACKING, desk, dispute, order_case, parcel, refund
from order_tabs import ORDER, case_of
from sheets_bot.domain.cases.advice import Advice
from sheets_bot.domain.drafts import dispute_drafts, row_drafts
from sheets_bot.domain.drafts.dispute_drafts import STATE_NAMES, draft_for_dispute
from sheets_bot.domain.drafts.draft import check_text
from sheets_bot.domain.drafts.draft_facts import first_name
from sheets_bot.domain.drafts.draft_rows import dispute_columns, draft_rows, is_frozen
from sheets_bot.domain.drafts.known import known_of
from sheets_bot.domain.drafts.row_drafts import (
    draft_for_order,
    draft_for_review,
    draft_for_risk,
    draft_for_thread,
)
from sheets_bot.domain.drafts.template_book import defaults
from sheets_bot.domain.lint.finding import Audience, LintPolicy
from sheets_bot.domain.orders.at_risk import Kind as Risk

STRICT = LintPolicy()


def of_dispute(state="S2", *, advice=None, case=None, **told):
    case = case or order_case(state, disputes={"PP-D-1": dispute()})
    return draft_for_dispute(dispute(**told), case, advice, desk=desk(), key="PP-D-1")


def is_clean(draft):
    return check_text(draft, "", policy=STRICT) == ""


# -- disputes ----------------------------------------------------------------------------


def test_a_buyer_whose_parcel_moves_is_told_where_it_is_and_what_happens_if_it_slips():
    draft = of_dispute("S2")

    assert (draft.template, draft.audience) == ("paypal_inr_s2", Audience.PAYPAL_BUYER)
    assert "shipped on Friday 6 November with DHL" in draft.text
    assert f"The tracking number is {TRACKING}: https://carrier.example/{TRACKING}." in draft.text
    assert "expects delivery on Thursday 12 November. If it is not there by Sunday 15 November" in draft.text
    assert "You hear from us by Friday 13 November" in draft.text
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
    assert (
        "Promised by 13 November 2026. The case was opened on 8 November 2026, before that day." in draft.text
    )


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


def test_a_hold_and_a_case_in_which_nothing_can_be_asked_for_have_no_text():
    assert of_dispute(action="Hold").text == ""
    values, draft = dispute_columns(dispute(flag="CLOSED", allowed_now=""), None, None, desk=desk(), key="1")

    assert values == {"draft": None, "text_check": None, "offered": None}
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


# -- mails, risks, orders, reviews ---------------------------------------------------------


def thread(**told):
    row = {"flag": "OK", "whose_turn": "You", "category": "Where is my order", "customer": "Jane D.", "brand": "Aurora & Pine", "members": "x", "thread_id": "T1"}  # fmt: skip
    return {**row, **told}


@pytest.mark.parametrize(
    ("category", "state", "more", "template"),
    [
        *[("Where is my order", state, {}, f"mail_where_{name}") for state, name in STATE_NAMES.items()],
        ("Return or refund", "S4", {}, "mail_return"),
        ("Return or refund", "S2", {}, "mail_return_not_there"),
        ("Return or refund", "S4", {"refunds": refund()}, "mail_refunded"),
        ("Return or refund", "S4", {"refunds": {"R1": {"returned": "return done"}}}, "return_received"),
        ("Cancel or change", "S0", {}, "mail_cancel_open"),
        ("Cancel or change", "S2", {}, "mail_cancel_sent"),
        ("Cancel or change", "S2", {"order": {"cancelled": NOW}}, "mail_cancelled"),
        ("Size or exchange", "S4", {}, "mail_size"),
        ("Damaged or wrong item", "S4", {}, "mail_damaged"),
        ("Payment", "S4", {}, "mail_payment"),
        ("No answer from us", "S3", {}, "mail_no_answer"),
        ("Other", "S4", {}, "mail_other"),
        ("A word of a person's own", "S4", {}, "mail_other"),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_an_answer_fits_the_category_and_the_shipment(category, state, more, template, language):
    draft = draft_for_thread(
        thread(category=category), order_case(state, **more), desk=desk(Language_of_letters=language)
    )

    assert draft.template == template + (".de" if language == "de" else "")
    assert is_clean(draft)


def test_without_an_order_the_answer_asks_for_it_and_states_nothing():
    draft = draft_for_thread(thread(), None, desk=desk())

    assert draft.template == "mail_where"
    assert "Which order is it about?" in draft.text
    assert is_clean(draft)


def test_the_category_of_a_person_wins():
    draft = draft_for_thread(thread(category_typed="Payment"), None, desk=desk())

    assert draft.template == "mail_payment"


def test_where_we_wrote_last_a_letter_comes_only_with_a_reminder_or_an_action():
    waiting = thread(whose_turn="Customer", flag="WAITING")

    assert draft_for_thread(waiting, None, desk=desk()).text == ""
    due = {**waiting, "follow_up_on": NOW.date(), "follow_up": "Due today."}
    assert draft_for_thread(due, None, desk=desk()).template == "mail_follow_up"
    assert (
        draft_for_thread({**waiting, "action": "Send mail"}, None, desk=desk()).template == "mail_follow_up"
    )


RISKS = {
    Risk.NOT_SHIPPED: ("S0", "notice_ship_first"),
    Risk.SHIP_SOON: ("S0", "notice_ship_first"),
    Risk.LABEL: ("S1", "notice_label"),
    Risk.LATE: ("S3", "notice_late"),
    Risk.ELSEWHERE: ("S5", "notice_elsewhere"),
    Risk.RETURNED: ("S6", "notice_returned"),
    Risk.LOST: ("S7", "notice_lost"),
    Risk.FETCH: ("S2", "notice_fetch"),
    Risk.EXPECTED_LATE: ("S2", "notice_soon"),
    Risk.SLOW: ("S2", "notice_soon"),
    Risk.PROMISE_SOON: ("S2", "notice_soon"),
}


def risk_row(risk, **told):
    return {
        "risk": risk.value,
        "flag": "OK",
        "order": ORDER,
        "brand": "Aurora & Pine",
        "customer": "Jane D.",
        **told,
    }


@pytest.mark.parametrize("risk", Risk)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_risk_has_its_notice_which_promotes_nothing(risk, language):
    state, template = RISKS[risk]

    draft = draft_for_risk(
        risk_row(risk), order_case(state), desk=desk(Language_of_letters=language), key=f"{ORDER} / 1"
    )

    assert draft.template.partition(".")[0] == template
    assert draft.subject
    assert is_clean(draft)
    assert "promotion_in_delay_notice" not in check_text(draft, "", policy=STRICT)
    assert "Promotes" in check_text(draft, "Sorry for the delay, here is a coupon.", policy=STRICT)


def test_a_first_delay_may_count_on_silence_for_thirty_days_and_a_further_one_needs_a_yes():
    late = order_case("S0", order={"ship_by": NOW - DAY})

    first = draft_for_risk(risk_row(Risk.NOT_SHIPPED), late, desk=desk(), key=ORDER)
    told = draft_for_risk(
        risk_row(Risk.NOT_SHIPPED, customer_told_on=NOW.date()), late, desk=desk(), key=ORDER
    )
    over = draft_for_risk(
        risk_row(Risk.NOT_SHIPPED),
        order_case("S0", order={"ship_by": NOW - 31 * DAY}),
        desk=desk(),
        key=ORDER,
    )

    assert "by Wednesday 9 December at the latest" in first.text
    assert "wait: you need not do anything" in first.text
    assert told.template == over.template == "notice_ship_second"
    assert "If we do not hear from you by Wednesday 9 December, we cancel" in told.text
    assert "If we do not hear from you, we cancel" in over.text


@pytest.mark.parametrize("action", ["Send confirmation", "Draft verification"])
def test_an_order_gets_a_letter_once_one_is_asked_for(action):
    row = {"action": action, "customer": "Jane D.", "brand": "Aurora & Pine"}

    draft = draft_for_order(row, order_case("S0"), desk=desk())

    assert draft.template == ("order_confirmation" if "conf" in action else "order_verification")
    assert "#1042" in draft.subject
    assert is_clean(draft)
    assert draft_for_order({**row, "action": None}, order_case("S0"), desk=desk()).text == ""


def review(**told):
    return {"flag": "OK", "stars": 1, "state": "online", "came_from": "Trustpilot", "brand": "Aurora & Pine", "reviewer": "Jane D.", "language": "en", "written": NOW - DAY, **told}  # fmt: skip


def test_a_public_reply_admits_what_is_true_and_names_nobody_and_nothing():
    case = order_case(
        "S3", threads={"T1": {"first_in": NOW - 9 * DAY, "waiting_since": NOW - 9 * DAY, "messages_out": 0}}
    )

    draft = draft_for_review(review(), case, desk=desk(Reachable_at="help@aurora.example"))

    assert draft.audience is Audience.PUBLIC
    assert "It came late, and your mail had to wait for an answer: you are right on both" in draft.text
    assert "You reach us at help@aurora.example." in draft.text
    for personal in ("1042", TRACKING, "Jane D"):
        assert personal not in draft.text
    assert is_clean(draft)


def test_a_public_reply_does_not_admit_what_is_not_true():
    draft = draft_for_review(review(), order_case("S2"), desk=desk())

    assert "You are right" not in draft.text
    assert "We are sorry that you are not happy." in draft.text


@pytest.mark.parametrize(
    ("told", "template"),
    [
        ({"language": "de"}, "review_reply.de"),
        ({"language": "pt"}, "review_reply"),
        ({"stars": 5}, "review_thanks"),
        ({"action": "Find reviewer", "may_ask_who": "yes"}, "review_find"),
        ({"action": "Send mail", "order": ORDER}, "review_mail"),
        ({"reply": "x", "replied": NOW, "order": ORDER}, "review_mail"),
        ({"came_from": "pasted"}, "review_reply"),
    ],
)
def test_a_review_gets_its_letter_in_its_language(told, template):
    draft = draft_for_review(review(**told), order_case("S3"), desk=desk())

    assert draft.template == template
    assert is_clean(draft)


def test_the_private_mail_to_a_reviewer_does_not_speak_of_the_review():
    draft = draft_for_review(review(action="Send mail"), order_case("S3"), desk=desk())

    assert "review" not in draft.text.casefold()
    assert "your money back" in draft.text


# -- signatures, broken templates, unknowns -------------------------------------------------


def test_letters_are_signed_as_settings_say():
    told = "Aurora & Pine = Mia from Aurora; The team"

    assert draft_for_thread(thread(), None, desk=desk(Signed_as=told)).text.endswith("\n\nMia from Aurora")
    assert draft_for_thread(thread(brand="Velvet"), None, desk=desk(Signed_as=told)).text.endswith("The team")
    assert draft_for_thread(thread(), None, desk=desk()).text.endswith("Aurora & Pine")


def test_a_broken_template_holds_back_its_own_rows_only_until_a_person_types():
    mine = {"mail_where_s2": {"your_text": "Dear {{ firstname }}"}}
    broken = draft_for_thread(thread(), order_case("S2"), desk=desk(mine))

    told = check_text(broken, "", policy=STRICT)

    assert told.startswith("Template mail_where_s2: Text (yours): Line 1: there is no 'firstname'.")
    assert broken.text == draft_for_thread(thread(), order_case("S2"), desk=desk()).text
    assert check_text(broken, "Dear Jane, we look into it.", policy=STRICT) == ""
    assert is_clean(draft_for_thread(thread(), order_case("S3"), desk=desk(mine)))


@pytest.mark.parametrize(
    ("masked", "name"),
    [("Jane D.", "Jane"), ("J.", ""), ("J. D.", ""), ("", ""), ("Anne-Marie D.", "Anne-Marie")],
)
def test_nobody_is_addressed_by_a_letter(masked, name):
    assert first_name(masked) == name


def test_a_second_parcel_sent_after_a_lost_one_is_a_replacement_and_two_parts_are_none():
    again = parcel("S2", shipped=NOW - DAY, first_scan=NOW - DAY)
    lost = case_of(order={}, parcels={"A / 1": parcel("S7"), "A / 2": again})
    parts = case_of(order={}, parcels={"A / 1": parcel("S2"), "A / 2": again})

    assert known_of({}, lost, at=desk().at).lint.replaced
    assert not known_of({}, parts, at=desk().at).lint.replaced


def test_settled_is_only_what_is_paid_back_or_there_with_nobody_waiting():
    def resolved(state, **told):
        return known_of({}, order_case(state, **told), at=desk().at).lint.is_resolved

    assert resolved("S4")
    assert resolved("S3", order={"refunded": order_case().order["total"]})
    assert not resolved("S3")
    assert not resolved("S4", threads={"T1": {"waiting_since": NOW}})
    assert not resolved("S4", disputes={"D1": {"flag": "OK"}})


ROWS = st.fixed_dictionaries(
    {
        "customer": st.sampled_from(["Jane D.", "", "J."]),
        "brand": st.sampled_from(["Aurora & Pine", ""]),
        "category": st.sampled_from(
            ["Where is my order", "Return or refund", "Cancel or change", "Other", ""]
        ),
    }
)
PARCEL_NAMES = (
    "carrier",
    "tracking",
    "address",
    "shipped",
    "promised_by",
    "expected",
    "first_scan",
    "last_scan",
    "delivered",
)


@settings(deadline=None, max_examples=150)
@given(
    ROWS,
    st.sampled_from(list(STATE_NAMES)),
    st.sets(st.sampled_from(PARCEL_NAMES)),
    st.sampled_from(["en", "de", "fr"]),
)
def test_whatever_is_missing_a_draft_reads_well_and_breaks_no_rule(row, state, missing, language):
    case = order_case(state)
    case = replace(case, tabs={**case.tabs, "Parcels": {
        key: {name: value for name, value in told.items() if name not in missing}
        for key, told in case.parcels.items()
    }})  # fmt: skip

    draft = draft_for_thread(thread(**row), case, desk=desk(Language_of_letters=language))

    assert check_text(draft, "", policy=STRICT) == ""
    for odd in ("None", "  ", " .", " ,", "{", "()", "on ."):
        assert odd not in draft.text


# -- rows of the tabs ---------------------------------------------------------------------


def tabs(**told):
    case = order_case("S3")
    whole = {
        "Orders": {ORDER: case.order},
        "Parcels": dict(case.parcels),
        "Refunds": {},
        "Disputes": {},
        "Templates": {},
        "Reviews": {},
        "Inbox": {},
        "Orders at risk": {},
    }
    return {**whole, **told}


def test_a_closed_row_is_emptied_and_an_open_one_filled():
    inbox = {"T1": thread(order=ORDER), "T2": thread(flag="CLOSED", draft="old", offered="Send mail")}

    rows = {row.key: row.values for row in draft_rows(tabs(Inbox=inbox), desk=desk())["Inbox"]}

    assert rows["T1"]["offered"] == "Send mail, Save draft"
    assert "is late" in rows["T1"]["draft"]
    assert rows["T1"]["text_check"] is None
    assert {rows["T2"][name] for name in ("draft", "offered", "text_check")} == {None}


@pytest.mark.parametrize(
    "told", [{"approved": True}, {"act": "Goes out at 14:02."}, {"act": "Going out now."}]
)
def test_what_is_ticked_or_goes_out_stays_as_it_was_seen(told):
    assert is_frozen(thread(**told))
    assert draft_rows(tabs(Inbox={"T1": thread(**told)}), desk=desk())["Inbox"] == []


def test_rows_that_people_typed_are_left_alone():
    told = tabs(
        Inbox={"x": {"notes": "mine"}}, Reviews={"y": {"notes": "mine"}}, **{"Orders at risk": {"z": {}}}
    )

    assert all(rows == [] for rows in draft_rows(told, desk=desk()).values())


def test_of_thousands_of_orders_only_those_with_an_action_are_touched():
    orders = {f"A #{n}": {"placed": NOW} for n in range(50)}
    orders["A #1"] |= {"action": "Send confirmation", "brand": "A"}
    orders["A #2"] |= {"draft": "left over"}

    rows = {row.key: row.values for row in draft_rows(tabs(Orders=orders), desk=desk())["Orders"]}

    assert set(rows) == {"A #1", "A #2"}
    assert "This confirms your order #1" in rows["A #1"]["draft"]
    assert rows["A #2"]["draft"] is None


def test_a_persons_text_is_what_is_checked():
    inbox = {"T1": thread(order=ORDER, your_text="We have refunded it. Please close the dispute.")}

    (row,) = draft_rows(tabs(Inbox=inbox), desk=desk())["Inbox"]

    assert len(row.values["text_check"].splitlines()) == 2
    assert row.values["text_check"].startswith("Asks to close the case: “close the dispute”.")


def test_a_reviews_claims_are_held_against_its_order():
    reviews = {"r1": review(order=ORDER), "r2": review()}

    rows = {row.key: row.values for row in draft_rows(tabs(Reviews=reviews), desk=desk())["Reviews"]}

    assert rows["r1"]["claim_check"].startswith("Later than promised: agrees: promised by ")
    assert rows["r2"]["claim_check"] is None


def test_every_default_is_chosen_somewhere():
    """A letter that nothing uses would only be in the way."""
    choosers = [Path(module.__file__).read_text("utf-8") for module in (dispute_drafts, row_drafts)]
    by_state = {f"{stem}_{name}" for stem in ("paypal_inr", "mail_where") for name in STATE_NAMES.values()}
    families = ("INR", "SNAD", "FRAUD", "CREDIT", "BILLING", "SUBS", "MISC")
    by_family = {f"{stem}_{family.lower()}" for stem in ("paypal", "evidence") for family in families}

    named = {name for name in defaults() if any(f'"{name}"' in text for text in choosers)}

    assert {name for name in defaults() if "." not in name} <= named | by_state | by_family
