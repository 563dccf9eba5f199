"""Fetching reviews: none is missed or asked for in vain, and what vanished from the list is looked up."""

from datetime import timedelta

import httpx
import pytest

from sheets_bot.errors import Misconfigured, RowSkipped, TryLater
from sheets_bot.platforms.trustpilot.access import TOKEN_PATH
from sheets_bot.platforms.trustpilot.allowance import allowance_words, projected_calls_a_year
from sheets_bot.platforms.trustpilot.client import MOST_LOOK_UPS, Trustpilot
from trustpilot_stand_in import (
    BASE,
    LIST,
    NOW,
    OTHER_UNIT,
    SINGLE,
    UNIT,
    StandIn,
    a_client,
    a_review,
    an_id,
    at,
)

LONG_AGO = NOW - timedelta(days=200)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def ids(fetched):
    return [review.review_id for review in fetched.records]


def test_new_reviews_usually_cost_one_call():
    stand_in = StandIn(*(a_review(n, days_ago=n) for n in range(1, 8)))

    fetched = a_client(stand_in).fetch_reviews(since=NOW - timedelta(hours=1), until=NOW)

    assert an_id(1) in ids(fetched)
    assert fetched.complete
    (request,) = stand_in.asked(LIST)
    assert dict(request.url.params) == {"orderBy": "createdat.desc", "page": "1", "perPage": "100"}


@pytest.mark.parametrize("odd", ["0001-01-01T00:00:00Z", "2019-03-01T00:00:00Z", "2099-01-01T00:00:00Z"])
def test_one_date_that_is_plainly_wrong_does_not_end_the_list_of_new_reviews(odd):
    reviews = [a_review(n, days_ago=n / 50) for n in range(1, 250)]
    reviews[40]["createdAt"] = odd

    fetched = a_client(StandIn(*reviews)).fetch_reviews(since=NOW - timedelta(days=6), until=NOW)

    assert {an_id(n) for n in range(1, 250)} - set(ids(fetched)) <= {an_id(41)}


def test_fault_1_new_is_told_by_creation_with_a_day_to_spare_and_never_by_the_last_change():
    stand_in = StandIn(a_review(1, days_ago=0.9, updatedAt=None), a_review(2, days_ago=300, updatedAt=at(0)))

    fetched = a_client(stand_in).fetch_reviews(since=NOW, until=NOW)

    assert an_id(1) in ids(fetched)
    assert all("updat" not in str(request.url) for request in stand_in.requests)


def test_a_long_silence_is_walked_from_its_old_end():
    stand_in = StandIn(*(a_review(n, days_ago=150 - n / 2) for n in range(250)))

    fetched = a_client(stand_in).fetch_reviews(since=LONG_AGO, until=NOW)

    assert sorted(ids(fetched)) == [an_id(n) for n in range(250)]
    orders = {request.url.params["orderBy"] for request in stand_in.asked(LIST)}
    assert orders == {"createdat.asc"}
    # Three pages and the empty one that ends the walk.
    assert len(stand_in.asked(LIST)) == 4


def test_fault_10_a_review_that_lands_between_two_pages_makes_no_double_and_no_gap():
    stand_in = StandIn(*(a_review(n, days_ago=1 + n / 1000) for n in range(150)))
    arrivals = [a_review(999, days_ago=0)]
    stand_in.between_pages = lambda: stand_in.reviews.extend(arrivals and [arrivals.pop()])

    fetched = a_client(stand_in).fetch_reviews(since=NOW - timedelta(days=2), until=NOW)

    assert sorted(ids(fetched)) == [an_id(n) for n in range(150)]


def test_fault_10_beyond_the_last_page_the_walk_goes_on_in_a_new_range_of_dates():
    stand_in = StandIn(*(a_review(n, days_ago=180 - n / 4) for n in range(700)))
    stand_in.last_page = 2

    fetched = a_client(stand_in).fetch_reviews(since=LONG_AGO, until=NOW)

    assert ids(fetched) == [an_id(n) for n in range(700)]
    assert fetched.complete


def test_more_reviews_in_a_day_than_the_list_can_show_are_no_endless_walk():
    stand_in = StandIn(*(a_review(n, days_ago=100 - n / 1000) for n in range(300)))
    stand_in.last_page = 2

    with pytest.raises(TryLater, match="one day has more reviews"):
        a_client(stand_in).fetch_reviews(since=NOW - timedelta(days=100), until=NOW)


def test_another_400_on_a_page_is_not_taken_for_the_end():
    stand_in = StandIn(*(a_review(n, days_ago=100 - n / 4) for n in range(150)))
    stand_in.say(
        LIST,
        httpx.Response(200, json={"reviews": [a_review(n, days_ago=100) for n in range(100)]}),
        httpx.Response(400, json={"details": "words"}),
    )

    with pytest.raises(Misconfigured, match="no longer agree on this call"):
        a_client(stand_in).fetch_reviews(since=LONG_AGO, until=NOW)


def test_an_empty_page_ends_a_walk():
    stand_in = StandIn()

    fetched = a_client(stand_in).fetch_reviews(since=LONG_AGO, until=NOW)

    assert fetched.records == ()
    assert fetched.complete
    assert len(stand_in.asked(LIST)) == 1


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"reviews": null}', b'{"reviews": {}}', b"null", b'"x"'])
def test_a_list_that_is_none_is_not_taken_for_an_empty_one(body):
    stand_in = StandIn()
    stand_in.say(LIST, httpx.Response(200, content=body))

    with pytest.raises(TryLater, match="holds no reviews, not even none"):
        a_client(stand_in).fetch_reviews(since=NOW, until=NOW)


def test_garbage_is_asked_twice_and_taken_for_nothing():
    stand_in = StandIn()
    stand_in.say(LIST, httpx.Response(200, content=b"<html>"))

    with pytest.raises(TryLater, match="not JSON"):
        a_client(stand_in).fetch_reviews(since=NOW, until=NOW)

    assert len(stand_in.asked(LIST)) == 2


def test_an_entry_without_an_id_is_named_and_the_others_stay():
    stand_in = StandIn(a_review(1), a_review(2, id="../../../x"), a_review(3, id=None))

    fetched = a_client(stand_in).fetch_reviews(since=NOW - timedelta(days=9), until=NOW)

    assert ids(fetched) == [an_id(1)]
    assert len(fetched.skipped) == 2


def test_unreadable_stars_are_noted_and_shown_as_missing():
    stand_in = StandIn(a_review(1, stars="five", createdAt=at(1)), a_review(2, days_ago=20))
    stand_in.say(LIST, httpx.Response(200, json={"reviews": stand_in.reviews}))

    fetched = a_client(stand_in).fetch_reviews(since=NOW - timedelta(days=1), until=NOW)

    assert fetched.records[0].stars is None
    assert fetched.notes == (f"Trustpilot: stars of review {an_id(1)} could not be read; shown as missing.",)


def test_a_sweep_of_all_stars_finds_an_edit_that_moved_no_date():
    stand_in = StandIn(a_review(1, days_ago=90, stars=5, text="Solved!"))

    fetched = a_client(stand_in).sweep(since=LONG_AGO, watched=[an_id(1)])

    assert (fetched.records[0].stars, fetched.records[0].text) == (5, "Solved!")
    assert not [request for request in stand_in.requests if request.url.path.startswith(SINGLE)]


def test_fault_2_a_review_that_the_stars_filter_hides_is_looked_up_and_found_improved():
    stand_in = StandIn(a_review(1, stars=5), a_review(2, stars=2))

    fetched = a_client(stand_in).sweep(since=LONG_AGO, watched=[an_id(1), an_id(2)], stars=(1, 2, 3))

    assert {review.review_id: review.stars for review in fetched.records} == {an_id(1): 5, an_id(2): 2}
    assert stand_in.asked(LIST)[0].url.params["stars"] == "1,2,3"
    assert fetched.unknown_ids == ()


def test_disappearance_is_no_deletion_hidden_moved_and_deleted_are_told_apart():
    hidden = a_review(1, reportData={"reasons": ["x"], "reviewVisibility": "hidden"})
    moved = a_review(2, businessUnit={"id": OTHER_UNIT})
    stand_in = StandIn(unlisted=(hidden, moved))

    fetched = a_client(stand_in).sweep(since=LONG_AGO, watched=[an_id(1), an_id(2), an_id(3)])

    found = {review.review_id: review for review in fetched.records}
    assert found[an_id(1)].visibility == "hidden"
    assert found[an_id(2)].elsewhere
    assert fetched.unknown_ids == (an_id(3),)
    assert fetched.complete


def test_a_look_up_without_an_answer_is_not_taken_for_a_deletion():
    stand_in = StandIn()
    stand_in.say(SINGLE + an_id(1), httpx.Response(503))

    fetched = a_client(stand_in).sweep(since=LONG_AGO, watched=[an_id(1), an_id(2)])

    assert fetched.unknown_ids == (an_id(2),)
    assert not fetched.complete
    assert fetched.notes == ("Trustpilot gave no answer for 1 reviews; the next sweep asks again.",)


def test_a_review_that_trustpilot_will_not_show_stops_no_other():
    stand_in = StandIn(unlisted=(a_review(2),))
    stand_in.say(SINGLE + an_id(1), httpx.Response(403, json={"ErrorCode": 1}))

    fetched = a_client(stand_in).sweep(since=LONG_AGO, watched=[an_id(1), an_id(2)])

    assert ids(fetched) == [an_id(2)]
    assert fetched.unknown_ids == ()
    assert "refused to show 1 reviews" in fetched.notes[0]


def test_an_answer_about_another_review_changes_nothing():
    stand_in = StandIn()
    stand_in.say(SINGLE + an_id(1), httpx.Response(200, json=a_review(2)))

    fetched = a_client(stand_in).sweep(since=LONG_AGO, watched=[an_id(1)])

    assert fetched.records == ()
    assert "another review" in str(fetched.skipped[0])


def test_a_list_that_comes_back_empty_by_mistake_does_not_eat_the_allowance():
    watched = [an_id(n) for n in range(1, MOST_LOOK_UPS + 51)]
    stand_in = StandIn(unlisted=tuple(a_review(n) for n in range(1, MOST_LOOK_UPS + 51)))

    fetched = a_client(stand_in).sweep(since=LONG_AGO, watched=watched)

    assert len(fetched.records) == MOST_LOOK_UPS
    assert not fetched.complete
    assert "50 of them were not looked up" in fetched.notes[0]


def test_an_id_that_a_person_overtyped_never_gets_into_an_address():
    stand_in = StandIn()

    fetched = a_client(stand_in).sweep(since=LONG_AGO, watched=["../../oauth", "=A1", an_id(1).upper() + "0"])

    assert not [request for request in stand_in.requests if request.url.path.startswith(SINGLE)]
    assert fetched.unknown_ids == ()


def test_a_single_review_is_looked_up_by_its_id():
    stand_in = StandIn(a_review(1))
    client = a_client(stand_in)

    assert client.fetch_review(an_id(1)).stars == 1
    assert client.fetch_review(an_id(2)) is None
    with pytest.raises(RowSkipped, match="is no id of a review"):
        client.fetch_review("../x")


def test_a_unit_id_that_none_can_be_stops_before_anything_is_asked():
    stand_in = StandIn()

    with pytest.raises(Misconfigured, match="not 24 hexadecimal digits"):
        a_client(stand_in, unit="https://www.trustpilot.com/review/" + UNIT)

    assert stand_in.requests == []


def test_faults_7_8_9_12_nothing_is_ever_posted_but_the_sign_in_and_no_other_host_is_asked():
    stand_in = StandIn(a_review(1), a_review(2, companyReply={"text": "x", "createdAt": at(1)}))
    client = a_client(stand_in)
    client.check()
    client.fetch_reviews(since=LONG_AGO, until=NOW)
    client.sweep(since=LONG_AGO, watched=[an_id(3)])

    methods = {(request.method, request.url.path == TOKEN_PATH) for request in stand_in.requests}
    assert methods == {("GET", False), ("POST", True)}
    assert {request.url.host for request in stand_in.requests} == {httpx.URL(BASE).host}


def test_check_asks_for_one_review():
    stand_in = StandIn(a_review(1))
    client = a_client(stand_in)

    client.check()

    assert stand_in.asked(LIST)[0].url.params["perPage"] == "1"
    assert client.traffic.calls == 2  # the sign-in counts too


def test_a_busy_trustpilot_is_asked_again_and_then_left_alone():
    stand_in = StandIn()
    stand_in.say(LIST, httpx.Response(429), httpx.Response(502), httpx.Response(200, json={"reviews": []}))

    assert a_client(stand_in).fetch_reviews(since=NOW, until=NOW).complete

    stand_in.say(LIST, httpx.Response(429))
    with pytest.raises(TryLater, match="429"):
        a_client(stand_in).fetch_reviews(since=NOW, until=NOW)


def test_connecting_sends_nothing():
    client = Trustpilot.connect(BASE, key="k", secret="s", business_unit_id=UNIT, brand="Aurora")

    assert client.traffic.calls == 0
    client.close()


def test_the_calls_of_a_year_at_the_default_timetable_fit_the_smallest_plan():
    calls = projected_calls_a_year([1000] * 4, sync_every=timedelta(hours=1), sweep_every=timedelta(days=1))

    # 4 brands: 8,760 looks, 365 sweeps of 11 pages and 2 look-ups, 88 tokens.
    assert calls == 4 * (8760 + 365 * 13) + 350
    assert allowance_words(calls) == (
        "about 54,370 calls a year at this timetable, 27% of the 200,000 of the smallest API module"
    )


def test_a_timetable_of_a_quarter_of_an_hour_shows_what_it_costs():
    often = projected_calls_a_year([0] * 4, sync_every=timedelta(minutes=15), sweep_every=timedelta(days=365))

    assert 140_000 < often < 141_000
