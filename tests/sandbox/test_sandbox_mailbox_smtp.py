"""
Sending through the sandbox's SMTP: who may, where mail goes, and the three outcomes of a delivery.

The rules are those of RFC 5321 and RFC 6409; that plain SMTP files nothing under Sent,
and that a mail sent twice arrives twice, was seen on real servers.
"""

import smtplib
from contextlib import closing
from email.message import EmailMessage

import pytest

from mailbox_stand import NOW, mail_stand
from sheets_bot.sandbox.faults import Fault


@pytest.fixture
def stand():
    with mail_stand() as stand:
        stand.posted = []
        stand.world.post = stand.posted.append  # the world's people are not part of this promise
        yield stand


def answer(stand, *, to="anna@mail.example", bcc="", text="Hello Anna,\n.it is on its way — soon"):
    """Return an answer to a customer, as a mail program makes it."""
    mail = EmailMessage()
    mail["From"] = f"Aurora & Pine <{stand.server.accounts['aurora'][0]}>"
    mail["To"] = to
    if bcc:
        mail["Bcc"] = bcc
    mail["Subject"] = "Re: Größe"
    mail["Message-ID"] = "<sb.1@aurora-pine.example>"
    mail["In-Reply-To"] = "<one@mail.example>"
    mail["References"] = "<zero@mail.example> <one@mail.example>"
    mail.set_content(text)
    return mail


def test_a_mail_reaches_the_world_as_its_recipient_reads_it(stand):
    stand.smtp().send_message(answer(stand))

    [posted] = stand.posted
    assert (posted.subject, posted.to_email, posted.brand_slug) == (
        "Re: Größe",
        "anna@mail.example",
        "aurora",
    )
    assert posted.text.splitlines() == ["Hello Anna,", ".it is on its way — soon"]
    assert posted.in_reply_to == "<one@mail.example>"
    assert posted.references == ("<zero@mail.example>", "<one@mail.example>")
    assert posted.sender_name == "Aurora & Pine"
    assert posted.at == NOW
    assert not posted.automatic


def test_no_copy_is_filed_under_sent(stand):
    stand.smtp().send_message(answer(stand))

    assert stand.mailbox(folder="Sent").uids() == []


def test_a_blind_copy_to_oneself_arrives_and_names_nobody(stand):
    own, _ = stand.server.accounts["aurora"]

    stand.smtp().send_message(answer(stand, bcc=own))

    [mail] = stand.mailbox().fetch('HEADER Message-ID "<sb.1@aurora-pine.example>"', mark_seen=False)
    assert "bcc" not in mail.headers
    assert mail.headers["return-path"] == (f"<{own}>",)
    assert [posted.to_email for posted in stand.posted] == ["anna@mail.example"]
    assert [sent.recipients for sent in stand.server.office.submissions] == [("anna@mail.example", own)]


def test_the_same_mail_sent_twice_arrives_twice(stand):
    client = stand.smtp()

    for _ in range(2):
        client.send_message(answer(stand))

    assert [sent.message_id for sent in stand.server.office.submissions] == ["<sb.1@aurora-pine.example>"] * 2
    assert len(stand.posted) == 2


def test_an_automatic_mail_is_known_as_one(stand):
    mail = answer(stand)
    mail["Auto-Submitted"] = "auto-generated"

    stand.smtp().send_message(mail)

    assert stand.posted[0].automatic


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "XOAUTH2"])
def test_each_way_of_signing_in_opens_the_door(stand, mechanism):
    user, password = stand.server.accounts["aurora"]
    client = stand.smtp(signed_in=False)
    client.ehlo()
    assert mechanism in client.esmtp_features["auth"]
    if mechanism == "XOAUTH2":
        given = f"user={user}\x01auth=Bearer {stand.server.tokens['aurora']}\x01\x01"
        assert client.auth("XOAUTH2", lambda _challenge=None: given)[0] == 235
    else:
        client.user, client.password = user, password
        ways = {"PLAIN": client.auth_plain, "LOGIN": client.auth_login}
        assert client.auth(mechanism, ways[mechanism])[0] == 235


def test_a_wrong_password_is_refused(stand):
    user, _ = stand.server.accounts["aurora"]

    with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
        stand.smtp(signed_in=False).login(user, "wrong")

    assert refused.value.smtp_code == 535


def test_a_bad_token_is_told_as_a_challenge_before_the_refusal(stand):
    user, _ = stand.server.accounts["aurora"]
    client = stand.smtp(signed_in=False)
    client.ehlo()

    with pytest.raises(smtplib.SMTPAuthenticationError):
        client.auth("XOAUTH2", lambda _challenge=None: f"user={user}\x01auth=Bearer stale\x01\x01")


def test_nothing_is_sent_without_signing_in(stand):
    client = stand.smtp(signed_in=False)

    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        client.send_message(answer(stand))

    assert refused.value.smtp_code == 530


def test_a_sender_of_another_domain_is_refused(stand):
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        stand.smtp().send_message(answer(stand), from_addr="anna@mail.example")

    assert refused.value.smtp_code == 553
    assert stand.posted == []


def test_an_address_that_is_none_is_refused_and_the_others_are_served(stand):
    refused = stand.smtp().send_message(answer(stand), to_addrs=["anna@mail.example", "nobody"])

    assert refused["nobody"][0] == 550
    assert [posted.to_email for posted in stand.posted] == ["anna@mail.example"]


def test_dots_and_very_long_lines_arrive_as_they_were_sent(stand):
    own, _ = stand.server.accounts["aurora"]
    text = "\r\n".join([".", "..", ".a", "b" * 20_000, "c" * 12_288 + ".", "", "."]) + "\r\n"

    stand.smtp().sendmail(own, [own], f"Subject: dots\r\n\r\n{text}")

    [submission] = stand.server.office.submissions
    assert submission.raw.decode() == f"Subject: dots\r\n\r\n{text}"


def test_the_small_commands_are_answered(stand):
    client = stand.smtp()

    assert client.noop()[0] == 250
    assert client.rset()[0] == 250
    assert client.verify("anna@mail.example")[0] == 252
    assert client.docmd("TURN")[0] == 502
    assert client.docmd("DATA")[0] == 503
    assert client.quit()[0] == 221


def test_a_mail_whose_confirmation_is_lost_was_delivered_all_the_same(stand):
    stand.server.faults.add(Fault(service="smtp", method="DATA", cut="after"))

    with pytest.raises(smtplib.SMTPServerDisconnected):
        stand.smtp().send_message(answer(stand))

    assert len(stand.posted) == 1


def test_a_mail_cut_before_its_effect_was_not_delivered(stand):
    stand.server.faults.add(Fault(service="smtp", method="DATA", cut="before"))

    with pytest.raises(smtplib.SMTPServerDisconnected):
        stand.smtp().send_message(answer(stand))

    assert stand.posted == []


@pytest.mark.parametrize(
    ("command", "status", "error"),
    [
        ("DATA", 451, smtplib.SMTPDataError),
        ("DATA", 554, smtplib.SMTPDataError),
        ("RCPT", 450, smtplib.SMTPRecipientsRefused),
        ("MAIL", 421, smtplib.SMTPSenderRefused),
        ("AUTH", 535, smtplib.SMTPAuthenticationError),
    ],
)
def test_a_fault_answers_with_its_own_code_and_nothing_is_delivered(stand, command, status, error):
    stand.server.faults.add(Fault(service="smtp", method=command, status=status, times=3))

    with pytest.raises(error), closing(stand.smtp()) as client:
        client.send_message(answer(stand))

    assert stand.posted == []


def test_the_journal_knows_the_commands_and_no_secret_or_customer(stand):
    stand.smtp().send_message(answer(stand))

    lines = stand.server.journal.lines(service="smtp")
    assert [line.method for line in lines][:2] == ["CONNECT", "EHLO"]
    assert lines[-1].method == "DATA"
    assert lines[-1].status == 250
    assert "anna" not in repr(lines)
    assert stand.server.accounts["aurora"][1] not in repr(lines)
