"""Promises of the acts at Trustpilot: one reply where none stands, in a person's name, and questions that may fail in a 200."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from act_stand import an_act
from sheets_bot.approvals.trustpilot_acts import TrustpilotActs
from sheets_bot.domain.acts.act import Kind, Outcome, State
from sheets_bot.domain.acts.basis import facts_of_review
from sheets_bot.platforms.trustpilot.records import review_from_json
from trustpilot_stand_in import NOW, OTHER_UNIT, SINGLE, UNIT, StandIn, a_client, a_review, an_id, at

AUTHOR = "f" * 24
TEXT = "Thank you.\nWe are sorry."
REPLY = f"{SINGLE}{an_id(1)}/reply"
ASK = f"{SINGLE}{an_id(1)}/find-reviewer"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def a_reply(text: str = TEXT) -> dict[str, Any]:
    return {"text": text, "createdAt": at(-0.1), "updatedAt": None}


def a_question(text: str = TEXT, days_ago: float = -0.1) -> dict[str, Any]:
    return {"id": an_id(5), "created": at(days_ago), "status": "pending", "businessUserMessage": text}


def replies(stand_in: StandIn, *, shows: bool = True) -> None:
    """Let a post of a reply succeed; *shows*: and stand under the review from then on."""

    def post(request: httpx.Request) -> httpx.Response:
        if shows:
            stand_in.reviews[0]["companyReply"] = a_reply(json.loads(request.read())["message"])
        return httpx.Response(201)

    stand_in.say(REPLY, post)


def done(stand_in: StandIn, kind: Kind = Kind.POST_REPLY, author: str = AUTHOR, text: str = TEXT) -> Outcome:
    act = an_act(kind, an_id(1), tab="Reviews", text=text)
    return TrustpilotActs(a_client(stand_in), business_user_id=author).do(act, now=NOW)


def looked(review: dict[str, Any] | None, kind: Kind = Kind.POST_REPLY, *, minutes: float = 60) -> Outcome:
    stand_in = StandIn(*([review] if review else []))
    act = an_act(kind, an_id(1), tab="Reviews", text=TEXT)
    doer = TrustpilotActs(a_client(stand_in), business_user_id=AUTHOR)
    return doer.look(act, claimed_at=NOW, now=NOW + timedelta(minutes=minutes))


def test_a_reply_is_posted_in_a_persons_name_and_read_back():
    stand_in = StandIn(a_review())
    replies(stand_in)

    told = done(stand_in)

    (posted,) = stand_in.asked(REPLY)
    assert json.loads(posted.read()) == {"authorBusinessUserId": AUTHOR, "message": TEXT}
    assert (told.state, told.reference) == (State.DONE, an_id(1))
    assert len(stand_in.asked(f"{SINGLE}{an_id(1)}")) == 2


def test_a_success_that_does_not_read_back_is_in_doubt():
    stand_in = StandIn(a_review())
    replies(stand_in, shows=False)

    assert done(stand_in).state is State.IN_DOUBT


REFUSALS = [
    (
        a_review(companyReply=a_reply("A person's words")),
        Kind.POST_REPLY,
        AUTHOR,
        TEXT,
        "has a reply already",
    ),
    (a_review(businessUnit={"id": OTHER_UNIT}), Kind.POST_REPLY, AUTHOR, TEXT, "another business"),
    (a_review(), Kind.POST_REPLY, "", TEXT, "business_user_id"),
    (a_review(), Kind.POST_REPLY, AUTHOR, " ", "empty"),
    (a_review(2), Kind.POST_REPLY, AUTHOR, TEXT, "does not know this review"),
    (a_review(findReviewer={"isEligible": False}), Kind.FIND_REVIEWER, AUTHOR, TEXT, "whom it invited"),
    (a_review(findReviewer={"requests": [a_question()]}), Kind.FIND_REVIEWER, AUTHOR, TEXT, "asked before"),
    (a_review(), Kind.SEND_MAIL, AUTHOR, TEXT, "cannot be done"),
]


@pytest.mark.parametrize(("review", "kind", "author", "text", "words"), REFUSALS)
def test_what_cannot_be_done_is_refused_in_words_and_nothing_is_sent(review, kind, author, text, words):
    stand_in = StandIn(review)

    told = done(stand_in, kind, author, text)

    assert told.state is State.REFUSED
    assert words in told.words
    assert stand_in.asked(REPLY) + stand_in.asked(ASK) == []


def bound_to(review: dict[str, Any]) -> dict[str, str]:
    """The facts of an act that was ticked when the review stood like this."""
    return facts_of_review(review_from_json(review, brand="aurora", business_unit_id=UNIT))


@pytest.mark.parametrize("kind", [Kind.POST_REPLY, Kind.FIND_REVIEWER])
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"stars": 5}, "Stars: was 1, is 5"),
        ({"text": "It came. Thank you."}, "Review text: was "),
        ({"title": "It came"}, "Review text: was "),
        ({"status": "hidden"}, "Review is: was online, is hidden"),
    ],
)
def test_a_review_that_changed_since_the_tick_is_answered_only_after_it_was_read(kind, changed, words):
    stand_in = StandIn(a_review(**changed))
    replies(stand_in)
    act = an_act(kind, an_id(1), tab="Reviews", text=TEXT, basis=bound_to(a_review()))

    told = TrustpilotActs(a_client(stand_in), business_user_id=AUTHOR).do(act, now=NOW)

    assert told.state is State.REFUSED
    assert told.words.startswith("The review has changed.")
    assert words in told.words
    assert "Nothing was sent." in told.words
    assert stand_in.asked(REPLY) + stand_in.asked(ASK) == []


def test_a_review_that_stands_as_it_did_is_answered():
    stand_in = StandIn(a_review())
    replies(stand_in)
    act = an_act(Kind.POST_REPLY, an_id(1), tab="Reviews", text=TEXT, basis=bound_to(a_review()))

    told = TrustpilotActs(a_client(stand_in), business_user_id=AUTHOR).do(act, now=NOW)

    assert told.state is State.DONE


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ({"statusCode": 200, "isSuccessStatusCode": True}, State.DONE),
        ({"statusCode": 400, "isSuccessStatusCode": False, "reasonPhrase": "Bad Request"}, State.REFUSED),
        ({"isSuccessStatusCode": False}, State.REFUSED),
        ({"message": "ok"}, State.IN_DOUBT),
        ("<html>", State.IN_DOUBT),
    ],
)
def test_a_question_counts_by_what_stands_in_the_body_of_its_200(body, state):
    stand_in = StandIn(a_review())
    answer = httpx.Response(200, text=body) if isinstance(body, str) else httpx.Response(200, json=body)
    stand_in.say(ASK, answer)

    told = done(stand_in, Kind.FIND_REVIEWER)

    assert told.state is state
    assert json.loads(stand_in.asked(ASK)[0].read()) == {"message": TEXT}


@pytest.mark.parametrize("answer", [httpx.ReadTimeout("lost"), httpx.Response(500), httpx.Response(503)])
@pytest.mark.parametrize(("kind", "path"), [(Kind.POST_REPLY, REPLY), (Kind.FIND_REVIEWER, ASK)])
def test_a_lost_answer_is_never_asked_for_again(kind, path, answer):
    stand_in = StandIn(a_review())
    stand_in.say(path, answer)

    assert done(stand_in, kind).state is State.IN_DOUBT
    assert len(stand_in.asked(path)) == 1


@pytest.mark.parametrize(
    ("review", "minutes", "state"),
    [
        (a_review(companyReply=a_reply("Thank  you. We are sorry. ")), 60, State.DONE),
        (a_review(companyReply=a_reply("Another reply")), 60, State.REFUSED),
        (a_review(), 29, State.IN_DOUBT),
        (a_review(), 30, State.NOT_DONE),
        (None, 60, State.IN_DOUBT),
        (None, 24 * 60, State.UNKNOWN),
    ],
)
def test_a_reply_is_looked_for_by_its_words(review, minutes, state):
    assert looked(review, minutes=minutes).state is state


@pytest.mark.parametrize(
    ("question", "state"),
    [
        (a_question(), State.DONE),
        (a_question("Other words"), State.NOT_DONE),
        (a_question(days_ago=3), State.NOT_DONE),
    ],
)
def test_a_question_is_looked_for_by_its_words_and_time(question, state):
    review = a_review(findReviewer={"isEligible": True, "requests": [question]})

    assert looked(review, Kind.FIND_REVIEWER).state is state
