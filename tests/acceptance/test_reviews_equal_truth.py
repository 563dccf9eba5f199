"""The tabs of reviews, filled by the whole bot over some weeks, are what the world knows to be true."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from whole_bot import House, a_house

DAYS = 21


class Season:
    """Weeks of daily sweeps, with what a look could see each time."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.stars: dict[str, list[int]] = defaultdict(list)
        """What each review should have shown, each change once."""
        for _ in range(DAYS):
            self._look()
            house.later(days=1)
        self._look()
        self.rows = {row["Review"]: row for row in house.person.table("Reviews") if row["Review"]}
        self.history = [row for row in house.person.table("Review history") if row["Review"]][::-1]

    def _look(self) -> None:
        for job in ("sync_reviews", "sweep_reviews"):
            receipt = self.house.one(job)
            assert receipt.ok, receipt.problems
        for review in self.all():
            known = self.stars[review.review_id]
            can_be_seen = review.deleted_at is None and (known or not review.hidden)
            if can_be_seen and known[-1:] != [review.stars]:
                known.append(review.stars)

    def all(self):
        """Every review of the world, deleted ones too."""
        return [review for reviews in self.house.sandbox.world.reviews.values() for review in reviews]


@pytest.fixture(scope="module")
def season() -> Iterator[Season]:
    with a_house(ready=False, weeks=6) as house:
        house.start_bot()
        house.provision()
        yield Season(house)


def test_every_review_of_the_world_is_in_the_tab_once_and_nothing_else_is(season):
    seen = {review_id for review_id, stars in season.stars.items() if stars}

    assert len(seen) > 50
    assert set(season.rows) == seen
    ids = [row["Review"] for row in season.house.person.table("Reviews")]
    assert len(ids) == len(set(ids))


def test_stars_text_and_place_are_the_true_ones(season):
    for review in season.all():
        row = season.rows.get(review.review_id)
        if row is None:
            continue
        place = "gone" if review.deleted_at else "hidden" if review.hidden else "online"
        assert row["State"] == place
        if place == "online":
            assert (row["Stars"], row["Text"]) == (review.stars, review.text)
            assert bool(row["Replied"]) == (review.reply is not None)


def test_the_history_of_stars_is_the_true_one_at_daily_looks(season):
    told = defaultdict(list)
    for event in season.history:
        if told[event["Review"]][-1:] != [event["Stars"]]:
            told[event["Review"]].append(event["Stars"])

    assert dict(told) == {key: stars for key, stars in season.stars.items() if stars}
    assert any(len(stars) > 1 for stars in told.values()), "a season without any change of stars"


def test_no_event_is_told_twice(season):
    keys = [event["Event"] for event in season.history]

    assert len(keys) == len(set(keys))
    changes = [(e["Review"], e["What"], e["Stars before"], e["Stars"]) for e in season.history]
    firsts = [change for change in changes if change[1] == "first seen"]
    assert len(firsts) == len(season.rows)


def test_no_name_and_no_address_is_in_the_tabs(season):
    shown = " ".join(str(value) for row in [*season.rows.values(), *season.history] for value in row.values())

    for review in season.all():
        if review.referral_email:
            assert review.referral_email not in shown
