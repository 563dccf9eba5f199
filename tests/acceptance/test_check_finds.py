"""
`sheets-bot check` finds every mistake of a first set-up: one line each, with the way out.

The mistakes are real ones, made in the sandbox's Google and PayPal or in the
configuration; the checks are the bot's own. That it changes nothing is part of the promise.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from typer.testing import CliRunner

from read_once import another_key
from sheets_bot.cli import app
from sheets_bot.sandbox.faults import Fault
from test_bad_connections import SWITCHED_OFF
from whole_bot import AURORA, VELVET, a_house

runner = CliRunner()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.fixture
def house():
    with a_house() as house:
        yield house


def email(house):
    return house.sandbox.service_account["client_email"]


def troubles(house, **options):
    """Every line that is not ok; each of them must name a way out."""
    found = [check for check in house.checks(**options).values() if check.state != "ok"]
    assert all(check.way_out for check in found)
    return {check.what: check for check in found}


def check_on_command_line(house, tmp_path, *options):
    file = tmp_path / "bot.json"
    file.write_text(json.dumps(house.config))
    return runner.invoke(app, ["check", "--config", str(file), *options])


def test_where_all_is_well_every_line_is_ok_and_nothing_is_written(house, tmp_path):
    house.sandbox.journal.clear()

    result = check_on_command_line(house, tmp_path)

    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert all(line.startswith("ok ") for line in lines)
    for what in (
        "Spreadsheet",
        "Sharing",
        "Tab Disputes",
        "Quota",
        f"PayPal, {AURORA.name}",
        f"PayPal, {VELVET.name}",
    ):
        assert sum(what in line for line in lines) >= 1
    asked = house.sandbox.journal.lines(service="sheets")
    assert asked
    assert not any("batchUpdate" in line.path for line in asked)


def test_a_mistake_is_one_line_with_its_way_out_below_and_exit_status_2(house, tmp_path):
    house.deletes_column("Reason")

    result = check_on_command_line(house, tmp_path)

    lines = result.stdout.splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.startswith("failed")]
    assert "column 'Reason' is missing" in lines[at]
    assert lines[at + 1].strip() == "-> Run `sheets-bot init`, or put it back."
    assert result.exit_code == 2


def test_the_same_as_json(house, tmp_path):
    house.deletes_column("Reason")

    result = check_on_command_line(house, tmp_path, "--json")

    found = json.loads(result.stdout)
    assert result.exit_code == 2
    assert found["ok"] is False
    assert [one["what"] for one in found["checks"] if one["state"] == "failed"] == ["Tab Disputes"]


# -- Google ----------------------------------------------------------------------------


def test_a_spreadsheet_that_is_not_shared(house):
    house.config["workbooks"]["aurora"] = house.new_spreadsheet(shared=False).spreadsheet_id
    house.start_bot()

    found = troubles(house, workbook="aurora")

    assert set(found) == {"Spreadsheet"}
    assert found["Spreadsheet"].state == "failed"
    assert f"Share it with {email(house)} as an editor" in found["Spreadsheet"].found


def test_a_spreadsheet_that_is_shared_for_reading_only(house):
    theirs = house.new_spreadsheet(shared=False)
    url = f"{theirs.base_url}/drive/v3/files/{theirs.spreadsheet_id}/permissions"
    reader = {"type": "user", "role": "reader", "emailAddress": email(house)}
    theirs._http.post(url, json=reader, timeout=30).raise_for_status()
    house.config["workbooks"]["aurora"] = theirs.spreadsheet_id
    house.start_bot()

    found = troubles(house, workbook="aurora")["Sharing"]

    assert "not named as an editor (found: reader)" in found.found
    assert found.way_out == f"Open the spreadsheet, press Share, and add {email(house)} as Editor."


def test_a_wrong_spreadsheet_id(house):
    house.config["workbooks"]["aurora"] = "1no-such-spreadsheet"
    house.start_bot()

    found = troubles(house, workbook="aurora")

    assert set(found) == {"Spreadsheet"}
    assert "1no-such-spreadsheet" in found["Spreadsheet"].found
    assert "Correct its id under [workbooks]" in found["Spreadsheet"].found


def test_an_api_that_is_switched_off(house):
    house.sandbox.faults.add(Fault(service="sheets", times=1000, status=403, body=SWITCHED_OFF))

    found = troubles(house)

    assert set(found) == {"Spreadsheet"}
    assert "Enable the Google Sheets API" in found["Spreadsheet"].found


def test_a_drive_api_that_is_switched_off_is_a_warning_only(house):
    house.sandbox.faults.add(Fault(service="drive", times=1000, status=403, body=SWITCHED_OFF))

    found = troubles(house)

    assert {what: check.state for what, check in found.items()} == {"Sharing": "warning"}
    assert found["Sharing"].way_out == "Switch on the Drive API, or ignore this line."


def test_a_google_key_that_cannot_be_read(house, tmp_path):
    house.config["google"]["service_account"]["private_key"] = "nonsense"

    result = check_on_command_line(house, tmp_path)

    assert result.exit_code == 2
    assert "the private_key of the service account cannot be read" in result.stderr
    assert "Nothing was started" in result.stderr


def test_a_google_key_that_was_deleted(house):
    house.config["google"]["service_account"]["private_key"] = another_key()
    house.start_bot()

    found = troubles(house)

    assert set(found) == {"Spreadsheet"}
    assert "It was deleted or replaced; download a new JSON key" in found["Spreadsheet"].found


def test_a_machine_whose_clock_is_wrong(house):
    theirs = format_datetime(datetime.now(UTC) - timedelta(hours=2), usegmt=True)
    said = {"spreadsheetId": house.person.spreadsheet_id}
    ask = f"/v4/spreadsheets/{house.person.spreadsheet_id}$"
    house.sandbox.faults.add(
        Fault(service="sheets", path=ask, delay_seconds=0.001)
    )  # the first one asks for tabs
    house.sandbox.faults.add(
        Fault(service="sheets", path=ask, status=200, body=said, headers={"date": theirs})
    )

    found = troubles(house)

    assert set(found) == {"Clock"}
    assert re.search(r"this machine's clock is 72\d\d s ahead of Google's", found["Clock"].found)
    assert "NTP" in found["Clock"].way_out


# -- tabs ------------------------------------------------------------------------------


def test_a_spreadsheet_before_init():
    with a_house(ready=False, weeks=1) as house:
        house.start_bot()

        found = troubles(house)

        assert {check.state for check in found.values()} == {"failed"}
        assert set(found) == {f"Tab {title}" for title in house.everything.bots[0].schemas}
        assert {check.way_out for check in found.values()} == {"Run `sheets-bot init`, or put it back."}


def test_a_tab_that_was_deleted(house):
    house.deletes_tab("Volumes")

    found = troubles(house)

    assert {what: check.state for what, check in found.items()} == {"Tab Volumes": "failed"}
    assert "has no tab 'Volumes'" in found["Tab Volumes"].found


def test_a_column_that_stands_twice(house):
    house.deletes_column("Reason")
    house.adds_column("Reason")
    house.adds_column("Reason")

    found = troubles(house)

    assert set(found) == {"Tab Disputes"}
    assert "column 'Reason' stands 2 times" in found["Tab Disputes"].found


def test_a_column_of_the_people_s_that_is_missing_is_a_warning_only(house):
    house.deletes_column("Root cause")

    found = troubles(house)

    assert {what: check.state for what, check in found.items()} == {"Tab Disputes": "warning"}
    assert "without the columns Root cause" in found["Tab Disputes"].found


def test_a_key_that_stands_twice(house):
    key = next(iter(house.disputes()))
    house.copies_row(key)

    found = troubles(house)

    assert {what: check.state for what, check in found.items()} == {"Tab Disputes": "warning"}
    assert f"keys that stand twice: {key}" in found["Tab Disputes"].found


# -- PayPal ----------------------------------------------------------------------------


def test_a_wrong_secret_of_one_brand(house):
    house.config["brands"]["aurora"]["paypal"]["client_secret"] = "not-the-secret-of-aurora"
    house.start_bot()

    found = troubles(house)

    assert {what: check.state for what, check in found.items()} == {f"PayPal, {AURORA.name}": "failed"}
    told = found[f"PayPal, {AURORA.name}"].found
    assert "the client id and secret were refused (401 invalid_client)" in told
    assert "not-the-secret" not in told


def test_a_brand_without_an_account(house):
    del house.config["brands"]["velvet"]["paypal"]
    house.start_bot()

    found = troubles(house)

    assert {what: check.state for what, check in found.items()} == {f"PayPal, {VELVET.name}": "warning"}
    assert found[f"PayPal, {VELVET.name}"].way_out == "Add [brands.velvet.paypal], if it has one."


def test_an_app_whose_rights_are_not_ticked(house):
    token = {
        "access_token": "A21AA-not-a-real-one",
        "token_type": "Bearer",
        "expires_in": 32400,
        "scope": "openid",
    }
    house.sandbox.faults.add(Fault(service="paypal", path="/v1/oauth2/token", times=2, body=token))
    house.start_bot()

    lines = list(house.everything.bots[0].check(probe=False, jobs={}))

    lacking = [one for one in lines if one.what.startswith("PayPal") and one.state == "warning"]
    assert len(lacking) == 4  # two rights, two brands
    assert all("Tick the feature of the REST app" in one.way_out for one in lacking)


def test_a_paypal_that_is_down(house):
    house.sandbox.faults.add(
        Fault(service="paypal", times=1000, status=503, body={"name": "INTERNAL_SERVICE_ERROR"})
    )
    house.start_bot()

    found = troubles(house)

    assert {what: check.state for what, check in found.items()} == dict.fromkeys(
        (f"PayPal, {AURORA.name}", f"PayPal, {VELVET.name}"), "failed"
    )
    assert {check.way_out for check in found.values()} == {"Wait a little, then check again."}


# -- init ------------------------------------------------------------------------------


def test_init_prepares_the_other_spreadsheets_when_one_cannot_be_used(tmp_path):
    with a_house(ready=False, weeks=1) as house:
        theirs = house.new_spreadsheet(shared=False)
        house.config["workbooks"] = {"aurora": theirs.spreadsheet_id, "velvet": house.person.spreadsheet_id}
        file = tmp_path / "bot.json"
        file.write_text(json.dumps(house.config))

        result = runner.invoke(app, ["init", "--config", str(file)])

        assert result.exit_code == 2
        assert f"Share it with {email(house)} as an editor" in result.stderr
        assert house.person.sees("Disputes")
