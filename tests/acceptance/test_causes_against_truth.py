"""
Promise: suggested causes are mostly the true ones, seldom wrong, and what nobody can know stays unknown.

One brand's eight weeks with all four sources, then the jobs. Everything is held against the world's own truth,
which shares no code with the bot. `python -m pytest tests/acceptance/test_causes_against_truth.py -s` prints the
table. The shares are of this world; what they are elsewhere, the column `Typed` of the tab `Causes` lets see.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sheets_bot.domain.causes.cause import group_of
from sheets_bot.sandbox.world.brands import BRANDS
from small_house import SOURCES, SmallHouse, a_small_house

BRAND = replace(BRANDS[0], orders_per_week=30, dispute_share=0.1)
JOBS = (
    *SOURCES,
    "join_orders",
    "watch_orders",
    "keep_playbook",
    "advise_disputes",
    "suggest_causes",
    "weekly_causes",
)
QUESTION = "question"
TABS = {"Disputes": "Dispute", "Refunds": "Refund", "Reviews": "Review", "Inbox": "Thread"}


@pytest.fixture(scope="module")
def house() -> Iterator[SmallHouse]:
    with a_small_house(brand=BRAND, weeks=8, ready=False) as house:
        house.runs(*JOBS)
        yield house


@pytest.fixture(scope="module")
def judged(house):
    """Tab, true cause and suggested cause of every complaint of which the world knows the cause."""
    truth = house.sandbox.world.truth()
    brand = next(iter(truth["brands"].values()))["name"]
    of_order = {
        f"{brand} #{name.rpartition('-')[2]}": line["cause"] for name, line in truth["orders"].items()
    }
    causes = {
        "Disputes": {key: line["cause"] for key, line in truth["cases"].items()}
        | {f"SH-{key}": line["cause"] for key, line in truth["chargebacks"].items()},
        "Refunds": {key: line["cause"] for key, line in truth["refunds"].items()},
        "Reviews": {key: line["cause"] for key, line in truth["reviews"].items()},
        "Inbox": {key: of_order.get(row["Order"]) for key, row in house.keyed("Inbox").items()},
    }
    return [
        (tab, causes[tab][str(key)], row["Suggested cause"] or "")
        for tab in TABS
        for key, row in house.keyed(tab).items()
        if causes[tab].get(str(key)) not in {None, "", QUESTION}
    ]


def outcome(true, suggested):
    if suggested in {"", "unknown"}:
        return "unknown"
    return "right" if suggested == true else "near" if group_of(suggested) == group_of(true) else "wrong"


def test_suggested_causes_are_mostly_right_and_seldom_wrong(judged, capsys):
    by_tab, by_group = {}, {}
    for tab, true, suggested in judged:
        by_tab.setdefault(tab, Counter())[outcome(true, suggested)] += 1
        by_group.setdefault(group_of(true), Counter())[outcome(true, suggested)] += 1
    with capsys.disabled():
        print(
            f"\n  {'':12}{'right':>7}{'near':>7}{'wrong':>7}{'unknown':>9}   (near: another cause of the same group)"
        )
        for name, tally in {**by_tab, **by_group}.items():
            print(f"  {name:12}{tally['right']:7}{tally['near']:7}{tally['wrong']:7}{tally['unknown']:9}")

    total = sum(by_tab.values(), Counter())
    suggested = total["right"] + total["near"] + total["wrong"]
    assert sum(total.values()) > 80
    assert total["right"] / suggested > 0.65
    assert total["wrong"] / suggested < 0.15
    assert by_tab["Refunds"]["right"] / sum(by_tab["Refunds"].values()) > 0.8


def test_what_no_fact_tells_stays_unknown(judged):
    """Whether a stranger, the household or the buyer paid, no scan and no mail can tell."""
    fraud = [
        suggested for tab, true, suggested in judged if tab == "Disputes" and true == "household_unaware"
    ]
    fraud += [suggested for tab, true, suggested in judged if tab == "Disputes" and true == "true_fraud"]

    assert fraud
    assert set(fraud) <= {"unknown", "true_fraud", "friendly_fraud_suspected"}


def test_mails_that_only_ask_have_no_cause(house):
    truth = house.sandbox.world.truth()
    asked = {name.rpartition("-")[2] for name, line in truth["orders"].items() if line["cause"] == QUESTION}

    rows = [row for row in house.keyed("Inbox").values() if (row["Order"] or "").rpartition("#")[2] in asked]

    assert rows
    assert sum(bool(row["Suggested cause"]) for row in rows) <= len(rows) // 10


def test_the_list_of_causes_holds_all_that_was_paid_back(house):
    """Refunds and lost cases of the twelve weeks, added up once by hand from their own tabs."""
    causes = [row for row in house.person.table("Causes") if row["Cause"] and row["Cause"] != "all causes"]
    (head,) = [row for row in house.person.table("Causes") if row["Cause"] == "all causes"]

    refunded = sum(row["Refunded"] or 0 for row in causes)
    paid = sum(row["Arrived"] or 0 for row in house.keyed("Refunds").values())
    assert refunded <= paid
    assert refunded > 0.5 * paid, "what began in the running week is left out"
    assert sum(row["Incidents"] for row in causes) == head["Incidents"]
    assert sum(row["Share of cost"] for row in causes) == pytest.approx(1, abs=0.01)


def test_a_typed_root_cause_wins_in_the_list(house):
    before = {row["Cause"]: row["Incidents"] for row in house.person.table("Causes")}
    case = next(key for key, row in house.keyed("Refunds").items() if row["Suggested cause"] == "size_fit")

    house.types("Root cause", case, "counterfeit_claim", tab="Refunds")
    house.runs("suggest_causes", "weekly_causes")

    after = {row["Cause"]: row for row in house.person.table("Causes")}
    assert after["counterfeit_claim"]["Incidents"] == 1
    assert after["counterfeit_claim"]["Typed"] == "1 of 1"
    assert after["size_fit"]["Incidents"] == before["size_fit"] - 1
    assert house.keyed("Refunds")[case]["Suggested cause"] == "size_fit"


def test_a_second_run_changes_nothing(house):
    house.runs("suggest_causes", "weekly_causes")

    receipts = house.runs("suggest_causes", "weekly_causes")

    tabs = [tab for receipt in receipts.values() for tab in receipt.tabs if tab.tab != "Status"]
    assert not any(tab.changed_cells or tab.new_rows for tab in tabs)


def test_every_supplier_of_the_world_has_its_line(house):
    lines = house.keyed("Suppliers")
    senders = {row["Sent from"] for row in house.keyed("Parcels").values() if row["Delivered"]}

    assert {f"{sender} | all" for sender in senders} <= set(lines)
    assert lines["All suppliers | all"]["Parcels"] == sum(
        row["Parcels"] for key, row in lines.items() if key.endswith("| all") and not key.startswith("All")
    )
