"""Promises of a person's own words: they win over the draft, on facts that were there to be read, subject and all."""

from datetime import timedelta

import pytest

from acts_stand import MINUTE, NOON, REVIEW, Stand, claimed
from sheets_bot.domain.acts.basis import basis_cell, changes_between, read_basis

A_LETTER = "Subject: About your order\n\nWe are sorry."
OWN = "Dear Jane, I have looked into it."


def a_mail(draft=A_LETTER, *, drafted_for="Send mail", **row):
    """A row in which a mail of the person's own words is asked for; the draft beside it has stood a while."""
    stand = Stand()
    stand.row |= {"action": "Send mail", "offered": "Post reply, Send mail", "your_text": OWN}
    stand.drafts(draft, action=drafted_for)
    stand.passes(10)
    stand.row |= row
    return stand


def typed_over(stand):
    """A person types into the cell of the draft."""
    stand.row["draft"] = stand.row["draft"].replace("About your order", "Five stars for your order")
    return stand


def test_own_words_without_a_subject_go_out_under_that_of_the_draft_as_the_bot_wrote_it():
    act = claimed(a_mail())

    assert (act.subject, act.text) == ("About your order", OWN)


@pytest.mark.parametrize(
    ("stand", "said"),
    [
        (a_mail("Subject: A coupon for you\n\nWe are sorry."), "The subject cannot go out: it says coupon"),
        (a_mail(your_text=f"Subject: A coupon\n\n{OWN}"), "The text cannot go out: it says coupon"),
        (typed_over(a_mail()), "The draft, whose subject would go out, was changed by hand."),
        (
            a_mail(drafted_for="Post reply"),
            "The draft, whose subject would go out, was written for Post reply",
        ),
    ],
)
def test_a_subject_is_read_like_the_text_before_it_goes_out(stand, said):
    stand.ticks()

    assert stand.looks() is None
    assert stand.row["act"].startswith(said)
    assert (stand.row["approved"], stand.acts) == (False, {})


def test_a_subject_that_the_bot_changed_just_before_the_tick_may_not_have_been_read():
    stand = a_mail()
    stand.drafts("Subject: About your refund\n\nWe are sorry.", action="Send mail")
    stand.passes(1)

    stand.ticks()

    assert stand.looks() is None
    assert stand.row["act"].startswith("The draft changed at Mon 2 Nov 12:20, just before your tick.")


def test_own_words_with_a_subject_ask_for_none_of_the_drafts():
    stand = a_mail(
        drafted_for="Post reply", draft="We are sorry.", your_text=f"Subject: Your parcel\n\n{OWN}"
    )

    act = claimed(stand)

    assert (act.subject, act.text) == ("Your parcel", OWN)


def test_the_persons_own_words_win_and_may_be_ticked_as_soon_as_they_are_typed():
    stand = Stand()
    stand.drafts("We are very sorry.")
    stand.row["your_text"] = "Dear Jane, I have looked into it."

    assert claimed(stand).text == "Dear Jane, I have looked into it."


@pytest.mark.parametrize(("minutes", "goes_out"), [(1, False), (2, True)])
def test_own_words_too_go_out_only_on_facts_that_stood_there_for_the_grace_time(minutes, goes_out):
    stand = Stand()
    stand.row["your_text"] = "Dear Jane, I have looked into it."
    stand.row["stars"] = 4
    stand.drafts()
    stand.passes(minutes)

    stand.ticks()
    stand.looks()
    told = stand.row["act"]
    stand.passes(3)
    act = stand.looks()

    assert (act is not None) is goes_out
    assert goes_out or told == (
        "What is known of it changed at Mon 2 Nov 12:10, just before your tick. Read the row again, then tick."
    )
    assert goes_out or (stand.row["approved"], stand.acts) == (False, {})


def test_a_time_beside_the_draft_that_people_typed_over_is_no_time_that_has_passed():
    stand = Stand()
    stand.row["your_text"] = "Dear Jane, I have looked into it."
    stand.row["draft_basis"] = stand.row["draft_basis"].replace("Written: 2", "Written: x")

    stand.ticks()

    assert stand.looks() is None
    assert stand.row["act"].startswith("The facts for it are not gathered yet.")


@pytest.mark.parametrize("character", ["\x0b", "\x85", "\x96", "\x07"])
def test_a_text_with_a_character_that_no_cell_keeps_is_refused(character):
    """The ledger would hold another text than went out, and not know it again."""
    stand = a_mail(your_text=f"We have looked into it{character}thank you.")
    stand.ticks()

    assert stand.looks() is None
    assert stand.row["act"].startswith("Your text holds a character that cannot be seen.")


def test_a_text_does_not_go_out_under_another_key_than_it_was_written_for():
    """People sort one column without the others: then the words of one row stand beside the key of another."""
    stand = a_mail()
    stand.row["draft_basis"] = stand.row["draft_basis"].replace(f"Of: {REVIEW}", "Of: another")
    stand.ticks()

    assert stand.looks() is None
    assert stand.row["act"].startswith(f"This row was made for another and its key says {REVIEW}")


def test_the_time_beside_a_draft_tells_since_when_it_stands_there():
    first = basis_cell({"Stars": "1"}, of="r1", action="Post reply", draft="Sorry.", standing="", now=NOON)
    same = basis_cell(
        {"Stars": "1"},
        of="r1",
        action="Post reply",
        draft="Sorry. ",
        standing=first,
        now=NOON + timedelta(hours=1),
    )
    other = basis_cell(
        {"Stars": "2"}, of="r1", action="Post reply", draft="Sorry.", standing=first, now=NOON + MINUTE
    )

    assert same == first
    assert read_basis(first).written_at == NOON
    assert read_basis(other).written_at == NOON + MINUTE
    assert changes_between(read_basis(first).facts, read_basis(other).facts) == ["Stars: was 1, is 2"]


def test_beside_a_draft_stands_since_when_its_facts_do_where_that_is_longer():
    def cell(draft, stars, standing, minutes):
        now = NOON + minutes * MINUTE
        return basis_cell(
            {"Stars": stars}, of="r1", action="Post reply", draft=draft, standing=standing, now=now
        )

    first = cell("Sorry.", "1", "", 0)
    other_text = cell("So sorry.", "1", first, 1)
    other_facts = cell("So sorry.", "2", other_text, 2)
    times = [
        (basis.written_at - NOON, basis.facts_since - NOON)
        for basis in map(read_basis, (first, other_text, other_facts))
    ]

    assert times == [(0 * MINUTE, 0 * MINUTE), (MINUTE, 0 * MINUTE), (2 * MINUTE, 2 * MINUTE)]
    assert cell("So sorry.", "1", other_text, 9) == other_text
    assert changes_between(read_basis(first).facts, read_basis(other_text).facts) == []


@pytest.mark.parametrize("cell", ["", "hello", "For: x", "For: x\nText: y\nWritten: yesterday"])
def test_a_basis_that_people_typed_is_none_or_has_no_time(cell):
    basis = read_basis(cell)

    assert basis is None or basis.written_at is None
