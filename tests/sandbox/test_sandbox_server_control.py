"""
The sandbox put together: its clock, its controls over the wire, its ready configuration, its reset.

What the services themselves answer is tested beside their rooms.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials

from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.clock import START_AT, Clock
from sheets_bot.sandbox.orders import BadOrder
from sheets_bot.sandbox.world.brands import BRANDS

TWO_BRANDS = tuple(replace(brand, orders_per_week=20, dispute_share=0.3) for brand in BRANDS[:2])
"""Each test has a sandbox of its own, made in no time."""
SHEETS_SCOPE = "https://www.googleapis.com/auth/spreadsheets"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with start(weeks=1, running=False, brands=TWO_BRANDS) as sandbox:
        yield sandbox


@pytest.fixture
def control(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{sandbox.base_url}/_sandbox") as client:
        yield client


def test_a_clock_that_stands_still_moves_only_when_told():
    clock = Clock(running=False, monotonic=iter(range(100)).__next__)

    assert clock.instant() == START_AT
    assert clock.advance(90.5) == START_AT.timestamp() + 90.5
    assert clock.instant() == START_AT + timedelta(seconds=90.5)


def test_a_running_clock_adds_its_jumps_to_real_time():
    ticks = [10.0]
    clock = Clock(START_AT, monotonic=lambda: ticks[0])
    ticks[0] += 5

    clock.advance(100)

    assert clock.now() == START_AT.timestamp() + 105


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 1e12])
def test_a_clock_refuses_a_jump_that_makes_no_sense(seconds):
    clock = Clock(running=False)

    with pytest.raises(BadOrder, match="did not move"):
        clock.advance(seconds)

    assert clock.instant() == START_AT


def test_a_clock_needs_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        Clock(datetime(2026, 11, 23))


def test_the_clock_is_read_and_moved_over_the_wire(control):
    before = control.get("/clock").json()
    after = control.post("/clock/advance", json={"seconds": 86_400}).json()

    assert datetime.fromisoformat(before["now"]) == START_AT
    assert datetime.fromisoformat(after["now"]) == START_AT + timedelta(days=1)
    assert control.get("/clock").json() == after


@pytest.mark.parametrize("body", [{}, {"seconds": "1"}, {"seconds": True}, {"seconds": -5}, [1]])
def test_a_jump_that_makes_no_sense_is_a_400_and_moves_nothing(control, body):
    answer = control.post("/clock/advance", json=body)

    assert answer.status_code == 400
    assert datetime.fromisoformat(control.get("/clock").json()["now"]) == START_AT


def test_a_body_that_is_no_json_is_a_400(control):
    assert control.post("/clock/advance", content=b"{seconds").status_code == 400


def test_an_unknown_control_names_itself_and_the_ones_there_are(control):
    answer = control.get("/cloc")

    assert answer.status_code == 501
    assert "GET /_sandbox/cloc" in answer.json()["error"]["message"]
    assert "GET /_sandbox/clock" in answer.json()["error"]["controls"]


def test_the_journal_shows_calls_and_never_the_controls(sandbox, control):
    tracker = sandbox.config["workbooks"]["shared"]
    httpx.get(f"{sandbox.base_url}/v4/spreadsheets/{tracker}", params={"fields": "spreadsheetId"})
    httpx.get(f"{sandbox.base_url}/v1/customer/disputes")
    control.get("/clock")
    httpx.get(f"{sandbox.base_url}/")

    lines = control.get("/journal").json()
    assert [(line["n"], line["service"], line["status"]) for line in lines] == [
        (1, "sheets", 200),
        (2, "paypal", 401),
    ]
    assert [line["n"] for line in control.get("/journal", params={"since": 1}).json()] == [2]
    assert [line["n"] for line in control.get("/journal", params={"service": "sheets"}).json()] == [1]
    assert control.get("/journal", params={"since": "x"}).status_code == 400

    control.post("/journal/clear")

    assert control.get("/journal").json() == []


def test_faults_are_queued_shown_used_up_and_cleared(sandbox, control):
    left = control.post(
        "/faults", json=[{"service": "paypal", "status": 503, "times": 2}, {"cut": "after"}]
    ).json()
    assert [(fault["service"], fault["times"], fault["cut"]) for fault in left] == [
        ("paypal", 2, ""),
        ("", 1, "after"),
    ]

    assert httpx.get(f"{sandbox.base_url}/v1/customer/disputes").status_code == 503

    assert control.get("/faults").json()[0]["times"] == 1
    control.post("/faults/clear")
    assert control.get("/faults").json() == []


def test_a_list_of_faults_with_a_mistake_queues_none(control):
    answer = control.post("/faults", json=[{"status": 503}, {"status": 7}])

    assert answer.status_code == 400
    assert "'status'" in answer.json()["error"]["message"]
    assert control.get("/faults").json() == []


def test_settings_change_together_or_not_at_all(sandbox, control):
    assert control.get("/settings").json() == {"latency_seconds": 0.0, "quotas": False}

    changed = control.post("/settings", json={"latency_seconds": 0.01, "quotas": True}).json()
    refused = control.post("/settings", json={"latency_seconds": 0.5, "quotas": "yes"})
    unknown = control.post("/settings", json={"latency": 1})

    assert changed == {"latency_seconds": 0.01, "quotas": True}
    assert sandbox.sheets.quota is not None
    assert (refused.status_code, unknown.status_code) == (400, 400)
    assert control.get("/settings").json() == changed


def test_the_truth_is_told_up_to_now(control):
    before = control.get("/truth").json()
    control.post("/clock/advance", json={"seconds": 7 * 86_400})
    after = control.get("/truth", params={"zone": "Europe/Berlin", "week_starts_on": 6}).json()

    assert datetime.fromisoformat(after["at"]) - datetime.fromisoformat(before["at"]) == timedelta(days=7)
    assert len(after["cases"]) > len(before["cases"]) > 0
    assert control.get("/truth", params={"zone": "Mars/Crater"}).status_code == 400
    assert control.get("/truth", params={"week_starts_on": 7}).status_code == 400


def test_events_are_told_once_they_have_happened_and_only_the_newer_ones_when_asked_again(sandbox, control):
    before = control.get("/events", params={"most": 500}).json()
    sandbox.advance(3 * 86_400)
    after = control.get("/events", params={"since": before["newest"], "most": 500}).json()

    assert {event["n"] for event in before["events"]}.isdisjoint(event["n"] for event in after["events"])
    assert all(event["n"] > before["newest"] for event in after["events"])
    assert [event["at"] for event in after["events"]] == sorted(
        (event["at"] for event in after["events"]), reverse=True
    )
    assert max(event["at"] for event in after["events"]) <= sandbox.clock.now()
    assert {event["source"] for event in after["events"]} >= {"Shop", "Parcels", "Mail"}
    assert any(event["words"].startswith("Order #") for event in after["events"])
    assert control.get("/events", params={"since": after["newest"]}).json()["events"] == []
    assert len(control.get("/events", params={"most": 5}).json()["events"]) == 5
    assert control.get("/events", params={"since": "x"}).status_code == 400


def test_events_tell_what_a_shop_can_hear_of_and_nothing_else(sandbox):
    """No complaint that was going to be made, and no scan of a parcel that the shop cannot track."""
    sandbox.advance(20 * 86_400)

    entries = sandbox.world.chronicle.entries
    told = [entries[event["n"] - 1] for event in sandbox.world.news(most=100_000)["events"]]
    scanned = [one for one in entries if one.kind == "scanned"]

    assert any(not one.detail["parcel"].tracked for one in scanned)
    assert all(one.detail["parcel"].tracked for one in told if one.kind == "scanned")
    assert {one.kind for one in entries} - {one.kind for one in told} <= {"paid", "spared"}
    assert "spared" not in {one.kind for one in told}


def test_changes_tell_the_revision_of_each_spreadsheet(sandbox, control):
    tracker = sandbox.config["workbooks"]["shared"]
    (before,) = control.get("/changes").json()["spreadsheets"]

    url = f"{sandbox.base_url}/v4/spreadsheets/{tracker}/values/A1"
    httpx.put(url, params={"valueInputOption": "RAW"}, json={"values": [["x"]]}).raise_for_status()

    (after,) = control.get("/changes").json()["spreadsheets"]
    assert (after["id"], after["title"]) == (tracker, "sheets_bot tracker")
    assert after["revision"] > before["revision"]
    assert after["by_programs"] == {}  # who shows no credential is a person


def test_the_ready_configuration_opens_every_service(sandbox):
    """Google's own library signs in with the service account; each brand signs in at PayPal."""
    config = sandbox.config
    credentials = Credentials.from_service_account_info(
        config["google"]["service_account"], scopes=[SHEETS_SCOPE]
    )
    with AuthorizedSession(credentials) as session:
        sheet = session.get(
            f"{config['endpoints']['sheets']}/v4/spreadsheets/{config['workbooks']['shared']}", timeout=10
        )
    tokens = {
        slug: httpx.post(
            f"{config['endpoints']['paypal']}/v1/oauth2/token",
            auth=(brand["paypal"]["client_id"], brand["paypal"]["client_secret"]),
            data={"grant_type": "client_credentials"},
        )
        for slug, brand in config["brands"].items()
    }

    assert sheet.status_code == 200
    assert sheet.json()["properties"]["title"] == "sheets_bot tracker"
    assert config["brands"]["aurora"]["name"] == "Aurora & Pine"
    assert {token.status_code for token in tokens.values()} == {200}
    assert httpx.get(config["endpoints"]["clock"]).status_code == 200


def test_a_reset_starts_over_and_keeps_the_configuration_good(sandbox, control):
    before = sandbox.config
    first = control.get("/truth").json()
    tracker = f"{sandbox.base_url}/v4/spreadsheets/{before['workbooks']['shared']}"
    httpx.put(f"{tracker}/values/A1", params={"valueInputOption": "RAW"}, json={"values": [["x"]]})
    control.post("/faults", json={"status": 503, "times": 9})
    control.post("/settings", json={"quotas": True})
    control.post("/clock/advance", json={"seconds": 5 * 86_400})

    control.post("/reset")

    assert sandbox.config == before
    assert control.get("/truth").json() == first
    assert control.get("/faults").json() == []
    assert control.get("/settings").json()["quotas"] is False
    assert control.get("/journal").json() == []
    assert "values" not in httpx.get(f"{tracker}/values/A1").json()


def test_a_file_keeps_the_spreadsheets_and_who_may_edit_them_over_a_restart(tmp_path):
    file = tmp_path / "books.sqlite"
    with start(empty=True, file=file) as before:
        tracker = before.config["workbooks"]["shared"]
        cell = f"/v4/spreadsheets/{tracker}/values/A1"
        httpx.put(before.base_url + cell, params={"valueInputOption": "RAW"}, json={"values": [["kept"]]})

    with start(empty=True, file=file) as after:
        assert after.config["workbooks"]["shared"] == tracker
        info = after.config["google"]["service_account"]
        with AuthorizedSession(Credentials.from_service_account_info(info, scopes=[SHEETS_SCOPE])) as bot:
            read = bot.get(after.base_url + cell, timeout=10).json()

    assert read["values"] == [["kept"]]


def test_a_taken_port_is_said_and_nothing_stays_open(sandbox):
    with pytest.raises(OSError, match="in use"):
        start(empty=True, port=int(sandbox.base_url.rsplit(":", 1)[1]))


def test_the_same_seed_is_the_same_world_and_an_empty_one_has_brands_without_cases():
    seeded = {"weeks": 1, "seed": 3, "running": False, "brands": TWO_BRANDS}
    with start(**seeded) as one, start(**seeded) as same:
        assert one.world.truth() == same.world.truth()
        assert one.base_url != same.base_url

    with start(empty=True, now=datetime(2026, 3, 1, tzinfo=UTC), running=False) as empty:
        assert empty.world.truth()["cases"] == {}
        assert len(empty.config["brands"]) == 4
        assert empty.clock.instant() == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_case_is_accepted_on_its_platform_s_page_once(sandbox, control):
    case = next(case for case in sandbox.world.cases.values() if case.status == "WAITING_FOR_SELLER_RESPONSE")

    first = control.post("/accept", json={"case": case.dispute_id})
    second = control.post("/accept", json={"case": case.dispute_id})

    assert first.json() == {"accepted": case.dispute_id}
    assert (case.outcome, case.refunded_minor) == ("ACCEPTED", case.amount_minor)
    assert second.status_code == 400
    assert "Nothing was accepted" in second.json()["error"]["message"]


def test_a_bank_s_inquiry_is_paid_back_and_accepted(sandbox, control):
    waiting = [one for listed in sandbox.world.chargebacks.values() for one in listed if one.is_open]
    inquiry = next(one for one in waiting if one.kind == "INQUIRY" and one.status == "NEEDS_RESPONSE")

    control.post("/accept", json={"case": f"SH-{inquiry.number}"})

    assert inquiry.status == "ACCEPTED"
    assert [minor for _, _, minor in sandbox.world.given_by_person] == [inquiry.amount_minor]


@pytest.mark.parametrize("body", [{"case": "PP-R-XXX-00000000"}, {"case": "SH-1"}, {"case": 7}, {}])
def test_what_is_no_case_cannot_be_accepted(control, body):
    refused = control.post("/accept", json=body)

    assert refused.status_code == 400
    assert "Nothing was accepted" in refused.json()["error"]["message"]


def test_whoever_keeps_a_bot_at_work_is_asked_before_the_clock_jumps(sandbox, control):
    asked: list[float] = []

    def leap(seconds: float) -> None:
        asked.append(seconds)
        sandbox.advance(seconds / 2)

    sandbox.leap = leap
    told = control.post("/clock/advance", json={"seconds": 60}).json()

    assert asked == [60]
    assert told["epoch_seconds"] == START_AT.timestamp() + 30
