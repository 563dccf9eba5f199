"""Promises of the Disputes tab's rows: what is written, what is left alone, what comes back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from other_jobs import ADVISING, ASKING, SUGGESTING
from sheets_bot.domain.disputes.dispute import (
    Adjudication,
    Dispute,
    Evidence,
    Message,
    MoneyMovement,
    Transaction,
)
from sheets_bot.domain.disputes.dispute_rows import CAME_BACK, refresh_clocks, shape_disputes
from sheets_bot.domain.money import Money
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.sheets.cells import read_value, writer
from sheets_bot.sheets.schema import parse_schema

SCHEMA_FILE = Path(__file__).parents[2] / "sheet_schemas" / "disputes.toml"
SCHEMA = parse_schema(SCHEMA_FILE.read_text("utf-8"), source="disputes.toml")
RULES, _ = parse_rules({"Time zone": "Europe/Berlin"})
NOW = datetime(2026, 11, 16, 10, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 6, 59, 59, tzinfo=UTC)
OTHERS = {"order", "match", "match_why", "claim_check", "guard"} | ASKING | ADVISING | SUGGESTING
"""Columns of the bot's that the join fills."""
OPENED = datetime(2026, 11, 10, 8, 30, tzinfo=UTC)


def a_claim(dispute_id="PP-D-1", **fields):
    usual = {
        "created_at": OPENED,
        "updated_at": datetime(2026, 11, 15, 22, 3, tzinfo=UTC),
        "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "status": "WAITING_FOR_SELLER_RESPONSE",
        "state": "REQUIRED_ACTION",
        "stage": "CHARGEBACK",
        "channel": "INTERNAL",
        "amount": Money(8050, "USD"),
        "due_at": DUE,
        "links": ("self", "accept_claim", "provide_evidence"),
        "transactions": (
            Transaction(
                seller_transaction_id="9AB12345CD678901E", invoice_number="#1001", buyer_name="Jane Doe"
            ),
        ),
    }
    return Dispute(dispute_id, "aurora", **{**usual, **fields})


def a_lost_case(**fields):
    usual = {
        "status": "RESOLVED",
        "state": "RESOLVED",
        "outcome_code": "RESOLVED_BUYER_FAVOUR",
        "due_at": None,
        "links": (),
        "adjudications": (
            Adjudication("PAYOUT_TO_BUYER", "NO_SELLER_RESPONSE", datetime(2026, 11, 15, 23, 30, tzinfo=UTC)),
        ),
    }
    return a_claim(**{**usual, **fields})


def shape(*disputes, rows=None, now=NOW, seen_through=None):
    return shape_disputes(disputes, rows=rows or {}, rules=RULES, now=now, seen_through=seen_through)


def standing(row, zone="Europe/Berlin"):
    """The row as it would be read back from the sheet."""
    return {
        name: read_value(
            SCHEMA.by_name[name].type,
            writer(SCHEMA.by_name[name].type, ZoneInfo(zone))(value),
            ZoneInfo(zone),
        )
        for name, value in row.values.items()
    }


def test_the_first_disputed_payment_dates_the_sale():
    paid = [datetime(2026, 11, day, 9, tzinfo=UTC) for day in (3, 2)]
    payments = (*(Transaction(created_at=at) for at in paid), Transaction())

    (row,) = shape(a_claim(transactions=payments))

    assert row.values["paid_at"] == paid[1]


def test_a_claim_becomes_a_row_that_a_person_can_read():
    (row,) = shape(a_claim())

    assert (row.key, row.when_absent, row.why) == ("PP-D-1", "add", "PayPal: updated 2026-11-15 22:03 UTC")
    assert row.values == {
        "network_code": None,
        "reopened": None,
        "dispute_id": "PP-D-1",
        "brand": "aurora",
        "platform": "PayPal",
        "stage": "Claim",
        "channel": "PayPal",
        "reason": "Item not received",
        "reason_code": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "amount": Decimal("80.50"),
        "currency": "USD",
        "opened": OPENED,
        "due": DUE,
        "respond_by": datetime(2026, 11, 21, 17, tzinfo=UTC),
        "shifts_left": 6,
        "flag": "OK",
        "why": "Due Tue 24 Nov 07:59; 6 safe shifts are left, the last is Sat 21 Nov 09:00-18:00.",
        "status": "Waiting for us",
        "whose_turn": "You",
        "order_ref": "#1001",
        "transaction_id": "9AB12345CD678901E",
        "customer": "Jane D.",
        "outcome": None,
        "closed_on": None,
        "at_stake": Decimal("80.50"),
        "recovered": None,
        "allowed_now": "Provide evidence, Accept claim",
        "updated": datetime(2026, 11, 15, 22, 3, tzinfo=UTC),
        "address": "https://www.paypal.com/resolutioncenter/view/PP-D-1",
        "problem": None,
    }


def test_an_offer_that_can_be_no_replacement_is_allowed_only_as_what_it_can_be():
    narrow, silent = shape(
        a_claim(links=("self", "make_offer"), offer_types=("REFUND",)),
        a_claim("PP-D-2", links=("self", "make_offer")),
    )

    assert narrow.values["allowed_now"] == "Make offer (refund)"
    assert silent.values["allowed_now"] == "Make offer"


def test_a_lost_case_carries_its_outcome_its_cost_and_the_lesson():
    fee = MoneyMovement("SELLER", "DEBIT", "DISPUTE_FEE", Money(1500, "USD"))

    (row,) = shape(a_lost_case(movements=(fee,)))

    assert row.values["flag"] == "CLOSED"
    assert row.values["outcome"] == "Lost"
    assert row.values["closed_on"] == date(2026, 11, 16), "half past midnight in Berlin"
    assert (row.values["at_stake"], row.values["recovered"], row.values["fees"]) == (
        Decimal("0.00"),
        Decimal("0.00"),
        Decimal("15.00"),
    )
    assert row.values["decision"].startswith("No answer from us in time. Lesson: a clock was missed")
    assert row.values["respond_by"] is None


def test_a_won_case_has_no_lesson():
    (row,) = shape(a_lost_case(outcome_code="RESOLVED_SELLER_FAVOUR"))

    assert row.values["decision"] == "No answer from us in time"


def test_the_full_name_of_the_customer_is_nowhere_in_the_row():
    (row,) = shape(a_claim())

    assert "Doe" not in repr(row)


def test_the_columns_written_are_the_bots_and_their_values_fit():
    evidence = Evidence(source="SUBMITTED_BY_SELLER", at=NOW)
    whole = a_lost_case(
        due_at=DUE,
        expected_at=OPENED,
        contact_outcome="NO_RESPONSE",
        transactions=(replace(a_claim().transactions[0], created_at=OPENED, protection_eligible=True),),
        messages=(Message("SELLER", NOW, "We have looked into it."), Message("BUYER", NOW, "It is broken.")),
        evidences=(evidence,),
        movements=(MoneyMovement("SELLER", "DEBIT", "DISPUTE_FEE", Money(1500, "USD")),),
    )

    (row,) = shape(whole)

    assert set(row.values) == set(SCHEMA.bot_names) - OTHERS
    for name, value in row.values.items():
        writer(SCHEMA.by_name[name].type, ZoneInfo("UTC"))(value)


def test_of_what_the_buyer_writes_only_our_own_phrases_come_into_the_row():
    buyer = Message("BUYER", NOW, "Jane Doe here, it arrived BROKEN and is much too small. +1 555 0100")
    ours = Message("SELLER", NOW, "You were charged twice? We look into it.")

    (row,) = shape(a_claim(messages=(buyer, ours)))

    assert row.values["said"] == "too small; broken"


def test_the_clock_columns_of_the_schema_are_those_that_time_moves():
    (row,) = refresh_clocks(
        {"PP-D-1": {"platform": "PayPal", "whose_turn": "You", "due": DUE}}, rules=RULES, now=NOW
    )

    assert set(row.values) == {column.name for column in SCHEMA.column if column.clock} - OTHERS


@pytest.mark.parametrize(
    "name", ["due", "amount", "order_ref", "customer", "fees", "answered_at", "paid_at", "decision"]
)
def test_what_paypal_no_longer_gives_is_left_as_it_stands(name):
    bare = Dispute("PP-D-1", "aurora", status="RESOLVED", outcome_code="ACCEPTED")

    (row,) = shape(bare)

    assert name not in row.values


def test_a_new_turn_of_ours_without_a_date_clears_the_old_date():
    """Else the row would count down to the date of a turn that is over."""
    (row,) = shape(a_claim(due_at=None))

    assert row.values["due"] is None
    assert row.values["flag"] == "NO DATE"


def test_reopening_clears_outcome_and_closing_date():
    (closed,) = shape(a_lost_case())
    (reopened,) = shape(
        a_lost_case(status="WAITING_FOR_SELLER_RESPONSE", due_at=DUE), rows={"PP-D-1": standing(closed)}
    )

    assert closed.values["outcome"] == "Lost"
    assert [reopened.values[name] for name in ("outcome", "closed_on", "recovered")] == [None, None, None]
    assert reopened.values["at_stake"] == Decimal("80.50")


def test_on_the_first_run_every_case_is_added():
    assert {row.when_absent for row in shape(a_claim(), a_lost_case(), seen_through=None)} == {"add"}


def test_a_row_that_a_person_removed_stays_away_when_nothing_is_to_be_answered():
    (row,) = shape(a_lost_case(), seen_through=OPENED + timedelta(days=3))

    assert row.when_absent == "leave"


def test_a_row_that_a_person_removed_comes_back_when_it_needs_an_answer():
    (row,) = shape(a_claim(), seen_through=OPENED + timedelta(days=3))

    assert row.when_absent == "add"
    assert row.values["problem"] == CAME_BACK
    assert row.why.endswith("; came back")


def test_a_row_that_came_back_says_so_until_it_is_answered():
    seen = OPENED + timedelta(days=3)
    (back,) = shape(a_claim(), seen_through=seen)
    rows = {"PP-D-1": standing(back)}

    (again,) = shape(a_claim(), rows=rows, seen_through=seen)
    (answered,) = shape(
        a_claim(status="UNDER_REVIEW", state="UNDER_PAYPAL_REVIEW"), rows=rows, seen_through=seen
    )

    assert again.values["problem"] == CAME_BACK
    assert answered.values["problem"] is None


def test_an_old_row_that_never_left_does_not_say_that_it_came_back():
    (row,) = shape(a_claim(), rows={"PP-D-1": {"problem": None}}, seen_through=OPENED + timedelta(days=3))

    assert row.values["problem"] is None


@pytest.mark.parametrize("created_at", [OPENED, None])
def test_a_case_that_is_new_since_the_last_run_is_added(created_at):
    """A day of overlap: the list may show a case later than it was created."""
    (row,) = shape(a_lost_case(created_at=created_at), seen_through=OPENED + timedelta(hours=23))

    assert row.when_absent == "add"


def test_everything_the_bot_cannot_know_is_said_in_the_row():
    strange = Dispute("PP-D-1", "aurora", reason="MOON_DUST")
    undecided = Dispute(
        "PP-D-2", "aurora", status="RESOLVED", amount=Money(100, "USD"), amount_refunded=Money(1, "EUR")
    )

    first, second = shape(strange, undecided)

    assert first.values["reason"] == "MOON_DUST"
    assert first.values["whose_turn"] == "Not clear"
    assert first.values["flag"] == "NO DATE"
    assert first.values["problem"] == (
        "PayPal's reason 'MOON_DUST' is new to the bot; look at the case on PayPal. "
        "PayPal gives no status for this case. PayPal gives no disputed amount."
    )
    assert second.values["outcome"] == "Check by hand"
    assert second.values["problem"] == (
        "PayPal closed this case without an outcome; check it by hand. "
        "Refund or fees are in another currency than the case; work them out by hand."
    )


def test_clocks_of_cases_that_were_not_fetched_move_on():
    (shaped,) = shape(a_claim())
    later = datetime(2026, 11, 21, 16, tzinfo=UTC)

    (row,) = refresh_clocks({"PP-D-1": standing(shaped)}, rules=RULES, now=later)

    assert (row.key, row.when_absent) == ("PP-D-1", "leave")
    assert row.values == {
        "flag": "LAST SHIFT",
        "respond_by": datetime(2026, 11, 21, 17, tzinfo=UTC),
        "shifts_left": 1,
        "why": "Due Tue 24 Nov 07:59; your last safe shift is today 09:00-18:00.",
    }


def test_clocks_of_rows_that_are_not_the_bots_are_left_alone():
    typed = {"notes": "call the bank"}
    chargeback = {"platform": "Shopify", "whose_turn": "You", "due": DUE}

    assert refresh_clocks({"my own row": typed, "SH-1": chargeback}, rules=RULES, now=NOW) == []


@pytest.mark.parametrize("cell", ["yours", None, 3, True])
def test_a_turn_that_a_person_overtyped_counts_as_not_clear(cell):
    (row,) = refresh_clocks(
        {"PP-D-1": {"platform": "PayPal", "whose_turn": cell, "due": DUE}}, rules=RULES, now=NOW
    )

    assert row.values["flag"] == "OK"
    assert row.values["why"].startswith("Not clear whose turn it is")


@pytest.mark.parametrize("cell", ["next week", date(2026, 11, 24), Decimal(5), None])
def test_a_due_date_that_a_person_overtyped_is_no_date(cell):
    (row,) = refresh_clocks(
        {"PP-D-1": {"platform": "PayPal", "whose_turn": "You", "due": cell}}, rules=RULES, now=NOW
    )

    assert row.values["flag"] == "NO DATE"


STATUSES = st.sampled_from(
    [
        "OPEN",
        "WAITING_FOR_SELLER_RESPONSE",
        "WAITING_FOR_BUYER_RESPONSE",
        "UNDER_REVIEW",
        "RESOLVED",
        "",
        "NEW",
    ]
)
INSTANTS = st.datetimes(datetime(2026, 10, 1), datetime(2026, 12, 31), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)


@settings(deadline=None, max_examples=200)
@given(
    status=STATUSES,
    due_at=INSTANTS.filter(lambda at: at.date() != date(2026, 10, 25)) | st.none(),
    now=INSTANTS,
    outcome=st.sampled_from(["", "ACCEPTED", "NONE", "RESOLVED_WITH_PAYOUT"]),
    links=st.sets(st.sampled_from(["send_message", "appeal"])).map(tuple),
)
def test_clocks_from_the_sheet_agree_with_clocks_from_the_record(status, due_at, now, outcome, links):
    """A case flags the same whether it was fetched in this run or not. (A due date in the hour that comes
    twice, on 25 October in Berlin, cannot be told from its twin in a sheet; the earlier one counts.)"""
    dispute = a_claim(status=status, state="", due_at=due_at, outcome_code=outcome, links=links)
    (shaped,) = shape(dispute, now=now)

    (refreshed,) = refresh_clocks({"PP-D-1": standing(shaped)}, rules=RULES, now=now)

    assert refreshed.values == {name: shaped.values[name] for name in refreshed.values}


@settings(deadline=None, max_examples=100)
@given(status=STATUSES, now=INSTANTS, seen_through=INSTANTS | st.none())
def test_shaping_what_already_stands_there_changes_nothing(status, now, seen_through):
    dispute = a_claim(status=status)
    (first,) = shape(dispute, now=now, seen_through=seen_through)

    (again,) = shape(dispute, rows={"PP-D-1": standing(first)}, now=now, seen_through=seen_through)

    assert again.values == first.values
