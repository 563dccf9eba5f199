"""Promises held against the world's truth: who waits is shown, strangers stay apart, programs make no row."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from sheets_bot.domain.mail.mail_readings import read_mail
from sheets_bot.domain.mail.thread import threads_of, without_copies
from sheets_bot.domain.mail.thread_clock import Target, clock_of
from sheets_bot.domain.mail.thread_values import Desk
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.platforms.mailbox.client import Mailbox
from sheets_bot.platforms.mailbox.server import SignIn
from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.world import World

START = datetime(2026, 8, 31, tzinfo=UTC).timestamp()
WEEKS = 4
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Seen:
    """What the client made of the mailboxes of a world, and the truth."""

    truth: dict
    threads: list
    waits: dict
    """By the true conversation: whether one of its threads waits."""
    conversations: list
    """For each thread, the true conversations of the customers' mails in it."""


@pytest.fixture(scope="module", params=["little", "full"])
def seen(request):
    world = World(start_at=START, weeks=WEEKS, hostility=request.param)
    world.advance_to(START + WEEKS * 7 * 86_400)
    now = datetime.fromtimestamp(world.now, UTC)
    names = {brand.slug: brand.name for brand in world.brands}
    with MailServer(world, now=lambda: world.now, hostility=request.param) as server:
        clients = [
            Mailbox.connect(server.imap_url, "", sign_in=SignIn(*account), brand=names[slug])
            for slug, account in server.accounts.items()
        ]
        mails = [mail for client in clients for mail in client.fetch_messages(since=SINCE, until=now).records]
    return judge(world, mails, {client.brand: client.addresses for client in clients}, now)


def judge(world, mails, addresses, now):
    rules, _ = parse_rules({})
    target = Target(rules.mail_answer_hours, rules.mail.quiet_days, rules.clock)
    ours = Desk(rules.mail, target, salt="", addresses=addresses).ours
    once = without_copies(mails, addresses=addresses)
    readings = [read_mail(mail, ours=ours, notifiers=rules.mail.notifier_domains) for mail in once]
    threads = threads_of(readings, ours=ours)
    true_name = {
        letter.message_id: letter.conversation for letters in world.letters.values() for letter in letters
    }
    conversations = [
        {true_name[r.mail.mail_id] for r in thread.asking if r.mail.mail_id in true_name}
        for thread in threads
    ]
    waits = {}
    for thread, found in zip(threads, conversations, strict=True):
        clock = clock_of(thread, answered_at=None, settled_on=None, target=target, now=now)
        for name in found:
            waits[name] = waits.get(name, False) or clock.waiting_since is not None
    return Seen(world.truth()["threads"], threads, waits, conversations)


def of_people(truth, waits):
    """The true conversations of people that can be told by their Message-IDs, and were read."""
    return {name: thread for name, thread in truth.items() if not thread["automatic"] and name in waits}


def test_no_thread_holds_mails_of_two_conversations(seen):
    assert all(len(found) <= 1 for found in seen.conversations)


def test_every_conversation_whose_mails_name_each_other_is_one_thread(seen):
    whole = {name for name, thread in of_people(seen.truth, seen.waits).items() if thread["whole"]}
    pieces = [name for found in seen.conversations for name in found if name in whole]

    assert len(whole) > 200
    assert sorted(pieces) == sorted(whole)


def test_everybody_who_waits_for_an_answer_is_shown_waiting(seen):
    waiting = {name for name, thread in of_people(seen.truth, seen.waits).items() if thread["wants_answer"]}

    assert len(waiting) > 20
    assert {name for name in waiting if not seen.waits[name]} == set()


def test_nobody_else_is_shown_waiting_where_the_mails_name_each_other(seen):
    """But for thanks that come in a mail of which only a piece can be read."""
    wrong = [
        name
        for name, thread in of_people(seen.truth, seen.waits).items()
        if thread["whole"] and seen.waits[name] and not thread["waiting"]
    ]

    assert wrong == []


def test_programs_mail_makes_no_thread(seen):
    automatic = {name for name, thread in seen.truth.items() if thread["automatic"]}

    assert automatic
    assert not any(found & automatic for found in seen.conversations)


def test_mails_without_message_id_are_threads_too(seen):
    nameless = [thread for thread, found in zip(seen.threads, seen.conversations, strict=True) if not found]

    assert all(thread.asking[0].mail.mail_id.endswith("@no.message.id>") for thread in nameless)
