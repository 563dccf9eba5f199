"""What a business does at the sandbox's Trustpilot: reply, tags, asking the reviewer who they are."""

import pytest

from sheets_bot.sandbox.trustpilot.room import TrustpilotRoom
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.reviews import Reply
from trustpilot_stand import NOW, Business, review

ONE = f"/reviews/{1:024x}"


@pytest.fixture
def business():
    world = World(start_at=NOW, empty=True)
    business = Business(TrustpilotRoom(world))
    business.log_in()
    business.review = review()
    world.reviews["aurora"].append(business.review)
    return business


def reply_of(business):
    return business.private("GET", ONE)[1]["companyReply"]


def answer(business, **given):
    plain = {"authorBusinessUserId": business.keys["author_id"], "message": "We are sorry."}
    return business.private("POST", f"{ONE}/reply", {**plain, **given})


def test_a_reply_stands_under_the_review(business):
    assert answer(business)[0] == 201

    assert reply_of(business)["text"] == "We are sorry."
    assert business.private("GET", ONE)[1]["updatedAt"] is None


@pytest.mark.parametrize(
    "given",
    [{"authorBusinessUserId": None}, {"authorBusinessUserId": "f" * 24}, {"message": ""}, {"message": 7}],
)
def test_a_reply_needs_an_author_and_a_text(business, given):
    assert answer(business, **given)[0] == 400
    assert reply_of(business) is None


def test_a_second_reply_replaces_the_first_or_is_refused_as_the_room_is_told(business):
    answer(business)
    assert answer(business, message="Better words.")[0] == 201
    assert reply_of(business)["text"] == "Better words."

    business.room.acts.second_reply_replaces = False

    assert answer(business, message="Third.")[0] == 400
    assert reply_of(business)["text"] == "Better words."


def test_a_reply_can_be_taken_away_once(business):
    business.review.reply = Reply("We are sorry.", "a" * 24, NOW)

    assert business.private("DELETE", f"{ONE}/reply")[0] == 204
    assert reply_of(business) is None
    assert business.private("DELETE", f"{ONE}/reply")[0] == 404


def test_put_adds_tags_and_post_sets_them(business):
    def tags(method, *values):
        given = {"tags": [{"group": "generic", "value": value} for value in values]}
        return [tag["value"] for tag in business.private(method, f"{ONE}/tags", given)[1]["tags"]]

    assert tags("PUT", "late") == ["late"]
    assert tags("PUT", "late", "lost") == ["late", "lost"]
    assert tags("POST", "Refunded") == ["Refunded"]
    assert business.private("GET", ONE)[1]["tags"] == [{"group": "generic", "value": "Refunded"}]
    assert business.reviews(tagGroup="generic", tagValue="refunded") == []
    assert business.reviews(tagGroup="generic", tagValue="refunded", ignoreTagValueCase="true") == ["01"]
    assert business.private("DELETE", f"{ONE}/tags?group=generic&value=Refunded")[1] == {"tags": []}
    assert business.private("PUT", f"{ONE}/tags", {"tags": ["late"]})[0] == 400


def test_asking_an_invited_reviewer_is_a_200_that_carries_a_failure(business):
    status, body = business.private("POST", f"{ONE}/find-reviewer", {"message": "Which order was it?"})

    assert (status, body["isSuccessStatusCode"], body["statusCode"]) == (200, False, 400)


def test_an_uninvited_reviewer_can_be_asked_once(business):
    business.review.referral_email = ""

    first, second = (
        business.private("POST", f"{ONE}/find-reviewer", {"message": "Which order was it?"})[1]
        for _ in range(2)
    )

    assert (first["isSuccessStatusCode"], second["isSuccessStatusCode"]) == (True, False)
    [asked] = business.private("GET", ONE)[1]["findReviewer"]["requests"]
    assert asked["businessUserMessage"] == "Which order was it?"
    assert asked["consumerResponse"] is None
    assert business.reviews(findReviewer="contacted") == ["01"]


def test_a_body_that_is_no_json_is_refused(business):
    headers = {"authorization": f"Bearer {business.token}", "content-type": "application/json"}
    target = f"/v1/private{ONE}/reply"

    assert business.send("POST", target, headers=headers, body=b"{")[0] == 400
    assert business.send("POST", target, headers=headers, body=b"[]")[0] == 400
    assert (
        business.send("POST", target, headers={**headers, "content-type": "text/plain"}, body=b"{}")[0] == 415
    )


def test_another_world_forgets_what_was_attached_and_keeps_the_tokens(business):
    business.private("PUT", f"{ONE}/tags", {"tags": [{"group": "generic", "value": "late"}]})
    world = World(start_at=NOW, empty=True)
    world.reviews["aurora"].append(review())

    business.room.change_world(world)

    assert business.private("GET", ONE)[1]["tags"] == []


def test_an_unknown_act_names_itself(business):
    assert business.private("POST", f"{ONE}/applause", {})[0] == 501
    assert business.private("PUT", f"{ONE}/reply", {})[0] == 501
