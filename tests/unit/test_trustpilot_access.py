"""Signing in to Trustpilot: one token to its end, no secret in any word, and a way out of each refusal."""

import base64
import traceback

import httpx
import pytest

from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.trustpilot.access import (
    PAGINATION_LIMIT,
    TOKEN_PATH,
    NotServed,
    code_of,
    explain_trustpilot,
)
from trustpilot_stand_in import BASE, KEY, LIST, NOW, SECRET, StandIn, a_client, a_review, a_token


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def all_words_of(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def fetch(client):
    return client.fetch_reviews(since=NOW, until=NOW)


def test_the_application_signs_in_with_the_grant_that_the_official_client_forgets():
    stand_in = StandIn()

    assert a_token(stand_in).header() == "Bearer token-1"

    request = stand_in.requests[0]
    assert (request.method, request.url.path) == ("POST", TOKEN_PATH)
    assert request.read() == b"grant_type=client_credentials"
    scheme, _, words = request.headers["authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(words).decode() == f"{KEY}:{SECRET}"


@pytest.mark.parametrize("expires_in", ["359999", 359999], ids=["string", "number"])
def test_fault_4_the_life_of_a_token_is_a_string_of_seconds(expires_in):
    stand_in, clock = StandIn(), Clock()
    stand_in.expires_in = expires_in
    token = a_token(stand_in, clock)

    token.header()
    clock.seconds = 359_999 - 61
    token.header()
    assert stand_in.tokens == 1

    clock.seconds = 359_999 - 59
    token.header()
    assert stand_in.tokens == 2


@pytest.mark.parametrize("expires_in", [None, "soon", "-5", "1.5", True, "359999000", "3", "٣٦٠"])
def test_a_life_that_cannot_be_right_neither_breaks_nor_buys_a_token_per_call(expires_in):
    stand_in, clock = StandIn(), Clock()
    stand_in.expires_in = expires_in
    token = a_token(stand_in, clock)

    token.header()
    clock.seconds = 30
    token.header()
    assert stand_in.tokens == 1

    clock.seconds = 101 * 3600
    token.header()
    assert stand_in.tokens == 2


def test_fault_5_one_token_serves_all_runs_of_a_process():
    stand_in = StandIn(a_review())
    client = a_client(stand_in)

    for _ in range(5):
        fetch(client)

    assert stand_in.tokens == 1


def test_fault_6_a_403_is_asked_once_buys_no_token_and_names_the_plan():
    stand_in = StandIn()
    stand_in.say(LIST, httpx.Response(403, json={"ErrorCode": "1403", "Error": "words"}))

    with pytest.raises(Misconfigured, match="plan lacks the API module") as caught:
        fetch(a_client(stand_in))

    assert "403 1403" in str(caught.value)
    assert "Pasted reviews" in str(caught.value)
    assert len(stand_in.asked(LIST)) == 1
    assert stand_in.tokens == 1


def test_a_401_renews_the_token_once():
    stand_in = StandIn(a_review())
    stand_in.say(LIST, httpx.Response(401, json={}), httpx.Response(200, json={"reviews": []}))

    fetch(a_client(stand_in))

    assert stand_in.tokens == 2
    assert [r.headers["authorization"] for r in stand_in.asked(LIST)] == ["Bearer token-1", "Bearer token-2"]


def test_a_401_that_stays_is_said_after_two_tokens():
    stand_in = StandIn()
    stand_in.say(LIST, httpx.Response(401, json={"fault": {"detail": {"errorcode": "oauth.v2.Invalid"}}}))

    with pytest.raises(Misconfigured, match=r"401 oauth\.v2\.Invalid\. The token was refused twice"):
        fetch(a_client(stand_in))

    assert stand_in.tokens == 2


@pytest.mark.parametrize(("headers", "wait_seconds"), [({}, 900), ({"retry-after": "120"}, 120)])
def test_after_too_many_sign_ins_nothing_is_asked_until_the_wait_is_over(headers, wait_seconds):
    stand_in, clock = StandIn(), Clock()
    stand_in.say(
        TOKEN_PATH,
        httpx.Response(429, headers=headers),
        httpx.Response(200, json={"access_token": "token-9", "expires_in": "359999"}),
    )
    token = a_token(stand_in, clock)

    with pytest.raises(TryLater, match="too many sign-ins"):
        token.header()
    clock.seconds = wait_seconds - 1
    with pytest.raises(TryLater, match="asked to wait"):
        token.header()
    assert len(stand_in.requests) == 1

    clock.seconds = wait_seconds
    assert token.header() == "Bearer token-9"


@pytest.mark.parametrize("status", [500, 503])
def test_a_sign_in_that_fails_is_not_repeated_at_once(status):
    stand_in = StandIn()
    stand_in.say(TOKEN_PATH, httpx.Response(status))

    with pytest.raises(TryLater):
        fetch(a_client(stand_in))

    assert len(stand_in.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_application_is_said_with_the_way_out_and_without_the_secret(status):
    stand_in = StandIn()
    stand_in.say(TOKEN_PATH, httpx.Response(status, json={"error": "invalid_client", "x": SECRET}))

    with pytest.raises(
        Misconfigured, match=f"refused \\({status} invalid_client\\). Copy both again"
    ) as caught:
        fetch(a_client(stand_in))

    words = all_words_of(caught.value)
    assert SECRET not in words
    assert base64.b64encode(f"{KEY}:{SECRET}".encode()).decode() not in words


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"access_token": null}', b'{"access_token": "a b"}']
)
def test_an_answer_without_a_token_is_no_token(body):
    stand_in = StandIn()
    stand_in.say(TOKEN_PATH, httpx.Response(200, content=body))

    with pytest.raises(TryLater, match="holds no token"):
        fetch(a_client(stand_in))


def test_no_repr_shows_key_secret_or_token():
    stand_in = StandIn()
    token, client = a_token(stand_in), a_client(stand_in)
    token.header()

    assert repr(token) == "<TrustpilotToken of Aurora>"
    assert repr(client) == f"<Trustpilot of Aurora at {BASE}>"


BODIES = {
    "capitals": ({"ErrorCode": "InvalidPage", "Error": "words"}, "InvalidPage"),
    "a number": ({"ErrorCode": 17, "Error": "words"}, "17"),
    "details": ({"details": "Pagination limit exceeded."}, PAGINATION_LIMIT),
    "other details": ({"details": "words of theirs"}, ""),
    "fault": ({"fault": {"faultstring": "words", "detail": {"errorcode": "oauth.v2.X"}}}, "oauth.v2.X"),
    "fault without detail": ({"fault": {"faultstring": "words"}}, ""),
    "fault is a word": ({"fault": "words"}, ""),
    "a sentence for a code": ({"ErrorCode": "words of theirs"}, ""),
    "list": ([1], ""),
    "null": (None, ""),
}


@pytest.mark.parametrize("name", BODIES)
def test_all_shapes_of_an_error_are_read_and_no_sentence_is_repeated(name):
    body, code = BODIES[name]

    assert code_of(httpx.Response(400, json=body)) == code


@pytest.mark.parametrize("content", [b"", b"<html>busy</html>", b"\xff"])
def test_an_error_that_is_no_json_is_read_too(content):
    assert code_of(httpx.Response(502, content=content)) == ""


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, NotServed),
        (404, NotServed),
        (415, NotServed),
        (429, NoAnswer),
        (496, NotServed),
        (500, NoAnswer),
    ],
)
def test_each_status_has_its_kind(status, kind):
    response = httpx.Response(status, request=httpx.Request("GET", BASE + LIST))

    assert isinstance(explain_trustpilot(response, brand="Aurora"), kind)


def test_what_is_not_implemented_there_is_not_asked_again():
    stand_in = StandIn()
    stand_in.say(LIST, httpx.Response(501))

    with pytest.raises(NotServed, match="no longer agree"):
        fetch(a_client(stand_in))

    assert len(stand_in.asked(LIST)) == 1


def test_a_success_needs_no_explanation():
    response = httpx.Response(200, request=httpx.Request("GET", BASE + LIST))

    assert explain_trustpilot(response, brand="Aurora") is None
