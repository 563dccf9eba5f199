"""Promises of an act that may have happened: the same never goes out twice, and nothing is held back for ever by it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from act_stand import a_packet, a_pdf
from acts_stand import DONE, LOST, Stand, claimed
from sheets_bot.domain.acts.act import Outcome, State
from sheets_bot.domain.acts.ledger import state_problems
from sheets_bot.domain.acts.sent_file import file_words
from sheets_bot.domain.acts.settling import needs_a_run
from sheets_bot.domain.evidence.packet import Tracking


def test_of_two_ticks_under_the_same_words_the_second_is_refused():
    stand = Stand()
    stand.ends(claimed(stand), DONE)
    stand.row["action"] = "Post reply"
    stand.drafts()
    stand.passes(10)

    stand.ticks()

    assert stand.looks() is None
    assert stand.row["act"].startswith("This very text went out on Mon 2 Nov 12:13.")
    assert stand.states == ["done"]


SAVED = Outcome(State.SAVED, "The evidence is saved.")
SCANNED = {"trackings": (Tracking("UPS", "1Z999AA10123456784"), Tracking("UPS", "1Z999AA10123456785"))}


def saved(*, then=SAVED, action="Save evidence"):
    """Evidence that was saved at Shopify; its text stays as it is."""
    row = {
        "brand": "Aurora",
        "action": action,
        "offered": "Save evidence, Submit evidence",
        "approved": False,
    }
    stand = Stand(tab="Disputes", row=row, packet=a_packet())
    stand.ends(claimed(stand), then)
    stand.row["action"] = action
    stand.drafts(action=action)
    stand.passes(10)
    return stand


@pytest.mark.parametrize("then", [SAVED, Outcome(State.UNKNOWN, "Look by hand.")])
def test_evidence_with_something_new_is_saved_again_under_the_same_text(then):
    stand = saved(then=then)
    stand.packet = a_packet(**SCANNED)

    act = claimed(stand)

    assert (act.text, act.packet.trackings) == ("We are sorry.", SCANNED["trackings"])


ASKED = datetime(2026, 11, 9, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("action", "then", "asked_again", "goes_out"),
    [
        ("Provide evidence", DONE, True, True),
        ("Provide evidence", DONE, False, False),
        ("Provide evidence", Outcome(State.UNKNOWN, "Look by hand."), True, False),
        ("Send message", DONE, True, False),
    ],
)
def test_the_same_evidence_answers_a_platform_that_asks_again_by_another_date(
    action, then, asked_again, goes_out
):
    row = {"brand": "Aurora", "action": action, "offered": action, "approved": False, "due": ASKED}
    stand = Stand(tab="Disputes", row=row, packet=a_packet())
    stand.ends(claimed(stand), then)
    stand.row["action"] = action
    if asked_again:
        stand.row["due"] = ASKED + timedelta(days=10)
    stand.drafts(action=action)
    stand.passes(10)

    stand.ticks()
    stand.looks()

    assert ("waiting" in stand.states) == goes_out, stand.row["act"]


def test_the_very_same_evidence_is_saved_once_and_the_row_does_not_say_that_it_went_out():
    stand = saved()

    stand.ticks()

    assert stand.looks() is None
    assert stand.row["act"] == (
        "This very evidence was saved on Mon 2 Nov 12:13. There is something to save again once its text, or a "
        "row of Evidence, has changed."
    )
    assert stand.states == ["saved"]


def test_evidence_of_which_nobody_knows_whether_it_was_handed_in_is_not_handed_in_again():
    stand = saved(then=Outcome(State.UNKNOWN, "Look by hand."), action="Submit evidence")

    stand.ticks()

    assert stand.looks() is None
    assert stand.row["act"].startswith("Nobody knows whether this very evidence went out before.")


def test_what_is_kept_of_a_file_is_that_of_the_one_that_was_sent_and_not_of_one_drawn_later():
    sent, later = (file_words(a_packet(), a_pdf(a_packet(summary=text))) for text in ("Sent.", "Later."))
    stand = saved(then=replace(SAVED, file=sent))
    (act_id,) = stand.acts

    stand.ends(stand.entries[act_id], replace(SAVED, file=later), looked=True)
    kept = stand.entry.packet
    stand.acts[act_id]["packet"] = "1 statements, SHA-256 " + "ab" * 32
    stand.ends(stand.entries[act_id], replace(SAVED, file=later), looked=True)

    assert (kept, stand.entry.packet) == (sent, later)


def test_evidence_whose_kept_packet_was_changed_by_hand_counts_as_the_same():
    stand = saved()
    stand.packet = a_packet(**SCANNED)
    for line in stand.acts.values():
        line["packet_text"] = "{}"

    stand.ticks()

    assert stand.looks() is None
    assert stand.row["act"].startswith("This very evidence was saved on Mon 2 Nov 12:13.")


def test_words_of_which_nobody_knows_whether_they_went_out_are_not_sent_again():
    stand = Stand()
    act = claimed(stand)
    stand.ends(act, LOST)
    stand.passes(25 * 60)
    stand.ends(act, LOST, looked=True)
    told = stand.row["act"]

    stand.drafts()
    stand.passes(10)
    stand.ticks()

    assert stand.looks() is None
    assert "The bot has stopped looking: look by hand" in told
    assert stand.row["act"].startswith("Nobody knows whether this very text went out before.")
    assert stand.states == ["unknown"]


@pytest.mark.parametrize(
    "typed", ["it went out", "", "Unknown", "unknown?", "lost", "trying again", "waiting"]
)
def test_a_state_that_a_person_typed_over_and_that_is_no_word_of_the_bots_stays_unknown(typed):
    stand = Stand()
    act = claimed(stand)
    stand.ends(act, Outcome(State.UNKNOWN, "Look by hand."))

    stand.acts[act.act_id]["state"] = typed
    stand.drafts()
    stand.passes(10)
    stand.ticks()

    assert stand.looks() is None
    assert stand.row["act"].startswith("Nobody knows whether this very text went out before.")
    assert stand.row["approved"] is False
    assert stand.acts[act.act_id]["state"] == typed


@pytest.mark.parametrize(("typed", "goes_out"), [("not done", True), ("Not done", True), ("done", False)])
def test_a_word_of_the_bots_that_a_person_types_over_unknown_counts(typed, goes_out):
    stand = Stand()
    act = claimed(stand)
    stand.ends(act, Outcome(State.UNKNOWN, "Look by hand."))

    stand.acts[act.act_id]["state"] = typed
    stand.drafts()
    stand.passes(10)
    stand.ticks()
    stand.looks()
    stand.passes(3)

    assert (stand.looks() is not None) is goes_out


def test_the_row_of_a_state_that_the_bot_cannot_read_says_so_until_it_is_put_right():
    over = {"state": "trying again", "ended_at": datetime(2026, 11, 2, tzinfo=UTC)}
    rows = {
        "a1": {"state": "it went out"},
        "a2": {"state": "done"},
        "a3": {"state": "Done"},
        "a4": {},
        "a5": over,
    }
    said = {row.key: row.values["problem"] for row in state_problems(rows)}

    told = {key: {**row, "problem": said.get(key)} for key, row in rows.items()}
    told["a1"]["state"] = "not done"
    after = {row.key: row.values["problem"] for row in state_problems(told)}

    assert said.keys() == {"a1", "a4", "a5"}
    assert said["a1"].startswith("State holds no word that the bot can go by, so it counts as unknown")
    assert "done if it went out, not done if it did not" in said["a1"]
    assert after == {"a1": None}


def test_a_submission_that_is_not_confirmed_asks_for_a_hand_in_time():
    stand = Stand()
    act = claimed(stand)
    stand.ends(act, Outcome(State.REQUESTED, "Submission was asked for."))

    stand.passes(20)
    stand.ends(act, Outcome(State.REQUESTED, "not yet"), looked=True)
    before = stand.entry.words
    stand.passes(25 * 60)
    stand.ends(act, Outcome(State.IN_DOUBT, "no answer"), looked=True)
    after = stand.entry.words
    stand.ends(act, Outcome(State.CONFIRMED, "Confirmed by Shopify."), looked=True)

    assert before == "Submission was asked for."
    assert "press Submit" in after
    assert (stand.states, stand.row["act"]) == (["confirmed"], "Confirmed by Shopify.")


def asked_for(**row):
    """A submission that was asked for and is not confirmed; then something else is asked for in its row."""
    stand = Stand()
    act = claimed(stand)
    stand.ends(act, Outcome(State.REQUESTED, "Submission was asked for."))
    stand.row |= {"action": "Find reviewer", "your_text": "Who are you?", **row}
    return stand, act


@pytest.mark.parametrize(
    ("hours", "action", "goes_out"),
    [(23, "Find reviewer", False), (24, "Find reviewer", True), (24 * 40, "Post reply", False)],
)
def test_a_submission_that_nobody_confirms_holds_back_its_own_kind_only_once_its_time_is_over(
    hours, action, goes_out
):
    stand, _ = asked_for(action=action)
    stand.passes(hours * 60)

    stand.ticks()
    stand.looks()
    told = stand.row["act"]
    stand.passes(3)
    act = stand.looks()

    assert (act is not None) is goes_out
    assert goes_out or "Your new tick was taken away: wait until that is settled" in told
    if act:
        stand.ends(act, DONE)
        stand.passes(1)
        stand.looks()
        assert stand.row["act"] == "Posted.", "the older submission says nothing more in its row"


@pytest.mark.parametrize("seen", [State.REQUESTED, State.IN_DOUBT, State.NOT_DONE, State.CONFIRMED])
def test_a_submission_is_looked_for_a_month_and_once_more_and_then_a_person_is_asked(seen):
    stand, act = asked_for()
    stand.passes(30 * 24 * 60 - 7)
    last = stand.to_look()
    stand.ends(act, Outcome(State.REQUESTED, "not yet"), looked=True)
    between = stand.to_look()

    stand.passes(6 * 60)
    (entry,) = stand.to_look()
    stand.ends(entry, Outcome(seen, "Confirmed by Shopify."), looked=True)
    stand.passes(30 * 24 * 60)

    assert (len(last), between, stand.to_look()) == (1, [], [])
    if seen is State.CONFIRMED:
        assert (stand.states, stand.entry.words) == (["confirmed"], "Confirmed by Shopify.")
    else:
        assert stand.states == ["unknown"]
        assert stand.entry.words.startswith(
            "Submission was asked for, and Shopify did not confirm it in 30 days."
        )
        assert "look by hand" in stand.entry.words


def test_a_run_looks_closer_at_a_submission_only_when_it_is_time_to_look():
    stand, act = asked_for()
    stand.passes(20)

    due = needs_a_run(stand.entries.values(), now=stand.now)
    stand.ends(act, Outcome(State.REQUESTED, "not yet"), looked=True)
    looked_at = needs_a_run(stand.entries.values(), now=stand.now)
    stand.ticks()
    stand.passes(24 * 60)
    stand.looks()

    assert (due, looked_at) == (True, False)
    assert needs_a_run(stand.entries.values(), now=stand.now), "something waits in the row"
