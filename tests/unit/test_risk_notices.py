"""Promises of the notices about orders at risk: no more than is known, and nothing given up that a part does not owe."""

from decimal import Decimal

import pytest

from drafting import DAY, NOW, STRICT, TRACKING, desk, is_clean, order_case, parcel, refund, risk_row
from order_tabs import ORDER, case_of
from sheets_bot.domain.drafts.draft import check_text
from sheets_bot.domain.drafts.row_drafts import draft_for_risk
from sheets_bot.domain.orders.at_risk import Kind as Risk

RISKS = {
    Risk.NOT_SHIPPED: ("S0", "notice_ship_soon"),
    Risk.SHIP_SOON: ("S0", "notice_ship_soon"),
    Risk.LABEL: ("S1", "notice_label"),
    Risk.LATE: ("S3", "notice_late"),
    Risk.HELD_UP: ("S3", "notice_late"),
    Risk.ELSEWHERE: ("S5", "notice_elsewhere"),
    Risk.RETURNED: ("S6", "notice_returned"),
    Risk.LOST: ("S7", "notice_lost"),
    Risk.FETCH: ("S2", "notice_fetch"),
    Risk.ATTEMPTED: ("S2", "notice_attempted"),
    Risk.EXPECTED_LATE: ("S2", "notice_soon"),
    Risk.SLOW: ("S2", "notice_soon"),
    Risk.PROMISE_SOON: ("S2", "notice_soon"),
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


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("risk", [Risk.LATE, Risk.HELD_UP])
@pytest.mark.parametrize(("days", "is_late"), [(2, False), (0, False), (-1, True)])
def test_a_notice_calls_nothing_late_and_offers_no_money_before_the_promised_day_is_over(
    days, is_late, risk, language
):
    promised = {"promised_by": NOW + days * DAY}
    case = case_of(
        order={"customer": "Jane D.", **promised}, parcels={f"{ORDER} / 1": parcel("S3", **promised)}
    )

    draft = draft_for_risk(risk_row(risk), case, desk=desk(Language_of_letters=language), key=f"{ORDER} / 1")

    said = draft.subject + draft.text
    assert draft.template.partition(".")[0] == ("notice_late" if is_late else "notice_held")
    for words in (("late", "your money back"), ("verspätet", "das Geld zurück")):
        assert any(each in said for each in words) is (is_late and (language == "en") == ("late" in words))
    assert is_clean(draft)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("risk", Risk)
def test_of_one_parcel_among_several_no_notice_gives_the_whole_order_up_or_back(risk, language):
    there = {f"{ORDER} / 1": parcel("S4"), f"{ORDER} / 2": parcel(RISKS[risk][0])}
    waits = {"to_ship": "open"} if RISKS[risk][0] == "S0" else {}
    case = case_of(order={"customer": "Jane D.", "ship_by": NOW - DAY, **waits}, parcels=there)

    draft = draft_for_risk(risk_row(risk), case, desk=desk(Language_of_letters=language), key=f"{ORDER} / 2")

    said = f"{draft.subject}\n{draft.text}".casefold()
    parts = ("a part of your order", "a parcel of your order", "teil ihrer bestellung", "ein paket zu ihrer")
    assert any(words in said for words in parts)
    for whole in ("your money back", "full", "das geld zurück", "ganzen betrag"):
        assert whole not in said
    assert is_clean(draft)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_delivery_that_was_tried_is_told_as_no_more_than_that(language):
    case = case_of(
        order={"customer": "Jane D."},
        parcels={f"{ORDER} / 1": parcel("S2", carrier_says="delivery attempted")},
    )

    draft = draft_for_risk(
        risk_row(Risk.ATTEMPTED), case, desk=desk(Language_of_letters=language), key=f"{ORDER} / 1"
    )

    assert draft.template.startswith("notice_attempted")
    assert not any(words in draft.text for words in ("waiting for you", "collect", "bereit", "last day"))
    assert TRACKING in draft.text


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("risk", [Risk.NOT_SHIPPED, Risk.SHIP_SOON])
@pytest.mark.parametrize(
    ("days", "template", "tense"), [(1, "soon", ("is to", "soll")), (0, "soon", ("is to", "soll")), (-1, "first", ("was to", "sollte"))]
)  # fmt: skip
def test_nothing_was_to_have_left_before_its_day_is_over(days, template, tense, risk, language):
    case = order_case("S0", order={"ship_by": NOW + days * DAY})

    draft = draft_for_risk(risk_row(risk), case, desk=desk(Language_of_letters=language), key=ORDER)

    assert draft.template.partition(".")[0] == f"notice_ship_{template}"
    assert any(f" {words} " in draft.text for words in tense)
    assert is_clean(draft)


def test_without_a_new_date_from_a_person_every_delay_of_the_shipment_needs_a_yes():
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

    assert (
        "If it has not left by Wednesday 9 December and you have not told us that you want to wait"
        in first.text
    )
    for draft in (first, told, over):
        assert "expect" not in draft.text
        assert "you can still cancel at any time before it leaves" in draft.text
    assert told.template == over.template == "notice_ship_second"
    assert "If we do not hear from you by Wednesday 9 December, we cancel" in told.text
    assert "If we do not hear from you, we cancel" in over.text


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("more", [{"disputes": {"PP-D-1": {"flag": "OK"}}}, {"order": {"refunded": Decimal("59.00")}, "refunds": refund()}])  # fmt: skip
def test_a_notice_thanks_for_a_mail_only_where_one_waits(more, language):
    there = desk(Language_of_letters=language)

    def notice(**thread):
        case = order_case("S7", threads={"T1": thread}, **more)
        return draft_for_risk(risk_row(Risk.LOST), case, desk=there, key=f"{ORDER} / 1")

    unasked, asked = notice(), notice(waiting_since=NOW - DAY)

    thanks = ("Thank you for your mail", "vielen Dank für Ihre Nachricht")
    assert unasked.template == asked.template
    assert not any(words in unasked.text for words in thanks)
    assert any(words in asked.text for words in thanks)
    assert is_clean(unasked)
