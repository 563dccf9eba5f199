"""Every call to Trustpilot x every fault: what a sweep comes to, and how many requests it spends on it."""

import httpx
import pytest

from sheets_bot.errors import Misconfigured, SheetsBotError, TryLater
from sheets_bot.platforms.trustpilot.access import TOKEN_PATH
from trustpilot_stand_in import LIST, NOW, SINGLE, StandIn, a_client, a_review, an_id

FAULTS = {
    "401": httpx.Response(401, json={"fault": {"detail": {"errorcode": "oauth.v2.Invalid"}}}),
    "403": httpx.Response(403, json={"ErrorCode": 1, "Error": "words"}),
    "404": httpx.Response(404, content=b""),
    "429": httpx.Response(429, json={"details": "words"}),
    "500": httpx.Response(500, content=b"<html>"),
    "503": httpx.Response(503),
    "timeout": httpx.ReadTimeout("words"),
    "cut": httpx.RemoteProtocolError("words"),
    "no connection": httpx.ConnectError("words"),
    "garbage": httpx.Response(200, content=b"\xff<html>"),
}
CALLS = {"sign-in": TOKEN_PATH, "list": LIST, "one review": SINGLE + an_id(1)}
OUTCOMES = {
    # A sign-in is not repeated but where it never left; a wrong key is a person's business.
    "sign-in": {
        "401": (Misconfigured, 1),
        "403": (Misconfigured, 1),
        "404": (Misconfigured, 1),
        "429": (TryLater, 1),
        "500": (TryLater, 1),
        "503": (TryLater, 1),
        "timeout": (TryLater, 1),
        "cut": (TryLater, 1),
        "no connection": (TryLater, 3),
        "garbage": (TryLater, 1),
    },
    "list": {
        "401": (Misconfigured, 2),
        "403": (Misconfigured, 1),
        "404": (Misconfigured, 1),
        "429": (TryLater, 3),
        "500": (TryLater, 2),
        "503": (TryLater, 3),
        "timeout": (TryLater, 3),
        "cut": (TryLater, 3),
        "no connection": (TryLater, 3),
        "garbage": (TryLater, 2),
    },
    # The list was read, so its reviews come; of the missing one it is said what is known.
    "one review": {
        "401": (Misconfigured, 2),
        "403": ("refused", 1),
        "404": ("gone", 1),
        "429": ("no answer", 3),
        "500": ("no answer", 2),
        "503": ("no answer", 3),
        "timeout": ("no answer", 3),
        "cut": ("no answer", 3),
        "no connection": ("no answer", 3),
        "garbage": ("no answer", 2),
    },
}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def sweep(stand_in: StandIn) -> object:
    """What a sweep comes to: the kind of error, or what is said of the review that is not in the list."""
    try:
        fetched = a_client(stand_in).sweep(since=NOW, watched=[an_id(1), an_id(2)])
    except SheetsBotError as error:
        return Misconfigured if isinstance(error, Misconfigured) else TryLater
    assert [review.review_id for review in fetched.records] == [an_id(2)]
    if fetched.unknown_ids:
        assert fetched.unknown_ids == (an_id(1),)
        return "gone"
    (note,) = fetched.notes
    assert fetched.complete == ("refused" in note)
    return "refused" if "refused" in note else "no answer"


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_every_call_comes_to_its_outcome_under_every_fault(call, fault):
    stand_in = StandIn(a_review(2, days_ago=0))
    stand_in.say(CALLS[call], FAULTS[fault])

    assert (sweep(stand_in), len(stand_in.asked(CALLS[call]))) == OUTCOMES[call][fault]
