"""
What was done to each case, and what came of it: the single stories agree with the sums and with the cases.
"""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from sheets_bot.sandbox.clock import START_AT
from sheets_bot.sandbox.world import BRANDS, World
from sheets_bot.sandbox.world.case import Evidence
from sheets_bot.sandbox.world.conceding import concede
from sheets_bot.sandbox.world.policy import DAY_SECONDS, allowed_actions
from sheets_bot.sandbox.world.truth_of_deeds import truth_of_deeds
from sheets_bot.sandbox.world.truth_of_work import truth_of_work

BRAND = replace(BRANDS[0], orders_per_week=30, dispute_share=0.3)


def a_world() -> World:
    return World(start_at=START_AT.timestamp(), weeks=3, brands=[BRAND], seller="stops")


@pytest.fixture(scope="module")
def silent() -> World:
    """Nobody has done anything since the start."""
    world = a_world()
    world.advance_to(world.now + 80 * DAY_SECONDS)
    return world


def test_where_nobody_works_no_deed_is_told(silent):
    told = truth_of_deeds(silent)

    assert told["cases"]
    assert not [one for kind in told.values() for one in kind.values() if one["deeds"]]


def test_the_stories_add_up_to_the_sums(silent):
    told, work = truth_of_deeds(silent)["cases"].values(), truth_of_work(silent)
    decided = [case for case in told if case["outcome"]]

    for name in ("kept", "fees"):
        summed = sum(Decimal(work[part][name].get("USD", 0)) for part in ("paypal", "cards"))
        assert sum(Decimal(case[name]) for case in decided) == summed
    outcomes: Counter[str] = Counter()
    for part in ("paypal", "cards"):
        for counts in work[part]["outcomes"].values():
            outcomes.update(counts)
    assert Counter(case["outcome"] for case in decided) == outcomes


def test_a_case_lost_by_silence_says_so_and_when_its_date_was(silent):
    told = truth_of_deeds(silent)["cases"]
    missed = [case for case in silent.cases.values() if any(at > silent.starts_at for at in case.missed)]

    assert missed
    for case in missed:
        if case.channel == "INTERNAL":
            assert told[case.dispute_id]["why"] == "NO_SELLER_RESPONSE"
            assert told[case.dispute_id]["odds"] is None
        assert told[case.dispute_id]["missed"]


def test_an_answer_is_told_with_its_time_and_with_what_it_is_worth():
    world = a_world()
    case = next(one for one in world.cases.values() if "provide_evidence" in allowed_actions(one, world.now))
    world.centre.escalate(case, "BUYER", world.now)
    at = world.now + 60
    world.advance_to(at)
    words = Evidence("OTHER", "SUBMITTED_BY_SELLER", at, case.stage, notes="The parcel was delivered.")
    world.centre.provide_evidence(case, [words], at)
    world.advance_to(at + 80 * DAY_SECONDS)

    told = truth_of_deeds(world)["cases"][case.dispute_id]

    assert [deed["did"] for deed in told["deeds"]] == ["evidence"]
    assert told["deeds"][0]["at"] == "2026-11-23T08:01:00.000Z"
    assert 0 <= told["odds"] < 1


def test_what_was_given_up_is_told_as_a_deed_of_ours():
    world = a_world()
    case = next(one for one in world.cases.values() if "accept_claim" in allowed_actions(one, world.now))
    world.advance_to(world.now + 60)
    concede(world, case.dispute_id)

    told = truth_of_deeds(world)["cases"][case.dispute_id]

    assert [deed["did"] for deed in told["deeds"]] == ["accepted"]
    assert (told["outcome"], told["kept"]) == ("Conceded", "0.00")


def test_only_what_is_named_is_told(silent):
    name = next(iter(truth_of_deeds(silent)["cases"]))

    told = truth_of_deeds(silent, only={name})

    assert [list(told[kind]) for kind in ("cases", "reviews", "mails")] == [[name], [], []]
