"""Promises of the claim check: each verdict stands beside the fact it rests on, and unknown stays unknown."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_tabs import case_of
from sheets_bot.domain.join.claim_check import check_claims, claim_text
from sheets_bot.domain.join.claim_finding import Verdict
from sheets_bot.domain.orders.shipment import ShipState

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "claim_check.toml").read_text("utf-8"))["case"]
KINDS = ("order", "refunds", "threads", "parcels", "says")
BERLIN = ZoneInfo("Europe/Berlin")
OPENED = datetime(2026, 11, 10, 11, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)


def checks(reason, *, opened=OPENED, now=NOW, says=None, **told):
    dispute = {"platform": "PayPal", "reason_code": reason, "opened": opened, **(says or {})}
    case = case_of(disputes={"PP-D-1": dispute}, **told)
    return check_claims(dispute, case, zone=BERLIN, now=now)


@pytest.mark.parametrize("told", CASES, ids=lambda told: told["name"])
def test_case(told):
    found = checks(told["reason"], **{kind: told[kind] for kind in KINDS if kind in told})

    assert claim_text(found).splitlines()[: len(told["claims"])] == told["claims"]


def test_before_the_promised_day_has_passed_nothing_can_be_said_of_a_case_without_a_date():
    promised = {"A / 1": {"state": "S2", "promised_by": NOW + timedelta(days=1)}}

    found = checks("PRODUCT_NOT_RECEIVED", opened=None, parcels=promised)

    assert [check.verdict for check in found] == [Verdict.AGREES, Verdict.CANNOT_TELL, Verdict.CANNOT_TELL]
    assert "not over yet" in found[1].fact


STATES = st.sampled_from([state.value for state in ShipState])


@settings(deadline=None)
@given(st.lists(STATES, max_size=3), st.sampled_from(["PRODUCT_NOT_RECEIVED", "PRODUCT_UNACCEPTABLE"]))
def test_only_a_parcel_that_was_delivered_contradicts_that_it_never_came(states, reason):
    parcels = {
        f"A / {place}": {"state": state, "delivered": OPENED - timedelta(days=1) if state == "S4" else None}
        for place, state in enumerate(states)
    }

    (claim, *_) = checks(reason, parcels=parcels)

    sent = [state for state in states if state != ShipState.CANCELLED]
    if claim.claim == "Not received" and claim.verdict is Verdict.CONTRADICTS:
        assert sent
        assert set(sent) == {"S4"}
    if "S4" in sent and claim.claim == "Not as described":
        assert claim.verdict is Verdict.CANNOT_TELL
