"""
What people set that cannot be meant, and changes too large to be true.

Promise: a bad cell of the Settings tab, a bad schema or job of the user's own, a change
of most of a tab: each is named where it stands, with the way out; a safe value counts or
nothing is written, and everything else goes on.
"""

import pytest

from sheets_bot.errors import Misconfigured, Refused
from whole_bot import WHOLE_DAY, a_house, said_once

SYNC, SWEEP, CLOCKS = "sync_paypal_disputes", "sweep_paypal_disputes", "refresh_deadlines"


@pytest.fixture
def house():
    """A spreadsheet in use: filled by the bot, and the person has worked on two cases."""
    with a_house() as house:
        house.works_on(*list(house.disputes())[:2])
        yield house
        house.check_human_cells()


# -- settings --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "text", "meanwhile"),
    [
        ("Time zone", "Moon/Crater", "UTC"),
        ("Shifts on Monday", "9-25", "off"),
        ("Safety margin (hours)", "a day", "24"),
        ("Big change limit", "-3", "50 %"),
        ("Pause all acts", "perhaps", "yes"),
    ],
)
def test_a_bad_settings_cell_is_named_beside_it_and_a_safe_value_counts(house, setting, text, meanwhile):
    house.types("Value", setting, text, tab="Settings")

    receipts = house.once("keep_settings", CLOCKS, SYNC)

    row = house.table("Settings")[setting]
    assert all(receipt.ok for receipt in receipts.values())
    assert row["Value"] == text
    assert text in row["Problem"]
    assert "Expected:" in row["Problem"]
    assert f"Until it is corrected, {meanwhile} counts." in row["Problem"]


# -- big changes -----------------------------------------------------------------------


@pytest.fixture
def strange_day(house):
    """PayPal gives another reason for every case, all at once."""
    for case in house.sandbox.world.cases.values():
        case.disguise["reason"] = "OTHER"
    return house


def reasons(house):
    return {row["Reason code"] for row in house.disputes().values()}


def test_a_change_of_most_rows_is_refused_and_the_other_tabs_go_on(strange_day):
    before = strange_day.disputes()

    receipts = strange_day.once(SWEEP, CLOCKS, "update_volumes", "keep_settings")

    error = said_once(
        strange_day, receipts[SWEEP], "Disputes", "Tab 'Disputes'", "would change", f"of {len(before)} rows",
        "'Allow a big change' in Settings", "--allow-large", "Nothing was written to this tab",
    )  # fmt: skip
    assert isinstance(error, Refused)
    assert strange_day.disputes() == before
    assert all(receipts[job].ok for job in receipts if job != SWEEP)


def test_a_big_change_comes_through_when_the_operator_allows_it(strange_day):
    strange_day.one(SWEEP)

    receipt = strange_day.one(SWEEP, allow_large=True)

    assert receipt.ok
    assert reasons(strange_day) == {"OTHER"}
    assert strange_day.status()[SWEEP] == ("ok", "")


def test_a_big_change_comes_through_when_the_settings_allow_it(strange_day):
    strange_day.one(SWEEP)
    strange_day.types("Value", "Allow a big change", "yes", tab="Settings")
    strange_day.start_bot()

    receipts = strange_day.once("keep_settings", SWEEP)

    assert receipts[SWEEP].ok
    assert reasons(strange_day) == {"OTHER"}
    assert "Set this back to no" in strange_day.table("Settings")["Allow a big change"]["Problem"]


# -- schemas ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("tab = 'Mine'\nkey = a", ["is not TOML", "line 2"]),
        (
            "tab = 'Mine'\nkey = 'a'\npurpose = 'x'\n[[column]]\nname = 'a'\nheader = 'A'\nowner = 'bott'",
            ["[[column]] 1 (a), key owner", "'bott'"],
        ),
        (
            "tab = 'Mine'\nkey = 'b'\npurpose = 'x'\n[[column]]\nname = 'a'\nheader = 'A'\nowner = 'bot'",
            ["key"],
        ),
    ],
)
def test_a_bad_schema_of_the_user_s_stops_the_start_with_file_table_and_key(house, tmp_path, toml, words):
    (tmp_path / "mine.toml").write_text(toml)
    house.config["paths"] = {"schemas": [str(tmp_path)]}

    with pytest.raises(Misconfigured) as caught:
        house.start_bot()

    for word in [str(tmp_path / "mine.toml"), *words, "Correct the file", "No tab was touched"]:
        assert word in str(caught.value)
    (tmp_path / "mine.toml").unlink()
    house.start_bot()
    assert all(receipt.ok for receipt in house.once(*WHOLE_DAY[:-1]).values())


def test_a_tab_and_a_job_of_the_user_s_own_that_fail_leave_the_others_alone(house, tmp_path):
    """A job that asks for a tab that no schema describes."""
    (tmp_path / "my_job.py").write_text(
        '"""Mine."""\nfrom sheets_bot.service.job import Job, minutes\n'
        "def run(bot):\n    return bot.reconcile(['No such tab'], lambda tabs: {})\n"
        "JOB = Job(name='my_job', every=minutes(5), run=run)\n"
    )
    house.config["paths"] = {"jobs": [str(tmp_path)]}
    house.start_bot()

    receipts = house.once("my_job", SYNC)

    told = str(receipts["my_job"].problems["shared"])
    for word in ("'No such tab'", "Add its TOML file, or correct the job", "Nothing was read or written"):
        assert word in told
    assert receipts[SYNC].ok


# -- the playbook ----------------------------------------------------------------------


def test_a_bad_action_in_the_playbook_is_named_beside_it_and_a_good_one_stands(house):
    house.once("keep_playbook")
    bad, good = "INR, PayPal claim, S3, any", "INR, PayPal claim, S2, any"
    house.types("Action (yours)", bad, "Figth", tab="Playbook")
    house.types("Action (yours)", good, "Provide evidence", tab="Playbook")

    receipts = house.once("keep_playbook")

    rows = house.table("Playbook")
    assert receipts["keep_playbook"].ok
    assert "Figth" in rows[bad]["Problem"]
    assert "Accept at the platform counts." in rows[bad]["Problem"]
    assert (rows[bad]["Action (yours)"], rows[good]["Action (yours)"]) == ("Figth", "Provide evidence")
    assert not rows[good]["Problem"]
