"""
The sandbox's mailbox over a lived season: every letter of the world is there, and the world hears what is sent.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from mailbox_stand import HOUR, NOW, mail_stand
from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.letters import INBOX, SENT

BRANDS = ("aurora", "velvet", "marlow", "solstice")


@pytest.fixture(scope="module")
def stand():
    """Serve four weeks of four brands."""
    with mail_stand(World(start_at=NOW, weeks=4, hostility="full"), hostility="full") as stand:
        yield stand


def sent_folder(box):
    return next(info.name for info in box.folder.list() if "\\Sent" in info.flags)


@pytest.mark.parametrize("slug", BRANDS)
def test_every_letter_is_in_its_folder_once_and_can_be_read(stand, slug):
    box = stand.mailbox(slug)
    letters = stand.world.letters[slug]

    for place, folder in ((INBOX, "INBOX"), (SENT, sent_folder(box))):
        box.folder.set(folder)
        mails = list(box.fetch(mark_seen=False, bulk=True))
        ids = Counter("".join(mail.headers.get("message-id", ("",))) for mail in mails)
        assert ids == Counter(letter.message_id for letter in letters if letter.folder == place)
        assert all(isinstance(mail.text + mail.html + mail.subject, str) for mail in mails)


@pytest.mark.parametrize("slug", BRANDS)
def test_the_headers_of_an_answer_lead_to_what_it_answers(stand, slug):
    box = stand.mailbox(slug)
    expected = {
        letter.message_id: letter.in_reply_to
        for letter in stand.world.letters[slug]
        if letter.folder == SENT and letter.message_id
    }

    box.folder.set(sent_folder(box))
    told = {
        "".join(mail.headers["message-id"]): "".join(mail.headers.get("in-reply-to", ("",)))
        for mail in box.fetch(mark_seen=False, headers_only=True, bulk=True)
    }

    assert expected
    assert told == expected


def test_mail_goes_on_arriving_while_time_goes_by(stand):
    before = len(stand.mailbox("solstice").uids())

    stand.at[0] += 72 * HOUR

    assert len(stand.mailbox("solstice").uids()) > before


def test_an_answer_sent_by_smtp_ends_the_wait_of_its_conversation(stand):
    waiting = next(
        conversation
        for conversation in stand.world.conversations.values()
        if conversation.brand.slug == "aurora"
        and conversation.waiting_since
        and conversation.letters[-1].message_id
    )
    asked = waiting.letters[-1]
    user, _ = stand.server.accounts["aurora"]
    mail = (
        f"From: {user}\r\nTo: {waiting.customer_email}\r\nSubject: Re: your order\r\nMessage-ID: <bot.1@aurora-pine.example>\r\n"
        f"In-Reply-To: {asked.message_id}\r\nReferences: {asked.message_id}\r\n\r\nIt is on its way.\r\n"
    )

    stand.smtp("aurora").sendmail(user, [waiting.customer_email], mail)

    assert waiting.waiting_since is None
    assert waiting.letters[-1].message_id == "<bot.1@aurora-pine.example>"


def test_many_clients_read_at_once_while_the_world_moves(stand):
    def read(slug):
        box = stand.mailbox(slug)
        for _ in range(5):
            stand.at[0] += HOUR
            box.client.noop()
            uids = [mail.uid for mail in box.fetch(mark_seen=False, headers_only=True, bulk=True)]
            assert uids == sorted(set(uids), key=int)
        return len(uids)

    with ThreadPoolExecutor(12) as clients:
        assert all(clients.map(read, BRANDS * 3))


def test_another_world_fills_the_mailboxes_anew():
    old, new = (World(start_at=NOW, weeks=1, seed=seed) for seed in (1, 2))
    with mail_stand(old) as stand:
        url = stand.server.imap_url
        held = stand.imap("aurora")

        stand.server.change_world(new)

        assert stand.server.imap_url == url
        inbound = [letter for letter in new.letters["aurora"] if letter.folder == INBOX]
        assert len(stand.mailbox("aurora").uids()) == len(inbound)
        with pytest.raises((held.abort, OSError)):
            held.noop()


def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_open():
    world = World(start_at=NOW, empty=True)
    with MailServer(world, now=lambda: NOW) as first:
        taken = int(first.smtp_url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            MailServer(world, now=lambda: NOW, port_smtp=taken)
    first.stop()  # a second time does nothing
