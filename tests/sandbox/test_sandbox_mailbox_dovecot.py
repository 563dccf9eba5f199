"""The sandbox's IMAP says what a real Dovecot says: the same mails, the same commands, the same answers."""

import imaplib
import re
from datetime import UTC, datetime
from functools import partial

import pytest

from dovecot_server import PASSWORD, PROGRAM, running_dovecot
from mailbox_stand import host_and_port, letter, mail_stand
from sheets_bot.sandbox.mailbox.render import render

AT = datetime(2025, 11, 23, 8, 0, tzinfo=UTC).timestamp()
"""In the past: Dovecot dates no mail later than its own clock."""
DAY = 86_400.0
USER = "support@aurora.example"

MAILS = [
    letter("Order #1042", "The coat is late", message_id="<a@mail.example>", at=AT - 3 * DAY),
    letter("Größe", "Zu klein — 😡", message_id="<b@mail.example>", at=AT - 2 * DAY, name="Jürgen (privat)"),
    letter("Re: Order #1042", "Nobody answers", at=AT, in_reply_to="<a@mail.example>", name='"Q" \\ Smith'),
    letter("", "no subject, no id", message_id="", at=AT + 1, name="", reply_to="bruno@mail.example"),
    letter("Out of office", "I am away.", at=AT + 2, automatic=True, extra_headers=(("Auto-Submitted", "auto-replied"),)),
    *(letter(f"Many {number}", "Hällo\n.\n..", message_id=f"<m{number}@mail.example>", at=AT + number) for number in range(3, 9)),
]  # fmt: skip


HOSTILE = [
    letter(f"Odd {n}", "Größe", message_id=f"<odd{n}@mail.example>", at=AT + 100 + n) for n in range(120)
]
NESTED = (
    b'From: a@mail.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="outer one"\r\n\r\n'
    b"preamble\r\n--outer one\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n"
    b"--inner\r\n\r\nplain\r\n--inner\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>html</p>\r\n--inner--\r\n\r\n"
    b"--outer one\r\nContent-Type: message/rfc822\r\n\r\n"
    b"From: b@mail.example\r\nSubject: the original\r\nMessage-ID: <o@mail.example>\r\n\r\nhello\r\n"
    b"--outer one\r\nContent-Type: image/png; name=p.png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <p1>\r\n\r\n"
    b"AAAA\r\n--outer one--\r\nepilogue\r\n"
)
RAWS = [
    *((mail.at, render(mail)) for mail in MAILS),
    *((mail.at, render(mail, hostility="full")) for mail in HOSTILE),
    (AT + 999, NESTED),
]
"""Each mail with the instant of its arrival."""
LAST = len(RAWS)


@pytest.fixture(scope="module")
def both():
    """Return two signed-in clients: of Dovecot, and of the sandbox."""
    if not PROGRAM:
        pytest.skip("needs Dovecot (Debian: dovecot-imapd)")
    with running_dovecot() as dovecot, mail_stand() as stand:
        dovecot.put(USER, "INBOX", [(raw, datetime.fromtimestamp(at, UTC)) for at, raw in RAWS])
        with imaplib.IMAP4(*host_and_port(dovecot.url), timeout=20) as theirs:
            theirs.login(USER, PASSWORD)
            ours = stand.imap(folder="")
            inbox = stand.server.office.accounts["aurora"].folders["INBOX"]
            for at, raw in RAWS:
                inbox.add(at, partial(bytes, raw))
            assert {client.select("INBOX")[1][0] for client in (theirs, ours)} == {b"%d" % LAST}
            yield theirs, ours


def said(client, *command):
    """Return the status of a command and its untagged answers, without what each server words its own way."""
    client.untagged_responses.clear()
    try:
        status, data = client.uid(*command[1:]) if command[0] == "UID" else client.xatom(*command)
    except imaplib.IMAP4.error as error:
        return "BAD" if "BAD" in str(error) else "NO", []
    if command[0] != "UID":
        data = client.untagged_responses.get(command[0], [])
    return status, [_plain(item) for item in data if item is not None] if status == "OK" else []


def _plain(item):
    if isinstance(item, tuple):
        return tuple(_plain(part) for part in item)
    return re.sub(rb"UIDVALIDITY \d+|INTERNALDATE \"[^\"]+\"| ?\\Recent", b"-", item)


def agree(both, *command):
    theirs, ours = (said(client, *command) for client in both)
    assert ours == theirs
    return ours


@pytest.mark.parametrize(
    "criteria",
    [
        "ALL",
        "SINCE 21-Nov-2025",
        "BEFORE 21-Nov-2025",
        "ON 23-Nov-2025",
        "SENTON 23-Nov-2025",
        "SENTBEFORE 22-Nov-2025",
        "UID 2:*",
        "UID 7,9:8",
        "UID 999:*",
        "2,3",
        "4:*",
        'SUBJECT "order #1042"',
        'SUBJECT ""',
        "FROM ASHDOWN",
        "FROM mail.example",
        'TO "aurora"',
        'HEADER Message-ID "a@"',
        'HEADER Message-ID ""',
        'HEADER Reply-To "BRUNO"',
        'HEADER In-Reply-To "<a@mail.example>"',
        'CHARSET UTF-8 SUBJECT "Größe"',
        'CHARSET UTF-8 FROM "jürgen"',
        'CHARSET UTF-8 BODY "hällo"',
        'BODY "NOBODY"',
        'TEXT "auto-replied"',
        "NOT SUBJECT many",
        "OR SUBJECT many SUBJECT order",
        "OR (SUBJECT order SINCE 22-Nov-2025) (UID 2)",
        "NOT (OR SUBJECT many SUBJECT order)",
        "UNSEEN UNANSWERED UNDELETED UNDRAFT UNFLAGGED",
        "SEEN",
        "KEYWORD $Claim",
        "UNKEYWORD $Claim",
        "NONSENSE",
        "SINCE yesterday",
        "SUBJECT",
        "CHARSET KLINGON ALL",
    ],
)
def test_a_search_finds_the_same(both, criteria):
    def encoded(text):
        return text.encode()

    agree(both, "UID", "SEARCH", encoded(criteria))


@pytest.mark.parametrize(
    "items",
    [
        "(UID RFC822.SIZE INTERNALDATE)",
        "(BODY.PEEK[])",
        "(BODY.PEEK[HEADER])",
        "(BODY.PEEK[TEXT])",
        "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID FROM SUBJECT)])",
        "(BODY.PEEK[HEADER.FIELDS.NOT (FROM SUBJECT RECEIVED)])",
        "(BODY.PEEK[TEXT]<0.20>)",
        "(BODY.PEEK[]<100.50>)",
        "(BODY.PEEK[]<99999.5>)",
        "(BODY.PEEK[1])",
        "(BODY.PEEK[1.MIME])",
        "(BODY.PEEK[2])",
        "(BODY.PEEK[2.MIME])",
        "(BODY.PEEK[1.1] BODY.PEEK[1.2] BODY.PEEK[2.1])",
        "(BODY.PEEK[3.MIME] BODY.PEEK[3])",
        "(X-NOTHING)",
        "(BODY.PEEK[NOWHERE])",
    ],
)
def test_the_same_is_fetched_of_one_mail_of_all_and_of_none(both, items):
    for uids in ("1", "2", "4", "1:*", "999", "3,999"):
        agree(both, "UID", "FETCH", uids, items)


def test_the_envelope_of_every_mail_tells_the_same(both):
    assert len(agree(both, "UID", "FETCH", "1:*", "(ENVELOPE)")[1]) >= LAST


def test_the_structure_of_every_mail_tells_the_same(both):
    assert len(agree(both, "UID", "FETCH", "1:*", "(BODY)")[1]) >= LAST


@pytest.mark.parametrize(
    "command",
    [
        ("STATUS", "INBOX", "(MESSAGES UNSEEN UIDNEXT)"),
        ("STATUS", "Nowhere", "(MESSAGES)"),
        ("STATUS", "INBOX", "(COLOUR)"),
        ("STATUS", "INBOX"),
        ("LIST", '""', '""'),
        ("LIST", '""', "Drafts"),
        ("LIST", '""', "Sen%"),
        ("LSUB", '""', "Sent"),
        ("LIST", '""'),
        ("CREATE", "INBOX"),
        ("DELETE", "Nowhere"),
        ("NAMESPACE",),
        ("ID", "NIL"),
        ("FROBNICATE",),
        ("COPY", "999", "Sent"),
        ("UID", "STORE", "999", "+FLAGS", "(\\Seen)"),
        ("UID", "FETCH", "0", "(UID)"),
        ("UID", "FETCH", "nothing", "(UID)"),
        ("FETCH", "999", "(UID)"),
    ],
)
def test_folders_and_errors_are_told_alike(both, command):
    theirs, ours = (said(client, *command) for client in both)
    if command[0] == "ID":  # each says its own name
        theirs, ours = theirs[0], ours[0]
    assert ours == theirs


def test_flags_are_set_and_told_alike(both):
    for how, flags in (
        ("+FLAGS", "(\\Flagged $Claim)"),
        ("-FLAGS", "(\\Flagged)"),
        ("FLAGS", "(\\seen)"),
        ("FLAGS", "()"),
    ):
        theirs, ours = (said(client, "UID", "STORE", "5", how, flags) for client in both)
        assert [sorted(re.findall(rb"[\\$]\w+", line)) for line in ours[1]] == [
            sorted(re.findall(rb"[\\$]\w+", line)) for line in theirs[1]
        ]


def test_a_draft_is_filed_and_told_alike(both):
    answers = [client.append("Drafts", "(\\Draft)", None, b"Subject: x\r\n\r\nx")[1][0] for client in both]

    assert [re.sub(rb"\d{5,}", b"V", answer.split(b"]")[0]) for answer in answers] == [b"[APPENDUID V 1"] * 2
    assert [client.append("Nowhere", None, None, b"x")[0] for client in both] == ["NO", "NO"]


def test_a_line_too_long_is_refused_by_both(both):
    numbers = ",".join(str(number) for number in range(1, 20_000))

    assert [said(client, "UID", "FETCH", numbers, "(UID)")[0] for client in both] == ["BAD", "BAD"]
