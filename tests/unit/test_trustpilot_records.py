"""Trustpilot's JSON as Records: null everywhere, odd times, and whatever else stands in a field."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.reviews.review import Reply, Review, review_id_in
from sheets_bot.errors import RowSkipped
from sheets_bot.platforms.trustpilot.records import instant, review_from_json, unread_fields
from trustpilot_stand_in import OTHER_UNIT, UNIT, a_review, an_id

WORTHLESS = [None, 0, -1, True, "", "x", [], {}, [None], {"x": None}, 1.5, "=1+1"]


def read(payload):
    return review_from_json(payload, brand="Aurora", business_unit_id=UNIT)


def test_a_whole_review_becomes_a_record():
    review = read(
        a_review(
            7,
            createdAt="2026-11-02T10:00:00.000Z",
            updatedAt="2026-11-05T10:00:00Z",
            referralEmail="jane@mail.example",
            referenceId="1042",
            companyReply={"text": "Sorry!", "createdAt": "2026-11-03T09:00:00", "updatedAt": None},
            reportData={"reviewVisibility": "hidden", "reasons": ["x"]},
        )
    )

    assert review == Review(
        review_id=an_id(7),
        brand="Aurora",
        stars=1,
        title="Never came",
        text="Three weeks and nothing.",
        language="en",
        created_at=datetime(2026, 11, 2, 10, tzinfo=UTC),
        updated_at=datetime(2026, 11, 5, 10, tzinfo=UTC),
        display_name="Jane Doe",
        email="jane@mail.example",
        reference="1042",
        invited=True,
        reply=Reply("Sorry!", datetime(2026, 11, 3, 9, tzinfo=UTC)),
        status="active",
        visibility="hidden",
        may_be_asked=True,
    )


@pytest.mark.parametrize(
    ("told", "invited"),
    [
        ({"source": "Organic"}, False),
        ({"source": "AFSv2", "referralEmail": "jane@mail.example"}, True),
        ({"source": "a word of tomorrow"}, None),
        # Who was asked by us who they are tells an address too, and was not invited.
        ({"source": None, "referralEmail": ""}, None),
    ],
)
def test_invited_is_what_trustpilot_tells_and_else_unknown(told, invited):
    assert read(a_review(7, **told)).invited is invited


def test_fault_3_a_review_in_which_all_but_the_id_is_null_is_a_record():
    empty = dict.fromkeys(a_review(), None) | {"id": an_id(1)}

    assert read(empty) == Review(an_id(1), "Aurora")
    assert read({"id": an_id(1)}) == Review(an_id(1), "Aurora")


def test_a_reply_whose_fields_are_null_is_a_reply_all_the_same():
    assert read(a_review(companyReply={"text": None, "createdAt": None})).reply == Reply()


def test_fault_11_the_name_is_the_display_name_of_the_consumer():
    assert read(a_review(consumer={"displayName": "Jane Doe"})).display_name == "Jane Doe"
    assert read(a_review(consumer={"name": "of a webhook"})).display_name == ""


def test_a_review_of_another_unit_has_moved():
    assert read(a_review(businessUnit={"id": OTHER_UNIT})).elsewhere
    assert not read(a_review(businessUnit={"id": UNIT.upper()})).elsewhere
    assert not read(a_review(businessUnit=None)).elsewhere


def test_what_a_reviewer_told_when_asked_serves_where_the_invitation_is_silent():
    answer = {"email": "jane@mail.example", "referenceId": "1042", "name": "Jane"}
    first, second = "2026-11-02T10:00:00Z", "2026-11-09T10:00:00Z"
    asked = {
        "isEligible": False,
        "requests": [
            {"created": first, "consumerResponse": None},
            {"created": second, "consumerResponse": answer},
        ],
    }

    review = read(a_review(findReviewer=asked))

    assert (review.email, review.reference) == ("jane@mail.example", "1042")
    assert (review.was_asked, review.has_told) == (True, True)
    assert review.asked_at == datetime(2026, 11, 9, 10, tzinfo=UTC)
    assert review.may_be_asked is False
    assert read(a_review(findReviewer=asked, referenceId="1043")).reference == "1043"


def test_a_reviewer_who_was_asked_and_is_silent_has_told_nothing():
    silent = {"requests": [{"created": None, "consumerResponse": None}, "x"]}

    review = read(a_review(findReviewer=silent))

    assert (review.was_asked, review.has_told, review.asked_at) == (True, False, None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11-02T10:00:00Z", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("2026-11-02T10:00:00.123Z", datetime(2026, 11, 2, 10, 0, 0, 123000, tzinfo=UTC)),
        ("2026-11-02T10:00:00", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("2026-11-02T10:00:00+02:00", datetime(2026, 11, 2, 8, tzinfo=UTC)),
        ("2026-11-02t10:00:00z", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("2026-11-02", None),
        ("2026-13-02T10:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        (1762077600, None),
        (None, None),
    ],
)
def test_times_with_and_without_a_zone_are_utc(text, found):
    assert instant(text) == found


@pytest.mark.parametrize("bad", [None, "", 7, "x" * 24, "0" * 23, "0" * 25, "../" + "0" * 21, {}, []])
def test_a_review_without_a_usable_id_is_skipped(bad):
    with pytest.raises(RowSkipped, match="without a usable id"):
        read(a_review(id=bad))


@pytest.mark.parametrize("payload", [None, [], "x", 7])
def test_what_is_no_object_is_skipped(payload):
    with pytest.raises(RowSkipped):
        read(payload)


def test_what_a_target_depends_on_is_named_where_it_cannot_be_read():
    assert unread_fields(a_review()) == ()
    assert unread_fields(a_review(createdAt="soon", updatedAt=7, stars=6)) == (
        "createdAt",
        "updatedAt",
        "stars",
    )


def test_half_a_character_in_a_text_does_no_harm():
    review = read(a_review(title="\ud800", consumer={"displayName": "\udfff@mail.example"}))

    assert (review.title, review.display_name) == ("?", "?@mail.example")


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(a_review())), st.sampled_from(WORTHLESS)))
def test_no_field_whatever_it_holds_stops_a_review(fields):
    review = read({**a_review(), **fields, "id": an_id(1)})

    assert review.review_id == an_id(1)
    assert review.stars in {None, 1}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (an_id(7), an_id(7)),
        (f"https://www.trustpilot.com/reviews/{an_id(7)}", an_id(7)),
        (f"  https://de.trustpilot.com/reviews/{an_id(7).upper()}/?utm=1#x ", an_id(7)),
        ("https://www.trustpilot.com/review/shop.example", ""),
        ("", ""),
        (f"x{an_id(7)}", ""),
    ],
)
def test_an_id_is_found_in_a_permalink(text, found):
    assert review_id_in(text) == found
