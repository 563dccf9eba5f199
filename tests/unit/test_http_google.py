"""Signing in to Google: one token for all threads, and a way out for each way in which it can fail."""

import base64
import json
import threading
import traceback
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from freezegun import freeze_time

from sheets_bot.errors import Misconfigured, SheetsBotError, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.google import (
    DRIVE_SCOPE,
    SPREADSHEETS_SCOPE,
    GoogleAccount,
    kind_of_google_request,
)
from sheets_bot.platforms.google_errors import explain_google, google_fault
from sheets_bot.platforms.http import Http

EMAIL = "bot@project.iam.example"
SIGN_IN = "https://sign-in.example"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.fixture(scope="session")
def key() -> dict[str, Any]:
    made = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "type": "service_account",
        "client_email": EMAIL,
        "private_key": pem.decode(),
        "token_uri": f"{SIGN_IN}/token",
    }


class SignIn:
    """Google's token endpoint: numbered tokens that last an hour, unless told to answer otherwise."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.answers:
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        token = {"access_token": f"token-{len(self.requests)}", "expires_in": 3600, "token_type": "Bearer"}
        return httpx.Response(200, json=token)


def an_account(key: dict[str, Any], sign_in: SignIn) -> GoogleAccount:
    return GoogleAccount(
        key, token_http=Http("Google sign-in", SIGN_IN, transport=httpx.MockTransport(sign_in))
    )


def claims_of(request: httpx.Request) -> dict[str, Any]:
    assertion = parse_qs(request.read().decode())["assertion"][0]
    middle = assertion.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return claims


def test_the_account_signs_in_with_the_least_rights(key: dict[str, Any]):
    sign_in = SignIn()

    header = an_account(key, sign_in).header()

    assert header == "Bearer token-1"
    claims = claims_of(sign_in.requests[0])
    assert claims["iss"] == EMAIL
    assert claims["scope"].split() == [SPREADSHEETS_SCOPE, DRIVE_SCOPE]
    assert sign_in.requests[0].url == f"{SIGN_IN}/token"


def test_a_token_serves_until_shortly_before_its_end(key: dict[str, Any]):
    sign_in = SignIn()
    account = an_account(key, sign_in)

    with freeze_time("2026-11-23 10:00:00+00:00") as clock:
        headers = [account.header()]
        clock.tick(50 * 60)
        headers.append(account.header())
        clock.tick(9 * 60)
        headers.append(account.header())

    assert headers == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


def test_threads_that_start_together_fetch_one_token(key: dict[str, Any]):
    sign_in = SignIn()
    account = an_account(key, sign_in)
    headers: list[str] = []

    threads = [threading.Thread(target=lambda: headers.append(account.header())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert headers == ["Bearer token-1"] * 8
    assert len(sign_in.requests) == 1


def test_a_refused_token_is_replaced_once_for_all_threads(key: dict[str, Any]):
    sign_in = SignIn()
    account = an_account(key, sign_in)
    refused = account.header()

    assert account.renew(refused)
    assert account.renew(refused)

    assert account.header() == "Bearer token-2"
    assert len(sign_in.requests) == 2


REFUSALS = [
    ("invalid_grant", "Invalid JWT Signature.", "deleted or replaced"),
    (
        "invalid_grant",
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
        "clock of this machine",
    ),
    ("invalid_grant", "Invalid grant: account not found", "deleted or disabled"),
    ("unauthorized_client", "Client is unauthorized to retrieve access tokens", "service account is enabled"),
    ("something_new", "", "token_uri"),
]


@pytest.mark.parametrize(("code", "description", "way_out"), REFUSALS)
def test_each_refusal_of_a_key_has_its_way_out(
    key: dict[str, Any], code: str, description: str, way_out: str
):
    sign_in = SignIn(httpx.Response(400, json={"error": code, "error_description": description}))

    with pytest.raises(Misconfigured, match=way_out) as caught:
        an_account(key, sign_in).header()

    assert EMAIL in str(caught.value)
    assert "assertion" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]", b'{"access_token": 5}', b'{"expires_in": "soon"}'])
def test_a_success_without_a_token_is_no_success(key: dict[str, Any], body: bytes):
    account = an_account(key, SignIn(httpx.Response(200, content=body)))

    with pytest.raises((Misconfigured, TryLater)):
        account.header()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_sign_in_that_does_not_answer_is_tried_later_and_says_nothing_of_the_call(
    key: dict[str, Any], status: int
):
    """A token that was not fetched proves that the write it was for never left: `maybe_done` is False."""
    sign_in = SignIn(httpx.Response(status))
    sheets = Http(
        "Google Sheets",
        "https://sheets.example",
        credential=an_account(key, sign_in),
        transport=httpx.MockTransport(lambda _: httpx.Response(200)),
    )

    with pytest.raises(NoAnswer) as caught:
        sheets.send("POST", "/v4/spreadsheets/abc:batchUpdate", repeatable=True)

    assert not caught.value.maybe_done
    assert sheets.traffic.calls == 0
    assert len(sign_in.requests) <= 7


def test_a_key_is_read_from_its_file(key: dict[str, Any], tmp_path: Path):
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key), encoding="utf-8")

    account = GoogleAccount.from_file(file)

    assert account.email == EMAIL
    assert repr(account) == f"<GoogleAccount {EMAIL}>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not json at all", "is not JSON"),
        ("[]", "is not JSON"),
        ('{"type": "authorized_user", "client_secret": "hush"}', "type 'authorized_user'"),
        ('{"installed": {"client_secret": "hush"}}', "without a type"),
        ('{"type": "service_account"}', "lacks client_email and private_key"),
        ('{"type": "service_account", "client_email": "a@b.c", "private_key": "hush"}', "private_key"),
        ('{"type": "service_account", "client_email": "a@b.c", "private_key": 5}', "lacks private_key"),
    ],
)
def test_each_wrong_key_file_has_its_way_out(tmp_path: Path, content: str, words: str):
    file = tmp_path / "key.json"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(Misconfigured, match=words) as caught:
        GoogleAccount.from_file(file)

    assert "hush" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path, name: str):
    with pytest.raises(Misconfigured, match=r"key file .* cannot be read"):
        GoogleAccount.from_file(tmp_path / name)


@pytest.mark.parametrize(
    "address", ["", "oauth2.example/token", "ftp://oauth2.example/token", "https://[", 7]
)
def test_a_key_whose_token_address_is_none_is_refused(key: dict[str, Any], address: Any):
    with pytest.raises(Misconfigured, match="token_uri"):
        GoogleAccount({**key, "token_uri": address})


def test_a_key_without_a_token_address_signs_in_at_google(key: dict[str, Any]):
    without = {name: value for name, value in key.items() if name != "token_uri"}

    assert GoogleAccount(without).email == EMAIL


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/v4/spreadsheets/abc", "read"),
        ("GET", "/drive/v3/files/abc", "read"),
        ("POST", "/v4/spreadsheets/abc/values:batchGetByDataFilter", "read"),
        ("POST", "/v4/spreadsheets/abc:getByDataFilter", "read"),
        ("POST", "/v4/spreadsheets/abc/developerMetadata:search", "read"),
        ("POST", "/v4/spreadsheets/abc:batchUpdate", "write"),
        ("POST", "/v4/spreadsheets/abc/values:batchUpdateByDataFilter", "write"),
        ("PUT", "/v4/spreadsheets/abc/values/A1", "write"),
        ("POST", "/v4/spreadsheets/abc/values:batchClear", "write"),
    ],
)
def test_reads_and_writes_are_told_apart_as_google_meters_them(method: str, path: str, kind: str):
    assert kind_of_google_request(method, path) == kind


def test_an_exceeded_quota_names_its_limit():
    """The body is the shape that Sheets answers a 429 with."""
    body = {
        "error": {
            "code": 429,
            "status": "RESOURCE_EXHAUSTED",
            "message": "Quota exceeded for quota metric 'Read requests'",
            "details": [
                {
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "RATE_LIMIT_EXCEEDED",
                    "metadata": {"quota_limit": "ReadRequestsPerMinutePerUser", "quota_limit_value": "60"},
                }
            ],
        }
    }

    error = explain_google(httpx.Response(429, json=body), email=EMAIL)

    assert isinstance(error, NoAnswer)
    assert not error.maybe_done
    assert "ReadRequestsPerMinutePerUser" in str(error)


@pytest.mark.parametrize(
    ("status", "body", "kind", "way_out"),
    [
        (
            403,
            {"error": {"status": "PERMISSION_DENIED", "message": "No"}},
            Misconfigured,
            f"Share it with {EMAIL}",
        ),
        (
            403,
            {"error": {"details": [{"reason": "SERVICE_DISABLED"}]}},
            Misconfigured,
            "Enable the Google Sheets API",
        ),
        (404, {"error": {"status": "NOT_FOUND"}}, Misconfigured, "workbooks"),
        (401, {"error": {"status": "UNAUTHENTICATED"}}, Misconfigured, "key was not deleted"),
        (400, {"error": {"message": "Invalid requests[0]"}}, Misconfigured, r"Invalid requests\[0\]"),
        (503, {"error": {"status": "UNAVAILABLE"}}, NoAnswer, "next run"),
        (500, "no json", NoAnswer, "next run"),
    ],
)
def test_each_refusal_of_google_has_its_way_out(
    status: int, body: Any, kind: type[SheetsBotError], way_out: str
):
    error = explain_google(httpx.Response(status, json=body), email=EMAIL, what="the spreadsheet abc")

    assert isinstance(error, kind)
    with pytest.raises(kind, match=way_out):
        raise error


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"error": 5}', b'{"error": {"details": [5, {"reason": []}]}}']
)
def test_any_error_body_can_be_read(body: bytes):
    fault = google_fault(httpx.Response(503, content=body))

    assert fault == ("", "", "", "")


def test_long_words_of_google_are_cut():
    fault = google_fault(httpx.Response(400, json={"error": {"message": "x" * 5_000}}))

    assert len(fault.message) == 200
