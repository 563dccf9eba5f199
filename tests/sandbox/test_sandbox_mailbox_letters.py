"""
How the world's letters look on the wire: any text comes through, and no text makes a header of its own.

The judge is the email parser of Python's standard library.
"""

import email.policy
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbox_stand import NOW, letter
from sheets_bot.sandbox.mailbox.encoded_words import encoded_words
from sheets_bot.sandbox.mailbox.folder_names import from_wire, to_wire
from sheets_bot.sandbox.mailbox.render import render

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=80)
LINES = st.lists(WORDS, max_size=5).map("\n".join)


def read(raw):
    return message_from_bytes(raw, policy=email.policy.default)


def told(text):
    """Return text as headers keep it: breaks and runs of white space are one space."""
    return " ".join(text.split())


def display_name(raw):
    """Return the sender's name; the older parser's way, for the newer one loses the joints of encoded words."""
    name, _ = parseaddr(message_from_bytes(raw)["From"])
    return str(make_header(decode_header(name)))


@settings(deadline=None, max_examples=150)
@given(subject=WORDS, name=WORDS, text=LINES, number=st.integers(0, 10**6))
def test_a_subject_a_name_and_a_text_come_through(subject, name, text, number):
    raw = render(letter(subject, text, name=name, at=NOW + number, automatic=True))
    mail = read(raw)

    assert told(mail["Subject"] or "") == told(subject)
    assert mail["From"].addresses[0].addr_spec == "anna@mail.example"
    assert told(display_name(raw)) == told(name)
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=200))
def test_encoded_words_hold_any_text_and_stay_as_short_as_the_rfc_wants(text):
    words = encoded_words(text).split("\r\n ")

    assert all(len(word) <= 75 for word in words)
    assert str(make_header(decode_header(" ".join(words)))) == text


@settings(deadline=None, max_examples=150)
@given(text=LINES, number=st.integers(0, 10**6))
def test_a_mail_with_html_carries_the_text_as_well_or_instead(text, number):
    mail = read(render(letter("Hello", text, at=NOW + number)))

    body = mail.get_body(("plain", "html"))
    assert body is not None
    if body.get_content_subtype() == "plain":
        assert body.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize("place", ["subject", "name"])
def test_a_line_break_in_a_text_makes_no_header(place):
    evil = "hello\r\nBcc: everybody@mail.example\r\n\r\nbody"

    mail = read(render(letter(**{place: evil})))

    assert mail["Bcc"] is None
    assert "everybody" not in (mail["To"] or "")


def test_header_fields_say_what_the_letter_says():
    mail = read(
        render(
            letter(
                reply_to="bruno@mail.example",
                in_reply_to="<b@mail.example>",
                references=tuple(f"<{number}@mail.example>" for number in range(40)),
                extra_headers=(("Auto-Submitted", "auto-replied"), ("List-Id", "<news.example>")),
                automatic=True,
            )
        )
    )

    assert mail["Reply-To"] == "bruno@mail.example"
    assert mail["In-Reply-To"] == "<b@mail.example>"
    assert len(mail["References"].split()) == 40
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["List-Id"] == "<news.example>"
    assert isinstance(mail["Date"].datetime, datetime)
    assert mail["Date"].datetime.timestamp() == NOW
    assert mail["Return-Path"] == "<anna@mail.example>"


def test_what_the_sender_left_out_is_missing():
    mail = read(render(letter(message_id="", folder="Sent")))

    assert {"message-id", "reply-to", "references", "received", "return-path"}.isdisjoint(
        name.lower() for name in mail
    )


def test_an_extra_header_takes_the_place_of_the_usual_one():
    mail = read(render(letter(extra_headers=(("Return-Path", "<>"),))))

    assert mail.get_all("Return-Path") == ["<>"]


def test_a_bounce_names_the_mail_that_could_not_be_delivered():
    mail = read(
        render(
            letter(
                "Undelivered Mail Returned to Sender",
                "mailbox unavailable",
                sender="mailer-daemon@mail.example",
                in_reply_to="<sent@aurora.example>",
                automatic=True,
            )
        )
    )

    assert mail["Return-Path"] == "<>"
    assert mail.get_content_type() == "multipart/report"
    words, status, original = mail.iter_parts()
    assert words.get_content().strip() == "mailbox unavailable"
    assert status.get_payload(1)["Status"] == "5.1.1"
    assert "<sent@aurora.example>" in original.get_content()


def test_the_same_letter_always_looks_the_same_and_letters_differ_in_their_ways():
    letters = [letter(text="Größe 😡", at=NOW + number) for number in range(60)]

    raws = [render(one) for one in letters]

    assert raws == [render(one) for one in letters]
    ways = {(read(raw).get_content_type(), read(raw).get("Content-Transfer-Encoding", "")) for raw in raws}
    assert {"multipart/alternative", "text/html", "text/plain"} <= {kind for kind, _ in ways}
    assert {"quoted-printable", "base64", "8bit"} <= {encoding for _, encoding in ways}


def test_a_hostile_world_sends_what_no_parser_likes_and_a_clean_one_does_not():
    letters = [letter(text="Größe", at=NOW + number) for number in range(300)]

    hostile = [render(one, hostility="full") for one in letters]
    clean = [render(one) for one in letters]

    def defects(raws):
        kinds = set()
        for raw in raws:
            mail = message_from_bytes(raw)
            kinds |= {type(defect).__name__ for part in mail.walk() for defect in part.defects}
            kinds |= {"NoDate"} if mail["Date"] is None else set()
            kinds |= {"Charset"} if mail.get_content_charset() == "x-user-defined" else set()
            kinds |= {"Long"} if len(raw) > 40_000 else set()
        return kinds

    assert defects(clean) == set()
    assert {"NoDate", "Charset", "Long"} <= defects(hostile)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_a_folder_name_survives_the_wire(name):
    assert to_wire(name).isascii()
    assert from_wire(to_wire(name)) == name


def test_folder_names_are_written_as_the_rfc_does():
    assert to_wire("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-"  # RFC 3501, section 5.1.3
    with pytest.raises(ValueError, match="UTF-7"):
        from_wire("&a-")
