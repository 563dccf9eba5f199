"""Promises of threads: what belongs together does, strangers never do, whatever the order of arrival."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mails import NOW, OURS, SUPPORT, came, read, went
from sheets_bot.domain.mail.mail import Party, Place
from sheets_bot.domain.mail.thread import threads_of, without_copies
from sheets_bot.domain.mail.thread_keys import IN, OUT, count_of, keyed, members_of

ADDRESSES = {"Aurora": frozenset({SUPPORT}), "Borealis": frozenset({"support@borealis.example"})}


def threads(*mails):
    return threads_of([read(mail) for mail in without_copies(mails, addresses=ADDRESSES)], ours=OURS)


def names(*mails):
    """The threads as sets of the short names of their mails."""
    found = threads(*mails)
    return [{reading.mail.mail_id[1:].partition("@")[0] for reading in thread.readings} for thread in found]


def test_an_answer_and_the_answer_to_it_are_one_thread():
    assert names(came("q1"), went("a1", names="q1"), came("q2", names="q1 a1", hours_ago=1)) == [
        {"q1", "a1", "q2"}
    ]


def test_strangers_with_the_same_subject_stay_apart():
    assert names(came("q1"), came("q2", sender="tom@mail.example", hours_ago=2)) == [{"q1"}, {"q2"}]


def test_a_program_that_keeps_only_in_reply_to_is_followed_all_the_same():
    mails = (came("q1"), went("a1", names="q1"), came("q2", names="a1", hours_ago=1))

    assert names(*mails) == [{"q1", "a1", "q2"}]


def test_a_missing_mail_in_between_ties_its_two_neighbours():
    assert names(
        came("q1"), came("q2", names="q1 lost", hours_ago=2), came("q3", names="lost", hours_ago=1)
    ) == [{"q1", "q2", "q3"}]


def test_a_thread_that_we_began_counts_once_the_customer_writes():
    assert names(went("a1")) == []
    assert names(went("a1"), came("q1", names="a1", hours_ago=1)) == [{"a1", "q1"}]


def test_readers_of_a_newsletter_are_strangers_to_each_other():
    letter = went("news", to=SUPPORT, hours_ago=9)
    readers = [
        came(f"q{n}", sender=f"reader{n}@mail.example", names="news", hours_ago=n + 1) for n in range(5)
    ]

    assert len(threads(letter, *readers)) == 5
    assert len(threads(letter, *readers[:2])) == 2


def test_a_contact_form_that_always_names_the_same_mail_ties_nobody():
    forms = [
        came(f"q{n}", sender=SUPPORT, reply_to=Party(f"c{n}@mail.example"), names="form") for n in range(2)
    ]

    assert len(threads(*forms)) == 2


def test_a_form_whose_mails_all_have_one_id_loses_nobody():
    forms = [came("form", sender=SUPPORT, reply_to=Party(f"c{n}@mail.example"), hours_ago=n) for n in (1, 2)]

    assert len(threads(*forms)) == 2


def test_a_second_address_of_the_customer_stays_in_the_thread():
    mails = (
        came("q1"),
        went("a1", names="q1"),
        came("q2", sender="jane@work.example", names="q1 a1", hours_ago=1),
    )

    assert names(*mails) == [{"q1", "a1", "q2"}]


def test_one_mail_in_two_accounts_is_one_and_belongs_to_the_brand_addressed_first():
    to = ("support@borealis.example", SUPPORT)
    mails = (came("q1", recipients=to), came("q1", recipients=to, brand="Borealis", place=Place.ARCHIVE))

    (mail,) = without_copies(mails, addresses=ADDRESSES)

    assert (mail.brand, mail.place) == ("Borealis", Place.INBOX)


def test_an_answer_from_the_other_brand_answers_too():
    to = (SUPPORT, "support@borealis.example")
    mails = (
        came("q1", recipients=to),
        came("q1", recipients=to, brand="Borealis"),
        went("a1", names="q1", brand="Borealis"),
    )

    (thread,) = threads(*mails)

    assert thread.unanswered(None) == ()


def test_only_programs_mail_makes_no_thread():
    assert names(came("q1", hints=(("auto-submitted", "auto-replied"),))) == []


def test_a_bounce_belongs_to_its_thread_and_merges_no_two():
    bounce = came("b1", sender="mailer-daemon@mail.example", names="a1", hours_ago=4)

    assert names(came("q1"), went("a1", names="q1"), bounce) == [{"q1", "a1", "b1"}]


PEOPLE = [f"person{n}@mail.example" for n in range(4)]


@st.composite
def mailboxes(draw):
    """Mails of some people and us, each naming mails of the same conversation; and who talks in which."""
    mails, conversation_of = [], {}
    for number in range(draw(st.integers(1, 14))):
        talk = draw(st.integers(0, 3))
        earlier = [mail for mail in mails if conversation_of[mail.mail_id] == talk]
        named = draw(st.lists(st.sampled_from(earlier), max_size=3)) if earlier else []
        incoming = not named or draw(st.booleans())
        fields = {"named_ids": tuple(mail.mail_id for mail in named), "hours_ago": 100 - number}
        if incoming:
            mail = came(f"m{number}", sender=PEOPLE[talk], **fields)
        else:
            mail = went(f"m{number}", to=PEOPLE[talk], **fields)
        mails.append(mail)
        conversation_of[mail.mail_id] = talk
    return mails


def as_sets(found):
    return {frozenset(reading.mail.mail_id for reading in thread.readings) for thread in found}


@settings(deadline=None, max_examples=150)
@given(mailboxes(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(mails, dice):
    shuffled = [*mails, *mails[:2]]
    dice.shuffle(shuffled)

    assert as_sets(threads(*mails)) == as_sets(threads(*shuffled))


@settings(deadline=None, max_examples=150)
@given(mailboxes())
def test_strangers_never_share_a_thread_and_every_customers_mail_is_in_one(mails):
    found = threads(*mails)

    for thread in found:
        assert len({reading.party.email for reading in thread.asking}) == 1
    asked = [mail.mail_id for mail in mails if mail.place is Place.INBOX]
    assert sorted(r.mail.mail_id for thread in found for r in thread.asking) == sorted(asked)


@settings(deadline=None, max_examples=100)
@given(mailboxes(), st.lists(st.sampled_from([f"<m{n}@mail.example>" for n in range(14)]), max_size=6))
def test_a_mass_mail_in_between_merges_nobody(mails, named):
    """A mail that everybody names, as a broken program may do, ties no strangers."""
    poisoned = [
        came(f"p{n}", sender=person, names="everyone", hours_ago=1) for n, person in enumerate(PEOPLE)
    ]

    for thread in threads(*mails, *poisoned):
        assert len({reading.party.email for reading in thread.asking}) == 1


def test_a_thread_keeps_the_key_of_its_row_when_its_first_mail_is_no_longer_read():
    first = threads(came("q1"), went("a1", names="q1"), came("q2", names="a1", hours_ago=1))
    (key,) = keyed(first, {}).threads
    members = members_of(first[0], "")

    later = threads(went("a1", names="q1"), came("q2", names="a1", hours_ago=1))

    assert list(keyed(later, {key: members}).threads) == [key]
    assert members_of(later[0], members) == members
    assert (count_of(members, IN), count_of(members, OUT)) == (2, 1)


def test_rows_that_become_one_thread_leave_one_row_and_name_it():
    one, two = threads(came("q1")), threads(came("q2", hours_ago=9))
    rows = {"T-1": members_of(one[0], ""), "T-2": members_of(two[0], "")}
    both = threads(came("q1"), came("q2", hours_ago=9), came("q3", names="q1 q2", hours_ago=1))

    found = keyed(both, rows)

    assert (list(found.threads), found.merged) == (["T-1"], {"T-2": "T-1"})


def test_a_thread_that_falls_apart_keeps_the_row_for_its_larger_part():
    rows = {"T-1": members_of(threads(came("q1"), came("q2", names="q1"), came("q3", names="q2"))[0], "")}
    apart = threads(came("q1"), came("q2", names="q1"), came("q3"))

    found = keyed(apart, rows)

    assert len(found.threads) == 2
    assert len(found.threads["T-1"].readings) == 2
    assert not found.merged


def test_members_are_capped_to_the_latest():
    mails = [came(f"q{n}", names="q0", hours_ago=500 - n) for n in range(100)]
    (thread,) = threads(*mails)

    members = members_of(thread, "").split()

    assert len(members) == 60
    assert members_of(thread, " ".join(members)).split() == members


@settings(deadline=None, max_examples=100)
@given(mailboxes(), st.integers(0, 100))
def test_keys_are_the_same_when_older_mails_fall_out_of_what_is_read(mails, hours):
    found = keyed(threads(*mails), {}).threads
    rows = {key: members_of(thread, "") for key, thread in found.items()}
    recent = [mail for mail in mails if mail.at >= NOW - timedelta(hours=hours)]

    again = keyed(threads(*recent), rows)

    by_mail = {r.mail.mail_id: key for key, thread in found.items() for r in thread.readings}
    for key, thread in again.threads.items():
        if key in rows:
            assert {by_mail[reading.mail.mail_id] for reading in thread.asking} == {key}


@pytest.mark.parametrize("answered_hours_ago", [1, 5])
def test_who_wrote_last_decides_what_is_unanswered(answered_hours_ago):
    (thread,) = threads(came("q1", hours_ago=3), went("a1", names="q1", hours_ago=answered_hours_ago))

    assert len(thread.unanswered(None)) == (1 if answered_hours_ago == 5 else 0)
    assert thread.unanswered(NOW) == ()


def test_a_question_to_the_supplier_is_no_answer_to_the_customer():
    forwarded = went("f1", to="supplier@works.example", names="q1")

    (thread,) = threads(came("q1"), forwarded)

    assert len(thread.unanswered(None)) == 1
    assert count_of(members_of(thread, ""), OUT) == 0


@pytest.mark.parametrize("to", ["jane@mail.example", "home@mail.example", ""])
def test_an_answer_may_go_to_any_address_that_the_customer_gave(to):
    asked = came("q1", reply_to=Party("home@mail.example"))
    answer = went("a1", names="q1", recipients=(to,) if to else ())

    (thread,) = threads(asked, answer)

    assert thread.unanswered(None) == ()


def test_a_mail_of_the_same_second_as_our_answer_counts_as_unanswered():
    (thread,) = threads(came("q1", hours_ago=3), went("a1", names="q1", hours_ago=3))

    assert len(thread.unanswered(None)) == 1
