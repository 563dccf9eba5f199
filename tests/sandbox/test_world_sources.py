"""
Parcels, refunds, mails, reviews and chargebacks of the simulated world: of every order they tell one story.

`test_world_shop.py` looks at parcels, refunds and chargebacks closely, `test_world_mail.py`
at mails and reviews.
"""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.sandbox.world import BRANDS, World
from sheets_bot.sandbox.world.oddities import FORMULA_NAMES, ODD_SUBJECTS

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC).timestamp()
DAY = 86_400.0


@pytest.fixture(scope="module")
def season():
    """Twelve weeks that nobody in this module changes."""
    return World(start_at=NOW)


@pytest.fixture(scope="module")
def truth(season):
    return season.truth()


def all_of(by_brand):
    return [value for values in by_brand.values() for value in values]


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6), hostility=st.sampled_from(["none", "little", "full"]))
def test_whatever_the_seed_nothing_happens_before_its_order_or_after_now(seed, hostility):
    world = World(start_at=NOW, seed=seed, weeks=1, hostility=hostility)
    world.advance_to(NOW + 9.5 * DAY)

    assert_the_story_holds_together(world)


def test_a_whole_season_holds_together(season):
    assert_the_story_holds_together(season)


def assert_the_story_holds_together(world):
    orders = {order.name: order for order in all_of(world.orders)}
    for name, parcels in world.parcels.items():
        assert [parcel.place for parcel in parcels] == list(range(1, len(parcels) + 1))
        for parcel in parcels:
            assert parcel.order is orders[name]
            told = [parcel.created_at, *(scan.at for scan in parcel.scans)]
            assert told == sorted(told), parcel.parcel_id
            assert orders[name].placed_at < told[0] <= told[-1] <= world.now
    for letters in world.letters.values():
        assert [letter.at for letter in letters] == sorted(letter.at for letter in letters)
    for letter in all_of(world.letters):
        assert letter.conversation in world.conversations
        if letter.order_name:
            assert orders[letter.order_name].placed_at < letter.at <= world.now
    for review in all_of(world.reviews):
        if review.order_name:
            assert orders[review.order_name].placed_at < review.created_at <= world.now
        assert review.star_history[0][0] == review.created_at
        assert review.star_history[-1][1] == review.stars
    for thing in [*all_of(world.refunds), *all_of(world.returns), *world.cancellations.values()]:
        assert thing.order is orders[thing.order.name]
        assert thing.order.placed_at < thing.at <= world.now
    for case in all_of(world.chargebacks):
        assert not case.order.by_paypal
        assert orders[case.order.name].placed_at < case.initiated_at <= case.updated_at <= world.now


def test_every_line_of_the_truth_is_about_something_that_exists(season, truth):
    orders = {order.name for order in all_of(season.orders)}

    assert truth["orders"].keys() == orders
    for part in ("refunds", "threads", "reviews", "chargebacks"):
        assert truth[part]
        assert {line["order"] for line in truth[part].values()} <= orders | {None}
    assert truth["reviews"].keys() == {review.review_id for review in all_of(season.reviews)}
    assert truth["threads"].keys() == {letter.conversation for letter in all_of(season.letters)}


def test_every_cause_that_the_truth_names_is_the_one_of_the_order(truth):
    for part in ("refunds", "threads", "reviews", "chargebacks"):
        for line in truth[part].values():
            if line["order"] and line["cause"]:
                assert line["cause"] == truth["orders"][line["order"]]["cause"]
    for case in truth["cases"].values():
        assert case["cause"] == truth["orders"][case["order"]]["cause"]


def test_a_season_is_as_busy_as_a_small_company_has_it(season, truth):
    orders = len(truth["orders"])
    asked = [thread for thread in truth["threads"].values() if not thread["automatic"]]
    by_card = sum(1 for order in all_of(season.orders) if not order.by_paypal)

    assert 0.10 <= len(asked) / orders <= 0.20
    assert 0.02 <= len(truth["reviews"]) / orders <= 0.06
    assert 0.05 <= len(truth["refunds"]) / orders <= 0.12
    assert 0.008 <= len(truth["chargebacks"]) / by_card <= 0.035
    for part in ("refunds", "threads", "reviews", "chargebacks"):
        assert {line["brand"] for line in truth[part].values()} == {brand.slug for brand in BRANDS}


def test_some_orders_show_several_symptoms_of_one_cause(truth):
    symptoms = Counter()
    for part in ("cases", "refunds", "threads", "reviews", "chargebacks"):
        symptoms.update({line["order"] for line in truth[part].values() if line["order"] and line["cause"]})

    assert sum(1 for count in symptoms.values() if count >= 2) > 200
    assert max(symptoms.values()) >= 4


def test_most_buyers_wrote_before_they_went_to_paypal_and_none_wrote_after_only(truth):
    first_mail = {thread["order"]: thread["first_in"] for thread in truth["threads"].values()}
    wrote = [
        first_mail[case["order"]] < case["opened_at"]
        for case in truth["cases"].values()
        if first_mail.get(case["order"])
    ]

    assert len(wrote) > 0.4 * len(truth["cases"])
    assert all(wrote)


def test_what_a_bot_does_elsewhere_changes_nothing_here():
    touched, left_alone = World(start_at=NOW, weeks=2), World(start_at=NOW, weeks=2)
    review = next(r for r in all_of(touched.reviews) if r.reply is None and r.stars == 5)

    touched.reply_to_review(review, "Thank you!", "5fabdc000000000000000001", NOW)
    for world in (touched, left_alone):
        world.advance_to(NOW + 15 * DAY)

    ours, theirs = touched.truth(), left_alone.truth()
    assert ours["reviews"].pop(review.review_id) != theirs["reviews"].pop(review.review_id)
    assert replies_in(ours) == replies_in(theirs) + 1
    assert ours == theirs


def replies_in(truth):
    """Take the hours until each reply out of the weeks of a truth, and count them."""
    return sum(len(week.pop("reply_hours", ())) for week in truth["weeks_elsewhere"])


def test_a_clean_world_has_no_odd_subjects_and_a_hostile_one_many():
    clean = World(start_at=NOW, weeks=1, hostility="none")
    hostile = World(start_at=NOW, weeks=1, hostility="full")

    assert not {letter.subject for letter in all_of(clean.letters)} & set(ODD_SUBJECTS)
    assert not {review.display_name for review in all_of(clean.reviews)} & set(FORMULA_NAMES)
    assert {letter.subject for letter in all_of(hostile.letters)} >= set(ODD_SUBJECTS)
    assert {review.display_name for review in all_of(hostile.reviews)} & set(FORMULA_NAMES)


def test_an_empty_world_has_no_mail_and_no_review_either():
    world = World(start_at=NOW, empty=True)
    world.advance_to(NOW + 30 * DAY)

    assert not any((all_of(world.letters), all_of(world.reviews), all_of(world.refunds), world.parcels))
    assert world.truth()["threads"] == {}
