"""
Reading the sandbox's mailbox over IMAP, with Python's imaplib and with imap-tools, both unmodified.

What a server must do is from RFC 3501; what Dovecot 2.3 does where the RFC leaves a
choice was tried there.
"""

import email.policy
from email import message_from_bytes

import pytest
from imap_tools import A, H, MailMessageFlags

from mailbox_stand import HOUR, NOW, letter, mail_stand


@pytest.fixture
def stand():
    with mail_stand() as stand:
        yield stand


def found(client, *criteria):
    answer, [uids] = client.uid("SEARCH", *criteria)
    assert answer == "OK"
    return [int(uid) for uid in uids.split()]


def test_a_letter_reads_as_it_was_written(stand):
    stand.put(subject="Größe für #1042", text="Hallo,\n.passt nicht — 😡", name="Zoë Grünwald")

    [mail] = stand.mailbox().fetch(mark_seen=False)

    assert mail.subject == "Größe für #1042"
    assert mail.from_values.name == "Zoë Grünwald"
    assert mail.text.split() == ["Hallo,", ".passt", "nicht", "—", "😡"]
    assert mail.headers["message-id"] == ("<one@mail.example>",)
    assert mail.date.timestamp() == NOW


def test_each_brand_has_a_mailbox_of_its_own(stand):
    stand.put(brand="velvet", message_id="<v@mail.example>")

    assert stand.mailbox("aurora").uids() == []
    assert stand.mailbox("velvet").uids() == ["1"]


@pytest.mark.parametrize(
    ("slug", "sent", "drafts"), [("aurora", "Sent", "Drafts"), ("velvet", "Gesendet", "Entwürfe")]
)
def test_folders_tell_their_special_use_whatever_they_are_called(stand, slug, sent, drafts):
    folders = {info.name: info.flags for info in stand.mailbox(slug).folder.list()}

    assert "\\Sent" in folders[sent]
    assert "\\Drafts" in folders[drafts]
    assert folders["Suppliers"] == ("\\HasNoChildren",)
    assert stand.mailbox(slug, folder=drafts).uids() == []


def test_a_server_without_special_use_leaves_the_client_to_the_names(stand):
    stand.server.office.special_use = False

    assert {flag for info in stand.mailbox().folder.list() for flag in info.flags} == {"\\HasNoChildren"}


@pytest.mark.parametrize(
    "ask", ['LIST (SPECIAL-USE) "" "*"', 'LIST "" "*" RETURN (SPECIAL-USE)', 'XLIST "" "*"']
)
def test_special_use_can_be_asked_for_in_each_known_way(stand, ask):
    name, _, rest = ask.partition(" ")
    client = stand.imap()

    client.xatom(name, rest)

    assert any(b"\\Sent" in line for line in client.untagged_responses[name])


def test_a_pattern_chooses_folders(stand):
    client = stand.imap()

    assert len(client.list('""', '"S%"')[1]) == 2  # Sent, Suppliers
    assert client.list('""', '""')[1] == [b'(\\Noselect) "/" ""']
    assert len(client.lsub()[1]) == 6


def test_a_folder_that_is_not_there_is_refused_without_trycreate(stand):
    client = stand.imap(folder="")

    answer, [said] = client.select("Nowhere")

    assert answer == "NO"
    assert b"TRYCREATE" not in said


def test_reading_with_peek_leaves_a_mail_unread_and_reading_without_marks_it(stand):
    stand.put()
    box = stand.mailbox()

    list(box.fetch(mark_seen=False))
    assert box.folder.status("INBOX", ["UNSEEN"]) == {"UNSEEN": 1}
    list(box.fetch(mark_seen=True))
    assert box.folder.status("INBOX", ["UNSEEN"]) == {"UNSEEN": 0}


def test_a_body_fetched_without_peek_says_that_the_mail_is_seen_now(stand):
    stand.put()
    client = stand.imap()

    [(head, _), rest] = client.uid("FETCH", "1", "(BODY[HEADER])")[1]
    assert b"UID 1" in head
    assert b"FLAGS (\\Seen)" in rest
    assert client.uid("FETCH", "1", "FLAGS")[1] == [b"1 (UID 1 FLAGS (\\Seen))"]


def test_a_folder_opened_to_read_only_changes_nothing(stand):
    stand.put()
    client = stand.imap(folder="")
    client.select("INBOX", readonly=True)

    client.uid("FETCH", "1", "(BODY[])")
    answer, _ = client.uid("STORE", "1", "+FLAGS", "(\\Deleted)")

    assert answer == "NO"
    assert client.uid("FETCH", "1", "FLAGS")[1] == [b"1 (UID 1 FLAGS ())"]


def test_a_new_mail_is_invisible_in_an_open_folder_until_noop(stand):
    stand.put(message_id="<one@mail.example>")
    client = stand.imap()
    stand.put(message_id="<two@mail.example>")

    assert found(client, "ALL") == [1]
    client.noop()
    assert found(client, "ALL") == [1, 2]


def test_a_mail_arrives_when_its_time_has_come(stand):
    client = stand.imap()
    stand.world._agenda.plan(NOW + HOUR, lambda at: stand.put(at=at))

    client.noop()
    assert found(client, "ALL") == []
    stand.at[0] = NOW + 2 * HOUR
    client.noop()
    assert found(client, "ALL") == [1]


def test_our_answers_stand_in_sent_and_only_some_programs_mark_what_they_answered(stand):
    for number in range(40):
        stand.put(message_id=f"<q{number}@mail.example>")
        stand.put(
            folder="Sent", message_id=f"<a{number}@aurora.example>", in_reply_to=f"<q{number}@mail.example>"
        )

    answered = found(stand.imap(), "ANSWERED")

    assert found(stand.imap(), "UNSEEN") == []
    assert 0 < len(answered) < 40
    assert len(found(stand.imap(folder="Sent"), "SEEN")) == 40


SEASON = [
    letter("Order #1042", "The coat is late", message_id="<a@mail.example>", at=NOW - 72 * HOUR),
    letter("Größe", "Zu klein", message_id="<b@mail.example>", at=NOW - 48 * HOUR, name="Jürgen"),
    letter(
        "Re: Order #1042",
        "Nobody answers",
        message_id="<c@mail.example>",
        at=NOW,
        in_reply_to="<a@mail.example>",
    ),
]


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (("ALL",), [1, 2, 3]),
        (("SINCE", "21-Nov-2026"), [2, 3]),
        (("BEFORE", "21-Nov-2026"), [1]),
        (("ON", "23-Nov-2026"), [3]),
        (("SENTSINCE", "23-Nov-2026"), [3]),
        (("UID", "2:*"), [2, 3]),
        (("UID", "7:*"), [3]),  # the last one always belongs to n:*
        (("2,3",), [2, 3]),
        (("SUBJECT", '"order #1042"'), [1, 3]),
        (("FROM", '"ASHDOWN"'), [1, 3]),
        (("HEADER", "Message-ID", '"a@"'), [1]),  # a substring, as RFC 3501 wants it
        (("HEADER", "In-Reply-To", '""'), [3]),
        (("NOT", "SUBJECT", "order"), [2]),
        (("OR", "SUBJECT", "order", "BODY", "klein"), [1, 2, 3]),
        (("OR", "(SUBJECT order SINCE 23-Nov-2026)", "UID", "2"), [2, 3]),
        (("UNSEEN", "UNANSWERED"), [1, 2, 3]),
        (("TEXT", '"nobody"'), [3]),
        (("YOUNGER", "86400"), [3]),
        (("OLDER", "86400"), [1, 2]),
        (("SMALLER", "10"), []),
        (("KEYWORD", "$Claim"), []),
    ],
)
def test_a_search_finds_what_the_criteria_say(stand, criteria, expected):
    stand.world.letters["aurora"].extend(SEASON)

    assert found(stand.imap(), *criteria) == expected


def test_imap_tools_finds_by_its_own_query_language(stand):
    stand.world.letters["aurora"].extend(SEASON)
    box = stand.mailbox()

    assert box.uids(A(subject="Größe"), charset="UTF-8") == ["2"]
    assert box.uids(A(header=H("Message-ID", "<a@mail.example>"))) == ["1"]
    assert box.numbers() == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("criteria", "answer"),
    [
        (("NONSENSE",), "BAD"),
        (("SINCE", "yesterday"), "BAD"),
        (("SUBJECT",), "BAD"),
        (("CHARSET", "KOI8-R", "ALL"), "NO"),
        (("(ALL",), "BAD"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(stand, criteria, answer):
    client = stand.imap()
    try:
        given = client.uid("SEARCH", *criteria)[0]
    except client.error as error:
        given = "BAD" if "BAD" in str(error) else str(error)

    assert given == answer


def test_a_literal_searches_for_what_quotes_cannot_hold(stand):
    stand.world.letters["aurora"].extend(SEASON)
    client = stand.imap()

    client.literal = "Größe".encode()
    assert found(client, "CHARSET", "UTF-8", "SUBJECT") == [2]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("BODY.PEEK[HEADER.FIELDS (SUBJECT)]", b"Subject: Order #1042\r\n\r\n"),
        ("BODY.PEEK[TEXT]<4.4>", b"coat"),
        ("BODY.PEEK[1]", b"The coat is late\r\n"),
        ("BODY.PEEK[7]", b""),
        ("BODY.PEEK[]<99999.5>", b""),
    ],
)
def test_a_part_of_a_mail_can_be_fetched_alone(stand, item, expected):
    stand.put(subject="Order #1042", text="The coat is late", automatic=True)  # automatic: no HTML beside it

    [(_, data), *_] = stand.imap().uid("FETCH", "1", f"({item})")[1]

    assert data == expected


def test_the_whole_header_is_what_the_listed_fields_leave_and_take(stand):
    stand.put(references=("<r1@mail.example>", "<r2@mail.example>"))
    client = stand.imap()

    def fetched(item):
        return client.uid("FETCH", "1", f"(BODY.PEEK[{item}])")[1][0][1]

    whole = set(fetched("HEADER").split(b"\r\n"))
    listed = set(fetched("HEADER.FIELDS (REFERENCES FROM)").split(b"\r\n"))
    others = set(fetched("HEADER.FIELDS.NOT (REFERENCES FROM)").split(b"\r\n"))
    assert listed | others == whole
    assert listed & others == {b""}


def test_envelope_and_structure_are_told(stand):
    stand.put(subject='He said "no"', automatic=True)

    [(before, subject), said] = stand.imap().uid("FETCH", "1", "(ENVELOPE BODYSTRUCTURE)")[1]

    assert before.endswith(b"{12}")  # quotes inside: a literal, as Dovecot does it
    assert subject == b'He said "no"'
    assert b'(("Anna Ashdown" NIL "anna" "mail.example"))' in said
    assert b'BODYSTRUCTURE ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit"' in said


def test_a_part_with_a_number_is_the_part_that_the_structure_names(stand):
    stand.put(subject="many", message_id="<m@mail.example>")
    for number in range(9):
        stand.put(subject=f"{number}", message_id=f"<{number}@mail.example>")
    client = stand.imap()
    raws = {uid: client.uid("FETCH", str(uid), "(BODY.PEEK[])")[1][0][1] for uid in range(1, 11)}
    uid, mail = next(
        (uid, parsed)
        for uid, raw in raws.items()
        if (parsed := message_from_bytes(raw, policy=email.policy.default)).is_multipart()
    )

    second = client.uid("FETCH", str(uid), "(BODY.PEEK[2])")[1][0][1]
    mime = client.uid("FETCH", str(uid), "(BODY.PEEK[2.MIME])")[1][0][1]

    assert mail.get_payload(1).get_payload().encode() == second
    assert b"text/html" in mime


@pytest.mark.parametrize("item", ["X-GM-MSGID", "BODY[NOWHERE]", "FLAGS)("])
def test_an_unknown_item_is_refused(stand, item):
    stand.put()
    client = stand.imap()

    with pytest.raises(client.error, match="BAD"):
        client.uid("FETCH", "1", f"({item})")


def test_a_line_longer_than_dovecot_bears_is_refused_and_the_next_command_goes_on(stand):
    client = stand.imap()

    with pytest.raises(client.error, match="Too long command line"):
        client.uid("FETCH", ",".join(str(uid) for uid in range(1, 20_000)), "(FLAGS)")

    assert client.noop()[0] == "OK"


def test_flags_are_those_of_the_client_library(stand):
    stand.put()
    box = stand.mailbox()

    box.flag("1", [MailMessageFlags.FLAGGED, "$Claim"], True)

    [mail] = box.fetch("KEYWORD $Claim", mark_seen=False)
    assert set(mail.flags) == {"\\Flagged", "$Claim"}
