"""Promises of the acts at Shopify: saved, asked for and confirmed are told apart by what reads back, and rights are named."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from act_stand import Drawn, Fields, a_packet, a_pdf, an_act, some_fields
from sheets_bot.approvals.shopify_acts import ShopifyActs
from sheets_bot.domain.acts.act import Act, Kind, Outcome, State
from sheets_bot.domain.acts.case_traces import file_name_of
from sheets_bot.domain.acts.sent_file import file_words
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.patience import Patience
from sheets_bot.platforms.shopify.act_queries import SAVE_EVIDENCE, WRITE_EVIDENCE, WRITE_FILES
from sheets_bot.platforms.shopify.acts import LARGEST_FILE_BYTES
from sheets_bot.platforms.shopify.client import Shopify
from sheets_bot.platforms.shopify.graphql import NotServed
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.faults import Fault
from shopify_stand_in import StandIn, a_client, an_error

BRAND = "aurora"
QUICK = Patience(read_seconds=20.0, first_wait_seconds=0.0, attempts=3)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with start(seed=11, weeks=6, running=False, hostility="none") as sandbox:
        yield sandbox


class Desk:
    """A case that wants an answer, and who gives it."""

    def __init__(self, world: Sandbox) -> None:
        self.world = world
        self.case = world.world.chargebacks[BRAND][-1]
        case = self.case
        case.status, case.due_at = "NEEDS_RESPONSE", world.clock.now() + 5 * 86_400
        case.sent_at = case.finalized_at = None
        case.saved, case.files = {}, {}
        app = world.config["brands"][BRAND]["shopify"]
        self.client = Shopify.connect(world.endpoints["shopify"], brand=BRAND, patience=QUICK, **app)
        self.doer = ShopifyActs(self.client, some_fields, a_pdf)

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.world.clock.now(), UTC)

    def act(self, kind: Kind, **fields: Any) -> Act:
        number = f"SH-{self.case.number}"
        return an_act(kind, number, packet=a_packet(dispute=number, **fields))

    def does(self, kind: Kind, **fields: Any) -> Outcome:
        return self.doer.do(self.act(kind, **fields), now=self.now)

    def looks(self, kind: Kind, *, later: timedelta = DAY, **fields: Any) -> Outcome:
        return self.doer.look(self.act(kind, **fields), claimed_at=self.now, now=self.now + later)


@pytest.fixture
def desk(world: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    scopes = set(world.shopify.accounts.scopes[BRAND])
    desk = Desk(world)
    yield desk
    desk.client.close()
    world.faults.clear()
    world.shopify.set_submitting("works")
    world.shopify.accounts.scopes[BRAND] = scopes
    world.shopify.accounts.no_personal_data.discard(BRAND)


def test_what_is_saved_reads_back_with_its_file_and_is_not_submitted(desk):
    packet = desk.act(Kind.SAVE_EVIDENCE).packet

    told = desk.does(Kind.SAVE_EVIDENCE)

    assert told.state is State.SAVED
    assert desk.case.saved["uncategorizedText"] == a_packet().summary
    assert list(desk.case.files) == ["uncategorizedFile"]
    assert desk.case.sent_at is None
    assert desk.looks(Kind.SAVE_EVIDENCE).state is State.SAVED
    assert told.file == file_words(packet, a_pdf(packet))


@pytest.mark.parametrize(
    ("how", "state"), [("works", State.CONFIRMED), ("later", State.REQUESTED), ("nothing", State.REQUESTED)]
)
def test_a_submission_is_confirmed_only_by_what_reads_back(desk, how, state):
    """The mutation's answer is the same in all three ways."""
    desk.world.shopify.set_submitting(how)

    told = desk.does(Kind.SUBMIT_EVIDENCE)

    assert told.state is state
    assert desk.looks(Kind.SUBMIT_EVIDENCE).state is state
    assert desk.case.saved


def test_a_submission_that_shopify_confirms_later_is_confirmed_then(desk):
    desk.world.shopify.set_submitting("nothing")
    desk.does(Kind.SUBMIT_EVIDENCE)
    desk.case.sent_at, desk.case.status = desk.world.clock.now(), "UNDER_REVIEW"

    told = desk.looks(Kind.SUBMIT_EVIDENCE)

    assert (told.state, told.at) == (State.CONFIRMED, desk.now)


def test_evidence_that_reads_otherwise_is_not_ours(desk):
    desk.does(Kind.SAVE_EVIDENCE, summary="A person's text")

    soon = desk.looks(Kind.SAVE_EVIDENCE, later=timedelta(minutes=9))
    later = desk.looks(Kind.SAVE_EVIDENCE, later=timedelta(minutes=10))

    assert (soon.state, later.state) == (State.IN_DOUBT, State.NOT_DONE)


def test_another_file_under_the_same_words_is_not_ours(desk):
    desk.does(Kind.SAVE_EVIDENCE, amount="1.00 EUR")

    assert desk.looks(Kind.SAVE_EVIDENCE).state is State.NOT_DONE


def test_evidence_that_went_out_with_other_words_is_for_a_person_to_look_at(desk):
    desk.does(Kind.SUBMIT_EVIDENCE, summary="A person's text")

    assert desk.looks(Kind.SUBMIT_EVIDENCE).state is State.UNKNOWN


@pytest.mark.parametrize("status", ["UNDER_REVIEW", "WON", "LOST", "ACCEPTED", "PREVENTED"])
def test_what_is_closed_is_refused_and_nothing_is_uploaded(desk, status):
    desk.case.status = status
    desk.world.journal.clear()

    told = desk.does(Kind.SAVE_EVIDENCE)

    assert told.state is State.REFUSED
    assert not [
        line for line in desk.world.journal.lines() if line.path.endswith("dispute_file_uploads.json")
    ]


def test_after_the_due_date_shopify_refuses_in_words(desk):
    desk.case.due_at = desk.world.clock.now() - 1

    told = desk.does(Kind.SAVE_EVIDENCE)

    assert told.state is State.REFUSED
    assert "due date is over" in told.words


@pytest.mark.parametrize("right", [WRITE_EVIDENCE, WRITE_FILES])
def test_a_missing_right_is_named_with_what_to_do_meanwhile(desk, right):
    desk.world.shopify.accounts.scopes[BRAND] -= {right}

    told = desk.does(Kind.SAVE_EVIDENCE)

    assert told.state is State.REFUSED
    assert right in told.words
    assert "Shopify's admin" in told.words
    assert not desk.case.saved


def test_an_unknown_dispute_is_refused(desk):
    told = [
        desk.doer.do(replace(desk.act(Kind.SAVE_EVIDENCE), key=key), now=desk.now)
        for key in ("404", "PP-D-1", "5/../6")
    ]

    assert [outcome.state for outcome in told] == [State.REFUSED] * 3


@pytest.mark.parametrize(
    ("fault", "state"), [({"cut": "after"}, State.NOT_DONE), ({"status": 422}, State.REFUSED)]
)
def test_trouble_with_the_file_leaves_the_evidence_as_it_was(desk, fault, state):
    """A file that lies in no place is no evidence, so nothing is in doubt."""
    desk.world.faults.add(Fault(path="dispute_file_uploads", **fault))

    told = desk.does(Kind.SAVE_EVIDENCE)

    assert (told.state, told.try_again) == (state, state is State.NOT_DONE)
    assert (desk.case.saved, desk.case.files) == ({}, {})


def test_a_file_that_shopify_would_refuse_is_not_sent(desk):
    desk.doer = ShopifyActs(
        desk.client, some_fields, lambda _packet: Drawn(b"%PDF-" + b"x" * LARGEST_FILE_BYTES)
    )

    assert desk.does(Kind.SAVE_EVIDENCE).state is State.REFUSED


def test_texts_alone_need_no_file_and_no_right_to_files(desk):
    desk.world.shopify.accounts.scopes[BRAND] -= {WRITE_FILES}
    desk.doer = ShopifyActs(desk.client, lambda packet: Fields({"uncategorizedText": packet.summary}), a_pdf)

    told = desk.does(Kind.SAVE_EVIDENCE)

    assert (told.state, told.file) == (State.SAVED, "")


def test_a_files_name_tells_what_it_holds():
    assert file_name_of(a_packet()) == file_name_of(a_packet())
    assert file_name_of(a_packet()) != file_name_of(a_packet(summary="Another"))


# One change, once


CHANGES: list[tuple[Any, type[Exception], bool]] = [
    (an_error("THROTTLED"), NoAnswer, False),
    (an_error("INTERNAL_SERVER_ERROR"), NoAnswer, True),
    (httpx.ReadTimeout("lost"), NoAnswer, True),
    (httpx.Response(502), NoAnswer, True),
    (httpx.Response(429), NoAnswer, False),
    (httpx.Response(200, text="<html>"), NoAnswer, True),
    (httpx.Response(200, json={"extensions": {}}), NoAnswer, True),
    (
        an_error("ACCESS_DENIED", "disputeEvidenceUpdate", data={"disputeEvidenceUpdate": None}),
        NotServed,
        False,
    ),
    (an_error("MAX_COST_EXCEEDED"), NotServed, False),
]


@pytest.mark.parametrize(("answer", "error", "in_doubt"), CHANGES)
def test_a_change_is_asked_for_once_and_its_doubt_is_named(answer, error, in_doubt):
    stand_in = StandIn()
    stand_in.say("SaveEvidence", answer)
    client = a_client(stand_in)

    with pytest.raises(error) as raised:
        client.acts.save(
            "gid://shopify/ShopifyPaymentsDisputeEvidence/1", {"uncategorizedText": "x"}, submit=False
        )

    assert getattr(raised.value, "maybe_done", False) is in_doubt
    assert len(stand_in.asked(SAVE_EVIDENCE.name)) == 1


@pytest.mark.parametrize("answer", [httpx.Response(503), httpx.Response(500), httpx.ReadTimeout("lost")])
def test_a_question_whose_answer_is_lost_leaves_nothing_in_doubt(monkeypatch, answer):
    """It goes out as a POST too, and changes nothing: the act that it comes before has surely not happened."""
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    stand_in = StandIn()
    stand_in.say("Who", answer)

    with pytest.raises(NoAnswer) as lost:
        a_client(stand_in).fetch_contact("12")

    assert not lost.value.maybe_done


# Whom to write to


def an_order_of(desk: Desk) -> Any:
    return desk.world.world.orders[BRAND][-1]


def number_of(desk: Desk, order: Any) -> str:
    found = desk.client.fetch_orders(since=desk.now - 3 * DAY, until=desk.now).records
    return next(one.order_id for one in found if one.name == f"#{order.number}")


def test_the_address_of_an_order_is_the_shops_at_that_moment(desk):
    order = an_order_of(desk)

    contact = desk.client.fetch_contact(number_of(desk, order))

    assert contact is not None
    assert contact.email == order.buyer.email
    assert order.buyer.email not in repr(contact)


def test_where_personal_data_is_withheld_nobody_is_written_to(desk):
    number = number_of(desk, an_order_of(desk))
    desk.world.shopify.accounts.no_personal_data.add(BRAND)

    assert desk.client.fetch_contact(number) is None


@pytest.mark.parametrize("number", ["", "404", "#1042", "gid://shopify/Order/1"])
def test_an_order_that_shopify_does_not_show_has_no_address(desk, number):
    assert desk.client.fetch_contact(number) is None
