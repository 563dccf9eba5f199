"""The door to the network: what is tried again, what is given up, and what is counted."""

import gzip
from contextlib import suppress

import httpx
import pytest

from http_stand_in import BASE, SECRET, Answers, Token, a_door
from sheets_bot.errors import Misconfigured, Refused, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.http import maybe_done_before
from sheets_bot.platforms.limiter import Limiter
from sheets_bot.platforms.patience import Patience


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Every wait that was asked for, and none that took place."""
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


def test_a_success_comes_back_as_it_is():
    answers = Answers(httpx.Response(200, json={"rows": 3}))

    response = a_door(answers).send("get", "/v1/orders", params={"page": 2, "empty": None}, repeatable=True)

    assert response.json() == {"rows": 3}
    assert str(answers.requests[0].url) == f"{BASE}/v1/orders?page=2"
    assert answers.requests[0].method == "GET"
    assert answers.requests[0].headers["user-agent"].startswith("sheets-bot/")


def test_the_query_of_a_link_stays_when_it_is_followed():
    answers = Answers(httpx.Response(200))

    a_door(answers).send("GET", f"{BASE}/v1/orders?next_page_token=AAA%3D", repeatable=True)

    assert answers.requests[0].url.query == b"next_page_token=AAA%3D"


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_a_repeatable_request_is_tried_again_after_a_passing_trouble(status: int, slept: list[float]):
    answers = Answers(httpx.Response(status), httpx.Response(status), httpx.Response(200))

    response = a_door(answers).send("GET", "/v1/orders", repeatable=True)

    assert response.status_code == 200
    assert len(answers.requests) == 3
    assert 1.0 <= slept[0] <= 2.0
    assert 2.0 <= slept[1] <= 3.0


def test_the_attempts_end_and_the_last_answer_is_returned():
    answers = Answers(httpx.Response(503))

    response = a_door(answers, patience=Patience(attempts=4)).send("GET", "/v1/orders", repeatable=True)

    assert response.status_code == 503
    assert len(answers.requests) == 4


def test_the_usual_waits_outlast_a_quota_that_is_counted_by_the_minute(slept: list[float]):
    a_door(Answers(httpx.Response(429))).send("GET", "/v1/orders", repeatable=True)

    assert 60.0 < sum(slept) < 120.0


def test_an_internal_error_is_asked_only_twice():
    """Sheets answers some faulty requests with 500, and no patience mends those."""
    answers = Answers(httpx.Response(500))

    response = a_door(answers).send("GET", "/v1/orders", repeatable=True)

    assert response.status_code == 500
    assert len(answers.requests) == 2


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 409, 422, 501])
def test_an_answer_that_will_not_change_is_returned_at_once(status: int):
    answers = Answers(httpx.Response(status, headers={"location": "https://elsewhere.example/"}))

    response = a_door(answers).send("GET", "/v1/orders", repeatable=True)

    assert response.status_code == status
    assert len(answers.requests) == 1


@pytest.mark.parametrize("answer", [httpx.Response(429), httpx.Response(503), httpx.ReadTimeout("slow")])
def test_a_request_that_must_not_be_repeated_is_sent_once(answer: httpx.Response | Exception):
    answers = Answers(answer)

    with suppress(NoAnswer):
        a_door(answers).send("POST", "/v1/evidence", repeatable=False)

    assert len(answers.requests) == 1


def test_a_request_that_never_left_is_tried_again_even_if_it_must_not_be_repeated():
    answers = Answers(httpx.ConnectError("[Errno 111] Connection refused"), httpx.Response(200))

    response = a_door(answers).send("POST", "/v1/evidence", repeatable=False)

    assert response.status_code == 200
    assert not maybe_done_before(response)


@pytest.mark.parametrize(
    ("failure", "maybe_done"),
    [
        (httpx.ConnectError("[Errno 111] Connection refused"), False),
        (httpx.ConnectTimeout("no"), False),
        (httpx.PoolTimeout("no"), False),
        (httpx.ReadTimeout("no"), True),
        (httpx.WriteError("no"), True),
        (httpx.RemoteProtocolError("no"), True),
    ],
)
def test_no_answer_says_whether_the_request_may_have_been_carried_out(failure: Exception, maybe_done: bool):
    door = a_door(Answers(failure), patience=Patience(attempts=2))

    with pytest.raises(NoAnswer) as caught:
        door.send("POST", "/v1/rows", repeatable=True)

    assert caught.value.maybe_done is maybe_done
    assert f"Shop: no answer to POST /v1/rows in 2 attempt(s): {type(failure).__name__}" in str(caught.value)


@pytest.mark.parametrize("trouble", [httpx.ReadTimeout("lost"), httpx.Response(502)])
def test_an_answer_after_a_lost_one_says_that_the_work_may_be_our_own(trouble: httpx.Response | Exception):
    answers = Answers(trouble, httpx.Response(400, json={"error": "exists already"}))

    response = a_door(answers).send("POST", "/v1/rows", repeatable=True)

    assert response.status_code == 400
    assert maybe_done_before(response)


def test_an_answer_to_the_first_attempt_has_nothing_before_it():
    response = a_door(Answers(httpx.Response(503))).send("POST", "/v1/rows", repeatable=False)

    assert not maybe_done_before(response)


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "30"},
        {"retry-after": "Mon, 23 Nov 2026 10:00:30 GMT", "date": "Mon, 23 Nov 2026 10:00:00 GMT"},
    ],
)
def test_the_time_that_the_service_asks_for_is_waited(headers: dict[str, str], slept: list[float]):
    answers = Answers(httpx.Response(429, headers=headers), httpx.Response(200))

    a_door(answers).send("GET", "/v1/orders", repeatable=True)

    assert len(slept) == 1
    assert 30.0 <= slept[0] <= 31.0


def test_a_service_that_wants_an_hour_is_left_alone(slept: list[float]):
    answers = Answers(httpx.Response(429, headers={"retry-after": "3600"}))

    response = a_door(answers).send("GET", "/v1/orders", repeatable=True)

    assert response.status_code == 429
    assert len(answers.requests) == 1
    assert slept == []


@pytest.mark.parametrize("words", ["soon", "-5", "٣", "Mon, 99 Foo 2026 10:00:30 GMT"])
def test_a_wait_that_cannot_be_read_leaves_the_usual_one(words: str, slept: list[float]):
    answers = Answers(httpx.Response(429, headers={"retry-after": words.encode()}), httpx.Response(200))

    a_door(answers).send("GET", "/v1/orders", repeatable=True)

    assert 1.0 <= slept[0] <= 2.0


def test_other_threads_wait_too_when_the_service_asks_one_of_them():
    limiter = Limiter("Shop", {"read": 100, "write": 100}, clock=lambda: 0.0, sleep=lambda _: None)
    door = a_door(Answers(httpx.Response(429, headers={"retry-after": "20"})), limiter=limiter)

    door.send("GET", "/v1/orders", repeatable=True)

    assert limiter.acquire("read") == 20.0
    assert limiter.acquire("write") == 0.0


def test_every_attempt_takes_a_turn():
    limiter = Limiter("Shop", {"read": 2, "write": 1}, longest_wait_seconds=10.0, clock=lambda: 0.0)
    door = a_door(Answers(httpx.Response(503)), limiter=limiter)

    with pytest.raises(NoAnswer, match="wait 62 s for its turn") as caught:
        door.send("GET", "/v1/orders", repeatable=True)

    assert caught.value.maybe_done


def test_an_old_token_is_renewed_once_and_the_request_sent_again():
    token = Token()
    answers = Answers(httpx.Response(401), httpx.Response(200))

    response = a_door(answers, credential=token).send("POST", "/v1/evidence", repeatable=False)

    assert response.status_code == 200
    assert [r.headers["authorization"] for r in answers.requests] == [
        f"Bearer {SECRET}-1",
        f"Bearer {SECRET}-2",
    ]


def test_a_token_that_is_refused_after_renewal_is_not_renewed_again():
    token = Token()

    response = a_door(Answers(httpx.Response(401)), credential=token).send(
        "GET", "/v1/orders", repeatable=True
    )

    assert response.status_code == 401
    assert token.renewals == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(408, NoAnswer), (429, NoAnswer), (503, NoAnswer), (403, Misconfigured)]
)
def test_a_refusal_without_explanation_is_grouped_by_its_status(status: int, kind: type[Exception]):
    with pytest.raises(kind, match=f"Shop: GET /v1/orders was .* with status {status}"):
        a_door(Answers(httpx.Response(status))).request("GET", "/v1/orders", repeatable=False)


def test_a_client_explains_what_the_door_cannot_know():
    def explain(response: httpx.Response) -> Refused:
        return Refused(f"the shop says {response.json()['name']}")

    with pytest.raises(Refused, match="the shop says CLOSED"):
        a_door(Answers(httpx.Response(422, json={"name": "CLOSED"}))).request(
            "POST", "/v1/orders", repeatable=False, explain=explain
        )


@pytest.mark.parametrize("garbage", [b"<html>busy</html>", b"", b"\xff\xfe", b"[" * 100_000])
def test_a_success_that_is_no_json_is_asked_for_twice_and_then_later(garbage: bytes):
    answers = Answers(httpx.Response(200, content=garbage))

    with pytest.raises(TryLater, match="not JSON"):
        a_door(answers).fetch_json("/v1/orders")

    assert len(answers.requests) == 2


def test_json_is_fetched_after_a_spoilt_answer():
    answers = Answers(httpx.Response(200, content=b"<html>"), httpx.Response(200, json=[1]))

    assert a_door(answers).fetch_json("/v1/orders") == [1]


def test_a_body_that_does_not_unpack_counts_as_lost():
    def spoilt(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"not gzip"))

    with pytest.raises(NoAnswer, match="DecodingError"):
        a_door(Answers(spoilt), patience=Patience(attempts=2)).send("GET", "/v1/orders", repeatable=True)


def test_a_packed_answer_is_unpacked_once():
    def packed(_: httpx.Request) -> httpx.Response:
        body = gzip.compress(b'{"rows": 3}')
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(body))

    response = a_door(Answers(packed)).send("GET", "/v1/orders", repeatable=True)

    assert response.json() == {"rows": 3}
    assert response.content == b'{"rows": 3}'
    assert "content-encoding" not in response.headers


def test_what_passed_is_counted():
    door = a_door(Answers(httpx.Response(503), httpx.Response(200)))
    before = door.traffic

    door.send("GET", "/v1/orders", repeatable=True)
    door.send("GET", "/v1/orders", repeatable=True)

    passed = door.traffic - before
    assert (passed.calls, passed.retries) == (3, 1)
    assert passed.seconds >= 0.0


def test_a_form_and_files_are_sent_as_such():
    answers = Answers(httpx.Response(200))
    door = a_door(answers)

    door.send("POST", "/v1/token", data={"grant_type": "client_credentials"}, repeatable=True)
    door.send(
        "POST", "/v1/evidence", files=[("file1", ("a.pdf", b"%PDF", "application/pdf"))], repeatable=False
    )

    assert answers.requests[0].read() == b"grant_type=client_credentials"
    assert b'filename="a.pdf"' in answers.requests[1].read()
    assert answers.requests[1].headers["content-type"].startswith("multipart/form-data")
