"""Promises of the acts at PayPal: what is sent, what PayPal must offer first, and how an act is known again."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest

from act_stand import Drawn, a_form, a_pdf, an_act
from paypal_stand_in import LIST, NOW, StandIn, a_case, a_client, an_error, at
from sheets_bot.approvals.paypal_acts import PayPalActs
from sheets_bot.domain.acts.act import Kind, State
from sheets_bot.domain.acts.basis import BUYER_WROTE, minute_words
from sheets_bot.domain.acts.case_traces import file_name_of
from sheets_bot.domain.acts.sent_file import file_words, kept_sha256
from sheets_bot.domain.evidence.packet import Packet
from sheets_bot.errors import Refused
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.paypal.access import NotServed
from sheets_bot.platforms.paypal.acts import LARGEST_FILE_BYTES, LONGEST_TEXT, File, NotAllowed
from sheets_bot.sandbox.paypal.multipart import parts_of

CASE = "PP-D-1"
ALL = ("send_message", "make_offer", "provide_evidence", "provide_supporting_info", "appeal")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def open_case(*actions: str, **fields: Any) -> dict[str, Any]:
    return a_case(links=[{"rel": action, "href": "x", "method": "POST"} for action in actions], **fields)


def a_desk(*actions: str, **fields: Any) -> tuple[StandIn, Any]:
    """PayPal with one case, and the acts on it; each act succeeds."""
    stand_in = StandIn(open_case(*actions, **fields))
    for action in ("send-message", "make-offer", "provide-evidence", "provide-supporting-info", "appeal"):
        stand_in.say(f"{LIST}/{CASE}/{action}", httpx.Response(200, json={"links": []}))
    return stand_in, a_client(stand_in)


def posted(stand_in: StandIn) -> list[httpx.Request]:
    return [request for request in stand_in.requests if request.method == "POST" and LIST in request.url.path]


def parts(request: httpx.Request) -> dict[str, Any]:
    return {part.name: part for part in parts_of(request.headers["content-type"], request.read())}


def test_evidence_goes_as_a_form_with_its_json_and_its_file_byte_for_byte():
    stand_in, client = a_desk("provide_evidence")
    content = bytes(range(256)) * 300

    client.acts.provide_evidence(
        CASE, {"evidences": [{"notes": "Größe"}]}, [File("proof-1.pdf", content)], act_id="a1"
    )

    (request,) = posted(stand_in)
    found = parts(request)
    assert list(found) == ["input", "file1"]
    assert json.loads(found["input"].content) == {"evidences": [{"notes": "Größe"}]}
    assert b'name="input"\r\nContent-Type: application/json' in request.read()
    assert (found["file1"].filename, found["file1"].content) == ("proof-1.pdf", content)
    assert request.headers["paypal-request-id"] == "a1"


def test_the_case_is_read_just_before_each_act():
    stand_in, client = a_desk(*ALL)

    client.acts.send_message(CASE, "Hello", act_id="a1")
    client.acts.add_information(CASE, "Hello", act_id="a2")
    client.acts.offer_replacement(CASE, "Hello", act_id="a3")

    steps = [
        (one.method, one.url.path.rpartition("/")[2]) for one in stand_in.requests if LIST in one.url.path
    ]
    assert steps == [
        ("GET", CASE),
        ("POST", "send-message"),
        ("GET", CASE),
        ("POST", "provide-supporting-info"),
        ("GET", CASE),
        ("POST", "make-offer"),
    ]


@pytest.mark.parametrize(
    "act", ["provide_evidence", "appeal", "send_message", "add_information", "offer_replacement"]
)
def test_without_a_link_nothing_is_sent(act):
    stand_in, client = a_desk("escalate")
    given = {"evidences": []} if act in {"provide_evidence", "appeal"} else "Hello"

    with pytest.raises(NotAllowed, match="it offers escalate"):
        getattr(client.acts, act)(CASE, given, act_id="a1")

    assert posted(stand_in) == []


def test_links_count_whichever_way_paypal_spells_them():
    stand_in, client = a_desk("send-message")

    client.acts.send_message(CASE, "Hello", act_id="a1")

    assert len(posted(stand_in)) == 1


def test_the_only_offer_is_one_that_moves_no_money():
    stand_in, client = a_desk("make_offer")

    client.acts.offer_replacement(CASE, "We send it again.", act_id="a1")

    assert json.loads(posted(stand_in)[0].read()) == {
        "note": "We send it again.",
        "offer_type": "REPLACEMENT_WITHOUT_REFUND",
    }


def test_an_offer_that_paypal_does_not_take_is_not_made():
    options = {"make_offer": {"offer_types": ["REFUND"]}}
    stand_in, client = a_desk("make_offer", allowed_response_options=options)

    with pytest.raises(NotAllowed, match="REFUND"):
        client.acts.offer_replacement(CASE, "We send it again.", act_id="a1")

    assert posted(stand_in) == []


def test_a_message_goes_as_json_where_paypal_takes_no_form():
    """The pages contradict each other; 415 means that nothing was taken."""
    stand_in, client = a_desk("send_message")
    path = f"{LIST}/{CASE}/send-message"
    stand_in.say(path, an_error(415, "UNSUPPORTED_MEDIA_TYPE"), httpx.Response(200, json={"links": []}))

    client.acts.send_message(CASE, "Hello", act_id="a1")

    assert json.loads(posted(stand_in)[-1].read()) == {"message": "Hello"}


def test_evidence_is_not_sent_again_in_another_form():
    stand_in, client = a_desk("provide_evidence")
    stand_in.say(f"{LIST}/{CASE}/provide-evidence", an_error(415, "UNSUPPORTED_MEDIA_TYPE"))

    with pytest.raises(NotServed, match="UNSUPPORTED_MEDIA_TYPE"):
        client.acts.provide_evidence(CASE, {"evidences": []}, act_id="a1")

    assert len(posted(stand_in)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadTimeout("lost"),
        httpx.RemoteProtocolError("cut"),
        an_error(500, "INTERNAL_SERVER_ERROR"),
        an_error(503, "SERVICE_UNAVAILABLE"),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
    ],
)
def test_whatever_may_have_had_an_effect_is_sent_once_and_left_in_doubt(answer):
    stand_in, client = a_desk("send_message")
    stand_in.say(f"{LIST}/{CASE}/send-message", answer)

    with pytest.raises(NoAnswer) as lost:
        client.acts.send_message(CASE, "Hello", act_id="a1")

    assert lost.value.maybe_done
    assert len(posted(stand_in)) == 1


@pytest.mark.parametrize("answer", [httpx.ReadTimeout("lost"), an_error(500, "INTERNAL_SERVER_ERROR")])
def test_trouble_before_the_act_leaves_nothing_in_doubt(answer):
    stand_in, client = a_desk("send_message")
    stand_in.say(f"{LIST}/{CASE}", answer)

    with pytest.raises(NoAnswer) as lost:
        client.acts.send_message(CASE, "Hello", act_id="a1")

    assert not lost.value.maybe_done
    assert posted(stand_in) == []


@pytest.mark.parametrize(
    "name", ["Order #1.pdf", "a.v2.pdf", "größe.pdf", "proof", "proof.exe", "a/b.pdf", "a\n.pdf", ""]
)
def test_a_file_name_that_paypal_refuses_is_refused_before(name):
    stand_in, client = a_desk("provide_evidence")

    with pytest.raises(Refused, match="Nothing was sent"):
        client.acts.provide_evidence(CASE, {"evidences": []}, [File(name, b"x")], act_id="a1")

    assert stand_in.requests == []


@pytest.mark.parametrize(
    "files",
    [[File("a.pdf", b"x" * LARGEST_FILE_BYTES)], [File("a.pdf", b"x" * (LARGEST_FILE_BYTES - 1))] * 6],
)
def test_files_that_are_too_large_are_refused_before(files):
    _, client = a_desk("provide_evidence")

    with pytest.raises(Refused, match="MB"):
        client.acts.provide_evidence(CASE, {"evidences": []}, files, act_id="a1")


@pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST_TEXT + 1)])
def test_a_text_of_no_length_or_too_much_is_refused_before(text):
    stand_in, client = a_desk("send_message")

    with pytest.raises(Refused, match="2000"):
        client.acts.send_message(CASE, text, act_id="a1")

    assert stand_in.requests == []


def test_evidence_answers_the_type_that_paypal_asked_for():
    asked = [{"source": "REQUESTED_FROM_SELLER", "evidence_type": "PROOF_OF_DELIVERY_SIGNATURE"}]
    stand_in, client = a_desk("provide_evidence", evidences=asked)

    told = PayPalActs(client, a_form, a_pdf).do(EVIDENCE, now=NOW)

    found = parts(posted(stand_in)[0])
    (evidence,) = json.loads(found["input"].content)["evidences"]
    assert told.state is State.DONE
    assert evidence["evidence_type"] == "PROOF_OF_DELIVERY_SIGNATURE"
    assert evidence["documents"] == [{"name": found["file1"].filename}] == [{"name": FILE}]


def test_of_evidence_that_went_out_its_file_is_told_as_it_was_sent():
    stand_in, client = a_desk("provide_evidence")
    drawn = []

    def draw(packet: Packet) -> Drawn:
        drawn.append(packet)
        return replace(a_pdf(packet), pages=19, left_out=3)

    told = PayPalActs(client, a_form, draw).do(EVIDENCE, now=NOW)

    sent = parts(posted(stand_in)[0])["file1"]
    digest = sha256(sent.content).hexdigest()
    assert told.file == (
        f"{sent.filename}, 19 pages, {len(sent.content)} bytes, SHA-256 {digest}, 3 statements left out"
    )
    assert (
        told.words
        == "PayPal has taken the evidence. 3 statements left out of the PDF: it is as long as it may be."
    )
    assert kept_sha256(told.file) == digest
    assert len(drawn) == 1


def test_a_file_that_may_have_gone_out_is_told_too_and_none_where_nothing_did():
    found = []
    for status in (500, 422):
        stand_in, client = a_desk("provide_evidence")
        stand_in.say(f"{LIST}/{CASE}/provide-evidence", an_error(status, "SOME_ERROR", "SOME_ISSUE"))
        found.append(PayPalActs(client, a_form, a_pdf).do(EVIDENCE, now=NOW))

    assert [told.state for told in found] == [State.IN_DOUBT, State.REFUSED]
    assert found[0].file.startswith(FILE)
    assert found[1].file == ""


def test_a_redirect_leaves_in_doubt_whether_it_happened_and_is_not_repeated():
    """With 303 servers also say: done, look there."""
    stand_in, client = a_desk("send_message")
    stand_in.say(
        f"{LIST}/{CASE}/send-message", httpx.Response(303, headers={"location": "https://x.example"})
    )

    told = PayPalActs(client, a_form, a_pdf).do(an_act(Kind.SEND_MESSAGE, key=CASE), now=NOW)

    assert (told.state, told.try_again, len(posted(stand_in))) == (State.IN_DOUBT, False, 1)


@pytest.mark.parametrize(
    ("bound", "goes_out"),
    [
        ({BUYER_WROTE: ""}, False),
        ({BUYER_WROTE: minute_words(NOW - HOUR)}, False),
        ({BUYER_WROTE: minute_words(NOW)}, True),
        ({}, True),  # asked for before the fact was kept
    ],
)
@pytest.mark.parametrize("kind", [Kind.SEND_MESSAGE, Kind.ADD_INFORMATION, Kind.OFFER_REPLACEMENT])
def test_a_text_does_not_go_out_over_what_the_buyer_wrote_since_it_was_ticked(kind, bound, goes_out):
    message = {"posted_by": "BUYER", "time_posted": at(0), "content": "It has just come, thank you!"}
    stand_in, client = a_desk(*ALL, messages=[message])

    told = PayPalActs(client, a_form, a_pdf).do(an_act(kind, basis=bound, key=CASE), now=NOW)

    assert told.state is (State.DONE if goes_out else State.REFUSED)
    assert len(posted(stand_in)) == goes_out
    assert goes_out or told.words.startswith("The buyer has written in the case again. Nothing was sent.")


def test_evidence_is_not_held_up_by_a_buyer_who_goes_on_writing():
    message = {"posted_by": "BUYER", "time_posted": at(0), "content": "And?"}
    stand_in, client = a_desk("provide_evidence", messages=[message])

    told = PayPalActs(client, a_form, a_pdf).do(replace(EVIDENCE, basis={BUYER_WROTE: ""}), now=NOW)

    assert (told.state, len(posted(stand_in))) == (State.DONE, 1)


def test_evidence_that_is_found_again_after_a_crash_tells_its_file():
    stand_in = StandIn(open_case(*ALL, evidences=[entry(notes=NOTES)]))

    told = PayPalActs(a_client(stand_in), a_form, a_pdf).look(EVIDENCE, claimed_at=NOW, now=NOW + HOUR)

    assert (told.state, told.file) == (State.DONE, file_words(EVIDENCE.packet, a_pdf(EVIDENCE.packet)))


# Known again


def looked(act: Any, *, hours: float = 1, **case: Any) -> State:
    """What a look says of an act that was claimed an hour before NOW plus *hours*."""
    stand_in = StandIn(open_case(*case.pop("actions", ALL), **case))
    doer = PayPalActs(a_client(stand_in), a_form, a_pdf)
    return doer.look(act, claimed_at=NOW, now=NOW + hours * HOUR).state


def entry(**fields: Any) -> dict[str, Any]:
    return {"source": "SUBMITTED_BY_SELLER", "evidence_type": "OTHER", "date": at(-5), **fields}


EVIDENCE = an_act(Kind.PROVIDE_EVIDENCE)
assert EVIDENCE.packet is not None
NOTES = a_form(EVIDENCE.packet)["evidences"][0]["notes"]
FILE = file_name_of(EVIDENCE.packet)
MESSAGE = an_act(Kind.SEND_MESSAGE, text="It is on its way.")


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ([entry(notes=NOTES)], State.DONE),
        ([entry(documents=[{"name": FILE}])], State.DONE),
        ([entry()], State.DONE),
        ([entry(notes=NOTES, date=at(1))], State.DONE),  # PayPal's clock may be a minute behind
        ([entry(notes=NOTES, date=at(60))], State.NOT_DONE),
        ([entry(notes=NOTES, source="SUBMITTED_BY_BUYER")], State.NOT_DONE),
        ([entry(notes="A person's words")], State.IN_DOUBT),
        ([entry(notes="A person's words"), entry(notes=NOTES)], State.DONE),
        ([], State.NOT_DONE),
    ],
)
def test_evidence_is_known_again_by_its_time_and_by_what_it_says(entries, state):
    assert looked(EVIDENCE, evidences=entries) is state


@pytest.mark.parametrize(
    ("message", "state"),
    [
        ({"posted_by": "SELLER", "content": "It is  on its way.\r\n", "time_posted": at(-1)}, State.DONE),
        ({"posted_by": "SELLER", "content": "It is on its way.", "time_posted": at(60)}, State.NOT_DONE),
        ({"posted_by": "SELLER", "content": "Another message", "time_posted": at(-1)}, State.NOT_DONE),
        ({"posted_by": "BUYER", "content": "It is on its way.", "time_posted": at(-1)}, State.NOT_DONE),
    ],
)
def test_a_message_is_known_again_by_its_words_and_only_ours(message, state):
    assert looked(MESSAGE, messages=[message]) is state


@pytest.mark.parametrize("kind", ["REFUND", "REPLACEMENT_WITHOUT_REFUND"])
def test_only_the_offer_of_a_replacement_is_ours(kind):
    step = {"actor": "SELLER", "event_type": "PROPOSED", "offer_type": kind, "offer_time": at(-1)}

    state = looked(an_act(Kind.OFFER_REPLACEMENT), offer={"history": [step]})

    assert state is (State.DONE if kind == "REPLACEMENT_WITHOUT_REFUND" else State.NOT_DONE)


@pytest.mark.parametrize(
    ("hours", "actions", "state"),
    [
        (0.1, ALL, State.IN_DOUBT),
        (0.2, ALL, State.NOT_DONE),
        (0.2, (), State.IN_DOUBT),
        (23.9, (), State.IN_DOUBT),
        (24, (), State.UNKNOWN),
    ],
)
def test_what_is_not_there_is_not_done_only_while_the_case_still_takes_it(hours, actions, state):
    assert looked(MESSAGE, hours=hours, actions=actions) is state


def test_an_act_that_paypal_does_not_know_is_refused():
    stand_in, client = a_desk(*ALL)
    doer = PayPalActs(client, a_form, a_pdf)

    told = [doer.do(an_act(Kind.POST_REPLY), now=NOW), doer.do(an_act(Kind.APPEAL, packet=None), now=NOW)]

    assert [outcome.state for outcome in told] == [State.REFUSED] * 2
    assert stand_in.requests == []


def test_words_for_people_hold_no_address_of_paypals():
    stand_in, client = a_desk("send_message")
    stand_in.say(f"{LIST}/{CASE}/send-message", an_error(422, "UNPROCESSABLE_ENTITY", "SOME_ISSUE"))

    told = PayPalActs(client, a_form, a_pdf).do(MESSAGE, now=NOW)

    assert told.state is State.REFUSED
    assert told.words == "PayPal refused it (SOME_ISSUE, UNPROCESSABLE_ENTITY). Nothing was done."
