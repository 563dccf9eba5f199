"""Promises of a tick: it covers what was seen, can be taken back, and becomes one act or none, with a reason."""

import pytest

from acts_stand import DONE, LOST, NO_ANSWER, Stand, claimed
from sheets_bot.domain.acts.act import Outcome, State


def test_a_tick_becomes_an_act_after_the_grace_time_and_is_taken_away():
    stand = Stand()

    stand.ticks()
    first = stand.looks()
    told = stand.row["act"]
    stand.passes(1)
    too_soon = stand.looks()
    stand.passes(1)
    act = stand.looks()

    assert (first, too_soon) == (None, None)
    assert told == "Goes out after Mon 2 Nov 12:12. Untick to take it back."
    assert (act.kind, act.key, act.text) == ("Post reply", "5f1a0000000000000000000a", "We are sorry.")
    assert stand.row["approved"] is False
    assert stand.row["act"] == "Going out since Mon 2 Nov 12:12."
    assert stand.states == ["claimed"]


def test_what_was_done_is_told_in_the_row_and_asked_for_no_more():
    stand = Stand()

    stand.ends(claimed(stand), DONE)

    assert (stand.row["act"], stand.row["action"], stand.row["approved"]) == ("Posted.", None, False)
    assert (stand.entry.state, stand.entry.reference, stand.entry.ended_at) == (State.DONE, "r1", stand.now)
    stand.passes(60)
    assert stand.looks() is None


def test_a_choice_made_meanwhile_is_not_taken_away_with_the_act_that_was_done():
    stand = Stand()
    act = claimed(stand)

    stand.row["action"] = "Find reviewer"
    stand.ends(act, DONE)

    assert stand.row["action"] == "Find reviewer"


def test_a_tick_that_is_taken_back_in_the_grace_time_does_nothing_and_may_come_again():
    stand = Stand()
    stand.ticks()
    stand.looks()

    stand.unticks()
    stand.passes(5)

    assert stand.looks() is None
    assert (stand.states, stand.row["act"]) == (["taken back"], "You took the tick back. Nothing went out.")
    assert claimed(stand).text == "We are sorry."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"your_text": "Something else."}, "The text was changed after your tick"),
        ({"action": "Find reviewer"}, "written for Post reply, not for Find reviewer"),
        ({"action": None}, "Choose under Action"),
        ({"stars": 3}, "Stars: was 1, is 3"),
        ({"content_mark": "bbbb"}, "Review text: was aaaa, is bbbb"),
        ({"reply_mark": "cccc"}, "Our reply: was nothing, is cccc"),
        ({"draft": "We are sorry!"}, "The draft was changed by hand"),
        ({"offered": "Find reviewer"}, "Post reply is not possible now. Possible now: Find reviewer"),
        ({"draft_basis": None}, "The facts for it are not gathered yet"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_whatever_changes_in_the_grace_time_ends_it_with_the_reason(change, said):
    stand = Stand()
    stand.ticks()
    stand.looks()

    stand.row |= change
    stand.passes(5)

    assert stand.looks() is None
    assert stand.states == ["refused"]
    assert said in stand.row["act"]
    assert "Nothing went out." in stand.row["act"]
    assert stand.row["approved"] is False


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"action": None}, "Choose under Action what shall be done, then tick."),
        ({"action": "Refund"}, "The bot cannot do 'Refund' here"),
        ({"your_text": "Here is a coupon."}, "The text cannot go out: it says coupon"),
        ({"your_text": "=A1"}, "A formula stands under Your text"),
        ({"offered": None}, "Post reply is not possible now. Nothing can be asked for at this moment."),
        ({"draft": ""}, "The draft was changed by hand"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_tick_that_cannot_be_carried_out_is_taken_away_with_the_reason_and_leaves_no_act(row, said):
    stand = Stand()
    stand.row |= row

    stand.ticks()
    stand.looks()

    assert stand.row["act"].startswith(said)
    assert stand.row["approved"] is False
    assert not stand.acts


def test_a_draft_that_changed_just_before_the_tick_may_not_have_been_read():
    stand = Stand()
    stand.drafts("We are very sorry.")
    stand.passes(1)

    stand.ticks()
    stand.looks()

    assert stand.row["act"] == (
        "The draft changed at Mon 2 Nov 12:10, just before your tick. Read it again, then tick."
    )
    assert stand.row["approved"] is False


def test_facts_that_changed_since_the_draft_was_written_are_named_before_anything_waits():
    stand = Stand()

    stand.row["stars"] = 4
    stand.ticks()
    stand.looks()

    assert stand.row["act"].startswith(
        "Since the draft was written, things have changed. Stars: was 1, is 4."
    )


def test_the_drafting_job_leaves_a_draft_alone_while_its_act_is_under_way():
    stand = Stand()
    stand.ticks()
    stand.drafts("Something new.")
    stand.looks()

    stand.drafts("Something new.")
    stand.passes(3)

    assert stand.looks().text == "We are sorry."


def test_the_pause_holds_everything_back_and_its_end_lets_it_go_on():
    stand = Stand()
    stand.ticks()
    stand.looks()

    stand.paused = True
    stand.passes(10)
    held = stand.looks()
    told = stand.row["act"]
    stand.paused = False

    assert held is None
    assert told.startswith("Goes out when the pause ends")
    assert stand.row["approved"] is True
    assert stand.looks().text == "We are sorry."


def test_a_tick_under_the_pause_is_not_lost():
    stand = Stand(paused=True)
    stand.ticks()
    stand.looks()

    stand.paused = False

    assert claimed(stand).text == "We are sorry."


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_tick_that_is_taken_back_under_the_pause_leaves_the_row_to_the_drafting_job(goes_on):
    stand = Stand(paused=True)
    stand.ticks()
    stand.looks()

    stand.unticks()
    stand.paused = goes_on
    stand.passes(1)
    act = stand.looks()
    stand.drafts("Something new.")

    assert (act, stand.row["act"]) == (None, "You took the tick back. Nothing went out.")
    assert stand.row["draft"] == "Something new."
    assert not stand.acts


def test_a_row_that_still_says_going_out_when_that_is_over_is_told_how_it_ended():
    stand = Stand()
    act = claimed(stand)
    going = stand.row["act"]
    stand.ends(act, DONE)

    stand.row["act"] = going
    stand.looks()
    told = stand.row["act"]
    stand.row["act"] = going
    stand.acts.clear()
    stand.looks()

    assert told == "Posted."
    assert stand.row["act"].startswith("Nobody knows whether it went out: its line in Acts is gone")


def test_a_tick_in_a_row_whose_act_nobody_can_find_any_more_is_taken_away_once_with_the_reason():
    stand = Stand()
    claimed(stand)
    stand.acts.clear()
    stand.ticks()

    stand.looks()
    first = (stand.row["act"], stand.row["approved"])
    stand.drafts()
    stand.passes(10)
    act = claimed(stand)

    assert first[0].startswith("Nobody knows whether it went out: its line in Acts is gone")
    assert first[1] is False
    assert act.text == "We are sorry.", "a person who has looked may tick again"


@pytest.mark.parametrize("stopped", [True, False])
def test_under_the_pause_what_is_tried_again_is_stopped_by_emptying_action(stopped):
    stand = Stand()
    stand.ends(claimed(stand), NO_ANSWER)
    stand.paused = True
    stand.looks(run="run-2")
    told = stand.row["act"]

    if stopped:
        stand.row["action"] = None
    act = stand.looks(run="run-3")
    stand.paused = False
    after = stand.looks(run="run-4")

    assert told == ("Goes out when the pause ends: Settings says Pause all acts. To stop it, empty Action.")
    assert act is None
    assert (after is None, stand.states) == (stopped, ["not done" if stopped else "claimed"])


def test_what_surely_has_not_happened_is_tried_again_by_itself_once_a_run():
    stand = Stand()
    act = claimed(stand)

    stand.ends(act, NO_ANSWER)
    told = stand.row["act"]
    same_run = stand.looks()
    stand.passes(1)
    again = stand.looks(run="run-2")

    assert told.startswith("Goes out as soon as possible: Trustpilot did not answer.")
    assert same_run is None
    assert again.act_id == act.act_id
    assert stand.states == ["claimed"]


def test_trying_again_ends_when_facts_change_when_action_is_emptied_and_after_hours():
    stands = [Stand() for _ in range(3)]
    for stand in stands:
        stand.ends(claimed(stand), NO_ANSWER)

    stands[0].row["stars"] = 5
    stands[1].row["action"] = None
    stands[2].passes(6 * 60)
    acts = [stand.looks(run="run-2") for stand in stands]

    assert acts == [None, None, None]
    assert [stand.states for stand in stands] == [["not done"]] * 3
    assert "Stars: was 1, is 5" in stands[0].row["act"]
    assert "no longer tried" in stands[2].row["act"]


def test_while_an_act_is_in_doubt_no_other_begins_in_its_row():
    stand = Stand()
    stand.ends(claimed(stand), LOST)
    stand.row["your_text"] = "Another text."

    stand.ticks()

    assert stand.looks(run="run-2") is None
    assert stand.row["act"].startswith("The answer was lost. Your new tick was taken away")
    assert stand.states == ["in doubt"]


def test_a_claim_without_an_outcome_is_looked_for_and_never_done_again():
    stand = Stand()
    act = claimed(stand)

    too_soon = stand.to_look()
    stand.passes(6)
    (entry,) = stand.to_look()
    nothing = stand.looks(run="run-2")
    stand.ends(act, Outcome(State.DONE, "Found at Trustpilot."), looked=True)

    assert too_soon == []
    assert (entry.act_id, nothing) == (act.act_id, None)
    assert (stand.states, stand.row["act"]) == (["done"], "Found at Trustpilot.")


def test_a_row_that_is_removed_takes_its_tick_with_it():
    stand = Stand()
    stand.ticks()
    stand.looks()

    stand.gone = True
    stand.passes(5)

    assert stand.looks() is None
    assert (stand.states, stand.entry.words) == (["taken back"], "The row is gone. Nothing went out.")
