"""Fetching disputes: new ones from the list, known ones by number, evidence only where it can do no harm."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from sheets_bot.errors import TryLater
from sheets_bot.platforms.shopify.queries import ALL_ORDERS, DISPUTES, EVIDENCE, LACKING, ORDERS
from shopify_stand_in import NOW, StandIn, a_client, a_dispute, an_error

SINCE = NOW - timedelta(days=1)
WITHOUT_EVIDENCE = set(LACKING) - {EVIDENCE}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def fetch(stand_in: StandIn, *also: str) -> Any:
    return a_client(stand_in).fetch_disputes(since=SINCE, until=NOW, also=also)


def page_of(*disputes: dict[str, Any]) -> httpx.Response:
    nodes = {"nodes": list(disputes), "pageInfo": {"hasNextPage": False, "endCursor": None}}
    return httpx.Response(200, json={"data": {"disputes": nodes}})


def test_new_disputes_come_from_the_list_with_a_quoted_time_and_days_to_spare():
    stand_in = StandIn(disputes=[a_dispute(n) for n in (1, 2, 3)], scopes=WITHOUT_EVIDENCE)

    fetched = fetch(stand_in)

    assert [dispute.dispute_id for dispute in fetched.records] == ["1", "2", "3"]
    assert fetched.complete
    assert stand_in.asked("DisputesPage")[0]["variables"]["q"] == "initiated_at:>='2026-11-19T10:00:00Z'"


def test_known_disputes_are_asked_for_by_number_since_no_list_tells_of_a_change():
    stand_in = StandIn(disputes=[a_dispute(n) for n in (1, 2, 3)], scopes=WITHOUT_EVIDENCE)
    stand_in.say("DisputesPage", page_of(a_dispute(1)))

    fetched = fetch(stand_in, "1", "3")

    assert sorted(dispute.dispute_id for dispute in fetched.records) == ["1", "3"]
    (question,) = stand_in.asked("DisputesById")
    assert question["variables"] == {"i0": "gid://shopify/ShopifyPaymentsDispute/3"}


def test_a_number_that_shopify_does_not_know_is_told_and_one_that_is_none_is_not_asked_for():
    stand_in = StandIn(disputes=[a_dispute(1)])

    fetched = fetch(stand_in, "404", "typed by hand", "１２")

    assert sorted(fetched.unknown_ids) == ["404", "typed by hand", "１２"]
    asked = [list(body["variables"].values()) for body in stand_in.asked("DisputesById")]
    assert asked == [["gid://shopify/ShopifyPaymentsDispute/1", "gid://shopify/ShopifyPaymentsDispute/404"]]


def test_many_disputes_are_asked_for_in_questions_of_25():
    stand_in = StandIn(disputes=[a_dispute(n) for n in range(60)], scopes=WITHOUT_EVIDENCE)
    stand_in.say("DisputesPage", page_of())

    fetched = fetch(stand_in, *(str(n) for n in range(60)))

    assert len(fetched.records) == 60
    assert [len(body["variables"]) for body in stand_in.asked("DisputesById")] == [25, 25, 10]


def test_the_number_of_the_evidence_is_looked_up_where_the_app_may_read_it():
    assert [d.evidence_id for d in fetch(StandIn(disputes=[a_dispute(5)])).records] == ["9005"]


def test_without_the_right_to_evidence_it_is_never_asked_for():
    """It must not be null: one denied field in the list would take the whole list with it."""
    stand_in = StandIn(disputes=[a_dispute(5, disputeEvidence=None)], scopes=WITHOUT_EVIDENCE)

    fetched = fetch(stand_in, "5")

    assert [dispute.evidence_id for dispute in fetched.records] == [""]
    assert all("vidence {" not in body["query"] for body in stand_in.asked())


def test_evidence_that_is_denied_although_it_is_granted_costs_the_link_and_not_the_dispute():
    stand_in = StandIn(disputes=[a_dispute(5, disputeEvidence=None)])
    denied = an_error("ACCESS_DENIED", "d0", "disputeEvidence", data={"d0": None})
    bare = httpx.Response(200, json={"data": {"d0": a_dispute(5, disputeEvidence=None, status="WON")}})
    stand_in.say("DisputesById", denied, bare)

    fetched = fetch(stand_in, "5")

    assert [(dispute.status, dispute.evidence_id) for dispute in fetched.records] == [("WON", "")]
    assert "withholds the evidence" in fetched.notes[0]
    assert "vidence {" not in stand_in.asked("DisputesById")[-1]["query"]


def test_a_dispute_about_an_order_out_of_reach_comes_without_it_and_says_why():
    data = {"disputes": {"nodes": [a_dispute(1, order=None)], "pageInfo": {"hasNextPage": False}}}
    stand_in = StandIn(scopes=WITHOUT_EVIDENCE - {ALL_ORDERS})
    stand_in.say("DisputesPage", an_error("ACCESS_DENIED", "disputes", "nodes", 0, "order", data=data))

    fetched = fetch(stand_in)

    assert [dispute.order_name for dispute in fetched.records] == [""]
    assert "shows no order for 1 dispute(s): without the right read_all_orders" in fetched.notes[0]


def test_two_disputes_of_one_order_are_two():
    stand_in = StandIn(disputes=[a_dispute(1), a_dispute(2)])

    assert [(d.dispute_id, d.order_name) for d in fetch(stand_in).records] == [("1", "#1042"), ("2", "#1042")]


def test_a_dispute_that_is_withheld_whole_is_skipped_and_named():
    stand_in = StandIn(scopes=WITHOUT_EVIDENCE)
    stand_in.say("DisputesById", an_error("ACCESS_DENIED", "d0", data={"d0": None}))

    fetched = fetch(stand_in, "7")

    assert fetched.unknown_ids == ()
    assert "withholds dispute 7" in str(fetched.skipped[0])


def test_without_the_right_to_disputes_the_right_is_named_and_nothing_fails():
    stand_in = StandIn(disputes=[a_dispute(1)], scopes=set(LACKING) - {DISPUTES})

    fetched = fetch(stand_in, "1")

    assert (fetched.records, fetched.unknown_ids, fetched.complete) == ((), (), False)
    assert "lacks the right read_shopify_payments_disputes" in fetched.notes[0]


def test_without_the_right_to_orders_disputes_come_without_theirs():
    stand_in = StandIn(disputes=[a_dispute(1, order=None)], scopes=set(LACKING) - {ORDERS})

    assert len(fetch(stand_in).records) == 1
    assert "order {" not in stand_in.asked("DisputesPage")[0]["query"]


def test_one_that_cannot_be_read_is_skipped_and_the_others_come():
    stand_in = StandIn(
        disputes=[a_dispute(1), {"id": "gid://shopify/ShopifyPaymentsDispute/x"}], scopes=WITHOUT_EVIDENCE
    )

    fetched = fetch(stand_in)

    assert [dispute.dispute_id for dispute in fetched.records] == ["1"]
    assert len(fetched.skipped) == 1


def test_when_questions_by_number_get_no_answer_the_list_stays_and_no_more_are_asked():
    stand_in = StandIn(disputes=[a_dispute(1)], scopes=WITHOUT_EVIDENCE)
    stand_in.say("DisputesById", httpx.Response(503))

    fetched = fetch(stand_in, *(str(n) for n in range(100, 200)))

    assert [dispute.dispute_id for dispute in fetched.records] == ["1"]
    assert not fetched.complete
    assert "100 dispute(s) were not looked up" in fetched.notes[0]
    assert len(stand_in.asked("DisputesById")) == 3, "one question in its three attempts"


@pytest.mark.parametrize(
    "answer", [httpx.Response(503), httpx.ReadTimeout("lost"), httpx.Response(200, content=b"x")]
)
def test_a_shopify_that_gives_no_answer_at_all_is_asked_later(answer: Any):
    stand_in = StandIn()
    stand_in.say("DisputesPage", answer)

    with pytest.raises(TryLater):
        fetch(stand_in, "1")


def test_another_version_that_answers_is_said_in_the_notes():
    stand_in = StandIn()
    stand_in.version = "2027-01"

    assert "answers as 2027-01" in fetch(stand_in).notes[0]
