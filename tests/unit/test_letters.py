"""Promises of letters: to whom they go, in which thread, and that no text of anybody's can forge a header."""

import email
from dataclasses import replace
from datetime import UTC, datetime
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from act_stand import an_act
from mails import OURS, came, read, went
from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.mail.letter import Contact, Letter, letter_for
from sheets_bot.domain.mail.mail import Party
from sheets_bot.domain.mail.thread import threads_of
from sheets_bot.errors import Refused
from sheets_bot.platforms.mailbox.compose import REF_HEADER, compose, is_untouched, message_id_of

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
ADDRESS = "support@aurora.example"
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding"}
HEADERS |= {"MIME-Version", REF_HEADER}


def a_thread(*mails):
    (thread,) = threads_of([read(mail) for mail in mails], ours=OURS)
    return thread


def answered(*mails, **fields):
    return letter_for(
        an_act(Kind.SEND_MAIL, "T-1", tab="Inbox", **fields), ours=OURS, thread=a_thread(*mails)
    )


def a_letter(**fields):
    usual = {
        "to": "jane@mail.example",
        "subject": "Your order",
        "text": "Hello",
        "name": "a" * 20,
        "row": "b" * 16,
    }
    return Letter(**{**usual, **fields})


def parsed(letter, brand="Aurora"):
    composed = compose(letter, address=ADDRESS, brand=brand, at=AT)
    return email.message_from_bytes(composed.content, policy=policy.default)


# To whom


def test_an_answer_goes_to_whoever_wrote_last_in_the_thread():
    letter = answered(
        came("q1"), went("a1", names="q1"), came("q2", hours_ago=1, sender="j@work.example", names="q1 a1")
    )

    assert (letter.to, letter.subject) == ("j@work.example", "Re: Where is my order?")
    assert letter.in_reply_to == "<q2@mail.example>"
    assert letter.references == ("<q1@mail.example>", "<a1@mail.example>", "<q2@mail.example>")


def test_an_answer_goes_where_the_customer_asked_for_answers():
    letter = answered(came(reply_to=Party("home@mail.example")))

    assert letter.to == "home@mail.example"


@pytest.mark.parametrize("subject", ["Re: Größe", "RE: AW: Größe", "Antw: re[2]: Größe", "Größe"])
def test_a_subject_says_re_once(subject):
    assert answered(came(subject=subject)).subject == "Re: Größe"


def test_a_made_up_id_is_named_to_nobody():
    mail = replace(came(), mail_id=f"<{'0' * 32}@no.message.id>")

    letter = answered(mail)

    assert (letter.in_reply_to, letter.references) == ("", ())


def test_of_a_long_thread_the_first_and_the_latest_are_named():
    names = " ".join(f"m{n}" for n in range(60))

    references = answered(came("q1", names=names)).references

    assert (len(references), references[0], references[-1]) == (20, "<m0@mail.example>", "<q1@mail.example>")


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        (None, "No address"),
        (Contact(""), "No address"),
        (Contact(ADDRESS), "one of ours"),
        (Contact("SUPPORT+x@aurora.example"), "one of ours"),
        (Contact("a@b.example\nBcc: x@y.example"), "none that mail can go to"),
        (Contact("a@b.example, c@d.example"), "none that mail can go to"),
        (Contact("nobody"), "none that mail can go to"),
    ],
)
def test_a_letter_to_nobody_to_several_or_to_ourselves_is_refused(contact, words):
    act = an_act(Kind.SEND_CONFIRMATION, "Aurora #1", tab="Orders", subject="Your order")

    with pytest.raises(Refused, match=words):
        letter_for(act, ours=OURS, contact=contact)


@pytest.mark.parametrize(("subject", "text"), [("", "Hello"), ("\u200b", "Hello"), ("Hello", " \n")])
def test_a_letter_without_subject_or_text_is_refused(subject, text):
    act = an_act(Kind.SEND_MAIL, "P-1", tab="Orders at risk", subject=subject, text=text)

    with pytest.raises(Refused, match="Nothing was sent"):
        letter_for(act, ours=OURS, contact=Contact("jane@mail.example"))


def test_only_what_nobody_asked_for_says_that_it_goes_by_itself():
    kinds = [Kind.SEND_CONFIRMATION, Kind.SEND_VERIFICATION, Kind.SEND_MAIL, Kind.DRAFT_CONFIRMATION]
    acts = [an_act(kind, "Aurora #1", tab="Orders", subject="Your order") for kind in kinds]

    letters = [letter_for(act, ours=OURS, contact=Contact("jane@mail.example")) for act in acts]

    assert [letter.automatic for letter in letters] == [True, True, False, False]


# The mail


def test_a_mail_carries_the_brand_the_thread_and_the_name_of_its_act():
    mail = parsed(
        a_letter(in_reply_to="<q@mail.example>", references=("<q@mail.example>",)), brand='Größe, "Inc"'
    )

    assert mail["From"].addresses[0].display_name == 'Größe, "Inc"'
    assert mail["From"].addresses[0].addr_spec == ADDRESS
    assert mail["Message-ID"] == message_id_of("a" * 20, ADDRESS) == f"<sb.{'a' * 20}@aurora.example>"
    assert (mail["In-Reply-To"], mail["References"]) == ("<q@mail.example>", "<q@mail.example>")
    assert mail["Date"].datetime == AT


@given(
    subject=st.text(min_size=1, max_size=300),
    text=st.text(min_size=1, max_size=500).map(lambda text: f".{text}"),
    brand=st.text(max_size=60),
)
def test_whatever_people_write_no_header_is_added_and_no_byte_is_beyond_what_servers_take(
    subject, text, brand
):
    try:
        composed = compose(a_letter(subject=subject, text=text), address=ADDRESS, brand=brand, at=AT)
    except Refused:
        return

    head, _, body = composed.content.partition(b"\r\n\r\n")
    mail = email.message_from_bytes(composed.content, policy=policy.default)
    assert set(mail.keys()) <= HEADERS
    assert len(mail.keys()) == len(set(mail.keys()))
    assert composed.content.isascii()
    assert b"\r" not in head.replace(b"\r\n", b"")
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert max(map(len, composed.content.split(b"\r\n"))) <= 998
    assert mail["To"] == "jane@mail.example"
    assert body


@given(
    text=st.text(
        st.characters(codec="utf-8", exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), min_size=1
    )
)
def test_a_text_arrives_as_it_was_ticked(text):
    mail = parsed(a_letter(text=text))

    assert mail.get_content().replace("\r\n", "\n").rstrip() == text.rstrip()


def test_a_domain_that_would_become_another_one_is_refused():
    """The old rules read ß as ss: another domain, and somebody else's mailbox."""
    with pytest.raises(Refused, match="answer by hand"):
        compose(a_letter(to="a@größe.example"), address=ADDRESS, brand="Aurora", at=AT)


def test_a_draft_is_known_as_untouched_until_a_word_of_it_changes():
    content = compose(a_letter(text="Hello\n\nJane"), address=ADDRESS, brand="Aurora", at=AT).content

    assert is_untouched(content, row="b" * 16)
    assert is_untouched(content.replace(b"\r\n", b"\n") + b"\n", row="b" * 16), (
        "servers end lines as they like"
    )
    assert not is_untouched(content, row="c" * 16)
    assert not is_untouched(content.replace(b"Jane", b"John"), row="b" * 16)
    assert not is_untouched(b"Subject: x\r\n\r\nHello", row="b" * 16)
