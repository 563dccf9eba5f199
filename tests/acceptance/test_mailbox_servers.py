"""Promises of the mailbox client that hold against a real Dovecot and against the sandbox's own server."""

import socket
import threading
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from dovecot_server import PROGRAM
from mail_servers import NOW, a_mail, dovecot_accounts, sandbox_account
from sheets_bot.domain.mail.mail import Place
from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.mailbox.server import SignIn

SINCE = NOW - timedelta(days=90)
THREE_DAYS_AGO = NOW - timedelta(days=3)


@pytest.fixture(scope="module")
def dovecot():
    if not PROGRAM:
        yield None
        return
    with dovecot_accounts() as accounts:
        yield accounts


@pytest.fixture(params=["dovecot", "sandbox"])
def account(request, dovecot):
    if request.param == "sandbox":
        with sandbox_account() as account:
            yield account
    elif dovecot is None:
        pytest.skip("needs Dovecot (Debian: dovecot-imapd)")
    else:
        yield dovecot()


def fetch(client, since=SINCE, until=NOW):
    return client.fetch_messages(since=since, until=until).records


def ids(mails):
    return [mail.mail_id for mail in mails]


def test_inbox_and_sent_mail_are_read_with_the_text_of_what_came_in(account):
    account.file(a_mail("<q@mail.example>"), THREE_DAYS_AGO)
    answer = a_mail(
        "<a@aurora.example>", From=account.user, To="jane@mail.example", In_Reply_To="<q@mail.example>"
    )
    account.file(answer, NOW - timedelta(days=2), account.sent)

    asked, answered = fetch(account.client())

    assert (asked.mail_id, asked.place, asked.at) == ("<q@mail.example>", Place.INBOX, THREE_DAYS_AGO)
    assert (asked.sender.name, asked.subject, asked.text) == (
        "Jane Doe",
        "My order",
        "Where is my order #1042?",
    )
    assert (answered.place, answered.named_ids, answered.text) == (Place.SENT, ("<q@mail.example>",), "")


def test_reading_marks_nothing_as_read(account):
    account.file(a_mail("<q@mail.example>"), THREE_DAYS_AGO)
    before = account.flags()

    fetch(account.client())

    assert account.flags() == before
    assert all(b"\\Seen" not in line for line in before)


def test_a_flag_that_says_answered_changes_nothing(account):
    account.file(a_mail("<q@mail.example>"), THREE_DAYS_AGO, flags="\\Answered")
    account.file(a_mail("<r@mail.example>"), THREE_DAYS_AGO, flags="\\Seen")

    assert ids(fetch(account.client())) == ["<q@mail.example>", "<r@mail.example>"]


def test_a_mail_keeps_its_instant_whatever_zone_the_server_was_told(account):
    far = NOW.astimezone(timezone(timedelta(hours=-5))) - timedelta(days=3)
    account.file(a_mail("<far@mail.example>"), far)

    (mail,) = fetch(account.client(), since=THREE_DAYS_AGO)

    assert mail.at == THREE_DAYS_AGO


def test_drafts_and_deleted_mails_are_left_out(account):
    account.file(a_mail("<kept@mail.example>"), THREE_DAYS_AGO)
    account.file(a_mail("<deleted@mail.example>"), THREE_DAYS_AGO, flags="\\Deleted")
    account.file(a_mail("<draft@mail.example>"), THREE_DAYS_AGO, flags="\\Draft")

    assert ids(fetch(account.client())) == ["<kept@mail.example>"]


def test_the_days_count_to_the_second_whatever_the_servers_calendar(account):
    for name, at in (
        ("early", SINCE - timedelta(seconds=1)),
        ("first", SINCE),
        ("late", NOW + timedelta(seconds=1)),
    ):
        account.file(a_mail(f"<{name}@mail.example>"), at)

    assert ids(fetch(account.client())) == ["<first@mail.example>"]


def test_new_mail_is_seen_by_the_next_fetch_and_deleted_mail_is_not(account):
    client = account.client()
    account.file(a_mail("<one@mail.example>"), THREE_DAYS_AGO)
    assert ids(fetch(client)) == ["<one@mail.example>"]

    account.file(a_mail("<two@mail.example>"), THREE_DAYS_AGO)
    with account.by_hand() as program:
        program.select("INBOX")
        program.uid("STORE", "1", "+FLAGS", "(\\Deleted)")
        program.expunge()

    assert ids(fetch(client)) == ["<two@mail.example>"]


def test_a_folder_that_is_numbered_anew_brings_the_same_mails_once(account):
    client = account.client()
    for name in ("one", "two"):
        account.file(a_mail(f"<{name}@mail.example>", text=f"Text {name}"), THREE_DAYS_AGO)
    before = fetch(client)

    account.renumber("INBOX")

    assert fetch(client) == before


def test_a_copy_in_another_folder_has_the_same_id_although_it_has_no_message_id(account):
    mail = a_mail("", Subject="No id")
    account.file(mail, THREE_DAYS_AGO)
    account.file(mail, NOW - timedelta(days=1), account.sent)

    first, second = fetch(account.client())

    assert first.mail_id == second.mail_id


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n\r\nOnly a text",
        b"From: =?no-such-charset?Q?J=E4ne?= <jane@mail.example>\r\nSubject: =?utf-8?B?!!!?=\r\n\r\nx",
        b"Message-ID: <8@bit>\r\nSubject: Gr\xf6\xdfe\r\nFrom: J\xe4ne <jane@mail.example>\r\n\r\nZu gro\xdf",
        b"Message-ID: <long@x>\r\nReferences: " + b"<a@x>\r\n " * 20_000 + b"\r\nSubject: long\r\n\r\nx",
        (
            b"Message-ID: <m@x>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            b"Content-Type: text/plain; charset=utf-7000\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n"
        ),
        b"Message-ID: <n@x>\r\nDate: yesterday\r\nContent-Type: text/html\r\n\r\n<p>Where <b>is</b> it?<style>p{",
        b"Message-ID: <zero@x>\r\nSubject: zero\r\n\r\nx{3}\r\n* 1 FETCH (UID 99)\r\n)\r\n",
    ],
)
def test_hostile_mail_is_read_and_stops_nothing(account, content):
    account.file(content or b"\r\n", THREE_DAYS_AGO)
    account.file(a_mail("<good@mail.example>"), THREE_DAYS_AGO)

    mails = fetch(account.client())

    assert len(mails) == 2
    assert mails[-1].text == "Where is my order #1042?"


def test_only_the_beginning_of_a_large_mail_is_fetched(account):
    account.file(
        a_mail("<large@mail.example>", text="Order 1042\n" + "x" * 60 + ("\n" + "y" * 70) * 40_000), NOW
    )

    (mail,) = fetch(account.client())

    assert mail.text.startswith("Order 1042\n")
    assert len(mail.text) <= 8_000


def test_check_names_the_folders_that_are_read(account):
    first, second = account.client().check()

    assert "INBOX" in first
    assert account.sent in first
    assert "can never send" in second


def test_a_refused_password_is_a_persons_business_and_stands_in_no_error(account):
    client = account.client(sign_in=SignIn(account.user, "wrong-pass-phrase"))

    with pytest.raises(Misconfigured, match="refuses the user and password") as refused:
        fetch(client)

    assert "wrong-pass-phrase" not in str(refused.value) + repr(client)
    assert account.user not in str(refused.value)


def test_a_folder_that_is_not_there_is_a_persons_business(account):
    with pytest.raises(Misconfigured, match="cannot open the folder 'Versendet'"):
        fetch(account.client(sent_folder="Versendet"))


def test_a_server_that_is_not_there_is_tried_again_later(account):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    away = replace(account, url=f"imap://127.0.0.1:{port}")

    with pytest.raises(TryLater, match="no usable answer"):
        fetch(away.client())


def test_two_brands_may_read_one_server_at_the_same_time(account):
    for count in range(20):
        account.file(a_mail(f"<{count}@mail.example>"), THREE_DAYS_AGO)
    clients = [account.client("Aurora"), account.client("Borealis")]
    found = {}

    def read(client):
        found[client.brand] = ids(fetch(client))

    threads = [threading.Thread(target=read, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found["Aurora"]) == 20
    assert found["Aurora"] == found["Borealis"]
