"""Signing in to Shopify: tokens of a day, static ones, and a way out of each refusal; no secret in any word."""

import traceback

import httpx
import pytest

from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.shopify.access import TOKEN_PATH, ShopifyToken
from sheets_bot.platforms.shopify.client import Shopify
from shopify_stand_in import BASE, CLIENT_ID, CLIENT_SECRET, NOW, StandIn, a_client, a_dispute


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def a_token(stand_in: StandIn, clock: Clock | None = None) -> ShopifyToken:
    http = Http("Shopify sign-in", BASE, transport=httpx.MockTransport(stand_in))
    return ShopifyToken(http, CLIENT_ID, CLIENT_SECRET, brand="aurora", clock=clock or Clock())


def all_words_of(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def sent_tokens(stand_in: StandIn) -> list[str | None]:
    return [r.headers.get("x-shopify-access-token") for r in stand_in.requests if r.url.path != TOKEN_PATH]


def test_the_app_signs_in_with_client_credentials_as_a_form():
    stand_in = StandIn()

    assert a_token(stand_in).header() == "token-1"

    (request,) = stand_in.requests
    assert (request.method, request.url.path) == ("POST", "/admin/oauth/access_token")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert dict(httpx.QueryParams(request.read().decode())) == {
        "grant_type": "client_credentials",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }


def test_questions_carry_the_token_in_shopifys_own_header():
    stand_in = StandIn()

    a_client(stand_in).scopes()

    assert sent_tokens(stand_in) == ["token-1"]
    assert "authorization" not in stand_in.requests[-1].headers


def test_a_token_of_24_hours_is_replaced_five_minutes_before_it_ends():
    stand_in, clock = StandIn(), Clock()
    token = a_token(stand_in, clock)

    headers = [token.header()]
    clock.seconds = 86_399 - 300 - 1
    headers.append(token.header())
    clock.seconds = 86_399 - 300
    headers.append(token.header())

    assert headers == ["token-1", "token-1", "token-2"]


def test_a_stale_token_is_renewed_once_after_a_401_and_then_given_up():
    stand_in = StandIn(disputes=[a_dispute()])
    stale = httpx.Response(401, json={"errors": "[API] Invalid API key or access token"})
    stand_in.say("Who", stale, httpx.Response(200, json={"data": {"currentAppInstallation": {}}}))

    a_client(stand_in).scopes()
    assert sent_tokens(stand_in) == ["token-1", "token-2"]

    stand_in.say("Who", stale)
    with pytest.raises(Misconfigured, match=r"brand aurora: answered with 401.*Install the app again"):
        a_client(stand_in).scopes()


def test_a_static_token_of_an_older_app_needs_no_sign_in_and_is_never_renewed():
    stand_in = StandIn()
    a_client(stand_in, token="shpat_old").scopes()
    assert sent_tokens(stand_in) == ["shpat_old"]

    stand_in.say("Who", httpx.Response(401, json={}))
    with pytest.raises(Misconfigured, match="401") as caught:
        a_client(stand_in, token="shpat_old").scopes()

    assert stand_in.tokens == 0
    assert "shpat_old" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "code", "way_out"),
    [
        (400, "shop_not_permitted", "different organizations"),
        (400, "app_not_installed", "not installed in this store"),
        (401, "invalid_client", "Copy client id and secret again"),
        (404, "", "handle is right"),
    ],
)
def test_a_refused_sign_in_names_the_way_out_and_not_the_secret(status: int, code: str, way_out: str):
    stand_in = StandIn()
    refusal = {"error": code, "error_description": f"{CLIENT_SECRET} is wrong"} if code else "<html>"
    stand_in.say("token", httpx.Response(status, json=refusal))

    with pytest.raises(Misconfigured, match=rf"brand aurora.*{status}.*{way_out}") as caught:
        a_client(stand_in).fetch_disputes(since=NOW, until=NOW)

    assert CLIENT_SECRET not in all_words_of(caught.value)
    assert stand_in.asked() == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={}),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, json={"access_token": 5}),
        httpx.Response(200, json={"access_token": "t\r\nx: 1"}),
        httpx.Response(503),
        httpx.Response(429),
        httpx.ReadTimeout("lost"),
    ],
)
def test_a_sign_in_without_a_token_is_tried_later(answer: httpx.Response | Exception):
    stand_in = StandIn()
    stand_in.say("token", answer)

    with pytest.raises(TryLater) as caught:
        a_client(stand_in).scopes()

    assert isinstance(caught.value, NoAnswer)
    assert not caught.value.maybe_done


@pytest.mark.parametrize(
    ("base", "whole"),
    [
        ("https://{shop}.shop.example", "https://aurora.shop.example"),
        ("http://127.0.0.1:8080/shopify", "http://127.0.0.1:8080/shopify/aurora"),
        ("http://127.0.0.1:8080/shopify/{shop}", "http://127.0.0.1:8080/shopify/aurora"),
    ],
)
def test_a_client_is_made_from_a_configuration_and_says_nothing_of_its_secrets(base: str, whole: str):
    client = Shopify.connect(
        base, shop="aurora", client_id=CLIENT_ID, client_secret=CLIENT_SECRET, brand="Aurora"
    )

    assert repr(client) == f"<Shopify of Aurora at {whole}>"
    assert CLIENT_SECRET not in repr(a_token(StandIn()))
    client.close()


@pytest.mark.parametrize("shop", ["", "aurora.evil.example/", "a/b", "ä", "-a"])
def test_a_handle_that_would_lead_to_another_host_is_refused(shop: str):
    with pytest.raises(Misconfigured, match="handle"):
        Shopify.connect("https://{shop}.shop.example", shop=shop, access_token="t", brand="Aurora")


def test_a_door_of_another_service_still_uses_the_usual_header():
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200)

    with Http("Shop", BASE, credential=a_token(StandIn()), transport=httpx.MockTransport(answer)) as http:
        http.send("GET", "/", repeatable=True)

    assert requests[0].headers["authorization"] == "token-1"
