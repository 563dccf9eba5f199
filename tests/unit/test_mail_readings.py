"""Promises of what one mail is to us: a customer's, ours, or a program's."""

import pytest

from mails import OURS, SUPPORT, came, read, went
from sheets_bot.domain.mail.mail import Party, Place
from sheets_bot.domain.mail.mail_readings import BOUNCE, Ours, Way


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("auto-submitted", "auto-replied"),
        ("auto-submitted", "auto-generated; owner-email=x"),
        ("precedence", "bulk"),
        ("precedence", "auto_reply"),
        ("x-autoreply", "yes"),
        ("x-autorespond", "vacation"),
        ("list-unsubscribe", "<mailto:off@news.example>"),
        ("list-id", "<news.example>"),
        ("return-path", "<>"),
        ("x-failed-recipients", "jane@mail.example"),
    ],
)
def test_a_programs_mail_waits_for_no_answer(header, value):
    reading = read(came(hints=((header, value),)))

    assert reading.way is Way.IN
    assert reading.automatic
    assert not reading.asks


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("auto-submitted", "no"),  # RFC 3834: a person sent it
        ("auto-submitted", "no (a person)"),
        ("auto-submitted", ""),
        ("precedence", "first-class"),
        ("x-autoreply", "no"),
    ],
)
def test_a_header_that_says_no_does_not_make_a_mail_automatic(header, value):
    assert read(came(hints=((header, value),))).asks


@pytest.mark.parametrize("sender", ["mailer-daemon@mail.example", "postmaster@mail.example"])
def test_a_bounce_is_told_apart(sender):
    assert read(came(sender=sender)).automatic == BOUNCE
    report = (("content-type", "multipart/report; report-type=delivery-status"),)
    assert read(came(hints=report)).automatic == BOUNCE


@pytest.mark.parametrize(
    ("sender", "asks"),
    [
        ("noreply@shop.example", False),
        ("no-reply+17@shop.example", False),
        ("invitations@trustpilot.example", False),
        ("news@mail.trustpilot.example", False),
        ("jane@nottrustpilot.example", True),
        ("noreplying.jane@mail.example", True),
    ],
)
def test_senders_that_take_no_answer_are_known_by_their_address(sender, asks):
    assert read(came(sender=sender)).asks is asks


def test_a_support_address_that_is_a_group_still_brings_customers_mail():
    headers = (("precedence", "list"), ("list-id", "<support.aurora.example>"), ("list-post", "<mailto:x>"))

    assert read(came(hints=headers)).asks


def test_a_contact_form_writes_for_the_customer_in_reply_to():
    form = came(sender=SUPPORT, name="Aurora", reply_to=Party("anna@mail.example", "Anna"))

    reading = read(form)

    assert (reading.way, reading.party) == (Way.IN, Party("anna@mail.example", "Anna"))
    assert reading.asks


def test_a_contact_form_of_the_platform_counts_although_its_mailer_says_automatic():
    form = came(
        sender="mailer@trustpilot.example",
        reply_to=Party("anna@mail.example"),
        hints=(("auto-submitted", "auto-generated"),),
    )

    assert read(form).asks
    assert not read(came(sender="mailer@trustpilot.example", reply_to=Party("noreply@x.example"))).asks


def test_mail_of_ours_in_the_inbox_went_out_or_stayed_among_us():
    copy = came(sender=SUPPORT, recipients=("jane@mail.example",))
    note = came(sender=SUPPORT, recipients=("support@borealis.example",))

    assert read(copy).way is Way.OUT
    assert read(note).way is Way.ASIDE


def test_whatever_lies_in_sent_went_out_although_the_alias_is_unknown():
    assert read(went(sender=Party("alias@elsewhere.example"))).answers


def test_what_our_programs_send_is_no_answer():
    confirmation = went(hints=(("auto-submitted", "auto-generated"),))

    assert read(confirmation).way is Way.OUT
    assert not read(confirmation).answers


def test_a_reply_to_of_the_customer_is_the_party_with_the_senders_name():
    assert read(came(reply_to=Party("work@mail.example"))).party == Party("work@mail.example", "Jane Doe")
    assert read(came(reply_to=Party(SUPPORT))).party.email == "jane@mail.example"


def test_addresses_with_a_tag_and_whole_domains_are_ours():
    ours = Ours(frozenset({"hello@shop.example", "@team.example"}))

    assert ours.includes("hello+returns@shop.example")
    assert ours.includes("anyone@team.example")
    assert not ours.includes("hello@team.example.evil.example")
    assert not ours.includes("")
    assert not OURS.includes("jane@mail.example")


def test_an_archived_mail_is_still_a_customers():
    assert read(came(place=Place.ARCHIVE)).asks
