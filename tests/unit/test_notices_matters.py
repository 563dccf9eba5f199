"""Notices: what is worth telling in the tabs, in words that name cases and no person."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sheets_bot.domain.notices.digest import digests
from sheets_bot.domain.notices.matters import matters
from sheets_bot.domain.rules.rules import parse_rules

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # a Monday, in the shift
HOUR = timedelta(hours=1)
CASE = {
    "flag": "LAST SHIFT",
    "platform": "PayPal",
    "brand": "Aurora & Pine",
    "amount": Decimal("59.00"),
    "at_stake": Decimal("59.00"),
    "currency": "EUR",
    "customer": "Jane D.",
    "due": NOW + 27 * HOUR,
    "respond_by": NOW + 3 * HOUR,
}
ACT = {
    "tab": "Inbox",
    "row_key": "<abc@shop.example>",
    "brand": "Aurora",
    "action": "Send mail",
    "ended_at": NOW,
}


def found(**tabs):
    return matters(
        {tab.replace("_", " "): rows for tab, rows in tabs.items()},
        zone=ZoneInfo("UTC"),
        heartbeat=HOUR,
        now=NOW,
    )


def a_failure(happened="It failed.", needs="time", since=NOW - 3 * HOUR):
    return {"state": "failed", "happened": happened, "needs": needs, "failed_since": since}


@pytest.mark.parametrize(
    ("flag", "told"),
    [("LAST SHIFT", 1), ("MISSED", 1), ("SOON", 0), ("OK", 0), ("WAITING", 0), ("odd", 0), (None, 0)],
)
def test_a_case_is_told_in_its_last_shift_and_when_it_is_missed(flag, told):
    assert len(found(Disputes={"PP-D-1": {**CASE, "flag": flag}})) == told


def test_a_deadline_says_case_brand_amount_and_times_and_no_name():
    (matter,) = found(Disputes={"PP-D-1": CASE})

    assert matter.what == "LAST SHIFT: PayPal case PP-D-1 (Aurora & Pine)"
    assert matter.said == "59.00 EUR, respond by Mon 23 Nov 21:00, due Tue 24 Nov 21:00"
    assert matter.lost_at == NOW + 27 * HOUR


def test_the_same_case_with_another_date_or_flag_is_another_thing():
    things = {
        matter.thing
        for row in (CASE, {**CASE, "due": NOW + HOUR}, {**CASE, "flag": "MISSED"}, {**CASE, "due": None})
        for matter in found(Disputes={"PP-D-1": row})
    }

    assert len(things) == 4


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("in doubt", 1),
        ("unknown", 1),
        ("it went out, I think", 1),
        ("refused", 1),
        ("not done", 1),
        ("done", 0),
        ("waiting", 0),
        ("claimed", 0),
    ],
)
def test_an_act_is_told_where_a_person_should_look(state, told):
    assert len(found(Acts={"a1": {**ACT, "state": state}})) == told


def test_an_act_on_a_mail_is_told_without_the_name_of_the_mail():
    (matter,) = found(Acts={"a1": {**ACT, "state": "unknown"}})

    assert "abc" not in f"{matter.what} {matter.said}"
    assert "Send mail, Inbox (Aurora)" in matter.what


def test_an_old_act_is_no_news():
    assert found(Acts={"a1": {**ACT, "state": "unknown", "ended_at": NOW - timedelta(days=8)}}) == []


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (a_failure(needs="you", since=NOW), 1),
        (a_failure(needs="time", since=NOW - HOUR / 2), 0),
        (a_failure(needs="time", since=NOW - 2 * HOUR), 1),
        (a_failure(needs=None, since=None), 1),
        ({"state": "ok", "failed_since": NOW - 9 * HOUR}, 0),
    ],
)
def test_a_failure_is_told_if_it_needs_a_person_or_lasts_longer_than_the_heartbeat(failure, told):
    assert len(found(Status={"PayPal: Aurora": failure})) == told


def test_a_failure_that_goes_on_is_one_thing_and_one_after_a_recovery_another():
    (first,) = found(Status={"PayPal: Aurora": a_failure("Refused.")})
    (goes_on,) = found(Status={"PayPal: Aurora": a_failure("Refused, in other words.")})
    (returns,) = found(Status={"PayPal: Aurora": a_failure("Refused.", since=NOW - 2 * HOUR)})

    assert first.thing == goes_on.thing != returns.thing


def test_a_job_that_failed_because_of_its_sources_alone_is_not_told_beside_them():
    source = a_failure("The secret was refused.", needs="you")
    status = {
        "PayPal: Aurora": source,
        "sync_paypal_disputes": a_failure("PayPal: Aurora: The secret was refused.", needs="you"),
        "sweep": a_failure(
            "PayPal: Aurora: The secret was refused. Disputes: No column 'Flag'.", needs="you"
        ),
    }

    assert [matter.what for matter in found(Status=status)] == ["PayPal: Aurora", "sweep"]


def test_a_tab_that_could_not_be_read_has_no_matters():
    assert found() == []


# -- digests ---------------------------------------------------------------------------

RULES = parse_rules({})[0]
TABS = {
    "Disputes": {
        "PP-D-1": CASE,
        "PP-D-2": {**CASE, "flag": "OK"},
        "PP-D-3": {**CASE, "flag": "CLOSED", "outcome": "Won", "closed_on": date(2026, 11, 20)},
        "PP-D-4": {**CASE, "flag": "CLOSED", "outcome": "Lost", "closed_on": date(2026, 11, 2)},
    },
    "Inbox": {"t": {"flag": "LATE", "customer": "Jane D."}},
    "Today": {"00": {"why": "3 tasks need about 86 minutes; 3 fit into this shift."}},
    "Status": {"PayPal: Aurora": a_failure()},
    "Acts": {"a": {"state": "unknown"}},
}


def by_audience(now, rules=RULES):
    return {matter.only_for: matter for matter in digests(TABS, rules=rules, now=now)}


def test_the_specialist_is_told_the_work_of_a_shift_while_it_runs():
    during, before = by_audience(NOW), by_audience(NOW - 3 * HOUR)

    assert during["specialist"].what == "Your shift today 17:00-21:00"
    assert during["specialist"].said == (
        "3 tasks need about 86 minutes; 3 fit into this shift.\nDisputes: 1 LAST SHIFT, 1 OK\nInbox: 1 LATE"
    )
    assert "specialist" not in before


def test_one_shift_is_one_thing_and_the_next_another():
    assert by_audience(NOW)["specialist"].thing == by_audience(NOW + 2 * HOUR)["specialist"].thing
    assert by_audience(NOW)["specialist"].thing != by_audience(NOW + 24 * HOUR)["specialist"].thing


def test_the_owner_is_told_the_week_from_an_hour_of_a_day_on():
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    before, after = by_audience(monday + 8 * HOUR)["owner"], by_audience(monday + 9 * HOUR)["owner"]

    assert before.thing == "digest of the week 2026-11-16"
    assert after.thing == "digest of the week 2026-11-23"
    assert by_audience(monday + 8 * HOUR + timedelta(days=7))["owner"].thing == after.thing
    assert after.said == (
        "Disputes: 1 LAST SHIFT, 1 OK\nInbox: 1 LATE\nAt stake in open cases: 118.00 EUR\n"
        "Ended in the week: 1 Won\nStatus: 1 fail now.\nActs: 1 in doubt; look by hand."
    )
