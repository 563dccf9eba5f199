"""The commands that correct a spreadsheet, as they are typed: they show first, and write only what was accepted."""

import json
from collections import defaultdict

import pytest
from typer.testing import CliRunner

from sheets_bot.cli import app
from small_house import a_small_house

CSV = "Case #,Responsible,Refund progress\n{},Anna,half\nPP-D-77001,Bea,\n"


@pytest.fixture(scope="module")
def small_house(tmp_path_factory):
    with a_small_house() as house:
        house.file = tmp_path_factory.mktemp("house") / "sheets_bot.json"
        house.file.write_text(json.dumps(house.config))
        yield house


@pytest.fixture
def house(small_house):
    small_house.begins_again()
    return small_house


def sheets_bot(house, *arguments):
    result = CliRunner().invoke(app, [*arguments, "--config", str(house.file)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def a_csv(house, tmp_path):
    key = next(iter(house.disputes()))
    (tmp_path / "cases.csv").write_text(CSV.format(key))
    return key, str(tmp_path / "cases.csv")


def test_an_import_is_shown_accepted_and_taken_back(house, tmp_path):
    key, file = a_csv(house, tmp_path)
    before = house.person.sees("Disputes")

    shown = sheets_bot(house, "import", "Disputes", file)
    unasked = house.person.sees("Disputes")
    done = json.loads(sheets_bot(house, "import", "Disputes", file, "--yes", "--json").stdout)
    again = sheets_bot(house, "import", "Disputes", file)
    run = done["receipt"]["run"]
    undone = sheets_bot(house, "undo", run, "--yes")

    assert shown.exit_code == 3, "nobody was there to accept it"
    assert "Responsible      Handled by" in shown.output
    assert "Refund progress  (kept in Notes)" in shown.output
    assert "1 rows stand in 'Disputes', 1 are new; 2 cells would be filled in" in shown.output
    assert unasked == before
    assert done["written"] is True
    assert again.exit_code == 0
    assert "0 cells would be filled in" in again.output
    assert undone.exit_code == 0, undone.output
    assert house.disputes()[key]["Handled by"] == ""
    assert house.disputes()["PP-D-77001"]["Handled by"] == "", "the new row is emptied, its key stays"
    assert "delete the row by hand" in undone.output
    assert "The next run of" not in undone.output, "an import does not come back by itself"


def test_the_log_shows_what_was_written_newest_first_and_can_be_narrowed(house, tmp_path):
    key, file = a_csv(house, tmp_path)
    sheets_bot(house, "import", "Disputes", file, "--yes")

    lines = json.loads(sheets_bot(house, "log", "--key", key, "--limit", "0", "--json").stdout)
    table = sheets_bot(house, "log", "--limit", "2")
    later = sheets_bot(house, "log", "--since", "2099-01-01T00:00+00:00", "--json")

    assert (lines[0]["job"], lines[0]["old"], lines[0]["new"]) == ("import", "", "Refund progress: half")
    assert {line["key"] for line in lines} == {key}
    assert table.stdout.splitlines()[0].split() == [
        "Time",
        "Run",
        "Tab",
        "Row",
        "Column",
        "Old",
        "New",
        "Why",
    ]
    assert len(table.stdout.splitlines()) == 3
    assert "more lines; see --limit" in table.stderr
    assert json.loads(later.stdout) == []


def test_undoing_a_job_says_that_its_next_run_writes_again(house):
    key = next(key for key, row in house.disputes().items() if row["Status"])
    house.types("Status", key, "typed over")
    run = house.one("sweep_paypal_disputes").run

    looked = sheets_bot(house, "undo", run, "--dry-run")
    undone = sheets_bot(house, "undo", run, "--yes")
    again = sheets_bot(house, "undo", run, "--yes")

    assert f"~ {key}  Status: " in looked.output
    assert "The next run of sweep_paypal_disputes writes again" in undone.output
    assert "SHEETS_BOT_SERVICE__DRY_RUN" in undone.output
    assert house.disputes()[key]["Status"] == "typed over"
    assert "Nothing of run" in again.output


def test_a_person_is_erased_only_when_it_was_accepted_and_no_content_is_shown(house):
    order, row = next(iter(house.keyed("Orders").items()))

    shown = sheets_bot(house, "erase", order)
    left = house.keyed("Orders")[order]["Customer"]
    done = sheets_bot(house, "erase", order, "--yes")

    assert shown.exit_code == 3
    assert left == row["Customer"] != ""
    assert row["Customer"] not in shown.output
    assert done.exit_code == 0, done.output
    assert house.keyed("Orders")[order]["Customer"] == ""
    assert "erase there too" in done.output


def test_where_dry_run_is_configured_nothing_is_written_and_that_is_told(house, tmp_path, monkeypatch):
    key, file = a_csv(house, tmp_path)
    run = json.loads(sheets_bot(house, "import", "Disputes", file, "--yes", "--json").stdout)["receipt"][
        "run"
    ]
    order = next(iter(house.keyed("Orders")))
    (tmp_path / "more.csv").write_text("Case #,Notes\nPP-D-77001,call back\n")
    before = {tab: house.person.sees(tab) for tab in ("Disputes", "Orders", "Bot log")}
    monkeypatch.setenv("SHEETS_BOT_SERVICE__DRY_RUN", "true")

    commands = (["import", "Disputes", str(tmp_path / "more.csv")], ["undo", run], ["erase", order])
    told = [sheets_bot(house, *command, "--yes") for command in commands]
    asked_for = sheets_bot(house, "undo", run, "--dry-run")

    assert {tab: house.person.sees(tab) for tab in before} == before
    for result in told:
        assert result.exit_code == 0, result.output
        assert "Nothing was written: [service] dry_run is on" in result.stderr
        assert "SHEETS_BOT_SERVICE__DRY_RUN=false" in result.stderr
    assert f"~ {key}  Handled by: Anna -> (empty)" in told[1].stdout
    assert "dry_run" not in asked_for.output, "who asks to look is told nothing new"


def test_dates_times_and_several_lines_are_shown_as_people_read_them(house, tmp_path):
    key = next(iter(house.disputes()))
    (tmp_path / "cases.csv").write_text(
        "Case #,Next action date,Due,Notes\n"
        f'{key},2026-12-01,,"one\ntwo"\nPP-D-77001,,11/30/2026 3:30 PM,"three\nfour"\n'
    )

    shown = sheets_bot(
        house, "import", "Disputes", str(tmp_path / "cases.csv"), "--dates", "mdy", "--dry-run"
    )
    done = sheets_bot(
        *(house, "import", "Disputes", str(tmp_path / "cases.csv")), "--dates", "mdy", "--yes", "--json"
    )
    undone = sheets_bot(house, "undo", json.loads(done.stdout)["receipt"]["run"], "--dry-run")

    assert f"~ {key}  Next action on: 2026-12-01\n" in shown.stdout
    assert f"~ {key}  Notes: one two\n" in shown.stdout
    assert "Due: 2026-11-30 15:30, " in shown.stdout
    assert f"~ {key}  Notes: one two -> (empty)\n" in undone.stdout


def test_what_could_not_be_put_back_is_told_beside_what_was_and_gives_its_own_status(house):
    tabs = defaultdict(set)
    for line in house.person.table("Bot log"):
        tabs[line["Run"]].add(line["Tab"])
    run = next(run for run, written in tabs.items() if {"Disputes", "Inbox"} <= written)
    house.deletes_column("Status")

    undone = sheets_bot(house, "undo", run, "--yes")
    again = sheets_bot(house, "undo", run, "--yes")

    assert undone.exit_code == 1, undone.output
    assert "cells were put back" in undone.stdout
    for result in (undone, again):
        assert "Disputes: Misconfigured: Tab 'Disputes'" in result.stderr
        assert "'Status'" in result.stderr
    assert "is left to put back" not in again.output


def test_a_blank_pasted_before_an_order_is_no_part_of_it(house):
    order = next(iter(house.keyed("Orders")))
    number = order.rpartition(" ")[2]

    found = sheets_bot(house, "erase", f" {number}\u00a0", "--dry-run").stdout

    assert found == sheets_bot(house, "erase", number, "--dry-run").stdout
    assert order in found


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["undo", "nowhere"], 2, "The Bot log has no run 'nowhere'"),
        (["log", "--workbook", "other"], 2, "There is no spreadsheet 'other'"),
        (["log", "--since", "yesterday"], 2, "--since 'yesterday' is no moment"),
        (["erase", "#999999"], 2, "stands not in Orders"),
        (["erase", "nobody@nowhere.example"], 0, "no row of this person was found"),
        (["erase", "x", "--also", "Disputes"], 2, "write tab and key"),
        (["import", "Disputes", "x.csv", "--map", "Who"], 2, "write 'Their header=Our header'"),
        (["import", "Disputes", "x.csv", "--dates", "ymd"], 2, "write dmy"),
        (["restore", "nowhere.xlsx"], 2, "nowhere.xlsx cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_status(house, arguments, status, said):
    result = sheets_bot(house, *arguments)

    assert result.exit_code == status
    assert said in result.output


def test_a_backup_is_saved_where_it_was_said_and_not_put_over_anything(house, tmp_path):
    file = str(tmp_path / "backup.xlsx")

    saved = sheets_bot(house, "export", file)
    refused = sheets_bot(house, "restore", file)

    assert saved.exit_code == 0
    assert f"{file}: " in saved.output
    assert refused.exit_code == 3
    assert "is not empty" in refused.output
