"""
What a program can do to a dispute in the sandbox's PayPal, and what it is refused.

Requests have the shapes of PayPal's samples: forms with a JSON part ``input``,
or JSON where PayPal takes it.
"""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sheets_bot.sandbox.paypal.multipart import parts_of
from sheets_bot.sandbox.paypal.room import PayPalRoom
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.sandbox.world.case import Channel, Outcome, Stage, Status
from sheets_bot.sandbox.world.troubles import CREDIT, NOT_AS_DESCRIBED, NOT_RECEIVED

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC).timestamp()
DAY = 86_400.0
FEW_ORDERS = replace(BRANDS[0], orders_per_week=40, dispute_share=0.3)
"""Each test has a world of its own, with a case of every kind in it."""
TRACKING = {"tracking_info": [{"carrier_name": "UPS", "tracking_number": "1Z999AA10123456784"}]}
SHIPPED = {"evidences": [{"evidence_type": "PROOF_OF_FULFILLMENT", "evidence_info": TRACKING}]}
TOLD = {"evidences": [{"evidence_type": "OTHER", "notes": "As described on the product page."}]}
REFUNDED = {"evidences": [{"evidence_type": "PROOF_OF_REFUND", "evidence_info": {"refund_ids": ["9AB"]}}]}


class Desk:
    """A program with the tokens of every brand."""

    def __init__(self):
        self.world = World(start_at=NOW, weeks=3, seller="stops", brands=(FEW_ORDERS,))
        self.room = PayPalRoom(self.world)
        self.tokens = {}
        for brand, keys in self.room.credentials().items():
            basic = base64.b64encode(f"{keys['client_id']}:{keys['client_secret']}".encode()).decode()
            form = b"grant_type=client_credentials"
            headers = {"authorization": f"Basic {basic}"}
            reply = self.room.answer(Call("POST", "/v1/oauth2/token", {}, headers, form, NOW))
            self.tokens[brand] = reply.body["access_token"]

    def waiting(self, stage, *reasons):
        """Return a case that waits for the seller."""
        return next(
            case
            for case in self.world.cases.values()
            if case.status is Status.SELLERS_TURN
            and case.stage is stage
            and case.channel is Channel.INTERNAL
            and case.reason in reasons
            and case.due_at > NOW
        )

    def post(self, case, action, body=b"", content_type="application/json", at=NOW):
        headers = {
            "authorization": f"Bearer {self.tokens[case.brand]}",
            "content-type": content_type,
            "host": "127.0.0.1:8765",
        }
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        path = f"/v1/customer/disputes/{case.dispute_id}/{action}"
        return self.room.answer(Call("POST", path, {}, headers, raw, at))

    def submit(self, case, given, *files, action="provide-evidence", at=NOW):
        body, content_type = form(given, *files)
        return self.post(case, action, body, content_type, at)


def form(given, *files):
    mark = b"----a1b2c3"
    parts = [
        b'Content-Disposition: form-data; name="input"\r\nContent-Type: application/json\r\n\r\n'
        + json.dumps(given).encode()
    ]
    parts += [
        f'Content-Disposition: form-data; name="file{n}"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'.encode()
        + content
        for n, (name, content) in enumerate(files, 1)
    ]
    body = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"
    return body, f"multipart/form-data; boundary={mark.decode()}"


def issues(reply):
    return reply.status, [detail["issue"] for detail in reply.body.get("details", [])]


@pytest.fixture
def desk():
    return Desk()


def test_evidence_sends_a_claim_to_review_and_its_answer_is_a_link_only(desk):
    case = desk.waiting(Stage.CLAIM, NOT_RECEIVED)

    reply = desk.submit(case, SHIPPED, ("delivery-proof.pdf", b"%PDF-1.7\r\n--not a boundary\x00\xff"))

    assert reply.status == 200
    assert reply.body == {
        "links": [
            {
                "href": f"http://127.0.0.1:8765/v1/customer/disputes/{case.dispute_id}",
                "rel": "self",
                "method": "GET",
            }
        ]
    }
    assert case.status is Status.UNDER_REVIEW
    assert case.answered_at == NOW
    assert case.evidences[-1].documents == ("delivery-proof.pdf",)


def test_evidence_that_fits_wins_where_the_facts_are_good_and_the_truth_knows(desk):
    case = desk.waiting(Stage.CLAIM, CREDIT)
    case.luck = 0.0

    desk.submit(case, REFUNDED)
    desk.world.advance_to(NOW + 30 * DAY)
    if case.asked_again:
        desk.submit(case, REFUNDED, at=case.updated_at)
        desk.world.advance_to(NOW + 60 * DAY)

    truth = desk.world.truth()["cases"][case.dispute_id]
    assert truth["outcome"] == "Won"
    assert truth["recovered"] == truth["amount"]
    assert truth["answered_at"] == "2026-11-23T08:00:00.000Z"


def test_a_json_part_that_does_not_say_that_it_is_json_is_none(desk):
    case = desk.waiting(Stage.CLAIM, NOT_RECEIVED)
    body, content_type = form(SHIPPED)

    reply = desk.post(
        case, "provide-evidence", body.replace(b"application/json", b"text/plain"), content_type
    )

    assert issues(reply) == (400, ["MISSING_REQUIRED_PARAMETER"])
    assert case.status is Status.SELLERS_TURN


def test_evidence_as_json_is_the_wrong_media_type(desk):
    case = desk.waiting(Stage.CLAIM, NOT_RECEIVED)

    reply = desk.post(case, "provide-evidence", SHIPPED)

    assert (reply.status, reply.body["name"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert case.status is Status.SELLERS_TURN


@pytest.mark.parametrize(
    ("given", "reason", "issue"),
    [
        ({}, NOT_RECEIVED, "MISSING_REQUIRED_PARAMETER"),
        ({"evidences": []}, NOT_RECEIVED, "MISSING_REQUIRED_PARAMETER"),
        ({"evidences": ["proof"]}, NOT_RECEIVED, "MISSING_REQUIRED_PARAMETER"),
        ({"evidences": [{"notes": "x"}]}, NOT_RECEIVED, "MISSING_EVIDENCE_TYPE"),
        ({"evidences": [{"evidence_type": "PROOF_OF_FULFILLMENT"}]}, NOT_RECEIVED, "MISSING_TRACKING_INFO"),
        ({"evidences": [{"evidence_type": "PROOF_OF_REFUND", "notes": "x"}]}, CREDIT, "MISSING_REFUND_ID"),
        ({"evidences": [{"evidence_type": "OTHER"}]}, CREDIT, "MISSING_EVIDENCE_INFO"),
        ({"evidences": [{"evidence_type": "OTHER", "notes": "x" * 2001}]}, CREDIT, "INVALID_STRING_LENGTH"),
        (SHIPPED, NOT_AS_DESCRIBED, "INVALID_EVIDENCE_TYPE_PROOF_OF_FULFILLMENT"),
        (
            {
                "evidences": [
                    {
                        "evidence_type": "PROOF_OF_FULFILLMENT",
                        "evidence_info": {
                            "tracking_info": [{"carrier_name": "OTHER", "tracking_number": "1"}]
                        },
                    }
                ]
            },
            NOT_RECEIVED,
            "MISSING_TRACKING_INFO",
        ),
    ],
)
def test_evidence_that_lacks_something_is_refused_and_changes_nothing(desk, given, reason, issue):
    case = desk.waiting(Stage.CLAIM, reason)
    before = desk.world.truth()

    reply = desk.submit(case, given)

    assert issues(reply) == (400, [issue])
    assert desk.world.truth() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [("Order #1001.pdf", b"x"), ("a.v2.pdf", b"x"), ("proof.docx", b"x"), ("big.pdf", b"x" * 10 * 2**20)],
)
def test_a_file_that_paypal_does_not_take_is_refused(desk, name, content):
    case = desk.waiting(Stage.CLAIM, NOT_RECEIVED)

    assert issues(desk.submit(case, SHIPPED, (name, content))) == (400, ["INVALID_EVIDENCE_FILE"])


def test_what_no_link_allows_is_refused(desk):
    claim = desk.waiting(Stage.CLAIM, NOT_RECEIVED)
    missed = next(case for case in desk.world.cases.values() if case.due_at and case.due_at < NOW)
    not_allowed = (422, ["ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE"])

    assert issues(desk.post(claim, "send-message", {"message": "hello"})) == not_allowed
    assert issues(desk.post(claim, "escalate", {"note": "x"})) == not_allowed
    assert issues(desk.submit(missed, SHIPPED)) == not_allowed
    desk.submit(claim, SHIPPED)
    assert issues(desk.submit(claim, SHIPPED)) == not_allowed


def test_a_message_makes_it_the_buyers_turn_until_the_buyer_reacts(desk):
    case = desk.waiting(Stage.INQUIRY, NOT_RECEIVED)

    reply = desk.post(case, "send-message", {"message": "It is on its way."})

    assert reply.status == 200
    assert case.messages[-1].content == "It is on its way."
    assert case.status is Status.BUYERS_TURN
    assert case.due_at is None
    assert case.buyer_due_at > NOW


def test_an_offer_that_the_buyer_takes_ends_the_case_for_its_amount(desk):
    case = desk.waiting(Stage.INQUIRY, NOT_RECEIVED)
    amount = {"currency_code": case.currency, "value": "10.00"}

    reply = desk.post(case, "make-offer", {"note": "Sorry.", "offer_type": "REFUND", "offer_amount": amount})
    desk.world.centre.answer_offer(case, NOW + 1, accepted=True)

    assert reply.status == 200
    assert case.outcome is Outcome.ACCEPTED
    assert case.refunded_minor == 1000
    assert case.fees_minor == 0


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"offer_type": "REFUND"}, (400, ["MISSING_REQUIRED_PARAMETER"])),
        ({"note": "x", "offer_type": "GIFT"}, (400, ["INVALID_PARAMETER_VALUE"])),
        (
            {"note": "x", "offer_type": "REFUND", "offer_amount": {"currency_code": "JPY", "value": "1"}},
            (422, ["CURRENCY_MISMATCH"]),
        ),
        (
            {"note": "x", "offer_type": "REFUND", "offer_amount": {"value": "10,5"}},
            (400, ["INVALID_PARAMETER_SYNTAX"]),
        ),
    ],
)
def test_a_malformed_offer_is_refused(desk, body, expected):
    case = desk.waiting(Stage.INQUIRY, NOT_RECEIVED)

    assert issues(desk.post(case, "make-offer", body)) == expected
    assert case.offers == []


def test_accepting_a_claim_pays_the_buyer_at_once_and_for_good(desk):
    case = desk.waiting(Stage.CLAIM, NOT_RECEIVED)

    reply = desk.post(case, "accept-claim", {"note": "You are right."})
    again = desk.post(case, "accept-claim", {"note": "You are right."})

    assert reply.status == 200
    assert case.outcome is Outcome.ACCEPTED
    assert case.refunded_minor == case.amount_minor
    assert again.status == 422


def test_a_part_is_accepted_with_its_amount_only(desk):
    case = desk.waiting(Stage.CLAIM, NOT_RECEIVED)
    part = {"currency_code": case.currency, "value": "5.00"}

    with_whole = desk.post(case, "accept-claim", {"accept_claim_type": "REFUND", "refund_amount": part})
    without = desk.post(case, "accept-claim", {"accept_claim_type": "PARTIAL_REFUND"})
    right = desk.post(case, "accept-claim", {"accept_claim_type": "PARTIAL_REFUND", "refund_amount": part})

    assert issues(with_whole) == (422, ["AMOUNT_SHOULD_NOT_BE_PASSED"])
    assert without.status == 400
    assert right.status == 200
    assert case.refunded_minor == 500


def test_escalating_ends_the_talk_and_brings_the_date_nearer(desk):
    case = desk.waiting(Stage.INQUIRY, NOT_RECEIVED)
    before = case.due_at

    desk.post(case, "escalate", {"note": "Please decide."})

    assert case.stage is Stage.CLAIM
    assert case.due_at <= before


def test_supporting_information_is_taken_during_the_review(desk):
    case = desk.waiting(Stage.CLAIM, NOT_RECEIVED)
    desk.submit(case, SHIPPED)

    reply = desk.post(case, "provide-supporting-info", {"notes": "Delivered this morning."})

    assert reply.status == 200
    assert case.supporting_info[0].notes == "Delivered this morning."
    assert case.status is Status.UNDER_REVIEW


def test_a_test_may_play_the_judge_as_in_paypals_own_sandbox(desk):
    won, lost = desk.waiting(Stage.CLAIM, NOT_RECEIVED), desk.waiting(Stage.CLAIM, NOT_AS_DESCRIBED)
    too_early = desk.post(won, "adjudicate", {"adjudication_outcome": "SELLER_FAVOR"})
    desk.submit(won, SHIPPED)
    desk.submit(lost, TOLD)

    desk.post(won, "adjudicate", {"adjudication_outcome": "SELLER_FAVOR"})
    desk.post(lost, "adjudicate", {"adjudication_outcome": "BUYER_FAVOR"})

    assert too_early.status == 422
    assert won.outcome is Outcome.FOR_SELLER
    assert lost.outcome is Outcome.FOR_BUYER
    assert desk.submit(lost, TOLD, action="appeal").status == 200
    assert lost.stage is Stage.PRE_ARBITRATION


def test_a_published_id_triggers_its_error(desk):
    brand, token = next(iter(desk.tokens.items()))
    assert brand
    path = "/v1/customer/disputes/ERRDIS048/provide-evidence"

    reply = desk.room.answer(Call("POST", path, {}, {"authorization": f"Bearer {token}"}, b"", NOW))

    assert issues(reply) == (400, ["MISSING_EVIDENCE_TYPE"])


def test_an_action_that_is_not_imitated_says_so(desk):
    case = desk.waiting(Stage.CLAIM, NOT_RECEIVED)

    reply = desk.post(case, "acknowledge-return-item", {"note": "x"})

    assert reply.status == 501
    assert "acknowledge-return-item" in reply.body["message"]


def test_files_arrive_byte_for_byte():
    content = bytes(range(256)) * 3 + b"\r\n--\r\n\r\n\n\r"

    body, content_type = form({"a": 1}, ("x.pdf", content))
    _, file = parts_of(content_type, body)

    assert file.content == content
    assert file.filename == "x.pdf"


@pytest.mark.parametrize("body", [b"", b"------a1b2c3\r\n\r\n", b"------a1b2c3\r\nno end\r\n------a1b2c3--"])
def test_a_broken_form_is_refused(desk, body):
    case = desk.waiting(Stage.CLAIM, NOT_RECEIVED)

    reply = desk.post(case, "provide-evidence", body, "multipart/form-data; boundary=----a1b2c3")

    assert reply.status == 400
