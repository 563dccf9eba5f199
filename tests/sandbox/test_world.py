"""
The simulated world: it repeats itself exactly, keeps its own rules, and its truth adds up.

`test_world_people.py` looks at how people behave; the PayPal room has tests of its own.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.sandbox.world import BRANDS, World
from sheets_bot.sandbox.world.case import Channel, Evidence, Stage, Status, SupportingInfo
from sheets_bot.sandbox.world.ledger import SALE
from sheets_bot.sandbox.world.policy import allowed_actions, end_of_pacific_day
from sheets_bot.sandbox.world.truth import OUTCOMES, instant

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC).timestamp()
DAY = 86_400.0


@pytest.fixture(scope="module")
def season():
    """Twelve weeks that nobody in this module changes."""
    return World(start_at=NOW)


def test_the_same_seed_tells_the_same_story_and_another_seed_another():
    first, second = (World(start_at=NOW, weeks=2, brands=BRANDS[:2]) for _ in range(2))

    other = World(start_at=NOW, weeks=2, brands=BRANDS[:2], seed=8)

    assert first.truth() == second.truth()
    assert first.truth()["cases"].keys() != other.truth()["cases"].keys()


@settings(max_examples=3, deadline=None)
@given(steps=st.lists(st.floats(0, 20 * DAY), max_size=8))
def test_it_does_not_matter_in_which_steps_time_is_advanced(steps):
    at_once = World(start_at=NOW, weeks=1, brands=BRANDS[:1])
    bit_by_bit = World(start_at=NOW, weeks=1, brands=BRANDS[:1])

    at_once.advance_to(NOW + 20 * DAY)
    for step in [*sorted(steps), 20 * DAY]:
        bit_by_bit.advance_to(NOW + step)

    assert bit_by_bit.truth() == at_once.truth()


def test_time_never_goes_back():
    world = World(start_at=NOW, weeks=1)
    before = world.truth()

    world.advance_to(NOW - 5 * DAY)

    assert world.truth() == before


def test_reading_the_truth_changes_nothing(season):
    first = season.truth()

    again = season.truth(zone="Australia/Lord_Howe", week_starts_on=6)

    assert season.truth() == first
    assert again["cases"] == first["cases"]


def test_a_season_is_as_large_as_a_small_company_of_four_brands_has_it(season):
    weeks = [week for week in season.truth()["weeks"] if week["starts_on"] >= "2026-08-31"]

    orders = sum(week["orders"] for week in weeks)

    assert 100 <= len(season.cases) <= 200
    assert 0.01 <= len(season.cases) / orders <= 0.03
    assert {case.brand for case in season.cases.values()} == {brand.slug for brand in BRANDS}
    assert {case["outcome"] for case in season.truth()["cases"].values()} == {*OUTCOMES.values(), None}
    for brand in BRANDS:
        full = [week["orders"] for week in weeks if week["brand"] == brand.slug][:-1]
        assert 50 <= sum(full) / len(full) <= 160


def test_the_first_look_shows_every_kind_of_deadline(season):
    hours_left = sorted(
        (case.due_at - NOW) / 3600 for case in season.cases.values() if case.status is Status.SELLERS_TURN
    )
    statuses = Counter(case.status for case in season.cases.values())

    assert hours_left[0] < 0
    assert any(0 < hours <= 24 for hours in hours_left)
    assert any(24 < hours <= 80 for hours in hours_left)
    assert any(hours > 120 for hours in hours_left)
    assert statuses[Status.UNDER_REVIEW] > 0
    assert statuses[Status.RESOLVED] > 0


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-07-01T15:00:00Z", "2026-07-12T06:59:59.000Z"),
        ("2026-12-01T15:00:00Z", "2026-12-12T07:59:59.000Z"),
        ("2026-10-25T03:00:00Z", "2026-11-04T07:59:59.000Z"),
    ],
)
def test_a_claim_is_due_at_the_end_of_a_day_in_california(opened, due):
    assert instant(end_of_pacific_day(datetime.fromisoformat(opened).timestamp(), days=10)) == due


def test_escalation_makes_the_date_earlier(season):
    turns: dict[str, list[float]] = {}
    escalated: dict[str, float] = {}
    for happening in season.chronicle.entries:
        if happening.kind == "turn":
            turns.setdefault(happening.subject, []).append(happening.detail["due_at"])
        if happening.kind == "escalated":
            escalated[happening.subject] = season.cases[happening.subject].opened_at + 20 * DAY

    assert escalated
    for dispute_id, inquiry_due_at in escalated.items():
        claims = [due_at for due_at in turns[dispute_id] if due_at != inquiry_due_at]
        if claims:
            assert claims[0] < inquiry_due_at


@settings(max_examples=3, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    start_at=st.floats(NOW - 300 * DAY, NOW + 300 * DAY),
    seller=st.sampled_from(["usual", "diligent", "silent"]),
    hostility=st.sampled_from(["little", "full"]),
)
def test_whatever_the_seed_the_story_holds_together(seed, start_at, seller, hostility):
    world = World(
        start_at=start_at, seed=seed, weeks=5, brands=BRANDS[:2], seller=seller, hostility=hostility
    )
    world.advance_to(start_at + 50 * DAY)

    told = [happening.at for happening in world.chronicle.entries]

    assert told == sorted(told)
    assert told[-1] <= world.now
    for happening in world.chronicle.entries:
        if happening.kind == "turn":
            assert happening.detail["due_at"] > happening.at
    for case in world.cases.values():
        assert_dates_are_in_order(case, world.now)
        assert_books_agree(world, case)


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_whatever_a_program_does_the_story_holds_together(seed):
    throw = Random(seed)
    sellers = ["usual", "stops"]
    world = World(start_at=NOW, seed=seed, weeks=3, brands=BRANDS[:2], seller=throw.choice(sellers))

    for _ in range(120):
        world.advance_to(world.now + throw.uniform(0, 0.6 * DAY))
        choices = [(case, act) for case in world.cases.values() for act in allowed_actions(case, world.now)]
        if choices:
            case, act = throw.choice(choices)
            ACTS[act](world.centre, case, world.now)

    told = [happening.at for happening in world.chronicle.entries]
    assert told == sorted(told)
    for case in world.cases.values():
        assert_dates_are_in_order(case, world.now)
        assert_books_agree(world, case)


def evidence(case, at):
    return [Evidence("OTHER", "SUBMITTED_BY_SELLER", at, case.stage, "see the product page")]


ACTS = {
    "send_message": lambda centre, case, at: centre.message(case, "SELLER", "hello", at),
    "make_offer": lambda centre, case, at: centre.offer(case, "REFUND", case.amount_minor // 3, "part", at),
    "accept_claim": lambda centre, case, at: centre.accept_claim(case, None, at),
    "escalate": lambda centre, case, at: centre.escalate(case, "SELLER", at),
    "provide_evidence": lambda centre, case, at: centre.provide_evidence(case, evidence(case, at), at),
    "appeal": lambda centre, case, at: centre.appeal(case, evidence(case, at), at),
    "provide_supporting_info": lambda centre, case, at: centre.add_information(
        case, SupportingInfo("delivered", at, case.stage)
    ),
}


def assert_dates_are_in_order(case, now):
    assert case.order.placed_at < case.opened_at <= case.updated_at <= now
    assert case.is_open == (case.closed_at is None) == (case.outcome is None)
    assert (case.due_at is not None) == (case.status in {Status.OPEN, Status.SELLERS_TURN})
    assert (case.buyer_due_at is not None) == (case.status is Status.BUYERS_TURN)
    if not case.is_open:
        assert case.opened_at < case.closed_at


def assert_books_agree(world, case):
    """What left the account is what the case cost, and what the case shows of it."""
    books = world.ledger.between(case.brand, case.opened_at, world.now)
    by_the_shop = {refund.provider_id for refund in world.refunds[case.brand]}
    moved = sum(
        entry.minor
        for entry in books
        if entry.reference_id == case.order.transaction_id
        and entry.event_code != SALE
        and entry.transaction_id not in by_the_shop
    )
    held = case.amount_minor if case.held else 0
    assert moved == -(case.refunded_minor + case.fees_minor + held), case.dispute_id

    debits = sum(m.minor for m in case.movements if m.party == "SELLER" and m.kind == "DEBIT")
    given_back = sum(m.minor for m in case.movements if m.party == "SELLER" and m.kind == "CREDIT")
    bank_has_it = held if case.channel is Channel.EXTERNAL else 0
    assert debits - given_back == case.refunded_minor + case.fees_minor + bank_has_it, case.dispute_id


@pytest.mark.parametrize(
    ("zone", "week_starts_on"), [("UTC", 0), ("Europe/Berlin", 0), ("America/New_York", 6)]
)
def test_the_weekly_tallies_equal_a_recount_of_the_cases(season, zone, week_starts_on):
    truth = season.truth(zone=zone, week_starts_on=week_starts_on)

    def week_of(text):
        day = datetime.fromisoformat(text).astimezone(ZoneInfo(zone)).date()
        return str(day - timedelta(days=(day.weekday() - week_starts_on) % 7))

    expected = Counter()
    for case in truth["cases"].values():
        expected[week_of(case["opened_at"]), case["brand"], "opened"] += 1
        if case["outcome"]:
            expected[week_of(case["closed_at"]), case["brand"], case["outcome"]] += 1
        if case["answered_at"]:
            expected[week_of(case["answered_at"]), case["brand"], "answered"] += 1

    counted = Counter()
    for week in truth["weeks"]:
        for name in ("opened", "answered"):
            counted[week["starts_on"], week["brand"], name] += week[name]
        for outcome, count in week["closed"].items():
            counted[week["starts_on"], week["brand"], outcome] += count
        assert week["on_time"] <= week["needed_answer"]
    assert +counted == expected


def test_the_payments_of_a_week_are_those_in_the_books(season):
    truth = season.truth()
    for brand in BRANDS:
        books = season.ledger.between(brand.slug, 0, NOW)
        sales = [entry for entry in books if entry.event_code == SALE and entry.status != "D"]

        tallied = [week for week in truth["weeks"] if week["brand"] == brand.slug]

        assert sum(week["payments"] for week in tallied) == len(sales)
        assert sum(Decimal(week["payments_value"]) for week in tallied) == sum(
            sale.minor for sale in sales
        ) / Decimal(100)


def test_new_orders_and_disputes_keep_coming_as_time_goes_on():
    world = World(start_at=NOW, weeks=2)
    before = len(world.cases)

    world.advance_to(NOW + 28 * DAY)

    fresh = [case for case in world.cases.values() if case.opened_at > NOW]
    assert len(fresh) > 20
    assert len(world.cases) == before + len(fresh)
    assert any(case.order.placed_at > NOW for case in fresh)


def test_an_empty_world_has_accounts_and_no_business():
    world = World(start_at=NOW, empty=True)

    world.advance_to(NOW + 60 * DAY)

    assert world.cases == {}
    assert world.truth()["weeks"] == []
    assert set(world.truth()["brands"]) == {brand.slug for brand in BRANDS}


def test_a_dispute_opens_within_the_history_only(season):
    opened = [case.opened_at for case in season.cases.values()]

    assert min(opened) >= season.begins_at
    assert min(opened) < season.begins_at + 7 * DAY


def test_nobody_disputes_a_payment_twice(season):
    assert len({case.order.transaction_id for case in season.cases.values()}) == len(season.cases)


def test_every_stage_of_paypal_is_reached(season):
    assert {case.stage for case in season.cases.values()} >= {
        Stage.INQUIRY,
        Stage.CLAIM,
        Stage.PRE_ARBITRATION,
    }
    assert {case.channel for case in season.cases.values()} == set(Channel)


def test_an_unknown_seller_or_hostility_is_refused_by_name():
    with pytest.raises(ValueError, match="no seller 'lazy'; there are usual"):
        World(start_at=NOW, seller="lazy")
    with pytest.raises(ValueError, match="no hostility 'some'; there are none"):
        World(start_at=NOW, hostility="some")
