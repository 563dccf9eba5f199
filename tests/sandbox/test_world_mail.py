"""Mails and reviews of the simulated world: who writes, who answers, and what an answer changes."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.letters import INBOX, NOWHERE, SENT, Letter
from sheets_bot.sandbox.world.post_office import threading_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC).timestamp()
DAY = 86_400.0
AUTHOR = "5fabdc000000000000000001"


@pytest.fixture(scope="module")
def season():
    """Twelve weeks that nobody in this module changes."""
    return World(start_at=NOW)


def all_of(by_brand):
    return [value for values in by_brand.values() for value in values]


def asked(world):
    return [thread for thread in world.conversations.values() if thread.written_by_customer()]


def answer(thread, *, at, text="We are looking into it.", folder=SENT, number=1):
    """Return a mail of the brand's that answers the last one of *thread*; the world is to find out to what."""
    last = next(letter for letter in reversed(thread.letters) if letter.inbound)
    in_reply_to, references = threading_of(last)
    return Letter(
        message_id=f"<bot.{number}@{thread.brand.host}>",
        brand_slug=thread.brand.slug,
        at=at,
        folder=folder,
        sender_name=thread.brand.name,
        sender_email=thread.brand.support_email,
        reply_to="",
        to_email=thread.customer_email,
        subject="Re: your mail",
        text=text,
        in_reply_to=in_reply_to,
        references=references,
        automatic=False,
        extra_headers=(),
        conversation="",
        order_name="",
        cause="",
    )


# Mails


def test_a_thread_waits_from_the_first_mail_after_the_last_answer(season):
    waiting = [thread for thread in asked(season) if thread.waiting_since is not None]

    assert waiting
    for thread in waiting:
        people = [letter for letter in thread.letters if not letter.automatic]
        since = next(place for place, letter in enumerate(people) if letter.at == thread.waiting_since)
        assert all(letter.inbound for letter in people[since:])
        assert since == 0 or not people[since - 1].inbound


def test_most_mails_are_answered_within_a_day_some_late_some_never(season):
    threads = [thread for thread in asked(season) if thread.letters[0].at < NOW - 10 * DAY]
    answers = [next((letter.at for letter in t.letters if letter.folder == SENT), None) for t in threads]
    hours = [(at - t.letters[0].at) / 3600 for at, t in zip(answers, threads, strict=True) if at]

    assert sum(1 for hour in hours if hour < 24) / len(threads) > 0.7
    assert any(hour > 48 for hour in hours)
    assert 0.01 < answers.count(None) / len(threads) < 0.12


def test_who_complains_of_silence_was_left_without_an_answer(season):
    for thread in asked(season):
        if thread.cause == "no_support_reply":
            assert not [letter for letter in thread.letters if letter.folder == SENT and not letter.automatic]


def test_a_silent_seller_answers_no_mail_and_no_review():
    world = World(start_at=NOW, weeks=2, seller="silent")

    assert not [letter for letter in all_of(world.letters) if letter.folder == SENT and not letter.automatic]
    assert not [review for review in all_of(world.reviews) if review.reply]


def test_a_seller_who_stops_leaves_the_mails_and_reviews_of_the_future_to_others():
    world = World(start_at=NOW, weeks=2, seller="stops")
    world.advance_to(NOW + 20 * DAY)

    late = [letter for letter in all_of(world.letters) if letter.at > NOW and not letter.automatic]
    replies = [review.reply for review in all_of(world.reviews) if review.reply]

    assert {letter.folder for letter in late} == {INBOX}
    assert replies
    assert all(reply.at <= NOW for reply in replies)


def test_headers_tie_most_threads_together_and_not_all(season):
    whole = Counter(thread.whole for thread in asked(season) if len(thread.letters) > 1)

    assert 0 < whole[False] < 0.15 * whole[True]


def test_mailboxes_hold_everything_that_makes_real_ones_hard(season):
    letters = all_of(season.letters)
    inbox = [letter for letter in letters if letter.folder == INBOX]
    mails = [letter for letter in inbox if not letter.automatic]
    ids = Counter(letter.message_id for letter in letters if letter.message_id)

    assert any(not letter.message_id for letter in mails)
    assert any(letter.sender_email == letter.to_email and letter.reply_to for letter in mails)
    assert any(letter.in_reply_to and not letter.references for letter in letters)
    assert any(count > 1 for count in ids.values())
    assert any(letter.folder == SENT and letter.automatic for letter in letters)
    headers = {name for letter in inbox if letter.automatic for name, _ in letter.extra_headers}
    assert headers >= {"Auto-Submitted", "Precedence", "List-Unsubscribe", "X-Autoreply", "List-Id"}
    assert any(letter.automatic and not letter.extra_headers for letter in inbox)
    subjects = Counter((letter.brand_slug, letter.subject) for letter in mails)
    assert max(subjects.values()) > 3


def test_a_letter_to_two_brands_is_one_letter_of_one_conversation(season):
    places = {}
    for letter in all_of(season.letters):
        if letter.message_id:
            places.setdefault(letter.message_id, []).append(letter)

    twice = [letters for letters in places.values() if len(letters) > 1]

    assert twice
    for letters in twice:
        assert len({letter.brand_slug for letter in letters}) == 2
        assert len({letter.conversation for letter in letters}) == 1


def test_order_numbers_are_quoted_rightly_wrongly_or_not_at_all(season):
    quoted = Counter()
    for thread in asked(season):
        if thread.order is None:
            continue
        text = f"{thread.letters[0].subject} {thread.letters[0].text}"
        number = thread.order.number
        right = str(number) in text
        wrong = not right and any(str(other) in text for other in range(number - 9, number))
        quoted["right" if right else "wrong" if wrong else "none"] += 1

    assert quoted["right"] > quoted["none"] > quoted["wrong"] > 5


def test_nobody_but_the_buyer_writes_from_the_buyers_address(season):
    owners = {}
    for order in all_of(season.orders):
        owners.setdefault(order.buyer.email, set()).add(order.name)

    assert any(len(names) > 1 for names in owners.values()), "some people order again"
    for letter in all_of(season.letters):
        address = letter.reply_to or letter.sender_email
        if letter.inbound and address in owners and letter.order_name:
            assert letter.order_name in owners[address]


def test_an_answer_by_a_bot_goes_to_its_thread_and_the_customer_may_react():
    world = World(start_at=NOW, weeks=4, seller="stops")
    waiting = [t for t in asked(world) if t.waiting_since and t.waiting_since > NOW - 40 * DAY]
    waiting = [t for t in waiting if t.written_by_customer() < 3 and t.letters[-1].message_id]

    kept = [
        world.post(answer(thread, at=NOW, folder=NOWHERE, number=number))
        for number, thread in enumerate(waiting)
    ]
    assert [letter.conversation for letter in kept] == [thread.name for thread in waiting]
    assert all(thread.waiting_since is None for thread in waiting)
    assert not any(letter.inbound for letter in kept)
    world.advance_to(NOW + 3 * DAY)

    reactions = [t for t in waiting if any(x.inbound and x.at > NOW for x in t.letters)]
    assert 0 < len(reactions) < len(waiting)


def test_the_same_mail_twice_changes_nothing_but_the_folder():
    world = World(start_at=NOW, weeks=1)
    thread = next(t for t in asked(world) if t.waiting_since is not None and t.letters[-1].message_id)
    sent = world.post(answer(thread, at=NOW))
    before = len(thread.letters)

    copy = world.post(answer(thread, at=NOW, folder=INBOX))

    assert copy.conversation == sent.conversation == thread.name
    assert len(thread.letters) == before
    assert world.letters[thread.brand.slug][-1] is copy


def test_a_mail_to_nothing_known_begins_a_conversation_of_its_own():
    world = World(start_at=NOW, empty=True)
    stranger = Letter(
        message_id="<1@mail.example>",
        brand_slug="aurora",
        at=NOW,
        folder=INBOX,
        sender_name="Sam",
        sender_email="sam@mail.example",
        reply_to="",
        to_email="support@aurora-pine.example",
        subject="Hello",
        text="Are you there?",
        in_reply_to="<nobody@mail.example>",
        references=(),
        automatic=False,
        extra_headers=(),
        conversation="",
        order_name="",
        cause="",
    )

    kept = world.post(stranger)

    thread = world.conversations[kept.conversation]
    assert thread.customer_email == "sam@mail.example"
    assert thread.waiting_since == NOW
    assert world.truth()["weeks"] == []


# Reviews


def test_stars_follow_what_happened(season):
    stars = {
        troubled: [
            r.star_history[0][1] for r in all_of(season.reviews) if r.order_name and bool(r.cause) == troubled
        ]
        for troubled in (True, False)
    }

    assert sum(stars[True]) / len(stars[True]) < 3
    assert sum(stars[False]) / len(stars[False]) > 4


def test_reviews_are_edited_deleted_hidden_and_shown_again():
    world = World(start_at=NOW, weeks=26)
    reviews = all_of(world.reviews)
    edited = [review for review in reviews if len(review.star_history) > 1]

    assert any(review.updated_at is None for review in edited)
    assert any(review.updated_at is not None for review in edited)
    assert all(review.stars >= 3 for review in edited)
    assert any(review.deleted_at for review in reviews)
    assert any(review.hidden_at and not review.hidden for review in reviews)


def test_some_reviews_carry_a_wrong_order_number_no_number_or_no_address(season):
    orders = {order.name: order for order in all_of(season.orders)}
    reviews = all_of(season.reviews)
    known = [review for review in reviews if review.order_name]

    wrong = [r for r in known if r.reference and str(orders[r.order_name].number) not in r.reference]
    assert 0 < len(wrong) < 0.1 * len(known)
    assert any(not review.reference for review in known)
    assert any(not review.invited for review in known)
    assert all(not review.invited and not review.reference for review in reviews if not review.order_name)
    assert all(r.referral_email in {"", orders[r.order_name].buyer.email} for r in known)


def test_a_reply_by_a_bot_makes_some_authors_think_better_of_the_brand():
    world = World(start_at=NOW, weeks=8, seller="stops")
    angry = [r for r in all_of(world.reviews) if r.stars <= 2 and r.reply is None and r.deleted_at is None]

    for review in angry:
        world.reply_to_review(review, "We have put it right.", AUTHOR, NOW)
    world.advance_to(NOW + 7 * DAY)

    raised = [review for review in angry if review.stars > 2]
    assert 0 < len(raised) < len(angry)
    assert all(review.star_history[-1][0] > NOW for review in raised)


def test_a_second_reply_replaces_the_first_and_keeps_its_date(season):
    world = World(start_at=NOW, weeks=1)
    review = next(review for review in all_of(world.reviews) if review.reply)
    first = review.reply

    second = world.reply_to_review(review, "Better words.", AUTHOR, NOW)

    assert (second.at, second.updated_at, second.text) == (first.at, NOW, "Better words.")
