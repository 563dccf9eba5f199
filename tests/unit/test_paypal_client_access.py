"""Signing in to PayPal: one token for all threads, no secret in any word, and a way out of each refusal."""

import base64
import threading
import traceback

import httpx
import pytest

from paypal_stand_in import (
    BASE,
    CLIENT_ID,
    CLIENT_SECRET,
    LIST,
    NOW,
    TOKEN,
    StandIn,
    a_case,
    a_client,
    an_error,
)
from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.paypal.access import DISPUTES_SCOPE, PayPalToken, explain_paypal, fault_of
from sheets_bot.platforms.paypal.client import PayPal


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def a_token(stand_in: StandIn, clock: Clock | None = None) -> PayPalToken:
    http = Http("PayPal sign-in", BASE, transport=httpx.MockTransport(stand_in))
    return PayPalToken(http, CLIENT_ID, CLIENT_SECRET, brand="aurora", clock=clock or Clock())


def all_words_of(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def test_the_app_signs_in_with_its_id_and_secret():
    stand_in = StandIn()

    header = a_token(stand_in).header()

    assert header == "Bearer token-1"
    request = stand_in.requests[0]
    assert (request.method, request.url.path) == ("POST", TOKEN)
    assert request.read() == b"grant_type=client_credentials"
    scheme, _, words = request.headers["authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(words).decode() == f"{CLIENT_ID}:{CLIENT_SECRET}"


def test_a_token_is_used_for_an_hour_at_most():
    """It would live nine hours, but with the rights that the app had at its birth."""
    stand_in, clock = StandIn(), Clock()
    token = a_token(stand_in, clock)

    headers = [token.header()]
    clock.seconds = 3_599.0
    headers.append(token.header())
    clock.seconds = 3_600.0
    headers.append(token.header())

    assert headers == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


@pytest.mark.parametrize(("lifetime", "until"), [(900, 840.0), (10, 30.0), ("soon", 30.0), (None, 30.0)])
def test_a_short_life_is_kept_with_a_minute_to_spare(lifetime: object, until: float):
    stand_in, clock = StandIn(), Clock()
    stand_in.say(TOKEN, httpx.Response(200, json={"access_token": "t", "expires_in": lifetime}))
    token = a_token(stand_in, clock)
    token.header()

    clock.seconds = until - 1.0
    token.header()
    before = len(stand_in.requests)
    clock.seconds = until
    token.header()

    assert (before, len(stand_in.requests)) == (1, 2)


def test_threads_that_start_together_fetch_one_token():
    stand_in = StandIn()
    token = a_token(stand_in)
    threads = [threading.Thread(target=token.header) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert stand_in.tokens == 1


def test_a_refused_token_is_replaced_once_for_all_threads():
    stand_in = StandIn()
    token = a_token(stand_in)
    refused = token.header()

    token.renew(refused)
    token.renew(refused)

    assert stand_in.tokens == 2


def test_a_token_that_ended_early_is_renewed_in_the_middle_of_a_run():
    stand_in = StandIn(a_case("PP-D-1"), a_case("PP-D-2"))
    stand_in.say(
        f"{LIST}/PP-D-1", an_error(401, "AUTHENTICATION_FAILURE"), httpx.Response(200, json=a_case("PP-D-1"))
    )

    fetched = a_client(stand_in, side_by_side=1).fetch_disputes(since=NOW, until=NOW, also=["PP-D-1"])

    assert [dispute.dispute_id for dispute in fetched.records] == ["PP-D-1"]
    assert stand_in.tokens == 2


def test_the_rights_of_the_app_can_be_checked():
    stand_in = StandIn()
    answer = {"access_token": "t", "expires_in": 900, "scope": f"openid {DISPUTES_SCOPE}"}
    stand_in.say(TOKEN, httpx.Response(200, json=answer))

    assert a_client(stand_in).scopes() == {"openid", DISPUTES_SCOPE}


@pytest.mark.parametrize("status", [400, 401])
def test_a_wrong_secret_is_a_matter_of_configuration_and_is_not_told(status: int):
    stand_in = StandIn()
    refusal = {"error": "invalid_client", "error_description": f"Client {CLIENT_SECRET} failed"}
    stand_in.say(TOKEN, httpx.Response(status, json=refusal))

    with pytest.raises(
        Misconfigured, match=rf"aurora.*{status} invalid_client.*Apps & Credentials"
    ) as caught:
        a_client(stand_in).fetch_disputes(since=NOW, until=NOW)

    assert CLIENT_SECRET not in all_words_of(caught.value)
    assert stand_in.asked(LIST) == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={}),
        httpx.Response(200, json=[]),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, json={"access_token": 5}),
        httpx.Response(200, json={"access_token": "two words"}),
        httpx.Response(200, json={"access_token": "t\r\nx: 1"}),
        httpx.Response(200, json={"access_token": "é"}),
        httpx.Response(503),
        httpx.Response(429),
        httpx.ReadTimeout("lost"),
    ],
)
def test_a_sign_in_without_a_token_is_tried_later(answer: httpx.Response | Exception):
    stand_in = StandIn()
    stand_in.say(TOKEN, answer)

    with pytest.raises(TryLater) as caught:
        a_client(stand_in).fetch_disputes(since=NOW, until=NOW)

    assert isinstance(caught.value, NoAnswer)
    assert not caught.value.maybe_done


def test_a_client_is_made_from_a_configuration_and_says_nothing_of_it():
    client = PayPal.connect(BASE, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, brand="aurora")

    assert CLIENT_SECRET not in repr(client)
    assert CLIENT_SECRET not in repr(a_token(StandIn()))
    client.close()


@pytest.mark.parametrize(
    ("path", "feature"), [(LIST, "Customer disputes"), ("/v1/reporting/transactions", "Transaction search")]
)
def test_a_missing_right_names_the_tick_in_the_dashboard(path: str, feature: str):
    response = httpx.Response(
        403, json={"name": "NOT_AUTHORIZED"}, request=httpx.Request("GET", f"{BASE}{path}")
    )

    assert feature in str(explain_paypal(response, brand="aurora"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"name": 5, "details": {"issue": "X"}, "debug_id": []}',
        b'{"name": "=HYPERLINK(1)", "details": [5, {"issue": "two words"}], "debug_id": "a\\nb"}',
    ],
)
def test_any_error_body_can_be_read_and_only_codes_are_taken(body: bytes):
    assert fault_of(httpx.Response(400, content=body)) == ("", (), "")
