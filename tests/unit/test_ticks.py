"""Promises of a tick: it covers what was seen, can be taken back, and becomes one act or none, with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from act_stand import a_packet, a_pdf
from acts_stand import DONE, LOST, MINUTE, NO_ANSWER, NOON, Stand
from sheets_bot.domain.acts.act import Outcome, State
from sheets_bot.domain.acts.basis import basis_cell, changes_between, read_basis
from sheets_bot.domain.acts.ledger import state_problems
from sheets_bot.domain.acts.sent_file import file_words
from sheets_bot.domain.acts.settling import needs_a_run
from sheets_bot.domain.evidence.packet import Tracking


def claimed(stand):
    """Tick, let the grace time pass, and return the act that was claimed."""
    stand.ticks()
    assert stand.looks() is None
    stand.passes(3)
    act = stand.looks()
    assert act is not None
    return act


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


@pytest.mark.parametrize("typed", ["it went out", "", "Unknown", "unknown?", "lost"])
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
    rows = {"a1": {"state": "it went out"}, "a2": {"state": "done"}, "a3": {"state": "Done"}, "a4": {}}
    said = {row.key: row.values["problem"] for row in state_problems(rows)}

    told = {key: {**row, "problem": said.get(key)} for key, row in rows.items()}
    told["a1"]["state"] = "not done"
    after = {row.key: row.values["problem"] for row in state_problems(told)}

    assert said.keys() == {"a1", "a4"}
    assert said["a1"].startswith("State holds no word that the bot knows, so it counts as unknown")
    assert "done if it went out, not done if it did not" in said["a1"]
    assert after == {"a1": None}


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


def test_the_time_beside_a_draft_tells_since_when_it_stands_there():
    first = basis_cell({"Stars": "1"}, action="Post reply", draft="Sorry.", standing="", now=NOON)
    same = basis_cell(
        {"Stars": "1"}, action="Post reply", draft="Sorry. ", standing=first, now=NOON + timedelta(hours=1)
    )
    other = basis_cell({"Stars": "2"}, action="Post reply", draft="Sorry.", standing=first, now=NOON + MINUTE)

    assert same == first
    assert read_basis(first).written_at == NOON
    assert read_basis(other).written_at == NOON + MINUTE
    assert changes_between(read_basis(first).facts, read_basis(other).facts) == ["Stars: was 1, is 2"]


def test_beside_a_draft_stands_since_when_its_facts_do_where_that_is_longer():
    def cell(draft, stars, standing, minutes):
        now = NOON + minutes * MINUTE
        return basis_cell({"Stars": stars}, action="Post reply", draft=draft, standing=standing, now=now)

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
