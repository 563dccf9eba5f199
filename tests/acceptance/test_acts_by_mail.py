"""Promises of the acts by mail: sent once, proven by a copy, drafts that respect people; on the sandbox's server and on others' work."""

import contextlib
import email
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import policy
from email.utils import format_datetime
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from act_stand import an_act
from dovecot_server import PROGRAM
from mail_servers import NOW, QUICK, Account, a_mail, dovecot_accounts, sandbox_account
from sheets_bot.approvals.mail_acts import MailActs
from sheets_bot.domain.acts.act import Act, Kind, State
from sheets_bot.domain.mail.letter import Contact
from sheets_bot.domain.mail.mail import mark_of_mail
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.platforms.mailbox.client import Mailbox
from sheets_bot.platforms.mailbox.server import SignIn
from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.world import World

RULES = parse_rules({})[0].mail
CUSTOMER = "jane@mail.example"
QUESTION = "<q@mail.example>"
THREAD = f"T-{mark_of_mail(QUESTION, CUSTOMER)}"
ASKED_AT = NOW - timedelta(days=1)
HOUR = timedelta(hours=1)


def a_doer(mailbox: Mailbox) -> MailActs:
    addresses = {"Aurora": mailbox.addresses}
    return MailActs(mailbox, rules=RULES, addresses=addresses, contact=lambda _order: Contact(CUSTOMER))


def an_answer(text: str = "Dear Jane,\nit is on its way.\n.\nYours", kind: Kind = Kind.SEND_MAIL) -> Act:
    return an_act(kind, THREAD, tab="Inbox", brand="Aurora", text=text)


def a_confirmation(kind: Kind = Kind.SEND_CONFIRMATION) -> Act:
    return an_act(
        kind,
        "Aurora #1042",
        tab="Orders",
        brand="Aurora",
        order="Aurora #1042",
        subject="Your order",
        text="Thanks!",
    )


# Sending, on the sandbox's server, under every fault


@pytest.fixture
def server() -> Iterator[MailServer]:
    world = World(start_at=NOW.timestamp(), empty=True)
    world.post = lambda letter: letter  # type: ignore[method-assign]
    with MailServer(world, now=NOW.timestamp) as server:
        account = server.office.accounts["aurora"]
        raw = bytes(a_mail(QUESTION))
        account.folders["INBOX"].add(ASKED_AT.timestamp(), lambda: raw)
        yield server


def a_mailbox(server: MailServer, **changed: Any) -> Mailbox:
    user, password = server.accounts["aurora"]
    options = {"patience": QUICK, **changed}
    return Mailbox.connect(
        server.imap_url, server.smtp_url, sign_in=SignIn(user, password), brand="Aurora", **options
    )


DONE, REFUSED, NOT_DONE = State.DONE, State.REFUSED, State.NOT_DONE
IN_DOUBT, UNKNOWN = State.IN_DOUBT, State.UNKNOWN
SMTP: list[tuple[str, Fault, State, int, State]] = [
    ("CONNECT", Fault(status=421), NOT_DONE, 0, UNKNOWN),
    ("CONNECT", Fault(cut="before"), NOT_DONE, 0, UNKNOWN),
    ("EHLO", Fault(cut="after"), NOT_DONE, 0, UNKNOWN),
    ("AUTH", Fault(status=535, times=9), NOT_DONE, 0, UNKNOWN),
    ("AUTH", Fault(status=454, times=9), NOT_DONE, 0, UNKNOWN),
    ("MAIL", Fault(status=451), NOT_DONE, 0, UNKNOWN),
    ("MAIL", Fault(status=553), REFUSED, 0, UNKNOWN),
    ("RCPT", Fault(status=450), NOT_DONE, 0, UNKNOWN),
    ("RCPT", Fault(status=550), REFUSED, 0, UNKNOWN),
    ("RCPT", Fault(cut="after"), NOT_DONE, 0, UNKNOWN),
    ("RCPT", Fault(body="nonsense"), NOT_DONE, 0, UNKNOWN),
    ("DATA", Fault(status=451), NOT_DONE, 0, UNKNOWN),
    ("DATA", Fault(status=554), REFUSED, 0, UNKNOWN),
    ("DATA", Fault(cut="before"), IN_DOUBT, 0, UNKNOWN),
    # Half of "250 OK queued" still says 250.
    ("DATA", Fault(cut="middle"), DONE, 1, DONE),
    ("DATA", Fault(cut="after"), IN_DOUBT, 1, DONE),
    ("DATA", Fault(body="nonsense"), IN_DOUBT, 0, UNKNOWN),
    ("DATA", Fault(body="nonsense", after_effect=True), IN_DOUBT, 1, DONE),
]


@pytest.mark.parametrize(
    ("command", "fault", "first", "effects", "last"),
    SMTP,
    ids=[f"{command} {fault.says()} {fault.body or ''}" for command, fault, *_ in SMTP],
)
@pytest.mark.parametrize("act", [an_answer(), a_confirmation()], ids=["answer", "confirmation"])
def test_every_fault_in_sending_ends_in_one_mail_or_none_and_the_truth_is_told(
    server, act, command, fault, first, effects, last
):
    """What was surely not sent is known when it happens; an hour later nobody could prove it."""
    doer = a_doer(a_mailbox(server))
    server.faults.add(replace(fault, service="smtp", method=command))

    told = doer.do(act, now=NOW)
    server.faults.clear()
    looked = doer.look(act, claimed_at=NOW, now=NOW + HOUR)

    assert (told.state, len(server.office.submissions), looked.state) == (first, effects, last), (
        told,
        looked,
    )
    assert told.try_again == (first is NOT_DONE)
    assert CUSTOMER not in told.words + looked.words + repr(told) + repr(looked)


def test_a_mail_that_went_out_when_we_had_hung_up_is_found(server):
    act, doer = an_answer(), a_doer(a_mailbox(server, patience=replace(QUICK, answer_seconds=2.0)))
    server.faults.add(Fault(service="smtp", method="DATA", delay_seconds=2.5))

    told = doer.do(act, now=NOW)
    looked = [doer.look(act, claimed_at=NOW, now=NOW).state]
    with contextlib.suppress(TimeoutError):
        _until(lambda: bool(server.office.submissions))
    looked.append(doer.look(act, claimed_at=NOW, now=NOW + HOUR).state)

    assert (told.state, looked) == (IN_DOUBT, [IN_DOUBT, DONE])
    assert len(server.office.submissions) == 1


def test_a_server_that_says_no_and_sends_all_the_same_is_not_given_the_mail_twice(server):
    act, doer = an_answer(), a_doer(a_mailbox(server))
    server.faults.add(Fault(service="smtp", method="DATA", status=451, after_effect=True))
    assert doer.do(act, now=NOW).try_again

    again = doer.do(act, now=NOW)

    assert (again.state, len(server.office.submissions)) == (DONE, 1)


def test_without_a_copy_the_bot_looks_for_an_hour_and_then_asks_a_person(server):
    doer = a_doer(a_mailbox(server))

    looked = [
        doer.look(an_answer(), claimed_at=NOW, now=NOW + waited)
        for waited in (HOUR - timedelta(seconds=1), HOUR)
    ]

    assert [outcome.state for outcome in looked] == [IN_DOUBT, UNKNOWN]
    assert not server.office.submissions


def test_a_mailbox_that_does_not_answer_proves_nothing(server):
    doer = a_doer(a_mailbox(server))
    server.faults.add(Fault(service="imap", method="SEARCH", cut="after", times=99))

    assert doer.look(an_answer(), claimed_at=NOW, now=NOW + 9 * HOUR).state is IN_DOUBT


def test_no_smtp_address_is_refused_with_the_way_out(server):
    user, password = server.accounts["aurora"]
    mailbox = Mailbox.connect(
        server.imap_url, "", sign_in=SignIn(user, password), brand="Aurora", patience=QUICK
    )

    told = a_doer(mailbox).do(an_answer(), now=NOW)

    assert told.state is REFUSED
    assert "smtp" in told.words


def test_a_thread_whose_mails_are_gone_is_answered_to_nobody(server):
    server.office.accounts["aurora"].folders["INBOX"].mails.clear()

    told = a_doer(a_mailbox(server)).do(an_answer(), now=NOW)

    assert (told.state, server.office.submissions) == (REFUSED, [])


def bound(kind: Kind = Kind.SEND_MAIL, *, answered: str = "") -> Act:
    """An answer to the question as it stood when it was ticked."""
    facts = {"Last mail from the customer": f"{ASKED_AT:%Y-%m-%d %H:%M} UTC", "Our last mail": answered}
    return replace(an_answer(kind=kind), basis=facts)


def comes(server: MailServer, at: datetime, **headers: str) -> None:
    """One more mail lies in the mailbox, in the thread of the question."""
    own = {"In_Reply_To": QUESTION, "Date": format_datetime(at), **headers}
    raw = bytes(a_mail(f"<{at.timestamp()}@mail.example>", **own))
    account = server.office.accounts["aurora"]
    folder = account.folder_for("\\Sent") if "From" in headers else account.folders["INBOX"]
    assert folder is not None
    folder.add(at.timestamp(), lambda: raw)


@pytest.mark.parametrize("kind", [Kind.SEND_MAIL, Kind.SAVE_DRAFT])
@pytest.mark.parametrize(
    ("sender", "words"),
    [("", "The customer has written again."), ("us", "The customer has been answered meanwhile.")],
)
def test_a_thread_that_went_on_since_the_tick_is_answered_only_after_it_was_read(server, kind, sender, words):
    mailbox = a_mailbox(server)
    ours = {"From": next(iter(mailbox.addresses)), "To": CUSTOMER} if sender else {}
    comes(server, NOW - HOUR, **ours)

    told = a_doer(mailbox).do(bound(kind), now=NOW)

    assert told.state is REFUSED
    assert told.words.startswith(words)
    assert "Nothing was sent." in told.words
    assert not server.office.submissions
    assert not server.office.accounts["aurora"].folder_for("\\Drafts").mails


def test_a_thread_that_stands_as_it_did_is_answered_once_and_our_own_copy_is_no_news(server):
    act, doer = bound(), a_doer(a_mailbox(server))

    states = [doer.do(act, now=NOW).state for _ in range(2)]

    assert (states, len(server.office.submissions)) == ([DONE, DONE], 1)


def test_an_order_without_an_address_is_refused(server):
    mailbox = a_mailbox(server)
    doer = MailActs(
        mailbox, rules=RULES, addresses={"Aurora": mailbox.addresses}, contact=lambda _order: None
    )

    assert doer.do(a_confirmation(), now=NOW).state is REFUSED
    assert not server.office.submissions


DRAFT: list[tuple[str, Fault, State, int, State]] = [
    ("LOGIN", Fault(status=401), NOT_DONE, 0, NOT_DONE),
    ("LIST", Fault(cut="after"), NOT_DONE, 0, NOT_DONE),
    ("SELECT", Fault(cut="after"), NOT_DONE, 0, NOT_DONE),
    ("APPEND", Fault(status=403), NOT_DONE, 0, NOT_DONE),
    ("APPEND", Fault(cut="before"), IN_DOUBT, 0, NOT_DONE),
    ("APPEND", Fault(cut="middle"), IN_DOUBT, 1, DONE),
    ("APPEND", Fault(cut="after"), IN_DOUBT, 1, DONE),
    ("APPEND", Fault(body="<html>"), IN_DOUBT, 0, NOT_DONE),
    ("APPEND", Fault(body="<html>", after_effect=True), IN_DOUBT, 1, DONE),
]


@pytest.mark.parametrize(
    ("command", "fault", "first", "effects", "last"),
    DRAFT,
    ids=[f"{command} {fault.says()} {fault.body or ''}" for command, fault, *_ in DRAFT],
)
def test_every_fault_in_placing_a_draft_ends_in_one_draft_or_none(
    server, command, fault, first, effects, last
):
    act = a_confirmation(Kind.DRAFT_CONFIRMATION)
    doer = a_doer(a_mailbox(server, patience=replace(QUICK, attempts=1)))
    server.faults.add(replace(fault, service="imap", method=command))

    told = doer.do(act, now=NOW)
    server.faults.clear()
    looked = doer.look(act, claimed_at=NOW, now=NOW + HOUR)

    drafts = server.office.accounts["aurora"].folder_for("\\Drafts")
    assert drafts is not None
    assert (told.state, len(drafts.mails), looked.state) == (first, effects, last), (told, looked)
    assert not server.office.submissions


# Against an SMTP server of other people's making, a real Dovecot, and the sandbox's IMAP


@dataclass
class Postman:
    """aiosmtpd's handler: keeps each mail that it took, files our own copy, and may hang up before its answer."""

    account: Account
    url: str = ""
    delivers: bool = True
    hangs_up: bool = False
    files_under: str = ""
    """A folder into which the provider puts a copy by itself."""
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append((list(envelope.rcpt_tos), envelope.content))
        if self.delivers and self.account.user in envelope.rcpt_tos:
            self.account.file(envelope.content, NOW)
        if self.files_under:
            self.account.file(envelope.content, NOW, self.files_under)
        if self.hangs_up:
            server.transport.abort()
        return "250 OK"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Callable[[], Account] | None]:
    if not PROGRAM:
        yield None
        return
    with dovecot_accounts() as accounts:
        yield accounts


@pytest.fixture(params=["dovecot", "sandbox"])
def account(request, dovecot) -> Iterator[Account]:
    if request.param == "sandbox":
        with sandbox_account() as account:
            account.file(a_mail(QUESTION), ASKED_AT)
            yield account
    elif dovecot is None:
        pytest.skip("needs Dovecot (Debian: dovecot-imapd)")
    else:
        account = dovecot()
        account.file(a_mail(QUESTION), ASKED_AT)
        yield account


@pytest.fixture
def postman(account) -> Iterator[Postman]:
    postman = Postman(account)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(
        postman,
        hostname="127.0.0.1",
        port=port,
        server_hostname="mail.example",
        auth_require_tls=False,
        authenticator=lambda *_args: AuthResult(success=True),
        enable_SMTPUTF8=True,
    )
    controller.start()
    try:
        postman.url = f"smtp://127.0.0.1:{port}"
        yield postman
    finally:
        controller.stop()


def the_mailbox(account: Account, postman: Postman) -> Mailbox:
    return Mailbox.connect(
        account.url,
        postman.url,
        sign_in=SignIn(account.user, account.password),
        brand="Aurora",
        patience=QUICK,
    )


def in_folder(account: Account, folder: str) -> list[Any]:
    """The mails of a folder, parsed."""
    with account.by_hand() as program:
        program.select(f'"{folder}"', readonly=True)
        _, found = program.uid("FETCH", "1:*", "(BODY.PEEK[])")
    return [
        email.message_from_bytes(part[1], policy=policy.default) for part in found if isinstance(part, tuple)
    ]


def test_an_answer_goes_to_the_customer_once_in_the_thread_and_lies_in_sent_and_inbox(account, postman):
    act = an_answer()

    told = a_doer(the_mailbox(account, postman)).do(act, now=NOW)

    ((recipients, content),) = postman.taken
    mail = email.message_from_bytes(content, policy=policy.default)
    assert told.state is DONE
    assert recipients == [CUSTOMER, account.user]
    assert (mail["To"], mail["Subject"], mail["In-Reply-To"]) == (CUSTOMER, "Re: My order", QUESTION)
    assert mail["From"].addresses[0].addr_spec == account.user
    assert mail["Message-ID"] == told.reference
    assert (mail["Bcc"], mail["Auto-Submitted"]) == (None, None)
    assert mail.get_content().split() == act.text.split()
    assert [one["Message-ID"] for one in in_folder(account, account.sent)] == [told.reference]
    assert told.reference in [one["Message-ID"] for one in in_folder(account, "INBOX")]


def test_a_lost_answer_of_the_server_is_settled_by_our_own_copy(account, postman):
    act, doer = an_answer(), a_doer(the_mailbox(account, postman))
    postman.hangs_up = True

    told = doer.do(act, now=NOW)
    looked = doer.look(act, claimed_at=NOW, now=NOW)
    again = doer.do(act, now=NOW)

    assert (told.state, looked.state, again.state) == (IN_DOUBT, DONE, DONE)
    assert len(postman.taken) == 1


def test_a_mail_that_lies_nowhere_is_looked_for_and_not_sent_again(account, postman):
    act, doer = an_answer(), a_doer(the_mailbox(account, postman))
    postman.hangs_up, postman.delivers = True, False

    told = doer.do(act, now=NOW)
    looked = [doer.look(act, claimed_at=NOW, now=NOW + waited).state for waited in (HOUR / 2, HOUR)]

    assert (told.state, looked, len(postman.taken)) == (IN_DOUBT, [IN_DOUBT, UNKNOWN], 1)


def test_a_copy_in_sent_is_proof_too_and_nothing_goes_out_again(account, postman):
    act, mailbox = an_answer(), the_mailbox(account, postman)
    account.file(a_mail(mailbox.outbox.message_id(act.act_id), From=account.user), NOW, account.sent)

    told = a_doer(mailbox).do(act, now=NOW)

    assert (told.state, postman.taken) == (DONE, [])


def test_a_provider_that_files_what_it_sends_gets_no_second_copy(account, postman):
    postman.files_under = account.sent

    told = a_doer(the_mailbox(account, postman)).do(an_answer(), now=NOW)

    assert told.state is DONE
    assert [one["Message-ID"] for one in in_folder(account, account.sent)] == [told.reference]


def test_a_mail_whose_id_only_contains_ours_is_no_proof(account, postman):
    act, mailbox = an_answer(), the_mailbox(account, postman)
    ours = mailbox.outbox.message_id(act.act_id)
    account.file(a_mail(f"<x.{ours.strip('<>')}>"), NOW)
    account.file(a_mail("<other@mail.example>", In_Reply_To=ours, References=ours), NOW)

    assert a_doer(mailbox).look(act, claimed_at=NOW, now=NOW + HOUR).state is UNKNOWN


def test_a_confirmation_says_that_nobody_asked_for_it(account, postman):
    told = a_doer(the_mailbox(account, postman)).do(a_confirmation(), now=NOW)

    mail = email.message_from_bytes(postman.taken[0][1], policy=policy.default)
    assert told.state is DONE
    assert (mail["Auto-Submitted"], mail["Subject"], mail["In-Reply-To"]) == (
        "auto-generated",
        "Your order",
        None,
    )


def test_an_address_in_other_letters_is_written_to(account, postman):
    # As it comes over the wire between servers that speak UTF-8 (RFC 6532).
    raw = bytes(a_mail("<umlaut@mail.example>", From="x@x.example"))
    account.file(raw.replace(b"x@x.example", "jörg@müller.example".encode()), ASKED_AT)
    key = f"T-{mark_of_mail('<umlaut@mail.example>', 'jörg@müller.example')}"

    told = a_doer(the_mailbox(account, postman)).do(replace(an_answer(), key=key), now=NOW)

    assert told.state is DONE, told
    assert postman.taken[0][0][0] == "jörg@xn--mller-kva.example"


# Drafts


def drafts_of(account: Account) -> list[Any]:
    return in_folder(account, "Drafts")


def test_a_draft_lies_in_the_thread_for_a_person_to_send(account, postman):
    told = a_doer(the_mailbox(account, postman)).do(an_answer(kind=Kind.SAVE_DRAFT), now=NOW)

    (draft,) = drafts_of(account)
    assert told.state is DONE
    assert (draft["To"], draft["In-Reply-To"], draft["References"]) == (CUSTOMER, QUESTION, QUESTION)
    assert b"\\Draft" in b" ".join(account.flags("Drafts"))
    assert b"\\Seen" in b" ".join(account.flags("Drafts"))
    assert postman.taken == []


def test_a_draft_is_placed_once_however_often_it_is_asked_for(account, postman):
    act, doer = an_answer(kind=Kind.SAVE_DRAFT), a_doer(the_mailbox(account, postman))

    states = [doer.do(act, now=NOW).state for _ in range(3)]

    assert states == [DONE] * 3
    assert len(drafts_of(account)) == 1
    assert doer.look(act, claimed_at=NOW, now=NOW + HOUR).state is DONE


def test_a_new_draft_takes_the_place_of_our_old_one_and_of_no_other(account, postman):
    doer = a_doer(the_mailbox(account, postman))
    account.file(a_mail("<mine@aurora.example>", text="A person's draft"), NOW, "Drafts", "\\Draft")
    account.file(a_mail("<gone@aurora.example>", text="Deleted by a person"), NOW, "Drafts", "\\Deleted")
    doer.do(a_confirmation(Kind.DRAFT_CONFIRMATION), now=NOW)
    doer.do(an_answer("The first words", Kind.SAVE_DRAFT), now=NOW)

    doer.do(an_answer("The second words", Kind.SAVE_DRAFT), now=NOW)

    texts = sorted(draft.get_content().strip() for draft in drafts_of(account))
    assert texts == ["A person's draft", "Deleted by a person", "Thanks!", "The second words"]


def test_a_draft_in_which_a_person_has_written_stays(account, postman):
    doer = a_doer(the_mailbox(account, postman))
    doer.do(an_answer("The bot's words", Kind.SAVE_DRAFT), now=NOW)
    (ours,) = drafts_of(account)
    with account.by_hand() as program:
        program.select("Drafts")
        program.uid("STORE", "1:*", "+FLAGS", "(\\Deleted)")
        program.expunge()
    account.file(bytes(ours).replace(b"The bot's words", b"A person's words"), NOW, "Drafts", "\\Draft")

    doer.do(an_answer("The bot's second words", Kind.SAVE_DRAFT), now=NOW)

    texts = sorted(draft.get_content().strip() for draft in drafts_of(account))
    assert texts == ["A person's words", "The bot's second words"]


def test_a_draft_that_a_person_has_sent_counts_as_done(account, postman):
    act, doer = an_answer(kind=Kind.SAVE_DRAFT), a_doer(the_mailbox(account, postman))
    told = doer.do(act, now=NOW)
    (draft,) = drafts_of(account)
    with account.by_hand() as program:
        program.select("Drafts")
        program.uid("STORE", "1:*", "+FLAGS", "(\\Deleted)")
        program.expunge()
    account.file(bytes(draft), NOW, account.sent)

    looked = doer.look(act, claimed_at=NOW, now=NOW + HOUR)

    assert (looked.state, looked.reference) == (DONE, told.reference)


def test_acting_marks_no_customers_mail_as_read(account, postman):
    doer = a_doer(the_mailbox(account, postman))

    doer.do(an_answer(kind=Kind.SAVE_DRAFT), now=NOW)
    doer.do(an_answer(), now=NOW)

    with account.by_hand() as program:
        program.select("INBOX", readonly=True)
        _, found = program.uid("SEARCH", "HEADER", "MESSAGE-ID", QUESTION)
        _, flags = program.uid("FETCH", found[0].split()[0].decode(), "(FLAGS)")
    assert b"\\Seen" not in flags[0]


def _until(is_so: Callable[[], bool]) -> None:
    """Wait for something for some seconds. Raises TimeoutError."""
    pause = threading.Event()
    for _ in range(100):
        if is_so():
            return
        pause.wait(0.1)
    raise TimeoutError
