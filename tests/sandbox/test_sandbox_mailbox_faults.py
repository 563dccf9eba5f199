"""What goes wrong on purpose at the sandbox's IMAP: refusals, cuts, silence and garbage, in any command."""

import imaplib

import pytest

from mailbox_stand import mail_stand
from sheets_bot.sandbox.faults import Fault, Faults
from sheets_bot.sandbox.journal import Journal


@pytest.fixture
def stand():
    with mail_stand() as stand:
        stand.put()
        yield stand


def test_a_refused_login_is_worded_like_a_wrong_password(stand):
    stand.server.faults.add(Fault(service="imap", method="LOGIN", status=401))

    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        stand.imap()
    stand.imap()  # one fault, one refusal


@pytest.mark.parametrize(("status", "said"), [(503, b"UNAVAILABLE"), (429, b"LIMIT")])
def test_a_status_makes_the_server_say_no(stand, status, said):
    client = stand.imap()
    stand.server.faults.add(Fault(service="imap", method="STATUS", status=status))

    answer, [text] = client.status("INBOX", "(MESSAGES)")

    assert answer == "NO"
    assert said in text


def test_a_server_that_is_full_says_good_bye_instead_of_hello(stand):
    stand.server.faults.add(Fault(service="imap", method="CONNECT", status=503))

    with pytest.raises(imaplib.IMAP4.error):
        stand.imap(signed_in=False)


@pytest.mark.parametrize("cut", ["before", "middle", "after"])
def test_a_cut_ends_the_connection_amid_a_command(stand, cut):
    client = stand.imap()
    stand.server.faults.add(Fault(service="imap", method="FETCH", cut=cut))

    with pytest.raises((imaplib.IMAP4.abort, imaplib.IMAP4.error, OSError)):
        client.uid("FETCH", "1", "(BODY.PEEK[])")
    assert stand.imap().uid("FETCH", "1", "(UID)")[1] == [b"1 (UID 1)"]


def test_after_a_cut_behind_the_effect_the_draft_is_there(stand):
    client = stand.imap()
    stand.server.faults.add(Fault(service="imap", method="APPEND", path="Drafts", cut="after"))

    with pytest.raises((imaplib.IMAP4.abort, OSError)):
        client.append("Drafts", None, None, b"Subject: x\r\n\r\nx")

    assert stand.mailbox(folder="Drafts").uids() == ["1"]


def test_a_refusal_after_the_effect_is_a_lie_and_the_draft_is_there(stand):
    client = stand.imap()
    stand.server.faults.add(Fault(service="imap", method="APPEND", status=403, after_effect=True))

    status, _ = client.append("Drafts", None, None, b"Subject: x\r\n\r\nx")

    assert status == "NO"
    assert stand.mailbox(folder="Drafts").uids() == ["1"]


def test_garbage_is_sent_as_it_is(stand):
    client = stand.imap()
    stand.server.faults.add(Fault(service="imap", method="SEARCH", body="<html>502 Bad Gateway</html>"))

    with pytest.raises(imaplib.IMAP4.abort, match="unexpected response"):
        client.uid("SEARCH", "ALL")


def test_no_answer_in_time_is_the_clients_to_give_up_and_holds_up_no_stop(stand):
    client = stand.imap()
    client.sock.settimeout(0.1)
    stand.server.faults.add(Fault(service="imap", method="NOOP", delay_seconds=500))

    with pytest.raises(TimeoutError):
        client.noop()
    # Leaving the fixture stops the server; it must not wait 500 seconds.


def test_a_fault_waits_for_the_folder_that_it_names(stand):
    stand.server.faults.add(Fault(service="imap", method="SELECT", path="^Sent$", status=503))

    assert stand.imap(folder="").select("INBOX")[0] == "OK"
    assert stand.imap(folder="").select("Sent")[0] == "NO"


def test_faults_and_journal_can_be_those_of_the_whole_sandbox():
    faults, journal = Faults(), Journal()
    faults.add(Fault(service="imap", method="NOOP", status=400))
    with mail_stand(faults=faults, journal=journal) as stand:
        client = stand.imap()
        with pytest.raises(client.error, match="BAD"):
            client.noop()

    lines = [(line.method, line.path, line.status, line.fault) for line in journal.lines(service="imap")]
    assert ("SELECT", "INBOX", 200, "") in lines
    assert ("NOOP", "INBOX", 400, "status 400") in lines
    assert stand.server.accounts["aurora"][1] not in repr(lines)
