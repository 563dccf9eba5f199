"""Promises of the mailbox client when a server refuses, is busy, hangs up, says nothing, or says nonsense."""

import imaplib
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from mail_servers import NOW, QUICK, a_mail
from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.mailbox.client import Mailbox
from sheets_bot.platforms.mailbox.server import SignIn
from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.world import World

ALWAYS = 99
SHORT = replace(QUICK, connect_seconds=0.5, read_seconds=0.3)
COMMANDS = ["CONNECT", "LOGIN", "LIST", "EXAMINE", "SEARCH", "FETCH"]
GOOD = ["<one@mail.example>"]


@pytest.fixture
def server():
    with MailServer(World(start_at=NOW.timestamp(), empty=True), now=NOW.timestamp) as server:
        client = a_client(server)
        yield server, client


def a_client(server, *, patience=SHORT, **sign_in):
    user, password = server.accounts["aurora"]
    with_password = SignIn(user, sign_in.get("password", password), sign_in.get("token"))
    return Mailbox.connect(
        server.imap_url, server.smtp_url, sign_in=with_password, brand="Aurora", patience=patience
    )


def file_a_mail(server, name="one"):
    host, port = server.imap_url.removeprefix("imap://").split(":")
    with imaplib.IMAP4(host, int(port)) as program:
        program.login(*server.accounts["aurora"])
        program.append("INBOX", "", imaplib.Time2Internaldate(NOW), bytes(a_mail(f"<{name}@mail.example>")))


def fetch(client):
    return client.fetch_messages(since=NOW - timedelta(days=90), until=NOW)


FAULTS = {
    "busy": Fault(status=429),
    "unavailable": Fault(status=503),
    "cut before": Fault(cut="before"),
    "cut middle": Fault(cut="middle"),
    "silence": Fault(delay_seconds=1.0),
    "garbage": Fault(body="* 999999999999 FETCH ((("),
    "html": Fault(body="<html>Bad gateway</html>"),
}
TROUBLE = [(command, name) for command in COMMANDS for name in FAULTS]


@pytest.mark.parametrize(("command", "trouble"), TROUBLE)
def test_trouble_that_passes_is_tried_again_later_and_loses_nothing(server, command, trouble):
    running, client = server
    file_a_mail(running)
    running.faults.add(replace(FAULTS[trouble], service="imap", method=command, times=ALWAYS))

    with pytest.raises(TryLater, match=r"Mailbox of Aurora: .*the next run tries again"):
        fetch(client)

    running.faults.clear()
    assert [mail.mail_id for mail in fetch(client).records] == GOOD


@pytest.mark.parametrize("command", COMMANDS)
def test_a_line_that_is_cut_once_is_taken_up_again_at_once(server, command):
    running, client = server
    file_a_mail(running)
    running.faults.add(Fault(service="imap", method=command, cut="middle"))

    assert [mail.mail_id for mail in fetch(client).records] == GOOD


def test_what_was_read_before_is_not_read_again(server):
    running, client = server
    file_a_mail(running)
    fetch(client)
    for name in ("two", "three"):
        file_a_mail(running, name)
    running.journal.clear()

    assert len(fetch(client).records) == 3
    fetched = [line for line in running.journal.lines(service="imap") if line.method == "FETCH"]
    assert len(fetched) == 2  # headers and texts of the two that are new


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_sign_in_is_a_persons_business(server, status):
    running, client = server
    running.faults.add(Fault(service="imap", method="LOGIN", status=status, times=ALWAYS))

    with pytest.raises(Misconfigured, match="refuses the user and password"):
        fetch(client)


def test_a_token_signs_in_and_a_stale_one_is_named(server):
    running, _ = server
    tokens = [running.tokens["aurora"]]
    client = a_client(running, password="", token=lambda: tokens[-1])
    assert fetch(client).records == ()

    tokens.append("stale-token")
    with pytest.raises(Misconfigured, match="refuses the user and token") as refused:
        fetch(client)
    assert "stale-token" not in str(refused.value)


def test_sending_is_checked_without_sending(server):
    running, client = server

    lines = list(client.check())

    assert lines[-1] == f"may send by {running.smtp_url.removeprefix('smtp://')}; nothing was sent"
    assert not running.office.world.letters["aurora"]


def test_a_token_may_send_too(server):
    running, _ = server
    token = running.tokens["aurora"]

    assert "may send" in list(a_client(running, password="", token=lambda: token).check())[-1]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(method="AUTH", status=535), Misconfigured),
        (Fault(method="AUTH", status=454), TryLater),
        (Fault(method="CONNECT", status=421), TryLater),
        (Fault(method="EHLO", cut="before"), TryLater),
        (Fault(method="NOOP", cut="middle"), TryLater),
        (Fault(method="NOOP", body="nonsense"), TryLater),
        (Fault(method="AUTH", delay_seconds=1.0), TryLater),
    ],
)
def test_trouble_with_sending_is_sorted_like_trouble_with_reading(server, fault, error):
    running, client = server
    running.faults.add(replace(fault, service="smtp", times=ALWAYS))

    with pytest.raises(error, match="Mailbox of Aurora"):
        list(client.check())


@contextmanager
def dripping_server():
    """A server that greets and then sends a byte now and then, for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = threading.Event()

        def drip():
            line, _ = listener.accept()
            with line:
                line.sendall(b"* OK ready\r\n")
                while not ended.wait(0.02):
                    try:
                        line.sendall(b"*")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        yield f"imap://127.0.0.1:{listener.getsockname()[1]}"
        ended.set()
        thread.join()


def test_a_server_that_drips_is_left_after_the_time_for_a_whole_answer():
    patience = replace(QUICK, attempts=1, read_seconds=30, answer_seconds=0.3)
    with dripping_server() as url:
        client = Mailbox.connect(
            url, "", sign_in=SignIn("support@aurora.example", "x"), brand="Aurora", patience=patience
        )
        started = time.monotonic()
        with pytest.raises(TryLater):
            fetch(client)
        assert time.monotonic() - started < 20  # not the read timeout, which each byte puts off


@pytest.mark.parametrize(
    ("url", "smtp"),
    [
        ("https://mail.example", ""),
        ("imaps://", ""),
        ("imaps://user:pass@mail.example", ""),
        ("imaps://mail.example/INBOX", ""),
        ("imaps://mail.example:99999", ""),
        ("imaps://mail.example", "imaps://mail.example"),
    ],
)
def test_an_address_that_is_none_is_refused_with_an_example(url, smtp):
    with pytest.raises(Misconfigured, match=r"must be an address such as (imaps|smtps)://") as refused:
        Mailbox.connect(url, smtp, sign_in=SignIn("u", "p"), brand="Aurora")

    assert "pass" not in str(refused.value)


@pytest.mark.parametrize(
    "sign_in", [SignIn("", "p"), SignIn("u"), SignIn("u", "p\r\nA1 LOGOUT"), SignIn("u\n", "p")]
)
def test_a_sign_in_that_cannot_be_sent_is_refused(sign_in):
    with pytest.raises(Misconfigured, match="Mailbox of Aurora"):
        Mailbox.connect("imaps://mail.example", "", sign_in=sign_in, brand="Aurora")


@pytest.mark.parametrize(
    ("url", "encryption"),
    [
        ("imaps://mail.example", "tls"),
        ("imap://mail.example:143", "starttls"),
        ("imap://127.0.0.1:1143", "none"),
        ("imap://localhost", "none"),
        ("imap://127.0.0.1.evil.example", "starttls"),
    ],
)
def test_a_password_travels_unencrypted_on_this_machine_only(url, encryption):
    client = Mailbox.connect(url, "", sign_in=SignIn("u", "p"), brand="Aurora")

    assert client._imap.encryption == encryption
