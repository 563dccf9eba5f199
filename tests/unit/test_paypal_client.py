"""The client of PayPal: which cases it finds, and what it does when PayPal misbehaves."""

from datetime import timedelta

import httpx
import pytest

from paypal_stand_in import LIST, NOW, StandIn, a_case, a_client, an_error, at
from sheets_bot.errors import Misconfigured, TryLater

LONG_AGO = NOW - timedelta(days=100)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def many(count: int, *, every_minutes: float = 1.0) -> list[dict[str, object]]:
    return [a_case(f"PP-D-{number}", minutes_ago=60 + number * every_minutes) for number in range(count)]


def test_a_case_that_changed_comes_with_its_details():
    stand_in = StandIn(a_case(seller_response_due_date="2026-12-01T07:59:59.000Z"))

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)

    assert [dispute.dispute_id for dispute in fetched.records] == ["PP-D-1"]
    assert fetched.records[0].brand == "aurora"
    assert str(fetched.records[0].due_at) == "2026-12-01 07:59:59+00:00"
    assert fetched.complete
    assert fetched.skipped == fetched.unknown_ids == fetched.notes == ()


@pytest.mark.parametrize("body", [{}, {"items": []}, {"items": None, "links": []}])
def test_an_empty_list_is_nothing_new(body: dict[str, object]):
    stand_in = StandIn()
    stand_in.say(LIST, httpx.Response(200, json=body))

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)

    assert fetched.records == ()
    assert fetched.complete


def test_every_page_is_read_although_its_links_name_the_real_paypal():
    stand_in = StandIn(*many(130), link_host="https://api-m.paypal.com")

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)

    assert len(fetched.records) == 130
    assert len(stand_in.asked(LIST)) == 3
    assert {request.url.host for request in stand_in.requests} == {"stand-in.example"}
    assert fetched.complete


@pytest.mark.parametrize("host", ["https://stand-in.example", "https://api-m.sandbox.paypal.com", ""])
def test_links_to_ourselves_and_relative_links_are_followed(host: str):
    fetched = a_client(StandIn(*many(60), link_host=host)).fetch_disputes(since=LONG_AGO, until=NOW)

    assert len(fetched.records) == 60


@pytest.mark.parametrize(
    "host",
    [
        "https://evil.example",
        "https://api-m.paypal.com.evil.example",
        "https://api-m.paypal.com@evil.example",
    ],
)
def test_a_link_to_another_host_is_not_followed_and_said(host: str):
    stand_in = StandIn(*many(60), link_host=host)

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)

    assert len(fetched.records) == 50
    assert not fetched.complete
    assert "leads elsewhere" in fetched.notes[0]
    assert {request.url.host for request in stand_in.requests} == {"stand-in.example"}


def test_a_link_that_leads_back_ends_the_list_and_is_said():
    stand_in = StandIn(a_case())
    link = {"rel": "next", "href": f"https://api-m.paypal.com{LIST}?next_page_token=AAA"}
    stand_in.say(LIST, httpx.Response(200, json={"items": [a_case()], "links": [link]}))

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)

    assert [dispute.dispute_id for dispute in fetched.records] == ["PP-D-1"]
    assert not fetched.complete
    assert "leads back" in fetched.notes[0]
    assert len(stand_in.asked(LIST)) == 2


def test_a_refused_page_size_is_made_smaller_and_stays_so():
    stand_in = StandIn(*many(45))
    stand_in.page_size_limit = 20
    client = a_client(stand_in)

    fetched = client.fetch_disputes(since=LONG_AGO, until=NOW)
    client.fetch_disputes(since=NOW, until=NOW)

    assert len(fetched.records) == 45
    sizes = [request.url.params.get("page_size") for request in stand_in.asked(LIST)]
    assert sizes == ["50", "20", "20", "20", "20"]


def test_a_list_longer_than_its_pages_is_read_in_halves():
    """Fifty pages of twenty show a thousand; there are 2,300."""
    stand_in = StandIn(*many(2_300))
    stand_in.page_size_limit = 20

    fetched = a_client(stand_in).fetch_disputes(since=NOW - timedelta(days=3), until=NOW)

    assert len(fetched.records) == 2_300
    assert len({dispute.dispute_id for dispute in fetched.records}) == 2_300
    assert fetched.complete


def test_more_changes_in_one_moment_than_pages_is_said():
    stand_in = StandIn(*many(1_100, every_minutes=0.0))
    stand_in.page_size_limit = 20

    fetched = a_client(stand_in).fetch_disputes(since=NOW - timedelta(hours=2), until=NOW)

    assert len(fetched.records) == 1_000
    assert not fetched.complete
    assert "more disputes for the moment" in fetched.notes[0]


def test_the_newest_window_is_open_so_that_a_clock_ahead_of_paypals_does_no_harm():
    stand_in = StandIn(a_case())

    a_client(stand_in).fetch_disputes(since=NOW - timedelta(hours=5), until=NOW)

    query = stand_in.asked(LIST)[0].url.params
    assert query["update_time_after"] == at(5 * 60 + 30)
    assert "update_time_before" not in query


def test_paypal_is_never_asked_for_more_than_it_keeps():
    stand_in = StandIn()

    a_client(stand_in).fetch_disputes(since=NOW - timedelta(days=1_000), until=NOW)

    assert stand_in.asked(LIST)[0].url.params["update_time_after"] == at(180 * 24 * 60 - 60)


def test_open_rows_are_looked_up_whatever_their_update():
    stand_in = StandIn(a_case("PP-D-OLD", minutes_ago=90_000), a_case("PP-D-NEW"))

    fetched = a_client(stand_in).fetch_disputes(
        since=NOW - timedelta(days=1), until=NOW, also=["PP-D-OLD", "PP-D-NEW"]
    )

    assert [dispute.dispute_id for dispute in fetched.records] == ["PP-D-NEW", "PP-D-OLD"]
    assert len(stand_in.asked(f"{LIST}/PP-D-NEW")) == 1


def test_a_row_that_paypal_does_not_know_is_named():
    stand_in = StandIn(a_case())

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW, also=["PP-D-GONE"])

    assert fetched.unknown_ids == ("PP-D-GONE",)
    assert fetched.skipped == ()
    assert fetched.complete


@pytest.mark.parametrize(
    "typed", ["../../oauth2/token", "see mail", "", "PP-D-1?x=1", "PP-D-1/appeal", "é", "x" * 300]
)
def test_what_a_person_typed_into_the_key_column_goes_into_no_address(typed: str):
    stand_in = StandIn(a_case())

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW, also=[typed])

    assert fetched.unknown_ids == (typed,)
    assert len(fetched.records) == 1
    assert len(stand_in.requests) == 3


def test_a_state_that_only_the_list_tells_is_kept():
    stand_in = StandIn(a_case(dispute_state="REQUIRED_ACTION"))
    stand_in.say(f"{LIST}/PP-D-1", httpx.Response(200, json=a_case()))

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)

    assert fetched.records[0].state == "REQUIRED_ACTION"


@pytest.mark.parametrize(
    "answer",
    [
        an_error(422, "UNPROCESSABLE_ENTITY"),
        an_error(403, "NOT_AUTHORIZED"),
        an_error(404, "RESOURCE_NOT_FOUND"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"dispute_id": "PP-D-OTHER"}),
        httpx.Response(200, json={"reason": "OTHER"}),
    ],
)
def test_one_bad_case_is_skipped_and_the_others_go_on(answer: httpx.Response):
    stand_in = StandIn(a_case("PP-D-BAD"), a_case("PP-D-2"), a_case("PP-D-3"))
    stand_in.say(f"{LIST}/PP-D-BAD", answer)

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)

    assert [dispute.dispute_id for dispute in fetched.records] == ["PP-D-2", "PP-D-3"]
    assert len(fetched.skipped) == 1
    assert fetched.ask_again == ("PP-D-BAD",)
    assert fetched.complete


def test_a_case_that_is_asked_for_again_alone_is_no_matter_of_rights():
    """Nothing changed since, so the list is empty; that it was served says that the rights are there."""
    stand_in = StandIn()
    stand_in.say(f"{LIST}/PP-D-BAD", an_error(403, "NOT_AUTHORIZED"))

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW, also=["PP-D-BAD"])

    assert fetched.ask_again == ("PP-D-BAD",)
    assert len(fetched.skipped) == 1


@pytest.mark.parametrize(
    "answer",
    [
        an_error(500, "INTERNAL_SERVER_ERROR"),
        httpx.ReadTimeout("lost"),
        httpx.Response(200, content=b"<html>"),
    ],
)
def test_a_case_without_an_answer_is_asked_for_again_next_time(answer: httpx.Response | Exception):
    stand_in = StandIn(a_case("PP-D-BAD"), a_case("PP-D-2"))
    stand_in.say(f"{LIST}/PP-D-BAD", answer)

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)

    assert [dispute.dispute_id for dispute in fetched.records] == ["PP-D-2"]
    assert not fetched.complete
    assert "no answer for 1 of 2" in fetched.notes[-1]


def test_a_case_without_an_id_in_the_list_is_skipped():
    stand_in = StandIn(a_case())
    stand_in.say(LIST, httpx.Response(200, json={"items": [a_case(), {"reason": "OTHER"}, 5, None]}))

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)

    assert len(fetched.records) == 1
    assert len(fetched.skipped) == 3
    assert fetched.ask_again == (), "only the list can bring them back"


@pytest.mark.parametrize(
    "answer",
    [
        an_error(503, "SERVICE_UNAVAILABLE"),
        an_error(429, "RATE_LIMIT_REACHED"),
        httpx.ConnectError("[Errno 111] Connection refused"),
        httpx.ReadTimeout("lost"),
        httpx.RemoteProtocolError("cut"),
        httpx.Response(200, content=b"<html>maintenance</html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"items": 5}),
    ],
)
def test_a_list_without_an_answer_ends_the_run_until_later(answer: httpx.Response | Exception):
    stand_in = StandIn(a_case())
    stand_in.say(LIST, answer)

    with pytest.raises(TryLater):
        a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW, also=["PP-D-1"])

    assert len(stand_in.asked(LIST)) <= 3


def test_a_paypal_that_answers_for_no_case_is_not_asked_for_all_of_them():
    stand_in = StandIn(*many(40))
    for case_id in stand_in.cases:
        stand_in.say(f"{LIST}/{case_id}", httpx.ReadTimeout("lost"))

    with pytest.raises(TryLater):
        a_client(stand_in, attempts=2, side_by_side=2).fetch_disputes(since=LONG_AGO, until=NOW)

    details = [request for request in stand_in.requests if request.url.path.startswith(f"{LIST}/")]
    assert len(details) <= 2 * (3 + 2)


def test_a_paypal_that_breaks_down_half_way_leaves_what_came():
    stand_in = StandIn(*many(40))
    for number in range(10, 40):
        stand_in.say(f"{LIST}/PP-D-{number}", httpx.ReadTimeout("lost"))

    fetched = a_client(stand_in, attempts=2, side_by_side=1).fetch_disputes(since=LONG_AGO, until=NOW)

    assert len(fetched.records) == 10
    assert len(fetched.skipped) == 30
    assert not fetched.complete


@pytest.mark.parametrize("status", [401, 403])
def test_a_list_that_is_refused_is_a_matter_for_a_person(status: int):
    stand_in = StandIn()
    stand_in.say(LIST, an_error(status, "NOT_AUTHORIZED"))

    with pytest.raises(Misconfigured, match="developer dashboard"):
        a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)


@pytest.mark.parametrize(("status", "words"), [(401, "token was refused"), (403, "Customer disputes")])
def test_details_that_are_all_refused_are_a_matter_for_a_person(status: int, words: str):
    stand_in = StandIn(*many(8))
    for case_id in stand_in.cases:
        stand_in.say(f"{LIST}/{case_id}", an_error(status, "NOT_AUTHORIZED"))

    with pytest.raises(Misconfigured, match=words):
        a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)


def test_a_call_that_paypal_no_longer_takes_is_said_with_its_codes():
    stand_in = StandIn()
    stand_in.say(LIST, an_error(400, "INVALID_REQUEST", "INVALID_START_TIME_RANGE"))

    with pytest.raises(
        Misconfigured, match=r"400 INVALID_REQUEST INVALID_START_TIME_RANGE, debug id d3b06"
    ) as caught:
        a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)

    assert "words of PayPal's" not in str(caught.value)


def test_a_field_that_matters_and_cannot_be_read_is_said():
    stand_in = StandIn(a_case(seller_response_due_date="next Tuesday", dispute_amount={"value": "12,34"}))

    fetched = a_client(stand_in).fetch_disputes(since=LONG_AGO, until=NOW)

    assert fetched.notes == (
        "PayPal: seller_response_due_date, dispute_amount of PP-D-1 could not be read; shown as missing.",
    )
    assert fetched.complete


def test_the_client_shows_no_secret_and_closes():
    client = a_client(StandIn())

    assert repr(client) == "<PayPal of aurora at https://stand-in.example>"
    client.close()
