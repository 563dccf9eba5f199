"""The door to the network: where no credential goes, what no error tells, and how much is taken in."""

import gzip
import traceback

import httpx
import pytest

from http_stand_in import SECRET, Answers, Token, a_door
from sheets_bot.errors import Misconfigured, Refused, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


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
