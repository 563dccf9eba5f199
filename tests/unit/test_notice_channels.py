"""The channels of notices: every one is told, one that fails keeps no other waiting, and no address is shown."""

import io
import json
import logging
import socket
import time
from threading import Thread

import pytest
import structlog
from aiosmtpd.controller import Controller

from listener import a_listener
from sheets_bot.errors import Misconfigured
from sheets_bot.service.logs import set_up_logs
from sheets_bot.service.masking import Masking
from sheets_bot.service.notices.channels import Channels

TOKEN = "xoxb-the-token-of-the-tests"


@pytest.fixture
def logs():
    """Everything that is logged, at the most talkative level."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    set_up_logs(form="json", level="debug", stream=stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    structlog.reset_defaults()


def channels(*addresses: str, **options) -> Channels:
    return Channels({"specialist": addresses}, **options)


def test_a_letter_arrives_on_each_channel_as_plain_text(logs):
    with a_listener() as one, a_listener() as two:
        sent = channels(f"json://{one.address}/{TOKEN}", f"json://{two.address}/").send(
            "specialist", "sheets_bot: 1 deadline", "LAST SHIFT: <b>PP-D-1</b> *now*"
        )

    assert [(one.channel, one.ok) for one in sent] == [("JSON (1st)", True), ("JSON (2nd)", True)]
    assert one.paths == [f"/{TOKEN}"]
    for heard in (one, two):
        (letter,) = heard.letters()
        assert letter["title"] == "sheets_bot: 1 deadline"
        assert letter["message"] == "LAST SHIFT: <b>PP-D-1</b> *now*"
    assert TOKEN not in logs.getvalue()


def test_mail_is_a_channel_too():
    class Box:
        def __init__(self) -> None:
            self.mails: list[bytes] = []

        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the name that aiosmtpd calls
            self.mails.append(envelope.content)
            return "250 taken"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        address = f"mailto://127.0.0.1:{port}/?from=bot@shop.example&to=sam@shop.example"
        (sent,) = channels(address).send("specialist", "sheets_bot: 1 deadline", "LAST SHIFT: PP-D-1")
    finally:
        server.stop()

    assert sent.ok
    assert b"LAST SHIFT: PP-D-1" in box.mails[0]


@pytest.mark.parametrize(("status", "words"), [(401, "it answered with 401"), (500, "it answered with 500")])
def test_a_channel_that_refuses_is_named_by_kind_and_place_and_the_others_are_told(status, words, logs):
    with a_listener(status) as bad, a_listener() as good:
        first, second = channels(f"json://{bad.address}/{TOKEN}", f"json://{good.address}/").send(
            "specialist", "subject", "text"
        )

    assert (first.ok, first.channel, first.words, first.status) == (False, "JSON (1st)", words, status)
    assert second.ok
    assert TOKEN not in logs.getvalue() + repr(first)


def test_a_channel_that_nobody_listens_on_is_told_in_words(logs):
    with a_listener() as gone:
        address = gone.address

    (sent,) = channels(f"json://{address}/{TOKEN}").send("specialist", "subject", "text")

    assert not sent.ok
    assert "could not be reached" in sent.words
    assert sent.status == 0
    assert TOKEN not in logs.getvalue()


def test_a_channel_that_never_answers_is_given_up_and_says_that_it_is_not_certain():
    with a_listener() as slow:
        slow.silence.set()
        (sent,) = channels(f"json://{slow.address}/", seconds=0.1).send("specialist", "subject", "text")

    assert not sent.ok


def test_what_another_letter_was_answered_at_the_same_time_is_not_told_of_this_one():
    told = []
    with a_listener(500) as refuses, a_listener() as silent:
        silent.silence.set()
        slow = channels(f"json://{silent.address}/", seconds=0.5)
        sending = Thread(target=lambda: told.extend(slow.send("specialist", "subject", "text")))
        sending.start()
        while not silent.paths:
            time.sleep(0.01)
        (refused,) = channels(f"json://{refuses.address}/").send("specialist", "subject", "text")
        sending.join()

    assert refused.status == 500
    assert (told[0].ok, told[0].status) == (False, 0)


def test_a_redirect_takes_no_token_anywhere_else(logs):
    with a_listener() as other, a_listener(302) as one:
        one.headers["Location"] = f"{other.base}/elsewhere"
        (sent,) = channels(f"json://{one.address}/{TOKEN}").send("specialist", "subject", "text")

    assert not sent.ok
    assert other.paths == []


def test_an_address_that_is_none_is_told_by_its_place_and_nothing_is_sent(logs):
    with a_listener() as good, pytest.raises(Misconfigured, match=r"specialist: address 2 is none") as told:
        channels(f"json://{good.address}/", f"nonsense://{TOKEN}").send("specialist", "subject", "text")

    assert good.paths == []
    assert TOKEN not in str(told.value) + logs.getvalue()


def test_what_leaves_the_house_holds_no_secret_and_no_mail_address():
    with a_listener() as heard:
        channels(f"json://{heard.address}/", masking=Masking(["hunter22-of-the-tests"])).send(
            "specialist", "subject", "It said hunter22-of-the-tests to jane.doe@mail.example.com."
        )

    assert heard.letters()[0]["message"] == "It said *** to ***@***."


def test_channels_show_nobody_s_address():
    assert TOKEN not in repr(channels(f"json://127.0.0.1/{TOKEN}"))
    assert json.dumps(channels().audiences) == "[]"
