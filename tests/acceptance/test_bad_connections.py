"""
What can be wrong between the bot and the outside, and what the bot makes of it.

Promise: wrong credentials, missing rights, platforms that are down, slow to forgive or
talk nonsense: each gets one clear message with the way out; the other brands and
spreadsheets go on; and when it is over, nothing is missing.
"""

import pytest
import requests

from read_once import another_key
from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.google.quota import Quota
from whole_bot import AURORA, VELVET, WHOLE_DAY, a_house

SYNC, SWEEP, CLOCKS = "sync_paypal_disputes", "sweep_paypal_disputes", "refresh_deadlines"
OF_AURORA, OF_VELVET = f"PayPal: {AURORA.name}", f"PayPal: {VELVET.name}"

SWITCHED_OFF = {
    "error": {
        "code": 403,
        "message": "Google Sheets API has not been used in project 100000000000 before or it is disabled.",
        "status": "PERMISSION_DENIED",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "SERVICE_DISABLED",
                "domain": "googleapis.com",
                "metadata": {"service": "sheets.googleapis.com", "consumer": "projects/100000000000"},
            }
        ],
    }
}
"""As Google answers for a project in which the API is not enabled."""


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.fixture
def house():
    """A spreadsheet in use: filled by the bot, and the person has worked on two cases."""
    with a_house() as house:
        house.works_on(*list(house.disputes())[:2])
        yield house
        house.check_human_cells()


def with_a_spreadsheet_of_its_own(house, spreadsheet_id):
    """Give the brand aurora another spreadsheet; velvet stays in the shared one."""
    house.config["workbooks"]["aurora"] = spreadsheet_id
    house.start_bot()


def ended_with(receipt, kind, *words):
    """The one problem of a run that could do nothing at all."""
    (problem,) = receipt.problems.values()
    assert isinstance(problem, kind)
    for word in words:
        assert word in str(problem)
    return str(problem)


def work_of(house, brand):
    """The bot's columns of one brand's rows."""
    return {key: row for key, row in house.disputes().items() if row["Brand"] == brand.name}


# -- Google ----------------------------------------------------------------------------


def test_a_spreadsheet_that_is_not_shared_is_named_with_the_address_to_share_it_with(house):
    theirs = house.new_spreadsheet(shared=False)
    with_a_spreadsheet_of_its_own(house, theirs.spreadsheet_id)
    email = house.sandbox.service_account["client_email"]

    receipts = house.once(SYNC, CLOCKS, workbook="aurora")

    for receipt in receipts.values():
        ended_with(
            receipt, Misconfigured, theirs.spreadsheet_id, "403 PERMISSION_DENIED",
            f"Share it with {email} as an editor", "Nothing was written",
        )  # fmt: skip
    assert house.one(SYNC, workbook="shared").ok

    theirs.share_with(email)
    for bot in house.everything.bots:
        bot.provision()
    filled = house.one(SYNC, workbook="aurora")
    assert filled.ok
    assert len(theirs.table("Disputes")) == len(work_of(house, AURORA))


def test_a_spreadsheet_that_may_only_be_read_is_named_and_nothing_is_half_written(house):
    person = house.person
    before = house.disputes()
    url = f"{person.base_url}/drive/v3/files/{person.spreadsheet_id}/permissions"
    email = house.sandbox.service_account["client_email"]
    granted = requests.get(url, params={"fields": "*"}, timeout=30).json()["permissions"]
    mine = next(one["id"] for one in granted if one.get("emailAddress") == email)
    requests.patch(f"{url}/{mine}", json={"role": "reader"}, timeout=30).raise_for_status()
    house.later(days=2)

    receipt = house.one(SYNC)

    ended_with(receipt, Misconfigured, "403", f"Share it with {email} as an editor", "Nothing was written")
    assert house.disputes() == before
    requests.patch(f"{url}/{mine}", json={"role": "writer"}, timeout=30).raise_for_status()
    assert house.one(SYNC).ok
    assert house.disputes() != before


def test_a_wrong_spreadsheet_id_is_named_and_the_other_spreadsheet_goes_on(house):
    with_a_spreadsheet_of_its_own(house, "1no-such-spreadsheet")

    receipt = house.one(SYNC, workbook="aurora")

    ended_with(
        receipt, Misconfigured, "1no-such-spreadsheet", "404", "Correct its id under [workbooks]",
        "Nothing was written",
    )  # fmt: skip
    assert house.one(SYNC, workbook="shared").ok


def test_an_api_that_is_switched_off_is_named_with_the_way_to_switch_it_on(house):
    before = house.disputes()
    house.sandbox.faults.add(Fault(service="sheets", times=1000, status=403, body=SWITCHED_OFF))

    receipt = house.one(SYNC)

    ended_with(
        receipt, Misconfigured, "it is disabled",
        "Enable the Google Sheets API and the Google Drive API in the service account's project",
        "Nothing was written",
    )  # fmt: skip
    house.sandbox.faults.clear()
    assert house.one(SYNC).ok
    assert house.disputes() == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"private_key": "nonsense"}, ["private_key", "cannot be read", "line breaks"]),
        ({"type": "authorized_user"}, ["'authorized_user'", "'service_account' is needed", "Create one"]),
        ({"client_email": None}, ["lacks client_email", "Download the JSON key again"]),
    ],
)
def test_a_google_key_that_is_none_stops_the_start_without_a_word_of_the_key(house, change, words):
    house.config["google"]["service_account"] = {**house.sandbox.service_account, **change}

    with pytest.raises(Misconfigured) as caught:
        house.start_bot()

    for word in [*words, "Nothing was started"]:
        assert word in str(caught.value)
    assert "PRIVATE KEY" not in str(caught.value)
    assert "nonsense" not in str(caught.value)


def test_a_google_key_that_was_deleted_is_named_and_a_new_one_works(house):
    good = house.config["google"]["service_account"]
    stale = good | {"private_key": another_key()}
    house.config["google"]["service_account"] = stale
    house.start_bot()

    receipt = house.one(SYNC)

    told = ended_with(
        receipt, Misconfigured, "Google sign-in refused the key", stale["client_email"],
        "download a new JSON key", "Nothing was read or written",
    )  # fmt: skip
    assert "PRIVATE KEY" not in told
    house.config["google"]["service_account"] = good
    house.start_bot()
    assert house.one(SYNC).ok


def test_an_exhausted_quota_of_google_ends_the_run_and_the_next_one_finds_everything(house):
    """Another program with the same service account has used the minute up."""
    house.sandbox.change_settings({"quotas": True})
    quota = house.sandbox.sheets.quota = Quota(per_user=2)
    house.later(days=2)
    house.one(CLOCKS)
    house.one(CLOCKS)

    receipt = house.one(SYNC)

    assert quota is house.sandbox.sheets.quota
    ended_with(
        receipt,
        TryLater,
        "429 RESOURCE_EXHAUSTED",
        "ReadRequestsPerMinutePerUser",
        "The next run tries again",
    )
    house.sandbox.change_settings({"quotas": False})
    after = house.one(SYNC)
    assert after.ok
    assert after.tabs[0].changed_cells > 0
    assert house.status()[SYNC] == ("ok", "")


# -- PayPal ----------------------------------------------------------------------------


def test_a_wrong_secret_of_one_brand_is_named_and_the_other_brand_goes_on(house):
    house.config["brands"]["aurora"]["paypal"]["client_secret"] = "not-the-secret-of-aurora"
    house.start_bot()
    house.later(days=3)
    before = work_of(house, VELVET)

    receipt = house.one(SYNC)

    told = str(receipt.problems[OF_AURORA])
    assert list(receipt.problems) == [OF_AURORA]
    for word in (
        AURORA.name,
        "401 invalid_client",
        "Copy both again from the developer dashboard",
        "Nothing was fetched",
    ):
        assert word in told
    assert "not-the-secret" not in told
    assert house.status()[OF_AURORA] == ("failed", told)
    assert house.status()[OF_VELVET] == ("ok", "")
    assert house.status()[SYNC][0] == "failed"
    assert work_of(house, VELVET) != before

    house.config["brands"]["aurora"]["paypal"]["client_secret"] = AURORA.client_secret
    house.start_bot()
    assert house.one(SYNC).ok
    assert house.status()[OF_AURORA] == ("ok", "")
    assert_nothing_is_missing(house)


def only_of(house, brand, answer):
    """Let PayPal answer one brand's calls otherwise: its token tells whose call it is."""
    room = house.sandbox.paypal
    genuine = room.answer
    secret = requests.auth._basic_auth_str(brand.client_id, brand.client_secret)
    tokens = set()

    def spoilt(call):
        reply = genuine(call)
        said = call.headers.get("authorization", "")
        if said == secret and isinstance(reply.body, dict):
            tokens.add(f"Bearer {reply.body.get('access_token')}")
            return reply
        return answer(reply) if said in tokens else reply

    room.answer = spoilt
    house.start_bot()  # it buys its tokens anew
    return lambda: setattr(room, "answer", genuine)


def with_body(body, status=200):
    def answer(reply):
        return type(reply)(status, body)

    return answer


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (with_body({"name": "INTERNAL_SERVICE_ERROR", "debug_id": "b1d6"}, 503), ["503", "b1d6", "next run tries again"]),
        (with_body(b"<html>Sorry</html>"), ["not JSON", "Nothing was taken from it", "the next run asks again"]),
        (with_body({"items": "none"}), ["has no list in it", "Nothing was taken from it", "the next run asks again"]),
        (with_body([1, 2]), ["has no list in it", "Nothing was taken from it"]),
        (with_body({"items": [{"x": 1}, None, 5]}), ["without a usable dispute_id", "was left out"]),
        (with_body({"name": "NOT_AUTHORIZED"}, 403), ["403", "'Customer disputes'", "Nothing was done"]),
        (with_body({"name": "RATE_LIMIT_REACHED"}, 429), ["429", "RATE_LIMIT_REACHED", "next run tries again"]),
    ],
)  # fmt: skip
def test_a_paypal_that_fails_for_one_brand_is_named_once_and_the_other_brand_goes_on(house, answer, words):
    before = work_of(house, VELVET)
    repair = only_of(house, AURORA, answer)
    house.later(days=3)

    receipt = house.one(SYNC)

    told = str(receipt.problems[OF_AURORA])
    assert list(receipt.problems) == [OF_AURORA]
    for word in words:
        assert word in told
    assert house.status()[OF_AURORA] == ("failed", told)
    assert house.status()[SYNC][1].count(told) == 1
    assert house.status()[OF_VELVET] == ("ok", "")
    assert work_of(house, VELVET) != before

    repair()
    house.start_bot()
    assert house.one(SYNC).ok
    assert_nothing_is_missing(house)


def test_one_case_that_paypal_cannot_show_costs_only_itself(house):
    house.later(days=3)
    nonsense = Fault(service="paypal", path="/disputes/PP", times=2, body="<html>")
    house.sandbox.faults.add(nonsense)

    receipt = house.one(SYNC)

    assert len(receipt.problems) <= 1
    assert receipt.tabs[0].changed_cells > 0
    house.one(SYNC)
    assert_nothing_is_missing(house)


def assert_nothing_is_missing(house):
    """
    What stands in the tab is what a bot would write that sees everything for the first time.

    Whose turn it is is left out: a right to appeal lapses without a word of PayPal, so that
    only the daily sweep sees it.
    """
    house.one(CLOCKS)
    fresh = house.new_spreadsheet()
    used, house.person = house.person, fresh
    workbooks, house.config["workbooks"] = house.config["workbooks"], {"shared": fresh.spreadsheet_id}
    house.start_bot()
    house.provision()
    assert house.one(SWEEP).ok
    expected = house.disputes()
    house.person, house.config["workbooks"] = used, workbooks
    house.start_bot()

    found = house.disputes()
    assert set(found) == set(expected)
    told_by_paypal = ("Brand", "Status", "Outcome", "Closed on", "Amount", "Fees", "Recovered", "Flag")
    for key, row in expected.items():
        for header in told_by_paypal:
            assert (key, header, found[key][header]) == (key, header, row[header])


# -- everything ------------------------------------------------------------------------


def test_after_a_whole_day_without_any_platform_nothing_is_missing(house):
    for _ in range(24):
        house.sandbox.faults.add(Fault(times=10_000, status=503, body="<html>down</html>"))
        house.later(hours=1)
        house.start_bot()  # its restarts do not help
        for receipt in house.once(SYNC, CLOCKS).values():
            assert isinstance(next(iter(receipt.problems.values())), TryLater)
        house.sandbox.faults.clear()

    receipts = house.once(*WHOLE_DAY[:-1])

    assert all(receipt.ok for receipt in receipts.values())
    assert {state for state, _ in house.status().values()} == {"ok"}
    assert_nothing_is_missing(house)


def test_after_a_day_without_paypal_the_clocks_have_gone_on_and_nothing_is_missing(house):
    for _ in range(8):
        house.sandbox.faults.clear()
        house.sandbox.faults.add(Fault(service="paypal", times=10_000, cut="before"))
        house.later(hours=3)
        receipts = house.once(SYNC, CLOCKS)
        assert list(receipts[SYNC].problems) == [OF_AURORA, OF_VELVET]
        assert receipts[CLOCKS].ok
    assert house.status()[OF_AURORA][0] == "failed"
    assert "Nothing was done there" in house.status()[OF_AURORA][1]

    house.sandbox.faults.clear()
    assert house.one(SYNC).ok
    assert_nothing_is_missing(house)
