"""Promises of how mail is read: every header makes a Record, every body a text, whatever stands there."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.mail.mail import Party, Place
from sheets_bot.errors import Misconfigured
from sheets_bot.platforms.mailbox.fetch import read_parts, uid_set
from sheets_bot.platforms.mailbox.folders import folders_to_read
from sheets_bot.platforms.mailbox.imap import Folder
from sheets_bot.platforms.mailbox.memory import FolderMemory
from sheets_bot.platforms.mailbox.records import decoded, read_mail_headers
from sheets_bot.platforms.mailbox.text import LONGEST_TEXT, text_of_html, text_of_message

ALTERNATIVES = """Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/html

<b>Marked up</b>
--b
Content-Type: text/plain

Plain
--b--
"""
AT = datetime(2026, 11, 16, 9, tzinfo=UTC)


def record(content, *, received_at=AT):
    return read_mail_headers(
        content.encode() if isinstance(content, str) else content,
        brand="Aurora",
        place=Place.INBOX,
        received_at=received_at,
    )


def test_a_plain_mail_becomes_a_record():
    mail = record(
        "Message-ID: <q1@mail.example>\r\nIn-Reply-To: <a1@x>\r\nReferences: <q0@x>\r\n <a1@x>\r\n"
        'From: "Doe, Jane" <Jane@Mail.example>\r\nReply-To: j@mail.example\r\n'
        "To: support@aurora.example, Tom <tom@mail.example>\r\nCc: support@aurora.example\r\n"
        "Subject: =?utf-8?Q?Gr=C3=B6=C3=9Fe?= of\r\n my order\r\nPrecedence: Bulk\r\nContent-Type: text/plain\r\n"
    )

    assert mail.mail_id == "<q1@mail.example>"
    assert mail.named_ids == ("<q0@x>", "<a1@x>")
    assert (mail.sender, mail.reply_to) == (
        Party("jane@mail.example", "Doe, Jane"),
        Party("j@mail.example", ""),
    )
    assert mail.recipients == ("support@aurora.example", "tom@mail.example")
    assert mail.subject == "Größe of my order"
    assert mail.hints == (("precedence", "bulk"),)


def test_the_repr_of_a_mail_names_nobody():
    mail = record("From: Jane Doe <jane@mail.example>\r\nTo: tom@mail.example\r\nSubject: Secret\r\n")

    assert not any(word in repr(mail) for word in ("Jane", "jane", "tom", "Secret"))


def test_the_servers_date_counts_and_the_senders_only_where_there_is_none():
    content = "Date: Sun, 15 Nov 2026 10:00:00 +0100\r\n"

    assert record(content).at == AT
    assert record(content, received_at=None).at == datetime(2026, 11, 15, 9, tzinfo=UTC)
    assert record("Date: yesterday\r\n", received_at=None) is None


@pytest.mark.parametrize(
    ("header", "mail_id"),
    [
        ("Message-ID: <a@b>", "<a@b>"),
        ("Message-Id:   <a@b>  (comment)", "<a@b>"),
        ("MESSAGE-ID:\r\n <a@b>", "<a@b>"),
        ("Message-ID: a@b", "<a@b>"),
    ],
)
def test_a_message_id_is_found_however_it_is_written(header, mail_id):
    assert record(f"{header}\r\n").mail_id == mail_id


@pytest.mark.parametrize("header", ["", "Message-ID:\r\n", "Message-ID: <>\r\n", "Message-ID: two words\r\n"])
def test_a_mail_without_message_id_is_named_after_what_its_copies_share(header):
    told = f"{header}Date: Mon, 16 Nov 2026 09:00:00 +0000\r\nFrom: jane@mail.example\r\nSubject: Hi\r\n"

    first, later = record(told), record(f"Received: elsewhere\r\n{told}", received_at=AT + timedelta(hours=1))
    other = record(told.replace("Hi", "Hello"))

    assert first.mail_id == later.mail_id != other.mail_id
    assert first.mail_id.endswith("@no.message.id>")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?B?R3LDtsOfZQ==?=", "Größe"),
        ("=?iso-8859-1?Q?Gr=F6=DFe?= =?iso-8859-1?Q?_M?=", "Größe M"),
        ("=?no-such?Q?Gr=F6=DFe?=", "Größe"),
        ("=?utf-8?Q?Gr=F6=DFe?=", "Größe"),
        ("=?utf-8?B?!!!?= there", "there"),
        ("Re: =?utf-8?Q?=C3=B6?= \\u0041", "Re: ö \\u0041"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_encoded_words_are_read_as_far_as_they_can_be(raw, text):
    assert decoded(raw) in {text, text.replace("\\u0041", "A")}


def test_eight_bit_headers_are_read_as_utf_8_or_as_windows_does():
    assert record("Subject: Größe\r\n".encode()).subject == "Größe"
    assert record("Subject: Größe\r\n".encode("cp1252")).subject == "Größe"


def test_a_name_that_is_an_address_is_no_name():
    assert record('From: "jane@mail.example" <jane@mail.example>\r\n').sender == Party(
        "jane@mail.example", ""
    )


@pytest.mark.parametrize("value", ["", "nobody", "<>", "Jane Doe", "undisclosed-recipients:;", '"broken <x'])
def test_a_sender_without_an_address_is_unknown(value):
    assert record(f"From: {value}\r\n").sender.email == ""


@pytest.mark.parametrize("field", ["From", "Reply-To", "To", "Cc"])
@pytest.mark.parametrize("value", ["(" * 900, "a:" * 900, "(" * 900 + ")" * 900 + " <jane@mail.example>"])
def test_a_header_that_python_s_parser_gives_up_on_names_nobody_and_the_mail_is_read(field, value):
    mail = record(f"Message-ID: <q1@mail.example>\nSubject: Where is it?\n{field}: {value}\n")

    assert (mail.mail_id, mail.subject) == ("<q1@mail.example>", "Where is it?")


@pytest.mark.parametrize(
    "content",
    [
        b"Content-Type: text/plain; charset*=a%00b''x\n\nHello",
        b"Content-Type: message/rfc822\n\n" * 1_200,
    ],
    ids=["a charset with a NUL", "mails in each other"],
)
def test_a_body_that_python_s_parser_gives_up_on_has_no_text(content):
    assert text_of_message(content) == ""


def test_a_chain_of_references_is_cut_at_its_old_end():
    chain = " ".join(f"<m{n}@x>" for n in range(5000))

    assert record(f"References: {chain}\r\n").named_ids[-1] == "<m4999@x>"
    assert len(record(f"References: {chain}\r\n").named_ids) == 100


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=600))
def test_no_bytes_break_the_reading(content):
    for start in (b"", b"From: ", b"Subject: =?utf-8?Q?", b"References: ", b"Content-Type: "):
        mail = record(start + content)
        assert mail.mail_id
        text_of_message(start + content)
    text_of_html(content.decode("latin-1"))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Subject: x\r\n\r\nHello\r\n\r\n\r\n\r\nJane  Doe\r\n", "Hello\n\nJane Doe"),
        (
            "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\xf6\xdfe",
            "Größe",
        ),
        ("Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8=", "Hello"),
        ("Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8sIEphb", "Hello, Ja"),
        ("Content-Type: text/html\r\n\r\n<p>Hello<br>Jane &amp; Tom</p>", "Hello\nJane & Tom"),
        ("Content-Type: image/png\r\n\r\nxx", ""),
        ("Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nx", ""),
        (
            ALTERNATIVES,
            "Plain",
        ),
        (
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThe beginn",
            "The beginn",
        ),
    ],
)
def test_the_text_is_what_a_person_reads(content, text):
    assert text_of_message(content.encode("latin-1")) == text


def test_markup_scripts_and_quotes_of_html_are_left_out_or_marked():
    page = "<head><title>T</title></head><style>p{}</style><p>Yes<script>x()</script></p><blockquote>quoted</blockquote>"

    assert text_of_html(page).split() == ["Yes", ">", "quoted"]


@pytest.mark.parametrize(
    "page", ["<" * 20_000, "<style>" * 5_000, "<p" + " a" * 20_000, "&#99999999;" * 2_000]
)
def test_hostile_html_ends(page):
    assert len(text_of_message(b"Content-Type: text/html\r\n\r\n" + page.encode())) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("uids", "written"),
    [([], ""), ([7], "7"), ([1, 2, 3], "1:3"), ([1, 3, 4, 9], "1,3:4,9")],
)
def test_uids_are_written_in_runs(uids, written):
    assert uid_set(uids) == written


def test_the_uid_may_stand_behind_the_literal():
    before = [(b'1 (UID 5 INTERNALDATE " 2-Nov-2026 10:03:00 +0100" BODY[] {1}', b"x"), b")"]
    behind = [(b"1 (BODY[] {1}", b"x"), b' INTERNALDATE " 2-Nov-2026 10:03:00 +0100" UID 5)']

    (first,), (second,) = read_parts(before), read_parts(behind)

    assert first == second
    assert (first.uid, first.received_at) == (5, datetime(2026, 11, 2, 9, 3, tzinfo=UTC))
    assert read_parts([b"1 (FLAGS (\\Seen))", None, (b"2 (FLAGS ()", b"x")]) == []


@pytest.mark.parametrize(
    ("folders", "sent"),
    [
        ({"Gesendet": "\\sent", "Sent": ""}, "Gesendet"),
        ({"INBOX.Sent": ""}, "INBOX.Sent"),
        ({"[Gmail]/Sent Mail": ""}, "[Gmail]/Sent Mail"),
        ({"Éléments envoyés": ""}, "Éléments envoyés"),
        ({"Sent": "\\noselect", "Sent Items": ""}, "Sent Items"),
    ],
)
def test_the_folder_of_sent_mail_is_found_by_its_use_or_its_name(folders, sent):
    listed = [
        Folder("INBOX", frozenset()),
        *(Folder(name, frozenset(use.split())) for name, use in folders.items()),
    ]

    assert folders_to_read(listed, sent_folder="", brand="Aurora") == {Place.INBOX: "INBOX", Place.SENT: sent}


def test_the_archive_is_read_where_the_server_marks_one():
    listed = [Folder("Sent", frozenset({"\\sent"})), Folder("Old", frozenset({"\\archive"}))]

    assert folders_to_read(listed, sent_folder="", brand="Aurora")[Place.ARCHIVE] == "Old"


def test_without_a_folder_of_sent_mail_a_person_must_name_one():
    listed = [Folder("INBOX", frozenset()), Folder("Outgoing", frozenset())]

    with pytest.raises(Misconfigured, match=r"Set sent_folder .* one of: INBOX, Outgoing"):
        folders_to_read(listed, sent_folder="", brand="Aurora")
    assert folders_to_read(listed, sent_folder="Outgoing", brand="Aurora")[Place.SENT] == "Outgoing"


def test_what_was_read_is_known_by_uid_until_the_folder_is_numbered_anew():
    memory, mail = FolderMemory(), record("Message-ID: <a@b>\r\nFrom: j@mail.example\r\n")
    memory.enter(1)
    memory.keep(5, mail)
    assert memory.only([4, 5]) == [mail]

    memory.enter(1)
    assert memory.unknown([5, 6]) == [6]
    memory.enter(2)
    assert memory.unknown([5, 6]) == [5, 6]
