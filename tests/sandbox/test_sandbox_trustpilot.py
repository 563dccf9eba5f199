"""
The sandbox's Trustpilot at the wire: tokens, lists, single reviews.

Rules are those of developers.trustpilot.com and of published client code; what neither
settles is marked "unverified" in the room.
"""

import json
import urllib.error
import urllib.request

import pytest

from sheets_bot.sandbox.faults import Fault, Faults
from sheets_bot.sandbox.journal import Journal
from sheets_bot.sandbox.server import Server
from sheets_bot.sandbox.switchboard import Switchboard
from sheets_bot.sandbox.trustpilot.room import TrustpilotRoom
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.reviews import Reply
from trustpilot_stand import DAY, NOW, Business, review


@pytest.fixture
def world():
    return World(start_at=NOW, empty=True)


@pytest.fixture
def business(world):
    business = Business(TrustpilotRoom(world))
    business.log_in()
    return business


def put(world, *reviews):
    for one in reviews:
        world.reviews[one.brand_slug].append(one)


def test_a_token_comes_with_its_life_as_a_string_and_without_a_refresh_token(business):
    answer = business.log_in()

    assert answer["expires_in"] == "359999"
    assert answer["issued_at"] == str(round(NOW * 1000))
    assert "refresh_token" not in answer


@pytest.mark.parametrize(
    ("given", "status", "error"),
    [
        ({"grant": ""}, 400, {"ErrorCode": "invalid_request", "Error": "Required param : grant_type"}),
        ({"grant": "grant_type=magic"}, 400, None),
        ({"pair": "somebody:else"}, 401, {"ErrorCode": "invalid_client", "Error": "ClientId is Invalid"}),
        ({"content_type": "application/json"}, 415, None),
        ({"where": "refresh", "grant": "grant_type=refresh_token&refresh_token=x"}, 400, None),
        ({"grant": "grant_type=password&username=a&password=b"}, 501, None),
    ],
)
def test_without_a_proper_request_there_is_no_token(business, given, status, error):
    answered, body = business.mint(**given)

    assert answered == status
    assert error in (None, body)


def test_a_program_that_mints_too_eagerly_is_told_to_wait(business):
    business.room.tokens.most_an_hour = 3

    statuses = [business.mint()[0] for _ in range(4)]  # one was minted by the fixture

    assert statuses == [200, 200, 429, 429]
    business.at += 3601
    assert business.mint()[0] == 200


def test_a_token_lives_a_hundred_hours(business):
    business.at += 359_998
    assert business.listed()[0] == 200
    business.at += 1
    status, body = business.listed()

    assert status == 401
    assert body["fault"]["detail"]["errorcode"].endswith("access_token_expired")


def test_a_revoked_token_opens_nothing(business):
    business.mint(f"token={business.token}", where="revoke")

    assert business.listed()[0] == 401


def test_a_key_alone_opens_nothing_private_and_a_token_nothing_public(business):
    unit = business.keys["business_unit_id"]

    status, body = business.public(f"/private/business-units/{unit}/reviews")
    assert (status, "faultstring" in body["fault"]) == (401, True)
    headers = {"authorization": f"Bearer {business.token}"}
    assert business.send("GET", f"/v1/business-units/{unit}", headers=headers)[0] == 401


def test_the_key_may_stand_in_the_query(business):
    unit, key = business.keys["business_unit_id"], business.keys["key"]

    assert business.send("GET", f"/v1/business-units/{unit}?apikey={key}")[0] == 200


def test_a_plan_without_the_api_gets_a_token_and_is_refused_all_the_same(business, world):
    put(world, review())
    business.room.without_api = {"aurora"}

    assert business.mint()[0] == 200
    assert business.listed()[0] == 403
    assert business.private("GET", f"/reviews/{1:024x}")[0] == 403


def test_another_brands_reviews_are_refused(business, world):
    put(world, review(1, brand_slug="velvet"))
    other = business.room.credentials()["velvet"]["business_unit_id"]

    assert business.private("GET", f"/business-units/{other}/reviews")[0] == 403
    assert business.private("GET", f"/reviews/{1:024x}")[0] == 403
    assert business.reviews() == []


def test_what_is_empty_is_null_and_never_left_out(business, world):
    put(world, review(text="", title="", referral_email="", reference=""))

    [found] = business.listed()[1]["reviews"]

    nulls = (
        "text",
        "title",
        "location",
        "reportData",
        "updatedAt",
        "companyReply",
        "referralEmail",
        "referenceId",
    )
    assert {name: found[name] for name in nulls} == dict.fromkeys(nulls)
    assert found["findReviewer"] == {"isEligible": True, "requests": []}
    assert found["invitation"] is None


def test_a_review_tells_who_was_invited_for_which_order(business, world):
    put(world, review(created_at=NOW - 0.4))

    [found] = business.listed()[1]["reviews"]

    assert (found["referralEmail"], found["referenceId"], found["isVerified"]) == (
        "anna@mail.example",
        "#1042",
        True,
    )
    assert found["createdAt"] == "2026-11-23T07:59:59Z"
    assert found["findReviewer"]["isEligible"] is False
    assert found["links"][0]["href"] == f"http://127.0.0.1:8765/v1/private/reviews/{1:024x}"


def test_instants_inside_a_reply_have_no_zone(business, world):
    put(world, review(reply=Reply("We are sorry.", "a" * 24, NOW)))

    [found] = business.listed()[1]["reviews"]

    assert found["companyReply"]["createdAt"] == "2026-11-23T08:00:00"
    assert found["companyReply"]["updatedAt"] is None
    assert found["companyReply"]["authorBusinessUserId"] == "a" * 24


def test_the_public_object_cannot_be_matched_to_an_order(business, world):
    put(world, review())

    status, found = business.public(f"/reviews/{1:024x}")

    assert status == 200
    assert {"referralEmail", "referenceId", "tags", "findReviewer"}.isdisjoint(found)
    assert found["consumer"]["displayName"] == "Anna A"


def test_a_hidden_review_is_in_no_list_but_can_be_asked_for_by_its_id(business, world):
    put(world, review(1, hidden=True, hidden_at=NOW), review(2))
    unit = business.keys["business_unit_id"]

    assert business.reviews() == ["02"]
    assert [one["id"][-2:] for one in business.public(f"/business-units/{unit}/reviews")[1]["reviews"]] == [
        "02"
    ]
    status, found = business.private("GET", f"/reviews/{1:024x}")
    assert status == 200
    assert found["reportData"]["reasons"] == ["consumerIsCompetitor"]
    assert found["reportData"]["reason"] == "consumer_is_competitor"
    assert business.public(f"/reviews/{1:024x}")[0] == 404


def test_a_deleted_review_is_gone_everywhere(business, world):
    put(world, review(1, deleted_at=NOW), review(2))

    assert business.reviews() == ["02"]
    status, body = business.private("GET", f"/reviews/{1:024x}")
    assert (status, list(body)) == (404, ["details"])
    assert business.private("GET", "/reviews/not-hexadecimal")[0] == 404


SEASON = [
    review(1, stars=5, created_at=NOW - 1 * DAY, reference="#1"),
    review(2, stars=1, created_at=NOW - 2 * DAY, language="de", display_name="Jürgen"),
    review(3, stars=3, created_at=NOW - 3 * DAY, source="Organic", referral_email=""),
    review(4, stars=1, created_at=NOW - 4 * DAY, reply=Reply("Sorry", "a" * 24, NOW)),
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["01", "02", "03", "04"]),
        ({"orderBy": "createdat.asc"}, ["04", "03", "02", "01"]),
        ({"orderBy": "stars.asc"}, ["02", "04", "03", "01"]),
        ({"orderBy": "stars.desc"}, ["01", "03", "04", "02"]),
        ({"stars": [1, 2, 3]}, ["02", "03", "04"]),
        ({"stars": "1,3"}, ["02", "03", "04"]),
        ({"language": "de"}, ["02"]),
        ({"responded": "true"}, ["04"]),
        ({"responded": "false", "stars": 1}, ["02"]),
        ({"perPage": 3}, ["01", "02", "03"]),
        ({"perPage": 3, "page": 2}, ["04"]),
        ({"perPage": 3, "page": 3}, []),
        ({"page": 1000}, []),
        ({"startDateTime": "2026-11-21T08:00:00"}, ["01", "02"]),
        ({"endDateTime": "2026-11-20"}, ["04"]),
        ({"startDateTime": "2026-11-20", "endDateTime": "2026-11-21T08:00:00Z"}, ["02", "03"]),
        ({"referenceId": "#1"}, ["01"]),
        ({"referralEmail": "ANNA@mail.example"}, ["01", "02", "04"]),
        ({"username": "jürgen"}, ["02"]),
        ({"source": "Organic"}, ["03"]),
        ({"reported": "true"}, []),
        ({"findReviewer": "contacted"}, []),
        ({"internalLocationId": "7"}, []),
        ({"colour": "blue"}, ["01", "02", "03", "04"]),
    ],
)
def test_the_private_list_filters_and_orders(business, world, query, expected):
    put(world, *SEASON)

    assert business.reviews(**query) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"orderBy": "updatedat.desc"},  # no order by edit exists
        {"perPage": 101},
        {"perPage": 0},
        {"page": 0},
        {"page": "two"},
        {"stars": 6},
        {"responded": "yes"},
        {"startDateTime": "last week"},
        {"startDateTime": "2026-02-31"},
        {"findReviewer": "maybe"},
    ],
)
def test_a_parameter_that_makes_no_sense_is_a_400_with_details(business, query):
    status, body = business.listed(**query)

    assert (status, list(body)) == (400, ["details"])


def test_beyond_a_thousand_pages_there_is_a_limit(business):
    assert business.listed(page=1001) == (400, {"details": "Pagination limit exceeded."})


def test_an_edit_changes_the_stars_and_drops_out_of_a_list_of_bad_ones(business, world):
    edited = review(1, stars=1)
    put(world, edited, review(2, stars=2))
    assert business.reviews(stars=[1, 2, 3]) == ["01", "02"]

    edited.stars = 4  # an edit that Trustpilot does not date

    assert business.reviews(stars=[1, 2, 3]) == ["02"]
    found = business.private("GET", f"/reviews/{1:024x}")[1]
    assert (found["stars"], found["updatedAt"]) == (4, None)


def test_the_public_list_has_no_date_range_and_no_search_by_reference(business, world):
    put(world, *SEASON)
    unit = business.keys["business_unit_id"]

    _, answer = business.public(f"/business-units/{unit}/reviews?startDateTime=2026-11-22&referenceId=%231")

    assert len(answer["reviews"]) == 4


def test_pages_of_equal_reviews_neither_overlap_nor_leave_a_gap(business, world):
    put(world, *(review(number, created_at=NOW) for number in range(1, 24)))

    pages = [business.reviews(perPage=5, page=page, orderBy="createdat.asc") for page in range(1, 7)]

    assert sorted(one for page in pages for one in page) == [f"{number:024x}"[-2:] for number in range(1, 24)]
    assert pages[5] == []


def test_a_business_unit_is_found_by_its_domain(business, world):
    put(world, *SEASON)

    status, unit = business.public("/business-units/find?name=www.aurora-pine.example")

    assert status == 200
    assert unit["id"] == business.keys["business_unit_id"]
    assert unit["numberOfReviews"]["total"] == 4
    assert unit["numberOfReviews"]["oneStar"] == 2
    assert unit["score"]["trustScore"] == 2.5
    assert business.public("/business-units/find?name=nobody.example")[0] == 404
    [found] = business.public("/business-units/search?query=velvet")[1]["businessUnits"]
    assert found["displayName"] == "Velvet Harbor"


def test_links_need_a_locale(business, world):
    put(world, review())
    unit = business.keys["business_unit_id"]

    assert business.public(f"/business-units/{unit}/web-links")[0] == 400
    assert business.public(f"/business-units/{unit}/web-links?locale=en-US")[1]["profileUrl"].startswith(
        "https://"
    )
    assert business.public(f"/reviews/{1:024x}/web-links?locale=en-US")[0] == 200
    assert business.public(f"/reviews/{1:024x}/likes")[0] == 200
    assert business.public(f"/business-units/{unit}/profileinfo")[0] == 200


@pytest.mark.parametrize(
    "target",
    ["/v1/business-units", "/v1/private/consumers/1", "/v1/reviews/1/2/3"],
)
def test_an_unknown_endpoint_names_itself(business, target):
    headers = {"apikey": business.keys["key"], "authorization": f"Bearer {business.token}"}

    status, body = business.send("GET", target, headers=headers)

    assert status == 501
    assert target in body["details"]


def test_too_many_calls_in_five_minutes_are_a_429(world):
    seconds = [0.0]
    business = Business(TrustpilotRoom(world, monotonic=lambda: seconds[0]))
    business.log_in()
    business.room.limit_per_five_minutes = 2

    assert [business.listed()[0] for _ in range(3)] == [200, 200, 429]
    seconds[0] += 301
    assert business.listed()[0] == 200


def test_identifiers_are_24_hexadecimal_digits_and_differ_by_brand(business):
    accounts = business.room.credentials().values()

    ids = [account[name] for account in accounts for name in ("business_unit_id", "author_id")]
    assert len(set(ids)) == 8
    assert all(len(one) == 24 and int(one, 16) for one in ids)


def test_in_a_lived_season_every_review_is_listed_once():
    lived = World(start_at=NOW, weeks=4, hostility="none")
    business = Business(TrustpilotRoom(lived))
    business.log_in()

    found, page = [], 1
    while batch := business.listed(perPage=100, page=page, orderBy="createdat.asc")[1]["reviews"]:
        found.extend(batch)
        page += 1

    shown = [one for one in lived.reviews["aurora"] if one.deleted_at is None and not one.hidden]
    assert shown
    assert sorted(one["id"] for one in found) == sorted(one.review_id for one in shown)
    assert [one["createdAt"] for one in found] == sorted(one["createdAt"] for one in found)


def test_over_http_a_server_error_is_a_page_and_the_next_call_goes_on(world):
    faults = Faults()
    faults.add(Fault(service="trustpilot", status=500, body="<html>Oops</html>"))
    switchboard = Switchboard([TrustpilotRoom(world)], faults=faults, journal=Journal())
    with Server(switchboard, now=lambda: NOW) as server:
        url = f"{server.base_url}/v1/business-units/find?name=aurora-pine.example"
        asked = urllib.request.Request(url, headers={"ApiKey": Business(TrustpilotRoom(world)).keys["key"]})
        with pytest.raises(urllib.error.HTTPError) as broken:
            urllib.request.urlopen(asked, timeout=10)
        with broken.value as page:
            assert (page.code, page.headers["content-type"]) == (500, "text/html; charset=UTF-8")
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert json.load(answer)["displayName"] == "Aurora & Pine"
