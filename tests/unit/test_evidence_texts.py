"""Promises of the words of the evidence: each claim only under its fact, in the packet and in the letters alike."""

from dataclasses import replace

import pytest

from drafting import NOW, desk, dispute, is_clean, order_case, parcel, refund, thread
from order_tabs import ORDER
from sheets_bot.domain.cases.advice import Advice
from sheets_bot.domain.cases.case_rows import case_rows
from sheets_bot.domain.drafts.dispute_drafts import draft_for_dispute
from sheets_bot.domain.drafts.row_drafts import draft_for_thread
from sheets_bot.domain.drafts.template_book import defaults
from sheets_bot.domain.evidence.shop_facts import source_of
from sheets_bot.domain.orders.shipment_news import News
from sheets_bot.domain.rules.rules import parse_rules

RULES = parse_rules({"Time zone": "Europe/Berlin"})[0]
REASONS = {
    "INR": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
    "SNAD": "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED",
    "FRAUD": "UNAUTHORISED",
    "CREDIT": "CREDIT_NOT_PROCESSED",
    "BILLING": "DUPLICATE_TRANSACTION",
    "SUBS": "CANCELED_RECURRING_BILLING",
    "MISC": "SOMETHING_NEW",
}
EVERY_EVIDENCE = [(name, "Provide evidence") for name in REASONS] + [
    ("INR", "Add information"),
    ("INR", "Appeal"),
]
AT_THE_PLACE = "at the place of the order's address, as the carrier's scans show"
ELSEWHERE = [News.DELIVERED_UNPLACED, News.DELIVERED_IN_CITY]


def text_of(reason="INR", action="Provide evidence", *, case=None, pieces=()):
    told = dispute(reason_code=REASONS[reason], action=action)
    draft = draft_for_dispute(
        told, case or order_case("S4"), None, desk=desk(), key="PP-D-1", pieces=frozenset(pieces)
    )
    return draft.text


def delivered(news, state="S4"):
    case = order_case(state)
    (key,) = case.parcels
    row = {**parcel(state), "carrier_says": news.value}
    return replace(case, tabs={**case.tabs, "Parcels": {key: row}})


@pytest.mark.parametrize(("reason", "action"), EVERY_EVIDENCE)
def test_with_an_empty_packet_nothing_is_said_to_stand_in_it(reason, action):
    text = text_of(reason, action)

    assert text.startswith("Summary of case PP-D-1")
    for claim in ("packet", "policy", "correspondence", "address", "accepted"):
        assert claim not in text


@pytest.mark.parametrize(
    ("reason", "piece", "sentence"),
    [
        ("INR", "delivery_place", AT_THE_PLACE),
        ("FRAUD", "delivery_place", AT_THE_PLACE),
        ("MISC", "delivery_place", AT_THE_PLACE),
        ("SNAD", "refund_policy", "Its refund policy stands in the packet."),
        ("SNAD", "listing", "What was sold stands in the packet."),
        ("SNAD", "thread", "Our correspondence stands in the packet."),
        ("CREDIT", "no_return", "No return of the order has reached the shop."),
        ("CREDIT", "refund_policy", "The shop's refund policy stands in the packet."),
        ("CREDIT", "thread", "Our correspondence stands in the packet."),
        ("BILLING", "charges", "What was charged for the order stands in the packet."),
        ("BILLING", "two_orders", "The buyer placed two orders; both stand in the packet."),
        ("SUBS", "cancellation", "Whether and when the order was cancelled stands in the packet."),
        ("SUBS", "charges", "What was charged for the order stands in the packet."),
        ("SUBS", "refund_policy", "The shop's refund policy stands in the packet."),
        ("SUBS", "thread", "Our correspondence stands in the packet."),
    ],
)
def test_a_piece_brings_its_sentence_and_no_other(reason, piece, sentence):
    without, with_it = text_of(reason), text_of(reason, pieces={piece})

    assert sentence not in without
    assert sentence in with_it
    assert with_it.count("packet") == sentence.count("packet")


def test_the_proof_of_a_refund_is_named_only_where_it_goes_along():
    case = order_case("S4", refunds=refund())

    without, with_it = text_of("CREDIT", case=case), text_of("CREDIT", case=case, pieces={"refund_proof"})

    assert "59.00 USD was refunded on 8 November 2026." in without
    assert "packet" not in without
    assert "The proof of it stands in the packet." in with_it


@pytest.mark.parametrize("news", ELSEWHERE)
@pytest.mark.parametrize("action", ["Provide evidence", "Add information", "Appeal"])
def test_a_delivery_whose_scan_does_not_name_the_place_claims_none(news, action):
    text = text_of("INR", action, case=delivered(news), pieces={"delivery_place"})

    assert "The parcel was delivered on 9 November 2026" in text
    assert "address" not in text


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("disputes", "template"), [({}, "mail_where_s4"), ({"PP-D-1": {"flag": "OK"}}, "mail_case")]
)
@pytest.mark.parametrize("news", [News.DELIVERED, *ELSEWHERE])
def test_a_customer_is_told_of_their_address_only_where_a_scan_names_it(news, disputes, template, language):
    at = desk(Language_of_letters=language)
    case = delivered(news)
    case = replace(case, tabs={**case.tabs, "Disputes": disputes})

    mail = draft_for_thread(thread(), case, desk=at)
    message = draft_for_dispute(dispute(action="Send message"), case, None, desk=at, key="PP-D-1").text
    bank = dispute(action="Send mail", platform="Shopify", stage="Chargeback")
    after_chargeback = draft_for_dispute(bank, case, None, desk=at, key="1").text

    words = {"en": ("your address", "9 November"), "de": ("Ihrer Adresse", "9. November")}[language]
    assert mail.template.startswith(template)
    for text in (mail.text, message, after_chargeback):
        assert words[1] in text
        assert (words[0] in text) == (news is News.DELIVERED)


@pytest.mark.parametrize("state", ["S5", "S6", "S7"])
def test_no_delivery_is_awaited_of_a_parcel_that_went_astray(state):
    for reason in REASONS:
        text = text_of(reason, case=order_case(state))

        assert "awaited" not in text
        assert "not delivered" not in text
    assert "Last scan of the carrier on 9 November 2026. Delivery is awaited." in text_of(
        case=order_case("S3")
    )


def test_no_template_speaks_of_a_consent_or_a_way_of_the_money_that_nobody_knows():
    for name, template in defaults().items():
        for claim in (
            "accepted",
            "the way the buyer paid",
            "goes back the way you paid; banks",
            "akzeptiert",
        ):
            assert claim not in template.text, name


def test_of_two_parcels_one_without_a_place_is_enough_to_name_none():
    case = order_case("S4")
    places = (News.DELIVERED, News.DELIVERED_UNPLACED)
    rows = {
        f"{ORDER} / {n}": {**parcel("S4"), "carrier_says": news.value} for n, news in enumerate(places, 1)
    }

    text = text_of(case=replace(case, tabs={**case.tabs, "Parcels": rows}), pieces={"delivery_place"})

    assert "All 2 parcels were delivered, the last one on 9 November 2026." in text


@pytest.mark.parametrize(
    ("other", "order", "said"),
    [
        ({"state": "S3"}, {}, "A part of the order was delivered on 9 November 2026"),
        ({"state": "S4"}, {"to_ship": "open"}, "A part of the order was delivered on 9 November 2026"),
        ({"state": "S4"}, {}, "All 2 parcels were delivered, the last one on 9 November 2026"),
        ({"state": "S4", "delivered": None}, {}, "A part of the order was delivered on 9 November 2026"),
        ({"state": "S3", "cancelled": True}, {}, "The parcel was delivered on 9 November 2026"),
    ],
)
def test_where_only_a_part_has_come_no_more_is_claimed(other, order, said):
    case = order_case("S4", order=order)
    rows = {f"{ORDER} / 1": parcel("S4"), f"{ORDER} / 2": {**parcel("S4"), **other}}
    case = replace(case, tabs={**case.tabs, "Parcels": rows})
    advice = Advice(action="Provide evidence", why="", family="SNAD", state="S4")

    draft = draft_for_dispute(dispute(action="Provide evidence"), case, advice, desk=desk(), key="1")

    assert said in draft.text


@pytest.mark.parametrize(("language", "words"), [("en", "a part of"), ("de", "ein Teil")])
@pytest.mark.parametrize("news", [News.DELIVERED, News.DELIVERED_UNPLACED])
def test_a_customer_who_waits_for_the_rest_is_not_told_that_all_of_it_came(news, language, words):
    whole = delivered(news)
    part = replace(whole, order={**whole.order, "to_ship": "open"})
    at = desk(Language_of_letters=language)

    told = [draft_for_thread(thread(), case, desk=at) for case in (whole, part)]

    assert [words in draft.text for draft in told] == [False, True]
    assert all(is_clean(draft) for draft in told)


def test_the_draft_in_the_row_follows_the_tab_evidence_as_the_person_left_it():
    """Shopify's row of the place is there; then the person leaves it out, then it is of another order."""
    case = order_case("S4")
    row = dispute(action="Provide evidence", order=ORDER)
    place = {"state": "present", "sentence": "In Berlin.", "source": source_of("#1042"), "rank": 1}

    def draft(**changed):
        tabs = {
            "Disputes": {"PP-D-1": row},
            "Orders": {ORDER: case.order},
            "Parcels": dict(case.parcels),
            "Refunds": {},
            "Inbox": {},
            "Evidence": {"PP-D-1:delivery_place": {**place, **changed}},
        }
        (made,) = case_rows(tabs, rules=RULES, desk=desk(now=NOW))["Disputes"]
        return str(made.values["draft"])

    assert AT_THE_PLACE in draft()
    assert AT_THE_PLACE not in draft(leave_out=True)
    assert AT_THE_PLACE not in draft(source=source_of("#999"))
    assert AT_THE_PLACE not in draft(state="missing")
