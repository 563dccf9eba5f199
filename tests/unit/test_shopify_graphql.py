"""One question to Shopify: four layers of errors, a bucket of points, and the version it is answered in."""

from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience
from sheets_bot.platforms.shopify.budget import Budget
from sheets_bot.platforms.shopify.graphql import Graph, NotServed
from sheets_bot.platforms.shopify.queries import WHO, Operation
from shopify_stand_in import BASE, StandIn, a_client, an_error

CAPTURED_THROTTLE: dict[str, Any] = {
    "requestedQueryCost": 752,
    "actualQueryCost": None,
    "throttleStatus": {"maximumAvailable": 1000, "currentlyAvailable": 666, "restoreRate": 50},
}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def budget(self) -> Budget:
        return Budget("Shopify, brand aurora", clock=lambda: self.now, sleep=self.sleep)


def a_graph(*answers: Any, budget: Budget | None = None, attempts: int = 3) -> tuple[Graph, StandIn]:
    stand_in = StandIn()
    stand_in.say(WHO.name, *answers)
    patience = Patience(attempts=attempts, first_wait_seconds=0.0)
    http = Http("Shopify", BASE, transport=httpx.MockTransport(stand_in), patience=patience)
    return Graph(http, budget or Time().budget(), brand="aurora", patience=patience), stand_in


def fine(**extensions: Any) -> httpx.Response:
    return httpx.Response(200, json={"data": {"x": 1}, "extensions": extensions})


def throttled(**cost: Any) -> httpx.Response:
    """As captured from a store: status 200, no data, the bucket beside the error."""
    errors = [
        {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": "https://x.example"}}
    ]
    extensions = {"cost": {**CAPTURED_THROTTLE, **cost}}
    return httpx.Response(200, json={"errors": errors, "extensions": extensions})


def test_a_throttled_question_waits_until_the_bucket_holds_it_and_is_asked_again():
    time = Time()
    graph, stand_in = a_graph(throttled(), fine(), budget=time.budget())

    answer = graph.ask(WHO)

    assert answer.data == {"x": 1}
    assert len(stand_in.asked()) == 2
    assert time.slept == [pytest.approx((752 - 666) / 50)]


def test_a_question_that_stays_throttled_is_given_up_within_patience():
    graph, stand_in = a_graph(throttled())

    with pytest.raises(NoAnswer, match=r"brand aurora: Who was answered with THROTTLED.*next run"):
        graph.ask(WHO)

    assert len(stand_in.asked()) == 3


def test_a_question_waits_before_it_is_sent_when_the_bucket_is_known_to_be_low():
    time = Time()
    low = {
        "requestedQueryCost": 700,
        "throttleStatus": {"maximumAvailable": 1000, "currentlyAvailable": 100, "restoreRate": 100},
    }
    graph, stand_in = a_graph(fine(cost=low), budget=time.budget())

    graph.ask(WHO)
    graph.ask(WHO)

    assert time.slept == [pytest.approx(6.0)]
    assert len(stand_in.asked()) == 2


def test_a_bucket_that_fills_too_slowly_ends_the_run_rather_than_hang_it():
    slow = {
        "requestedQueryCost": 900,
        "throttleStatus": {"maximumAvailable": 1000, "currentlyAvailable": 0, "restoreRate": 1},
    }
    graph, stand_in = a_graph(fine(cost=slow))
    graph.ask(WHO)

    with pytest.raises(TryLater, match=r"would have to wait 900 s.*not sent"):
        graph.ask(WHO)

    assert len(stand_in.asked()) == 1


@settings(deadline=None, max_examples=100)
@given(
    maximum=st.integers(100, 20_000),
    share=st.floats(0, 1),
    per_second=st.integers(20, 2_000),
    cost=st.integers(1, 1_000),
    count=st.integers(1, 8),
)
def test_questions_that_keep_to_the_budget_never_overdraw_the_bucket(maximum, share, per_second, cost, count):
    """Against a true bucket: what is asked for is always there, whatever its size and speed."""
    time, cost = Time(), min(cost, maximum)
    budget = time.budget()
    level, filled_at = maximum * share, 0.0
    learnt = {
        "requestedQueryCost": cost,
        "throttleStatus": {
            "maximumAvailable": maximum,
            "currentlyAvailable": level,
            "restoreRate": per_second,
        },
    }
    budget.learn("q", learnt)
    budget._longest_wait_seconds = float("inf")

    for _ in range(count):
        budget.acquire("q")
        level, filled_at = min(maximum, level + (time.now - filled_at) * per_second), time.now
        assert level >= cost - 1e-6
        level -= cost


@pytest.mark.parametrize(
    "cost",
    [{}, {"throttleStatus": 5}, {"throttleStatus": {"restoreRate": 0}}, {"requestedQueryCost": "much"}],
)
def test_an_answer_without_a_bucket_is_an_answer(cost: dict[str, Any]):
    graph, _ = a_graph(fine(cost=cost))

    graph.ask(WHO)

    assert graph.ask(WHO).data == {"x": 1}


def test_a_question_that_is_too_dear_is_never_asked_again():
    """MAX_COST_EXCEEDED looks like THROTTLED."""
    graph, stand_in = a_graph(an_error("MAX_COST_EXCEEDED"))

    with pytest.raises(NotServed, match=r"MAX_COST_EXCEEDED.*report it") as caught:
        graph.ask(WHO)

    assert caught.value.codes == {"MAX_COST_EXCEEDED"}
    assert len(stand_in.asked()) == 1


def test_a_dropped_search_term_is_an_error_although_the_answer_is_a_200_with_rows():
    """An unquoted time is read as a field, the filter is dropped, and the unfiltered list comes back."""
    warning = {"field": "2026-09-25T02", "message": "Invalid search field", "code": "invalid_field"}
    search = [{"path": ["orders"], "query": "x", "parsed": {}, "warnings": [warning]}]
    graph, _ = a_graph(fine(search=search))

    with pytest.raises(NotServed, match=r"dropped a part of the search \(invalid_field 2026-09-25T02\)"):
        graph.ask(WHO)


def test_a_search_without_warnings_is_fine():
    graph, _ = a_graph(fine(search=[{"path": ["orders"], "query": "x", "warnings": []}]))

    assert graph.ask(WHO).data == {"x": 1}


def test_what_is_denied_in_part_is_named_and_the_rest_is_kept():
    data = {"orders": {"nodes": [{"email": None}]}}
    graph, _ = a_graph(an_error("ACCESS_DENIED", "orders", "nodes", 0, "email", data=data))

    answer = graph.ask(WHO)

    assert answer.data == data
    assert answer.withheld == (("orders", "nodes", 0, "email"),)


def test_what_is_denied_whole_names_the_right_that_is_missing():
    """A null where none may be takes the whole answer with it."""
    denied = an_error(
        "ACCESS_DENIED", "disputes", requiredAccess="`read_shopify_payments_disputes` access scope."
    )
    graph, stand_in = a_graph(denied)

    with pytest.raises(Misconfigured, match=r"The app needs read_shopify_payments_disputes: add it"):
        graph.ask(WHO)

    assert len(stand_in.asked()) == 1


def test_user_errors_inside_of_the_data_are_errors():
    payload = {"userErrors": [{"code": "EVIDENCE_PAST_DUE_DATE", "field": ["id"], "message": "words"}]}
    graph, _ = a_graph(httpx.Response(200, json={"data": {"disputeEvidenceUpdate": payload}}))

    with pytest.raises(NotServed, match="EVIDENCE_PAST_DUE_DATE"):
        graph.ask(WHO)


def test_shopifys_own_trouble_is_asked_again():
    graph, stand_in = a_graph(an_error("INTERNAL_SERVER_ERROR"), httpx.Response(502), fine())

    assert graph.ask(WHO).data == {"x": 1}
    assert len(stand_in.asked()) == 3


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={}),
        httpx.Response(200, json={"data": None}),
        httpx.Response(200, json={"data": 5}),
        httpx.Response(429),
        httpx.Response(500),
        httpx.Response(503),
        httpx.ReadTimeout("lost"),
        httpx.ReadError("cut"),
    ],
)
def test_an_answer_that_is_none_is_asked_for_later(answer: Any):
    graph, _ = a_graph(answer)

    with pytest.raises(TryLater):
        graph.ask(WHO)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "Install the app"),
        (402, "frozen"),
        (403, "does not let"),
        (404, "No store"),
        (423, "locked"),
        (406, "status 406"),
    ],
)
def test_a_refusal_says_what_a_person_must_do(status: int, words: str):
    graph, _ = a_graph(httpx.Response(status, json={"errors": "words of Shopify's"}))

    with pytest.raises(Misconfigured, match=words) as caught:
        graph.ask(WHO)

    assert "words of Shopify's" not in str(caught.value)


@settings(deadline=None, max_examples=100)
@given(
    errors=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["extensions", "code", "path", "message"]), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_whatever_stands_under_errors_ends_in_an_answer_or_an_error_of_ours(errors: Any):
    graph, _ = a_graph(httpx.Response(200, json={"data": {"x": 1}, "errors": errors}), attempts=1)

    try:
        assert graph.ask(WHO).data == {"x": 1}
        assert not errors
    except NotServed:
        assert errors


def test_an_older_version_that_answers_instead_is_said():
    """A version that is no longer served falls forward to the oldest that is."""
    stand_in = StandIn()
    stand_in.version = "2027-01"
    client = a_client(stand_in)
    assert client.version_note() == ""

    client.scopes()

    assert "answers as 2027-01 to questions for 2026-10" in client.version_note()


def test_a_question_is_sent_as_one_named_operation_with_its_variables():
    graph, stand_in = a_graph(fine())

    graph.ask(Operation(WHO.name, "query Who { x }"), {"a": None})

    assert stand_in.requests[0].url.path == "/admin/api/2026-10/graphql.json"
    assert stand_in.asked() == [
        {"query": "query Who { x }", "variables": {"a": None}, "operationName": "Who"}
    ]


def test_a_change_that_fails_without_a_word_of_what_kind_may_have_been_made():
    graph, _ = a_graph(
        httpx.Response(200, json={"data": None, "errors": [{"message": "Something went wrong"}]})
    )

    with pytest.raises(NoAnswer) as caught:
        graph.change(WHO, {})

    assert caught.value.maybe_done
