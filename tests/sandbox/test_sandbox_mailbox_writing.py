"""
Signing in to the sandbox's mailbox, and what clients write: drafts, flags, copies, deletions, new UIDs.

The rules are those of RFC 3501, RFC 4315 (UIDPLUS), RFC 6851 (MOVE) and RFC 2177 (IDLE).
"""

import base64
import imaplib
import threading
from datetime import UTC, datetime

import pytest
from imap_tools import MailMessageFlags

from mailbox_stand import NOW, mail_stand

DRAFT = b"From: support@aurora.example\nMessage-ID: <draft@aurora.example>\nSubject: Re: hello\n\nHello\n"


@pytest.fixture
def stand():
    with mail_stand() as stand:
        yield stand


def test_a_wrong_password_and_a_stranger_are_refused_alike(stand):
    user, _ = stand.server.accounts["aurora"]
    said = set()
    for who, password in ((user, "wrong"), ("stranger@mail.example", "wrong")):
        with pytest.raises(imaplib.IMAP4.error) as refused:
            stand.imap(signed_in=False).login(who, password)
        said.add(str(refused.value))

    assert len(said) == 1
    assert "AUTHENTICATIONFAILED" in said.pop()


def test_plain_login_and_xoauth2_open_the_same_mailbox(stand):
    user, password = stand.server.accounts["aurora"]
    token = stand.server.tokens["aurora"]
    answers = [f"\0{user}\0{password}".encode(), f"user={user}\x01auth=Bearer {token}\x01\x01".encode()]

    for mechanism, answer in zip(("PLAIN", "XOAUTH2"), answers, strict=True):
        client = stand.imap(signed_in=False)
        client.authenticate(mechanism, lambda _challenge, answer=answer: answer)
        assert client.select("INBOX") == ("OK", [b"0"])
    steps = iter((user.encode(), password.encode()))
    assert stand.imap(signed_in=False).authenticate("LOGIN", lambda _challenge: next(steps))[0] == "OK"


def test_a_first_response_may_come_with_the_command(stand):
    user, password = stand.server.accounts["aurora"]
    packed = base64.b64encode(f"\0{user}\0{password}".encode()).decode()

    assert stand.imap(signed_in=False).xatom("AUTHENTICATE", "PLAIN", packed)[0] == "OK"


def test_a_bad_token_is_told_as_a_challenge_before_the_refusal(stand):
    user, _ = stand.server.accounts["aurora"]
    challenges = []

    def respond(challenge):
        challenges.append(challenge)
        return f"user={user}\x01auth=Bearer stale\x01\x01" if len(challenges) == 1 else ""

    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        stand.imap(signed_in=False).authenticate("XOAUTH2", respond)
    assert b'"status": "401"' in challenges[1]


def test_nothing_is_shown_before_signing_in(stand):
    client = stand.imap(signed_in=False)
    client.state = "AUTH"

    with pytest.raises(client.error, match="sign in first"):
        client.select("INBOX")


def test_a_draft_is_filed_and_its_place_is_told(stand):
    client = stand.imap()

    answer, [said] = client.append("Drafts", "(\\Draft \\Seen)", None, DRAFT)

    validity = stand.server.office.accounts["aurora"].folders["Drafts"].uid_validity
    assert (answer, said.split(b"]")[0]) == ("OK", b"[APPENDUID %d 1" % validity)
    [mail] = stand.mailbox(folder="Drafts").fetch(mark_seen=False)
    assert mail.obj.as_bytes().replace(b"\r\n", b"\n") == DRAFT
    assert set(mail.flags) == {"\\Draft", "\\Seen"}


def test_the_same_mail_filed_twice_is_two_mails(stand):
    box = stand.mailbox()

    for _ in range(2):
        box.append(DRAFT, "Drafts", dt=datetime.fromtimestamp(NOW, UTC), flag_set=[MailMessageFlags.DRAFT])

    box.folder.set("Drafts")
    assert box.uids('HEADER Message-ID "<draft@aurora.example>"') == ["1", "2"]


def test_a_mail_filed_late_in_the_west_belongs_to_the_servers_next_day(stand):
    client = stand.imap()

    client.append("INBOX", None, '" 5-May-2026 23:30:00 -0500"', DRAFT)

    assert client.uid("SEARCH", "ON", "6-May-2026")[1] == [b"1"]
    assert client.uid("SEARCH", "ON", "5-May-2026")[1] == [b""]


def test_filing_into_the_open_folder_shows_at_once_and_elsewhere_at_noop(stand):
    one, other = stand.imap(), stand.imap()

    one.append("INBOX", None, None, DRAFT)

    assert one.uid("SEARCH", "ALL")[1] == [b"1"]
    assert other.uid("SEARCH", "ALL")[1] == [b""]


def test_a_mail_filed_nowhere_is_refused(stand):
    answer, _ = stand.imap().append("Nowhere", None, None, DRAFT)

    assert answer == "NO"


def test_what_is_marked_deleted_goes_with_expunge_and_its_uid_never_returns(stand):
    for number in range(3):
        stand.put(message_id=f"<{number}@mail.example>")
    client, watching = stand.imap(), stand.imap()

    client.uid("STORE", "2", "+FLAGS.SILENT", "(\\Deleted)")
    assert client.expunge() == ("OK", [b"2"])

    # The other session keeps its numbers until it looks, and cannot read what is gone.
    assert watching.uid("FETCH", "1:*", "(UID)")[1] == [b"1 (UID 1)", b"3 (UID 3)"]
    watching.noop()
    assert watching.untagged_responses["EXPUNGE"] == [b"2"]
    stand.put(message_id="<new@mail.example>")
    client.noop()
    assert client.uid("SEARCH", "ALL")[1] == [b"1 3 4"]


def test_close_expunges_in_silence_and_unselect_keeps(stand):
    stand.put()
    client = stand.imap()
    client.uid("STORE", "1", "FLAGS", "(\\Deleted)")

    client.unselect()
    assert client.select("INBOX")[1] == [b"1"]
    client.close()
    assert client.select("INBOX")[1] == [b"0"]


def test_mails_are_copied_and_moved_with_their_new_uids(stand):
    for number in range(3):
        stand.put(message_id=f"<{number}@mail.example>")
    box = stand.mailbox()

    box.copy(["1", "2"], "Suppliers")
    box.move(["3"], "Suppliers")

    assert box.uids() == ["1", "2"]
    assert box.folder.status("Suppliers", ["MESSAGES", "UIDNEXT"]) == {"MESSAGES": 3, "UIDNEXT": 4}


def test_a_folder_can_be_made_and_taken_away(stand):
    box = stand.mailbox()

    box.folder.create("Ärger & Co")
    assert box.folder.exists("Ärger & Co")
    assert box.folder.set("Ärger & Co")
    box.folder.delete("Ärger & Co")
    assert not box.folder.exists("Ärger & Co")


def test_new_uids_come_with_a_new_uidvalidity_and_old_uids_mean_other_mails(stand):
    for number in range(12):
        stand.put(message_id=f"<{number}@mail.example>")
    box = stand.mailbox()
    before = {mail.uid: mail.headers["message-id"] for mail in box.fetch(mark_seen=False)}
    validity = box.folder.status("INBOX", ["UIDVALIDITY"])["UIDVALIDITY"]

    stand.server.new_uidvalidity("aurora")

    again = stand.mailbox()
    after = {mail.uid: mail.headers["message-id"] for mail in again.fetch(mark_seen=False)}
    assert again.folder.status("INBOX", ["UIDVALIDITY"])["UIDVALIDITY"] != validity
    assert list(after.values()) == list(before.values())
    shared = before.keys() & after.keys()
    assert shared
    assert all(before[uid] != after[uid] for uid in shared)


def test_a_session_that_holds_the_folder_open_is_ended_when_its_uids_change(stand):
    stand.put()
    client = stand.imap()

    stand.server.new_uidvalidity("aurora")

    with pytest.raises(imaplib.IMAP4.abort):
        client.noop()


def test_an_idling_client_is_told_of_new_mail(stand):
    box = stand.mailbox()
    with box.idle as idle:
        threading.Timer(0.05, stand.put).start()
        answers = idle.poll(timeout=10)

    assert b"* 1 EXISTS" in answers
    assert box.uids() == ["1"]


def test_capabilities_are_told_in_the_greeting_and_on_demand(stand):
    client = stand.imap(signed_in=False)

    assert b"[CAPABILITY IMAP4rev1" in client.welcome
    assert {"UIDPLUS", "SPECIAL-USE", "IDLE", "LITERAL+"} <= set(client.capability()[1][0].decode().split())
    assert b"THREAD" not in client.capability()[1][0]


def test_an_unknown_command_is_bad_and_the_session_goes_on(stand):
    client = stand.imap()

    with pytest.raises(client.error, match="Unknown command"):
        client.xatom("THREAD", "REFERENCES", "UTF-8", "ALL")
    assert client.noop()[0] == "OK"


def test_after_a_stop_nobody_is_served(stand):
    client = stand.imap()

    stand.server.stop()

    with pytest.raises((imaplib.IMAP4.abort, OSError)):
        client.noop()
