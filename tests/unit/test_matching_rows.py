"""Promises of the join as it is written down: which tabs it fills, and what it leaves when one is missing."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from order_tabs import ORDER, row
from sheets_bot.domain.join.match_rows import SOURCES, shape_join

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
MADE = {"Disputes", "Reviews", "Inbox", "Refunds", "Incidents"}


def the_tabs():
    return {
        "Orders": {
            ORDER: row(brand="Aurora & Pine", total="59.00", payment_ids="9AB12345CD678901E", contact="a1")
        },
        "Disputes": {
            "PP-D-1": row(
                platform="PayPal", amount="59.00", transaction_id="9AB12345CD678901E", reason_code="OTHER"
            ),
            "PP-D-2": row(platform="PayPal", amount="5.00", claim_check="stood here", guard="stood here"),
            "typed by hand": row(notes="call the bank"),
        },
        "Refunds": {"R1": row(order=ORDER, amount="59.00", paid="59.00")},
        "Reviews": {"5f0": row(came_from="pasted", brand="Aurora & Pine", order_typed="#1042", stars=1)},
        "Inbox": {"T1": row(brand="Aurora & Pine", contact="a1", first_in=NOW)},
        "Parcels": {},
        "Incidents": {},
    }


def join(tabs):
    return {
        tab: {each.key: each for each in rows}
        for tab, rows in shape_join(tabs, zone=ZoneInfo("UTC"), now=NOW).items()
    }


def test_everything_about_one_order_is_found_in_one_go():
    found = join(the_tabs())

    assert found.keys() == MADE
    assert found["Disputes"]["PP-D-1"].values["order"] == ORDER
    assert found["Reviews"]["5f0"].values["match"] == "yours"
    assert "do not refund it again" in found["Disputes"]["PP-D-1"].values["guard"]
    assert found["Refunds"]["R1"].values == {"guard": found["Disputes"]["PP-D-1"].values["guard"]}
    assert found["Incidents"][ORDER].values["symptoms"] == 3 + (
        found["Inbox"]["T1"].values["order"] is not None
    )


def test_the_join_adds_no_row_to_anothers_tab():
    for tab, rows in join(the_tabs()).items():
        assert tab == "Incidents" or all(each.when_absent == "leave" for each in rows.values())


def test_what_no_longer_holds_is_emptied():
    values = join(the_tabs())["Disputes"]["PP-D-2"].values

    assert (values["order"], values["match"], values["claim_check"], values["guard"]) == (
        None,
        "none",
        None,
        None,
    )


def test_a_row_that_a_person_typed_is_left_alone():
    assert "typed by hand" not in join(the_tabs())["Disputes"]


@pytest.mark.parametrize("missing", [*SOURCES, "Incidents"])
def test_a_tab_that_cannot_be_read_leaves_what_rests_on_it_as_it_stands(missing):
    tabs = the_tabs()
    del tabs[missing]

    found = join(tabs)

    assert missing not in found
    if missing == "Orders":
        assert found == {}
        return
    dispute = found.get("Disputes", {}).get("PP-D-1")
    assert "Incidents" not in found
    if dispute:
        rests_on_all = missing in {"Reviews", "Incidents"}
        assert ("claim_check" in dispute.values) == rests_on_all
        assert ("guard" in dispute.values) == (missing != "Refunds")


def test_an_empty_ledger_of_orders_touches_nothing():
    assert join({**the_tabs(), "Orders": {}}) == {}
