"""Promises of Shopify's rows in the Disputes tab: by example (`tests/cases/shop_disputes.toml`), and over any case."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from other_jobs import ADVISING, ASKING, SUGGESTING
from sheets_bot.domain.disputes.dispute_rows import CAME_BACK, refresh_clocks
from sheets_bot.domain.disputes.shop_dispute import ShopDispute
from sheets_bot.domain.disputes.shop_dispute_rows import (
    key_of,
    number_in,
    refresh_shop_clocks,
    shape_shop_disputes,
)
from sheets_bot.domain.money import Money
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.sheets.cells import read_value, writer
from sheets_bot.sheets.schema import parse_schema

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests" / "cases" / "shop_disputes.toml").read_text("utf-8"))["case"]
SCHEMA = parse_schema((ROOT / "sheet_schemas" / "disputes.toml").read_text("utf-8"), source="disputes.toml")
RULES, _ = parse_rules({"Time zone": "Europe/Berlin"})
NOW = datetime(2026, 11, 16, 10, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 6, 59, 59, tzinfo=UTC)
OPENED = datetime(2026, 11, 10, 8, 30, tzinfo=UTC)
KEY = "SH-598735659"
OTHERS = {"order", "match", "match_why", "claim_check", "guard"} | ASKING | ADVISING | SUGGESTING
"""Columns of the bot's that the join fills."""
NOT_SHOPIFYS = {
    "fees",
    "decision",
    "transaction_id",
    "allowed_now",
    "updated",
    "buyer_expected",
    "buyer_contact",
    "messaged_at",
    "buyer_wrote_at",
    "said",
    "protection",
}
"""Columns of the bot's of which Shopify says nothing."""


def a_chargeback(**given: Any) -> ShopDispute:
    usual = {
        "shop": "aurora",
        "kind": "CHARGEBACK",
        "status": "NEEDS_RESPONSE",
        "reason": "PRODUCT_NOT_RECEIVED",
        "network_code": "13.1",
        "amount": Money(5900, "USD"),
        "initiated_at": OPENED,
        "due_at": DUE,
        "evidence_id": "819974671",
        "order_id": "700",
        "order_name": "#1042",
        "ordered_at": OPENED - timedelta(days=30),
        "customer_name": "Jane Doe",
    }
    return ShopDispute("598735659", "aurora", **{**usual, **given})


def shape(
    *disputes: ShopDispute, rows: Any = None, now: datetime = NOW, seen_through: datetime | None = None
) -> Any:
    return shape_shop_disputes(disputes, rows=rows or {}, rules=RULES, now=now, seen_through=seen_through)


def standing(row: Any, zone: str = "Europe/Berlin") -> dict[str, Any]:
    """The row as it would be read back from the sheet."""
    kinds = {name: SCHEMA.by_name[name].type for name in row.values}
    return {
        name: read_value(kinds[name], writer(kinds[name], ZoneInfo(zone))(value), ZoneInfo(zone))
        for name, value in row.values.items()
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_row_is_what_the_case_says(case: dict[str, Any]):
    dispute = a_chargeback(
        kind=case.get("kind", "CHARGEBACK"),
        status=case.get("status", ""),
        reason=case.get("reason", "PRODUCT_NOT_RECEIVED"),
        due_at=case.get("due", DUE),
        sent_at=case.get("sent_at"),
        finalized_at=case.get("finalized"),
    )
    before = {KEY: {"platform": "Shopify", **case["before"]}} if "before" in case else {}

    (row,) = shape(dispute, rows=before)

    columns = ("outcome", "closed_on", "reopened", "answered_at", "problem", "flag")
    assert {name: row.values.get(name) for name in columns} == {name: case.get(name) for name in columns}
    assert row.values["whose_turn"] == case["turn"]
    assert row.values["stage"] == case.get("stage", "Chargeback")
    for name in ("at_stake", "recovered"):
        assert row.values.get(name) == (Decimal(case[name]) if name in case else None)
    if "status_words" in case:
        assert row.values["status"] == case["status_words"]


def test_a_chargeback_becomes_a_row_that_a_person_can_read():
    (row,) = shape(a_chargeback())

    assert (row.key, row.when_absent, row.why) == (KEY, "add", "Shopify: Waiting for us")
    assert row.values == dict.fromkeys(NOT_SHOPIFYS) | {
        "dispute_id": KEY,
        "brand": "aurora",
        "platform": "Shopify",
        "stage": "Chargeback",
        "channel": "Card or bank",
        "reason": "Item not received",
        "reason_code": "PRODUCT_NOT_RECEIVED",
        "network_code": "13.1",
        "amount": Decimal("59.00"),
        "currency": "USD",
        "opened": OPENED,
        "due": DUE,
        "respond_by": datetime(2026, 11, 21, 17, tzinfo=UTC),
        "shifts_left": 6,
        "flag": "OK",
        "why": "What is saved goes out by itself Tue 24 Nov 07:59; review it before; 6 safe shifts are left, "
        "the last is Sat 21 Nov 09:00-18:00.",
        "status": "Waiting for us",
        "whose_turn": "You",
        "order_ref": "#1042",
        "customer": "Jane D.",
        "outcome": None,
        "closed_on": None,
        "at_stake": Decimal("59.00"),
        "recovered": None,
        "paid_at": OPENED - timedelta(days=30),
        "address": "https://admin.shopify.com/store/aurora/payments/dispute_evidences/819974671",
        "problem": None,
    }


def test_an_inquiry_that_became_a_chargeback_under_its_number_is_one_row():
    (inquiry,) = shape(a_chargeback(kind="INQUIRY", status="UNDER_REVIEW", sent_at=OPENED))

    (chargeback,) = shape(a_chargeback(), rows={KEY: standing(inquiry)})

    assert (chargeback.key, chargeback.values["stage"]) == (inquiry.key, "Chargeback")
    assert (chargeback.values["whose_turn"], chargeback.values["reopened"]) == ("You", NOW)


def test_where_the_buyer_filed_is_not_guessed_for_a_wallet():
    (row,) = shape(a_chargeback(network_code=""))

    assert "channel" not in row.values


def test_missed_says_that_it_went_out_unreviewed():
    (row,) = shape(a_chargeback(), now=DUE)

    assert (row.values["flag"], row.values["why"]) == (
        "MISSED",
        "What was saved went out by itself Tue 24 Nov 07:59, unreviewed; look at the case now.",
    )


def test_the_columns_written_are_the_bots_and_their_values_fit():
    before = {KEY: {"platform": "Shopify", "status": "Won"}}

    (row,) = shape(a_chargeback(sent_at=OPENED), rows=before)

    assert set(row.values) == set(SCHEMA.bot_names) - OTHERS
    for name, value in row.values.items():
        writer(SCHEMA.by_name[name].type, ZoneInfo("UTC"))(value)


def test_the_full_name_of_the_customer_is_nowhere_in_the_row():
    assert "Doe" not in repr(shape(a_chargeback()))


def test_the_key_of_a_row_gives_the_number_back_and_a_key_that_a_person_changed_gives_none():
    assert number_in(key_of("598735659")) == "598735659"
    assert [number_in(key) for key in ("598735659", "SH-", "SH-12a", "SH-１", "PP-D-1")] == [""] * 5


@pytest.mark.parametrize(
    ("given", "before", "address"),
    [
        ({"evidence_id": ""}, None, "https://admin.shopify.com/store/aurora/orders/700"),
        ({"evidence_id": ""}, "https://admin.shopify.com/x", "https://admin.shopify.com/x"),
        ({"evidence_id": "", "order_id": ""}, None, None),
        ({"shop": "", "evidence_id": "", "order_id": ""}, None, None),
    ],
)
def test_without_the_number_of_its_evidence_the_link_leads_to_the_order(
    given: Any, before: str | None, address: Any
):
    """The number of the dispute leads to a page that is not there."""
    rows = {KEY: {"platform": "Shopify", "address": before}} if before else {}

    (row,) = shape(a_chargeback(**given), rows=rows)

    assert row.values.get("address") == address


@pytest.mark.parametrize(
    "name", ["due", "amount", "order_ref", "customer", "network_code", "paid_at", "reopened"]
)
def test_what_shopify_no_longer_gives_is_left_as_it_stands(name: str):
    """An order that is older than 60 days vanishes from the case, but not from the tab."""
    (row,) = shape(ShopDispute("598735659", "aurora", status="LOST"))

    assert name not in row.values


def test_a_new_turn_of_ours_without_a_date_clears_the_old_date():
    (row,) = shape(a_chargeback(due_at=None))

    assert row.values["due"] is None
    assert row.values["flag"] == "NO DATE"


def test_codes_that_are_new_are_shown_as_they_came_and_said():
    (row,) = shape(a_chargeback(kind="RETRIEVAL", reason="MOON_DUST", amount=None))

    assert (row.values["stage"], row.values["reason"]) == ("RETRIEVAL", "MOON_DUST")
    assert row.values["problem"] == (
        "Shopify's type 'RETRIEVAL' is new to the bot; look at the case in Shopify's admin. "
        "Shopify's reason 'MOON_DUST' is new to the bot; look at the case in Shopify's admin. "
        "Shopify gives no disputed amount."
    )


def test_a_row_that_a_person_removed_comes_back_only_while_it_needs_an_answer():
    seen = OPENED + timedelta(days=5)
    (closed,) = shape(a_chargeback(status="LOST"), seen_through=seen)
    (reviewed,) = shape(a_chargeback(status="UNDER_REVIEW"), seen_through=seen)
    (open_one,) = shape(a_chargeback(), seen_through=seen)
    (new,) = shape(a_chargeback(status="LOST"), seen_through=OPENED + timedelta(days=2))

    assert [row.when_absent for row in (closed, reviewed, open_one, new)] == ["leave", "leave", "add", "add"]
    assert open_one.values["problem"] == CAME_BACK
    assert open_one.why.endswith("; came back")


def test_a_row_that_came_back_says_so_until_it_is_answered():
    seen = OPENED + timedelta(days=5)
    (back,) = shape(a_chargeback(), seen_through=seen)
    rows = {KEY: standing(back)}

    (again,) = shape(a_chargeback(), rows=rows, seen_through=seen)
    (answered,) = shape(a_chargeback(status="UNDER_REVIEW"), rows=rows, seen_through=seen)

    assert (again.values["problem"], answered.values["problem"]) == (CAME_BACK, None)


def test_clocks_of_cases_that_were_not_fetched_move_on_and_of_other_rows_stand_still():
    (shaped,) = shape(a_chargeback())
    rows = {
        KEY: standing(shaped),
        "PP-D-1": {"platform": "PayPal", "whose_turn": "You", "due": DUE},
        "mine": {},
    }

    (row,) = refresh_shop_clocks(rows, rules=RULES, now=datetime(2026, 11, 21, 16, tzinfo=UTC))
    paypals = refresh_clocks(rows, rules=RULES, now=NOW)

    assert (row.key, row.when_absent, row.values["flag"]) == (KEY, "leave", "LAST SHIFT")
    assert set(row.values) == {column.name for column in SCHEMA.column if column.clock} - OTHERS
    assert [row.key for row in paypals] == ["PP-D-1"]


STATUSES = st.sampled_from(
    ["NEEDS_RESPONSE", "UNDER_REVIEW", "WON", "LOST", "ACCEPTED", "PREVENTED", "CHARGE_REFUNDED", "", "NEW"]
)
INSTANTS = st.datetimes(datetime(2026, 10, 26), datetime(2026, 12, 31), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
DISPUTES = st.builds(
    lambda status, kind, due_at, sent_at, finalized_at: a_chargeback(
        status=status, kind=kind, due_at=due_at, sent_at=sent_at, finalized_at=finalized_at
    ),
    STATUSES,
    st.sampled_from(["INQUIRY", "CHARGEBACK", ""]),
    INSTANTS | st.none(),
    INSTANTS | st.none(),
    INSTANTS | st.none(),
)


@settings(deadline=None, max_examples=200)
@given(dispute=DISPUTES, now=INSTANTS, seen_through=INSTANTS | st.none())
def test_shaping_what_already_stands_there_changes_nothing(dispute: ShopDispute, now: Any, seen_through: Any):
    (first,) = shape(dispute, now=now, seen_through=seen_through)

    (again,) = shape(dispute, rows={KEY: standing(first)}, now=now, seen_through=seen_through)

    assert again.values == first.values


@settings(deadline=None, max_examples=200)
@given(
    past=DISPUTES,
    present=DISPUTES,
    now=INSTANTS,
    later=st.timedeltas(timedelta(minutes=1), timedelta(days=9)),
)
def test_a_case_that_changed_in_any_way_settles_after_one_run(
    past: ShopDispute, present: ShopDispute, now: Any, later: Any
):
    """What is concluded from the tab (came back, first answer) is the same once it stands there."""
    (before,) = shape(past, now=now)
    rows = {KEY: standing(before)}
    (changed,) = shape(present, rows=rows, now=now + later)
    rows = {KEY: {**rows[KEY], **standing(changed)}}

    (again,) = shape(present, rows=rows, now=now + later)

    merged = {**standing(before), **standing(changed)}
    assert {**merged, **standing(again)} == merged


@settings(deadline=None, max_examples=200)
@given(dispute=DISPUTES, now=INSTANTS)
def test_clocks_from_the_sheet_agree_with_clocks_from_the_record(dispute: ShopDispute, now: Any):
    (shaped,) = shape(dispute, now=now)

    (refreshed,) = refresh_shop_clocks({KEY: standing(shaped)}, rules=RULES, now=now)

    assert refreshed.values == {name: shaped.values[name] for name in refreshed.values}


@settings(deadline=None, max_examples=100)
@given(dispute=DISPUTES, now=INSTANTS)
def test_a_case_that_waits_for_us_is_never_shown_as_waiting_for_others(dispute: ShopDispute, now: Any):
    (row,) = shape(replace(dispute, status="NEEDS_RESPONSE", sent_at=None), now=now)

    assert row.values["flag"] not in {"WAITING", "CLOSED"}
