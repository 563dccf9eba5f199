"""Promises of the words of the evidence beside its packet: one order, one clock, and nothing volunteered."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting import DAY, NOW, desk, dispute, parcel
from order_tabs import ORDER, case_of
from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.acts.asking import Asked
from sheets_bot.domain.cases.case_rows import case_rows
from sheets_bot.domain.drafts.dispute_drafts import draft_for_dispute
from sheets_bot.domain.drafts.last_check import text_checker
from sheets_bot.domain.drafts.template_book import defaults
from sheets_bot.domain.drafts.templates import fill, names_in
from sheets_bot.domain.evidence.tab_facts import tab_pieces
from sheets_bot.domain.evidence.view import Surroundings
from sheets_bot.domain.orders.shipment_news import News
from sheets_bot.domain.rules.rules import parse_rules

RULES = parse_rules({"Time zone": "Europe/Berlin"})[0]
SNAD = "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED"
TELL_OF_DELIVERY = [
    ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "Provide evidence"),
    (SNAD, "Provide evidence"),
    ("UNAUTHORISED", "Provide evidence"),
    ("SOMETHING_NEW", "Provide evidence"),
    ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "Add information"),
    ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "Appeal"),
]
OWN_WORDS = [name for name in defaults() if name.startswith("evidence_")]


def with_parcels(*parcels, **order):
    """Return everything about one order with some parcels, in the order of their places."""
    return case_of(
        order={"customer": "Jane D.", "placed": NOW - 7 * DAY, **order},
        parcels={f"{ORDER} / {place}": row for place, row in enumerate(parcels, start=1)},
        threads={"T1": {}},
    )


def text_of(
    case, *, reason="MERCHANDISE_OR_SERVICE_NOT_RECEIVED", action="Provide evidence", pieces=(), **told
):
    row = dispute(reason_code=reason, action=action, **told)
    return draft_for_dispute(row, case, None, desk=desk(), key="PP-D-1", pieces=frozenset(pieces)).text


def found_in(case, **told):
    return tab_pieces(dispute(**told), case, around=Surroundings(), now=NOW)


@pytest.mark.parametrize(("reason", "action"), TELL_OF_DELIVERY)
def test_of_several_parcels_all_are_told_with_the_day_of_the_last(reason, action):
    case = with_parcels(parcel("S4", delivered=NOW - 6 * DAY), parcel("S4", tracking="JJ2"))

    text = text_of(case, reason=reason, action=action)

    assert "All 2 parcels were delivered, the last one on 9 November 2026" in text
    assert "The parcel" not in text
    assert "delivered on 4 November" not in text


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(["S0", "S2", "S4", "S5", "cancelled"]), st.booleans()), max_size=3),
    st.sampled_from(TELL_OF_DELIVERY),
)
def test_all_parcels_are_called_delivered_only_where_the_packet_has_the_scan_of_each(told, letter):
    rows = [
        parcel(state, delivered=NOW - DAY if state in {"S4", "S5"} and has_day else None)
        for state, has_day in told
    ]
    case = with_parcels(*rows, parcels=len(rows))
    reason, action = letter

    text = text_of(case, reason=reason, action=action)

    count = sum(state != "cancelled" for state, _ in told)
    is_proven = found_in(case)["delivery_scan"].standing == "present"
    assert ("All " in text) == (is_proven and count > 1)
    assert ("The parcel was" in text) == (is_proven and count == 1)


def test_a_promise_that_was_broken_is_not_volunteered_and_one_that_was_kept_is():
    """As the row stands: the tab Evidence withholds a broken promise, so the text does too."""
    row = dispute(action="Provide evidence", order=ORDER, opened=NOW - DAY)

    def draft(promised):
        case = with_parcels(parcel("S4", delivered=NOW - 2 * DAY, promised_by=promised))
        tabs = {
            "Disputes": {"PP-D-1": row}, "Orders": {ORDER: case.order}, "Parcels": dict(case.parcels),
            "Refunds": {}, "Inbox": {}, "Evidence": {},
        }  # fmt: skip
        rows = case_rows(tabs, rules=RULES, desk=desk())
        return str(rows["Disputes"][0].values["draft"])

    assert "Promised" not in draft(NOW - 3 * DAY)
    assert "Promised by 9 November 2026." in draft(NOW - DAY)


@pytest.mark.parametrize(
    ("delivered", "said"),
    [
        ([timedelta(days=1)], True),
        ([timedelta(days=1), timedelta(days=2)], True),
        ([timedelta(days=-1), timedelta(days=2)], False),
        ([timedelta(hours=1)], False),
        ([timedelta(days=-1)], False),
    ],
)
def test_a_case_from_before_the_goods_came_says_so_with_both_days(delivered, said):
    opened = datetime(2026, 11, 6, 11, tzinfo=UTC)
    case = with_parcels(*(parcel("S4", delivered=opened + after) for after in delivered))

    text = text_of(case, reason=SNAD, opened=opened)

    assert "delivered" in text
    assert ("The case was opened on 6 November 2026, before that." in text) == said


def test_text_packet_and_the_carriers_record_name_one_day_near_midnight():
    """In Berlin it was the next day already, and the check before it goes out knows both."""
    at = datetime(2026, 11, 8, 23, 21, tzinfo=UTC)
    event = "DELIVERED 2026-11-08 23:21 UTC, Portland, US"
    case = with_parcels(parcel("S4", delivered=at, source_event=event, carrier_says=News.DELIVERED.value))

    text, found = text_of(case), found_in(case)["delivery_scan"]

    assert "delivered on 8 November 2026" in text
    assert f"was delivered on 8 Nov 2026 23:21 UTC. The carrier's record reads: {event}." in found.sentence
    asked = Asked("Disputes", "PP-D-1", dispute(), case)
    assert text_checker(RULES, now=NOW)(Kind.PROVIDE_EVIDENCE, asked, text) == ""


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(OWN_WORDS), st.data())
def test_whatever_falls_away_leaves_no_empty_line(name, data):
    names = sorted(names_in(defaults()[name].text))
    known = data.draw(st.sets(st.sampled_from(names)))

    text = fill(defaults()[name].text, {each: "x" if each in known else "" for each in names})

    assert "\n\n" not in text
    # Without a further fact there is nothing to add.
    assert text.startswith("Summary") or (name, text) == ("evidence_more", "")
