"""The job that fills the Inbox: what it asks each mailbox for, and what stays when one does not answer."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from jobs import sync_mailbox
from mails import NOW, RULES, SUPPORT, came, went
from sheets_bot.errors import RowSkipped, TryLater
from sheets_bot.platforms.base import Fetched
from sheets_bot.service.bot_run import Brand


class StandInMailbox:
    """Gives mails, or the error that it is told."""

    def __init__(self, *mails, address=SUPPORT, error=None, skipped=()):
        self.addresses = frozenset({address})
        self.mails, self.error, self.skipped = mails, error, skipped
        self.asked = []

    def fetch_messages(self, *, since, until):
        self.asked.append((since, until))
        if self.error:
            raise self.error
        return Fetched(records=self.mails, skipped=self.skipped)


class StandInRun:
    """A run that fetches and, instead of writing, keeps the rows."""

    def __init__(self, *brands, standing=None, seen=None):
        self.now, self.brands, self.salt = NOW, brands, "spreadsheet"
        self.rules = RULES
        self.standing = standing or {}
        self.seen = seen
        self.rows = {}

    def seen_through(self, _source, _brand):
        return self.seen

    def fetch(self, _source, ask):
        found = {}
        for brand in self.brands:
            try:
                answer = ask(brand)
            except TryLater:
                continue
            if answer is not None:
                found[brand] = answer
        return found

    def reconcile(self, tabs, shape):
        assert tabs == ["Inbox"]
        shaped = shape(SimpleNamespace(rules=self.rules, rows=lambda _tab: self.standing))
        self.rows = {row.key: row for row in shaped["Inbox"]}


def a_brand(name, mailbox):
    return Brand(name.lower(), name, mailbox=mailbox)


def ran(*brands, **given):
    run = StandInRun(*brands, **given)
    sync_mailbox.run(run)
    return run


def test_each_mailbox_is_read_as_far_back_as_the_rules_say():
    mailbox = StandInMailbox(came())

    run = ran(a_brand("Aurora", mailbox), Brand("birch", "Birch"), seen=NOW - timedelta(hours=1))

    assert mailbox.asked == [(NOW - timedelta(days=RULES.mail.days), NOW)]
    assert [row.values["brand"] for row in run.rows.values()] == ["Aurora"]


def test_a_mailbox_that_does_not_answer_leaves_its_threads_waiting_and_stops_no_other():
    first = ran(a_brand("Aurora", StandInMailbox(came())))
    standing = {key: row.values for key, row in first.rows.items()}
    other = came("b1", sender="tom@mail.example", brand="Borealis", recipients=("support@borealis.example",))

    run = ran(
        a_brand("Aurora", StandInMailbox(error=TryLater("no answer"))),
        a_brand("Borealis", StandInMailbox(other, address="support@borealis.example")),
        standing=standing,
    )

    (key,) = standing
    assert run.rows[key].values["waiting_since"] == standing[key]["waiting_since"]
    assert {row.values.get("brand") for row in run.rows.values()} == {None, "Borealis"}


def test_a_mailbox_that_was_read_in_part_closes_nothing():
    standing = {key: row.values for key, row in ran(a_brand("Aurora", StandInMailbox(came()))).rows.items()}
    in_part = StandInMailbox(skipped=(RowSkipped("Mail 7 has no date"),))

    (row,) = ran(a_brand("Aurora", in_part), standing=standing).rows.values()
    (gone,) = ran(a_brand("Aurora", StandInMailbox()), standing=standing).rows.values()

    assert row.values["flag"] != "CLOSED"
    assert gone.values["flag"] == "CLOSED"


@pytest.mark.parametrize(("standing", "when_absent"), [({}, "add"), ({"typed by hand": {}}, "leave")])
def test_a_tab_that_was_just_made_gets_all_threads_again(standing, when_absent):
    answered = (came("q1", hours_ago=99), went("a1", names="q1", hours_ago=98))

    run = ran(a_brand("Aurora", StandInMailbox(*answered)), standing=standing, seen=NOW)

    assert {row.when_absent for row in run.rows.values()} == {when_absent}


def test_the_words_that_people_set_are_used():
    own = replace(RULES.mail, own_addresses=frozenset({"colleague@mail.example"}))
    mailbox = StandInMailbox(came(sender="colleague@mail.example"))
    run = StandInRun(a_brand("Aurora", mailbox))
    run.rules = replace(RULES, mail=own)

    sync_mailbox.run(run)

    assert run.rows == {}
