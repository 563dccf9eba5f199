"""Promises of the letters: each row gets the one that fits, with its facts, and what is unknown is not said."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting import (
    DAY,
    NOW,
    STRICT,
    TRACKING,
    desk,
    dispute,
    is_clean,
    order_case,
    parcel,
    refund,
    review,
    risk_row,
    thread,
)
from order_tabs import ORDER, case_of
from sheets_bot.domain.drafts.dispute_drafts import STATE_NAMES, draft_for_dispute
from sheets_bot.domain.drafts.draft import check_text
from sheets_bot.domain.drafts.draft_facts import first_name
from sheets_bot.domain.drafts.known import known_of
from sheets_bot.domain.drafts.row_drafts import (
    draft_for_letter,
    draft_for_review,
    draft_for_risk,
    draft_for_thread,
)
from sheets_bot.domain.lint.finding import Audience
from sheets_bot.domain.orders.at_risk import Kind as Risk
from sheets_bot.domain.orders.shipment_news import News

# -- mails, risks, orders, reviews ---------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "state", "more", "template"),
    [
        *[("Where is my order", state, {}, f"mail_where_{name}") for state, name in STATE_NAMES.items()],
        ("Return or refund", "S4", {}, "mail_return"),
        ("Return or refund", "S2", {}, "mail_return_not_there"),
        ("Return or refund", "S2?", {}, "mail_return_unseen"),
        *[("Return or refund", state, {}, f"mail_where_{state.lower()}") for state in ("S5", "S6", "S7")],
        *[("Cancel or change", state, {}, f"mail_where_{state.lower()}") for state in ("S5", "S6", "S7")],
        ("Cancel or change", "S4", {}, "mail_return"),
        ("Cancel or change", "S4", {"refunds": refund()}, "mail_refunded"),
        ("Cancel or change", "S4", {"refunds": {"R1": {"returned": "return done"}}}, "return_received"),
        ("Cancel or change", "S2?", {}, "mail_other"),
        ("Return or refund", "S4", {"refunds": refund()}, "mail_refunded"),
        ("Return or refund", "S4", {"refunds": {"R1": {"returned": "return done"}}}, "return_received"),
        ("Cancel or change", "S0", {}, "mail_cancel_open"),
        ("Cancel or change", "S2", {}, "mail_cancel_sent"),
        ("Cancel or change", "S2", {"order": {"cancelled": NOW}}, "mail_cancelled"),
        ("Size or exchange", "S4", {}, "mail_size"),
        ("Damaged or wrong item", "S4", {}, "mail_damaged"),
        ("Payment", "S4", {}, "mail_payment"),
        ("No answer from us", "S3", {}, "mail_no_answer"),
        ("Product question", "S4", {}, "mail_product"),
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


@pytest.mark.parametrize("state", ["S2", "S3"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_lies_at_a_pick_up_point_waits_for_the_buyer_and_is_not_late(state, language):
    there = {"promised_by": NOW - 3 * DAY, "carrier_says": News.TO_BE_FETCHED.value}
    case = case_of(order={"promised_by": NOW - 3 * DAY}, parcels={f"{ORDER} / 1": parcel(state, **there)})
    house = desk(Language_of_letters=language)

    drafts = [
        draft_for_thread(thread(), case, desk=house),
        draft_for_dispute(dispute(action="Send message"), case, None, desk=house, key="PP-D-1"),
    ]

    assert [draft.template.partition(".")[0] for draft in drafts] == ["mail_where_fetch", "paypal_inr_fetch"]
    assert all(is_clean(draft) for draft in drafts)


def test_a_return_is_not_offered_once_its_days_are_over():
    """Delivered yesterday; thirty days are usual."""
    mail, case = thread(category="Return or refund"), order_case("S4")

    in_time = draft_for_thread(mail, case, desk=desk(now=NOW + 29 * DAY))
    over = draft_for_thread(mail, case, desk=desk(now=NOW + 31 * DAY))

    assert (in_time.template, over.template) == ("mail_return", "mail_return_over")
    assert "You can return" not in over.text
    assert is_clean(over)


def test_sums_are_written_as_the_language_writes_them():
    told = [
        draft_for_thread(
            thread(category="Payment"),
            order_case("S4", order={"total": Decimal("59.00"), "currency": "EUR"}),
            desk=desk(Language_of_letters=language),
        ).text
        for language in ("en", "de")
    ]

    assert "59.00 EUR" in told[0]
    assert "59,00 EUR" in told[1]


@pytest.mark.parametrize(
    ("case", "begins"),
    [
        ({"platform": "PayPal", "flag": "OK"}, "There is a case about your order #1042 at PayPal."),
        ({"platform": "Shopify", "flag": "OK"}, "There is a case about your order #1042 at your bank."),
        ({"platform": "Shopify", "flag": "CLOSED", "outcome": "Lost"}, "There was a case"),
    ],
)
def test_a_letter_about_a_case_says_where_it_is_and_thanks_only_for_a_mail(case, begins):
    about = order_case("S4", disputes={"C1": case})

    answer = draft_for_thread(thread(), about, desk=desk())
    private = draft_for_review(review(action="Send mail"), about, desk=desk())

    assert f"Thank you for your mail. {begins}" in answer.text
    assert f"Hello Jane,\n\n{begins}" in private.text
    assert is_clean(answer)
    assert is_clean(private)


@pytest.mark.parametrize(("days", "template"), [(2, "held"), (0, "held"), (-1, "s3")])
@pytest.mark.parametrize("language", ["en", "de"])
def test_nobody_is_told_that_a_parcel_is_late_before_its_promised_day_is_over(days, template, language):
    """S3 is also a delay that the carrier reports, or silence, while there is still time."""
    promised = {"promised_by": NOW + days * DAY}
    case = case_of(
        order={"customer": "Jane D.", "country": "DE", **promised},
        parcels={f"{ORDER} / 1": parcel("S3", **promised)},
    )
    there = desk(Language_of_letters=language)

    answer = draft_for_thread(thread(), case, desk=there)
    message = draft_for_dispute(dispute(action="Send message"), case, None, desk=there, key="PP-D-1")

    ending = ".de" if language == "de" else ""
    assert [answer.template, message.template] == [
        f"{stem}_{template}{ending}" for stem in ("mail_where", "paypal_inr")
    ]
    for draft in (answer, message):
        assert is_clean(draft)
        is_late = any(word in draft.text for word in ("late", "verspätet"))
        assert is_late is (template == "s3")


def test_without_an_order_the_answer_asks_for_it_and_states_nothing():
    draft = draft_for_thread(thread(), None, desk=desk())

    assert draft.template == "mail_where"
    assert "Which order is it about?" in draft.text
    assert is_clean(draft)


def test_the_category_of_a_person_wins():
    draft = draft_for_thread(thread(category_typed="Payment"), order_case("S2"), desk=desk())

    assert draft.template == "mail_payment"


@pytest.mark.parametrize(
    ("category", "template"),
    [
        ("Payment", "mail_other"),
        ("Return or refund", "mail_other"),
        ("Cancel or change", "mail_other"),
        ("Size or exchange", "mail_product"),
        ("Product question", "mail_product"),
        ("Damaged or wrong item", "mail_damaged"),
        ("No answer from us", "mail_no_answer"),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_of_an_order_that_is_not_known_nothing_is_promised(category, template, language):
    """A question before a purchase has no order; of another one the number is asked for."""
    draft = draft_for_thread(thread(category=category), None, desk=desk(Language_of_letters=language))

    assert draft.template.partition(".")[0] == template
    assert "exchange your order" not in draft.text
    assert "payment of your order" not in draft.text
    assert is_clean(draft)


def test_what_came_late_is_not_offered_anew():
    late = {"promised_by": NOW - 5 * DAY}
    came = case_of(order=late, parcels={f"{ORDER} / 1": parcel("S4", **late)}, threads={"T1": {}})

    there, lost = (
        draft_for_thread(thread(category="No answer from us"), case, desk=desk())
        for case in (came, order_case("S7"))
    )

    assert "money back" not in there.text
    assert "It is late, too: you can wait, have a new parcel, or have your money back." in lost.text


def test_where_we_wrote_last_a_letter_comes_only_with_a_reminder_or_an_action():
    waiting = thread(whose_turn="Customer", flag="WAITING")

    assert draft_for_thread(waiting, None, desk=desk()).text == ""
    due = {**waiting, "follow_up_on": NOW.date(), "follow_up": "Due today."}
    assert draft_for_thread(due, None, desk=desk()).template == "mail_follow_up"
    assert (
        draft_for_thread({**waiting, "action": "Send mail"}, None, desk=desk()).template == "mail_follow_up"
    )


@pytest.mark.parametrize(
    ("more", "template"),
    [
        ({"disputes": {"PP-D-1": {"flag": "OK"}}}, "mail_case"),
        ({"disputes": {"PP-D-1": {"flag": "CLOSED", "outcome": "Lost"}}}, "mail_case"),
        ({"disputes": {"PP-D-1": {"flag": "CLOSED", "outcome": "Won"}}}, "mail_where_s3"),
        ({"order": {"total": "59.00", "refunded": Decimal("59.00")}, "refunds": refund()}, "mail_refunded"),
    ],
)
def test_nothing_is_offered_that_a_case_or_a_refund_has_paid(more, template):
    case = order_case("S3", **more)

    answer = draft_for_thread(thread(), case, desk=desk())
    notice = draft_for_risk(risk_row(Risk.LATE), case, desk=desk(), key=f"{ORDER} / 1")
    private = draft_for_review(review(action="Send mail"), case, desk=desk())

    assert answer.template == template
    assert is_clean(answer)
    if template != "mail_where_s3":
        assert private.template == template
        assert notice.template == template
        assert "or your money back" not in answer.text + notice.text
        assert is_clean(notice)


def test_a_delivered_order_is_not_asked_about_before_it_is_sent():
    row = {"customer": "Jane D.", "brand": "Aurora & Pine"}

    asked, confirmed = (
        draft_for_letter({**row, "action": action}, order_case("S4"), desk=desk())
        for action in ("Send verification", "Send confirmation")
    )

    assert asked.text == ""
    assert confirmed.template == "order_confirmation"


@pytest.mark.parametrize("action", ["Send confirmation", "Draft verification"])
def test_an_order_gets_a_letter_once_one_is_asked_for(action):
    row = {"action": action, "customer": "Jane D.", "brand": "Aurora & Pine"}

    draft = draft_for_letter(row, order_case("S0"), desk=desk())

    assert draft.template == ("order_confirmation" if "conf" in action else "order_verification")
    assert "#1042" in draft.subject
    assert is_clean(draft)
    assert draft_for_letter({**row, "action": None}, order_case("S0"), desk=desk()).text == ""


WAITS = {"T1": {"first_in": NOW - 9 * DAY, "waiting_since": NOW - 9 * DAY, "messages_out": 0}}


def test_a_public_reply_admits_what_is_true_and_names_nobody_and_nothing():
    said = review(title="Still waiting", text="Nobody answers my mails.")

    draft = draft_for_review(
        said, order_case("S3", threads=WAITS), desk=desk(Reachable_at="help@aurora.example")
    )

    assert draft.audience is Audience.PUBLIC
    assert (
        "You are right on both: it is later than promised, and you had to wait for an answer." in draft.text
    )
    assert "You can reach us at help@aurora.example." in draft.text
    for personal in ("1042", TRACKING, "Jane D"):
        assert personal not in draft.text
    assert is_clean(draft)


LATE = {"promised_by": NOW - 2 * DAY}


@pytest.mark.parametrize(
    ("text", "case", "words"),
    [
        ("It is too late now.", order_case("S2"), "We are sorry that you are not happy."),
        ("A seam came apart.", order_case("S3"), "We are sorry that you are not happy."),
        ("It is too late now.", order_case("S3"), "You are right, it is later than promised"),
        (
            "It was too late.",
            case_of(order=LATE, parcels={f"{ORDER} / 1": parcel("S4", **LATE)}),
            "You are right, it came later than promised",
        ),
        # Whose scans nobody sees, and who was paid back, is not late by anything that we know.
        (
            "It is too late now.",
            case_of(order=LATE, parcels={f"{ORDER} / 1": parcel("S2?", **LATE)}),
            "We are sorry that you are not happy.",
        ),
        ("Too late.", order_case("S0", order={"cancelled": NOW - DAY, **LATE}), "We are sorry that you are"),
        ("No answer.", order_case("S4", threads=WAITS), "You are right, you had to wait for an answer"),
        ("Too small.", order_case("S4", threads=WAITS), "We are sorry that you are not happy."),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_public_reply_admits_only_what_is_complained_of_and_true(text, case, words, language):
    draft = draft_for_review(review(text=text, language=language), case, desk=desk())

    assert is_clean(draft)
    assert ("recht" in draft.text if language == "de" else words in draft.text) is (
        language == "en" or "right" in words
    )


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


def test_a_subject_of_a_persons_own_is_checked_too():
    mine = {"notice_late": {"your_subject": "A coupon for your review"}}

    draft = draft_for_risk(risk_row(Risk.LATE), order_case("S3"), desk=desk(mine), key=f"{ORDER} / 1")

    assert check_text(draft, "Dear Jane, soon more.", policy=STRICT).startswith("Subject: Offers a reward")


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(st.sampled_from(["carrier", "tracking", "address"]), st.text(max_size=40)),
    st.text(max_size=30),
)
def test_whatever_a_shop_calls_things_a_letter_comes_and_its_subject_stays_one_line(told, customer):
    case = case_of(order={"customer": customer}, parcels={"A / 1": parcel("S2", **told)})

    row = risk_row(Risk.LATE, customer=customer)
    draft = draft_for_risk(row, case, desk=desk(), key="A / 1")

    assert draft.problems == ()
    assert draft.text
    assert len(draft.subject.splitlines()) == 1


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
