"""Promises of the history of reviews: every change once, whatever dies in between, and no date is trusted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_tabs import NOW, Tabs, a_review, an_id
from sheets_bot.domain.reviews.review import Reply

DAY = timedelta(days=1)


def test_the_first_look_keeps_the_review_as_it_was():
    tabs = Tabs()

    tabs.look(a_review())

    (event,) = tabs.history.values()
    assert (event["what"], event["stars"], event["text"]) == ("first seen", 1, "Three weeks and nothing.")
    assert event["stars_before"] is None


def test_a_second_look_at_the_same_review_is_no_event():
    tabs = Tabs()
    tabs.look(a_review())

    shaped = tabs.look(a_review(), now=NOW + DAY)

    assert shaped.history == []


def test_fault_1_an_edit_that_moved_no_date_is_an_event_with_the_stars_before_and_after():
    tabs = Tabs()
    tabs.look(a_review())

    (event,) = tabs.look(a_review(stars=4, text="They solved it."), now=NOW + DAY).history

    assert event.key == f"{an_id(1)} / 2"
    assert (event.values["what"], event.values["stars_before"], event.values["stars"]) == ("edited", 1, 4)
    assert event.values["text"] == "They solved it."
    assert event.values["said"] is None
    row = tabs.row()
    assert (row["stars"], row["first_stars"], row["edited"]) == (4, 1, NOW + DAY)


def test_a_date_that_moved_without_an_edit_is_no_event():
    tabs = Tabs()
    tabs.look(a_review())

    assert tabs.look(a_review(updated_at=NOW + DAY)).history == []


def test_trustpilots_time_of_an_edit_counts_where_it_gives_one():
    tabs = Tabs()
    tabs.look(a_review())

    tabs.look(a_review(stars=2, updated_at=NOW + DAY), now=NOW + 2 * DAY)

    assert tabs.row()["edited"] == NOW + DAY


def test_the_first_stars_never_change_also_after_edits_and_a_row_that_a_person_removed():
    tabs = Tabs()
    for stars in (1, 3, 5, 2):
        tabs.look(a_review(stars=stars))
    tabs.reviews.clear()

    tabs.look(a_review(stars=2))

    assert tabs.row()["first_stars"] == 1


STEPS = [
    ({"reply": Reply("Sorry!", NOW)}, "replied"),
    ({"reply": Reply("Sorry, Jane!", NOW, NOW + DAY)}, "reply edited"),
    ({"reply": None}, "reply deleted"),
    ({"visibility": "hidden"}, "hidden"),
    ({"visibility": ""}, "back online"),
    ({"elsewhere": True}, "moved"),
    ({"elsewhere": False}, "back online"),
    ({"status": "frozen"}, "state changed"),
]


def test_each_kind_of_change_has_its_event():
    tabs, review, told = Tabs(), a_review(), ["first seen"]
    tabs.look(review)

    for changes, what in STEPS:
        review = replace(review, **changes)
        tabs.look(review)
        told.append(what)
        assert tabs.events() == told


def test_a_review_that_goes_and_comes_back_has_both_events():
    tabs = Tabs()
    tabs.look(a_review())

    tabs.look(gone={"Aurora": [an_id(1)]})
    tabs.look(gone={"Aurora": [an_id(1)]})
    tabs.look(a_review())

    assert tabs.events() == ["first seen", "gone", "back online"]


def test_several_changes_at_once_are_several_events():
    tabs = Tabs()
    tabs.look(a_review())

    tabs.look(a_review(stars=5, visibility="hidden", reply=Reply("x", NOW)))

    assert tabs.events() == ["first seen", "hidden", "edited", "replied"]


def test_an_edit_back_to_the_old_text_and_forth_again_is_told_each_time():
    tabs = Tabs()
    for stars in (1, 5, 1, 5):
        tabs.look(a_review(stars=stars))

    assert tabs.events() == ["first seen", "edited", "edited", "edited"]


def test_a_history_that_people_pruned_starts_no_second_life():
    tabs = Tabs()
    tabs.look(a_review())
    tabs.history.clear()

    assert tabs.look(a_review()).history == []
    (event,) = tabs.look(a_review(stars=5)).history
    assert (event.values["what"], event.values["stars_before"]) == ("edited", 1)
    assert tabs.row()["first_stars"] == 1


def test_a_history_of_which_the_beginning_was_pruned_keeps_the_first_stars():
    tabs = Tabs()
    for stars in (1, 4):
        tabs.look(a_review(stars=stars))
    del tabs.history[f"{an_id(1)} / 1"]

    tabs.look(a_review(stars=5))

    assert (tabs.row()["first_stars"], tabs.events()) == (1, ["edited", "edited"])


@pytest.mark.parametrize("key", ["", "x", f"{an_id(1)}", f"{an_id(1)} / x", f"{an_id(1)} / ²", " / "])
def test_a_line_that_a_person_typed_into_the_history_is_no_memory(key):
    tabs = Tabs()
    tabs.history[key] = {"what": "hello", "stars": "many"}

    tabs.look(a_review())

    assert "first seen" in [row.get("what") for row in tabs.history.values()]


def test_a_pasted_review_that_trustpilot_then_tells_is_taken_over_in_one_event():
    tabs = Tabs()
    tabs.look(a_review(source="pasted", stars=2, title="", text="short"))

    tabs.look(a_review(stars=1))
    tabs.look(a_review(stars=1))

    assert tabs.events() == ["first seen", "now from Trustpilot"]
    assert (tabs.row()["came_from"], tabs.row()["first_stars"]) == ("Trustpilot", 2)


LOOKS = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.sampled_from(["", "Sorry!", "Sorry, Jane!"]),
        st.sampled_from(["", "hidden"]),
        # A write may be cut: then the history stands and the rows do not, or nothing does.
        st.sampled_from([("history", "reviews"), ("history",), ()]),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(LOOKS)
def test_whatever_write_is_cut_the_history_tells_each_change_once(looks):
    tabs, seen = Tabs(), None
    expected = []
    for stars, reply, visibility, written in looks:
        tabs.look(
            a_review(stars=stars, reply=Reply(reply, NOW) if reply else None, visibility=visibility),
            written=written,
        )
        if not written:
            continue
        now = {"stars": stars, "reply": reply, "state": visibility}
        if seen is None:
            expected.append("first seen")
        else:
            expected += ["hidden" if visibility else "back online"] * (now["state"] != seen["state"])
            expected += ["edited"] * (now["stars"] != seen["stars"])
            if now["reply"] != seen["reply"]:
                told = "reply edited" if reply and seen["reply"] else "replied" if reply else "reply deleted"
                expected.append(told)
        seen = now

    assert tabs.events() == expected
    if looks and looks[-1][3] == ("history", "reviews"):
        assert tabs.row()["stars"] == looks[-1][0]


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_the_row_ends_the_same_whether_looked_at_once_or_twice(stars):
    once, twice = Tabs(), Tabs()
    for number in stars:
        once.look(a_review(stars=number))
        twice.look(a_review(stars=number))
        twice.look(a_review(stars=number))

    assert once.reviews == twice.reviews
    assert once.history == twice.history
