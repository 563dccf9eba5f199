"""Promises of reminders, of the inbox line, of the offers and of a review's claims."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting import DAY, NOW, desk, dispute, order_case
from order_tabs import ORDER, case_of
from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.drafts.offers import (
    dispute_kinds,
    offered_for_dispute,
    offered_for_order,
    offered_for_review,
    offered_for_risk,
    offered_for_thread,
)
from sheets_bot.domain.mail.follow_up import follow_up, inbox_zero_words, is_due
from sheets_bot.domain.reviews.review_claims import review_claims

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
DUE_ON = (NOW + 2 * DAY).date()


def after(row, *, now=NOW, last=None):
    """Return a row as it stands once the bot has looked at its reminder."""
    return {**row, **follow_up(row, now=now, last_message_at=last, zone=BERLIN)}


# -- reminders ------------------------------------------------------------------------------


def test_a_reminder_comes_up_on_its_day():
    row = after({"follow_up_on": DUE_ON})

    assert row["follow_up"] == "Comes up Thu 12 Nov."
    assert after(row, now=NOW + 2 * DAY)["follow_up"] == "Due today."
    assert after(row, now=NOW + 3 * DAY)["follow_up"] == "Due since Thu 12 Nov."
    assert not is_due(row, now=NOW, zone=BERLIN)
    assert is_due(after(row, now=NOW + 2 * DAY), now=NOW + 2 * DAY, zone=BERLIN)


def test_a_day_begins_in_the_houses_own_time_zone():
    row = after({"follow_up_on": DUE_ON})
    midnight = datetime(2026, 11, 11, 23, 1, tzinfo=UTC)

    assert after(row, now=midnight)["follow_up"] == "Due today."
    assert after(row, now=midnight - 2 * timedelta(minutes=1))["follow_up"] == "Comes up Thu 12 Nov."


def test_a_message_since_then_clears_it_and_an_older_one_does_not():
    row = after({"follow_up_on": DUE_ON}, last=NOW - HOUR)

    assert row["follow_up"] == "Comes up Thu 12 Nov."
    cleared = after(row, now=NOW + 3 * DAY, last=NOW + HOUR)
    assert cleared["follow_up"] == "Cleared: they wrote Tue 10 Nov 13:00."
    assert not is_due(cleared, now=NOW + 3 * DAY, zone=BERLIN)


def test_another_date_is_another_reminder():
    row = after({"follow_up_on": DUE_ON})
    cleared = after(row, now=NOW + 2 * HOUR, last=NOW + HOUR)

    again = after({**cleared, "follow_up_on": DUE_ON + DAY}, now=NOW + 3 * HOUR, last=NOW + HOUR)

    assert again["follow_up"] == "Comes up Fri 13 Nov."


@pytest.mark.parametrize("typed", [None, "soon", 12, NOW])
def test_what_is_no_day_is_no_reminder(typed):
    assert after({"follow_up_on": typed, "follow_up": "old"})["follow_up"] is None


@pytest.mark.parametrize(
    "note", ["", "2026-11-12", "2026-11-12 since ever", "2026-11-12 since 2026-11-10T11:00:00", "x since y"]
)
def test_a_note_that_a_person_overtyped_begins_anew(note):
    row = after({"follow_up_on": DUE_ON, "follow_up_seen": note})

    assert row["follow_up_seen"] == "2026-11-12 since 2026-11-10T11:00:00+00:00"


MOMENTS = st.integers(0, 30 * 24).map(lambda hours: NOW + hours * HOUR)


@given(st.integers(-3, 20), st.lists(MOMENTS, max_size=8), st.none() | MOMENTS)
def test_a_reminder_ends_as_the_last_look_says_however_often_the_bot_looks(days, looks, message):
    """Given the same message and the same last moment, looks in between change nothing."""
    row = after({"follow_up_on": (NOW + days * DAY).date()})
    end = NOW + 31 * DAY
    often = row
    for look in sorted(looks):
        often = after(often, now=look, last=message if message and message <= look else None)

    assert after(often, now=end, last=message) == after(row, now=end, last=message)


# -- the inbox line -------------------------------------------------------------------------


def waiting(hours):
    return {"whose_turn": "You", "waiting_since": NOW - hours * HOUR}


def test_the_inbox_counts_what_waited_before_the_shift_began():
    """The shift of that Tuesday is from 17:00 to 21:00 in Berlin."""
    clock = desk().at.clock
    in_shift = NOW + 7 * HOUR
    rows = {
        "a": waiting(1),
        "b": {"whose_turn": "You", "waiting_since": in_shift - HOUR / 2},
        "c": {"whose_turn": "Customer", "waiting_since": NOW},
    }

    assert (
        inbox_zero_words(rows, clock=clock, now=in_shift)
        == "1 mail from before this shift still to be answered."
    )
    assert inbox_zero_words({**rows, "d": waiting(2)}, clock=clock, now=NOW).startswith("2 mails")
    assert inbox_zero_words({}, clock=clock, now=NOW) == "Inbox zero: no mail from before this shift waits."


# -- offers ---------------------------------------------------------------------------------


def test_paypal_offers_what_it_allows_and_never_what_moves_money():
    row = dispute()

    assert (
        offered_for_dispute(row, now=NOW)
        == "Send message, Provide evidence, Offer replacement, Send mail, Hold"
    )


def test_a_replacement_is_not_offered_where_paypal_takes_refunds_only():
    row = dispute(allowed_now="Send message, Make offer (refund or refund with return)")

    assert offered_for_dispute(row, now=NOW) == "Send message, Send mail, Hold"


@given(
    st.sets(
        st.sampled_from(
            ["Accept claim", "Escalate", "Acknowledge return", "Make offer", "Appeal", "A new link"]
        )
    )
)
def test_whatever_paypal_allows_money_stays_at_the_platform(allowed):
    offered = dispute_kinds(dispute(allowed_now=", ".join(sorted(allowed))), now=NOW)

    assert set(offered) <= {Kind.OFFER_REPLACEMENT, Kind.APPEAL, Kind.SEND_MAIL, Kind.HOLD}


SHOPIFY = {"platform": "Shopify", "allowed_now": ""}


@pytest.mark.parametrize(
    ("told", "offered"),
    [
        ({}, "Save evidence, Submit evidence, Send mail, Hold"),
        ({"due": NOW - HOUR}, "Send mail, Hold"),
        ({"due": None}, "Send mail, Hold"),
        ({"status": "The bank reviews it", "whose_turn": "Shopify"}, "Send mail"),
        ({"flag": "CLOSED", "outcome": "Won", "status": "Won", "whose_turn": "Nobody"}, ""),
        ({"order": None}, "Save evidence, Submit evidence, Hold"),
    ],
)
def test_shopify_takes_evidence_while_it_needs_an_answer_and_before_its_date(told, offered):
    assert offered_for_dispute(dispute(**SHOPIFY, **told), now=NOW) == offered


def test_a_lost_case_at_paypal_may_be_appealed_after_it_is_closed():
    lost = dispute(flag="CLOSED", outcome="Lost", whose_turn="You may appeal", allowed_now="Appeal")

    assert offered_for_dispute(lost, now=NOW) == "Appeal"


@pytest.mark.parametrize(
    ("told", "offered"),
    [
        ({}, "Post reply"),
        ({"reply": "We are sorry."}, ""),
        ({"reply_mark": "ab12"}, ""),
        ({"may_ask_who": "yes", "replied": NOW}, "Find reviewer"),
        ({"may_ask_who": "asked"}, "Post reply"),
        ({"order": ORDER}, "Post reply, Send mail"),
        ({"came_from": "pasted", "order": ORDER, "may_ask_who": "yes"}, "Send mail"),
        ({"state": "gone"}, ""),
        ({"state": "hidden", "order": ORDER}, ""),
    ],
)
def test_a_review_offers_what_is_possible(told, offered):
    assert offered_for_review({"state": "online", "came_from": "Trustpilot", **told}) == offered


def test_mails_are_offered_where_somebody_can_be_written_to():
    open_thread = {"thread_id": "T1", "members": "x", "flag": "OK"}

    assert offered_for_thread(open_thread) == "Send mail, Save draft"
    assert offered_for_thread({**open_thread, "flag": "CLOSED"}) == ""
    assert offered_for_risk({"flag": "LATE", "order": ORDER}) == "Send mail, Save draft"
    assert offered_for_risk({"flag": "LATE"}) == ""
    assert offered_for_order({}, {}).startswith("Send confirmation, Draft confirmation, Send ver")
    assert offered_for_order({"cancelled": NOW}, {}) == offered_for_order({"test": True}, {}) == ""


@pytest.mark.parametrize(
    ("order", "states", "is_possible"),
    [
        ({"to_ship": "open", "parcels": 0}, [], True),
        ({"parcels": 1}, ["S1"], True),
        ({"parcels": 1}, ["S1", "cancelled"], True),
        ({"parcels": 1}, ["S2"], False),
        ({"parcels": 1}, ["S2?"], False),
        ({"parcels": 1}, ["S4"], False),
        ({"to_ship": "open", "parcels": 1}, ["S4"], False),
        ({"parcels": 2}, ["S1", "S4"], False),
        ({"parcels": 1}, [], False),
    ],
)
def test_whether_it_is_their_order_is_asked_only_while_none_of_it_has_left(order, states, is_possible):
    parcels = {f"{ORDER} / {number}": {"state": state} for number, state in enumerate(states, start=1)}

    offered = offered_for_order(order, parcels)

    assert offered.startswith("Send confirmation, Draft confirmation")
    assert ("Send verification, Draft verification" in offered) is is_possible


# -- what a review claims ---------------------------------------------------------------------


def claims(case, **told):
    row = {"written": NOW - DAY, **told}
    return review_claims(row, case, answer_hours=24, zone=BERLIN, now=NOW).splitlines()


def mail(**told):
    return {"T1": {"first_in": NOW - 8 * DAY, "messages_out": 0, **told}}


@pytest.mark.parametrize(
    ("threads", "verdict"),
    [
        (mail(waiting_since=NOW - 8 * DAY), "agrees: a mail of Mon 2 Nov 12:00 waits"),
        (
            mail(first_out=NOW - 8 * DAY + HOUR),
            "contradicts: wrote Mon 2 Nov 12:00, first answer Mon 2 Nov 13:00",
        ),
        (mail(first_out=NOW - 5 * DAY), "agrees: wrote Mon 2 Nov 12:00, first answer Thu 5 Nov 12:00"),
        (mail(first_out=NOW), "agrees: wrote Mon 2 Nov 12:00, first answer Tue 10 Nov 12:00"),
        (mail(), "cannot tell: the mail was dealt with without an answer by mail"),
        ({"T1": {"first_in": NOW}}, "cannot tell: no mail about this order from before the review"),
    ],
)
def test_nobody_answered_is_held_against_the_mails_from_before_the_review(threads, verdict):
    told = claims(case_of(order={}, threads=threads))

    assert told[1].startswith(f"Nobody answered: {verdict}")


def test_late_is_held_against_promise_and_scan():
    assert claims(order_case("S3"))[0].startswith("Later than promised: agrees: promised by Sun 8 Nov 12:00")
    assert claims(order_case("S4"))[0].startswith("Later than promised: contradicts: ")
    assert claims(order_case("S2"))[0].startswith("Later than promised: cannot tell: ")
    assert claims(order_case("S3"), written=NOW - 3 * DAY)[0].endswith(
        "when the review was written it was not yet."
    )


def test_without_an_order_there_is_nothing_to_hold_it_against():
    assert claims(None) == []
