"""The door to the network: what is tried again, what is given up, and what never gets out."""

import gzip
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest

from sheets_bot.errors import Misconfigured, Refused, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.http import Http, maybe_done_before
from sheets_bot.platforms.limiter import Limiter
from sheets_bot.platforms.patience import Patience

BASE = "https://shop.example"
SECRET = "s3cr3t-t0ken"


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Every wait that was asked for, and none that took place."""
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


class Answers:
    """The other side: gives its answers in turn, the last one for ever, and keeps the requests."""

    def __init__(
        self, *answers: httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]
    ) -> None:
        self.left = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            return answer(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


class Token:
    """A credential whose token grows old whenever a test says so."""

    def __init__(self) -> None:
        self.number = 1
        self.renewals = 0

    def header(self) -> str:
        return f"Bearer {SECRET}-{self.number}"

    def renew(self, refused: str) -> bool:
        self.renewals += 1
        self.number += 1
        return refused != self.header()


def a_door(answers: Answers, **settings: Any) -> Http:
    return Http("Shop", BASE, transport=httpx.MockTransport(answers), **settings)


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
    "elsewhere",
    [
        "https://evil.example/v1/orders",
        "http://shop.example/v1/orders",
        "https://shop.example:8443/v1/orders",
        "https://shop.example@evil.example/v1/orders",
        "@evil.example/v1/orders",
        "v1/orders",
    ],
)
def test_the_credential_goes_to_no_other_host(elsewhere: str):
    answers = Answers(httpx.Response(200))

    with pytest.raises(Refused, match="not sent"):
        a_door(answers, credential=Token()).send("GET", elsewhere, repeatable=True)

    assert answers.requests == []


def test_two_slashes_at_the_start_of_a_path_are_no_other_host():
    answers = Answers(httpx.Response(200))

    a_door(answers).send("GET", "//evil.example/v1/orders", repeatable=True)

    assert answers.requests[0].url.host == "shop.example"


def test_a_base_url_may_have_a_path():
    answers = Answers(httpx.Response(200))
    door = Http("Shop", "http://127.0.0.1:8080/paypal/", transport=httpx.MockTransport(answers))

    door.send("GET", "/v1/orders", repeatable=True)

    assert str(answers.requests[0].url) == "http://127.0.0.1:8080/paypal/v1/orders"


@pytest.mark.parametrize(
    "base", ["", "shop.example", "ftp://shop.example", "https://u:p@shop.example", "https://"]
)
def test_a_base_url_that_is_none_is_refused(base: str):
    with pytest.raises(Misconfigured, match="base URL"):
        Http("Shop", base)


def test_a_redirect_is_not_followed():
    answers = Answers(httpx.Response(302, headers={"location": "https://evil.example/"}))

    with pytest.raises(Misconfigured, match="302"):
        a_door(answers, credential=Token()).request("GET", "/v1/orders", repeatable=True)

    assert len(answers.requests) == 1


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


def test_an_answer_without_end_is_cut_off():
    door = a_door(Answers(httpx.Response(200, content=b"x" * 2_000)), patience=Patience(answer_bytes=1_000))

    with pytest.raises(NoAnswer, match="more than 1000 bytes"):
        door.send("GET", "/v1/orders", repeatable=True)

    assert door.traffic.calls == 1


def test_a_small_answer_that_unpacks_into_a_large_one_is_cut_off():
    packed = gzip.compress(b"x" * 5_000_000)

    def bomb(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(packed))

    with pytest.raises(NoAnswer, match="more than 1000000 bytes"):
        a_door(Answers(bomb), patience=Patience(answer_bytes=1_000_000)).send("GET", "/v1/a", repeatable=True)


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


def all_words_of(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(403, json={"echo": SECRET}),
        httpx.Response(503, json={"echo": SECRET}),
        httpx.RemoteProtocolError(f"illegal header line {SECRET}"),
        httpx.LocalProtocolError(f"Illegal header value {SECRET}"),
        httpx.UnsupportedProtocol(SECRET),
        httpx.ReadTimeout(SECRET),
    ],
)
def test_no_error_tells_a_secret(answer: httpx.Response | Exception):
    door = a_door(Answers(answer), credential=Token())

    with pytest.raises((Misconfigured, TryLater)) as caught:
        door.request("GET", "/v1/orders", params={"q": SECRET}, headers={"x-key": SECRET}, repeatable=True)

    assert SECRET not in all_words_of(caught.value)
    assert SECRET not in repr(door)


@pytest.mark.parametrize("stray", ["\n", "\r\nx-evil: 1", "é"])
def test_a_stray_character_in_a_credential_is_named_without_the_credential(stray: str):
    door = a_door(Answers(httpx.Response(200)))

    with pytest.raises(Misconfigured, match="line break") as caught:
        door.send("GET", "/v1/orders", headers={"authorization": SECRET + stray}, repeatable=True)

    assert SECRET not in all_words_of(caught.value)


def test_an_address_that_none_can_have_is_a_matter_of_configuration():
    with pytest.raises(Misconfigured, match="address"):
        a_door(Answers(httpx.Response(200))).send("GET", "/v4/\x00id", repeatable=True)


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
